/* What the desk reads: goods of one's sellers with their stock. SQL, no HTTP. */
#include "trade/product/shelf.h"

#include "base/limits.h"

const struct choice desk_good_states[] = { { "", "" },
	                                   { "on_sale", N_("On sale") },
	                                   { "sold_out", N_("Sold out") },
	                                   { "closed", N_("Not on the shelf") },
	                                   { NULL, NULL } };

static const struct field desk_good_fields[] = {
	INT_FIELD(desk_good, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, desk_good, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, desk_good, seller_id, N_("Seller"), FIELD_OUT, 0, 0),
	TEXT_FIELD(desk_good, title, N_("Name"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(desk_good, picture, N_("Picture"), FIELD_OUT, 0, 80),
	WHOLE_FIELD(FIELD_FEN, desk_good, price_fen, N_("Price"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, desk_good, presale, N_("Pre-sale"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, desk_good, open, N_("On the shelf"), FIELD_OUT, 0, 0),
	INT_FIELD(desk_good, sold, N_("Sold"), FIELD_OUT, 0, 0),
	INT_FIELD(desk_good, on_hand, N_("On hand"), FIELD_OUT, 0, 0),
	INT_FIELD(desk_good, held, N_("Held for orders"), FIELD_OUT, 0, 0),
	INT_FIELD(desk_good, available, N_("Free"), FIELD_OUT, 0, 0),
	STATE_FIELD(desk_good, state, N_("State"), FIELD_OUT, desk_good_states),
	TEXT_FIELD(desk_good, seller_name, N_("Seller"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	FIELD_END,
};
const struct record desk_good_record = { .name = "desk_good",
	                                 .size = sizeof(struct desk_good),
	                                 .county = offsetof(struct desk_good, county),
	                                 .fields = desk_good_fields };

enum outcome desk_goods(struct db *db, struct arena *arena, int64_t person_id, int64_t state, int64_t before,
                        size_t limit, struct desk_good **ret, size_t *ret_count)
{
	return db_list(db, arena, &desk_good_record, limit, ret, ret_count,
	               "SELECT * FROM (SELECT g.*, g.on_hand - g.held AS available, CASE WHEN g.open = 0 THEN 3"
	               " WHEN g.on_hand > g.held THEN 1 ELSE 2 END AS state FROM ("
	               "SELECT p.county, p.id, p.seller_id, p.title, p.picture, p.price_fen, p.presale, p.open, p.sold,"
	               " (SELECT CAST(COALESCE(sum(s.on_hand), 0) AS BIGINT) FROM stock AS s WHERE s.county = p.county"
	               " AND s.product_id = p.id) AS on_hand,"
	               " (SELECT CAST(COALESCE(sum(s.held), 0) AS BIGINT) FROM stock AS s WHERE s.county = p.county"
	               " AND s.product_id = p.id) AS held, l.name AS seller_name"
	               " FROM seller_member AS m JOIN seller AS l ON l.county = m.county AND l.id = m.seller_id"
	               " JOIN product AS p ON p.county = m.county AND p.seller_id = m.seller_id"
	               " WHERE m.person_id = $1 AND p.id < $2) AS g) AS f WHERE $4 = 0 OR f.state = $4"
	               " ORDER BY f.id DESC LIMIT $3",
	               bind(i64(person_id), i64(before == 0 ? INT64_MAX : before), i64((int64_t)limit), i64(state)));
}

enum outcome product_stocks(struct db *db, struct arena *arena, int64_t county, int64_t product_id, struct stock **ret,
                            size_t *ret_count)
{
	return db_list(db, arena, &stock_record, PRODUCT_VARIANTS, ret, ret_count,
	               "SELECT county, id, product_id, on_hand, held FROM stock WHERE county = $1 AND product_id = $2"
	               " ORDER BY id LIMIT $3",
	               bind(i64(county), i64(product_id), i64(PRODUCT_VARIANTS)));
}

struct text desk_stock_name(const struct desk_product_view *view, const struct stock *stock)
{
	for (size_t i = 0; i < view->variant_count; i++)
		if (view->variants[i].stock_id == stock->id)
			return view->variants[i].name;
	return view->product.title;
}
