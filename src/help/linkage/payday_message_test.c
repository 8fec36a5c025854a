/* Who is told of paydays, by the clock: rents that fall due tomorrow, a payday that waits for its second person, that it was released. */
#include "support/story.h"

#include "base/calendar.h"
#include "support/messages.h"

static char coop[STORY_ID], household[STORY_ID], linkage[STORY_ID], payday[STORY_ID];

/* A co-operative of one member, to which the household lets land. */
static void lets(const char *name, const char *member, const char *due_on)
{
	ask_json(
		POST, "/api/v1/sellers", "county",
		words_of(
			"{\"kind\":\"cooperative\",\"name\":\"%s\",\"place\":\"510525101001\",\"household_share\":50,"
			"\"own_share\":50,\"station_share\":0,\"carrier_share\":0,\"platform_share\":0,\"reserve_share\":0}",
			name));
	check_status(201);
	keep_id(coop, "id");
	ask(POST, words_of("/sellers/%s/members", coop), "county", FORM("login", member));
	check_status(303);
	ask_json(
		POST, "/api/v1/linkages", member,
		words_of(
			"{\"seller\":\"%s\",\"household\":\"%s\",\"what\":\"李子园\",\"kind\":\"rent\",\"stake\":\"land\","
			"\"price_fen\":120000,\"due_on\":\"%s\"}",
			coop, household, due_on));
	check_status(201);
	keep_id(linkage, "id");
	ask(POST, words_of("/linkages/%s/confirm", linkage), "buyer", NOTHING);
	check_status(303);
}

/* A household of "buyer", its land let to the co-operative of "seller" from 1 August on. */
static void rented(void)
{
	town();
	ask_json(POST, "/api/v1/places/510525101001/households", "county", "{\"head\":\"刘福贵\"}");
	check_status(201);
	keep_id(household, "id");
	ask(POST, words_of("/households/%s/members", household), "admin",
	    FORM("person", person_of("buyer"), "relation", "head"));
	check_status(303);
	lets("红坝李子合作社", "seller", "2026-08-01");
}

static void reckons(const char *who)
{
	ask_json(POST, words_of("/api/v1/sellers/%s/paydays", coop), who,
	         "{\"kind\":\"rent\",\"title\":\"土地租金\",\"due_on\":\"2026-12-31\"}");
	check_status(201);
	keep_id(payday, "id");
}

TEST(rent_due_tomorrow_is_told_once_a_day_before)
{
	rented();
	town_pass(10 * CALENDAR_DAY_MS); /* 30 July */
	ask_forget();
	assert_int_equal(messages_told("seller", "Rents fall due"), 0);
	town_pass(CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(messages_told("seller", "Rents fall due"), 1);
	ask_get("/messages", "seller");
	check_page("Rents fall due on 2026-08-01");
	check_page(words_of("href=\"/sellers/%s/paydays\"", coop));
	assert_int_equal(messages_told("buyer", "Rents fall due"), 0);
	assert_int_equal(messages_told("county", "Rents fall due"), 0);
	town_pass(5 * CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(messages_told("seller", "Rents fall due"), 1);
	assert_int_equal(town_number("SELECT told_on FROM linkage"), 20260801);
	town_replay();
}

/* What no door does: a message of a rent of that day cannot be written. */
static enum outcome run_trap(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome =
		db_exec(db,
	                "INSERT INTO case_notice(county, person_id, id, case_county, case_id, told, words,"
	                " path, at, is_read) VALUES (0, 1, 1, 0, 0, '', '2026-07-31', '', 0, 1)",
	                bind_none());

	(void)task;
	(void)world;
	return outcome == DONE
	               ? db_exec(db, "CREATE UNIQUE INDEX trap ON case_notice(words) WHERE words = '2026-07-31'",
	                         bind_none())
	               : outcome;
}

TEST(rent_that_cannot_be_told_holds_nobody_up)
{
	rented();
	lets("白沙茶叶合作社", "buyer2", "2026-07-31");
	town_run(510525, run_trap, NULL);
	town_pass(11 * CALENDAR_DAY_MS); /* 31 July: both are to be told, the other one first */
	ask_forget();
	assert_int_equal(messages_told("buyer2", "Rents fall due"), 0);
	assert_int_equal(messages_told("seller", "Rents fall due"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM linkage WHERE told_on = due_on"), 2); /* given up */
}

/* Several sellers in one command. */
TEST(rents_of_several_sellers_are_told)
{
	rented();
	lets("白沙茶叶合作社", "buyer2", "2026-07-31");
	town_pass(11 * CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(messages_told("buyer2", "Rents fall due"), 1);
	assert_int_equal(messages_told("seller", "Rents fall due"), 1);
	town_replay();
}

TEST(payday_that_waits_tells_whoever_may_release_it)
{
	rented();
	ask_json(POST, words_of("/api/v1/sellers/%s/deposits", coop), "county", "{\"amount_fen\":500000}");
	check_status(201);
	reckons("seller"); /* its only member: the nearest office is told */
	assert_int_equal(messages_told("township", "waits for you to release it"), 1);
	assert_int_equal(messages_told("county", "waits for you to release it"), 0);
	assert_int_equal(messages_told("seller", "waits for you to release it"), 0);
	ask(POST, words_of("/paydays/%s/release", payday), "township", NOTHING);
	check_status(303);
	assert_int_equal(messages_told("seller", "A payday was released"), 1);
	town_pass(1000);
	ask_forget();
	assert_int_equal(messages_told("township", "waits for you to release it"), 1);
	check_books();
}

TEST(payday_made_by_the_office_tells_the_sellers_people)
{
	rented();
	reckons("county");
	assert_int_equal(messages_told("seller", "waits for you to release it"), 1);
	assert_int_equal(messages_told("county", "waits for you to release it"), 0);
}
