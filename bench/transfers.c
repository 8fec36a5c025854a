/* What a day of dividends costs at least: pays the lines of a list (src/common/ledger/pay_list.h) with the same inserts and nothing else, so many to
   a transaction as the program takes: for each line the payee's account and the transfer, for each transaction the account that pays and the
   list's mark. No journal, no totals, no rights.
     transfers make DATABASE LINES     puts a list of so many lines into a database of the demo, started, with the money it needs
     transfers pay DATABASE CHUNK      pays it; prints "lines seconds lines_a_second"
     transfers left DATABASE           prints how many lines are not paid yet */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LIST = 77, SOURCE = 777, PAYEES = 200000 };

static const char settings[] =
	"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
	"PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=8000; PRAGMA journal_size_limit=67108864;";

/* $1: lines; $2: the list; $3: the account that pays; $4: payees, each in as many lines as it takes. */
static const char *const make_texts[] = {
	"INSERT INTO account(county, kind, owner_id, place, debits_fen, credits_fen, pending_debits_fen, pending_credits_fen)"
	" VALUES (510525, 6, $3, 51052500000000000, 0, $1 * 100, 0, 0)",
	"INSERT INTO pay_list(county, id, place, debit_kind, debit_owner_id, reason, subject_id, person_id, state, lines,"
	" total_fen, paid_lines, paid_fen, tries, next_at, problem, made_at, started_at, ended_at)"
	" VALUES (510525, $2, 51052500000000000, 6, $3, 'Dividend', $2, 1, 2, $1, $1 * 100, 0, 0, 0, 0, '', 1, 1, 0)",
	"WITH RECURSIVE n(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM n WHERE number < $1)"
	" INSERT INTO pay_line(county, list_id, number, kind, owner_id, place, amount_fen)"
	" SELECT 510525, $2, number, 7, 1000000 + number * 7919 % $4, 51052510100100000 + number * 7919 % 90000, 100 FROM n",
};

enum { BEGIN, LINES, ADD, OPEN, TRANSFER, DEBIT, MARK, COMMIT, TEXTS };

static const char *const pay_texts[TEXTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[LINES] =
		"SELECT number, kind, owner_id, place, amount_fen FROM pay_line WHERE county = 510525 AND list_id = $1"
		" AND number > $2 ORDER BY number LIMIT $3",
	[ADD] = "UPDATE account SET credits_fen = credits_fen + $3 WHERE county = 510525 AND kind = $1 AND owner_id = $2",
	[OPEN] = "INSERT INTO account(county, kind, owner_id, place, debits_fen, credits_fen, pending_debits_fen,"
		 " pending_credits_fen) VALUES (510525, $1, $2, $4, 0, $3, 0, 0)",
	[TRANSFER] =
		"INSERT INTO transfer(county, id, debit_county, debit_kind, debit_owner_id, credit_county, credit_kind,"
		" credit_owner_id, amount_fen, state, pending_id, reason, subject_id, person_id, at)"
		" VALUES (510525, $1, 510525, 6, $2, 510525, $3, $4, $5, 1, 0, 'Dividend', $6, 1, $7)",
	[DEBIT] =
		"UPDATE account SET debits_fen = debits_fen + $2 WHERE county = 510525 AND kind = 6 AND owner_id = $1",
	[MARK] = "UPDATE pay_list SET paid_lines = paid_lines + $2, paid_fen = paid_fen + $3,"
		 " state = CASE WHEN paid_lines + $2 = lines THEN 3 ELSE 2 END WHERE county = 510525 AND id = $1",
	[COMMIT] = "COMMIT",
};

struct line {
	int64_t kind, owner_id, place, amount_fen;
};

static sqlite3 *db;
static sqlite3_stmt *statements[TEXTS];

static void give_up(const char *what)
{
	fprintf(stderr, "transfers: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
	exit(1);
}

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static sqlite3_stmt *prepare(const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
		give_up(sql);
	return statement;
}

/* Binds $1 to $count, as far as the text has them. */
static void bind(sqlite3_stmt *statement, const int64_t *values, int count)
{
	for (int i = 0; i < count; i++) {
		char name[8];
		snprintf(name, sizeof name, "$%d", i + 1);
		int index = sqlite3_bind_parameter_index(statement, name);
		if (index > 0)
			sqlite3_bind_int64(statement, index, values[i]);
	}
}

static void run(sqlite3_stmt *statement, const int64_t *values, int count)
{
	bind(statement, values, count);
	if (sqlite3_step(statement) != SQLITE_DONE)
		give_up(sqlite3_sql(statement));
	sqlite3_reset(statement);
}

static void make(int64_t lines)
{
	int64_t values[] = { lines, LIST, SOURCE, PAYEES };

	for (size_t i = 0; i < sizeof make_texts / sizeof *make_texts; i++)
		run(prepare(make_texts[i]), values, 4);
}

static int64_t number(const char *sql)
{
	sqlite3_stmt *statement = prepare(sql);

	if (sqlite3_step(statement) != SQLITE_ROW)
		give_up(sql);
	int64_t value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static int64_t left(void)
{
	return number("SELECT COALESCE(sum(lines - paid_lines), 0) FROM pay_list WHERE id = 77");
}

static int read_lines(int64_t after, int64_t chunk, struct line *lines)
{
	sqlite3_stmt *statement = statements[LINES];
	int count = 0;

	bind(statement, (int64_t[]){ LIST, after, chunk }, 3);
	for (; sqlite3_step(statement) == SQLITE_ROW; count++)
		lines[count] = (struct line){ sqlite3_column_int64(statement, 1), sqlite3_column_int64(statement, 2),
			                      sqlite3_column_int64(statement, 3), sqlite3_column_int64(statement, 4) };
	sqlite3_reset(statement);
	return count;
}

static int pay_chunk(int64_t after, int64_t chunk, struct line *lines)
{
	int64_t fen = 0, id = INT64_C(1) << 60;

	run(statements[BEGIN], NULL, 0);
	int count = read_lines(after, chunk, lines);
	for (int i = 0; i < count; i++) {
		const struct line *line = &lines[i];
		int64_t account[] = { line->kind, line->owner_id, line->amount_fen, line->place };
		int64_t transfer[] = { id + after + i,   SOURCE, line->kind,   line->owner_id,
			               line->amount_fen, LIST,   1784509200000 };

		run(statements[ADD], account, 3);
		if (sqlite3_changes(db) == 0)
			run(statements[OPEN], account, 4);
		run(statements[TRANSFER], transfer, 7);
		fen += line->amount_fen;
	}
	run(statements[DEBIT], (int64_t[]){ SOURCE, fen }, 2);
	run(statements[MARK], (int64_t[]){ LIST, count, fen }, 3);
	run(statements[COMMIT], NULL, 0);
	return count;
}

static void pay(int64_t chunk)
{
	struct line *lines = calloc((size_t)chunk, sizeof *lines);
	int64_t all = left(), paid = 0;
	double began = now();

	if (!lines)
		give_up("no memory");
	for (int i = 0; i < TEXTS; i++)
		statements[i] = prepare(pay_texts[i]);
	while (paid < all)
		paid += pay_chunk(paid, chunk, lines);
	double seconds = now() - began;
	printf("%lld %.3f %.1f\n", (long long)all, seconds, (double)all / seconds);
	free(lines);
}

int main(int argc, char **argv)
{
	if (argc < 3 || sqlite3_open_v2(argv[2], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    sqlite3_exec(db, settings, NULL, NULL, NULL) != SQLITE_OK) {
		fputs("usage: transfers make DATABASE LINES | pay DATABASE CHUNK | left DATABASE\n", stderr);
		return 2;
	}
	sqlite3_busy_timeout(db, 5000);
	if (strcmp(argv[1], "make") == 0)
		make(strtoll(argv[3], NULL, 10));
	else if (strcmp(argv[1], "pay") == 0)
		pay(strtoll(argv[3], NULL, 10));
	else
		printf("%lld\n", (long long)left());
	return 0;
}
