/* The life of a pairing: proposed, answered by both sides, resting, going on, ended; what each side is told, and what counts. */
#include "help/pairing/pairing_inside.h"

#include "base/calendar.h"

/* ---- the kind of case ---- */

static const struct case_state case_states[] = {
	{ "proposed", N_("Waits for both to say yes"), CASE_OPEN, CASE_UNDECIDED, 14, "wait" },
	{ "agreed", N_("Both have said yes"), CASE_CLOSED, CASE_FIXED, 0, "done" },
	{ "refused", N_("Not wanted"), CASE_CLOSED, CASE_REFUSED, 0, "" },
	{ "withdrawn", N_("Taken back"), CASE_CLOSED, CASE_WITHDRAWN, 0, "" },
	{ .word = NULL },
};

/* The sides are told by what they are to each other (tell()), so the engine tells nobody. */
static const struct case_move case_moves[] = {
	{ "agree", "", "proposed", "agreed", CASE_BY_MODULE, CASE_REASON_NONE, 0, NULL },
	{ "refuse", "", "proposed", "refused", CASE_BY_MODULE, CASE_REASON_MAY, 0, NULL },
	{ "withdraw", "", "proposed", "withdrawn", CASE_BY_MODULE, CASE_REASON_MAY, 0, NULL },
	{ .deed = NULL },
};

const struct case_kind pairing_kind = {
	.word = "pairing",
	.label = N_("Paired family"),
	.path = "/pairings",
	.states = case_states,
	.moves = case_moves,
	.first = PLACE_VILLAGE,
	.last = PLACE_COUNTY,
};

/* ---- telling ---- */

/* Who speaks for a household: its head, else whoever is on the card first. id 0: nobody is on it. */
static enum outcome find_voice(struct db *db, int64_t county, int64_t household_id, int64_t *ret_county,
                               int64_t *ret_id)
{
	struct db_rows *rows = db_rows(db,
	                               "SELECT person_county, person_id FROM household_member WHERE county = $1"
	                               " AND household_id = $2 AND until_on = 0 ORDER BY CASE WHEN relation = 'head'"
	                               " THEN 0 ELSE 1 END, person_id LIMIT 1 /* scan */ /* sorts */",
	                               bind(i64(county), i64(household_id)));

	*ret_id = 0;
	if (db_next(rows)) {
		*ret_county = db_int(rows, "person_county");
		*ret_id = db_int(rows, "person_id");
	}
	return db_done(rows);
}

/* Tells both sides (never the one who acts): whoever speaks for the household now, by the helper's name; the helper by the township. */
static enum outcome tell(struct request *r, const struct pairing *p, const char *to_household, const char *to_giver)
{
	struct case_file c;
	int64_t voice_county = 0, voice_id = 0;
	enum outcome outcome = case_one(r->db, r->arena, p->county, p->id, &c);

	if (outcome == DONE)
		outcome = find_voice(r->db, p->county, p->card_id, &voice_county, &voice_id);
	if (outcome == DONE && to_household != NULL && r->person_id != voice_id)
		outcome = case_tell(r, &c, voice_county, voice_id, to_household, p->called);
	if (outcome == DONE && to_giver != NULL)
		outcome = case_tell(r, &c, p->giver_county, p->giver_id, to_giver,
		                    place_name(r->db, r->arena, place_above(p->household_place, PLACE_TOWNSHIP)));
	return outcome;
}

static enum outcome close_case(struct request *r, const struct pairing *p, const char *deed, struct text reason)
{
	struct case_file c;
	enum outcome outcome = case_one(r->db, r->arena, p->county, p->id, &c);

	return outcome == DONE ? case_do(r, &c, deed, CASE_BY_MODULE, (struct case_said){ .words = reason }) : outcome;
}

/* ---- what counts ---- */

/* With the first pairing under way the household is a paired one, with the last it is not any more. */
static enum outcome count_paired(struct db *db, const struct pairing *p, int64_t delta)
{
	int64_t others = 0;
	enum outcome outcome = db_number(db, &others,
	                                 "SELECT count(*) FROM pairing WHERE household_place = $1 AND state IN (2, 3)"
	                                 " AND id <> $2",
	                                 bind(i64(p->household_place), i64(p->id)));

	if (outcome == DONE && others == 0)
		measure_add_standing(db, INDICATOR_PAIRED, place_above(p->household_place, PLACE_VILLAGE), delta);
	return outcome;
}

/* ---- proposing ---- */

/* Who is asked for the household. */
static enum outcome find_asker(struct request *r, const struct household *household, struct case_file *c)
{
	enum outcome outcome = find_voice(r->db, household->county, household->id, &c->asker_county, &c->asker_id);

	if (outcome == DONE && c->asker_id == 0)
		form_problem(r, "household",
		             N_("Write a member on the household's card first: somebody has to say yes"), T(""));
	return outcome;
}

static enum outcome check_giver(struct request *r, const struct household *household, const struct pairing *p)
{
	struct person giver;
	int64_t living = 0;
	enum outcome outcome = person_one(r->db, r->arena, p->giver_county, p->giver_id, &giver);

	if (outcome == NOT_FOUND) {
		form_problem(r, "person", N_("There is no such person"), T(""));
		return DONE;
	}
	if (outcome == DONE && giver.place == household->place)
		form_problem(r, "person", N_("A member of the household cannot be its helper"), T(""));
	if (outcome == DONE)
		outcome = db_number(r->db, &living,
		                    "SELECT count(*) FROM pairing WHERE household_place = $1 AND giver_id = $2"
		                    " AND state <= 3",
		                    bind(i64(household->place), i64(p->giver_id)));
	if (outcome == DONE && living > 0)
		form_problem(r, "person", N_("These two are paired already, or asked"), T(""));
	return outcome;
}

enum outcome pairing_propose(struct request *r, const struct household *household, struct pairing *p)
{
	struct case_file c = { .kind = T("pairing"), .place = household->place, .title = p->called };
	enum outcome outcome = check_giver(r, household, p);

	if (outcome == DONE)
		outcome = find_asker(r, household, &c);
	if (outcome != DONE)
		return outcome;
	if (r->problems.count > 0)
		return INVALID;
	case_numbered(r, &c);
	p->county = c.county;
	p->id = c.id;
	p->household_id = p->card_id = household->id;
	p->household_place = household->place;
	p->proposed_by_id = r->who.person_id;
	p->proposed_at = r->now;
	p->giver_said_at = p->offer_id != 0 ? r->now : 0;
	outcome = case_open(r, &c, (struct case_said){ .words = p->about });
	if (outcome == DONE)
		outcome = pairing_insert(r->db, p);
	if (outcome != DONE)
		return outcome;
	return tell(r, p, N_("Somebody would like to stand by you. Say yes or no: %s"),
	            p->offer_id != 0 ? N_("A household was found for your offer and is asked now: %s")
	                             : N_("You are asked to stand by a household. Say yes or no: %s"));
}

/* ---- answers ---- */

/* Both have said yes. */
static enum outcome begin(struct request *r, struct pairing *p)
{
	enum outcome outcome = pairing_enter(r, p, PAIRING_OFFICE, "deed", T("began"), r->now);

	if (outcome == DONE)
		outcome = close_case(r, p, "agree", T(""));
	if (outcome == DONE)
		outcome = count_paired(r->db, p, 1);
	measure_add(r->db, INDICATOR_PAIRINGS, place_above(p->household_place, PLACE_VILLAGE), p->began_at, 1);
	return outcome == DONE ? tell(r, p, N_("You stand by each other from now on: %s"),
	                              N_("You stand by each other from now on: %s"))
	                       : outcome;
}

enum outcome pairing_agree(struct request *r, struct pairing *p, enum pairing_side side)
{
	int64_t *said = side == PAIRING_HOUSEHOLD ? &p->household_said_at : &p->giver_said_at;
	bool is_second;
	enum outcome outcome;

	if (p->state != PAIRING_PROPOSED || *said > 0)
		return CONFLICT;
	*said = r->now;
	if (side == PAIRING_HOUSEHOLD)
		p->served_by_id = r->who.for_id != 0 ? r->who.person_id : 0;
	is_second = p->household_said_at > 0 && p->giver_said_at > 0;
	if (is_second) {
		p->state = PAIRING_TOGETHER;
		p->began_at = r->now;
	}
	outcome = pairing_write(r->db, p);
	return outcome == DONE && is_second ? begin(r, p) : outcome;
}

enum outcome pairing_refuse(struct request *r, struct pairing *p, enum pairing_side side, struct text reason)
{
	enum outcome outcome;

	if (p->state != PAIRING_PROPOSED)
		return CONFLICT;
	p->state = PAIRING_REFUSED;
	p->ended_side = side;
	p->ended_at = r->now;
	p->reason = reason;
	outcome = pairing_write(r->db, p);
	if (outcome == DONE)
		outcome = close_case(r, p, "refuse", reason);
	return outcome == DONE ? tell(r, p, N_("It does not come about, the helper cannot: %s"),
	                              N_("The household would rather not. Another may be found: %s"))
	                       : outcome;
}

/* ---- rest and end ---- */

enum outcome pairing_rest(struct request *r, struct pairing *p, enum pairing_side side, struct text reason)
{
	enum outcome outcome;

	if (p->state != PAIRING_TOGETHER)
		return CONFLICT;
	p->state = PAIRING_RESTING;
	p->rested_side = side;
	p->reason = reason;
	outcome = pairing_write(r->db, p);
	if (outcome == DONE)
		outcome = pairing_enter(r, p, side, "deed", T("rested"), r->now);
	return outcome == DONE
	               ? tell(r, p, N_("The pairing rests for a while: %s"), N_("The pairing rests for a while: %s"))
	               : outcome;
}

enum outcome pairing_resume(struct request *r, struct pairing *p, enum pairing_side side)
{
	enum outcome outcome;

	if (p->state != PAIRING_RESTING)
		return CONFLICT;
	if (side != (enum pairing_side)p->rested_side &&
	    (side == PAIRING_GIVER || (side == PAIRING_OFFICE && p->rested_side == PAIRING_HOUSEHOLD)))
		return DENIED;
	p->state = PAIRING_TOGETHER;
	p->rested_side = 0;
	p->reason = T("");
	outcome = pairing_write(r->db, p);
	if (outcome == DONE)
		outcome = pairing_enter(r, p, side, "deed", T("resumed"), r->now);
	return outcome == DONE ? tell(r, p, N_("The pairing goes on: %s"), N_("The pairing goes on: %s")) : outcome;
}

enum outcome pairing_end(struct request *r, struct pairing *p, enum pairing_side side, struct text reason)
{
	bool was_proposed = p->state == PAIRING_PROPOSED;
	enum outcome outcome;

	if (p->state >= PAIRING_REFUSED)
		return CONFLICT;
	p->state = PAIRING_ENDED;
	p->rested_side = 0;
	p->ended_side = side;
	p->ended_at = r->now;
	p->reason = reason;
	outcome = pairing_write(r->db, p);
	if (outcome == DONE && was_proposed)
		outcome = close_case(r, p, "withdraw", reason);
	if (outcome == DONE && !was_proposed)
		outcome = pairing_enter(r, p, side, "deed", T("ended"), r->now);
	if (outcome == DONE && !was_proposed)
		outcome = count_paired(r->db, p, -1);
	return outcome == DONE ? tell(r, p, N_("The pairing has ended: %s"), N_("The pairing has ended: %s")) : outcome;
}

/* ---- wishes and words ---- */

enum outcome pairing_wish(struct request *r, struct pairing *p, int64_t shows, int64_t letters)
{
	if (p->state >= PAIRING_REFUSED)
		return CONFLICT;
	p->shows = shows;
	p->letters = letters;
	return pairing_write(r->db, p);
}

enum outcome pairing_write_words(struct request *r, const struct pairing *p, enum pairing_side side, bool letter,
                                 struct text words, int64_t on)
{
	const char *told =
		letter ? N_("You have got a letter: %s") : N_("Something was added to your shared history: %s");
	enum outcome outcome;

	if (p->state != PAIRING_TOGETHER)
		return CONFLICT;
	if (letter && side == PAIRING_GIVER && p->letters == 0) {
		form_problem(r, "words", N_("The household wants no letters at present"), T(""));
		return INVALID;
	}
	if (on > r->today || (on > 0 && on < calendar_day(p->began_at))) {
		form_problem(r, "on", N_("Choose a day since the pairing began, not after today"), T(""));
		return INVALID;
	}
	outcome = pairing_enter(r, p, side, letter ? "letter" : "note", words,
	                        letter || on == 0 || on == r->today ? r->now
	                                                            : calendar_day_start(on) + CALENDAR_DAY_MS / 2);
	return outcome == DONE
	               ? tell(r, p, side == PAIRING_GIVER ? told : NULL, side == PAIRING_HOUSEHOLD ? told : NULL)
	               : outcome;
}
