/* Doors of the six books and of the early warnings. Down to the township the numbers are for everybody; a village's tell of few
   people and want a right; its households are shown to whoever may see registers, and that look is on record. */
#include "help/register/register_book.h"

#include "base/limits.h"
#include "common/person/person.h"
#include "help/register/register_templates.h"
#include "web/table.h"

const char *register_book_name(enum place_level level)
{
	switch (level) {
	case PLACE_COUNTRY:
		return N_("The whole land");
	case PLACE_PROVINCE:
		return N_("Province's database");
	case PLACE_CITY:
		return N_("City's volume");
	case PLACE_COUNTY:
		return N_("County's file");
	case PLACE_TOWNSHIP:
		return N_("Township's book");
	case PLACE_VILLAGE:
		return N_("Village's register");
	case PLACE_HOUSEHOLD:
		return N_("Household card");
	}
	return "";
}

#define NUMBER_FIELDS(type, at)                                                                 \
	{ .kind = FIELD_INT,                                                                    \
	  .flags = FIELD_OUT,                                                                   \
	  .name = "households",                                                                 \
	  .label = N_("Households"),                                                            \
	  .offset = offsetof(struct type, at.households) },                                     \
		{ .kind = FIELD_INT,                                                            \
		  .flags = FIELD_OUT,                                                           \
		  .name = "people",                                                             \
		  .label = N_("People"),                                                        \
		  .offset = offsetof(struct type, at.people) },                                 \
		{ .kind = FIELD_INT,                                                            \
		  .flags = FIELD_OUT,                                                           \
		  .name = "registered",                                                         \
		  .label = N_("Registered for help"),                                           \
		  .offset = offsetof(struct type, at.registered) },                             \
		{ .kind = FIELD_INT,                                                            \
		  .flags = FIELD_OUT,                                                           \
		  .name = "monitored",                                                          \
		  .label = N_("Watched"),                                                       \
		  .offset = offsetof(struct type, at.monitored) },                              \
		{ .kind = FIELD_INT,                                                            \
		  .flags = FIELD_OUT,                                                           \
		  .name = "left",                                                               \
		  .label = N_("Help ended"),                                                    \
		  .offset = offsetof(struct type, at.left) },                                   \
		{ .kind = FIELD_FEN,                                                            \
		  .flags = FIELD_OUT,                                                           \
		  .name = "head_fen",                                                           \
		  .label = N_("Net income a head"),                                             \
		  .offset = offsetof(struct type, at.head_fen) },                               \
		{ .kind = FIELD_INT,                                                            \
		  .flags = FIELD_OUT,                                                           \
		  .name = "entered",                                                            \
		  .label = N_("Newly registered"),                                              \
		  .offset = offsetof(struct type, at.entered) },                                \
		{ .kind = FIELD_INT,                                                            \
		  .flags = FIELD_OUT,                                                           \
		  .name = "help_ended",                                                         \
		  .label = N_("Help ended in the year"),                                        \
		  .offset = offsetof(struct type, at.help_ended) },                             \
		{ .kind = FIELD_INT,                                                            \
		  .flags = FIELD_OUT,                                                           \
		  .name = "measures",                                                           \
		  .label = N_("Help promised"),                                                 \
		  .offset = offsetof(struct type, at.measures) },                               \
		{ .kind = FIELD_INT,                                                            \
		  .flags = FIELD_OUT,                                                           \
		  .name = "measures_done",                                                      \
		  .label = N_("Promised help given"),                                           \
		  .offset = offsetof(struct type, at.measures_done) },                          \
	{                                                                                       \
		.kind = FIELD_INT, .flags = FIELD_OUT, .name = "visits", .label = N_("Visits"), \
		.offset = offsetof(struct type, at.visits)                                      \
	}

static const struct field row_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, register_book_row, place, N_("Code"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_book_row, name, N_("Name"), FIELD_OUT, 0, 60),
	NUMBER_FIELDS(register_book_row, numbers),
	FIELD_END,
};
static const struct record row_record = { .name = "register_book_row",
	                                  .size = sizeof(struct register_book_row),
	                                  .fields = row_fields };

struct book_answer {
	int64_t place, year;
	struct register_numbers numbers;
	struct list below, households;
};
static const struct field book_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, book_answer, place, N_("Code"), FIELD_OUT, 0, 0),
	INT_FIELD(book_answer, year, N_("Year"), FIELD_OUT, 0, 0),
	NUMBER_FIELDS(book_answer, numbers),
	LIST_FIELD(book_answer, below, N_("Below"), FIELD_OUT, &row_record, 0, LIMIT_LIST_ROWS),
	FIELD_END,
};
const struct record register_book_record = { .name = "register_book",
	                                     .size = sizeof(struct book_answer),
	                                     .fields = book_fields };

/* ---- where ---- */

enum outcome register_book_where(struct request *r, struct scope *ret_scope)
{
	int64_t place;

	if (!request_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place;
	ret_scope->mine = place_level(place) <= PLACE_TOWNSHIP;
	return place == PLACE_WHOLE || place_is_known(r->db, place) ? DONE : NOT_FOUND;
}

enum outcome register_warnings_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_REGISTER_READ);

	if (request_query(r, "place").length > 0 && !request_query_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return ret_scope->place == PLACE_WHOLE || place_is_known(r->db, ret_scope->place) ? DONE : NOT_FOUND;
}

/* ---- books ---- */

/* The key to go on after: the cursor is an id, since keys stand in no address. */
static int64_t after_key(struct request *r)
{
	int64_t after = 0;

	if (request_after(r) == 0 ||
	    db_number(r->db, &after, "SELECT place FROM household WHERE id = $1", bind(i64(request_after(r)))) != DONE)
		return 0;
	return after;
}

static enum outcome read_village(struct request *r, struct register_book *book)
{
	struct register_village_line *lines;
	enum outcome outcome;

	book->may_lines = request_may(r, RIGHT_REGISTER_READ, book->place);
	if (place_level(book->place) != PLACE_VILLAGE || !book->may_lines)
		return DONE;
	outcome = register_village_lines(r->db, r->arena, book->place, book->year, after_key(r), request_limit(r) + 1,
	                                 &lines, &book->line_count);
	if (outcome != DONE)
		return outcome;
	if (book->line_count > 0)
		look_record(r, book->place, 0, 0, N_("Register of the village where you live"));
	book->lines = lines;
	book->next = list_goes_on(r, &book->line_count) ? lines[book->line_count - 1].id : 0;
	return DONE;
}

/* False: the failure is answered. */
static bool read_book(struct request *r, int64_t place, struct register_book *book)
{
	int64_t year = request_query_int(r, "year", REGISTER_FIRST_YEAR, r->today / 10000, r->today / 10000);
	enum outcome outcome = register_book_read(r->db, r->arena, place, year, book);

	/* A village's book is for who may read figures there; so are its numbers in the book of its township. */
	if (place_level(place) == PLACE_TOWNSHIP && !request_may(r, RIGHT_FIGURES_READ, place))
		book->row_count = 0;
	if (outcome == DONE)
		return true;
	fail(r, outcome, NULL);
	return false;
}

/* ---- places below ---- */

/* Of whom nobody was asked, the income is not known: that is not 0. */
static struct register_book_row *rows_seen(struct request *r, const struct register_book *book)
{
	struct register_book_row *rows = arena_array(r->arena, book->row_count + 1, sizeof *rows);

	for (size_t i = 0; i < book->row_count; i++) {
		rows[i] = book->rows[i];
		if (rows[i].numbers.income_people == 0)
			rows[i].numbers.head_fen = INT64_MIN;
	}
	return rows;
}

static void show_place(struct request *r, const void *row)
{
	const struct register_book_row *line = row;

	register_book_place(r, line->place, place_short(r->arena, line->name),
	                    request_query_int(r, "year", REGISTER_FIRST_YEAR, r->today / 10000, r->today / 10000));
}

/* One bounded read: sorted by any column. */
static const struct table below_table = {
	.name = "book",
	.caption = N_("Places below"),
	.record = &row_record,
	.columns = (const struct table_column[]){ { .name = "name", .show = show_place, .label = N_("Place") },
	                                          { .name = "households" },
	                                          { .name = "people" },
	                                          { .name = "registered" },
	                                          { .name = "monitored" },
	                                          { .name = "left" },
	                                          { .name = "head_fen" },
	                                          { .name = "visits" },
	                                          TABLE_COLUMNS_END },
};

static void show_book(struct request *r, int64_t place)
{
	struct register_book book;
	struct table_view below;
	struct text name;
	enum outcome outcome;

	if (!read_book(r, place, &book))
		return;
	if (r->json) {
		struct book_answer answer = { .place = place,
			                      .year = book.year,
			                      .numbers = book.numbers,
			                      .below = { book.rows, book.row_count } };
		give_one(r, &register_book_record, &answer);
		return;
	}
	outcome = read_village(r, &book);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	table_of_rows(r, &below_table, NULL, rows_seen(r, &book), book.row_count, &below);
	below.place = place;
	if (book.row_count > 0 && table_answered(r, &below))
		return;
	if (book.row_count > 0)
		table_page(r);
	name = book.path_count > 0 ? book.path[book.path_count - 1].name : text_of(_("The whole country"));
	page_begin_named(r, words(r, "%s: %s", name, _(register_book_name(place_level(place)))), "books", NULL);
	register_book_html(r, &book, name, &below);
	page_end(r);
}

void register_book_page(struct request *r)
{
	show_book(r, r->scope.place);
}

void register_my_book_page(struct request *r)
{
	int64_t place = identity_where(&r->who, RIGHT_FIGURES_READ);

	show_book(r, place > 0 ? place : PLACE_WHOLE);
}

static struct text file_name(struct request *r, const struct register_book *book, const char *ending)
{
	struct text code = book->place == PLACE_WHOLE ? T("china") : place_code(r->arena, book->place);

	return text_format(r->arena, "tongcun-book-%.*s-%lld.%s", TEXT(code), (long long)book->year, ending);
}

void register_book_csv(struct request *r)
{
	struct output out = output_in(r->arena);
	struct register_book book;

	if (!read_book(r, r->scope.place, &book))
		return;
	csv_heading(r, &out, &row_record);
	for (size_t i = 0; i < book.row_count; i++)
		csv_row(r, &out, &row_record, &book.rows[i]);
	give_file(r, T("text/csv; charset=utf-8"), file_name(r, &book, "csv"), output_text(&out), 0);
}

void register_book_xlsx(struct request *r)
{
	struct register_book book;

	if (!read_book(r, r->scope.place, &book))
		return;
	give_file(r, file_type(T(".xlsx")), file_name(r, &book, "xlsx"),
	          xlsx_of(r, &row_record, book.rows, book.row_count, _("Books")), 0);
}

/* ---- warnings ---- */

void register_warnings_page(struct request *r)
{
	struct register_warning *warnings = NULL;
	size_t count = 0;
	enum outcome outcome = DONE;

	if (place_level(r->scope.place) >= PLACE_COUNTY) /* a look must be at a place where people live */
		outcome = register_warning_list(r->db, r->arena, r->scope.place, after_key(r), request_limit(r) + 1,
		                                &warnings, &count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (count > 0)
		look_record(r, r->scope.place, 0, 0, N_("List of households in trouble where you live"));
	int64_t next = count > 0 && list_goes_on(r, &count) ? warnings[count - 1].household_id : 0;
	if (r->json) {
		give_list(r, &register_warning_record, warnings, count, next);
		return;
	}
	page_begin_named(r, text_of(_("Early warnings")), "books", "/books");
	register_warnings_html(r, warnings, count, next);
	page_end(r);
}
