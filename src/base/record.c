/* Fields shown and read. Each kind has one reader; all of them get the text trimmed (but for secrets) and not empty.
   The messages are keys of the catalogue: they stand as literals in the calls of problem_add(), where
   `xgettext --keyword=problem_add:3` finds them. */
#include "base/record.h"

#include <assert.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/money.h"
#include "base/place_key.h"
#include "base/problem.h"

/* Money and weight have no business beyond 10^13 (100 billion yuan, 10 million tons): sums of a million still fit. */
#define FIELD_AMOUNT_MAX INT64_C(10000000000000)

/* ---- members ---- */

bool field_is_whole(enum field_kind kind)
{
	switch (kind) {
	case FIELD_INT:
	case FIELD_FEN:
	case FIELD_GRAMS:
	case FIELD_PERCENT:
	case FIELD_STATE:
	case FIELD_COUNTY:
	case FIELD_BOOL:
	case FIELD_DAY:
	case FIELD_MOMENT:
	case FIELD_ID:
	case FIELD_PLACE:
		return true;
	case FIELD_TEXT:
	case FIELD_NOTE:
	case FIELD_SECRET:
	case FIELD_CHOICE:
	case FIELD_PHONE:
	case FIELD_LIST:
	case FIELD_PART:
		return false;
	case FIELD_NONE:
	case FIELD_COUNT_OF_KINDS:
		break;
	}
	abort(); /* the end of a table is no field */
}

int64_t *field_int(const struct field *field, void *row)
{
	assert(field_is_whole(field->kind));
	return (int64_t *)(void *)((char *)row + field->offset);
}

struct text *field_text(const struct field *field, void *row)
{
	assert(!field_is_whole(field->kind) && field->kind != FIELD_LIST && field->kind != FIELD_PART);
	return (struct text *)(void *)((char *)row + field->offset);
}

int64_t field_int_of(const struct field *field, const void *row)
{
	assert(field_is_whole(field->kind));
	return *(const int64_t *)(const void *)((const char *)row + field->offset);
}

struct text field_text_of(const struct field *field, const void *row)
{
	assert(!field_is_whole(field->kind) && field->kind != FIELD_LIST && field->kind != FIELD_PART);
	return *(const struct text *)(const void *)((const char *)row + field->offset);
}

const struct field *record_field(const struct record *record, struct text name)
{
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++) {
		if (text_equal(text_of(field->name), name))
			return field;
	}
	return NULL;
}

int64_t choice_position(const struct choice *choices, struct text word)
{
	for (int64_t at = 0; word.length > 0 && choices[at].value; at++)
		if (text_equal(word, text_of(choices[at].value)))
			return at;
	return -1;
}

const struct choice *field_choice(const struct field *field, int64_t position)
{
	int64_t at = 0;

	while (at < position && field->choices[at].value)
		at++;
	assert(position >= 0 && field->choices[at].value); /* a state without a word */
	return &field->choices[at];
}

/* ---- showing ---- */

static struct text show_id(struct arena *arena, const struct record *record, const struct field *field, const void *row)
{
	size_t county = field->county ? field->county : record->county;
	int64_t id = field_int_of(field, row);
	if (id == 0)
		return (struct text){ 0 };
	return id_public(arena, *(const int64_t *)(const void *)((const char *)row + county), id);
}

/* A whole-number member that needs no look at the rest of its row. */
static struct text show_whole(struct arena *arena, enum field_kind kind, int64_t value)
{
	if (kind == FIELD_FEN)
		return money_plain(arena, value);
	if (kind == FIELD_GRAMS)
		return weight_plain(arena, value);
	if (kind == FIELD_PERCENT)
		return percent_plain(arena, value);
	if (kind == FIELD_DAY)
		return calendar_day_text(arena, value);
	if (kind == FIELD_MOMENT)
		return value == 0 ? (struct text){ 0 } : calendar_moment_text(arena, value);
	if (kind == FIELD_PLACE)
		return place_code(arena, value);
	if (kind == FIELD_COUNTY)
		return value == 0 ? (struct text){ 0 } : place_code(arena, place_of_county(value));
	return text_of_int(arena, value);
}

struct text field_show(struct arena *arena, const struct record *record, const struct field *field, const void *row)
{
	if (field->kind == FIELD_SECRET || field->kind == FIELD_LIST || field->kind == FIELD_PART)
		return (struct text){ 0 };
	if (!field_is_whole(field->kind))
		return field_text_of(field, row);
	if (field->kind == FIELD_ID)
		return show_id(arena, record, field, row);
	if (field->kind == FIELD_STATE)
		return text_of(field_choice(field, field_int_of(field, row))->value);
	return show_whole(arena, field->kind, field_int_of(field, row));
}

/* ---- reading ---- */

struct reading {
	struct arena *arena;
	const struct field *field;
	struct text name;
	struct text written;
	void *row;
	struct problems *problems;
	bool exact; /* a program wrote it: money and weight in their smallest unit */
};

struct bounds {
	int64_t min, max;
};

/* What the field says, or else the kind's own: both when it says 0, 0; the upper one when it stands below the lower. */
static struct bounds bounds_of(const struct field *field, int64_t own_min, int64_t own_max)
{
	if (field->min == 0 && field->max == 0)
		return (struct bounds){ own_min, own_max };
	return (struct bounds){ field->min, field->max < field->min ? own_max : field->max };
}

static bool keep_whole(const struct reading *r, int64_t value)
{
	*field_int(r->field, r->row) = value;
	return true;
}

static bool keep_text(const struct reading *r, struct text t)
{
	*field_text(r->field, r->row) = text_copy(r->arena, t);
	return true;
}

/* A missing value: the empty one, unless the field must be filled in. */
static bool read_nothing(const struct reading *r)
{
	if (!(r->field->flags & FIELD_REQUIRED)) {
		if (field_is_whole(r->field->kind))
			return keep_whole(r, 0);
		*field_text(r->field, r->row) = (struct text){ 0 };
		return true;
	}
	if (r->field->kind == FIELD_CHOICE || r->field->kind == FIELD_STATE)
		problem_add(r->problems, r->name, "Choose one of the list", (struct text){ 0 });
	else if (r->field->kind == FIELD_BOOL)
		problem_add(r->problems, r->name, "Tick this box", (struct text){ 0 });
	else
		problem_add(r->problems, r->name, "Enter something here", (struct text){ 0 });
	return false;
}

static bool keep_within_characters(const struct reading *r, struct text t, int64_t own_max)
{
	int64_t count = (int64_t)text_characters(t);
	struct bounds bounds = bounds_of(r->field, 0, own_max);
	if (count < bounds.min) {
		problem_add(r->problems, r->name, "Enter at least %s characters", text_of_int(r->arena, bounds.min));
		return false;
	}
	if (count > bounds.max) {
		problem_add(r->problems, r->name, "Enter at most %s characters", text_of_int(r->arena, bounds.max));
		return false;
	}
	return keep_text(r, t);
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7F;
}

static bool read_text(const struct reading *r)
{
	for (size_t i = 0; i < r->written.length; i++) {
		if (is_control(r->written.bytes[i])) {
			problem_add(r->problems, r->name, "Enter a single line of text", (struct text){ 0 });
			return false;
		}
	}
	return keep_within_characters(r, r->written, LIMIT_NAME_CHARACTERS);
}

/* Browsers end lines of a form with CR LF; kept and counted is LF alone. */
static bool read_note(const struct reading *r)
{
	char *bytes = arena_take(r->arena, r->written.length + 1);
	size_t length = 0;
	for (size_t i = 0; i < r->written.length; i++) {
		char c = r->written.bytes[i];
		bool crlf = c == '\r' && i + 1 < r->written.length && r->written.bytes[i + 1] == '\n';
		if (crlf)
			continue;
		if (is_control(c) && c != '\n' && c != '\r' && c != '\t') {
			problem_add(r->problems, r->name, "Enter plain text without control characters",
			            (struct text){ 0 });
			return false;
		}
		bytes[length++] = c == '\r' ? '\n' : c;
	}
	return keep_within_characters(r, (struct text){ bytes, length }, LIMIT_NOTE_CHARACTERS);
}

static bool read_secret(const struct reading *r)
{
	return keep_within_characters(r, r->written, LIMIT_NAME_CHARACTERS);
}

static bool read_choice(const struct reading *r)
{
	for (const struct choice *choice = r->field->choices; choice->value; choice++) {
		if (text_equal(text_of(choice->value), r->written))
			return keep_text(r, text_of(choice->value));
	}
	problem_add(r->problems, r->name, "Choose one of the list", (struct text){ 0 });
	return false;
}

static bool keep_within_values(const struct reading *r, int64_t value, int64_t own_min, int64_t own_max)
{
	struct bounds bounds = bounds_of(r->field, own_min, own_max);
	bool in_units = r->exact && (r->field->kind == FIELD_FEN || r->field->kind == FIELD_GRAMS);
	enum field_kind shown = in_units ? FIELD_INT : r->field->kind;
	if (value < bounds.min) {
		problem_add(r->problems, r->name, "Enter a number of at least %s",
		            show_whole(r->arena, shown, bounds.min));
		return false;
	}
	if (value > bounds.max) {
		problem_add(r->problems, r->name, "Enter a number of at most %s",
		            show_whole(r->arena, shown, bounds.max));
		return false;
	}
	return keep_whole(r, value);
}

static bool read_int(const struct reading *r)
{
	int64_t value;
	if (number_read(r->written, 0, &value))
		return keep_within_values(r, value, INT64_MIN, INT64_MAX);
	problem_add(r->problems, r->name, "Enter a whole number", (struct text){ 0 });
	return false;
}

static bool read_exact(const struct reading *r)
{
	int64_t amount;
	if (text_to_int64(r->written, &amount))
		return keep_within_values(r, amount, 0, FIELD_AMOUNT_MAX);
	if (r->field->kind == FIELD_FEN)
		problem_add(r->problems, r->name, "Give a whole number of fen", (struct text){ 0 });
	else
		problem_add(r->problems, r->name, "Give a whole number of grams", (struct text){ 0 });
	return false;
}

static bool read_fen(const struct reading *r)
{
	int64_t fen;
	if (r->exact)
		return read_exact(r);
	if (money_read(r->written, &fen))
		return keep_within_values(r, fen, 0, FIELD_AMOUNT_MAX);
	problem_add(r->problems, r->name, "Enter an amount like 36.50", (struct text){ 0 });
	return false;
}

static bool read_grams(const struct reading *r)
{
	int64_t g;
	if (r->exact)
		return read_exact(r);
	if (weight_read(r->written, &g))
		return keep_within_values(r, g, 0, FIELD_AMOUNT_MAX);
	problem_add(r->problems, r->name, "Enter a weight in kilograms like 2.5", (struct text){ 0 });
	return false;
}

static bool read_percent(const struct reading *r)
{
	int64_t parts;
	if (percent_read(r->written, &parts))
		return keep_within_values(r, parts, 0, 10000);
	problem_add(r->problems, r->name, "Enter a percentage like 16.5", (struct text){ 0 });
	return false;
}

static bool read_state(const struct reading *r)
{
	int64_t position = choice_position(r->field->choices, r->written);
	if (position >= 0)
		return keep_whole(r, position);
	problem_add(r->problems, r->name, "Choose one of the list", (struct text){ 0 });
	return false;
}

static bool read_bool(const struct reading *r)
{
	static const char *const words[] = { "0", "1", "off", "on", "false", "true", "no", "yes" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (text_equal_caseless(text_of(words[i]), r->written))
			return keep_whole(r, (int64_t)(i % 2));
	}
	problem_add(r->problems, r->name, "Enter yes or no", (struct text){ 0 });
	return false;
}

static bool read_day(const struct reading *r)
{
	int64_t on;
	if (!calendar_read_day(r->written, &on)) {
		problem_add(r->problems, r->name, "Enter a day like 2026-07-25", (struct text){ 0 });
		return false;
	}
	if (on < r->field->min) {
		problem_add(r->problems, r->name, "Enter a day not before %s",
		            calendar_day_text(r->arena, r->field->min));
		return false;
	}
	if (r->field->max != 0 && on > r->field->max) {
		problem_add(r->problems, r->name, "Enter a day not after %s",
		            calendar_day_text(r->arena, r->field->max));
		return false;
	}
	return keep_whole(r, on);
}

static bool read_moment(const struct reading *r)
{
	int64_t at;
	if (calendar_read_moment(r->written, &at))
		return keep_whole(r, at);
	problem_add(r->problems, r->name, "Enter a moment like 2026-07-25T18:00:00+08:00", (struct text){ 0 });
	return false;
}

static bool read_id(const struct reading *r)
{
	int64_t county, id;
	if (id_read(r->written, &county, &id))
		return keep_whole(r, id);
	problem_add(r->problems, r->name, "Enter a number as it is shown, like 510525-1Z4K9V0M3Q7-7",
	            (struct text){ 0 });
	return false;
}

static bool read_place(const struct reading *r)
{
	int64_t place;
	if (place_read(r->written, &place))
		return keep_whole(r, place);
	problem_add(r->problems, r->name, "Enter a place code", (struct text){ 0 });
	return false;
}

static bool read_county(const struct reading *r)
{
	int64_t place;
	if (place_read(r->written, &place) && place_level(place) == PLACE_COUNTY)
		return keep_whole(r, place_county(place));
	problem_add(r->problems, r->name, "Enter the code of a county, like 510525", (struct text){ 0 });
	return false;
}

/* The ASCII character that stays of a phone number's character, 0 for one that only groups, -1 for none of a number. */
static int phone_character(uint32_t c, bool first)
{
	if (c >= '0' && c <= '9')
		return (int)c;
	if (c >= 0xFF10 && c <= 0xFF19) /* full-width digits */
		return (int)(c - 0xFF10 + '0');
	if ((c == '+' || c == 0xFF0B) && first)
		return '+';
	bool groups = c == ' ' || c == 0xA0 || c == 0x3000 || c == '-' || c == 0x2010 || c == 0x2011 || c == 0xFF0D ||
	              c == '(' || c == ')' || c == 0xFF08 || c == 0xFF09;
	return groups ? 0 : -1;
}

static bool read_phone(const struct reading *r)
{
	struct bounds bounds = bounds_of(r->field, 5, 20);
	char *bytes = arena_take(r->arena, r->written.length + 1);
	size_t length = 0;
	bool good = true;
	for (struct text rest = r->written; rest.length > 0 && good;) {
		int c = phone_character(text_next_character(&rest), length == 0);
		good = c >= 0;
		if (c > 0)
			bytes[length++] = (char)c;
	}
	if (good && (int64_t)length >= bounds.min && (int64_t)length <= bounds.max)
		return keep_text(r, (struct text){ bytes, length });
	problem_add(r->problems, r->name, "Enter a phone number", (struct text){ 0 });
	return false;
}

/* A list's rows come as fields of their own; its reader is the form's (web). */
static bool (*const readers[FIELD_COUNT_OF_KINDS])(const struct reading *r) = {
	[FIELD_TEXT] = read_text,       [FIELD_NOTE] = read_note,   [FIELD_SECRET] = read_secret,
	[FIELD_CHOICE] = read_choice,   [FIELD_INT] = read_int,     [FIELD_FEN] = read_fen,
	[FIELD_GRAMS] = read_grams,     [FIELD_BOOL] = read_bool,   [FIELD_DAY] = read_day,
	[FIELD_MOMENT] = read_moment,   [FIELD_ID] = read_id,       [FIELD_PLACE] = read_place,
	[FIELD_PHONE] = read_phone,     [FIELD_STATE] = read_state, [FIELD_COUNTY] = read_county,
	[FIELD_PERCENT] = read_percent,
};

static bool read_field(struct arena *arena, const struct field *field, struct text written, void *row,
                       struct problems *problems, bool exact)
{
	assert(field->kind > FIELD_NONE && field->kind < FIELD_COUNT_OF_KINDS && readers[field->kind]);
	struct reading r = {
		.arena = arena,
		.field = field,
		.name = text_of(field->name),
		.written = field->kind == FIELD_SECRET ? written : text_trim(written), /* spaces of a password count */
		.row = row,
		.problems = problems,
		.exact = exact,
	};
	size_t before = problems->count;
	bool good = r.written.length == 0 ? read_nothing(&r) : readers[field->kind](&r);

	for (size_t i = before; i < problems->count; i++)
		problems->list[i].label = field->label;
	return good;
}

bool field_read(struct arena *arena, const struct field *field, struct text written, void *row,
                struct problems *problems)
{
	return read_field(arena, field, written, row, problems, false);
}

bool field_read_exact(struct arena *arena, const struct field *field, struct text written, void *row,
                      struct problems *problems)
{
	return read_field(arena, field, written, row, problems, true);
}
