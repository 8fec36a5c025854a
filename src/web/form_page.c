/* Forms as people fill them in: one field of a record with label, hint, problem and the input of its kind, after the patterns
   of the GOV.UK Design System. Reading them back is form_read() of web/request.h. */
#include <assert.h>
#include <string.h>

#include "web/kit.h"
#include "web/kit/kit_templates.h"
#include "web/place_field.h"

enum { RADIOS_UP_TO = 4 };

void form_hidden(struct request *r)
{
	form_field_hidden(r);
}

void form_problems(struct request *r)
{
	if (r->problems.count)
		form_field_problems(r);
}

static size_t choices_count(const struct choice *choices)
{
	size_t count = 0;
	while (choices && choices[count].value)
		count++;
	return count;
}

/* The autocomplete token of HTML for a field (WCAG 2.2, 1.3.5); NULL: none known. */
static const char *complete_of(const struct field *field)
{
	static const char *const known[][2] = {
		{ "login", "username" },
		{ "password", "current-password" },
		{ "new_password", "new-password" },
		{ "password_again", "new-password" },
		{ "receiver", "name" },
		{ "address", "street-address" },
		{ "code", "one-time-code" },
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(field->name, known[i][0]) == 0)
			return known[i][1];
	return field->kind == FIELD_PHONE ? "tel" : NULL;
}

static void set_input(struct request *r, struct form_item *item)
{
	item->type = "text";
	item->width = "long";
	switch (item->field->kind) {
	case FIELD_SECRET:
		item->type = "password";
		item->value = text_of("");
		break;
	case FIELD_PHONE:
		item->type = "tel";
		item->width = "short";
		break;
	case FIELD_INT:
		item->mode = "numeric";
		item->width = "short";
		break;
	case FIELD_FEN:
		item->mode = "decimal";
		item->unit_before = "¥";
		item->width = "short";
		break;
	case FIELD_GRAMS:
		item->mode = "decimal";
		item->unit_after = _("kg");
		item->width = "short";
		break;
	case FIELD_PERCENT:
		item->mode = "decimal";
		item->width = "short";
		break;
	case FIELD_DAY:
		item->type = "date";
		item->width = "short";
		break;
	case FIELD_MOMENT:
		item->type = "datetime-local"; /* "2026-07-25T18:00", in the installation's zone */
		item->value = text_part(item->value, 0, 16);
		item->width = "middle";
		break;
	case FIELD_PLACE: /* as a code; else place_field.c shows it */
		item->mode = "numeric";
		break;
	case FIELD_TEXT:
		if (strcmp(item->field->name, "code") == 0) /* of a station, a voucher: digits */
			item->mode = "numeric";
		break;
	case FIELD_NONE:
	case FIELD_NOTE:
	case FIELD_CHOICE:
	case FIELD_STATE:
	case FIELD_COUNTY:
	case FIELD_BOOL:
	case FIELD_ID:
	case FIELD_LIST:
	case FIELD_PART:
	case FIELD_COUNT_OF_KINDS:
		break;
	}
}

/* "f-name-hint f-name-problem", as far as they exist. */
static struct text described_by(struct request *r, const struct form_item *item)
{
	bool hint = item->hint.length > 0, problem = item->problem.length > 0;
	return text_format(r->arena, "%.*s%s%s%.*s%s", hint ? (int)item->id.length : 0, item->id.bytes,
	                   hint ? "-hint" : "", hint && problem ? " " : "", problem ? (int)item->id.length : 0,
	                   item->id.bytes, problem ? "-problem" : "");
}

/* An unticked box is not posted, so a form shown again says by its absence that it was not ticked. */
static bool is_checked(struct request *r, const struct form_item *item)
{
	if (r->form)
		return request_field(r, item->field->name).length > 0;
	return item->value.length && !text_equal(item->value, T("0"));
}

static void show_item(struct request *r, const struct form_item *item)
{
	if (place_field_is(item->field))
		place_field_show(r, item);
	else if (item->field->kind == FIELD_BOOL)
		form_field_check(r, item);
	else if (item->field->kind == FIELD_CHOICE && choices_count(item->field->choices) <= RADIOS_UP_TO)
		form_field_radios(r, item);
	else
		form_field_html(r, item);
}

static void show_field(struct request *r, const struct record *record, const struct field *field, const void *row)
{
	const struct problem *problem = problem_at(&r->problems, text_of(field->name));
	struct form_item item = {
		.field = field,
		.id = text_format(r->arena, "f-%s", field->name),
		.label = field->label ? _(field->label) : field->name,
		.hint = field->hint ? text_of(_(field->hint)) : text_of(""),
		.problem = problem ? words(r, problem->message, problem->detail) : text_of(""),
		.value = form_value(r, record, field, row),
		.needed = (field->flags & FIELD_REQUIRED) != 0,
		.complete = complete_of(field),
	};
	set_input(r, &item);
	item.described = described_by(r, &item);
	item.checked = is_checked(r, &item);
	show_item(r, &item);
}

void form_field(struct request *r, const struct record *record, const char *name, const void *row)
{
	const struct field *field = record_field(record, text_of(name));
	assert(field); /* the page names a field its record does not have */
	show_field(r, record, field, row);
}

void form_picture(struct request *r, const struct picture_field *picture)
{
	bool is_one = picture->mark.length == 0;
	const struct problem *problem = is_one ? problem_at(&r->problems, T("picture")) : NULL;
	struct form_item item = {
		.id = text_format(r->arena, "f-picture%s%.*s", is_one ? "" : "-", TEXT(picture->mark)),
		.label = picture->label,
		.hint = text_of(picture->hint ? picture->hint : ""),
		.problem = problem ? words(r, problem->message, problem->detail) : text_of(""),
	};

	item.described = described_by(r, &item);
	form_field_picture(r, &item, picture);
}

void form_fields(struct request *r, const struct record *record, const void *row)
{
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++)
		if (field->flags & FIELD_IN && field->kind != FIELD_LIST)
			show_field(r, record, field, row);
}
