#include <string.h>

#include "web/json.h"
#include "web/sheet.h"

#include "support/town.h"

struct part {
	int64_t county;
	struct text name;
	int64_t count;
};

struct thing {
	int64_t county, id;
	struct text title, secret, state;
	int64_t price_fen, weight_g, open, ships_on, made_at, place, hidden;
	struct list parts;
};

static const struct choice states[] = { { "done", N_("Delivered") }, { 0 } };

static const struct field part_fields[] = {
	TEXT_FIELD(part, name, N_("Name"), FIELD_BOTH, 0, 20),
	INT_FIELD(part, count, N_("Count"), FIELD_BOTH, 0, 0),
	FIELD_END,
};
static const struct record part_record = { "part", sizeof(struct part), offsetof(struct part, county), part_fields };

static const struct field thing_fields[] = {
	WHOLE_FIELD(FIELD_ID, thing, id, N_("Number"), FIELD_OUT, 0, 0),
	TEXT_FIELD(thing, title, N_("Name"), FIELD_MUST, 1, 20),
	SECRET_FIELD(thing, secret, N_("Password"), FIELD_BOTH, 1, 20),
	CHOICE_FIELD(thing, state, N_("State"), FIELD_OUT, states),
	WHOLE_FIELD(FIELD_FEN, thing, price_fen, N_("Price"), FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_GRAMS, thing, weight_g, N_("Weight"), FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, thing, open, N_("Open"), FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_DAY, thing, ships_on, N_("Day"), FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, thing, made_at, N_("Moment"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, thing, place, N_("Place"), FIELD_BOTH, 0, 0),
	INT_FIELD(thing, hidden, N_("Hidden"), FIELD_IN, 0, 0),
	LIST_FIELD(thing, parts, N_("Parts"), FIELD_BOTH, &part_record, 0, 9),
	FIELD_END,
};
static const struct record thing_record = { "thing", sizeof(struct thing), offsetof(struct thing, county),
	                                    thing_fields };

static const struct part parts[] = { { 510525, { "a\"b", 3 }, 2 }, { 510525, { "乙", 3 }, 0 } };

static struct thing full(void)
{
	return (struct thing){ .county = 510525,
		               .id = INT64_C(1234567890123),
		               .title = T("=1+1"),
		               .secret = T("hush"),
		               .state = T("done"),
		               .price_fen = 3650,
		               .weight_g = 2500,
		               .open = 1,
		               .ships_on = 20260725,
		               .made_at = INT64_C(1784973600000),
		               .place = INT64_C(51052510100000000),
		               .hidden = 9,
		               .parts = { parts, 2 } };
}

static const char *json_of(struct request *r, const struct thing *thing)
{
	struct output out = output_in(r->arena);
	json_row(r, &out, &thing_record, thing);
	return text_string(r->arena, output_text(&out));
}

TEST(json_gives_public_forms_and_no_secrets)
{
	struct arena *arena = arena_new();
	struct request r = { .arena = arena, .language = language_of(T("en")) };
	struct thing thing = full();
	const char *json = json_of(&r, &thing);
	assert_non_null(strstr(json, "{\"id\":\"510525-"));
	assert_non_null(strstr(json, "\"price_fen\":3650,\"weight_g\":2500,\"open\":true,\"ships_on\":\"2026-07-25\""));
	assert_non_null(strstr(json, "\"made_at\":\"2026-07-25T18:00:00+08:00\",\"place\":\"510525101\""));
	assert_non_null(strstr(json, "\"parts\":[{\"name\":\"a\\\"b\",\"count\":2},{\"name\":\"乙\",\"count\":0}]}"));
	assert_null(strstr(json, "hush"));
	assert_null(strstr(json, "secret"));
	assert_null(strstr(json, "hidden"));
	struct thing empty = { 0 };
	json = json_of(&r, &empty);
	assert_non_null(strstr(json, "{\"id\":null,\"title\":\"\""));
	assert_non_null(strstr(json, "\"ships_on\":null,\"made_at\":null,\"place\":\"\",\"parts\":[]}"));
	arena_free(arena);
}

TEST(csv_has_translated_headings_and_runs_nothing)
{
	struct arena *arena = arena_new();
	struct request r = { .arena = arena, .language = language_of(T("zh")) };
	struct thing thing = full();
	struct output out = output_in(arena);
	csv_heading(&r, &out, &thing_record);
	csv_row(&r, &out, &thing_record, &thing);
	const char *csv = text_string(arena, output_text(&out));
	assert_true(strncmp(csv, "\xEF\xBB\xBF", 3) == 0);
	assert_non_null(strstr(csv, "价钱（元）,重量（公斤）"));
	assert_non_null(strstr(csv, "'=1+1"));
	assert_non_null(strstr(csv, "已送到,36.50,2.5,是,2026-07-25,"));
	assert_null(strstr(csv, "hush"));
	arena_free(arena);
}
