/* Tables for officers: what the address asks for, and the rows read page by page. */
#include "web/door.h"
#include "web/table_view.h"

#include <assert.h>
#include <string.h>

#include "base/id.h"
#include "base/place_key.h"

/* ---- what is asked ---- */

/* The columns shown as a record of their own: what files and headings are made of. */
static const struct record *columns_record(struct request *r, const struct table *table, const struct record *whole)
{
	if (!table->columns)
		return whole;
	struct field *fields = arena_array(r->arena, TABLE_COLUMNS + 1, sizeof *fields);
	struct record *record = arena_take(r->arena, sizeof *record);
	size_t count = 0;
	for (const struct table_column *column = table->columns; column->name; column++) {
		const struct field *field = record_field(whole, text_of(column->name));
		assert(field && count < TABLE_COLUMNS); /* a column the record does not have */
		fields[count] = *field;
		fields[count].flags |= FIELD_OUT;
		if (column->label)
			fields[count].label = column->label;
		count++;
	}
	*record = *whole;
	record->fields = fields;
	return record;
}

const struct table_sort *table_sort_of(const struct table *table, struct text column, int64_t place)
{
	for (const struct table_sort *sort = table->sorts; sort && sort->column; sort++)
		if (text_equal(column, text_of(sort->column)))
			return sort->wide || place_county(place) > 0 ? sort : NULL;
	return NULL;
}

static void ask_sort_of_texts(struct table_view *view, struct text column, bool falling)
{
	const struct table_sort *sort = table_sort_of(view->table, column, view->place);
	if (!sort || !(falling ? sort->down : sort->up)) {
		sort = view->table->sorts;
		while (!sort->wide && place_county(view->place) == 0)
			sort++;
		assert(sort->column); /* a table has one way of sorting that holds everywhere */
		falling = sort->falls || !sort->up;
	}
	view->sort = sort->column;
	view->falling = falling;
}

static void ask_sort(struct request *r, struct table_view *view)
{
	if (view->asked.length || view->table->read)
		return; /* these come as they are read */
	struct text asked = request_query(r, "sort");
	bool falling = text_starts(asked, T("-"));
	struct text column = falling ? text_part(asked, 1, asked.length) : asked;
	const struct field *field = record_field(view->record, column);
	if (view->table->sorts)
		ask_sort_of_texts(view, column, falling);
	else if (field) {
		view->sort = field->name;
		view->falling = falling;
	}
}

static struct text asked_choice(struct request *r, const struct table_filter *filter)
{
	struct text asked = request_query(r, filter->name);
	for (const struct choice *c = filter->choices; c->value; c++)
		if (text_equal(asked, text_of(c->value)))
			return asked;
	return T("");
}

struct table_view table_asked(struct request *r, const struct table *table, const struct record *record, int64_t place)
{
	struct table_view view = { .table = table, .place = place };
	size_t count = 0;
	view.record = columns_record(r, table, record ? record : table->record);
	view.print = text_equal(request_query_own(r, "as"), T("print"));
	if (table->find)
		view.asked = text_first(text_trim(request_query(r, "q")), 60);
	for (const struct table_filter *filter = table->filters; filter && filter->name; filter++) {
		assert(count < TABLE_FILTERS);
		view.values[count++] = asked_choice(r, filter);
	}
	ask_sort(r, &view);
	return view;
}

/* ---- reading ---- */

static int64_t choice_number(const struct choice *choices, struct text value)
{
	for (int64_t i = 0; choices[i].value; i++)
		if (text_equal(value, text_of(choices[i].value)))
			return i + 1;
	return 0;
}

static int64_t row_number(const void *row, size_t offset)
{
	return *(const int64_t *)(const void *)((const char *)row + offset);
}

struct text table_row_id(struct request *r, const struct table_view *view, const void *row)
{
	return id_public(r->arena, row_number(row, view->table->record->county), row_number(row, view->table->id));
}

/* The value of the sorted column behind which the page begins; the very first or last one when there is no row. */
static struct db_value edge(const struct table_view *view, const struct table_sort *sort, const void *after)
{
	const char *key = sort->key ? sort->key : sort->column;
	const struct field *field = record_field(view->table->record, text_of(key));
	assert(field);
	if (field_is_whole(field->kind))
		return i64(after ? field_int_of(field, after) : view->falling ? INT64_MAX : INT64_MIN);
	/* U+10FFFF stands behind every other character in the order of code points. */
	return txt(after ? field_text_of(field, after) : view->falling ? T("\xF4\x8F\xBF\xBF") : T(""));
}

static enum outcome read_sorted(struct request *r, const struct table_view *view, const void *after, size_t limit,
                                char **ret_rows, size_t *ret_count)
{
	const struct table *table = view->table;
	const struct table_sort *sort = table_sort_of(table, text_of(view->sort), view->place);
	struct db_value values[TABLE_FILTERS + 5];
	size_t count = 0;
	values[count++] = i64(view->place);
	values[count++] = i64(place_end(view->place));
	for (size_t i = 0; table->filters && table->filters[i].name; i++)
		values[count++] = table->filters[i].by_number
		                          ? i64(choice_number(table->filters[i].choices, view->values[i]))
		                          : txt(view->values[i]);
	values[count++] = edge(view, sort, after);
	values[count++] = i64(after ? row_number(after, table->id) : view->falling ? INT64_MAX : 0);
	values[count++] = i64((int64_t)limit);
	return db_list(r->db, r->arena, table->record, limit, ret_rows, ret_count,
	               view->falling ? sort->down : sort->up, values, count);
}

enum outcome table_rows_after(struct request *r, const struct table_view *view, const void *after, size_t limit,
                              char **ret_rows, size_t *ret_count)
{
	const struct table *table = view->table;
	enum outcome outcome;
	*ret_rows = NULL;
	*ret_count = 0;
	if (view->asked.length)
		outcome = table->find(r, view->asked, view->place, after ? row_number(after, table->id) : 0,
		                      limit < LIMIT_PAGE_ROWS ? limit : LIMIT_PAGE_ROWS, ret_rows, ret_count);
	else if (table->read)
		outcome = table->read(r, view, after ? row_number(after, table->id) : 0, limit, ret_rows, ret_count);
	else if (table->sorts)
		outcome = read_sorted(r, view, after, limit, ret_rows, ret_count);
	else
		outcome = DONE; /* what is only found has no rows before somebody asks */
	for (size_t i = 0; outcome == DONE && table->dress && i < *ret_count; i++)
		table->dress(r, *ret_rows + i * table->record->size);
	return outcome;
}

enum outcome table_row_of(struct request *r, const struct table_view *view, struct text after, void **ret_row)
{
	const struct table *table = view->table;
	int64_t county, id;
	char *row = arena_take(r->arena, table->record->size);
	*ret_row = NULL;
	if (!id_read(after, &county, &id))
		return DONE;
	if (table->read || view->asked.length) { /* these go on by the id alone */
		memcpy(row + table->record->county, &county, sizeof county);
		memcpy(row + table->id, &id, sizeof id);
		*ret_row = row;
		return DONE;
	}
	enum outcome outcome = db_one(r->db, r->arena, table->record, row, table->one, bind(i64(county), i64(id)));
	if (outcome == DONE)
		*ret_row = row;
	return outcome == NOT_FOUND ? DONE : outcome;
}

/* How many rows are wanted: a page, a print-out, or a file. */
static size_t rows_wanted(struct request *r, const struct table_view *view)
{
	if (view->print)
		return LIMIT_LIST_ROWS;
	return table_is_file(r) ? 0 : request_limit(r); /* a file: piece by piece, by table_answered() */
}

enum outcome table_read(struct request *r, const struct table *table, int64_t place, struct table_view *ret_view)
{
	struct table_view view = table_asked(r, table, NULL, place);
	size_t wanted = rows_wanted(r, &view), size = table->record->size, room = 0;
	void *after;
	enum outcome outcome = table_row_of(r, &view, request_query_own(r, "after"), &after);
	bool more = true;
	while (outcome == DONE && more && view.count < wanted) {
		size_t left = wanted - view.count, count, limit = left < LIMIT_LIST_ROWS ? left + 1 : LIMIT_LIST_ROWS;
		char *rows;
		limit = view.asked.length && limit > LIMIT_PAGE_ROWS ? LIMIT_PAGE_ROWS : limit;
		outcome = table_rows_after(r, &view, after, limit, &rows, &count);
		if (outcome != DONE || !count)
			break;
		more = count == limit;
		count = count < left ? count : left;
		view.rows = arena_grow(r->arena, view.rows, room * size, (view.count + count) * size);
		memcpy(view.rows + view.count * size, rows, count * size);
		view.count = room = view.count + count;
		after = view.rows + (view.count - 1) * size;
	}
	if (outcome == DONE && more && view.count)
		view.next = table_row_id(r, &view, view.rows + (view.count - 1) * size);
	*ret_view = view;
	return outcome;
}

/* ---- rows that are there ---- */

static bool row_fits(const struct table_view *view, const void *row)
{
	const struct table *table = view->table;
	for (size_t i = 0; table->filters && table->filters[i].name; i++) {
		const struct field *field = record_field(table->record, text_of(table->filters[i].name));
		assert(field);
		if (!view->values[i].length)
			continue;
		if (table->filters[i].by_number
		            ? field_int_of(field, row) != choice_number(table->filters[i].choices, view->values[i])
		            : !text_equal(field_text_of(field, row), view->values[i]))
			return false;
	}
	return true;
}

void table_of_rows(struct request *r, const struct table *table, const struct record *record, void *rows, size_t count,
                   struct table_view *ret_view)
{
	struct table_view view = table_asked(r, table, record, PLACE_WHOLE);
	size_t size = view.record->size;
	view.rows = rows;
	for (size_t i = 0; i < count; i++) {
		const char *row = (const char *)rows + i * size;
		if (row_fits(&view, row))
			memmove(view.rows + size * view.count++, row, size);
	}
	if (view.sort)
		table_sort_rows(r, view.record, record_field(view.record, text_of(view.sort)), view.falling, view.rows,
		                view.count);
	*ret_view = view;
}
