/* People who may be the one who is about to come in: the one search of all ways in (form, file, program, counter), by index alone, before
   anything is written. Only the personal number says that two are one; the rest is for people to judge. */
#include "common/person/person_rows.h"

#include "common/place/place.h"

enum { OF_ONE_MARK = 10 }; /* a cadre's phone on half a village's cards is no news */

const struct choice person_alike_whys[] = {
	{ "", "" },
	{ "number", N_("The same personal number") },
	{ "birth", N_("The same name and day of birth") },
	{ "phone", N_("The same phone") },
	{ "name", N_("The same name in the same village") },
	{ NULL, NULL },
};

static const struct field alike_fields[] = {
	INT_FIELD(person_alike, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, person_alike, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, person_alike, place, N_("Home place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(person_alike, name, N_("Name"), FIELD_OUT, 0, 60),
	STATE_FIELD(person_alike, why, N_("Why they may be one"), FIELD_OUT, person_alike_whys),
	FIELD_END,
};
const struct record person_alike_record = { .name = "person_alike",
	                                    .size = sizeof(struct person_alike),
	                                    .county = offsetof(struct person_alike, county),
	                                    .fields = alike_fields };

/* The list being made, each person once, under the first mark found. */
struct found {
	struct db *db;
	struct arena *arena;
	const struct person *asked;
	struct person_alike *list;
	size_t count;
};

static void keep(struct found *found, const struct person_alike *one)
{
	for (size_t i = 0; i < found->count; i++)
		if (found->list[i].county == one->county && found->list[i].id == one->id)
			return;
	if (found->count < PERSON_ALIKE_MOST && one->id != found->asked->id)
		found->list[found->count++] = *one;
}

static enum outcome look_up(struct found *found, enum person_alike_why why, const char *sql, struct text mark)
{
	struct person_alike *some;
	size_t count = 0;
	enum outcome outcome = mark.length == 0 ? DONE
	                                        : db_list(found->db, found->arena, &person_alike_record, OF_ONE_MARK,
	                                                  &some, &count, sql, bind(txt(mark), i64(OF_ONE_MARK)));

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		some[i].why = (int64_t)why;
		keep(found, &some[i]);
	}
	return outcome;
}

static enum outcome look_for_namesakes(struct found *found)
{
	int64_t village = found->asked->place;
	struct person_alike *some;
	size_t count = 0;
	enum outcome outcome;

	if (place_level(village) > PLACE_VILLAGE)
		village = place_above(village, PLACE_VILLAGE);
	outcome = db_list(found->db, found->arena, &person_alike_record, OF_ONE_MARK, &some, &count,
	                  "SELECT county, id, place, name FROM person WHERE name = $1 AND place >= $2 AND place < $3"
	                  " ORDER BY place LIMIT $4",
	                  bind(txt(text_trim(found->asked->name)), i64(village), i64(place_end(village)),
	                       i64(OF_ONE_MARK)));
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		some[i].why = PERSON_SAME_NAME;
		keep(found, &some[i]);
	}
	return outcome;
}

enum outcome person_alike_find(struct db *db, struct arena *arena, const struct digest *secret,
                               const struct person *asked, struct person_alike **ret, size_t *ret_count)
{
	struct person_marks marks = person_marks_of(arena, secret, asked);
	struct found found = {
		.db = db, .arena = arena, .asked = asked, .list = arena_array(arena, PERSON_ALIKE_MOST, sizeof(**ret))
	};
	enum outcome outcome = look_up(&found, PERSON_SAME_NUMBER,
	                               "SELECT county, id, place, name FROM person WHERE number_index = $1"
	                               " AND number_index <> '' ORDER BY id LIMIT $2",
	                               marks.number);

	if (outcome == DONE)
		outcome = look_up(&found, PERSON_SAME_BIRTH,
		                  "SELECT county, id, place, name FROM person WHERE birth_index = $1"
		                  " AND birth_index <> '' ORDER BY id LIMIT $2",
		                  marks.birth);
	if (outcome == DONE)
		outcome = look_up(&found, PERSON_SAME_PHONE,
		                  "SELECT county, id, place, name FROM person WHERE phone_index = $1"
		                  " AND phone_index <> '' ORDER BY id LIMIT $2",
		                  marks.phone);
	if (outcome == DONE && place_level(asked->place) >= PLACE_VILLAGE)
		outcome = look_for_namesakes(&found);
	*ret = found.list;
	*ret_count = found.count;
	return outcome;
}
