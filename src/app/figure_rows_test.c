/* Every figure opens to the rows behind it, and these add up to it: in the town that has one of each thing. */
#include "app/doors_town.h"
#include "base/arena.h"
#include "base/text.h"
#include "common/measure/measure.h"
#include "common/measure/measure_view.h"
#include "support/story.h"

#include <string.h>

/* Figures whose rows are not listed so, and why. */
static const struct {
	const char *name, *why;
} others[] = {
	{ "orders", "orders by the million are merged from their counties' indexes: /orders/of" },
	{ "sold_fen", "the orders paid in the period; what was cancelled or returned is taken off on its own day" },
	{ "sold_g", "the same in grams" },
	{ "buyers", "the orders among which are everybody's first ones" },
	{ "bought_fen", "as sold_fen, at the buyer's place" },
	{ "served", "orders: /orders/of" },
	{ "refund_fen", "the orders it was given back for" },
	{ "cases_opened", "a page of the cases, for who handles them: /cases/of" },
	{ "cases_closed", "the same" },
	{ "cases_fixed", "the same" },
	{ "household_fen", "transfers by the million; each household has them on its account" },
	{ "settled_fen", "transfers by the million; each order has them on its page of money" },
};

static bool is_other(const char *name)
{
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strcmp(others[i].name, name) == 0)
			return true;
	return false;
}

TEST(figures_all_open_to_their_rows)
{
	size_t open = 0;

	for (int64_t number = 1; number < INDICATOR_NUMBERS; number++) {
		const struct indicator *indicator = indicator_of(number);

		if (indicator == NULL || indicator->unit == UNIT_STANDING)
			continue;
		if ((indicator->behind == NULL) != is_other(indicator->name))
			fail_msg("%s: its rows, or why it has none", indicator->name);
		assert_true(indicator->behind == NULL || indicator->rows == NULL);
		open += indicator->behind != NULL;
	}
	assert_int_equal(open, 28);
}

/* What the rows of a page say together. */
static int64_t sum_of_rows(const char *place, const char *period, const char *name)
{
	int64_t sum = 0, count = 0;

	ask_json(GET, words_of("/api/v1/figures/rows?place=%s&period=%s&indicator=%s", place, period, name), "province",
	         NULL);
	check_status(200);
	for (const char *at = answer_json("items"); (at = strstr(at, "\"value\":")) != NULL; at++)
		count++;
	for (int64_t i = 0; i < count; i++)
		sum += answer_json_int(words_of("items.%lld.value", (long long)i));
	return sum;
}

TEST(figures_are_the_sum_of_their_rows)
{
	static const char *const places[] = { "51", "510525", "510525101001" };
	size_t with_any = 0;

	doors_town();
	for (size_t k = 0; k < sizeof places / sizeof places[0]; k++)
		for (int64_t number = 1; number < INDICATOR_NUMBERS; number++) {
			const struct indicator *indicator = indicator_of(number);
			int64_t sum;

			if (indicator == NULL || indicator->behind == NULL)
				continue;
			sum = sum_of_rows(places[k], "2026", indicator->name);
			figures_ask(places[k], "2026");
			if (figure_of(indicator->name) != sum)
				fail_msg("%s of %s: %lld, its rows %lld", indicator->name, places[k],
				         (long long)figure_of(indicator->name), (long long)sum);
			with_any += sum != 0;
		}
	assert_true(with_any >= 20);
}

TEST(figures_rows_lead_on_and_are_files)
{
	doors_town();
	ask_get("/figures/rows?place=510525&indicator=projects&period=2026", "county");
	check_status(200);
	check_page("The rows below add up to");
	check_page("href=\"/projects/510525-");
	ask_get("/figures/rows?place=510525&indicator=visits&period=2026", "county");
	check_page("href=\"/households/510525-");
	assert_int_equal(town_number("SELECT count(*) FROM look WHERE subject_place = 51052500000000000"), 1);
	ask_get("/figures/rows?place=510525&indicator=visits&period=2026", "auditor");
	check_status(403); /* who may read no cards reads no rows of them */
	ask_json(GET, "/api/v1/figures/rows?place=510525&indicator=income_fen&period=2026", "auditor", NULL);
	check_status(403);
	ask_get("/figures/510525?indicator=income_fen", "auditor");
	check_status(200);
	check_no_page("rows?place=510525&amp;period=2026&amp;indicator=income_fen");
	ask_get("/figures/510525?indicator=projects", "auditor");
	check_page("rows?place=510525&amp;period=2026&amp;indicator=projects");
	ask_get("/figures/rows?place=510525&indicator=projects&period=2026&as=csv", "county");
	check_status(200);
	ask_get("/figures/rows?place=510525&indicator=projects&period=1999", "county");
	check_page("Nothing in this time");
	ask_get("/figures/rows?place=510525&indicator=nothing", "county");
	check_status(200);
	ask_get("/figures/rows?place=510525&indicator=visits", "buyer");
	check_status(403);
	ask_get("/figures/rows?place=510524&indicator=visits", "county");
	check_status(403);
}

/* ---- whose rows they are ---- */

static void ask_rows(const char *query, const char *who, int status)
{
	ask_get(words_of("/figures/rows?period=2026&%s", query), who);
	check_status(status);
}

static void give_role(const char *login, const char *role, const char *place)
{
	ask(POST, words_of("/people/%s/grant", person_of(login)), "admin", FORM("role", role, "place", place));
	check_status(303);
}

TEST(figures_rows_of_the_whole_land_are_a_look_at_everybody)
{
	doors_town();
	ask_rows("indicator=visits", "admin", 200);
	assert_int_equal(town_number("SELECT count(*) FROM look WHERE subject_place = 0 AND subject_id = 0"), 1);
	ask_json(GET, "/api/v1/me/looks?limit=1", "buyer", NULL); /* the newest, whatever else there is */
	check_status(200);
	assert_string_equal(answer_json("items.0.why"), "List of the households of the place where you live");
	check_page("\"whole_land\":true");
	ask_get("/me/looks", "buyer");
	check_page("The whole land");
	ask_rows("place=510525&indicator=visits", "county", 200);
	ask_json(GET, "/api/v1/me/looks?limit=1", "buyer", NULL);
	check_page("\"whole_land\":false");
	ask_json(GET, words_of("/api/v1/me/looks?limit=1&after=%s", answer_json("next")), "buyer", NULL);
	check_page("\"whole_land\":true");
	ask_get("/linkages/desk", "admin");
	check_status(200);
	ask_json(GET, "/api/v1/me/looks?limit=1", "buyer", NULL);
	assert_string_equal(answer_json("items.0.why"), "Shares and contracts of the households of a place");
	check_page("\"whole_land\":true");
}

TEST(figures_rows_of_paydays_take_the_right_of_the_ledger)
{
	doors_town();
	ask_rows("place=510525101001&indicator=projects", "cadre", 200); /* reads rows, but no accounts */
	ask_rows("place=510525101001&indicator=dividend_fen", "cadre", 403);
	give_role("cadre", "auditor", "510525101002"); /* accounts of the next village only */
	ask_rows("place=510525101001&indicator=dividend_fen", "cadre", 403);
	ask_rows("place=510525101002&indicator=dividend_fen", "cadre", 200);
	ask_rows("place=510524&indicator=dividend_fen", "county", 403);
	assert_int_equal(town_number("SELECT count(*) FROM look WHERE subject_place = 51052500000000000"), 0);
	ask_get("/figures/510525101001?indicator=dividend_fen", "cadre");
	check_no_page("period=2026&amp;indicator=dividend_fen\">See");
	ask_rows("place=510525&indicator=dividend_fen", "auditor", 200);
	assert_int_equal(town_number("SELECT count(*) FROM look WHERE subject_place = 51052500000000000"), 1);
	ask_json(GET, "/api/v1/me/looks?limit=1", "buyer", NULL);
	assert_string_equal(answer_json("items.0.why"), "List of the households of the place where you live");
}

TEST(figures_rows_of_gains_are_for_who_asks_after_courses)
{
	doors_town();
	ask_rows("place=510525&indicator=trained", "auditor", 200);
	ask_rows("place=510525&indicator=gain_fen", "auditor", 403);
	give_role("auditor", "cadre", "510525101002");
	ask_rows("place=510525&indicator=gain_fen", "auditor", 403);
	ask_rows("place=510525101001&indicator=gain_fen", "auditor", 403);
	assert_int_equal(town_number("SELECT count(*) FROM look WHERE subject_place = 51052500000000000"), 0);
	ask_rows("place=510525&indicator=gain_fen", "county", 200);
	assert_int_equal(town_number("SELECT count(*) FROM look WHERE subject_place = 51052500000000000"), 1);
	ask_json(GET, "/api/v1/me/looks?limit=1", "buyer", NULL);
	assert_string_equal(answer_json("items.0.why"), "How it goes after a course");
}
