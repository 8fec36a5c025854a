/* The private list: households for whom a campaign is. */
#include "help/campaign/campaign_inside.h"

#include "base/limits.h"

static const struct field household_fields[] = {
	INT_FIELD(campaign_household, county, N_("County"), 0, 0, 0),
	INT_FIELD(campaign_household, campaign_id, N_("Campaign"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, campaign_household, household_id, N_("Household"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign_household, household_place, N_("Place"), 0, 0, 0),
	TEXT_FIELD(campaign_household, head, N_("Head of the household"), FIELD_OUT, 0, 60),
	TEXT_FIELD(campaign_household, village, N_("Name of the village"), FIELD_OUT, 0, 200),
	INT_FIELD(campaign_household, vouchers, N_("Vouchers"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign_household, rides, N_("Rides"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, campaign_household, added_at, N_("Since"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record campaign_household_record = { .name = "campaign_household",
	                                          .size = sizeof(struct campaign_household),
	                                          .county = offsetof(struct campaign_household, county),
	                                          .fields = household_fields };

enum outcome campaign_household_add(struct request *r, const struct campaign *c, const struct household *household)
{
	return db_exec(r->db,
	               "INSERT INTO campaign_household(county, campaign_id, household_id, household_place, added_by_id,"
	               " added_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
	               bind(i64(c->county), i64(c->id), i64(household->id), i64(household->place),
	                    i64(r->who.person_id), i64(r->now)));
}

enum outcome campaign_households(struct db *db, struct arena *arena, const struct campaign *c, int64_t after,
                                 size_t limit, struct campaign_household **ret, size_t *ret_count)
{
	return db_list(
		db, arena, &campaign_household_record, limit, ret, ret_count,
		"SELECT b.county, b.campaign_id, b.household_id, b.household_place, b.added_at,"
		" COALESCE(h.head, n.head, '') AS head, COALESCE(l.name, '') AS village,"
		" (SELECT count(*) FROM voucher AS v WHERE v.household_place = b.household_place AND v.county = b.county"
		" AND v.campaign_id = b.campaign_id AND v.state <= 2) AS vouchers,"
		" (SELECT count(*) FROM voucher AS v WHERE v.household_place = b.household_place AND v.county = b.county"
		" AND v.campaign_id = b.campaign_id AND v.state = 2) AS rides FROM campaign_household AS b"
		" LEFT JOIN household AS h ON h.county = b.county AND h.id = b.household_id"
		" LEFT JOIN household AS n ON n.place = b.household_place"
		" LEFT JOIN place AS l ON l.place = b.household_place / 100000 * 100000"
		" WHERE b.county = $1 AND b.campaign_id = $2 AND b.household_id > $3 AND (h.id IS NOT NULL OR NOT EXISTS"
		" (SELECT 1 FROM campaign_household AS o WHERE o.household_place = b.household_place AND o.county = b.county"
		" AND o.campaign_id = b.campaign_id AND (o.household_id < b.household_id OR o.household_id = n.id)))"
		" ORDER BY b.household_id LIMIT $4",
		bind(i64(c->county), i64(c->id), i64(after), i64((int64_t)limit)));
}
