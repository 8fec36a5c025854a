/* The rows behind a number: which orders of a land make up an indicator of a period. Without names of buyers. */
#include "trade/order/order_view.h"

#include <string.h>

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "trade/order/order_templates.h"
#include "web/table.h"

enum outcome orders_of_where(struct request *r, struct scope *ret_scope)
{
	if (!request_query_place(r, "place", &ret_scope->place))
		return NOT_FOUND;
	return DONE;
}

static enum order_side asked_side(struct request *r)
{
	struct text indicator = request_query(r, "indicator");

	if (text_equal(indicator, T("bought_fen")))
		return SIDE_BOUGHT;
	return text_equal(indicator, T("served")) ? SIDE_SERVED : SIDE_SOLD;
}

static enum outcome read_rows(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                              void *ret_rows, size_t *ret_count)
{
	return order_rows_of_place(r->db, r->arena, view->place, asked_side(r),
	                           request_period(r, calendar_month(r->today)), before, limit, ret_rows, ret_count);
}

static void show_state(struct request *r, const void *row)
{
	order_status(r, ((const struct order_row *)row)->state);
}

static struct text row_href(struct request *r, const void *row)
{
	const struct order_row *o = row;

	return text_format(r->arena, "/orders/%.*s", TEXT(id_public(r->arena, o->county, o->id)));
}

/* Sorted by time alone: orders are written by the thousand, and every further index would be paid for by each of them. */
static const struct table of_table = {
	.name = "orders",
	.caption = N_("Orders"),
	.record = &order_row_record,
	.columns = (const struct table_column[]){ { .name = "id" },
	                                          { .name = "paid_at", .label = N_("Paid on") },
	                                          { .name = "seller_name" },
	                                          { .name = "title", .label = N_("Goods ordered") },
	                                          { .name = "weight_g" },
	                                          { .name = "goods_fen", .label = N_("Sum of goods") },
	                                          { .name = "refunded_fen" },
	                                          { .name = "state", .show = show_state },
	                                          TABLE_COLUMNS_END },
	.id = offsetof(struct order_row, id),
	.read = read_rows,
	.href = row_href,
	.symbol = "i-order",
	.empty = N_("No orders in this time"),
	.empty_words = N_("Choose another month on the page of figures."),
};

static void give_rows(struct request *r)
{
	size_t limit = request_limit(r), count = 0;
	struct order_row *rows = NULL;
	enum outcome outcome = order_rows_of_place(r->db, r->arena, r->scope.place, asked_side(r),
	                                           request_period(r, calendar_month(r->today)), request_after(r),
	                                           limit + 1, &rows, &count);

	give_list_read(r, outcome, &order_row_record, rows, count);
}

void orders_of_page(struct request *r)
{
	struct table_view view;

	if (r->json) {
		give_rows(r);
		return;
	}
	if (!table_opens(r, &of_table, r->scope.place, &view))
		return;
	page_begin_named(r, text_of(_("Orders behind the number")), "figures", NULL);
	orders_of_html(r, &view, request_period(r, calendar_month(r->today)), place_name(r->db, r->arena, view.place));
	page_end(r);
}

static enum outcome file_rows(struct request *piece, int64_t after, size_t limit, void *ret_rows, size_t *ret_count)
{
	struct order_row *rows = NULL;
	enum outcome outcome = order_rows_of_place(piece->db, piece->arena, piece->scope.place, asked_side(piece),
	                                           request_period(piece, calendar_month(piece->today)), after, limit,
	                                           &rows, ret_count);

	memcpy(ret_rows, &rows, sizeof rows);
	return outcome;
}

void orders_of_file(struct request *r)
{
	static const struct csv_file file = { &order_row_record, offsetof(struct order_row, id), file_rows };

	give_csv_file(r, &file, T("orders.csv"));
}
