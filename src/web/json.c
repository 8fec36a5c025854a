#include "web/json.h"

#include <string.h>

#include "base/calendar.h"
#include "base/id.h"
#include "base/place_key.h"

static void write_row(struct request *r, struct output *out, const struct record *record, const void *row);

static void write_fields(struct request *r, struct output *out, const struct record *record, const void *row);

static void write_list(struct request *r, struct output *out, const struct field *field, const void *row)
{
	struct list list;
	memcpy(&list, (const char *)row + field->offset, sizeof list);
	out_raw(out, "[", 1);
	for (size_t i = 0; i < list.count; i++) {
		if (i)
			out_raw(out, ",", 1);
		write_row(r, out, field->rows, (const char *)list.rows + i * field->rows->size);
	}
	out_raw(out, "]", 1);
}

/* What has no value of its own (no day, no moment, no id) is null. */
static void write_text_or_null(struct output *out, bool there, struct text t)
{
	if (there)
		out_json(out, t);
	else
		out_string(out, "null");
}

static void write_value(struct request *r, struct output *out, const struct record *record, const struct field *field,
                        const void *row)
{
	int64_t whole = field_is_whole(field->kind) ? field_int_of(field, row) : 0;
	switch (field->kind) {
	case FIELD_INT:
	case FIELD_FEN:
	case FIELD_GRAMS:
		out_int(out, whole);
		break;
	case FIELD_BOOL:
		out_string(out, whole ? "true" : "false");
		break;
	case FIELD_DAY:
	case FIELD_MOMENT:
	case FIELD_ID:
		write_text_or_null(out, whole != 0, whole ? field_show(r->arena, record, field, row) : text_of(""));
		break;
	case FIELD_PERCENT: /* as a number, with its decimals */
		out_text(out, field_show(r->arena, record, field, row));
		break;
	case FIELD_STATE:
	case FIELD_COUNTY:
	case FIELD_PLACE:
		out_json(out, field_show(r->arena, record, field, row));
		break;
	case FIELD_TEXT:
	case FIELD_NOTE:
	case FIELD_CHOICE:
	case FIELD_PHONE:
		out_json(out, field_text_of(field, row));
		break;
	case FIELD_LIST:
		write_list(r, out, field, row);
		break;
	case FIELD_SECRET:
	case FIELD_PART:
	case FIELD_NONE:
	case FIELD_COUNT_OF_KINDS:
		out_string(out, "null");
		break;
	}
}

static void write_fields(struct request *r, struct output *out, const struct record *record, const void *row)
{
	bool first = true;
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++) {
		if (!(field->flags & FIELD_OUT) || field->kind == FIELD_SECRET)
			continue;
		if (!first)
			out_raw(out, ",", 1);
		first = false;
		if (field->kind == FIELD_PART) {
			write_fields(r, out, field->rows, (const char *)row + field->offset);
			continue;
		}
		out_raw(out, "\"", 1);
		out_string(out, field->name); /* a member of a struct: nothing in it is escaped */
		out_raw(out, "\":", 2);
		write_value(r, out, record, field, row);
	}
}

static void write_row(struct request *r, struct output *out, const struct record *record, const void *row)
{
	out_raw(out, "{", 1);
	write_fields(r, out, record, row);
	out_raw(out, "}", 1);
}

void json_row(struct request *r, struct output *out, const struct record *record, const void *row)
{
	write_row(r, out, record, row);
}
