#include "support/town.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/problem.h"
#include "base/record.h"

struct sample {
	int64_t county, thing_id, place, price_fen, weight_g, boxes, any, sold, sold_on, sold_at;
	int64_t stage, from, share, other_county, other_id;
	struct text title, note, password, state, phone;
	struct list lines;
};

static const struct choice states[] = { { "open", "Open" }, { "closed", "Closed" }, { NULL, NULL } };

static const struct choice stages[] = { { "", "" }, { "placed", "Placed" }, { "paid", "Paid" }, { NULL, NULL } };

static const struct record line_record;
static const struct field fields[] = {
	WHOLE_FIELD(FIELD_ID, sample, thing_id, "Thing", FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, sample, place, "Place", FIELD_MUST, 0, 0),
	WHOLE_FIELD(FIELD_FEN, sample, price_fen, "Price", FIELD_MUST, 1, 100000000),
	WHOLE_FIELD(FIELD_GRAMS, sample, weight_g, "Weight", FIELD_BOTH, 0, 0),
	INT_FIELD(sample, boxes, "Boxes", FIELD_BOTH, 1, 50),
	INT_FIELD(sample, any, "Any", FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, sample, sold, "Sold", FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_DAY, sample, sold_on, "Sold on", FIELD_BOTH, 20200101, 20301231),
	WHOLE_FIELD(FIELD_MOMENT, sample, sold_at, "Sold at", FIELD_BOTH, 0, 0),
	STATE_FIELD(sample, stage, "Stage", FIELD_BOTH, stages),
	WHOLE_FIELD(FIELD_COUNTY, sample, from, "From", FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_PERCENT, sample, share, "Share", FIELD_BOTH, 0, 0),
	ID_FIELD(sample, other_id, other_county, "Other", FIELD_OUT),
	TEXT_FIELD(sample, title, "Title", FIELD_MUST, 3, 8),
	NOTE_FIELD(sample, note, "Note", FIELD_BOTH, 0, 0),
	SECRET_FIELD(sample, password, "Password", FIELD_IN, 4, 0),
	CHOICE_FIELD(sample, state, "State", FIELD_MUST, states),
	PHONE_FIELD(sample, phone, "Phone", FIELD_BOTH),
	LIST_FIELD(sample, lines, "Lines", FIELD_BOTH, &line_record, 0, 9),
	FIELD_END,
};
static const struct record sample_record = { "sample", sizeof(struct sample), offsetof(struct sample, county), fields };

struct reading_case {
	const char *name, *written;
	const char *shown;   /* what is shown after it was read; NULL: refused */
	const char *message; /* the problem when refused */
	const char *detail;
};

static void check_reading(const struct reading_case *c, bool exact)
{
	struct arena *arena = arena_new();
	struct sample row = { .county = 510525, .title = T("kept"), .boxes = 42 };
	struct sample before = row;
	struct problems problems = problems_in(arena);
	const struct field *field = record_field(&sample_record, text_of(c->name));
	bool good = (exact ? field_read_exact : field_read)(arena, field, text_of(c->written), &row, &problems);
	if (good != (c->shown != NULL))
		fail_msg("%s \"%s\" was %s", c->name, c->written, good ? "taken" : "refused");
	if (good) {
		assert_int_equal(problems.count, 0);
		assert_string_equal(text_string(arena, field_show(arena, &sample_record, field, &row)), c->shown);
	} else {
		assert_memory_equal(&row, &before, sizeof(row));
		assert_int_equal(problems.count, 1);
		assert_true(text_equal(problems.list[0].field, text_of(c->name)));
		assert_string_equal(problems.list[0].message, c->message);
		assert_ptr_equal(problems.list[0].label, field->label);
		assert_string_equal(problems.list[0].detail.bytes, c->detail ? c->detail : "");
	}
	arena_free(arena);
}

#define check_readings(cases)                                           \
	for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++) \
	check_reading(&(cases)[i], false)

TEST(field_read_words)
{
	static const struct reading_case cases[] = {
		{ "title", " \u3000Firewood ", "Firewood", NULL, NULL },
		{ "title", "三个字", "三个字", NULL, NULL },
		{ "title", "一二三四五六七八", "一二三四五六七八", NULL, NULL },
		{ "title", "ab", NULL, "Enter at least %s characters", "3" },
		{ "title", "一二三四五六七八九", NULL, "Enter at most %s characters", "8" },
		{ "title", "  ", NULL, "Enter something here", NULL },
		{ "title", "two\nline", NULL, "Enter a single line of text", NULL },
		{ "title",
		  "a\x7f"
		  "bc",
		  NULL, "Enter a single line of text", NULL },
		{ "note", "one\r\ntwo\rthree\n\tfour", "one\ntwo\nthree\n\tfour", NULL, NULL },
		{ "note", "", "", NULL, NULL },
		{ "note", "a\x01", NULL, "Enter plain text without control characters", NULL },
		{ "password", " x\ty ", "", NULL, NULL },
		{ "password", "   ", NULL, "Enter at least %s characters", "4" },
		{ "state", "open", "open", NULL, NULL },
		{ "state", " closed", "closed", NULL, NULL },
		{ "state", "Open", NULL, "Choose one of the list", NULL },
		{ "state", "", NULL, "Choose one of the list", NULL },
		{ "phone", "138 0013-8000", "13800138000", NULL, NULL },
		{ "phone", "+86 (830) 720-1234", "+868307201234", NULL, NULL },
		{ "phone", "１３８００１３８０００", "13800138000", NULL, NULL },
		{ "phone", "12345", "12345", NULL, NULL },
		{ "phone", "", "", NULL, NULL },
		{ "phone", "1234", NULL, "Enter a phone number", NULL },
		{ "phone", "123456789012345678901", NULL, "Enter a phone number", NULL },
		{ "phone", "138+0013", NULL, "Enter a phone number", NULL },
		{ "phone", "call me", NULL, "Enter a phone number", NULL },
	};
	check_readings(cases);
}

TEST(field_read_numbers)
{
	static const struct reading_case cases[] = {
		{ "boxes", "7", "7", NULL, NULL },
		{ "boxes", " ７ ", "7", NULL, NULL },
		{ "boxes", "", "0", NULL, NULL }, /* not required: bounds hold for what is written */
		{ "boxes", "0", NULL, "Enter a number of at least %s", "1" },
		{ "boxes", "51", NULL, "Enter a number of at most %s", "50" },
		{ "boxes", "1.5", NULL, "Enter a whole number", NULL },
		{ "boxes", "x", NULL, "Enter a whole number", NULL },
		{ "any", "-9223372036854775808", "-9223372036854775808", NULL, NULL },
		{ "any", "1,280", "1280", NULL, NULL },
		{ "any", "9223372036854775808", NULL, "Enter a whole number", NULL },
		{ "price_fen", "¥1,280.5", "1280.50", NULL, NULL },
		{ "price_fen", "", NULL, "Enter something here", NULL },
		{ "price_fen", "0", NULL, "Enter a number of at least %s", "0.01" },
		{ "price_fen", "1000000.01", NULL, "Enter a number of at most %s", "1000000.00" },
		{ "price_fen", "3.505", NULL, "Enter an amount like 36.50", NULL },
		{ "weight_g", "2.5", "2.5", NULL, NULL },
		{ "weight_g", "0.001", "0.001", NULL, NULL },
		{ "weight_g", "-1", NULL, "Enter a number of at least %s", "0" },
		{ "weight_g", "10000000001", NULL, "Enter a number of at most %s", "10000000000" },
		{ "weight_g", "2.5 kg", NULL, "Enter a weight in kilograms like 2.5", NULL },
		{ "sold", "on", "1", NULL, NULL },
		{ "sold", "TRUE", "1", NULL, NULL },
		{ "sold", "yes", "1", NULL, NULL },
		{ "sold", "", "0", NULL, NULL },
		{ "sold", "no", "0", NULL, NULL },
		{ "sold", "2", NULL, "Enter yes or no", NULL },
	};
	check_readings(cases);
}

/* Programs give the smallest unit; the words of bounds then speak of it too. */
TEST(field_read_exact_amounts)
{
	static const struct reading_case cases[] = {
		{ "price_fen", "3990", "39.90", NULL, NULL },
		{ "price_fen", "39.90", NULL, "Give a whole number of fen", NULL },
		{ "price_fen", "100000001", NULL, "Enter a number of at most %s", "100000000" },
		{ "weight_g", "2700", "2.7", NULL, NULL },
		{ "weight_g", "2.7", NULL, "Give a whole number of grams", NULL },
		{ "boxes", "7", "7", NULL, NULL },
		{ "share", "16.5", "16.5", NULL, NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		check_reading(&cases[i], true);
}

TEST(field_read_states_counties_percents)
{
	static const struct reading_case cases[] = {
		{ "stage", "paid", "paid", NULL, NULL },
		{ "stage", "", "", NULL, NULL },
		{ "stage", "2", NULL, "Choose one of the list", NULL },
		{ "from", "510525", "510525", NULL, NULL },
		{ "from", "510525101", NULL, "Enter the code of a county, like 510525", NULL },
		{ "from", "", "", NULL, NULL },
		{ "share", "54", "54", NULL, NULL },
		{ "share", "16.50", "16.5", NULL, NULL },
		{ "share", "100.01", NULL, "Enter a number of at most %s", "100" },
		{ "share", "1.234", NULL, "Enter a percentage like 16.5", NULL },
	};
	check_readings(cases);
}

/* A thing of another county is known by that county. */
TEST(field_show_an_id_with_its_own_county)
{
	struct arena *arena = arena_new();
	struct sample row = { .county = 510525, .thing_id = 7, .other_county = 510524, .other_id = 7 };
	assert_true(text_starts(field_show(arena, &sample_record, record_field(&sample_record, T("other_id")), &row),
	                        T("510524-")));
	assert_true(text_starts(field_show(arena, &sample_record, record_field(&sample_record, T("thing_id")), &row),
	                        T("510525-")));
	arena_free(arena);
}

TEST(choices_are_found_by_their_word)
{
	assert_int_equal(choice_position(stages, T("paid")), 2);
	assert_int_equal(choice_position(stages, T("")), -1);
	assert_int_equal(choice_position(stages, T("Paid")), -1);
}

TEST(field_read_days_places_ids)
{
	static const struct reading_case cases[] = {
		{ "sold_on", "2026-07-25", "2026-07-25", NULL, NULL },
		{ "sold_on", "", "", NULL, NULL },
		{ "sold_on", "2026-02-30", NULL, "Enter a day like 2026-07-25", NULL },
		{ "sold_on", "2019-12-31", NULL, "Enter a day not before %s", "2020-01-01" },
		{ "sold_on", "2031-01-01", NULL, "Enter a day not after %s", "2030-12-31" },
		{ "sold_at", "2026-07-25T10:00:00Z", "2026-07-25T18:00:00+08:00", NULL, NULL },
		{ "sold_at", "2026-07-25T18:00", "2026-07-25T18:00:00+08:00", NULL, NULL },
		{ "sold_at", "", "", NULL, NULL },
		{ "sold_at", "soon", NULL, "Enter a moment like 2026-07-25T18:00:00+08:00", NULL },
		{ "place", "510525101", "510525101", NULL, NULL },
		{ "place", "510525000000", "510525", NULL, NULL },
		{ "place", "", NULL, "Enter something here", NULL },
		{ "place", "Gulin", NULL, "Enter a place code", NULL },
		{ "thing_id", "510525-1z4k9vom3q7-7", "510525-1Z4K9V0M3Q7-7", NULL, NULL },
		{ "thing_id", "", "", NULL, NULL },
		{ "thing_id", "510525-1Z4K9V0M3Q7-8", NULL, "Enter a number as it is shown, like 510525-1Z4K9V0M3Q7-7",
		  NULL },
	};
	check_readings(cases);
}

TEST(field_table_finds_its_members)
{
	struct sample row = { .boxes = 7, .title = T("seven") };
	const struct field *boxes = record_field(&sample_record, T("boxes")),
			   *title = record_field(&sample_record, T("title"));
	assert_null(record_field(&sample_record, T("box")));
	assert_null(record_field(&sample_record, T("")));
	assert_int_equal(field_int_of(boxes, &row), 7);
	*field_int(boxes, &row) = 8;
	assert_int_equal(row.boxes, 8);
	assert_true(text_equal(field_text_of(title, &row), T("seven")));
	*field_text(title, &row) = T("eight");
	assert_true(text_equal(row.title, T("eight")));
	for (const struct field *field = fields; field->kind != FIELD_NONE; field++)
		assert_int_equal(field_is_whole(field->kind), field < title);
}

TEST(problems_are_kept_up_to_a_limit)
{
	struct arena *arena = arena_new();
	struct problems problems = problems_in(arena);
	assert_null(problem_at(&problems, T("x")));
	char name[] = "first";
	problem_add(&problems, text_of(name), "One", T("1"));
	name[0] = 'F'; /* the list has its own copy */
	problem_add(&problems, T("first"), "Two", (struct text){ 0 });
	for (int line = 1; line < LIMIT_PROBLEMS + 9; line++)
		problem_add_line(&problems, T("people.csv"), line, T("name"), "Three", T("3"));
	assert_int_equal(problems.count, LIMIT_PROBLEMS);
	assert_int_equal(problems.dropped, 10);
	assert_string_equal(problem_at(&problems, T("first"))->message, "One");
	assert_int_equal(problem_at(&problems, T("name"))->line, 1);
	assert_int_equal(problems.list[LIMIT_PROBLEMS - 1].line, LIMIT_PROBLEMS - 2);
	assert_string_equal(problems.list[2].file.bytes, "people.csv");
	arena_free(arena);
}
