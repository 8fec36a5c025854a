/* Requests that once took the program down, or led past a door. */
#include "support/story.h"

#include <string.h>

#include "base/arena.h"

TEST(hostile_question_mark_inside_a_path)
{
	town();
	ask(POST, "/me/sessions/x%3Fy/end", "buyer", NOTHING);
	check_status(404);
	ask(POST, "/me/sessions/x%253Fy%25/end", "buyer", NOTHING);
	check_status(404);
}

TEST(hostile_periods_at_the_ends_of_time)
{
	static const char *const lists[] = { "/orders/of?place=510525", "/cases/of?place=510525&indicator=cases_opened",
		                             "/figures/rows?place=510525&indicator=needs",
		                             "/figures/510525?indicator=orders" };
	static const char *const periods[] = { "1901", "2023", "2024", "20240101", "2093", "2094", "2999", "29991231" };
	town();
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		for (size_t k = 0; k < sizeof periods / sizeof periods[0]; k++) {
			ask_get(words_of("%s&period=%s", lists[i], periods[k]), "county");
			check_status(200);
		}
}

TEST(hostile_place_found_past_the_door)
{
	town();
	ask(POST, "/people/new", "cadre",
	    FORM("place", "510525101001", "place.find", "东外社区居民委员会", "name", "Zhang San"));
	check_status(403);
	ask(POST, "/stations", "township",
	    FORM("place", "510525101", "place.find", "东外社区居民委员会", "name", "Elsewhere", "open", "1"));
	check_status(403);
}

TEST(hostile_sale_to_the_end_of_time)
{
	const struct story *story = story_town();
	ask(POST, "/desk/products", "seller",
	    FORM("seller", story->seller, "title", "Plums", "category", "fruit", "place", "510525101001", "about", "",
	         "name", "box", "unit", "box", "weight_g", "2.6", "price_fen", "39.90", "on_hand", "5", "presale", "1",
	         "opens_on", "2026-07-20", "closes_on", "2999-12-31", "ships_on", "2999-12-31"));
	check_status(422);
}

TEST(hostile_json_of_an_uploads_size)
{
	char *large;
	const size_t size = (size_t)300 << 10;
	town();
	large = arena_take(town_arena(), size);
	memset(large, '0', size);
	ask_raw("/desk/products", "seller", "application/json", large, size);
	check_status(413);
}
