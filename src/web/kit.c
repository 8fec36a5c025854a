/* The page of all components: sample rows, no data. */
#include "web/kit.h"

#include "web/door.h"
#include "web/kit/kit_templates.h"
#include "web/table.h"

static const struct level_bar_item path[] = {
	{ INT64_C(51000000000000000), { "四川省", 9 } }, { INT64_C(51050000000000000), { "泸州市", 9 } },
	{ INT64_C(51052500000000000), { "古蔺县", 9 } }, { INT64_C(51052510600000000), { "石宝镇", 9 } },
	{ INT64_C(51052510620400000), { "红坝村", 9 } }, { INT64_C(51052510620400007), { "王德贵", 9 } },
};

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

/* Of a year nothing of which was reported. */
static void no_chart(struct request *r)
{
	int64_t values[12];
	struct text labels[12];
	for (size_t i = 0; i < 12; i++) {
		values[i] = INT64_MIN;
		labels[i] = words(r, N_("month %s"), (int64_t)(i + 1));
	}
	chart(r, _("Orders"), T(""), labels, 12, (struct chart_series[]){ { _("Orders"), values, "bar" } }, 1, 12);
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
	weave(r, parts, 1);
}

void kit_charts(struct request *r)
{
	months_chart(r);
	days_chart(r);
	no_chart(r);
}

void kit_levels(struct request *r)
{
	for (size_t count = 0; count <= sizeof path / sizeof path[0]; count += 3)
		level_bar(r, "/figures", path, count, "?period=2026");
}

/* As a page of the tabs; ?frame= has it as an inner page with its way back, or as one that searches. */
static void begin(struct request *r)
{
	struct text frame = request_query_own(r, "frame");
	page_frame_fill(r);
	r->cart_count = 128; /* more than a tab writes out */
	if (text_equal(frame, T("inner")))
		page_begin_named(r, text_of(_("All components")), "cart", "/kit");
	else
		page_begin(r, _("All components"), text_equal(frame, T("search")) ? "shelf" : "cart");
}

void kit_page(struct request *r)
{
	if (kit_answered(r))
		return;
	table_page(r);
	begin(r);
	kit_html(r);
	page_end(r);
}
