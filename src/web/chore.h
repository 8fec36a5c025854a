/* Chores over rows (by_row of struct chore): how a look tells the handler what to do, row by row. The form of the command has for each
   row its members: "0.id", "0.status", "1.id" ... */
#ifndef WEB_CHORE_H
#define WEB_CHORE_H

#include "web/request.h"

/* In a look: a member of a row. Rows are numbered from 0 without gaps, at most CHORE_ROWS, and each has the member "id". */
enum { CHORE_ROWS = 64 };
void chore_tell(struct request *r, size_t row, const char *name, struct text value);
/* In the handler: what was told; the empty text when nothing was. */
struct text chore_told(struct request *r, size_t row, const char *name);
/* The same for a thing: its county and id. False: there is no such row. */
void chore_tell_thing(struct request *r, size_t row, int64_t county, int64_t id);
bool chore_told_thing(struct request *r, size_t row, int64_t *ret_county, int64_t *ret_id);
/* In a look: each row of a query with the columns county and id, at most CHORE_ROWS; a command is of one county, so rows of another
   than the first are left to the next look. False: there are none, or they could not be read. */
bool chore_tell_rows(struct request *r, struct db_rows *due);
/* In a look that goes on to ask outside systems: it has read all it wants. Ends the transaction and gives the connection back, so that
   neither waits for the network; r->db is NULL from here on, also in `where`. */
void chore_has_read(struct request *r);
/* `where` of a chore's door (web/route.h): the county of its first row; the whole when it was told no thing. */
enum outcome chore_where(struct request *r, struct scope *ret_scope);
/* In the handler: the word of the outcome (outcome_name) with which row 0 failed when it was tried alone: it is to be put off and nothing
   else. Empty: do the rows. */
struct text chore_failure(struct request *r);

/* When a row that failed is tried again after so many tries: in a minute, in two, four ... at last once a day. */
int64_t chore_next_try(int64_t now, int64_t tries);

#endif
