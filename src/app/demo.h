/* The demo: a real county (510525 Gulin) with invented people, made through the program's own doors by a seeded simulation.
   Order of making: places, people, households, stations, sellers, routes, goods; then fourteen months of trade, and the pre-sale
   of 40,000 boxes of plums in three days. Every moment counts back from the day it is made.
   Files: demo.c the subcommand, demo_data.c the CSV files, demo_people.c, demo_goods.c, demo_trade.c, demo_help.c, demo_campaign.c, demo_partner.c, demo_meeting.c, demo_training.c, demo_register.c. */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "app/progress.h"
#include "app/simulation.h"
#include "app/subcommand.h"
#include "base/calendar.h"
#include "base/csv.h"

#define DEMO_PASSWORD "plum-valley-8"
enum { DEMO_HELP_DAYS = 2 }; /* between two rounds of help */
enum { DEMO_COUNTY = 510525, DEMO_BOXES = 40000, DEMO_HISTORY_DAYS = 425, DEMO_OTHER_ORDERS = 1500 };

/* Somebody with an account. */
struct demo_person {
	struct text name, place, phone; /* place: code */
	struct text login, password;    /* login empty: no sign-in */
	const char *role;               /* NULL: none */
	struct text over;               /* place of the role */
	struct demo_household *household;
	const char *relation;
	bool is_printed; /* in the table of sign-ins; its password is hashed at full cost */
	bool is_joined;
	struct text id, token; /* found out */
	int64_t token_at;
	struct text address; /* of buyers */
	int64_t weight;
};

struct demo_household {
	struct text place, head, id;
};

struct demo_station {
	struct text code, place, name, keeper_name, hours, id;
	struct demo_person *keeper;
	struct demo_person **villagers; /* those it serves */
	size_t villager_count;
	int64_t busy_until; /* its operator serves somebody */
};

struct demo_seller {
	struct text code, kind, name, place, head, id;
	int64_t shares[5]; /* household, own, transport, platform, reserve: parts of 10,000 */
	struct demo_household *household;
	struct demo_person *member;
	int64_t boxes; /* it grows of the pre-sale */
};

struct demo_good {
	struct text code, category, title, title_en, title_bo, about, about_en, picture, origin, id;
	struct demo_seller *seller;
	bool is_presale, is_running; /* running: a pre-sale that is still open */
	int64_t limit;
	size_t variant, variant_count; /* in demo->variants */
};

struct demo_variant {
	struct text name, unit, id;
	struct demo_good *good;
	int64_t weight_g, price_fen, stock;
};

struct demo_route {
	struct text from, to;
	int64_t days, cutoff_hour, base_fen, per_kg_fen;
};

struct demo_help;
struct demo_campaign;
struct demo_projects;
struct demo_partner;
struct demo_training;
struct demo_meeting;
struct demo_pairing;

struct demo {
	const struct options *options;
	struct arena *arena; /* of all that lasts */
	struct site *site;
	struct simulation *simulation;
	struct chance chance;
	struct text share;          /* folder with demo/ and places/ */
	int64_t orders;             /* boxes of the pre-sale */
	int64_t today, now;         /* of the machine */
	int64_t begins_at;          /* the history's first moment */
	int64_t sale_on;            /* first of the three days */
	int64_t first_at;           /* the first, small sale of plums, a year earlier */
	int64_t oranges_on;         /* first day of the pre-sale that still runs */
	struct text secret;         /* key shared with the payment gateway, 32 bytes */
	const char **cost;          /* the setting password_cost */
	const char **gateway_url;   /* the setting; empty while chores run, as nobody answers there */
	struct demo_person *people; /* with roles, operators, sellers, villagers */
	size_t person_count;
	struct demo_person *buyers; /* generated */
	size_t buyer_count;
	struct demo_person *administrator;
	struct demo_household *households;
	size_t household_count;
	struct homes *homes; /* of the register (demo_register.c) */
	struct demo_station *stations;
	size_t station_count;
	struct demo_seller *sellers;
	size_t seller_count;
	struct demo_good *goods;
	size_t good_count;
	struct demo_variant *variants;
	size_t variant_count;
	struct demo_route *routes;
	size_t route_count;
	struct demo_person *pattern_buyers; /* buyers.csv, of which the others are made */
	size_t pattern_count;
	struct demo_help *help;         /* demo_help.c */
	struct demo_campaign *campaign; /* demo_campaign.c */
	struct demo_projects *projects; /* demo_project.c */
	struct demo_partner *partner;   /* demo_partner.c */
	struct demo_training *training; /* demo_training.c */
	struct demo_meeting *meeting;   /* demo_meeting.c */
	struct demo_pairing *pairing;   /* demo_pairing.c */
};

/* ---- demo_people.c ---- */
/* The person of a login that the demo has. */
struct demo_person *demo_person_of(struct demo *demo, struct text login);
/* An invented name of at most three characters. */
struct text demo_villager_name(struct demo *demo);

/* ---- demo_data.c ---- */
/* Reads demo/ of the share folder. False: one line said what is wrong. */
bool demo_read(struct demo *demo);
/* The whole file; false: said. */
bool demo_file(struct demo *demo, const char *name, struct text *ret_bytes);

/* ---- demo_ask.c ---- */
/* Asks all and wants the status 200, 201 or 303 of each; false: said which was refused and why. */
bool demo_ask(struct demo *demo, struct ask *asks, size_t count, const char *what);
/* A list of `count` requests in the simulation's arena, all at that moment, by the token. */
struct ask *demo_asks(struct demo *demo, size_t count, struct text as, int64_t at);
/* What makes the person able to ask from that moment until another: joining, or signing in. False: nothing is needed. */
bool demo_welcome(struct demo *demo, struct demo_person *person, int64_t at, int64_t until, struct ask *ret_ask);
void demo_welcomed(struct demo *demo, struct demo_person *person, const struct ask *ask);
/* Signs in those of the people that have a login and no session at that moment. */
bool demo_sign_in(struct demo *demo, struct demo_person **people, size_t count, int64_t at);

/* ---- the trade: deals are planned first, then played event by event (demo_trade.c) ---- */
enum deal_state { DEAL_PLANNED, DEAL_PLACED, DEAL_PAID, DEAL_PACKED, DEAL_SHIPPED, DEAL_DELIVERED, DEAL_OVER };
enum deal_fate { FATE_KEPT, FATE_UNPAID, FATE_WITHDRAWN };

/* An order, with what its people are going to do. */
struct demo_deal {
	int64_t at; /* when it is placed */
	struct demo_person *buyer;
	struct demo_variant *variant;
	struct demo_station *station; /* which serves the buyer, takes the cash and hands the parcel out; NULL: none */
	int64_t pieces, total_fen, delivered_at;
	int64_t pay_after_ms;
	enum deal_fate fate;
	enum deal_state state;
	bool pays_twice, is_sale;
	bool is_moving;                /* is in the list that is being packed, sent or delivered */
	struct text id, payment, code; /* found out */
	struct text asked_return;
};

/* Deals of one seller that go out together. */
struct demo_block {
	struct demo_seller *seller;
	size_t from, count;
	int64_t pack_at, ship_at, deliver_at;
	int64_t confirm_parts; /* of 10,000 deals that are confirmed */
	enum deal_state state;
};

struct demo_plan {
	struct demo_deal *deals;
	size_t count;
	struct demo_block *blocks;
	size_t block_count, block_room;
	/* Parts: deals that go out alone (block i is deal i), last year's plums, oranges not yet sent, the pre-sale. */
	size_t alone_count, first_count, orange_count;
};

/* Plans everything: demo_plan.c. Deals of each part are in the order of time. */
void demo_plan(struct demo *demo, struct demo_plan *plan);
/* The body of the form that places a deal, and a message of the gateway with its signature. */
struct text deal_body(struct arena *arena, const struct demo_deal *deal);
void gateway_message(struct demo *demo, struct ask *ask, const char *status, struct text payment, int64_t fen,
                     struct text refund);
/* Refunds that the gateway was asked for: answers them all. False: said. */
bool demo_refunds(struct demo *demo, int64_t at);

/* ---- what is made, in order; false: said ---- */
bool demo_places(struct demo *demo);
bool demo_people(struct demo *demo);
/* The register of households: asked and decided when the demo begins, and asked again when the trade is over. */
bool demo_register(struct demo *demo);
bool demo_register_again(struct demo *demo);
bool demo_sellers(struct demo *demo);
bool demo_goods(struct demo *demo);
/* The pre-sales: listed shortly before they begin. */
bool demo_presale(struct demo *demo);
/* Invents the buyers; they join when they first order. */
void demo_buyers(struct demo *demo);
bool demo_trade(struct demo *demo);
/* The next round of the help side: what is due of needs, offers and questions. */
bool demo_help_round(struct demo *demo, int64_t at);
/* The next round of the bus campaign: gifts, vouchers, rides, settlements, each in its time. */
bool demo_campaign_round(struct demo *demo, int64_t at);
/* The next round of the partners: what they promised and brought, each on its day. */
bool demo_partner_round(struct demo *demo, int64_t at);
/* The next round of courses and offered work. */
bool demo_training_round(struct demo *demo, int64_t at);
/* The next round of the projects, each in its time. */
bool demo_project_round(struct demo *demo, int64_t at);
/* The next round of the joint meeting: its tasks go down, answers come up. */
bool demo_meeting_round(struct demo *demo, int64_t at);
/* Chooses the paired families out of who will order from whom; then the next round of them: letters and gifts, each in its time. */
void demo_pairing_plan(struct demo *demo, const struct demo_plan *plan);
bool demo_pairing_round(struct demo *demo, int64_t at);
/* Households with shares and contracts of the plum co-operative, and what it pays them: demo_linkage.c. */
bool demo_linkage(struct demo *demo);
/* A payment of which the gateway says at once that it is paid; location: where the buyer was sent. False: said. */
bool demo_pay_gift(struct demo *demo, struct text location, struct text fen, int64_t at);

#endif
