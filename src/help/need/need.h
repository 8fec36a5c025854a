/* Needs and offers: somebody needs something, the village checks it, it is published without a name, helpers take parts of it in goods, money,
   work or by buying, the station or the village hands over with a photograph, the household says whether it came.
   A need is a case (common/cases) of the kind "need", an offer of the kind "offer"; this module's row stands beside it.
   Invariants: claimed is the sum of the pieces of its living gifts, given of those handed over, never more than wanted; money given stands in
   the need's account (ACCOUNT_NEED) from the moment it is paid until it is handed over to the household, spent on a purchase with its bill,
   or given back, gift by gift, to the fen; nothing public ever holds a name, a phone, a village or a household.
   The rule of privacy: until it is published a need is read by its asker and those who handle it. Published are the words the village's
   cadre has checked, and the township; of a township with fewer than NEED_CROWD households in the register only the county. Words
   with the name of a member, of the head or of the village, or with seven digits in a row, are refused. The helper learns the household's
   name from nobody; the household learns the helper's only when the helper says so in the words sent along.
   Not here: campaigns and vouchers, the household register, pledges of firms. */
#ifndef HELP_NEED_H
#define HELP_NEED_H

#include "common/cases/cases.h"
#include "trade/payment/payment.h"

enum { NEED_CROWD = 20 };

enum need_state { NEED_POSTED = 1, NEED_OPEN, NEED_FULL, NEED_OVER };

struct need {
	int64_t county, id;
	int64_t place, shown_place;
	int64_t is_offer;
	struct text topic, way;
	struct text title, about, picture, unit;
	int64_t wanted, claimed, given;
	int64_t price_fen, before_on;
	int64_t state;
	int64_t made_at, published_at, matched_at;
	int64_t version;
	struct text shown_name; /* joined: name of shown_place */
};

enum gift_state { GIFT_PROMISED = 1, GIFT_ON_WAY, GIFT_HANDED, GIFT_CONFIRMED, GIFT_LAPSED, GIFT_RETURNED };

struct gift {
	int64_t county, id, need_id;
	int64_t giver_county, giver_id, giver_place;
	struct text way;
	int64_t pieces, amount_fen;
	int64_t state;
	struct text words, thanks, receipt, receipt_words, went;
	int64_t received_by_id;
	int64_t lapse_at, made_at, paid_at, received_at, confirmed_at;
	int64_t version;
};

extern const struct record need_record, gift_record;
extern const struct module need_module;
extern const struct case_kind need_kind, offer_kind;
/* Gifts of money as the payment module pays them (app/modules.c). */
extern const struct payment_bill need_bill;

MUST_USE enum outcome need_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct need *ret);
MUST_USE enum outcome gift_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct gift *ret);
/* The gifts of a need, oldest first, at most LIMIT_LIST_ROWS. */
MUST_USE enum outcome need_gifts(struct db *db, struct arena *arena, const struct need *need, struct gift **ret,
                                 size_t *ret_count);

#endif
