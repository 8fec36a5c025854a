/* What pages and answers tell the script and the service worker: whose a page is, what may be kept, which forms may wait. */
#include "support/town.h"

#include <string.h>

#include "base/digest.h"
#include "base/id.h"

static struct text page_of(const char *path, const char *as)
{
	ask_get(path, as);
	check_status(200);
	return text_copy(town_arena(), answer_header("page"));
}

/* A piece of the page that outlives the next ask. */
static const char *piece(const char *before, const char *after)
{
	return text_string(town_arena(), text_of(answer_between(before, after)));
}

static bool is_kept(struct text page)
{
	return text_ends(page, T(" keep"));
}

static struct text tag_in(struct text page)
{
	return text_part(page, 0, text_find(page, T(" ")));
}

TEST(offline_pages_say_whose_they_are)
{
	town();
	struct text nobody = page_of("/shelf", AS_NOBODY), buyer = page_of("/orders", "buyer");
	struct text other = page_of("/orders", "buyer2"), operator_ = page_of("/me", "operator");
	assert_true(text_equal(nobody, T("- keep")));
	assert_true(is_kept(buyer) && is_kept(other) && is_kept(operator_));
	assert_false(text_equal(tag_in(buyer), tag_in(other)));
	assert_true(text_equal(tag_in(buyer), tag_in(page_of("/me", "buyer"))));
	assert_false(text_equal(tag_in(buyer), tag_in(nobody)));
}

TEST(offline_keeps_no_money_and_no_looks)
{
	town();
	assert_false(is_kept(page_of("/payouts?place=510525", "county")));
	assert_false(is_kept(page_of("/ledger", AS_NOBODY)));
	assert_false(is_kept(page_of("/counter/till", "operator")));
	assert_false(is_kept(page_of("/people?place=510525101001", "cadre")));
	assert_false(is_kept(page_of("/places/510525101001/households", "cadre")));
	ask_get("/products/510525-0000-0", AS_NOBODY);
	check_status(404);
	assert_false(is_kept(answer_header("page")));
}

TEST(offline_says_in_a_page_which_forms_may_wait_and_for_whom)
{
	town();
	ask_get("/me", "buyer");
	const char *person = piece("id=\"outbox\" data-person=\"", "\"");
	assert_int_equal(strlen(person), 17);
	const char *forms = piece("data-forms=\"", "\"");
	assert_non_null(strstr(forms, "/cart /cart/change"));
	assert_non_null(strstr(forms, "/me/details"));
	assert_null(strstr(forms, "/pay"));
	assert_null(strstr(forms, "/till"));
	assert_null(strstr(forms, "/withdraw"));
	ask_get("/offline/ticket", "buyer");
	assert_string_equal(answer_json("person"), person);
	assert_true(text_equal(answer_header("cache"), T("no-store")));
	ask_get("/offline/ticket", "buyer2");
	assert_string_not_equal(answer_json("person"), person);
	ask_get("/offline", "county");
	check_page("data-person=\"\"");
	check_no_page("href=\"/figures\"");
}

/* Every door whose posts may wait, by name: whoever adds one weighs anew that it moves no money and takes nothing away. */
TEST(offline_doors_that_may_wait_are_weighed)
{
	static const char *const weighed[] = { "/cart",
		                               "/cart/change",
		                               "/orders",
		                               "/orders/{order}/return",
		                               "/orders/{order}/again",
		                               "/orders/{order}/arrive",
		                               "/desk/orders",
		                               "/desk/products/{product}/variants",
		                               "/desk/variants/{variant}",
		                               "/desk/stock/{stock}/moves",
		                               "/me/settings",
		                               "/me/details",
		                               "/people/{person}/edit",
		                               "/places/{place}/households",
		                               "/households/{household}/head",
		                               "/households/{household}/members",
		                               "/households/{household}/status",
		                               "/households/{household}/years/{year}",
		                               "/households/{household}/lines",
		                               "/households/{household}/causes",
		                               "/households/{household}/causes/end",
		                               "/households/{household}/measures",
		                               "/households/{household}/measures/{measure}/done",
		                               "/households/{household}/visits",
		                               "/stations/{station}",
		                               "/rides" };
	size_t found = 0, count = sizeof weighed / sizeof weighed[0];
	const struct module *module;
	town();
	for (size_t i = 0; site_route(town_site(), i, &module); i++) {
		const struct route *route = site_route(town_site(), i, &module);
		if (!(route->flags & ROUTE_MAY_WAIT))
			continue;
		bool known = false;
		for (size_t w = 0; w < count; w++)
			known = known || !strcmp(weighed[w], route->path);
		if (!known)
			fail_msg("%s may wait and was not weighed", route->path);
		assert_int_equal(route->method, POST);
		assert_false(route->flags & (ROUTE_NOT_KEPT | ROUTE_OUTSIDE | ROUTE_UPLOAD));
		found++;
	}
	assert_int_equal(found, count);
}

TEST(offline_script_gets_receipts_without_redirects)
{
	town();
	ask_header("X-Outbox", "1");
	ask(POST, "/me/settings", "buyer", FORM("language", "en"));
	check_status(204);
	check_location("/me");
	ask(POST, "/me/settings", "buyer", FORM("language", "en"));
	check_status(303);
	ask_header("X-Outbox", "1");
	ask(POST, "/me/details", "buyer", FORM("name", "", "phone", ""));
	check_status(422);
	ask_header("X-Outbox", "1");
	ask(POST, "/me/details", AS_NOBODY, FORM("name", "x"));
	check_status(401);
	ask_header("X-Outbox", "1");
	ask(POST, "/me/sessions/end-others", "buyer", NOTHING);
	check_status(403);
}

TEST(offline_nothing_waits_while_a_station_serves)
{
	town();
	int64_t county = town_number("SELECT county FROM login WHERE login = 'buyer'");
	int64_t number = town_number("SELECT person_id FROM login WHERE login = 'buyer'");
	const char *person = text_string(town_arena(), id_public(town_arena(), county, number));
	ask(POST, "/serve", "operator", FORM("person", person));
	check_status(303);
	ask_get("/shelf", "operator");
	assert_string_equal(answer_between("data-forms=\"", "\""), "");
	assert_false(is_kept(answer_header("page")));
}

TEST(offline_a_first_visit_brings_its_stylesheet_along)
{
	town();
	ask_header("Upgrade-Insecure-Requests", "1");
	ask_get("/shelf", AS_NOBODY);
	struct text style = text_of(answer_between(".css\">", "</style>"));
	assert_true(style.length > 1000);
	check_no_page("rel=\"stylesheet\"");
	struct text named = digest_policy(town_arena(), style);
	assert_true(text_find(answer_header("policy"), named) < answer_header("policy").length);
	struct text cookie = text_format(town_arena(), "look=%.*s", TEXT(answer_cookie("look")));
	assert_int_equal(cookie.length, 13);
	ask_header("Upgrade-Insecure-Requests", "1");
	ask_header("Cookie", text_string(town_arena(), cookie));
	ask_get("/shelf", AS_NOBODY);
	check_page("rel=\"stylesheet\"");
	check_no_page("<style");
}

/* What only lists of officers want comes in the same way, whether or not the common stylesheet is there already. */
TEST(offline_a_first_list_brings_its_stylesheet_along)
{
	town();
	ask_header("Upgrade-Insecure-Requests", "1");
	ask_get("/figures/510525", AS_NOBODY);
	check_page("<style data-from=\"/static/look.");
	struct text style = text_of(answer_between("<style data-from=\"/static/office.", "</style>"));
	style = text_part(style, text_find(style, T(">")) + 1, style.length);
	assert_true(style.length > 1000);
	struct text named = digest_policy(town_arena(), style);
	assert_true(text_find(answer_header("policy"), named) < answer_header("policy").length);
	const char *cookies =
		text_string(town_arena(), text_format(town_arena(), "office=%.*s", TEXT(answer_cookie("office"))));
	ask_header("Upgrade-Insecure-Requests", "1");
	ask_header("Cookie", cookies);
	ask_get("/figures/510525", AS_NOBODY);
	check_page("<link rel=\"stylesheet\" href=\"/static/office.");
	check_page("<style data-from=\"/static/look.");
}

TEST(offline_pictures_are_left_out_for_whom_wants_none)
{
	town();
	ask_get("/?place=510525", AS_NOBODY);
	check_page("<img src=\"/static/");
	ask_get("/?place=510525&pictures=no", AS_NOBODY);
	check_no_page("<img src=\"/");
	check_page("data-pictures=no");
	assert_true(text_equal(answer_cookie("pictures"), T("no")));
	ask_header("Save-Data", "on");
	ask_get("/?place=510525", AS_NOBODY);
	check_no_page("<img src=\"/");
	ask_header("Save-Data", "on");
	ask_get("/?place=510525&pictures=yes", AS_NOBODY);
	check_page("<img src=\"/static/");
}

TEST(offline_moments_are_written_in_each_language)
{
	town();
	ask_get("/offline?lang=en", AS_NOBODY);
	check_page("data-moment=\"{d} {n} {y} {t}\"");
	ask_get("/offline?lang=zh-CN", AS_NOBODY);
	check_page("data-moment=\"{y}年{m}月{d}日 {t}\"");
	ask_get("/offline?lang=bo", AS_NOBODY);
	check_page("data-moment=\"{y} ལོའི་ཟླ་ {m} ཚེས་ {d} {t}\"");
}
