/* The rules of pledges: the kind of case, promising, what came and who says so, reminders. */
#include "help/partner/partner_inside.h"

#include "base/calendar.h"
#include "base/limits.h"
#include "base/money.h"
#include "web/chore.h"

enum { CHORE_AT_ONCE = 24, REMIND_IDS = PARTNER_MEMBERS + 1, REMINDERS_MOST = 6, REMIND_BEFORE_DAYS = 14 };

static const int64_t morning_ms = 8 * INT64_C(3600000), month_ms = 30 * CALENDAR_DAY_MS;

/* ---- the kind ---- */

/* Its day is that of the promise (case_due()), and it rises to nobody: what is late stands in the list of each level all the same. */
static const struct case_state pledge_case_states[] = {
	{ "promised", N_("Waits for the partner"), CASE_OPEN, CASE_UNDECIDED, 30, "wait" },
	{ "kept", N_("Kept in full"), CASE_CLOSED, CASE_FIXED, 0, "done" },
	{ "withdrawn", N_("Taken back by the partner"), CASE_CLOSED, CASE_WITHDRAWN, 0, "" },
	{ .word = NULL },
};

static const struct case_move pledge_moves[] = {
	{ "kept", "", "promised", "kept", CASE_BY_MODULE, CASE_REASON_NONE, 0,
	  N_("All that was promised has come, thank you: %s") },
	{ "again", "", "kept", "promised", CASE_BY_MODULE, CASE_REASON_NONE, 0,
	  N_("A receipt was taken back, so a part is open again: %s") },
	{ "withdraw", "", "promised", "withdrawn", CASE_BY_MODULE, CASE_REASON_MUST, 0,
	  N_("A promise was withdrawn: %s") },
	{ .deed = NULL },
};

const struct case_kind pledge_kind = {
	.word = "pledge",
	.label = N_("Promise of a partner"),
	.path = "/pledges",
	.states = pledge_case_states,
	.moves = pledge_moves,
	.first = PLACE_VILLAGE,
	.last = PLACE_VILLAGE,
};

static enum outcome step(struct request *r, const struct pledge *p, const char *deed, struct text words_)
{
	struct case_file c;
	enum outcome outcome = pledge_case(r->db, r->arena, p, &c);

	if (outcome == DONE)
		outcome = case_do(r, &c, deed, CASE_BY_MODULE, (struct case_said){ .words = words_ });
	if (outcome == DONE && c.phase != CASE_CLOSED)
		outcome = case_due(r, &c, calendar_day_end(p->by_on));
	return outcome;
}

enum outcome pledge_tell(struct request *r, const struct pledge *p, const char *told)
{
	struct partner_member *members = NULL;
	struct case_file c;
	size_t count = 0;
	enum outcome outcome = pledge_case(r->db, r->arena, p, &c);

	if (outcome == DONE)
		outcome = partner_members(r->db, r->arena, p->partner_county, p->partner_id, &members, &count);
	for (size_t i = 0; outcome == DONE && i < count; i++)
		outcome = case_tell(r, &c, members[i].person_county, members[i].person_id, told, p->title);
	return outcome;
}

/* ---- promising ---- */

/* Two weeks before the day, or when that is over, the morning after it. */
int64_t pledge_first_reminder(const struct pledge *p, int64_t now)
{
	int64_t before = calendar_day_start(calendar_add_days(p->by_on, -REMIND_BEFORE_DAYS)) + morning_ms;

	return before > now ? before : calendar_day_end(p->by_on) + morning_ms;
}

static void check_amount(struct request *r, struct pledge *p)
{
	if (p->worth_fen < 1 || p->worth_fen > PLEDGE_WORTH_MOST)
		form_problem(r, "worth_fen", N_("Say what it is worth, at most ten thousand million yuan"), T(""));
	if (pledge_is_fen(p)) {
		p->quantity = p->worth_fen;
		p->unit = T("");
		return;
	}
	if (p->quantity < 1 || p->quantity > PLEDGE_MOST)
		form_problem(r, "quantity", N_("Say how many, up to a million"), T(""));
	if (p->unit.length == 0)
		form_problem(r, "unit", N_("Say what is counted: sets, days, people"), T(""));
}

static void check_words(struct request *r, const struct partner *a, const struct pledge *p)
{
	struct text detail;
	const char *wrong =
		partner_words_wrong(r, a->county, a->id,
	                            text_format(r->arena, "%.*s\n%.*s", TEXT(p->title), TEXT(p->unit)), &detail);

	if (wrong != NULL)
		form_problem(r, "title", wrong, detail);
}

void pledge_check(struct request *r, const struct partner *a, struct pledge *p)
{
	enum place_level level = place_level(p->place);

	if (level < PLACE_COUNTY || level > PLACE_VILLAGE || !place_is_known(r->db, p->place))
		form_problem(r, "place", N_("Choose a county, township or village"), T(""));
	if (p->by_on < r->today)
		form_problem(r, "by_on", N_("This day is over"), T(""));
	else if (p->by_on > calendar_add_days(r->today, 3660))
		form_problem(r, "by_on", N_("That is more than ten years away"), T(""));
	check_amount(r, p);
	check_words(r, a, p);
}

/* Whom the receiving side answers: who promises, when he acts for the partner, else its contact. */
static enum outcome find_asker(struct request *r, const struct partner *a, struct case_file *c)
{
	struct partner_member *members = NULL;
	size_t count = 0;
	enum outcome outcome = partner_members(r->db, r->arena, a->county, a->id, &members, &count);

	c->asker_county = r->who.county;
	c->asker_id = r->who.person_id;
	for (size_t i = 0; i < count; i++)
		if (members[i].person_id == r->who.person_id)
			return outcome;
	if (count > 0) {
		c->asker_county = members[0].person_county;
		c->asker_id = members[0].person_id;
	}
	return outcome;
}

enum outcome pledge_make(struct request *r, const struct partner *a, struct pledge *p)
{
	struct case_file c = { .kind = text_of(pledge_kind.word), .place = p->place, .title = p->title };
	enum outcome outcome;

	pledge_check(r, a, p);
	if (r->problems.count > 0)
		return INVALID;
	outcome = find_asker(r, a, &c);
	if (outcome == DONE)
		outcome = case_open(r, &c, (struct case_said){ 0 });
	if (outcome == DONE)
		outcome = case_due(r, &c, calendar_day_end(p->by_on));
	p->county = c.county;
	p->id = c.id;
	p->partner_county = a->county;
	p->partner_id = a->id;
	p->state = PLEDGE_OPEN;
	p->made_at = r->now;
	p->remind_at = pledge_first_reminder(p, r->now);
	if (outcome == DONE)
		outcome = pledge_insert(r->db, p);
	if (outcome == DONE)
		measure_add(r->db, INDICATOR_PLEDGED_FEN, p->place, p->made_at, p->worth_fen);
	return outcome;
}

enum outcome pledge_withdraw(struct request *r, struct pledge *p, struct text reason)
{
	int64_t waiting = 0;
	enum outcome outcome = db_number(r->db, &waiting,
	                                 "SELECT count(*) FROM pledge_delivery WHERE county = $1 AND pledge_id = $2"
	                                 " AND state = 1",
	                                 bind(i64(p->county), i64(p->id)));

	if (outcome == DONE && (p->state != PLEDGE_OPEN || waiting > 0))
		return CONFLICT;
	p->state = PLEDGE_WITHDRAWN;
	p->reason = reason;
	p->ended_at = r->now;
	p->remind_at = 0;
	if (outcome == DONE)
		outcome = pledge_write(r->db, p);
	if (outcome == DONE)
		outcome = step(r, p, "withdraw", reason);
	if (outcome == DONE)
		measure_add(r->db, INDICATOR_PLEDGED_FEN, p->place, p->made_at, p->received_fen - p->worth_fen);
	return outcome;
}

/* ---- what came ---- */

bool pledge_may_receive(const struct request *r, const struct pledge *p)
{
	return r->who.for_id == 0 && request_may(r, RIGHT_CASE_HANDLE, p->place) &&
	       !partner_has_member(r->db, p->partner_county, p->partner_id, r->who.person_id);
}

/* What the next `quantity` of it is worth: the parts of a whole sum up to it to the fen. */
static int64_t worth_of(const struct pledge *p, int64_t quantity)
{
	int64_t product, worth;

	if (pledge_is_fen(p))
		return quantity;
	if (!money_multiply(p->worth_fen, p->received + quantity, &product))
		return 0; /* ten times what was promised */
	worth = product / p->quantity - p->received_fen;
	return worth > 0 ? worth : 0;
}

enum outcome pledge_count(struct request *r, struct pledge *p, int64_t quantity, int64_t worth_fen, int64_t at)
{
	const char *deed = NULL;
	enum outcome outcome;

	if (p->received + quantity < 0 || p->received_fen + worth_fen < p->paid_out_fen)
		return CONFLICT;
	p->received += quantity;
	p->received_fen += worth_fen;
	if (p->state == PLEDGE_OPEN && p->received >= p->quantity) {
		p->state = PLEDGE_KEPT;
		p->ended_at = r->now;
		p->remind_at = 0;
		deed = "kept";
	} else if (p->state == PLEDGE_KEPT && p->received < p->quantity) {
		p->state = PLEDGE_OPEN;
		p->ended_at = 0;
		p->remind_at = pledge_first_reminder(p, r->now);
		deed = "again";
	}
	outcome = pledge_write(r->db, p);
	if (outcome == DONE && deed != NULL)
		outcome = step(r, p, deed, T(""));
	if (outcome == DONE)
		measure_add(r->db, INDICATOR_PLEDGE_RECEIVED_FEN, p->place, at, worth_fen);
	return outcome;
}

static bool quantity_fits(struct request *r, const struct pledge *p, int64_t quantity)
{
	if (quantity >= 1 && quantity <= (pledge_is_fen(p) ? PLEDGE_WORTH_MOST : PLEDGE_MOST))
		return true;
	form_problem(r, pledge_is_fen(p) ? "amount_fen" : "quantity", N_("Say how much it was"), T(""));
	return false;
}

static struct pledge_delivery new_delivery(struct request *r, const struct pledge *p, int64_t quantity)
{
	return (struct pledge_delivery){ .county = p->county,
		                         .id = request_new_id(r),
		                         .pledge_id = p->id,
		                         .quantity = quantity,
		                         .words = T(""),
		                         .answer = T(""),
		                         .made_at = r->now,
		                         .version = 1 };
}

enum outcome delivery_report(struct request *r, struct pledge *p, int64_t quantity, struct text words_,
                             struct pledge_delivery *ret)
{
	struct case_file c;
	enum outcome outcome;

	if (p->state != PLEDGE_OPEN || text_equal(p->way, T("money")))
		return CONFLICT;
	if (!quantity_fits(r, p, quantity))
		return INVALID;
	*ret = new_delivery(r, p, quantity);
	ret->state = DELIVERY_REPORTED;
	ret->words = words_;
	ret->giver_county = r->person_county;
	ret->giver_id = r->person_id;
	ret->giver_place = r->person_place;
	outcome = delivery_insert(r->db, ret);
	if (outcome == DONE)
		outcome = pledge_case(r->db, r->arena, p, &c);
	return outcome == DONE ? case_say(r, &c, CASE_BY_ASKER, (struct case_said){ .words = words_ }) : outcome;
}

enum outcome delivery_receive(struct request *r, struct pledge *p, struct pledge_delivery *d, int64_t quantity,
                              struct text answer)
{
	/* What was on its way when the promise was kept is received all the same. */
	bool was_kept = p->state == PLEDGE_KEPT && d->id != 0;
	enum outcome outcome;

	if ((p->state != PLEDGE_OPEN && !was_kept) || text_equal(p->way, T("money")) ||
	    (d->id != 0 && d->state != DELIVERY_REPORTED))
		return CONFLICT;
	if (d->giver_id != 0 && d->giver_id == r->who.person_id)
		return DENIED; /* an office that reported for a partner does not confirm it too */
	if (!quantity_fits(r, p, quantity))
		return INVALID;
	bool unasked = d->id == 0;
	if (unasked)
		*d = new_delivery(r, p, quantity);
	d->quantity = quantity;
	d->worth_fen = worth_of(p, quantity);
	d->state = DELIVERY_RECEIVED;
	d->answer = answer;
	d->receiver_id = r->who.person_id;
	d->received_at = r->now;
	outcome = unasked ? delivery_insert(r->db, d) : delivery_write(r->db, d);
	if (outcome == DONE)
		outcome = pledge_count(r, p, quantity, d->worth_fen, d->received_at);
	if (outcome == DONE && (was_kept || p->state == PLEDGE_OPEN)) /* when all has come, the move says so */
		outcome = pledge_tell(r, p, N_("A delivery was received, thank you: %s"));
	return outcome;
}

enum outcome delivery_refuse(struct request *r, struct pledge *p, struct pledge_delivery *d, struct text answer)
{
	bool was_received = d->state == DELIVERY_RECEIVED;
	enum outcome outcome;

	if ((!was_received && d->state != DELIVERY_REPORTED) || p->state == PLEDGE_WITHDRAWN ||
	    text_equal(p->way, T("money")))
		return CONFLICT;
	d->state = was_received ? DELIVERY_REVOKED : DELIVERY_REFUSED;
	d->answer = answer;
	d->receiver_id = r->who.person_id;
	outcome = delivery_write(r->db, d);
	if (outcome == DONE && was_received)
		outcome = pledge_count(r, p, -d->quantity, -d->worth_fen, d->received_at);
	if (outcome == DONE)
		outcome = pledge_tell(r, p,
		                      was_received ? N_("A receipt was taken back; look why: %s")
		                                   : N_("The receiving office did not get it; look why: %s"));
	return outcome;
}

/* ---- the chore: friendly reminders ---- */

bool pledge_remind_look(struct request *r)
{
	struct db_rows *due =
		db_rows(r->db,
	                "SELECT p.county, p.id FROM pledge AS p WHERE p.remind_at > 0 AND p.remind_at <= $1"
	                " AND p.county + 0 = (SELECT f.county FROM pledge AS f WHERE f.remind_at > 0"
	                " AND f.remind_at <= $1 ORDER BY f.remind_at LIMIT 1) ORDER BY p.remind_at LIMIT $2",
	                bind(i64(r->now), i64(CHORE_AT_ONCE)));

	return chore_tell_rows(r, due);
}

static enum outcome remind(struct request *r, struct pledge *p, bool failed)
{
	bool is_over = r->now >= calendar_day_end(p->by_on);
	enum outcome outcome;

	if (failed) {
		p->remind_at = r->now + INT64_C(3600000);
		return pledge_write(r->db, p);
	}
	p->reminders++;
	p->remind_at = is_over ? r->now + month_ms : calendar_day_end(p->by_on) + morning_ms;
	if (p->reminders >= REMINDERS_MOST)
		p->remind_at = 0;
	outcome = pledge_write(r->db, p);
	if (outcome == DONE)
		outcome = pledge_tell(
			r, p,
			is_over ? N_("A friendly reminder: the day is over and not all of it has come yet: %s")
				: N_("A friendly reminder of what was promised, the day is near: %s"));
	return outcome;
}

void pledge_remind_post(struct request *r)
{
	bool failed = chore_failure(r).length > 0;
	enum outcome outcome = DONE;
	int64_t county, id;

	for (size_t i = 0; outcome == DONE && chore_told_thing(r, i, &county, &id); i++) {
		struct pledge p;

		if (r->world->next + REMIND_IDS > WORLD_IDS)
			break;
		outcome = pledge_one(r->db, r->arena, county, id, r->today, &p);
		if (outcome == DONE && p.remind_at > 0 && p.remind_at <= r->now)
			outcome = remind(r, &p, failed);
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
}
