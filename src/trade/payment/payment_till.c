/* The operator's pages: finding what a villager has to pay in cash and taking it; the drawer with what should be in it, counted and
   taken to the bank.
   A station takes cash of buyers of its own county only. Counting posts the difference against the opening account, with its reason. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "trade/payment/payment_templates.h"
#include "trade/payment/payment_view.h"

enum { COUNTER_FOUND = 10 };

/* What the operator saw when the money was counted; programs may leave it out. */
struct cash_seen {
	int64_t due_fen;
	struct text station;
};

static const struct field cash_fields[] = {
	WHOLE_FIELD(FIELD_FEN, cash_seen, due_fen, N_("Amount"), FIELD_IN, 0, INT64_C(100000000000)),
	TEXT_FIELD(cash_seen, station, N_("Station"), FIELD_IN, 0, 40),
	FIELD_END,
};
const struct record payment_cash_record = { .name = "cash_seen",
	                                    .size = sizeof(struct cash_seen),
	                                    .fields = cash_fields };

static const struct field count_fields[] = {
	WHOLE_FIELD(FIELD_FEN, till_count, counted_fen, N_("Counted in the drawer"), FIELD_IN | FIELD_REQUIRED, 0,
	            1000000000),
	NOTE_FIELD(till_count, note, N_("Why it differs"), FIELD_IN, 0, PAYMENT_NOTE),
	WHOLE_FIELD(FIELD_FEN, till_count, expected_fen, N_("Should be in the drawer"), FIELD_IN | FIELD_REQUIRED, 0,
	            1000000000),
	TEXT_FIELD(till_count, station, N_("Station"), FIELD_IN, 0, 40),
	FIELD_END,
};
const struct record till_count_record = { .name = "till_count",
	                                  .size = sizeof(struct till_count),
	                                  .fields = count_fields };

static const struct field deposit_fields[] = {
	WHOLE_FIELD(FIELD_FEN, till_deposit, amount_fen, N_("Amount"), FIELD_IN | FIELD_REQUIRED, 1, 1000000000),
	TEXT_FIELD(till_deposit, note, N_("Number of the bank's slip"), FIELD_IN | FIELD_REQUIRED, 2,
	           LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(till_deposit, station, N_("Station"), FIELD_IN, 0, 40),
	FIELD_END,
};
const struct record till_deposit_record = { .name = "till_deposit",
	                                    .size = sizeof(struct till_deposit),
	                                    .fields = deposit_fields };

static const struct field entry_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, money_entry, county, N_("County"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, money_entry, id, N_("Entry"), FIELD_OUT, 0, 0),
	INT_FIELD(money_entry, place, N_("Place"), 0, 0, 0),
	TEXT_FIELD(money_entry, kind, N_("Kind"), FIELD_OUT, 0, 20),
	INT_FIELD(money_entry, station_id, N_("Station"), 0, 0, 0),
	WHOLE_FIELD(FIELD_FEN, money_entry, amount_fen, N_("Amount"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, money_entry, expected_fen, N_("Should have been"), FIELD_OUT, 0, 0),
	NOTE_FIELD(money_entry, note, N_("Note"), FIELD_OUT, 0, PAYMENT_NOTE),
	INT_FIELD(money_entry, person_id, N_("By"), 0, 0, 0),
	INT_FIELD(money_entry, transfer_id, N_("Transfer"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, money_entry, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record money_entry_record = { .name = "money_entry",
	                                   .size = sizeof(struct money_entry),
	                                   .county = offsetof(struct money_entry, county),
	                                   .fields = entry_fields };

/* ---- where ---- */

/* The operator's own station. Whoever has none has no drawer either. */
enum outcome till_where(struct request *r, struct scope *ret_scope)
{
	struct station *station = arena_take(r->arena, sizeof *station);
	enum outcome outcome = station_mine(r, station);

	ret_scope->place = outcome == DONE ? station->place : r->who.place;
	r->kept = station;
	return outcome == NOT_FOUND ? DENIED : outcome;
}

struct cash_taking {
	struct payment payment;
	struct station station;
};

/* A station of the buyer's county: then the operator's own place, else the county's, over which the operator has no right. */
enum outcome cash_where(struct request *r, struct scope *ret_scope)
{
	struct cash_taking *taking = arena_take(r->arena, sizeof *taking);
	enum outcome outcome = request_row(r, "payment", payment_one, &taking->payment);

	if (outcome != DONE)
		return outcome;
	r->kept = taking;
	outcome = station_mine(r, &taking->station);
	if (outcome != DONE)
		return outcome == NOT_FOUND ? DENIED : outcome;
	ret_scope->place = taking->station.place;
	return taking->station.county == taking->payment.payer_county ? DONE : DENIED;
}

/* Whether the form was opened at the drawer at which the operator works now (its station may have closed, or another phone have said
   another one); else it is answered. A form that names none is taken as meant for the present one. */
static bool is_this_drawer(struct request *r, struct text seen, const struct station *station)
{
	if (seen.length == 0 || text_equal(seen, id_public(r->arena, station->county, station->id)))
		return true;
	fail(r, CONFLICT, N_("You work at another station now. Look again at which drawer this is."));
	return false;
}

/* ---- taking cash ---- */

void payment_cash_post(struct request *r)
{
	struct cash_taking *taking = r->kept;
	struct payment *payment = &taking->payment;
	struct cash_seen seen;
	enum outcome outcome = CONFLICT;

	if (!form_read(r, &payment_cash_record, &seen)) {
		refuse(r);
		return;
	}
	if (!is_this_drawer(r, seen.station, &taking->station))
		return;
	if (payment->state == PAYMENT_OPEN && text_equal(payment->provider, T("cash")))
		outcome = payment_cash_take(r, payment, &taking->station);
	if (outcome == DONE && seen.due_fen != 0 && seen.due_fen != payment->amount_fen)
		fail(r, CONFLICT, N_("The orders have changed: look at them again"));
	else if (outcome == DONE)
		made(r, &payment_record, payment, "%.*s/receipt", TEXT(payment_path(r->arena, payment)));
	else
		fail(r, outcome,
		     outcome == CONFLICT ? N_("This does not wait for cash any more. Do not take the money.") : NULL);
}

/* By its code, by the number of the payment, or by the number of one of its orders. */
static enum outcome find_open(struct request *r, const struct station *station, struct text asked, struct payment **ret,
                              size_t *ret_count)
{
	int64_t county = 0, id = 0;

	(void)id_read(asked, &county, &id);
	return db_list(r->db, r->arena, &payment_record, COUNTER_FOUND, ret, ret_count,
	               "SELECT " PAYMENT_COLUMNS " FROM payment AS p WHERE p.payer_county = $1 AND p.code = $2"
	               " AND p.code <> '' UNION SELECT " PAYMENT_COLUMNS " FROM payment AS p WHERE p.county = $3"
	               " AND p.id = $4 AND p.payer_county = $1 AND p.code <> '' UNION SELECT " PAYMENT_COLUMNS
	               " FROM payment_part AS s JOIN payment AS p ON p.county = s.county AND p.id = s.payment_id"
	               " WHERE s.order_county = $3 AND s.order_id = $4 AND p.payer_county = $1 AND p.code <> ''"
	               " LIMIT 10",
	               bind(i64(station->county), txt(asked), i64(county), i64(id)));
}

static enum outcome load_found(struct request *r, struct counter_view *view)
{
	struct order *orders;
	enum outcome outcome = payment_due(r->db, r->arena, view->payments[0].checkout_id, &orders, &view->order_count,
	                                   &view->due_fen);

	view->orders = orders;
	view->payer = person_name(r->db, r->arena, view->payments[0].payer_id);
	return outcome;
}

void counter_pay_page(struct request *r)
{
	struct counter_view view = { .station = r->kept, .asked = text_trim(request_query(r, "code")) };
	struct payment *found = NULL;
	enum outcome outcome = DONE;

	if (view.asked.length > 0)
		outcome = find_open(r, view.station, view.asked, &found, &view.count);
	view.payments = found;
	if (outcome == DONE && r->json) {
		give_list(r, &payment_record, found, view.count, 0);
		return;
	}
	if (outcome == DONE && view.count > 0)
		outcome = load_found(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_("Take cash")), "counter", "/counter");
	payment_counter_html(r, &view);
	page_end(r);
}

/* ---- the drawer ---- */

static struct account_key till_key(const struct station *station)
{
	return (struct account_key){ station->county, ACCOUNT_TILL, station->id };
}

static enum outcome drawer(struct request *r, const struct station *station, int64_t *ret_fen)
{
	struct account account;
	enum outcome outcome = ledger_account(r->db, r->arena, till_key(station), &account);

	*ret_fen = -account_balance(&account);
	return outcome == NOT_FOUND ? DONE : outcome;
}

static enum outcome load_entries(struct request *r, const struct station *station, struct money_entry **ret,
                                 size_t *ret_count)
{
	return db_list(
		r->db, r->arena, &money_entry_record, COUNTER_FOUND, ret, ret_count,
		"SELECT county, id, place, kind, station_id, amount_fen, expected_fen, note, person_id,"
		" transfer_id, at FROM money_entry WHERE county = $1 AND station_id = $2 ORDER BY id DESC LIMIT 10",
		bind(i64(station->county), i64(station->id)));
}

static enum outcome load_till(struct request *r, struct till_view *view)
{
	size_t limit = request_limit(r);
	struct transfer *transfers;
	struct money_entry *entries;
	enum outcome outcome = drawer(r, view->station, &view->drawer_fen);

	/* Ids begin with the moment, so today's are those from the day's first id on. */
	if (outcome == DONE)
		outcome = ledger_moved(r->db, till_key(view->station), id_first(calendar_day_start(r->today)),
		                       &view->in_fen, &view->out_fen);
	if (outcome == DONE)
		outcome = load_entries(r, view->station, &entries, &view->entry_count);
	if (outcome == DONE)
		outcome = ledger_statement(r->db, r->arena, till_key(view->station), request_after(r), limit + 1,
		                           &transfers, &view->count);
	if (outcome != DONE)
		return outcome;
	view->next = list_goes_on(r, &view->count) ? transfers[view->count - 1].id : 0;
	view->transfers = transfers;
	view->entries = entries;
	return DONE;
}

static void show_till(struct request *r, const struct till_count *counting, const struct till_deposit *deposit)
{
	struct till_view view = { .station = r->kept, .counting = counting, .deposit = deposit };
	enum outcome outcome = load_till(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_("Cash drawer")), "counter", "/counter");
	payment_till_html(r, &view);
	page_end(r);
}

void till_page(struct request *r)
{
	struct till_view view = { .station = r->kept };
	enum outcome outcome;

	if (!r->json) {
		show_till(r, NULL, NULL);
		return;
	}
	outcome = load_till(r, &view);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		give_list(r, &transfer_record, view.transfers, view.count, view.next);
}

static enum outcome insert_entry(struct request *r, const struct money_entry *entry)
{
	return db_exec(r->db,
	               "INSERT INTO money_entry(county, id, place, kind, station_id, amount_fen, expected_fen, note,"
	               " person_id, transfer_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	               bind(i64(entry->county), i64(entry->id), i64(entry->place), txt(entry->kind),
	                    i64(entry->station_id), i64(entry->amount_fen), i64(entry->expected_fen), txt(entry->note),
	                    i64(entry->person_id), i64(entry->transfer_id), i64(entry->at)));
}

enum outcome money_move(struct request *r, struct money_entry *entry, struct account_key debit,
                        struct account_key credit, int64_t amount_fen, const char *reason)
{
	struct transfer transfer = {
		.county = entry->county,
		.debit_county = debit.county,
		.debit_kind = debit.kind,
		.debit_owner_id = debit.owner_id,
		.credit_county = credit.county,
		.credit_kind = credit.kind,
		.credit_owner_id = credit.owner_id,
		.amount_fen = amount_fen,
		.reason = text_of(reason),
		.subject_id = entry->id,
		.person_id = r->who.person_id,
		.at = r->now,
	};
	enum outcome outcome = DONE;

	if (amount_fen > 0) {
		transfer.id = request_new_id(r);
		entry->transfer_id = transfer.id;
		outcome = ledger_post(r->db, &transfer, entry->place, entry->place);
	}
	return outcome == DONE ? insert_entry(r, entry) : outcome;
}

static struct money_entry entry_of(struct request *r, const struct station *station, struct text kind)
{
	return (struct money_entry){ .county = station->county,
		                     .id = request_new_id(r),
		                     .place = station->place,
		                     .kind = kind,
		                     .station_id = station->id,
		                     .person_id = r->who.person_id,
		                     .at = r->now };
}

static void till_made(struct request *r, enum outcome outcome, const struct money_entry *entry)
{
	if (outcome == DONE)
		made(r, &money_entry_record, entry, "/counter/till?done=%.*s", TEXT(entry->kind));
	else
		fail(r, outcome, NULL);
}

static void refuse_count(struct request *r, const struct till_count *count, bool is_stale)
{
	if (!r->json)
		show_till(r, count, NULL);
	if (is_stale)
		refuse_stale(r);
	else
		refuse(r);
}

void till_count_post(struct request *r)
{
	const struct station *station = r->kept;
	struct account_key till = till_key(station), opening = { station->county, ACCOUNT_OPENING, 0 };
	struct till_count count = { 0 };
	struct money_entry entry;
	int64_t held = 0, difference;
	bool is_read = form_read(r, &till_count_record, &count);
	enum outcome outcome = drawer(r, station, &held);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (!is_this_drawer(r, count.station, station))
		return;
	difference = count.counted_fen - held;
	if (is_read && count.expected_fen != held)
		form_problem(r, "counted_fen", N_("Money moved in the meantime: ¥%s should be there now. Count again."),
		             show_fen(r, held));
	else if (is_read && difference != 0 && text_trim(count.note).length < 2)
		form_problem(r, "note", N_("Say why it differs"), T(""));
	if (r->problems.count > 0) {
		refuse_count(r, &count, is_read && count.expected_fen != held);
		return;
	}
	entry = entry_of(r, station, T("count"));
	entry.amount_fen = count.counted_fen;
	entry.expected_fen = held;
	entry.note = count.note;
	till_made(r,
	          difference >= 0
	                  ? money_move(r, &entry, till, opening, difference, N_("Counted: more than expected"))
	                  : money_move(r, &entry, opening, till, -difference, N_("Counted: less than expected")),
	          &entry);
}

void till_deposit_post(struct request *r)
{
	const struct station *station = r->kept;
	struct account_key till = till_key(station), bank = { station->county, ACCOUNT_BANK, 0 };
	struct till_deposit deposit = { 0 };
	struct money_entry entry;
	int64_t held = 0;
	bool is_read = form_read(r, &till_deposit_record, &deposit);
	enum outcome outcome = drawer(r, station, &held);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (!is_this_drawer(r, deposit.station, station))
		return;
	if (is_read && deposit.amount_fen > held)
		form_problem(r, "amount_fen", N_("Only ¥%s are in the drawer"), show_fen(r, held));
	if (r->problems.count > 0) {
		if (!r->json)
			show_till(r, NULL, &deposit);
		refuse(r);
		return;
	}
	entry = entry_of(r, station, T("deposit"));
	entry.amount_fen = deposit.amount_fen;
	entry.expected_fen = held;
	entry.note = deposit.note;
	till_made(r, money_move(r, &entry, bank, till, deposit.amount_fen, N_("Cash taken to the bank")), &entry);
}
