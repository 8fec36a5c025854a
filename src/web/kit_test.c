/* The page of all components, and the drawings that tell "not reported" from nothing and from less than nothing. */
#include "support/town.h"

#include <stdio.h>

static size_t count_of(const char *piece)
{
	struct text rest = answer_body(), wanted = text_of(piece);
	size_t count = 0;
	for (size_t at; (at = text_find(rest, wanted)) < rest.length; count++)
		rest = text_part(rest, at + wanted.length, rest.length);
	return count;
}

TEST(the_kit_shows_every_component)
{
	static const char *const classes[] = {
		"levels",
		"figures",
		"chart",
		"chart map",
		"chart small-chart",
		"facts",
		"status",
		"progress",
		"notice good-news",
		"cord",
		"weave",
		"keys",
		"qr",
		"empty",
		"shelf",
		"tiles",
		"lines",
		"pages",
		"buybar",
		"table sticky",
		"toolbar",
		"card",
		"board",
		"short-code",
		"form",
		"problems",
		"hint",
		"problem",
		"choice",
		"button",
		"buybar",
		"filters",
	};
	town();
	ask_get("/kit", AS_NOBODY);
	check_status(200);
	for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
		struct text plain = text_format(town_arena(), "class=\"%s", classes[i]);
		if (text_find(answer_body(), plain) == answer_body().length)
			fprintf(stderr, "the kit has no %s\n", classes[i]);
		assert_true(text_find(answer_body(), plain) < answer_body().length);
	}
	check_no_page(" style=");
	ask_get("/kit?theme=dark&size=large", AS_NOBODY);
	check_page("data-size=\"large\" data-theme=dark>");
	ask_get("/kit?theme=%22%3E", AS_NOBODY);
	check_no_page("data-theme");
	ask_get("/kit?as=csv&sort=-orders", AS_NOBODY);
	check_page("茅溪镇,,-120.50,,2026-03-01,Late\r\n");
	assert_int_equal(count_of("\r\n"), 5);
}

TEST(a_map_tells_nothing_from_not_reported)
{
	town();
	ask_get("/kit", AS_NOBODY);
	assert_int_equal(count_of("<a class=\"gap"), 1);
	assert_int_equal(count_of("<a class=\"neg"), 1);
	assert_int_equal(count_of("<a class=\"zero"), 1);
	assert_int_equal(count_of("<a class=\"q5"), 1);
	assert_int_equal(count_of("id=\"gap\""), 1);
	assert_int_equal(count_of("class=\"over turq\""), 5);   /* four parts and the key */
	assert_int_equal(count_of("class=\"over indigo\""), 4); /* one month is not reported */
	check_page("<span class=\"none\" title=\"Not reported\">");
}

TEST(figures_are_a_table_and_drawings)
{
	town();
	ask_get("/figures/510525?period=2026", "county");
	check_status(200);
	check_page("chart small-chart");
	check_page("All numbers of 2026 by month");
	check_page("it does not say what lies where");
	ask_get("/figures/5105?period=2026&sort=-orders", "county");
	check_page("roughly as they lie");
	check_page("aria-sort=\"descending\"");
	ask_get("/figures/510525?period=2026&as=csv&sort=name", "county");
	check_page("Name,Code,Orders paid,");
	ask_get("/figures/510525?period=2026&as=xlsx", "county");
	assert_true(text_starts(answer_body(), T("PK")));
}
