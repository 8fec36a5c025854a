/* The bare limit on PostgreSQL: does what record_libpq.c wrote down of the connection that takes orders, statement by statement in the same
   transactions, over one connection in pipeline mode: a whole transaction is sent without waiting for any answer, which no program that
   looks at its answers can do, then all answers are read.
     loop_libpq ADDRESS RECORD     prints "orders batches seconds orders_a_second statements_an_order waits_an_order"
   The last two are of the program that was recorded. */
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char orders_begin[] = "INSERT INTO orders(";

enum { MOST_NAMES = 4096, MOST_VALUES = 64, MOST_STEPS = 1 << 22 };

struct step {
	char kind; /* 'P', 'X', 'Q', 'W' */
	int64_t connection;
	char *name, *text;
	int count;
	char **values;
	int *lengths;
	Oid types[MOST_VALUES];
};

static struct step *steps;
static size_t step_count;
static int formats[MOST_VALUES];

static void give_up(const char *what, const char *more)
{
	fprintf(stderr, "loop_libpq: %s %.300s\n", what, more);
	exit(1);
}

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void *take(size_t size)
{
	void *piece = calloc(1, size);

	if (!piece)
		give_up("no memory", "");
	return piece;
}

/* ---- reading ---- */

static int64_t read_number(FILE *in)
{
	int64_t number = 0;

	if (fread(&number, sizeof number, 1, in) != 1)
		give_up("the record ends early", "");
	return number;
}

/* NULL for a length of -1. */
static char *read_bytes(FILE *in, int *ret_length)
{
	int64_t length = read_number(in);
	char *bytes = length < 0 ? NULL : take((size_t)length + 1);

	if (length > 0 && fread(bytes, 1, (size_t)length, in) != (size_t)length)
		give_up("the record ends early", "");
	*ret_length = length < 0 ? 0 : (int)length;
	return bytes;
}

static void read_step(FILE *in, struct step *step)
{
	int length;

	step->connection = read_number(in);
	if (step->kind == 'W')
		return;
	if (step->kind != 'Q')
		step->name = read_bytes(in, &length);
	if (step->kind != 'X')
		step->text = read_bytes(in, &length);
	if (step->kind == 'Q')
		return;
	step->count = (int)read_number(in);
	if (step->count > MOST_VALUES)
		give_up("too many values in", step->name);
	step->values = step->kind == 'X' ? take(sizeof(char *) * (size_t)(step->count + 1)) : NULL;
	step->lengths = step->kind == 'X' ? take(sizeof(int) * (size_t)(step->count + 1)) : NULL;
	for (int i = 0; i < step->count; i++)
		if (step->kind == 'X')
			step->values[i] = read_bytes(in, &step->lengths[i]);
		else
			step->types[i] = (Oid)read_number(in);
}

static void read_record(const char *file)
{
	FILE *in = fopen(file, "r");
	int kind;

	if (!in)
		give_up("cannot open", file);
	steps = take(sizeof *steps * 65536);
	size_t room = 65536;
	while ((kind = fgetc(in)) != EOF && step_count < MOST_STEPS) {
		if (step_count == room)
			steps = realloc(steps, sizeof *steps * (room *= 2));
		if (!steps)
			give_up("no memory", "");
		steps[step_count] = (struct step){ .kind = (char)kind };
		read_step(in, &steps[step_count++]);
	}
	fclose(in);
}

/* The connection that takes orders, with the name of the statement that does. */
static const struct step *find_orders(void)
{
	for (size_t i = 0; i < step_count; i++)
		if (steps[i].kind == 'P' && strncmp(steps[i].text, orders_begin, sizeof orders_begin - 1) == 0)
			return &steps[i];
	give_up("no order is in the record", "");
	return NULL;
}

/* ---- doing ---- */

static void expect(PGconn *pg, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_SYNC)
		give_up(PQresStatus(status), PQerrorMessage(pg));
	PQclear(result);
}

/* The connection works under the same settings. */
static void set_all(PGconn *pg, int64_t connection)
{
	for (size_t i = 0; i < step_count; i++)
		if (steps[i].kind == 'Q' && steps[i].connection == connection && strncmp(steps[i].text, "SET ", 4) == 0)
			expect(pg, PQexec(pg, steps[i].text));
}

static void prepare_all(PGconn *pg, int64_t connection)
{
	for (size_t i = 0; i < step_count; i++)
		if (steps[i].kind == 'P' && steps[i].connection == connection)
			expect(pg, PQprepare(pg, steps[i].name, steps[i].text, steps[i].count, steps[i].types));
}

static void read_answers(PGconn *pg, int64_t sent)
{
	if (PQpipelineSync(pg) != 1)
		give_up("cannot send", PQerrorMessage(pg));
	for (int64_t i = 0; i < sent; i++) {
		expect(pg, PQgetResult(pg));
		if (PQgetResult(pg) != NULL)
			give_up("an answer too many", "");
	}
	expect(pg, PQgetResult(pg)); /* the end of the pipeline */
}

static void send(PGconn *pg, const struct step *step)
{
	int sent = step->kind == 'Q'
	                   ? PQsendQueryParams(pg, step->text, 0, NULL, NULL, NULL, NULL, 1)
	                   : PQsendQueryPrepared(pg, step->name, step->count, (const char *const *)step->values,
	                                         step->lengths, formats, 1);

	if (sent != 1)
		give_up("cannot send", PQerrorMessage(pg));
}

static void run(PGconn *pg, const struct step *order)
{
	int64_t orders = 0, batches = 0, sent = 0, all = 0, waits = 0;
	bool is_inside = false;
	double began = now();

	for (size_t i = 0; i < step_count; i++) {
		const struct step *step = &steps[i];

		if (step->connection != order->connection || step->kind == 'P')
			continue;
		is_inside = is_inside || (step->kind == 'Q' && strncmp(step->text, "BEGIN", 5) == 0);
		if (!is_inside) /* settings of the connection */
			continue;
		if (step->kind == 'W') {
			waits++;
			continue;
		}
		send(pg, step);
		sent++;
		all++;
		orders += step->kind == 'X' && strcmp(step->name, order->name) == 0;
		if (step->kind != 'Q' || (strcmp(step->text, "COMMIT") != 0 && strcmp(step->text, "ROLLBACK") != 0))
			continue;
		read_answers(pg, sent);
		batches++;
		sent = 0;
		is_inside = false;
		waits++; /* for the end of the transaction */
	}
	double seconds = now() - began, each = (double)orders;
	printf("%lld %lld %.3f %.1f %.1f %.2f\n", (long long)orders, (long long)batches, seconds, each / seconds,
	       (double)all / each, (double)waits / each);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		give_up("usage: loop_libpq ADDRESS RECORD", "");
	PGconn *pg = PQconnectdb(argv[1]);
	if (PQstatus(pg) != CONNECTION_OK)
		give_up("cannot connect:", PQerrorMessage(pg));
	for (int i = 0; i < MOST_VALUES; i++)
		formats[i] = 1;
	read_record(argv[2]);
	set_all(pg, find_orders()->connection);
	prepare_all(pg, find_orders()->connection);
	if (PQenterPipelineMode(pg) != 1)
		give_up("no pipeline", "");
	run(pg, find_orders());
	PQfinish(pg);
	return 0;
}
