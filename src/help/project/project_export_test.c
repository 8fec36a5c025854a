/* The exports of projects: only what is public, nobody's name, sums of the ledger, pages of a long file. Whether the files are IATI 2.03
   and OCDS 1.1 is said by validators outside the program (tests/run/55_exports.sh). */
#include "support/story.h"

#include <stdlib.h>
#include <string.h>

#include "base/money.h"
#include "help/project/project_export.h"

static char project_id[STORY_ID], fund_id[3][STORY_ID], line_id[STORY_ID], entry_id[STORY_ID], contract_id[2][STORY_ID],
	milestone_id[STORY_ID], goal_id[STORY_ID];

static void posts(const char *who, const char *ending, const char *json)
{
	ask_json(POST, words_of("/api/v1/projects/%s%s", project_id, ending), who, json);
	check_status(200);
}

static void proposes(const char *title, const char *place, const char *days, const char *public)
{
	ask_json(POST, "/api/v1/projects", "county",
	         words_of("{\"title\":\"%s\",\"kind\":\"road\",\"about\":\"水泥路 <3.5 m> & 护栏\",\"place\":\"%s\","
	                  "\"level\":\"county\",\"owner_name\":\"古蔺县交通运输局\",%s,\"is_public\":%s}",
	                  title, place, days, public));
	check_status(201);
	keep_id(project_id, "id");
}

static void funds(size_t i, const char *source, const char *name, int64_t fen, const char *is_private)
{
	posts("county", "/funds",
	      words_of("{\"source\":\"%s\",\"name\":\"%s\",\"promised_fen\":%lld,\"dated_on\":\"2026-07-01\","
	               "\"is_private\":%s}",
	               source, name, (long long)fen, is_private));
	keep_id(fund_id[i], "id");
}

static void contracts(size_t i, const char *name, const char *is_private, int64_t fen)
{
	posts("county", "/contracts",
	      words_of(
		      "{\"title\":\"路面\",\"category\":\"works\",\"method\":\"open\",\"name\":\"%s\",\"is_private\":%s,"
		      "\"amount_fen\":%lld,\"dated_on\":\"2026-07-20\",\"start_on\":\"2026-07-20\","
		      "\"end_on\":\"2026-12-01\"}",
		      name, is_private, (long long)fen));
	keep_id(contract_id[i], "id");
}

static void moves(const char *ending, size_t fund, int64_t fen, const char *more)
{
	posts("county", ending,
	      words_of(
		      "{\"fund\":\"%s\",\"amount_fen\":%lld,\"dated_on\":\"2026-07-20\",\"document\":\"凭证 9731\",\"words\":\"一笔\"%s}",
		      fund_id[fund], (long long)fen, more));
	keep_id(entry_id, "id");
}

static void pays(size_t fund, int64_t fen, const char *contract, const char *payee)
{
	moves("/payments", fund, fen,
	      words_of(",\"line\":\"%s\",\"contract\":\"%s\",\"payee_name\":\"%s\",\"is_private\":true", line_id,
	               contract, payee));
}

/* Money in odd fen from three sources, one of them a private person; paid to a firm, to a private person by contract and to one without;
   one payment taken back, a part given back. */
static void road(void)
{
	proposes("通村硬化路", "510525101", "\"start_on\":\"2026-07-21\",\"end_on\":\"2028-02-10\"", "true");
	funds(0, "state", "中央财政衔接资金", 1000000007, "false");
	funds(1, "donor", "钱多多", 10000001, "true");
	funds(2, "partner", "东部协作市", 340000000, "false");
	posts("county", "/lines", "{\"title\":\"路基路面\",\"budget_fen\":1000000003}");
	keep_id(line_id, "id");
	posts("county", "/milestones", "{\"title\":\"路基完成\",\"planned_on\":\"2026-08-10\"}");
	keep_id(milestone_id, "id");
	posts("county", "/milestones", "{\"title\":\"验收\",\"planned_on\":\"2027-12-20\"}");
	posts("county", "/goals",
	      "{\"title\":\"硬化路里程\",\"unit\":\"公里\",\"base\":0,\"target\":24,\"planned_on\":\"2026-12-31\"}");
	keep_id(goal_id, "id");
	posts("province", "/approve", "{}");
	posts("county", "/begin", "{}");
	ask_json(POST, words_of("/api/v1/project-goals/%s/values", goal_id), "township",
	         "{\"value\":7,\"dated_on\":\"2026-07-20\",\"words\":\"实测\"}");
	check_status(200);
	moves("/arrivals", 0, 900000007, "");
	moves("/arrivals", 1, 10000001, "");
	contracts(0, "古蔺路桥公司", "false", 600000005);
	contracts(1, "孙师傅", "true", 5000);
	pays(0, 200000001, contract_id[0], "");
	pays(0, 100000001, contract_id[0], "");
	pays(1, 5000, contract_id[1], "");
	pays(0, 333, "", "李大嫂");
	pays(0, 77777, contract_id[0], "");
	ask_json(POST, words_of("/api/v1/project-entries/%s/undo", entry_id), "county", "{\"words\":\"记错了\"}");
	check_status(200);
	moves("/returns", 0, 11111, "");
	ask_json(POST, words_of("/api/v1/project-milestones/%s/report", milestone_id), "township",
	         "{\"dated_on\":\"2026-07-20\",\"words\":\"路基压实\",\"document\":\"验收单 3\"}");
	check_status(200);
	ask_json(POST, words_of("/api/v1/project-milestones/%s/confirm", milestone_id), "county", "{}");
	check_status(200);
}

static void approved(const char *title, const char *place, const char *days, const char *public)
{
	proposes(title, place, days, public);
	funds(0, "county", "县财政", 300, "false");
	posts("county", "/lines", "{\"title\":\"桩基\",\"budget_fen\":300}");
	posts("county", "/milestones", "{\"title\":\"桩基完成\",\"planned_on\":\"2029-06-01\"}");
	posts("province", "/approve", "{}");
}

/* The road; a quay of another township, of the year after next; one that is not public, and one that nobody has approved. */
static void project_land(void)
{
	town();
	road();
	approved("码头", "510525209", "\"start_on\":\"2029-01-01\",\"end_on\":\"2029-12-31\"", "true");
	approved("内部机房", "510525101", "\"start_on\":\"2026-07-21\",\"end_on\":\"2026-12-31\"", "false");
	proposes("还没批的桥", "510525101", "\"start_on\":\"2026-07-21\",\"end_on\":\"2026-12-31\"", "true");
}

/* Sum of the numbers that stand between two pieces, each behind the next `mark`. */
static int64_t sum_behind(const char *mark, const char *before, const char *after)
{
	struct text rest = answer_body();
	int64_t sum = 0, fen;
	for (;;) {
		size_t at = text_find(rest, text_of(mark));
		if (at == rest.length)
			return sum;
		rest = text_part(rest, at + strlen(mark), rest.length);
		struct text piece = text_part(rest, text_find(rest, text_of(before)) + strlen(before), rest.length);
		assert_true(money_read(text_part(piece, 0, text_find(piece, text_of(after))), &fen));
		sum += fen;
	}
}

/* A number of the JSON answer in yuan. */
static int64_t fen_at(const char *path)
{
	return (int64_t)(strtod(answer_json(path), NULL) * 100 + 0.5);
}

static size_t times(const char *piece)
{
	struct text rest = answer_body();
	size_t count = 0;
	for (size_t at; (at = text_find(rest, text_of(piece))) < rest.length; count++)
		rest = text_part(rest, at + strlen(piece), rest.length);
	return count;
}

static int64_t moved(const char *type)
{
	return sum_behind(words_of("<transaction-type code=\"%s\"/>", type), "\">", "</value>");
}

static void check_nobody(void)
{
	static const char *const hidden[] = { "钱多多", "孙师傅",   "李大嫂",     "凭证", "9731",
		                              "验收单", "内部机房", "还没批的桥", "138" };
	for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
		check_no_page(hidden[i]);
}

TEST(project_export_iati_sums_to_the_ledger)
{
	project_land();
	ask_get("/projects/iati.xml", AS_NOBODY);
	check_status(200);
	answer_keep("iati.xml");
	assert_string_equal(text_string(town_arena(), answer_header("type")), "application/xml; charset=utf-8");
	assert_int_equal(times("<iati-activity "), 2);
	assert_int_equal(moved("11"), 1000000007 + 10000001 + 340000000 + 300);
	assert_int_equal(moved("1"), 900000007 + 10000001 - 11111);
	assert_int_equal(moved("2"), 600000005 + 5000);
	assert_int_equal(moved("4"), 200000001 + 100000001 + 5000 + 333);
	assert_int_equal(moved("1") - moved("4"),
	                 town_number("SELECT sum(credits_fen - debits_fen) FROM account WHERE kind = 16"));
	assert_int_equal(times("<budget "), 4); /* of the road 2026, 2027 and 2028 */
	assert_int_equal(sum_behind("<budget type=\"1\" status=\"1\">", "\">", "</value>"), 1000000003 + 300);
	assert_int_equal(sum_behind("<planned-disbursement type=\"1\">", "\">", "</value>"), 600000005 - 300000002);
	assert_int_equal(times("<result "), 3); /* milestones of both, kilometres of the road */
	check_page("<target value=\"24\"/><actual value=\"7\"/>");
	check_page("水泥路 &lt;3.5 m&gt; &amp; 护栏");
	check_nobody();
	ask_get("/projects/iati.xml", "county"); /* an officer gets no more: it is a file to be passed on */
	check_nobody();
	check_books();
}

TEST(project_export_ocds_sums_to_the_ledger)
{
	project_land();
	ask_get("/projects/ocds.json", AS_NOBODY);
	check_status(200);
	answer_keep("ocds.json");
	assert_int_equal(times("\"ocid\":"), 4);
	assert_int_equal(fen_at("releases.0.planning.budget.amount.amount"), 1000000003);
	assert_string_equal(answer_json("releases.0.planning.milestones.0.status"), "met");
	assert_string_equal(answer_json("releases.0.planning.milestones.1.status"), "scheduled");
	assert_int_equal(fen_at("releases.1.contracts.0.implementation.transactions.0.value.amount") +
	                         fen_at("releases.1.contracts.0.implementation.transactions.1.value.amount"),
	                 town_number("SELECT paid_fen FROM project_contract WHERE amount_fen = 600000005"));
	assert_int_equal(fen_at("releases.2.contracts.0.implementation.transactions.0.value.amount"), 5000);
	assert_int_equal(times("\"payer\":{"), 3); /* neither what was taken back nor what no contract is about */
	assert_string_equal(answer_json("releases.2.relatedProcesses.0.identifier"), answer_json("releases.0.ocid"));
	check_nobody();
	ask_get(words_of("/projects/ocds.json?place=%s", "510525209"), AS_NOBODY);
	assert_int_equal(times("\"ocid\":"), 1);
	check_page("码头");
	ask_get("/projects/ocds.json?place=510524", AS_NOBODY); /* a package has at least one release */
	check_status(404);
}

/* An installation that does not say under which address it is reached still gives valid files. */
TEST(project_export_without_an_address)
{
	project_land();
	town_replay();
	ask_get("/projects/iati.xml", AS_NOBODY);
	check_status(200);
	check_no_page("town.invalid");
	answer_keep("iati-plain.xml");
	ask_get("/projects/ocds.json?limit=1", AS_NOBODY);
	check_status(200);
	check_no_page("town.invalid");
	assert_string_equal(answer_json("uri"), "urn:tongcun:export:projects?=limit=1");
	answer_keep("ocds-plain.json");
}

TEST(project_export_by_place_period_and_page)
{
	static const char *const wrong[] = { "?period=x", "?period=20261301", "?after=1", "?after=510525-1-1" };
	project_land();
	ask_get("/projects/iati.xml?place=510525101", AS_NOBODY);
	check_page("通村硬化路");
	check_no_page("码头");
	ask_get("/projects/iati.xml?period=2029", AS_NOBODY); /* the road still runs: it is not ended */
	check_page("码头");
	check_page("通村硬化路");
	ask_get("/projects/iati.xml?period=202606", AS_NOBODY);
	check_status(404);
	ask_get("/projects/iati.xml?period=202611", AS_NOBODY);
	check_no_page("码头");
	ask_get("/projects/iati.xml?place=510524", AS_NOBODY);
	check_status(404);
	ask_get("/projects/iati.xml?place=999999", AS_NOBODY);
	check_status(404);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		ask_get(words_of("/projects/iati.xml%s", wrong[i]), AS_NOBODY);
		check_status(422);
	}
	ask_get("/projects/iati.xml?limit=1&place=510525&period=2029", AS_NOBODY);
	assert_int_equal(times("<iati-activity "), 1);
	check_page("通村硬化路");
	answer_keep("iati-first.xml");
	const char *next = answer_between("tongcun:next=\"http://town.invalid", "\"");
	assert_non_null(next);
	struct text address = text_of(next);
	struct output plain = output_in(town_arena());
	for (size_t at; (at = text_find(address, T("&amp;"))) < address.length;) {
		out_text(&plain, text_part(address, 0, at + 1));
		address = text_part(address, at + 5, address.length);
	}
	out_text(&plain, address);
	ask_get(text_string(town_arena(), output_text(&plain)), AS_NOBODY);
	check_status(200);
	check_page("码头");
	check_no_page("通村硬化路");
	check_no_page("tongcun:next");
	ask_get("/projects/ocds.json?limit=1", AS_NOBODY);
	answer_keep("ocds-first.json");
	assert_string_equal(answer_json("uri"),
	                    "http://town.invalid/projects/ocds.json?limit=1"); /* its own, not another page's */
	check_page("\"links\":{\"next\":\"http://town.invalid/projects/ocds.json?limit=1&after=");
}
