/* A county over months, out of one seed: people, stations with cash, sellers, a payment company that misbehaves, villages that merge
   and move, roles that begin and end, requests sent twice, a program that is stopped and started. Everything goes through the site's
   door, in process; clock, chance and ids come from the seed, so that a failure is played again by its seed.
   Files: main.c the days; world.c the site, people and asking; deeds.c what people do; company.c the payment company; model.c what must hold
   every day; help.h the help side, one file a concern. The model knows only what the program acknowledged. */
#ifndef TESTS_SIM_H
#define TESTS_SIM_H

#include "app/simulation.h"
#include "db/open.h"

enum {
	SIM_BUYERS = 60,
	SIM_STATIONS = 6,
	SIM_SELLERS = 3,
	SIM_GOODS = 12,
	SIM_DEALS = 4000,
	SIM_EVENTS = 4000,
	SIM_PAYMENTS = 200000,
	SIM_REPEATS = 16,
	SIM_TEXT = 1024,
	HOUR_MS = 3600000,
	MINUTE_MS = 60000,
};

struct who {
	char login[32], password[48], id[64], token[80];
	int64_t token_at, locked_until;
};

struct station_of {
	struct who keeper;
	char id[64], village[16], county[8];
	bool is_serving;
};

struct seller_of {
	struct who member;
	char id[64];
	const char *county;
};

struct good {
	struct seller_of *seller;
	char product[64], variant[64];
	int64_t price_fen;
};

enum deal_state {
	DEAL_PLACED = 1,
	DEAL_PAID,
	DEAL_PACKED,
	DEAL_SHIPPED,
	DEAL_DELIVERED,
	DEAL_COMPLETED,
	DEAL_CANCELLED,
	DEAL_EXPIRED
};

/* An acknowledged order. */
struct deal {
	int64_t county, number; /* of its id */
	char id[64], code[16], payment[64];
	struct who *buyer;
	struct seller_of *seller;
	struct station_of *to;
	int64_t placed_at, moved_at, total_fen;
	int64_t pieces, returned;
	enum deal_state state; /* the least it has come to */
	char way;              /* 'g'ateway, 'c'ash, 'b'alance */
	bool is_handed;
};

/* What the company knows of a payment. */
struct company_payment {
	char id[48];
	int64_t fen, refunded_fen;
	bool is_paid, is_counted; /* counted: the shop answered a message of it with 200 */
};

struct company_refund {
	char id[48];
	int64_t fen;
};

/* A message of the company that is still to come. */
struct company_event {
	int64_t at, fen;
	char payment[48], refund[48], event[48];
	const char *status;
	bool is_wrong; /* another amount */
	int tries;
};

/* An acknowledged request that may be sent again under its key. */
struct repeat {
	struct who *who;
	char path[128], body[SIM_TEXT], id[64];
	int status;
};

struct sim {
	int64_t seed, days, day, today;
	int64_t at; /* the present moment */
	bool is_verbose;
	struct chance chance;
	struct arena *arena, *site_arena;
	struct db_target target;
	struct digest secret;
	struct site *site;
	struct simulation *driver;
	struct db *db; /* a reading connection of its own */
	struct db *last_db;
	/* people */
	struct who admin, officer, auditor, helper;
	char helper_village[16]; /* over which the helper is a cadre just now; empty: nowhere */
	struct who buyers[SIM_BUYERS];
	size_t buyer_count;
	struct help *help;
	struct station_of stations[SIM_STATIONS];
	struct seller_of sellers[SIM_SELLERS];
	struct good goods[SIM_GOODS];
	size_t good_count;
	struct deal deals[SIM_DEALS];
	size_t deal_count;
	struct repeat repeats[SIM_REPEATS];
	size_t repeat_count;
	/* the company */
	struct company_payment *payments;
	size_t payment_count;
	struct company_refund *refunds;
	size_t refund_count;
	struct company_event events[SIM_EVENTS];
	size_t event_count;
	int64_t events_made;
	bool is_company_down;
	/* what was acknowledged, in sums */
	int64_t orders, order_digest, receipts, looks, commands;
	int64_t drawers_fen, bank_fen; /* in drawers; at the bank: deposits and the company's, less payouts */
	int64_t company_to_bank_fen;
	int64_t last_order; /* id up to which the orders were compared */
	int64_t moves;      /* villages moved so far: for codes never used */
	int64_t keys, requests, refused, restarts, merges, repeated, late;
	int64_t new_orders[512]; /* ids acknowledged since the last comparison */
	size_t new_count;
};

/* ---- main.c ---- */
/* Says the seed, the day and what does not hold, and ends the program with 1. */
_Noreturn void sim_fail(const struct sim *sim, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- world.c ---- */
/* The site on an empty database, and all people with their sessions. */
void sim_open(struct sim *sim);
void sim_start_site(struct sim *sim);
void sim_stop_site(struct sim *sim);
void sim_restart(struct sim *sim);
/* The clock moves on and what is due by itself is done. */
void sim_pass(struct sim *sim, int64_t ms);
/* Makes sure of a live session. */
void sim_sign_in(struct sim *sim, struct who *who);
/* One request by somebody (NULL: nobody), answered; 5xx fails. Texts of the answer live until the end of the day. */
struct ask sim_post(struct sim *sim, struct who *who, const char *path, const char *body);
struct ask sim_get(struct sim *sim, struct who *who, const char *path);
/* The same, and the status must be one of two. */
struct ask sim_must(struct sim *sim, struct who *who, const char *path, const char *body, int status, int or_status);
/* Several at once. */
void sim_ask(struct sim *sim, struct ask *asks, size_t count);
/* "name=value..." that lives until the end of the day. */
const char *sim_words(struct sim *sim, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *sim_key(struct sim *sim);
void sim_copy(char *to, size_t room, struct text t);
int64_t sim_draw(struct sim *sim, int64_t below);
bool sim_is(struct sim *sim, int64_t parts);
int64_t sim_number(struct sim *sim, const char *sql, const struct db_value *values, size_t count);

/* Somebody new who lives there, with his password and a session; a role over a place. By the administrator. */
void sim_make_person(struct sim *sim, struct who *who, const char *login, const char *place);
void sim_grant(struct sim *sim, const struct who *who, const char *role, const char *place);

/* ---- deeds.c ---- */
struct who *sim_some_buyer(struct sim *sim);
/* A living village of a township, by its place in the list; empty: none. */
const char *sim_some_village(struct sim *sim, const char *township);
/* An acknowledged request may be sent again under its key, and is then to be answered the same; id: a part of its answer. */
void sim_remember(struct sim *sim, struct who *who, const char *path, const char *body, const struct ask *ask,
                  struct text id);
/* What happens on a day, hour by hour. */
void sim_day(struct sim *sim);

/* ---- company.c ---- */
/* A buyer goes to the company's page to pay; what the company will do is drawn. */
void company_open(struct sim *sim, const char *payment, int64_t fen);
/* Sends the messages that are due. */
void company_calls(struct sim *sim);
/* Answers /query and /refund; site_options.outside. */
bool company_answers(void *sim, struct arena *arena, struct outside_call *call);

/* ---- model.c ---- */
/* After every day. */
void model_check(struct sim *sim);
/* Fails when the books say something else than what was acknowledged. */
void sim_same(struct sim *sim, const char *what, int64_t books, int64_t model);
/* At the end: what is still on its way has come to rest, the journal run again gives the same, and two digests for the last line. */
void model_end(struct sim *sim);

/* ---- help.c: the help side; its files share help.h ---- */
void help_open(struct sim *sim);
void help_morning(struct sim *sim);
void help_evening(struct sim *sim);
void help_check(struct sim *sim);

#endif
