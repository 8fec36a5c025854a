/* Settling rides: what a campaign's vouchers that were used are worth becomes due to the company in one transfer; it is paid out with
   everything else that is due (trade/settlement). */
#include "help/campaign/campaign_inside.h"

static const struct field settlement_fields[] = {
	INT_FIELD(ride_settlement, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, ride_settlement, id, N_("Settlement"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, ride_settlement, campaign_id, N_("Campaign"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, ride_settlement, company_id, N_("Bus company"), FIELD_OUT, 0, 0),
	TEXT_FIELD(ride_settlement, title, N_("In one line"), FIELD_OUT, 0, 0),
	TEXT_FIELD(ride_settlement, company_name, N_("Name of the bus company"), FIELD_OUT, 0, 0),
	INT_FIELD(ride_settlement, rides, N_("Rides"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, ride_settlement, total_fen, N_("Sum"), FIELD_OUT, 0, 0),
	INT_FIELD(ride_settlement, person_id, N_("By"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, ride_settlement, transfer_id, N_("Transfer"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, ride_settlement, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record ride_settlement_record = { .name = "ride_settlement",
	                                       .size = sizeof(struct ride_settlement),
	                                       .county = offsetof(struct ride_settlement, county),
	                                       .fields = settlement_fields };

#define SETTLEMENT_FROM                                                                                         \
	"SELECT t.county, t.id, t.campaign_id, t.company_id, t.rides, t.total_fen, t.person_id, t.transfer_id," \
	" t.at, c.title, COALESCE(s.name, '') AS company_name FROM ride_settlement AS t JOIN campaign AS c"     \
	" ON c.county = t.county AND c.id = t.campaign_id LEFT JOIN seller AS s ON s.county = t.county"         \
	" AND s.id = t.company_id"

enum outcome ride_settlement_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                 struct ride_settlement *ret)
{
	return db_one(db, arena, &ride_settlement_record, ret, SETTLEMENT_FROM " WHERE t.county = $1 AND t.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome ride_settlements_of(struct request *r, int64_t county, int64_t company_id, size_t limit,
                                 struct ride_settlement **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &ride_settlement_record, limit, ret, ret_count,
	               SETTLEMENT_FROM " WHERE t.county = $1 AND t.company_id = $2 ORDER BY t.id DESC LIMIT $3",
	               bind(i64(county), i64(company_id), i64((int64_t)limit)));
}

enum outcome rides_waiting(struct db *db, int64_t county, int64_t campaign_id, int64_t *ret_count)
{
	return db_number(db, ret_count,
	                 "SELECT count(*) FROM ride WHERE county = $1 AND campaign_id = $2 AND settlement_id = 0",
	                 bind(i64(county), i64(campaign_id)));
}

/* Marks the rides with the settlement; how many, and their sum. */
static enum outcome mark(struct request *r, const struct campaign *c, struct ride_settlement *s)
{
	enum outcome outcome = db_change(
		r->db, &s->rides,
		"UPDATE ride SET settlement_id = $3 WHERE county = $1 AND settlement_id = 0 AND campaign_id = $2"
		" AND voucher_id IN (SELECT d.voucher_id FROM ride AS d WHERE d.county = $1 AND d.campaign_id = $2"
		" AND d.settlement_id = 0 ORDER BY d.voucher_id LIMIT $4)",
		bind(i64(c->county), i64(c->id), i64(s->id), i64(SETTLE_RIDES)));

	if (outcome == DONE && s->rides == 0)
		return NOT_FOUND;
	if (outcome != DONE)
		return outcome;
	return db_number(r->db, &s->total_fen,
	                 "SELECT sum(v.amount_fen) AS total FROM ride AS d JOIN voucher AS v ON v.county = d.county"
	                 " AND v.id = d.voucher_id WHERE d.county = $1 AND d.settlement_id = $2"
	                 " AND d.settlement_id > 0",
	                 bind(i64(c->county), i64(s->id)));
}

static enum outcome pay(struct request *r, const struct campaign *c, struct ride_settlement *s)
{
	struct transfer transfer = {
		.county = c->county,
		.id = request_new_id(r),
		.debit_county = c->county,
		.debit_kind = ACCOUNT_VOUCHER,
		.debit_owner_id = c->id,
		.credit_county = c->county,
		.credit_kind = ACCOUNT_SELLER,
		.credit_owner_id = c->company_id,
		.amount_fen = s->total_fen,
		.reason = T(N_("Rides with vouchers")),
		.subject_id = s->id,
		.person_id = r->who.person_id,
		.at = r->now,
	};
	struct seller company;
	enum outcome outcome = seller_one(r->db, r->arena, c->county, c->company_id, &company);

	s->transfer_id = transfer.id;
	return outcome == DONE ? ledger_post(r->db, &transfer, c->place, company.place) : outcome;
}

enum outcome ride_settle(struct request *r, const struct campaign *c, struct ride_settlement *ret)
{
	enum outcome outcome;

	*ret = (struct ride_settlement){ .county = c->county,
		                         .id = request_new_id(r),
		                         .campaign_id = c->id,
		                         .company_id = c->company_id,
		                         .person_id = r->who.person_id,
		                         .at = r->now,
		                         .title = c->title,
		                         .company_name = c->company_name };
	outcome = mark(r, c, ret);
	if (outcome == DONE && ret->total_fen > TRANSFER_MOST_FEN)
		return CONFLICT;
	if (outcome == DONE)
		outcome = pay(r, c, ret);
	if (outcome == DONE)
		outcome = db_exec(r->db,
		                  "INSERT INTO ride_settlement(county, id, campaign_id, company_id, rides, total_fen,"
		                  " person_id, transfer_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		                  bind(i64(ret->county), i64(ret->id), i64(ret->campaign_id), i64(ret->company_id),
		                       i64(ret->rides), i64(ret->total_fen), i64(ret->person_id), i64(ret->transfer_id),
		                       i64(ret->at)));
	if (outcome == DONE)
		outcome = campaign_count(r->db, c,
		                         &(struct campaign_change){ .issued_fen = -ret->total_fen,
		                                                    .settled_fen = ret->total_fen });
	return outcome;
}
