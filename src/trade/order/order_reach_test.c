/* Buying instead of giving: what goods and orders say about the households that their price reaches, to the fen and without names. */
#include "support/story.h"

#include "base/id.h"

static int64_t reached_of(const char *order)
{
	int64_t county, id;

	assert_true(id_read(text_of(order), &county, &id));
	return town_number(
		"SELECT CAST(COALESCE(sum(CASE WHEN credit_kind = 7 THEN amount_fen ELSE -amount_fen END), 0)"
		" AS BIGINT) FROM transfer WHERE county = $1 AND subject_id = $2"
		" AND (credit_kind = 7 OR debit_kind = 7)",
		county, id);
}

static const char *yuan(int64_t fen)
{
	return words_of("%lld.%02lld", (long long)fen / 100, (long long)fen % 100);
}

TEST(reach_of_goods_and_orders)
{
	const struct story *story = story_town();

	/* 39.90 less the parts of the others, each rounded down: 6.38, 1.99, 6.78, 2.39, 0.79 */
	ask_get(words_of("/products/%s", story->product), AS_NOBODY);
	check_page("Of ¥39.90, ¥21.57 go to those who grow it, by turns: 2 households in ");
	story_guest_orders();
	ask_get(words_of("/orders/%s", story->order[0]), "qianduoduo");
	check_no_page("households that grew it");
	story_guest_pays();
	ask_get(words_of("/orders/%s", story->order[0]), "qianduoduo");
	check_page("When the order is completed, ¥");
	check_no_page("刘福贵");
	check_no_page("have reached");
}

TEST(reach_after_the_settlement)
{
	const struct story *story = story_told();
	int64_t fen = reached_of(story->order[1]);

	assert_true(fen > 0);
	ask_get(words_of("/orders/%s", story->order[1]), "buyer2");
	check_page(words_of("¥%s have reached the households that grew it", yuan(fen)));
	fen = reached_of(story->order[2]); /* came back after its money was shared out: what is left of it */
	ask_get(words_of("/orders/%s", story->order[2]), "buyer");
	check_page(words_of("¥%s have reached", yuan(fen)));
}

TEST(reach_says_nothing_when_nothing_is_known)
{
	const struct story *story = story_town();

	ask_get(words_of("/sellers/%s/edit", story->seller), "county");
	check_page(" · household 1</b>"); /* called as people call them, without a name */
	check_no_page("101001-001");
	for (int i = 0; i < 2; i++) {
		ask(POST, words_of("/sellers/%s/growers", story->seller), "county",
		    FORM("household", story->grower[i], "weight", "0"));
		check_status(303);
	}
	ask_get(words_of("/products/%s", story->product), AS_NOBODY);
	check_page("To the household");
	check_no_page("who grow it");
}
