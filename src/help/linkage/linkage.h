/* Shares and contracts between households and co-operatives or firms (sellers of the same county), and the days on which these pay.
   A linkage is a dividend (land, money, labour or assets counted in shares), a purchase (goods, a least price, a season), a rent (land or
   house, a yearly sum with its day) or a wage (work at a rate). The seller or the cadre enters it, the household says yes or no, itself or at
   the station with the operator present; either side ends it with a reason; what the household thinks wrong is a case (linkage_kind).
   A payday reckons every household's sum, is released by somebody else than who made it, and is paid by a list of payments
   (common/ledger/pay_list.h) out of an account of its own: seller -> ACCOUNT_PAYDAY -> households. Dividends are shared by largest remainder:
   each gets total * shares / all shares rounded down, and the fen left over go one by one to the largest remainders (of equal ones to the
   older linkage; Hamilton's method), so that the parts sum to the total. Goods and work are quantity * price rounded half up to the fen.
   Invariants: nobody releases what he made; parts sum to their payday; a line is never changed once it is released, what was wrong is put right
   by a transfer of its own; what is paid is income of the household's year (help/register) without being written down.
   Privacy: the household's name is shown to its partner once it said yes; public are sums by place alone.
   Not here: the partner's bank account, taxes, the land register. */
#ifndef HELP_LINKAGE_H
#define HELP_LINKAGE_H

#include "common/cases/cases.h"
#include "common/household/household.h"
#include "common/ledger/pay_list.h"
#include "trade/seller/seller.h"

enum linkage_state { LINKAGE_PROPOSED = 1, LINKAGE_IN_FORCE, LINKAGE_REFUSED, LINKAGE_ENDED };

struct linkage {
	int64_t county, id, seller_id, household_id, household_place;
	struct text kind;  /* "dividend", "purchase", "rent", "wage" */
	struct text what;  /* the land, the goods, the house, the work */
	struct text stake; /* of a dividend or rent: "land", "money", "labour", "assets", "house"; else empty */
	int64_t shares;    /* of a dividend */
	int64_t price_fen; /* least price of a kilogram; rent of a year; wage of one unit */
	struct text unit;  /* of a wage: "day" as people say it */
	int64_t amount_g;  /* of a purchase: agreed; 0: as much as there is */
	int64_t due_on;    /* of a rent: when the next one is due */
	int64_t since_on, until_on; /* until_on 0: open end */
	int64_t state;
	int64_t proposed_by_id, proposed_at;
	int64_t answered_by_id, served_by_id, answered_at; /* served_by_id: the operator at whose station it was */
	int64_t ended_by_id, ended_at;
	struct text reason; /* why refused or ended */
	int64_t version;
	struct text seller_name, head, village; /* joined */
	int64_t number;                         /* of the household in its village */
	int64_t paid_fen;                       /* so far, with corrections */
	bool is_household;                      /* the present person is of the household: filled by linkage_where() */
};

enum payday_state { PAYDAY_RECKONED = 1, PAYDAY_RELEASED, PAYDAY_PAID, PAYDAY_DROPPED };

struct payday {
	int64_t county, id, seller_id, place;
	struct text kind, title;
	int64_t price_fen, due_on;
	int64_t total_fen, state, list_id;
	int64_t lines, listed_lines, paid_lines, paid_fen;
	int64_t made_by_id, made_at, released_by_id, released_at, paid_at;
	struct text seller_name; /* joined */
};

struct payday_line {
	int64_t county, payday_id, number, line, linkage_id, household_id, household_place;
	int64_t shares, quantity, price_fen, due_on, amount_fen, transfer_id, paid_at, corrected_fen;
	struct text head, village, seller_name, title, kind, what, unit; /* joined */
	int64_t household_number;
	int64_t sum_fen; /* amount with corrections */
};

extern const struct record linkage_record, payday_record, payday_line_record;
extern const struct choice linkage_kinds[];
extern const struct module linkage_module;
/* A household's dispute (app/modules.c). */
extern const struct case_kind linkage_kind;
/* For pay_purposes (app/modules.c): counts what is paid. */
#define PAYDAY_PURPOSE "payday"
MUST_USE enum outcome payday_paid(struct request *r, const struct pay_list *list, const struct pay_line *lines,
                                  size_t count);

#endif
