/* The lists of those who keep people: who holds which role in a land, and whoever is found by name, phone or number. Roles of a
   land are one bounded read, sorted by any column; found people come with phones masked. */
#include "common/person/person_rows.h"

#include "base/id.h"
#include "base/limits.h"
#include "common/person/person_templates.h"
#include "common/place/place.h"
#include "web/table.h"

/* ---- roles of a land ---- */

struct right_line {
	int64_t county, id, role, place, given_at;
	struct text name, place_name, given_by_name;
};

/* By enum role. */
static const struct choice role_words[] = {
	{ "", "" },
	{ "administrator", N_("Administrator") },
	{ "officer", N_("Officer") },
	{ "cadre", N_("Village cadre") },
	{ "operator", N_("Station operator") },
	{ "seller", N_("Seller") },
	{ "buyer", N_("Buyer") },
	{ "auditor", N_("Auditor") },
	{ NULL, NULL },
};

static const struct field right_fields[] = {
	INT_FIELD(right_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, right_line, id, N_("Person"), 0, 0, 0),
	TEXT_FIELD(right_line, name, N_("Full name"), FIELD_OUT, 0, 0),
	STATE_FIELD(right_line, role, N_("Role"), FIELD_OUT, role_words),
	INT_FIELD(right_line, place, N_("Over which place"), 0, 0, 0),
	TEXT_FIELD(right_line, place_name, N_("Over which place"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, right_line, given_at, N_("Since"), FIELD_OUT, 0, 0),
	TEXT_FIELD(right_line, given_by_name, N_("Given by"), FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record right_record = { .name = "right_line",
	                                    .size = sizeof(struct right_line),
	                                    .county = offsetof(struct right_line, county),
	                                    .fields = right_fields };

static struct text right_href(struct request *r, const void *row)
{
	const struct right_line *line = row;

	return text_format(r->arena, "/people/%.*s", TEXT(id_public(r->arena, line->county, line->id)));
}

static const struct table right_table = {
	.symbol = "i-people",
	.name = "rights",
	.caption = N_("Who has rights here"),
	.record = &right_record,
	.filters =
		(const struct table_filter[]){
			{ .name = "role", .label = N_("Role"), .choices = role_words + 1, .by_number = true },
			TABLE_FILTERS_END },
	.id = offsetof(struct right_line, id),
	.search = N_("Name, initials, whole phone or personal number"),
	.href = right_href,
	.empty = N_("Nobody has rights here"),
};

static enum outcome read_rights(struct request *r, struct right_line **ret, size_t *ret_count)
{
	enum outcome outcome = db_list(
		r->db, r->arena, &right_record, LIMIT_LIST_ROWS, ret, ret_count,
		"SELECT h.county, h.person_id AS id, h.role, h.place, h.given_at, p.name,"
		" coalesce(l.name, '') AS place_name, coalesce(g.name, '') AS given_by_name FROM held_role AS h"
		" JOIN person AS p ON p.county = h.county AND p.id = h.person_id"
		" LEFT JOIN place AS l ON l.place = h.place LEFT JOIN person AS g ON g.id = h.given_by"
		" WHERE h.ended_at = 0 AND h.place >= $1 AND h.place < $2 ORDER BY h.place, h.role, h.county, h.person_id"
		" LIMIT $3",
		bind(i64(r->scope.place), i64(place_end(r->scope.place)), i64(LIMIT_LIST_ROWS)));

	for (size_t i = 0; outcome == DONE && i < *ret_count; i++)
		(*ret)[i].place_name = (*ret)[i].place == PLACE_WHOLE ? text_of(_("The whole land"))
		                                                      : place_short(r->arena, (*ret)[i].place_name);
	return outcome;
}

/* ---- people found ---- */

static enum outcome find_people(struct request *r, struct text asked, int64_t place, int64_t before, size_t limit,
                                void *ret_rows, size_t *ret_count)
{
	return person_find(r->db, r->arena, request_secret(r), asked, place, before, limit, ret_rows, ret_count);
}

static void dress(struct request *r, void *row)
{
	person_open(r->arena, request_secret(r), row);
	person_mask(r->arena, row);
}

static struct text person_href(struct request *r, const void *row)
{
	const struct person *person = row;

	return text_format(r->arena, "/people/%.*s", TEXT(id_public(r->arena, person->county, person->id)));
}

static const struct table people_table = {
	.symbol = "i-people",
	.name = "people",
	.caption = N_("Found"),
	.record = &person_record,
	.columns = (const struct table_column[]){ { .name = "name" },
	                                          { .name = "login", .label = N_("Sign-in name") },
	                                          { .name = "phone" },
	                                          { .name = "created_at", .label = N_("Since") },
	                                          TABLE_COLUMNS_END },
	.one = "SELECT county, id, place, name, login, phone, number, language, large_text, created_at, version FROM person"
	       " WHERE county = $1 AND id = $2",
	.id = offsetof(struct person, id),
	.find = find_people,
	.search = N_("Name, initials, whole phone or personal number"),
	.dress = dress,
	.href = person_href,
};

/* ---- the page ---- */

/* Programs get people, as they always did: those found, else those who hold a role in the land. */
static void give_holders(struct request *r)
{
	int64_t after = request_after(r);
	size_t limit = request_limit(r) + 1, count = 0;
	struct person *people = NULL;
	enum outcome outcome = db_list(
		r->db, r->arena, &person_record, limit, &people, &count,
		"SELECT county, id, place, name, login, phone, number, language, large_text, created_at, version"
		" FROM person AS p WHERE id < $1 AND EXISTS (SELECT 1 FROM held_role AS h WHERE h.county = p.county"
		" AND h.person_id = p.id AND h.ended_at = 0 AND h.place >= $2 AND h.place < $3)"
		" AND id IN (SELECT person_id FROM held_role WHERE ended_at = 0 AND place >= $2 AND place < $3)"
		" ORDER BY id DESC LIMIT $4",
		bind(i64(after > 0 ? after : INT64_MAX), i64(r->scope.place), i64(place_end(r->scope.place)),
	             i64((int64_t)limit)));

	for (size_t i = 0; i < count; i++)
		dress(r, &people[i]);
	give_list_read(r, outcome, &person_record, people, count);
}

static enum outcome read_view(struct request *r, struct table_view *view, bool *ret_whole)
{
	struct right_line *lines;
	size_t count;
	enum outcome outcome;

	*ret_whole = true;
	if (text_trim(request_query(r, "q")).length > 0)
		return table_read(r, &people_table, r->scope.place, view);
	outcome = read_rights(r, &lines, &count);
	if (outcome != DONE)
		return outcome;
	*ret_whole = count < LIMIT_LIST_ROWS;
	table_of_rows(r, &right_table, NULL, lines, count, view);
	return DONE;
}

void people_page(struct request *r)
{
	struct table_view view;
	bool whole;
	enum outcome outcome;

	if (r->json && text_trim(request_query(r, "q")).length == 0) {
		give_holders(r);
		return;
	}
	outcome = read_view(r, &view, &whole);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (table_answered(r, &view))
		return;
	table_page(r);
	page_begin(r, _("People"), "people");
	person_people_html(r, &view, whole);
	page_end(r);
}
