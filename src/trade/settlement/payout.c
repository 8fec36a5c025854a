/* Payouts: what is due to sellers, households, stations and carriers of a land goes to the bank in one command. */
#include <assert.h>

#include "base/limits.h"
#include "trade/settlement/settlement_view.h"

static const struct field payout_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, payout, county, N_("County"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, payout, id, N_("Payout"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, payout, place, N_("Place"), FIELD_OUT, 0, 0),
	INT_FIELD(payout, person_id, N_("By"), 0, 0, 0),
	INT_FIELD(payout, lines, N_("Payees"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, payout, total_fen, N_("Sum"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, payout, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record payout_record = {
	.name = "payout",
	.size = sizeof(struct payout),
	.county = offsetof(struct payout, county),
	.fields = payout_fields,
};

static const struct field payout_line_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, payout_line, county, N_("County"), FIELD_OUT, 0, 0),
	INT_FIELD(payout_line, payout_id, N_("Payout"), 0, 0, 0),
	INT_FIELD(payout_line, number, N_("Line"), FIELD_OUT, 0, 0),
	STATE_FIELD(payout_line, kind, N_("Kind of account"), FIELD_OUT, account_kinds),
	WHOLE_FIELD(FIELD_ID, payout_line, owner_id, N_("Payee"), FIELD_OUT, 0, 0),
	INT_FIELD(payout_line, place, N_("Place"), 0, 0, 0),
	TEXT_FIELD(payout_line, name, N_("Name"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(payout_line, village, N_("Village"), 0, 0, LIMIT_NAME_CHARACTERS),
	WHOLE_FIELD(FIELD_FEN, payout_line, amount_fen, N_("Amount"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, payout_line, transfer_id, N_("Transfer"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record payout_line_record = {
	.name = "payout_line",
	.size = sizeof(struct payout_line),
	.county = offsetof(struct payout_line, county),
	.fields = payout_line_fields,
};

/* Kinds 6 to 9: seller, household, station, carrier; of each at most what one transfer moves: the rest stays due. Names come with the rows: a seller's and a station's are public, a household is
   named by its place, which the caller turns into a label. */
enum outcome payout_due(struct db *db, struct arena *arena, int64_t place, size_t limit, struct payout_line **ret,
                        size_t *ret_count)
{
	struct payout_line *lines;
	enum outcome outcome;

	assert(ACCOUNT_SELLER == 6 && ACCOUNT_CARRIER == 9);
	outcome = db_list(
		db, arena, &payout_line_record, limit, &lines, ret_count,
		"SELECT a.county, a.kind, a.owner_id, a.place,"
		" CASE WHEN a.credits_fen - a.debits_fen - a.pending_debits_fen > $4 THEN $4"
		" ELSE a.credits_fen - a.debits_fen - a.pending_debits_fen END AS amount_fen, COALESCE(s.name, t.name, '') AS name,"
		" COALESCE(v.name, '') AS village FROM account AS a"
		" LEFT JOIN seller AS s ON a.kind = 6 AND s.county = a.county AND s.id = a.owner_id"
		" LEFT JOIN station AS t ON a.kind = 8 AND t.county = a.county AND t.id = a.owner_id"
		" LEFT JOIN place AS v ON a.kind = 7 AND v.place = a.place / 100000 * 100000"
		" WHERE a.place >= $1 AND a.place < $2 AND a.kind >= 6 AND a.kind <= 9"
		" AND a.credits_fen - a.debits_fen - a.pending_debits_fen > 0"
		" ORDER BY a.county, a.kind, a.owner_id LIMIT $3",
		bind(i64(place), i64(place_end(place)), i64((int64_t)limit), i64(TRANSFER_MOST_FEN)));
	if (outcome != DONE)
		return outcome;
	for (size_t i = 0; i < *ret_count; i++) {
		lines[i].number = (int64_t)i + 1;
		if (lines[i].kind == ACCOUNT_HOUSEHOLD)
			lines[i].name = household_label(arena, lines[i].place);
		else if (lines[i].kind == ACCOUNT_CARRIER)
			lines[i].name = T("");
	}
	*ret = lines;
	return DONE;
}

static enum outcome pay_line(struct db *db, struct world *world, const struct payout *payout, struct payout_line *line)
{
	struct transfer transfer = {
		.county = line->county,
		.id = world_id(world),
		.debit_county = line->county,
		.debit_kind = line->kind,
		.debit_owner_id = line->owner_id,
		.credit_county = line->county,
		.credit_kind = ACCOUNT_BANK,
		.credit_owner_id = 0,
		.amount_fen = line->amount_fen,
		.reason = T(N_("Payout")),
		.subject_id = payout->id,
		.person_id = payout->person_id,
		.at = payout->at,
	};
	enum outcome outcome = ledger_post(db, &transfer, line->place, place_of_county(line->county));

	if (outcome != DONE)
		return outcome;
	line->transfer_id = transfer.id;
	return db_exec(
		db,
		"INSERT INTO payout_line(county, payout_id, number, kind, owner_id, place, amount_fen, transfer_id, name)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		bind(i64(payout->county), i64(payout->id), i64(line->number), i64(line->kind), i64(line->owner_id),
	             i64(line->place), i64(line->amount_fen), i64(line->transfer_id), txt(line->name)));
}

enum outcome payout_make(struct db *db, struct arena *arena, struct world *world, struct payout *payout)
{
	struct payout_line *lines;
	size_t count;
	enum outcome outcome = payout_due(db, arena, payout->place, PAYOUT_LINES, &lines, &count);

	if (outcome == DONE && count == 0)
		return NOT_FOUND;
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		payout->total_fen += lines[i].amount_fen;
		outcome = pay_line(db, world, payout, &lines[i]);
	}
	payout->lines = (int64_t)count;
	if (outcome != DONE)
		return outcome;
	return db_exec(db,
	               "INSERT INTO payout(county, id, place, person_id, lines, total_fen, at)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	               bind(i64(payout->county), i64(payout->id), i64(payout->place), i64(payout->person_id),
	                    i64(payout->lines), i64(payout->total_fen), i64(payout->at)));
}

enum outcome payout_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct payout *ret)
{
	return db_one(
		db, arena, &payout_record, ret,
		"SELECT county, id, place, person_id, lines, total_fen, at FROM payout WHERE county = $1 AND id = $2",
		bind(i64(county), i64(id)));
}

enum outcome payout_list(struct db *db, struct arena *arena, int64_t within, int64_t before, size_t limit,
                         struct payout **ret, size_t *ret_count)
{
	return db_list(db, arena, &payout_record, limit, ret, ret_count,
	               "SELECT county, id, place, person_id, lines, total_fen, at FROM payout"
	               " WHERE place >= $1 AND place < $2 AND id < $3 ORDER BY id DESC LIMIT $4",
	               bind(i64(within), i64(place_end(within)), i64(before > 0 ? before : INT64_MAX),
	                    i64((int64_t)limit)));
}

enum outcome payout_lines(struct db *db, struct arena *arena, const struct payout *payout, int64_t after, size_t limit,
                          struct payout_line **ret, size_t *ret_count)
{
	return db_list(
		db, arena, &payout_line_record, limit, ret, ret_count,
		"SELECT l.county, l.payout_id, l.number, l.kind, l.owner_id, l.place, l.amount_fen, l.transfer_id, l.name,"
		" COALESCE(v.name, '') AS village FROM payout_line AS l"
		" LEFT JOIN place AS v ON l.kind = 7 AND v.place = l.place / 100000 * 100000"
		" WHERE l.county = $1 AND l.payout_id = $2 AND l.number > $3 ORDER BY l.number LIMIT $4",
		bind(i64(payout->county), i64(payout->id), i64(after), i64((int64_t)limit)));
}
