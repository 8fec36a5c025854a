/* The page of all components: sample rows, no data. */
#include "web/kit.h"

#include <string.h>

#include "web/kit/kit_templates.h"
#include "web/table.h"

struct sample {
	int64_t county, id;
	struct text title, about, secret, kind, way;
	int64_t boxes, price_fen, weight_g, presale, ships_on, opens_at, place;
	struct text phone;
};

static const struct choice kinds[] = {
	{ "goods", N_("A thing") }, { "hands", N_("A helping hand") }, { "service", N_("An errand") }, { 0 }
};
static const struct choice ways[] = { { "horse", N_("By horse") },
	                              { "cart", N_("By cart") },
	                              { "van", N_("By van") },
	                              { "post", N_("By post") },
	                              { "hand", N_("Fetched at the station") },
	                              { 0 } };

static const struct field sample_fields[] = {
	CHOICE_FIELD(sample, kind, N_("What is needed"), FIELD_MUST, kinds),
	TEXT_FIELD(sample, title, N_("Name of the thing"), FIELD_MUST, 2, 40),
	INT_FIELD(sample, boxes, N_("How many"), FIELD_MUST, 1, 999),
	WHOLE_FIELD(FIELD_FEN, sample, price_fen, N_("Price"), FIELD_MUST, 1, 100000000),
	WHOLE_FIELD(FIELD_GRAMS, sample, weight_g, N_("Weight"), FIELD_BOTH, 0, 0),
	WHOLE_FIELD(FIELD_DAY, sample, ships_on, N_("Needed by"), FIELD_MUST, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, sample, opens_at, N_("On sale from"), FIELD_BOTH, 0, 0),
	CHOICE_FIELD(sample, way, N_("Delivery"), FIELD_BOTH, ways),
	WHOLE_FIELD(FIELD_PLACE, sample, place, N_("Place"), FIELD_MUST, 0, 0),
	PHONE_FIELD(sample, phone, N_("Phone"), FIELD_BOTH),
	SECRET_FIELD(sample, secret, N_("Password"), FIELD_IN, 8, 100),
	NOTE_FIELD(sample, about, N_("Why it is needed"), FIELD_BOTH, 0, 400),
	WHOLE_FIELD(FIELD_BOOL, sample, presale, N_("Sold before the harvest"), FIELD_BOTH, 0, 0),
	FIELD_END,
};

static const struct record sample_record = { "sample", sizeof(struct sample), offsetof(struct sample, county),
	                                     sample_fields };

static const struct level_bar_item path[] = {
	{ INT64_C(51000000000000000), { "四川省", 9 } },
	{ INT64_C(51050000000000000), { "泸州市", 9 } },
	{ INT64_C(51052500000000000), { "古蔺县", 9 } },
};

static struct sample sample_row(struct request *r)
{
	return (struct sample){ .county = 510525,
		                .id = 1,
		                .title = T("过冬棉被"),
		                .about = T("去年的被子薄了，住在 1,400 米以上。"),
		                .kind = T("goods"),
		                .boxes = 20,
		                .price_fen = 8800,
		                .weight_g = 2500,
		                .presale = 1,
		                .ships_on = 20261001,
		                .opens_at = r->now,
		                .place = INT64_C(51052510100100000) };
}

static void months_chart(struct request *r)
{
	static const int64_t now[] = { 1620, 1180,      1540,      1720,      1990,      2480,
		                       3797, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN };
	static const int64_t before[] = { 1320, 1250, 1200, 1360, 1480, 1730, 2800, 1990, 1620, 1510, 2250, 2420 };
	struct chart_series series[] = { { _("This year"), now, "bar now" }, { _("Last year"), before, "run" } };
	struct text labels[12];
	for (size_t i = 0; i < 12; i++)
		labels[i] = words(r, N_("month %s"), (int64_t)(i + 1));
	chart(r, _("Sold online each month"), text_of(_("ten thousand yuan")), labels, 12, series, 2, 6);
}

static void days_chart(struct request *r)
{
	int64_t values[31];
	struct text labels[31];
	for (size_t i = 0; i < 31; i++) {
		values[i] = i == 17 ? INT64_MIN : (int64_t)((i * 37 + 11) % 23) * 1000 - (i == 9 ? 9000 : 0);
		labels[i] = text_format(r->arena, "%d", (int)i + 1);
	}
	chart(r, _("Orders each day"), T(""), labels, 31, (struct chart_series[]){ { _("Orders"), values, "bar" } }, 1,
	      31);
}

void kit_pieces(struct request *r)
{
	struct weave_part parts[] = {
		{ "plum", text_of(_("The household")), 2150 },
		{ "pine", text_of(_("Picking and packing")), 640 },
		{ "turq", text_of(_("Carriage")), 860 },
		{ "indigo", text_of(_("Warehouse and platform")), 260 },
		{ "stone", text_of(_("Put by for spoilt fruit")), 80 },
	};
	weave(r, parts, sizeof parts / sizeof parts[0]);
}

void kit_charts(struct request *r)
{
	months_chart(r);
	days_chart(r);
}

void kit_form(struct request *r)
{
	struct sample row = sample_row(r);
	problem_add(&r->problems, T("boxes"), "Enter a whole number", T(""));
	problem_add(&r->problems, T("kind"), "Choose one of the list", T(""));
	problem_add(&r->problems, T("title"), "Enter at least %s characters", T("2"));
	problem_add(&r->problems, T(""), "Somebody else was faster. Look again.", T(""));
	form_problems(r);
	form_fields(r, &sample_record, &row);
	r->problems = problems_in(r->arena);
}

void kit_levels(struct request *r)
{
	for (size_t count = 0; count <= 3; count += 3)
		level_bar(r, "/figures", path, count, "?period=2026");
}

void kit_page(struct request *r)
{
	if (kit_answered(r))
		return;
	table_page(r);
	page_begin(r, _("All components"), "figures");
	kit_html(r);
	page_end(r);
}
