/* What the files of this module share; other modules include partner.h only. */
#ifndef HELP_PARTNER_INSIDE_H
#define HELP_PARTNER_INSIDE_H

#include "common/measure/measure.h"
#include "help/partner/partner.h"
#include "web/table.h"

enum {
	PARTNER_MEMBERS = 20,  /* who act for one partner: as many as one reminder tells */
	PARTNER_PLEDGES = 200, /* of a yearly sheet */
	PLEDGE_MOST = 1000000, /* pieces, days, seats of one pledge */
};
/* What one pledge may be worth, ten thousand million yuan: times PLEDGE_MOST it fits 63 bits. */
#define PLEDGE_WORTH_MOST INT64_C(1000000000000)

/* What came of a pledge, or is said to come. */
enum delivery_state {
	DELIVERY_REPORTED = 1,
	DELIVERY_RECEIVED,
	DELIVERY_REFUSED,
	DELIVERY_REVOKED,
	DELIVERY_UNPAID,
	DELIVERY_LAPSED,
	DELIVERY_RETURNED,
};

struct pledge_delivery {
	int64_t county, id, pledge_id;
	int64_t quantity, worth_fen;
	int64_t state;
	struct text words, answer; /* of who reports; of who receives */
	int64_t giver_county, giver_id, giver_place;
	int64_t receiver_id;
	int64_t lapse_at, made_at, received_at;
	int64_t version;
};

/* What money of a pledge was spent on. */
struct pledge_payout {
	int64_t county, id, pledge_id, amount_fen;
	struct text words;
	int64_t person_id, transfer_id, at;
};

/* What a pledge said until it was changed. */
struct pledge_before {
	int64_t county, pledge_id, number;
	struct text title, unit;
	int64_t quantity, worth_fen, by_on;
	struct text reason; /* why it was changed */
	int64_t changed_at, person_county, person_id;
	struct text person_name; /* joined; for the two sides alone */
};

/* Who acts for a partner. */
struct partner_member {
	int64_t county, partner_id, person_county, person_id, is_contact, since_at;
	struct text name, phone; /* joined; the phone is opened for the office's page */
};

/* A pledge in a partner's year. */
struct pledge_year {
	struct pledge pledge;
	int64_t year_received, year_fen; /* of the year's deliveries */
};

extern const struct choice partner_kinds[], pledge_ways[], pledge_standings[], delivery_states[];
extern const struct record pledge_delivery_record, pledge_payout_record, partner_member_record, pledge_before_record;

/* "/partners/510525-...". */
struct text partner_path(struct arena *arena, const struct partner *partner);
/* English key of a choice's value. */
const char *partner_word(const struct choice *choices, struct text value);
/* Whether quantities of this way are money. */
bool pledge_is_fen(const struct pledge *pledge);
/* "¥1,200.00" or "300 sets": that much of the pledge. */
struct text pledge_much(struct request *r, const struct pledge *pledge, int64_t quantity);

/* ---- partner.c ---- */
/* Those for which a person acts. */
MUST_USE enum outcome partner_of_person(struct db *db, struct arena *arena, int64_t person_id, int64_t on,
                                        struct partner **ret, size_t *ret_count);
/* CONFLICT: there is one of that name. */
MUST_USE enum outcome partner_insert(struct db *db, const struct partner *partner);
/* Of the version read. CONFLICT: it changed since. */
MUST_USE enum outcome partner_write(struct db *db, struct partner *partner);
/* The contact first. */
MUST_USE enum outcome partner_members(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                      struct partner_member **ret, size_t *ret_count);
/* Adds the person, or changes whether it is the contact; only one is. CONFLICT: there are PARTNER_MEMBERS. */
MUST_USE enum outcome partner_member_add(struct db *db, const struct partner_member *member);
/* NOT_FOUND: is none. */
MUST_USE enum outcome partner_member_remove(struct db *db, int64_t county, int64_t id, int64_t person_id);
bool partner_has_member(struct db *db, int64_t county, int64_t id, int64_t person_id);
/* Why these words may not stand in public (English key with at most one %s), or NULL: a long number, or the name of who acts for it. */
const char *partner_words_wrong(struct request *r, int64_t county, int64_t id, struct text words,
                                struct text *ret_detail);

/* ---- pledge.c ---- */
/* What of the list of pledges; 0 and '' mean all. */
struct pledge_asked {
	int64_t place;
	struct text way;
	int64_t standing;
};
/* By falling ids, below `before` (0: from the newest). */
MUST_USE enum outcome pledge_list(struct request *r, const struct pledge_asked *asked, int64_t before, size_t limit,
                                  struct pledge **ret, size_t *ret_count);
MUST_USE enum outcome pledge_list_of_partner(struct request *r, const struct partner *partner, int64_t before,
                                             size_t limit, struct pledge **ret, size_t *ret_count);
/* Those that were open at any time of the year (yyyy0000), oldest first, at most PARTNER_PLEDGES. */
MUST_USE enum outcome pledge_list_of_year(struct request *r, const struct partner *partner, int64_t year,
                                          struct pledge_year **ret, size_t *ret_count);
/* How much was promised and delivered, and how many are late, in a land. */
struct pledge_sums {
	int64_t promised_fen, delivered_fen, late;
};
MUST_USE enum outcome pledge_sum(struct request *r, int64_t place, struct pledge_sums *ret);
MUST_USE enum outcome pledge_insert(struct db *db, const struct pledge *pledge);
/* Of the version read. CONFLICT: it changed since. */
MUST_USE enum outcome pledge_write(struct db *db, struct pledge *pledge);
MUST_USE enum outcome pledge_case(struct db *db, struct arena *arena, const struct pledge *pledge,
                                  struct case_file *ret);
MUST_USE enum outcome delivery_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                   struct pledge_delivery *ret);
/* Newest first; public_only: those received. */
MUST_USE enum outcome delivery_list(struct request *r, const struct pledge *pledge, bool public_only, size_t limit,
                                    struct pledge_delivery **ret, size_t *ret_count);
MUST_USE enum outcome delivery_insert(struct db *db, const struct pledge_delivery *delivery);
MUST_USE enum outcome delivery_write(struct db *db, struct pledge_delivery *delivery);
MUST_USE enum outcome pledge_payouts(struct request *r, const struct pledge *pledge, size_t limit,
                                     struct pledge_payout **ret, size_t *ret_count);

/* ---- pledge_rule.c ---- */
/* Promises: place, way, title, quantity, unit, worth_fen, by_on are filled. INVALID with problems. */
MUST_USE enum outcome pledge_make(struct request *r, const struct partner *partner, struct pledge *pledge);
/* CONFLICT: it is over, or a delivery waits for its receipt. */
MUST_USE enum outcome pledge_withdraw(struct request *r, struct pledge *pledge, struct text reason);
/* The partner says that so much was brought. */
MUST_USE enum outcome delivery_report(struct request *r, struct pledge *pledge, int64_t quantity, struct text words,
                                      struct pledge_delivery *ret);
/* The receiving side has it: one that was reported, or (id 0) one that nobody reported. */
MUST_USE enum outcome delivery_receive(struct request *r, struct pledge *pledge, struct pledge_delivery *delivery,
                                       int64_t quantity, struct text answer);
/* It did not come, or its receipt was a mistake. */
MUST_USE enum outcome delivery_refuse(struct request *r, struct pledge *pledge, struct pledge_delivery *delivery,
                                      struct text answer);
/* Adds what was received (negative takes off): state, case, totals. at: when it was received. */
MUST_USE enum outcome pledge_count(struct request *r, struct pledge *pledge, int64_t quantity, int64_t worth_fen,
                                   int64_t at);
/* Whether the present person may say for the receiving side that something came. */
bool pledge_may_receive(const struct request *r, const struct pledge *pledge);
/* Tells everybody who acts for the partner. */
MUST_USE enum outcome pledge_tell(struct request *r, const struct pledge *pledge, const char *told);
bool pledge_remind_look(struct request *r);
void pledge_remind_post(struct request *r);

/* ---- pledge_change.c ---- */
/* Promises something else from now on: title, quantity, unit, worth_fen, by_on of `to`; what it said before is kept with the reason. The way
   and the place stay: another is another promise. INVALID with problems; CONFLICT: it is over, or somebody was faster. */
MUST_USE enum outcome pledge_change(struct request *r, struct pledge *pledge, const struct pledge *to,
                                    struct text reason);
/* What it said before, the last first, below a number (0: from the last). */
MUST_USE enum outcome pledge_befores(struct request *r, const struct pledge *pledge, int64_t before, size_t limit,
                                     struct pledge_before **ret, size_t *ret_count);
/* What a promise says now as fits it: the checks of a new one, for a change. */
void pledge_check(struct request *r, const struct partner *partner, struct pledge *pledge);
/* When the partner is first reminded of a promise. */
int64_t pledge_first_reminder(const struct pledge *pledge, int64_t now);

/* ---- pledge_money.c ---- */
/* A payment of the present person towards the pledge; ret_path: where it is paid. INVALID with problems. */
MUST_USE enum outcome pledge_pay(struct request *r, const struct pledge *pledge, int64_t amount_fen,
                                 struct text payment, struct pledge_delivery *ret, struct text *ret_path);
/* Spends money that came. CONFLICT: there is not so much. */
MUST_USE enum outcome pledge_spend(struct request *r, struct pledge *pledge, int64_t amount_fen, struct text words);
bool pledge_lapse_look(struct request *r);
void pledge_lapse_post(struct request *r);

/* ---- doors and pages ---- */

struct partners_view {
	const struct table_view *table;
	bool may_make, is_member;
};

struct partner_view {
	const struct partner *partner;
	const struct pledge *pledges;
	size_t count;
	int64_t next;
	bool may_edit, is_member;
};

struct partner_mine_view {
	const struct partner *partners;
	size_t count;
	const struct pledge *pledges; /* open ones of all of them, the most urgent first */
	size_t pledge_count;
};

struct partner_members_view {
	const struct partner *partner;
	const struct partner_member *rows;
	size_t count;
};

struct partner_sheet_view {
	const struct partner *partner;
	int64_t year;
	const struct pledge_year *rows;
	size_t count;
	int64_t promised_fen, year_fen, delivered_fen;
};

struct pledges_view {
	const struct table_view *table;
	int64_t place;
	struct text place_name;
	struct pledge_sums sums;
};

struct pledge_view {
	const struct pledge *p;
	const struct pledge_delivery *deliveries;
	size_t delivery_count;
	const struct pledge_payout *payouts;
	size_t payout_count;
	const struct case_file *c; /* NULL: for everybody else */
	const struct case_event *events;
	size_t event_count;
	const struct pledge_before *befores; /* the last first */
	size_t before_count;
	bool is_giver, may_give, may_receive, may_spend;
	struct choice ways[ORDER_PAYMENTS];
	size_t way_count;
};

struct partner_form {
	struct text kind, name, home, about;
	int64_t place, in_group, version;
};

struct partner_member_form {
	struct text login;
	int64_t is_contact;
};

struct pledge_form {
	struct text way, title, unit;
	int64_t place, quantity, worth_fen, by_on;
};

/* quantity of goods, work and training, amount_fen of purchases. */
struct delivery_form {
	int64_t quantity, amount_fen;
	struct text words;
};

struct pledge_pay_form {
	int64_t amount_fen;
	struct text payment;
};

struct pledge_spend_form {
	int64_t amount_fen;
	struct text words;
};

struct pledge_change_form {
	struct text title, unit, words;
	int64_t quantity, worth_fen, by_on;
	int64_t version; /* that was seen; 0: whichever it is */
};

struct pledge_reason_form {
	struct text words;
};

extern const struct record partner_form_record, partner_member_form_record, pledge_form_record, delivery_form_record,
	pledge_pay_record, pledge_spend_record, pledge_change_record, pledge_reason_record;

/* Partners: partner_web.c. */
enum outcome partner_where(struct request *r, struct scope *ret_scope);
enum outcome partner_edit_where(struct request *r, struct scope *ret_scope);
enum outcome partner_land_where(struct request *r, struct scope *ret_scope);
void partners_page(struct request *r);
void partner_page(struct request *r);
void partner_mine_page(struct request *r);
void partner_sheet_page(struct request *r);
void partner_new_page(struct request *r);
void partner_new_post(struct request *r);
void partner_edit_page(struct request *r);
void partner_edit_post(struct request *r);
void partner_members_page(struct request *r);
void partner_member_post(struct request *r);
void partner_member_remove_post(struct request *r);

/* Pledges: pledge_web.c; what is done with one: pledge_deed_web.c. */
enum outcome pledge_where(struct request *r, struct scope *ret_scope);
enum outcome pledge_giver_where(struct request *r, struct scope *ret_scope);
enum outcome pledge_member_where(struct request *r, struct scope *ret_scope);
enum outcome delivery_where(struct request *r, struct scope *ret_scope);
enum outcome delivery_giver_where(struct request *r, struct scope *ret_scope);
void pledges_page(struct request *r);
void pledge_page(struct request *r);
/* The page of the pledge kept, with the problems of a form if there are any. */
void pledge_show(struct request *r);
void pledge_new_page(struct request *r);
void pledge_new_post(struct request *r);
void pledge_report_post(struct request *r);
void pledge_receive_post(struct request *r);
void delivery_receive_post(struct request *r);
void delivery_refuse_post(struct request *r);
void pledge_pay_post(struct request *r);
void pledge_spend_post(struct request *r);
void pledge_withdraw_post(struct request *r);
/* pledge_change.c */
void pledge_change_page(struct request *r);
void pledge_change_post(struct request *r);
void pledge_changes_page(struct request *r);
void pledge_payment_page(struct request *r);

extern const struct check partner_checks[];
extern const struct indicator partner_indicators[];

#endif
