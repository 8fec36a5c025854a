/* Rows of campaigns: reading, writing, counting; what may stand in public. */
#include "base/check_digit.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/campaign/campaign_inside.h"

const struct choice campaign_states[] = {
	{ "", "" },     { "draft", N_("Not yet public") }, { "open", N_("Takes gifts") }, { "over", N_("Over") },
	{ NULL, NULL },
};

static const struct field campaign_fields[] = {
	INT_FIELD(campaign, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, campaign, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, campaign, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(campaign, place_name, N_("Name of the place"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign, owner_county, N_("County"), 0, 0, 0),
	INT_FIELD(campaign, owner_id, N_("Owner"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, campaign, company_id, N_("Bus company"), FIELD_OUT, 0, 0),
	TEXT_FIELD(campaign, company_name, N_("Name of the bus company"), FIELD_OUT, 0, 0),
	TEXT_FIELD(campaign, title, N_("In one line"), FIELD_OUT, 2, 60),
	NOTE_FIELD(campaign, about, N_("What it is for"), FIELD_OUT, 0, LIMIT_NOTE_CHARACTERS),
	WHOLE_FIELD(FIELD_FEN, campaign, goal_fen, N_("Money wanted"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, campaign, ride_fen, N_("Price of a ride"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, campaign, ends_on, N_("Last day for gifts"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign, valid_days, N_("Days a voucher is valid"), FIELD_OUT, 0, 0),
	STATE_FIELD(campaign, state, N_("State"), FIELD_OUT, campaign_states),
	WHOLE_FIELD(FIELD_FEN, campaign, given_fen, N_("Money given"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, campaign, returned_fen, N_("Given back"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, campaign, issued_fen, N_("On vouchers"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, campaign, settled_fen, N_("Settled with the company"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, campaign, free_fen, N_("Not yet spent"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign, gifts, N_("Gifts"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign, vouchers, N_("Vouchers"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign, rides, N_("Rides"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign, numbers, N_("Last number"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, campaign, made_at, N_("When it was made"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, campaign, published_at, N_("Published"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, campaign, ended_at, N_("Ended"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record campaign_record = { .name = "campaign",
	                                .size = sizeof(struct campaign),
	                                .county = offsetof(struct campaign, county),
	                                .fields = campaign_fields };

#define CAMPAIGN_FROM                                                                                              \
	"SELECT c.county, c.id, c.place, c.owner_county, c.owner_id, c.company_id, c.title, c.about, c.goal_fen,"  \
	" c.ride_fen, c.ends_on, c.valid_days, c.state, c.given_fen, c.returned_fen, c.issued_fen, c.settled_fen," \
	" c.given_fen - c.returned_fen - c.issued_fen - c.settled_fen AS free_fen, c.gifts, c.vouchers, c.rides,"  \
	" c.numbers, c.made_at, c.published_at, c.ended_at, c.version, COALESCE(l.name, '') AS place_name,"        \
	" COALESCE(s.name, '') AS company_name FROM campaign AS c LEFT JOIN place AS l ON l.place = c.place"       \
	" LEFT JOIN seller AS s ON s.county = c.county AND s.id = c.company_id"

enum outcome campaign_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct campaign *ret)
{
	return db_one(db, arena, &campaign_record, ret, CAMPAIGN_FROM " WHERE c.county = $1 AND c.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome campaign_insert(struct db *db, const struct campaign *c)
{
	return db_exec(
		db,
		"INSERT INTO campaign(county, id, place, owner_county, owner_id, company_id, title, about, goal_fen,"
		" ride_fen, ends_on, valid_days, state, given_fen, returned_fen, issued_fen, settled_fen, gifts,"
		" vouchers, rides, numbers, made_at, published_at, ended_at, version)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, 0, 0, 0, 0, 0, 0, 0, 0, $13, 0, 0, 1)",
		bind(i64(c->county), i64(c->id), i64(c->place), i64(c->owner_county), i64(c->owner_id),
	             i64(c->company_id), txt(c->title), txt(c->about), i64(c->goal_fen), i64(c->ride_fen),
	             i64(c->ends_on), i64(c->valid_days), i64(c->made_at)));
}

enum outcome campaign_write(struct db *db, struct campaign *c)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows,
	                  "UPDATE campaign SET company_id = $3, title = $4, about = $5, goal_fen = $6, ride_fen = $7,"
	                  " ends_on = $8, valid_days = $9, state = $10, published_at = $11, ended_at = $12,"
	                  " version = version + 1 WHERE county = $1 AND id = $2 AND version = $13",
	                  bind(i64(c->county), i64(c->id), i64(c->company_id), txt(c->title), txt(c->about),
	                       i64(c->goal_fen), i64(c->ride_fen), i64(c->ends_on), i64(c->valid_days), i64(c->state),
	                       i64(c->published_at), i64(c->ended_at), i64(c->version)));

	if (outcome != DONE)
		return outcome;
	c->version += rows;
	return rows == 1 ? DONE : CONFLICT;
}

enum outcome campaign_count(struct db *db, const struct campaign *c, const struct campaign_change *change)
{
	return db_exec(db,
	               "UPDATE campaign SET given_fen = given_fen + $3, returned_fen = returned_fen + $4,"
	               " issued_fen = issued_fen + $5, settled_fen = settled_fen + $6, gifts = gifts + $7,"
	               " vouchers = vouchers + $8, rides = rides + $9, numbers = numbers + $10"
	               " WHERE county = $1 AND id = $2",
	               bind(i64(c->county), i64(c->id), i64(change->given_fen), i64(change->returned_fen),
	                    i64(change->issued_fen), i64(change->settled_fen), i64(change->gifts),
	                    i64(change->vouchers), i64(change->rides), i64(change->numbers)));
}

enum outcome campaign_list(struct request *r, int64_t place, bool over, int64_t before, size_t limit,
                           struct campaign **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &campaign_record, limit, ret, ret_count,
	               CAMPAIGN_FROM " WHERE c.state = $1 AND c.id < $2 AND c.place >= $3 AND c.place < $4"
	                             " ORDER BY c.id DESC LIMIT $5",
	               bind(i64(over ? CAMPAIGN_OVER : CAMPAIGN_OPEN), i64(before > 0 ? before : INT64_MAX), i64(place),
	                    i64(place_end(place)), i64((int64_t)limit)));
}

enum outcome campaign_granted_list(struct request *r, int64_t before, size_t limit, struct campaign **ret,
                                   size_t *ret_count)
{
	return db_list(r->db, r->arena, &campaign_record, limit, ret, ret_count,
	               CAMPAIGN_FROM " WHERE c.state IN ($1, $2) AND c.issued_fen + c.settled_fen > 0 AND c.id < $3"
	                             " ORDER BY c.id DESC LIMIT $4 /* scan */ /* sorts */",
	               bind(i64(CAMPAIGN_OPEN), i64(CAMPAIGN_OVER), i64(before > 0 ? before : INT64_MAX),
	                    i64((int64_t)limit)));
}

enum outcome campaign_desk_list(struct request *r, int64_t place, int64_t before, size_t limit, struct campaign **ret,
                                size_t *ret_count)
{
	return db_list(r->db, r->arena, &campaign_record, limit, ret, ret_count,
	               CAMPAIGN_FROM " WHERE c.id < $1 AND c.place >= $2 AND c.place < $3 ORDER BY c.id DESC LIMIT $4"
	                             " /* scan */ /* sorts */",
	               bind(i64(before > 0 ? before : INT64_MAX), i64(place), i64(place_end(place)),
	                    i64((int64_t)limit)));
}

struct text campaign_path(struct arena *arena, const struct campaign *c)
{
	return text_format(arena, "/campaigns/%.*s", TEXT(id_public(arena, c->county, c->id)));
}

bool campaign_takes(const struct campaign *c, int64_t on)
{
	return c->state == CAMPAIGN_OPEN && (c->ends_on == 0 || on <= c->ends_on);
}

/* ---- what may stand in public ---- */

const char *campaign_words_wrong(struct request *r, const struct campaign *c, struct text words,
                                 struct text *ret_detail)
{
	struct campaign_household *rows = NULL;
	size_t count = 0;

	*ret_detail = T("");
	if (text_holds_number(words))
		return N_("Take the long number out: it could be a phone or a card");
	if (campaign_households(r->db, r->arena, c, 0, CAMPAIGN_HOUSEHOLDS, &rows, &count) != DONE)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (text_characters(rows[i].head) < 2 || text_find(words, rows[i].head) >= words.length)
			continue;
		*ret_detail = rows[i].head;
		return N_("Take the name “%s” out: everybody can read this");
	}
	return NULL;
}

/* ---- codes ---- */

struct text voucher_code_shown(struct arena *arena, struct text code)
{
	return text_format(arena, "%.*s %.*s %.*s", TEXT(text_part(code, 0, 4)), TEXT(text_part(code, 4, 4)),
	                   TEXT(text_part(code, 8, 4)));
}

bool voucher_code_read(struct arena *arena, struct text typed, struct text *ret_code)
{
	char *digits = arena_take(arena, VOUCHER_DIGITS + 1);
	size_t count = 0, from = 0;

	for (size_t i = 0; i < typed.length; i++)
		if (typed.bytes[i] == '/')
			from = i + 1;
	for (size_t i = from; i < typed.length; i++) {
		char c = typed.bytes[i];

		if (c == ' ' || c == '-')
			continue;
		if (c < '0' || c > '9' || count == VOUCHER_DIGITS)
			return false;
		digits[count++] = c;
	}
	*ret_code = (struct text){ digits, count };
	return count == VOUCHER_DIGITS && check_digit_holds(*ret_code);
}
