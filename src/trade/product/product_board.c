/* The price board of a seller, to be printed on A4 and hung up where its goods are sold. */
#include "trade/product/shelf.h"

#include "base/limits.h"
#include "trade/product/product_templates.h"
#include "web/paper.h"

enum { BOARD_ROWS = 8 * BOARD_LINES };

struct board_row {
	struct text title, title_bo, title_en, variant_name;
	int64_t price_fen;
};

static const struct field row_fields[] = {
	TEXT_FIELD(board_row, title, N_("Name"), FIELD_OUT, 0, 0),
	TEXT_FIELD(board_row, title_bo, N_("Name in Tibetan"), FIELD_OUT, 0, 0),
	TEXT_FIELD(board_row, title_en, N_("Name in English"), FIELD_OUT, 0, 0),
	TEXT_FIELD(board_row, variant_name, N_("Kind or size"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, board_row, price_fen, N_("Price"), FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record row_record = { .name = "board_row", .size = sizeof(struct board_row), .fields = row_fields };

static enum outcome read_board(struct request *r, const struct seller *seller, struct board_line **ret,
                               size_t *ret_count)
{
	struct board_row *rows;
	enum outcome outcome = db_list(
		r->db, r->arena, &row_record, BOARD_ROWS, &rows, ret_count,
		"SELECT p.title, p.title_bo, p.title_en, v.name AS variant_name, v.price_fen FROM product AS p"
		" JOIN variant AS v ON v.county = p.county AND v.product_id = p.id AND v.open = 1"
		" WHERE p.county = $1 AND p.seller_id = $2 AND p.open = 1 ORDER BY p.id, v.id LIMIT $3 /* scan */",
		bind(i64(seller->county), i64(seller->id), i64(BOARD_ROWS)));

	if (outcome != DONE)
		return outcome;
	*ret = arena_array(r->arena, *ret_count, sizeof **ret);
	for (size_t i = 0; i < *ret_count; i++) {
		struct product product = { .title = rows[i].title,
			                   .title_bo = rows[i].title_bo,
			                   .title_en = rows[i].title_en };
		(*ret)[i] = (struct board_line){ product_title(r, &product), rows[i].variant_name, rows[i].price_fen };
	}
	return DONE;
}

void seller_board_page(struct request *r)
{
	struct seller seller;
	struct board_line *lines;
	size_t count = 0;
	enum outcome outcome = request_row(r, "seller", seller_one, &seller);

	if (outcome == DONE)
		outcome = read_board(r, &seller, &lines, &count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_("Price board")), "shelf",
	                 text_string(r->arena,
	                             text_format(r->arena, "/sellers/%.*s", TEXT(request_param(r, "seller")))));
	product_board_html(r, &seller, lines, count);
	page_end(r);
}
