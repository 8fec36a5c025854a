/* Rows of paired regions, and what came of them out of promises, orders and projects. */
#include "help/pairing/region_inside.h"

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"

const struct choice region_states[] = {
	{ "", "" },
	{ "runs", N_("Stands by us") },
	{ "ended", N_("Ended") },
	{ NULL, NULL },
};

static const struct choice region_whats[] = {
	{ "money", N_("Money") },
	{ "goods", N_("Goods") },
	{ "work", N_("Work") },
	{ "purchase", N_("Purchase") },
	{ "training", N_("Training") },
	{ "project", N_("For projects") },
	{ NULL, NULL },
};

static const struct field region_fields[] = {
	INT_FIELD(paired_region, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, paired_region, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, paired_region, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(paired_region, place_name, N_("Stands by"), FIELD_OUT, 0, 0),
	INT_FIELD(paired_region, partner_county, N_("County"), 0, 0, 0),
	ID_FIELD(paired_region, partner_id, partner_county, N_("Number of the partner"), FIELD_OUT),
	TEXT_FIELD(paired_region, partner_name, N_("Partner"), FIELD_OUT, 0, 0),
	NOTE_FIELD(paired_region, about, N_("What was agreed"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, paired_region, since_on, N_("From"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, paired_region, until_on, N_("Until"), FIELD_OUT, 0, 0),
	STATE_FIELD(paired_region, state, N_("State"), FIELD_OUT, region_states),
	TEXT_FIELD(paired_region, reason, N_("Reason"), FIELD_OUT, 0, 0),
	INT_FIELD(paired_region, made_by_id, N_("Entered by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, paired_region, made_at, N_("Entered"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, paired_region, ended_at, N_("Ended"), FIELD_OUT, 0, 0),
	INT_FIELD(paired_region, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record paired_region_record = { .name = "paired_region",
	                                     .size = sizeof(struct paired_region),
	                                     .county = offsetof(struct paired_region, county),
	                                     .fields = region_fields };

static const struct field event_fields[] = {
	INT_FIELD(region_event, county, N_("County"), 0, 0, 0),
	INT_FIELD(region_event, id, N_("Number"), 0, 0, 0),
	CHOICE_FIELD(region_event, what, N_("What"), FIELD_OUT, region_whats),
	WHOLE_FIELD(FIELD_MOMENT, region_event, at, N_("When"), FIELD_OUT, 0, 0),
	TEXT_FIELD(region_event, title, N_("What it is about"), FIELD_OUT, 0, 0),
	INT_FIELD(region_event, quantity, N_("Pieces"), FIELD_OUT, 0, 0),
	TEXT_FIELD(region_event, unit, N_("Counted in"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, region_event, amount_fen, N_("Money"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record region_event_record = { .name = "region_event",
	                                    .size = sizeof(struct region_event),
	                                    .county = offsetof(struct region_event, county),
	                                    .fields = event_fields };

static const struct field sums_fields[] = {
	WHOLE_FIELD(FIELD_FEN, region_sums, given_fen, N_("Money and goods given"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, region_sums, bought_fen, N_("Purchases"), FIELD_OUT, 0, 0),
	INT_FIELD(region_sums, trained, N_("People trained"), FIELD_OUT, 0, 0),
	INT_FIELD(region_sums, worked, N_("Work"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, region_sums, project_fen, N_("For projects"), FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record region_sums_record = { .name = "region_sums",
	                                          .size = sizeof(struct region_sums),
	                                          .fields = sums_fields };

static const struct field given_fields[] = {
	PART_FIELD(region_given, region, &paired_region_record),
	PART_FIELD(region_given, sums, &region_sums_record),
	LIST_FIELD(region_given, goals, N_("What was agreed"), FIELD_OUT, &region_goal_record, 0, REGION_GOALS),
	LIST_FIELD(region_given, history, N_("What we did together"), FIELD_OUT, &region_event_record, 0, REGION_LINES),
	FIELD_END,
};
const struct record region_given_record = { .name = "paired_region_given",
	                                    .size = sizeof(struct region_given),
	                                    .fields = given_fields };

struct text region_path(struct arena *arena, const struct paired_region *region)
{
	return text_format(arena, "/regions/%.*s", TEXT(id_public(arena, region->county, region->id)));
}

/* ---- rows ---- */

#define REGION_SELECT                                                                                            \
	"SELECT g.county, g.id, g.place, g.partner_county, g.partner_id, g.about, g.since_on, g.until_on,"       \
	" g.state, g.reason, g.made_by_id, g.made_at,"                                                           \
	" g.ended_at, g.version, COALESCE(a.name, '') AS partner_name, COALESCE(l.name, '') AS place_name"       \
	" FROM paired_region AS g LEFT JOIN partner AS a ON a.county = g.partner_county AND a.id = g.partner_id" \
	" LEFT JOIN place AS l ON l.place = g.place"

enum outcome region_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct paired_region *ret)
{
	return db_one(db, arena, &paired_region_record, ret, REGION_SELECT " WHERE g.county = $1 AND g.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome region_list(struct request *r, int64_t place, int64_t state, int64_t before, size_t limit,
                         struct paired_region **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &paired_region_record, limit, ret, ret_count,
	               REGION_SELECT " WHERE g.place >= $1 AND g.place < $2 AND ($3 = 0 OR g.state = $3) AND g.id < $4"
	                             " ORDER BY g.id DESC LIMIT $5 /* scan */ /* sorts */",
	               bind(i64(place), i64(place_end(place)), i64(state), i64(before > 0 ? before : INT64_MAX),
	                    i64((int64_t)limit)));
}

enum outcome region_insert(struct db *db, const struct paired_region *g)
{
	enum outcome outcome = db_exec(
		db,
		"INSERT INTO paired_region(county, id, place, partner_county, partner_id, about, since_on, until_on,"
		" state, reason, made_by_id, made_at, ended_at, version)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, '', $9, $10, 0, 1)",
		bind(i64(g->county), i64(g->id), i64(g->place), i64(g->partner_county), i64(g->partner_id),
	             txt(g->about), i64(g->since_on), i64(g->until_on), i64(g->made_by_id), i64(g->made_at)));

	if (outcome == DONE)
		measure_add_standing(db, INDICATOR_REGIONS, g->place, 1);
	return outcome;
}

enum outcome region_write(struct db *db, struct paired_region *g)
{
	enum outcome outcome = db_change_one(db,
	                                     "UPDATE paired_region SET state = $3, reason = $4, ended_at = $5,"
	                                     " version = version + 1 WHERE county = $1 AND id = $2 AND version = $6"
	                                     " AND state <> $3",
	                                     bind(i64(g->county), i64(g->id), i64(g->state), txt(g->reason),
	                                          i64(g->ended_at), i64(g->version)));

	if (outcome == DONE)
		measure_add_standing(db, INDICATOR_REGIONS, g->place, g->state == 1 ? 1 : -1);
	g->version += outcome == DONE;
	return outcome;
}

/* ---- what came ---- */

/* $1, $2 the partner, $3 and $4 the land, $5 and $6 moments, the second not included; $7 and $8 the same as days, both included. A delivery
   counts when the receiving side confirmed it, an order when it is paid and as far as it was kept. */
#define PLEDGES                                                                                                        \
	"SELECT d.county AS county, d.id AS id, p.way AS what, d.received_at AS at, p.title AS title, p.unit AS unit," \
	" d.quantity AS quantity, d.worth_fen AS amount_fen FROM pledge AS p JOIN pledge_delivery AS d"                \
	" ON d.county = p.county AND d.pledge_id = p.id WHERE p.partner_county = $1 AND p.partner_id = $2"             \
	" AND p.place >= $3 AND p.place < $4 AND d.state = 2 AND d.received_at >= $5 AND d.received_at < $6"
#define PROJECTS                                                                                                        \
	"SELECT e.county, e.id, 'project', e.at, j.title, '', 0, e.amount_fen FROM partner AS a JOIN project_fund AS f" \
	" ON f.county = CAST($3 AS BIGINT) / 100000000000 AND f.kind = 5 AND f.name = a.name JOIN project AS j"         \
	" ON j.county = f.county AND j.id = f.project_id JOIN project_entry AS e ON e.county = f.county"                \
	" AND e.fund_id = f.id WHERE a.county = $1 AND a.id = $2 AND j.is_public = 1 AND j.place >= $3"                 \
	" AND j.place < $4 AND e.what = 1 AND e.undone_id = 0 AND e.dated_on >= $7 AND e.dated_on <= $8"
#define CAME PLEDGES " UNION ALL " PROJECTS

/* Orders are in the sums alone: line by line everybody could read what one person bought on which day. */
#define ORDERS                                                                                                  \
	"SELECT o.county, o.id, 'order', o.paid_at, '', '', CAST(sum(l.pieces - l.returned) AS BIGINT),"        \
	" CAST(sum((l.pieces - l.returned) * l.price_fen) AS BIGINT) FROM partner_member AS m JOIN orders AS o" \
	" ON o.buyer_id = m.person_id JOIN order_line AS l ON l.county = o.county AND l.order_id = o.id"        \
	" WHERE m.county = $1 AND m.partner_id = $2 AND o.seller_place >= $3 AND o.seller_place < $4"           \
	" AND o.paid_at >= $5 AND o.paid_at < $6 AND o.paid_at >= m.since_at AND o.state BETWEEN 2 AND 6"       \
	" AND l.returned < l.pieces GROUP BY o.county, o.id, o.paid_at"

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The last day that counts: that of the end, of the agreed time, or the asked one. */
static int64_t last_day(const struct paired_region *g, int64_t to_on)
{
	if (g->until_on > 0 && g->until_on < to_on)
		to_on = g->until_on;
	return g->ended_at > 0 && calendar_day(g->ended_at) < to_on ? calendar_day(g->ended_at) : to_on;
}

enum outcome region_history(struct db *db, struct arena *arena, const struct paired_region *g, int64_t from_on,
                            int64_t to_on, int64_t seen, size_t limit, struct region_event **ret, size_t *ret_count)
{
	int64_t from = later(from_on, g->since_on), to = last_day(g, to_on);

	return db_list(db, arena, &region_event_record, limit, ret, ret_count,
	               CAME " ORDER BY at DESC, id DESC, what LIMIT $9 OFFSET $10 /* scan */ /* sorts */",
	               bind(i64(g->partner_county), i64(g->partner_id), i64(g->place), i64(place_end(g->place)),
	                    i64(calendar_day_start(from)), i64(calendar_day_end(to)), i64(from), i64(to),
	                    i64((int64_t)limit), i64(seen)));
}

enum outcome region_sum(struct db *db, const struct paired_region *g, int64_t from_on, int64_t to_on,
                        struct region_sums *ret)
{
	int64_t from = later(from_on, g->since_on), to = last_day(g, to_on);
	struct db_rows *rows = db_rows(
		db,
		"SELECT CAST(COALESCE(sum(c.amount_fen) FILTER (WHERE c.what IN ('money', 'goods')), 0) AS BIGINT) AS given,"
		" CAST(COALESCE(sum(c.amount_fen) FILTER (WHERE c.what IN ('purchase', 'order')), 0) AS BIGINT) AS bought,"
		" CAST(COALESCE(sum(c.quantity) FILTER (WHERE c.what = 'training'), 0) AS BIGINT) AS trained,"
		" CAST(COALESCE(sum(c.quantity) FILTER (WHERE c.what = 'work'), 0) AS BIGINT) AS worked,"
		" CAST(COALESCE(sum(c.amount_fen) FILTER (WHERE c.what = 'project'), 0) AS BIGINT) AS projects"
		" FROM (" CAME " UNION ALL " ORDERS ") AS c /* scan */ /* sorts */",
		bind(i64(g->partner_county), i64(g->partner_id), i64(g->place), i64(place_end(g->place)),
	             i64(calendar_day_start(from)), i64(calendar_day_end(to)), i64(from), i64(to)));

	*ret = (struct region_sums){ 0 };
	if (db_next(rows))
		*ret = (struct region_sums){ .given_fen = db_int(rows, "given"),
			                     .bought_fen = db_int(rows, "bought"),
			                     .trained = db_int(rows, "trained"),
			                     .worked = db_int(rows, "worked"),
			                     .project_fen = db_int(rows, "projects") };
	return db_done(rows);
}
