/* The chores of long work: a slice of what waited longest, and files whose time is over.
   The look works on a reading connection and names the slice by the job's step; the command counts it only while the job still stands at
   that step, so what was cancelled in between, or done by a try that came back late, is left as it is. */
#include <string.h>

#include "base/limits.h"
#include "common/job/job_inside.h"
#include "web/chore.h"

static void tell_int(struct request *r, const char *name, int64_t value)
{
	chore_tell(r, 0, name, text_of_int(r->arena, value));
}

static int64_t told_int(struct request *r, const char *name)
{
	int64_t value = 0;

	return text_to_int64(chore_told(r, 0, name), &value) ? value : 0;
}

/* ---- the look ---- */

static void tell_slice(struct request *r, const struct job *job, const struct job_slice *slice)
{
	chore_tell_thing(r, 0, job->county, job->id);
	tell_int(r, "step", job->step);
	tell_int(r, "done", slice->done);
	tell_int(r, "total", slice->total);
	chore_tell(r, 0, "cursor", slice->cursor);
	tell_int(r, "last", slice->is_last);
	chore_tell(r, 0, "file_name", slice->file_name);
	chore_tell(r, 0, "failure", slice->failure != NULL ? text_of(slice->failure) : T(""));
	tell_int(r, "plain", (int64_t)slice->bytes.length);
	request_set_bytes(r, "0.bytes", slice->bytes.length > 0 ? job_pack(r->arena, slice->bytes) : T(""));
	if (slice->problem.message.length > 0) {
		tell_int(r, "line", slice->problem.line);
		chore_tell(r, 0, "field", slice->problem.field);
		chore_tell(r, 0, "message", slice->problem.message);
		chore_tell(r, 0, "detail", slice->problem.detail);
	}
}

bool job_step_look(struct request *r)
{
	const struct job_kind *kind;
	struct job job;

	if (job_next(r->db, r->arena, &job) != DONE)
		return false;
	struct job_slice slice = { .done = job.done, .total = job.total, .cursor = job.cursor };

	kind = job_kind_of(job.kind);
	if (language_of(job.language) != NULL)
		r->language = language_of(job.language);
	if (kind == NULL)
		slice.failure = N_("This program does not know this kind of work.");
	else if (kind->look(r, &job, &slice) != DONE && slice.failure == NULL)
		slice.failure = N_("The program failed: tell whoever runs it.");
	tell_slice(r, &job, &slice);
	return true;
}

/* ---- the command ---- */

static enum outcome put_problem(struct request *r, const struct job *job, int64_t number, const struct job_problem *p)
{
	if (number >= JOB_PROBLEMS)
		return DONE;
	return db_exec(r->db,
	               "INSERT INTO job_problem(county, job_id, number, line, field, message, detail)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	               bind(i64(job->county), i64(job->id), i64(number), i64(p->line), txt(p->field), txt(p->message),
	                    txt(p->detail)));
}

/* What act() found: the work ends with it, nothing of this slice is done. */
static enum outcome end_with_problems(struct request *r, struct job *job)
{
	enum outcome outcome = DONE;
	int64_t found = (int64_t)(r->problems.count + r->problems.dropped);

	for (size_t i = 0; outcome == DONE && i < r->problems.count; i++) {
		const struct problem *p = &r->problems.list[i];
		struct job_problem problem = {
			.line = p->line, .field = p->field, .message = text_of(p->message), .detail = p->detail
		};

		outcome = put_problem(r, job, job->problems + (int64_t)i, &problem);
	}
	r->problems = problems_in(r->arena);
	if (outcome == DONE)
		outcome = db_exec(r->db, "UPDATE job SET problems = problems + $3 WHERE county = $1 AND id = $2",
		                  bind(i64(job->county), i64(job->id), i64(found)));
	return outcome == DONE ? job_end(r->db, job, JOB_FAILED,
	                                 text_of(N_("It was checked once more and does not fit any longer.")), r->now)
	                       : outcome;
}

static enum outcome put_piece(struct request *r, const struct job *job)
{
	struct text packed;

	if (!request_bytes(r, "0.bytes", &packed))
		return INVALID;
	if (packed.length == 0)
		return DONE;
	return db_exec(r->db, "INSERT INTO job_piece(county, job_id, number, plain, bytes) VALUES ($1, $2, $3, $4, $5)",
	               bind(i64(job->county), i64(job->id), i64(job->step), i64(told_int(r, "plain")), bytes(packed)));
}

/* Counts the slice. */
static enum outcome step_on(struct request *r, const struct job *job, const struct job_slice *slice)
{
	bool has_problem = slice->problem.message.length > 0;
	enum outcome outcome = put_piece(r, job);

	if (outcome == DONE && has_problem)
		outcome = put_problem(r, job, job->problems, &slice->problem);
	if (outcome != DONE)
		return outcome;
	return db_exec(r->db,
	               "UPDATE job SET state = 2, step = step + 1, done = $3, total = $4, cursor = $5,"
	               " problems = problems + $6, file_name = CASE WHEN $7 = '' THEN file_name ELSE $7 END,"
	               " file_bytes = file_bytes + $8, stepped_at = $9,"
	               " begun_at = CASE WHEN begun_at = 0 THEN $9 ELSE begun_at END WHERE county = $1 AND id = $2",
	               bind(i64(job->county), i64(job->id), i64(slice->done), i64(slice->total), txt(slice->cursor),
	                    i64(has_problem), txt(slice->file_name), i64(told_int(r, "plain")), i64(r->now)));
}

static struct job_slice slice_told(struct request *r)
{
	return (struct job_slice){ .done = told_int(r, "done"),
		                   .total = told_int(r, "total"),
		                   .cursor = chore_told(r, 0, "cursor"),
		                   .is_last = told_int(r, "last") != 0,
		                   .file_name = chore_told(r, 0, "file_name"),
		                   .problem = { .line = told_int(r, "line"),
		                                .field = chore_told(r, 0, "field"),
		                                .message = chore_told(r, 0, "message"),
		                                .detail = chore_told(r, 0, "detail") } };
}

static enum outcome run_slice(struct request *r, struct job *job)
{
	const struct job_kind *kind = job_kind_of(job->kind);
	struct job_slice slice = slice_told(r);
	struct text failure = chore_told(r, 0, "failure");
	enum outcome outcome = DONE;

	if (chore_failure(r).length > 0)
		failure = text_of(N_("The program failed: tell whoever runs it."));
	if (failure.length > 0 || kind == NULL)
		return job_end(r->db, job, JOB_FAILED, failure, r->now);
	if (kind->act != NULL)
		outcome = kind->act(r, job, &slice);
	if (outcome == INVALID && r->problems.count > 0)
		return end_with_problems(r, job);
	if (outcome == DONE)
		outcome = step_on(r, job, &slice);
	return outcome == DONE && slice.is_last ? job_end(r->db, job, JOB_DONE, T(""), r->now) : outcome;
}

void job_step_post(struct request *r)
{
	struct job job;
	int64_t county, id;
	enum outcome outcome = NOT_FOUND;

	if (chore_told_thing(r, 0, &county, &id))
		outcome = job_one(r->db, r->arena, county, id, &job);
	if (outcome == DONE && job_is_open(&job) && job.step == told_int(r, "step"))
		outcome = run_slice(r, &job);
	if (outcome != DONE)
		fail(r, outcome, NULL);
}

/* ---- files whose time is over ---- */

bool job_sweep_look(struct request *r)
{
	struct db_rows *rows = db_rows(
		r->db,
		"SELECT county, id FROM job WHERE file_until > 0 AND file_until <= $1 ORDER BY file_until LIMIT 1",
		bind(i64(r->now)));

	return chore_tell_rows(r, rows);
}

void job_sweep_post(struct request *r)
{
	int64_t county, id;
	enum outcome outcome = NOT_FOUND;

	if (chore_told_thing(r, 0, &county, &id))
		outcome = job_forget(r->db, county, id);
	if (outcome != DONE)
		fail(r, outcome, NULL);
}
