/* Forms of goods: what may be typed, and the rules that a field alone cannot know. */
#include "trade/product/shelf.h"

#include "base/calendar.h"
#include "base/limits.h"

const struct choice product_categories[] = {
	{ "fruit", N_("Fruit") },
	{ "grain", N_("Grain and oil") },
	{ "eggs", N_("Eggs and poultry") },
	{ "mountain", N_("Mountain goods") },
	{ "meat", N_("Meat") },
	{ "drinks", N_("Drinks") },
	{ "handicraft", N_("Handicraft") },
	{ "others", N_("Others") },
	{ NULL, NULL },
};

#define HINTED(kind_, member_, label_, hint_, flags_, min_, max_)                                                   \
	{                                                                                                           \
		.kind = (kind_), .flags = (flags_), .name = #member_, .offset = FIELD_WHOLE(product_form, member_), \
		.label = (label_), .hint = (hint_), .min = (min_), .max = (max_)                                    \
	}
#define PRODUCT_FORM_FIELDS                                                                                          \
	TEXT_FIELD(product_form, title, N_("Name"), FIELD_MUST, 2, LIMIT_NAME_CHARACTERS),                           \
		TEXT_FIELD(product_form, title_bo, N_("Name in Tibetan"), FIELD_BOTH, 0, LIMIT_NAME_CHARACTERS),     \
		TEXT_FIELD(product_form, title_en, N_("Name in English"), FIELD_BOTH, 0, LIMIT_NAME_CHARACTERS),     \
		CHOICE_FIELD(product_form, category, N_("Category"), FIELD_MUST, product_categories),                \
		HINTED(FIELD_PLACE, place, N_("Where it comes from"),                                                \
	               N_("The village, township or county where it grew or was made"), FIELD_MUST, 0, 0),           \
		NOTE_FIELD(product_form, about, N_("Description"), FIELD_BOTH, 0, LIMIT_NOTE_CHARACTERS),            \
		NOTE_FIELD(product_form, about_bo, N_("Description in Tibetan"), FIELD_BOTH, 0,                      \
	                   LIMIT_NOTE_CHARACTERS),                                                                   \
		NOTE_FIELD(product_form, about_en, N_("Description in English"), FIELD_BOTH, 0,                      \
	                   LIMIT_NOTE_CHARACTERS),                                                                   \
		HINTED(FIELD_BOOL, presale, N_("Pre-sale: ordered now, harvested later"), NULL, FIELD_BOTH, 0, 1),   \
		HINTED(FIELD_DAY, opens_on, N_("First day to order"), N_("Only for a pre-sale"), FIELD_BOTH,         \
	               PRESALE_FIRST, PRESALE_LAST),                                                                 \
		HINTED(FIELD_DAY, closes_on, N_("Last day to order"), N_("Only for a pre-sale"), FIELD_BOTH,         \
	               PRESALE_FIRST, PRESALE_LAST),                                                                 \
		HINTED(FIELD_DAY, ships_on, N_("Ships from"), N_("Only for a pre-sale"), FIELD_BOTH, PRESALE_FIRST,  \
	               PRESALE_LAST),                                                                                \
		HINTED(FIELD_INT, limit_each, N_("Most that one buyer may have"), N_("Empty: no limit"), FIELD_BOTH, \
	               0, 1000000)

static const struct field product_form_fields[] = {
	PRODUCT_FORM_FIELDS,
	INT_FIELD(product_form, version, N_("Version"), FIELD_IN | FIELD_REQUIRED, 1, INT64_MAX),
	FIELD_END,
};
const struct record product_form_record = { .name = "product_form",
	                                    .size = sizeof(struct product_form),
	                                    .fields = product_form_fields };

static const struct field product_new_fields[] = {
	TEXT_FIELD(product_form, seller, N_("Seller"), FIELD_IN | FIELD_REQUIRED, 1, 40),
	PRODUCT_FORM_FIELDS,
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_MUST,
	  .name = "name",
	  .offset = FIELD_WORDS(product_form, name),
	  .label = N_("Kind or size"),
	  .hint = N_("What one piece is, for example: box of 5 kg"),
	  .min = 1,
	  .max = 60 },
	CHOICE_FIELD(product_form, unit, N_("Sold by the"), FIELD_MUST, product_units),
	HINTED(FIELD_GRAMS, weight_g, N_("Weight with packing"), NULL, FIELD_MUST, 1, 1000000),
	HINTED(FIELD_FEN, price_fen, N_("Price"), NULL, FIELD_MUST, 1, PRODUCT_PRICE_FEN),
	HINTED(FIELD_INT, on_hand, N_("How many there are to sell"), NULL, FIELD_BOTH, 0, STOCK_PIECES),
	FIELD_END,
};
const struct record product_new_record = { .name = "product_new",
	                                   .size = sizeof(struct product_form),
	                                   .fields = product_new_fields };

static const struct field variant_form_fields[] = {
	TEXT_FIELD(variant_form, name, N_("Kind or size"), FIELD_MUST, 1, 60),
	CHOICE_FIELD(variant_form, unit, N_("Sold by the"), FIELD_MUST, product_units),
	WHOLE_FIELD(FIELD_GRAMS, variant_form, weight_g, N_("Weight with packing"), FIELD_MUST, 1, 1000000),
	WHOLE_FIELD(FIELD_FEN, variant_form, price_fen, N_("Price"), FIELD_MUST, 1, PRODUCT_PRICE_FEN),
	INT_FIELD(variant_form, on_hand, N_("How many there are to sell"), FIELD_IN, 0, STOCK_PIECES),
	TEXT_FIELD(variant_form, shares, N_("Takes from the stock of"), FIELD_IN, 0, 40),
	INT_FIELD(variant_form, pieces, N_("Pieces of that stock in one"), FIELD_IN, 0, 1000000),
	INT_FIELD(variant_form, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};
const struct record variant_form_record = { .name = "variant_form",
	                                    .size = sizeof(struct variant_form),
	                                    .fields = variant_form_fields };

static const struct choice move_whys[] = {
	{ "receipt", N_("Received: more came in") },
	{ "loss", N_("Lost or spoilt: fewer") },
	{ "correction", N_("Counted anew: there are now so many") },
	{ NULL, NULL },
};
static const struct field move_form_fields[] = {
	CHOICE_FIELD(move_form, why, N_("What happened"), FIELD_IN | FIELD_REQUIRED, move_whys),
	INT_FIELD(move_form, pieces, N_("How many"), FIELD_IN | FIELD_REQUIRED, 0, STOCK_PIECES),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "reason",
	  .offset = FIELD_WORDS(move_form, reason),
	  .label = N_("Reason"),
	  .hint = N_("Needed for losses and for a new count"),
	  .min = 0,
	  .max = LIMIT_NAME_CHARACTERS },
	FIELD_END,
};
const struct record move_form_record = { .name = "stock_move_form",
	                                 .size = sizeof(struct move_form),
	                                 .fields = move_form_fields };

struct product_form product_form_of(const struct product *p)
{
	return (struct product_form){
		.title = p->title,
		.title_bo = p->title_bo,
		.title_en = p->title_en,
		.category = p->category,
		.place = p->place,
		.about = p->about,
		.about_bo = p->about_bo,
		.about_en = p->about_en,
		.presale = p->presale,
		.opens_on = p->opens_at > 0 ? calendar_day(p->opens_at) : 0,
		.closes_on = p->closes_at > 0 ? calendar_day(p->closes_at - 1) : 0,
		.ships_on = p->ships_on,
		.limit_each = p->limit_each,
		.version = p->version,
	};
}

static bool presale_apply(struct request *r, const struct product_form *f, struct product *p)
{
	size_t before = r->problems.count;

	p->presale = f->presale;
	p->opens_at = p->closes_at = p->ships_on = 0;
	if (f->presale == 0)
		return true;
	if (f->opens_on == 0)
		form_problem(r, "opens_on", N_("A pre-sale needs its first day"), T(""));
	if (f->closes_on == 0)
		form_problem(r, "closes_on", N_("A pre-sale needs its last day"), T(""));
	else if (f->closes_on < f->opens_on)
		form_problem(r, "closes_on", N_("The last day is before the first"), T(""));
	if (f->ships_on == 0)
		form_problem(r, "ships_on", N_("Say from which day it ships"), T(""));
	else if (f->ships_on < f->opens_on)
		form_problem(r, "ships_on", N_("It cannot ship before the first day to order"), T(""));
	if (r->problems.count > before)
		return false;
	p->opens_at = calendar_day_start(f->opens_on);
	p->closes_at = calendar_day_end(f->closes_on);
	p->ships_on = f->ships_on;
	return true;
}

bool product_form_apply(struct request *r, const struct product_form *f, int64_t county, struct product *p)
{
	bool good = true;

	p->title = f->title;
	p->title_bo = f->title_bo;
	p->title_en = f->title_en;
	p->category = f->category;
	p->place = f->place;
	p->about = f->about;
	p->about_bo = f->about_bo;
	p->about_en = f->about_en;
	p->limit_each = f->limit_each;
	if (f->place == 0) {
		good = false; /* the field has its problem already */
	} else if (place_county(f->place) != county) {
		form_problem(r, "place", N_("This place is not in the seller's county"), T(""));
		good = false;
	} else if (!place_is_known(r->db, f->place)) {
		form_problem(r, "place", N_("Choose a place that exists today"), T(""));
		good = false;
	}
	return presale_apply(r, f, p) && good;
}
