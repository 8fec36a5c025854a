/* Private to src/db: the rows a connection keeps, as db.c asks for them. */
#ifndef DB_KEPT_ROWS_INSIDE_H
#define DB_KEPT_ROWS_INSIDE_H

#include "db/backend.h"
#include "db/kept_rows.h"

enum { KEPT_KEY_BYTES = 256 };

/* A question: the statement with the record that its rows go to, and what is bound. plan NULL: its rows are not kept. */
struct kept_question {
	const struct db_plan *plan;
	size_t columns, record_size, limit;
	uint64_t hash;
	size_t key_length;
	char key[KEPT_KEY_BYTES];
};

/* A transaction begins. */
void kept_rows_begin(struct kept_rows *kept);
/* Fills the question. True: there are rows of it to be given now (perhaps none), until the next call for this connection. */
bool kept_rows_ask(struct db *db, struct db_rows *rows, const struct db_plan *plan, size_t record_size, size_t limit,
                   const struct db_value *values, struct kept_question *question);
/* How many there are. */
size_t kept_rows_count(const struct kept_rows *kept);
/* Puts them where `list` has room for them all. */
void kept_rows_give(const struct kept_rows *kept, struct arena *arena, const struct kept_question *question,
                    void *list);
/* The engine gave these rows; with checks they are compared with what was kept. */
void kept_rows_take(struct db *db, const struct db_rows *rows, const struct kept_question *question, const void *list,
                    size_t count, const struct db_value *values);
void kept_rows_free(struct kept_rows *kept);

#endif
