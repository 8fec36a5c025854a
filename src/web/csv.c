#include "web/sheet.h"

#include <string.h>

#include "base/limits.h"
#include "web/file_slice.h"

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

struct text file_type(struct text name)
{
	if (text_ends(name, T(".csv")))
		return T("text/csv; charset=utf-8");
	if (text_ends(name, T(".xlsx")))
		return T("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	return text_ends(name, T(".txt")) ? T("text/plain; charset=utf-8") : T("application/octet-stream");
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

void csv_cut(struct request *r, struct output *out, size_t count, struct text after)
{
	if (after.length == 0)
		return;
	out_csv(out,
	        words(r,
	              N_("This file ends after %s rows, and there are more. For the rest add to its address: after=%s"),
	              show_number(r, (int64_t)count), after));
	out_string(out, "\r\n");
}

enum { CSV_PIECE = 500 };
_Static_assert(LIMIT_FILE_AT_ONCE % CSV_PIECE == 0, "a file is whole pieces");

/* One piece in an arena of its own; *after is then the last row's id, 0 when there are no more. */
static enum outcome csv_piece(struct request *r, struct output *out, const struct csv_file *file, int64_t *after,
                              size_t *ret_count)
{
	struct request piece = *r;
	size_t count = 0;
	char *rows = NULL;
	piece.arena = arena_new();
	enum outcome outcome = file->read(&piece, *after, CSV_PIECE, &rows, &count);
	*ret_count = count;
	for (size_t i = 0; outcome == DONE && i < count; i++)
		csv_row(&piece, out, file->record, rows + i * file->record->size);
	*after = 0;
	if (outcome == DONE && count == CSV_PIECE)
		memcpy(after, rows + (count - 1) * file->record->size + file->id, sizeof *after);
	arena_free(piece.arena);
	return outcome;
}

/* Whether there is a row behind the last one written. */
static bool csv_goes_on(struct request *r, const struct csv_file *file, int64_t after)
{
	size_t count = 0;
	char *row = NULL;
	return file->read(r, after, 1, &row, &count) == DONE && count > 0;
}

/* Pieces until about `limit` rows are written; *after as csv_piece() leaves it. */
static enum outcome csv_pieces(struct request *r, struct output *out, const struct csv_file *file, size_t limit,
                               int64_t *after, size_t *ret_rows)
{
	enum outcome outcome;
	*ret_rows = 0;
	do {
		size_t count = 0;
		outcome = csv_piece(r, out, file, after, &count);
		*ret_rows += count;
	} while (outcome == DONE && *after && *ret_rows < limit);
	return outcome;
}

static void give_slice(struct request *r, const struct csv_file *file, struct text name)
{
	struct output out = output_in(r->arena);
	int64_t after = 0;
	size_t rows = 0;
	if (r->slice->after.length && !text_to_int64(r->slice->after, &after))
		return;
	if (!r->slice->after.length)
		csv_heading(r, &out, file->record);
	enum outcome outcome = csv_pieces(r, &out, file, r->slice->limit, &after, &rows);
	if (outcome == DONE)
		file_slice_give(r, name, output_text(&out), rows, after ? text_of_int(r->arena, after) : T(""));
	else
		fail(r, outcome, NULL);
}

void give_csv_file(struct request *r, const struct csv_file *file, struct text name)
{
	struct output out = output_in(r->arena);
	int64_t after = request_after(r);
	size_t rows = 0;
	if (r->slice) {
		give_slice(r, file, name);
		return;
	}
	csv_heading(r, &out, file->record);
	enum outcome outcome = csv_pieces(r, &out, file, LIMIT_FILE_AT_ONCE, &after, &rows);
	bool goes_on = outcome == DONE && after && csv_goes_on(r, file, after);
	if (goes_on && !request_query(r, "after").length) {
		file_is_long(r, true);
		return;
	}
	if (goes_on)
		csv_cut(r, &out, rows, text_of_int(r->arena, after));
	if (outcome == DONE)
		give_file(r, file_type(name), name, output_text(&out), 0);
	else
		fail(r, outcome, NULL);
}
