/* Products, variants and categories: rules and SQL, no HTTP. Stock is in stock.c, the shelf in shelf.c. */
#include "trade/product/product.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "common/measure/measure.h"
#include "db/search.h"

const struct choice product_units[] = {
	{ "box", N_("box") },       { "bag", N_("bag") },
	{ "bottle", N_("bottle") }, { "jar", N_("jar") },
	{ "piece", N_("piece") },   { "bundle", N_("bundle") },
	{ "jin", N_("half-kilo") }, { "kg", N_("kilogram") },
	{ "head", N_("head") },     { NULL, NULL },
};

static const struct field product_fields[] = {
	INT_FIELD(product, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, product, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, product, seller_id, N_("Seller"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, product, place, N_("Origin"), FIELD_OUT, 0, 0),
	TEXT_FIELD(product, category, N_("Category"), FIELD_OUT, 1, 20),
	TEXT_FIELD(product, title, N_("Name"), FIELD_OUT, 2, LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(product, title_bo, N_("Name in Tibetan"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(product, title_en, N_("Name in English"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	NOTE_FIELD(product, about, N_("Description"), FIELD_OUT, 0, LIMIT_NOTE_CHARACTERS),
	NOTE_FIELD(product, about_bo, N_("Description in Tibetan"), FIELD_OUT, 0, LIMIT_NOTE_CHARACTERS),
	NOTE_FIELD(product, about_en, N_("Description in English"), FIELD_OUT, 0, LIMIT_NOTE_CHARACTERS),
	TEXT_FIELD(product, picture, N_("Picture"), FIELD_OUT, 0, 80),
	WHOLE_FIELD(FIELD_BOOL, product, presale, N_("Pre-sale"), FIELD_OUT, 0, 1),
	WHOLE_FIELD(FIELD_MOMENT, product, opens_at, N_("Orders from"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, product, closes_at, N_("Orders until"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, product, ships_on, N_("Ships on"), FIELD_OUT, 0, 0),
	INT_FIELD(product, limit_each, N_("Limit for one buyer"), FIELD_OUT, 0, 1000000),
	WHOLE_FIELD(FIELD_FEN, product, price_fen, N_("Price"), FIELD_OUT, 0, PRODUCT_PRICE_FEN),
	INT_FIELD(product, sold, N_("Sold"), FIELD_OUT, 0, INT64_MAX),
	WHOLE_FIELD(FIELD_GRAMS, product, sold_grams, N_("Weight sold"), FIELD_OUT, 0, INT64_MAX),
	WHOLE_FIELD(FIELD_BOOL, product, open, N_("On the shelf"), FIELD_OUT, 0, 1),
	WHOLE_FIELD(FIELD_MOMENT, product, created_at, N_("Since"), FIELD_OUT, 0, 0),
	INT_FIELD(product, version, N_("Version"), FIELD_OUT, 0, INT64_MAX),
	WHOLE_FIELD(FIELD_BOOL, product, in_stock, N_("In stock"), FIELD_OUT, 0, 1),
	FIELD_END,
};

const struct record product_record = { .name = "product",
	                               .size = sizeof(struct product),
	                               .county = offsetof(struct product, county),
	                               .fields = product_fields };

static const struct field variant_fields[] = {
	INT_FIELD(variant, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, variant, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, variant, product_id, N_("Goods"), FIELD_OUT, 0, 0),
	TEXT_FIELD(variant, name, N_("Kind or size"), FIELD_MUST, 1, 60),
	CHOICE_FIELD(variant, unit, N_("Sold by the"), FIELD_MUST, product_units),
	WHOLE_FIELD(FIELD_GRAMS, variant, weight_g, N_("Weight with packing"), FIELD_MUST, 1, 1000000),
	WHOLE_FIELD(FIELD_FEN, variant, price_fen, N_("Price"), FIELD_MUST, 1, PRODUCT_PRICE_FEN),
	WHOLE_FIELD(FIELD_ID, variant, stock_id, N_("Stock item"), FIELD_OUT, 0, 0),
	INT_FIELD(variant, pieces, N_("Pieces of the stock in one"), FIELD_OUT, 1, 1000000),
	WHOLE_FIELD(FIELD_BOOL, variant, open, N_("On sale"), FIELD_OUT, 0, 1),
	INT_FIELD(variant, version, N_("Version"), FIELD_BOTH, 0, INT64_MAX),
	INT_FIELD(variant, available, N_("Available"), FIELD_OUT, 0, INT64_MAX),
	FIELD_END,
};

const struct record variant_record = { .name = "variant",
	                               .size = sizeof(struct variant),
	                               .county = offsetof(struct variant, county),
	                               .fields = variant_fields };

static const struct field category_fields[] = {
	TEXT_FIELD(category, code, N_("Code"), FIELD_OUT, 1, 20),
	TEXT_FIELD(category, label, N_("Name"), FIELD_OUT, 1, 40),
	INT_FIELD(category, number, N_("Position"), FIELD_OUT, 0, 1000),
	FIELD_END,
};

const struct record category_record = { .name = "category",
	                                .size = sizeof(struct category),
	                                .fields = category_fields };

enum outcome product_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct product *ret)
{
	return db_one(
		db, arena, &product_record, ret,
		"SELECT county, id, seller_id, place, category, title, title_bo, title_en, about, about_bo, about_en,"
		" picture, presale, opens_at, closes_at, ships_on, limit_each, price_fen, sold, sold_grams, open,"
		" created_at, version FROM product WHERE county = $1 AND id = $2",
		bind(i64(county), i64(id)));
}

#define VARIANT_SELECT                                                                                                \
	"SELECT v.county, v.id, v.product_id, v.name, v.unit, v.weight_g, v.price_fen, v.stock_id, v.pieces, v.open," \
	" v.version, (s.on_hand - s.held) / v.pieces AS available"                                                    \
	" FROM variant AS v JOIN stock AS s ON s.county = v.county AND s.id = v.stock_id"

enum outcome product_variants(struct db *db, struct arena *arena, int64_t county, int64_t product_id,
                              struct variant **ret, size_t *ret_count)
{
	return db_list(
		db, arena, &variant_record, PRODUCT_VARIANTS, ret, ret_count,
		VARIANT_SELECT
		" WHERE v.county = $1 AND v.product_id = $2 ORDER BY v.id LIMIT $3 /* rows of stock: stock_id */",
		bind(i64(county), i64(product_id), i64(PRODUCT_VARIANTS)));
}

enum outcome variant_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct variant *ret)
{
	return db_one(db, arena, &variant_record, ret, VARIANT_SELECT " WHERE v.county = $1 AND v.id = $2",
	              bind(i64(county), i64(id)));
}

static enum outcome words_put(struct db *db, struct arena *arena, const struct product *p)
{
	struct text words =
		text_format(arena, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s", TEXT(p->title), TEXT(p->title_bo), TEXT(p->title_en),
	                    TEXT(text_first(p->about, 60)), TEXT(text_first(p->about_bo, 60)));

	return search_put(db, arena, "product", p->county, p->id, p->place, words);
}

enum outcome product_add(struct db *db, struct arena *arena, const struct product *p)
{
	enum outcome outcome;

	assert(p->id > 0 && p->seller_id > 0 && place_county(p->place) != 0);
	outcome = db_exec(
		db,
		"INSERT INTO product(county, id, seller_id, place, category, title, title_bo, title_en, about,"
		" about_bo, about_en, picture, presale, opens_at, closes_at, ships_on, limit_each, price_fen, sold,"
		" sold_grams, open, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
		" $13, $14, $15, $16, $17, 0, 0, 0, $18, $19, 1)",
		bind(i64(p->county), i64(p->id), i64(p->seller_id), i64(p->place), txt(p->category), txt(p->title),
	             txt(p->title_bo), txt(p->title_en), txt(p->about), txt(p->about_bo), txt(p->about_en),
	             txt(p->picture), i64(p->presale), i64(p->opens_at), i64(p->closes_at), i64(p->ships_on),
	             i64(p->limit_each), i64(p->open), i64(p->created_at)));
	if (outcome != DONE)
		return outcome;
	measure_add(db, INDICATOR_PRODUCTS, p->place, p->created_at, 1);
	return words_put(db, arena, p);
}

static enum outcome product_moved(struct db *db, const struct product *was, int64_t place)
{
	if (was->place == place)
		return DONE;
	measure_add(db, INDICATOR_PRODUCTS, was->place, was->created_at, -1);
	measure_add(db, INDICATOR_PRODUCTS, place, was->created_at, 1);
	return DONE;
}

enum outcome product_change(struct db *db, struct arena *arena, const struct product *p)
{
	struct product was = { 0 };
	int64_t rows = 0;
	enum outcome outcome = product_one(db, arena, p->county, p->id, &was);

	if (outcome != DONE)
		return outcome;
	outcome = db_change(
		db, &rows,
		"UPDATE product SET place = $1, category = $2, title = $3, title_bo = $4, title_en = $5, about = $6,"
		" about_bo = $7, about_en = $8, picture = $9, presale = $10, opens_at = $11, closes_at = $12,"
		" ships_on = $13, limit_each = $14, open = $15, version = version + 1"
		" WHERE county = $16 AND id = $17 AND version = $18",
		bind(i64(p->place), txt(p->category), txt(p->title), txt(p->title_bo), txt(p->title_en), txt(p->about),
	             txt(p->about_bo), txt(p->about_en), txt(p->picture), i64(p->presale), i64(p->opens_at),
	             i64(p->closes_at), i64(p->ships_on), i64(p->limit_each), i64(p->open), i64(p->county), i64(p->id),
	             i64(p->version)));
	if (outcome != DONE)
		return outcome;
	if (rows == 0)
		return CONFLICT;
	outcome = product_moved(db, &was, p->place);
	return outcome == DONE ? words_put(db, arena, p) : outcome;
}

/* The price on the shelf is that of the cheapest open variant; without one the product is closed. */
static enum outcome price_refresh(struct db *db, int64_t county, int64_t product_id)
{
	int64_t price_fen;
	enum outcome outcome;

	outcome = db_number(db, &price_fen,
	                    "SELECT min(price_fen) FROM variant WHERE county = $1 AND product_id = $2 AND open = 1",
	                    bind(i64(county), i64(product_id)));
	if (outcome != DONE)
		return outcome;
	return db_exec(db,
	               "UPDATE product SET price_fen = $1, open = CASE WHEN $1 = 0 THEN 0 ELSE open END"
	               " WHERE county = $2 AND id = $3",
	               bind(i64(price_fen), i64(county), i64(product_id)));
}

enum outcome variant_add(struct db *db, const struct variant *v)
{
	int64_t stock_id = v->stock_id == 0 ? v->id : v->stock_id;
	enum outcome outcome = DONE;

	assert(v->id > 0 && v->product_id > 0);
	if (v->stock_id == 0)
		outcome = db_exec(db,
		                  "INSERT INTO stock(county, id, product_id, on_hand, held) VALUES ($1, $2, $3, 0, 0)",
		                  bind(i64(v->county), i64(stock_id), i64(v->product_id)));
	if (outcome == DONE)
		outcome = db_exec(
			db,
			"INSERT INTO variant(county, id, product_id, name, unit, weight_g, price_fen, stock_id, pieces,"
			" open, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
			bind(i64(v->county), i64(v->id), i64(v->product_id), txt(v->name), txt(v->unit),
		             i64(v->weight_g), i64(v->price_fen), i64(stock_id), i64(v->pieces), i64(v->open)));
	return outcome == DONE ? price_refresh(db, v->county, v->product_id) : outcome;
}

enum outcome variant_change(struct db *db, const struct variant *v)
{
	int64_t rows = 0;
	enum outcome outcome;

	outcome = db_change(
		db, &rows,
		"UPDATE variant SET name = $1, unit = $2, weight_g = $3, price_fen = $4, pieces = $5, open = $6,"
		" version = version + 1 WHERE county = $7 AND id = $8 AND version = $9",
		bind(txt(v->name), txt(v->unit), i64(v->weight_g), i64(v->price_fen), i64(v->pieces), i64(v->open),
	             i64(v->county), i64(v->id), i64(v->version)));
	if (outcome != DONE)
		return outcome;
	if (rows == 0)
		return CONFLICT;
	return price_refresh(db, v->county, v->product_id);
}

static struct text in_language(const struct request *r, struct text zh, struct text bo, struct text en)
{
	if (strcmp(language_now(r)->tag, "bo") == 0 && bo.length > 0)
		return bo;
	if (strcmp(language_now(r)->tag, "en") == 0 && en.length > 0)
		return en;
	return zh;
}

struct text product_title(const struct request *r, const struct product *p)
{
	return in_language(r, p->title, p->title_bo, p->title_en);
}

struct text product_about(const struct request *r, const struct product *p)
{
	return in_language(r, p->about, p->about_bo, p->about_en);
}

bool product_is_on_sale(const struct product *p, int64_t now)
{
	return p->open == 1 && (p->presale == 0 || (p->opens_at <= now && now < p->closes_at));
}

const char *product_unit_label(struct request *r, struct text unit)
{
	for (size_t i = 0; product_units[i].value != NULL; i++)
		if (text_equal(unit, text_of(product_units[i].value)))
			return product_units[i].label;
	return text_string(r->arena, unit);
}

enum outcome category_list(struct db *db, struct arena *arena, struct category **ret, size_t *ret_count)
{
	return db_list(db, arena, &category_record, LIMIT_PAGE_ROWS, ret, ret_count,
	               "SELECT code, label, number FROM category ORDER BY number LIMIT $1", bind(i64(LIMIT_PAGE_ROWS)));
}
