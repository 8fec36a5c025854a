/* What the files of this module share. */
#ifndef COMMON_HOUSEHOLD_ROWS_H
#define COMMON_HOUSEHOLD_ROWS_H

#include "common/household/household.h"

struct household_member {
	int64_t county, household_id, person_county, person_id, since_on, until_on;
	struct text name, relation, phone; /* phone masked */
};

/* What the page of a household shows. */
struct household_view {
	int64_t county, id, number, count, version;
	struct text village, head, status;
	struct list members, statuses, alike; /* alike: for whoever may edit */
	int64_t place;
	bool may_edit, may_decide, may_read; /* the card; its status; the pages of later modules about it */
	const struct person *found;          /* people who may join */
	size_t found_count;
};

/* A line of a list. */
struct household_line {
	int64_t county, id, place, number, members;
	struct text village, head, status;
};

extern const struct record household_member_record, household_status_record, household_view_record,
	household_line_record, household_new_record, household_join_record, household_status_form,
	household_leave_record;
extern const struct choice household_relations[];

/* Members, those of today first; all that ever were when `former`. Phones are masked. */
MUST_USE enum outcome household_member_list(struct db *db, struct arena *arena, const struct digest *secret,
                                            const struct household *household, struct household_member **ret,
                                            size_t *ret_count);
/* CONFLICT: the version is not the one seen. */
MUST_USE enum outcome household_set_head(struct db *db, struct arena *arena, const struct household *household);
/* Newest first. */
MUST_USE enum outcome household_status_list(struct db *db, struct arena *arena, const struct household *household,
                                            struct household_status **ret, size_t *ret_count);
/* Keys for merges (struct module). */
MUST_USE enum outcome household_keys(struct db *db, struct arena *arena, int64_t village, int64_t **ret_keys,
                                     size_t *ret_count);

/* ---- two that may be one: household_alike.c ---- */

enum household_alike_why { ALIKE_HEAD = 1, ALIKE_PHONE, ALIKE_BIRTH };
struct household_alike {
	int64_t county, household_id, other_county, other_id;
	int64_t place, other_place; /* their keys */
	int64_t why, found_on;
	struct text head, other_head;
};
extern const struct record household_alike_record;
extern const struct choice household_alike_whys[];
/* Looks for others with the same head in the village; for other households with somebody of the same phone, or the same name and day of
   birth in the village. What is found is kept. */
MUST_USE enum outcome household_alike_head(struct db *db, const struct household *household, int64_t on);
MUST_USE enum outcome household_alike_member(struct db *db, const struct household *household, int64_t person_county,
                                             int64_t person_id, int64_t on);
/* Open pairs of a land in the order of the keys, after the household of that id (0: from the start); those of one household. */
MUST_USE enum outcome household_alike_list(struct db *db, struct arena *arena, int64_t within, int64_t after,
                                           size_t limit, struct household_alike **ret, size_t *ret_count);
MUST_USE enum outcome household_alike_of(struct db *db, struct arena *arena, const struct household *household,
                                         struct household_alike **ret, size_t *ret_count);
/* They are two. CONFLICT: no such pair is open. */
MUST_USE enum outcome household_alike_close(struct db *db, const struct household *household, int64_t other_county,
                                            int64_t other_id, int64_t person_id, int64_t at);
void household_alike_page(struct request *r);
void household_alike_act(struct request *r);

extern const struct route household_routes[];
/* GET of the list: household_table.c. */
void household_list_page(struct request *r);

#endif
