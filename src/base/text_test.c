#include "support/town.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define check_text(got, want) check_text_at((got), (want), __FILE__, __LINE__)
static void check_text_at(struct text got, const char *want, const char *file, int line)
{
	if (text_equal(got, text_of(want)))
		return;
	print_error("got \"%.*s\", want \"%s\"\n", TEXT(got), want);
	_fail(file, line);
}

TEST(text_is_made_and_copied)
{
	struct arena *arena = arena_new();
	check_text(text_of(NULL), "");
	check_text(text_copy(arena, (struct text){ NULL, 0 }), "");
	struct text copy = text_copy(arena, text_part(T("gulin"), 1, 3));
	check_text(copy, "uli");
	assert_int_equal(copy.bytes[3], 0);
	assert_string_equal(text_string(arena, text_part(T("gulin"), 0, 2)), "gu");
	check_text(text_format(arena, "%d-%s", 7, "x"), "7-x");
	check_text(text_format(arena, "%500d", 7).length == 500 ? T("long") : T("short"), "long");
	check_text(text_join(arena, T("ab"), (struct text){ 0 }), "ab");
	check_text(text_join(arena, T("ab"), T("cd")), "abcd");
	arena_free(arena);
}

TEST(text_compares)
{
	assert_true(text_equal(T(""), (struct text){ NULL, 0 }));
	assert_false(text_equal(T("a"), T("b")));
	assert_true(text_equal_caseless(T("Content-TYPE"), T("content-type")));
	assert_false(text_equal_caseless(T("[a"), T("{a"))); /* only letters have a case */
	assert_true(text_starts(T("abc"), T("")) && text_starts(T("abc"), T("abc")));
	assert_false(text_starts(T("abc"), T("abcd")));
	assert_true(text_ends(T("abc"), T("bc")) && !text_ends(T("c"), T("bc")));
	assert_true(text_compare(T("a"), T("b")) < 0 && text_compare(T("b"), T("a")) > 0);
	assert_true(text_compare(T("a"), T("ab")) < 0 && text_compare(T("\xff"), T("a")) > 0);
	assert_int_equal(text_compare(T(""), (struct text){ NULL, 0 }), 0);
}

TEST(text_finds_and_cuts)
{
	assert_int_equal(text_find(T("aaab"), T("ab")), 2);
	assert_int_equal(text_find(T("aaab"), T("")), 0);
	assert_int_equal(text_find(T("aaab"), T("c")), 4);
	assert_int_equal(text_find(T("ab"), T("abc")), 2);
	assert_int_equal(text_find((struct text){ NULL, 0 }, T("x")), 0);
	check_text(text_part(T("abc"), 1, 99), "bc");
	check_text(text_part(T("abc"), 3, 1), "");
	check_text(text_part(T("abc"), SIZE_MAX, SIZE_MAX), "");
	check_text(text_trim(T(" \t\r\n\u00A0\u3000 a b\u3000\u00A0\n ")), "a b");
	check_text(text_trim(T("\u3000")), "");
	check_text(text_trim(T("一\u2003")), "一\u2003");
}

TEST(text_is_split)
{
	static const struct {
		const char *whole;
		size_t pieces;
		const char *last;
	} cases[] = { { "", 0, "none" }, { "a", 1, "a" }, { "a,,b", 3, "b" }, { ",", 1, "" }, { "a,,b,", 3, "b" } };
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text rest = text_of(cases[i].whole), piece = T("none");
		size_t count = 0;
		while (text_next(&rest, ',', &piece))
			count++;
		assert_int_equal(count, cases[i].pieces);
		check_text(piece, cases[i].last);
	}
}

TEST(text_reads_whole_numbers)
{
	static const struct {
		const char *written;
		bool good;
		int64_t value;
	} cases[] = {
		{ "0", true, 0 },
		{ "-0", true, 0 },
		{ "007", true, 7 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775809", false, 0 },
		{ "99999999999999999999", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
		{ "+1", false, 0 },
		{ " 1", false, 0 },
		{ "1 ", false, 0 },
		{ "1.0", false, 0 },
		{ "--1", false, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t value = 42;
		assert_int_equal(text_to_int64(text_of(cases[i].written), &value), cases[i].good);
		assert_true(value == (cases[i].good ? cases[i].value : 42));
	}
}

TEST(text_writes_whole_numbers)
{
	static const int64_t values[] = { 0, 1, 9, 10, 99, 100, 101, 12345, INT64_MAX, -1, -10, INT64_MIN };
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		int64_t back;
		struct text written = text_of_int(arena, values[i]);
		check_text(written, text_format(arena, "%lld", (long long)values[i]).bytes);
		assert_true(text_to_int64(written, &back) && back == values[i]);
	}
	char digits[TEXT_DIGITS];
	size_t count = text_digits(UINT64_MAX, digits);
	check_text(((struct text){ digits, count }), "18446744073709551615");
	arena_free(arena);
}

/* After Markus Kuhn's decoder test, each bad piece also behind and before runs of ASCII. */
TEST(text_knows_malformed_utf8)
{
	static const struct text good[] = {
		{ "", 0 },
		{ "\x7f", 1 },
		{ "\xc2\x80", 2 },
		{ "\xdf\xbf", 2 },
		{ "\xe0\xa0\x80", 3 },
		{ "\xed\x9f\xbf", 3 },
		{ "\xee\x80\x80", 3 },
		{ "\xef\xbf\xbf", 3 },
		{ "\xf0\x90\x80\x80", 4 },
		{ "\xf4\x8f\xbf\xbf", 4 },
		{ "村", 3 },
	};
	static const struct text bad[] = {
		{ "\0", 1 },
		{ "\x80", 1 },
		{ "\xbf", 1 },
		{ "\xc0\x80", 2 },
		{ "\xc1\xbf", 2 },
		{ "\xc2", 1 },
		{ "\xc2\x41", 2 },
		{ "\xe0\x9f\xbf", 3 },
		{ "\xe6\x9d", 2 },
		{ "\xed\xa0\x80", 3 },
		{ "\xed\xbf\xbf", 3 },
		{ "\xf0\x8f\xbf\xbf", 4 },
		{ "\xf4\x90\x80\x80", 4 },
		{ "\xf5\x80\x80\x80", 4 },
		{ "\xf0\x90\x80", 3 },
		{ "\xf8\x88\x80\x80\x80", 5 },
		{ "\xfe", 1 },
		{ "\xff", 1 },
		{ "\xe6\x9d\x91\x91", 4 },
	};
	struct arena *arena = arena_new();
	for (size_t before = 0; before < 20; before++) {
		struct text run = text_part(T("abcdefghijklmnopqrstuvwxyz"), 0, before);
		for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
			assert_true(text_is_utf8(text_join(arena, text_join(arena, run, good[i]), T("0123456789"))));
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			assert_false(text_is_utf8(text_join(arena, run, bad[i])));
			assert_false(text_is_utf8(text_join(arena, text_join(arena, run, bad[i]), T("0123456789"))));
		}
	}
	arena_free(arena);
}

TEST(text_goes_by_characters)
{
	struct text rest = T("a村\xff\xf0\x9f\x8c\xbe");
	static const uint32_t want[] = { 'a', 0x6751, 0xFFFD, 0x1F33E, 0, 0 };
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_int_equal(text_next_character(&rest), want[i]);
	rest = (struct text){ "\0x", 2 };
	assert_int_equal(text_next_character(&rest), 0xFFFD);
	assert_int_equal(text_next_character(&rest), 'x');
	assert_int_equal(text_characters(T("通村 རི")), 5);
	check_text(text_first(T("通村 a"), 2), "通村");
	check_text(text_first(T("通村"), 9), "通村");
	check_text(text_first(T("通村"), 0), "");
}

TEST(text_holds_a_number_of_seven_digits)
{
	assert_true(text_holds_number(T("电话 138-1234 5678")));
	assert_true(text_holds_number(T("1234567")));
	assert_false(text_holds_number(T("123456 户，7 人")));
	assert_false(text_holds_number(T("")));
}

TEST(text_hex_and_back)
{
	struct arena *arena = arena_new();
	unsigned char bytes[3] = { 1, 2, 3 };
	check_text(text_hex(arena, "\x00\xab\xff", 3), "00abff");
	assert_true(text_from_hex(T("00ABff"), bytes, 3) && memcmp(bytes, "\x00\xab\xff", 3) == 0);
	assert_false(text_from_hex(T("00abf"), bytes, 3));
	assert_false(text_from_hex(T("00abfg"), bytes, 3));
	assert_false(text_from_hex(T("00abff00"), bytes, 3));
	assert_memory_equal(bytes, "\x00\xab\xff", 3);
	assert_true(text_from_hex(T(""), bytes, 0));
	arena_free(arena);
}
