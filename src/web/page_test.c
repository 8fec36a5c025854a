#include <string.h>

#include "web/door.h"
#include "web/kit.h"
#include "web/page.h"

#include "support/town.h"

/* A request in no town: a site without modules, a visit without a socket. */
struct stage {
	struct arena *arena;
	struct site site;
	struct exchange exchange;
	struct visit visit;
	struct request *r;
};

static const struct module *const no_modules[] = { NULL };
static const char *const no_settings[] = { NULL };

static void stage_begin(struct stage *stage, const char *language)
{
	*stage = (struct stage){ .arena = arena_new() };
	stage->site.options.modules = no_modules;
	stage->site.options.settings = no_settings;
	stage->exchange = (struct exchange){ .arena = stage->arena, .method = GET, .path = T("/kit") };
	stage->visit.site = &stage->site;
	stage->visit.exchange = &stage->exchange;
	stage->visit.out = output_in(stage->arena);
	stage->r = &stage->visit.request;
	stage->r->arena = stage->arena;
	stage->r->out = &stage->visit.out;
	stage->r->exchange = &stage->exchange;
	stage->r->site = &stage->site;
	stage->r->visit = &stage->visit;
	stage->r->language = language_of(text_of(language));
	stage->r->problems = problems_in(stage->arena);
	stage->r->now = INT64_C(1784973600000);
	stage->r->today = 20260725;
	stage->r->guest = T("guest");
}

static const char *written(struct stage *stage)
{
	return text_string(stage->arena, output_text(&stage->visit.out));
}

static size_t times(const char *page, const char *piece)
{
	size_t count = 0;
	for (; (page = strstr(page, piece)); page++)
		count++;
	return count;
}

#define assert_has(page, piece) assert_non_null(strstr(page, piece))
#define assert_lacks(page, piece) assert_null(strstr(page, piece))

TEST(the_frame_shows_a_buyer_four_tabs)
{
	struct stage stage;
	stage_begin(&stage, "zh");
	stage.r->cart_count = 3;
	page_begin(stage.r, "Goods", "shelf");
	page_end(stage.r);
	const char *page = written(&stage);
	assert_has(page, "<html lang=\"zh-CN\" data-size=\"normal\">");
	assert_has(page, "class=\"skip\" href=\"#main\"");
	assert_has(page, "action=\"/shelf\" method=\"get\"");
	assert_has(page, "hreflang=\"bo\"");
	assert_has(page, "<span class=\"count\">3</span>");
	assert_int_equal(times(page, "<span>"), 4);
	assert_int_equal(times(page, "aria-current=\"page\""), 1);
	assert_lacks(page, "style=");
	arena_free(stage.arena);
}

TEST(the_frame_never_shows_more_than_five_tabs)
{
	struct stage stage;
	stage_begin(&stage, "en");
	stage.r->who.rights[0] =
		(struct held_right){ UINT64_C(1) << RIGHT_SERVE | UINT64_C(1) << RIGHT_FIGURES_READ, 0 };
	stage.r->who.right_count = 1;
	stage.r->sells = true;
	page_begin(stage.r, "Counter", "counter");
	page_end(stage.r);
	const char *page = written(&stage);
	assert_has(page, "href=\"/counter\"");
	assert_has(page, "href=\"/figures\"");
	assert_has(page, "href=\"/desk\"");
	assert_true(times(strstr(page, "<nav class=\"tabs"), "<a href") == 5);
	arena_free(stage.arena);
}

TEST(serving_is_told_on_every_page)
{
	struct stage stage;
	stage_begin(&stage, "en");
	stage.r->who.for_id = 7;
	stage.r->who.for_name = T("<王秀英>");
	page_begin_named(stage.r, T("A & B"), "shelf", NULL);
	page_end(stage.r);
	const char *page = written(&stage);
	assert_has(page, "Serving &lt;王秀英&gt;");
	assert_has(page, "name=\"csrf\"");
	assert_has(page, "A &amp; B");
	assert_has(page, "class=\"back\" href=\"/shelf\"");
	arena_free(stage.arena);
}

TEST(a_link_keeps_the_rest_of_the_address)
{
	struct stage stage;
	stage_begin(&stage, "en");
	stage.exchange.path = T("/goods/李 子");
	stage.exchange.query = T("q=%E6%9D%8E&lang=bo&done=saved&&after=5");
	struct text link = link_with(stage.r, "lang", T("en"));
	assert_string_equal(text_string(stage.arena, link), "/goods/%E6%9D%8E%20%E5%AD%90?q=%E6%9D%8E&after=5&lang=en");
	link = link_with(stage.r, "after", T(""));
	assert_string_equal(text_string(stage.arena, link), "/goods/%E6%9D%8E%20%E5%AD%90?q=%E6%9D%8E&lang=bo");
	arena_free(stage.arena);
}

TEST(a_form_shows_its_problems_twice)
{
	struct stage stage;
	stage_begin(&stage, "zh");
	kit_form(stage.r);
	const char *page = written(&stage);
	assert_has(page, "<a href=\"#f-boxes\">请填整数");
	assert_has(page, "<p class=\"problem\" id=\"f-boxes-problem\">请填整数");
	assert_has(page, "aria-describedby=\"f-boxes-problem\"");
	assert_has(page, "inputmode=\"decimal\"");
	assert_has(page, "type=\"radio\" name=\"kind\" value=\"goods\" id=\"f-kind\" checked");
	assert_has(page, "<select id=\"f-way\"");
	assert_has(page, "value=\"88.00\"");
	assert_has(page, "type=\"datetime-local\" value=\"2026-07-25T18:00\"");
	assert_has(page, "type=\"password\" value=\"\"");
	arena_free(stage.arena);
}

TEST(every_component_can_be_shown_in_every_language)
{
	static const char *const tags[] = { "zh", "bo", "en", "x-poison" };
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		struct stage stage;
		stage_begin(&stage, tags[i]);
		kit_page(stage.r);
		const char *page = written(&stage);
		assert_has(page, "</html>");
		assert_has(page, "class=\"weave\"");
		assert_has(page, "class=\"qr\"");
		assert_has(page, "class=\"bar part\"");
		assert_int_equal(times(page, "<svg"), times(page, "</svg>"));
		arena_free(stage.arena);
	}
}

/* In the poison language no Latin word stands outside of the brackets. */
TEST(the_kit_is_wholly_translated)
{
	struct stage stage;
	stage_begin(&stage, "x-poison");
	kit_page(stage.r);
	bool tag = false;
	int depth = 0, letters = 0;
	struct text rest = output_text(&stage.visit.out);
	const char *at = rest.bytes;
	for (uint32_t c; (c = text_next_character(&rest)) != 0; at = rest.bytes) {
		depth += c == 0x27E6 ? 1 : c == 0x27E7 ? -1 : 0;
		tag = depth ? tag : c == '<' ? true : c == '>' ? false : tag;
		letters = !depth && !tag && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) ? letters + 1 : 0;
		bool found = letters == 5 && strncmp(at - 4, "Engli", 5) != 0;
		if (found)
			print_error("not translated: %.60s\n", at - 4);
		assert_false(found);
	}
	arena_free(stage.arena);
}

TEST(a_chart_of_odd_numbers_stays_whole)
{
	struct stage stage;
	stage_begin(&stage, "en");
	int64_t rows[][3] = { { 0, 0, 0 },
		              { -5, 0, 3 },
		              { INT64_MIN, INT64_MIN, INT64_MIN },
		              { 1, INT64_C(900000000000000000) / 2, 7 } };
	struct text labels[3] = { T("a"), T("b"), T("c") };
	for (size_t i = 0; i < 4; i++) {
		struct chart_series series[2] = { { "bars", rows[i], "bar now" }, { "line", rows[i], "run" } };
		chart(stage.r, "Odd", T("boxes"), labels, 3, series, 2, 2);
	}
	chart(stage.r, "None", T(""), labels, 0, NULL, 0, 0);
	const char *page = written(&stage);
	assert_int_equal(times(page, "<svg class=\"chart\""), 4);
	assert_lacks(page, "height=\"-");
	arena_free(stage.arena);
}

TEST(a_level_bar_knows_cities_that_are_counties)
{
	struct stage stage;
	stage_begin(&stage, "en");
	struct level_bar_item items[] = { { INT64_C(44000000000000000), T("广东省") },
		                          { INT64_C(44190000000000000), T("东莞市") } };
	level_bar(stage.r, "/figures", items, 2, "?period=2026");
	const char *page = written(&stage);
	assert_has(page, "href=\"/figures/44?period=2026\"");
	assert_has(page, "aria-current=\"page\"");
	assert_int_equal(times(page, "aria-current"), 1);
	arena_free(stage.arena);
}

/* One customer has 2^64 addresses of IPv6: they wait together. */
TEST(rate_counts_a_network_of_ipv6_as_one)
{
	struct arena *arena = arena_new();
	assert_true(text_equal(rate_peer(arena, T("2001:db8:1:2::1")), rate_peer(arena, T("2001:db8:1:2:ffff::9"))));
	assert_false(text_equal(rate_peer(arena, T("2001:db8:1:2::1")), rate_peer(arena, T("2001:db8:1:3::1"))));
	assert_false(text_equal(rate_peer(arena, T("::ffff:192.0.2.1")), rate_peer(arena, T("::ffff:192.0.2.2"))));
	assert_true(text_equal(rate_peer(arena, T("192.0.2.7")), T("192.0.2.7")));
	assert_true(text_equal(rate_peer(arena, T("un:known")), T("un:known")));
	arena_free(arena);
}

/* Nobody waits until the clock is again where it was. */
TEST(rate_fills_after_the_clock_was_set_back)
{
	enum { HOUR_MS = 3600000 };
	struct arena *arena = arena_new();
	struct rates *rates = rates_new(arena);
	struct digest who = digest_of(T("somebody"));
	int64_t now = INT64_C(1784509200000);
	for (int i = 0; i < 10; i++)
		assert_int_equal(rates_take(rates, &who, 10, 10, now + HOUR_MS), 0);
	assert_true(rates_take(rates, &who, 10, 10, now + HOUR_MS) > 0);
	assert_true(rates_take(rates, &who, 10, 10, now) > 0);
	assert_int_equal(rates_take(rates, &who, 10, 10, now + 6000), 0);
	assert_true(rates_take(rates, &who, 10, 10, now + 6000) > 0);
	arena_free(arena);
}
