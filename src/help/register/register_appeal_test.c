/* Appeals against decisions of the register: whole requests, on both engines. */
#include "support/story.h"

#include "base/calendar.h"
#include "help/register/register_appeal.h"

static char home[STORY_ID], decision[STORY_ID], appeal[STORY_ID];

/* "buyer" is a member of a household that asked for help and was refused by the township: 40,000 yuan for four people. */
static void refused(void)
{
	town();
	ask_json(POST, "/api/v1/places/510525101001/households", "cadre", "{\"head\":\"刘大成\"}");
	keep_id(home, "id");
	ask(POST, words_of("/households/%s/members", home), "cadre",
	    FORM("person", person_of("buyer"), "relation", "head"));
	check_status(303);
	ask(POST, "/rules", "county",
	    FORM("place", "510525", "purpose", "enter", "name", "Rule of 2026", "law", "County paper 2026-3",
	         "since_on", "2026-07-20", "below_fen", "8000", "years", "1"));
	check_status(303);
	ask(POST, words_of("/households/%s/years/2026", home), "cadre",
	    FORM("people", "4", "workers", "2", "ill", "0", "out_of_school", "0", "uninsured", "0", "housing", "safe",
	         "water", "tap", "land_tenths", "25", "cattle", "1", "sheep", "3", "version", "0"));
	check_status(303);
	ask(POST, words_of("/households/%s/lines", home), "cadre",
	    FORM("year", "2026", "kind", "wages", "fen", "40000"));
	check_status(303);
	ask_json(POST, words_of("/api/v1/households/%s/decisions", home), "township",
	         "{\"purpose\":\"enter\",\"reason\":\"Wages enough\"}");
	check_status(201);
	keep_id(decision, "id");
	assert_int_equal(town_number("SELECT count(*) FROM register_decision WHERE granted = 1"), 0);
}

static void appeals(void)
{
	ask_json(POST, words_of("/api/v1/households/%s/decisions/%s/appeal", home, decision), "buyer",
	         "{\"words\":\"The wages were my brother's, he moved out in May\"}");
	check_status(201);
	keep_id(appeal, "id");
}

static void answers(const char *who, const char *answer)
{
	ask(POST, words_of("/appeals/%s/answer", appeal), who, FORM("answer", answer, "words", "Looked at again"));
}

static void moves(const char *who, const char *deed, const char *said)
{
	ask_json(POST, words_of("/api/v1/cases/%s/move", appeal), who,
	         words_of("{\"deed\":\"%s\",\"words\":\"%s\"}", deed, said));
}

static void check_appeal(const char *state)
{
	ask_json(GET, words_of("/api/v1/appeals/%s", appeal), "buyer", NULL);
	check_status(200);
	assert_string_equal(answer_json("state"), state);
}

TEST(appeal_is_for_the_household_alone)
{
	refused();
	ask_get(words_of("/households/%s/register", home), "buyer");
	check_page("I do not agree");
	ask_get(words_of("/households/%s/register", home), "township");
	check_no_page("I do not agree");
	ask_get(words_of("/households/%s/decisions/%s/appeal", home, decision), "buyer");
	check_page("Rule of 2026");
	check_page("10,000.00"); /* a head: the fact it was refused by */
	check_page("below ¥8,000.00");
	ask(POST, words_of("/households/%s/decisions/%s/appeal", home, decision), "township",
	    FORM("words", "For them"));
	check_status(403);
	ask(POST, words_of("/households/%s/decisions/%s/appeal", home, decision), "seller", FORM("words", "For them"));
	check_status(403);
	ask(POST, words_of("/households/%s/decisions/%s/appeal", home, decision), "buyer", FORM("words", "x"));
	check_status(422);
	appeals();
	ask(POST, words_of("/households/%s/decisions/%s/appeal", home, decision), "buyer", FORM("words", "Once more"));
	check_status(422);
	check_page("already");
	ask_get(words_of("/appeals/%s", appeal), "buyer");
	check_page("my brother");
	check_no_page("Answer the appeal");
	ask_get(words_of("/appeals/%s", appeal), "seller");
	check_status(403);
	ask_get(words_of("/appeals/%s", appeal), "operator");
	check_status(403); /* serves, but does not see income */
	ask_get(words_of("/appeals/%s", appeal), "other_operator");
	check_status(403);
	ask_get(words_of("/appeals/%s", appeal), "township");
	check_page("Answer the appeal");
	ask_get("/me/looks", "buyer");
	check_page("appeal against a decision");
	check_books();
}

/* Refused, appealed, the facts asked again, decided anew by somebody else: registered, and all totals know it. */
TEST(appeal_leads_to_a_new_decision)
{
	refused();
	appeals();
	ask_get("/cases", "township");
	check_page("刘大成 · 2026-07-20");
	answers("cadre", "anew");
	check_status(403);
	answers("township", "stands");
	check_status(422);
	check_page("somebody else must answer");
	ask(POST, words_of("/cases/%s/up", appeal), "township", FORM("words", "I decided it myself"));
	check_status(303);
	ask_get(words_of("/households/%s/register", home), "cadre");
	const char *line = answer_between("/lines/", "/remove\"");
	assert_non_null(line);
	ask(POST, words_of("/households/%s/lines/%s/remove", home, line), "cadre", NOTHING);
	check_status(303);
	ask_get(words_of("/appeals/%s", appeal), "county");
	check_page("The rule says yes");
	answers("county", "anew");
	check_status(303);
	check_appeal("anew");
	assert_int_equal(town_number("SELECT count(*) FROM register_decision"), 2);
	assert_int_equal(town_number("SELECT count(*) FROM household WHERE status = 'registered'"), 1);
	ask_get(words_of("/appeals/%s", appeal), "buyer");
	check_page("The new decision");
	check_page("Looked at again");
	check_page("Yes, I agree");
	ask_get(words_of("/households/%s/register", home), "buyer");
	check_no_page("I do not agree</a>"); /* the new decision is looked at in the same appeal */
	ask_get("/messages", "buyer");
	check_page("decided anew");
	moves("county", "settled", "");
	check_status(403);
	moves("buyer", "settled", "");
	check_status(200);
	check_appeal("settled");
	figures_ask("510525", "2026");
	assert_int_equal(figure_of("cases_fixed"), 1);
	check_books();
}

/* The answer is not taken: township, county, city, province; the one who looked before does not look again at his own. */
TEST(appeal_goes_up_all_levels)
{
	static const char *const levels[] = { "county", "city", "province" };

	refused();
	appeals();
	ask(POST, words_of("/cases/%s/up", appeal), "township", FORM("words", "I decided it myself"));
	for (size_t i = 0; i < 3; i++) {
		const char *who = i == 0 ? "county" : i == 1 ? "admin" : "province";

		ask_json(GET, words_of("/api/v1/cases/%s", appeal), "buyer", NULL);
		assert_string_equal(answer_json("level"), levels[i]);
		answers(who, "stands");
		check_status(303);
		answers(who, "stands");
		check_status(409);
		moves("buyer", "dispute", "It is not right");
		check_status(200);
	}
	answers("county", "stands");
	check_status(403); /* it lies with the province */
	answers("province", "stands");
	check_status(303);
	moves("buyer", "unsettled", "");
	check_status(200);
	check_books();
	assert_true(town_replay() > 0);
}

/* Help that ended: decided anew, the help goes on. */
TEST(appeal_takes_a_decision_back)
{
	refused();
	ask(POST, words_of("/households/%s/status", home), "county",
	    FORM("status", "registered", "since_on", "2026-07-01", "reason", "From the old register"));
	ask(POST, "/rules", "county",
	    FORM("place", "510525", "purpose", "leave", "name", "End of help", "law", "County paper 2026-4", "since_on",
	         "2026-07-20", "below_fen", "8000", "years", "1"));
	ask_json(POST, words_of("/api/v1/households/%s/decisions", home), "township",
	         "{\"purpose\":\"leave\",\"reason\":\"Wages enough\"}");
	keep_id(decision, "id");
	assert_int_equal(town_number("SELECT count(*) FROM household WHERE status = 'left'"), 1);
	appeals();
	ask_get(words_of("/households/%s/register", home), "cadre");
	const char *line = answer_between("/lines/", "/remove\"");
	ask(POST, words_of("/households/%s/lines/%s/remove", home, line), "cadre", NOTHING);
	ask(POST, words_of("/cases/%s/up", appeal), "township", FORM("words", "I decided it myself"));
	answers("county", "anew");
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM household WHERE status = 'registered'"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM register_decision WHERE withdrawn_at > 0"), 1);
	check_books();
}

TEST(appeal_has_its_time)
{
	refused();
	town_pass(INT64_C(61) * CALENDAR_DAY_MS);
	ask_forget(); /* sessions are over */
	ask_get(words_of("/households/%s/register", home), "buyer");
	check_no_page("I do not agree");
	ask(POST, words_of("/households/%s/decisions/%s/appeal", home, decision), "buyer", FORM("words", "Too late"));
	check_status(422);
	check_page("too late");
}

TEST(appeal_taken_back_may_come_again)
{
	refused();
	appeals();
	moves("buyer", "withdraw", "");
	check_status(200);
	appeals();
	town_pass(INT64_C(16) * CALENDAR_DAY_MS);
	ask_json(GET, words_of("/api/v1/cases/%s", appeal), "buyer", NULL);
	assert_string_equal(answer_json("level"), "county"); /* nobody answered in the township */
	check_books();
}
