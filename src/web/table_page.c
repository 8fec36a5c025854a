/* Tables for officers as the page shows them. */
#include <string.h>

#include "base/id.h"
#include "base/place_key.h"
#include "web/door.h"
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

/* The words of the filters that are set, as the closed filters show them: "Enterprise · Open". */
struct text table_chosen(struct request *r, const struct table_view *view)
{
	struct output out = output_in(r->arena);
	for (size_t i = 0; view->table->filters && view->table->filters[i].name; i++)
		for (const struct choice *c = view->table->filters[i].choices; c->value; c++)
			if (view->values[i].length && text_equal(view->values[i], text_of(c->value))) {
				out_string(&out, out.length ? " · " : "");
				out_string(&out, _(c->label));
			}
	return output_text(&out);
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

/* "n" for a number, "w" for words; a day stays on one line; "unknown" is a cell that a card on a phone does without. */
const char *table_cell_class(struct request *r, const struct table_view *view, const struct table_head *head,
                             const void *row)
{
	const struct table_column *column = table_column_of(view->table, head->field);
	bool is_day = head->field->kind == FIELD_DAY || head->field->kind == FIELD_MOMENT;
	bool is_empty = table_is_unknown(head->field, row) ||
	                (!(column && column->show) && !table_cell(r, view, head->field, row).length);

	if (head->is_number)
		return is_empty ? "n unknown" : "n";
	return is_empty ? "w unknown" : is_day ? "w nowrap" : "w";
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
		if (!sheet_has(field) || (view->table->in_files && !strcmp(view->table->in_files, field->name)))
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

/* ---- answers ---- */

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
	if (r->json)
		give_list_after(r, view->table->record, view->rows, view->count, view->next);
	else if (table_is_file(r))
		table_give_file(r, view);
	else if (wants_section(r))
		table_show(r, view);
	else
		return false;
	return true;
}
