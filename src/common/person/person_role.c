/* Roles over places and the rights they give.
   Invariants: rights start at none; nobody gives a role that holds a right he lacks over that whole land, nor any to himself
   (RIGHT_SERVE alone may be given by whoever gives rights there: officers appoint operators, but do not serve); the whole land always has
   an administrator; who gave and who took stays in the table. */
#include "common/person/person_rows.h"

#include <assert.h>
#include <string.h>

#include "common/place/place.h"

#define RIGHT(name) (UINT64_C(1) << RIGHT_##name)

static const struct {
	const char *word, *name;
	uint64_t rights;
} roles[] = {
	[ROLE_ADMINISTRATOR] = { "administrator", N_("Administrator"), (UINT64_C(1) << RIGHTS) - 2 },
	[ROLE_OFFICER] = { "officer", N_("Officer"),
	                   RIGHT(HOUSEHOLD_READ) | RIGHT(HOUSEHOLD_EDIT) | RIGHT(SELLER_EDIT) | RIGHT(CATALOG_EDIT) |
	                           RIGHT(ORDER_READ) | RIGHT(ORDER_HANDLE) | RIGHT(LEDGER_READ) | RIGHT(SETTLE) |
	                           RIGHT(FIGURES_READ) | RIGHT(PERSON_EDIT) | RIGHT(GRANT) | RIGHT(REGISTER_READ) |
	                           RIGHT(REGISTER_EDIT) | RIGHT(REGISTER_DECIDE) | RIGHT(RULE_EDIT) |
	                           RIGHT(CASE_HANDLE) | RIGHT(PROJECT) },
	[ROLE_CADRE] = { "cadre", N_("Village cadre"),
	                 RIGHT(HOUSEHOLD_READ) | RIGHT(HOUSEHOLD_EDIT) | RIGHT(PERSON_EDIT) | RIGHT(FIGURES_READ) |
	                         RIGHT(SELLER_EDIT) | RIGHT(REGISTER_READ) | RIGHT(REGISTER_EDIT) | RIGHT(CASE_HANDLE) |
	                         RIGHT(PROJECT) },
	[ROLE_OPERATOR] = { "operator", N_("Station operator"),
	                    RIGHT(SERVE) | RIGHT(PERSON_EDIT) | RIGHT(HOUSEHOLD_READ) },
	[ROLE_SELLER] = { "seller", N_("Seller"), 0 },
	[ROLE_BUYER] = { "buyer", N_("Buyer"), 0 },
	[ROLE_AUDITOR] = { "auditor", N_("Auditor"),
	                   RIGHT(AUDIT_READ) | RIGHT(LEDGER_READ) | RIGHT(FIGURES_READ) | RIGHT(ORDER_READ) },
};

enum { ROLES = sizeof(roles) / sizeof(roles[0]) };

uint64_t role_rights(enum role role)
{
	return (unsigned)role < ROLES ? roles[role].rights : 0;
}

const char *role_name(enum role role)
{
	return (unsigned)role < ROLES && roles[role].name ? roles[role].name : "";
}

const char *role_word(enum role role)
{
	return (unsigned)role < ROLES && roles[role].word ? roles[role].word : "";
}

enum role role_of(struct text word)
{
	for (int i = 1; i < ROLES; i++)
		if (text_equal(word, text_of(roles[i].word)))
			return (enum role)i;
	return (enum role)0;
}

bool role_is_below(const struct identity *who, enum role role, int64_t place)
{
	for (int right = 1; right < RIGHTS; right++)
		if ((role_rights(role) >> right & 1) && !identity_may(who, (enum right)right, place) &&
		    !(right == RIGHT_SERVE && identity_may(who, RIGHT_GRANT, place)))
			return false;
	return true;
}

bool role_all_below(const struct identity *who, const struct role_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!role_is_below(who, (enum role)rows[i].role, rows[i].place))
			return false;
	return true;
}

/* ---- rows ---- */

static const struct field role_row_fields[] = {
	INT_FIELD(role_row, county, N_("County"), 0, 0, 0),
	INT_FIELD(role_row, person_id, N_("Person"), 0, 0, 0),
	INT_FIELD(role_row, role, N_("Role"), 0, 0, 0),
	TEXT_FIELD(role_row, role_word, N_("Role"), FIELD_OUT, 0, 20),
	WHOLE_FIELD(FIELD_PLACE, role_row, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(role_row, place_name, N_("Name of the place"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_MOMENT, role_row, given_at, N_("Given"), FIELD_OUT, 0, 0),
	INT_FIELD(role_row, given_by, N_("Given by"), 0, 0, 0),
	TEXT_FIELD(role_row, given_by_name, N_("Given by"), FIELD_OUT, 0, 60),
	FIELD_END,
};

const struct record role_row_record = { .name = "held_role",
	                                .size = sizeof(struct role_row),
	                                .county = offsetof(struct role_row, county),
	                                .fields = role_row_fields };

enum outcome role_list(struct db *db, struct arena *arena, int64_t county, int64_t person_id, struct role_row **ret,
                       size_t *ret_count)
{
	enum outcome outcome = db_list(
		db, arena, &role_row_record, LIMIT_RIGHTS, ret, ret_count,
		"SELECT h.county, h.person_id, h.role, h.place, coalesce(l.name, '') AS place_name, h.given_at, h.given_by,"
		" coalesce(g.name, '') AS given_by_name FROM held_role AS h LEFT JOIN place AS l ON l.place = h.place"
		" LEFT JOIN person AS g ON g.id = h.given_by"
		" WHERE h.county = $1 AND h.person_id = $2 AND h.ended_at = 0 ORDER BY h.place, h.role LIMIT $3",
		bind(i64(county), i64(person_id), i64(LIMIT_RIGHTS)));

	for (size_t i = 0; outcome == DONE && i < *ret_count; i++)
		(*ret)[i].role_word = text_of(role_word((enum role)(*ret)[i].role));
	return outcome;
}

enum outcome person_holders(struct db *db, struct arena *arena, int64_t place, enum right right,
                            struct person **ret_people, size_t *ret_count)
{
	int64_t with[ROLES] = { 0 };

	static_assert(ROLES == ROLE_AUDITOR + 1, "the statement names every role");
	for (int i = 1; i < ROLES; i++)
		with[i] = role_rights((enum role)i) >> right & 1 ? i : 0;
	return db_list(db, arena, &person_record, PERSON_HOLDERS, ret_people, ret_count,
	               "SELECT DISTINCT h.person_id AS id, h.county FROM held_role AS h WHERE h.place = $1"
	               " AND h.ended_at = 0 AND h.role IN ($2, $3, $4, $5, $6, $7, $8) ORDER BY h.person_id, h.county"
	               " LIMIT $9 /* sorts */",
	               bind(i64(place), i64(with[1]), i64(with[2]), i64(with[3]), i64(with[4]), i64(with[5]),
	                    i64(with[6]), i64(with[7]), i64(PERSON_HOLDERS)));
}

enum outcome person_grant(struct db *db, int64_t county, int64_t person_id, enum role role, int64_t place,
                          int64_t given_by, int64_t at)
{
	int64_t held;
	enum outcome outcome = db_number(db, &held,
	                                 "SELECT role FROM held_role WHERE county = $1 AND person_id = $2 AND role = $3"
	                                 " AND place = $4 AND ended_at = 0",
	                                 bind(i64(county), i64(person_id), i64(role), i64(place)));

	if (outcome != NOT_FOUND)
		return outcome;
	return db_exec(db,
	               "INSERT INTO held_role(county, person_id, role, place, given_at, given_by, ended_at, ended_by)"
	               " VALUES ($1, $2, $3, $4, $5, $6, 0, 0) ON CONFLICT (county, person_id, role, place, given_at)"
	               " DO UPDATE SET ended_at = 0, ended_by = 0, given_by = excluded.given_by",
	               bind(i64(county), i64(person_id), i64(role), i64(place), i64(at), i64(given_by)));
}

enum outcome person_revoke(struct db *db, int64_t county, int64_t person_id, enum role role, int64_t place,
                           int64_t taken_by, int64_t at)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows,
	                  "UPDATE held_role SET ended_at = $1, ended_by = $2 WHERE county = $3 AND person_id = $4"
	                  " AND role = $5 AND place = $6 AND ended_at = 0",
	                  bind(i64(at), i64(taken_by), i64(county), i64(person_id), i64(role), i64(place)));

	return outcome == DONE && rows == 0 ? NOT_FOUND : outcome;
}

enum outcome role_is_last(struct db *db, int64_t county, int64_t person_id, bool *ret_last)
{
	int64_t others;
	enum outcome outcome = db_number(db, &others,
	                                 "SELECT count(*) FROM held_role WHERE place = 0 AND role = $1 AND ended_at = 0"
	                                 " AND NOT (county = $2 AND person_id = $3)",
	                                 bind(i64(ROLE_ADMINISTRATOR), i64(county), i64(person_id)));

	*ret_last = outcome == DONE && others == 0;
	return outcome;
}

/* ---- the first administrator ---- */

struct text person_administrator_body(struct arena *arena, struct text login, struct text name, struct text hash)
{
	return text_format(arena, "%.*s\n%.*s\n%.*s", TEXT(login), TEXT(name), TEXT(hash));
}

static enum outcome make_account(struct db *db, struct arena *arena, struct world *world, struct text login,
                                 struct text name, struct text hash, struct problems *problems,
                                 struct person *ret_person)
{
	*ret_person = (struct person){ .id = world_id(world),
		                       .place = PLACE_WHOLE,
		                       .name = name.length > 0 ? name : login,
		                       .login = login,
		                       .password_hash = hash,
		                       .created_at = world->at };
	if (hash.length == 0) {
		problem_add(problems, T("password"), N_("Enter a password"), T(""));
		return INVALID;
	}
	return person_add(db, arena, NULL, world, ret_person, problems); /* nothing to seal */
}

enum outcome person_first_administrator(struct db *db, struct arena *arena, struct world *world, struct text body,
                                        struct problems *problems)
{
	struct text rest = body, login = T(""), name = T(""), hash = T("");
	struct person person;
	enum outcome outcome;

	if (!text_next(&rest, '\n', &login) || !text_next(&rest, '\n', &name))
		return INVALID;
	text_next(&rest, '\n', &hash);
	outcome = person_of_login(db, arena, login, &person);
	if (outcome == NOT_FOUND)
		outcome = make_account(db, arena, world, login, name, hash, problems, &person);
	else if (outcome == DONE && hash.length > 0)
		outcome = login_set_password(db, login_plain(arena, login), hash, world->at);
	if (outcome == DONE)
		outcome = person_grant(db, person.county, person.id, ROLE_ADMINISTRATOR, PLACE_WHOLE, 0, world->at);
	return outcome;
}

enum outcome administrator_run(struct db *db, struct arena *arena, struct world *world, const struct command *command)
{
	struct problems problems = problems_in(arena);

	return person_first_administrator(db, arena, world, command->body, &problems);
}
