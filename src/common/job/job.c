/* The rows of long work. */
#include "common/job/job.h"

#include <string.h>

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "common/job/job_inside.h"
#include "journal/seal.h"

static const struct choice states[] = { { "", "" },
	                                { "waiting", N_("Waiting") },
	                                { "running", N_("Under way") },
	                                { "done", N_("Finished") },
	                                { "failed", N_("Failed") },
	                                { "cancelled", N_("Stopped") },
	                                { NULL, NULL } };

static const struct field job_fields[] = {
	INT_FIELD(job, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, job, id, N_("Number"), FIELD_OUT, 0, 0),
	TEXT_FIELD(job, kind, N_("Kind of work"), FIELD_OUT, 0, 0),
	STATE_FIELD(job, state, N_("State"), FIELD_OUT, states),
	INT_FIELD(job, person_county, N_("County"), 0, 0, 0),
	ID_FIELD(job, person_id, person_county, N_("Asked by"), FIELD_OUT),
	TEXT_FIELD(job, person_name, N_("Name"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, job, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(job, title, N_("About"), FIELD_OUT, 0, 0),
	TEXT_FIELD(job, asked, N_("What was asked"), 0, 0, 0),
	TEXT_FIELD(job, language, N_("Language"), 0, 0, 0),
	INT_FIELD(job, step, N_("Slices"), 0, 0, 0),
	TEXT_FIELD(job, cursor, N_("Goes on after"), 0, 0, 0),
	INT_FIELD(job, done, N_("Done"), FIELD_OUT, 0, 0),
	INT_FIELD(job, total, N_("Of"), FIELD_OUT, 0, 0),
	INT_FIELD(job, problems, N_("Problems"), FIELD_OUT, 0, 0),
	TEXT_FIELD(job, failure, N_("Why it failed"), FIELD_OUT, 0, 0),
	TEXT_FIELD(job, file_name, N_("File"), FIELD_OUT, 0, 0),
	INT_FIELD(job, file_bytes, N_("Bytes"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, job, file_until, N_("Kept until"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, job, asked_at, N_("Requested"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, job, begun_at, N_("Begun"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, job, stepped_at, N_("Last slice"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, job, ended_at, N_("Ended"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record job_record = {
	.name = "job", .size = sizeof(struct job), .county = offsetof(struct job, county), .fields = job_fields
};

static const struct field problem_fields[] = {
	INT_FIELD(job_problem, number, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(job_problem, line, N_("Line"), FIELD_OUT, 0, 0),
	TEXT_FIELD(job_problem, field, N_("Column"), FIELD_OUT, 0, 0),
	TEXT_FIELD(job_problem, message, N_("What is wrong"), FIELD_OUT, 0, 0),
	TEXT_FIELD(job_problem, detail, N_("Detail"), FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record problem_record = { .name = "job_problem",
	                                      .size = sizeof(struct job_problem),
	                                      .fields = problem_fields };

#define JOB_SELECT                                                                                                    \
	"SELECT county, id, kind, state, person_county, person_id, person_name, place, title, asked, language, step," \
	" cursor, done, total, problems, failure, file_name, file_bytes, file_until, asked_at, begun_at, stepped_at," \
	" ended_at FROM job"

const struct job_kind *job_kind_of(struct text name)
{
	for (size_t i = 0; job_kinds[i] != NULL; i++)
		if (text_equal(name, text_of(job_kinds[i]->name)))
			return job_kinds[i];
	return NULL;
}

bool job_is_open(const struct job *job)
{
	return job->state == JOB_WAITING || job->state == JOB_RUNNING;
}

const char *job_state_word(int64_t state)
{
	return states[state].label;
}

const char *job_state_mark(int64_t state)
{
	return state == JOB_DONE ? "done" : state == JOB_FAILED ? "late" : state == JOB_CANCELLED ? "" : "wait";
}

struct text job_path(struct arena *arena, const struct job *job)
{
	return text_format(arena, "/jobs/%.*s", TEXT(id_public(arena, job->county, job->id)));
}

/* ---- reading ---- */

enum outcome job_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct job *ret_job)
{
	return db_one(db, arena, &job_record, ret_job, JOB_SELECT " WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome job_next(struct db *db, struct arena *arena, struct job *ret_job)
{
	return db_one(db, arena, &job_record, ret_job,
	              JOB_SELECT " WHERE state <= 2 ORDER BY stepped_at, county, id LIMIT 1", bind_none());
}

enum outcome job_list(struct db *db, struct arena *arena, int64_t person_id, int64_t place, int64_t before,
                      size_t limit, struct job **ret_jobs, size_t *ret_count)
{
	int64_t from = before > 0 ? before : INT64_MAX;

	if (person_id != 0)
		return db_list(db, arena, &job_record, limit, ret_jobs, ret_count,
		               JOB_SELECT " WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
		               bind(i64(person_id), i64(from), i64((int64_t)limit)));
	return db_list(db, arena, &job_record, limit, ret_jobs, ret_count,
	               JOB_SELECT " WHERE place >= $1 AND place < $2 AND id < $3 ORDER BY id DESC LIMIT $4 /* sorts */",
	               bind(i64(place), i64(place_end(place)), i64(from), i64((int64_t)limit)));
}

enum outcome job_problems(struct db *db, struct arena *arena, const struct job *job, struct job_problem **ret_problems,
                          size_t *ret_count)
{
	return db_list(db, arena, &problem_record, JOB_PROBLEMS, ret_problems, ret_count,
	               "SELECT number, line, field, message, detail FROM job_problem WHERE county = $1 AND job_id = $2"
	               " ORDER BY number LIMIT $3",
	               bind(i64(job->county), i64(job->id), i64(JOB_PROBLEMS)));
}

/* ---- pieces ---- */

static bool is_sealed(const struct job *job)
{
	const struct job_kind *kind = job_kind_of(job->kind);

	return kind != NULL && kind->is_sealed;
}

enum outcome job_piece_put(struct request *r, const struct job *job, int64_t number, struct text plain)
{
	struct text kept = is_sealed(job) ? seal(r->arena, request_secret(r), r->world, plain) : plain;

	return db_exec(r->db, "INSERT INTO job_piece(county, job_id, number, plain, bytes) VALUES ($1, $2, $3, 0, $4)",
	               bind(i64(job->county), i64(job->id), i64(number), bytes(kept)));
}

enum outcome job_piece_read(struct request *r, const struct job *job, int64_t number, struct text *ret_plain)
{
	struct text kept;
	enum outcome outcome = db_word(r->db, r->arena, &kept,
	                               "SELECT bytes FROM job_piece WHERE county = $1 AND job_id = $2 AND number = $3",
	                               bind(i64(job->county), i64(job->id), i64(number)));

	if (outcome != DONE)
		return outcome;
	*ret_plain = kept;
	return is_sealed(job) && !unseal(r->arena, request_secret(r), kept, ret_plain) ? FAILED : DONE;
}

enum outcome job_piece_drop(struct db *db, const struct job *job, int64_t number)
{
	return db_exec(db, "DELETE FROM job_piece WHERE county = $1 AND job_id = $2 AND number = $3",
	               bind(i64(job->county), i64(job->id), i64(number)));
}

enum outcome job_file(struct request *r, const struct job *job, struct text *ret_bytes)
{
	struct output out = output_in(r->arena);
	bool sealed = is_sealed(job), whole = true;
	struct db_rows *rows =
		db_rows(r->db, "SELECT plain, bytes FROM job_piece WHERE county = $1 AND job_id = $2 ORDER BY number",
	                bind(i64(job->county), i64(job->id)));

	while (whole && db_next(rows) && out.length <= LIMIT_SLICED_BYTES) {
		struct text bytes = db_text(rows, "bytes");
		int64_t plain = db_int(rows, "plain");

		bytes = plain > 0 ? job_unpack(r->arena, bytes, plain) : bytes;
		whole = !sealed || unseal(r->arena, request_secret(r), bytes, &bytes);
		out_raw(&out, bytes.bytes, bytes.length);
	}
	*ret_bytes = output_text(&out);
	enum outcome outcome = db_done(rows);
	return whole ? outcome : FAILED;
}

enum outcome job_forget(struct db *db, int64_t county, int64_t id)
{
	enum outcome outcome =
		db_exec(db, "DELETE FROM job_piece WHERE county = $1 AND job_id = $2", bind(i64(county), i64(id)));

	if (outcome == DONE)
		outcome = db_exec(db, "UPDATE job SET file_until = 0 WHERE county = $1 AND id = $2",
		                  bind(i64(county), i64(id)));
	return outcome;
}

/* ---- opening and ending ---- */

/* Makes room for one more kept file: what was made longest ago goes. */
static enum outcome forget_oldest(struct db *db, int64_t person_id)
{
	int64_t last = 0;
	enum outcome outcome = db_number(db, &last,
	                                 "SELECT id FROM job WHERE person_id = $1 AND file_until > 0 ORDER BY id DESC"
	                                 " LIMIT 1 OFFSET $2",
	                                 bind(i64(person_id), i64(JOB_FILES_EACH - 1)));

	if (outcome != DONE)
		return outcome == NOT_FOUND ? DONE : outcome;
	outcome = db_exec(db,
	                  "DELETE FROM job_piece WHERE (county, job_id) IN (SELECT county, id FROM job"
	                  " WHERE person_id = $1 AND file_until > 0 AND id <= $2)",
	                  bind(i64(person_id), i64(last)));
	if (outcome == DONE)
		outcome = db_exec(db,
		                  "UPDATE job SET file_until = 0 WHERE person_id = $1 AND file_until > 0 AND id <= $2",
		                  bind(i64(person_id), i64(last)));
	return outcome;
}

enum outcome job_open(struct request *r, struct job *job)
{
	int64_t open = 0;
	enum outcome outcome =
		db_number(r->db, &open, "SELECT count(*) AS open FROM job WHERE person_id = $1 AND state <= 2",
	                  bind(i64(r->who.person_id)));

	if (outcome == DONE && open >= JOB_OPEN_EACH)
		return CONFLICT;
	if (outcome == DONE)
		outcome = forget_oldest(r->db, r->who.person_id);
	if (outcome != DONE)
		return outcome;
	job->id = request_new_id(r);
	job->state = JOB_WAITING;
	job->person_county = r->who.county;
	job->person_id = r->who.person_id;
	job->person_name = r->who.name;
	job->language = text_of(r->language->tag);
	job->asked_at = r->now;
	return db_exec(
		r->db,
		"INSERT INTO job(county, id, kind, state, person_county, person_id, person_name, place, title,"
		" asked, language, step, cursor, done, total, problems, failure, file_name, file_bytes, file_until,"
		" asked_at, begun_at, stepped_at, ended_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, 0,"
		" '', 0, $11, 0, '', '', 0, 0, $12, 0, $12, 0)",
		bind(i64(job->county), i64(job->id), txt(job->kind), i64(job->person_county), i64(job->person_id),
	             txt(job->person_name), i64(job->place), txt(job->title), txt(job->asked), txt(job->language),
	             i64(job->total), i64(job->asked_at)));
}

/* Whether something of it is kept when it ends like that. */
static bool keeps(const struct job *job, enum job_state state)
{
	const struct job_kind *kind = job_kind_of(job->kind);
	bool rest = kind != NULL && kind->keeps_rest;

	return state == JOB_DONE ? !rest : rest;
}

enum outcome job_end(struct db *db, const struct job *job, enum job_state state, struct text failure, int64_t now)
{
	bool kept = keeps(job, state);
	int64_t changed = 0, bytes = 0;
	enum outcome outcome = DONE;

	if (!kept)
		outcome = db_exec(db, "DELETE FROM job_piece WHERE county = $1 AND job_id = $2",
		                  bind(i64(job->county), i64(job->id)));
	if (outcome == DONE)
		outcome = db_number(db, &bytes,
		                    "SELECT sum(CASE WHEN plain > 0 THEN plain ELSE length(bytes) END) AS bytes"
		                    " FROM job_piece WHERE county = $1 AND job_id = $2",
		                    bind(i64(job->county), i64(job->id)));
	if (outcome == DONE)
		outcome = db_change(
			db, &changed,
			"UPDATE job SET state = $3, failure = $4, ended_at = $5, file_bytes = $6, file_until = $7"
			" WHERE county = $1 AND id = $2 AND state <= 2",
			bind(i64(job->county), i64(job->id), i64(state), txt(failure), i64(now), i64(bytes),
		             i64(bytes > 0 ? now + JOB_KEEP_DAYS * CALENDAR_DAY_MS : 0)));
	return outcome == DONE && changed == 0 ? CONFLICT : outcome;
}
