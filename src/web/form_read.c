/* Forms and records: reading what was posted into a row, field by field, nested lists too. */
#include "base/place_key.h"
#include "web/door.h"
#include "web/place_field.h"

#include <assert.h>
#include <string.h>

/* A field's full name below a prefix such as "lines.0.". */
static struct text full_name(struct arena *arena, struct text prefix, const struct field *field)
{
	return prefix.length ? text_format(arena, "%.*s%s", TEXT(prefix), field->name) : text_of(field->name);
}

static bool any_below(const struct form *form, struct text prefix)
{
	for (size_t i = 0; i < form->count; i++)
		if (text_starts(form->fields[i].name, prefix))
			return true;
	return false;
}

static bool read_row(struct request *r, const struct record *record, struct text prefix, void *row);

static bool read_list(struct request *r, const struct field *field, struct text name, void *row)
{
	size_t limit = field->max > 0 && field->max < LIMIT_FORM_FIELDS ? (size_t)field->max : LIMIT_FORM_FIELDS;
	size_t count = 0, size = field->rows->size;
	while (count <= limit && any_below(r->form, text_format(r->arena, "%.*s.%zu.", TEXT(name), count)))
		count++;
	if (count > limit) {
		problem_add(&r->problems, name, N_("Too many lines: at most %s"), text_format(r->arena, "%zu", limit));
		return false;
	}
	int64_t least = field->min > 0 ? field->min : (field->flags & FIELD_REQUIRED) ? 1 : 0;
	if ((int64_t)count < least) {
		problem_add(&r->problems, name, N_("Add at least one line"), T(""));
		return false;
	}
	char *rows = arena_array(r->arena, count, size);
	bool good = true;
	for (size_t i = 0; i < count; i++)
		good = read_row(r, field->rows, text_format(r->arena, "%.*s.%zu.", TEXT(name), i), rows + i * size) &&
		       good;
	struct list list = { rows, count };
	memcpy((char *)row + field->offset, &list, sizeof list);
	return good;
}

/* field_read() names the problem by the field alone: below a list it gets its whole name. */
static bool read_field(struct request *r, const struct field *field, struct text name, void *row)
{
	size_t before = r->problems.count;
	if (place_field_is(field) && !r->form->is_json && !place_field_read(r, name))
		return false;
	struct text written = form_value_of(r->form, name);
	bool good = r->form->is_json ? field_read_exact(r->arena, field, written, row, &r->problems)
	                             : field_read(r->arena, field, written, row, &r->problems);
	for (size_t i = before; i < r->problems.count; i++)
		r->problems.list[i].field = name;
	return good;
}

static bool read_row(struct request *r, const struct record *record, struct text prefix, void *row)
{
	bool good = true;
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++) {
		if (!(field->flags & FIELD_IN))
			continue;
		struct text name = full_name(r->arena, prefix, field);
		good = (field->kind == FIELD_LIST ? read_list(r, field, name, row) : read_field(r, field, name, row)) &&
		       good;
	}
	return good;
}

bool form_read(struct request *r, const struct record *record, void *row)
{
	assert(r->form);
	bool good = read_row(r, record, T(""), row);
	return place_field_settle(r) && good;
}

/* A number nobody gave yet: 0 where 0 may not be, or where nothing means the same. It is shown as an empty field. */
static bool is_unset(const struct field *field, const void *row)
{
	bool counts = field->kind == FIELD_INT || field->kind == FIELD_FEN || field->kind == FIELD_GRAMS;
	return counts && field_int_of(field, row) == 0 && (field->min > 0 || !(field->flags & FIELD_REQUIRED));
}

struct text form_value(struct request *r, const struct record *record, const struct field *field, const void *row)
{
	if (field->kind == FIELD_SECRET)
		return T("");
	const struct form_field_value *posted = r->form ? form_get(r->form, text_of(field->name)) : NULL;
	if (posted)
		return posted->value;
	if (!row || field->kind == FIELD_LIST || is_unset(field, row))
		return T("");
	return field_show(r->arena, record, field, row);
}

void form_problem(struct request *r, const char *field, const char *message, struct text detail)
{
	problem_add(&r->problems, text_of(field), message, detail);
}

bool form_words_fit(struct request *r, const char *field, struct text words_)
{
	if (!text_holds_number(words_))
		return true;
	form_problem(r, field, N_("Take the long number out: it could be a phone or a card"), T(""));
	return false;
}
