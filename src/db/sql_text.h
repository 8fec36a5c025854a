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

#endif
