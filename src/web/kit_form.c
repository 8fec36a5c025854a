/* The forms of the page of all components: every kind of field blank with a hint, filled, refused, and locked. Sample rows, no data. */
#include "web/kit.h"

#include <string.h>

#include "web/kit/kit_templates.h"
#include "web/place_field.h"

static const char kit_hint[] = N_("As people call it, in a few words.");

struct sample {
	int64_t county, id;
	struct text title, about, secret, kind, way;
	int64_t boxes, price_fen, share, weight_g, presale, ships_on, opens_at, place, code;
	struct text phone;
};

static const struct choice kinds[] = {
	{ "goods", N_("A thing") }, { "hands", N_("A helping hand") }, { "service", N_("An errand") }, { 0 }
};
static const struct choice ways[] = { { "horse", N_("By horse") },
	                              { "cart", N_("By cart") },
	                              { "van", N_("By van") },
	                              { "post", N_("By post") },
	                              { "hand", N_("Fetched at the station") },
	                              { 0 } };

static const struct field sample_fields[] = {
	CHOICE_FIELD(sample, kind, N_("What is needed"), FIELD_MUST, kinds),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_MUST,
	  .name = "title",
	  .offset = FIELD_WORDS(sample, title),
	  .label = N_("Name of the thing"),
	  .hint = kit_hint,
	  .min = 2,
	  .max = 40 },
	INT_FIELD(sample, boxes, N_("How many"), FIELD_MUST, 1, 999),
	WHOLE_FIELD(FIELD_FEN, sample, price_fen, N_("Price"), FIELD_MUST, 1, 100000000),
	WHOLE_FIELD(FIELD_PERCENT, sample, share, N_("The household's share in percent"), FIELD_BOTH, 0, 10000),
	WHOLE_FIELD(FIELD_GRAMS, sample, weight_g, N_("Weight"), FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_DAY, sample, ships_on, N_("Needed by"), FIELD_MUST, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, sample, opens_at, N_("On sale from"), FIELD_BOTH, 0, 0),
	CHOICE_FIELD(sample, way, N_("Delivery"), FIELD_BOTH, ways),
	WHOLE_FIELD(FIELD_PLACE, sample, place, N_("Place"), FIELD_MUST, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, sample, code, N_("Code of the place"), FIELD_BOTH | FIELD_AS_CODE, 0, 0),
	PHONE_FIELD(sample, phone, N_("Phone"), FIELD_BOTH),
	SECRET_FIELD(sample, secret, N_("Password"), FIELD_IN, 8, 100),
	NOTE_FIELD(sample, about, N_("Why it is needed"), FIELD_BOTH, 0, 400),
	WHOLE_FIELD(FIELD_BOOL, sample, presale, N_("Sold before the harvest"), FIELD_BOTH, 0, 0),
	FIELD_END,
};

const struct record kit_form_record = { "sample", sizeof(struct sample), offsetof(struct sample, county),
	                                sample_fields };

/* state: as in the ids of the fields; empty: as it is refused. */
static void show_picture(struct request *r, const char *state, bool is_there)
{
	struct text path = kit_picture("art/plum.svg");

	form_picture(r,
	             &(struct picture_field){
			     .label = _("Picture"),
			     .hint = _("A photograph of the goods themselves, from your phone. Place and time are taken"
	                               " out of it."),
			     .shown = is_there ? text_format(r->arena, "/static/%.*s", TEXT(path)) : T(""),
			     .mark = text_of(state),
			     .may_be_empty = true });
}

static struct sample sample_row(struct request *r)
{
	return (struct sample){ .county = 510525,
		                .id = 1,
		                .title = T("过冬棉被"),
		                .about = T("去年的被子薄了，住在 1,400 米以上。"),
		                .kind = T("goods"),
		                .way = T("cart"),
		                .boxes = 20,
		                .price_fen = 8800,
		                .share = 5390,
		                .weight_g = 2500,
		                .presale = 1,
		                .ships_on = 20261001,
		                .opens_at = r->now,
		                .place = INT64_C(51052510620400000),
		                .code = INT64_C(51052510620400000),
		                .phone = T("13900001234") };
}

/* The same fields under other names, since no id may stand on a page twice; hinted: with a hint at each. */
static const struct record *named(struct request *r, const char *state, bool hinted)
{
	size_t count = sizeof sample_fields / sizeof sample_fields[0];
	struct field *fields = arena_array(r->arena, count, sizeof *fields);
	struct record *record = arena_take(r->arena, sizeof *record);
	memcpy(fields, sample_fields, sizeof sample_fields);
	for (size_t i = 0; i + 1 < count; i++) {
		fields[i].name = text_string(r->arena, text_format(r->arena, "%s_%s", state, fields[i].name));
		fields[i].hint = hinted ? kit_hint : NULL;
	}
	*record = kit_form_record;
	record->fields = fields;
	return record;
}

void kit_form(struct request *r)
{
	static const struct {
		const char *field, *message, *detail;
	} refused[] = {
		{ "boxes", N_("Enter a whole number"), "" },
		{ "kind", N_("Choose one of the list"), "" },
		{ "title", N_("Enter at least %s characters"), "2" },
		{ "price_fen", N_("Enter an amount like 36.50"), "" },
		{ "share", N_("Enter a percentage like 16.5"), "" },
		{ "weight_g", N_("Enter a weight in kilograms like 2.5"), "" },
		{ "ships_on", N_("Enter a day like 2026-07-25"), "" },
		{ "opens_at", N_("Enter a moment like 2026-07-25T18:00:00+08:00"), "" },
		{ "way", N_("Choose one of the list"), "" },
		{ "place", N_("Several places are called like that: choose one"), "" },
		{ "code", N_("Enter a place code"), "" },
		{ "phone", N_("Enter a phone number"), "" },
		{ "secret", N_("Enter at least %s characters"), "8" },
		{ "about", N_("Enter at most %s characters"), "400" },
		{ "presale", N_("Enter yes or no"), "" },
		{ "picture", N_("This picture is damaged. Choose another one"), "" },
		{ "", N_("Somebody else was faster. Look again."), "" },
	};
	struct sample row = sample_row(r);
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		problem_add(&r->problems, text_of(refused[i].field), refused[i].message, text_of(refused[i].detail));
	form_problems(r);
	form_fields(r, &kit_form_record, &row);
	show_picture(r, "", false);
	r->problems = problems_in(r->arena);
}

void kit_form_blank(struct request *r)
{
	form_fields(r, named(r, "blank", true), NULL);
	show_picture(r, "blank", false);
	form_picture(r, &(struct picture_field){ .label = _("Photograph"), .mark = T("needed"), .must = true });
}

void kit_form_filled(struct request *r, const char *state)
{
	struct sample row = sample_row(r);
	form_fields(r, named(r, state, false), &row);
	show_picture(r, state, true);
}

/* A place that was found, one that was not, and one that is looked for level by level: answers to what nobody posted here. */
void kit_places(struct request *r)
{
	static const struct place_choice found[] = {
		{ INT64_C(51018510722700000), { "红坝村", 9 }, { "四川省 成都市 简阳市 云龙镇", 39 }, false },
		{ INT64_C(51052510620400000), { "红坝村", 9 }, { "四川省 泸州市 古蔺县 石宝镇", 39 }, false },
	};
	static const struct place_choice below[] = {
		{ INT64_C(51052510100000000), { "龙山镇", 9 }, { "", 0 }, true },
		{ INT64_C(51052510600000000), { "石宝镇", 9 }, { "", 0 }, true },
	};
	static const struct field finding = { .kind = FIELD_PLACE, .name = "finding" },
				  missing = { .kind = FIELD_PLACE, .name = "missing" },
				  walking = { .kind = FIELD_PLACE, .name = "walking" };
	struct form_item item = { .field = &finding, .id = T("f-finding"), .label = _("Place"), .needed = true };
	place_field_html(r,
	                 &(struct place_field_view){
				 .item = &item, .asked = T("红坝"), .choices = found, .count = 2, .walk = T("all") });
	item = (struct form_item){ .field = &missing, .id = T("f-missing"), .label = _("Place"), .needed = true };
	place_field_html(r, &(struct place_field_view){ .item = &item, .asked = T("zz"), .walk = T("all") });
	item = (struct form_item){ .field = &walking, .id = T("f-walking"), .label = _("Place") };
	place_field_html(r, &(struct place_field_view){ .item = &item,
	                                                .choices = below,
	                                                .count = 2,
	                                                .is_walking = true,
	                                                .here = T("古蔺县"),
	                                                .up = T("5105"),
	                                                .walk = T("all") });
}
