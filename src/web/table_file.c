/* The rows of a table as CSV or XLSX: at once when they are few, else a page that offers to make the file as long work, whose slices are
   asked of the same address (r->slice). */
#include <string.h>

#include "base/place_key.h"
#include "web/door.h"
#include "web/file_slice.h"
#include "web/sheet.h"
#include "web/table_view.h"

enum { FILE_PIECE = 500 };

/* A file being written. */
struct file {
	const struct table_view *view;
	struct output out;
	bool is_book; /* XLSX, else CSV */
	struct xlsx book;
};

bool table_is_file(struct request *r)
{
	struct text as = request_query_own(r, "as");
	return text_equal(as, T("csv")) || text_equal(as, T("xlsx"));
}

static struct text file_name(struct request *r, const struct file *file)
{
	struct text code = place_code(r->arena, file->view->place);
	return text_format(r->arena, "%s%s%.*s-%lld.%s", file->view->table->name, code.length ? "-" : "", TEXT(code),
	                   (long long)r->today, file->is_book ? "xlsx" : "csv");
}

/* ---- the two formats ---- */

static void begin(struct request *r, struct file *file)
{
	if (file->is_book)
		xlsx_begin(r, &file->out, &file->book, file->view->record);
	else
		csv_heading(r, &file->out, file->view->record);
}

static void write_rows(struct request *r, struct file *file, const char *rows, size_t count)
{
	const struct record *record = file->view->record;
	if (file->is_book)
		xlsx_rows(r, &file->out, &file->book, record, rows, count);
	for (size_t i = 0; !file->is_book && i < count; i++)
		csv_row(r, &file->out, record, rows + i * record->size);
}

static void end(struct request *r, struct file *file)
{
	if (file->is_book)
		xlsx_end(r, &file->out, &file->book, _(file->view->table->caption));
}

/* ---- rows piece by piece ---- */

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
static enum outcome write_piece(struct request *r, struct file *file, void **after, size_t *ret_count)
{
	const struct table_view *view = file->view;
	struct request piece = *r;
	size_t limit = view->asked.length ? LIMIT_PAGE_ROWS : FILE_PIECE;
	char *rows;
	piece.arena = arena_new();
	enum outcome outcome = table_rows_after(&piece, view, *after, limit, &rows, ret_count);
	if (outcome == DONE)
		write_rows(&piece, file, rows, *ret_count);
	*after = outcome == DONE && *ret_count == limit ? keep_row(r, view, rows + (limit - 1) * view->record->size)
	                                                : NULL;
	arena_free(piece.arena);
	return outcome;
}

/* Pieces behind *after until about `limit` rows are written; *after: the last row when more may follow, else NULL. */
static enum outcome write_pieces(struct request *r, struct file *file, size_t limit, void **after, size_t *ret_rows)
{
	enum outcome outcome = DONE;
	size_t count = 0;
	*ret_rows = 0;
	do {
		outcome = write_piece(r, file, after, &count);
		*ret_rows += count;
	} while (outcome == DONE && *after && *ret_rows < limit);
	return outcome;
}

static bool is_in_pieces(const struct table_view *view)
{
	return view->table->sorts || view->table->read || view->asked.length;
}

/* The rows behind *after, or all that are there. */
static enum outcome write_from(struct request *r, struct file *file, size_t limit, void **after, size_t *ret_rows)
{
	if (is_in_pieces(file->view))
		return write_pieces(r, file, limit, after, ret_rows);
	*ret_rows = file->view->count;
	for (size_t from = 0; from < *ret_rows; from += FILE_PIECE)
		write_rows(r, file, file->view->rows + from * file->view->record->size,
		           *ret_rows - from < FILE_PIECE ? *ret_rows - from : FILE_PIECE);
	*after = NULL;
	return DONE;
}

/* ---- answers ---- */

/* Begins the file, or finds where it goes on: a workbook's mark, then the row's id. */
static enum outcome resume(struct request *r, struct file *file, void **ret_after)
{
	struct text mark = r->slice->after;
	*ret_after = NULL;
	if (!mark.length) {
		begin(r, file);
		return DONE;
	}
	if (file->is_book && !xlsx_goes_on(&mark, &file->book))
		return INVALID;
	enum outcome outcome = table_row_of(r, file->view, mark, ret_after);
	return outcome == DONE && !*ret_after ? CONFLICT /* the row is gone: from the start would be twice */ : outcome;
}

static void give_slice(struct request *r, struct file *file)
{
	struct file_slice *slice = r->slice;
	struct text next = T("");
	void *after;
	size_t rows = 0;
	enum outcome outcome = resume(r, file, &after);
	if (outcome == DONE)
		outcome = write_from(r, file, slice->limit, &after, &rows);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	slice->ends = slice->ends || file->book.zip.plain > ZIP_PIECES_BYTES;
	if (!after || slice->ends)
		end(r, file);
	if (after)
		next = text_join(r->arena, file->is_book ? xlsx_mark(r->arena, &file->book) : T(""),
		                 table_row_id(r, file->view, after));
	file_slice_give(r, file_name(r, file), output_text(&file->out), rows, next);
}

static void give_whole(struct request *r, struct file *file)
{
	void *after = NULL;
	size_t rows = 0;
	begin(r, file);
	enum outcome outcome = write_from(r, file, LIMIT_FILE_AT_ONCE, &after, &rows);
	end(r, file);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else if (after)
		file_is_long(r, false);
	else
		give_file(r, file_type(file_name(r, file)), file_name(r, file), output_text(&file->out), 0);
}

void table_give_file(struct request *r, const struct table_view *view)
{
	struct file file = { .view = view,
		             .out = output_in(r->arena),
		             .is_book = text_equal(request_query_own(r, "as"), T("xlsx")) };
	if (r->slice)
		give_slice(r, &file);
	else
		give_whole(r, &file);
}
