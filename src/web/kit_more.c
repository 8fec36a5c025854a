/* More of the page of all components: drawings of figures, the table of officers, paper. Sample rows, no data. */
#include "web/kit.h"

#include <string.h>

#include "web/chart.h"
#include "web/kit/kit_templates.h"
#include "web/table.h"

struct kit_row {
	int64_t county, id, sold_fen, weight_g, orders, since_on, state;
	struct text name;
};

static const struct choice states[] = {
	{ "", "" }, { "done", N_("Delivered") }, { "wait", N_("On its way") }, { "late", N_("Late") }, { 0 }
};

static const struct field row_fields[] = {
	INT_FIELD(kit_row, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, kit_row, id, N_("Number"), 0, 0, 0),
	TEXT_FIELD(kit_row, name, N_("Place"), FIELD_OUT, 0, 0),
	INT_FIELD(kit_row, orders, N_("Orders"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, kit_row, sold_fen, N_("Sold online"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_GRAMS, kit_row, weight_g, N_("Weight"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, kit_row, since_on, N_("Since"), FIELD_OUT, 0, 0),
	STATE_FIELD(kit_row, state, N_("State"), FIELD_OUT, states),
	FIELD_END,
};
static const struct record row_record = { "kit_row", sizeof(struct kit_row), offsetof(struct kit_row, county),
	                                  row_fields };

static void show_state(struct request *r, const void *row)
{
	const struct choice *state = &states[((const struct kit_row *)row)->state];
	status_word(r, state->value, _(state->label));
}

static struct text row_link(struct request *r, const void *row)
{
	const struct kit_row *one = row;
	return one->weight_g == INT64_MIN ? T("") : text_format(r->arena, "/kit?state=%s", states[one->state].value);
}

static const struct table_column columns[] = { { .name = "name" },     { .name = "orders" },
	                                       { .name = "sold_fen" }, { .name = "weight_g" },
	                                       { .name = "since_on" }, { .name = "state", .show = show_state },
	                                       TABLE_COLUMNS_END };
static const struct table_filter filters[] = { { "state", N_("State"), states + 1, true }, TABLE_FILTERS_END };

static const struct table sample_table = {
	.name = "kit",
	.caption = N_("A table for officers"),
	.record = &row_record,
	.columns = columns,
	.filters = filters,
	.id = offsetof(struct kit_row, id),
	.href = row_link,
};
/* One that is searched, and as long as it has no row says how it gets one. */
static const struct table searched_table = {
	.name = "kit",
	.caption = N_("A table that is searched"),
	.record = &row_record,
	.columns = columns,
	.id = offsetof(struct kit_row, id),
	.search = N_("Name of the thing"),
	.symbol = "i-people",
	.empty = N_("Nobody is written down yet"),
	.empty_words = N_("The first is added above."),
};

enum { ROWS = 4 };

static struct kit_row *sample_rows(struct request *r)
{
	static const struct kit_row rows[] = {
		{ 510525, 1, 819370, 5185000, 1938, 20250923, 1, { "石宝镇", 9 } },
		{ 510525, 2, 704400, 78000, 5, 20250923, 2, { "二郎镇", 9 } },
		{ 510525, 3, 0, 0, 0, 20260101, 3, { "龙山镇", 9 } },
		{ 510525, 4, -12050, INT64_MIN, INT64_MIN, 20260301, 3, { "茅溪镇", 9 } },
	};
	struct kit_row *copy = arena_array(r->arena, ROWS, sizeof *copy);
	_Static_assert(sizeof rows / sizeof rows[0] == ROWS, "all of them");
	memcpy(copy, rows, sizeof rows);
	return copy;
}

static struct table_view sample_view(struct request *r)
{
	struct table_view view;
	table_of_rows(r, &sample_table, NULL, sample_rows(r), ROWS, &view);
	return view;
}

/* Whether the table alone was asked for, as a file or by htmx. */
bool kit_answered(struct request *r)
{
	struct table_view view = sample_view(r);
	return table_answered(r, &view);
}

void kit_table(struct request *r)
{
	struct table_view view = sample_view(r);
	table_show(r, &view);
}

void kit_tables(struct request *r)
{
	struct kit_row *rows = sample_rows(r);
	struct table_view late = { .table = &sample_table, .record = sample_view(r).record, .mark = T("-late") };
	late.sort = "orders";
	late.falling = true;
	late.values[0] = T("late");
	late.rows = (char *)(rows + 2);
	late.count = ROWS - 2;
	late.next = T("510525-4");
	table_show(r, &late);
	struct table_view paper = late;
	paper.mark = T("-paper");
	paper.rows = (char *)rows;
	paper.count = ROWS;
	paper.print = true;
	table_show(r, &paper);
	struct table_view fitting = { .table = late.table, .record = late.record, .mark = T("-fitting") };
	fitting.values[0] = T("wait");
	table_show(r, &fitting);
	struct table_view none = { .table = &searched_table, .record = late.record, .mark = T("-none") };
	table_show(r, &none);
	none.mark = T("-asked");
	none.asked = T("zz");
	table_show(r, &none);
}

void kit_stack(struct request *r)
{
	static const int64_t first[] = { 40, 55, 61, 48 }, second[] = { 22, 18, 30, 41 },
			     third[] = { 9, INT64_MIN, 4, 12 };
	static const int64_t line[] = { -12, 8, INT64_MIN, 25 }, other[] = { 20, 14, 6, -4 };
	struct text labels[4];
	for (size_t i = 0; i < 4; i++)
		labels[i] = words(r, N_("month %s"), (int64_t)(i + 1));
	chart(r, _("Who gets what"), text_of(""), labels, 4,
	      (struct chart_series[]){ { _("The household"), first, "bar now" },
	                               { _("Carriage"), second, "over turq" },
	                               { _("Warehouse and platform"), third, "over indigo" } },
	      3, 4);
	chart(r, _("Two lines"), text_of(""), labels, 4,
	      (struct chart_series[]){ { _("This year"), line, "run" }, { _("Last year"), other, "run other" } }, 2, 4);
}

void kit_map(struct request *r)
{
	static const struct {
		struct text name, value;
		int64_t amount;
		int column, row;
	} places[] = {
		{ { "泸县", 6 }, { "41", 2 }, 41, 1, 0 },         { { "江阳区", 9 }, { "97", 2 }, 97, 0, 1 },
		{ { "龙马潭区", 12 }, { "0", 1 }, 0, 1, 1 },      { { "合江县", 9 }, { "-6", 2 }, -6, 2, 1 },
		{ { "纳溪区", 9 }, { "—", 3 }, INT64_MIN, 0, 2 }, { { "叙永县", 9 }, { "18", 2 }, 18, 0, 3 },
		{ { "富顺县", 9 }, { "28", 2 }, 28, 2, 0 },       { { "古蔺县", 9 }, { "63", 2 }, 63, 1, 3 },
	};
	enum { COUNT = sizeof places / sizeof places[0] };
	struct tile tiles[COUNT];
	for (size_t i = 0; i < COUNT; i++)
		tiles[i] = (struct tile){ .name = places[i].name,
			                  .value = places[i].value,
			                  .amount = places[i].amount,
			                  .href = text_of("/kit"),
			                  .column = places[i].column,
			                  .row = places[i].row,
			                  .here = i + 1 == COUNT };
	tile_map(r, _("Sold online"), tiles, COUNT, true);
	for (size_t i = 0; i < COUNT; i++) { /* in the order of their codes, all reported, no links */
		tiles[i].amount = (int64_t)i * 3;
		tiles[i].value = show_number(r, tiles[i].amount);
		tiles[i].href = T("");
	}
	tile_map(r, _("Orders"), tiles, COUNT, false);
}

void kit_small(struct request *r)
{
	static const int64_t values[] = {
		3, 9, 4, 0, -5, 12, 8, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN
	};
	static const int64_t zeros[12] = { 0 }, none[] = { INT64_MIN, INT64_MIN, INT64_MIN };
	chart_small(r, words(r, N_("%s by month"), _("Orders")), values, 12, 6);
	chart_small(r, words(r, N_("%s by month"), _("Weight")), zeros, 12, 12);
	chart_small(r, words(r, N_("%s by month"), _("Price")), none, 3, 3);
}

struct text kit_picture(const char *path)
{
	for (size_t i = 0; i < assets_count; i++)
		if (!strcmp(assets[i].path, path))
			return text_of(assets[i].hashed_path);
	return text_of("");
}
