/* The household's card: its number in the village, members, and registered status over time. The register in depth comes
   with the help side. A household's place key never stands in a public URL: pages name it by its id.
   Invariants: one living household per place key; a person is a member of at most one household at a time; status rows of
   one household do not overlap. */
#ifndef COMMON_HOUSEHOLD_H
#define COMMON_HOUSEHOLD_H

#include "common/person/person.h"
#include "common/place/place.h"

struct household {
	int64_t county, id;
	int64_t place;      /* 17-digit key; its last five digits are the number in the village */
	struct text head;   /* name of its head, as on the card */
	int64_t members;    /* how many now */
	struct text status; /* registered status today: "none", "registered", "monitored", "left" */
	int64_t created_at, version;
	int64_t merged_into; /* id of the card it was merged into: only household_card() gives such; 0: stands */
};

extern const struct record household_record;
extern const struct module household_module;
/* Long files of households as long work (household_job.c). */
struct job_kind;
extern const struct job_kind household_job_kind;

/* place is the village; the next number there is taken and place becomes the household's key. The id is the caller's. INVALID: not a living village; CONFLICT: the village is full (99,999). */
MUST_USE enum outcome household_add(struct db *db, struct arena *arena, struct household *household);
MUST_USE enum outcome household_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                    struct household *ret);
/* Also a card that was merged: place is then that of the card that stands, where its people are. */
MUST_USE enum outcome household_card(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                     struct household *ret);
/* By its key; the key of a card that was merged gives the card that stands. */
MUST_USE enum outcome household_at(struct db *db, struct arena *arena, int64_t place, struct household *ret);
/* Those of the land of a place in the order of their keys, after a key (0: from the start). */
MUST_USE enum outcome household_list(struct db *db, struct arena *arena, int64_t within, int64_t after, size_t limit,
                                     struct household **ret, size_t *ret_count);
/* Makes the person a member from that day and its home the household. NOT_FOUND: no such household or person; CONFLICT: it is a
   member of another one. */
MUST_USE enum outcome household_join(struct db *db, struct arena *arena, int64_t household_place, int64_t person_county,
                                     int64_t person_id, struct text relation, int64_t on);
/* Ends it; the person's home is then the village. NOT_FOUND: is no member. */
MUST_USE enum outcome household_leave(struct db *db, struct arena *arena, const struct household *household,
                                      int64_t person_county, int64_t person_id, int64_t on);
/* The household of which the person is a member today. */
MUST_USE enum outcome household_of_person(struct db *db, struct arena *arena, int64_t person_county, int64_t person_id,
                                          struct household *ret);

/* Whether the present person, or whom a station serves, is a member of it today: joining and leaving set a person's home. */
bool household_is_mine(struct request *r, int64_t household_place);
/* `where` of a door about {household} (web/route.h): the right must cover it, and its members may see what is theirs; r->kept is
   the struct household. NOT_FOUND: no such household, or its card was merged into another. */
enum outcome household_where(struct request *r, struct scope *ret_scope);
/* The same also for a card that was merged (household_card), whose history can still be read. */
enum outcome household_card_where(struct request *r, struct scope *ret_scope);
/* As household_where() for changes: members do not write about themselves. */
enum outcome household_edit_where(struct request *r, struct scope *ret_scope);

/* A registered status and why, from a day on. */
struct household_status {
	int64_t county, household_id;
	int64_t since_on, until_on; /* until_on is the first day it no longer holds; 0: holds today */
	struct text status, reason;
	int64_t person_id; /* who recorded it */
	struct text person_name;
	int64_t at;
};
/* The statuses with their words; the words (an English key) of one value of a list of choices. */
extern const struct choice household_statuses[];
const char *household_word(const struct choice *choices, struct text value);
/* INVALID: the day lies before the day the present status began. On that very day it is put right. */
MUST_USE enum outcome household_set_status(struct db *db, struct arena *arena, const struct household_status *status);

/* Pages of later modules about a household, linked from its card for whoever may read registers: the end of the address after
   "/households/{id}/", and what it is called (an English key). Ends with NULL; the list itself is in app/modules.c. */
extern const struct choice household_pages[];

/* "101001-037": township, village and number in its county, for receipts; it holds no name. */
struct text household_label(struct arena *arena, int64_t place);
/* The same in words, for lists on pages: "红坝村 · 第 37 户". village: its name as people say it. */
struct text household_called(struct request *r, struct text village, int64_t place);

#endif
