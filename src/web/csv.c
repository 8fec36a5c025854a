#include "web/sheet.h"

bool sheet_has(const struct field *field)
{
	return field->flags & FIELD_OUT && field->kind != FIELD_SECRET && field->kind != FIELD_LIST &&
	       field->kind != FIELD_PART;
}

struct text sheet_heading(struct request *r, const struct field *field)
{
	const char *label = field->label ? _(field->label) : field->name;
	if (field->kind == FIELD_FEN)
		return words(r, N_("%s (yuan)"), label);
	if (field->kind == FIELD_GRAMS)
		return words(r, N_("%s (kg)"), label);
	if (field->kind == FIELD_PERCENT)
		return words(r, N_("%s (percent)"), label);
	return text_of(label);
}

static struct text choice_word(struct request *r, const struct field *field, struct text value)
{
	for (const struct choice *c = field->choices; c && c->value; c++)
		if (text_equal(value, text_of(c->value)))
			return text_of(_(c->label));
	return value;
}

struct text sheet_value(struct request *r, const struct record *record, const struct field *field, const void *row)
{
	if (field->kind == FIELD_STATE)
		return text_of(_(field_choice(field, field_int_of(field, row))->label));
	if (field->kind == FIELD_CHOICE)
		return choice_word(r, field, field_text_of(field, row));
	if (field->kind == FIELD_BOOL)
		return text_of(field_int_of(field, row) ? _("Yes") : _("No"));
	bool may_lack = field->kind == FIELD_DAY || field->kind == FIELD_MOMENT || field->kind == FIELD_ID;
	bool may_be_unknown = field->kind == FIELD_INT || field->kind == FIELD_FEN || field->kind == FIELD_GRAMS;
	if ((may_lack && !field_int_of(field, row)) || (may_be_unknown && field_int_of(field, row) == INT64_MIN))
		return text_of("");
	return field_show(r->arena, record, field, row);
}

void csv_heading(struct request *r, struct output *out, const struct record *record)
{
	const char *comma = "\xEF\xBB\xBF";
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++) {
		if (!sheet_has(field))
			continue;
		out_string(out, comma);
		out_csv(out, sheet_heading(r, field));
		comma = ",";
	}
	out_string(out, "\r\n");
}

void csv_row(struct request *r, struct output *out, const struct record *record, const void *row)
{
	const char *comma = "";
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++) {
		if (!sheet_has(field))
			continue;
		out_string(out, comma);
		out_csv(out, sheet_value(r, record, field, row));
		comma = ",";
	}
	out_string(out, "\r\n");
}
