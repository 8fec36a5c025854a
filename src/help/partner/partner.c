/* Rows of partners and of those who act for them; what may stand in public. */
#include "help/partner/partner_inside.h"

#include "base/id.h"
#include "base/limits.h"

const struct choice partner_kinds[] = {
	{ "office", N_("Ministry or office") },
	{ "region", N_("Paired region") },
	{ "university", N_("University or institute") },
	{ "firm", N_("Firm") },
	{ "association", N_("Association or foundation") },
	{ NULL, NULL },
};

static const struct field partner_fields[] = {
	INT_FIELD(partner, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, partner, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, partner, place, N_("Looked after by"), FIELD_OUT, 0, 0),
	TEXT_FIELD(partner, name, N_("Name"), FIELD_OUT, 2, 60),
	CHOICE_FIELD(partner, kind, N_("Kind"), FIELD_OUT, partner_kinds),
	TEXT_FIELD(partner, home, N_("Home of the organisation"), FIELD_OUT, 0, 60),
	NOTE_FIELD(partner, about, N_("What it does here"), FIELD_OUT, 0, LIMIT_NOTE_CHARACTERS),
	WHOLE_FIELD(FIELD_BOOL, partner, in_group, N_("Member of the working group"), FIELD_OUT, 0, 1),
	INT_FIELD(partner, pledges, N_("Promises"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, partner, promised_fen, N_("Promised in all"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, partner, delivered_fen, N_("Delivered by now"), FIELD_OUT, 0, 0),
	INT_FIELD(partner, late, N_("Late"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, partner, made_at, N_("Since"), FIELD_OUT, 0, 0),
	INT_FIELD(partner, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record partner_record = { .name = "partner",
	                               .size = sizeof(struct partner),
	                               .county = offsetof(struct partner, county),
	                               .fields = partner_fields };

static const struct field member_fields[] = {
	INT_FIELD(partner_member, county, N_("County"), 0, 0, 0),
	INT_FIELD(partner_member, partner_id, N_("Partner"), 0, 0, 0),
	INT_FIELD(partner_member, person_county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, partner_member, person_id, N_("Person"), FIELD_OUT, 0, 0),
	TEXT_FIELD(partner_member, name, N_("Name"), FIELD_OUT, 0, 60),
	TEXT_FIELD(partner_member, phone, N_("Phone"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, partner_member, is_contact, N_("Contact"), FIELD_OUT, 0, 1),
	WHOLE_FIELD(FIELD_MOMENT, partner_member, since_at, N_("Since"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record partner_member_record = { .name = "partner_member",
	                                      .size = sizeof(struct partner_member),
	                                      .county = offsetof(struct partner_member, person_county),
	                                      .fields = member_fields };

const char *partner_word(const struct choice *choices, struct text value)
{
	for (size_t i = 0; choices[i].value != NULL; i++)
		if (text_equal(value, text_of(choices[i].value)))
			return choices[i].label;
	return "";
}

struct text partner_path(struct arena *arena, const struct partner *partner)
{
	return text_format(arena, "/partners/%.*s", TEXT(id_public(arena, partner->county, partner->id)));
}

/* ---- reading ---- */

/* With what its pledges sum up to on the day $1; `which` narrows the pledges down. */
#define PARTNER_FROM(which)                                                                                          \
	"SELECT a.county, a.id, a.place, a.kind, a.name, a.home, a.about, a.in_group, a.made_at, a.version,"         \
	" COALESCE(s.pledges, 0) AS pledges, COALESCE(s.promised_fen, 0) AS promised_fen,"                           \
	" COALESCE(s.delivered_fen, 0) AS delivered_fen, COALESCE(s.late, 0) AS late FROM partner AS a"              \
	" LEFT JOIN (SELECT p.partner_county, p.partner_id, count(*) AS pledges, CAST(sum(CASE p.state WHEN 3"       \
	" THEN p.received_fen ELSE p.worth_fen END) AS BIGINT) AS promised_fen, CAST(sum(p.received_fen) AS BIGINT)" \
	" AS delivered_fen, count(*) FILTER (WHERE p.state = 1 AND p.by_on < $1) AS late FROM pledge AS p" which     \
	" GROUP BY p.partner_county, p.partner_id) AS s ON s.partner_county = a.county AND s.partner_id = a.id"

enum outcome partner_one(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t on,
                         struct partner *ret)
{
	return db_one(db, arena, &partner_record, ret,
	              PARTNER_FROM(
			      " WHERE p.partner_county = $2 AND p.partner_id = $3") " WHERE a.county = $2 AND a.id = $3"
	                                                                            " /* scan */ /* sorts */",
	              bind(i64(on), i64(county), i64(id)));
}

enum outcome partner_list(struct db *db, struct arena *arena, int64_t on, struct partner **ret, size_t *ret_count)
{
	return db_list(db, arena, &partner_record, LIMIT_LIST_ROWS, ret, ret_count,
	               PARTNER_FROM("") " ORDER BY a.name, a.id LIMIT 1000 /* scan */ /* sorts */", bind(i64(on)));
}

enum outcome partner_of_person(struct db *db, struct arena *arena, int64_t person_id, int64_t on, struct partner **ret,
                               size_t *ret_count)
{
	return db_list(
		db, arena, &partner_record, LIMIT_PAGE_ROWS, ret, ret_count,
		PARTNER_FROM(
			" WHERE (p.partner_county, p.partner_id) IN (SELECT o.county, o.partner_id"
			" FROM partner_member AS o WHERE o.person_id = $2)") " JOIN partner_member AS m ON m.county = a.county AND m.partner_id = a.id"
									     " WHERE m.person_id = $2 ORDER BY a.id LIMIT 50 /* scan */ /* sorts */",
		bind(i64(on), i64(person_id)));
}

bool partner_is_work(struct request *r)
{
	int64_t found;

	return db_number(r->db, &found, "SELECT partner_id FROM partner_member WHERE person_id = $1 LIMIT 1",
	                 bind(i64(r->person_id))) == DONE;
}

/* ---- writing ---- */

enum outcome partner_insert(struct db *db, const struct partner *a)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows,
	                  "INSERT INTO partner(county, id, place, kind, name, home, about, in_group, made_at, version)"
	                  " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1) ON CONFLICT (county, name) DO NOTHING",
	                  bind(i64(a->county), i64(a->id), i64(a->place), txt(a->kind), txt(a->name), txt(a->home),
	                       txt(a->about), i64(a->in_group), i64(a->made_at)));

	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

enum outcome partner_write(struct db *db, struct partner *a)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE partner SET kind = $3, name = $4, home = $5, about = $6, in_group = $7, version = version + 1"
		" WHERE county = $1 AND id = $2 AND version = $8",
		bind(i64(a->county), i64(a->id), txt(a->kind), txt(a->name), txt(a->home), txt(a->about),
	             i64(a->in_group), i64(a->version)));

	a->version += rows;
	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

/* ---- who acts for it ---- */

enum outcome partner_members(struct db *db, struct arena *arena, int64_t county, int64_t id,
                             struct partner_member **ret, size_t *ret_count)
{
	return db_list(db, arena, &partner_member_record, PARTNER_MEMBERS, ret, ret_count,
	               "SELECT m.county, m.partner_id, m.person_county, m.person_id, m.is_contact, m.since_at,"
	               " COALESCE(n.name, '') AS name, '' AS phone FROM partner_member AS m LEFT JOIN person AS n"
	               " ON n.county = m.person_county AND n.id = m.person_id WHERE m.county = $1 AND m.partner_id = $2"
	               " ORDER BY m.is_contact DESC, m.person_id LIMIT $3 /* sorts */",
	               bind(i64(county), i64(id), i64(PARTNER_MEMBERS)));
}

enum outcome partner_member_add(struct db *db, const struct partner_member *m)
{
	int64_t count = 0;
	enum outcome outcome = db_number(db, &count,
	                                 "SELECT count(*) FROM partner_member WHERE county = $1 AND partner_id = $2"
	                                 " AND person_id <> $3",
	                                 bind(i64(m->county), i64(m->partner_id), i64(m->person_id)));

	if (outcome == DONE && count >= PARTNER_MEMBERS)
		return CONFLICT;
	if (outcome == DONE && m->is_contact)
		outcome = db_exec(db, "UPDATE partner_member SET is_contact = 0 WHERE county = $1 AND partner_id = $2",
		                  bind(i64(m->county), i64(m->partner_id)));
	if (outcome != DONE)
		return outcome;
	return db_exec(db,
	               "INSERT INTO partner_member(county, partner_id, person_county, person_id, is_contact, since_at)"
	               " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (county, partner_id, person_id)"
	               " DO UPDATE SET is_contact = excluded.is_contact",
	               bind(i64(m->county), i64(m->partner_id), i64(m->person_county), i64(m->person_id),
	                    i64(m->is_contact), i64(m->since_at)));
}

enum outcome partner_member_remove(struct db *db, int64_t county, int64_t id, int64_t person_id)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows,
	                  "DELETE FROM partner_member WHERE county = $1 AND partner_id = $2 AND person_id = $3",
	                  bind(i64(county), i64(id), i64(person_id)));

	return outcome == DONE && rows == 0 ? NOT_FOUND : outcome;
}

bool partner_has_member(struct db *db, int64_t county, int64_t id, int64_t person_id)
{
	int64_t since;

	return person_id > 0 &&
	       db_number(db, &since,
	                 "SELECT since_at FROM partner_member WHERE county = $1 AND partner_id = $2 AND person_id = $3",
	                 bind(i64(county), i64(id), i64(person_id))) == DONE;
}

/* ---- what may stand in public ---- */

const char *partner_words_wrong(struct request *r, int64_t county, int64_t id, struct text words_,
                                struct text *ret_detail)
{
	struct partner_member *members = NULL;
	size_t count = 0;

	*ret_detail = T("");
	if (text_holds_number(words_))
		return N_("Take the long number out: it could be a phone or a card");
	if (partner_members(r->db, r->arena, county, id, &members, &count) != DONE)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		if (text_characters(members[i].name) < 2 || text_find(words_, members[i].name) >= words_.length)
			continue;
		*ret_detail = members[i].name;
		return N_("Take the name “%s” out: everybody can read this");
	}
	return NULL;
}
