/* What a province's sales of a year cost to read: as the sum over the orders' rows, or as the total that is kept (the statement of
   tally_read() in src/journal/tally.c). Prints the median in milliseconds of many warm runs.
     totals DATABASE sum|kept */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 21 };

static const char sum[] = "SELECT sum(goods_fen - refunded_fen) FROM orders WHERE seller_place >= 51000000000000000"
			  " AND seller_place < 52000000000000000 AND paid_at > 0";
static const char kept[] =
	"SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS value FROM tally_county WHERE indicator = 2"
	" AND period = 20260000 AND county >= 510000 AND county < 520000";

static double now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
	double times[RUNS];
	sqlite3 *db;
	sqlite3_stmt *statement;

	if (argc != 3 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
	    sqlite3_exec(db, "PRAGMA cache_size=-400000", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, strcmp(argv[2], "sum") == 0 ? sum : kept, -1, &statement, NULL) != SQLITE_OK) {
		fputs("usage: totals DATABASE sum|kept\n", stderr);
		return 2;
	}
	for (int i = -2; i < RUNS; i++) { /* two to warm up */
		double began = now_ms();
		if (sqlite3_step(statement) != SQLITE_ROW)
			return 1;
		if (i >= 0)
			times[i] = now_ms() - began;
		sqlite3_reset(statement);
	}
	qsort(times, RUNS, sizeof *times, compare);
	printf("%.6f\n", times[RUNS / 2]);
	return 0;
}
