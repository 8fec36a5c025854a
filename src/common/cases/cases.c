/* Cases: rows, kinds, and every change of a case. A change is one guarded statement on the version that was read, one event, and a
   notice to each of the others; whoever comes second gets CONFLICT. */
#include <assert.h>
#include <string.h>

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "common/cases/cases_inside.h"

const struct choice case_phases[] = {
	{ "", "" },
	{ "open", N_("Not closed yet") },
	{ "answered", N_("Answered, not yet confirmed") },
	{ "closed", N_("Closed") },
	{ NULL, NULL },
};

const struct choice case_results[] = {
	{ "", "" },
	{ "fixed", N_("Confirmed by who asked") },
	{ "not_fixed", N_("Closed, though not settled") },
	{ "refused", N_("Refused") },
	{ "withdrawn", N_("Taken back") },
	{ NULL, NULL },
};

const struct choice case_whats[] = {
	{ "", "" },
	{ "opened", N_("Written down") },
	{ "moved", N_("Done") },
	{ "message", N_("Message") },
	{ "claimed", N_("Somebody is on it") },
	{ "released", N_("Free for others again") },
	{ "rose", N_("Goes up") },
	{ "sent_up", N_("Pass up") },
	{ "sent_down", N_("Give back") },
	{ NULL, NULL },
};

static const struct field case_fields[] = {
	INT_FIELD(case_file, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, case_file, id, N_("Number"), FIELD_OUT, 0, 0),
	TEXT_FIELD(case_file, kind, N_("Kind"), FIELD_OUT, 0, 40),
	WHOLE_FIELD(FIELD_PLACE, case_file, place, N_("Place"), FIELD_OUT, 0, 0),
	INT_FIELD(case_file, asker_county, N_("County"), 0, 0, 0),
	INT_FIELD(case_file, asker_id, N_("Asked by"), 0, 0, 0),
	INT_FIELD(case_file, posted_by_id, N_("Written down by"), 0, 0, 0),
	TEXT_FIELD(case_file, title, N_("What it is about"), FIELD_OUT, 1, LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(case_file, state, N_("State"), FIELD_OUT, 0, 40),
	STATE_FIELD(case_file, phase, N_("Phase"), FIELD_OUT, case_phases),
	STATE_FIELD(case_file, level, N_("Level"), FIELD_OUT, place_levels),
	WHOLE_FIELD(FIELD_PLACE, case_file, desk, N_("Lies with"), FIELD_OUT, 0, 0),
	INT_FIELD(case_file, holder_county, N_("County"), 0, 0, 0),
	INT_FIELD(case_file, holder_id, N_("Who is on it"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, case_file, held_at, N_("Taken on"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, case_file, due_at, N_("Due"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, case_file, rise_at, N_("Goes up"), FIELD_OUT, 0, 0),
	INT_FIELD(case_file, rises, N_("Times gone up"), FIELD_OUT, 0, 0),
	INT_FIELD(case_file, reopened, N_("Times reopened"), FIELD_OUT, 0, 0),
	STATE_FIELD(case_file, result, N_("Result"), FIELD_OUT, case_results),
	WHOLE_FIELD(FIELD_MOMENT, case_file, opened_at, N_("Asked"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, case_file, state_at, N_("Since"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, case_file, closed_at, N_("Closed"), FIELD_OUT, 0, 0),
	INT_FIELD(case_file, last, N_("Events"), FIELD_OUT, 0, 0),
	INT_FIELD(case_file, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record case_record = { .name = "case",
	                            .size = sizeof(struct case_file),
	                            .county = offsetof(struct case_file, county),
	                            .fields = case_fields };

/* ---- kinds ---- */

const struct case_kind *case_kind_of(struct text word)
{
	for (size_t i = 0; case_kinds[i] != NULL; i++)
		if (text_equal(word, text_of(case_kinds[i]->word)))
			return case_kinds[i];
	return NULL;
}

const struct case_state *case_state_named(const struct case_kind *kind, struct text word)
{
	for (const struct case_state *state = kind->states; state->word != NULL; state++)
		if (text_equal(word, text_of(state->word)))
			return state;
	return NULL;
}

/* The kind of a case that was read: case_one() gives no others. */
static const struct case_kind *kind_of(const struct case_file *c)
{
	const struct case_kind *kind = case_kind_of(c->kind);

	assert(kind != NULL);
	return kind;
}

/* A state that the kind's table has (check_kinds). */
static const struct case_state *state_in(const struct case_kind *kind, struct text word)
{
	const struct case_state *state = case_state_named(kind, word);

	assert(state != NULL);
	return state;
}

const struct case_state *case_state_of(const struct case_file *c)
{
	return state_in(kind_of(c), c->state);
}

const struct case_move *case_move_of(const struct case_file *c, struct text deed)
{
	for (const struct case_move *move = kind_of(c)->moves; move->deed != NULL; move++)
		if (text_equal(deed, text_of(move->deed)) && text_equal(c->state, text_of(move->from)))
			return move;
	return NULL;
}

/* ---- reading ---- */

enum outcome case_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct case_file *ret)
{
	enum outcome outcome = db_one(db, arena, &case_record, ret,
	                              "SELECT " CASE_COLUMNS " FROM case_file AS c WHERE c.county = $1 AND c.id = $2",
	                              bind(i64(county), i64(id)));

	if (outcome == DONE && case_kind_of(ret->kind) == NULL)
		return NOT_FOUND; /* its module was taken out */
	return outcome;
}

int64_t case_desk(int64_t place, int64_t level)
{
	return place_above(place, (enum place_level)level);
}

/* The desk above the one where it lies; -1: there is none. */
static int64_t desk_above(const struct case_file *c)
{
	return c->level > PLACE_PROVINCE ? case_desk(c->place, c->level - 1) : -1;
}

unsigned case_sides(const struct request *r, const struct case_file *c)
{
	unsigned sides = 0;
	int64_t above = desk_above(c);

	if (r->who.person_id == 0)
		return 0;
	if (r->person_id == c->asker_id)
		sides |= CASE_BY_ASKER;
	if (r->who.for_id != 0)
		return sides; /* who serves acts for whom it serves only */
	if (request_may(r, RIGHT_CASE_HANDLE, c->desk) && (c->holder_id == 0 || c->holder_id == r->who.person_id))
		sides |= CASE_BY_HANDLER;
	if (request_may(r, RIGHT_CASE_HANDLE, above < 0 ? c->desk : above))
		sides |= CASE_BY_ABOVE;
	return sides;
}

bool case_may_read(const struct request *r, const struct case_file *c)
{
	return (r->person_id != 0 && r->person_id == c->asker_id) || request_may(r, RIGHT_CASE_HANDLE, c->place);
}

bool case_is_late(const struct case_file *c, int64_t now)
{
	return c->due_at > 0 && c->due_at <= now;
}

struct text case_path(struct arena *arena, const struct case_file *c)
{
	const struct case_kind *kind = kind_of(c);

	return text_format(arena, "%s/%.*s", kind->path != NULL ? kind->path : "/cases",
	                   TEXT(id_public(arena, c->county, c->id)));
}

/* ---- writing ---- */

enum outcome case_write(struct db *db, struct case_file *c)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE case_file SET state = $3, phase = $4, level = $5, desk = $6, holder_county = $7, holder_id = $8,"
		" held_at = $9, due_at = $10, rise_at = $11, rises = $12, reopened = $13, result = $14, state_at = $15,"
		" closed_at = $16, last = $17, title = $19, version = version + 1 WHERE county = $1 AND id = $2"
		" AND version = $18",
		bind(i64(c->county), i64(c->id), txt(c->state), i64(c->phase), i64(c->level), i64(c->desk),
	             i64(c->holder_county), i64(c->holder_id), i64(c->held_at), i64(c->due_at), i64(c->rise_at),
	             i64(c->rises), i64(c->reopened), i64(c->result), i64(c->state_at), i64(c->closed_at), i64(c->last),
	             i64(c->version), txt(c->title)));

	if (outcome == DONE && rows != 1)
		return CONFLICT;
	c->version++;
	return outcome;
}

/* Puts c into the state: its times, phase and result. */
static void enter(struct case_file *c, const struct case_state *state, int64_t now)
{
	const struct case_kind *kind = kind_of(c);

	c->state = text_of(state->word);
	c->phase = state->phase;
	c->result = state->result;
	c->state_at = now;
	c->closed_at = state->phase == CASE_CLOSED ? now : 0;
	c->due_at = state->days > 0 ? now + state->days * CALENDAR_DAY_MS : 0;
	c->rise_at = c->level > (int64_t)kind->last ? c->due_at : 0;
}

static void lie_with(struct case_file *c, int64_t level)
{
	c->level = level;
	c->desk = case_desk(c->place, level);
}

static void set_free(struct case_file *c)
{
	c->holder_county = c->holder_id = c->held_at = 0;
}

static enum outcome insert(struct db *db, const struct case_file *c)
{
	return db_exec(
		db,
		"INSERT INTO case_file(county, id, kind, place, asker_county, asker_id, posted_by_id, title, state, phase,"
		" level, desk, holder_county, holder_id, held_at, due_at, rise_at, rises, reopened, result, opened_at,"
		" state_at, closed_at, last, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, 0,"
		" $13, $14, 0, 0, 0, $15, $15, 0, 0, 1)",
		bind(i64(c->county), i64(c->id), txt(c->kind), i64(c->place), i64(c->asker_county), i64(c->asker_id),
	             i64(c->posted_by_id), txt(c->title), txt(c->state), i64(c->phase), i64(c->level), i64(c->desk),
	             i64(c->due_at), i64(c->rise_at), i64(c->opened_at)));
}

void case_numbered(struct request *r, struct case_file *c)
{
	if (c->id == 0)
		c->id = request_new_id(r);
	c->county = place_county(c->place);
}

struct picture_owner case_pictures(const struct case_file *c)
{
	return (struct picture_owner){ "case", c->county, c->id };
}

enum outcome case_open(struct request *r, struct case_file *c, struct case_said said)
{
	const struct case_kind *kind = kind_of(c);
	int64_t level = place_level(c->place);
	enum outcome outcome;

	assert(kind != NULL && kind->states[0].phase == CASE_OPEN && level >= PLACE_PROVINCE);
	case_numbered(r, c);
	c->posted_by_id = r->who.person_id;
	c->opened_at = r->now;
	c->version = 1;
	lie_with(c, level < (int64_t)kind->first ? level : (int64_t)kind->first);
	enter(c, &kind->states[0], r->now);
	outcome = insert(r->db, c);
	if (outcome == DONE)
		outcome = case_note(r, c, CASE_OPENED, "", CASE_BY_ASKER, said);
	if (outcome == DONE)
		outcome = case_write(r->db, c);
	if (outcome == DONE)
		outcome = case_tell_all(r, c, N_("Written down for you: %s"), c->title);
	measure_add(r->db, INDICATOR_CASES_OPENED, c->place, r->now, 1);
	return outcome;
}

static void count_end(struct db *db, const struct case_file *c, int64_t sign)
{
	measure_add(db, INDICATOR_CASES_CLOSED, c->place, c->closed_at, sign);
	if (c->result == CASE_FIXED)
		measure_add(db, INDICATOR_CASES_FIXED, c->place, c->closed_at, sign);
}

/* Every change ends here: the event, the row, and what the others are told. */
static enum outcome keep(struct request *r, struct case_file *c, enum case_what what, const char *deed, unsigned side,
                         struct case_said said, const char *told)
{
	enum outcome outcome = case_note(r, c, what, deed, side, said);

	if (outcome == DONE)
		outcome = case_write(r->db, c);
	if (outcome == DONE)
		outcome = case_tell_all(r, c, told, c->title);
	return outcome;
}

static bool words_suffice(struct request *r, enum case_reason reason, struct text words)
{
	if (reason != CASE_REASON_MUST || text_characters(text_trim(words)) >= 2)
		return true;
	form_problem(r, "words", N_("Say why in a few words"), T(""));
	return false;
}

static void make_move(struct case_file *c, const struct case_move *move, int64_t now)
{
	const struct case_kind *kind = kind_of(c);
	const struct case_state *from = case_state_of(c), *to = state_in(kind, text_of(move->to));

	if (move->flags & CASE_UP && c->level > (int64_t)kind->last)
		lie_with(c, c->level - 1);
	if (from->phase != CASE_OPEN && to->phase == CASE_OPEN)
		c->reopened++;
	if (move->flags & CASE_FREE || from->phase != to->phase)
		set_free(c);
	if (from != to)
		enter(c, to, now);
}

enum outcome case_do(struct request *r, struct case_file *c, const char *deed, unsigned by, struct case_said said)
{
	const struct case_move *move = case_move_of(c, text_of(deed));
	struct case_file before = *c;
	enum outcome outcome;

	if (move == NULL)
		return CONFLICT;
	if ((move->by & by) == 0)
		return c->holder_id != 0 && (by & CASE_BY_ABOVE) ? CONFLICT : DENIED;
	if (!words_suffice(r, move->reason, said.words))
		return INVALID;
	make_move(c, move, r->now);
	outcome = keep(r, c, CASE_MOVED, move->deed, move->by & by, said, move->told);
	if (before.phase == CASE_CLOSED)
		count_end(r->db, &before, -1);
	if (c->phase == CASE_CLOSED)
		count_end(r->db, c, 1);
	if (outcome == DONE && kind_of(c)->moved != NULL)
		outcome = kind_of(c)->moved(r, c, move, said);
	return outcome;
}

enum outcome case_say(struct request *r, struct case_file *c, unsigned by, struct case_said said)
{
	if (by == 0)
		return DENIED;
	if (!words_suffice(r, said.picture.length > 0 ? CASE_REASON_MAY : CASE_REASON_MUST, said.words))
		return INVALID;
	return keep(r, c, CASE_MESSAGE, "", by & CASE_BY_ASKER ? CASE_BY_ASKER : CASE_BY_HANDLER, said,
	            N_("A message about: %s"));
}

enum outcome case_due(struct request *r, struct case_file *c, int64_t due_at)
{
	if (c->due_at == 0 || due_at <= 0)
		return CONFLICT;
	c->due_at = due_at;
	c->rise_at = c->level > (int64_t)kind_of(c)->last ? due_at : 0;
	return case_write(r->db, c);
}

enum outcome case_claim(struct request *r, struct case_file *c, unsigned by)
{
	if (c->phase == CASE_CLOSED || c->holder_id != 0)
		return CONFLICT;
	if (!(by & CASE_BY_HANDLER))
		return DENIED;
	c->holder_county = r->who.county;
	c->holder_id = r->who.person_id;
	c->held_at = r->now;
	return keep(r, c, CASE_CLAIMED, "", CASE_BY_HANDLER, (struct case_said){ 0 }, N_("Somebody is on it now: %s"));
}

enum outcome case_release(struct request *r, struct case_file *c, unsigned by)
{
	if (c->holder_id == 0)
		return CONFLICT;
	if (!(by & CASE_BY_ABOVE) && c->holder_id != r->who.person_id)
		return DENIED;
	set_free(c);
	return keep(r, c, CASE_RELEASED, "", by & (CASE_BY_HANDLER | CASE_BY_ABOVE), (struct case_said){ 0 }, NULL);
}

enum outcome case_send(struct request *r, struct case_file *c, bool up, unsigned by, struct case_said said)
{
	const struct case_kind *kind = kind_of(c);
	int64_t lowest = place_level(c->place) < kind->first ? (int64_t)place_level(c->place) : (int64_t)kind->first;
	const struct case_state *state = case_state_of(c);

	if (c->phase == CASE_CLOSED || (up ? c->level <= (int64_t)kind->last : c->level >= lowest))
		return CONFLICT;
	if (!(by & CASE_BY_HANDLER))
		return c->holder_id != 0 && (by & CASE_BY_ABOVE) ? CONFLICT : DENIED;
	if (!words_suffice(r, CASE_REASON_MUST, said.words))
		return INVALID;
	lie_with(c, c->level + (up ? -1 : 1));
	set_free(c);
	c->rise_at = state->days > 0 && c->level > (int64_t)kind->last ? r->now + state->days * CALENDAR_DAY_MS : 0;
	return keep(r, c, up ? CASE_SENT_UP : CASE_SENT_DOWN, "", CASE_BY_HANDLER, said,
	            up ? N_("Went up one level: %s") : N_("Came back down with an answer: %s"));
}
