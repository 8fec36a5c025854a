/* Every door with odd values: for each parameter of a path, each declared query and each field of a form something empty, negative, huge,
   badly encoded, very long, or from the ends of time, drawn by a seed, among values that are in order, so that the handler gets as far as
   its statements. Nothing may break (500) or abort, and afterwards every check of every module still holds.
   Another seed, or more rounds: TONGCUN_ODD=SEED,ROUNDS build/asan/unit odd */
#include "support/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/doors_town.h"
#include "base/arena.h"
#include "base/output.h"

enum { LONG = 3000, PAIRS = 48, LIST_ROWS = 3, DEEPEST = 3 };

static uint64_t seed;
static char too_long[LONG + 1];
static const char *person;
static size_t one_in; /* values of the present request is odd */
static size_t broken_count;

/* splitmix64, after Sebastiano Vigna's published algorithm. */
static size_t draw(size_t below)
{
	uint64_t z = seed += UINT64_C(0x9E3779B97F4A7C15);
	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return (size_t)((z ^ z >> 31) % below);
}

#define ONE_OF(list) ((list)[draw(sizeof(list) / sizeof((list)[0]))])

/* ---- values ---- */

/* Apart by blanks: numbers at and beyond the ends of their kinds, days and moments, places and ids, and what has a meaning to an address,
   a statement, a page or a spreadsheet. */
static const char odd_words[] =
	"0 -0 -1 1 00 +1 1.5 -0.01 0.001 1e9 0x10 NaN 2147483648 4294967296 9223372036854775807 9223372036854775808"
	" -9223372036854775808 -9223372036854775809 99999999999999999999999999 92233720368547758.07 92233720368547758.08"
	" 100000000000.00 1901 2999 1900 3000 0000 20260230 202613 20260000 29991231 19000101 19010101 2026-02-30"
	" 2999-12-31 1900-01-01 0001-01-01 9999-12-31 2026-07-20T25:00 2999-12-31T23:59:59Z 1900-01-01T00:00:00+14:00"
	" 51 5105 510525 99 510525999 510525101001 51052510100100001 99999999999999999 510525-1-1 000000-0-0"
	" 999999-7ZZZZZZZZZZZZ-0 510525- balance name -name - -- % %00 %3F ? a?b=c&d#e / ../../etc/passwd ' \" $1"
	" ');DROP/**/TABLE/**/person;-- <script>alert(1)</script> {= true null [] {} a,b =1+1 \xF0\x9F\x98\x80 \xE2\x80\xAE"
	" 中文 བོད་ཡིག ２０２６";

/* With blanks and control characters, or none. */
static const char *const odd_texts[] = { "", " ", "a\tb", "a\nb", "a\r\nSet-Cookie: a=b", "\x01", "\x7f", too_long };

static const char *word_of(const char *words)
{
	struct text rest = text_of(words), word = T("");
	size_t count = 1;
	for (const char *c = words; *c; c++)
		count += *c == ' ';
	for (size_t at = draw(count) + 1; at > 0; at--)
		text_next(&rest, ' ', &word);
	return text_string(town_arena(), word);
}

static const char *odd_value(void)
{
	return draw(6) ? word_of(odd_words) : ONE_OF(odd_texts);
}

/* Texts that are told by their name alone. */
static const struct named {
	const char *name, *words;
} named[] = {
	{ "period", "2026 202607 20260720 1900 1901 190101 19010101 2024 20240229 2998 2999 299912 29991231" },
	{ "indicator", "orders sold_fen cases_opened cases_late needs needs_met households registered gifts rides" },
	{ "show", "all open late mine over" },
	{ "sort", "name -name at -at id -id state place -place" },
	{ "status", "registered monitored left none" },
	{ "who", "buyer seller 王 王德贵 510525" },
	{ "q", "李子 a 王 510525 % _" },
	{ "login", "buyer seller cadre nobody" },
	{ "category", "fruit food" },
};

static const char *named_value(const struct field *field)
{
	for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
		if (!strcmp(named[i].name, field->name))
			return word_of(named[i].words);
	return NULL;
}

static const char *word_of_length(int64_t min, int64_t max)
{
	static const char letter[] = "村";
	int64_t most = max > 0 && max < LONG ? max : 120, count = draw(2) ? most : min > 0 ? min : 1;
	struct output out = output_in(town_arena());
	for (int64_t i = 0; i < count; i++)
		out_string(&out, letter);
	return text_string(town_arena(), output_text(&out));
}

static const char *choice_of(const struct choice *choices)
{
	size_t count = 0;
	while (choices[count].value)
		count++;
	return count ? choices[draw(count)].value : "";
}

static const char *whole_number(const struct field *field)
{
	const int64_t ends[] = { field->min, field->max, field->min + 1, 1, 2, 7 };
	return words_of("%lld", (long long)ONE_OF(ends));
}

/* Something that the field may well take. */
static const char *good_value(const struct field *field, bool exact)
{
	static const char *const fen[] = { "0.01", "5", "36.50", "99999999999.99" };
	static const char *const whole_fen[] = { "1", "500", "3650", "9999999999999" };
	static const char *const grams[] = { "0.001", "2.5", "1000", "9999999999" };
	static const char *const percent[] = { "0", "16.5", "50", "100" };
	static const char *const days[] = { "2026-07-20", "2026-07-21", "2026-12-31", "1900-01-01", "2999-12-31" };
	static const char *const moments[] = { "2026-07-20T09:00:00+08:00", "2026-07-25T18:00",
		                               "2999-12-31T23:59:59Z" };
	static const char *const places[] = { "510525101001", "510525101002", "510525101", "510525", "5105", "51" };

	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_NOTE:
	case FIELD_SECRET:
		return named_value(field) ? named_value(field) : word_of_length(field->min, field->max);
	case FIELD_CHOICE:
	case FIELD_STATE:
		return choice_of(field->choices);
	case FIELD_INT:
		return whole_number(field);
	case FIELD_FEN:
		return exact ? ONE_OF(whole_fen) : ONE_OF(fen);
	case FIELD_GRAMS:
		return exact ? ONE_OF(whole_fen) : ONE_OF(grams);
	case FIELD_PERCENT:
		return ONE_OF(percent);
	case FIELD_COUNTY:
		return "510525";
	case FIELD_BOOL:
		return draw(2) ? "1" : "0";
	case FIELD_DAY:
		return ONE_OF(days);
	case FIELD_MOMENT:
		return ONE_OF(moments);
	case FIELD_ID:
		return doors_thing(text_of(field->name));
	case FIELD_PLACE:
		return ONE_OF(places);
	case FIELD_PHONE:
		return "13800000009";
	case FIELD_LIST:
	case FIELD_PART:
	case FIELD_NONE:
	case FIELD_COUNT_OF_KINDS:
		break;
	}
	abort(); /* these hold no value */
}

static const char *value_for(const struct field *field, bool exact)
{
	return draw(one_in) ? good_value(field, exact) : odd_value();
}

/* ---- addresses ---- */

/* Bytes that no program of ours would send, beside the values. */
static void write_query_value(struct output *out, const char *value)
{
	static const char *const broken[] = { "%",      "%0",        "%zz", "%00", "a%00b", "%ff",
		                              "%C0%80", "%ED%A0%80", "+",   "%2B", "%3F" };
	if (draw(12))
		out_url(out, text_of(value));
	else
		out_string(out, ONE_OF(broken));
}

static void write_query(struct output *out, const char *name, const char *value, bool *is_first)
{
	out_string(out, *is_first ? "?" : "&");
	out_string(out, name);
	out_string(out, "=");
	write_query_value(out, value);
	*is_first = false;
}

static void write_path(struct output *out, const struct route *route, bool odd)
{
	struct text rest = text_of(route->path);
	while (rest.length) {
		size_t open = text_find(rest, T("{")), close = text_find(rest, T("}"));
		out_text(out, text_part(rest, 0, open));
		if (open < rest.length && odd && draw(2))
			out_url(out, text_of(odd_value()));
		else if (open < rest.length)
			out_string(out, doors_thing(text_part(rest, open + 1, close - open - 1)));
		rest = text_part(rest, open < rest.length ? close + 1 : rest.length, rest.length);
	}
}

static const char *address(const struct route *route, const char *before)
{
	static const char *const any[] = { "lang", "where", "into", "next", "as", "pictures" };
	static const char *const forms[] = { "csv", "xlsx", "json", "zh-CN", "bo", "en", "" };
	struct output out = output_in(town_arena());
	bool is_first = true, paged = route->flags & ROUTE_PAGED;
	out_string(&out, before);
	write_path(&out, route, draw(6) == 0);
	for (const struct field *field = route->query ? route->query->fields : NULL; field && field->kind != FIELD_NONE;
	     field++)
		if (draw(4))
			write_query(&out, field->name, value_for(field, false), &is_first);
	if (paged && draw(2))
		write_query(&out, "limit", odd_value(), &is_first);
	if (paged && draw(2))
		write_query(&out, "after", odd_value(), &is_first);
	if (!draw(3))
		write_query(&out, ONE_OF(any), draw(2) ? ONE_OF(forms) : odd_value(), &is_first);
	return text_string(town_arena(), output_text(&out));
}

/* ---- bodies ---- */

struct pairs {
	const char *words[2 * PAIRS + 1];
	size_t count;
};

static void pair_add(struct pairs *pairs, const char *name, const char *value)
{
	if (pairs->count >= PAIRS)
		return;
	pairs->words[2 * pairs->count] = name;
	pairs->words[2 * pairs->count++ + 1] = value;
	pairs->words[2 * pairs->count] = NULL;
}

static void pairs_of(struct pairs *pairs, const struct record *record, const char *prefix, int depth)
{
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++) {
		const char *name = text_string(town_arena(), text_format(town_arena(), "%s%s", prefix, field->name));
		if (!(field->flags & FIELD_IN) || !draw(12))
			continue;
		if (field->kind != FIELD_LIST) {
			pair_add(pairs, name, value_for(field, false));
			continue;
		}
		for (size_t i = 0, rows = draw(LIST_ROWS); i < rows && depth < DEEPEST; i++)
			pairs_of(pairs, field->rows,
			         text_string(town_arena(), text_format(town_arena(), "%s.%zu.", name, i)), depth + 1);
	}
}

/* What handlers read beside their record. */
static void own_pairs(struct pairs *pairs)
{
	static const char *const names[] = { "to",         "orders.0", "lines.0.pieces", "place",   "place.find",
		                             "place.into", "reason",   "words",          "confirm", "version",
		                             "login",      "person",   "count",          "way" };
	static const char *const values[] = { "packed", "1", "0", "510525101001", "seller", "yes" };
	for (size_t i = draw(3); i > 0; i--)
		pair_add(pairs, ONE_OF(names), draw(2) ? ONE_OF(values) : odd_value());
}

static void write_json(struct output *out, const struct record *record, int depth);

static void write_json_value(struct output *out, const struct field *field, int depth)
{
	static const char *const odd[] = { "null",      "true",    "[]",          "{}",
		                           "-1",        "0.5",     "1e308",       "9223372036854775807",
		                           "[1]",       "\"\"",    "\"\\u0000\"", "\"\\ud800\"",
		                           "{\"a\":1}", "[[[[]]]]" };
	if (!draw(2 * one_in)) {
		out_string(out, ONE_OF(odd));
	} else if (field->kind == FIELD_LIST) {
		out_string(out, "[");
		for (size_t i = 0, rows = draw(LIST_ROWS); i < rows && depth < DEEPEST; i++) {
			out_string(out, i ? "," : "");
			write_json(out, field->rows, depth + 1);
		}
		out_string(out, "]");
	} else {
		const char *value = value_for(field, true);
		int64_t number;
		if (draw(8) && field_is_whole(field->kind) && field->kind != FIELD_ID && field->kind != FIELD_PLACE &&
		    text_to_int64(text_of(value), &number))
			out_format(out, "%lld", (long long)number);
		else
			out_json(out, text_of(value));
	}
}

static void write_json(struct output *out, const struct record *record, int depth)
{
	const char *between = "{";
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++) {
		if (!(field->flags & FIELD_IN) || !draw(12))
			continue;
		out_string(out, between);
		out_json(out, text_of(field->name));
		out_string(out, ":");
		write_json_value(out, field, depth);
		between = ",";
	}
	out_string(out, *between == '{' ? "{}" : "}");
}

/* ---- asking ---- */

static void check_unbroken(const struct route *route, const char *path, const char *body)
{
	if (answer_status() < 500)
		return;
	broken_count++;
	fprintf(stderr, "%s %s (%s) as %s: status %d\n%s\n", route->method == GET ? "GET" : "POST", path, route->path,
	        person ? person : "nobody", answer_status(), body);
}

static void ask_page(const struct route *route)
{
	struct pairs pairs = { .count = 0 };
	struct output body = output_in(town_arena());
	const char *path = address(route, "");
	if (route->method == POST && route->takes)
		pairs_of(&pairs, route->takes, "", 0);
	if (route->method == POST)
		own_pairs(&pairs);
	for (size_t i = 0; i < pairs.count; i++)
		out_format(&body, "%s=%s\n", pairs.words[2 * i], pairs.words[2 * i + 1]);
	ask(route->method, path, person, pairs.words);
	check_unbroken(route, path, text_string(town_arena(), output_text(&body)));
}

static void ask_program(const struct route *route)
{
	struct output body = output_in(town_arena());
	const char *path = address(route, "/api/v1"), *json = NULL;
	if (route->method == POST) {
		if (route->takes)
			write_json(&body, route->takes, 0);
		json = route->takes ? text_string(town_arena(), output_text(&body)) : "{}";
	}
	ask_json(route->method, path, person, json);
	check_unbroken(route, path, json ? json : "");
}

static void look_oddly(const struct route *route)
{
	static const char *const everybody[] = { "admin", "county", "seller",  "operator",
		                                 "cadre", "buyer2", "auditor", AS_NOBODY };
	bool ends_session = !strcmp(route->path, "/sign-out") || strstr(route->path, "/sessions");
	if (route->may == MAY_NOBODY || ends_session)
		return;
	person = draw(2) ? "county" : ONE_OF(everybody);
	one_in = draw(2) ? 3 : 20;
	if ((route->flags & ROUTE_PAGE) || draw(2))
		ask_page(route);
	else
		ask_program(route);
	town_pass(1000);
}

TEST(odd_values_break_no_door)
{
	char *rest = getenv("TONGCUN_ODD");
	size_t rounds = 8;
	seed = 5;
	if (rest) {
		seed = strtoull(rest, &rest, 10);
		rounds = *rest ? (size_t)strtoull(rest + 1, NULL, 10) : rounds;
	}
	memset(too_long, 'a', LONG);
	doors_town();
	while (rounds-- > 0)
		doors_each(look_oddly);
	check_books();
	assert_int_equal(broken_count, 0);
}
