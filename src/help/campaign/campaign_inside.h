/* What the files of this module share; other modules include campaign.h only. */
#ifndef HELP_CAMPAIGN_INSIDE_H
#define HELP_CAMPAIGN_INSIDE_H

#include "common/household/household.h"
#include "common/measure/measure.h"
#include "help/campaign/campaign.h"

enum {
	VOUCHER_DIGITS = 12,       /* with the check digit */
	VOUCHERS_AT_ONCE = 200,    /* of one command: each takes an id */
	VOUCHER_GRACE_DAYS = 8,    /* a ride may be told this late: phones without a network */
	CAMPAIGN_HOUSEHOLDS = 500, /* of one campaign that one page shows and one issue serves */
	RIDE_COMPANIES = 20,       /* for which one person takes vouchers */
	SETTLE_RIDES = 5000,       /* of one settlement */
};

/* A voucher, with what became of it. */
struct voucher {
	int64_t county, id, campaign_id;
	int64_t number;
	struct text code;
	int64_t household_id, household_place;
	int64_t amount_fen, state, valid_until_on;
	int64_t issued_at, ended_at;
	/* joined */
	struct text title;
	int64_t company_id, ride_at, settlement_id;
	int64_t part_fen; /* of the gift that is asked about */
	struct text line;
};

/* A ride taken, or a number refused. */
struct ride {
	int64_t county, voucher_id, campaign_id, company_id, conductor_id;
	struct text line, why; /* why empty: taken */
	int64_t ride_at, arrived_at, settlement_id;
	int64_t number, amount_fen; /* joined of the voucher */
	struct text title;
};

struct ride_settlement {
	int64_t county, id, campaign_id, company_id, rides, total_fen, person_id, transfer_id, at;
	struct text title, company_name;
};

/* Somebody who may take vouchers for a company. */
struct conductor {
	int64_t county, company_id, person_id, person_county, since_at;
	struct text name;
};

/* A household of the private list. */
struct campaign_household {
	int64_t county, campaign_id, household_id, household_place, added_at;
	struct text head, village;
	int64_t vouchers, rides; /* it has had and used */
};

/* English key of why a number was refused. */
const char *campaign_desk_why(struct text why);
extern const struct choice campaign_states[], campaign_gift_states[], voucher_states[];
extern const struct record voucher_record, voucher_public_record, ride_record, ride_settlement_record,
	campaign_household_record, conductor_record;

/* "/campaigns/510525-...". */
struct text campaign_path(struct arena *arena, const struct campaign *campaign);
/* "/given/510525-...". */
struct text campaign_gift_path(struct arena *arena, const struct campaign_gift *gift);
/* Whether it takes gifts on a day. */
bool campaign_takes(const struct campaign *campaign, int64_t on);
/* "1234 5678 9012". */
struct text voucher_code_shown(struct arena *arena, struct text code);
/* The code out of what was typed or scanned: spaces and dashes go, of an address its last part stays. False: it is no number of ours, or
   its check digit says that it was mistyped. */
bool voucher_code_read(struct arena *arena, struct text typed, struct text *ret_code);

/* ---- campaign.c ---- */
MUST_USE enum outcome campaign_insert(struct db *db, const struct campaign *campaign);
/* Writes words, goal, price, days, state and times of the version read. CONFLICT: it changed since. */
MUST_USE enum outcome campaign_write(struct db *db, struct campaign *campaign);
/* Adds to the sums and counts (negative takes off). */
struct campaign_change {
	int64_t given_fen, returned_fen, issued_fen, settled_fen, gifts, vouchers, rides, numbers;
};
MUST_USE enum outcome campaign_count(struct db *db, const struct campaign *campaign,
                                     const struct campaign_change *change);
/* Published ones, under way and over, that have a voucher, newest first. */
MUST_USE enum outcome campaign_granted_list(struct request *r, int64_t before, size_t limit, struct campaign **ret,
                                            size_t *ret_count);
/* Published ones of a land, newest first; over: those that are over. */
MUST_USE enum outcome campaign_list(struct request *r, int64_t place, bool over, int64_t before, size_t limit,
                                    struct campaign **ret, size_t *ret_count);
/* All of the land, drafts too. */
MUST_USE enum outcome campaign_desk_list(struct request *r, int64_t place, int64_t before, size_t limit,
                                         struct campaign **ret, size_t *ret_count);
/* Why these words may not stand in public (English key with at most one %s), or NULL: a long number, or the name of a household's head. */
const char *campaign_words_wrong(struct request *r, const struct campaign *campaign, struct text words,
                                 struct text *ret_detail);

/* ---- campaign_gift.c ---- */
MUST_USE enum outcome campaign_gift_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                        struct campaign_gift *ret);
/* Promised: it waits for its payment. INVALID with a problem. */
MUST_USE enum outcome campaign_gift_make(struct request *r, const struct campaign *campaign, int64_t amount_fen,
                                         struct campaign_gift *ret);
/* Gives back what of a gift is on no voucher. */
MUST_USE enum outcome campaign_gift_return(struct request *r, const struct campaign *campaign,
                                           struct campaign_gift *gift);
/* Paid gifts of a campaign with their vouchers and rides, oldest first, behind an id. */
MUST_USE enum outcome campaign_gifts(struct request *r, const struct campaign *campaign, int64_t after, size_t limit,
                                     struct campaign_gift **ret, size_t *ret_count);
/* Gifts of the present person, newest first, to one campaign or (NULL) all. */
MUST_USE enum outcome campaign_gifts_mine(struct request *r, const struct campaign *campaign, int64_t before,
                                          size_t limit, struct campaign_gift **ret, size_t *ret_count);
bool campaign_lapse_look(struct request *r);
void campaign_lapse_post(struct request *r);

/* ---- campaign_household.c ---- */
MUST_USE enum outcome campaign_household_add(struct request *r, const struct campaign *campaign,
                                             const struct household *household);
MUST_USE enum outcome campaign_households(struct db *db, struct arena *arena, const struct campaign *campaign,
                                          int64_t after_place, size_t limit, struct campaign_household **ret,
                                          size_t *ret_count);

/* ---- voucher.c ---- */
/* Issues `each` vouchers to every household of the list, or to the one given, out of free money. CONFLICT: there is not so much;
   INVALID with a problem. */
MUST_USE enum outcome voucher_issue(struct request *r, struct campaign *campaign, int64_t each, int64_t household_id,
                                    int64_t *ret_count);
/* Takes a valid one out of use; its money is free again. CONFLICT: it is not valid any more. */
MUST_USE enum outcome voucher_end(struct request *r, const struct campaign *campaign, const struct voucher *voucher,
                                  enum voucher_state state);
MUST_USE enum outcome voucher_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct voucher *ret);
MUST_USE enum outcome voucher_of_code(struct db *db, struct arena *arena, int64_t county, struct text code,
                                      struct voucher *ret);
/* Vouchers of a campaign by falling numbers, below a number (0: from the newest); state 0: all. */
MUST_USE enum outcome voucher_list(struct request *r, const struct campaign *campaign, int64_t state, int64_t before,
                                   size_t limit, struct voucher **ret, size_t *ret_count);
/* Those of which a gift is a part, by number, behind a number. */
MUST_USE enum outcome voucher_of_gift(struct request *r, const struct campaign_gift *gift, int64_t after, size_t limit,
                                      struct voucher **ret, size_t *ret_count);
bool voucher_end_look(struct request *r);
void voucher_end_post(struct request *r);

/* ---- ride.c ---- */
/* Takes the voucher of a code for a company. ret->why: empty, or why it was refused ("used", ...; both are kept); ret_earlier: the ride
   it was used for. */
MUST_USE enum outcome ride_take(struct request *r, const struct seller *company, struct text code, struct text line,
                                int64_t ride_at, struct ride *ret, struct ride *ret_earlier);
/* Rides of the present person since a moment, newest first. */
MUST_USE enum outcome rides_of_conductor(struct request *r, int64_t since, size_t limit, struct ride **ret,
                                         size_t *ret_count);
/* Rides of a company (campaign 0) or of a campaign, newest voucher first, below a voucher's id. */
MUST_USE enum outcome rides_of_company(struct request *r, int64_t county, int64_t company_id, int64_t before,
                                       size_t limit, struct ride **ret, size_t *ret_count);
MUST_USE enum outcome rides_of_settlement(struct request *r, const struct ride_settlement *settlement, int64_t after,
                                          size_t limit, struct ride **ret, size_t *ret_count);
/* Refused numbers of a campaign, newest first. */
MUST_USE enum outcome rides_refused(struct request *r, const struct campaign *campaign, size_t limit, struct ride **ret,
                                    size_t *ret_count);
/* Companies for which a person takes vouchers: as a member or as a conductor; at most 20. */
MUST_USE enum outcome ride_companies(struct request *r, struct seller **ret, size_t *ret_count);
bool ride_may_take(struct request *r, const struct seller *company);

/* ---- ride_settlement.c ---- */
/* Makes all rides not yet settled due to the company, at most SETTLE_RIDES. NOT_FOUND: there are none. */
MUST_USE enum outcome ride_settle(struct request *r, const struct campaign *campaign, struct ride_settlement *ret);
MUST_USE enum outcome ride_settlement_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                          struct ride_settlement *ret);
MUST_USE enum outcome ride_settlements_of(struct request *r, int64_t county, int64_t company_id, size_t limit,
                                          struct ride_settlement **ret, size_t *ret_count);
/* How many rides of a campaign (company_id 0) or company wait to be settled, and their sum. */
MUST_USE enum outcome rides_waiting(struct db *db, int64_t county, int64_t campaign_id, int64_t *ret_count);

/* ---- doors and pages ---- */

struct campaigns_view {
	const struct campaign *rows;
	size_t count;
	int64_t next, place;
	bool over, desk, may_make;
	struct text place_name;
};

struct campaign_view {
	const struct campaign *c;
	const struct campaign_gift *mine;
	size_t mine_count;
	bool takes, may_desk;
	struct choice ways[ORDER_PAYMENTS];
	size_t way_count;
};

struct trace_view {
	const struct campaign *c;
	const struct campaign_gift *gifts;
	size_t count;
	int64_t next;
};

struct given_view {
	const struct campaign *c;
	const struct campaign_gift *gift;
	const struct voucher *vouchers;
	size_t count;
	int64_t next;
	bool is_giver;
	struct text pay_path;
	const struct transfer *transfers;
	size_t transfer_count;
};

struct desk_view {
	const struct campaign *c;
	const struct voucher *vouchers;
	size_t count;
	int64_t next, state, waiting, households, leftover;
	const struct ride *refused;
	size_t refused_count;
	bool may_list, may_settle;
};

struct households_view {
	const struct campaign *c;
	const struct campaign_household *rows;
	size_t count;
	int64_t next;
};

struct rides_view {
	const struct seller *companies;
	size_t company_count;
	bool is_member[RIDE_COMPANIES]; /* not a conductor alone: sees the company's money */
	const struct ride *rides;
	size_t count;
	struct text line;
	const struct voucher *shown; /* the voucher whose code was opened, or NULL */
};

struct company_view {
	struct seller company;
	struct account account;
	const struct ride *rides;
	size_t count;
	int64_t next;
	const struct ride_settlement *settlements;
	size_t settlement_count;
	const struct conductor *conductors;
	size_t conductor_count;
};

struct settlement_view {
	const struct ride_settlement *s;
	const struct ride *rides;
	size_t count;
	int64_t next;
};

struct campaign_form {
	struct text company, title, about;
	int64_t place, goal_fen, ride_fen, ends_on, valid_days, version;
};

struct campaign_give_form {
	struct text campaign, payment;
	int64_t amount_fen;
};

struct issue_form {
	int64_t each;
	struct text household;
};

struct household_form {
	struct text household;
	int64_t village;
};

struct ride_form {
	struct text company, code, line;
	int64_t written_at;
};

struct conductor_form {
	struct text login;
};

extern const struct record campaign_form_record, campaign_give_record, issue_record, household_form_record,
	ride_form_record, conductor_form_record;

/* Public pages, making and changing: campaign_web.c. */
enum outcome campaign_where(struct request *r, struct scope *ret_scope);
enum outcome campaign_land_where(struct request *r, struct scope *ret_scope);
void campaigns_page(struct request *r);
void campaigns_desk_page(struct request *r);
void campaign_page(struct request *r);
void campaign_show(struct request *r, struct campaign *campaign);
void campaign_new_page(struct request *r);
void campaign_new_post(struct request *r);
void campaign_edit_page(struct request *r);
void campaign_edit_post(struct request *r);
void campaign_publish_post(struct request *r);
void campaign_end_post(struct request *r);
void campaign_return_post(struct request *r);
/* The desk: campaign_desk_web.c (with campaign_return_post() above). */
void campaign_desk_page(struct request *r);
/* After a deed on r->kept: the campaign as it is now, or the outcome in words. */
void campaign_answer(struct request *r, enum outcome outcome, const char *done);
void campaign_desk_show(struct request *r);
void campaign_issue_post(struct request *r);
void campaign_settle_post(struct request *r);
void campaign_sheet_page(struct request *r);
void campaign_households_page(struct request *r);
void campaign_household_post(struct request *r);
void campaign_household_remove_post(struct request *r);
enum outcome voucher_where(struct request *r, struct scope *ret_scope);
void voucher_revoke_post(struct request *r);

/* Giving and following gifts: campaign_give_web.c; 360Giving: campaign_grants.c. */
enum outcome campaign_give_where(struct request *r, struct scope *ret_scope);
void campaign_give_post(struct request *r);
enum outcome given_where(struct request *r, struct scope *ret_scope);
void given_page(struct request *r);
void given_mine_page(struct request *r);
void campaign_trace_page(struct request *r);
void campaign_trace_file(struct request *r);
void campaign_grants_page(struct request *r);

/* The conductor: ride_web.c; the company: company_web.c. */
enum outcome ride_post_where(struct request *r, struct scope *ret_scope);
void rides_page(struct request *r);
void ride_post(struct request *r);
void voucher_code_page(struct request *r);
enum outcome company_where(struct request *r, struct scope *ret_scope);
void company_page(struct request *r);
void company_file(struct request *r);
void conductor_add_post(struct request *r);
void conductor_remove_post(struct request *r);
enum outcome settlement_where(struct request *r, struct scope *ret_scope);
void ride_settlement_page(struct request *r);
void ride_settlement_file(struct request *r);

extern const struct check campaign_checks[];
extern const struct indicator campaign_indicators[];

#endif
