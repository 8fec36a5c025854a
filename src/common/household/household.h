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
};

extern const struct record household_record;
extern const struct module household_module;

/* The next free number of a village is taken. INVALID: not a living village; CONFLICT: the village is full (99,999). */
MUST_USE enum outcome household_add(struct db *db, struct arena *arena, struct household *household);
MUST_USE enum outcome household_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                    struct household *ret);
MUST_USE enum outcome household_at(struct db *db, struct arena *arena, int64_t place, struct household *ret);
MUST_USE enum outcome household_list(struct db *db, struct arena *arena, int64_t within, int64_t after, size_t limit,
                                     struct household **ret, size_t *ret_count);
MUST_USE enum outcome household_join(struct db *db, int64_t household_place, int64_t person_county, int64_t person_id,
                                     struct text relation, int64_t on);
/* "0412-037" style short name of a household inside its county for receipts: township-village-number without names. */
struct text household_label(struct arena *arena, int64_t place);

#endif
