/* The CSV files of data/demo (data/demo/README.md tells their columns) as structs that point at one another. */
#include "app/demo.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { FILE_BYTES = 8 << 20, ROWS = 5000, STATION_SHARE = 400, MANY = 300, HARVESTS = 9 };

/* A file that is being read: its table, and the cells of one row by name. */
struct sheet {
	struct demo *demo;
	const char *name;
	struct csv_table table;
	const struct csv_row *row;
	bool is_good;
};

bool demo_file(struct demo *demo, const char *name, struct text *ret_bytes)
{
	struct text path = text_format(demo->arena, "%.*s/%s", TEXT(demo->share), name);
	FILE *file = fopen(path.bytes, "rb");
	char *bytes;
	size_t length;

	if (file == NULL) {
		complain("cannot read %s: %s", path.bytes, strerror(errno));
		return false;
	}
	bytes = arena_take(demo->arena, FILE_BYTES);
	length = fread(bytes, 1, FILE_BYTES, file);
	*ret_bytes = (struct text){ bytes, length };
	fclose(file);
	return true;
}

static bool sheet_open(struct sheet *sheet, struct demo *demo, const char *name)
{
	struct text bytes;
	int64_t line = 0;

	*sheet = (struct sheet){ .demo = demo, .name = name, .is_good = true };
	if (!demo_file(demo, name, &bytes))
		return false;
	if (csv_read(demo->arena, bytes, ROWS, &sheet->table, &line) == DONE && sheet->table.count > 1)
		return true;
	complain("%s: line %lld cannot be read", name, (long long)line);
	return false;
}

static struct text cell(struct sheet *sheet, const char *name)
{
	size_t column = csv_column(&sheet->table, text_of(name));

	if (column < CSV_CELLS)
		return csv_cell(sheet->row, column);
	if (sheet->is_good)
		complain("%s has no column %s", sheet->name, name);
	sheet->is_good = false;
	return T("");
}

static int64_t number(struct sheet *sheet, const char *name)
{
	struct text t = cell(sheet, name);
	int64_t value = 0;

	if (t.length > 0 && !text_to_int64(t, &value)) {
		complain("%s:%lld: %s is not a whole number", sheet->name, (long long)sheet->row->line, name);
		sheet->is_good = false;
	}
	return value;
}

/* Moves to the next row; false behind the last one, or when something was wrong. */
static bool sheet_next(struct sheet *sheet)
{
	size_t next = sheet->row == NULL ? 1 : (size_t)(sheet->row - sheet->table.rows) + 1;

	sheet->row = sheet->is_good && next < sheet->table.count ? &sheet->table.rows[next] : NULL;
	return sheet->row != NULL;
}

static void unknown(struct sheet *sheet, const char *what, struct text code)
{
	complain("%s:%lld: there is no %s \"%.*s\"", sheet->name, (long long)sheet->row->line, what, TEXT(code));
	sheet->is_good = false;
}

static struct demo_seller *seller_of(struct sheet *sheet, struct text code)
{
	for (size_t i = 0; i < sheet->demo->seller_count; i++)
		if (text_equal(sheet->demo->sellers[i].code, code))
			return &sheet->demo->sellers[i];
	unknown(sheet, "seller", code);
	return &sheet->demo->sellers[0];
}

/* ---- the files ---- */

static bool read_stations(struct demo *demo)
{
	struct sheet sheet;

	if (!sheet_open(&sheet, demo, "demo/stations.csv"))
		return false;
	demo->stations = arena_array(demo->arena, sheet.table.count, sizeof *demo->stations);
	while (sheet_next(&sheet))
		demo->stations[demo->station_count++] =
			(struct demo_station){ .code = cell(&sheet, "code"),
			                       .place = cell(&sheet, "place"),
			                       .name = cell(&sheet, "name_zh"),
			                       .keeper_name = cell(&sheet, "operator"),
			                       .hours = text_format(demo->arena, "%.*s—%.*s",
			                                            TEXT(cell(&sheet, "opens")),
			                                            TEXT(cell(&sheet, "closes"))) };
	return sheet.is_good;
}

static bool read_sellers(struct demo *demo)
{
	struct sheet sheet;

	if (!sheet_open(&sheet, demo, "demo/sellers.csv"))
		return false;
	demo->sellers = arena_array(demo->arena, sheet.table.count, sizeof *demo->sellers);
	while (sheet_next(&sheet)) {
		struct demo_seller *seller = &demo->sellers[demo->seller_count++];
		static const char *const shares[5] = { "share_household", "share_cooperative", "share_transport",
			                               "share_platform", "share_reserve" };

		*seller = (struct demo_seller){ .code = cell(&sheet, "code"),
			                        .kind = cell(&sheet, "kind"),
			                        .name = cell(&sheet, "name_zh"),
			                        .place = cell(&sheet, "place") };
		if (text_equal(seller->kind, T("co-operative")))
			seller->kind = T("cooperative");
		for (size_t i = 0; i < 5; i++)
			seller->shares[i] = number(&sheet, shares[i]);
		/* the village's station serves and hands out for part of what the way costs */
		seller->shares[2] -= STATION_SHARE;
		seller->head = text_ends(seller->name, T("家"))
		                       ? text_part(seller->name, 0, seller->name.length - T("家").length)
		                       : seller->name;
	}
	return sheet.is_good;
}

static bool read_growers(struct demo *demo)
{
	struct sheet sheet;

	if (!sheet_open(&sheet, demo, "demo/growers.csv"))
		return false;
	while (sheet_next(&sheet))
		seller_of(&sheet, cell(&sheet, "seller"))->boxes = number(&sheet, "boxes");
	return sheet.is_good;
}

/* The shelf's categories are fewer than the file's. */
static struct text category_of(struct text code)
{
	static const char *const pairs[][2] = { { "fruit", "fruit" },        { "grain", "grain" },
		                                { "vegetable", "grain" },    { "mushroom", "mountain" },
		                                { "egg-meat", "meat" },      { "drink", "drinks" },
		                                { "seasoning", "mountain" }, { "herb", "mountain" },
		                                { "craft", "handicraft" },   { "home", "others" } };

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if (text_equal(code, text_of(pairs[i][0])))
			return text_of(pairs[i][1]);
	return T("others");
}

static bool read_goods(struct demo *demo)
{
	struct sheet sheet;

	if (!sheet_open(&sheet, demo, "demo/goods.csv"))
		return false;
	demo->goods = arena_array(demo->arena, sheet.table.count, sizeof *demo->goods);
	while (sheet_next(&sheet)) {
		struct demo_good *good = &demo->goods[demo->good_count++];

		*good = (struct demo_good){ .code = cell(&sheet, "code"),
			                    .category = category_of(cell(&sheet, "category")),
			                    .title = cell(&sheet, "title_zh"),
			                    .title_en = cell(&sheet, "title_en"),
			                    .title_bo = cell(&sheet, "title_bo"),
			                    .about = cell(&sheet, "text_zh"),
			                    .about_en = cell(&sheet, "text_en"),
			                    .picture = text_join(demo->arena, T("art/"), cell(&sheet, "picture")),
			                    .origin = cell(&sheet, "origin"),
			                    .seller = seller_of(&sheet, cell(&sheet, "seller")),
			                    .is_presale = number(&sheet, "presale") == 1,
			                    .limit = number(&sheet, "limit_per_buyer") };
		good->is_running = text_equal(good->code, T("orange-9"));
		if (text_find(good->picture, T("egg")) < good->picture.length)
			good->category = T("eggs");
	}
	return sheet.is_good;
}

/* What the unit is called in the program. */
static struct text unit_of(struct text word)
{
	static const char *const pairs[][2] = { { "箱", "box" },    { "盒", "box" }, { "袋", "bag" },
		                                { "瓶", "bottle" }, { "罐", "jar" }, { "坛", "jar" },
		                                { "捆", "bundle" }, { "斤", "jin" }, { "只", "head" } };

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if (text_equal(word, text_of(pairs[i][0])))
			return text_of(pairs[i][1]);
	return T("piece");
}

/* Variants of one of the goods stand together. */
static bool read_variants(struct demo *demo)
{
	struct sheet sheet;

	if (!sheet_open(&sheet, demo, "demo/variants.csv"))
		return false;
	demo->variants = arena_array(demo->arena, sheet.table.count, sizeof *demo->variants);
	while (sheet_next(&sheet)) {
		struct text code = cell(&sheet, "good");
		struct demo_good *good = NULL;

		for (size_t i = 0; i < demo->good_count; i++)
			if (text_equal(demo->goods[i].code, code))
				good = &demo->goods[i];
		if (good == NULL) {
			unknown(&sheet, "goods", code);
			return false;
		}
		if (good->variant_count++ == 0)
			good->variant = demo->variant_count;
		demo->variants[demo->variant_count++] = (struct demo_variant){ .name = cell(&sheet, "name_zh"),
			                                                       .unit = unit_of(cell(&sheet, "unit")),
			                                                       .good = good,
			                                                       .weight_g = number(&sheet, "weight_g"),
			                                                       .price_fen = number(&sheet, "price_fen"),
			                                                       .stock = number(&sheet, "stock") };
	}
	return sheet.is_good;
}

static bool read_routes(struct demo *demo)
{
	struct sheet sheet;

	if (!sheet_open(&sheet, demo, "demo/routes.csv"))
		return false;
	demo->routes = arena_array(demo->arena, sheet.table.count, sizeof *demo->routes);
	while (sheet_next(&sheet))
		demo->routes[demo->route_count++] = (struct demo_route){ .from = cell(&sheet, "from_county"),
			                                                 .to = cell(&sheet, "to_prefix"),
			                                                 .days = number(&sheet, "days"),
			                                                 .cutoff_hour = number(&sheet, "cutoff_hour"),
			                                                 .base_fen = number(&sheet, "base_fen"),
			                                                 .per_kg_fen = number(&sheet, "per_kg_fen") };
	return sheet.is_good;
}

static bool read_buyers(struct demo *demo)
{
	struct sheet sheet;

	if (!sheet_open(&sheet, demo, "demo/buyers.csv"))
		return false;
	demo->pattern_buyers = arena_array(demo->arena, sheet.table.count, sizeof *demo->pattern_buyers);
	while (sheet_next(&sheet))
		demo->pattern_buyers[demo->pattern_count++] =
			(struct demo_person){ .name = cell(&sheet, "name"),
			                      .place = cell(&sheet, "place"),
			                      .address = cell(&sheet, "address"),
			                      .weight = number(&sheet, "weight") };
	return sheet.is_good;
}

bool demo_read(struct demo *demo)
{
	return read_stations(demo) && read_sellers(demo) && read_growers(demo) && read_goods(demo) &&
	       read_variants(demo) && read_routes(demo) && read_buyers(demo);
}
