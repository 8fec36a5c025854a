/* The pieces of a SQL text: just enough to count parameters, to split a script and to change its words without touching
   quotes and comments. Not a parser. */
#ifndef DB_SQL_TEXT_H
#define DB_SQL_TEXT_H

#include "base/text.h"

enum sql_kind {
	SQL_END,
	SQL_SPACE,     /* one white space character */
	SQL_COMMENT,   /* from two dashes to the end of the line, without it, or between slash-star and star-slash */
	SQL_QUOTED,    /* 'text' or "name", doubled quotes inside */
	SQL_PARAMETER, /* $1 */
	SQL_WORD,      /* letters, digits, underscores */
	SQL_MARK,      /* any other character */
};

/* Takes the next piece off *rest. An unended quote or comment reaches to the end. */
enum sql_kind sql_next(struct text *rest, struct text *ret_piece);

/* Calls each() for the tables that a text names: the words behind FROM, JOIN, INTO and UPDATE, as often as they stand there. *ret_writes: there
   is an INSERT, UPDATE or DELETE. False: not certain, there may be others (a list of tables behind FROM, a name in quotes). */
bool sql_tables(struct text sql, void (*each)(void *context, struct text table), void *context, bool *ret_writes);

#endif
