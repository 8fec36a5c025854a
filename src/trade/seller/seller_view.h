/* What the files of this module share with its templates. Private to the module. */
#ifndef TRADE_SELLER_VIEW_H
#define TRADE_SELLER_VIEW_H

#include "trade/seller/seller.h"

/* A seller as it is typed: a household by its number. */
struct seller_form {
	struct text kind, name, about, household;
	int64_t place;
	int64_t household_share, own_share, station_share, carrier_share, platform_share, reserve_share;
	int64_t version;
};
extern const struct record seller_form_record;

struct seller_member {
	int64_t county, seller_id, person_id;
	struct text name;
};

struct seller_edit_view {
	const struct seller *seller; /* NULL: a new one */
	struct seller_form form;
	bool is_stale;
	struct seller_member *members;
	size_t member_count;
	struct grower *growers;
	size_t grower_count;
};

/* A line of the list that officers keep. */
struct seller_line {
	int64_t county, id, place, open, created_at;
	struct text name, kind, village;
};
extern const struct choice seller_kinds[];
/* GET of the list: seller_table.c. */
void seller_list_page(struct request *r);

struct member_form {
	struct text login;
};
struct grower_form {
	struct text household;
	int64_t weight;
};
extern const struct record member_form_record, grower_form_record;

#endif
