/* Private to the files of the PostgreSQL engine: its connection (postgres_connect.c), waiting for answers (postgres_wait.c), and what was
   sent and is not answered yet (postgres_pipe.c).
   Invariants: `sent` holds what was sent since the last answer was taken, in its order; libpq is in pipeline mode while it holds
   anything; what is not a read or a write that waits is told DONE before it is done, and db->mistake says when that was wrong. */
#ifndef DB_POSTGRES_INSIDE_H
#define DB_POSTGRES_INSIDE_H

#include "db/backend.h"

#include <libpq-fe.h>

#define POSTGRES_BEGIN_READ "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
/* When a session of pg_stat_activity began: with the process's id it is that session and no later one. */
#define POSTGRES_BEGAN "CAST(extract(epoch FROM backend_start) AS TEXT)"

enum { POSTGRES_SENT = 256, POSTGRES_TABLES = 12, POSTGRES_BRACKETS = 3, POSTGRES_NUMBER_BYTES = 8 };

struct kept;
struct kept_answer;
struct postgres_attempt;

/* A session as others know it; empty: none, or not known. */
struct postgres_session {
	char pid[16], began[40];
};

/* One statement that was sent. */
struct postgres_sent {
	const char *sql;
	enum postgres_wanted {
		WANTED_BRACKET, /* BEGIN, SAVEPOINT, RELEASE */
		WANTED_DONE,    /* was told DONE */
		WANTED_ONE,     /* was told that it changed one row */
		WANTED_SOON,    /* is to be kept */
		WANTED_ANSWER,  /* is waited for */
	} wanted;
	int64_t savepoint;        /* of which it is: db->savepoints */
	struct kept_answer *keep; /* of WANTED_SOON: where it goes, */
	int64_t ticket;           /* if that still waits for this one */
};

/* The tables that a text names, as numbers of the connection's own. */
struct postgres_tables {
	uint16_t table[POSTGRES_TABLES];
	size_t count;
	bool is_unknown; /* perhaps others, too */
	bool writes;
};

struct postgres {
	struct db db;
	PGconn *conn; /* in non-blocking mode; NULL while there is none */
	char *address;
	struct postgres_session session, former; /* former: of a connection that was lost, may still hold locks */
	struct postgres_attempt *attempt;        /* to come to a new connection; NULL: none */
	bool is_given_up;                        /* its answer was waited for long enough */
	bool is_silent;      /* nothing was heard on the last one, or it was long in coming: little is waited for */
	unsigned generation; /* counts connections: what was prepared on an older one is prepared again */
	unsigned names;
	/* to be sent with the next statement */
	bool wants_begin, wants_release, wants_savepoint;
	bool owed;                    /* the answer to a reader's COMMIT was not taken yet */
	size_t sent_count, unflushed; /* unflushed: of them, may still lie in libpq's buffer */
	struct postgres_sent sent[POSTGRES_SENT];
	struct kept *kept; /* of a writing connection */
};

/* The values of one run, as libpq takes them. */
struct postgres_arguments {
	int count;
	const char *values[LIMIT_BINDS];
	int lengths[LIMIT_BINDS], formats[LIMIT_BINDS];
	char numbers[LIMIT_BINDS][POSTGRES_NUMBER_BYTES];
};

bool postgres_is_lost(const struct postgres *pg);
/* Whether the result is one of success; NULL is not. */
bool postgres_is_good(const PGresult *result);
/* Keeps the words of a failure for db_failure(), sees whether the batch must be run again, and gives the outcome. */
enum outcome postgres_fail(struct postgres *pg, const PGresult *result, const char *sql);

/* Milliseconds of a clock that only goes forward. */
int64_t postgres_now(void);
/* Waits until PQgetResult() has something to give, a broken connection's error included. False: for silence_ms no byte came or
   went, or postgres_now() has come to `end`. */
bool postgres_answers(PGconn *conn, int64_t silence_ms, int64_t end);
/* The last result of what was sent, to be cleared; NULL when it did not come within ms. For connections that are nobody's yet. */
PGresult *postgres_result_within(PGconn *conn, int64_t ms);
/* PQgetResult(), at most as long as the connection's patience: then the connection is given up, and this is its error. */
PGresult *answer_next(struct postgres *pg);
/* The last of the results of what was sent (not in a pipeline), to be cleared; NULL when nothing could be sent. */
PGresult *answer_last(struct postgres *pg);
/* The same of a text without values: PQexec(). */
PGresult *answer_to(struct postgres *pg, const char *sql);

/* A new connection in place of a lost one, waited for at most so long; while the database is silent, hardly at all. False: `problem` says
   why not; the same try goes on and may be waited for with the next call. */
bool postgres_connect(struct postgres *pg, int64_t wait_ms, char problem[DB_FAILURE_BYTES]);
/* Before a transaction: ends pg->former if it waits for us. Asked again each time until it is gone; what a reader left holds no lock that
   matters, so there it is asked once. */
void postgres_end_former(struct postgres *pg);
void postgres_disconnect(struct postgres *pg);

/* What only brackets statements and is to be sent with the next one, in its order; gives how many. */
size_t pipe_brackets(const struct postgres *pg, const char *ret_texts[POSTGRES_BRACKETS]);
void pipe_brackets_sent(struct postgres *pg);
/* Puts the brackets that are wanted and a prepared statement into the pipeline; nothing is waited for, unless too much is on its
   way. FAILED: the connection is lost, or something sent before was no success. */
MUST_USE enum outcome pipe_send(struct postgres *pg, const char *name, const struct postgres_arguments *arguments,
                                const char *sql, enum postgres_wanted wanted);
/* Waits for all that was sent. The last one's answer goes to ret_last (NULL: is not wanted), to be cleared by the caller, also when
   it failed. DONE when all is as it was told; else the first failure's outcome. */
MUST_USE enum outcome pipe_collect(struct postgres *pg, PGresult **ret_last);
/* The same, and the connection may be used without a pipeline again. What is undone or rolled back anyway need not look at the outcome. */
enum outcome pipe_leave(struct postgres *pg);

/* Answers that are kept within a transaction (postgres_kept.c). Begin and end: once a connection. */
void kept_begin(struct postgres *pg);
void kept_end(struct postgres *pg);
/* All tables a text names; after kept_begin(). */
struct postgres_tables kept_tables_of(struct postgres *pg, const char *sql);
/* The kept answer of the same text and values, which stays the keeper's until the statement is read; or NULL. */
PGresult *kept_find(struct postgres *pg, const struct db_rows *rows, const struct postgres_tables *tables,
                    const struct postgres_arguments *arguments);
/* Keeps a good answer, and owns it then; false: it is the caller's. */
bool kept_put(struct postgres *pg, struct db_rows *rows, const struct postgres_tables *tables,
              const struct postgres_arguments *arguments, PGresult *result);
/* Makes room for an answer that is about to be asked for, before it is needed. NULL: cannot be kept, or is there already. */
struct kept_answer *kept_expect(struct postgres *pg, struct db_rows *rows, const struct postgres_tables *tables,
                                const struct postgres_arguments *arguments, int64_t *ret_ticket);
/* It came: is the keeper's, or cleared when nobody waits for it any longer. NULL: it will not come. */
void kept_arrived(struct kept_answer *answer, int64_t ticket, PGresult *result);
/* Whether the answer of this text and values was asked for and is on its way. */
bool kept_is_coming(struct postgres *pg, const struct db_rows *rows, const struct postgres_tables *tables,
                    const struct postgres_arguments *arguments);
/* A text is about to be run: what it writes to is to be read again. */
void kept_written(struct postgres *pg, const struct postgres_tables *tables);
/* Nothing that was read holds any longer; while no statement is being read. */
void kept_forget(struct postgres *pg);

#endif
