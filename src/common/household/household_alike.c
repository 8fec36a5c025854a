/* Households that may be one. They are looked for on every way in (a form, a file, a program's call: all come through the verbs of this module),
   by what is indexed, so it costs the same however many there are; what is found is kept until somebody says that they are two.
   A pair stands once: the household that came later, and the one that was there. */
#include "common/household/household_rows.h"

#include "base/limits.h"

/* Of one way in at most so many others: a cadre's phone on half a village's cards is no news. */
#define ALIKE_MOST "10"

#define ALIKE_INSERT                                                                                                 \
	"INSERT INTO household_alike(county, household_id, other_county, other_id, place, why, found_on, closed_at," \
	" closed_by) SELECT DISTINCT CAST($1 AS BIGINT) AS county, CAST($2 AS BIGINT) AS household_id, h.county AS"  \
	" other_county, h.id AS other_id, CAST($3 AS BIGINT) AS place, CAST($4 AS BIGINT) AS why,"                   \
	" CAST($5 AS BIGINT) AS found_on, 0 AS closed_at, 0 AS closed_by FROM "
#define ALIKE_NEW                                                                                           \
	" AND NOT (h.county = $1 AND h.id = $2) AND NOT EXISTS (SELECT 1 FROM household_alike AS b"         \
	" WHERE b.county = h.county AND b.household_id = h.id AND b.other_county = $1 AND b.other_id = $2)" \
	" ORDER BY 3, 4 LIMIT " ALIKE_MOST " ON CONFLICT DO NOTHING /* sorts: as many as bear the same mark */"

const struct choice household_alike_whys[] = {
	{ "", "" },
	{ "head", N_("The same head's name in the same village") },
	{ "phone", N_("Somebody with the same phone") },
	{ "birth", N_("Somebody with the same name and day of birth") },
	{ NULL, NULL },
};

static const struct field alike_fields[] = {
	INT_FIELD(household_alike, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, household_alike, household_id, N_("Household"), FIELD_OUT, 0, 0),
	INT_FIELD(household_alike, other_county, N_("County"), 0, 0, 0),
	ID_FIELD(household_alike, other_id, other_county, N_("The other household"), FIELD_OUT),
	INT_FIELD(household_alike, place, N_("Village"), 0, 0, 0),
	INT_FIELD(household_alike, other_place, N_("Village"), 0, 0, 0),
	STATE_FIELD(household_alike, why, N_("Why they may be one"), FIELD_OUT, household_alike_whys),
	WHOLE_FIELD(FIELD_DAY, household_alike, found_on, N_("Found on"), FIELD_OUT, 0, 0),
	TEXT_FIELD(household_alike, head, N_("Head of the household"), 0, 0, 60),
	TEXT_FIELD(household_alike, other_head, N_("Head of the household"), 0, 0, 60),
	FIELD_END,
};
const struct record household_alike_record = { .name = "household_alike",
	                                       .size = sizeof(struct household_alike),
	                                       .county = offsetof(struct household_alike, county),
	                                       .fields = alike_fields };

/* ---- before anything is written ---- */

static void keep_one(struct household_alike *list, size_t *count, const struct household_alike *one)
{
	for (size_t i = 0; i < *count; i++)
		if (list[i].other_county == one->other_county && list[i].other_id == one->other_id)
			return;
	if (*count < HOUSEHOLD_ALIKE_MOST)
		list[(*count)++] = *one;
}

static struct household_alike pair_with(const struct household *other, enum household_alike_why why)
{
	return (struct household_alike){ .other_county = other->county,
		                         .other_id = other->id,
		                         .other_place = other->place,
		                         .other_head = other->head,
		                         .why = (int64_t)why };
}

static enum outcome ask_head(struct db *db, struct arena *arena, const struct household_newcomer *newcomer,
                             struct household_alike *list, size_t *count)
{
	int64_t village = place_above(newcomer->place, PLACE_VILLAGE);
	struct household *heads;
	size_t found = 0;
	enum outcome outcome =
		db_list(db, arena, &household_record, HOUSEHOLD_ALIKE_MOST, &heads, &found,
	                "SELECT county, id, place, head FROM household WHERE county = CAST($1 AS BIGINT) / 100000000000"
	                " AND head = $3 AND place > $1 AND place < $2 AND id <> $4 ORDER BY id LIMIT $5",
	                bind(i64(village), i64(place_end(village)), txt(text_trim(newcomer->head)),
	                     i64(newcomer->but_id), i64(HOUSEHOLD_ALIKE_MOST)));

	for (size_t i = 0; outcome == DONE && i < found; i++) {
		struct household_alike pair = pair_with(&heads[i], ALIKE_HEAD);

		keep_one(list, count, &pair);
	}
	return outcome;
}

/* A namesake in the village is no news for a member; a phone, and name with day of birth, are. */
static enum outcome ask_member(struct db *db, struct arena *arena, const struct digest *secret,
                               const struct household_newcomer *newcomer, struct household_alike *list, size_t *count)
{
	struct person_alike *people;
	size_t found = 0;
	enum outcome outcome = person_alike_find(db, arena, secret, newcomer->member, &people, &found);

	for (size_t i = 0; outcome == DONE && i < found; i++) {
		struct household home;

		if (place_level(people[i].place) != PLACE_HOUSEHOLD || people[i].why == PERSON_SAME_NAME)
			continue;
		outcome = household_at(db, arena, people[i].place, &home);
		if (outcome == DONE && home.id != newcomer->but_id) {
			struct household_alike pair =
				pair_with(&home, people[i].why == PERSON_SAME_PHONE ? ALIKE_PHONE : ALIKE_BIRTH);

			keep_one(list, count, &pair);
		}
		if (outcome == NOT_FOUND)
			outcome = DONE;
	}
	return outcome;
}

enum outcome household_alike_ask(struct db *db, struct arena *arena, const struct digest *secret,
                                 const struct household_newcomer *newcomer, struct household_alike **ret,
                                 size_t *ret_count)
{
	enum outcome outcome = DONE;

	*ret = arena_array(arena, HOUSEHOLD_ALIKE_MOST, sizeof(**ret));
	*ret_count = 0;
	if (text_trim(newcomer->head).length > 0 && place_level(newcomer->place) >= PLACE_VILLAGE)
		outcome = ask_head(db, arena, newcomer, *ret, ret_count);
	if (outcome == DONE && newcomer->member != NULL)
		outcome = ask_member(db, arena, secret, newcomer, *ret, ret_count);
	return outcome;
}

enum outcome household_alike_check(struct request *r, const struct household_newcomer *newcomer, int64_t sure,
                                   struct household_found *ret)
{
	enum outcome outcome = DONE;

	*ret = (struct household_found){ .count = 0 };
	if (sure == 0)
		outcome = household_alike_ask(r->db, r->arena, request_secret(r), newcomer, &ret->pairs, &ret->count);
	if (outcome == DONE && ret->count > 0)
		form_problem(r, "sure",
		             N_("A household like this is on the register: look first whether it is the same"), T(""));
	return outcome;
}

/* ---- what is kept ---- */

enum outcome household_alike_head(struct db *db, const struct household *household, int64_t on)
{
	int64_t village = place_above(household->place, PLACE_VILLAGE);

	return db_exec(db,
	               ALIKE_INSERT "household AS h WHERE h.county = CAST($6 AS BIGINT) / 100000000000 AND h.head = $8"
	                            " AND h.place > $6 AND h.place < $7" ALIKE_NEW,
	               bind(i64(household->county), i64(household->id), i64(household->place), i64(ALIKE_HEAD), i64(on),
	                    i64(village), i64(place_end(village)), txt(text_trim(household->head))));
}

enum outcome household_alike_member(struct db *db, const struct household *household, int64_t person_county,
                                    int64_t person_id, int64_t on)
{
	enum outcome outcome =
		db_exec(db,
	                ALIKE_INSERT
	                "person AS p JOIN person AS o ON o.phone_index = p.phone_index AND o.phone_index <> ''"
	                " JOIN household AS h ON h.place = o.place WHERE p.county = $6 AND p.id = $7"
	                " AND o.id <> p.id" ALIKE_NEW,
	                bind(i64(household->county), i64(household->id), i64(household->place), i64(ALIKE_PHONE),
	                     i64(on), i64(person_county), i64(person_id)));

	if (outcome != DONE)
		return outcome;
	return db_exec(
		db,
		ALIKE_INSERT
		"person AS p JOIN person AS o ON o.birth_index = p.birth_index AND o.birth_index <> ''"
		" JOIN household AS h ON h.place = o.place WHERE p.county = $6 AND p.id = $7"
		" AND o.id <> p.id AND h.place - h.place % 100000 = CAST($3 AS BIGINT) - CAST($3 AS BIGINT) % 100000" ALIKE_NEW,
		bind(i64(household->county), i64(household->id), i64(household->place), i64(ALIKE_BIRTH), i64(on),
	             i64(person_county), i64(person_id)));
}

#define ALIKE_SELECT                                                                                           \
	"SELECT a.county, a.household_id, a.other_county, a.other_id, a.place, o.place AS other_place, a.why," \
	" a.found_on, h.head, o.head AS other_head FROM household_alike AS a"                                  \
	" JOIN household AS h ON h.county = a.county AND h.id = a.household_id"                                \
	" JOIN household AS o ON o.county = a.other_county AND o.id = a.other_id WHERE a.closed_at = 0"

enum outcome household_alike_list(struct db *db, struct arena *arena, int64_t within, int64_t after, size_t limit,
                                  struct household_alike **ret, size_t *ret_count)
{
	return db_list(db, arena, &household_alike_record, limit, ret, ret_count,
	               ALIKE_SELECT " AND a.place >= $1 AND a.place < $2 AND a.place > coalesce((SELECT f.place"
	                            " FROM household AS f WHERE f.id = $3), 0)"
	                            " ORDER BY a.place, a.household_id, a.other_county, a.other_id LIMIT $4"
	                            " /* sorts: the pairs of one household */",
	               bind(i64(within), i64(place_end(within)), i64(after), i64((int64_t)limit)));
}

enum outcome household_alike_of(struct db *db, struct arena *arena, const struct household *household,
                                struct household_alike **ret, size_t *ret_count)
{
	return db_list(db, arena, &household_alike_record, LIMIT_PAGE_ROWS, ret, ret_count,
	               ALIKE_SELECT " AND a.county = $1 AND a.household_id = $2 UNION ALL " ALIKE_SELECT
	                            " AND a.other_county = $1 AND a.other_id = $2"
	                            " ORDER BY household_id, other_id LIMIT $3 /* sorts: those of one household */",
	               bind(i64(household->county), i64(household->id), i64(LIMIT_PAGE_ROWS)));
}

enum outcome household_alike_close(struct db *db, const struct household *household, int64_t other_county,
                                   int64_t other_id, int64_t person_id, int64_t at)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE household_alike SET closed_at = $1, closed_by = $2 WHERE county = $3 AND household_id = $4"
		" AND other_county = $5 AND other_id = $6 AND closed_at = 0",
		bind(i64(at), i64(person_id), i64(household->county), i64(household->id), i64(other_county),
	             i64(other_id)));

	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}
