/* Doors of the places: walk down and up, find by name, and, for whoever may, rename, give another code, merge. */
#include "common/place/place.h"

#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "common/place/place_rows.h"
#include "common/place/place_templates.h"
#include "schema.h"

/* What the page of a place shows. */
static const struct field view_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, place_view, place, N_("Code"), FIELD_OUT, 0, 0),
	STATE_FIELD(place_view, level, N_("Level"), FIELD_OUT, place_levels),
	TEXT_FIELD(place_view, name, N_("Name"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_DAY, place_view, since_on, N_("Since"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, place_view, until_on, N_("Until"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, place_view, successor, N_("Became"), FIELD_OUT, 0, 0),
	INT_FIELD(place_view, version, N_("Version"), FIELD_OUT, 0, 0),
	LIST_FIELD(place_view, above, N_("Above"), FIELD_OUT, &place_record, 0, 6),
	LIST_FIELD(place_view, below, N_("Below"), FIELD_OUT, &place_record, 0, LIMIT_LIST_ROWS),
	FIELD_END,
};
static const struct record view_record = { .name = "place_page",
	                                   .size = sizeof(struct place_view),
	                                   .fields = view_fields };

/* What is posted to change a place. */
struct place_edit {
	struct text name;
	int64_t code, into, version;
};
static const struct field name_fields[] = {
	TEXT_FIELD(place_edit, name, N_("New name"), FIELD_IN | FIELD_REQUIRED, 2, 60),
	INT_FIELD(place_edit, version, N_("Version"), FIELD_IN | FIELD_REQUIRED, 1, INT64_MAX),
	FIELD_END,
};
static const struct field code_fields[] = {
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_IN | FIELD_REQUIRED | FIELD_AS_CODE,
	  .name = "code",
	  .offset = FIELD_WHOLE(place_edit, code),
	  .label = N_("New code"),
	  .hint = N_("Digits of the official code, for example 510525101001 for a village") },
	FIELD_END,
};
static const struct field into_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, place_edit, into, N_("The village it goes into"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	FIELD_END,
};
static const struct record name_record = { .name = "place_name",
	                                   .size = sizeof(struct place_edit),
	                                   .fields = name_fields };
static const struct record code_record = { .name = "place_code",
	                                   .size = sizeof(struct place_edit),
	                                   .fields = code_fields };
static const struct record into_record = { .name = "place_into",
	                                   .size = sizeof(struct place_edit),
	                                   .fields = into_fields };

const struct choice place_levels[] = { { "country", N_("Country") },     { "province", N_("Province") },
	                               { "city", N_("City") },           { "county", N_("County") },
	                               { "township", N_("Township") },   { "village", N_("Village") },
	                               { "household", N_("Household") }, { NULL, NULL } };

const char *place_level_name(int64_t level)
{
	return level >= 0 && level <= PLACE_HOUSEHOLD ? place_levels[level].label : "";
}

static enum outcome load_view(struct request *r, int64_t place, struct place_view *view)
{
	struct place row = { .place = PLACE_WHOLE };
	struct place *list;
	enum outcome outcome = DONE;

	if (place != PLACE_WHOLE)
		outcome = place_one(r->db, r->arena, place, &row);
	if (outcome != DONE)
		return outcome;
	*view = (struct place_view){ .place = place,
		                     .level = row.level,
		                     .name = row.name,
		                     .since_on = row.since_on,
		                     .until_on = row.until_on,
		                     .successor = row.successor,
		                     .version = row.version };
	outcome = place_path(r->db, r->arena, place, view->path, &view->path_count);
	if (outcome != DONE || row.level == PLACE_VILLAGE || row.until_on != 0)
		return outcome;
	outcome = place_children(r->db, r->arena, place, 0, LIMIT_LIST_ROWS, &list, &view->below.count);
	view->below.rows = list;
	return outcome;
}

/* The places above as rows, for JSON: a page makes its level bar of the path itself. */
static void fill_above(struct request *r, struct place_view *view)
{
	struct place *rows = arena_array(r->arena, view->path_count + 1, sizeof(*rows));

	for (size_t i = 0; i < view->path_count; i++)
		rows[i] = (struct place){ .place = view->path[i].place,
			                  .name = view->path[i].place == view->place ? view->name : view->path[i].name,
			                  .level = (int64_t)place_level(view->path[i].place) };
	view->above = (struct list){ rows, view->path_count };
}

static void show_place(struct request *r, int64_t place)
{
	struct place_view view;
	enum outcome outcome = load_view(r, place, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		fill_above(r, &view);
		give_one(r, &view_record, &view);
		return;
	}
	view.may_edit = view.level > PLACE_PROVINCE && request_may(r, RIGHT_PLACE_EDIT, place);
	view.may_figures = request_may(r, RIGHT_FIGURES_READ, place);
	page_begin_named(r, place == PLACE_WHOLE ? text_of(_("All places")) : place_short(r->arena, view.name),
	                 "places", NULL);
	place_page_html(r, &view);
	page_end(r);
}

static void country_page(struct request *r)
{
	show_place(r, PLACE_WHOLE);
}

static void place_page(struct request *r)
{
	int64_t place;

	if (!request_place(r, "place", &place) || place == PLACE_WHOLE)
		fail(r, NOT_FOUND, NULL);
	else
		show_place(r, place);
}

/* Finds living places by the beginning of a name or of its initials. */
static void place_find_page(struct request *r)
{
	struct text question = text_trim(request_query(r, "q"));
	struct place_found found = { .question = text_first(question, 60) };
	int64_t within = PLACE_WHOLE;
	enum outcome outcome;

	if (request_query(r, "within").length > 0 && !request_query_place(r, "within", &within)) {
		fail(r, NOT_FOUND, NULL);
		return;
	}
	outcome = place_find(r->db, r->arena, found.question, within, request_limit(r), &found.places, &found.count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_list(r, &place_record, found.places, found.count, 0);
		return;
	}
	page_begin(r, _("Find a place"), "places");
	place_find_html(r, &found);
	page_end(r);
}

static enum outcome edit_where(struct request *r, struct scope *ret_scope)
{
	struct place *row = arena_take(r->arena, sizeof(*row));
	int64_t place;
	enum outcome outcome;

	if (!request_place(r, "place", &place) || place == PLACE_WHOLE)
		return NOT_FOUND;
	outcome = place_one(r->db, r->arena, place, row);
	ret_scope->place = place;
	r->kept = row;
	return outcome;
}

static void show_edit(struct request *r)
{
	const struct place *place = r->kept;
	const struct place_edit named = { .name = place->name, .version = place->version };

	page_begin_named(r, text_of(_("Change a place")), "places",
	                 text_string(r->arena, text_format(r->arena, "/places/%.*s",
	                                                   TEXT(place_code(r->arena, r->scope.place)))));
	place_edit_html(r, place, &named, &name_record, &code_record, &into_record);
	page_end(r);
}

static void refuse_edit(struct request *r)
{
	if (!r->json)
		show_edit(r);
	refuse(r);
}

static void after_change(struct request *r, enum outcome outcome, int64_t place, const char *field)
{
	if (outcome == INVALID) {
		form_problem(r, field, N_("This place cannot go there: another level, or no place above it"), T(""));
		refuse_edit(r);
	} else if (outcome == CONFLICT && strcmp(field, "code") == 0) {
		form_problem(r, field, N_("This code was used before; choose one that never was"), T(""));
		refuse_edit(r);
	} else if (outcome == NOT_FOUND) {
		form_problem(r, field, N_("No such place exists today"), T(""));
		refuse_edit(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		see_other(r, "/places/%.*s?done=changed", TEXT(place_code(r->arena, place)));
	}
}

static void place_name_post(struct request *r)
{
	struct place_edit edit = { 0 };

	if (!form_read(r, &name_record, &edit)) {
		refuse_edit(r);
		return;
	}
	after_change(r, place_rename(r->db, r->arena, r->scope.place, edit.name, edit.version), r->scope.place, "name");
}

/* Both ends of a move must lie in the person's land. */
static bool may_reach(struct request *r, int64_t place)
{
	if (request_may(r, RIGHT_PLACE_EDIT, place))
		return true;
	fail(r, DENIED, NULL);
	return false;
}

static void place_code_post(struct request *r)
{
	struct place_edit edit = { 0 };

	if (!form_read(r, &code_record, &edit)) {
		refuse_edit(r);
		return;
	}
	if (may_reach(r, edit.code))
		after_change(r, place_move(r->db, r->arena, r->scope.place, edit.code, r->today), edit.code, "code");
}

static void place_merge_post(struct request *r)
{
	struct place_edit edit = { 0 };

	if (!form_read(r, &into_record, &edit)) {
		refuse_edit(r);
		return;
	}
	if (may_reach(r, edit.into))
		after_change(r, place_merge(r->db, r->arena, r->scope.place, edit.into, r->today), edit.into, "into");
}

static const struct route place_routes[] = {
	{ GET, "/places", country_page, ANYONE, "List the provinces", .gives = &view_record,
	  .flags = ROUTE_READ_OFFLINE },
	{ GET, "/places/find", place_find_page, ANYONE, "Find places by the beginning of their name or its initials",
	  .gives = &place_record, .flags = ROUTE_LIST | ROUTE_PAGED | ROUTE_READ_OFFLINE,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "q", "Beginning of the name, or its initials"),
	                    QUERY(FIELD_PLACE, "within", "Only in this land")) },
	{ GET, "/places/{place}", place_page, ANYONE, "Show a place with what lies above and below it",
	  .gives = &view_record, .flags = ROUTE_READ_OFFLINE },
	{ GET, "/places/{place}/edit", show_edit, MAY(RIGHT_PLACE_EDIT), "Show the form to change a place",
	  .where = edit_where, .flags = ROUTE_PAGE },
	{ POST, "/places/{place}/name", place_name_post, MAY(RIGHT_PLACE_EDIT), "Give a place a new name",
	  .where = edit_where, .takes = &name_record },
	{ POST, "/places/{place}/code", place_code_post, MAY(RIGHT_PLACE_EDIT),
	  "Give a place and all in it another code", .where = edit_where, .takes = &code_record, .flags = ROUTE_ALONE },
	{ POST, "/places/{place}/merge", place_merge_post, MAY(RIGHT_PLACE_EDIT), "Merge a village into another",
	  .where = edit_where, .takes = &into_record, .flags = ROUTE_ALONE },
	ROUTES_END,
};

static const struct work place_works[] = {
	{ PLACE_IMPORT_DOOR, place_import_run },
	{ NULL, NULL },
};

const struct module place_module = {
	.name = "place",
	.schema = place_schema,
	.routes = place_routes,
	.works = place_works,
	.checks = place_checks,
	.places = &place_source,
};
