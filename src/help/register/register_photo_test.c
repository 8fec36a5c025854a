/* Photographs that are not for everybody: of visits and of cases. Whole requests, on both engines. */
#include "support/story.h"

#include <gd.h>
#include <stdio.h>
#include <string.h>

#include "common/picture/picture.h"

static char home[STORY_ID], other[STORY_ID], visit[STORY_ID];

static void *jpeg(int *ret_size)
{
	gdImagePtr image = gdImageCreateTrueColor(80, 40);
	void *bytes;

	assert_non_null(image);
	bytes = gdImageJpegPtr(image, ret_size, 90);
	gdImageDestroy(image);
	return bytes;
}

static void upload(const char *path, const char *as, const char *const *form)
{
	int size = 0;
	void *bytes = jpeg(&size);

	ask_file(path, as, form, "picture", "house.jpg", bytes, (size_t)size);
	gdFree(bytes);
}

static void keep_digest(char digest[80], const char *found)
{
	assert_non_null(found);
	snprintf(digest, 80, "%s", found);
}

/* "buyer" lives in the household that was visited. */
static void visited(void)
{
	town();
	ask_json(POST, "/api/v1/places/510525101001/households", "cadre", "{\"head\":\"刘大成\"}");
	keep_id(home, "id");
	ask_json(POST, "/api/v1/places/510525101001/households", "cadre", "{\"head\":\"王二\"}");
	keep_id(other, "id");
	ask(POST, words_of("/households/%s/members", home), "cadre",
	    FORM("person", person_of("buyer"), "relation", "head"));
	ask(POST, words_of("/households/%s/visits", home), "cadre",
	    FORM("visited_on", "2026-07-18", "note", "The roof is mended"));
	check_status(303);
	ask_get(words_of("/households/%s/help", home), "cadre");
	check_page("Add a photograph");
	keep_id_behind(visit, answer_between("/visits/", "\""), "");
}

TEST(visit_photograph_is_seen_by_few)
{
	char digest[80];
	const char *address;

	visited();
	ask(POST, words_of("/households/%s/visits/%s/picture", home, visit), "cadre", NOTHING);
	check_status(422);
	upload(words_of("/households/%s/visits/%s/picture", home, visit), "buyer", NOTHING);
	check_status(403); /* members do not write about themselves */
	upload(words_of("/households/%s/visits/%s/picture", other, visit), "cadre", NOTHING);
	check_status(404);
	upload(words_of("/households/%s/visits/%s/picture", home, visit), "cadre", NOTHING);
	check_status(303);
	upload(words_of("/households/%s/visits/%s/picture", home, visit), "cadre", NOTHING);
	check_status(409);
	ask_get(words_of("/households/%s/help", home), "buyer");
	keep_digest(digest, answer_between("/pictures/", "-960"));
	address = words_of("/households/%s/visits/%s/pictures/%s-160", home, visit, digest);
	ask_get(address, "buyer");
	check_status(200);
	assert_true(text_equal(answer_header("cache"), T("private, no-cache")));
	ask_get(address, "cadre");
	check_status(200);
	ask_get(address, AS_NOBODY);
	check_status(303);
	ask_get(address, "seller");
	check_status(403);
	ask_get(address, "operator");
	check_status(403);
	ask_get(address, "other_operator");
	check_status(403);
	ask_get(words_of("/pictures/%s-160", digest), "admin");
	check_status(404); /* the public door does not know it */
	ask_get(words_of("/households/%s/visits/%s/pictures/%s-160", other, visit, digest), "cadre");
	check_status(404); /* another household of the same village */
	ask_get(words_of("/households/%s/visits/%s/pictures/%s-161", home, visit, digest), "cadre");
	check_status(404);
	ask_get("/me/looks", "buyer");
	check_no_page("photograph of a visit");
	ask_get(words_of("/households/%s/visits/%s/pictures/%s-960", home, visit, digest), "township");
	check_status(200);
	ask_get("/me/looks", "buyer");
	check_page("photograph of a visit");
	check_books();
	assert_true(town_replay() > 0);
}

TEST(photograph_of_a_case_is_seen_by_few)
{
	char digest[80];
	char number[STORY_ID];

	town();
	upload("/ask", "buyer", FORM("title", "水管裂了", "words", "从上周开始"));
	check_status(303);
	keep_id_behind(number, answer_location(), "/cases/");
	ask_get(words_of("/cases/%s", number), "cadre");
	keep_digest(digest, answer_between("/pictures/", "-960"));
	ask_get(words_of("/cases/%s/pictures/%s-160", number, digest), "buyer");
	check_status(200);
	ask_get(words_of("/cases/%s/pictures/%s-160", number, digest), "cadre");
	check_status(200);
	ask_get(words_of("/cases/%s/pictures/%s-160", number, digest), "buyer2");
	check_status(403);
	ask_get(words_of("/pictures/%s-160", digest), "buyer");
	check_status(404);
}

/* What the household sends with a need is for the desk; what the desk publishes is for everybody. */
TEST(photograph_of_a_need_is_public_when_the_desk_says_so)
{
	char sent[80], shown[80];
	char number[STORY_ID];

	town();
	upload("/needs", "buyer",
	       FORM("offer", "0", "way", "goods", "topic", "winter", "title", "过冬棉被", "wanted", "2", "unit", "床"));
	check_status(303);
	keep_id_behind(number, answer_location(), "/needs/");
	ask_get(words_of("/needs/%s/check", number), "cadre");
	check_page("only for you");
	keep_digest(sent, answer_between("/pictures/", "-400"));
	ask_get(words_of("/cases/%s/pictures/%s-400", number, sent), "cadre");
	check_status(200);
	ask_get(words_of("/pictures/%s-400", sent), AS_NOBODY);
	check_status(404);
	upload(words_of("/needs/%s/publish", number), "cadre", FORM("title", "过冬棉被"));
	check_status(303);
	ask_get(words_of("/needs/%s", number), AS_NOBODY);
	keep_digest(shown, answer_between("src=\"/pictures/", "-960"));
	ask_get(words_of("/pictures/%s-960", shown), AS_NOBODY);
	check_status(200);
	check_books();
}
