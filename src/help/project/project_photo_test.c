/* The photograph that proves a milestone: who may upload it, who sees it, what is refused; it is public neither before nor after somebody
   else confirmed it, and one that was sent back proves nothing any more. */
#include "support/story.h"

#include <gd.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "common/picture/picture.h"
#include "support/road.h"

static struct road road;
static char digest[80];

static void begun(void)
{
	town();
	road_propose(&road, "通村硬化路");
	road_begin(&road);
}

static const char *path_of(const char *deed)
{
	return words_of("/project-milestones/%s/%s", road.milestone, deed);
}

static void uploads(const char *as, int colour)
{
	gdImagePtr image = gdImageCreateTrueColor(80, 40);
	int size = 0;

	assert_non_null(image);
	gdImageFilledRectangle(image, 0, 0, 80, 40, colour);
	void *bytes = gdImageJpegPtr(image, &size, 90);
	ask_file(path_of("report"), as, FORM("dated_on", "2026-07-20", "words", "路基压实"), "picture", "road.jpg",
	         bytes, (size_t)size);
	gdFree(bytes);
	gdImageDestroy(image);
}

static void sees(const char *as, int status)
{
	ask_get(words_of("/projects/%s/pictures/%s-960", road.project, digest), as);
	check_status(status);
}

/* As an officer's page has it. */
static void keep_digest(void)
{
	ask_get(words_of("/projects/%s", road.project), "county");
	const char *found = answer_between("/pictures/", "-");

	assert_non_null(found);
	snprintf(digest, sizeof digest, "%s", found);
}

static void check_public(void)
{
	sees(AS_NOBODY, 303); /* to the sign-in */
	sees("buyer", 403);
	sees("other_operator", 403);
	ask_get(words_of("/projects/%s", road.project), AS_NOBODY);
	check_status(200);
	check_no_page("/pictures/");
	check_no_page(digest);
	ask_json(GET, words_of("/api/v1/projects/%s/milestones", road.project), AS_NOBODY, NULL);
	check_status(200);
	check_no_page(digest);
	ask_get(words_of("/pictures/%s-960", digest), AS_NOBODY);
	check_status(404); /* not among what is public by its digest */
}

TEST(milestone_photograph_is_seen_by_offices_alone)
{
	begun();
	uploads("buyer", 0xff0000);
	check_status(403);
	uploads("cadre", 0xff0000);
	check_status(403); /* of one village; the road is the township's */
	uploads("township", 0xff0000);
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM project_milestone WHERE state = 2 AND picture <> ''"), 1);
	keep_digest();
	sees("county", 200);
	sees("province", 200);
	sees("township", 200);
	assert_true(text_equal(answer_header("cache"), T("private, no-cache")));
	check_public();
	ask(POST, path_of("confirm"), "township", NOTHING);
	check_status(403);
	ask(POST, path_of("confirm"), "county", NOTHING);
	check_status(303);
	check_public();
	ask_get(words_of("/projects/%s/pictures/%.10s-960", road.project, digest), "county");
	check_status(404);
	check_books();
	town_replay();
}

TEST(milestone_photograph_is_a_photograph)
{
	static char large[PICTURE_BYTES];
	static const unsigned char png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
	const char *const form[] = { "dated_on", "2026-07-20", "words", "路基压实", NULL };

	begun();
	ask_file(path_of("report"), "township", form, "picture", "road.jpg", "<script>alert(1)</script>", 25);
	check_status(422);
	memset(large, 'x', sizeof large);
	memcpy(large, png, sizeof png);
	ask_file(path_of("report"), "township", form, "picture", "road.png", large, sizeof large);
	check_status(422);
	ask_file(path_of("report"), "township", form, "picture", "road.jpg", "", 0);
	check_status(422); /* neither photograph nor paper */
	assert_int_equal(town_number("SELECT count(*) FROM project_milestone WHERE state = 1"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM picture_private"), 0);
}

TEST(milestone_photograph_sent_back_proves_nothing)
{
	begun();
	uploads("township", 0xff0000);
	check_status(303);
	keep_digest();
	ask(POST, path_of("back"), "county", FORM("words", "看不清"));
	check_status(303);
	ask(POST, path_of("report"), "township", FORM("dated_on", "2026-07-20", "words", "还是那张"));
	check_status(422);
	uploads("township", 0x00ff00);
	check_status(303);
	ask_get(words_of("/projects/%s", road.project), "county");
	check_no_page(digest);
	sees(AS_NOBODY, 303);
	check_books();
}

TEST(milestone_photograph_has_a_size)
{
	struct text path;

	begun();
	path = text_of(path_of("report"));
	assert_int_equal(site_body_limit(town_site(), POST, path), LIMIT_UPLOAD_BYTES);
	path = text_of(path_of("confirm"));
	assert_int_equal(site_body_limit(town_site(), POST, path), LIMIT_BODY_BYTES);
}
