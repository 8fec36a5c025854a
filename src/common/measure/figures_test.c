/* The page of figures: what it is about is said with the indicator, and one thing stands on it at a time. */
#include "common/measure/measure.h"
#include "common/measure/measure_view.h"
#include "support/town.h"

TEST(figures_show_one_group_at_a_time)
{
	town();
	ask_get("/figures/510525", AS_NOBODY);
	check_status(200);
	check_page("Orders paid");
	check_page("indicator=served");
	check_no_page("Needs published");
	ask_get("/figures/510525?indicator=needs", AS_NOBODY);
	check_page("Needs published");
	check_page("indicator=sold_fen");
	check_no_page("Orders paid");
	check_page("?period=2026&amp;indicator=needs");
}

TEST(figures_give_files_and_programs_every_group)
{
	town();
	ask_get("/figures/510525/figures.csv?indicator=needs", "county");
	check_status(200);
	check_page("Orders paid");
	check_page("Needs published");
	ask_json(GET, "/api/v1/figures/510525?indicator=needs", "county", NULL);
	check_page("\"orders\"");
	check_page("\"needs\"");
}

TEST(figures_have_a_group_unless_they_stand)
{
	for (int64_t number = 1; number < INDICATOR_NUMBERS; number++) {
		const struct indicator *indicator = indicator_of(number);

		if (indicator != NULL)
			assert_true((indicator->group == FIGURES_NONE) == (indicator->unit == UNIT_STANDING));
	}
	for (enum indicator_group group = FIGURES_TRADE; group < FIGURES_GROUPS; group++)
		assert_true(figures_group_word(group)[0] != '\0');
}

/* A village's numbers are few people's: whoever may not open its page does not read them on that of its township either. */
TEST(figures_of_villages_are_not_for_everybody)
{
	town();
	ask_get("/figures/510525101/figures.csv", AS_NOBODY);
	check_status(200);
	check_no_page("510525101001");
	ask_json(GET, "/api/v1/figures/510525101", "buyer", NULL);
	check_status(200);
	check_no_page("510525101001");
	ask_get("/figures/510525101", AS_NOBODY);
	check_no_page("/figures/510525101001");
	ask_get("/figures/510525101/figures.csv", "township");
	check_page("510525101001");
	ask_get("/figures/510525/figures.csv", AS_NOBODY);
	check_page("510525101");
}
