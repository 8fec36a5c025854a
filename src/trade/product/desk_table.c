/* The lists of the seller's desk: my goods, and what moved in a stock item. Programs get the rows themselves. */
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "trade/product/product_templates.h"
#include "trade/product/shelf.h"
#include "web/table.h"

/* ---- my goods ---- */

static enum outcome read_goods(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                               void *ret_rows, size_t *ret_count)
{
	struct desk_good *goods = NULL;
	int64_t state = choice_position(desk_good_states, view->values[0]);
	enum outcome outcome =
		desk_goods(r->db, r->arena, r->person_id, state < 0 ? 0 : state, before, limit, &goods, ret_count);

	memcpy(ret_rows, &goods, sizeof goods);
	return outcome;
}

static void show_good(struct request *r, const void *row)
{
	desk_list_good(r, row);
}

static void show_good_state(struct request *r, const void *row)
{
	const struct desk_good *good = row;

	status_word(r,
	            good->state == 3   ? "late"
	            : good->state == 1 ? "done"
	                               : "wait",
	            _(desk_good_states[good->state].label));
}

/* Whose they are, only when somebody acts for several. */
static const struct table_column columns_of_many[] = { { .name = "title", .show = show_good, .label = N_("Goods") },
	                                               { .name = "price_fen" },
	                                               { .name = "available" },
	                                               { .name = "held" },
	                                               { .name = "sold" },
	                                               { .name = "state", .show = show_good_state },
	                                               { .name = "seller_name" },
	                                               TABLE_COLUMNS_END };
static const struct table_column columns_of_one[] = { { .name = "title", .show = show_good, .label = N_("Goods") },
	                                              { .name = "price_fen" },
	                                              { .name = "available" },
	                                              { .name = "held" },
	                                              { .name = "sold" },
	                                              { .name = "state", .show = show_good_state },
	                                              TABLE_COLUMNS_END };

static const struct table goods_table = {
	.name = "goods",
	.caption = N_("My goods"),
	.record = &desk_good_record,
	.columns = columns_of_many,
	.filters =
		(const struct table_filter[]){
			{ .name = "state", .label = N_("State"), .choices = desk_good_states + 1 }, TABLE_FILTERS_END },
	.id = offsetof(struct desk_good, id),
	.read = read_goods,
	.symbol = EMPTY_BASKET,
	.empty = N_("No goods yet"),
	.empty_words = N_("Add the first with a picture and a price, or bring in a list from a spreadsheet."),
};

static void give_goods(struct request *r)
{
	size_t limit = request_limit(r), count = 0;
	struct desk_good *goods = NULL;
	enum outcome outcome =
		desk_goods(r->db, r->arena, r->person_id, 0, request_after(r), limit + 1, &goods, &count);

	give_list_read(r, outcome, &desk_good_record, goods, count);
}

void desk_page(struct request *r)
{
	struct table *table = arena_take(r->arena, sizeof *table);
	struct desk_view view = { 0 };
	struct table_view goods;
	enum outcome outcome;

	if (r->json) {
		give_goods(r);
		return;
	}
	*table = goods_table;
	outcome = seller_of_person(r->db, r->arena, r->person_id, &view.sellers, &view.seller_count);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	if (view.seller_count == 1)
		table->columns = columns_of_one;
	if (outcome != DONE || !table_opens(r, table, PLACE_WHOLE, &goods))
		return;
	page_begin(r, _("My shop"), "desk");
	desk_list_html(r, &view, &goods);
	page_end(r);
}

/* ---- what moved ---- */

static enum outcome read_moves(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                               void *ret_rows, size_t *ret_count)
{
	const struct desk_found *found = r->kept;
	struct stock_move *moves = NULL;
	enum outcome outcome = stock_moves(r->db, r->arena, found->stock.county, found->stock.id, view->values[0],
	                                   before, limit, &moves, ret_count);

	memcpy(ret_rows, &moves, sizeof moves);
	return outcome;
}

static void show_pieces(struct request *r, const void *row)
{
	const struct stock_move *move = row;

	desk_stock_pieces(r, move->pieces);
}

/* What was sold or came back belongs to an order. */
static struct text move_href(struct request *r, const void *row)
{
	const struct stock_move *move = row;

	if (move->subject_id == 0)
		return T("");
	return text_join(r->arena, T("/orders/"), id_public(r->arena, move->county, move->subject_id));
}

static const struct table moves_table = {
	.name = "stock",
	.caption = N_("What happened so far"),
	.record = &stock_move_record,
	.columns = (const struct table_column[]){ { .name = "at" },
	                                          { .name = "why" },
	                                          { .name = "pieces", .show = show_pieces },
	                                          { .name = "reason" },
	                                          TABLE_COLUMNS_END },
	.filters =
		(const struct table_filter[]){ { .name = "why", .label = N_("What happened"), .choices = stock_whys },
	                                       TABLE_FILTERS_END },
	.id = offsetof(struct stock_move, id),
	.read = read_moves,
	.href = move_href,
	.symbol = "i-order",
	.empty = N_("Nothing has moved yet"),
};

static void give_moves(struct request *r)
{
	const struct stock *stock = &((const struct desk_found *)r->kept)->stock;
	size_t limit = request_limit(r), count = 0;
	struct stock_move *moves = NULL;
	enum outcome outcome = stock_moves(r->db, r->arena, stock->county, stock->id, request_query(r, "why"),
	                                   request_after(r), limit + 1, &moves, &count);

	give_list_read(r, outcome, &stock_move_record, moves, count);
}

static void show_stock(struct request *r, const struct table_view *moves)
{
	const struct desk_found *found = r->kept;
	struct desk_stock_view view = { .stock = found->stock, .product = found->product };

	page_begin_named(r, words(r, "Stock of %s", view.product.title), "desk", desk_product_path(r, &view.product));
	desk_stock_html(r, &view, moves);
	page_end(r);
}

void desk_stock_page(struct request *r)
{
	struct table_view moves;

	if (r->json)
		give_moves(r);
	else if (table_opens(r, &moves_table, ((const struct desk_found *)r->kept)->product.place, &moves))
		show_stock(r, &moves);
}

void desk_stock_refused(struct request *r)
{
	struct table_view moves;
	enum outcome outcome = DONE;

	if (!r->json)
		outcome = table_read(r, &moves_table, ((const struct desk_found *)r->kept)->product.place, &moves);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (!r->json) {
		moves.print = true;
		table_page(r);
		show_stock(r, &moves);
	}
	refuse(r);
}
