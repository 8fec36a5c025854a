/* Doors of the import: the page with the template, the dry run, and bringing in what was shown. */
#include "common/household/household_import.h"

#include "base/limits.h"
#include "common/household/household_templates.h"

enum { PIECE = 60000, PIECES = HOUSEHOLD_IMPORT_BYTES / (PIECE - 4) + 1 };

struct text household_import_piece(struct text *rest)
{
	size_t end = rest->length < PIECE ? rest->length : PIECE;
	struct text piece;

	while (end < rest->length && ((unsigned char)rest->bytes[end] & 0xc0) == 0x80)
		end--;
	piece = text_part(*rest, 0, end);
	*rest = text_part(*rest, end, rest->length);
	return piece;
}

struct text household_import_column(struct request *r, struct text name)
{
	for (const struct field *field = household_import_record.fields; field->kind != FIELD_NONE; field++)
		if (text_equal(name, text_of(field->name)))
			return text_of(_(field->label));
	return T("");
}

int64_t household_import_people(const struct household_import *import)
{
	int64_t people = 0;

	for (size_t i = 0; i < import->home_count; i++)
		people += import->homes[i].is_known ? 0 : import->homes[i].people;
	return people;
}

static void show(struct request *r, const struct household_import *import)
{
	page_begin_named(r, text_of(_("Bring in households")), "households",
	                 text_string(r->arena, text_format(r->arena, "/places/%.*s/households",
	                                                   TEXT(place_code(r->arena, r->scope.place)))));
	household_import_html(r, import);
	page_end(r);
}

void household_import_page(struct request *r)
{
	show(r, NULL);
}

/* Two people of one household, with the headings in the reader's language: they come in as they are when they are written over. */
void household_import_template(struct request *r)
{
	struct output out = output_in(r->arena);
	const struct field *fields = household_import_record.fields;
	struct text village = place_code(r->arena, place_above(r->scope.place, PLACE_VILLAGE));

	out_string(&out, "\xef\xbb\xbf");
	for (size_t i = 0; fields[i].kind != FIELD_NONE; i++) {
		out_string(&out, i > 0 ? "," : "");
		out_csv(&out, text_of(_(fields[i].label)));
	}
	for (size_t i = 0; i < 2; i++) {
		out_string(&out, "\r\n");
		out_csv(&out, village);
		out_string(&out, ",1,");
		out_csv(&out, text_of(_(household_relations[i].label)));
		out_format(&out, ",%s,,%s", i == 0 ? "刘大成" : "王秀英", i == 0 ? "13800001234" : "");
	}
	out_string(&out, "\r\n");
	give_file(r, T("text/csv; charset=utf-8"), T("households-template.csv"), output_text(&out), 0);
}

/* The dry run: what the file holds, or its bad lines; nothing is written. */
void household_import_prepare(struct request *r)
{
	struct household_import import = { .place = r->scope.place };
	struct text file_name, file = request_file(r, "file", &file_name);
	struct csv_table table;
	enum outcome outcome = INVALID;

	if (request_field(r, "confirm").length > 0)
		return;
	if (file.length == 0)
		form_problem(r, "file", N_("Choose a file: CSV or XLSX"), T(""));
	else if (household_import_table(r, file, file_name, &table))
		outcome = household_import_read(r, &table, file_name, &import);
	if (outcome == DONE)
		outcome = household_import_look(r, &import);
	if (outcome != DONE && outcome != INVALID) {
		fail(r, outcome, NULL);
		return;
	}
	show(r, &import);
	if (outcome == DONE)
		show_now(r);
	else
		refuse(r);
}

static struct text posted_text(struct request *r)
{
	struct output out = output_in(r->arena);

	for (size_t i = 0; i < PIECES; i++)
		out_text(&out, request_field(r, text_format(r->arena, "csv.%zu", i).bytes));
	return output_text(&out);
}

void household_import_act(struct request *r)
{
	struct household_import import = { .place = r->scope.place };
	struct csv_table table;
	size_t next = 0;
	enum outcome outcome = INVALID;

	if (household_import_table(r, posted_text(r), T(""), &table)) {
		if (table.count > HOUSEHOLD_IMPORT_AT_ONCE + 1 && place_county(r->scope.place) > 0) {
			/* Each piece is checked as it is written. */
			household_import_later(r, &table, request_field(r, "sure").length > 0);
			return;
		}
		outcome = household_import_read(r, &table, T(""), &import);
	}
	if (outcome == DONE && request_field(r, "sure").length == 0)
		outcome = household_import_look(r, &import);
	if (outcome == DONE && import.alike_count > 0) {
		show(r, &import);
		form_problem(r, "sure",
		             N_("A household like this is on the register: look first whether it is the same"), T(""));
		refuse(r);
		return;
	}
	while (outcome == DONE && next < import.home_count)
		outcome = household_import_write(r, &import, next, LIMIT_LIST_ROWS, &next);
	if (r->problems.count > 0) {
		show(r, &import);
		refuse(r);
	} else if (outcome == CONFLICT) {
		fail(r, outcome, N_("A village has no number left"));
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		see_other(r, "/places/%.*s/households/import?done=in", TEXT(place_code(r->arena, r->scope.place)));
	}
}
