/* The officer's pages: payments of a place by state, what is in doubt, and what the gateway holds of a county's money. */
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "trade/payment/payment_templates.h"
#include "trade/payment/payment_view.h"
#include "web/table.h"

struct payment_note {
	struct text note;
	int64_t version;
};
static const struct field note_fields[] = {
	NOTE_FIELD(payment_note, note, N_("What was found out"), FIELD_IN | FIELD_REQUIRED, 2, PAYMENT_NOTE),
	INT_FIELD(payment_note, version, N_("Version"), FIELD_IN | FIELD_REQUIRED, 1, INT64_MAX),
	FIELD_END,
};
const struct record payment_note_record = { .name = "payment_note",
	                                    .size = sizeof(struct payment_note),
	                                    .fields = note_fields };

static const struct field event_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, odd_event, county, N_("County"), FIELD_OUT, 0, 0),
	TEXT_FIELD(odd_event, event, N_("Message"), FIELD_OUT, 0, 0),
	TEXT_FIELD(odd_event, payment, N_("Payment"), FIELD_OUT, 0, 0),
	TEXT_FIELD(odd_event, status, N_("State"), FIELD_OUT, 0, 0),
	TEXT_FIELD(odd_event, trade, N_("Number at the payment company"), FIELD_OUT, 0, 0),
	TEXT_FIELD(odd_event, refund, N_("Refund"), FIELD_OUT, 0, 0),
	TEXT_FIELD(odd_event, outcome, N_("What is odd"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, odd_event, amount_fen, N_("Amount"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, odd_event, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record event_record = { .name = "gateway_event",
	                                    .size = sizeof(struct odd_event),
	                                    .county = offsetof(struct odd_event, county),
	                                    .fields = event_fields };

/* ---- where ---- */

enum outcome office_where(struct request *r, struct scope *ret_scope)
{
	return place_where_may(r, RIGHT_SETTLE, ret_scope);
}

enum outcome office_payment_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = payment_where(r, ret_scope);

	ret_scope->mine = false;
	return outcome;
}

enum outcome office_refund_where(struct request *r, struct scope *ret_scope)
{
	struct refund *refund = arena_take(r->arena, sizeof *refund);
	enum outcome outcome = request_row(r, "refund", refund_one, refund);

	ret_scope->place = refund->place;
	r->kept = refund;
	return outcome;
}

/* ---- the list ---- */

/* The state asked for by its word; 0: all. */
static int64_t state_asked(struct request *r)
{
	int64_t state = choice_position(payment_states, request_query(r, "state"));

	return state < 0 ? 0 : state;
}

/* One county is read by its key; a larger land newest first, passing over what lies outside. */
static enum outcome list_payments(struct request *r, int64_t state, int64_t after, size_t limit, struct payment **ret,
                                  size_t *ret_count)
{
	int64_t place = r->scope.place, county = place_county(place);
	int64_t before = after > 0 ? after : INT64_MAX;

	if (county > 0 && state > 0)
		return db_list(r->db, r->arena, &payment_record, limit, ret, ret_count,
		               "SELECT " PAYMENT_COLUMNS " FROM payment AS p WHERE p.county = $1 AND p.state = $2"
		               " AND p.id < $3 AND p.place >= $4 AND p.place < $5 ORDER BY p.id DESC LIMIT $6",
		               bind(i64(county), i64(state), i64(before), i64(place), i64(place_end(place)),
		                    i64((int64_t)limit)));
	if (county > 0)
		return db_list(r->db, r->arena, &payment_record, limit, ret, ret_count,
		               "SELECT " PAYMENT_COLUMNS " FROM payment AS p WHERE p.county = $1 AND p.id < $2"
		               " AND p.place >= $3 AND p.place < $4 ORDER BY p.id DESC LIMIT $5",
		               bind(i64(county), i64(before), i64(place), i64(place_end(place)), i64((int64_t)limit)));
	if (state > 0)
		return db_list(r->db, r->arena, &payment_record, limit, ret, ret_count,
		               "SELECT " PAYMENT_COLUMNS " FROM payment AS p WHERE p.state = $1 AND p.id < $2"
		               " AND p.place >= $3 AND p.place < $4 ORDER BY p.id DESC LIMIT $5",
		               bind(i64(state), i64(before), i64(place), i64(place_end(place)), i64((int64_t)limit)));
	return db_list(r->db, r->arena, &payment_record, limit, ret, ret_count,
	               "SELECT " PAYMENT_COLUMNS " FROM payment AS p WHERE p.id < $1 AND p.place >= $2 AND p.place < $3"
	               " ORDER BY p.id DESC LIMIT $4",
	               bind(i64(before), i64(place), i64(place_end(place)), i64((int64_t)limit)));
}

static enum outcome count_doubts(struct db *db, int64_t place, int64_t *ret_count)
{
	return db_number(db, ret_count,
	                 "SELECT (SELECT count(*) FROM payment WHERE state = 4 AND place >= $1 AND place < $2) +"
	                 " (SELECT count(*) FROM payment_refund WHERE (state = 3 OR (state = 1 AND tries > 4))"
	                 " AND place >= $1 AND place < $2)",
	                 bind(i64(place), i64(place_end(place))));
}

static enum outcome count_all_doubts(struct db *db, int64_t *ret_count)
{
	return count_doubts(db, PLACE_WHOLE, ret_count);
}

const struct gauge payment_gauges[] = {
	{ "tongcun_payments_in_doubt", "Payments in dispute and refunds that do not get through.", count_all_doubts },
	{ NULL, NULL, NULL },
};

static enum outcome read_payments(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                                  void *ret_rows, size_t *ret_count)
{
	(void)view; /* place and state are asked by the address, as for programs */
	return list_payments(r, state_asked(r), before, limit, ret_rows, ret_count);
}

static void show_way(struct request *r, const void *row)
{
	payment_list_way(r, row);
}

static void show_state(struct request *r, const void *row)
{
	const struct payment *p = row;

	status_word(r, payment_state_kind(p->state), _(payment_states[p->state].label));
}

static struct text payment_href(struct request *r, const void *row)
{
	return payment_path(r->arena, row);
}

static const struct table payment_table = {
	.name = "payments",
	.caption = N_("Payments"),
	.record = &payment_record,
	.columns = (const struct table_column[]){ { .name = "created_at" },
	                                          { .name = "id" },
	                                          { .name = "provider", .show = show_way },
	                                          { .name = "state", .show = show_state },
	                                          { .name = "amount_fen" },
	                                          { .name = "refunded_fen" },
	                                          TABLE_COLUMNS_END },
	.filters =
		(const struct table_filter[]){ { .name = "state", .label = N_("State"), .choices = payment_states + 1 },
	                                       TABLE_FILTERS_END },
	.id = offsetof(struct payment, id),
	.read = read_payments,
	.href = payment_href,
	.symbol = "i-money",
	.empty = N_("No payments here"),
	.empty_words = N_("They appear as soon as somebody orders."),
};

static void give_payments(struct request *r)
{
	size_t limit = request_limit(r), count = 0;
	struct payment *payments = NULL;
	enum outcome outcome = list_payments(r, state_asked(r), request_after(r), limit + 1, &payments, &count);

	give_list_read(r, outcome, &payment_record, payments, count);
}

void payment_list_page(struct request *r)
{
	struct payment_list_view view = { .place = r->scope.place };
	struct table_view table;
	enum outcome outcome;

	if (r->json) {
		give_payments(r);
		return;
	}
	outcome = table_read(r, &payment_table, view.place, &table);
	if (outcome == DONE)
		outcome = count_doubts(r->db, r->scope.place, &view.waiting_count);
	if (outcome == DONE)
		outcome = order_put_off_count(r->db, r->scope.place, &view.stuck_count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (table_answered(r, &table))
		return;
	view.place_name = place_name(r->db, r->arena, view.place);
	table_page(r);
	page_begin(r, _("Payments"), "figures");
	payment_list_html(r, &view, &table);
	page_end(r);
}

static enum outcome payment_rows(struct request *piece, int64_t after, size_t limit, void *ret_rows, size_t *ret_count)
{
	struct payment *rows = NULL;
	enum outcome outcome = list_payments(piece, state_asked(piece), after, limit, &rows, ret_count);

	memcpy(ret_rows, &rows, sizeof rows);
	return outcome;
}

void payment_list_file(struct request *r)
{
	static const struct csv_file file = { &payment_record, offsetof(struct payment, id), payment_rows };

	give_csv_file(r, &file, T("payments.csv"));
}

/* ---- what is in doubt ---- */

static enum outcome list_late(struct request *r, struct refund **ret, size_t *ret_count)
{
	int64_t place = r->scope.place;

	return db_list(r->db, r->arena, &refund_record, LIMIT_PAGE_ROWS, ret, ret_count,
	               "SELECT " REFUND_COLUMNS " FROM payment_refund AS f WHERE (f.state = 3 OR (f.state = 1"
	               " AND f.tries > 4)) AND f.place >= $1 AND f.place < $2 ORDER BY f.place, f.id LIMIT $3",
	               bind(i64(place), i64(place_end(place)), i64(LIMIT_PAGE_ROWS)));
}

/* Those whose payment nobody knows carry whatever county they name; 0 when none can be read: only the whole land sees these. */
static enum outcome list_events(struct request *r, struct odd_event **ret, size_t *ret_count)
{
	int64_t place = r->scope.place, from = place_county(place), to = from;

	if (from == 0) {
		from = place / place_span(PLACE_COUNTY);
		to = (place_end(place) - 1) / place_span(PLACE_COUNTY);
	}
	return db_list(
		r->db, r->arena, &event_record, LIMIT_PAGE_ROWS, ret, ret_count,
		"SELECT county, event, payment, status, trade, refund, outcome, amount_fen, at FROM gateway_event"
		" WHERE outcome IN ('unknown', 'wrong_amount', 'odd') AND county BETWEEN $1 AND $2"
		" ORDER BY at DESC LIMIT $3 /* scan */",
		bind(i64(from), i64(to), i64(LIMIT_PAGE_ROWS)));
}

void payment_disputed_page(struct request *r)
{
	struct disputed_view view = { .place = r->scope.place };
	struct payment *payments = NULL;
	struct refund *refunds = NULL;
	struct odd_event *events = NULL;
	enum outcome outcome = list_payments(r, PAYMENT_DISPUTED, 0, LIMIT_PAGE_ROWS, &payments, &view.payment_count);

	if (outcome == DONE && r->json) {
		give_list(r, &payment_record, payments, view.payment_count, 0);
		return;
	}
	if (outcome == DONE)
		outcome = list_late(r, &refunds, &view.refund_count);
	if (outcome == DONE)
		outcome = list_events(r, &events, &view.event_count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.payments = payments;
	view.refunds = refunds;
	view.events = events;
	view.place_name = place_name(r->db, r->arena, view.place);
	page_begin_named(r, text_of(_("Payments in doubt")), "figures", "/payments");
	payment_disputed_html(r, &view);
	page_end(r);
}

static void payment_answer(struct request *r, enum outcome outcome, const struct payment *payment, const char *word)
{
	if (outcome == DONE)
		see_other(r, "%.*s?done=%s", TEXT(payment_path(r->arena, payment)), word);
	else
		fail(r, outcome, NULL);
}

/* The chore asks at its next turn; an answer with the right amount counts the payment. */
void payment_ask_post(struct request *r)
{
	struct payment *payment = r->kept;
	enum outcome outcome = CONFLICT;

	payment->ask_at = r->now;
	if (payment->state != PAYMENT_PAID && text_equal(payment->provider, T("gateway")))
		outcome = payment_change(r->db, payment);
	payment_answer(r, outcome, payment, "asked");
}

void payment_close_post(struct request *r)
{
	struct payment *payment = r->kept;
	struct payment_note note = { 0 };
	enum outcome outcome = CONFLICT;

	if (!form_read(r, &payment_note_record, &note)) {
		refuse(r);
		return;
	}
	payment->note = note.note;
	payment->ask_at = 0;
	if (payment->state == PAYMENT_DISPUTED && payment->version == note.version) {
		payment->state = PAYMENT_CLOSED;
		outcome = payment_change(r->db, payment);
	}
	payment_answer(r, outcome, payment, "closed");
}

static void refund_answer(struct request *r, enum outcome outcome)
{
	if (outcome == DONE)
		see_other(r, "/payments/disputed?done=refund");
	else
		fail(r, outcome, NULL);
}

void refund_retry_post(struct request *r)
{
	const struct refund *refund = r->kept;
	int64_t rows = 0;
	enum outcome outcome = db_change(r->db, &rows,
	                                 "UPDATE payment_refund SET state = 1, next_at = $3, tries = 0"
	                                 " WHERE county = $1 AND id = $2 AND state IN (1, 3)",
	                                 bind(i64(refund->county), i64(refund->id), i64(r->now)));

	refund_answer(r, outcome == DONE && rows != 1 ? CONFLICT : outcome);
}

void refund_balance_post(struct request *r)
{
	struct payment_act act = payment_act_of(r);

	refund_answer(r, refund_turn(&act, r->kept));
}

/* ---- what the gateway holds ---- */

static enum outcome load_gateway(struct request *r, struct gateway_view *view)
{
	struct account account;
	struct money_entry *entries;
	enum outcome outcome;

	view->county = place_county(r->scope.place);
	view->place_name = place_name(r->db, r->arena, r->scope.place);
	outcome = ledger_account(r->db, r->arena, (struct account_key){ view->county, ACCOUNT_GATEWAY, 0 }, &account);
	if (outcome != DONE && outcome != NOT_FOUND)
		return outcome;
	view->pending_fen = account.pending_credits_fen;
	view->held_fen = -account_balance(&account);
	outcome = db_list(
		r->db, r->arena, &money_entry_record, LIMIT_PAGE_ROWS, &entries, &view->entry_count,
		"SELECT county, id, place, kind, station_id, amount_fen, expected_fen, note, person_id,"
		" transfer_id, at FROM money_entry WHERE county = $1 AND station_id = 0 ORDER BY id DESC LIMIT $2",
		bind(i64(view->county), i64(LIMIT_PAGE_ROWS)));
	view->entries = entries;
	return outcome;
}

static void show_gateway(struct request *r, const struct till_deposit *receipt)
{
	struct gateway_view view = { .receipt = receipt };
	enum outcome outcome = load_gateway(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else if (r->json) {
		give_list(r, &money_entry_record, view.entries, view.entry_count, 0);
	} else {
		page_begin_named(r, text_of(_("At the payment company")), "figures", "/payments");
		payment_gateway_html(r, &view);
		page_end(r);
	}
}

void gateway_money_page(struct request *r)
{
	show_gateway(r, NULL);
}

static void gateway_refuse(struct request *r, const struct till_deposit *receipt)
{
	if (!r->json)
		show_gateway(r, receipt);
	refuse(r);
}

void gateway_money_post(struct request *r)
{
	struct gateway_view view = { 0 };
	struct till_deposit receipt = { 0 };
	struct money_entry entry;
	bool is_read = form_read(r, &till_deposit_record, &receipt);
	enum outcome outcome = load_gateway(r, &view);

	if (outcome == DONE && view.county == 0)
		form_problem(r, "amount_fen", N_("Choose one county: each has its own account"), T(""));
	else if (outcome == DONE && is_read && receipt.amount_fen > view.held_fen - view.pending_fen)
		form_problem(r, "amount_fen", N_("Only ¥%s are free at the payment company"),
		             show_fen(r, view.held_fen - view.pending_fen));
	if (outcome == DONE && r->problems.count > 0) {
		gateway_refuse(r, &receipt);
		return;
	}
	entry = (struct money_entry){ .county = view.county,
		                      .id = request_new_id(r),
		                      .place = place_of_county(view.county),
		                      .kind = T("gateway"),
		                      .amount_fen = receipt.amount_fen,
		                      .expected_fen = view.held_fen,
		                      .note = receipt.note,
		                      .person_id = r->who.person_id,
		                      .at = r->now };
	if (outcome == DONE)
		outcome = money_move(r, &entry, (struct account_key){ view.county, ACCOUNT_BANK, 0 },
		                     (struct account_key){ view.county, ACCOUNT_GATEWAY, 0 }, receipt.amount_fen,
		                     N_("From the payment company to the bank"));
	if (outcome == DONE)
		made(r, &money_entry_record, &entry, "/payments/gateway?place=%.*s&done=entered",
		     TEXT(place_code(r->arena, entry.place)));
	else
		fail(r, outcome, NULL);
}
