/* What the files of this module share; other modules include linkage.h only. */
#ifndef HELP_LINKAGE_INSIDE_H
#define HELP_LINKAGE_INSIDE_H

#include "common/measure/measure.h"
#include "help/linkage/linkage.h"
#include "web/page.h"
#include "web/table.h"

enum {
	LINKAGE_ROWS = 100,     /* of one household that its page shows */
	PAYDAY_SLICE = 250,     /* lines put into the list of payments by one command */
	PAYDAY_QUANTITIES = 50, /* filled in by one form */
	LINKAGE_PARTNERS = 50,  /* co-operatives and firms to choose among */
};

struct payday_correction {
	int64_t county, id, payday_id, number, amount_fen;
	struct text reason;
	int64_t person_id, transfer_id, at;
};

extern const struct choice linkage_stakes[], linkage_states[], payday_states[];
extern const struct record payday_correction_record;

/* "/linkages/510525-...", "/paydays/510525-...". */
struct text linkage_path(struct arena *arena, const struct linkage *linkage);
struct text payday_path(struct arena *arena, const struct payday *payday);
struct text payday_seller_path(struct arena *arena, int64_t county, int64_t seller_id, const char *ending);
/* What was agreed in one line: "12 shares", "at least ¥6.00 a kilogram". */
struct text linkage_terms(struct request *r, const struct linkage *linkage);
/* English key of the label of one of the choices; "" when unknown. */
const char *linkage_word(const struct choice *choices, struct text value);
/* "No. 12" for who may not know the name yet, else the name. */
struct text linkage_head(struct request *r, const struct linkage *linkage);

/* ---- linkage.c ---- */
MUST_USE enum outcome linkage_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct linkage *ret);
MUST_USE enum outcome linkage_insert(struct db *db, const struct linkage *linkage);
/* Writes state, who answered and ended, due day and reason of the version read. CONFLICT: it changed since. */
MUST_USE enum outcome linkage_write(struct db *db, struct linkage *linkage);
/* Those of a household, newest first, at most LINKAGE_ROWS. */
MUST_USE enum outcome linkage_of_household(struct db *db, struct arena *arena, int64_t household_place,
                                           struct linkage **ret, size_t *ret_count);
/* Those of a seller (seller_id > 0) or of a land, below an id; kind empty, state 0: all. */
MUST_USE enum outcome linkage_list(struct request *r, int64_t county, int64_t seller_id, int64_t place,
                                   struct text kind, int64_t state, int64_t before, size_t limit, struct linkage **ret,
                                   size_t *ret_count);
/* The household says yes, or no with a reason. CONFLICT: it was answered. */
MUST_USE enum outcome linkage_answer(struct request *r, struct linkage *linkage, bool yes, struct text reason);
/* CONFLICT: it is not in force nor proposed. */
MUST_USE enum outcome linkage_end(struct db *db, struct linkage *linkage, int64_t person_id, int64_t at,
                                  struct text reason);
bool linkage_end_look(struct request *r);
void linkage_end_chore(struct request *r);

/* ---- payday.c ---- */
MUST_USE enum outcome payday_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct payday *ret);
/* Makes it and reckons its lines. INVALID: nobody has a share or contract for it. */
MUST_USE enum outcome payday_make(struct db *db, struct payday *payday);
MUST_USE enum outcome payday_list(struct db *db, struct arena *arena, int64_t county, int64_t seller_id, int64_t before,
                                  size_t limit, struct payday **ret, size_t *ret_count);
/* Lines of a payday by falling numbers, below a number (0: from the last). */
MUST_USE enum outcome payday_lines(struct db *db, struct arena *arena, const struct payday *payday, int64_t before,
                                   size_t limit, struct payday_line **ret, size_t *ret_count);
/* What a household got, newest first, below a payday's id; kind empty: all. */
MUST_USE enum outcome payday_lines_of_household(struct db *db, struct arena *arena, int64_t household_place,
                                                struct text kind, int64_t before, size_t limit,
                                                struct payday_line **ret, size_t *ret_count);
/* Writes the quantity of a line of a reckoned payday and reckons it anew. NOT_FOUND. */
MUST_USE enum outcome payday_quantity(struct db *db, const struct payday *payday, int64_t number, int64_t quantity);
/* Sums its lines up. */
MUST_USE enum outcome payday_sum(struct db *db, const struct payday *payday);
/* Sets the money apart and starts paying. CONFLICT: it was released or dropped, or a rent was paid meanwhile; INVALID with a problem:
   its maker, no money, nothing to pay. */
MUST_USE enum outcome payday_release(struct request *r, struct payday *payday);
MUST_USE enum outcome payday_drop(struct db *db, const struct payday *payday);
/* Puts a paid line right by amount_fen (above 0: to the household; below 0: back). CONFLICT: an account does not hold so much; INVALID: it
   is not paid, or more goes back than came. */
MUST_USE enum outcome payday_correct(struct request *r, const struct payday *payday, int64_t number, int64_t amount_fen,
                                     struct text reason);
MUST_USE enum outcome payday_corrections(struct db *db, struct arena *arena, const struct payday *payday, size_t limit,
                                         struct payday_correction **ret, size_t *ret_count);
/* What was lent of a line by quantity and price: rounded half up to the fen; false: too large. */
bool payday_amount(int64_t quantity, int64_t price_fen, int64_t *ret_fen);
bool payday_list_look(struct request *r);
void payday_list_chore(struct request *r);

/* ---- payday_message.c ---- */

/* When it has a sum and was not told of yet: to those who may release it. To whoever made it: that it was released. */
MUST_USE enum outcome payday_message_waits(struct request *r, const struct payday *payday);
MUST_USE enum outcome payday_message_released(struct request *r, const struct payday *payday);
bool rent_due_look(struct request *r);
void rent_due_chore(struct request *r);

/* ---- pages ---- */

struct linkage_household_view {
	const struct household *household;
	struct text village;
	const struct linkage *rows;
	size_t count;
	const struct payday_line *paid;
	size_t paid_count;
	int64_t year, year_fen;
	bool is_member, may_edit;       /* may say yes or no; may enter one */
	struct list linkages, payments; /* the same for JSON */
};

struct linkage_page_view {
	const struct linkage *linkage;
	const struct case_file *cases;
	size_t case_count;
	struct text proposed_by, answered_by, served_by, ended_by;
	bool is_household, may_end;
};

struct linkage_table_view {
	struct table_view table;
	struct text title, words, name;
	struct text new_path, pay_path;
};

struct payday_desk_view {
	const struct seller *seller;
	int64_t balance_fen;
	const struct payday *rows;
	size_t count;
	int64_t next;
	int64_t counts[4], shares, rents_due; /* in force by kind; of dividends; rents due today */
	bool may_make, may_deposit;
};

struct payday_view {
	const struct payday *payday;
	struct table_view table;
	const struct payday_correction *corrections;
	size_t correction_count;
	int64_t balance_fen; /* of the seller */
	struct text made_by, released_by;
	bool may_release, may_make, may_fill, may_correct;
};

struct linkage_form {
	struct text seller, household, kind, what, stake, unit;
	int64_t shares, price_fen, amount_g, due_on, since_on, until_on;
};
struct linkage_form_view {
	struct linkage_form form;
	const struct seller *seller; /* NULL: to be chosen */
	const struct household *household;
	const struct seller *partners;
	size_t partner_count;
};
struct payday_form {
	struct text kind, title;
	int64_t total_fen, price_fen, due_on;
};
struct linkage_reason_form {
	struct text reason;
};
struct deposit_form {
	int64_t amount_fen;
	struct text words;
};
struct correction_form {
	int64_t number, amount_fen, back;
	struct text reason;
};
extern const struct record linkage_form_record, linkage_reason_record, linkage_refuse_record, payday_form_record,
	deposit_form_record, correction_form_record, linkage_household_record;

/* linkage_web.c; r->kept of {linkage} is the struct linkage. */
enum outcome linkage_where(struct request *r, struct scope *ret_scope);
enum outcome linkage_household_where(struct request *r, struct scope *ret_scope);
enum outcome linkage_new_where(struct request *r, struct scope *ret_scope);
void linkage_mine_page(struct request *r);
void linkage_household_page(struct request *r);
void linkage_new_page(struct request *r);
void linkage_new_post(struct request *r);
void linkage_page(struct request *r);
void linkage_confirm_post(struct request *r);
void linkage_refuse_post(struct request *r);
void linkage_end_post(struct request *r);
void linkage_dispute_post(struct request *r);
/* linkage_table.c: lists that are tables. */
enum outcome linkage_seller_where(struct request *r, struct scope *ret_scope);
enum outcome linkage_land_where(struct request *r, struct scope *ret_scope);
void linkage_seller_page(struct request *r);
void linkage_desk_page(struct request *r);
void linkage_paid_page(struct request *r);
extern const struct table payday_table;
/* payday_web.c; r->kept of {payday} is the struct payday. */
enum outcome payday_where(struct request *r, struct scope *ret_scope);
enum outcome payday_office_where(struct request *r, struct scope *ret_scope);
enum outcome payday_seller_where(struct request *r, struct scope *ret_scope);
enum outcome payday_bank_where(struct request *r, struct scope *ret_scope);
void payday_desk_page(struct request *r);
void payday_new_post(struct request *r);
void payday_deposit_post(struct request *r);
void payday_page(struct request *r);
void payday_lines_page(struct request *r);
void payday_quantities_post(struct request *r);
void payday_release_post(struct request *r);
void payday_drop_post(struct request *r);
void payday_correct_post(struct request *r);

extern const struct check linkage_checks[];
extern const struct indicator linkage_indicators[];

#endif
