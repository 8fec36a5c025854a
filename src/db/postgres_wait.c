/* Waiting for PostgreSQL's answers. libpq waits for ever on a server that is silent without being gone (tcp_user_timeout helps only where the
   other kernel is silent, too), so the waiting is done here, with the connection in non-blocking mode, and libpq is asked when it has
   something to give. A slow statement is no silence: whoever has waited for some seconds asks over a new connection what the
   server is doing. A connection that is given up is shut down, and from there on all is as if it had been cut. */
#include <sys/socket.h> /* its bind() before that of db.h */

#include "db/postgres_inside.h"

#include <poll.h>
#include <stdlib.h>

#include "base/world.h"

int64_t postgres_now(void)
{
	return machine_ticks() / 1000000;
}

/* Until something can be read, or written where that is wanted; false: neither, till then. */
static bool stirs(PGconn *conn, short events, int64_t till)
{
	struct pollfd one = { .fd = PQsocket(conn), .events = events };
	int64_t left = till - postgres_now();

	return poll(&one, 1, left > 0 ? (int)left : 0) != 0;
}

bool postgres_answers(PGconn *conn, int64_t silence_ms, int64_t end)
{
	while (PQstatus(conn) == CONNECTION_OK && PQisBusy(conn)) {
		int64_t till = postgres_now() + silence_ms;
		int more = PQflush(conn);
		if (more < 0)
			return true;
		if (!stirs(conn, (short)(more > 0 ? POLLIN | POLLOUT : POLLIN), till < end ? till : end))
			return false;
		/* TLS: a second time for the rest of a record of 16 KiB, of which the first may have taken the half. */
		if (PQconsumeInput(conn) != 1 || (PQsslInUse(conn) && PQconsumeInput(conn) != 1))
			return true;
	}
	return true;
}

PGresult *postgres_result_within(PGconn *conn, int64_t ms)
{
	PGresult *last = NULL;

	while (postgres_answers(conn, ms, postgres_now() + ms)) {
		PGresult *next = PQgetResult(conn);
		if (next == NULL)
			return last;
		PQclear(last);
		last = next;
		if (PQstatus(conn) != CONNECTION_OK)
			return last;
	}
	PQclear(last);
	return NULL;
}

/* ---- whether it is at work ---- */

/* A new connection to the very server that the old one led to, begun. */
static PGconn *knock(const struct postgres *pg)
{
	const char *const keywords[] = { "dbname", "host", "hostaddr", "port", "target_session_attrs", NULL };
	const char *const values[] = { pg->address, PQhost(pg->conn), PQhostaddr(pg->conn), PQport(pg->conn), "any",
		                       NULL };

	return PQconnectStartParams(keywords, values, 1);
}

/* Lets it come about. ret_speaks: the server said something, be it no. */
static bool is_let_in(PGconn *conn, int64_t till, bool *ret_speaks)
{
	PostgresPollingStatusType next = PGRES_POLLING_WRITING;
	char byte;

	*ret_speaks = false;
	while (next != PGRES_POLLING_OK && next != PGRES_POLLING_FAILED && PQstatus(conn) != CONNECTION_BAD) {
		if (!stirs(conn, next == PGRES_POLLING_READING ? POLLIN : POLLOUT, till) && postgres_now() >= till)
			return false;
		*ret_speaks = *ret_speaks || recv(PQsocket(conn), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
		next = PQconnectPoll(conn);
	}
	return next == PGRES_POLLING_OK;
}

/* What the server says of the old connection's session: there, and not waiting for us to say something or to listen. */
static bool is_busy(PGconn *conn, const struct postgres_session *session, int64_t ms)
{
	const char *const values[] = { session->pid, session->began };

	if (PQsetnonblocking(conn, 1) != 0 ||
	    PQsendQueryParams(conn,
	                      "SELECT 1 FROM pg_stat_activity WHERE pid = CAST($1 AS INTEGER) AND " POSTGRES_BEGAN
	                      " = $2 AND wait_event_type IS DISTINCT FROM 'Client'",
	                      2, NULL, values, NULL, NULL, 0) != 1)
		return false;
	PGresult *result = postgres_result_within(conn, ms);
	bool busy = PQntuples(result) == 1;
	PQclear(result);
	return busy;
}

/* Whether waiting longer makes sense: the server works on what it was sent, or lives and cannot say. */
static bool is_at_work(const struct postgres *pg)
{
	bool speaks, at_work;
	int64_t ms = pg->db.patience.silence_ms;
	PGconn *conn = knock(pg);

	if (is_let_in(conn, postgres_now() + ms, &speaks))
		at_work = pg->session.pid[0] == '\0' || is_busy(conn, &pg->session, ms);
	else
		at_work = speaks;
	PQfinish(conn);
	return at_work || stirs(pg->conn, POLLIN, 0);
}

/* ---- answers ---- */

static void give_up(struct postgres *pg, bool is_silent)
{
	pg->is_given_up = true;
	pg->is_silent = is_silent;
	shutdown(PQsocket(pg->conn), SHUT_RDWR);
}

PGresult *answer_next(struct postgres *pg)
{
	const struct db_patience *patience = &pg->db.patience;
	int64_t end = patience->most_ms > 0 ? postgres_now() + patience->most_ms : INT64_MAX;
	bool at_work = false;

	while (!postgres_answers(pg->conn, patience->silence_ms, end)) {
		bool is_over = postgres_now() >= end;
		if (!is_over)
			at_work = is_at_work(pg);
		if (is_over || !at_work) {
			give_up(pg, !at_work);
			break;
		}
	}
	return PQgetResult(pg->conn);
}

PGresult *answer_last(struct postgres *pg)
{
	PGresult *last = NULL, *next;

	while ((next = answer_next(pg)) != NULL) {
		PQclear(last);
		last = next;
		if (postgres_is_lost(pg))
			break;
	}
	return last;
}

PGresult *answer_to(struct postgres *pg, const char *sql)
{
	return PQsendQuery(pg->conn, sql) == 1 ? answer_last(pg) : NULL;
}
