/* Lists of payments, and the chore that pays them chunk by chunk. */
#include "common/ledger/pay_list.h"

#include <assert.h>

#include "base/limits.h"
#include "base/money.h"
#include "common/ledger/ledger_view.h"
#include "web/chore.h"

_Static_assert((int)PAY_LIST_CHUNK < (int)WORLD_IDS, "the command itself has an id, too");

static const struct choice pay_list_states[] = {
	{ "", "" },
	{ "made", N_("Made") },
	{ "started", N_("Being paid") },
	{ "paid", N_("All paid") },
	{ "dropped", N_("Given up") },
	{ NULL, NULL },
};

static const struct field pay_list_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, pay_list, county, N_("County"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, pay_list, id, N_("List"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, pay_list, place, N_("Place"), FIELD_OUT, 0, 0),
	STATE_FIELD(pay_list, debit_kind, N_("Account debited"), FIELD_OUT, account_kinds),
	WHOLE_FIELD(FIELD_ID, pay_list, debit_owner_id, N_("Owner debited"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pay_list, reason, N_("Reason"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	WHOLE_FIELD(FIELD_ID, pay_list, subject_id, N_("Belongs to"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, pay_list, person_id, N_("By"), 0, 0, 0),
	TEXT_FIELD(pay_list, purpose, N_("What for"), 0, 0, 20),
	STATE_FIELD(pay_list, state, N_("State"), FIELD_OUT, pay_list_states),
	INT_FIELD(pay_list, lines, N_("Payees"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pay_list, total_fen, N_("Sum"), FIELD_OUT, 0, 0),
	INT_FIELD(pay_list, paid_lines, N_("Paid so far"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pay_list, paid_fen, N_("Sum paid so far"), FIELD_OUT, 0, 0),
	INT_FIELD(pay_list, tries, N_("Tries"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pay_list, next_at, N_("Next try"), 0, 0, 0),
	TEXT_FIELD(pay_list, problem, N_("Problem"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	WHOLE_FIELD(FIELD_MOMENT, pay_list, made_at, N_("Made"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pay_list, started_at, N_("Started"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pay_list, ended_at, N_("Ended"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record pay_list_record = {
	.name = "pay_list",
	.size = sizeof(struct pay_list),
	.county = offsetof(struct pay_list, county),
	.fields = pay_list_fields,
};

static const struct field pay_line_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, pay_line, county, N_("County"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, pay_line, list_id, N_("List"), 0, 0, 0),
	INT_FIELD(pay_line, number, N_("Line"), FIELD_OUT, 0, 0),
	STATE_FIELD(pay_line, kind, N_("Kind of account"), FIELD_OUT, account_kinds),
	WHOLE_FIELD(FIELD_ID, pay_line, owner_id, N_("Owner"), FIELD_OUT, 0, 0),
	INT_FIELD(pay_line, place, N_("Place"), 0, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pay_line, amount_fen, N_("Amount"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record pay_line_record = {
	.name = "pay_line",
	.size = sizeof(struct pay_line),
	.county = offsetof(struct pay_line, county),
	.fields = pay_line_fields,
};

/* ---- making ---- */

enum outcome pay_list_make(struct db *db, const struct pay_list *list)
{
	assert(list->id > 0 && list->reason.length > 0);
	assert(list->debit_kind > 0 && list->debit_kind < ACCOUNT_KINDS);
	return db_exec(
		db,
		"INSERT INTO pay_list(county, id, place, debit_kind, debit_owner_id, reason, subject_id, person_id,"
		" state, lines, total_fen, paid_lines, paid_fen, tries, next_at, problem, made_at, started_at,"
		" ended_at, purpose) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, 0, 0, 0, 0, 0, 0, '', $9, 0, 0, $10)",
		bind(i64(list->county), i64(list->id), i64(list->place), i64(list->debit_kind),
	             i64(list->debit_owner_id), txt(list->reason),
	             i64(list->subject_id != 0 ? list->subject_id : list->id), i64(list->person_id), i64(list->made_at),
	             txt(list->purpose)));
}

enum outcome pay_list_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct pay_list *ret)
{
	return db_one(
		db, arena, &pay_list_record, ret,
		"SELECT county, id, place, debit_kind, debit_owner_id, reason, subject_id, person_id, state, lines,"
		" total_fen, paid_lines, paid_fen, tries, next_at, problem, made_at, started_at, ended_at, purpose"
		" FROM pay_list WHERE county = $1 AND id = $2",
		bind(i64(county), i64(id)));
}

enum outcome pay_list_lines(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t after, size_t limit,
                            struct pay_line **ret, size_t *ret_count)
{
	return db_list(db, arena, &pay_line_record, limit, ret, ret_count,
	               "SELECT county, list_id, number, kind, owner_id, place, amount_fen FROM pay_line"
	               " WHERE county = $1 AND list_id = $2 AND number > $3 ORDER BY number LIMIT $4",
	               bind(i64(county), i64(id), i64(after), i64((int64_t)limit)));
}

static bool line_is_good(const struct pay_list *list, const struct pay_line *line)
{
	bool is_itself = line->kind == list->debit_kind && line->owner_id == list->debit_owner_id;

	return line->kind > 0 && line->kind < ACCOUNT_KINDS && !is_itself && line->amount_fen > 0 &&
	       line->amount_fen <= TRANSFER_MOST_FEN;
}

static enum outcome line_insert(struct db *db, const struct pay_line *line)
{
	return db_exec(db,
	               "INSERT INTO pay_line(county, list_id, number, kind, owner_id, place, amount_fen)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	               bind(i64(line->county), i64(line->list_id), i64(line->number), i64(line->kind),
	                    i64(line->owner_id), i64(line->place), i64(line->amount_fen)));
}

enum outcome pay_list_add(struct db *db, struct arena *arena, int64_t county, int64_t id, struct pay_line *lines,
                          size_t count)
{
	struct pay_list list;
	enum outcome outcome = pay_list_one(db, arena, county, id, &list);

	if (outcome == DONE && list.state != PAY_LIST_MADE)
		return CONFLICT;
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		if (!line_is_good(&list, &lines[i]) || !money_add(list.total_fen, lines[i].amount_fen, &list.total_fen))
			return INVALID;
		lines[i].county = county;
		lines[i].list_id = id;
		lines[i].number = ++list.lines;
		outcome = line_insert(db, &lines[i]);
	}
	if (outcome != DONE)
		return outcome;
	return db_exec(db, "UPDATE pay_list SET lines = $3, total_fen = $4 WHERE county = $1 AND id = $2",
	               bind(i64(county), i64(id), i64(list.lines), i64(list.total_fen)));
}

/* From MADE to another state, once. */
static enum outcome leave_made(struct db *db, int64_t county, int64_t id, enum pay_list_state state, int64_t started_at,
                               int64_t ended_at)
{
	return db_change_one(db,
	                     "UPDATE pay_list SET state = $3, started_at = $4, ended_at = $5"
	                     " WHERE county = $1 AND id = $2 AND state = 1",
	                     bind(i64(county), i64(id), i64(state), i64(started_at), i64(ended_at)));
}

enum outcome pay_list_start(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t at)
{
	struct pay_list list;
	struct account account;
	enum outcome outcome = pay_list_one(db, arena, county, id, &list);

	if (outcome != DONE)
		return outcome;
	if (list.lines == 0)
		return INVALID;
	struct account_key key = { county, (enum account_kind)list.debit_kind, list.debit_owner_id };
	outcome = ledger_account(db, arena, key, &account);
	if (outcome != DONE && outcome != NOT_FOUND)
		return outcome;
	if (account_kind_is_owed(key.kind) && account_balance(&account) - account.pending_debits_fen < list.total_fen)
		return CONFLICT;
	return leave_made(db, county, id, PAY_LIST_STARTED, at, 0);
}

enum outcome pay_list_drop(struct db *db, int64_t county, int64_t id, int64_t at)
{
	return leave_made(db, county, id, PAY_LIST_DROPPED, 0, at);
}

/* ---- paying ---- */

bool pay_list_look(struct request *r)
{
	struct db_rows *rows = db_rows(r->db,
	                               "SELECT county, id FROM pay_list WHERE state = 2 AND next_at <= $1"
	                               " ORDER BY next_at, county, id LIMIT 1",
	                               bind(i64(r->now)));

	return chore_tell_rows(r, rows);
}

/* Moves the mark over the chunk; the guard is what keeps a line from being paid twice. */
static enum outcome mark(struct db *db, const struct pay_list *list, int64_t lines, int64_t fen, int64_t at)
{
	int64_t is_last = list->paid_lines + lines == list->lines;

	return db_change_one(db,
	                     "UPDATE pay_list SET paid_lines = paid_lines + $4, paid_fen = paid_fen + $5, tries = 0,"
	                     " problem = '', state = $6, ended_at = $7"
	                     " WHERE county = $1 AND id = $2 AND state = 2 AND paid_lines = $3",
	                     bind(i64(list->county), i64(list->id), i64(list->paid_lines), i64(lines), i64(fen),
	                          i64(is_last ? PAY_LIST_PAID : PAY_LIST_STARTED), i64(is_last ? at : 0)));
}

static enum outcome tell(struct request *r, const struct pay_list *list, const struct pay_line *lines, size_t count)
{
	for (const struct pay_purpose *purpose = pay_purposes; purpose->word != NULL; purpose++)
		if (text_equal(list->purpose, text_of(purpose->word)))
			return purpose->paid(r, list, lines, count);
	return DONE;
}

static enum outcome pay_chunk(struct request *r, const struct pay_list *list)
{
	struct transfer transfer = {
		.county = list->county,
		.debit_county = list->county,
		.debit_kind = list->debit_kind,
		.debit_owner_id = list->debit_owner_id,
		.credit_county = list->county,
		.reason = list->reason,
		.subject_id = list->subject_id,
		.person_id = list->person_id,
		.at = r->now,
	};
	struct pay_line *lines;
	size_t count;
	int64_t fen = 0;
	enum outcome outcome = pay_list_lines(r->db, r->arena, list->county, list->id, list->paid_lines, PAY_LIST_CHUNK,
	                                      &lines, &count);

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		transfer.id = lines[i].transfer_id = world_id(r->world);
		transfer.credit_kind = lines[i].kind;
		transfer.credit_owner_id = lines[i].owner_id;
		transfer.amount_fen = lines[i].amount_fen;
		fen += lines[i].amount_fen;
		outcome = ledger_post_credit(r->db, &transfer, lines[i].place);
	}
	if (outcome == DONE)
		outcome = ledger_post_debits(r->db, &transfer, list->place, fen);
	if (outcome == DONE)
		outcome = mark(r->db, list, (int64_t)count, fen, r->now);
	return outcome == DONE ? tell(r, list, lines, count) : outcome;
}

static enum outcome put_off(struct request *r, const struct pay_list *list, struct text failure)
{
	return db_exec(
		r->db,
		"UPDATE pay_list SET tries = tries + 1, next_at = $3, problem = $4 WHERE county = $1 AND id = $2",
		bind(i64(list->county), i64(list->id), i64(chore_next_try(r->now, list->tries)), txt(failure)));
}

void pay_list_run(struct request *r)
{
	struct text failure = chore_failure(r);
	struct pay_list list;
	int64_t county, id;
	enum outcome outcome =
		chore_told_thing(r, 0, &county, &id) ? pay_list_one(r->db, r->arena, county, id, &list) : NOT_FOUND;

	if (outcome == DONE && list.state == PAY_LIST_STARTED)
		outcome = failure.length > 0 ? put_off(r, &list, failure) : pay_chunk(r, &list);
	if (outcome != DONE)
		fail(r, outcome, NULL);
}

/* ---- what waits ---- */

static enum outcome count_waiting(struct db *db, int64_t *ret_value)
{
	return db_number(db, ret_value, "SELECT count(*) FROM pay_list WHERE state = 2 AND tries > 0 /* scan */",
	                 bind_none());
}

const struct gauge ledger_gauges[] = {
	{ "tongcun_pay_lists_waiting", "Lists of payments of which a chunk could not be paid yet", count_waiting },
	{ .name = NULL },
};
