/* People as rows: making, changing, finding. Logins are in person_login.c, rights in person_role.c.
   Invariants: phone and number stand in the table only sealed, beside a blind index; every person has search words. */
#include "common/person/person_rows.h"

#include <assert.h>

#include "base/limits.h"
#include "common/place/place.h"
#include "db/search.h"
#include "journal/seal.h"

enum { LOGIN_MIN = 2, LOGIN_MAX = 40 };

static const struct field person_fields[] = {
	WHOLE_FIELD(FIELD_ID, person, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(person, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, person, place, N_("Home place"), FIELD_BOTH, 0, 0),
	TEXT_FIELD(person, name, N_("Full name"), FIELD_MUST, 1, 60),
	TEXT_FIELD(person, login, N_("Sign-in name"), FIELD_OUT, 0, LOGIN_MAX),
	PHONE_FIELD(person, phone, N_("Phone"), FIELD_BOTH),
	TEXT_FIELD(person, number, N_("Personal number"), FIELD_BOTH, 0, 18),
	TEXT_FIELD(person, language, N_("Language"), FIELD_OUT, 0, 20),
	INT_FIELD(person, large_text, N_("Large text"), 0, 0, 1),
	WHOLE_FIELD(FIELD_MOMENT, person, created_at, N_("Since"), FIELD_OUT, 0, 0),
	INT_FIELD(person, version, N_("Version"), FIELD_BOTH, 0, INT64_MAX),
	FIELD_END,
};

const struct record person_record = { .name = "person",
	                              .size = sizeof(struct person),
	                              .county = offsetof(struct person, county),
	                              .fields = person_fields };

struct text login_plain(struct arena *arena, struct text login)
{
	struct text t = text_trim(login);
	char *bytes = arena_take(arena, t.length + 1);

	for (size_t i = 0; i < t.length; i++)
		bytes[i] = (char)(t.bytes[i] >= 'A' && t.bytes[i] <= 'Z' ? t.bytes[i] - 'A' + 'a' : t.bytes[i]);
	return (struct text){ bytes, t.length };
}

bool login_is_fine(struct text login)
{
	size_t characters = text_characters(login);

	for (size_t i = 0; i < login.length; i++) {
		char c = login.bytes[i];
		bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) || c == '.' || c == '_' ||
		            c == '-' || c == '@';
		if (!fine)
			return false;
	}
	return characters >= LOGIN_MIN && characters <= LOGIN_MAX;
}

/* The people of a blind index but the person itself. */
static enum outcome others_with_number(struct db *db, struct text index, int64_t but_id, int64_t *ret_count)
{
	return db_number(db, ret_count,
	                 "SELECT count(*) FROM person WHERE number_index = $1 AND number_index <> '' AND id <> $2",
	                 bind(txt(index), i64(but_id)));
}

struct person_marks person_marks_of(struct arena *arena, const struct digest *secret, const struct person *person)
{
	struct person_marks marks = { T(""), T(""), T("") };

	if (person->phone.length > 0)
		marks.phone = blind_index(arena, secret, "phone", phone_plain(arena, person->phone));
	if (person->number.length > 0) {
		struct text number = number_plain(arena, person->number);
		marks.number = blind_index(arena, secret, "number", number);
		if (personal_number_is_valid(number))
			marks.birth = blind_index(arena, secret, "birth",
			                          text_format(arena, "%.*s/%.*s", TEXT(text_trim(person->name)),
			                                      TEXT(number_birth_day(arena, number))));
	}
	return marks;
}

struct sealed {
	struct text phone, phone_index, number, number_index, birth_index;
};

static struct sealed seal_both(struct arena *arena, const struct digest *secret, struct world *world,
                               const struct person *person)
{
	struct person_marks marks = person_marks_of(arena, secret, person);
	struct sealed s = { T(""), marks.phone, T(""), marks.number, marks.birth };

	if (person->phone.length > 0)
		s.phone = seal_hex(arena, secret, world, person->phone);
	if (person->number.length > 0)
		s.number = seal_hex(arena, secret, world, number_plain(arena, person->number));
	return s;
}

/* The rules of a person's data; DONE or INVALID (or the database's). */
static enum outcome check_person(struct db *db, struct arena *arena, const struct person *person,
                                 const struct sealed *sealed, struct problems *problems)
{
	size_t before = problems->count;
	int64_t others = 0;
	enum outcome outcome = DONE;

	if (text_trim(person->name).length == 0 || text_characters(person->name) > LIMIT_NAME_CHARACTERS)
		problem_add(problems, T("name"), N_("Enter the name"), T(""));
	if (person->place != PLACE_WHOLE && !place_is_known(db, person->place))
		problem_add(problems, T("place"), N_("Choose a place from the list"), T(""));
	if (person->number.length > 0 && !personal_number_is_valid(number_plain(arena, person->number)))
		problem_add(problems, T("number"), N_("This is not a personal number: check the 18 characters"), T(""));
	else if (person->number.length > 0)
		outcome = others_with_number(db, sealed->number_index, person->id, &others);
	if (outcome == DONE && others > 0)
		problem_add(problems, T("number"), N_("Somebody with this personal number is registered already"),
		            T(""));
	return outcome != DONE ? outcome : problems->count > before ? INVALID : DONE;
}

/* Of a statement that wrote what was looked for before. */
static enum outcome looked_for(struct db *db, enum outcome outcome)
{
	if (outcome == CONFLICT)
		db_run_again(db);
	return outcome;
}

enum outcome login_put(struct db *db, struct arena *arena, const struct person *person, int64_t at)
{
	struct login old;
	int64_t taken;
	enum outcome outcome;

	outcome = db_number(db, &taken, "SELECT person_id FROM login WHERE login = $1", bind(txt(person->login)));
	if (outcome != NOT_FOUND)
		return outcome != DONE       ? outcome
		       : taken == person->id ? login_set_password(db, person->login, person->password_hash, at)
		                             : CONFLICT;
	outcome = login_of_person(db, arena, person->county, person->id, &old);
	if (outcome == DONE)
		outcome = db_exec(db, "DELETE FROM login WHERE login = $1", bind(txt(old.login)));
	else if (outcome == NOT_FOUND)
		outcome = DONE;
	if (outcome == DONE)
		outcome = looked_for(
			db, db_exec(db,
		                    "INSERT INTO login(login, county, person_id, password_hash, failures, locked_until,"
		                    " changed_at) VALUES ($1, $2, $3, $4, 0, 0, $5)",
		                    bind(txt(person->login), i64(person->county), i64(person->id),
		                         txt(person->password_hash), i64(at))));
	if (outcome == DONE)
		outcome =
			db_exec(db, "UPDATE person SET login = $1, version = version + 1 WHERE county = $2 AND id = $3",
		                bind(txt(person->login), i64(person->county), i64(person->id)));
	return outcome;
}

enum outcome person_add(struct db *db, struct arena *arena, const struct digest *secret, struct world *world,
                        const struct person *person, struct problems *problems)
{
	struct sealed sealed = seal_both(arena, secret, world, person);
	struct person with_login = *person;
	enum outcome outcome;

	assert(person->id > 0 && person->county >= 0);
	with_login.login = login_plain(arena, person->login);
	if (with_login.login.length > 0 && !login_is_fine(with_login.login))
		problem_add(problems, T("login"), N_("Use 2 to 40 letters and digits"), T(""));
	outcome = check_person(db, arena, person, &sealed, problems);
	if (outcome != DONE || problems->count > 0)
		return outcome != DONE ? outcome : INVALID;
	outcome = looked_for(
		db,
		db_exec(db,
	                "INSERT INTO person(county, id, place, name, login, phone, phone_index, number, number_index,"
	                " birth_index, language, large_text, created_at, version)"
	                " VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, $10, $11, $12, 1)",
	                bind(i64(person->county), i64(person->id), i64(person->place), txt(text_trim(person->name)),
	                     txt(sealed.phone), txt(sealed.phone_index), txt(sealed.number), txt(sealed.number_index),
	                     txt(sealed.birth_index), txt(person->language), i64(person->large_text),
	                     i64(person->created_at))));
	if (outcome == DONE)
		outcome = search_put(db, arena, "person", person->county, person->id, person->place, person->name);
	if (outcome == DONE && with_login.login.length > 0)
		outcome = login_put(db, arena, &with_login, person->created_at);
	return outcome;
}

enum outcome person_change(struct db *db, struct arena *arena, const struct digest *secret, struct world *world,
                           const struct person *person, struct problems *problems)
{
	struct sealed sealed = seal_both(arena, secret, world, person);
	int64_t rows = 0;
	enum outcome outcome = check_person(db, arena, person, &sealed, problems);

	if (outcome == DONE)
		outcome = looked_for(
			db,
			db_change(
				db, &rows,
				"UPDATE person SET name = $1, place = $2, phone = $3, phone_index = $4, number = $5,"
				" number_index = $6, birth_index = $10, version = version + 1 WHERE county = $7 AND id = $8 AND version = $9",
				bind(txt(text_trim(person->name)), i64(person->place), txt(sealed.phone),
		                     txt(sealed.phone_index), txt(sealed.number), txt(sealed.number_index),
		                     i64(person->county), i64(person->id), i64(person->version),
		                     txt(sealed.birth_index))));
	if (outcome == DONE && rows == 0)
		return CONFLICT;
	if (outcome == DONE)
		outcome = search_put(db, arena, "person", person->county, person->id, person->place, person->name);
	return outcome;
}

enum outcome person_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct person *ret_person)
{
	return db_one(db, arena, &person_record, ret_person,
	              "SELECT county, id, place, name, login, phone, number, language, large_text, created_at, version"
	              " FROM person WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome person_of_number(struct db *db, struct arena *arena, const struct digest *secret, struct text number,
                              struct person *ret_person)
{
	return db_one(db, arena, &person_record, ret_person,
	              "SELECT county, id, place, name, login, phone, number, language, large_text, created_at, version"
	              " FROM person WHERE number_index = $1 AND number_index <> '' ORDER BY id LIMIT 1",
	              bind(txt(blind_index(arena, secret, "number", number_plain(arena, number)))));
}

enum outcome person_of_login(struct db *db, struct arena *arena, struct text login, struct person *ret_person)
{
	struct login row;
	enum outcome outcome = login_one(db, arena, login_plain(arena, login), &row);

	return outcome != DONE ? outcome : person_one(db, arena, row.county, row.person_id, ret_person);
}

void person_open(struct arena *arena, const struct digest *secret, struct person *person)
{
	if (!unseal_hex(arena, secret, person->phone, &person->phone))
		person->phone = T("");
	if (!unseal_hex(arena, secret, person->number, &person->number))
		person->number = T("");
}

void person_mask(struct arena *arena, struct person *person)
{
	person->phone = phone_masked(arena, person->phone);
	person->number = personal_number_masked(arena, person->number);
}

enum outcome person_set_home(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t place)
{
	struct person person;
	enum outcome outcome = person_one(db, arena, county, id, &person);

	if (outcome == DONE)
		outcome =
			db_exec(db, "UPDATE person SET place = $1, version = version + 1 WHERE county = $2 AND id = $3",
		                bind(i64(place), i64(county), i64(id)));
	if (outcome == DONE)
		outcome = search_put(db, arena, "person", county, id, place, person.name);
	return outcome;
}

enum outcome person_rekey_home(struct db *db, int64_t county, int64_t id, int64_t place)
{
	enum outcome outcome = db_exec(db, "UPDATE person SET place = $1 WHERE county = $2 AND id = $3",
	                               bind(i64(place), i64(county), i64(id)));

	return outcome == DONE ? search_rekey(db, "person", county, id, place) : outcome;
}

struct text person_name(struct db *db, struct arena *arena, int64_t id)
{
	struct text name;

	if (db_word(db, arena, &name, "SELECT name FROM person WHERE id = $1", bind(i64(id))) != DONE)
		return T("");
	return name;
}

/* ---- finding ---- */

static bool looks_like_a_number(struct text words)
{
	for (size_t i = 0; i < words.length; i++) {
		char c = words.bytes[i];
		if ((c < '0' || c > '9') && c != '+' && c != '-' && c != ' ' && c != 'x' && c != 'X')
			return false;
	}
	return words.length >= 5;
}

static enum outcome find_by_index(struct db *db, struct arena *arena, const struct digest *secret, struct text words,
                                  int64_t within, int64_t before, size_t limit, struct person **ret_people,
                                  size_t *ret_count)
{
	return db_list(db, arena, &person_record, limit, ret_people, ret_count,
	               "SELECT county, id, place, name, login, phone, number, language, large_text, created_at, version"
	               " FROM person WHERE ((phone_index = $1 AND phone_index <> '') OR (number_index = $2 AND"
	               " number_index <> '')) AND place >= $3 AND place < $4 AND id < $5 ORDER BY id DESC LIMIT $6",
	               bind(txt(blind_index(arena, secret, "phone", phone_plain(arena, words))),
	                    txt(blind_index(arena, secret, "number", number_plain(arena, words))), i64(within),
	                    i64(place_end(within)), i64(before), i64((int64_t)limit)));
}

/* The people of up to ten ids at a time, in the order of the ids. */
static enum outcome people_of_ids(struct db *db, struct arena *arena, const int64_t *ids, size_t count,
                                  struct person *ret_people, size_t *ret_count)
{
	enum { AT_ONCE = 10 };
	struct person *found;
	size_t found_count;

	for (size_t from = 0; from < count; from += AT_ONCE) {
		int64_t id[AT_ONCE];
		for (size_t i = 0; i < AT_ONCE; i++)
			id[i] = from + i < count ? ids[from + i] : 0;
		enum outcome outcome = db_list(
			db, arena, &person_record, AT_ONCE, &found, &found_count,
			"SELECT county, id, place, name, login, phone, number, language, large_text, created_at,"
			" version FROM person WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ORDER BY id DESC",
			bind(i64(id[0]), i64(id[1]), i64(id[2]), i64(id[3]), i64(id[4]), i64(id[5]), i64(id[6]),
		             i64(id[7]), i64(id[8]), i64(id[9])));
		if (outcome != DONE)
			return outcome;
		for (size_t i = 0; i < found_count; i++)
			ret_people[(*ret_count)++] = found[i];
	}
	return DONE;
}

enum outcome person_find(struct db *db, struct arena *arena, const struct digest *secret, struct text words,
                         int64_t within, int64_t before, size_t limit, struct person **ret_people, size_t *ret_count)
{
	struct text asked = text_trim(words);
	int64_t *ids = arena_array(arena, limit, sizeof(*ids));
	size_t count = 0;
	enum outcome outcome;

	assert(limit > 0 && limit <= LIMIT_LIST_ROWS);
	*ret_count = 0;
	if (secret && looks_like_a_number(asked))
		return find_by_index(db, arena, secret, asked, within, before > 0 ? before : INT64_MAX, limit,
		                     ret_people, ret_count);
	*ret_people = arena_array(arena, limit, sizeof(**ret_people));
	outcome = search_find(db, arena, "person", within, asked, before, limit, ids, &count);
	return outcome != DONE ? outcome : people_of_ids(db, arena, ids, count, *ret_people, ret_count);
}
