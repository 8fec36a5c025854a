/* Households out of files: whole requests, on both engines. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define HEADING "village,household,relation,name,number,phone\n"
#define VILLAGE "510525101001"
static const char door[] = "/places/" VILLAGE "/households/import";

static void send(const char *csv, const char *as)
{
	ask_file(door, as, NOTHING, "file", "households.csv", csv, strlen(csv));
}

/* Posts what the dry run shows. */
static void confirm(const char *as)
{
	const char *csv = answer_between("name=\"csv.0\" value=\"", "\">");

	assert_non_null(csv);
	char text[4000];
	size_t length = 0;
	for (; *csv && length + 1 < sizeof text; csv++) {
		bool is_quote = strncmp(csv, "&quot;", 6) == 0;

		text[length++] = is_quote ? '"' : *csv;
		csv += is_quote ? 5 : 0;
	}
	text[length] = 0;
	ask(POST, door, as, FORM("confirm", "1", "csv.0", text));
}

static const char good[] = HEADING VILLAGE ",1,head,泽仁旺堆,510525197001010013,13911112222\n" VILLAGE
					   ",1,spouse,卓玛,,\n" VILLAGE ",2,户主,\"扎西, 老三\",,\n";

TEST(import_shows_and_then_writes)
{
	town();
	send(good, "cadre");
	check_status(200);
	check_page("2 households with 3 people are good");
	check_no_page("510525197001010013</"); /* numbers are not shown */
	assert_int_equal(town_number("SELECT count(*) FROM household"), 0);
	confirm("cadre");
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM household"), 2);
	assert_int_equal(town_number("SELECT sum(members) FROM household"), 3);
	assert_int_equal(town_number("SELECT count(*) FROM household WHERE head = '扎西, 老三'"), 1);
	check_books();
	assert_true(town_replay() > 0);
}

TEST(import_twice_is_once)
{
	town();
	send(good, "cadre");
	confirm("cadre");
	send(good, "cadre");
	check_status(200);
	check_page("2 households were brought in before");
	check_no_page("Bring them in");
	send(HEADING VILLAGE ",2,head,扎西,,\n" VILLAGE ",3,head,次仁,,\n", "cadre");
	check_page("1 households with 1 people are good");
	confirm("cadre");
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM household"), 3);
	check_books();
}

TEST(import_names_every_bad_line)
{
	town();
	send(good, "cadre");
	confirm("cadre");
	send(HEADING VILLAGE ",11,head,甲,510525197001010013,\n" /* on a card already */
	     VILLAGE ",12,head,乙,123,\n"                        /* no number */
	     VILLAGE ",13,cousin,丙,,\n"                         /* no such relation, and no head */
	                     "510525101002,14,head,丁,,\n"       /* not the cadre's */
	                     "510525999001,15,head,戊,,\n"       /* no such village */
	     VILLAGE ",16,head,己,51052519700101003X,\n" VILLAGE ",16,head,庚,51052519700101003X,\n" /* twice */
	     VILLAGE ",17,head,,,\n",
	     "cadre");
	check_status(422);
	check_page("on a household&#39;s card already");
	check_page("check the 18 characters");
	check_page("No such relation");
	check_page("not in your land");
	check_page("No village has this code");
	check_page("two heads");
	check_no_page("Bring them in");
	assert_int_equal(town_number("SELECT count(*) FROM household"), 2);
	send("household,name\n1,甲\n", "cadre");
	check_status(422);
	check_page("lacks this column");
	send(HEADING, "cadre");
	check_status(422);
	send("", "cadre");
	check_status(422);
	check_page("Choose a file");
}

TEST(import_is_for_who_may)
{
	town();
	send(good, "operator");
	check_status(403);
	send(good, "buyer");
	check_status(403);
	static const char changed[] = HEADING "510525101002,14,head,丁,,\n";
	ask(POST, door, "cadre", FORM("confirm", "1", "csv.0", changed));
	check_status(422); /* what was shown is checked again */
	ask_get("/places/" VILLAGE "/households/import/template.csv?lang=zh-CN", "cadre");
	check_page("与户主关系");
	check_page(VILLAGE);
}

/* The template as it is, in another language, saved as a workbook. */
TEST(import_of_a_workbook)
{
	static const char *const cells[3][6] = {
		{ "所在村代码", "本表户编号", "与户主关系", "姓名", "身份证号", "电话" },
		{ VILLAGE, "1", "户主", "刘大成", "", "13800001234" },
		{ VILLAGE, "1", "配偶", "王秀英", "", "" },
	};
	char path[] = "/tmp/tongcun-import-XXXXXX", bytes[20000];
	int handle = mkstemp(path);
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);

	assert_true(handle >= 0);
	for (unsigned short row = 0; row < 3; row++)
		for (unsigned short column = 0; column < 6; column++)
			worksheet_write_string(sheet, row, column, cells[row][column], NULL);
	assert_int_equal(workbook_close(book), 0);
	(void)close(handle);
	FILE *file = fopen(path, "rb");
	size_t length = fread(bytes, 1, sizeof bytes, file);
	(void)fclose(file);
	(void)unlink(path);
	town();
	ask_file(door, "cadre", NOTHING, "file", "households.xlsx", bytes, length);
	check_status(200);
	check_page("1 households with 2 people are good");
	confirm("cadre");
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM household_member WHERE relation = 'spouse'"), 1);
	ask_file(door, "cadre", NOTHING, "file", "households.xlsx", bytes, length / 2);
	check_status(422);
	check_page("workbook cannot be read");
	check_books();
}
