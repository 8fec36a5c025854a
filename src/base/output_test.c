#include "support/town.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/output.h"

struct written {
	struct text in;
	const char *out;
};

static void check_writer(void (*writer)(struct output *, struct text), const struct written *cases, size_t count)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < count; i++) {
		struct output out = output_in(arena);
		writer(&out, cases[i].in);
		out_raw(&out, "", 1);
		assert_string_equal(output_text(&out).bytes, cases[i].out);
	}
	arena_free(arena);
}

#define check_writes(writer, cases) check_writer((writer), (cases), sizeof(cases) / sizeof((cases)[0]))

TEST(output_grows)
{
	struct arena *arena = arena_new();
	struct output out = output_in(arena);
	assert_int_equal(output_text(&out).length, 0);
	for (int i = 0; i < 5000; i++) {
		out_int(&out, i);
		out_format(&out, "%s%05d", ":", i);
		out_string(&out, "\n");
		if (i % 1000 == 0)
			arena_take(arena, 1); /* the next growth has to move */
	}
	struct text whole = output_text(&out), line;
	for (int i = 0; i < 5000; i++) {
		char want[32];
		snprintf(want, sizeof(want), "%d:%05d", i, i);
		assert_true(text_next(&whole, '\n', &line));
		assert_true(text_equal(line, text_of(want)));
	}
	assert_int_equal(whole.length, 0);
	out_format(&out, "%10000d", 1);
	assert_true(text_ends(output_text(&out), T(" 1")));
	arena_free(arena);
}

TEST(output_writes_numbers)
{
	struct arena *arena = arena_new();
	struct output out = output_in(arena);
	out_int(&out, INT64_MIN);
	out_raw(&out, " ", 1);
	out_int(&out, INT64_MAX);
	out_raw(&out, " ", 1);
	out_size(&out, SIZE_MAX);
	out_raw(&out, " ", 1);
	out_int(&out, 0);
	assert_true(
		text_equal(output_text(&out), T("-9223372036854775808 9223372036854775807 18446744073709551615 0")));
	arena_free(arena);
}

TEST(output_escaped_takes_every_type)
{
	struct arena *arena = arena_new();
	struct output out = output_in(arena);
	char variable[] = "<v>";
	const struct text constant = T("<c>");
	out_escaped(&out, "<l>");
	out_escaped(&out, variable);
	out_escaped(&out, constant);
	out_escaped(&out, (const char *)NULL);
	out_escaped(&out, 1);
	out_escaped(&out, INT64_C(-2));
	out_escaped(&out, (long long)3);
	out_escaped(&out, 4u);
	out_escaped(&out, sizeof(char[5]));
	assert_true(text_equal(output_text(&out), T("&lt;l&gt;&lt;v&gt;&lt;c&gt;1-2345")));
	arena_free(arena);
}

TEST(output_escapes_xml)
{
	static const struct written cases[] = {
		{ { NULL, 0 }, "" },
		{ { "plain 村\t\n\r", 12 }, "plain 村\t\n\r" },
		{ { "<a b=\"c\">&'", 11 }, "&lt;a b=&quot;c&quot;&gt;&amp;&#39;" },
		{ { "\001a\013\037b\0", 6 }, "ab" },
		{ { "a\xEF\xBF\xBE\xEF\xBF\xBF<", 8 }, "a&lt;" },
		{ { "\xEF\xBF\xBD\xEF\xBF", 5 }, "\xEF\xBF\xBD\xEF\xBF" },
	};
	check_writes(out_xml, cases);
}

TEST(output_escapes_html)
{
	static const struct written cases[] = {
		{ { NULL, 0 }, "" },
		{ { "plain 村", 9 }, "plain 村" },
		{ { "<a href=\"x\" id='y'>&amp;", 24 }, "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;" },
		{ { "&", 1 }, "&amp;" },
		{ { "&&b", 3 }, "&amp;&amp;b" },
	};
	check_writes(out_html, cases);
}

TEST(output_escapes_json)
{
	static const struct written cases[] = {
		{ { NULL, 0 }, "\"\"" },
		{ { "村 a/b", 7 }, "\"村 a/b\"" },
		{ { "\"\\", 2 }, "\"\\\"\\\\\"" },
		{ { "\b\f\n\r\t", 5 }, "\"\\b\\f\\n\\r\\t\"" },
		{ { "x\0\x01\x1f\x7f", 5 }, "\"x\\u0000\\u0001\\u001F\x7f\"" },
	};
	check_writes(out_json, cases);
}

TEST(output_escapes_url)
{
	static const struct written cases[] = {
		{ { "", 0 }, "" },
		{ { "aZ09-._~", 8 }, "aZ09-._~" },
		{ { "a b/c?d=e&f+%", 13 }, "a%20b%2Fc%3Fd%3De%26f%2B%25" },
		{ { "村", 3 }, "%E6%9D%91" },
	};
	check_writes(out_url, cases);
}

TEST(output_guards_csv_against_formulas)
{
	static const struct written cases[] = {
		{ { NULL, 0 }, "" },
		{ { "plain", 5 }, "plain" },
		{ { "a,b", 3 }, "\"a,b\"" },
		{ { "say \"hi\"", 8 }, "\"say \"\"hi\"\"\"" },
		{ { "\"\"", 2 }, "\"\"\"\"\"\"" },
		{ { "two\r\nlines", 10 }, "\"two\r\nlines\"" },
		{ { " a", 2 }, "\" a\"" },
		{ { "=1+1", 4 }, "'=1+1" },
		{ { "=HYPERLINK(\"x\",1)", 17 }, "\"'=HYPERLINK(\"\"x\"\",1)\"" },
		{ { "+8613800000000", 14 }, "+8613800000000" },
		{ { "+86 138", 7 }, "'+86 138" },
		{ { "-36.50", 6 }, "-36.50" },
		{ { "-", 1 }, "'-" },
		{ { "-1.", 3 }, "'-1." },
		{ { "-1.2.3", 6 }, "'-1.2.3" },
		{ { "-1+cmd|' /C calc'!A0", 20 }, "'-1+cmd|' /C calc'!A0" },
		{ { "@SUM(1)", 7 }, "'@SUM(1)" },
		{ { "\t=1", 3 }, "'\t=1" },
		{ { "\r=1", 3 }, "\"'\r=1\"" },
		{ { "＝1", 4 }, "'＝1" },
		{ { "2026-07-25", 10 }, "2026-07-25" },
	};
	check_writes(out_csv, cases);
}

/* Good until the next call. */
static const char *shown_in(const char *language, const char *text)
{
	static char shown[256];
	struct arena *arena = arena_new();
	struct output out = output_in(arena);
	out.language = language;
	out_shown(&out, text);
	assert_true(out.length < sizeof shown);
	memcpy(shown, out.bytes ? out.bytes : "", out.length);
	shown[out.length] = 0;
	arena_free(arena);
	return shown;
}

TEST(output_marks_what_is_in_another_language)
{
	assert_string_equal(shown_in("zh-CN", "古蔺 <县> bo: བོད་ཡིག"),
	                    "古蔺 &lt;县&gt; bo: <bdi lang=\"bo\">བོད་ཡིག</bdi>");
	assert_string_equal(shown_in("en", "To 古蔺县 石宝镇, 3 km"),
	                    "To <bdi lang=\"zh-CN\">古蔺县 石宝镇</bdi>, 3 km");
	assert_string_equal(shown_in("bo", "༣ 1, 2. 11月16日"), "༣ <bdi lang=\"zh-CN\">1, 2. 11月16日</bdi>");
	assert_string_equal(shown_in("bo", "¥39.90 元，5斤装 (2)"), "¥<bdi lang=\"zh-CN\">39.90 元，5斤装</bdi> (2)");
	assert_string_equal(shown_in("bo", "ཟླ་ 古蔺 ཡིག"), "ཟླ་ <bdi lang=\"zh-CN\">古蔺</bdi> ཡིག");
	assert_string_equal(shown_in("en", "𬱖村 & ꌠ"),
	                    "<bdi lang=\"zh-CN\">𬱖村</bdi> &amp; <bdi lang=\"ii\">ꌠ</bdi>");
	assert_string_equal(shown_in("en", "plain — “words”"), "plain — “words”");
	assert_string_equal(shown_in("en", "古\xff"), "<bdi lang=\"zh-CN\">古</bdi>\xff");
	assert_string_equal(shown_in(NULL, "古蔺"), "古蔺");
	assert_string_equal(shown_in("en", ""), "");
}
