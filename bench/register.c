/* Makes a register of many households in a database of the demo, straight into the tables, as the program itself would have left them
   (`tongcun check` holds): villages of different sizes, names as frequent as names are, so that the commonest is borne by tens of thousands; a head
   on each card, the answers of this year with one line, one household in eight registered. Not here: their journal, people's search words.
     register DATABASE HOUSEHOLDS */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "common/measure/measure.h"
#include "db/search.h"

static const char *const surnames[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡",
	                                "朱", "高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐",
	                                "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭",
	                                "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎" };
static const char *const given[] = { "秀英", "桂英", "秀兰", "玉兰", "桂兰", "秀珍", "凤英", "玉珍", "玉英", "兰英",
	                             "建国", "建军", "国强", "志强", "明华", "德贵", "大成", "永康", "大山", "素芬",
	                             "春梅", "丽华", "德明", "世荣", "光明", "福生", "长寿", "天佑", "云飞", "小兰",
	                             "大勇", "国华", "永贵", "成林", "文才", "青山", "水生", "金凤", "银花", "兴旺" };
enum { SURNAMES = sizeof surnames / sizeof surnames[0], GIVEN = sizeof given / sizeof given[0] };
enum { FIRST_NUMBER = 1001, SMALLEST = 5, PARTS = 4 }; /* numbers behind the demo's; ids: household, person, line */
static const int64_t first_id = INT64_C(200000000000000000);

static sqlite3 *db;
static uint64_t chance = 20260720;

static uint64_t draw(void) /* xorshift64, Marsaglia 2003 */
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return chance;
}

/* The lower, the likelier: the lesser of three draws. */
static size_t skewed(size_t count)
{
	size_t least = count;

	for (int i = 0; i < 3; i++) {
		size_t drawn = (size_t)(draw() % count);
		if (drawn < least)
			least = drawn;
	}
	return least;
}

static void run(const char *sql)
{
	char *words = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &words) != SQLITE_OK) {
		fprintf(stderr, "register: %s\n%.120s\n", words, sql);
		exit(1);
	}
}

static sqlite3_stmt *prepared(const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK) {
		fprintf(stderr, "register: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
	return statement;
}

static void put(sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE) {
		fprintf(stderr, "register: %s\n", sqlite3_errmsg(db));
		exit(1);
	}
	sqlite3_reset(statement);
}

static void bind_text(sqlite3_stmt *statement, int at, struct text t)
{
	sqlite3_bind_text(statement, at, t.bytes, (int)t.length, SQLITE_TRANSIENT);
}

static struct text name_of(struct arena *arena, size_t surname, size_t which)
{
	return text_format(arena, "%s%s", surnames[surname], given[which]);
}

/* Every name with its words for searching, as the program itself takes them. */
static void put_words(void)
{
	struct arena *arena = arena_new();
	sqlite3_stmt *put_word;

	run("CREATE TEMP TABLE word(name TEXT, token TEXT, PRIMARY KEY (name, token)) WITHOUT ROWID");
	put_word = prepared("INSERT INTO temp.word(name, token) VALUES (?1, ?2)");
	for (size_t i = 0; i < SURNAMES * GIVEN; i++) {
		struct text tokens[SEARCH_TOKENS], name = name_of(arena, i / GIVEN, i % GIVEN);
		size_t count = search_tokens(arena, name, tokens);

		for (size_t k = 0; k < count; k++) {
			bind_text(put_word, 1, name);
			bind_text(put_word, 2, tokens[k]);
			put(put_word);
		}
	}
	sqlite3_finalize(put_word);
	arena_free(arena);
}

/* ---- households ---- */

static const char *const texts[] = {
	"INSERT INTO household(county, id, place, head, members, status, created_at, version)"
	" VALUES (?1 / 100000000000, ?2, ?1, ?3, 1, ?4, 1750000000000, 1)",
	"INSERT INTO person(county, id, place, name, login, phone, phone_index, number, number_index, birth_index, language,"
	" large_text, created_at, version) VALUES (?1 / 100000000000, ?2 + 1, ?1, ?3, '', '', '', '', '', '', '', 0,"
	" 1750000000000, 1 + 0 * length(?4))",
	"INSERT INTO household_member(county, household_id, person_id, since_on, person_county, relation, until_on)"
	" VALUES (?1 / 100000000000, ?2, ?2 + 1, 20250615, ?1 / 100000000000, 'head', 0 * length(?3) * length(?4))",
	"INSERT INTO household_status(county, household_id, since_on, until_on, status, reason, person_id, at)"
	" SELECT ?1 / 100000000000, ?2, 20250615, 0 * length(?3), ?4, 'From the old register', 0, 1750000000000"
	" WHERE ?4 <> 'none'",
	"INSERT INTO register_year(county, household_id, year, people, workers, ill, out_of_school, uninsured, housing, water,"
	" land_tenths, cattle, sheep, note, income_fen, cost_fen, illness_cost_fen, person_id, at, version)"
	" VALUES (?1 / 100000000000, ?2, CAST(strftime('%Y', 'now') AS INTEGER), 1, 1, 0, 0, 0, 'safe', 'tap', 20, 0, 0, '',"
	" 500000 + ?2 % 2000000, 0 * length(?3) * length(?4), 0, 0, 1750000000000, 2)",
	"INSERT INTO register_line(county, id, household_id, year, kind, fen, note, person_id, at)"
	" VALUES (?1 / 100000000000, ?2 + 2, ?2, CAST(strftime('%Y', 'now') AS INTEGER), 'crops', 500000 + ?2 % 2000000, '',"
	" 0 * length(?3) * length(?4), 1750000000000)",
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static void put_household(sqlite3_stmt *const *statements, int64_t place, int64_t id, struct text head)
{
	for (size_t i = 0; i < TEXTS; i++) {
		sqlite3_bind_int64(statements[i], 1, place);
		sqlite3_bind_int64(statements[i], 2, id);
		bind_text(statements[i], 3, head);
		bind_text(statements[i], 4, id / PARTS % 8 == 0 ? text_of("registered") : text_of("none"));
		put(statements[i]);
	}
}

/* How many a village of the land has of all: a few are ten times as large as most. */
static int64_t size_of(int64_t mean)
{
	int64_t parts = (int64_t)(draw() % 100);

	return SMALLEST + (parts < 5 ? mean * 4 : parts < 30 ? mean * 3 / 2 : mean / 2);
}

static int64_t put_households(int64_t wanted)
{
	struct arena *arena = arena_new();
	sqlite3_stmt *statements[TEXTS], *villages, *count;
	int64_t made = 0, mean;

	for (size_t i = 0; i < TEXTS; i++)
		statements[i] = prepared(texts[i]);
	count = prepared("SELECT count(*) FROM place WHERE level = 5 AND until_on = 0");
	sqlite3_step(count);
	mean = wanted / sqlite3_column_int64(count, 0);
	villages = prepared("SELECT place FROM place WHERE level = 5 AND until_on = 0 ORDER BY place");
	while (made < wanted && sqlite3_step(villages) == SQLITE_ROW) {
		int64_t village = sqlite3_column_int64(villages, 0), size = size_of(mean);

		for (int64_t k = 0; k < size && made < wanted; k++, made++)
			put_household(statements, village + FIRST_NUMBER + k, first_id + made * PARTS,
			              name_of(arena, skewed(SURNAMES), skewed(GIVEN)));
		if (made % 1000 < size)
			arena_reset(arena);
	}
	for (size_t i = 0; i < TEXTS; i++)
		sqlite3_finalize(statements[i]);
	sqlite3_finalize(count);
	sqlite3_finalize(villages);
	arena_free(arena);
	return made;
}

/* ---- what is kept beside the rows ---- */

static void put_total(enum indicator_number indicator, const char *select)
{
	char sql[1200];

	snprintf(sql, sizeof sql,
	         "DELETE FROM tally_leaf WHERE indicator = %d; DELETE FROM tally_county WHERE indicator = %d;"
	         "INSERT INTO tally_leaf(county, indicator, period, place, value)"
	         " SELECT county, %d, period, place, sum(value) FROM (%s) GROUP BY county, period, place;"
	         "INSERT INTO tally_county(indicator, period, county, value)"
	         " SELECT %d, period, county, sum(value) FROM tally_leaf WHERE indicator = %d GROUP BY period, county",
	         (int)indicator, (int)indicator, (int)indicator, select, (int)indicator, (int)indicator);
	run(sql);
}

#define STANDING(value, condition)                                                                   \
	"SELECT county, 0 AS period, place - place % 100000 AS place, " value " AS value FROM household" \
	" WHERE " condition
#define OF_YEAR(value)                                                                                              \
	"SELECT h.county, y.year * 10000 + p.add_ AS period, h.place - h.place % 100000 AS place, " value " AS value" \
	" FROM register_year AS y JOIN household AS h ON h.county = y.county AND h.id = y.household_id,"               \
	" (SELECT 1231 AS add_ UNION ALL SELECT 1200 UNION ALL SELECT 0) AS p"

static void put_totals(void)
{
	put_total(INDICATOR_HOUSEHOLDS, STANDING("1", "1"));
	put_total(INDICATOR_PEOPLE, STANDING("members", "1"));
	put_total(INDICATOR_REGISTERED, STANDING("1", "status = 'registered'"));
	put_total(INDICATOR_INCOME_FEN, OF_YEAR("y.income_fen - y.cost_fen"));
	put_total(INDICATOR_INCOME_PEOPLE, OF_YEAR("y.people"));
}

int main(int argc, char **argv)
{
	if (argc != 3 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
		fputs("usage: register DATABASE HOUSEHOLDS\n", stderr);
		return 2;
	}
	run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -600000; PRAGMA temp_store = FILE");
	put_words();
	run("BEGIN");
	printf("%lld households\n", (long long)put_households(strtoll(argv[2], NULL, 10)));
	run("INSERT INTO search_token(kind, token, county, id, place) SELECT 'household', w.token, h.county, h.id, h.place"
	    " FROM household AS h JOIN temp.word AS w ON w.name = h.head WHERE h.id >= 200000000000000000"
	    " AND h.id % 4 = 0 AND h.place % 100000 > 1000 ORDER BY w.token, h.county, h.id");
	put_totals();
	run("COMMIT; PRAGMA journal_mode = WAL");
	sqlite3_close(db);
	return 0;
}
