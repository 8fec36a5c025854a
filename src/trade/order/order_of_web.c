/* The rows behind a number: which orders of a land make up an indicator of a period. Without names of buyers. */
#include "trade/order/order_view.h"

#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "trade/order/order_templates.h"

enum outcome orders_of_where(struct request *r, struct scope *ret_scope)
{
	if (!request_query_place(r, "place", &ret_scope->place))
		return NOT_FOUND;
	return DONE;
}

/* "2026", "202607" or "20260725" as a period; this month when absent or no period. */
static int64_t asked_period(struct request *r)
{
	struct text asked = request_query(r, "period");
	int64_t period;

	if (!text_to_int64(asked, &period) || period < 0 || asked.length > 8)
		return calendar_month(r->today);
	if (asked.length == 4)
		period *= 10000;
	else if (asked.length == 6)
		period *= 100;
	return calendar_is_day(calendar_period_start(period)) ? period : calendar_month(r->today);
}

static enum order_side asked_side(struct request *r)
{
	struct text indicator = request_query(r, "indicator");

	if (text_equal(indicator, T("bought_fen")))
		return SIDE_BOUGHT;
	return text_equal(indicator, T("served")) ? SIDE_SERVED : SIDE_SOLD;
}

void orders_of_page(struct request *r)
{
	struct orders_of_view view = { .place = r->scope.place, .period = asked_period(r) };
	size_t limit = request_limit(r);
	enum outcome outcome = order_rows_of_place(r->db, r->arena, view.place, asked_side(r), view.period,
	                                           request_after(r), limit + 1, &view.rows, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (view.count > limit) {
		view.count = limit;
		view.next = view.rows[limit - 1].id;
	}
	if (r->json) {
		give_list(r, &order_row_record, view.rows, view.count, view.next);
		return;
	}
	view.indicator = request_query(r, "indicator");
	view.name = place_name(r->db, r->arena, view.place);
	page_begin_named(r, text_of(_("Orders behind the number")), "figures", NULL);
	orders_of_html(r, &view);
	page_end(r);
}

static enum outcome file_rows(struct request *piece, int64_t after, size_t limit, void *ret_rows, size_t *ret_count)
{
	struct order_row *rows = NULL;
	enum outcome outcome = order_rows_of_place(piece->db, piece->arena, piece->scope.place, asked_side(piece),
	                                           asked_period(piece), after, limit, &rows, ret_count);

	memcpy(ret_rows, &rows, sizeof rows);
	return outcome;
}

void orders_of_file(struct request *r)
{
	static const struct csv_file file = { &order_row_record, offsetof(struct order_row, id), file_rows };

	give_csv_file(r, &file, T("orders.csv"));
}
