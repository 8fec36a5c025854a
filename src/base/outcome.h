/* What became of an attempt. Every function that can fail for a reason the caller must act on returns one. */
#ifndef BASE_OUTCOME_H
#define BASE_OUTCOME_H

#define MUST_USE __attribute__((warn_unused_result))

enum outcome {
	DONE,      /* it happened, whole */
	NOT_FOUND, /* the thing named does not exist */
	INVALID,   /* the input breaks a rule; the problems say which */
	DENIED,    /* the person may not do this, or not here */
	CONFLICT,  /* somebody else was first: stale version, taken name, sold out */
	FAILED,    /* the machine could not: disk, memory, a lost connection; nothing was changed */
	UNCERTAIN, /* the connection broke while committing; ask again with the same key */
};

/* The outcome's name in lower case, for logs. */
const char *outcome_name(enum outcome outcome);

#endif
