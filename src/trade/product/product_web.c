/* The doors of goods; what they do is in shelf_web.c, desk_web.c and product_import.c. */
#include "common/measure/measure.h"
#include "schema.h"
#include "trade/product/shelf.h"

static const struct choice shelf_sorts[] = { { "sold", N_("Best selling first") },
	                                     { "new", N_("Newest first") },
	                                     { "price", N_("Cheapest first") },
	                                     { NULL, NULL } };

static const struct route product_routes[] = {
	{ GET, "/", home_page, ANYONE, "Show the county's home",
	  .flags = ROUTE_PAGE | ROUTE_READ_OFFLINE | ROUTE_KEPT },
	{ GET, "/shelf", shelf_page, ANYONE, "Find goods by words, place, category and price", .gives = &product_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED | ROUTE_READ_OFFLINE | ROUTE_KEPT,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "q", "Words, parts of words or initials"),
	                    QUERY(FIELD_TEXT, "category", "Code of a category"),
	                    QUERY(FIELD_PLACE, "place", "Goods of this land"),
	                    QUERY(FIELD_TEXT, "from", "Lowest price in yuan, like 20.50"),
	                    QUERY(FIELD_TEXT, "to", "Highest price in yuan"),
	                    QUERY(FIELD_BOOL, "stock", "Only what is in stock"),
	                    QUERY_CHOICE("sort", "Order; what sells best when absent", shelf_sorts)) },
	{ GET, "/products/{product}", product_page, ANYONE, "Show a product with its variants",
	  .gives = &product_view_record, .flags = ROUTE_READ_OFFLINE | ROUTE_KEPT,
	  .query = QUERY_OF(QUERY(FIELD_ID, "variant", "The kind or size chosen"),
	                    QUERY(FIELD_PLACE, "place", "Where it should go"), QUERY(FIELD_PLACE, "to", "The same")) },
	{ GET, "/sellers/{seller}", seller_page, ANYONE, "Show a seller with its goods", .gives = &seller_record,
	  .flags = ROUTE_READ_OFFLINE | ROUTE_KEPT },
	{ GET, "/sellers/{seller}/board", seller_board_page, ANYONE, "Show a seller's price board for printing",
	  .flags = ROUTE_PAGE },
	{ GET, "/desk", desk_page, SIGNED_IN, "Show the seller's desk: my sellers and their goods",
	  .gives = &desk_good_record, .flags = ROUTE_LIST | ROUTE_PAGED | ROUTE_READ_OFFLINE,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "state", "State of the goods; on the page and in its files")) },
	{ GET, "/desk/products/new", desk_new_page, MAY(RIGHT_CATALOG_EDIT), "Show the form for new goods",
	  .where = desk_where_seller, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_ID, "seller", "The seller; the first one the caller acts for when absent")) },
	{ POST, "/desk/products", desk_add, MAY(RIGHT_CATALOG_EDIT), "List new goods", .where = desk_where_seller,
	  .prepare = desk_prepare, .takes = &product_new_record, .gives = &product_record, .flags = ROUTE_UPLOAD,
	  .query = QUERY_OF(QUERY(FIELD_ID, "seller", "The seller; the first one the caller acts for when absent")) },
	{ GET, "/desk/products/{product}", desk_product_page, MAY(RIGHT_CATALOG_EDIT),
	  "Show goods at the desk with variants and stock", .where = desk_where_product,
	  .gives = &desk_product_record },
	{ GET, "/desk/products/{product}/edit", desk_edit_page, MAY(RIGHT_CATALOG_EDIT),
	  "Show the form to change goods", .where = desk_where_product, .flags = ROUTE_PAGE },
	{ POST, "/desk/products/{product}", desk_change, MAY(RIGHT_CATALOG_EDIT), "Change goods",
	  .where = desk_where_product, .prepare = desk_prepare, .takes = &product_form_record, .gives = &product_record,
	  .flags = ROUTE_UPLOAD },
	{ POST, "/desk/products/{product}/open", desk_open, MAY(RIGHT_CATALOG_EDIT), "Put goods on the shelf",
	  .where = desk_where_product },
	{ POST, "/desk/products/{product}/close", desk_close, MAY(RIGHT_CATALOG_EDIT), "Take goods off the shelf",
	  .where = desk_where_product },
	{ POST, "/desk/products/{product}/audio", desk_audio_post, MAY(RIGHT_CATALOG_EDIT),
	  "Put a recording that reads goods aloud", .where = desk_where_product, .prepare = desk_audio_prepare,
	  .flags = ROUTE_UPLOAD },
	{ POST, "/desk/products/{product}/audio/delete", desk_audio_delete, MAY(RIGHT_CATALOG_EDIT),
	  "Delete the recording of goods", .where = desk_where_product },
	{ GET, "/desk/products/{product}/variants/new", desk_variant_new_page, MAY(RIGHT_CATALOG_EDIT),
	  "Show the form for another kind or size", .where = desk_where_product, .flags = ROUTE_PAGE },
	{ POST, "/desk/products/{product}/variants", desk_variant_add, MAY(RIGHT_CATALOG_EDIT),
	  "Add another kind or size", .where = desk_where_product, .takes = &variant_form_record,
	  .gives = &variant_record, .flags = ROUTE_MAY_WAIT },
	{ GET, "/desk/variants/{variant}/edit", desk_variant_edit_page, MAY(RIGHT_CATALOG_EDIT),
	  "Show the form to change a kind or size", .where = desk_where_variant, .flags = ROUTE_PAGE },
	{ POST, "/desk/variants/{variant}", desk_variant_change, MAY(RIGHT_CATALOG_EDIT), "Change a kind or size",
	  .where = desk_where_variant, .takes = &variant_form_record, .gives = &variant_record,
	  .flags = ROUTE_MAY_WAIT },
	{ POST, "/desk/variants/{variant}/open", desk_variant_open, MAY(RIGHT_CATALOG_EDIT),
	  "Sell a kind or size again", .where = desk_where_variant },
	{ POST, "/desk/variants/{variant}/close", desk_variant_close, MAY(RIGHT_CATALOG_EDIT),
	  "Sell a kind or size no longer", .where = desk_where_variant },
	{ GET, "/desk/stock/{stock}", desk_stock_page, MAY(RIGHT_CATALOG_EDIT), "List the movements of a stock item",
	  .where = desk_where_stock, .gives = &stock_move_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_CHOICE("why", "What happened", stock_whys)) },
	{ POST, "/desk/stock/{stock}/moves", desk_move, MAY(RIGHT_CATALOG_EDIT),
	  "Receive stock, write off a loss, or correct after counting", .where = desk_where_stock,
	  .takes = &move_form_record, .gives = &stock_move_record, .flags = ROUTE_MAY_WAIT },
	{ GET, "/desk/import", desk_import_page, MAY(RIGHT_CATALOG_EDIT), "Show the form to bring in a list of goods",
	  .where = desk_where_seller, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_ID, "seller", "The seller; the first one the caller acts for when absent")) },
	{ GET, "/desk/import/sample.csv", desk_import_sample, MAY(RIGHT_CATALOG_EDIT),
	  "Download an example of a list of goods to fill in", .where = desk_where_seller, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_ID, "seller", "The seller; the first one the caller acts for when absent")) },
	{ POST, "/desk/import", desk_import, MAY(RIGHT_CATALOG_EDIT), "Bring in a list of goods from a CSV file",
	  .where = desk_where_seller, .prepare = desk_import_prepare, .flags = ROUTE_UPLOAD | ROUTE_PAGE | ROUTE_ALONE,
	  .query = QUERY_OF(QUERY(FIELD_ID, "seller", "The seller; the first one the caller acts for when absent")) },
	ROUTES_END,
};

/* ---- what must hold ---- */

static const struct check product_checks[] = {
	{ .name = "stock = receipts - sales + returns - losses, 0 <= held <= on hand",
	  .wrong = "stock items differ from their movements",
	  .counts =
	          "SELECT count(*) FROM stock AS s WHERE s.held < 0 OR s.held > s.on_hand OR s.on_hand <>"
	          " (SELECT COALESCE(sum(m.pieces), 0) FROM stock_move AS m WHERE m.county = s.county AND m.stock_id = s.id)" },
	{ .name = "product.price_fen = cheapest open variant",
	  .wrong = "products have not the price of their cheapest open variant",
	  .counts = "SELECT count(*) FROM product AS p WHERE p.price_fen <> (SELECT COALESCE(min(v.price_fen), 0)"
	            " FROM variant AS v WHERE v.county = p.county AND v.product_id = p.id AND v.open = 1)"
	            " OR (p.open = 1 AND p.price_fen = 0)" },

	/* Pieces sold less those that came back, in variants, are what the stock gave out less what it got back. */
	{ .name = "product.sold <= stock sold - returned",
	  .wrong = "products count more sold than left the stock",
	  .counts =
	          "SELECT count(*) FROM product AS p WHERE p.sold > (SELECT COALESCE(-sum(m.pieces), 0) FROM stock AS s"
	          " JOIN stock_move AS m ON m.county = s.county AND m.stock_id = s.id"
	          " WHERE s.county = p.county AND s.product_id = p.id AND m.why IN ('sale', 'return'))" },
	{ .name = NULL },
};

static const struct indicator product_indicators[] = {
	{ .number = INDICATOR_PRODUCTS,
	  .name = "products",
	  .label = N_("Goods newly listed"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_TRADE,
	  .recount = "SELECT place, created_at AS at, 1 AS value FROM product",
	  .behind = FIGURE_PARTS("p.county", "p.id", "p.id", "p.title", "p.place", "p.created_at", "1", "product AS p",
	                         "p.open IN (0, 1)"),
	  .href = "/products/" },
	{ .number = 0 },
};

static const char *const moves[] = {
	"UPDATE product SET place = place + $3 WHERE open IN (0, 1) AND place >= $1 AND place < $2",
	NULL,
};

static enum outcome product_first_rows(struct db *db, struct arena *arena)
{
	(void)arena;
	for (int64_t i = 0; product_categories[i].value != NULL; i++) {
		enum outcome outcome =
			db_exec(db,
		                "INSERT INTO category(code, label, number) VALUES ($1, $2, $3)"
		                " ON CONFLICT (code) DO UPDATE SET label = excluded.label, number = excluded.number",
		                bind(txt(text_of(product_categories[i].value)),
		                     txt(text_of(product_categories[i].label)), i64(i + 1)));
		if (outcome != DONE)
			return outcome;
	}
	return DONE;
}

const struct module product_module = {
	.name = "product",
	.schema = product_schema,
	.routes = product_routes,
	.checks = product_checks,
	.indicators = product_indicators,
	.works = product_works,
	.moves = moves,
	.first_rows = product_first_rows,
};
