/* The small readers, one of them a process: targets, cookies, other headers, the stamp on a callback, days and moments, money with weights
   and whole numbers, public ids with place codes and the gateway's numbers, CSV, search tokens with pinyin initials, the catalogue of
   words; and the writers' escapes. */
#include "fuzz/fuzz.h"

#include <jansson.h>

#include "base/calendar.h"
#include "base/csv.h"
#include "base/id.h"
#include "base/money.h"
#include "base/output.h"
#include "base/place_key.h"
#include "db/search.h"
#include "trade/payment/payment_inside.h"
#include "web/accept.h"
#include "web/catalogue.h"
#include "web/form.h"
#include "web/language.h"
#include "web/target.h"

static struct arena *arena;

static void try_target(struct text t)
{
	struct text path, query;
	int status = target_read(arena, t, &path, &query);
	MUST(status == 0 || status == 400 || status == 414);
	MUST(path.length > 0 && path.bytes[0] == '/' && text_is_utf8(path));
}

static void try_cookies(struct text t)
{
	struct header header = { T("Cookie"), t };
	struct exchange exchange = { .arena = arena, .headers = &header, .header_count = 1 };
	struct text value = exchange_cookie(&exchange, T("session"));

	MUST(value.length <= t.length);
	MUST(exchange_cookie(&exchange, T("guest")).length <= t.length);
}

/* One header's value, under every other name that is read. */
static void try_headers(struct text t)
{
	static const char *const names[] = { "Accept-Encoding", "If-None-Match" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct header header = { text_of(names[i]), t };
		struct exchange exchange = { .arena = arena, .headers = &header, .header_count = 1 };
		(void)accepts_encoding(&exchange, T("br"));
		(void)etag_matches(&exchange, T("W/\"1\""));
		MUST(text_equal(exchange_header(&exchange, text_of(names[i])), t));
	}
	(void)language_of(t);
}

/* What the payment company signs its callbacks with. */
static void try_stamp(struct text t)
{
	struct gateway_stamp stamp;

	if (gateway_stamp_read(t, &stamp))
		MUST(stamp.nonce.length == GATEWAY_NONCE_CHARS && stamp.signature.length == GATEWAY_SIGNATURE);
}

static void try_days(struct text t)
{
	int64_t on = 0, at = 0, again = 0;
	if (calendar_read_day(t, &on)) {
		MUST(calendar_is_day(on));
		MUST(calendar_read_day(calendar_day_text(arena, on), &again) && again == on);
		MUST(calendar_day(calendar_day_start(on)) == on);
	}
	if (calendar_read_moment(t, &at)) {
		MUST(calendar_read_moment(calendar_moment_text(arena, at), &again));
		MUST(again <= at && at - again < 1000);
	}
}

static void try_money(struct text t)
{
	int64_t value = 0, again = 0;
	if (money_read(t, &value)) {
		MUST(money_read(money_plain(arena, value), &again) && again == value);
		MUST(money_read(money_grouped(arena, value), &again) && again == value);
	}
	if (weight_read(t, &value))
		MUST(weight_read(weight_plain(arena, value), &again) && again == value);
	if (text_to_int64(t, &value))
		MUST(text_to_int64(text_of_int(arena, value), &again) && again == value);
	for (int decimals = 0; decimals <= 9; decimals++)
		(void)number_read(t, decimals, &value);
}

static void try_ids(struct text t)
{
	int64_t county = 0, id = 0, county_again = 0, again = 0, place = 0;
	if (id_read(t, &county, &id)) {
		MUST(county >= 0 && county <= 999999 && id > 0);
		MUST(id_read(id_public(arena, county, id), &county_again, &again));
		MUST(county == county_again && id == again);
	}
	if (place_read(t, &place)) {
		MUST(place >= 0 && place < INT64_C(100000000000000000));
		MUST(place_read(place_code(arena, place), &again) && again == place);
	}
	if (gateway_id_read(t, &county, &id))
		MUST(gateway_id_read(gateway_id(arena, county, id), &county_again, &again) && again == id);
}

static void try_csv(struct text t)
{
	struct csv_table table;
	struct text utf8 = T("");
	int64_t line = 0;
	if (csv_utf8(arena, t, &utf8) != DONE)
		return;
	MUST(text_is_utf8(utf8) || memchr(utf8.bytes, 0, utf8.length) != NULL);
	if (csv_read(arena, utf8, 1000, &table, &line) != DONE)
		return;
	MUST(table.count <= 1000);
	for (size_t i = 0; i < table.count; i++)
		for (size_t k = 0; k <= table.rows[i].count; k++)
			(void)csv_cell(&table.rows[i], k);
}

static void try_search(struct text t)
{
	struct text tokens[SEARCH_TOKENS];
	size_t count = search_tokens(arena, t, tokens);
	MUST(count <= SEARCH_TOKENS);
	for (size_t i = 0; i < count; i++)
		MUST(tokens[i].length > 0 && text_is_utf8(tokens[i]));
	count = search_question(arena, t, tokens);
	MUST(count <= SEARCH_ASKED);
	if (text_is_utf8(t)) /* names come checked */
		MUST(text_is_utf8(search_initials(arena, t)));
}

static void try_catalogue(struct text t)
{
	unsigned char *copy = malloc(t.length > 0 ? t.length : 1); /* so that reading past it is seen */
	memcpy(copy, t.bytes, t.length);
	struct catalogue catalogue = { copy, t.length };
	size_t count = catalogue_count(&catalogue);
	MUST(count <= t.length);
	static const char *const asked[] = { "", "Home", "a", "zzzz" };
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
		const char *found = catalogue_find(&catalogue, asked[i]);
		MUST(found == NULL || strlen(found) < t.length);
	}
	free(copy);
}

/* Well-formed content of an element or of a quoted attribute, whatever was put in. */
static void check_html(struct text html)
{
	static const char *const entities[] = { "amp;", "lt;", "gt;", "quot;", "#39;" };
	for (size_t i = 0; i < html.length; i++) {
		char c = html.bytes[i];
		MUST(c != '<' && c != '>' && c != '"' && c != '\'');
		if (c != '&')
			continue;
		bool is_entity = false;
		for (size_t k = 0; k < sizeof entities / sizeof entities[0]; k++)
			is_entity = is_entity || text_starts(text_part(html, i + 1, 8), text_of(entities[k]));
		MUST(is_entity);
	}
}

static void try_escapes(struct text t)
{
	struct output html = output_in(arena), json = output_in(arena), url = output_in(arena), csv = output_in(arena);
	out_html(&html, t);
	check_html(output_text(&html));
	out_url(&url, t);
	struct text back = T("");
	MUST(url_decode(arena, output_text(&url), true, &back) && text_equal(back, t));
	if (!text_is_utf8(t))
		return;
	out_json(&json, t);
	json_t *read = json_loadb(json.bytes, json.length, JSON_DECODE_ANY, NULL);
	MUST(read != NULL && text_equal((struct text){ json_string_value(read), json_string_length(read) }, t));
	json_decref(read);
	out_csv(&csv, t);
	struct csv_table table;
	int64_t line = 0;
	MUST(csv_read(arena, output_text(&csv), 10, &table, &line) == DONE);
	MUST(table.count <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fuzz_parser parsers[] = {
		{ "target", try_target },   { "cookies", try_cookies },
		{ "headers", try_headers }, { "stamp", try_stamp },
		{ "days", try_days },       { "money", try_money },
		{ "ids", try_ids },         { "csv", try_csv },
		{ "search", try_search },   { "catalogue", try_catalogue },
		{ "escapes", try_escapes }, { NULL, NULL },
	};
	static const struct fuzz_parser *parser;
	if (size > 16384)
		return 0;
	if (parser == NULL)
		parser = fuzz_parser_named(parsers);
	if (arena == NULL)
		arena = arena_new();
	arena_reset(arena);
	char *copy = malloc(size > 0 ? size : 1); /* exactly as long: a read behind the end is seen */
	memcpy(copy, data, size);
	parser->feed((struct text){ copy, size });
	free(copy);
	return 0;
}
