/* Who speaks for a household in a pairing, who is told, and how much one helper may offer. */
#include "support/story.h"

#include "help/pairing/pairing.h"

static char pairing[STORY_ID], household[STORY_ID], offer[STORY_ID];

static void joins(const char *login, const char *relation)
{
	ask(POST, words_of("/households/%s/members", household), "admin",
	    FORM("person", person_of(login), "relation", relation));
	check_status(303);
	ask_forget();
}

/* A household of the cadre's village with "buyer" as its head, and a helper proposed for it. */
static void is_proposed(const char *helper)
{
	town();
	ask_json(POST, words_of("/api/v1/places/%s/households", STORY_VILLAGE), "county", "{\"head\":\"刘福贵\"}");
	check_status(201);
	keep_id(household, "id");
	joins("buyer", "head");
	ask_json(POST, "/api/v1/pairings", "cadre",
	         words_of("{\"household\":\"%s\",\"person\":\"%s\",\"called\":\"赵家\"}", household,
	                  person_of(helper)));
	check_status(201);
	keep_id(pairing, "id");
}

static void does(const char *who, const char *deed, const char *json)
{
	ask_json(POST, words_of("/api/v1/pairings/%s/%s", pairing, deed), who, json);
}

TEST(pairing_operator_who_helps_does_not_answer_for_the_household)
{
	is_proposed("operator");
	does("operator", "accept", "{}");
	check_status(200);
	ask(POST, "/serve", "operator", FORM("person", person_of("buyer")));
	check_location("/counter");
	ask(POST, words_of("/pairings/%s/agree", pairing), "operator", FORM("shows", "village", "letters", "1"));
	check_status(403);
	ask(POST, words_of("/pairings/%s/end", pairing), "operator", FORM("reason", ""));
	check_status(403);
	ask(POST, "/serve/stop", "operator", NOTHING);
	does("buyer", "agree", "{\"shows\":\"nothing\",\"letters\":true}");
	check_status(200);
	assert_string_equal(answer_json("state"), "together");
	check_books();
}

TEST(pairing_tells_whoever_lives_there_now)
{
	is_proposed("buyer2");
	joins("buyer3", "child");
	does("buyer", "agree", "{\"shows\":\"name\",\"letters\":true}");
	check_status(200);
	does("buyer2", "accept", "{}");
	check_status(200);
	ask(POST, words_of("/households/%s/leave", household), "admin", FORM("person", person_of("buyer")));
	check_status(303);
	ask_forget();
	does("buyer2", "words", "{\"what\":\"letter\",\"words\":\"都好吗\"}");
	check_status(200);
	ask_get("/messages", "buyer");
	check_no_page("You have got a letter");
	ask_get("/messages", "buyer3");
	check_page("You have got a letter");
}

TEST(pairing_list_of_a_province_is_a_look_that_the_household_reads)
{
	is_proposed("buyer2");
	ask_get("/pairings/desk?place=51", "province");
	check_status(200);
	ask_get("/me/looks", "buyer");
	check_page("The paired families of a place");
	check_page("周明远");
}

TEST(pairing_helper_from_the_office_looks_on_record)
{
	is_proposed("cadre");
	ask_get(words_of("/pairings/%s", pairing), "cadre");
	check_page("刘福贵"); /* by the office, which he is too */
	ask_get("/me/looks", "buyer");
	check_page("Your household&#39;s paired families");
}

static int offers(void)
{
	ask_json(
		POST, "/api/v1/pairings/offers", "buyer2",
		"{\"place\":\"510525101\",\"called\":\"泸州钱家\",\"about\":\"想和一户人家常来常往\",\"households\":1}");
	if (answer_status() == 201)
		keep_id(offer, "id");
	return answer_status();
}

TEST(pairing_offers_of_one_helper_are_bounded)
{
	town();
	for (int i = 0; i < 5; i++)
		assert_int_equal(offers(), 201);
	assert_int_equal(offers(), 422);
	check_page("Several of your offers are still open");
	ask_json(POST, words_of("/api/v1/pairings/offers/%s/end", offer), "buyer2", "{}");
	check_status(200);
	assert_int_equal(offers(), 201);
}

/* A village's office may look for helpers in the whole county, but not learn there whose a phone is. */
TEST(pairing_helpers_are_looked_for_by_name_alone)
{
	is_proposed("buyer2");
	ask_get(words_of("/pairings/new?household=%s&who=%s", household, "何永康"), "cadre");
	check_page("value=\"何永康\"");
	check_no_page("has this name");
	ask_get(words_of("/pairings/new?household=%s&who=%s", household, "13800000003"), "cadre");
	check_page("has this name");
	check_no_page("何永康");
}
