#include <string.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>

#include "base/calendar.h"
#include "base/output.h"
#include "lang.h"
#include "web/catalogue.h"
#include "web/request.h"

#include "support/town.h"

static struct request asked_in(struct arena *arena, const char *tag)
{
	return (struct request){ .arena = arena, .language = language_of(text_of(tag)), .today = 20260725 };
}

static void check_text(struct text got, const char *wanted)
{
	assert_int_equal(got.length, strlen(wanted));
	assert_memory_equal(got.bytes, wanted, got.length);
}

TEST(languages_are_found_by_tag)
{
	assert_string_equal(language_of(T("ZH-hans"))->tag, "zh-CN");
	assert_string_equal(language_of(T("bo"))->tag, "bo");
	assert_string_equal(language_of(T("en-GB"))->tag, "en");
	assert_string_equal(language_of(T("x-poison"))->tag, "x-poison");
	assert_null(language_of(T("tlh")));
	assert_null(language_of(T("")));
	for (size_t i = 0; languages[i]; i++)
		assert_string_not_equal(languages[i]->tag, "x-poison");
}

TEST(a_word_falls_back)
{
	const struct language *zh = language_of(T("zh")), *bo = language_of(T("bo"));
	assert_string_equal(language_word(zh, "Back"), "返回");
	assert_string_equal(language_word(zh, "No such text"), "No such text");
	assert_string_equal(language_word(bo, "Price"), "རིན་གོང");
	/* what is missing or unsure in Tibetan stands in Chinese */
	assert_string_equal(language_word(bo, "Main parts"), "主要栏目");
	assert_string_equal(language_word(language_of(T("en")), "Back"), "Back");
	assert_string_equal(language_word(zh, ""), "");
}

TEST(poison_brackets_only_what_is_translated)
{
	struct arena *arena = arena_new();
	struct request here = asked_in(arena, "x-poison"), *r = &here;
	assert_string_equal(_("Back"), "⟦Back⟧");
	assert_string_equal(_("No such text"), "No such text");
	check_text(words(r, "%s kg", "3"), "⟦3 kg⟧");
	arena_free(arena);
}

TEST(words_are_filled_in)
{
	struct arena *arena = arena_new();
	struct request here = asked_in(arena, "en"), *r = &here;
	check_text(words(r, "plain"), "plain");
	check_text(words(r, "%s of %s", 1280, T("all")), "1,280 of all");
	check_text(words(r, "%2$s before %1$s", "a", "b"), "b before a");
	check_text(words(r, "100% of %s", "%s"), "100% of %s"); /* a filling is not filled again */
	check_text(words(r, "%s %s %s", "one"), "one  ");       /* a missing filling is empty */
	check_text(words(r, "%9$s%d%", "one"), "%d%");
	here = asked_in(arena, "zh");
	check_text(words(r, "%s of %s", "一", "二"), "二 中的 一");
	arena_free(arena);
}

static uint32_t number_at(const unsigned char *bytes, size_t at)
{
	return (uint32_t)bytes[at] | (uint32_t)bytes[at + 1] << 8 | (uint32_t)bytes[at + 2] << 16 |
	       (uint32_t)bytes[at + 3] << 24;
}

/* Every text of the catalogue is found, by its hash and, when there is no hash table (its size is 0), by halving. */
TEST(a_catalogue_finds_each_of_its_texts)
{
	static unsigned char without[1 << 20];
	assert_true(lang_zh_cn_mo_length <= sizeof without);
	memcpy(without, lang_zh_cn_mo, lang_zh_cn_mo_length);
	memset(without + 20, 0, 4);
	const struct catalogue hashed = { lang_zh_cn_mo, lang_zh_cn_mo_length },
			       plain = { without, lang_zh_cn_mo_length };
	size_t originals = number_at(without, 12), translations = number_at(without, 16),
	       count = catalogue_count(&hashed);
	assert_true(number_at(lang_zh_cn_mo, 20) > count);
	for (size_t i = 1; i < count; i++) { /* 0 is the header */
		const char *original = (const char *)without + number_at(without, originals + 8 * i + 4);
		const char *wanted = (const char *)without + number_at(without, translations + 8 * i + 4);
		assert_string_equal(catalogue_find(&hashed, original), wanted);
		assert_string_equal(catalogue_find(&plain, original), wanted);
	}
	assert_null(catalogue_find(&hashed, "What no page ever says"));
}

TEST(a_kept_word_is_not_taken_for_another_at_the_same_address)
{
	static struct catalogue_kept kept;
	const struct catalogue catalogue = { lang_zh_cn_mo, lang_zh_cn_mo_length };
	char words[16] = "Back";
	for (int again = 0; again < 2; again++)
		assert_string_equal(catalogue_find_kept(&catalogue, &kept, words), catalogue_find(&catalogue, "Back"));
	memcpy(words, "Cart", sizeof "Cart");
	for (int again = 0; again < 2; again++)
		assert_string_equal(catalogue_find_kept(&catalogue, &kept, words), catalogue_find(&catalogue, "Cart"));
	memcpy(words, "Nowhere said", sizeof "Nowhere said");
	assert_null(catalogue_find_kept(&catalogue, &kept, words));
	assert_null(catalogue_find_kept(&catalogue, &kept, ""));
}

TEST(a_damaged_catalogue_finds_nothing)
{
	unsigned char bytes[4096];
	size_t length = lang_zh_cn_mo_length < sizeof bytes ? lang_zh_cn_mo_length : sizeof bytes;
	memcpy(bytes, lang_zh_cn_mo, length);
	assert_true(catalogue_count(&(struct catalogue){ lang_zh_cn_mo, lang_zh_cn_mo_length }) > 50);
	for (size_t cut = 0; cut < length; cut += 7) /* under the sanitizer: nothing is read outside */
		(void)catalogue_find(&(struct catalogue){ bytes, cut }, "Back");
	for (size_t at = 0; at < 28; at++) {
		unsigned char kept = bytes[at];
		bytes[at] = 0xFF;
		(void)catalogue_find(&(struct catalogue){ bytes, length }, "Back");
		bytes[at] = kept;
	}
	assert_null(catalogue_find(&(struct catalogue){ NULL, 0 }, "Back"));
	bytes[0] = 0;
	assert_int_equal(catalogue_count(&(struct catalogue){ bytes, length }), 0);
}

TEST(days_are_shown_in_each_language)
{
	struct arena *arena = arena_new();
	struct request zh = asked_in(arena, "zh"), bo = asked_in(arena, "bo"), en = asked_in(arena, "en");
	check_text(show_day(&zh, 20260725), "7月25日");
	check_text(show_day(&zh, 20240229), "2024年2月29日");
	check_text(show_day(&en, 20260725), "25 July");
	check_text(show_day(&en, 20240229), "29 February 2024");
	check_text(show_day(&bo, 20260725), "ཟླ་ 7 ཚེས་ 25");
	check_text(show_day(&zh, 0), "");
	check_text(show_period(&zh, 20260700), "2026年7月");
	check_text(show_period(&en, 20260700), "July 2026");
	check_text(show_period(&en, 20260000), "2026");
	check_text(show_period(&zh, 20260725), "7月25日");
	check_text(show_moment(&zh, INT64_C(1784973600000)), "7月25日 18:00");
	check_text(show_moment(&en, 0), "");
	arena_free(arena);
}

TEST(amounts_are_shown_as_people_read_them)
{
	struct arena *arena = arena_new();
	struct request zh = asked_in(arena, "zh"), en = asked_in(arena, "en");
	const char *unit;
	check_text(show_fen(&zh, 128000), "1,280.00");
	check_text(show_money(&zh, 128000), "¥1,280.00");
	check_text(show_money(&zh, -505), "-¥5.05");
	check_text(show_number(&zh, -31240), "-31,240");
	check_text(show_grams(&zh, 500), "500 克");
	check_text(show_grams(&zh, 2500), "2.5 公斤");
	check_text(show_grams(&en, 1000), "1 kg");
	check_text(show_grams(&en, -1001), "-1.001 kg");
	check_text(show_big_fen(&zh, INT64_C(14321000000), &unit), "1.43");
	assert_string_equal(unit, "亿元");
	check_text(show_big_fen(&zh, INT64_C(6217000000), &unit), "6,217");
	assert_string_equal(unit, "万元");
	check_text(show_big_fen(&zh, 8450, &unit), "84.50");
	assert_string_equal(unit, "元");
	check_text(show_big_fen(&en, INT64_C(14321000000), &unit), "143.2");
	assert_string_equal(unit, "m yuan");
	check_text(show_big_fen(&en, -INT64_C(199999999), &unit), "-2.00");
	check_text(show_big_fen(&zh, 0, &unit), "0.00");
	check_text(show_big_fen(&zh, INT64_MIN, &unit), "-922,337,204");
	arena_free(arena);
}

/* A sentence that Tibetan lacks comes in Chinese with its day and weight; one it has keeps the Tibetan ones. */
TEST(a_sentence_that_falls_back_does_so_whole)
{
	struct arena *arena = arena_new();
	struct request here = asked_in(arena, "bo"), *r = &here;
	const char *day = text_string(arena, show_day(r, 20260725));
	assert_null(strstr(day, "月"));
	/* A sentence whose Tibetan is unsure; once it is sure, take another one that is not. */
	struct text sentence =
		words(r, "This file ends after %s rows, and there are more. For the rest add to its address: after=%s",
	              show_day(r, 20260725), show_day(r, 20260726));
	assert_true(text_find(sentence, T("7月25日")) < sentence.length);
	assert_true(text_find(sentence, T("7月26日")) < sentence.length);
	assert_true(text_find(sentence, text_of("ཟླ")) == sentence.length);
	sentence = words(r, "%s with packing", words(r, "No such text %s", show_day(r, 20260725)));
	assert_true(text_find(sentence, T("7月25日")) < sentence.length);
	assert_int_equal(r->in_chinese, 0);
	assert_string_equal(text_string(arena, show_day(r, 20260725)), day);
	arena_free(arena);
}

/* ---- against ICU (CLDR), which knows how each language writes them ---- */

static const struct {
	const char *tag, *locale;
} icu_locales[] = { { "zh", "zh_CN" }, { "en", "en_GB" }, { "bo", "bo_CN" } };

/* CLDR writes the Tibetan month in Tibetan digits and without spaces; ours keeps the digits of the phone. */
static struct text plain_digits(struct arena *arena, struct text t)
{
	struct output out = output_in(arena);
	struct text rest = t;
	for (size_t at = 0; at < t.length; at = t.length - rest.length) {
		uint32_t c = text_next_character(&rest);
		if (c >= 0x0F20 && c <= 0x0F29)
			out_int(&out, (int64_t)c - 0x0F20);
		else if (c != ' ' && c != 0x00A0)
			out_text(&out, text_part(t, at, t.length - rest.length - at));
	}
	return output_text(&out);
}

static struct text from_icu(struct arena *arena, const UChar *wide, int32_t length)
{
	char narrow[200];
	UErrorCode error = U_ZERO_ERROR;
	u_strToUTF8(narrow, sizeof narrow, NULL, wide, length, &error);
	assert_true(U_SUCCESS(error));
	return text_copy(arena, text_of(narrow));
}

static struct text icu_day(struct arena *arena, const char *locale, const UChar *skeleton, int64_t at)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar pattern[100], written[100];
	UDateTimePatternGenerator *patterns = udatpg_open(locale, &error);
	int32_t length = udatpg_getBestPattern(patterns, skeleton, -1, pattern, 100, &error);
	UDateFormat *format =
		udat_open(UDAT_PATTERN, UDAT_PATTERN, locale, u"Asia/Shanghai", -1, pattern, length, &error);
	length = udat_format(format, (UDate)at, written, 100, NULL, &error);
	assert_true(U_SUCCESS(error));
	udat_close(format);
	udatpg_close(patterns);
	return from_icu(arena, written, length);
}

static struct text icu_number(struct arena *arena, const char *locale, double value, int32_t decimals)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar written[100];
	UNumberFormat *format = unum_open(UNUM_DECIMAL, NULL, 0, locale, NULL, &error);
	unum_setAttribute(format, UNUM_MIN_FRACTION_DIGITS, decimals);
	int32_t length = unum_formatDouble(format, value, written, 100, NULL, &error);
	assert_true(U_SUCCESS(error));
	unum_close(format);
	return from_icu(arena, written, length);
}

TEST(days_and_numbers_are_those_of_icu)
{
	struct arena *arena = arena_new();
	static const int64_t days[] = { 20260101, 20260725, 20261231, 20240229 };
	for (size_t i = 0; i < sizeof icu_locales / sizeof icu_locales[0]; i++) {
		struct request here = asked_in(arena, icu_locales[i].tag), *r = &here;
		const char *locale = icu_locales[i].locale;
		for (size_t d = 0; d < sizeof days / sizeof days[0]; d++) {
			bool this_year = days[d] / 10000 == 2026, tibetan = i == 2;
			const UChar *skeleton = this_year ? tibetan ? u"MMMd" : u"MMMMd"
			                        : tibetan ? u"yMMMd"
			                                  : u"yMMMMd";
			struct text wanted = icu_day(arena, locale, skeleton, calendar_day_start(days[d]));
			if (!text_equal(plain_digits(arena, show_day(r, days[d])), plain_digits(arena, wanted)))
				fail_msg("%s: %.*s, ICU: %.*s", locale, TEXT(show_day(r, days[d])), TEXT(wanted));
		}
		assert_true(text_equal(show_number(r, 1234567), icu_number(arena, locale, 1234567, 0)));
		assert_true(text_equal(show_number(r, -31240), icu_number(arena, locale, -31240, 0)));
		assert_true(text_equal(show_fen(r, 128050), icu_number(arena, locale, 1280.5, 2)));
	}
	arena_free(arena);
}
