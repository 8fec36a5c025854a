/* Whole towns run again out of their journals, and journals in which one byte was changed. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "db/open.h"
#include "journal/chain.h"
#include "journal/replay_state.h"
#include "support/town_inside.h"

TEST(replay_of_a_whole_story_gives_every_row)
{
	story_told();
	int64_t stored = journal_count();
	assert_true(stored > 60);
	assert_int_equal(town_replay(), stored);
	check_books();
	assert_int_equal(journal_count(), stored);
}

TEST(replay_of_merged_villages_gives_every_row)
{
	story_town();
	story_guest_orders();
	story_guest_pays();
	ask(POST, "/places/510525101002/merge", "admin", FORM("into", "510525101001"));
	check_status(303);
	ask(POST, "/places/510525101001/code", "admin", FORM("code", "510525101777"));
	check_status(303);
	ask(POST, "/places/510525101777/name", "admin", FORM("name", "丹霞村", "version", "1"));
	check_status(303);
	town_replay();
	check_books();
}

/* ---- the state as a whole ---- */

static struct state *state_here(void)
{
	struct state *state = NULL;
	assert_int_equal(state_of(town_db(), town_arena(), STATE_ALL, &state), DONE);
	return state;
}

TEST(state_knows_every_table_and_tells_what_differs)
{
	struct text words = T(""), problem = T("");
	struct digest before, after;
	int64_t rows = 0, again = 0;
	struct db *db = NULL;
	town();
	struct state *state = state_here();
	assert_true(state_table_count(state) > 40);
	assert_int_equal(state_digest(state, &before, &rows), DONE);
	assert_int_equal(state_digest(state, &after, &again), DONE);
	assert_true(digest_equal(&before, &after));
	assert_int_equal(rows, again);
	assert_true(rows > 100);
	assert_int_equal(db_open(&town_here()->target, DB_WRITE, town_arena(), &db, &problem), DONE);
	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(db_exec(db, "UPDATE station SET hours = '9:00' WHERE county = 510524", bind_none()), DONE);
	struct state *changed = NULL;
	assert_int_equal(state_of(db, town_arena(), STATE_ALL, &changed), DONE);
	assert_int_equal(state_digest(changed, &after, &again), DONE);
	assert_false(digest_equal(&before, &after));
	assert_int_equal(state_compare(state, changed, &rows, &words), CONFLICT);
	assert_true(text_starts(words, T("table station, row (510524, ")));
	assert_true(text_ends(words, T("): column hours differs")));
	assert_int_equal(db_exec(db, "DELETE FROM held_role WHERE role = 1", bind_none()), DONE);
	assert_int_equal(state_compare(state, changed, &rows, &words), CONFLICT);
	assert_true(text_starts(words, T("table held_role, row (")));
	db_rollback(db);
	db_close(db);
}

/* ---- one byte ---- */

enum column_kind { A_NUMBER, A_TEXT, SOME_BYTES };

/* Every column of the journal. */
static const struct {
	const char *name;
	enum column_kind kind;
} columns[] = {
	{ "lane", A_NUMBER },      { "number", A_NUMBER }, { "county", A_NUMBER }, { "id", A_NUMBER },
	{ "at", A_NUMBER },        { "door", A_TEXT },     { "target", A_TEXT },   { "person_id", A_NUMBER },
	{ "for_id", A_NUMBER },    { "place", A_NUMBER },  { "key", SOME_BYTES },  { "body", SOME_BYTES },
	{ "request", SOME_BYTES }, { "status", A_NUMBER }, { "location", A_TEXT }, { "type", A_TEXT },
	{ "reply", SOME_BYTES },   { "hash", SOME_BYTES },
};
enum { COLUMNS = sizeof columns / sizeof columns[0], BYTES_TRIED = 24, SAMPLES = 4, NUMBER_BYTES = 7 };

struct row_of_chain {
	struct db *db;
	int64_t lane, number;
	size_t column;
	const char *read, *set, *add; /* texts for the present column */
	int tried;
};

static void check_named(const struct row_of_chain *row)
{
	struct text words = T("");
	int64_t rows = 0;
	bool is_moved = row->column < 2;
	assert_int_equal(chain_verify(row->db, town_arena(), &rows, &words), CONFLICT);
	struct text wanted = text_format(town_arena(), "journal lane %lld, number %lld: ", (long long)row->lane,
	                                 (long long)row->number);
	if (is_moved || text_starts(words, wanted))
		return; /* a row that was moved is named where it came to, or by the gap it left */
	fprintf(stderr, "%s of lane %lld, number %lld: %.*s\n", columns[row->column].name, (long long)row->lane,
	        (long long)row->number, TEXT(words));
	_fail(__FILE__, __LINE__);
}

static void change(struct row_of_chain *row, const char *sql, struct db_value value)
{
	assert_int_equal(db_begin(row->db), DONE);
	enum outcome outcome = db_exec(row->db, sql, bind(value, i64(row->lane), i64(row->number)));
	if (outcome == DONE)
		check_named(row);
	else
		assert_int_equal(outcome, CONFLICT); /* another row has that number: the table itself refuses */
	db_rollback(row->db);
	row->tried++;
}

/* The byte at `i` changed; that of a text stays one of ASCII. */
static struct text flipped(struct text value, size_t i, bool is_text)
{
	char *copy = arena_take(town_arena(), value.length + 1);
	memcpy(copy, value.bytes, value.length);
	copy[i] = !is_text ? (char)(copy[i] ^ 0x21) : copy[i] == 'x' ? 'y' : 'x';
	return (struct text){ copy, value.length };
}

static void change_bytes(struct row_of_chain *row, bool is_text)
{
	struct text value = T("");
	assert_int_equal(db_word(row->db, town_arena(), &value, row->read, bind(i64(row->lane), i64(row->number))),
	                 DONE);
	for (size_t i = 0; i < value.length; i += value.length / BYTES_TRIED + 1) {
		if (is_text && (value.bytes[i] & 0x80))
			continue;
		struct text other = flipped(value, i, is_text);
		change(row, row->set, is_text ? txt(other) : bytes(other));
	}
	if (value.length == 0) /* something where nothing was */
		change(row, row->set, is_text ? txt(T("x")) : bytes(T("x")));
	else if (!is_text || text_is_utf8(text_part(value, 0, value.length - 1)))
		change(row, row->set,
		       is_text ? txt(text_part(value, 0, value.length - 1))
		               : bytes(text_part(value, 0, value.length - 1)));
}

static void change_column(struct row_of_chain *row)
{
	if (columns[row->column].kind != A_NUMBER) {
		change_bytes(row, columns[row->column].kind == A_TEXT);
		return;
	}
	for (int byte = 0; byte < NUMBER_BYTES; byte++)
		change(row, row->add, i64(INT64_C(1) << (8 * byte)));
}

static const char *sql_of(const char *start, const char *name, const char *end)
{
	return text_string(town_arena(), text_format(town_arena(), "%s%s%s", start, name, end));
}

TEST(journal_names_a_changed_byte_of_any_column)
{
	static const char where[] = " WHERE lane = $2 AND number = $3";
	struct row_of_chain row = { .number = 0 };
	struct text problem = T("");
	story_told();
	row.lane = town_number("SELECT lane FROM journal GROUP BY lane ORDER BY count(*) DESC LIMIT 1");
	int64_t last = town_number("SELECT max(number) FROM journal WHERE lane = $1", row.lane);
	assert_int_equal(db_open(&town_here()->target, DB_WRITE, town_arena(), &row.db, &problem), DONE);
	for (row.column = 0; row.column < COLUMNS; row.column++) {
		const char *name = columns[row.column].name;
		const char *changed = sql_of("UPDATE journal SET ", name, " = ");
		row.read = sql_of("SELECT ", name, " FROM journal WHERE lane = $1 AND number = $2");
		row.set = sql_of(changed, "$1", where);
		row.add = sql_of(changed, name, sql_of(" + $1", where, ""));
		for (int64_t i = 0; i < SAMPLES; i++) {
			row.number = 1 + i * (last - 1) / (SAMPLES - 1);
			change_column(&row);
		}
	}
	assert_true(row.tried > SAMPLES * COLUMNS);
	db_close(row.db);
}
