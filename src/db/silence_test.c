/* A PostgreSQL that falls silent without closing its connections: noticed in bounded time, told from one that works long, and come back
   to. Between the program and the server stands a wire of this test, which can swallow what goes over it. */
#include <sys/socket.h> /* its bind() before that of db.h */
#include <sys/un.h>

#include "support/town.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/world.h"
#include "db/open.h"
#include "db/patience.h"
#include "support/database.h"

enum { LINKS = 16, SILENCE_MS = 200, PATH_BYTES = 256 };
enum { BOUND_MS = 30000 }; /* what a busy machine may make of some ms */

enum hearing { PASSES, SWALLOWS_ANSWERS, SWALLOWS };

/* A connection through the wire: what it began to swallow it swallows for good, as a router that has forgotten it does. */
struct link {
	int ends[2]; /* the program's, the server's */
	enum hearing hearing;
};

static struct {
	char folder[64], server[PATH_BYTES];
	int listener;
	atomic_int hearing, pause_ms; /* pause_ms: before each piece, as over a distance */
	atomic_bool is_ending;
	pthread_t thread;
	struct link links[LINKS];
	size_t count;
	struct db_target target;
	struct arena *arena;
} wire;

static int socket_at(const char *path, bool listens)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int one = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", path);
	if (listens ? (bind)(one, (struct sockaddr *)&address, sizeof address) || listen(one, LINKS)
	            : connect(one, (struct sockaddr *)&address, sizeof address))
		abort();
	return one;
}

/* One piece from one end to the other; false: the link is over. */
static bool carry(struct link *link, size_t from)
{
	char bytes[16384];
	ssize_t got = recv(link->ends[from], bytes, sizeof bytes, 0);
	enum hearing now = (enum hearing)atomic_load(&wire.hearing);

	poll(NULL, 0, atomic_load(&wire.pause_ms));
	if (now > link->hearing)
		link->hearing = now;
	if (got <= 0)
		return false;
	if (link->hearing == SWALLOWS || (link->hearing == SWALLOWS_ANSWERS && from == 1))
		return true;
	return send(link->ends[1 - from], bytes, (size_t)got, MSG_NOSIGNAL) == got;
}

/* The program's end goes; the server's only while it is heard, since nobody tells it otherwise. */
static void over(struct link *link)
{
	close(link->ends[0]);
	link->ends[0] = -1;
	if (link->hearing != PASSES)
		return;
	close(link->ends[1]);
	link->ends[1] = -1;
}

static void serve_link(struct link *link, const struct pollfd *polled)
{
	for (size_t end = 0; end < 2; end++)
		if (polled[end].revents && link->ends[0] >= 0 && !carry(link, end))
			over(link);
}

static void *run_wire(void *context)
{
	(void)context;
	while (!atomic_load(&wire.is_ending)) {
		struct pollfd polled[1 + 2 * LINKS] = { { .fd = wire.listener, .events = POLLIN } };
		size_t count = wire.count;
		for (size_t i = 0; i < 2 * count; i++) {
			const struct link *link = &wire.links[i / 2];
			polled[1 + i] =
				(struct pollfd){ .fd = link->ends[0] < 0 ? -1 : link->ends[i % 2], .events = POLLIN };
		}
		poll(polled, 1 + 2 * count, 10);
		for (size_t i = 0; i < count; i++)
			serve_link(&wire.links[i], &polled[1 + 2 * i]);
		if (polled[0].revents && count < LINKS)
			wire.links[wire.count++] =
				(struct link){ { accept(wire.listener, NULL, NULL), socket_at(wire.server, false) },
				               PASSES };
	}
	return NULL;
}

/* The address of the test's database by way of the wire. What is tried while it swallows is tried anew after two seconds, libpq's least. */
static struct db_target target_over_wire(void)
{
	struct text address = wire.target.address, options = T("host=");
	size_t at = text_find(address, options), end;
	struct text rest = text_part(address, at + options.length, address.length);

	assert_true(at < address.length);
	end = text_find(rest, T("&"));
	snprintf(wire.server, sizeof wire.server, "%.*s", (int)end, rest.bytes);
	return db_target_of(text_format(wire.arena, "%.*shost=%s%.*s&connect_timeout=2", (int)at, address.bytes,
	                                wire.folder, TEXT(text_part(rest, end, rest.length))));
}

/* False: not on this engine. */
static bool wire_laid(struct db **ret_db, enum db_mode mode)
{
	struct text problem = T("");

	if (!test_on_postgres())
		return false;
	memset(&wire, 0, sizeof wire);
	wire.arena = arena_new();
	wire.target = test_database();
	snprintf(wire.folder, sizeof wire.folder, "/tmp/tongcun.XXXXXX");
	assert_non_null(mkdtemp(wire.folder));
	wire.listener = socket_at(wire.folder, true);
	struct db_target target = target_over_wire();
	assert_int_equal(pthread_create(&wire.thread, NULL, run_wire, NULL), 0);
	assert_int_equal(db_open(&target, mode, wire.arena, ret_db, &problem), DONE);
	db_set_patience(*ret_db, (struct db_patience){ .silence_ms = SILENCE_MS });
	return true;
}

static void wire_taken_up(struct db *db)
{
	char path[PATH_BYTES];

	db_close(db);
	atomic_store(&wire.is_ending, true);
	pthread_join(wire.thread, NULL);
	for (size_t i = 0; i < wire.count; i++)
		for (size_t end = 0; end < 2; end++)
			if (wire.links[i].ends[end] >= 0)
				close(wire.links[i].ends[end]);
	close(wire.listener);
	snprintf(path, sizeof path, "%s/.s.PGSQL.5432", wire.folder);
	unlink(path);
	rmdir(wire.folder);
	test_database_remove(&wire.target);
	arena_free(wire.arena);
}

static int64_t now_ms(void)
{
	return machine_ticks() / 1000000;
}

static enum outcome read_one(struct db *db)
{
	int64_t one = 0;
	enum outcome outcome = db_begin(db);

	if (outcome == DONE) {
		outcome = db_number(db, &one, "SELECT 1 AS one", bind_none());
		db_rollback(db);
	}
	return outcome;
}

/* How long until a read goes through; it must in the end. */
static int64_t read_in_the_end(struct db *db)
{
	int64_t began = now_ms();

	while (read_one(db) != DONE) {
		assert_true(now_ms() - began < BOUND_MS);
		poll(NULL, 0, 5);
	}
	return now_ms() - began;
}

TEST(a_silent_database_is_noticed_and_come_back_to)
{
	struct db *db;

	if (!wire_laid(&db, DB_READ))
		return;
	assert_int_equal(read_one(db), DONE);
	atomic_store(&wire.hearing, SWALLOWS);
	int64_t began = now_ms();
	assert_int_not_equal(read_one(db), DONE);
	assert_false(db_is_connected(db));
	assert_true(now_ms() - began >= SILENCE_MS);
	assert_true(now_ms() - began < BOUND_MS);
	began = now_ms();
	for (int i = 0; i < 5; i++)
		assert_int_not_equal(read_one(db), DONE);
	assert_true(now_ms() - began < 10 * SILENCE_MS); /* hardly waited for, as long as it is silent */
	atomic_store(&wire.hearing, PASSES);
	read_in_the_end(db);
	wire_taken_up(db);
}

static enum outcome write_one(struct db *db)
{
	enum outcome outcome = db_begin(db);

	if (outcome != DONE)
		return outcome;
	outcome = db_exec(db, "INSERT INTO thing(id) VALUES ($1)", bind(i64(1)));
	return outcome == DONE ? db_commit(db) : outcome;
}

static bool takes_lock(struct db *db)
{
	int64_t taken = 0;

	if (db_begin(db) != DONE)
		return false;
	enum outcome outcome =
		db_number(db, &taken, "SELECT CASE WHEN pg_try_advisory_lock(7) THEN 1 ELSE 0 END AS taken",
	                  bind_none());
	db_rollback(db);
	return outcome == DONE && taken == 1;
}

/* The server has done what it was told, and still listens to a program that hears it no longer. */
TEST(a_commit_whose_answer_is_swallowed_is_uncertain_and_its_session_ends)
{
	struct db *db;
	int64_t rows = 0;

	if (!wire_laid(&db, DB_WRITE))
		return;
	assert_int_equal(db_script(db, "CREATE TABLE thing(id BIGINT NOT NULL, PRIMARY KEY (id))"), DONE);
	assert_true(takes_lock(db));
	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(db_exec(db, "INSERT INTO thing(id) VALUES ($1)", bind(i64(1))), DONE);
	atomic_store(&wire.hearing, SWALLOWS_ANSWERS);
	assert_int_equal(db_commit(db), UNCERTAIN);
	atomic_store(&wire.hearing, PASSES);
	read_in_the_end(db);
	int64_t began = now_ms();
	while (!takes_lock(db)) { /* the former session had it */
		assert_true(now_ms() - began < BOUND_MS);
		poll(NULL, 0, 5);
	}
	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(db_number(db, &rows, "SELECT count(*) AS rows FROM thing", bind_none()), DONE);
	assert_int_equal(rows, 1);
	db_rollback(db);
	assert_int_equal(write_one(db), CONFLICT);
	db_rollback(db);
	wire_taken_up(db);
}

/* The numbers of sessions that sleep in this database, asked beside the wire. */
static int64_t sleepers(struct db *beside)
{
	int64_t count = 0;

	assert_int_equal(db_begin(beside), DONE);
	assert_int_equal(db_number(beside, &count,
	                           "SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database()"
	                           " AND wait_event = 'PgSleep'",
	                           bind_none()),
	                 DONE);
	db_rollback(beside);
	return count;
}

/* Else each page that is given up takes a session of the server's with it, for as long as its statement lasts. */
TEST(a_statement_given_up_ends_in_the_database)
{
	struct db *db, *beside;
	struct text problem = T("");
	int64_t one = 0;

	if (!wire_laid(&db, DB_READ))
		return;
	assert_int_equal(db_open(&wire.target, DB_READ, wire.arena, &beside, &problem), DONE);
	db_set_patience(db, (struct db_patience){ .silence_ms = SILENCE_MS, .most_ms = 2 * SILENCE_MS });
	assert_int_equal(db_begin(db), DONE);
	assert_int_not_equal(db_number(db, &one, "SELECT 1 AS one FROM pg_sleep(120)", bind_none()), DONE);
	db_rollback(db);
	int64_t began = now_ms();
	while (sleepers(beside) > 0) {
		assert_true(now_ms() - began < BOUND_MS);
		poll(NULL, 0, 20);
	}
	db_close(beside);
	wire_taken_up(db);
}

/* It said that it is at work: the next page waits for its connection, also when that takes longer than from one room to another. */
TEST(a_database_at_work_is_not_silent)
{
	enum { SLOW_MS = 1000, AWAY_MS = 10 };
	struct db *db;
	int64_t one = 0;

	if (!wire_laid(&db, DB_READ))
		return;
	db_set_patience(db, (struct db_patience){ .silence_ms = SLOW_MS, .most_ms = 2 * SLOW_MS });
	assert_int_equal(db_begin(db), DONE);
	assert_int_not_equal(db_number(db, &one, "SELECT 1 AS one FROM pg_sleep(60)", bind_none()), DONE);
	db_rollback(db);
	db_set_patience(db, (struct db_patience){ .silence_ms = BOUND_MS });
	atomic_store(&wire.pause_ms, AWAY_MS);
	assert_int_equal(read_one(db), DONE);
	wire_taken_up(db);
}

TEST(a_database_at_work_is_waited_for)
{
	struct db *db;
	int64_t one = 0;

	if (!wire_laid(&db, DB_READ))
		return;
	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(db_number(db, &one, "SELECT 1 AS one FROM pg_sleep(0.9)", bind_none()), DONE);
	db_set_patience(db, (struct db_patience){ .silence_ms = SILENCE_MS, .most_ms = 2 * SILENCE_MS });
	assert_int_not_equal(db_number(db, &one, "SELECT 1 AS one FROM pg_sleep(60)", bind_none()), DONE);
	assert_false(db_is_connected(db));
	db_rollback(db);
	read_in_the_end(db);
	wire_taken_up(db);
}
