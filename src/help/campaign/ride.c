/* Taking a voucher for a ride: the first that reaches us counts, whoever sends it how often and how late; whatever else was shown is kept
   with the reason, so that the owner sees copies and mistakes. */
#include "help/campaign/campaign_inside.h"

#include "base/calendar.h"
#include "base/limits.h"

static const struct field ride_fields[] = {
	INT_FIELD(ride, county, N_("County"), 0, 0, 0),
	INT_FIELD(ride, voucher_id, N_("Voucher"), 0, 0, 0),
	INT_FIELD(ride, campaign_id, N_("Campaign"), 0, 0, 0),
	INT_FIELD(ride, company_id, N_("Bus company"), 0, 0, 0),
	INT_FIELD(ride, conductor_id, N_("Conductor"), 0, 0, 0),
	TEXT_FIELD(ride, title, N_("Campaign"), FIELD_OUT, 0, 0),
	INT_FIELD(ride, number, N_("Number in the campaign"), FIELD_OUT, 0, 0),
	TEXT_FIELD(ride, line, N_("Bus line"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, ride, amount_fen, N_("Price of the ride"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, ride, ride_at, N_("Ride"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, ride, arrived_at, N_("Told us"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, ride, settlement_id, N_("Settlement"), FIELD_OUT, 0, 0),
	TEXT_FIELD(ride, why, N_("Why it was refused"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record ride_record = {
	.name = "ride", .size = sizeof(struct ride), .county = offsetof(struct ride, county), .fields = ride_fields
};

#define RIDE_COLUMNS                                                                                            \
	"d.county, d.voucher_id, d.campaign_id, d.company_id, d.conductor_id, d.line, d.ride_at, d.arrived_at," \
	" d.settlement_id, v.number, v.amount_fen, c.title"
#define RIDE_FROM                                                                         \
	"SELECT " RIDE_COLUMNS " FROM ride AS d JOIN voucher AS v ON v.county = d.county" \
	" AND v.id = d.voucher_id JOIN campaign AS c ON c.county = d.county AND c.id = d.campaign_id"

/* ---- who ---- */

bool ride_may_take(struct request *r, const struct seller *company)
{
	int64_t since = 0;

	if (r->person_id == 0 || !company->open)
		return false;
	return seller_has_member(r->db, company->county, company->id, r->person_id) ||
	       db_number(r->db, &since,
	                 "SELECT since_at FROM conductor WHERE county = $1 AND company_id = $2 AND person_id = $3",
	                 bind(i64(company->county), i64(company->id), i64(r->person_id))) == DONE;
}

enum outcome ride_companies(struct request *r, struct seller **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &seller_record, RIDE_COMPANIES, ret, ret_count,
	               "SELECT s.county, s.id, s.place, s.kind, s.name, s.about, s.household_share, s.own_share,"
	               " s.station_share, s.carrier_share, s.platform_share, s.reserve_share, s.open, s.created_at,"
	               " s.version FROM seller AS s WHERE s.open = 1 AND EXISTS (SELECT 1 FROM campaign AS c"
	               " WHERE c.county = s.county AND c.company_id = s.id) AND (s.county, s.id) IN"
	               " (SELECT county, seller_id FROM seller_member WHERE person_id = $1 UNION"
	               " SELECT county, company_id FROM conductor WHERE person_id = $1) ORDER BY s.county, s.id"
	               " LIMIT 20 /* scan */ /* sorts */",
	               bind(i64(r->person_id)));
}

bool ride_is_work(struct request *r)
{
	struct seller *companies;
	size_t count = 0;

	return ride_companies(r, &companies, &count) == DONE && count > 0;
}

/* ---- taking ---- */

static enum outcome keep_refused(struct request *r, const struct ride *ride)
{
	return db_exec(r->db,
	               "INSERT INTO ride_refused(county, id, voucher_id, campaign_id, company_id, conductor_id, line,"
	               " ride_at, arrived_at, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	               bind(i64(ride->county), i64(request_new_id(r)), i64(ride->voucher_id), i64(ride->campaign_id),
	                    i64(ride->company_id), i64(ride->conductor_id), txt(ride->line), i64(ride->ride_at),
	                    i64(ride->arrived_at), txt(ride->why)));
}

static const char *why_not(const struct voucher *voucher, const struct seller *company, int64_t ride_on)
{
	if (voucher->company_id != company->id)
		return "foreign";
	if (voucher->state == VOUCHER_USED)
		return "used";
	if (voucher->state == VOUCHER_REVOKED)
		return "revoked";
	return voucher->state == VOUCHER_EXPIRED || ride_on > voucher->valid_until_on ? "expired" : "";
}

static enum outcome keep_taken(struct request *r, const struct voucher *voucher, const struct ride *ride)
{
	int64_t rows = 0;
	struct campaign c = { .county = ride->county, .id = ride->campaign_id };
	enum outcome outcome =
		db_change(r->db, &rows,
	                  "UPDATE voucher SET state = 2, ended_at = $3 WHERE county = $1 AND id = $2 AND state = 1",
	                  bind(i64(ride->county), i64(ride->voucher_id), i64(r->now)));

	if (outcome == DONE && rows != 1)
		return CONFLICT;
	if (outcome == DONE)
		outcome = db_exec(
			r->db,
			"INSERT INTO ride(county, voucher_id, campaign_id, company_id, conductor_id, line, ride_at,"
			" arrived_at, settlement_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
			bind(i64(ride->county), i64(ride->voucher_id), i64(ride->campaign_id), i64(ride->company_id),
		             i64(ride->conductor_id), txt(ride->line), i64(ride->ride_at), i64(ride->arrived_at)));
	if (outcome == DONE)
		outcome = campaign_count(r->db, &c, &(struct campaign_change){ .rides = 1 });
	if (outcome == DONE)
		measure_add(r->db, INDICATOR_RIDES, place_above(voucher->household_place, PLACE_VILLAGE), ride->ride_at,
		            1);
	return outcome;
}

enum outcome ride_take(struct request *r, const struct seller *company, struct text code, struct text line,
                       int64_t ride_at, struct ride *ret, struct ride *ret_earlier)
{
	struct voucher voucher = { 0 };
	enum outcome outcome = voucher_of_code(r->db, r->arena, company->county, code, &voucher);

	*ret = (struct ride){ .county = company->county,
		              .voucher_id = voucher.id,
		              .campaign_id = voucher.campaign_id,
		              .company_id = company->id,
		              .conductor_id = r->who.person_id,
		              .line = line,
		              .why = T("unknown"),
		              .ride_at = ride_at,
		              .arrived_at = r->now,
		              .number = voucher.number,
		              .amount_fen = voucher.amount_fen,
		              .title = voucher.title };
	*ret_earlier = (struct ride){ .ride_at = voucher.ride_at, .line = voucher.line };
	if (outcome != DONE && outcome != NOT_FOUND)
		return outcome;
	if (outcome == DONE)
		ret->why = text_of(why_not(&voucher, company, calendar_day(ride_at)));
	return ret->why.length > 0 ? keep_refused(r, ret) : keep_taken(r, &voucher, ret);
}

/* ---- lists ---- */

enum outcome rides_of_conductor(struct request *r, int64_t since, size_t limit, struct ride **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &ride_record, limit, ret, ret_count,
	               RIDE_FROM
	               " WHERE d.conductor_id = $1 AND d.arrived_at >= $2 ORDER BY d.arrived_at DESC LIMIT $3",
	               bind(i64(r->who.person_id), i64(since), i64((int64_t)limit)));
}

enum outcome rides_of_company(struct request *r, int64_t county, int64_t company_id, int64_t before, size_t limit,
                              struct ride **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &ride_record, limit, ret, ret_count,
	               RIDE_FROM " WHERE d.county = $1 AND d.company_id = $2 AND d.voucher_id < $3"
	                         " ORDER BY d.voucher_id DESC LIMIT $4",
	               bind(i64(county), i64(company_id), i64(before > 0 ? before : INT64_MAX), i64((int64_t)limit)));
}

enum outcome rides_of_settlement(struct request *r, const struct ride_settlement *s, int64_t after, size_t limit,
                                 struct ride **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &ride_record, limit, ret, ret_count,
	               RIDE_FROM " WHERE d.county = $1 AND d.settlement_id = $2 AND d.settlement_id > 0"
	                         " AND d.voucher_id > $3 ORDER BY d.voucher_id LIMIT $4",
	               bind(i64(s->county), i64(s->id), i64(after), i64((int64_t)limit)));
}

enum outcome rides_refused(struct request *r, const struct campaign *c, size_t limit, struct ride **ret,
                           size_t *ret_count)
{
	return db_list(r->db, r->arena, &ride_record, limit, ret, ret_count,
	               "SELECT f.county, f.voucher_id, f.campaign_id, f.company_id, f.conductor_id, f.line, f.ride_at,"
	               " f.arrived_at, f.why, v.number, v.amount_fen, '' AS title FROM ride_refused AS f JOIN voucher"
	               " AS v ON v.county = f.county AND v.id = f.voucher_id WHERE f.county = $1 AND f.campaign_id = $2"
	               " ORDER BY f.id DESC LIMIT $3",
	               bind(i64(c->county), i64(c->id), i64((int64_t)limit)));
}
