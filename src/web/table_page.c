/* Tables for officers as the page shows them, and the same rows as files. */
#include <string.h>

#include "base/id.h"
#include "base/place_key.h"
#include "web/door.h"
#include "web/file_slice.h"
#include "web/form.h"
#include "web/kit.h"
#include "web/kit/kit_templates.h"
#include "web/sheet.h"
#include "web/table_view.h"

const char htmx_config[] =
	"{\"includeIndicatorStyles\":false,\"allowEval\":false,\"allowScriptTags\":false,\"historyCacheSize\":0,"
	"\"refreshOnHistoryMiss\":true,\"scrollIntoViewOnBoost\":false}";

/* ---- addresses ---- */

/* The present address with the query's parameters but for some, and one more. */
static struct text address_with(struct request *r, const char *const *without, const char *name, struct text value)
{
	struct text all = r->exchange->query, rest = all, piece;
	struct output out = output_in(r->arena);
	while (text_next(&rest, '&', &piece)) {
		struct text key = text_part(piece, 0, text_find(piece, T("=")));
		bool left_out = !piece.length || text_equal(key, text_of(name));
		for (size_t i = 0; without[i]; i++)
			left_out = left_out || text_equal(key, text_of(without[i]));
		if (left_out)
			continue;
		out_string(&out, out.length ? "&" : "?");
		out_text(&out, piece);
	}
	if (value.length) {
		out_format(&out, "%s%s=", out.length ? "&" : "?", name);
		out_url(&out, value);
	}
	return out.length ? output_text(&out) : T("?");
}

struct text table_sort_link(struct request *r, const char *column, bool falling)
{
	static const char *const without[] = { "after", "as", "done", "lang", NULL };
	return address_with(r, without, "sort", text_format(r->arena, "%s%s", falling ? "-" : "", column));
}

/* A file and a print-out begin with the first row, whichever page is shown. */
struct text table_as_link(struct request *r, const char *as)
{
	static const char *const without[] = { "after", "done", "limit", NULL };
	return address_with(r, without, "as", text_of(as));
}

static bool is_own(const struct table_view *view, struct text name)
{
	static const char *const own[] = { "after", "as", "done", "sort", "q", "lang" };
	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
		if (text_equal(name, text_of(own[i])))
			return true;
	for (const struct table_filter *filter = view->table->filters; filter && filter->name; filter++)
		if (text_equal(name, text_of(filter->name)))
			return true;
	return false;
}

size_t table_kept(struct request *r, const struct table_view *view, struct text *ret_names, struct text *ret_values,
                  size_t limit)
{
	struct text rest = r->exchange->query, piece;
	size_t count = 0;
	while (count < limit && text_next(&rest, '&', &piece)) {
		struct text name, value;
		size_t equals = text_find(piece, T("="));
		if (!piece.length || !url_decode(r->arena, text_part(piece, 0, equals), true, &name) ||
		    !url_decode(r->arena, text_part(piece, equals + 1, piece.length), true, &value) ||
		    is_own(view, name))
			continue;
		ret_names[count] = name;
		ret_values[count++] = value;
	}
	return count;
}

bool table_is_narrowed(const struct table_view *view)
{
	for (size_t i = 0; i < TABLE_FILTERS; i++)
		if (view->values[i].length)
			return true;
	return view->asked.length > 0;
}

/* ---- cells and headings ---- */

const struct choice table_open_words[] = { { "open", N_("Open") }, { "closed", N_("Closed") }, { NULL, NULL } };

void table_open_cell(struct request *r, bool is_open)
{
	status_word(r, is_open ? "done" : "late", is_open ? _("Open") : _("Closed"));
}

const struct table_column *table_column_of(const struct table *table, const struct field *field)
{
	for (const struct table_column *column = table->columns; column && column->name; column++)
		if (!strcmp(column->name, field->name))
			return column;
	return NULL;
}

/* A public id without its county: "AKDYPVM00081-$". */
static struct text id_short(struct text id)
{
	size_t dash = text_find(id, T("-"));
	return dash < id.length ? text_part(id, dash + 1, id.length) : id;
}

bool table_is_unknown(const struct field *field, const void *row)
{
	return (field->kind == FIELD_INT || field->kind == FIELD_FEN || field->kind == FIELD_GRAMS) &&
	       field_int_of(field, row) == INT64_MIN;
}

struct text table_cell(struct request *r, const struct table_view *view, const struct field *field, const void *row)
{
	if (view->table->cell)
		return view->table->cell(r, field, row);
	switch (field->kind) {
	case FIELD_FEN:
		return show_fen(r, field_int_of(field, row));
	case FIELD_GRAMS:
		return show_grams(r, field_int_of(field, row));
	case FIELD_DAY:
		return show_day(r, field_int_of(field, row));
	case FIELD_MOMENT:
		return show_moment(r, field_int_of(field, row));
	case FIELD_INT:
		return show_number(r, field_int_of(field, row));
	case FIELD_ID: /* the county stands over the list, and in the file */
		return id_short(sheet_value(r, view->record, field, row));
	case FIELD_NONE:
	case FIELD_TEXT:
	case FIELD_NOTE:
	case FIELD_SECRET:
	case FIELD_CHOICE:
	case FIELD_BOOL:
	case FIELD_PLACE:
	case FIELD_PHONE:
	case FIELD_PERCENT:
	case FIELD_STATE:
	case FIELD_COUNTY:
	case FIELD_LIST:
	case FIELD_PART:
	case FIELD_COUNT_OF_KINDS:
		break;
	}
	return sheet_value(r, view->record, field, row);
}

static bool is_number(const struct field *field)
{
	return field->kind == FIELD_FEN || field->kind == FIELD_GRAMS || field->kind == FIELD_INT ||
	       field->kind == FIELD_PERCENT;
}

/* A press sorts rising, numbers and moments falling first; another press turns it round. */
static struct text head_link(struct request *r, const struct table_view *view, const struct field *field)
{
	const struct table *table = view->table;
	const struct table_sort *sort = table_sort_of(table, text_of(field->name), view->place);
	bool free = !table->sorts && !table->read; /* rows that are there */
	bool up = sort ? sort->up != NULL : free, down = sort ? sort->down != NULL : free;
	bool is_sorted = view->sort && !strcmp(view->sort, field->name);
	bool falls = sort ? sort->falls : is_number(field) || field->kind == FIELD_MOMENT;
	bool falling = is_sorted ? !view->falling : falls;
	if (view->print || view->asked.length || (!up && !down))
		return T("");
	if (falling ? !down : !up)
		falling = !falling;
	return table_sort_link(r, field->name, falling);
}

static struct table_head *heads_of(struct request *r, const struct table_view *view, size_t *ret_count)
{
	struct table_head *heads = arena_array(r->arena, LIMIT_COLUMNS, sizeof *heads);
	size_t count = 0;
	for (const struct field *field = view->record->fields; field->kind != FIELD_NONE && count < LIMIT_COLUMNS;
	     field++) {
		if (!sheet_has(field))
			continue;
		heads[count++] = (struct table_head){
			.field = field,
			.label = sheet_heading(r, field),
			.href = head_link(r, view, field),
			.is_number = is_number(field),
			.is_sorted = view->sort && !strcmp(view->sort, field->name),
		};
	}
	*ret_count = count;
	return heads;
}

void table_page(struct request *r)
{
	r->has_table = true;
}

void table_show(struct request *r, const struct table_view *view)
{
	size_t count;
	struct table_head *heads = heads_of(r, view, &count);
	table_html(r, view, heads, count);
}

/* ---- files and parts ---- */

enum { FILE_PIECE = 500 };

static struct text file_name(struct request *r, const struct table_view *view, const char *ending)
{
	struct text code = place_code(r->arena, view->place);
	return text_format(r->arena, "%s%s%.*s-%lld.%s", view->table->name, code.length ? "-" : "", TEXT(code),
	                   (long long)r->today, ending);
}

/* The row behind which a file goes on, with what its way of sorting needs, out of the arena of the piece. */
static void *keep_row(struct request *r, const struct table_view *view, const void *row)
{
	const struct record *record = view->table->record;
	char *kept = arena_take(r->arena, record->size);
	memcpy(kept, row, record->size);
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++)
		if (!field_is_whole(field->kind) && field->kind != FIELD_LIST && field->kind != FIELD_PART)
			*field_text(field, kept) = text_copy(r->arena, field_text_of(field, row));
	return kept;
}

/* Some hundred rows, in an arena of their own: 50,000 at once would take 200 MB. *after moves on; NULL: no more. */
static enum outcome write_piece(struct request *r, const struct table_view *view, struct output *out, void **after,
                                size_t *ret_count)
{
	struct request piece = *r;
	size_t limit = view->asked.length ? LIMIT_PAGE_ROWS : FILE_PIECE;
	char *rows;
	piece.arena = arena_new();
	enum outcome outcome = table_rows_after(&piece, view, *after, limit, &rows, ret_count);
	for (size_t i = 0; outcome == DONE && i < *ret_count; i++)
		csv_row(&piece, out, view->record, rows + i * view->record->size);
	*after = outcome == DONE && *ret_count == limit ? keep_row(r, view, rows + (limit - 1) * view->record->size)
	                                                : NULL;
	arena_free(piece.arena);
	return outcome;
}

/* Pieces behind *after until about `limit` rows are written; *after: the last row when more may follow, else NULL. */
static enum outcome write_pieces(struct request *r, const struct table_view *view, struct output *out, size_t limit,
                                 void **after, size_t *ret_rows)
{
	enum outcome outcome = DONE;
	size_t count = 0;
	*ret_rows = 0;
	do {
		outcome = write_piece(r, view, out, after, &count);
		*ret_rows += count;
	} while (outcome == DONE && *after && *ret_rows < limit);
	return outcome;
}

static bool is_in_pieces(const struct table_view *view)
{
	return view->table->sorts || view->table->read || view->asked.length;
}

static void give_slice(struct request *r, const struct table_view *view)
{
	struct output out = output_in(r->arena);
	void *after = NULL;
	size_t rows = view->count;
	enum outcome outcome = table_row_of(r, view, r->slice->after, &after);
	if (!r->slice->after.length)
		csv_heading(r, &out, view->record);
	else if (outcome == DONE && !after) /* the row is gone: from the start would be twice */
		outcome = CONFLICT;
	for (size_t i = 0; !is_in_pieces(view) && i < view->count; i++)
		csv_row(r, &out, view->record, view->rows + i * view->record->size);
	if (outcome == DONE && is_in_pieces(view))
		outcome = write_pieces(r, view, &out, r->slice->limit, &after, &rows);
	if (outcome == DONE)
		file_slice_give(r, file_name(r, view, "csv"), output_text(&out), rows,
		                after ? table_row_id(r, view, after) : T(""));
	else
		fail(r, outcome, NULL);
}

static void give_csv(struct request *r, struct table_view *view)
{
	struct output out = output_in(r->arena);
	void *after = NULL;
	size_t rows = 0;
	enum outcome outcome = DONE;
	if (r->slice) {
		give_slice(r, view);
		return;
	}
	csv_heading(r, &out, view->record);
	for (size_t i = 0; !is_in_pieces(view) && i < view->count; i++)
		csv_row(r, &out, view->record, view->rows + i * view->record->size);
	if (is_in_pieces(view))
		outcome = write_pieces(r, view, &out, LIMIT_FILE_AT_ONCE, &after, &rows);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else if (after)
		file_is_long(r, false);
	else
		give_file(r, T("text/csv; charset=utf-8"), file_name(r, view, "csv"), output_text(&out), 0);
}

static void give_xlsx(struct request *r, const struct table_view *view)
{
	struct text book = xlsx_of(r, view->record, view->rows, view->count, _(view->table->caption));
	if (!book.length)
		fail(r, FAILED, NULL);
	else
		give_file(r, T("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
		          file_name(r, view, "xlsx"), book, 0);
}

bool table_opens(struct request *r, const struct table *table, int64_t place, struct table_view *ret_view)
{
	enum outcome outcome = table_read(r, table, place, ret_view);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else if (!table_answered(r, ret_view)) {
		table_page(r);
		return true;
	}
	return false;
}

/* htmx asks for the section alone; when it lost a page it wants it whole (HX-History-Restore-Request). */
static bool wants_section(struct request *r)
{
	return text_equal(request_header(r, "HX-Request"), T("true")) &&
	       !request_header(r, "HX-History-Restore-Request").length;
}

bool table_answered(struct request *r, struct table_view *view)
{
	struct text as = request_query_own(r, "as");
	if (r->json)
		give_list_after(r, view->table->record, view->rows, view->count, view->next);
	else if (text_equal(as, T("csv")))
		give_csv(r, view);
	else if (text_equal(as, T("xlsx")))
		give_xlsx(r, view);
	else if (wants_section(r))
		table_show(r, view);
	else
		return false;
	return true;
}
