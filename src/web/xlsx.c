/* Workbooks written piece by piece (ECMA-376: SpreadsheetML in an OPC package): the sheet is the long member of a ZIP (base/zip_pieces.h),
   the parts that say how it is read stand behind it. Texts stand in their cells, so no piece depends on another one. */
#include <assert.h>
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "base/place_key.h"
#include "web/sheet.h"

enum { NAME_CHARACTERS = 31, CELL_CHARACTERS = 32767, PIECE_ROWS = 500 };

/* Cells' formats: their numbers in cellXfs of the styles below. */
enum style { STYLE_NONE, STYLE_HEADING, STYLE_MONEY, STYLE_KILOGRAMS, STYLE_NUMBER, STYLE_DAY, STYLE_MOMENT };

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define LINKS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE_SHEET "application/vnd.openxmlformats-officedocument.spreadsheetml."

static const char sheet_part[] = "xl/worksheets/sheet1.xml";

static const char content_types[] =
	HEAD "<Types xmlns=\"" PACKAGE "content-types\">"
	     "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	     "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	     "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE_SHEET "sheet.main+xml\"/>"
	     "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE_SHEET "styles+xml\"/>"
	     "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" TYPE_SHEET "worksheet+xml\"/></Types>";

static const char package_links[] =
	HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">"
	     "<Relationship Id=\"rId1\" Type=\"" LINKS "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";

static const char workbook_links[] =
	HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">"
	     "<Relationship Id=\"rId1\" Type=\"" LINKS "/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
	     "<Relationship Id=\"rId2\" Type=\"" LINKS "/styles\" Target=\"styles.xml\"/></Relationships>";

/* 3 and 4 are formats that every reader has (part 1, 18.8.30: #,##0 and #,##0.00); fonts, fills and borders cannot be left out. */
static const char styles[] = HEAD
	"<styleSheet xmlns=\"" MAIN "\"><numFmts count=\"3\"><numFmt numFmtId=\"164\" formatCode=\"#,##0.###\"/>"
	"<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\"/>"
	"<numFmt numFmtId=\"166\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts>"
	"<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>"
	"<font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>"
	"<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
	"<fill><patternFill patternType=\"gray125\"/></fill></fills>"
	"<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
	"<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
	"<cellXfs count=\"7\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
	"<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
	"<xf numFmtId=\"4\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
	"<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
	"<xf numFmtId=\"3\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
	"<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
	"<xf numFmtId=\"166\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>"
	"<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

/* The heading stays in sight while the rows are scrolled. */
static const char sheet_begin[] =
	HEAD "<worksheet xmlns=\"" MAIN "\"><sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\">"
	     "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
	     "<selection pane=\"bottomLeft\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>";
static const char sheet_end[] =
	"</sheetData><pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/>"
	"</worksheet>";

/* ---- cells ---- */

/* "A1": columns are counted in letters, A to Z, AA to AZ ... */
static void cell_begin(struct output *out, int64_t row, size_t column, enum style style)
{
	char letters[2] = { (char)('A' + column / 26 - 1), (char)('A' + column % 26) };

	assert(column < LIMIT_COLUMNS);
	out_string(out, "<c r=\"");
	out_raw(out, column < 26 ? letters + 1 : letters, column < 26 ? 1 : 2);
	out_int(out, row);
	if (style != STYLE_NONE)
		out_format(out, "\" s=\"%d", (int)style);
}

/* Readers take "_x0041_" for the letter of that number (part 1, 22.9.2.19), so what only looks like it has its underscore written so. */
static bool is_like_number(struct text t)
{
	static const char hexadecimal[] = "0123456789abcdefABCDEF";

	if (t.length < 7 || t.bytes[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++)
		if (!strchr(hexadecimal, t.bytes[i]) || t.bytes[i] == 0)
			return false;
	return true;
}

static void write_words(struct output *out, struct text words)
{
	words = text_first(words, CELL_CHARACTERS);
	for (size_t at; (at = text_find(words, T("_x"))) < words.length;
	     words = text_part(words, at + 2, words.length)) {
		out_xml(out, text_part(words, 0, at));
		out_string(out, is_like_number(text_part(words, at, 7)) ? "_x005F_x" : "_x");
	}
	out_xml(out, words);
}

static void write_text(struct output *out, int64_t row, size_t column, enum style style, struct text words)
{
	if (!words.length)
		return;
	cell_begin(out, row, column, style);
	out_string(out, "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
	write_words(out, words);
	out_string(out, "</t></is></c>");
}

/* whole / 10^digits, written as a decimal: no money passes through a float. */
static void write_number(struct output *out, int64_t row, size_t column, enum style style, int64_t whole, int digits)
{
	uint64_t size = whole < 0 ? 0 - (uint64_t)whole : (uint64_t)whole, one = 1;

	for (int i = 0; i < digits; i++)
		one *= 10;
	cell_begin(out, row, column, style);
	out_format(out, "\"><v>%s%llu", whole < 0 ? "-" : "", (unsigned long long)(size / one));
	if (size % one)
		out_format(out, ".%0*llu", digits, (unsigned long long)(size % one));
	out_string(out, "</v></c>");
}

/* Day 1 is 1 January 1900, and the format has a 29 February 1900 that never was (part 1, 18.17.4.1); what has passed of the day is its
   fraction. on is a day of the calendar; ms: since its beginning, -1: the day as a whole. */
static void write_time(struct output *out, int64_t row, size_t column, int64_t on, int64_t ms)
{
	enum { FIRST_OF_MARCH = 19000301, ITS_NUMBER = 61 };
	int64_t since = (calendar_day_start(on) - calendar_day_start(FIRST_OF_MARCH)) / CALENDAR_DAY_MS;
	int64_t days = since + ITS_NUMBER - (since < 0);

	cell_begin(out, row, column, ms < 0 ? STYLE_DAY : STYLE_MOMENT);
	if (ms < 0)
		out_format(out, "\"><v>%lld</v></c>", (long long)days);
	else
		out_format(out, "\"><v>%.10f</v></c>", (double)days + (double)ms / (double)CALENDAR_DAY_MS);
}

static void write_cell(struct request *r, struct output *out, int64_t at, size_t column, const struct record *record,
                       const struct field *field, const void *row)
{
	int64_t whole = field_is_whole(field->kind) ? field_int_of(field, row) : 0;
	if (whole == INT64_MIN)
		return; /* not reported: the cell stays empty */
	switch (field->kind) {
	case FIELD_INT:
		write_number(out, at, column, STYLE_NUMBER, whole, 0);
		break;
	case FIELD_FEN:
		write_number(out, at, column, STYLE_MONEY, whole, 2);
		break;
	case FIELD_GRAMS:
		write_number(out, at, column, STYLE_KILOGRAMS, whole, 3);
		break;
	case FIELD_DAY:
		if (calendar_is_day(whole))
			write_time(out, at, column, whole, -1);
		else /* none, or a whole month */
			write_text(out, at, column, STYLE_NONE, sheet_value(r, record, field, row));
		break;
	case FIELD_MOMENT:
		if (whole && calendar_is_day(calendar_day(whole)))
			write_time(out, at, column, calendar_day(whole),
			           whole - calendar_day_start(calendar_day(whole)));
		break;
	case FIELD_TEXT:
	case FIELD_NOTE:
	case FIELD_SECRET:
	case FIELD_CHOICE:
	case FIELD_PERCENT:
	case FIELD_STATE:
	case FIELD_COUNTY:
	case FIELD_BOOL:
	case FIELD_ID:
	case FIELD_PLACE:
	case FIELD_PHONE:
		write_text(out, at, column, STYLE_NONE, sheet_value(r, record, field, row));
		break;
	case FIELD_LIST:
	case FIELD_PART:
	case FIELD_NONE:
	case FIELD_COUNT_OF_KINDS:
		break;
	}
}

/* ---- the sheet ---- */

static void write_headings(struct request *r, struct output *out, const struct record *record)
{
	struct output heads = output_in(r->arena);
	size_t column = 0;
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++)
		if (sheet_has(field))
			write_text(&heads, 1, column++, STYLE_HEADING, sheet_heading(r, field));
	if (column)
		out_format(out, "<cols><col min=\"1\" max=\"%zu\" width=\"16.7\" customWidth=\"1\"/></cols>", column);
	out_string(out, "<sheetData><row r=\"1\">");
	out_text(out, output_text(&heads));
	out_string(out, "</row>");
}

void xlsx_begin(struct request *r, struct output *out, struct xlsx *book, const struct record *record)
{
	struct output sheet = output_in(r->arena);
	*book = (struct xlsx){ .rows = 1 };
	zip_pieces_begin(out, sheet_part);
	out_string(&sheet, sheet_begin);
	write_headings(r, &sheet, record);
	zip_pieces_add(out, &book->zip, output_text(&sheet));
}

void xlsx_rows(struct request *r, struct output *out, struct xlsx *book, const struct record *record, const void *rows,
               size_t count)
{
	struct output sheet = output_in(r->arena);
	for (size_t i = 0; i < count; i++) {
		size_t column = 0;
		const void *row = (const char *)rows + i * record->size;
		out_format(&sheet, "<row r=\"%lld\">", (long long)++book->rows);
		for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++)
			if (sheet_has(field))
				write_cell(r, &sheet, book->rows, column++, record, field, row);
		out_string(&sheet, "</row>");
	}
	zip_pieces_add(out, &book->zip, output_text(&sheet));
}

/* A sheet's name has at most 31 characters, not []:*?/\ and no ' at its ends; it is never empty. */
static struct text sheet_name(struct request *r, const char *wanted)
{
	struct output out = output_in(r->arena);
	struct text first = text_first(text_of(wanted), NAME_CHARACTERS);
	for (size_t i = 0; i < first.length; i++)
		out_raw(&out, strchr("[]:*?/\\'", first.bytes[i]) ? " " : &first.bytes[i], 1);
	return first.length ? output_text(&out) : T("1");
}

static struct text workbook_part(struct request *r, const char *sheet)
{
	struct output out = output_in(r->arena);
	out_string(&out,
	           HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" LINKS "\"><bookViews><workbookView/></bookViews>"
	                "<sheets><sheet name=\"");
	out_xml(&out, sheet_name(r, sheet));
	out_string(&out, "\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
	return output_text(&out);
}

void xlsx_end(struct request *r, struct output *out, struct xlsx *book, const char *sheet)
{
	const struct zip_member members[] = {
		{ "[Content_Types].xml", text_of(content_types) },
		{ "_rels/.rels", text_of(package_links) },
		{ "xl/workbook.xml", workbook_part(r, sheet) },
		{ "xl/_rels/workbook.xml.rels", text_of(workbook_links) },
		{ "xl/styles.xml", text_of(styles) },
	};
	zip_pieces_add(out, &book->zip, text_of(sheet_end));
	zip_pieces_end(out, &book->zip, sheet_part, members, sizeof members / sizeof members[0]);
}

/* ---- all of it at once, and where a piece goes on ---- */

struct text xlsx_of(struct request *r, const struct record *record, const void *rows, size_t count, const char *sheet)
{
	struct output out = output_in(r->arena);
	struct xlsx book;
	xlsx_begin(r, &out, &book, record);
	for (size_t from = 0; from < count; from += PIECE_ROWS) {
		struct request piece = *r;
		piece.arena = arena_new();
		xlsx_rows(&piece, &out, &book, record, (const char *)rows + from * record->size,
		          count - from < PIECE_ROWS ? count - from : PIECE_ROWS);
		arena_free(piece.arena);
	}
	xlsx_end(r, &out, &book, sheet);
	return output_text(&out);
}

struct text xlsx_mark(struct arena *arena, const struct xlsx *book)
{
	return text_format(arena, "%lld %lld %lld %lld ", (long long)book->rows, (long long)book->zip.plain,
	                   (long long)book->zip.packed, (long long)book->zip.crc);
}

bool xlsx_goes_on(struct text *mark, struct xlsx *ret_book)
{
	int64_t *const numbers[] = { &ret_book->rows, &ret_book->zip.plain, &ret_book->zip.packed, &ret_book->zip.crc };
	struct text piece;
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (!text_next(mark, ' ', &piece) || !text_to_int64(piece, numbers[i]) || *numbers[i] < 0)
			return false;
	return true;
}
