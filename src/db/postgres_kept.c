/* Answers that are kept within the writer's transaction: what was read once, and is of tables that nobody here has written to since,
   is not asked for again. The transaction sees one moment (REPEATABLE READ), so only its own statements can change what a read would give.
   Which tables a text names is read off the text: the words behind FROM, JOIN, INTO and UPDATE. A text of which that is not certain is
   never kept, and when it writes, everything is forgotten; so it is after an undo, and at the transaction's end.
   Not done here: views, triggers and cascades, which the schema does not have; results of more than some rows. */
#include "db/postgres_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "db/sql_text.h"

enum { KEPT_TABLES = 512, KEPT_ANSWERS = 256, KEPT_ROWS = 64, KEPT_BYTES = 16 << 10, KEPT_KEY_BYTES = 512 };

struct kept_answer {
	struct db_rows *rows;
	PGresult *result;
	int64_t taken;  /* the clock when it was asked for */
	int64_t ticket; /* of the answer that is on its way; 0: none is */
	size_t length;  /* of the values */
	char values[KEPT_KEY_BYTES];
};

struct kept {
	int64_t clock;       /* counts writes */
	int64_t all_written; /* when something wrote that may have been any table */
	int64_t tickets;     /* given so far */
	size_t table_count, answer_count;
	struct {
		char *name;
		int64_t written;
	} tables[KEPT_TABLES];
	struct kept_answer answers[KEPT_ANSWERS];
};

/* ---- which tables a text names ---- */

struct naming {
	struct kept *kept;
	struct postgres_tables *tables;
};

static void add_table(void *context, struct text name)
{
	struct naming *naming = context;
	struct kept *kept = naming->kept;
	struct postgres_tables *tables = naming->tables;
	size_t at = 0;

	while (at < kept->table_count && !text_equal(text_of(kept->tables[at].name), name))
		at++;
	if (at == KEPT_TABLES || tables->count == POSTGRES_TABLES) {
		tables->is_unknown = true;
		return;
	}
	if (at == kept->table_count) {
		char *copy = db_take(name.length + 1, 1);
		memcpy(copy, name.bytes, name.length);
		kept->tables[kept->table_count++].name = copy;
	}
	tables->table[tables->count++] = (uint16_t)at;
}

struct postgres_tables kept_tables_of(struct postgres *pg, const char *sql)
{
	struct postgres_tables tables = { .count = 0 };
	struct naming naming = { pg->kept, &tables };
	bool certain = sql_tables(text_of(sql), add_table, &naming, &tables.writes);

	tables.is_unknown = tables.is_unknown || !certain;
	return tables;
}

/* ---- answers ---- */

/* The values of a run as bytes; 0: too many, or no values to be told from that. */
static size_t key_of(const struct postgres_arguments *a, char ret_key[KEPT_KEY_BYTES])
{
	size_t length = 1;

	ret_key[0] = (char)a->count;
	for (int i = 0; i < a->count; i++) {
		int64_t size = a->values[i] != NULL ? a->lengths[i] : -1;
		size_t bytes = size > 0 ? (size_t)size : 0;
		if (length + sizeof size + bytes > KEPT_KEY_BYTES)
			return 0;
		memcpy(ret_key + length, &size, sizeof size);
		if (bytes > 0)
			memcpy(ret_key + length + sizeof size, a->values[i], bytes);
		length += sizeof size + bytes;
	}
	return length;
}

static struct kept_answer *slot_of(struct kept *kept, const struct db_rows *rows, const char *key, size_t length)
{
	uint64_t hash = (uint64_t)(uintptr_t)rows * 0x9E3779B97F4A7C15u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)key[i]) * 0x100000001B3u; /* FNV-1a's step */
	hash *= 0x9E3779B97F4A7C15u; /* its upper bits hold little of the last bytes otherwise */
	return &kept->answers[(hash >> 40) % KEPT_ANSWERS];
}

static bool is_kept_text(const struct postgres *pg, const struct postgres_tables *tables)
{
	return pg->kept != NULL && pg->db.defers && tables->count > 0 && !tables->is_unknown && !tables->writes;
}

static bool still_holds(const struct kept *kept, const struct kept_answer *answer, const struct postgres_tables *tables)
{
	bool holds = kept->all_written <= answer->taken;

	for (size_t i = 0; i < tables->count; i++)
		holds = holds && kept->tables[tables->table[i]].written <= answer->taken;
	return holds;
}

/* The place of this text and values, when what is or will be there holds; else NULL. */
static struct kept_answer *find(struct postgres *pg, const struct db_rows *rows, const struct postgres_tables *tables,
                                const struct postgres_arguments *arguments)
{
	char key[KEPT_KEY_BYTES];
	size_t length;

	if (!is_kept_text(pg, tables) || (length = key_of(arguments, key)) == 0)
		return NULL;
	struct kept_answer *answer = slot_of(pg->kept, rows, key, length);
	bool is_it = answer->rows == rows && answer->length == length && memcmp(answer->values, key, length) == 0;
	return is_it && still_holds(pg->kept, answer, tables) ? answer : NULL;
}

PGresult *kept_find(struct postgres *pg, const struct db_rows *rows, const struct postgres_tables *tables,
                    const struct postgres_arguments *arguments)
{
	const struct kept_answer *answer = find(pg, rows, tables, arguments);

	return answer != NULL ? answer->result : NULL;
}

bool kept_is_coming(struct postgres *pg, const struct db_rows *rows, const struct postgres_tables *tables,
                    const struct postgres_arguments *arguments)
{
	const struct kept_answer *answer = find(pg, rows, tables, arguments);

	return answer != NULL && answer->ticket != 0;
}

/* Gives the place to this text and values, empty; NULL when what is there must stay. */
static struct kept_answer *take_place(struct postgres *pg, struct db_rows *rows,
                                      const struct postgres_arguments *arguments)
{
	char key[KEPT_KEY_BYTES];
	size_t length = key_of(arguments, key);

	if (length == 0)
		return NULL;
	struct kept_answer *answer = slot_of(pg->kept, rows, key, length);
	bool is_read = answer->result != NULL && answer->rows->open;
	if (is_read || answer->ticket != 0)
		return NULL;
	PQclear(answer->result);
	*answer = (struct kept_answer){ .rows = rows, .taken = pg->kept->clock, .length = length };
	memcpy(answer->values, key, length);
	pg->kept->answer_count++;
	return answer;
}

static bool is_small(const PGresult *result)
{
	return PQntuples(result) <= KEPT_ROWS && PQresultMemorySize(result) <= KEPT_BYTES;
}

struct kept_answer *kept_expect(struct postgres *pg, struct db_rows *rows, const struct postgres_tables *tables,
                                const struct postgres_arguments *arguments, int64_t *ret_ticket)
{
	const struct kept_answer *there = find(pg, rows, tables, arguments);

	if (!is_kept_text(pg, tables) || (there != NULL && (there->result != NULL || there->ticket != 0)))
		return NULL;
	struct kept_answer *answer = take_place(pg, rows, arguments);
	if (answer != NULL)
		*ret_ticket = answer->ticket = ++pg->kept->tickets;
	return answer;
}

void kept_arrived(struct kept_answer *answer, int64_t ticket, PGresult *result)
{
	bool is_wanted = answer->ticket == ticket && ticket != 0;

	if (is_wanted)
		answer->ticket = 0;
	if (is_wanted && postgres_is_good(result) && is_small(result))
		answer->result = result;
	else
		PQclear(result);
}

bool kept_put(struct postgres *pg, struct db_rows *rows, const struct postgres_tables *tables,
              const struct postgres_arguments *arguments, PGresult *result)
{
	struct kept_answer *answer =
		is_kept_text(pg, tables) && is_small(result) ? take_place(pg, rows, arguments) : NULL;

	if (answer != NULL)
		answer->result = result;
	return answer != NULL;
}

void kept_written(struct postgres *pg, const struct postgres_tables *tables)
{
	struct kept *kept = pg->kept;

	if (kept == NULL || !tables->writes)
		return;
	kept->clock++;
	if (tables->is_unknown || tables->count == 0)
		kept->all_written = kept->clock;
	for (size_t i = 0; i < tables->count; i++)
		kept->tables[tables->table[i]].written = kept->clock;
}

void kept_forget(struct postgres *pg)
{
	if (pg->kept == NULL || pg->kept->answer_count == 0)
		return;
	for (size_t i = 0; i < KEPT_ANSWERS; i++) {
		PQclear(pg->kept->answers[i].result);
		pg->kept->answers[i].result = NULL;
		pg->kept->answers[i].ticket = 0;
	}
	pg->kept->answer_count = 0;
}

void kept_begin(struct postgres *pg)
{
	pg->kept = db_take(1, sizeof *pg->kept);
}

void kept_end(struct postgres *pg)
{
	if (pg->kept == NULL)
		return;
	kept_forget(pg);
	for (size_t i = 0; i < pg->kept->table_count; i++)
		free(pg->kept->tables[i].name);
	free(pg->kept);
	pg->kept = NULL;
}
