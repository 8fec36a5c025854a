/* Doors of paydays: the seller's desk with its money, a payday with everybody's sum, releasing, progress, corrections. */
#include "base/id.h"
#include "base/limits.h"
#include "base/money.h"
#include "common/person/person.h"
#include "help/linkage/linkage_inside.h"
#include "help/linkage/linkage_templates.h"

enum { CORRECTIONS_SHOWN = 200, REFRESH_SECONDS = 3 };

static const struct field payday_fields[] = {
	CHOICE_FIELD(payday_form, kind, N_("Kind"), FIELD_IN | FIELD_REQUIRED, linkage_kinds),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "title",
	  .offset = FIELD_WORDS(payday_form, title),
	  .label = N_("What for"),
	  .hint = N_("Every household reads it: dividend of 2026, plums of July"),
	  .min = 2,
	  .max = 60 },
	WHOLE_FIELD(FIELD_FEN, payday_form, total_fen, N_("Sum to be shared out"), FIELD_IN, 0, TRANSFER_MOST_FEN),
	WHOLE_FIELD(FIELD_FEN, payday_form, price_fen, N_("Price of a kilogram, or wage of one unit"), FIELD_IN, 0,
	            100000000),
	WHOLE_FIELD(FIELD_DAY, payday_form, due_on, N_("Rents due until"), FIELD_IN, 0, 0),
	FIELD_END,
};
const struct record payday_form_record = { .name = "new_payday",
	                                   .size = sizeof(struct payday_form),
	                                   .fields = payday_fields };

static const struct field deposit_fields[] = {
	WHOLE_FIELD(FIELD_FEN, deposit_form, amount_fen, N_("Came to the bank account"), FIELD_IN | FIELD_REQUIRED, 1,
	            TRANSFER_MOST_FEN),
	FIELD_END,
};
const struct record deposit_form_record = { .name = "deposit",
	                                    .size = sizeof(struct deposit_form),
	                                    .fields = deposit_fields };

static const struct field correction_fields[] = {
	INT_FIELD(correction_form, number, N_("No."), FIELD_IN | FIELD_REQUIRED, 1, INT64_MAX),
	WHOLE_FIELD(FIELD_FEN, correction_form, amount_fen, N_("Amount"), FIELD_IN | FIELD_REQUIRED, 1,
	            TRANSFER_MOST_FEN),
	WHOLE_FIELD(FIELD_BOOL, correction_form, back, N_("It goes back from the household"), FIELD_IN, 0, 1),
	NOTE_FIELD(correction_form, reason, N_("Why"), FIELD_IN | FIELD_REQUIRED, 2, 300),
	FIELD_END,
};
const struct record correction_form_record = { .name = "correct_payment",
	                                       .size = sizeof(struct correction_form),
	                                       .fields = correction_fields };

/* ---- where ---- */

enum outcome payday_seller_where(struct request *r, struct scope *ret_scope)
{
	return linkage_seller_where(r, ret_scope);
}

/* The office alone: nobody writes down for himself what came to the bank. */
enum outcome payday_bank_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = linkage_seller_where(r, ret_scope);

	ret_scope->mine = false;
	return outcome;
}

enum outcome payday_where(struct request *r, struct scope *ret_scope)
{
	struct payday *d = arena_take(r->arena, sizeof *d);
	enum outcome outcome = request_row(r, "payday", payday_one, d);

	if (outcome != DONE)
		return outcome;
	r->kept = d;
	*ret_scope = (struct scope){ .place = d->place,
		                     .mine = seller_has_member(r->db, d->county, d->seller_id, r->person_id) };
	return DONE;
}

enum outcome payday_office_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = payday_where(r, ret_scope);

	ret_scope->mine = false;
	return outcome;
}

static int64_t seller_balance(struct request *r, int64_t county, int64_t seller_id)
{
	struct account account = { 0 };

	if (ledger_account(r->db, r->arena, (struct account_key){ county, ACCOUNT_SELLER, seller_id }, &account) !=
	    DONE)
		return 0;
	return account_balance(&account) - account.pending_debits_fen;
}

/* ---- the seller's desk ---- */

static enum outcome load_counts(struct request *r, struct payday_desk_view *view)
{
	struct db_rows *rows =
		db_rows(r->db,
	                "SELECT kind, count(*) AS count, CAST(COALESCE(sum(shares), 0) AS BIGINT) AS shares,"
	                " count(*) FILTER (WHERE kind = 'rent' AND due_on <= $3) AS due FROM linkage"
	                " WHERE county = $1 AND seller_id = $2 AND state = 2 GROUP BY kind /* sorts */",
	                bind(i64(view->seller->county), i64(view->seller->id), i64(r->today)));

	while (db_next(rows)) {
		int64_t kind = choice_position(linkage_kinds, db_text(rows, "kind"));

		if (kind < 0 || kind > 3)
			continue;
		view->counts[kind] = db_int(rows, "count");
		view->shares += db_int(rows, "shares");
		view->rents_due += db_int(rows, "due");
	}
	return db_done(rows);
}

static void show_desk(struct request *r)
{
	const struct seller *seller = r->kept;
	struct payday_desk_view view = { .seller = seller };
	struct payday *rows = NULL;
	size_t limit = request_limit(r);
	int64_t before = r->exchange->method == GET ? request_after(r) : 0;
	enum outcome outcome =
		payday_list(r->db, r->arena, seller->county, seller->id, before, limit + 1, &rows, &view.count);

	if (outcome == DONE)
		view.next = list_goes_on(r, &view.count) ? rows[view.count - 1].id : 0;
	view.rows = rows;
	if (outcome == DONE && r->json) {
		give_list(r, &payday_record, rows, view.count, view.next);
		return;
	}
	if (outcome == DONE)
		outcome = load_counts(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.balance_fen = seller_balance(r, seller->county, seller->id);
	view.may_deposit = request_may(r, RIGHT_SETTLE, seller->place);
	view.may_make = view.may_deposit || r->scope.mine;
	page_begin_named(r, text_of(_("Paydays")), "desk",
	                 text_string(r->arena, payday_seller_path(r->arena, seller->county, seller->id, "/linkages")));
	payday_desk_html(r, &view);
	page_end(r);
}

void payday_desk_page(struct request *r)
{
	show_desk(r);
}

static void desk_refused(struct request *r)
{
	if (!r->json)
		show_desk(r);
	refuse(r);
}

/* Money that the firm brought to the bank account for its households. */
void payday_deposit_post(struct request *r)
{
	const struct seller *seller = r->kept;
	struct deposit_form form = { .amount_fen = 0 };
	enum outcome outcome;

	if (!form_read(r, &deposit_form_record, &form)) {
		desk_refused(r);
		return;
	}
	struct transfer transfer = { .county = seller->county,
		                     .id = request_new_id(r),
		                     .debit_county = seller->county,
		                     .debit_kind = ACCOUNT_BANK,
		                     .credit_county = seller->county,
		                     .credit_kind = ACCOUNT_SELLER,
		                     .credit_owner_id = seller->id,
		                     .amount_fen = form.amount_fen,
		                     .state = TRANSFER_POSTED,
		                     .reason = T(N_("Brought in by the seller")),
		                     .person_id = r->who.person_id,
		                     .at = r->now };
	outcome = ledger_post(r->db, &transfer, place_of_county(seller->county), seller->place);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &transfer_record, &transfer, "%s?done=deposit",
		     text_string(r->arena, payday_seller_path(r->arena, seller->county, seller->id, "/paydays")));
}

static void check_new(struct request *r, const struct payday_form *form)
{
	bool is_dividend = text_equal(form->kind, T("dividend")), is_rent = text_equal(form->kind, T("rent"));

	if (is_dividend && form->total_fen == 0)
		form_problem(r, "total_fen", N_("Say how much is shared out"), T(""));
	if (text_equal(form->kind, T("purchase")) && form->price_fen == 0)
		form_problem(r, "price_fen", N_("Say what is paid for a kilogram"), T(""));
	if (is_rent && form->due_on == 0)
		form_problem(r, "due_on", N_("Say until which day rents are due"), T(""));
}

void payday_new_post(struct request *r)
{
	const struct seller *seller = r->kept;
	struct payday_form form = { .total_fen = 0 };
	struct payday payday;
	enum outcome outcome = INVALID;

	if (form_read(r, &payday_form_record, &form))
		check_new(r, &form);
	payday = (struct payday){ .county = seller->county,
		                  .id = request_new_id(r),
		                  .seller_id = seller->id,
		                  .place = seller->place,
		                  .kind = form.kind,
		                  .title = text_trim(form.title),
		                  .price_fen = form.price_fen,
		                  .due_on = form.due_on,
		                  .total_fen = form.total_fen,
		                  .made_by_id = r->who.person_id,
		                  .made_at = r->now };
	if (r->problems.count == 0)
		outcome = payday_make(r->db, &payday);
	if (r->problems.count == 0 && outcome == INVALID)
		form_problem(r, "kind", N_("No household has such a share or contract in force, or nothing is due"),
		             T(""));
	if (r->problems.count > 0) {
		desk_refused(r);
		return;
	}
	if (outcome == DONE)
		outcome = payday_one(r->db, r->arena, payday.county, payday.id, &payday);
	if (outcome == DONE)
		outcome = payday_message_waits(r, &payday);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &payday_record, &payday, "%s?done=made", text_string(r->arena, payday_path(r->arena, &payday)));
}

/* ---- one ---- */

static bool is_counted(const struct payday *d)
{
	return text_equal(d->kind, T("purchase")) || text_equal(d->kind, T("wage"));
}

static enum outcome load_payday(struct request *r, struct payday_view *view)
{
	const struct payday *d = view->payday;
	struct payday_correction *corrections = NULL;
	enum outcome outcome =
		payday_corrections(r->db, r->arena, d, CORRECTIONS_SHOWN, &corrections, &view->correction_count);

	view->corrections = corrections;
	view->balance_fen = seller_balance(r, d->county, d->seller_id);
	view->made_by = person_name(r->db, r->arena, d->made_by_id);
	view->released_by = person_name(r->db, r->arena, d->released_by_id);
	view->may_correct = request_may(r, RIGHT_SETTLE, d->place) && d->paid_lines > 0;
	view->may_make = (r->scope.mine || request_may(r, RIGHT_SETTLE, d->place)) && d->state == PAYDAY_RECKONED;
	view->may_fill = view->may_make && is_counted(d);
	view->may_release = view->may_make && d->made_by_id != r->who.person_id;
	return outcome;
}

static void show(struct request *r)
{
	struct payday *d = r->kept;
	struct payday_view view = { .payday = d };
	enum outcome outcome = table_read(r, &payday_table, d->place, &view.table);

	if (outcome == DONE && table_answered(r, &view.table))
		return;
	if (outcome == DONE)
		outcome = load_payday(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (d->state == PAYDAY_RELEASED)
		r->refresh_seconds = REFRESH_SECONDS;
	table_page(r);
	page_begin_named(r, d->title, "desk",
	                 text_string(r->arena, payday_seller_path(r->arena, d->county, d->seller_id, "/paydays")));
	payday_page_html(r, &view);
	page_end(r);
}

void payday_page(struct request *r)
{
	if (r->json)
		give_one(r, &payday_record, r->kept);
	else
		show(r);
}

/* For programs; people see them on the payday's own page. */
void payday_lines_page(struct request *r)
{
	struct payday_line *rows = NULL;
	size_t limit = request_limit(r), count = 0;
	enum outcome outcome;
	int64_t next;

	if (!r->json) {
		redirect(r, "%s", text_string(r->arena, payday_path(r->arena, r->kept)));
		return;
	}
	outcome = payday_lines(r->db, r->arena, r->kept, request_after(r), limit + 1, &rows, &count);

	next = outcome == DONE && list_goes_on(r, &count) ? rows[count - 1].number : 0;

	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		give_list(r, &payday_line_record, rows, count, next);
}

static void answer(struct request *r, enum outcome outcome, const char *done)
{
	struct payday *d = r->kept;
	const struct deed deed = { .show = show, .record = &payday_record, .row = d };
	const enum outcome now = payday_one(r->db, r->arena, d->county, d->id, d);

	deed_answer(r, outcome == DONE ? now : outcome, &deed, payday_path(r->arena, d), done);
}

/* "quantity.7" is what line 7 delivered or did; empty stays as it is. */
void payday_quantities_post(struct request *r)
{
	const struct payday *d = r->kept;
	struct text names[PAYDAY_QUANTITIES], values[PAYDAY_QUANTITIES];
	size_t count = request_fields(r, "quantity.", PAYDAY_QUANTITIES, names, values);
	enum outcome outcome = d->state == PAYDAY_RECKONED && is_counted(d) ? DONE : CONFLICT;

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		int64_t number = 0, quantity = 0;

		if (text_trim(values[i]).length == 0)
			continue;
		if (!text_to_int64(names[i], &number) || !weight_read(values[i], &quantity) || quantity < 0) {
			form_problem(r, "quantities", N_("“%s” is no number"), values[i]);
			break;
		}
		outcome = payday_quantity(r->db, d, number, quantity);
		if (outcome == INVALID)
			form_problem(r, "quantities", N_("“%s” is too much"), values[i]);
	}
	if (outcome == DONE && r->problems.count == 0)
		outcome = payday_sum(r->db, d);
	if (outcome == DONE && r->problems.count == 0)
		outcome = payday_message_waits(r, d);
	answer(r, outcome, "filled");
}

void payday_release_post(struct request *r)
{
	enum outcome outcome = payday_release(r, r->kept);

	if (outcome == DONE)
		outcome = payday_message_released(r, r->kept);
	answer(r, outcome, "released");
}

void payday_drop_post(struct request *r)
{
	answer(r, payday_drop(r->db, r->kept), "dropped");
}

void payday_correct_post(struct request *r)
{
	struct correction_form form = { .number = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &correction_form_record, &form)) {
		outcome = payday_correct(r, r->kept, form.number, form.back ? -form.amount_fen : form.amount_fen,
		                         form.reason);
		if (outcome == INVALID)
			form_problem(r, "amount_fen", N_("It was not paid, or more would go back than came"), T(""));
		else if (outcome == NOT_FOUND)
			form_problem(r, "number", N_("There is no such line"), T(""));
		else if (outcome == CONFLICT)
			form_problem(r, "amount_fen", N_("The account does not hold so much any more"), T(""));
	}
	answer(r, outcome, "corrected");
}
