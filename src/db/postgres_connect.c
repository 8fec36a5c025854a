/* Coming to PostgreSQL, and back to it. A connection is made by a thread of its own, so that who needs it waits only as long as may be: libpq
   tries the hosts of an address one after the other, each for some seconds, and finding them by name may take longer.
   The session that a lost connection had may still be there, with its advisory lock, when the server does not know that nobody listens any
   longer; it is ended once it waits for us, never while it is at work: a commit that waits for a standby must not be disturbed. */
#include "db/postgres_inside.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "base/world.h"

#define CONNECT_SECONDS "5" /* for each address */
/* The server shall notice within half a minute, too, that this program's host is gone, and let go of its locks; on a socket of the same
   machine, and in versions that do not have them, these are nothing. */
#define LINK_SETTINGS                                                                                      \
	" SELECT set_config(name, value, false) FROM (VALUES ('tcp_keepalives_idle', '10'),"               \
	" ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3'), ('tcp_user_timeout', '25000'))" \
	" AS wanted(name, value) WHERE current_setting(name, true) IS NOT NULL"
/* A statement that a page gave up is no use to anybody: its session is to end, also while it is at work or waits for a lock. Of writers it
   must not be disturbed. */
#define READ_SETTINGS \
	"SELECT set_config(name, '2000', false) FROM pg_settings WHERE name = 'client_connection_check_interval'"
enum { FIRST_ANSWERS_MS = 5000, SILENT_WAIT_MS = 20 };

/* One try. Who began it and its thread share it until one of them has no more use for it. */
struct postgres_attempt {
	pthread_mutex_t lock;
	pthread_cond_t ended;
	bool is_over, is_unwanted;
	enum db_mode mode;
	char *address;
	/* what came of it */
	PGconn *conn; /* NULL: `problem` says why */
	struct postgres_session session;
	char problem[DB_FAILURE_BYTES];
};

static void be_quiet(void *context, const char *message)
{
	(void)context, (void)message;
}

/* ---- in the attempt's thread ---- */

static PGresult *ask(PGconn *conn, const char *sql)
{
	return PQsendQuery(conn, sql) == 1 ? postgres_result_within(conn, FIRST_ANSWERS_MS) : NULL;
}

/* False: `problem` says what to do. */
static bool check_database(struct postgres_attempt *attempt)
{
	PGconn *conn = attempt->conn;
	PGresult *result = ask(conn, "SELECT pg_encoding_to_char(encoding), datctype,"
	                             " coalesce(to_jsonb(d)->>'datlocprovider', 'c'), pg_backend_pid(),"
	                             " (SELECT " POSTGRES_BEGAN " FROM pg_stat_activity WHERE pid = pg_backend_pid())"
	                             " FROM pg_database d WHERE datname = current_database()");
	if (PQntuples(result) != 1) {
		snprintf(attempt->problem, sizeof attempt->problem, "The database does not answer: %s",
		         PQerrorMessage(conn));
	} else {
		const char *encoding = PQgetvalue(result, 0, 0), *locale = PQgetvalue(result, 0, 1);
		bool plain = strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0;
		if (strcmp(encoding, "UTF8") != 0 || (plain && strcmp(PQgetvalue(result, 0, 2), "c") == 0))
			snprintf(
				attempt->problem, sizeof attempt->problem,
				"The database %s has encoding %s and LC_CTYPE %s; Tongcun needs UTF8 and a real locale:"
				" CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'.",
				PQdb(conn), encoding, locale);
		snprintf(attempt->session.pid, sizeof attempt->session.pid, "%s", PQgetvalue(result, 0, 3));
		snprintf(attempt->session.began, sizeof attempt->session.began, "%s", PQgetvalue(result, 0, 4));
	}
	PQclear(result);
	return attempt->problem[0] == '\0';
}

static bool take_settings(struct postgres_attempt *attempt)
{
	PGresult *result =
		ask(attempt->conn, attempt->mode == DB_WRITE
	                                   ? "SET client_min_messages = warning; SET jit = off;" LINK_SETTINGS
	                                   : "SET client_min_messages = warning; SET jit = off;"
	                                     " SET default_transaction_read_only = on;" LINK_SETTINGS);
	bool good = postgres_is_good(result);

	if (!good)
		snprintf(attempt->problem, sizeof attempt->problem, "The database refuses its settings: %s",
		         PQerrorMessage(attempt->conn));
	PQclear(result);
	return good;
}

/* Of servers that cannot look (before 14, or of some systems) a no is good enough. */
static bool take_read_settings(struct postgres_attempt *attempt)
{
	PGresult *result = ask(attempt->conn, READ_SETTINGS);
	bool answers = result != NULL;

	if (!answers)
		snprintf(attempt->problem, sizeof attempt->problem, "The database does not answer");
	PQclear(result);
	return answers;
}

static bool attempt_connect(struct postgres_attempt *attempt)
{
	const char *const keywords[] = { "connect_timeout",
		                         "keepalives_idle",
		                         "tcp_user_timeout",
		                         "application_name",
		                         "client_encoding",
		                         "dbname",
		                         NULL };
	const char *const values[] = { CONNECT_SECONDS, "30", "15000", "tongcun", "UTF8", attempt->address, NULL };

	attempt->conn = PQconnectdbParams(keywords, values, 1);
	if (PQstatus(attempt->conn) == CONNECTION_OK && PQsetnonblocking(attempt->conn, 1) == 0) {
		PQsetNoticeProcessor(attempt->conn, be_quiet, NULL);
		return true;
	}
	const char *words = PQerrorMessage(attempt->conn);
	snprintf(attempt->problem, sizeof attempt->problem, "The database cannot be reached: %.*s",
	         (int)strcspn(words, "\n"), words);
	return false;
}

static void attempt_free(struct postgres_attempt *attempt)
{
	PQfinish(attempt->conn);
	pthread_cond_destroy(&attempt->ended);
	pthread_mutex_destroy(&attempt->lock);
	free(attempt->address);
	free(attempt);
}

static void *attempt_run(void *context)
{
	struct postgres_attempt *attempt = context;

	if (!attempt_connect(attempt) || !check_database(attempt) || !take_settings(attempt) ||
	    (attempt->mode == DB_READ && !take_read_settings(attempt))) {
		PQfinish(attempt->conn);
		attempt->conn = NULL;
	}
	pthread_mutex_lock(&attempt->lock);
	attempt->is_over = true;
	bool is_unwanted = attempt->is_unwanted;
	pthread_cond_signal(&attempt->ended);
	pthread_mutex_unlock(&attempt->lock);
	if (is_unwanted)
		attempt_free(attempt);
	return NULL;
}

/* ---- in the thread that needs the connection ---- */

static bool start_thread(struct postgres_attempt *attempt)
{
	pthread_t thread;
	bool started = thread_start(&thread, attempt_run, attempt);

	if (started)
		pthread_detach(thread);
	return started;
}

/* The old connection goes, with all that was on its way. */
static void leave(struct postgres *pg)
{
	if (pg->former.pid[0] == '\0')
		pg->former = pg->session;
	pg->session = (struct postgres_session){ "", "" };
	PQfinish(pg->conn);
	pg->conn = NULL;
	pg->generation++;
	pg->wants_begin = pg->wants_release = pg->wants_savepoint = pg->owed = false;
	pg->sent_count = pg->unflushed = 0;
}

static bool attempt_begin(struct postgres *pg)
{
	struct postgres_attempt *attempt = db_take(1, sizeof *attempt);

	leave(pg);
	attempt->mode = pg->db.mode;
	attempt->address = db_string(pg->address);
	pthread_mutex_init(&attempt->lock, NULL);
	thread_condition_init(&attempt->ended);
	pg->attempt = attempt;
	if (start_thread(attempt))
		return true;
	pg->attempt = NULL;
	attempt_free(attempt);
	return false;
}

static bool attempt_ends(struct postgres_attempt *attempt, int64_t wait_ms)
{
	struct timespec until = thread_moment(wait_ms);

	pthread_mutex_lock(&attempt->lock);
	while (!attempt->is_over && pthread_cond_timedwait(&attempt->ended, &attempt->lock, &until) == 0)
		continue;
	bool is_over = attempt->is_over;
	pthread_mutex_unlock(&attempt->lock);
	return is_over;
}

bool postgres_connect(struct postgres *pg, int64_t wait_ms, char problem[DB_FAILURE_BYTES])
{
	if (pg->attempt == NULL && !attempt_begin(pg)) {
		snprintf(problem, DB_FAILURE_BYTES, "The machine gives no more threads to reach the database by");
		return false;
	}
	struct postgres_attempt *attempt = pg->attempt;
	if (!attempt_ends(attempt, pg->is_silent && wait_ms > SILENT_WAIT_MS ? SILENT_WAIT_MS : wait_ms)) {
		pg->is_silent = true;
		snprintf(problem, DB_FAILURE_BYTES, "The database does not answer");
		return false;
	}
	bool good = attempt->conn != NULL;
	if (good) {
		pg->conn = attempt->conn;
		pg->session = attempt->session;
		pg->db.connections++;
		pg->is_silent = pg->is_given_up = false;
		attempt->conn = NULL;
	} else {
		memcpy(problem, attempt->problem, DB_FAILURE_BYTES);
	}
	pg->attempt = NULL;
	attempt_free(attempt);
	return good;
}

void postgres_end_former(struct postgres *pg)
{
	const char *const values[] = { pg->former.pid, pg->former.began };

	if (pg->former.pid[0] == '\0' ||
	    PQsendQueryParams(pg->conn,
	                      "SELECT CASE WHEN wait_event_type = 'Client' THEN pg_terminate_backend(pid) END"
	                      " FROM pg_stat_activity WHERE pid = CAST($1 AS INTEGER) AND " POSTGRES_BEGAN " = $2",
	                      2, NULL, values, NULL, NULL, 0) != 1)
		return;
	PGresult *result = answer_last(pg);
	if (PQntuples(result) == 0 || pg->db.mode == DB_READ)
		pg->former = (struct postgres_session){ "", "" };
	PQclear(result);
}

void postgres_disconnect(struct postgres *pg)
{
	struct postgres_attempt *attempt = pg->attempt;

	PQfinish(pg->conn);
	pg->conn = NULL;
	pg->attempt = NULL;
	if (attempt == NULL)
		return;
	pthread_mutex_lock(&attempt->lock);
	attempt->is_unwanted = true;
	bool is_over = attempt->is_over;
	pthread_mutex_unlock(&attempt->lock);
	if (is_over)
		attempt_free(attempt);
}
