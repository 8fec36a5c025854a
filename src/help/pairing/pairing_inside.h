/* What the files of this module share; other modules include pairing.h only. */
#ifndef HELP_PAIRING_INSIDE_H
#define HELP_PAIRING_INSIDE_H

#include "common/measure/measure.h"
#include "help/pairing/pairing.h"
#include "web/table.h"

enum {
	PAIRING_ROWS = 100,        /* of one household or one helper that a page shows */
	PAIRING_HISTORY = 20,      /* lines of the history on a page */
	PAIRING_PAGES = 500,       /* of a history */
	PAIRING_WORDS_MOST = 2000, /* characters of a letter */
	PAIRING_FOUND = 10,        /* people to choose among */
	PAIRING_OFFERS_OPEN = 5,   /* of one helper */
};

/* A helper's offer, before anybody knows which household. */
struct pairing_offer {
	int64_t county, id, place;
	int64_t giver_county, giver_id;
	struct text called, about;
	int64_t households; /* how many at once */
	int64_t state;      /* 1 open, 2 withdrawn */
	int64_t made_at, ended_at, version;
	struct text place_name; /* joined */
	int64_t taken;          /* its pairings that live */
};

/* A line of the shared history. */
struct pairing_event {
	int64_t county, id;
	struct text what;         /* "gift", "thanks", "order", "visit", "letter", "note", "deed" */
	int64_t at;               /* when it was */
	int64_t side;             /* of whom; 0: of the program */
	struct text title, words; /* the need or the goods; what was said */
	int64_t pieces;           /* of goods; 0: none are counted */
	struct text unit;
	int64_t amount_fen, reached_fen; /* paid; of an order: what reached the household */
	int64_t back_at;                 /* words that were taken back */
};

/* What came of it since it began. */
struct pairing_sums {
	int64_t gifts, given_fen, orders, bought_fen, reached_fen, visits, letters;
};

extern const struct choice pairing_states[], pairing_shows[], pairing_sides[], pairing_offer_states[];
extern const struct record pairing_event_record, pairing_offer_record, pairing_sums_record;

/* "/pairings/510525-..." and "/households/510525-...". */
struct text pairing_path(struct arena *arena, const struct pairing *p);
struct text pairing_household_path(struct arena *arena, int64_t county, int64_t id);
/* The household as the reader may name it: its name, or "a household of 红坝镇". */
struct text pairing_household_name(struct request *r, const struct pairing *p);

/* ---- pairing.c ---- */
MUST_USE enum outcome pairing_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct pairing *ret);
MUST_USE enum outcome pairing_insert(struct db *db, const struct pairing *p);
/* Writes what may change, of the version read. CONFLICT: it changed since. */
MUST_USE enum outcome pairing_write(struct db *db, struct pairing *p);
/* Those of a household, newest first, at most PAIRING_ROWS. */
MUST_USE enum outcome pairing_of_household(struct db *db, struct arena *arena, int64_t household_place,
                                           struct pairing **ret, size_t *ret_count);
/* Those of a helper, newest first, below an id (0: from the newest). */
MUST_USE enum outcome pairing_of_giver(struct db *db, struct arena *arena, int64_t giver_id, int64_t before,
                                       size_t limit, struct pairing **ret, size_t *ret_count);
/* Takes out what a helper may not see of the household; nothing for the household and the office. */
void pairing_veil(struct pairing *p);

/* ---- pairing_offer.c ---- */
MUST_USE enum outcome pairing_offer_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                        struct pairing_offer *ret);
MUST_USE enum outcome pairing_offer_insert(struct db *db, const struct pairing_offer *offer);
/* Withdraws it. CONFLICT: it was. */
MUST_USE enum outcome pairing_offer_end(struct db *db, const struct pairing_offer *offer, int64_t at);
/* Open ones that hold for a place (made for a land it lies in) with a household to spare, oldest first. */
MUST_USE enum outcome pairing_offers_for(struct db *db, struct arena *arena, int64_t place, struct pairing_offer **ret,
                                         size_t *ret_count);
/* Open ones for a land, by falling ids below an id (0: from the newest). */
MUST_USE enum outcome pairing_offers_in(struct db *db, struct arena *arena, int64_t place, int64_t before, size_t limit,
                                        struct pairing_offer **ret, size_t *ret_count);
MUST_USE enum outcome pairing_offers_of(struct db *db, struct arena *arena, int64_t giver_id,
                                        struct pairing_offer **ret, size_t *ret_count);

/* ---- pairing_history.c ---- */
/* Newest first; page from 1. One line more than a page tells that it goes on. */
MUST_USE enum outcome pairing_history(struct db *db, struct arena *arena, const struct pairing *p, int64_t page,
                                      struct pairing_event **ret, size_t *ret_count);
MUST_USE enum outcome pairing_sum(struct db *db, const struct pairing *p, struct pairing_sums *ret);
/* Writes a letter, a note or a deed of the present person. on_at: where it stands in the history. */
MUST_USE enum outcome pairing_enter(struct request *r, const struct pairing *p, enum pairing_side side,
                                    const char *what, struct text words, int64_t on_at);
/* Takes the words of an own letter or note back. NOT_FOUND: no such entry of this side. */
MUST_USE enum outcome pairing_take_back(struct request *r, const struct pairing *p, enum pairing_side side, int64_t id);

/* ---- pairing_rule.c ---- */
/* Proposes: household, giver, called, about, offer_id are filled. The helper's offer is his yes. INVALID with problems. */
MUST_USE enum outcome pairing_propose(struct request *r, const struct household *household, struct pairing *p);
/* A yes of the household or the helper; with the second it begins. CONFLICT: it was said, or it is no proposal. */
MUST_USE enum outcome pairing_agree(struct request *r, struct pairing *p, enum pairing_side side);
/* A no; the reason may be empty. CONFLICT: it is no proposal. */
MUST_USE enum outcome pairing_refuse(struct request *r, struct pairing *p, enum pairing_side side, struct text reason);
MUST_USE enum outcome pairing_rest(struct request *r, struct pairing *p, enum pairing_side side, struct text reason);
/* DENIED: the household wants rest, and this is not the household. */
MUST_USE enum outcome pairing_resume(struct request *r, struct pairing *p, enum pairing_side side);
MUST_USE enum outcome pairing_end(struct request *r, struct pairing *p, enum pairing_side side, struct text reason);
/* What the household shows, and whether it takes letters. */
MUST_USE enum outcome pairing_wish(struct request *r, struct pairing *p, int64_t shows, int64_t letters);
/* A letter or note of a side. INVALID with a problem: the household takes no letters. CONFLICT: it is not under way. */
MUST_USE enum outcome pairing_write_words(struct request *r, const struct pairing *p, enum pairing_side side,
                                          bool letter, struct text words, int64_t on);

/* ---- doors and pages ---- */
struct pairing_view {
	struct pairing *pairing;
	struct pairing_event *events; /* of the two sides alone */
	size_t event_count;
	int64_t page;
	bool goes_on, reads_words, may_end;
	struct pairing_sums sums;
	struct text giver_name, proposed_by, served_by; /* of the office and the household; never of the helper */
	struct text shelf;                              /* where the goods of its land are sold */
};
/* The same for JSON. */
struct pairing_given {
	struct pairing pairing;
	struct pairing_sums sums;
	struct list history;
};
struct pairing_mine_view {
	const struct pairing *rows;
	size_t count;
	int64_t next;
	const struct pairing_offer *offers;
	size_t offer_count;
	struct text household; /* path of my own household's page; empty: I am on no card */
};
struct pairing_household_view {
	const struct household *household;
	const struct pairing *rows;
	size_t count;
	struct text village;
	bool is_member, may_edit;
	struct list pairings; /* the same rows, for JSON */
};
struct pairing_new_view {
	const struct household *household;
	const struct pairing_offer *offers;
	size_t offer_count;
	const struct person *found;
	size_t found_count;
	struct text asked;
	struct person chosen; /* id 0: none yet */
	struct text village;
};
struct pairing_table_view {
	struct table_view table;
	struct text title, name;
	bool of_offers;
	int64_t place, paired;
};
struct pairing_public_view {
	int64_t place, paired, begun;
	struct text name;
};
extern const struct record pairing_given_record, pairing_household_record, pairing_public_record;

struct pairing_form {
	struct text household, offer, person, called, about;
};
struct pairing_reason_form {
	struct text reason;
};
struct pairing_wish_form {
	struct text shows;
	int64_t letters;
};
struct pairing_words_form {
	struct text what, words;
	int64_t on;
};
struct pairing_offer_form {
	int64_t place;
	struct text called, about;
	int64_t households;
};
extern const struct record pairing_form_record, pairing_reason_record, pairing_no_record, pairing_wish_record,
	pairing_words_record, pairing_offer_form_record;

/* pairing_web.c; r->kept of {pairing} is the struct pairing. */
enum outcome pairing_where(struct request *r, struct scope *ret_scope);
enum outcome pairing_household_side_where(struct request *r, struct scope *ret_scope);
enum outcome pairing_giver_side_where(struct request *r, struct scope *ret_scope);
enum outcome pairing_sides_where(struct request *r, struct scope *ret_scope);
void pairing_public_page(struct request *r);
void pairing_mine_page(struct request *r);
void pairing_household_page(struct request *r);
void pairing_page(struct request *r);
/* Shows one with the problems of a form, or answers with it. */
void pairing_answer(struct request *r, enum outcome outcome, const char *done);
/* pairing_deed_web.c */
void pairing_agree_post(struct request *r);
void pairing_accept_post(struct request *r);
void pairing_refuse_post(struct request *r);
void pairing_rest_post(struct request *r);
void pairing_resume_post(struct request *r);
void pairing_end_post(struct request *r);
void pairing_wish_post(struct request *r);
void pairing_words_post(struct request *r);
void pairing_back_post(struct request *r);
/* pairing_new_web.c */
enum outcome pairing_new_where(struct request *r, struct scope *ret_scope);
void pairing_new_page(struct request *r);
void pairing_new_post(struct request *r);
/* pairing_offer_web.c */
enum outcome pairing_offer_where(struct request *r, struct scope *ret_scope);
void pairing_offer_new_page(struct request *r);
void pairing_offer_post(struct request *r);
void pairing_offer_end_post(struct request *r);
/* pairing_table.c */
enum outcome pairing_land_where(struct request *r, struct scope *ret_scope);
void pairing_desk_page(struct request *r);
void pairing_offers_page(struct request *r);

extern const struct check pairing_checks[];
extern const struct indicator pairing_indicators[];

#endif
