/* Carts: reading them with all that tells whether each line can be ordered. A cart belongs to a person or, by the digest of a
   cookie, to a guest; who signs in sees both together until something is written. */
#include <assert.h>

#include "base/id.h"
#include "base/limits.h"
#include "trade/order/order_inside.h"

/* By enum cart_trouble; what a person reads is cart_trouble_words(). */
static const struct choice cart_troubles[] = { { "none", "" },
	                                       { "gone", N_("Not on sale any more") },
	                                       { "early", N_("Not on sale yet") },
	                                       { "late", N_("The pre-sale is over") },
	                                       { "limit", N_("Over the limit for one buyer") },
	                                       { "sold_out", N_("Sold out") },
	                                       { NULL, NULL } };

static const struct field cart_item_fields[] = {
	INT_FIELD(cart_item, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, cart_item, variant_id, N_("Kind or size"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, cart_item, product_id, N_("Goods ordered"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, cart_item, seller_id, N_("Seller"), FIELD_OUT, 0, 0),
	INT_FIELD(cart_item, seller_place, N_("Place of the seller"), 0, 0, 0),
	INT_FIELD(cart_item, stock_id, N_("Stock item"), 0, 0, 0),
	TEXT_FIELD(cart_item, title, N_("Name"), FIELD_OUT, 0, 0),
	TEXT_FIELD(cart_item, title_bo, N_("Name in Tibetan"), 0, 0, 0),
	TEXT_FIELD(cart_item, title_en, N_("Name in English"), 0, 0, 0),
	TEXT_FIELD(cart_item, variant_name, N_("Kind or size"), FIELD_OUT, 0, 0),
	TEXT_FIELD(cart_item, unit, N_("Sold by the"), FIELD_OUT, 0, 0),
	TEXT_FIELD(cart_item, picture, N_("Picture"), 0, 0, 0),
	TEXT_FIELD(cart_item, seller_name, N_("Seller"), FIELD_OUT, 0, 0),
	TEXT_FIELD(cart_item, seller_kind, N_("Kind of seller"), 0, 0, 0),
	INT_FIELD(cart_item, household_share, N_("To the household"), 0, 0, 0),
	INT_FIELD(cart_item, pieces, N_("Pieces"), FIELD_OUT, 0, 0),
	INT_FIELD(cart_item, each, N_("Pieces of the stock in one"), 0, 0, 0),
	WHOLE_FIELD(FIELD_GRAMS, cart_item, weight_g, N_("Weight of one"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, cart_item, price_fen, N_("Price of one"), FIELD_OUT, 0, 0),
	INT_FIELD(cart_item, free, N_("Free"), 0, 0, 0),
	INT_FIELD(cart_item, bought, N_("Bought before"), 0, 0, 0),
	INT_FIELD(cart_item, turn, N_("Pieces ordered"), 0, 0, 0),
	INT_FIELD(cart_item, grown, N_("Growers"), 0, 0, 0),
	INT_FIELD(cart_item, open, N_("On sale"), 0, 0, 0),
	INT_FIELD(cart_item, presale, N_("Pre-sale"), 0, 0, 0),
	INT_FIELD(cart_item, opens_at, N_("Orders from"), 0, 0, 0),
	INT_FIELD(cart_item, closes_at, N_("Orders until"), 0, 0, 0),
	INT_FIELD(cart_item, ships_on, N_("Ships on"), 0, 0, 0),
	INT_FIELD(cart_item, limit_each, N_("Limit for one buyer"), FIELD_OUT, 0, 0),
	INT_FIELD(cart_item, from_guest, N_("From before signing in"), 0, 0, 0),
	STATE_FIELD(cart_item, trouble, N_("Trouble"), FIELD_OUT, cart_troubles),
	INT_FIELD(cart_item, left, N_("What is left"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record cart_item_record = { .name = "cart_item",
	                                 .size = sizeof(struct cart_item),
	                                 .county = offsetof(struct cart_item, county),
	                                 .fields = cart_item_fields };

static const struct field cart_wanted_fields[] = {
	TEXT_FIELD(cart_wanted, variant, N_("Kind or size"), FIELD_IN | FIELD_REQUIRED, 1, 40),
	INT_FIELD(cart_wanted, pieces, N_("Pieces"), FIELD_IN | FIELD_REQUIRED, 1, CART_PIECES),
	FIELD_END,
};

const struct record cart_wanted_record = { .name = "cart_wanted",
	                                   .size = sizeof(struct cart_wanted),
	                                   .fields = cart_wanted_fields };

bool cart_owner_of(const struct request *r, struct cart_owner *ret_owner)
{
	struct text guest = r->guest.length > 0 ? text_join(r->arena, T("g"), r->guest) : T("");

	*ret_owner = (struct cart_owner){ .owner = guest };
	if (r->person_id != 0) {
		ret_owner->county = r->person_county;
		ret_owner->owner = text_format(r->arena, "p%lld", (long long)r->person_id);
		/* What the operator put by for itself does not go into the basket of whom it serves. */
		ret_owner->guest = r->who.for_id == 0 ? guest : T("");
	}
	return ret_owner->owner.length > 0;
}

#define ITEM_COLUMNS                                                                                              \
	" v.county, v.id AS variant_id, v.product_id, p.seller_id, s.place AS seller_place, v.stock_id, p.title," \
	" p.title_bo, p.title_en, v.name AS variant_name, v.unit, p.picture, s.name AS seller_name,"              \
	" s.kind AS seller_kind, s.household_share, v.pieces AS each, v.weight_g, v.price_fen,"                   \
	" k.on_hand - k.held AS free, COALESCE(b.pieces, 0) AS bought, COALESCE(u.pieces, 0) AS turn,"            \
	" CASE WHEN EXISTS (SELECT 1 FROM seller_grower AS g WHERE g.county = v.county"                           \
	" AND g.seller_id = p.seller_id) THEN 1 ELSE 0 END AS grown,"                                             \
	" CASE WHEN v.open = 1 AND p.open = 1 AND s.open = 1 THEN 1 ELSE 0 END AS open, p.presale, p.opens_at,"   \
	" p.closes_at, p.ships_on, p.limit_each"
#define ITEM_JOINS                                                                                                \
	" JOIN product AS p ON p.county = v.county AND p.id = v.product_id"                                       \
	" JOIN seller AS s ON s.county = v.county AND s.id = p.seller_id"                                         \
	" JOIN stock AS k ON k.county = v.county AND k.id = v.stock_id"                                           \
	" LEFT JOIN order_bought AS b ON b.county = v.county AND b.product_id = v.product_id AND b.buyer_id = $1" \
	" LEFT JOIN order_turn AS u ON u.county = v.county AND u.seller_id = p.seller_id"

static bool same_variant(const struct cart_item *a, const struct cart_item *b)
{
	return a->county == b->county && a->variant_id == b->variant_id;
}

/* The same variant twice (in both carts, or asked for twice) becomes one line. */
static void join_twins(struct cart *cart)
{
	size_t kept = 0;

	for (size_t i = 0; i < cart->count; i++) {
		if (kept > 0 && same_variant(&cart->items[kept - 1], &cart->items[i])) {
			cart->items[kept - 1].pieces += cart->items[i].pieces;
			cart->items[kept - 1].from_guest |= cart->items[i].from_guest;
			continue;
		}
		cart->items[kept++] = cart->items[i];
	}
	cart->count = kept;
}

static void set_trouble(struct cart_item *item, enum cart_trouble trouble, int64_t left)
{
	item->trouble = trouble;
	item->left = left > 0 ? left : 0;
}

static void judge(struct cart *cart, size_t at, int64_t now)
{
	struct cart_item *item = &cart->items[at];
	int64_t of_product = 0, of_stock = 0;

	for (size_t i = 0; i < cart->count; i++) {
		const struct cart_item *other = &cart->items[i];
		if (other->county != item->county)
			continue;
		of_product += other->product_id == item->product_id ? other->pieces : 0;
		of_stock += other->stock_id == item->stock_id ? other->pieces * other->each : 0;
	}
	if (!item->open)
		set_trouble(item, CART_GONE, 0);
	else if (item->presale && now < item->opens_at)
		set_trouble(item, CART_EARLY, 0);
	else if (item->presale && now >= item->closes_at)
		set_trouble(item, CART_LATE, 0);
	else if (of_stock > item->free)
		set_trouble(item, CART_SOLD_OUT, (item->free - (of_stock - item->pieces * item->each)) / item->each);
	else if (item->limit_each > 0 && item->bought + of_product > item->limit_each)
		set_trouble(item, CART_LIMIT, item->limit_each - item->bought - (of_product - item->pieces));
}

static void judge_all(struct cart *cart, int64_t now)
{
	join_twins(cart);
	for (size_t i = 0; i < cart->count; i++)
		judge(cart, i, now);
}

enum outcome cart_read(struct request *r, struct cart *ret_cart)
{
	struct cart_owner owner;
	enum outcome outcome;

	*ret_cart = (struct cart){ .count = 0 };
	if (!cart_owner_of(r, &owner))
		return DONE;
	outcome = db_list(
		r->db, r->arena, &cart_item_record, 2 * LIMIT_CART_LINES, &ret_cart->items, &ret_cart->count,
		"SELECT c.pieces, CASE WHEN c.owner = $4 THEN 1 ELSE 0 END AS from_guest," ITEM_COLUMNS
		" FROM cart_line AS c JOIN variant AS v ON v.county = c.variant_county AND v.id = c.variant_id" ITEM_JOINS
		" WHERE (c.county = $2 AND c.owner = $3) OR (c.county = 0 AND c.owner = $4)"
		" ORDER BY v.county, p.seller_id, v.product_id, v.id LIMIT $5 /* scan */",
		bind(i64(r->person_id), i64(owner.county), txt(owner.owner), txt(owner.guest),
	             i64(2 * LIMIT_CART_LINES)));
	if (outcome == DONE)
		judge_all(ret_cart, r->now);
	return outcome;
}

enum { WANTED_AT_ONCE = 8 };

static enum outcome read_wanted(struct request *r, const struct db_value ids[2 * WANTED_AT_ONCE],
                                struct cart_item **ret, size_t *ret_count)
{
	return db_list(
		r->db, r->arena, &cart_item_record, WANTED_AT_ONCE, ret, ret_count,
		"WITH wanted(county, id) AS (VALUES ($2, $3), ($4, $5), ($6, $7), ($8, $9), ($10, $11), ($12, $13),"
		" ($14, $15), ($16, $17))"
		" SELECT" ITEM_COLUMNS
		" FROM wanted AS w JOIN variant AS v ON v.county = w.county AND v.id = w.id" ITEM_JOINS,
		bind(i64(r->person_id), ids[0], ids[1], ids[2], ids[3], ids[4], ids[5], ids[6], ids[7], ids[8], ids[9],
	             ids[10], ids[11], ids[12], ids[13], ids[14], ids[15]));
}

static bool comes_before(const struct cart_item *a, const struct cart_item *b)
{
	if (a->county != b->county)
		return a->county < b->county;
	if (a->seller_id != b->seller_id)
		return a->seller_id < b->seller_id;
	if (a->product_id != b->product_id)
		return a->product_id < b->product_id;
	return a->variant_id < b->variant_id;
}

static void insert_item(struct cart *cart, struct cart_item item)
{
	size_t at = cart->count++;

	for (; at > 0 && comes_before(&item, &cart->items[at - 1]); at--)
		cart->items[at] = cart->items[at - 1];
	cart->items[at] = item;
}

/* The found rows take the place of their wanted lines; a line without a row is a problem. */
static void take_found(struct request *r, struct cart *cart, const struct cart_item *wanted, size_t count,
                       const struct cart_item *found, size_t found_count)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;
		while (at < found_count && !same_variant(&found[at], &wanted[i]))
			at++;
		if (at == found_count) {
			problem_add(&r->problems,
			            text_format(r->arena, "lines.%lld.variant", (long long)wanted[i].line),
			            N_("There is no such goods"), T(""));
			continue;
		}
		struct cart_item item = found[at];
		item.pieces = wanted[i].pieces;
		item.line = wanted[i].line;
		insert_item(cart, item);
	}
}

enum outcome cart_of_lines(struct request *r, const struct cart_wanted *lines, size_t count, struct cart *ret_cart)
{
	struct cart_item wanted[WANTED_AT_ONCE] = { 0 };

	assert(count <= LIMIT_CART_LINES);
	*ret_cart = (struct cart){ .items = arena_array(r->arena, count, sizeof(struct cart_item)) };
	for (size_t from = 0; from < count; from += WANTED_AT_ONCE) {
		struct db_value ids[2 * WANTED_AT_ONCE];
		struct cart_item *found;
		size_t here = count - from < WANTED_AT_ONCE ? count - from : WANTED_AT_ONCE, found_count;
		for (size_t i = 0; i < WANTED_AT_ONCE; i++) {
			wanted[i] = (struct cart_item){ .line = (int64_t)(from + i) };
			if (i < here && id_read(lines[from + i].variant, &wanted[i].county, &wanted[i].variant_id))
				wanted[i].pieces = lines[from + i].pieces;
			ids[2 * i] = i64(wanted[i].county);
			ids[2 * i + 1] = i64(wanted[i].variant_id);
		}
		enum outcome outcome = read_wanted(r, ids, &found, &found_count);
		if (outcome != DONE)
			return outcome;
		take_found(r, ret_cart, wanted, here, found, found_count);
	}
	judge_all(ret_cart, r->now);
	return DONE;
}

struct text cart_trouble_words(struct request *r, const struct cart_item *item)
{
	switch ((enum cart_trouble)item->trouble) {
	case CART_GOOD:
		return T("");
	case CART_GONE:
		return text_of(_("Not on sale any more"));
	case CART_EARLY:
		return words(r, "Orders open on %s", show_moment(r, item->opens_at));
	case CART_LATE:
		return text_of(_("The pre-sale is over"));
	case CART_LIMIT:
		return item->left == 0
		               ? words(r, "Each buyer may have %s; you have them already", item->limit_each)
		               : words(r, "Each buyer may have %s; %s are left for you", item->limit_each, item->left);
	case CART_SOLD_OUT:
		return item->left == 0 ? text_of(_("Sold out")) : words(r, "Only %s left", item->left);
	}
	return T("");
}

struct text cart_item_title(const struct request *r, const struct cart_item *item)
{
	struct product product = { .title = item->title, .title_bo = item->title_bo, .title_en = item->title_en };

	return product_title(r, &product);
}

enum outcome cart_clear(struct request *r)
{
	struct cart_owner owner;

	if (!cart_owner_of(r, &owner))
		return DONE;
	return db_exec(r->db, "DELETE FROM cart_line WHERE (county = $1 AND owner = $2) OR (county = 0 AND owner = $3)",
	               bind(i64(owner.county), txt(owner.owner), txt(owner.guest)));
}

void cart_frame(struct request *r)
{
	struct cart_owner owner;

	if (!cart_owner_of(r, &owner))
		return;
	if (db_number(r->db, &r->cart_count,
	              "SELECT sum(pieces) FROM cart_line"
	              " WHERE (county = $1 AND owner = $2) OR (county = 0 AND owner = $3)",
	              bind(i64(owner.county), txt(owner.owner), txt(owner.guest))) != DONE)
		r->cart_count = 0;
}
