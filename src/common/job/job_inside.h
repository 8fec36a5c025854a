/* What the files of this module share. */
#ifndef COMMON_JOB_INSIDE_H
#define COMMON_JOB_INSIDE_H

#include "common/job/job.h"
#include "common/place/place.h"

const struct job_kind *job_kind_of(struct text name);
bool job_is_open(const struct job *job);
/* The open one that waited longest for its next slice. NOT_FOUND: none is open. */
MUST_USE enum outcome job_next(struct db *db, struct arena *arena, struct job *ret_job);
/* Jobs before an id (0: from the newest): of a person, or when person_id is 0 of a land. */
MUST_USE enum outcome job_list(struct db *db, struct arena *arena, int64_t person_id, int64_t place, int64_t before,
                               size_t limit, struct job **ret_jobs, size_t *ret_count);
MUST_USE enum outcome job_problems(struct db *db, struct arena *arena, const struct job *job,
                                   struct job_problem **ret_problems, size_t *ret_count);
/* Ends it, when it is still open (CONFLICT: it is not); what is kept, is kept from now. */
MUST_USE enum outcome job_end(struct db *db, const struct job *job, enum job_state state, struct text failure,
                              int64_t now);
/* Takes a kept file away; the row stays. */
MUST_USE enum outcome job_forget(struct db *db, int64_t county, int64_t id);
/* The kept file, whole. */
MUST_USE enum outcome job_file(struct request *r, const struct job *job, struct text *ret_bytes);
/* A piece of what is to be worked on, beside a job; numbers from 0. Sealed, when its kind is. */
MUST_USE enum outcome job_piece_put(struct request *r, const struct job *job, int64_t number, struct text plain);
MUST_USE enum outcome job_piece_read(struct request *r, const struct job *job, int64_t number, struct text *ret_plain);
MUST_USE enum outcome job_piece_drop(struct db *db, const struct job *job, int64_t number);

/* job_pack.c: zlib. The empty text: it cannot be done. */
struct text job_pack(struct arena *arena, struct text plain);
struct text job_unpack(struct arena *arena, struct text packed, int64_t plain);

/* job_run.c */
bool job_step_look(struct request *r);
void job_step_post(struct request *r);
bool job_sweep_look(struct request *r);
void job_sweep_post(struct request *r);

/* Pages. */
struct job_list_view {
	const struct job *jobs;
	size_t count;
	int64_t next;
	bool of_land, operates;
	int64_t watched; /* a land whose work the person may look at; -1: none */
	struct text place_name;
};
struct job_view {
	struct job job;
	const struct job_kind *kind;
	struct job_problem *problems;
	size_t problem_count;
	struct text place_name;
	bool mine, may_cancel;
};
const char *job_state_mark(int64_t state);
const char *job_state_word(int64_t state);
/* "12,000 of 40,000 rows" in the reader's words, by how it stands. */
struct text job_progress_words(struct request *r, const struct job *job);

#endif
