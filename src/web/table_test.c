/* Tables for officers, tried with the lists that exist: what is sorted, narrowed down and paged is whole and in order, files hold
   what the page shows, and no address breaks them. */
#include "support/aborts.h"
#include "support/town.h"
#include "web/door.h"
#include "web/table.h"

#include <stdio.h>
#include <string.h>

#define VILLAGE "/places/510525101001/households"

static void make_households(void)
{
	static const char *const heads[] = { "丁一", "丙二", "乙三", "甲四", "戊五", "<b>六", "=己七" };
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		ask(POST, VILLAGE, "cadre", FORM("head", heads[i]));
		check_status(303);
	}
	ask(POST, text_string(town_arena(), text_format(town_arena(), "%s/status", "/households/none")), "cadre",
	    FORM("status", "monitored", "since_on", "2026-01-01", "reason", "roof"));
	check_status(404);
}

/* Runs of another language are marked by an element. */
static struct text without_tags(struct text t)
{
	struct output out = output_in(town_arena());
	struct text piece, rest = t;

	while (text_next(&rest, '<', &piece)) {
		size_t tag = text_find(piece, T(">"));
		out_text(&out, tag < piece.length ? text_part(piece, tag + 1, piece.length) : piece);
	}
	return output_text(&out);
}

static const char *nth_head(size_t n)
{
	struct text rest = answer_body(), mark = T("<th role=\"rowheader\" scope=\"row\">");
	for (size_t i = 0; i <= n; i++) {
		size_t at = text_find(rest, mark);
		if (at == rest.length)
			return NULL;
		rest = text_part(rest, at + mark.length, rest.length);
	}
	size_t from = text_find(rest, T("\">")) + 2;
	rest = text_part(rest, from, text_find(rest, T("</a>")) - from);
	return text_string(town_arena(), without_tags(rest));
}

/* Follows the links to the next page to the end; gives the heads in the order met, joined by spaces. */
static struct text heads_met(const char *path)
{
	struct output out = output_in(town_arena());
	const char *next = path;
	for (size_t pages = 0; next && pages < 20; pages++) {
		ask_get(next, "cadre");
		check_status(200);
		const char *head;
		for (size_t i = 0; (head = nth_head(i)) != NULL; i++)
			out_format(&out, "%s ", head);
		next = answer_between("id=\"table-next\" href=\"", "\"");
		if (next) {
			struct output plain = output_in(town_arena());
			struct text rest = text_of(next), piece;
			for (bool first = true; text_next(&rest, '&', &piece); first = false) {
				out_string(&plain, first ? "" : "&");
				out_text(&plain,
				         text_starts(piece, T("amp;")) ? text_part(piece, 4, piece.length) : piece);
			}
			next = text_string(town_arena(), output_text(&plain));
		}
	}
	return output_text(&out);
}

static void check_met(const char *path, const char *wanted)
{
	struct text met = heads_met(path);
	if (!text_equal(met, text_of(wanted)))
		fprintf(stderr, "%s gives %.*s\n", path, TEXT(met));
	assert_true(text_equal(met, text_of(wanted)));
}

TEST(a_table_is_whole_and_in_order_whatever_its_pages)
{
	town();
	make_households();
	check_met(VILLAGE "?limit=2", "丁一 丙二 乙三 甲四 戊五 &lt;b&gt;六 =己七 ");
	check_met(VILLAGE "?limit=3&sort=-number", "=己七 &lt;b&gt;六 戊五 甲四 乙三 丙二 丁一 ");
	check_met(VILLAGE "?limit=2&sort=head", "&lt;b&gt;六 =己七 丁一 丙二 乙三 戊五 甲四 ");
	check_met(VILLAGE "?limit=1&sort=-head", "甲四 戊五 乙三 丙二 丁一 =己七 &lt;b&gt;六 ");
	check_met(VILLAGE "?limit=2&sort=members", "丁一 丙二 乙三 甲四 戊五 &lt;b&gt;六 =己七 ");
	check_met(VILLAGE "?limit=2&sort=-members", "=己七 &lt;b&gt;六 戊五 甲四 乙三 丙二 丁一 ");
	check_met(VILLAGE "?limit=4&sort=nonsense&status=nonsense&after=nonsense",
	          "丁一 丙二 乙三 甲四 戊五 &lt;b&gt;六 =己七 ");
}

TEST(a_table_says_how_it_is_sorted_and_narrowed)
{
	town();
	make_households();
	ask_get(VILLAGE "?sort=-head", "cadre");
	check_page("aria-sort=\"descending\"");
	check_page("href=\"?sort=head\"");
	check_page("htmx.");
	ask_get(VILLAGE "?status=monitored", "cadre");
	check_page("Nothing fits");
	check_page("<option value=\"monitored\" selected>");
	ask_get(VILLAGE "?q=%E4%B8%99", "cadre");
	check_page("丙二");
	check_no_page("丁一");
	ask_get("/places/510525101002/households", "township");
	check_page("No households here yet");
}

TEST(the_files_hold_what_the_page_shows)
{
	town();
	make_households();
	ask_get(VILLAGE "?sort=-head&as=csv&limit=2", "cadre");
	check_status(200);
	assert_true(text_equal(answer_header("type"), T("text/csv; charset=utf-8")));
	check_page(
		"\xEF\xBB\xBFHead of the household,Number in the village,Name of the village,Members,Status\r\n甲四,4,");
	check_page("\r\n'=己七,7,");
	check_page("\r\n<b>六,6,");
	ask_get(VILLAGE "?status=monitored&as=csv", "cadre");
	check_no_page("甲四");
	ask_get(VILLAGE "?as=csv&q=%E4%B8%99", "cadre");
	check_page("丙二");
	check_no_page("丁一");
	ask_get(VILLAGE "?sort=-head&as=xlsx", "cadre");
	check_status(200);
	assert_true(text_starts(answer_body(), T("PK")));
	ask_get(VILLAGE "?as=print", "cadre");
	check_page("丁一");
	check_no_page("<form class=\"toolbar\"");
	/* a list is a look, as a file too */
	assert_int_equal(town_number("SELECT count(*) AS count FROM look WHERE subject_place = 51052510100100000"), 5);
}

TEST(htmx_gets_the_table_alone)
{
	town();
	make_households();
	ask_header("HX-Request", "true");
	ask_get(VILLAGE "?sort=head", "cadre");
	check_status(200);
	check_page("<section class=\"section listing\" id=\"table\"");
	check_no_page("<html");
	ask_header("HX-Request", "true");
	ask_get(VILLAGE, "buyer");
	check_status(403);
}

TEST(rows_that_are_there_are_sorted_by_every_column)
{
	town();
	ask_get("/people?place=510525&sort=role&role=cadre", "county");
	check_status(200);
	check_page("Village cadre");
	check_no_page("<td role=\"cell\" class=\"w\" data-th=\"Role\"><span>Auditor");
	ask_get("/people?place=510525&sort=-given_at&as=csv", "county");
	check_page("Full name,Role,Over which place,Since,Given by");
	check_page("Auditor");
	ask_get("/people?place=510525&sort=name&lang=zh-CN", "county");
	check_status(200);
	ask_get("/people?place=510525", "buyer");
	check_status(403);
	ask_get("/people?place=510524", "county");
	check_status(403);
}

TEST(sellers_and_stations_are_tables_for_officers)
{
	static const char *const paths[] = {
		"/sellers",         "/sellers?sort=name",       "/sellers?sort=-name&kind=household&open=open",
		"/sellers?as=csv",  "/sellers?sort=village",    "/sellers?sort=-created_at",
		"/sellers?as=xlsx", "/sellers?sort=created_at", "/sellers?sort=-village&open=closed",
		"/stations",        "/stations?sort=name",      "/stations?sort=-name&open=open",
		"/stations?as=csv", "/stations?sort=-village",  "/people?q=cadre&as=csv",
		"/people?q=cadre",  "/people?as=xlsx",
	};
	static const char *const people[] = { "county", "province", "admin" };
	town();
	for (size_t k = 0; k < sizeof people / sizeof people[0]; k++)
		for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
			ask_get(paths[i], people[k]);
			check_status(200);
		}
}

TEST(orders_payments_and_payouts_are_tables)
{
	static const char *const paths[] = {
		"/orders/of?place=510525&period=2026",
		"/orders/of?place=510525&period=2026&as=csv",
		"/orders/of?place=510525&period=2026&as=xlsx",
		"/orders/of?place=510525&indicator=served&sort=weight_g",
		"/orders/of?place=510525&as=print",
		"/payments",
		"/payments?state=paid",
		"/payments?state=paid&as=csv",
		"/payments?as=xlsx",
		"/payouts?place=510525&sort=-amount_fen",
		"/payouts?place=510525&as=csv",
		"/payments?state=nonsense&after=nonsense&limit=1",
	};
	town();
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		ask_get(paths[i], "county");
		check_status(200);
		ask_get(paths[i], "buyer");
		check_status(403);
	}
	ask_get("/orders/of?place=510525&period=2026&as=csv", "county");
	check_page("Order,Paid on,Seller,Goods ordered,Weight (kg),Sum of goods (yuan),Given back (yuan),State\r\n");
}

static const struct route silent_route = { .method = GET, .path = "/silent" };
static const struct route open_route = { .method = GET, .path = "/open", .query = QUERY_OF(QUERY_SORT) };
static const struct field small_fields[] = { { .kind = FIELD_NONE } };
static const struct record small_record = { .name = "small", .size = sizeof(int64_t), .fields = small_fields };
static const struct table small_table = { .name = "small", .caption = "Small", .record = &small_record };

static void read_by(const struct route *route)
{
	struct exchange exchange = { .method = GET };
	struct request r = { .arena = town_arena(),
		             .site = town_site(),
		             .route = route,
		             .exchange = &exchange,
		             .language = language_of(T("en")) };
	struct table_view view;
	table_of_rows(&r, &small_table, NULL, NULL, 0, &view);
}

static void read_silently(void)
{
	read_by(&silent_route);
}

static void read_openly(void)
{
	read_by(&open_route);
}

/* So every table that any test asks for has its parameters in the document for programs (OpenAPI). */
TEST(a_table_says_what_it_reads_of_the_address)
{
	town();
	assert_true(aborts(read_silently));
	assert_false(aborts(read_openly));
	ask_get("/api/openapi.json", AS_NOBODY);
	check_page("Column to sort by; falling with a minus before it; on the page and in its files");
}

/* A file is read in pieces; together they are all rows, once each. */
TEST(a_long_file_is_whole)
{
	enum { MANY = 503 };
	town();
	for (int i = 0; i < MANY; i++) {
		ask(POST, VILLAGE, "cadre", FORM("head", "丁", "sure", "1"));
		check_status(303);
	}
	static const char *const sorts[] = { "number", "-number", "head", "-head", "members" };
	for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++) {
		ask_get(text_string(town_arena(), text_format(town_arena(), VILLAGE "?as=csv&sort=%s", sorts[i])),
		        "cadre");
		check_status(200);
		struct text rest = answer_body(), line;
		size_t rows = 0;
		int64_t sum = 0, number;
		for (size_t at; (at = text_find(rest, T("\r\n"))) < rest.length; rows++) {
			line = text_part(rest, 0, at);
			rest = text_part(rest, at + 2, rest.length);
			struct text cell, head;
			if (rows > 0 && text_next(&line, ',', &head) && text_next(&line, ',', &cell) &&
			    text_to_int64(cell, &number))
				sum += number;
		}
		assert_int_equal(rows, MANY + 1);
		assert_int_equal(sum, (int64_t)MANY * (MANY + 1) / 2);
	}
}
