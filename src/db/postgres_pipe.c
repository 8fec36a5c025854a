/* What was sent to PostgreSQL and is not answered yet. One flush request, and one wait, is for all of it; a Sync only follows a failure,
   after which the server passes over what was sent with it. When something that was told DONE early was no success, db->mistake
   is set, and nothing more is sent until the savepoint is undone or the transaction is over. */
#include "db/postgres_inside.h"

#include <stdlib.h>
#include <string.h>

enum { FLUSH_AFTER = 4 }; /* statements: some 0.1 ms of the server's work */

static void note(struct postgres *pg, const char *sql, enum postgres_wanted wanted)
{
	pg->sent[pg->sent_count++] =
		(struct postgres_sent){ .sql = sql, .wanted = wanted, .savepoint = pg->db.savepoints };
}

size_t pipe_brackets(const struct postgres *pg, const char *ret_texts[POSTGRES_BRACKETS])
{
	size_t count = 0;

	if (pg->wants_begin)
		ret_texts[count++] = POSTGRES_BEGIN_READ;
	if (pg->wants_release)
		ret_texts[count++] = "RELEASE SAVEPOINT command";
	if (pg->wants_savepoint)
		ret_texts[count++] = "SAVEPOINT command";
	return count;
}

void pipe_brackets_sent(struct postgres *pg)
{
	pg->wants_begin = pg->wants_release = pg->wants_savepoint = false;
}

static bool send_brackets(struct postgres *pg)
{
	const char *texts[POSTGRES_BRACKETS];
	size_t count = pipe_brackets(pg, texts);

	for (size_t i = 0; i < count; i++) {
		if (PQsendQueryParams(pg->conn, texts[i], 0, NULL, NULL, NULL, NULL, 1) != 1)
			return false;
		note(pg, texts[i], WANTED_BRACKET);
	}
	pipe_brackets_sent(pg);
	return true;
}

/* The server begins with what was sent while more is being made for it. */
static bool keep_busy(struct postgres *pg)
{
	if (++pg->unflushed < FLUSH_AFTER)
		return true;
	pg->unflushed = 0;
	return PQflush(pg->conn) >= 0;
}

enum outcome pipe_send(struct postgres *pg, const char *name, const struct postgres_arguments *arguments,
                       const char *sql, enum postgres_wanted wanted)
{
	if (pg->sent_count + POSTGRES_BRACKETS >= POSTGRES_SENT) {
		enum outcome outcome = pipe_collect(pg, NULL);
		if (outcome != DONE)
			return outcome;
	}
	if (PQpipelineStatus(pg->conn) == PQ_PIPELINE_OFF && PQenterPipelineMode(pg->conn) != 1)
		return postgres_fail(pg, NULL, sql);
	if (!send_brackets(pg) || PQsendQueryPrepared(pg->conn, name, arguments->count, arguments->values,
	                                              arguments->lengths, arguments->formats, 1) != 1)
		return postgres_fail(pg, NULL, sql);
	note(pg, sql, wanted);
	return keep_busy(pg) ? DONE : postgres_fail(pg, NULL, sql);
}

/* ---- answers ---- */

/* The answer to one statement; libpq ends each with a NULL. */
static PGresult *next_answer(struct postgres *pg)
{
	PGresult *answer = answer_next(pg);

	if (answer != NULL)
		PQclear(answer_next(pg));
	return answer;
}

static bool changed_one(PGresult *answer)
{
	return strcmp(PQcmdTuples(answer), "1") == 0;
}

static void mistaken(struct postgres *pg, const struct postgres_sent *sent)
{
	if (pg->db.mistake == DB_NO_MISTAKE)
		pg->db.mistake = sent->savepoint == pg->db.savepoints ? DB_MISTAKE_HERE : DB_MISTAKE_BEFORE;
}

/* Whether the answer is as it was told. What the server passed over because of an earlier failure has no words of its own. */
static enum outcome judge(struct postgres *pg, const struct postgres_sent *sent, PGresult *answer)
{
	enum outcome outcome = DONE;

	if (PQresultStatus(answer) == PGRES_PIPELINE_ABORTED)
		return FAILED;
	if (!postgres_is_good(answer))
		outcome = postgres_fail(pg, answer, sent->sql);
	else if (sent->wanted == WANTED_ONE && !changed_one(answer))
		outcome = CONFLICT;
	if (outcome == DONE || sent->wanted == WANTED_BRACKET || sent->wanted == WANTED_ANSWER)
		return outcome;
	mistaken(pg, sent);
	return FAILED;
}

/* After a failure: lets the server listen again. */
static void recover(struct postgres *pg)
{
	PGresult *result;

	if (postgres_is_lost(pg) || PQpipelineSync(pg->conn) != 1)
		return;
	while ((result = answer_next(pg)) != NULL) {
		bool is_over = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
		PQclear(result);
		if (is_over)
			return;
	}
}

enum outcome pipe_collect(struct postgres *pg, PGresult **ret_last)
{
	size_t count = pg->sent_count;
	enum outcome outcome = DONE;
	bool is_bad = false;

	if (count == 0)
		return DONE;
	pg->sent_count = 0;
	pg->unflushed = 0;
	is_bad = PQsendFlushRequest(pg->conn) != 1;
	for (size_t i = 0; i < count; i++) {
		PGresult *answer = next_answer(pg);
		enum outcome one = judge(pg, &pg->sent[i], answer);
		outcome = outcome == DONE ? one : outcome;
		is_bad = is_bad || !postgres_is_good(answer);
		if (pg->sent[i].keep != NULL)
			kept_arrived(pg->sent[i].keep, pg->sent[i].ticket, answer);
		else if (i + 1 == count && ret_last != NULL)
			*ret_last = answer;
		else
			PQclear(answer);
	}
	if (is_bad)
		recover(pg);
	return outcome;
}

enum outcome pipe_leave(struct postgres *pg)
{
	enum outcome outcome = pipe_collect(pg, NULL);

	if (PQpipelineStatus(pg->conn) != PQ_PIPELINE_OFF && PQexitPipelineMode(pg->conn) != 1 && outcome == DONE)
		outcome = postgres_fail(pg, NULL, "the end of a pipeline");
	return outcome;
}
