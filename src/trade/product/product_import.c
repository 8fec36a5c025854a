/* Goods out of a CSV file, all or nothing: read and check every row first, then write. The same reading serves the page, the
   subcommand and the command in the journal. A product, its variant and its stock bear one number, so that a row takes one id. */
#include "trade/product/shelf.h"

#include <string.h>

#include "base/calendar.h"
#include "base/csv.h"
#include "base/id.h"
#include "base/limits.h"
#include "trade/product/product_templates.h"

enum { IMPORT_PLACES = 64, IMPORT_PIECE = 60000 };

/* A row of the file. The names of the members are the columns. */
struct import_line {
	struct text title, title_bo, title_en, category, about, about_bo, about_en, name, unit, picture;
	int64_t origin, weight, price, stock, opens, closes, ships, limit;
};

static const struct field import_fields[] = {
	TEXT_FIELD(import_line, title, N_("Name"), FIELD_MUST, 2, LIMIT_NAME_CHARACTERS),
	CHOICE_FIELD(import_line, category, N_("Category"), FIELD_MUST, product_categories),
	WHOLE_FIELD(FIELD_PLACE, import_line, origin, N_("Origin"), FIELD_MUST, 0, 0),
	TEXT_FIELD(import_line, name, N_("Kind or size"), FIELD_MUST, 1, 60),
	CHOICE_FIELD(import_line, unit, N_("Sold by the"), FIELD_MUST, product_units),
	WHOLE_FIELD(FIELD_GRAMS, import_line, weight, N_("Weight"), FIELD_MUST, 1, 1000000),
	WHOLE_FIELD(FIELD_FEN, import_line, price, N_("Price"), FIELD_MUST, 1, PRODUCT_PRICE_FEN),
	INT_FIELD(import_line, stock, N_("Stock"), FIELD_BOTH, 0, STOCK_PIECES),
	TEXT_FIELD(import_line, title_bo, N_("Name in Tibetan"), FIELD_BOTH, 0, LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(import_line, title_en, N_("Name in English"), FIELD_BOTH, 0, LIMIT_NAME_CHARACTERS),
	NOTE_FIELD(import_line, about, N_("Description"), FIELD_BOTH, 0, LIMIT_NOTE_CHARACTERS),
	NOTE_FIELD(import_line, about_bo, N_("Description in Tibetan"), FIELD_BOTH, 0, LIMIT_NOTE_CHARACTERS),
	NOTE_FIELD(import_line, about_en, N_("Description in English"), FIELD_BOTH, 0, LIMIT_NOTE_CHARACTERS),
	TEXT_FIELD(import_line, picture, N_("Picture"), FIELD_BOTH, 0, 80),
	WHOLE_FIELD(FIELD_DAY, import_line, opens, N_("First day to order"), FIELD_BOTH, PRESALE_FIRST, PRESALE_LAST),
	WHOLE_FIELD(FIELD_DAY, import_line, closes, N_("Last day to order"), FIELD_BOTH, PRESALE_FIRST, PRESALE_LAST),
	WHOLE_FIELD(FIELD_DAY, import_line, ships, N_("Ships from"), FIELD_BOTH, PRESALE_FIRST, PRESALE_LAST),
	INT_FIELD(import_line, limit, N_("Limit for one buyer"), FIELD_BOTH, 0, 1000000),
	FIELD_END,
};

struct reader {
	struct db *db;
	struct arena *arena;
	struct problems *problems;
	struct text file;
	const struct seller *seller;
	const struct csv_table *table;
	const struct csv_row *row;
	int64_t places[IMPORT_PLACES]; /* known ones, so that each is asked for once */
	size_t place_count;
};

static void line_problem(struct reader *in, const char *column, const char *message)
{
	problem_add_line(in->problems, in->file, in->row->line, text_of(column), message, T(""));
}

static bool is_known(struct reader *in, int64_t place)
{
	for (size_t i = 0; i < in->place_count; i++)
		if (in->places[i] == place)
			return true;
	if (!place_is_known(in->db, place))
		return false;
	if (in->place_count < IMPORT_PLACES)
		in->places[in->place_count++] = place;
	return true;
}

/* The fields of a row by their columns; problems get the line. */
static bool line_read(struct reader *in, struct import_line *line)
{
	size_t before = in->problems->count + in->problems->dropped, first = in->problems->count;

	for (const struct field *field = import_fields; field->kind != FIELD_NONE; field++) {
		size_t column = csv_column(in->table, text_of(field->name));
		struct text cell = column < CSV_CELLS ? csv_cell(in->row, column) : T("");

		(void)field_read(in->arena, field, cell, line, in->problems);
	}
	for (size_t i = first; i < in->problems->count; i++) {
		in->problems->list[i].line = in->row->line;
		in->problems->list[i].file = in->file;
	}
	return in->problems->count + in->problems->dropped == before;
}

static void presale_read(struct reader *in, const struct import_line *line, struct product *p)
{
	if (line->opens == 0 && line->closes == 0 && line->ships == 0)
		return;
	if (line->opens == 0 || line->closes < line->opens || line->ships < line->opens) {
		line_problem(in, "opens", N_("A pre-sale needs opens, closes and ships, in this order"));
		return;
	}
	p->presale = 1;
	p->opens_at = calendar_day_start(line->opens);
	p->closes_at = calendar_day_end(line->closes);
	p->ships_on = line->ships;
}

/* Only drawings of ours: a digest in a file could name anybody's picture. */
static void picture_read(struct reader *in, const struct import_line *line)
{
	if (line->picture.length == 0 || (text_starts(line->picture, T("art/")) && text_ends(line->picture, T(".svg"))))
		return;
	line_problem(in, "picture",
	             N_("Only drawings of the program, like art/plum.svg; photographs are added at the desk"));
}

static void row_fill(struct reader *in, const struct import_line *line, struct import_row *row)
{
	struct product *p = &row->product;

	row->line = in->row->line;
	row->on_hand = line->stock;
	p->county = in->seller->county;
	p->seller_id = in->seller->id;
	p->place = line->origin;
	p->category = line->category;
	p->title = line->title;
	p->title_bo = line->title_bo;
	p->title_en = line->title_en;
	p->about = line->about;
	p->about_bo = line->about_bo;
	p->about_en = line->about_en;
	p->picture = line->picture;
	p->limit_each = line->limit;
	p->open = 1;
	row->variant = (struct variant){ .county = p->county,
		                         .name = line->name,
		                         .unit = line->unit,
		                         .weight_g = line->weight,
		                         .price_fen = line->price,
		                         .pieces = 1,
		                         .open = 1 };
}

static void row_read(struct reader *in, struct import_row *row)
{
	struct import_line line = { 0 };

	if (!line_read(in, &line))
		return;
	if (place_county(line.origin) != in->seller->county)
		line_problem(in, "origin", N_("This place is not in the seller's county"));
	else if (!is_known(in, line.origin))
		line_problem(in, "origin", N_("No place has this code"));
	row_fill(in, &line, row);
	presale_read(in, &line, &row->product);
	picture_read(in, &line);
}

/* Every column the file must have. */
static bool heading_read(struct reader *in)
{
	bool good = true;

	for (const struct field *field = import_fields; field->kind != FIELD_NONE; field++)
		if (field->flags & FIELD_REQUIRED && csv_column(in->table, text_of(field->name)) == CSV_CELLS) {
			problem_add_line(in->problems, in->file, 1, text_of(field->name),
			                 N_("The first line lacks this column"), T(""));
			good = false;
		}
	return good;
}

enum outcome import_read(struct db *db, struct arena *arena, struct text csv, struct text file_name,
                         struct problems *problems, struct product_import *import)
{
	struct csv_table table;
	struct reader in = { .db = db,
		             .arena = arena,
		             .problems = problems,
		             .file = file_name,
		             .seller = &import->seller,
		             .table = &table };
	int64_t line = 0;

	if (csv_utf8(arena, csv, &csv) != DONE) {
		problem_add_line(problems, file_name, 1, T(""), N_("This file is neither UTF-8 nor GB 18030"), T(""));
		return INVALID;
	}
	if (csv.length > PRODUCT_IMPORT_BYTES || csv_read(arena, csv, PRODUCT_IMPORT_ROWS + 1, &table, &line) != DONE) {
		problem_add_line(
			problems, file_name, line, T(""),
			N_("From here on the file cannot be read: quotes that do not close, or more than 2,000 lines"),
			T(""));
		return INVALID;
	}
	if (!heading_read(&in))
		return INVALID;
	import->rows = arena_array(arena, table.count, sizeof(*import->rows));
	for (size_t i = 1; i < table.count; i++) {
		in.row = &table.rows[i];
		row_read(&in, &import->rows[import->count++]);
	}
	if (import->count == 0)
		problem_add_line(problems, file_name, 1, T(""), N_("There are no goods in this file"), T(""));
	return problems->count + problems->dropped > 0 ? INVALID : DONE;
}

enum outcome import_write(struct db *db, struct arena *arena, struct world *world, int64_t person_id,
                          struct product_import *import)
{
	for (size_t i = 0; i < import->count; i++) {
		struct import_row *row = &import->rows[i];
		enum outcome outcome;

		row->product.id = row->variant.id = row->variant.product_id = world_id(world);
		row->product.created_at = world->at;
		outcome = product_add(db, arena, &row->product);
		if (outcome == DONE)
			outcome = variant_add(db, &row->variant);
		if (outcome == DONE && row->on_hand > 0)
			outcome = stock_change(db, &(struct stock_move){ .county = row->product.county,
			                                                 .id = row->product.id,
			                                                 .stock_id = row->product.id,
			                                                 .pieces = row->on_hand,
			                                                 .why = T("receipt"),
			                                                 .person_id = person_id,
			                                                 .at = world->at });
		if (outcome != DONE)
			return outcome;
	}
	return DONE;
}

/* ---- for the subcommand ---- */

enum outcome product_import_check(struct db *db, struct arena *arena, int64_t county, int64_t seller_id,
                                  struct text csv, struct text file_name, struct problems *problems, int64_t *ret_rows)
{
	struct product_import import = { 0 };
	enum outcome outcome = seller_one(db, arena, county, seller_id, &import.seller);

	if (outcome == DONE)
		outcome = import_read(db, arena, csv, file_name, problems, &import);
	if (outcome == DONE)
		*ret_rows = (int64_t)import.count;
	return outcome;
}

struct text product_import_body(struct arena *arena, int64_t county, int64_t seller_id, struct text csv)
{
	return text_format(arena, "%.*s\n%.*s", TEXT(id_public(arena, county, seller_id)), TEXT(csv));
}

static enum outcome product_import_run(struct db *db, struct arena *arena, struct world *world,
                                       const struct command *command)
{
	struct problems problems = problems_in(arena);
	struct product_import import = { 0 };
	struct text rest = command->body, number;
	int64_t county, id;
	enum outcome outcome;

	if (!text_next(&rest, '\n', &number) || !id_read(number, &county, &id) || county != command->county)
		return INVALID;
	outcome = seller_one(db, arena, county, id, &import.seller);
	if (outcome == DONE)
		outcome = import_read(db, arena, rest, T(""), &problems, &import);
	return outcome == DONE ? import_write(db, arena, world, command->person_id, &import) : outcome;
}

const struct work product_works[] = {
	{ PRODUCT_IMPORT_DOOR, product_import_run },
	{ NULL, NULL },
};

/* ---- the page ---- */

struct text import_piece(struct text *rest)
{
	size_t end = rest->length < IMPORT_PIECE ? rest->length : IMPORT_PIECE;
	struct text piece;

	while (end < rest->length && ((unsigned char)rest->bytes[end] & 0xc0) == 0x80)
		end--;
	piece = text_part(*rest, 0, end);
	*rest = text_part(*rest, end, rest->length);
	return piece;
}

static void show_import(struct request *r, struct product_import *import, struct text csv)
{
	struct desk_form_view view = { .found = r->kept, .import = import, .csv = csv };

	page_begin(r, _("Bring in a list of goods"), "desk");
	desk_import_html(r, &view);
	page_end(r);
}

void desk_import_page(struct request *r)
{
	show_import(r, NULL, T(""));
}

/* A file that comes in as it is: two goods from the seller's own place, to be written over in a spreadsheet. */
void desk_import_sample(struct request *r)
{
	const struct desk_found *found = r->kept;
	struct text origin = place_code(r->arena, place_above(found->seller.place, PLACE_VILLAGE));
	struct output out = output_in(r->arena);

	out_string(&out, "\xef\xbb\xbf"
	                 "title,category,origin,name,unit,weight,price,stock,about\r\n");
	out_format(&out, "土鸡蛋,eggs,%.*s,30个一箱,box,1.8,32.00,100,散养土鸡下的蛋\r\n", TEXT(origin));
	out_format(&out, "脆红李,fruit,%.*s,5斤装,box,2.9,39.90,50,熟了才摘\r\n", TEXT(origin));
	give_file(r, T("text/csv; charset=utf-8"), T("goods-example.csv"), output_text(&out), 0);
}

/* The dry run: what the file holds, or its bad lines; nothing is written. Confirmed, the text goes into the command. */
void desk_import_prepare(struct request *r)
{
	struct desk_found *found = r->kept;
	struct product_import import = { .seller = found->seller };
	struct text file_name, csv = request_file(r, "file", &file_name);
	enum outcome outcome;

	if (request_field(r, "confirm").length > 0)
		return;
	if (csv.length == 0) {
		form_problem(r, "file", N_("Choose a CSV file"), T(""));
		show_import(r, NULL, T(""));
		refuse(r);
		return;
	}
	outcome = import_read(r->db, r->arena, csv, file_name, &r->problems, &import);
	if (outcome == DONE || outcome == INVALID) {
		if (csv_utf8(r->arena, csv, &csv) != DONE)
			csv = T("");
		show_import(r, &import, csv);
	}
	if (outcome == DONE)
		show_now(r);
	else if (outcome == INVALID)
		refuse(r);
	else
		fail(r, outcome, NULL);
}

static struct text posted_csv(struct request *r)
{
	struct output out = output_in(r->arena);

	for (size_t i = 0; i <= PRODUCT_IMPORT_BYTES / (IMPORT_PIECE - 4); i++)
		out_text(&out, request_field(r, text_format(r->arena, "csv.%zu", i).bytes));
	return output_text(&out);
}

void desk_import(struct request *r)
{
	struct desk_found *found = r->kept;
	struct product_import import = { .seller = found->seller };
	struct text csv = posted_csv(r);
	enum outcome outcome = import_read(r->db, r->arena, csv, T(""), &r->problems, &import);

	if (outcome == INVALID) {
		show_import(r, NULL, T(""));
		refuse(r);
		return;
	}
	if (outcome == DONE && import.count > PRODUCT_IMPORT_AT_ONCE) {
		import_later(r, &import, csv);
		return;
	}
	if (outcome == DONE)
		outcome = import_write(r->db, r->arena, r->world, r->who.person_id, &import);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/desk?done=import");
}
