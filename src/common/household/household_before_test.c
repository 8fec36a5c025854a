/* Who is about to come in is looked for first, on every way in: a form, a program's call, a file, the counter, a member, another head. What
   has the same personal number is refused; what only looks alike is told, and goes on when somebody says that it is another. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

static char home[STORY_ID];

#define AT_VILLAGE "/places/510525101001/households"

/* One household with a member who has a phone and a number. */
static void somebody(void)
{
	char person[STORY_ID];

	town();
	ask_json(POST, "/api/v1" AT_VILLAGE, "cadre", "{\"head\":\"泽仁\"}");
	check_status(201);
	keep_id(home, "id");
	ask_json(
		POST, "/api/v1/people/new", "cadre",
		"{\"name\":\"泽仁\",\"place\":\"510525101001\",\"phone\":\"13911112222\",\"number\":\"510525197001010013\"}");
	check_status(201);
	keep_id(person, "id");
	ask(POST, words_of("/households/%s/members", home), "cadre", FORM("person", person, "relation", "head"));
	check_status(303);
}

static int64_t households(void)
{
	return town_number("SELECT count(*) FROM household");
}

static int64_t people(void)
{
	return town_number("SELECT count(*) FROM person");
}

TEST(before_a_household_by_form_and_by_call)
{
	somebody();
	ask(POST, AT_VILLAGE, "cadre", FORM("head", "泽仁"));
	check_status(422);
	check_page("Is it one of these?");
	check_page(words_of("/households/%s\"", home));
	check_page("name=\"sure\"");
	ask_json(POST, "/api/v1" AT_VILLAGE, "cadre", "{\"head\":\" 泽仁 \"}");
	check_status(422);
	check_page("\"sure\"");
	assert_int_equal(households(), 1);
	ask(POST, "/places/510525101002/households", "township",
	    FORM("head", "泽仁")); /* of another village: no news */
	check_status(303);
	ask(POST, AT_VILLAGE, "cadre", FORM("head", "泽仁", "sure", "1"));
	check_status(303);
	assert_int_equal(households(), 3);
	assert_int_equal(town_number("SELECT count(*) FROM household_alike"), 1);
	check_books();
}

TEST(before_a_person_at_the_counter_and_by_call)
{
	int64_t before;

	somebody();
	before = people();
	/* The same number: refused, whatever is said. */
	ask(POST, "/people/new", "operator",
	    FORM("name", "别人", "place", "510525101001", "number", "510525197001010013", "sure", "1"));
	check_status(422);
	check_page("registered already");
	check_page("The same personal number");
	check_no_page("name=\"sure\"");
	ask(POST, "/people/new", "operator", FORM("name", "别人", "place", "510525101001", "phone", "139 1111 2222"));
	check_status(422);
	check_page("The same phone");
	check_page("name=\"sure\"");
	ask_json(POST, "/api/v1/people/new", "township",
	         "{\"name\":\"泽仁\",\"place\":\"510525101002\",\"number\":\"51052519700101003X\"}");
	check_status(422);
	check_page("\"sure\"");
	assert_int_equal(people(), before);
	ask_json(POST, "/api/v1/people/new", "township",
	         "{\"name\":\"泽仁\",\"place\":\"510525101002\",\"number\":\"51052519700101003X\",\"sure\":true}");
	check_status(201);
	/* Not the operator's land: told without a name. */
	ask(POST, "/people/new", "other_operator",
	    FORM("name", "某人", "place", "510524100001", "phone", "13911112222"));
	check_status(422);
	check_page("somebody of another place");
	check_no_page("泽仁");
	check_books();
}

TEST(before_a_member)
{
	char person[STORY_ID], other[STORY_ID];

	somebody();
	ask_json(POST, "/api/v1" AT_VILLAGE, "cadre", "{\"head\":\"卓玛\"}");
	keep_id(other, "id");
	ask_json(POST, "/api/v1/people/new", "cadre",
	         "{\"name\":\"卓玛\",\"place\":\"510525101001\",\"phone\":\"13911112222\",\"sure\":true}");
	check_status(201);
	keep_id(person, "id");
	ask(POST, words_of("/households/%s/members", other), "cadre", FORM("person", person, "relation", "head"));
	check_status(422);
	check_page("Is it one of these?");
	check_page(words_of("name=\"person\" value=\"%s\"", person));
	check_page("Somebody with the same phone");
	ask(POST, words_of("/households/%s/members", other), "cadre",
	    FORM("person", person, "relation", "head", "sure", "1"));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM household_alike WHERE why = 2"), 1);
	check_books();
}

TEST(before_another_head)
{
	char other[STORY_ID];

	somebody();
	ask_json(POST, "/api/v1" AT_VILLAGE, "cadre", "{\"head\":\"卓玛\"}");
	keep_id(other, "id");
	ask(POST, words_of("/households/%s/head", other), "cadre", FORM("head", "泽仁", "version", "1"));
	check_status(422);
	check_page("Is it one of these?");
	ask(POST, words_of("/households/%s/head", other), "cadre", FORM("head", "泽仁", "version", "1", "sure", "1"));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM household_alike WHERE why = 1"), 1);
	/* What it is called already is no news. */
	ask(POST, words_of("/households/%s/head", other), "cadre", FORM("head", "泽仁", "version", "2"));
	check_status(303);
	check_books();
}

TEST(before_a_file)
{
	static const char csv[] = "village,household,relation,name,number,phone\n"
				  "510525101001,1,head,泽仁,,\n"
				  "510525101001,2,head,央金,,13911112222\n"
				  "510525101001,3,head,次仁,,\n";
	static const char same[] = "village,household,relation,name,number,phone\n"
				   "510525101001,1,head,别人,510525197001010013,\n";

	somebody();
	ask_file(AT_VILLAGE "/import", "cadre", NOTHING, "file", "a.csv", csv, sizeof csv - 1);
	check_status(200);
	check_page("These look like households");
	check_page("Line 2");
	check_page("Line 3");
	check_no_page("Line 4");
	check_page("name=\"sure\"");
	ask_file(AT_VILLAGE "/import", "cadre", NOTHING, "file", "b.csv", same, sizeof same - 1);
	check_status(422);
	check_page("card already");
	ask(POST, AT_VILLAGE "/import", "cadre", FORM("confirm", "1", "csv.0", csv));
	check_status(422);
	check_page("These look like households");
	assert_int_equal(households(), 1);
	ask(POST, AT_VILLAGE "/import", "cadre", FORM("confirm", "1", "sure", "1", "csv.0", csv));
	check_status(303);
	assert_int_equal(households(), 4);
	assert_int_equal(town_number("SELECT count(*) FROM household_alike"), 2);
	/* The same file again: those are known, nothing is alike. */
	ask_file(AT_VILLAGE "/import", "cadre", NOTHING, "file", "a.csv", csv, sizeof csv - 1);
	check_status(200);
	check_no_page("These look like households");
	check_books();
	assert_true(town_replay() > 0);
}
