/* A list of payments out of one account: a dividend for every household of a co-operative, wages, subsidies; as many lines as there are
   people. It is made by commands of the module that knows who is due what (made, lines added, started), and paid by itself in chunks of
   PAY_LIST_CHUNK lines, each one command like any other: journalled, all or nothing, in its county's lane, so that orders go through
   between two chunks. A chunk moves paid_lines on in the same transaction, from where it was: so no line is paid twice and none is left
   out, however often the program is killed.
   Payees are of the list's county; who is due something in another county stands in a list there.
   The money is not set aside: the account must hold all of it when the list is started, and a chunk that finds too little waits and tries
   again (problem says why, tongcun_pay_lists_waiting counts them). A module that wants it apart moves it to an account of its own first. */
#ifndef COMMON_LEDGER_PAY_LIST_H
#define COMMON_LEDGER_PAY_LIST_H

#include "common/ledger/ledger.h"

enum { PAY_LIST_CHUNK = 250 }; /* a command has WORLD_IDS ids */

enum pay_list_state {
	PAY_LIST_MADE = 1, /* lines may be added */
	PAY_LIST_STARTED,
	PAY_LIST_PAID,
	PAY_LIST_DROPPED /* before it was started */
};

struct pay_list {
	int64_t county, id;
	int64_t place; /* of the account that pays */
	int64_t debit_kind, debit_owner_id;
	struct text reason;  /* an English key: stands on every transfer */
	int64_t subject_id;  /* what it is for, of the same county: also on every transfer; 0: the list itself */
	int64_t person_id;   /* who made it */
	struct text purpose; /* the word of a pay_purpose that is told of what is paid; empty: none */
	int64_t state;
	int64_t lines, total_fen, paid_lines, paid_fen;
	int64_t tries, next_at; /* of a chunk that failed */
	struct text problem;    /* outcome_name() of its last failure; empty when it goes on */
	int64_t made_at, started_at, ended_at;
};

/* number: from 1, in the order in which lines were added. */
struct pay_line {
	int64_t county, list_id, number;
	int64_t kind, owner_id; /* the payee's account; place: used when it has to be opened */
	int64_t place;
	int64_t amount_fen;  /* 1 to TRANSFER_MOST_FEN */
	int64_t transfer_id; /* filled for pay_purpose alone */
};

extern const struct record pay_list_record, pay_line_record;

/* What a module does when lines of its lists are paid, in the same command: totals, its own rows. */
struct pay_purpose {
	const char *word; /* NULL ends the list */
	/* The lines, one behind the other, each with its transfer. Anything but DONE gives the chunk up, to be tried again. */
	enum outcome (*paid)(struct request *r, const struct pay_list *list, const struct pay_line *lines,
	                     size_t count);
};
/* All of them; the list itself is app/modules.c. */
extern const struct pay_purpose pay_purposes[];

/* Makes an empty list out of county, id, place, the account, reason, subject_id, person_id, purpose and made_at. */
MUST_USE enum outcome pay_list_make(struct db *db, const struct pay_list *list);
/* Adds lines behind those that are there; county, list_id and number are filled in. CONFLICT: the list is not open to lines any more.
   INVALID: an amount out of bounds, a sum that is too large for a number, a payee that is the account itself. NOT_FOUND. */
MUST_USE enum outcome pay_list_add(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                   struct pay_line *lines, size_t count);
/* From now on it is paid. CONFLICT: it was started or dropped before, or the account does not hold the sum. INVALID: it has no line. */
MUST_USE enum outcome pay_list_start(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t at);
/* Gives up a list that was not started. CONFLICT: it was. */
MUST_USE enum outcome pay_list_drop(struct db *db, int64_t county, int64_t id, int64_t at);
/* How it stands. */
MUST_USE enum outcome pay_list_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                   struct pay_list *ret);
/* Its lines after a number, in order. A line is paid when its number is at most paid_lines. */
MUST_USE enum outcome pay_list_lines(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t after,
                                     size_t limit, struct pay_line **ret, size_t *ret_count);

#endif
