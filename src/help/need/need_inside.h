/* What the files of this module share; other modules include need.h only. */
#ifndef HELP_NEED_INSIDE_H
#define HELP_NEED_INSIDE_H

#include "common/measure/measure.h"
#include "common/picture/picture.h"
#include "help/need/need.h"

#define NEED_COLUMNS                                                                                                 \
	"n.county, n.id, n.place, n.shown_place, n.is_offer, n.topic, n.way, n.title, n.about, n.picture, n.unit,"   \
	" n.wanted, n.claimed, n.given, n.price_fen, n.before_on, n.state, n.made_at, n.published_at, n.matched_at," \
	" n.version, coalesce(l.name, '') AS shown_name"
#define GIFT_COLUMNS                                                                                                \
	"g.county, g.id, g.need_id, g.giver_county, g.giver_id, g.giver_place, g.way, g.pieces, g.amount_fen,"      \
	" g.state, g.words, g.thanks, g.receipt, g.receipt_words, g.went, g.received_by_id, g.lapse_at, g.made_at," \
	" g.paid_at, g.received_at, g.confirmed_at, g.version"

extern const struct choice need_topics[], need_ways[], need_state_words[],
	gift_state_words[]; /* the last two by enum */
/* A gift's state in words (English key), and its look for status_word(). */
const char *gift_state_name(const struct gift *gift);
const char *gift_state_look(const struct gift *gift);
/* English key of a choice's value; "" when unknown. */
const char *need_word(const struct choice *choices, struct text value);
/* One of our drawings for a need without a picture. */
struct text need_picture(const struct need *need);
/* "/needs/510525-..." and "/gifts/510525-...". */
struct text need_path(struct arena *arena, const struct need *need);
struct text gift_path(struct arena *arena, const struct gift *gift);
/* Whether it is given by money: money and purchase are. */
bool way_is_money(struct text way);

/* ---- need.c ---- */

MUST_USE enum outcome need_insert(struct db *db, const struct need *need);
/* Writes what may change, of the version read. CONFLICT: it changed since. */
MUST_USE enum outcome need_write(struct db *db, struct need *need);
MUST_USE enum outcome gift_insert(struct db *db, const struct gift *gift);
MUST_USE enum outcome gift_write(struct db *db, struct gift *gift);
/* The case of a need. */
MUST_USE enum outcome need_case(struct db *db, struct arena *arena, const struct need *need, struct case_file *ret);
/* What of the public list: state of the need. topic empty: all; place: within that land as it is shown. */
MUST_USE enum outcome need_list(struct request *r, bool is_offer, enum need_state state, struct text topic,
                                int64_t place, int64_t before, size_t limit, struct need **ret, size_t *ret_count);
/* By words, among those published and open, newest first. */
MUST_USE enum outcome need_find(struct request *r, bool is_offer, struct text asked, int64_t place, int64_t before,
                                size_t limit, struct need **ret, size_t *ret_count);
MUST_USE enum outcome need_of_person(struct request *r, struct need **ret, size_t *ret_count);
/* Offers for a need, or needs for an offer: of the same way in the same city; those first that share words of the title, then of the same topic, then of the
   same county; at most limit. */
MUST_USE enum outcome need_matches(struct request *r, const struct need *need, size_t limit, struct need **ret,
                                   size_t *ret_count);

/* ---- need_rule.c ---- */

/* Why these words may not stand in public (English key with at most one %s), or NULL. */
const char *need_words_wrong(struct request *r, const struct need *need, const struct case_file *c, struct text words,
                             struct text *ret_detail);
/* Where it may be shown: the township, or the county when few live there. */
MUST_USE enum outcome need_shown_place(struct db *db, struct arena *arena, int64_t place, int64_t *ret_place);
/* Hook of the kinds. */
enum outcome need_moved(struct request *r, struct case_file *c, const struct case_move *move, struct case_said said);
/* Publishes with the words checked; need is as it shall stand. */
MUST_USE enum outcome need_publish(struct request *r, struct need *need, struct case_file *c);
/* Adds to claimed and given, and moves the case when all is claimed, claimed no longer, or given. CONFLICT: not so many are left. */
MUST_USE enum outcome need_count(struct request *r, struct need *need, int64_t claimed, int64_t given);

/* ---- need_gift.c ---- */

/* Takes pieces of it; gift.way, pieces, words, giver are filled. CONFLICT: not so many are left, or it is not open. */
MUST_USE enum outcome gift_make(struct request *r, struct need *need, struct gift *gift);
MUST_USE enum outcome gift_sent(struct request *r, struct need *need, struct gift *gift);
/* Handed over, with what the receipt says. INVALID: a photograph is wanted. */
MUST_USE enum outcome gift_received(struct request *r, struct need *need, struct gift *gift);
MUST_USE enum outcome gift_confirmed(struct request *r, struct need *need, struct gift *gift);
/* Taken back by its giver, lapsed, or given back because the need is over: what it claimed is free, its money goes back. */
MUST_USE enum outcome gift_end(struct request *r, struct need *need, struct gift *gift, enum gift_state state);
bool gift_lapse_look(struct request *r);
void gift_lapse_post(struct request *r);

/* ---- need_money.c ---- */

/* From the need's account to the household, or to the bank for what was bought. */
MUST_USE enum outcome gift_pay_out(struct request *r, const struct need *need, const struct gift *gift);
/* From the need's account back the way it came. */
MUST_USE enum outcome gift_give_back(struct request *r, const struct need *need, const struct gift *gift);

/* ---- doors and pages ---- */

struct needs_view {
	const struct need *rows;
	size_t count;
	int64_t next, place;
	bool offers, done;
	struct text topic, asked, place_name;
	int64_t published, matched; /* this year, in the land shown */
};

struct need_view {
	const struct need *need;
	const struct case_file *c;
	const struct case_event *events;
	size_t event_count;
	const struct gift *gifts;
	size_t gift_count;
	const struct need *matches;
	size_t match_count;
	unsigned sides;  /* of the present person on its case */
	bool reads_case; /* asker or handler: sees what is not public */
	struct choice ways[ORDER_PAYMENTS];
	size_t way_count;
};

struct gift_view {
	const struct need *need;
	const struct gift *gift;
	bool is_giver, is_asker, hands; /* hands: may hand it over */
	struct text pay_path;
};

struct mine_view {
	const struct need *needs;
	size_t need_count;
	const struct gift *gifts;
	const struct need *gift_needs; /* of each gift */
	size_t gift_count;
};

/* The form of a new need or offer. */
struct need_form {
	struct text person; /* for whom, when a cadre writes it */
	struct text topic, way, title, about, unit;
	int64_t wanted, price_fen, before_on, offer;
};

struct person_choice {
	const struct person *found;
	size_t count;
	struct text asked, name;
};

struct give_form {
	struct text way, words, payment;
	int64_t pieces;
};

struct hand_form {
	struct text went, words;
};

struct thanks_form {
	struct text thanks;
};

struct publish_form {
	struct text title, about;
	int64_t version;
};

extern const struct record need_form_record, need_public_record, give_form_record, hand_form_record, thanks_form_record,
	publish_form_record, gift_public_record;

enum outcome need_where(struct request *r, struct scope *ret_scope);
enum outcome need_desk_where(struct request *r, struct scope *ret_scope);
enum outcome need_new_where(struct request *r, struct scope *ret_scope);
enum outcome need_give_where(struct request *r, struct scope *ret_scope);
enum outcome gift_where(struct request *r, struct scope *ret_scope);
enum outcome gift_giver_where(struct request *r, struct scope *ret_scope);
enum outcome gift_hand_where(struct request *r, struct scope *ret_scope);
enum outcome gift_asker_where(struct request *r, struct scope *ret_scope);
void needs_page(struct request *r);
void need_page(struct request *r);
void need_mine_page(struct request *r);
void need_new_page(struct request *r);
void need_new_prepare(struct request *r);
void need_new_post(struct request *r);
void need_check_page(struct request *r);
void need_publish_prepare(struct request *r);
void need_publish_post(struct request *r);
void need_give_post(struct request *r);
void gift_page(struct request *r);
void gift_picture_page(struct request *r);
void gift_sent_post(struct request *r);
void gift_hand_prepare(struct request *r);
void gift_hand_post(struct request *r);
void gift_confirm_post(struct request *r);
void gift_withdraw_post(struct request *r);
/* Shows a need's page again, with the problems. */
void need_show(struct request *r, struct need *need);

extern const struct check need_checks[];
extern const struct indicator need_indicators[];

#endif
