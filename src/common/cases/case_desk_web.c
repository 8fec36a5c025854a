/* The desk of whoever handles cases, what is late and why at every level, the rows behind the totals, and everybody's messages. */
#include "base/calendar.h"
#include "base/limits.h"
#include "common/cases/cases_inside.h"
#include "common/cases/cases_templates.h"

/* The land asked for, else that of the present person's right. */
enum outcome case_land_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_CASE_HANDLE);

	if (request_param(r, "place").length > 0
	            ? !request_place(r, "place", &place)
	            : request_query(r, "place").length > 0 && !request_query_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return ret_scope->place == PLACE_WHOLE || place_is_known(r->db, ret_scope->place) ? DONE : NOT_FOUND;
}

static enum case_list asked_list(struct request *r)
{
	struct text asked = request_query(r, "show");

	if (text_equal(asked, T("open")))
		return LIST_OPEN;
	if (text_equal(asked, T("late")))
		return LIST_LATE;
	return text_equal(asked, T("closed")) ? LIST_CLOSED : LIST_DESK;
}

void case_desk_page(struct request *r)
{
	struct desk_view view = { .place = r->scope.place, .list = asked_list(r), .kind = request_query(r, "kind") };
	struct case_line *lines;
	size_t limit = request_limit(r);
	enum outcome outcome =
		case_lines(r, view.place, view.list, view.kind, request_after(r), limit + 1, &lines, &view.count);

	if (outcome == DONE)
		outcome = db_number(r->db, &view.late,
		                    "SELECT count(*) FROM case_file WHERE place >= $1 AND place < $2 AND phase < 3"
		                    " AND due_at > 0 AND due_at <= $3",
		                    bind(i64(view.place), i64(place_end(view.place)), i64(r->now)));
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.lines = lines;
	view.next = list_goes_on(r, &view.count) ? lines[view.count - 1].id : 0;
	if (r->json) {
		give_list(r, &case_line_record, lines, view.count, view.next);
		return;
	}
	view.place_name = place_address(r->db, r->arena, view.place, PLACE_COUNTY);
	page_begin_named(r, text_of(_("What people ask for")), "messages", "/messages");
	cases_desk_html(r, &view);
	page_end(r);
}

/* ---- rows behind the totals ---- */

void case_of_page(struct request *r)
{
	struct text name = request_query(r, "indicator");
	int64_t indicator = text_equal(name, T("cases_closed"))  ? INDICATOR_CASES_CLOSED
	                    : text_equal(name, T("cases_fixed")) ? INDICATOR_CASES_FIXED
	                                                         : INDICATOR_CASES_OPENED;
	struct desk_view view = { .place = r->scope.place, .list = LIST_CLOSED };
	struct case_line *lines;
	size_t limit = request_limit(r);
	enum outcome outcome = case_lines_of(r, view.place, indicator, request_period(r, calendar_year(r->today)),
	                                     request_after(r), limit + 1, &lines, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.lines = lines;
	view.next = list_goes_on(r, &view.count) ? lines[view.count - 1].id : 0;
	if (r->json) {
		give_list(r, &case_line_record, lines, view.count, view.next);
		return;
	}
	view.place_name = place_address(r->db, r->arena, view.place, PLACE_COUNTY);
	page_begin_named(r, text_of(_("Requests behind the number")), "figures", NULL);
	cases_desk_rows(r, &view,
	                words(r, "Requests of %s", show_period(r, request_period(r, calendar_year(r->today)))));
	page_end(r);
}

/* ---- messages ---- */

void case_inbox_page(struct request *r)
{
	struct case_notice *notices;
	size_t limit = request_limit(r), count = 0;
	int64_t next = 0;
	enum outcome outcome =
		case_notices(r->db, r->arena, r->person_id, request_after(r), limit + 1, &notices, &count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	next = list_goes_on(r, &count) ? notices[count - 1].id : 0;
	for (size_t i = 0; i < count; i++)
		if (!notices[i]
		             .is_read) { /* what is shown here is read; the command is there before the page goes out */
			request_submit(r, "/messages/seen",
			               (const char *const[]){
					       "upto", text_string(r->arena, text_of_int(r->arena, notices[0].id)),
					       NULL });
			break;
		}
	if (r->json) {
		give_list(r, &case_notice_record, notices, count, next);
		return;
	}
	page_begin(r, _("Messages"), "messages");
	cases_inbox_html(r, notices, count, next);
	page_end(r);
}

void case_read_post(struct request *r)
{
	int64_t upto = 0;
	enum outcome outcome = INVALID;

	if (text_to_int64(request_field(r, "upto"), &upto))
		outcome =
			db_exec(r->db,
		                "UPDATE case_notice SET is_read = 1 WHERE person_id = $1 AND is_read = 0 AND id <= $2",
		                bind(i64(r->person_id), i64(upto)));
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/messages");
}

/* The frame says "99+" above that: an officer's unread ones are not all counted for each page. */
enum { MESSAGES_COUNTED = 100 };

void case_frame(struct request *r)
{
	if (r->person_id != 0 &&
	    db_number(
		    r->db, &r->message_count,
		    "SELECT count(*) FROM (SELECT 1 AS one FROM case_notice WHERE person_id = $1 AND is_read = 0 LIMIT $2)"
		    " AS unread",
		    bind(i64(r->person_id), i64(MESSAGES_COUNTED))) != DONE)
		r->message_count = 0;
}
