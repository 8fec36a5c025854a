/* Doors of a project's money: sources, budget lines, contracts, what arrives, is paid and goes back. */
#include "base/calendar.h"
#include "base/id.h"
#include "help/project/project_inside.h"
#include "help/project/project_templates.h"
#include "trade/seller/seller.h"

/* ---- where ---- */

/* The project of a thing in r->kept, whose county and project_id are read by now; the place of who runs it. */
static enum outcome of_project(struct request *r, struct project_held *held, enum outcome outcome,
                               const int64_t *county, const int64_t *project_id, struct scope *ret_scope)
{
	if (outcome == DONE)
		outcome = project_one(r->db, r->arena, *county, *project_id, r->today, &held->project);
	ret_scope->place = project_desk(&held->project);
	return outcome;
}

static struct project_held *hold(struct request *r)
{
	struct project_held *held = arena_take(r->arena, sizeof *held);

	*held = (struct project_held){ 0 };
	r->kept = held;
	return held;
}

enum outcome project_fund_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held = hold(r);

	return of_project(r, held, request_row(r, "fund", project_fund_one, &held->fund), &held->fund.county,
	                  &held->fund.project_id, ret_scope);
}

enum outcome project_line_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held = hold(r);

	return of_project(r, held, request_row(r, "line", project_line_one, &held->line), &held->line.county,
	                  &held->line.project_id, ret_scope);
}

enum outcome project_contract_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held = hold(r);

	return of_project(r, held, request_row(r, "contract", project_contract_one, &held->contract),
	                  &held->contract.county, &held->contract.project_id, ret_scope);
}

enum outcome project_entry_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held = hold(r);

	return of_project(r, held, request_row(r, "entry", project_entry_one, &held->entry), &held->entry.county,
	                  &held->entry.project_id, ret_scope);
}

/* ---- what was typed ---- */

static void check_code(struct request *r, struct text code)
{
	if (code.length > 0 && !credit_code_holds(code))
		form_problem(r, "credit_code", N_("This is no unified social credit code: 18 characters, mistyped?"),
		             T(""));
}

static void check_past(struct request *r, int64_t on)
{
	if (on > r->today)
		form_problem(r, "dated_on", N_("This day is yet to come"), T(""));
}

/* ---- sources and lines ---- */

void project_fund_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_fund_input, &input)) {
		check_code(r, input.credit_code);
		if (!input.is_private)
			form_words_fit(r, "name", input.name);
		held->fund = (struct project_fund){ .kind = choice_position(project_fund_kinds, input.source),
			                            .name = text_trim(input.name),
			                            .code = input.credit_code,
			                            .is_private = input.is_private,
			                            .promised_fen = input.promised_fen,
			                            .promised_on = input.dated_on };
		if (r->problems.count == 0)
			outcome = project_fund_add(r, &held->project, &held->fund);
	}
	project_answer(r, outcome, "fund", "fund", &project_fund_record, &held->fund);
}

void project_fund_change_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_fund_change_input, &input))
		outcome = project_fund_change(r, &held->project, &held->fund, input.promised_fen);
	project_answer(r, outcome, "fund-change", "fund", &project_fund_record, &held->fund);
}

void project_line_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_line_input, &input)) {
		form_words_fit(r, "title", input.title);
		held->line = (struct project_line){ .title = text_trim(input.title), .budget_fen = input.budget_fen };
		if (r->problems.count == 0)
			outcome = project_line_add(r, &held->project, &held->line);
	}
	project_answer(r, outcome, "line", "line", &project_line_record, &held->line);
}

void project_line_change_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_line_change_input, &input))
		outcome = project_line_change(r, &held->project, &held->line, input.budget_fen);
	project_answer(r, outcome, "line-change", "line", &project_line_record, &held->line);
}

/* ---- contracts ---- */

/* The seller of the same county that the number names; 0: none is named. */
static int64_t seller_named(struct request *r, const struct project *p, struct text written)
{
	struct seller seller;
	int64_t county, id;

	if (written.length == 0)
		return 0;
	if (id_read(written, &county, &id) && county == p->county &&
	    seller_one(r->db, r->arena, county, id, &seller) == DONE)
		return id;
	form_problem(r, "seller", N_("There is no such seller in the county"), T(""));
	return 0;
}

void project_contract_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_contract_input, &input)) {
		check_code(r, input.credit_code);
		form_words_fit(r, "title", input.title);
		check_past(r, input.dated_on);
		if (input.end_on < input.start_on)
			form_problem(r, "end_on", N_("It ends before it begins"), T(""));
		held->contract = (struct project_contract){ .title = text_trim(input.title),
			                                    .category = input.category,
			                                    .method = input.method,
			                                    .supplier_name = text_trim(input.name),
			                                    .supplier_code = input.credit_code,
			                                    .is_private = input.is_private,
			                                    .seller_id = seller_named(r, &held->project, input.seller),
			                                    .amount_fen = input.amount_fen,
			                                    .signed_on = input.dated_on,
			                                    .start_on = input.start_on,
			                                    .end_on = input.end_on };
		if (r->problems.count == 0)
			outcome = project_contract_add(r, &held->project, &held->contract);
	}
	project_answer(r, outcome, "contract", "contract", &project_contract_record, &held->contract);
}

/* Fulfilled when all of it is paid, else cancelled. */
void project_contract_end_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_contract *c = &held->contract;
	enum outcome outcome =
		c->state != CONTRACT_RUNS
			? CONFLICT
			: project_contract_end(r, &held->project, c,
	                                       c->paid_fen == c->amount_fen ? CONTRACT_FULFILLED : CONTRACT_CANCELLED);

	project_answer(r, outcome, NULL, "contract-ended", &project_contract_record, c);
}

void project_contract_again_post(struct request *r)
{
	struct project_held *held = r->kept;
	enum outcome outcome = held->contract.state == CONTRACT_RUNS
	                               ? CONFLICT
	                               : project_contract_end(r, &held->project, &held->contract, CONTRACT_RUNS);

	project_answer(r, outcome, NULL, "contract", &project_contract_record, &held->contract);
}

/* ---- entries ---- */

static bool fund_named(struct request *r, const struct project *p, struct text written, struct project_entry *e)
{
	struct project_fund fund;
	int64_t county, id, most;

	if (!id_read(written, &county, &id) || county != p->county ||
	    project_fund_one(r->db, r->arena, county, id, &fund) != DONE || fund.project_id != p->id) {
		form_problem(r, "fund", N_("Choose a source of this project"), T(""));
		return false;
	}
	e->fund_id = id;
	e->fund_name = fund.name;
	e->fund_kind = fund.kind;
	e->fund_private = fund.is_private;
	most = e->what == ENTRY_ARRIVED ? fund.promised_fen - fund.arrived_fen : fund.left_fen;
	if (e->amount_fen > most)
		form_problem(r, "amount_fen",
		             e->what == ENTRY_ARRIVED ? N_("This source has promised only ¥%s more")
		                                      : N_("This source has only ¥%s left"),
		             show_fen(r, most));
	return true;
}

static void line_named(struct request *r, const struct project *p, struct text written, struct project_entry *e)
{
	struct project_line line;
	int64_t county, id;

	if (!id_read(written, &county, &id) || county != p->county ||
	    project_line_one(r->db, r->arena, county, id, &line) != DONE || line.project_id != p->id) {
		form_problem(r, "line", N_("Choose a budget line of this project"), T(""));
		return;
	}
	e->line_id = id;
	e->line_title = line.title;
	if (e->amount_fen > line.budget_fen - line.spent_fen)
		form_problem(r, "amount_fen", N_("This budget line has only ¥%s left"),
		             show_fen(r, line.budget_fen - line.spent_fen));
}

static void contract_named(struct request *r, const struct project *p, struct text written, struct project_entry *e)
{
	struct project_contract c;
	int64_t county, id;

	if (written.length == 0)
		return;
	if (!id_read(written, &county, &id) || county != p->county ||
	    project_contract_one(r->db, r->arena, county, id, &c) != DONE || c.project_id != p->id ||
	    c.state != CONTRACT_RUNS) {
		form_problem(r, "contract", N_("Choose a contract of this project that runs"), T(""));
		return;
	}
	e->contract_id = id;
	e->contract_title = c.title;
	e->payee_name = c.supplier_name;
	e->payee_code = c.supplier_code;
	e->payee_private = c.is_private;
	if (e->amount_fen > c.amount_fen - c.paid_fen)
		form_problem(r, "amount_fen", N_("Of this contract only ¥%s are still to be paid"),
		             show_fen(r, c.amount_fen - c.paid_fen));
}

static void entry_post(struct request *r, enum project_what what, const struct record *record, const char *form)
{
	struct project_held *held = r->kept;
	struct project *p = &held->project;
	struct project_entry *e = &held->entry;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, record, &input)) {
		*e = (struct project_entry){ .what = what,
			                     .amount_fen = input.amount_fen,
			                     .dated_on = input.dated_on,
			                     .payee_name = text_trim(input.payee_name),
			                     .payee_private = input.is_private,
			                     .words = text_trim(input.words),
			                     .document = text_trim(input.document) };
		form_words_fit(r, "words", e->words);
		check_past(r, e->dated_on);
		(void)fund_named(r, p, input.fund, e);
		if (what == ENTRY_PAID) {
			line_named(r, p, input.line, e);
			contract_named(r, p, input.contract, e);
			if (e->payee_name.length == 0)
				form_problem(r, "payee_name", N_("Say to whom it is paid"), T(""));
		}
		outcome = picture_keep_private(r, "picture", project_pictures(p), &e->proof);
		if (what != ENTRY_ARRIVED && e->proof.length == 0 && e->document.length == 0)
			form_problem(r, "document", N_("A photograph or the number of a paper is wanted"), T(""));
		if (outcome == DONE && r->problems.count == 0)
			outcome = project_entry_add(r, p, e);
	}
	project_answer(r, outcome, form, project_whats[what].value, &project_entry_record, e);
}

void project_arrival_post(struct request *r)
{
	entry_post(r, ENTRY_ARRIVED, &project_arrival_input, "arrival");
}

void project_payment_post(struct request *r)
{
	entry_post(r, ENTRY_PAID, &project_payment_input, "payment");
}

void project_return_post(struct request *r)
{
	entry_post(r, ENTRY_RETURNED, &project_return_input, "return");
}

void project_entry_undo_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_undo_input, &input) && form_words_fit(r, "words", input.words))
		outcome = project_entry_undo(r, &held->project, &held->entry, text_trim(input.words));
	project_answer(r, outcome, "entry-undo", "entry-undone", &project_entry_record, &held->entry);
}

/* ---- the flow: every entry ---- */

static enum outcome load_entries(struct request *r, struct project_flow_view *view)
{
	struct project_entry *rows = NULL;
	size_t limit = request_limit(r);
	enum outcome outcome =
		project_entries(r->db, r->arena, view->p, request_after(r), limit + 1, &rows, &view->count);

	if (view->count > limit) {
		view->count = limit;
		view->next = rows[limit - 1].id;
	}
	for (size_t i = 0; i < view->count && !view->reads; i++)
		project_entry_hide(r, &rows[i]);
	view->entries = rows;
	return outcome;
}

void project_entries_page(struct request *r)
{
	const struct project_held *held = r->kept;
	struct project_flow_view view = { .p = &held->project,
		                          .reads = project_reads(r, &held->project),
		                          .pays = request_may(r, RIGHT_SETTLE, project_desk(&held->project)) };
	enum outcome outcome;

	if (!project_is_seen(r))
		return;
	outcome = load_entries(r, &view);
	if (outcome == DONE && r->json) {
		give_list(r, &project_entry_record, view.entries, view.count, view.next);
		return;
	}
	if (outcome == DONE)
		outcome = project_flow_read(r, view.p, &view.flow);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	for (size_t i = 0; i < view.flow.fund_count && !view.reads; i++)
		project_fund_hide(r, &view.flow.funds[i]);
	table_page(r);
	page_begin_named(r, text_of(_("Every fen of the project")), "",
	                 text_string(r->arena, project_path(r->arena, view.p)));
	project_flow_html(r, &view);
	page_end(r);
}

void project_entry_page(struct request *r)
{
	const struct project_held *held = r->kept;
	struct project_entry entry = held->entry;
	bool reads = project_reads(r, &held->project);

	if (!project_is_seen(r))
		return;
	if (!reads)
		project_entry_hide(r, &entry);
	if (r->json) {
		give_one(r, &project_entry_record, &entry);
		return;
	}
	page_begin_named(r, text_of(_("An entry of the project")), "",
	                 text_string(r->arena,
	                             text_join(r->arena, project_path(r->arena, &held->project), T("/entries"))));
	project_flow_entry(r, &held->project, &entry, reads,
	                   request_may(r, RIGHT_SETTLE, project_desk(&held->project)));
	page_end(r);
}
