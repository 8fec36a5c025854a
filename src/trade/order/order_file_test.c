/* Files of orders: given at once when they are short, made as long work when they are long, by the rights held at each slice. */
#include "support/story.h"

#include <string.h>

#include "base/limits.h"
#include "base/workbook.h"
#include "journal/writer.h"

enum { COPIES = 12000 };

static const char orders_file[] = "/desk/orders.csv?state=completed";
static const char orders_sheet[] = "/orders/of?place=510525&period=2026&as=xlsx";

static enum outcome run_copies(struct task *task, struct db *db, struct world *world)
{
	const int64_t *copies = task->owner;
	(void)world;
	enum outcome outcome = db_exec(
		db,
		"INSERT INTO orders(county, id, checkout_id, seller_id, seller_place, buyer_county, buyer_id, buyer_place,"
		" placed_by_id, station_id, serving_station_id, serving_place, receiver, phone, address, state, goods_fen,"
		" shipping_fen, paid_fen, refunded_fen, weight_g, ships_on, arrives_on, expires_at, placed_at, paid_at,"
		" packed_at, shipped_at, delivered_at, handed_at, completes_at, completed_at, ended_at, pickup_code,"
		" payment, reason, version) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)"
		" SELECT county, id + i * 8192, checkout_id, seller_id, seller_place, buyer_county, buyer_id, buyer_place,"
		" placed_by_id, station_id, serving_station_id, serving_place, receiver, phone, address, 6, goods_fen,"
		" shipping_fen, paid_fen, refunded_fen, weight_g, ships_on, arrives_on, expires_at, placed_at, paid_at,"
		" packed_at, shipped_at, delivered_at, handed_at, completes_at, completed_at, ended_at, pickup_code,"
		" payment, reason, version FROM orders, n",
		bind(i64(*copies)));
	if (outcome == DONE)
		outcome = db_exec(
			db,
			"INSERT INTO order_line(county, order_id, number, product_id, variant_id, stock_id, title,"
			" variant_name, unit, picture, pieces, stock_pieces, price_fen, weight_g, household_id,"
			" household_place, returned) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE"
			" i < $1) SELECT county, order_id + i * 8192, number, product_id, variant_id, stock_id, title,"
			" variant_name, unit, picture, pieces, stock_pieces, price_fen, weight_g, household_id,"
			" household_place, returned FROM order_line, n",
			bind(i64(*copies)));
	return outcome;
}

static void many_orders(void)
{
	int64_t copies = COPIES;
	story_town();
	story_program_orders();
	town_run(0, run_copies, &copies);
}

static int64_t lines_of(struct text body)
{
	struct text line;
	int64_t lines = 0;
	while (text_next(&body, '\n', &line))
		lines += line.length > 0;
	return lines;
}

static const char *ask_for(const char *address, const char *as)
{
	ask(POST, "/jobs", as, FORM("address", address));
	check_status(303);
	return text_string(town_arena(), text_of(answer_location()));
}

TEST(order_file_of_years_is_made_in_slices)
{
	many_orders();
	ask_get(orders_file, "seller");
	check_status(200);
	check_page("It has more than 5,000 rows");
	check_page("name=\"address\" value=\"/desk/orders.csv?state=completed\"");
	/* by hand, a piece at a time */
	ask_get(words_of("%s&after=0", orders_file), "seller");
	assert_int_equal(lines_of(answer_body()),
	                 LIMIT_FILE_AT_ONCE + 2); /* a heading, and at the end that there is more */
	check_page("This file ends after 5,000 rows, and there are more. For the rest add to its address: after=");
	/* as long work */
	const char *work = ask_for(orders_file, "seller");
	town_pass(1000);
	ask_get(work, "seller");
	check_page("8,000 rows so far");
	ask_get(words_of("%s/file", work), "seller");
	check_status(404);
	town_restart();
	town_pass(1000);
	ask_get(work, "seller");
	check_page("12,000 rows");
	check_page("orders.csv");
	ask_get(words_of("%s/file", work), "seller");
	check_status(200);
	assert_int_equal(lines_of(answer_body()), COPIES + 1);
	ask_get(words_of("%s/file", work), "county");
	check_status(404);
	assert_true(town_number("SELECT sum(length(bytes)) FROM job_piece") * 4 <
	            town_number("SELECT file_bytes FROM job"));
	ask(POST, words_of("%s/forget", work), "seller", NOTHING);
	check_status(303);
	ask_get(words_of("%s/file", work), "seller");
	check_status(404);
	assert_int_equal(town_number("SELECT count(*) FROM job_piece"), 0);
}

TEST(a_file_ends_with_the_right_to_it)
{
	many_orders();
	ask(POST, "/jobs", "buyer", FORM("address", words_of("/figures/orders.csv?place=510525")));
	assert_true(answer_status() == 403 || answer_status() == 404);
	ask(POST, "/jobs", AS_NOBODY, FORM("address", orders_file));
	check_status(303);
	check_location("/sign-in");
	ask(POST, "/jobs", "seller", FORM("address", ""));
	check_status(422);
	ask(POST, "/jobs", "seller", FORM("address", "//elsewhere.example/x.csv"));
	check_status(404);
	/* taken while it is made */
	const char *work = ask_for(orders_file, "seller");
	town_pass(1000);
	ask(POST, words_of("/sellers/%s/members/remove", story_now()->seller), "county",
	    FORM("person", person_of("seller")));
	check_status(303);
	town_pass(1000);
	ask_get(work, "seller");
	check_page("What the file is about is gone, or the right to see it was taken.");
	assert_int_equal(town_number("SELECT count(*) FROM job_piece"), 0);
}

TEST(a_file_is_stopped_without_a_trace)
{
	many_orders();
	const char *work = ask_for(orders_file, "seller");
	town_pass(1000);
	assert_int_equal(town_number("SELECT count(*) FROM job_piece"), 8);
	ask(POST, words_of("%s/cancel", work), "admin", NOTHING);
	check_status(303);
	town_pass(1000);
	ask_get(work, "seller");
	check_page("Ended after 8,000 rows; nothing of it is kept");
	assert_int_equal(town_number("SELECT count(*) FROM job_piece"), 0);
	ask(POST, words_of("%s/forget", work), "seller", NOTHING);
	check_status(303);
}

/* The rows of a workbook that was downloaded, headings and all; NULL: it cannot be read. */
static const struct csv_table *sheet_of(const char *work, const char *as)
{
	struct csv_table *table = arena_take(town_arena(), sizeof *table);
	int64_t line;
	ask_get(words_of("%s/file", work), as);
	check_status(200);
	assert_true(text_equal(answer_header("type"),
	                       T("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")));
	return workbook_read(town_arena(), answer_body(), COPIES + 1000, table, &line) == DONE ? table : NULL;
}

/* Every row of a workbook has an order of its own in its first cell. */
static void check_no_order_twice(const struct csv_table *table)
{
	for (size_t i = 2; i < table->count; i++)
		assert_false(text_equal(table->rows[i].cells[0], table->rows[i - 1].cells[0]));
}

TEST(a_long_workbook_is_made_in_slices)
{
	many_orders();
	ask_get(orders_sheet, "county");
	check_status(200);
	check_page("It has more than 5,000 rows");
	const char *work = ask_for(orders_sheet, "county");
	ask_get(work, "county");
	check_page("of.xlsx");
	town_pass(1000);
	ask_get(work, "county");
	check_page("8,000 rows so far");
	check_page("id=\"job\"");
	ask_get(words_of("%s/file", work), "county");
	check_status(404);
	town_restart();
	town_pass(1000);
	ask_get(work, "county");
	check_page("Finished");
	check_page(".xlsx");
	const struct csv_table *table = sheet_of(work, "county");
	assert_non_null(table);
	assert_int_equal(table->count, COPIES + 2); /* the heading, and the order they are copies of */
	assert_true(text_equal(table->rows[0].cells[0], T("Order")));
	assert_true(text_equal(table->rows[COPIES + 1].cells[5], T("79.80")) ||
	            text_equal(table->rows[COPIES + 1].cells[5], T("79.8")));
	check_no_order_twice(table);
	/* nobody else's, and not after the right is gone */
	ask_get(words_of("%s/file", work), "province");
	check_status(404);
	ask_get(words_of("%s/file", work), AS_NOBODY);
	check_status(303);
	ask(POST, words_of("/people/%s/revoke", person_of("county")), "province",
	    FORM("role", "officer", "place", "510525"));
	check_status(303);
	ask_get(words_of("%s/file", work), "county");
	check_status(403);
}

static enum outcome run_nearly_full(struct task *task, struct db *db, struct world *world)
{
	const int64_t *done = task->owner;
	(void)world;
	return db_exec(db, "UPDATE job SET done = $1", bind(i64(*done)));
}

/* A workbook that grows too long is closed, so that what it has can be read. */
TEST(a_workbook_of_too_many_rows_ends_whole)
{
	int64_t nearly = LIMIT_SLICED_ROWS - 1000;
	many_orders();
	const char *work = ask_for(orders_sheet, "county");
	town_run(0, run_nearly_full, &nearly);
	town_pass(1000);
	ask_get(work, "county");
	check_page("Finished");
	check_page("The file ends here because it is very long");
	const struct csv_table *table = sheet_of(work, "county");
	assert_non_null(table);
	assert_int_equal(table->count, 1001);
}

TEST(a_workbook_is_stopped_without_a_trace)
{
	many_orders();
	ask(POST, "/jobs", "buyer", FORM("address", orders_sheet));
	check_status(403);
	const char *work = ask_for(orders_sheet, "county");
	town_pass(1000);
	ask(POST, words_of("%s/cancel", work), "buyer", NOTHING);
	check_status(403);
	ask(POST, words_of("%s/cancel", work), "county", NOTHING);
	check_status(303);
	town_pass(1000);
	ask_get(work, "county");
	check_page("Ended after 8,000 rows; nothing of it is kept");
	ask_get(words_of("%s/file", work), "county");
	check_status(404);
	assert_int_equal(town_number("SELECT count(*) FROM job_piece"), 0);
}

/* What its door gives whole is one slice. */
TEST(a_short_workbook_can_be_asked_for_too)
{
	story_town();
	const char *work = ask_for("/figures/510525/figures.xlsx?period=2026", "county");
	town_pass(1000);
	const struct csv_table *table = sheet_of(work, "county");
	assert_non_null(table);
	assert_true(table->count > 1);
}

/* A page that is no file of rows ends the work with words; a list of households is a look at them. */
TEST(only_files_are_made_in_slices)
{
	story_town();
	const char *work = ask_for("/me", "seller");
	town_pass(1000);
	ask_get(work, "seller");
	check_page("There is no file at this address");
	int64_t looks = town_number("SELECT count(*) FROM look");
	work = ask_for("/households?place=510525101001&as=csv", "cadre");
	town_pass(1000);
	assert_int_equal(town_number("SELECT count(*) FROM look"), looks + 1);
	ask_get(words_of("%s/file", work), "cadre");
	check_status(200);
	check_page("Number in the village");
}

TEST(an_administrator_checks_everything_from_a_page)
{
	story_town();
	ask(POST, "/jobs/check", "county", NOTHING);
	check_status(403);
	ask(POST, "/jobs/check", "admin", NOTHING);
	check_status(303);
	const char *work = text_string(town_arena(), text_of(answer_location()));
	for (int i = 0; i < 20; i++)
		town_pass(1000);
	ask_get(work, "admin");
	check_page("Finished");
	check_no_page("things to mend");
	ask_get(words_of("%s/file", work), "admin");
	check_status(200);
	check_page("ok    journal chain is whole\n");
	check_no_page("WRONG");
	check_books();
	town_replay();
}
