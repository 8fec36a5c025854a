/* The page of all components, and the drawings that tell "not reported" from nothing and from less than nothing. */
#include "support/story.h"
#include "support/town.h"

#include <stdio.h>
#include <string.h>

#include "web/asset.h"
#include "web/kit.h"

static size_t count_of(const char *piece)
{
	struct text rest = answer_body(), wanted = text_of(piece);
	size_t count = 0;
	for (size_t at; (at = text_find(rest, wanted)) < rest.length; count++)
		rest = text_part(rest, at + wanted.length, rest.length);
	return count;
}

static const char *const asked[] = { "/kit?lang=zh-CN", "/kit?lang=bo", "/kit?lang=en" };

/* How many pieces of the inventory the page of the language does not show. */
static size_t missing_pieces(const char *address)
{
	const char *query = "";
	size_t missing = 0;

	ask_get(address, AS_NOBODY);
	check_status(200);
	check_no_page(" style=");
	for (size_t i = 0; i < kit_pieces_count; i++) {
		const struct kit_piece *piece = &kit_pieces_shown[i];

		if (strcmp(piece->query, query) != 0) {
			query = piece->query;
			ask_get(words_of("%s&%s", address, query), AS_NOBODY);
			check_status(200);
		}
		if (count_of(piece->mark) >= piece->least)
			continue;
		missing++;
		fprintf(stderr, "%s does not show %s, %s: %s\n", address, piece->name, piece->state, piece->mark);
	}
	return missing;
}

TEST(the_kit_shows_every_piece_in_every_state_and_language)
{
	town();
	for (size_t k = 0; k < 3; k++)
		assert_int_equal(missing_pieces(asked[k]), 0);
	ask_get("/kit?theme=dark&size=large", AS_NOBODY);
	check_page("data-size=\"large\" data-theme=dark>");
	ask_get("/kit?theme=%22%3E", AS_NOBODY);
	check_no_page("data-theme");
	ask_get("/kit?as=csv&sort=-orders", AS_NOBODY);
	check_page("茅溪镇,,-120.50,,2026-03-01,Late\r\n");
	assert_int_equal(count_of("\r\n"), 5);
}

static bool is_field_shown(const char *state, const char *name, const char *ending)
{
	return count_of(words_of("id=\"f-%s%s%s\"", state, name, ending)) == 1;
}

/* Every kind of field that people fill in, blank with a hint, filled, refused and locked. */
TEST(the_kit_shows_every_kind_of_field_in_every_state)
{
	static const enum field_kind never[] = {
		FIELD_NONE, FIELD_STATE, FIELD_COUNTY, FIELD_ID, FIELD_LIST, FIELD_PART
	};
	bool known[FIELD_COUNT_OF_KINDS] = { false };

	town();
	ask_get(asked[0], AS_NOBODY);
	for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
		known[never[i]] = true;
	for (const struct field *field = kit_form_record.fields; field->kind != FIELD_NONE; field++) {
		known[field->kind] = true;
		assert_true(is_field_shown("blank_", field->name, ""));
		assert_true(is_field_shown("blank_", field->name, "-hint"));
		assert_true(is_field_shown("filled_", field->name, ""));
		assert_true(is_field_shown("", field->name, "-problem"));
		check_page(words_of("<li><a href=\"#f-%s\">", field->name));
		struct text locked = text_part(answer_body(), text_find(answer_body(), T("<fieldset disabled>")),
		                               answer_body().length);
		size_t at = text_find(locked, text_of(words_of("id=\"f-locked_%s\"", field->name)));
		assert_true(at < text_find(locked, T("</form>")));
	}
	for (size_t kind = 0; kind < FIELD_COUNT_OF_KINDS; kind++)
		assert_true(known[kind]);
}

/* What a label, a hint or a link of the summary means is one thing. */
TEST(no_id_stands_twice_on_the_kit)
{
	town();
	ask_get(asked[0], AS_NOBODY);
	struct text rest = answer_body();
	size_t ids = 0;
	for (size_t at; (at = text_find(rest, T(" id=\""))) < rest.length;) {
		rest = text_part(rest, at + 5, rest.length);
		struct text id = text_part(rest, 0, text_find(rest, T("\"")));
		size_t times = count_of(words_of(" id=\"%.*s\"", TEXT(id)));
		if (times != 1)
			fprintf(stderr, "%zu times: %.*s\n", times, TEXT(id));
		assert_int_equal(times, 1);
		ids++;
	}
	assert_true(ids > 100);
}

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Whether some class="..." of the page holds the name among others. */
static bool is_class_shown(struct text name)
{
	struct text rest = answer_body();

	for (size_t at; (at = text_find(rest, T("class=\""))) < rest.length;) {
		rest = text_part(rest, at + 7, rest.length);
		struct text list = text_part(rest, 0, text_find(rest, T("\"")));
		for (size_t i = 0; i + name.length <= list.length; i++)
			if (!memcmp(list.bytes + i, name.bytes, name.length) && (i == 0 || list.bytes[i - 1] == ' ') &&
			    (i + name.length == list.length || list.bytes[i + name.length] == ' '))
				return true;
	}
	return false;
}

/* Counts the classes of a stylesheet's selectors that the page does not show, and says them. A dot before a letter outside of braces
   begins one; in a rule's inside it would be a number. */
static size_t hidden_classes(struct text css)
{
	size_t hidden = 0;

	for (size_t i = 0; i + 1 < css.length; i++) {
		size_t end = i + 1;

		if (css.bytes[i] == '/' && css.bytes[end] == '*') { /* a comment */
			while (i + 1 < css.length && !(css.bytes[i] == '*' && css.bytes[i + 1] == '/'))
				i++;
			continue;
		}
		if (css.bytes[i] != '.' || css.bytes[end] < 'a' || css.bytes[end] > 'z')
			continue;
		while (end < css.length && is_name_byte(css.bytes[end]))
			end++;
		if (!is_class_shown(text_part(css, i + 1, end - i - 1))) {
			hidden++;
			fprintf(stderr, "the kit does not show .%.*s\n", TEXT(text_part(css, i + 1, end - i - 1)));
		}
	}
	return hidden;
}

TEST(the_kit_shows_every_class_of_the_stylesheets)
{
	size_t hidden = 0, sheets = 0;

	town();
	ask_get("/kit", AS_NOBODY);
	for (size_t i = 0; i < assets_count; i++)
		if (!strcmp(assets[i].path, "look.css") || !strcmp(assets[i].path, "office.css")) {
			sheets++;
			hidden +=
				hidden_classes((struct text){ (const char *)assets[i].plain, assets[i].plain_length });
		}
	assert_int_equal(sheets, 2);
	assert_int_equal(hidden, 0);
	check_page("class=\"");
	assert_false(is_class_shown(T("no-such-class")));
}

/* Every template of web/kit is in the inventory, but the pages themselves: this one, and what is asked before a long file. */
static size_t unlisted_templates(const char *path)
{
	char line[600];
	size_t unlisted = 0;
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	while (fgets(line, sizeof line, file)) {
		bool listed = false;
		char *end = strchr(line, '(');

		if (strncmp(line, "%% ", 3) != 0 || !end)
			continue;
		*end = 0;
		if (end - line > 8 && !strcmp(end - 5, "_html"))
			end[-5] = 0;
		for (size_t i = 0; i < kit_pieces_count; i++)
			listed |= !strcmp(line + 3, kit_pieces_shown[i].name);
		if (!listed && fprintf(stderr, "not in the inventory of the kit: %s\n", line + 3))
			unlisted++;
	}
	fclose(file);
	return unlisted;
}

TEST(the_inventory_of_the_kit_is_whole)
{
	static const char *const files[] = { "chart", "component",   "form_field", "page_frame",
		                             "paper", "place_field", "table",      "tile_map" };

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		assert_int_equal(unlisted_templates(words_of("src/web/kit/%s.html", files[i])), 0);
}

TEST(a_map_tells_nothing_from_not_reported)
{
	town();
	ask_get("/kit", AS_NOBODY);
	assert_int_equal(count_of("<a class=\"gap"), 1);
	assert_int_equal(count_of("<a class=\"neg"), 1);
	assert_int_equal(count_of("<a class=\"zero"), 1);
	assert_int_equal(count_of("<a class=\"q5"), 1);
	assert_int_equal(count_of("id=\"gap\""), 1);
	assert_int_equal(count_of("class=\"over turq\""), 5);   /* four parts and the key */
	assert_int_equal(count_of("class=\"over indigo\""), 4); /* one month is not reported */
	check_page("<span class=\"none\" title=\"Not reported\">");
}

TEST(figures_are_a_table_and_drawings)
{
	town();
	ask_get("/figures/510525?period=2026", "county");
	check_status(200);
	check_page("chart small-chart");
	check_page("All numbers of 2026 by month");
	check_page("it does not say what lies where");
	ask_get("/figures/5105?period=2026&sort=-orders", "county");
	check_page("roughly as they lie");
	check_page("aria-sort=\"descending\"");
	ask_get("/figures/510525?period=2026&as=csv&sort=name", "county");
	check_page("Name,Code,Orders paid,");
	ask_get("/figures/510525?period=2026&as=xlsx", "county");
	assert_true(text_starts(answer_body(), T("PK")));
}
