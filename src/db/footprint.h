/* Private to src/db: which tables and rows a text reads or writes, as far as the text says it. */
#ifndef DB_FOOTPRINT_H
#define DB_FOOTPRINT_H

#include "db/touched.h"

enum { FOOTPRINT_TABLES = 12 };

struct footprint {
	uint32_t tables[FOOTPRINT_TABLES]; /* hashes of their names */
	size_t count;
	bool is_unknown; /* perhaps others, too */
	bool writes;
	size_t county, id; /* the parameters, from 1, that name the one row of the one table; 0: none do */
	size_t by_rows;    /* the table, from 1, of which only those rows are read that the result names; 0: none */
	char *row_column;  /* by this column, and "county" */
};

/* Reads the text. A comment "rows of stock: stock_id" says that of the table stock only the rows (county, stock_id) of the result are
   read. row_column is to be freed. */
struct footprint footprint_of(const char *sql);

struct db_touches;

/* For db.c: a statement begins with these values; a row of it was read; the transaction ended. */
void footprint_read(struct db_reads *reads, const struct footprint *footprint, const struct db_value *values);
void footprint_row(struct db_reads *reads, const struct footprint *footprint, int64_t county, int64_t id);
void footprint_written(struct db_touches *touches, const struct footprint *footprint, const struct db_value *values);
void footprint_all_written(struct db_touches *touches);
/* Before a commit: until touches_tell() nobody knows whether a snapshot begun in between shows it. */
void touches_may_show(struct db_touches *touches);
void touches_tell(struct db_touches *touches);
void touches_drop(struct db_touches *touches);
struct db_touches *touches_new(struct db_touched *touched);
/* Whether something in the slots may have been written since, counting what a snapshot of now may show before it is told. */
bool touched_is_unsure(const struct db_touched *touched, const uint32_t *slots, size_t count, int64_t at);

#endif
