/* Doors of households: lists for those who keep them, the card, members, status, and my own household.
   Whoever is not a member and looks is on record; a list of a place is a look that all who live there can read. */
#include "common/household/household_import.h"

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "common/household/household_templates.h"

/* ---- what is posted and answered ---- */

static const struct field view_fields[] = {
	WHOLE_FIELD(FIELD_ID, household_view, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, household_view, place, N_("Village"), FIELD_OUT, 0, 0),
	TEXT_FIELD(household_view, village, N_("Name of the village"), FIELD_OUT, 0, 60),
	INT_FIELD(household_view, number, N_("Number in the village"), FIELD_OUT, 0, 0),
	TEXT_FIELD(household_view, head, N_("Head of the household"), FIELD_OUT, 0, 60),
	CHOICE_FIELD(household_view, status, N_("Status"), FIELD_OUT, household_statuses),
	INT_FIELD(household_view, version, N_("Version"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, household_view, merged_into, N_("Merged into"), FIELD_OUT, 0, 0),
	LIST_FIELD(household_view, members, N_("Members"), FIELD_OUT, &household_member_record, 0, 100),
	LIST_FIELD(household_view, merged, N_("Cards merged into this one"), FIELD_OUT, &household_merged_record, 0,
	           50),
	LIST_FIELD(household_view, alike, N_("Households that may be this one"), FIELD_OUT, &household_alike_record, 0,
	           50),
	LIST_FIELD(household_view, statuses, N_("Status over time"), FIELD_OUT, &household_status_record, 0, 100),
	FIELD_END,
};

const struct record household_view_record = { .name = "household_card",
	                                      .size = sizeof(struct household_view),
	                                      .county = offsetof(struct household_view, county),
	                                      .fields = view_fields };

struct head_form {
	struct text head;
	int64_t sure, version;
};

#define SURE_FIELD(type) WHOLE_FIELD(FIELD_BOOL, type, sure, N_("This is another household"), FIELD_IN, 0, 1)

static const struct field new_fields[] = {
	TEXT_FIELD(head_form, head, N_("Head of the household"), FIELD_IN | FIELD_REQUIRED, 1, 60),
	SURE_FIELD(head_form),
	FIELD_END,
};

const struct record household_new_record = { .name = "new_household",
	                                     .size = sizeof(struct head_form),
	                                     .fields = new_fields };

static const struct field head_fields[] = {
	TEXT_FIELD(head_form, head, N_("Head of the household"), FIELD_IN | FIELD_REQUIRED, 1, 60),
	SURE_FIELD(head_form),
	INT_FIELD(head_form, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};

const struct record household_head_record = { .name = "household_head",
	                                      .size = sizeof(struct head_form),
	                                      .fields = head_fields };

struct join_form {
	struct text person, relation;
	int64_t sure;
};

static const struct field join_fields[] = {
	TEXT_FIELD(join_form, person, N_("Person"), FIELD_IN | FIELD_REQUIRED, 1, 40),
	CHOICE_FIELD(join_form, relation, N_("Relation"), FIELD_IN | FIELD_REQUIRED, household_relations),
	SURE_FIELD(join_form),
	FIELD_END,
};

const struct record household_join_record = { .name = "join_household",
	                                      .size = sizeof(struct join_form),
	                                      .fields = join_fields };

static const struct field leave_fields[] = {
	TEXT_FIELD(join_form, person, N_("Person"), FIELD_IN | FIELD_REQUIRED, 1, 40),
	FIELD_END,
};

const struct record household_leave_record = { .name = "leave_household",
	                                       .size = sizeof(struct join_form),
	                                       .fields = leave_fields };

static const struct field status_form_fields[] = {
	CHOICE_FIELD(household_status, status, N_("Status"), FIELD_IN | FIELD_REQUIRED, household_statuses),
	WHOLE_FIELD(FIELD_DAY, household_status, since_on, N_("From which day"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	NOTE_FIELD(household_status, reason, N_("Reason"), FIELD_IN | FIELD_REQUIRED, 4, 300),
	FIELD_END,
};

const struct record household_status_form = { .name = "new_status",
	                                      .size = sizeof(struct household_status),
	                                      .fields = status_form_fields };

/* ---- where ---- */

static enum outcome list_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_HOUSEHOLD_READ);

	if (request_param(r, "place").length > 0
	            ? !request_place(r, "place", &place)
	            : request_query(r, "place").length > 0 && !request_query_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return ret_scope->place == PLACE_WHOLE || place_is_known(r->db, ret_scope->place) ? DONE : NOT_FOUND;
}

static enum outcome alike_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_HOUSEHOLD_EDIT);

	if (request_query(r, "place").length > 0 && !request_query_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return ret_scope->place == PLACE_WHOLE || place_is_known(r->db, ret_scope->place) ? DONE : NOT_FOUND;
}

bool household_is_mine(struct request *r, int64_t household_place)
{
	return r->person_id != 0 && r->person_place == household_place;
}

enum outcome household_card_where(struct request *r, struct scope *ret_scope)
{
	struct household *household = arena_take(r->arena, sizeof(*household));
	enum outcome outcome = request_row(r, "household", household_card, household);

	if (outcome != DONE)
		return outcome;
	ret_scope->place = household->place;
	ret_scope->mine = household_is_mine(r, household->place);
	r->kept = household;
	return DONE;
}

enum outcome household_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = household_card_where(r, ret_scope);
	const struct household *household = r->kept;

	return outcome == DONE && household->merged_into != 0 ? NOT_FOUND : outcome;
}

enum outcome household_edit_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = household_where(r, ret_scope);

	ret_scope->mine = false;
	return outcome;
}

/* ---- making ---- */

static void show_new_beside(struct request *r, const struct household_found *found)
{
	page_begin_named(r, text_of(_("A new household")), "households", "/households");
	household_new_html(r, &household_new_record, found);
	page_end(r);
}

static void show_new(struct request *r)
{
	show_new_beside(r, &(struct household_found){ .count = 0 });
}

static void new_act(struct request *r)
{
	struct household household = { .id = request_new_id(r), .place = r->scope.place, .created_at = r->now };
	struct head_form form = { .sure = 0 };
	struct household_found found = { .count = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &household_new_record, &form)) {
		household.head = form.head;
		outcome = household_alike_check(r,
		                                &(struct household_newcomer){ .place = household.place,
		                                                              .head = form.head },
		                                form.sure, &found);
	}
	if (outcome == DONE && found.count == 0) {
		outcome = household_add(r->db, r->arena, &household);
		if (outcome == INVALID)
			form_problem(r, "head", N_("A household stands in a village; choose one"), T(""));
		else if (outcome == CONFLICT)
			form_problem(r, "head", N_("This village has no number left"), T(""));
	}
	if (r->problems.count > 0) {
		if (!r->json)
			show_new_beside(r, &found);
		refuse(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		made(r, &household_record, &household, "/households/%.*s?done=made",
		     TEXT(id_public(r->arena, household.county, household.id)));
	}
}

/* ---- the card ---- */

static enum outcome load_view(struct request *r, struct household_view *view)
{
	const struct household *household = r->kept;
	struct household_member *members;
	struct household_status *statuses;
	struct household_alike *alike = NULL;
	struct household_merged *merged;
	enum outcome outcome;

	*view = (struct household_view){ .county = household->county,
		                         .id = household->id,
		                         .number = household->place % place_span(PLACE_VILLAGE),
		                         .count = household->members,
		                         .version = household->version,
		                         .village = place_address(r->db, r->arena, household->place, PLACE_COUNTY),
		                         .head = household->head,
		                         .status = household->status,
		                         .place = household->place,
		                         .may_edit = request_may(r, RIGHT_HOUSEHOLD_EDIT, household->place),
		                         .may_decide = request_may(r, RIGHT_REGISTER_DECIDE, household->place),
		                         .may_read = r->scope.mine ||
		                                     request_may(r, RIGHT_REGISTER_READ, household->place) };
	outcome = household_member_list(r->db, r->arena, request_secret(r), household, &members, &view->members.count);
	if (outcome == DONE)
		outcome = household_status_list(r->db, r->arena, household, &statuses, &view->statuses.count);
	if (outcome == DONE && view->may_edit)
		outcome = household_alike_of(r->db, r->arena, household, &alike, &view->alike.count);
	if (outcome == DONE)
		outcome = household_merged_list(r->db, r->arena, household, &merged, &view->merged.count);
	if (outcome != DONE)
		return outcome;
	view->merged.rows = merged;
	view->alike.rows = alike;
	view->members.rows = members;
	view->statuses.rows = statuses;
	return DONE;
}

/* Whom the cadre looks for to add: people of the village that are in no household, by name. */
static enum outcome find_joiners(struct request *r, struct household_view *view)
{
	struct text asked = text_trim(text_first(request_query(r, "who"), 60));
	struct person *found;
	size_t count = 0, kept = 0;
	enum outcome outcome;

	if (!view->may_edit || asked.length == 0)
		return DONE;
	outcome = person_find(r->db, r->arena, request_secret(r), asked, place_above(view->place, PLACE_VILLAGE), 0, 20,
	                      &found, &count);
	for (size_t i = 0; outcome == DONE && i < count; i++)
		if (place_level(found[i].place) < PLACE_HOUSEHOLD)
			found[kept++] = found[i];
	view->found = kept > 0 ? found : NULL;
	view->found_count = kept;
	return outcome;
}

static void show_card_beside(struct request *r, const struct household_found *found)
{
	struct household_view view;
	enum outcome outcome = load_view(r, &view);

	view.found_alike = *found;
	if (outcome == DONE)
		outcome = find_joiners(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_one(r, &household_view_record, &view);
		return;
	}
	page_begin_named(r, view.head, "households", r->scope.mine ? "/me" : "/households");
	household_card_html(r, &view, &household_join_record, &household_status_form);
	page_end(r);
}

static void show_card(struct request *r)
{
	show_card_beside(r, &(struct household_found){ .count = 0 });
}

static void note_look(struct request *r)
{
	const struct household *household = r->kept;

	if (!r->scope.mine || r->who.for_id != 0)
		look_record(r, household->place, 0, 0, N_("Your household's card"));
}

static void card_page(struct request *r)
{
	const struct household *household = r->kept;

	note_look(r);
	if (household->merged_into != 0)
		household_merged_show(r);
	else
		show_card(r);
}

static void print_page(struct request *r)
{
	struct household_view view;
	enum outcome outcome = load_view(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	note_look(r);
	page_begin_named(r, text_of(_("Household card")), "households",
	                 text_string(r->arena, text_format(r->arena, "/households/%.*s",
	                                                   TEXT(id_public(r->arena, view.county, view.id)))));
	household_print_html(r, &view);
	page_end(r);
}

static void mine_page(struct request *r)
{
	struct household household;
	enum outcome outcome = household_of_person(r->db, r->arena, r->person_county, r->person_id, &household);

	if (outcome == DONE) {
		redirect(r, "/households/%.*s", TEXT(id_public(r->arena, household.county, household.id)));
	} else if (outcome != NOT_FOUND || r->json) {
		fail(r, outcome, NULL);
	} else {
		page_begin_named(r, text_of(_("My household")), "me", "/me");
		household_none_html(r);
		page_end(r);
	}
}

/* ---- changing ---- */

static void back_to_card(struct request *r, const char *done)
{
	const struct household *household = r->kept;

	see_other(r, "/households/%.*s?done=%s", TEXT(id_public(r->arena, household->county, household->id)), done);
}

static void after_check(struct request *r, enum outcome outcome, const char *done, const struct household_found *found)
{
	if (r->problems.count > 0) {
		if (!r->json)
			show_card_beside(r, found);
		refuse(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		back_to_card(r, done);
	}
}

static void after_change(struct request *r, enum outcome outcome, const char *done)
{
	after_check(r, outcome, done, &(struct household_found){ .count = 0 });
}

/* Whether somebody like the person is on another card. */
static enum outcome check_member(struct request *r, const struct person *person, int64_t sure,
                                 struct household_found *ret_found)
{
	const struct household *household = r->kept;
	struct person plain = *person;
	struct household_newcomer newcomer = { .place = household->place, .but_id = household->id, .member = &plain };

	person_open(r->arena, request_secret(r), &plain);
	return household_alike_check(r, &newcomer, sure, ret_found);
}

static void join_act(struct request *r)
{
	const struct household *household = r->kept;
	struct household_found found = { .count = 0 };
	struct join_form form = { 0 };
	struct person person;
	int64_t county, id;
	enum outcome outcome = INVALID;

	if (form_read(r, &household_join_record, &form)) {
		outcome = id_read(form.person, &county, &id) ? person_one(r->db, r->arena, county, id, &person)
		                                             : NOT_FOUND;
		if (outcome == NOT_FOUND)
			form_problem(r, "person", N_("There is no such person"), T(""));
		else if (outcome == DONE && !request_may(r, RIGHT_HOUSEHOLD_EDIT, person.place))
			outcome = DENIED;
		else if (outcome == DONE && place_level(person.place) < PLACE_HOUSEHOLD)
			outcome = check_member(r, &person, form.sure, &found);
		if (outcome == DONE && r->problems.count == 0)
			outcome =
				household_join(r->db, r->arena, household->place, county, id, form.relation, r->today);
		if (outcome == CONFLICT)
			form_problem(r, "person",
			             N_("This person is on another household's card; it must leave there first"),
			             T(""));
	}
	after_check(r, outcome, "joined", &found);
}

static void leave_act(struct request *r)
{
	struct join_form form = { 0 };
	int64_t county, id;
	enum outcome outcome = INVALID;

	if (form_read(r, &household_leave_record, &form))
		outcome = id_read(form.person, &county, &id)
		                  ? household_leave(r->db, r->arena, r->kept, county, id, r->today)
		                  : NOT_FOUND;
	after_change(r, outcome, "left");
}

static void head_act(struct request *r)
{
	const struct household *now = r->kept;
	struct household household = *now;
	struct household_found found = { .count = 0 };
	struct head_form form = { .sure = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &household_head_record, &form)) {
		bool is_same = text_equal(text_trim(form.head), now->head);

		household.head = form.head;
		household.version = form.version;
		outcome = household_alike_check(r,
		                                &(struct household_newcomer){
							.place = now->place, .but_id = now->id, .head = form.head },
		                                is_same ? 1 : form.sure, &found);
	}
	if (outcome == DONE && found.count == 0)
		outcome = household_set_head(r->db, r->arena, &household, r->today);
	if (outcome == CONFLICT && !r->json) {
		form_problem(r, "version",
		             N_("Somebody changed this meanwhile. Theirs stands beside yours: choose and save again."),
		             T(""));
		show_card(r);
		refuse(r);
		r->outcome = CONFLICT;
		r->exchange->reply.status = 409;
		return;
	}
	after_check(r, outcome, "kept", &found);
}

static void status_act(struct request *r)
{
	const struct household *household = r->kept;
	struct household_status status = {
		.county = household->county, .household_id = household->id, .person_id = r->who.person_id, .at = r->now
	};
	enum outcome outcome = INVALID;

	if (form_read(r, &household_status_form, &status)) {
		if (status.since_on > r->today)
			form_problem(r, "since_on", N_("This day has not come yet"), T(""));
		else
			outcome = household_set_status(r->db, r->arena, &status);
		if (r->problems.count == 0 && outcome == INVALID)
			form_problem(r, "since_on", N_("The present status began later than this day"), T(""));
	}
	after_change(r, outcome, "status");
}

const struct route household_routes[] = {
	{ GET, "/households", household_list_page, MAY(RIGHT_HOUSEHOLD_READ),
	  "List or find the households of one's land", .where = list_where, .gives = &household_line_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_TABLE, QUERY(FIELD_TEXT, "status", "Households of this status")) },
	{ GET, "/places/{place}/households", household_list_page, MAY(RIGHT_HOUSEHOLD_READ),
	  "List or find the households of a place; the look is recorded", .where = list_where,
	  .gives = &household_line_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_TABLE, QUERY(FIELD_TEXT, "status", "Households of this status")) },
	{ GET, "/places/{place}/households/new", show_new, MAY(RIGHT_HOUSEHOLD_EDIT),
	  "Show the form for a new household", .where = list_where, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/places/{place}/households/import", household_import_page, MAY(RIGHT_HOUSEHOLD_EDIT),
	  "Show the form to bring in households from a file", .where = list_where, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/places/{place}/households/import/template.csv", household_import_template, MAY(RIGHT_HOUSEHOLD_EDIT),
	  "Download a template for the file, with headings in one's language", .where = list_where, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY_LAND) },
	{ POST, "/places/{place}/households/import", household_import_act, MAY(RIGHT_HOUSEHOLD_EDIT),
	  "Look through a file of households (CSV or XLSX), or bring in what was looked through", .where = list_where,
	  .prepare = household_import_prepare, .flags = ROUTE_UPLOAD | ROUTE_ALONE | ROUTE_PAGE,
	  .query = QUERY_OF(QUERY_LAND) },
	{ POST, "/places/{place}/households", new_act, MAY(RIGHT_HOUSEHOLD_EDIT), "Add a household to a village",
	  .where = list_where, .takes = &household_new_record, .gives = &household_record, .flags = ROUTE_MAY_WAIT,
	  .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/households/{household}", card_page, MAY(RIGHT_HOUSEHOLD_READ),
	  "Show a household's card, or where it was merged; looks of others are recorded",
	  .where = household_card_where, .gives = &household_view_record,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "who", "Name of somebody to add")) },
	{ GET, "/households/{household}/card", print_page, MAY(RIGHT_HOUSEHOLD_READ), "Show the card for printing",
	  .where = household_where, .flags = ROUTE_PAGE },
	{ POST, "/households/{household}/head", head_act, MAY(RIGHT_HOUSEHOLD_EDIT),
	  "Change who is head of a household", .where = household_edit_where, .takes = &household_head_record,
	  .flags = ROUTE_MAY_WAIT },
	{ POST, "/households/{household}/members", join_act, MAY(RIGHT_HOUSEHOLD_EDIT), "Add a person to a household",
	  .where = household_edit_where, .takes = &household_join_record, .flags = ROUTE_MAY_WAIT,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "who", "Name of somebody to add")) },
	{ POST, "/households/{household}/leave", leave_act, MAY(RIGHT_HOUSEHOLD_EDIT),
	  "Take a person off a household's card", .where = household_edit_where, .takes = &household_leave_record },
	{ POST, "/households/{household}/status", status_act, MAY(RIGHT_REGISTER_DECIDE),
	  "Take over a household's status from an older register, with its day and reason",
	  .where = household_edit_where, .takes = &household_status_form, .flags = ROUTE_MAY_WAIT },
	{ GET, "/alike", household_alike_page, MAY(RIGHT_HOUSEHOLD_EDIT),
	  "List pairs of households of a land that may be one; the look is recorded", .where = alike_where,
	  .gives = &household_alike_record, .flags = ROUTE_LIST | ROUTE_PAGED, .query = QUERY_OF(QUERY_LAND) },
	{ POST, "/households/{household}/alike", household_alike_act, MAY(RIGHT_HOUSEHOLD_EDIT),
	  "Say that a household and one that looks alike are two: other", .where = household_edit_where },
	{ GET, "/households/{household}/merge", household_merge_page, MAY(RIGHT_REGISTER_DECIDE),
	  "Show a household's card beside another that may be the same household's", .where = household_edit_where,
	  .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "into", "The other card: its id, or its number in the same village")) },
	{ POST, "/households/{household}/merge", household_merge_act, MAY(RIGHT_REGISTER_DECIDE),
	  "Merge a household's card into another of the same household; can be undone", .where = household_merge_where,
	  .takes = &household_merge_record },
	{ POST, "/households/{household}/unmerge", household_unmerge_act, MAY(RIGHT_REGISTER_DECIDE),
	  "Undo a merge: two cards again, each with what was its own", .where = household_merge_where,
	  .takes = &household_unmerge_record },
	{ GET, "/me/household", mine_page, SIGNED_IN, "Show my household's card", .gives = &household_view_record,
	  .flags = ROUTE_READ_OFFLINE, .query = QUERY_OF(QUERY(FIELD_TEXT, "who", "Name of somebody to add")) },
	ROUTES_END,
};
