/* The rules of needs: the two kinds of cases, what may stand in public, counting. */
#include "help/need/need_inside.h"

#include <string.h>

#include "base/limits.h"
#include "common/household/household.h"
#include "db/search.h"

/* ---- the kinds ---- */

static const struct case_state need_states[] = {
	{ "posted", N_("Waits for the check in the village"), CASE_OPEN, CASE_UNDECIDED, 3, "wait" },
	{ "open", N_("Looks for helpers"), CASE_OPEN, CASE_UNDECIDED, 30, "wait" },
	{ "full", N_("All taken on, waits to be handed over"), CASE_OPEN, CASE_UNDECIDED, 14, "wait" },
	{ "received", N_("Handed over: is it right?"), CASE_ANSWERED, CASE_UNDECIDED, 14, "wait" },
	{ "disputed", N_("The household says it is not right"), CASE_OPEN, CASE_UNDECIDED, 3, "late" },
	{ "fixed", N_("The household has it"), CASE_CLOSED, CASE_FIXED, 0, "done" },
	{ "unfixed", N_("Closed, though it did not help"), CASE_CLOSED, CASE_NOT_FIXED, 0, "late" },
	{ "refused", N_("Not published"), CASE_CLOSED, CASE_REFUSED, 0, "late" },
	{ "withdrawn", N_("Taken back"), CASE_CLOSED, CASE_WITHDRAWN, 0, "" },
	{ .word = NULL },
};

static const struct case_move need_moves[] = {
	{ "publish", N_("Publish"), "posted", "open", CASE_BY_HANDLER, CASE_REASON_NONE, CASE_OWN_PAGE,
	  N_("Checked and published: %s") },
	{ "refuse", N_("Do not publish"), "posted", "refused", CASE_BY_HANDLER, CASE_REASON_MUST, 0,
	  N_("Not published: %s") },
	{ "appeal", N_("I do not agree: ask one level up"), "refused", "posted", CASE_BY_ASKER, CASE_REASON_MUST,
	  CASE_UP, N_("Who asked does not agree; it went one level up: %s") },
	{ "filled", "", "open", "full", CASE_BY_MODULE, CASE_REASON_NONE, 0,
	  N_("Helpers have taken on all of it: %s") },
	{ "again", "", "full", "open", CASE_BY_MODULE, CASE_REASON_NONE, 0,
	  N_("A promise was not kept, so it looks for helpers again: %s") },
	{ "arrived", "", "full", "received", CASE_BY_MODULE, CASE_REASON_NONE, 0,
	  N_("All of it was handed over. Say whether it is right: %s") },
	{ "fixed", N_("Yes, I have it and it is right"), "received", "fixed", CASE_BY_ASKER, CASE_REASON_MAY, 0,
	  N_("The household says that it is right: %s") },
	{ "unfixed", N_("It did not help, but let it be"), "received", "unfixed", CASE_BY_ASKER, CASE_REASON_MAY, 0,
	  N_("The household says that it did not help: %s") },
	{ "dispute", N_("No, it is not right"), "received", "disputed", CASE_BY_ASKER, CASE_REASON_MUST, CASE_UP,
	  N_("The household says that it is not right; it went one level up: %s") },
	{ "righted", N_("It is put right: ask the household again"), "disputed", "received", CASE_BY_HANDLER,
	  CASE_REASON_MUST, CASE_PICTURE, N_("It was looked into. Say whether it is right now: %s") },
	{ "enough", N_("That is enough, thank you"), "open", "fixed", CASE_BY_ASKER, CASE_REASON_MAY, 0,
	  N_("The household says that it is enough: %s") },
	{ "withdraw", N_("I do not need it any more"), "posted", "withdrawn", CASE_BY_ASKER, CASE_REASON_NONE, 0,
	  NULL },
	{ "withdraw", N_("I do not need it any more"), "open", "withdrawn", CASE_BY_ASKER, CASE_REASON_NONE, 0,
	  N_("Not needed any more: %s") },
	{ "withdraw", N_("I do not need it any more"), "full", "withdrawn", CASE_BY_ASKER, CASE_REASON_NONE, 0,
	  N_("Not needed any more: %s") },
	{ .deed = NULL },
};

const struct case_kind need_kind = {
	.word = "need",
	.label = N_("Need"),
	.path = "/needs",
	.states = need_states,
	.moves = need_moves,
	.first = PLACE_VILLAGE,
	.last = PLACE_PROVINCE,
	.moved = need_moved,
};

static const struct case_state offer_states[] = {
	{ "posted", N_("Waits for the check in the village"), CASE_OPEN, CASE_UNDECIDED, 3, "wait" },
	{ "open", N_("Offered"), CASE_OPEN, CASE_UNDECIDED, 0, "wait" },
	{ "used", N_("Given away"), CASE_CLOSED, CASE_FIXED, 0, "done" },
	{ "refused", N_("Not published"), CASE_CLOSED, CASE_REFUSED, 0, "late" },
	{ "withdrawn", N_("Taken back"), CASE_CLOSED, CASE_WITHDRAWN, 0, "" },
	{ .word = NULL },
};

static const struct case_move offer_moves[] = {
	{ "publish", N_("Publish"), "posted", "open", CASE_BY_HANDLER, CASE_REASON_NONE, CASE_OWN_PAGE,
	  N_("Checked and published: %s") },
	{ "refuse", N_("Do not publish"), "posted", "refused", CASE_BY_HANDLER, CASE_REASON_MUST, 0,
	  N_("Not published: %s") },
	{ "used", N_("It is given away"), "open", "used", CASE_BY_ASKER, CASE_REASON_NONE, 0, NULL },
	{ "withdraw", N_("I take my offer back"), "posted", "withdrawn", CASE_BY_ASKER, CASE_REASON_NONE, 0, NULL },
	{ "withdraw", N_("I take my offer back"), "open", "withdrawn", CASE_BY_ASKER, CASE_REASON_NONE, 0, NULL },
	{ .deed = NULL },
};

const struct case_kind offer_kind = {
	.word = "offer",
	.label = N_("Offer of help"),
	.path = "/needs",
	.states = offer_states,
	.moves = offer_moves,
	.first = PLACE_VILLAGE,
	.last = PLACE_PROVINCE,
	.moved = need_moved,
};

/* ---- when the case is closed or reopened ---- */

/* What was promised or paid and not handed over ends by the chore, gift by gift, money on its way back. */
static enum outcome close(struct request *r, struct need *need, const struct case_file *c)
{
	enum outcome outcome;

	need->state = NEED_OVER;
	outcome = need_write(r->db, need);
	if (outcome == DONE)
		outcome = search_remove(r->db, need->is_offer ? "offer" : "need", need->county, need->id);
	if (outcome == DONE)
		outcome = db_exec(
			r->db,
			"UPDATE gift SET lapse_at = $3, version = version + 1 WHERE county = $1 AND need_id = $2"
			" AND state IN (1, 2)",
			bind(i64(need->county), i64(need->id), i64(r->now)));
	if (outcome == DONE && c->result == CASE_FIXED)
		outcome =
			db_exec(r->db,
		                "UPDATE gift SET state = 4, confirmed_at = $3, version = version + 1 WHERE county = $1"
		                " AND need_id = $2 AND state = 3",
		                bind(i64(need->county), i64(need->id), i64(r->now)));
	return outcome;
}

enum outcome need_moved(struct request *r, struct case_file *c, const struct case_move *move, struct case_said said)
{
	struct need need;
	enum outcome outcome;

	(void)said;
	if (c->phase != CASE_CLOSED && strcmp(move->deed, "appeal") != 0)
		return DONE;
	outcome = need_one(r->db, r->arena, c->county, c->id, &need);
	if (outcome != DONE)
		return outcome;
	if (c->phase == CASE_CLOSED)
		return close(r, &need, c);
	need.state = NEED_POSTED;
	return need_write(r->db, &need);
}

/* ---- counting ---- */

static enum outcome step(struct request *r, const struct need *need, const char *deed)
{
	struct case_file c;
	enum outcome outcome = need_case(r->db, r->arena, need, &c);

	return outcome == DONE ? case_do(r, &c, deed, CASE_BY_MODULE, (struct case_said){ 0 }) : outcome;
}

static void count_matched(struct request *r, struct need *need, bool matched)
{
	measure_add(r->db, INDICATOR_NEEDS_MATCHED, need->place, matched ? r->now : need->matched_at, matched ? 1 : -1);
	need->matched_at = matched ? r->now : 0;
}

enum outcome need_count(struct request *r, struct need *need, int64_t claimed, int64_t given)
{
	const char *deed = NULL;
	enum outcome outcome;

	need->claimed += claimed;
	need->given += given;
	if (need->claimed > need->wanted || need->claimed < need->given)
		return CONFLICT;
	if (need->state == NEED_OPEN && need->claimed == need->wanted) {
		need->state = NEED_FULL;
		count_matched(r, need, true);
		deed = "filled";
	} else if (need->state == NEED_FULL && need->claimed < need->wanted) {
		need->state = NEED_OPEN;
		count_matched(r, need, false);
		deed = "again";
	} else if (need->state == NEED_FULL && given > 0 && need->given == need->wanted) {
		deed = "arrived";
	}
	outcome = need_write(r->db, need);
	return outcome == DONE && deed != NULL ? step(r, need, deed) : outcome;
}

/* ---- what may stand in public ---- */

/* The village's name as people say it: without what the office adds. */
static struct text spoken_name(struct text name)
{
	static const char *const endings[] = { "社区居民委员会", "村民委员会", "居民委员会", "村委会", "社区", "村" };

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (text_ends(name, text_of(endings[i])) && name.length > strlen(endings[i]) + 3)
			return text_part(name, 0, name.length - strlen(endings[i]));
	return name;
}

static bool holds(struct text words, struct text name)
{
	return text_characters(name) >= 2 && text_find(words, name) < words.length;
}

const char *need_words_wrong(struct request *r, const struct need *need, const struct case_file *c, struct text words,
                             struct text *ret_detail)
{
	struct household household = { .head = T("") };
	struct text asker = person_name(r->db, r->arena, c->asker_id);
	struct text village = place_name(r->db, r->arena, place_above(need->place, PLACE_VILLAGE));

	if (place_level(need->place) == PLACE_HOUSEHOLD &&
	    household_at(r->db, r->arena, need->place, &household) != DONE)
		household.head = T("");
	*ret_detail = holds(words, asker) ? asker : holds(words, household.head) ? household.head : T("");
	if (ret_detail->length > 0)
		return N_("Take the name “%s” out: everybody can read this");
	if (place_level(need->place) >= PLACE_VILLAGE && holds(words, spoken_name(village))) {
		*ret_detail = spoken_name(village);
		return N_("Take the name of the village, “%s”, out: everybody can read this");
	}
	return text_holds_number(words) ? N_("Take the long number out: it could be a phone or a card") : NULL;
}

enum outcome need_shown_place(struct db *db, struct arena *arena, int64_t place, int64_t *ret_place)
{
	int64_t township = place_above(place, PLACE_TOWNSHIP);
	struct household *households;
	size_t count = 0;
	enum outcome outcome;

	*ret_place = place_above(place, PLACE_COUNTY);
	if (place_level(place) < PLACE_TOWNSHIP)
		return DONE;
	outcome = household_list(db, arena, township, 0, NEED_CROWD, &households, &count);
	if (outcome == DONE && count >= NEED_CROWD)
		*ret_place = township;
	return outcome;
}

enum outcome need_publish(struct request *r, struct need *need, struct case_file *c)
{
	enum outcome outcome = need_shown_place(r->db, r->arena, need->place, &need->shown_place);
	bool first = need->published_at == 0;

	need->state = NEED_OPEN;
	if (first)
		need->published_at = r->now;
	if (outcome == DONE)
		outcome = need_write(r->db, need);
	if (outcome == DONE)
		outcome = search_put(r->db, r->arena, need->is_offer ? "offer" : "need", need->county, need->id,
		                     need->shown_place,
		                     text_format(r->arena, "%.*s\n%.*s", TEXT(need->title), TEXT(need->about)));
	if (outcome == DONE)
		outcome = case_do(r, c, "publish", case_sides(r, c), (struct case_said){ 0 });
	if (outcome == DONE && first && !need->is_offer)
		measure_add(r->db, INDICATOR_NEEDS, need->place, r->now, 1);
	return outcome;
}
