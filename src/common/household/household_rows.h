/* What the files of this module share. */
#ifndef COMMON_HOUSEHOLD_ROWS_H
#define COMMON_HOUSEHOLD_ROWS_H

#include "common/household/household.h"

struct household_member {
	int64_t county, household_id, person_county, person_id, since_on, until_on;
	struct text name, relation, phone; /* phone masked */
};

/* What stopped a form: households that may be the one about to come in. */
struct household_found {
	struct household_alike *pairs;
	size_t count;
};

/* What the page of a household shows. */
struct household_view {
	int64_t county, id, number, count, version;
	struct text village, head, status;
	struct list members, statuses, alike,
		merged; /* alike: for whoever may edit; merged: cards that were merged into this one */
	int64_t place;
	struct household_found found_alike;
	int64_t merged_into;                 /* 0: stands */
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
	household_line_record, household_new_record, household_head_record, household_join_record,
	household_status_form, household_leave_record;
extern const struct choice household_relations[];

/* Members, those of today first; all that ever were when `former`. Phones are masked. */
MUST_USE enum outcome household_member_list(struct db *db, struct arena *arena, const struct digest *secret,
                                            const struct household *household, struct household_member **ret,
                                            size_t *ret_count);
/* Others with that head in the village are noted on that day. CONFLICT: the version is not the one seen. */
MUST_USE enum outcome household_set_head(struct db *db, struct arena *arena, const struct household *household,
                                         int64_t on);
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
/* What is about to come in: a head in a village, or a member on a card (place: the card's key), with plain phone and number. */
struct household_newcomer {
	int64_t place;
	int64_t but_id;              /* the card itself; 0: is new */
	struct text head;            /* empty: no new head */
	const struct person *member; /* NULL: none */
};
enum { HOUSEHOLD_ALIKE_MOST = 20 };
/* The one search of every way in, before anything is written (form, file, program, another head, a member): cards that may be the same
   household's, each once, at most HOUSEHOLD_ALIKE_MOST; of each pair other_county, other_id, other_place, other_head and why are set. */
MUST_USE enum outcome household_alike_ask(struct db *db, struct arena *arena, const struct digest *secret,
                                          const struct household_newcomer *newcomer, struct household_alike **ret,
                                          size_t *ret_count);
/* For a form: found are those alike, none when it says that it is another (field "sure"); else the problem is noted. */
MUST_USE enum outcome household_alike_check(struct request *r, const struct household_newcomer *newcomer, int64_t sure,
                                            struct household_found *ret);
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

/* ---- two that are one: household_merge.c ---- */

/* A card that was merged, and how. */
struct household_merged {
	int64_t county, id;
	int64_t place; /* its own key */
	struct text head, status;
	int64_t into_id, into_place; /* the card that stands */
	struct text into_head;
	int64_t merged_at, merged_by;
	struct text person_name, reason;
};
extern const struct record household_merged_record;
MUST_USE enum outcome household_merged_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                           struct household_merged *ret);
/* Those merged into a household. */
MUST_USE enum outcome household_merged_list(struct db *db, struct arena *arena, const struct household *household,
                                            struct household_merged **ret, size_t *ret_count);
/* CONFLICT: ret_why says why these two cannot be merged this way round (an English key). household_merge() may find more: what modules
   want settled first. */
MUST_USE enum outcome household_may_merge(struct db *db, const struct household *card, const struct household *into,
                                          const char **ret_why);
/* Merges the card into another. Of `how` into_id, merged_by, merged_at and reason count. CONFLICT as above; nothing may then be kept of
   what was written. */
MUST_USE enum outcome household_merge(struct db *db, struct arena *arena, const struct household *card,
                                      const struct household *into, const struct household_merged *how,
                                      const char **ret_why);
/* Two cards again: all that went over goes back as it is now; what came since stays with the card that stood. */
MUST_USE enum outcome household_unmerge(struct db *db, struct arena *arena, const struct household_merged *merged);

/* What the page shows on which two cards are compared; other_id 0: none was chosen yet. */
struct household_merge_view {
	int64_t county, id, other_id;
	const struct household *card, *other;
	struct text other_village;
	const char *why; /* why it cannot be done this way round; or NULL */
	int64_t reverse; /* whether the other way round is to be offered */
};
extern const struct record household_merge_record, household_unmerge_record;
/* Shows where a merged card leads, and what it was. */
void household_merged_show(struct request *r);
void household_merge_page(struct request *r);
void household_merge_act(struct request *r);
void household_unmerge_act(struct request *r);
enum outcome household_merge_where(struct request *r, struct scope *ret_scope);

extern const struct route household_routes[];
/* GET of the list: household_table.c. */
void household_list_page(struct request *r);

#endif
