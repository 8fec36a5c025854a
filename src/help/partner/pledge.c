/* Rows of pledges, of what came of them and what their money was spent on. */
#include "help/partner/partner_inside.h"

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"

const struct choice pledge_ways[] = {
	{ "money", N_("Money") },       { "goods", N_("Goods and materials") },
	{ "work", N_("Work done") },    { "purchase", N_("Buying what grows here") },
	{ "training", N_("Training") }, { NULL, NULL },
};

const struct choice pledge_standings[] = {
	{ "", "" },
	{ "open", N_("Nothing has come yet") },
	{ "part", N_("A part has come") },
	{ "kept", N_("Kept in full") },
	{ "late", N_("Late") },
	{ "withdrawn", N_("Taken back by the partner") },
	{ NULL, NULL },
};

static const struct choice pledge_states[] = {
	{ "", "" },
	{ "open", N_("Still open") },
	{ "kept", N_("Kept in full") },
	{ "withdrawn", N_("Taken back by the partner") },
	{ NULL, NULL },
};

const struct choice delivery_states[] = {
	{ "", "" },
	{ "reported", N_("Waits for the receiving office") },
	{ "received", N_("Received and confirmed") },
	{ "refused", N_("Not received") },
	{ "revoked", N_("Receipt taken back") },
	{ "unpaid", N_("Waits for payment") },
	{ "lapsed", N_("Never paid") },
	{ "returned", N_("Came too late, given back") },
	{ NULL, NULL },
};

static const struct field pledge_fields[] = {
	INT_FIELD(pledge, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, pledge, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(pledge, partner_county, N_("County"), 0, 0, 0),
	ID_FIELD(pledge, partner_id, partner_county, N_("Partner"), FIELD_OUT),
	TEXT_FIELD(pledge, partner_name, N_("Name of the partner"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, pledge, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pledge, place_name, N_("Name of the place"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(pledge, way, N_("What is given"), FIELD_OUT, pledge_ways),
	TEXT_FIELD(pledge, title, N_("In one line"), FIELD_OUT, 2, 60),
	INT_FIELD(pledge, quantity, N_("How much"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pledge, unit, N_("Counted in"), FIELD_OUT, 0, 20),
	INT_FIELD(pledge, received, N_("Of this received"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pledge, worth_fen, N_("Promised in all"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pledge, received_fen, N_("Delivered by now"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pledge, paid_out_fen, N_("Spent so far"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, pledge, by_on, N_("By which day"), FIELD_OUT, 0, 0),
	STATE_FIELD(pledge, standing, N_("State"), FIELD_OUT, pledge_standings),
	STATE_FIELD(pledge, state, N_("State"), 0, pledge_states),
	TEXT_FIELD(pledge, reason, N_("Why it was withdrawn"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pledge, made_at, N_("Promised on"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pledge, ended_at, N_("Ended"), FIELD_OUT, 0, 0),
	INT_FIELD(pledge, remind_at, N_("Next reminder"), 0, 0, 0),
	INT_FIELD(pledge, reminders, N_("Reminders"), 0, 0, 0),
	INT_FIELD(pledge, changes, N_("Times changed"), FIELD_OUT, 0, 0),
	INT_FIELD(pledge, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record pledge_record = { .name = "pledge",
	                              .size = sizeof(struct pledge),
	                              .county = offsetof(struct pledge, county),
	                              .fields = pledge_fields };

static const struct field delivery_fields[] = {
	INT_FIELD(pledge_delivery, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, pledge_delivery, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, pledge_delivery, pledge_id, N_("Number of the promise"), FIELD_OUT, 0, 0),
	INT_FIELD(pledge_delivery, quantity, N_("How much"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pledge_delivery, worth_fen, N_("Worth in money"), FIELD_OUT, 0, 0),
	STATE_FIELD(pledge_delivery, state, N_("State"), FIELD_OUT, delivery_states),
	TEXT_FIELD(pledge_delivery, words, N_("Words of the partner"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pledge_delivery, answer, N_("Words of the receiving office"), FIELD_OUT, 0, 0),
	INT_FIELD(pledge_delivery, giver_county, N_("County"), 0, 0, 0),
	INT_FIELD(pledge_delivery, giver_id, N_("Person"), 0, 0, 0),
	INT_FIELD(pledge_delivery, giver_place, N_("Place"), 0, 0, 0),
	INT_FIELD(pledge_delivery, receiver_id, N_("Received by"), 0, 0, 0),
	INT_FIELD(pledge_delivery, lapse_at, N_("Kept until"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pledge_delivery, made_at, N_("Reported on"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pledge_delivery, received_at, N_("Received on"), FIELD_OUT, 0, 0),
	INT_FIELD(pledge_delivery, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record pledge_delivery_record = { .name = "pledge_delivery",
	                                       .size = sizeof(struct pledge_delivery),
	                                       .county = offsetof(struct pledge_delivery, county),
	                                       .fields = delivery_fields };

static const struct field payout_fields[] = {
	INT_FIELD(pledge_payout, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, pledge_payout, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, pledge_payout, pledge_id, N_("Number of the promise"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pledge_payout, amount_fen, N_("Amount"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pledge_payout, words, N_("What it was spent on"), FIELD_OUT, 0, 0),
	INT_FIELD(pledge_payout, person_id, N_("By"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, pledge_payout, transfer_id, N_("Transfer"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pledge_payout, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record pledge_payout_record = { .name = "pledge_payout",
	                                     .size = sizeof(struct pledge_payout),
	                                     .county = offsetof(struct pledge_payout, county),
	                                     .fields = payout_fields };

bool pledge_is_fen(const struct pledge *p)
{
	return text_equal(p->way, T("money")) || text_equal(p->way, T("purchase"));
}

struct text pledge_much(struct request *r, const struct pledge *p, int64_t quantity)
{
	if (pledge_is_fen(p))
		return text_format(r->arena, "¥%.*s", TEXT(show_fen(r, quantity)));
	return text_format(r->arena, "%.*s %.*s", TEXT(show_number(r, quantity)), TEXT(p->unit));
}

struct text pledge_path(struct arena *arena, const struct pledge *p)
{
	return text_format(arena, "/pledges/%.*s", TEXT(id_public(arena, p->county, p->id)));
}

/* ---- reading ---- */

/* How it stands on the day $1. */
#define STANDING                                                                                                   \
	"CASE WHEN p.state = 3 THEN 5 WHEN p.state = 2 THEN 3 WHEN p.by_on < $1 THEN 4 WHEN p.received > 0 THEN 2" \
	" ELSE 1 END"
#define PLEDGE_COLUMNS                                                                                              \
	"p.county, p.id, p.place, p.partner_county, p.partner_id, p.way, p.title, p.quantity, p.unit, p.worth_fen," \
	" p.by_on, p.state, p.received, p.received_fen, p.paid_out_fen, p.reason, p.made_at, p.ended_at,"           \
	" p.remind_at, p.reminders, p.changes, p.version, " STANDING                                                \
	" AS standing, COALESCE(a.name, '') AS partner_name,"                                                       \
	" COALESCE(l.name, '') AS place_name"
#define PLEDGE_FROM                                                                                       \
	" FROM pledge AS p LEFT JOIN partner AS a ON a.county = p.partner_county AND a.id = p.partner_id" \
	" LEFT JOIN place AS l ON l.place = p.place"
#define PLEDGE_SELECT "SELECT " PLEDGE_COLUMNS PLEDGE_FROM

enum outcome pledge_one(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t on, struct pledge *ret)
{
	return db_one(db, arena, &pledge_record, ret, PLEDGE_SELECT " WHERE p.county = $2 AND p.id = $3",
	              bind(i64(on), i64(county), i64(id)));
}

static struct db_value upto(int64_t before)
{
	return i64(before > 0 ? before : INT64_MAX);
}

enum outcome pledge_list(struct request *r, const struct pledge_asked *asked, int64_t before, size_t limit,
                         struct pledge **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &pledge_record, limit, ret, ret_count,
	               PLEDGE_SELECT " WHERE p.id < $2 AND p.place >= $3 AND p.place < $4 AND ($5 = '' OR p.way = $5)"
	                             " AND ($6 = 0 OR $6 = " STANDING ") ORDER BY p.id DESC LIMIT $7"
	                             " /* scan */ /* sorts */",
	               bind(i64(r->today), upto(before), i64(asked->place), i64(place_end(asked->place)),
	                    txt(asked->way), i64(asked->standing), i64((int64_t)limit)));
}

enum outcome pledge_list_of_partner(struct request *r, const struct partner *a, int64_t before, size_t limit,
                                    struct pledge **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &pledge_record, limit, ret, ret_count,
	               PLEDGE_SELECT " WHERE p.partner_county = $2 AND p.partner_id = $3 AND p.id < $4"
	                             " ORDER BY p.id DESC LIMIT $5",
	               bind(i64(r->today), i64(a->county), i64(a->id), upto(before), i64((int64_t)limit)));
}

enum outcome pledge_sum(struct request *r, int64_t place, struct pledge_sums *ret)
{
	struct db_rows *rows = db_rows(
		r->db,
		"SELECT COALESCE(sum(CASE state WHEN 3 THEN received_fen ELSE worth_fen END), 0) AS promised,"
		" COALESCE(sum(received_fen), 0) AS delivered, count(*) FILTER (WHERE state = 1 AND by_on < $1) AS late"
		" FROM pledge WHERE place >= $2 AND place < $3 /* scan */",
		bind(i64(r->today), i64(place), i64(place_end(place))));

	*ret = (struct pledge_sums){ 0 };
	if (db_next(rows))
		*ret = (struct pledge_sums){ .promised_fen = db_int(rows, "promised"),
			                     .delivered_fen = db_int(rows, "delivered"),
			                     .late = db_int(rows, "late") };
	return db_done(rows);
}

enum outcome pledge_list_of_year(struct request *r, const struct partner *a, int64_t year, struct pledge_year **ret,
                                 size_t *ret_count)
{
	int64_t from = calendar_day_start(calendar_period_start(year)),
		end = calendar_day_end(calendar_period_end(year));
	struct pledge *pledges = NULL;
	enum outcome outcome =
		db_list(r->db, r->arena, &pledge_record, PARTNER_PLEDGES, &pledges, ret_count,
	                PLEDGE_SELECT " WHERE p.partner_county = $2 AND p.partner_id = $3 AND p.made_at < $4"
	                              " AND (p.state = 1 OR p.ended_at >= $5) ORDER BY p.id LIMIT $6",
	                bind(i64(r->today), i64(a->county), i64(a->id), i64(end), i64(from), i64(PARTNER_PLEDGES)));
	struct pledge_year *years = arena_array(r->arena, PARTNER_PLEDGES, sizeof *years);
	struct db_rows *rows;

	*ret = years;
	if (outcome != DONE)
		return outcome;
	for (size_t i = 0; i < *ret_count; i++)
		years[i] = (struct pledge_year){ .pledge = pledges[i] };
	rows = db_rows(
		r->db,
		"SELECT d.county, d.pledge_id, CAST(sum(d.quantity) AS BIGINT) AS quantity,"
		" CAST(sum(d.worth_fen) AS BIGINT) AS worth_fen FROM pledge AS p JOIN pledge_delivery AS d"
		" ON d.county = p.county AND d.pledge_id = p.id WHERE p.partner_county = $1 AND p.partner_id = $2"
		" AND d.state = 2 AND d.received_at >= $3 AND d.received_at < $4 GROUP BY d.county, d.pledge_id"
		" /* sorts */",
		bind(i64(a->county), i64(a->id), i64(from), i64(end)));
	while (db_next(rows))
		for (size_t i = 0; i < *ret_count; i++)
			if (years[i].pledge.id == db_int(rows, "pledge_id") &&
			    years[i].pledge.county == db_int(rows, "county")) {
				years[i].year_received = db_int(rows, "quantity");
				years[i].year_fen = db_int(rows, "worth_fen");
			}
	return db_done(rows);
}

enum outcome pledge_case(struct db *db, struct arena *arena, const struct pledge *p, struct case_file *ret)
{
	return case_one(db, arena, p->county, p->id, ret);
}

/* ---- writing ---- */

enum outcome pledge_insert(struct db *db, const struct pledge *p)
{
	return db_exec(
		db,
		"INSERT INTO pledge(county, id, place, partner_county, partner_id, way, title, quantity, unit, worth_fen,"
		" by_on, state, received, received_fen, paid_out_fen, reason, made_at, ended_at, remind_at, reminders,"
		" version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 0, 0, 0, '', $12, 0, $13, 0, 1)",
		bind(i64(p->county), i64(p->id), i64(p->place), i64(p->partner_county), i64(p->partner_id), txt(p->way),
	             txt(p->title), i64(p->quantity), txt(p->unit), i64(p->worth_fen), i64(p->by_on), i64(p->made_at),
	             i64(p->remind_at)));
}

enum outcome pledge_write(struct db *db, struct pledge *p)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE pledge SET state = $3, received = $4, received_fen = $5, paid_out_fen = $6, reason = $7,"
		" ended_at = $8, remind_at = $9, reminders = $10, version = version + 1"
		" WHERE county = $1 AND id = $2 AND version = $11",
		bind(i64(p->county), i64(p->id), i64(p->state), i64(p->received), i64(p->received_fen),
	             i64(p->paid_out_fen), txt(p->reason), i64(p->ended_at), i64(p->remind_at), i64(p->reminders),
	             i64(p->version)));

	p->version += rows;
	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

/* ---- what came ---- */

#define DELIVERY_SELECT                                                                                    \
	"SELECT county, id, pledge_id, quantity, worth_fen, state, words, answer, giver_county, giver_id," \
	" giver_place, receiver_id, lapse_at, made_at, received_at, version FROM pledge_delivery"

enum outcome delivery_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct pledge_delivery *ret)
{
	return db_one(db, arena, &pledge_delivery_record, ret, DELIVERY_SELECT " WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome delivery_list(struct request *r, const struct pledge *p, bool public_only, size_t limit,
                           struct pledge_delivery **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &pledge_delivery_record, limit, ret, ret_count,
	               DELIVERY_SELECT " WHERE county = $1 AND pledge_id = $2 AND ($3 = 0 OR state = 2)"
	                               " ORDER BY id DESC LIMIT $4",
	               bind(i64(p->county), i64(p->id), i64(public_only), i64((int64_t)limit)));
}

enum outcome delivery_insert(struct db *db, const struct pledge_delivery *d)
{
	return db_exec(db,
	               "INSERT INTO pledge_delivery(county, id, pledge_id, quantity, worth_fen, state, words, answer,"
	               " giver_county, giver_id, giver_place, receiver_id, lapse_at, made_at, received_at, version)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)",
	               bind(i64(d->county), i64(d->id), i64(d->pledge_id), i64(d->quantity), i64(d->worth_fen),
	                    i64(d->state), txt(d->words), txt(d->answer), i64(d->giver_county), i64(d->giver_id),
	                    i64(d->giver_place), i64(d->receiver_id), i64(d->lapse_at), i64(d->made_at),
	                    i64(d->received_at)));
}

enum outcome delivery_write(struct db *db, struct pledge_delivery *d)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE pledge_delivery SET quantity = $3, worth_fen = $4, state = $5, answer = $6, receiver_id = $7,"
		" lapse_at = $8, received_at = $9, version = version + 1 WHERE county = $1 AND id = $2 AND version = $10",
		bind(i64(d->county), i64(d->id), i64(d->quantity), i64(d->worth_fen), i64(d->state), txt(d->answer),
	             i64(d->receiver_id), i64(d->lapse_at), i64(d->received_at), i64(d->version)));

	d->version += rows;
	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

enum outcome pledge_payouts(struct request *r, const struct pledge *p, size_t limit, struct pledge_payout **ret,
                            size_t *ret_count)
{
	return db_list(r->db, r->arena, &pledge_payout_record, limit, ret, ret_count,
	               "SELECT county, id, pledge_id, amount_fen, words, person_id, transfer_id, at FROM pledge_payout"
	               " WHERE county = $1 AND pledge_id = $2 ORDER BY id DESC LIMIT $3",
	               bind(i64(p->county), i64(p->id), i64((int64_t)limit)));
}
