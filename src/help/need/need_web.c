/* Public pages of needs and offers, and what is mine. Nothing here shows a name, a village or a household to the public. */
#include "help/need/need_inside.h"

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "db/search.h"
#include "help/need/need_templates.h"
#include "journal/tally.h"

enum { MATCHES = 5 };

/* What programs get without rights: the published row. */
static const struct field public_fields[] = {
	WHOLE_FIELD(FIELD_ID, need, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, need, is_offer, N_("Is an offer"), FIELD_OUT, 0, 1),
	CHOICE_FIELD(need, topic, N_("What is it for"), FIELD_OUT, need_topics),
	CHOICE_FIELD(need, way, N_("What would help"), FIELD_OUT, need_ways),
	TEXT_FIELD(need, title, N_("In one line"), FIELD_OUT, 0, 0),
	NOTE_FIELD(need, about, N_("Tell more"), FIELD_OUT, 0, 0),
	TEXT_FIELD(need, picture, N_("Picture"), FIELD_OUT, 0, 0),
	TEXT_FIELD(need, unit, N_("Counted in"), FIELD_OUT, 0, 0),
	INT_FIELD(need, wanted, N_("How many"), FIELD_OUT, 0, 0),
	INT_FIELD(need, claimed, N_("Taken on by helpers"), FIELD_OUT, 0, 0),
	INT_FIELD(need, given, N_("Handed over"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, need, price_fen, N_("Price of one"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, need, before_on, N_("Needed by"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, need, shown_place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(need, shown_name, N_("Name of the place"), FIELD_OUT, 0, 0),
	STATE_FIELD(need, state, N_("State"), FIELD_OUT, need_state_words),
	INT_FIELD(need, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record need_public_record = {
	.name = "need", .size = sizeof(struct need), .county = offsetof(struct need, county), .fields = public_fields
};

/* ---- where ---- */

enum outcome need_where(struct request *r, struct scope *ret_scope)
{
	struct need *need = arena_take(r->arena, sizeof *need);
	enum outcome outcome = request_row(r, "need", need_one, need);

	ret_scope->place = need->place;
	r->kept = need;
	return outcome;
}

/* Who checks and publishes: the desk where it lies. */
enum outcome need_desk_where(struct request *r, struct scope *ret_scope)
{
	struct case_file c = { .desk = PLACE_WHOLE };
	enum outcome outcome = need_where(r, ret_scope);

	if (outcome == DONE)
		outcome = need_case(r->db, r->arena, r->kept, &c);
	ret_scope->place = c.desk;
	return outcome;
}

/* ---- the list ---- */

static bool is_topic(struct text word)
{
	return word.length > 0 && need_word(need_topics, word)[0] != 0;
}

static void read_view(struct request *r, struct needs_view *view)
{
	view->offers = request_query(r, "offers").length > 0;
	view->done = text_equal(request_query(r, "show"), T("done"));
	view->topic = is_topic(request_query(r, "topic")) ? request_query(r, "topic") : T("");
	view->asked = text_first(text_trim(request_query(r, "q")), 60);
	if (!request_query_place(r, "place", &view->place))
		view->place = PLACE_WHOLE;
}

static enum outcome load_list(struct request *r, struct needs_view *view, struct need **rows)
{
	size_t limit = request_limit(r);
	enum outcome outcome;

	if (view->asked.length > 0)
		outcome = need_find(r, view->offers, view->asked, view->place, request_after(r), limit + 1, rows,
		                    &view->count);
	else
		outcome = need_list(r, view->offers, view->done ? NEED_OVER : NEED_OPEN, view->topic, view->place,
		                    request_after(r), limit + 1, rows, &view->count);
	if (outcome != DONE)
		return outcome;
	view->next = list_goes_on(r, &view->count) ? (*rows)[view->count - 1].id : 0;
	view->rows = *rows;
	return DONE;
}

static enum outcome load_rate(struct request *r, struct needs_view *view)
{
	enum outcome outcome =
		tally_read(r->db, view->place, INDICATOR_NEEDS, calendar_year(r->today), &view->published);

	if (outcome == DONE)
		outcome = tally_read(r->db, view->place, INDICATOR_NEEDS_MATCHED, calendar_year(r->today),
		                     &view->matched);
	view->place_name =
		view->place == PLACE_WHOLE ? text_of(_("The whole land")) : place_name(r->db, r->arena, view->place);
	return outcome;
}

void needs_page(struct request *r)
{
	struct needs_view view = { .count = 0 };
	struct need *rows = NULL;
	enum outcome outcome;

	read_view(r, &view);
	if (place_level(view.place) >
	    PLACE_TOWNSHIP) { /* a number of a village opens its township: the village is told to nobody */
		view.place = place_above(view.place, PLACE_TOWNSHIP);
		if (!r->json) {
			redirect(r, "%.*s", TEXT(link_with(r, "place", place_code(r->arena, view.place))));
			return;
		}
	}
	outcome = load_list(r, &view, &rows);
	if (outcome == DONE && r->json) {
		give_list(r, &need_public_record, rows, view.count, view.next);
		return;
	}
	if (outcome == DONE)
		outcome = load_rate(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(view.offers ? _("Help that is offered") : _("Who needs what")), "", "/");
	need_list_html(r, &view);
	page_end(r);
}

/* ---- one ---- */

/* The ways to pay, when it can be given by money. */
static void load_ways(struct request *r, struct need_view *view)
{
	const struct need *need = view->need;

	if (need->state == NEED_OPEN && need->price_fen > 0 && r->person_id != 0)
		view->way_count = payment_offered(r, view->ways, ORDER_PAYMENTS);
}

static enum outcome load_need(struct request *r, struct need_view *view, struct case_file *c)
{
	struct case_event *events;
	struct gift *gifts;
	struct need *matches;
	enum outcome outcome = need_case(r->db, r->arena, view->need, c);

	if (outcome != DONE)
		return outcome;
	view->c = c;
	view->sides = case_sides(r, c);
	view->reads_case = case_may_read(r, c);
	if (view->need->published_at == 0 && !view->reads_case)
		return NOT_FOUND;
	outcome = need_gifts(r->db, r->arena, view->need, &gifts, &view->gift_count);
	view->gifts = gifts;
	if (outcome == DONE && view->reads_case) {
		outcome = case_events(r->db, r->arena, c, &events, &view->event_count);
		view->events = events;
	}
	if (outcome == DONE && view->need->state == NEED_OPEN) {
		outcome = need_matches(r, view->need, MATCHES, &matches, &view->match_count);
		view->matches = matches;
	}
	if (outcome == DONE)
		load_ways(r, view);
	return outcome;
}

void need_show(struct request *r, struct need *need)
{
	struct need_view view = { .need = need };
	struct case_file c;
	enum outcome outcome = load_need(r, &view, &c);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, need->title, "", need->is_offer ? "/needs?offers=1" : "/needs");
	need_page_html(r, &view);
	page_end(r);
}

void need_page(struct request *r)
{
	struct need *need = r->kept;
	struct case_file c;
	enum outcome outcome = DONE;

	if (need->published_at == 0 || !r->json)
		outcome = need_case(r->db, r->arena, need, &c);
	if (outcome == DONE && need->published_at == 0 && !case_may_read(r, &c))
		outcome = NOT_FOUND;
	if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else if (r->json) {
		give_one(r, &need_public_record, need);
	} else {
		if (case_may_read(r, &c) && r->person_id != c.asker_id)
			look_record(r, 0, c.asker_county, c.asker_id, N_("What you asked for"));
		need_show(r, need);
	}
}

/* ---- mine ---- */

static enum outcome load_gifts(struct request *r, struct mine_view *view)
{
	struct gift *gifts;
	struct need *needs;
	enum outcome outcome = db_list(r->db, r->arena, &gift_record, LIMIT_PAGE_ROWS, &gifts, &view->gift_count,
	                               "SELECT " GIFT_COLUMNS " FROM gift AS g WHERE g.giver_id = $1 ORDER BY g.id DESC"
	                               " LIMIT $2",
	                               bind(i64(r->person_id), i64(LIMIT_PAGE_ROWS)));
	struct need *all = arena_array(r->arena, LIMIT_PAGE_ROWS, sizeof *all);
	size_t count = 0;

	view->gifts = gifts;
	view->gift_needs = all;
	if (outcome == DONE)
		outcome = db_list(r->db, r->arena, &need_record, LIMIT_PAGE_ROWS, &needs, &count,
		                  "SELECT " NEED_COLUMNS " FROM gift AS g JOIN need AS n ON n.county = g.county"
		                  " AND n.id = g.need_id LEFT JOIN place AS l ON l.place = n.shown_place"
		                  " WHERE g.giver_id = $1 ORDER BY g.id DESC LIMIT $2",
		                  bind(i64(r->person_id), i64(LIMIT_PAGE_ROWS)));
	for (size_t i = 0; outcome == DONE && i < count && i < view->gift_count; i++)
		all[i] = needs[i];
	return outcome;
}

void need_mine_page(struct request *r)
{
	struct mine_view view = { .need_count = 0 };
	struct need *needs;
	enum outcome outcome = need_of_person(r, &needs, &view.need_count);

	view.needs = needs;
	if (outcome == DONE && r->json) {
		give_list(r, &need_record, needs, view.need_count, 0);
		return;
	}
	if (outcome == DONE)
		outcome = load_gifts(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_("What I need and give")), "me", "/me");
	need_mine_html(r, &view);
	page_end(r);
}
