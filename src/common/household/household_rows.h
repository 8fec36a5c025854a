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
	struct list members, statuses;
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

extern const struct route household_routes[];
/* GET of the list: household_table.c. */
void household_list_page(struct request *r);

#endif
