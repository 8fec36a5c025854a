/* The doors of cases in one table. */
#include "common/cases/cases_inside.h"
#include "schema.h"

static const struct route case_routes[] = {
	{ GET, "/messages", case_inbox_page, SIGNED_IN, "List what I was told about cases",
	  .gives = &case_notice_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ POST, "/messages/seen", case_read_post, MAY_NOBODY, "Note that the messages shown were read", .flags = 0 },
	{ GET, "/cases", case_desk_page, MAY(RIGHT_CASE_HANDLE), "List the cases at my desk or in my land",
	  .where = case_land_where, .gives = &case_line_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_LAND, QUERY(FIELD_TEXT, "show", "Which list"),
	                    QUERY(FIELD_TEXT, "kind", "Cases of this kind")) },
	{ GET, "/cases/late", case_late_page, MAY(RIGHT_CASE_HANDLE), "List what is late in my land, and why",
	  .where = case_land_where, .gives = &case_line_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_LAND, QUERY(FIELD_TEXT, "held", "Who is on it; on the page and in its files")) },
	{ GET, "/cases/late/{place}", case_late_page, MAY(RIGHT_CASE_HANDLE), "List what is late in a land, and why",
	  .where = case_land_where, .gives = &case_line_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_LAND, QUERY(FIELD_TEXT, "held", "Who is on it; on the page and in its files")) },
	{ GET, "/cases/late.csv", case_late_file, MAY(RIGHT_CASE_HANDLE), "Download what is late, and why",
	  .where = case_land_where, .flags = ROUTE_PAGE | ROUTE_PAGED, .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/cases/of", case_of_page, MAY(RIGHT_CASE_HANDLE), "List the cases behind a number of a place",
	  .where = case_land_where, .gives = &case_line_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_LAND, QUERY(FIELD_TEXT, "period", "A year, month or day"),
	                    QUERY(FIELD_TEXT, "indicator", "Name of an indicator")) },
	{ GET, "/cases/{case}", case_page, MAY(RIGHT_CASE_HANDLE), "Show a case with its history", .where = case_where,
	  .gives = &case_record },
	{ GET, "/cases/{case}/pictures/{picture}", case_picture_page, MAY(RIGHT_CASE_HANDLE),
	  "Get a photograph of a case in one of its sizes", .where = case_where, .flags = ROUTE_PAGE },
	{ POST, "/cases/{case}/move", case_move_post, MAY(RIGHT_CASE_HANDLE),
	  "Make a move of its kind: deed, words, picture", .where = case_where, .prepare = case_post_prepare,
	  .takes = &case_post_record, .gives = &case_record, .flags = ROUTE_UPLOAD },
	{ POST, "/cases/{case}/messages", case_message_post, MAY(RIGHT_CASE_HANDLE),
	  "Write a message to the other side", .where = case_where, .prepare = case_post_prepare,
	  .takes = &case_post_record, .gives = &case_record, .flags = ROUTE_UPLOAD },
	{ POST, "/cases/{case}/claim", case_claim_post, MAY(RIGHT_CASE_HANDLE), "Take a case, so that nobody else does",
	  .where = case_where, .gives = &case_record },
	{ POST, "/cases/{case}/release", case_release_post, MAY(RIGHT_CASE_HANDLE), "Leave a case to others",
	  .where = case_where, .gives = &case_record },
	{ POST, "/cases/{case}/up", case_up_post, MAY(RIGHT_CASE_HANDLE), "Pass a case to the level above, with words",
	  .where = case_where, .takes = &case_post_record, .gives = &case_record },
	{ POST, "/cases/{case}/down", case_down_post, MAY(RIGHT_CASE_HANDLE),
	  "Give a case back to the level below, with an answer", .where = case_where, .takes = &case_post_record,
	  .gives = &case_record },
	{ POST, "/chores/rise-cases", case_rise_post, MAY_NOBODY, "Send silent cases one level up",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	ROUTES_END,
};

static const struct chore case_chores[] = {
	{ "/chores/rise-cases", 60000, case_rise_look, .by_row = true },
	{ .path = NULL },
};

/* The desk follows: it always is the place cut to its level. Events keep the desk of their day by its key; it moves with the place. */
static const char *const moves[] = {
	"UPDATE case_file SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
	"UPDATE case_event SET desk = desk + $3 WHERE desk >= $1 AND desk < $2 /* scan */",
	NULL,
};

static enum outcome move_desks(struct db *db, int64_t from, int64_t from_end, int64_t to)
{
	return db_exec(db,
	               "UPDATE case_file SET desk = place - place % CASE level WHEN 1 THEN 1000000000000000"
	               " WHEN 2 THEN 10000000000000 WHEN 3 THEN 100000000000 WHEN 4 THEN 100000000 ELSE 100000 END"
	               " WHERE place >= $1 AND place < $2 /* scan */",
	               bind(i64(to), i64(to + (from_end - from))));
}

const struct module cases_module = {
	.name = "cases",
	.schema = cases_schema,
	.routes = case_routes,
	.checks = case_checks,
	.chores = case_chores,
	.indicators = case_indicators,
	.moves = moves,
	.move_place = move_desks,
	.frame = case_frame,
};
