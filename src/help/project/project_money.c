/* The money of a project: sources, budget lines, contracts, and entries, each by a transfer of the ledger. What may not be overspent is
   guarded by the statement that changes the row, so that two who pay at once cannot both succeed. */
#include "base/money.h"
#include "help/project/project_inside.h"
#include "trade/seller/seller.h"

const struct choice project_fund_kinds[] = {
	{ "", "" },
	{ "state", N_("State budget") },
	{ "province", N_("Province") },
	{ "city", N_("City") },
	{ "county", N_("County") },
	{ "partner", N_("Partner region") },
	{ "donor", N_("Donor") },
	{ "own", N_("Own means") },
	{ "loan", N_("Loan") },
	{ NULL, NULL },
};
const struct choice project_whats[] = {
	{ "", "" },     { "arrived", N_("Came in") }, { "paid", N_("Paid out") }, { "returned", N_("Given back") },
	{ NULL, NULL },
};
const struct choice contract_categories[] = {
	{ "works", N_("Building work") },
	{ "goods", N_("Goods") },
	{ "services", N_("Services") },
	{ NULL, NULL },
};
const struct choice contract_methods[] = {
	{ "open", N_("Open tender") },
	{ "selective", N_("Tender among those invited") },
	{ "limited", N_("Negotiated with a few") },
	{ "direct", N_("Given directly") },
	{ NULL, NULL },
};
const struct choice contract_states[] = {
	{ "", "" },     { "runs", N_("Runs") }, { "fulfilled", N_("Fulfilled") }, { "cancelled", N_("Cancelled") },
	{ NULL, NULL },
};

static const struct field fund_fields[] = {
	INT_FIELD(project_fund, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_fund, id, N_("Source"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_fund, project_id, N_("Project"), FIELD_OUT, 0, 0),
	STATE_FIELD(project_fund, kind, N_("Kind of source"), FIELD_OUT, project_fund_kinds),
	TEXT_FIELD(project_fund, name, N_("Who gives it"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_fund, code, N_("Its credit code"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, project_fund, is_private, N_("A private person"), FIELD_OUT, 0, 1),
	WHOLE_FIELD(FIELD_FEN, project_fund, promised_fen, N_("Money promised"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project_fund, arrived_fen, N_("Money arrived"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project_fund, spent_fen, N_("Spent"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project_fund, returned_fen, N_("Given back"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project_fund, left_fen, N_("Left"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_fund, promised_on, N_("Promised on"), FIELD_OUT, 0, 0),
	INT_FIELD(project_fund, made_at, N_("When"), 0, 0, 0),
	INT_FIELD(project_fund, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record project_fund_record = { .name = "project_fund",
	                                    .size = sizeof(struct project_fund),
	                                    .county = offsetof(struct project_fund, county),
	                                    .fields = fund_fields };

static const struct field line_fields[] = {
	INT_FIELD(project_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_line, id, N_("Budget line"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_line, project_id, N_("Project"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_line, title, N_("Purpose"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project_line, budget_fen, N_("Budget"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project_line, spent_fen, N_("Spent"), FIELD_OUT, 0, 0),
	INT_FIELD(project_line, made_at, N_("When"), 0, 0, 0),
	INT_FIELD(project_line, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record project_line_record = { .name = "project_line",
	                                    .size = sizeof(struct project_line),
	                                    .county = offsetof(struct project_line, county),
	                                    .fields = line_fields };

static const struct field contract_fields[] = {
	INT_FIELD(project_contract, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_contract, id, N_("Contract"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_contract, project_id, N_("Project"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_contract, title, N_("What is bought"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(project_contract, category, N_("Category"), FIELD_OUT, contract_categories),
	CHOICE_FIELD(project_contract, method, N_("How it was given"), FIELD_OUT, contract_methods),
	TEXT_FIELD(project_contract, supplier_name, N_("Supplier"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_contract, supplier_code, N_("Its credit code"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, project_contract, is_private, N_("A private person"), FIELD_OUT, 0, 1),
	INT_FIELD(project_contract, seller_id, N_("Seller"), 0, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project_contract, amount_fen, N_("Sum of the contract"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project_contract, paid_fen, N_("Paid"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_contract, signed_on, N_("Signed on"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_contract, start_on, N_("From"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_contract, end_on, N_("To"), FIELD_OUT, 0, 0),
	STATE_FIELD(project_contract, state, N_("State"), FIELD_OUT, contract_states),
	INT_FIELD(project_contract, made_at, N_("When"), 0, 0, 0),
	INT_FIELD(project_contract, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record project_contract_record = { .name = "project_contract",
	                                        .size = sizeof(struct project_contract),
	                                        .county = offsetof(struct project_contract, county),
	                                        .fields = contract_fields };

static const struct field entry_fields[] = {
	INT_FIELD(project_entry, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_entry, id, N_("Entry"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_entry, project_id, N_("Project"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_entry, dated_on, N_("Day"), FIELD_OUT, 0, 0),
	STATE_FIELD(project_entry, what, N_("What"), FIELD_OUT, project_whats),
	WHOLE_FIELD(FIELD_FEN, project_entry, amount_fen, N_("Money"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_entry, fund_id, N_("Source"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_entry, fund_name, N_("Who gives it"), FIELD_OUT, 0, 0),
	STATE_FIELD(project_entry, fund_kind, N_("Kind of source"), FIELD_OUT, project_fund_kinds),
	INT_FIELD(project_entry, fund_private, N_("A private person"), 0, 0, 0),
	TEXT_FIELD(project_entry, line_title, N_("Purpose"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_entry, contract_title, N_("Contract"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_entry, payee_name, N_("To whom"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_entry, payee_code, N_("Its credit code"), FIELD_OUT, 0, 0),
	INT_FIELD(project_entry, payee_private, N_("A private person"), 0, 0, 0),
	TEXT_FIELD(project_entry, words, N_("Words"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_entry, document, N_("Number of the paper"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_entry, proof, N_("Photograph"), 0, 0, 0),
	INT_FIELD(project_entry, line_id, N_("Budget line"), 0, 0, 0),
	INT_FIELD(project_entry, contract_id, N_("Contract"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_entry, transfer_id, N_("Transfer"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_entry, undone_id, N_("Taken back by"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, project_entry, undone_at, N_("Taken back"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_entry, undone_words, N_("Why it was taken back"), FIELD_OUT, 0, 0),
	INT_FIELD(project_entry, person_county, N_("County"), 0, 0, 0),
	INT_FIELD(project_entry, person_id, N_("Person"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, project_entry, at, N_("Entered"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record project_entry_record = { .name = "project_entry",
	                                     .size = sizeof(struct project_entry),
	                                     .county = offsetof(struct project_entry, county),
	                                     .fields = entry_fields };

/* ---- reading ---- */

#define FUND_FROM                                                                                            \
	"SELECT county, id, project_id, kind, name, code, is_private, promised_fen, arrived_fen, spent_fen," \
	" returned_fen, promised_on, made_at, version, arrived_fen - spent_fen - returned_fen AS left_fen"   \
	" FROM project_fund"
#define LINE_FROM "SELECT county, id, project_id, title, budget_fen, spent_fen, made_at, version FROM project_line"
#define CONTRACT_FROM                                                                                                  \
	"SELECT county, id, project_id, title, category, method, supplier_name, supplier_code, is_private, seller_id," \
	" amount_fen, paid_fen, signed_on, start_on, end_on, state, made_at, version FROM project_contract"
#define ENTRY_FROM                                                                                                    \
	"SELECT e.county, e.id, e.project_id, e.what, e.fund_id, e.line_id, e.contract_id, e.amount_fen, e.dated_on," \
	" e.payee_name, e.payee_code, e.payee_private, e.words, e.document, e.proof, e.transfer_id, e.undone_id,"     \
	" e.undone_at, e.undone_words, e.person_county, e.person_id, e.at, f.name AS fund_name, f.kind AS fund_kind," \
	" f.is_private AS fund_private, COALESCE(b.title, '') AS line_title, COALESCE(c.title, '') AS contract_title" \
	" FROM project_entry AS e JOIN project_fund AS f ON f.county = e.county AND f.id = e.fund_id"                 \
	" LEFT JOIN project_line AS b ON b.county = e.county AND b.id = e.line_id"                                    \
	" LEFT JOIN project_contract AS c ON c.county = e.county AND c.id = e.contract_id"

enum outcome project_funds(struct db *db, struct arena *arena, const struct project *p, struct project_fund **ret,
                           size_t *ret_count)
{
	return db_list(db, arena, &project_fund_record, PROJECT_ROWS, ret, ret_count,
	               FUND_FROM " WHERE county = $1 AND project_id = $2 ORDER BY id LIMIT $3",
	               bind(i64(p->county), i64(p->id), i64(PROJECT_ROWS)));
}

enum outcome project_lines(struct db *db, struct arena *arena, const struct project *p, struct project_line **ret,
                           size_t *ret_count)
{
	return db_list(db, arena, &project_line_record, PROJECT_ROWS, ret, ret_count,
	               LINE_FROM " WHERE county = $1 AND project_id = $2 ORDER BY id LIMIT $3",
	               bind(i64(p->county), i64(p->id), i64(PROJECT_ROWS)));
}

enum outcome project_contracts(struct db *db, struct arena *arena, const struct project *p,
                               struct project_contract **ret, size_t *ret_count)
{
	return db_list(db, arena, &project_contract_record, PROJECT_ROWS, ret, ret_count,
	               CONTRACT_FROM " WHERE county = $1 AND project_id = $2 ORDER BY id LIMIT $3",
	               bind(i64(p->county), i64(p->id), i64(PROJECT_ROWS)));
}

enum outcome project_entries(struct db *db, struct arena *arena, const struct project *p, int64_t after, size_t limit,
                             struct project_entry **ret, size_t *ret_count)
{
	return db_list(db, arena, &project_entry_record, limit, ret, ret_count,
	               ENTRY_FROM " WHERE e.county = $1 AND e.project_id = $2 AND e.id > $3 ORDER BY e.id LIMIT $4",
	               bind(i64(p->county), i64(p->id), i64(after), i64((int64_t)limit)));
}

enum outcome project_fund_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct project_fund *ret)
{
	return db_one(db, arena, &project_fund_record, ret, FUND_FROM " WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome project_line_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct project_line *ret)
{
	return db_one(db, arena, &project_line_record, ret, LINE_FROM " WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome project_contract_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                  struct project_contract *ret)
{
	return db_one(db, arena, &project_contract_record, ret, CONTRACT_FROM " WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome project_entry_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                               struct project_entry *ret)
{
	return db_one(db, arena, &project_entry_record, ret, ENTRY_FROM " WHERE e.county = $1 AND e.id = $2",
	              bind(i64(county), i64(id)));
}

struct picture_owner project_pictures(const struct project *p)
{
	return (struct picture_owner){ "project", p->county, p->id };
}

/* ---- sources, lines, contracts ---- */

/* After a row was written: what happened, and the project with its sums. */
static enum outcome written(struct request *r, struct project *p, enum outcome outcome, const char *what,
                            struct text said, int64_t fen)
{
	if (outcome == DONE)
		outcome = project_tell(r, p, what, said, fen);
	return outcome == DONE ? project_write(r, p) : outcome;
}

static bool is_planned(const struct project *p)
{
	return p->state >= PROJECT_PROPOSED && p->state <= PROJECT_RUNNING;
}

enum outcome project_fund_add(struct request *r, struct project *p, struct project_fund *fund)
{
	if (!is_planned(p))
		return CONFLICT;
	fund->county = p->county;
	fund->id = request_new_id(r);
	fund->project_id = p->id;
	fund->made_at = r->now;
	fund->version = 1;
	return written(
		r, p,
		db_exec(r->db,
	                "INSERT INTO project_fund(county, id, project_id, kind, name, code, is_private, promised_fen,"
	                " arrived_fen, spent_fen, returned_fen, promised_on, made_at, version)"
	                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, $9, $10, 1)",
	                bind(i64(fund->county), i64(fund->id), i64(fund->project_id), i64(fund->kind), txt(fund->name),
	                     txt(fund->code), i64(fund->is_private), i64(fund->promised_fen), i64(fund->promised_on),
	                     i64(fund->made_at))),
		"fund", fund->is_private ? T("") : fund->name, fund->promised_fen);
}

/* 1 when the guarded statement changed its row; else CONFLICT. */
static enum outcome one_row(enum outcome outcome, int64_t rows)
{
	return outcome == DONE && rows != 1 ? CONFLICT : outcome;
}

enum outcome project_fund_change(struct request *r, struct project *p, struct project_fund *fund, int64_t promised_fen)
{
	int64_t rows = 0;
	enum outcome outcome;

	if (promised_fen < fund->arrived_fen) {
		form_problem(r, "promised_fen", N_("More than that has arrived: ¥%s"), show_fen(r, fund->arrived_fen));
		return INVALID;
	}
	if (!is_planned(p))
		return CONFLICT;
	outcome = db_change(r->db, &rows,
	                    "UPDATE project_fund SET promised_fen = $3, version = version + 1"
	                    " WHERE county = $1 AND id = $2 AND version = $4",
	                    bind(i64(fund->county), i64(fund->id), i64(promised_fen), i64(fund->version)));
	fund->promised_fen = promised_fen;
	fund->version++;
	return written(r, p, one_row(outcome, rows), "fund", fund->is_private ? T("") : fund->name, promised_fen);
}

enum outcome project_line_add(struct request *r, struct project *p, struct project_line *line)
{
	if (!is_planned(p))
		return CONFLICT;
	line->county = p->county;
	line->id = request_new_id(r);
	line->project_id = p->id;
	line->made_at = r->now;
	line->version = 1;
	return written(r, p,
	               db_exec(r->db,
	                       "INSERT INTO project_line(county, id, project_id, title, budget_fen, spent_fen, made_at,"
	                       " version) VALUES ($1, $2, $3, $4, $5, 0, $6, 1)",
	                       bind(i64(line->county), i64(line->id), i64(line->project_id), txt(line->title),
	                            i64(line->budget_fen), i64(line->made_at))),
	               "line", line->title, line->budget_fen);
}

enum outcome project_line_change(struct request *r, struct project *p, struct project_line *line, int64_t budget_fen)
{
	int64_t rows = 0;
	enum outcome outcome;

	if (budget_fen < line->spent_fen) {
		form_problem(r, "budget_fen", N_("More than that is spent: ¥%s"), show_fen(r, line->spent_fen));
		return INVALID;
	}
	if (!is_planned(p))
		return CONFLICT;
	outcome = db_change(r->db, &rows,
	                    "UPDATE project_line SET budget_fen = $3, version = version + 1"
	                    " WHERE county = $1 AND id = $2 AND version = $4",
	                    bind(i64(line->county), i64(line->id), i64(budget_fen), i64(line->version)));
	line->budget_fen = budget_fen;
	line->version++;
	return written(r, p, one_row(outcome, rows), "line", line->title, budget_fen);
}

enum outcome project_contract_add(struct request *r, struct project *p, struct project_contract *c)
{
	if (p->state != PROJECT_APPROVED && p->state != PROJECT_RUNNING)
		return CONFLICT;
	c->county = p->county;
	c->id = request_new_id(r);
	c->project_id = p->id;
	c->state = CONTRACT_RUNS;
	c->made_at = r->now;
	c->version = 1;
	return written(
		r, p,
		db_exec(r->db,
	                "INSERT INTO project_contract(county, id, project_id, title, category, method, supplier_name,"
	                " supplier_code, is_private, seller_id, amount_fen, paid_fen, signed_on, start_on, end_on,"
	                " state, made_at, version)"
	                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, $13, $14, 1, $15, 1)",
	                bind(i64(c->county), i64(c->id), i64(c->project_id), txt(c->title), txt(c->category),
	                     txt(c->method), txt(c->supplier_name), txt(c->supplier_code), i64(c->is_private),
	                     i64(c->seller_id), i64(c->amount_fen), i64(c->signed_on), i64(c->start_on), i64(c->end_on),
	                     i64(c->made_at))),
		"contract", c->title, c->amount_fen);
}

enum outcome project_contract_end(struct request *r, struct project *p, struct project_contract *c,
                                  enum project_contract_state state)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(r->db, &rows,
	                                 "UPDATE project_contract SET state = $3, version = version + 1"
	                                 " WHERE county = $1 AND id = $2 AND state <> $3 AND version = $4",
	                                 bind(i64(c->county), i64(c->id), i64(state), i64(c->version)));

	c->state = state;
	return written(r, p, one_row(outcome, rows), state == CONTRACT_RUNS ? "contract" : "contract_ended", c->title,
	               c->amount_fen);
}

/* ---- entries ---- */

/* Adds to what the source says; negative takes off. CONFLICT: it would not hold. */
static enum outcome fund_count(struct request *r, const struct project_entry *e, int64_t fen)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		r->db, &rows,
		"UPDATE project_fund SET arrived_fen = arrived_fen + CASE WHEN $4 = 1 THEN $3 ELSE 0 END,"
		" spent_fen = spent_fen + CASE WHEN $4 = 2 THEN $3 ELSE 0 END,"
		" returned_fen = returned_fen + CASE WHEN $4 = 3 THEN $3 ELSE 0 END, version = version + 1"
		" WHERE county = $1 AND id = $2 AND CASE WHEN $4 = 1 THEN arrived_fen + $3 <= promised_fen"
		" AND arrived_fen + $3 >= spent_fen + returned_fen ELSE spent_fen + returned_fen + $3 <= arrived_fen END",
		bind(i64(e->county), i64(e->fund_id), i64(fen), i64(e->what)));

	return one_row(outcome, rows);
}

/* The same for the budget line and the contract of a payment. */
static enum outcome line_count(struct request *r, const struct project_entry *e, int64_t fen)
{
	int64_t rows = 0;
	enum outcome outcome = DONE;

	if (e->line_id > 0) {
		outcome = db_change(r->db, &rows,
		                    "UPDATE project_line SET spent_fen = spent_fen + $3, version = version + 1"
		                    " WHERE county = $1 AND id = $2 AND spent_fen + $3 <= budget_fen",
		                    bind(i64(e->county), i64(e->line_id), i64(fen)));
		outcome = one_row(outcome, rows);
	}
	if (outcome == DONE && e->contract_id > 0) {
		outcome = db_change(r->db, &rows,
		                    "UPDATE project_contract SET paid_fen = paid_fen + $3, version = version + 1"
		                    " WHERE county = $1 AND id = $2 AND paid_fen + $3 <= amount_fen",
		                    bind(i64(e->county), i64(e->contract_id), i64(fen)));
		outcome = one_row(outcome, rows);
	}
	return outcome;
}

/* The other end of an entry: the bank's account, or that of the seller whom the contract names. */
static enum outcome other_end(struct request *r, const struct project *p, const struct project_entry *e,
                              struct account_key *ret, int64_t *ret_place)
{
	struct project_contract c = { .seller_id = 0 };
	struct seller seller;
	enum outcome outcome = DONE;

	*ret = (struct account_key){ p->county, ACCOUNT_BANK, 0 };
	*ret_place = place_of_county(p->county);
	if (e->contract_id > 0)
		outcome = project_contract_one(r->db, r->arena, e->county, e->contract_id, &c);
	if (outcome != DONE || c.seller_id == 0)
		return outcome;
	outcome = seller_one(r->db, r->arena, p->county, c.seller_id, &seller);
	*ret = (struct account_key){ p->county, ACCOUNT_SELLER, c.seller_id };
	if (outcome == DONE)
		*ret_place = seller.place;
	return outcome;
}

/* forth: as the entry says; else the way back. */
static enum outcome move(struct request *r, const struct project *p, const struct project_entry *e, bool forth,
                         int64_t id)
{
	static const char *const reasons[] = { "", N_("Arrived for a project"), N_("Paid by a project"),
		                               N_("Given back by a project") };
	struct account_key fund = { p->county, ACCOUNT_PROJECT, e->fund_id }, other;
	int64_t place;
	enum outcome outcome = other_end(r, p, e, &other, &place);
	bool to_fund = (e->what == ENTRY_ARRIVED) == forth;
	const struct account_key *from = to_fund ? &other : &fund, *to = to_fund ? &fund : &other;
	struct transfer transfer = {
		.county = p->county,
		.id = id,
		.debit_county = from->county,
		.debit_kind = from->kind,
		.debit_owner_id = from->owner_id,
		.credit_county = to->county,
		.credit_kind = to->kind,
		.credit_owner_id = to->owner_id,
		.amount_fen = e->amount_fen,
		.reason = text_of(forth ? reasons[e->what] : N_("An entry of a project was taken back")),
		.subject_id = e->id,
		.person_id = r->who.person_id,
		.at = r->now,
	};

	return outcome == DONE ? ledger_post(r->db, &transfer, to_fund ? place : p->place, to_fund ? p->place : place)
	                       : outcome;
}

static void count_money(struct request *r, const struct project *p, const struct project_entry *e, int64_t fen)
{
	if (e->what == ENTRY_ARRIVED)
		tally_add(r->db, p->place, INDICATOR_PROJECT_ARRIVED_FEN, e->dated_on, fen);
	if (e->what == ENTRY_PAID)
		tally_add(r->db, p->place, INDICATOR_PROJECT_SPENT_FEN, e->dated_on, fen);
}

static bool state_takes(const struct project *p, int64_t what)
{
	if (what == ENTRY_ARRIVED)
		return p->state == PROJECT_APPROVED || p->state == PROJECT_RUNNING;
	if (what == ENTRY_PAID) /* what is kept back until the work has held is paid after the end */
		return p->state == PROJECT_RUNNING || p->state == PROJECT_FINISHED;
	return p->state >= PROJECT_APPROVED && p->state <= PROJECT_STOPPED;
}

static enum outcome entry_insert(struct db *db, const struct project_entry *e)
{
	return db_exec(
		db,
		"INSERT INTO project_entry(county, id, project_id, what, fund_id, line_id, contract_id, amount_fen,"
		" dated_on, payee_name, payee_code, payee_private, words, document, proof, transfer_id, undone_id,"
		" undone_at, undone_words, person_county, person_id, at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, '', $17, $18,"
		" $19)",
		bind(i64(e->county), i64(e->id), i64(e->project_id), i64(e->what), i64(e->fund_id), i64(e->line_id),
	             i64(e->contract_id), i64(e->amount_fen), i64(e->dated_on), txt(e->payee_name), txt(e->payee_code),
	             i64(e->payee_private), txt(e->words), txt(e->document), txt(e->proof), i64(e->transfer_id),
	             i64(e->person_county), i64(e->person_id), i64(e->at)));
}

enum outcome project_entry_add(struct request *r, struct project *p, struct project_entry *e)
{
	enum outcome outcome;

	if (!state_takes(p, e->what)) {
		form_problem(r, "amount_fen", N_("Not in this state of the project: %s"),
		             text_of(_(project_states[p->state].label)));
		return INVALID;
	}
	e->county = p->county;
	e->project_id = p->id;
	if (e->id == 0)
		e->id = request_new_id(r);
	e->transfer_id = request_new_id(r);
	e->person_county = r->who.county;
	e->person_id = r->who.person_id;
	e->at = r->now;
	outcome = fund_count(r, e, e->amount_fen);
	if (outcome == DONE)
		outcome = line_count(r, e, e->amount_fen);
	if (outcome == DONE)
		outcome = move(r, p, e, true, e->transfer_id);
	if (outcome == DONE)
		outcome = entry_insert(r->db, e);
	if (outcome == DONE)
		count_money(r, p, e, e->amount_fen);
	return written(r, p, outcome, project_whats[e->what].value, e->words, e->amount_fen);
}

enum outcome project_entry_undo(struct request *r, struct project *p, struct project_entry *e, struct text said)
{
	int64_t rows = 0, id = request_new_id(r);
	enum outcome outcome = db_change(r->db, &rows,
	                                 "UPDATE project_entry SET undone_id = $3, undone_at = $4, undone_words = $5"
	                                 " WHERE county = $1 AND id = $2 AND undone_id = 0",
	                                 bind(i64(e->county), i64(e->id), i64(id), i64(r->now), txt(said)));

	outcome = one_row(outcome, rows);
	if (outcome == DONE)
		outcome = fund_count(r, e, -e->amount_fen);
	if (outcome == DONE)
		outcome = line_count(r, e, -e->amount_fen);
	if (outcome == DONE)
		outcome = move(r, p, e, false, id);
	if (outcome != DONE)
		return outcome;
	e->undone_id = id;
	e->undone_at = r->now;
	e->undone_words = said;
	count_money(r, p, e, -e->amount_fen);
	return written(r, p, DONE, "entry_undone", said, e->amount_fen);
}
