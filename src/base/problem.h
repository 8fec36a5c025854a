/* What a person must mend, as data: a list of problems, each at a field. The message is an English key of the catalogue
   with at most one %s, filled by `detail` after translation. */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

#include "base/text.h"

struct problem {
	struct text field;   /* the form field, JSON key or CSV column; empty when it is about the whole */
	const char *message; /* English key, for example "Enter a whole number" */
	struct text detail;  /* fills %s; may be empty */
	const char *label;   /* what the field is called, an English key; NULL where the message says it */
	int64_t line;        /* line of a file, from 1; 0 when it is not about a file */
	struct text file;
};

struct problems {
	struct arena *arena;
	struct problem *list;
	size_t count, room;
	size_t dropped; /* beyond LIMIT_PROBLEMS they are only counted */
};

struct problems problems_in(struct arena *arena);
void problem_add(struct problems *problems, struct text field, const char *message, struct text detail);
void problem_add_line(struct problems *problems, struct text file, int64_t line, struct text field, const char *message,
                      struct text detail);
/* The first problem at the field, or NULL. */
const struct problem *problem_at(const struct problems *problems, struct text field);

#endif
