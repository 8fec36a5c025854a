/* Two drawings of a project, made by the server: its plan against time (after Gantt), and the flow of its money from the sources to what it was
   spent on, exact to the fen. Both are 360 units wide, so that a narrow phone shows them whole; the same numbers stand in a table beside them.
   Widths and heights are whole units; the shares of a flow are those of the money, rounded down. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/money.h"
#include "help/project/project_inside.h"
#include "help/project/project_templates.h"

enum {
	WIDTH = 360,
	ROW = 44, /* of a milestone: its words and its bar */
	TOP = 26, /* the months */
	BAR = 10,
	MONTH_LEAST = 46, /* units between two words of months */
	LETTERS = 40,     /* of a title, a Han character is two */
	FLOW = 260,       /* the height of all the money */
	FLOW_LEAST = 44,  /* room for two lines of words */
	FLOW_BAR = 8,
	FLOW_LETTERS = 20,
	SHAPES = 1024,
};

struct chart_time {
	int64_t from_on, to_on, from, whole; /* whole: days */
};

static int64_t day_number(int64_t on)
{
	return calendar_day_start(on) / CALENDAR_DAY_MS;
}

static int x_of(const struct chart_time *t, int64_t on)
{
	int64_t day = day_number(on) - t->from;

	day = day < 0 ? 0 : day > t->whole ? t->whole : day;
	return (int)money_share(WIDTH - BAR, day, t->whole);
}

static void shape(struct project_drawing *d, const char *look, int x, int y, int width, int height)
{
	if (d->shape_count < SHAPES)
		d->shapes[d->shape_count++] =
			(struct project_shape){ .look = look, .x = x, .y = y, .width = width, .height = height };
}

static void path(struct project_drawing *d, const char *look, bool thin, struct text line)
{
	if (d->shape_count < SHAPES)
		d->shapes[d->shape_count++] = (struct project_shape){ .look = look, .path = line, .thin = thin };
}

static void label(struct project_drawing *d, const char *look, const char *anchor, int x, int y, struct text said)
{
	if (d->label_count < SHAPES)
		d->labels[d->label_count++] =
			(struct project_label){ .look = look, .anchor = anchor, .x = x, .y = y, .words = said };
}

/* At most so many letters; a Han or Tibetan character counts two. */
static struct text cut(struct arena *arena, struct text t, int letters)
{
	struct text rest = t;
	uint32_t c;
	size_t kept = 0;

	while ((c = text_next_character(&rest)) != 0) {
		letters -= c < 0x300 ? 1 : 2;
		if (letters < 0)
			return text_join(arena, text_part(t, 0, kept), T("…"));
		kept = t.length - rest.length;
	}
	return t;
}

static void begin(struct request *r, struct project_drawing *d, struct text name)
{
	*d = (struct project_drawing){ .name = name,
		                       .shapes = arena_array(r->arena, SHAPES, sizeof *d->shapes),
		                       .labels = arena_array(r->arena, SHAPES, sizeof *d->labels) };
}

/* ---- the plan ---- */

static void reach(struct chart_time *t, int64_t on)
{
	if (on == 0)
		return;
	if (on < t->from_on)
		t->from_on = on;
	if (on > t->to_on)
		t->to_on = on;
}

static struct chart_time time_of(const struct project_view *view, int64_t today)
{
	const struct project *p = view->p;
	struct chart_time t = { .from_on = p->start_on, .to_on = p->end_on };

	reach(&t, p->began_on);
	reach(&t, p->ended_on);
	if (p->state == PROJECT_RUNNING)
		reach(&t, today);
	for (size_t i = 0; i < view->milestone_count; i++) {
		reach(&t, view->milestones[i].first_on);
		reach(&t, view->milestones[i].planned_on);
		reach(&t, view->milestones[i].done_on);
	}
	t.from = day_number(t.from_on);
	t.whole = day_number(t.to_on) - t.from;
	t.whole = t.whole > 0 ? t.whole : 1;
	return t;
}

/* A word for each month that has room, with a rule through all rows. */
static void draw_months(struct request *r, struct project_drawing *d, const struct chart_time *t)
{
	int last = -MONTH_LEAST;

	for (int64_t month = calendar_month(t->from_on); month <= calendar_month(t->to_on);
	     month = project_next_month(month)) {
		int x = x_of(t, calendar_period_start(month));

		if (calendar_period_start(month) < t->from_on || x - last < MONTH_LEAST || x > WIDTH - MONTH_LEAST)
			continue;
		last = x;
		path(d, "rule", false, text_format(r->arena, "M%d %dV%d", x, TOP - 4, d->height));
		label(d, "", "start", x, TOP - 10,
		      month % 10000 == 100 ? calendar_day_text(r->arena, calendar_year(month)) : show_month(r, month));
	}
}

static void draw_span(struct project_drawing *d, const struct chart_time *t, const char *look, int64_t from, int64_t to,
                      int y, int height)
{
	int left = x_of(t, from), right = x_of(t, to);

	shape(d, look, left, y, right - left > 2 ? right - left : 2, height);
}

static void draw_milestone(struct request *r, struct project_drawing *d, const struct chart_time *t,
                           const struct project_view *view, const struct project_milestone *m, int y)
{
	bool done = m->state == MILESTONE_DONE;
	int64_t until = done ? m->done_on : view->p->state == PROJECT_RUNNING ? r->today : m->planned_on;
	int x = x_of(t, m->planned_on);

	label(d, done ? "" : "label", "start", 0, y + 14, cut(r->arena, m->title, LETTERS));
	path(d, "rule", false, text_format(r->arena, "M0 %dH%d", y + 26, WIDTH));
	if (m->first_on < m->planned_on)
		draw_span(d, t, "bar part", m->first_on, m->planned_on, y + 22, BAR - 2);
	if (until > m->planned_on)
		draw_span(d, t, "bar now", m->planned_on, until, y + 22, BAR - 2);
	shape(d, done ? "bar" : "over barley", x, y + 20, BAR, BAR + 2);
}

void project_chart_plan(struct request *r, const struct project_view *view)
{
	const struct project *p = view->p;
	struct chart_time t = time_of(view, r->today);
	struct project_drawing d;

	begin(r, &d, text_of(_("The plan against time")));
	d.height = TOP + ROW * (int)(view->milestone_count + 1);
	draw_months(r, &d, &t);
	label(&d, "label", "start", 0, TOP + 14, text_of(_("The whole project")));
	draw_span(&d, &t, "over stone", p->start_on, p->end_on, TOP + 20, BAR + 2);
	if (p->began_on > 0)
		draw_span(&d, &t, "bar", p->began_on,
		          p->ended_on > 0      ? p->ended_on
		          : r->today < t.to_on ? r->today
		                               : t.to_on,
		          TOP + 22, BAR - 2);
	for (size_t i = 0; i < view->milestone_count; i++)
		draw_milestone(r, &d, &t, view, &view->milestones[i], TOP + ROW * (int)(i + 1));
	if (r->today >= t.from_on && r->today <= t.to_on)
		path(&d, "run other", false, text_format(r->arena, "M%d %dV%d", x_of(&t, r->today), TOP - 4, d.height));
	project_chart_html(r, &d);
}

/* ---- the flow ---- */

static const char *const colours[] = {
	"over plum", "over turq", "over barley", "over pine", "over indigo", "over oxide"
};

struct node {
	int y, height, used;
	int64_t fen;
};

/* Heights by the money, each with room for its words; gives where the last one ends. */
static int place_nodes(struct node *nodes, size_t count, int64_t whole)
{
	int y = 4;

	for (size_t i = 0; i < count; i++) {
		int height = (int)money_share(FLOW, nodes[i].fen, whole);

		nodes[i].y = y;
		nodes[i].height = height > 2 ? height : 2;
		y += (height > FLOW_LEAST ? height : FLOW_LEAST) + 10;
	}
	return y;
}

static void draw_ribbon(struct request *r, struct project_drawing *d, size_t colour, struct node *from, struct node *to,
                        int64_t fen, int64_t whole)
{
	int height = (int)money_share(FLOW, fen, whole), left = FLOW_BAR, right = WIDTH - FLOW_BAR, middle = WIDTH / 2;

	if (fen == 0)
		return;
	height = height > 0 ? height : 1;
	path(d, colours[colour % (sizeof colours / sizeof colours[0])], true,
	     text_format(r->arena, "M%d %dC%d %d %d %d %d %dv%dC%d %d %d %d %d %dz", left, from->y + from->used, middle,
	                 from->y + from->used, middle, to->y + to->used, right, to->y + to->used, height, middle,
	                 to->y + to->used + height, middle, from->y + from->used + height, left,
	                 from->y + from->used + height));
	from->used += height;
	to->used += height;
}

static void draw_node(struct request *r, struct project_drawing *d, const struct node *n, const char *look, bool left,
                      struct text name)
{
	int x = left ? 0 : WIDTH - FLOW_BAR, at = left ? FLOW_BAR + 6 : WIDTH - FLOW_BAR - 6;

	shape(d, look, x, n->y, FLOW_BAR, n->height);
	label(d, "label", left ? "start" : "end", at, n->y + 15, cut(r->arena, name, FLOW_LETTERS));
	label(d, "", left ? "start" : "end", at, n->y + 34, show_money(r, n->fen));
}

/* Right: the budget lines, then what was given back, then what is left. */
static void draw_flow(struct request *r, struct project_drawing *d, const struct project_flow *f)
{
	struct node *left = arena_array(r->arena, f->fund_count, sizeof *left);
	struct node *right = arena_array(r->arena, f->line_count + 2, sizeof *right);
	int64_t whole = 0;

	for (size_t i = 0; i < f->fund_count; i++) {
		left[i] = (struct node){ .fen = f->funds[i].arrived_fen };
		right[f->line_count].fen += f->funds[i].returned_fen;
		right[f->line_count + 1].fen += f->funds[i].left_fen;
		whole += f->funds[i].arrived_fen;
	}
	for (size_t i = 0; i < f->line_count; i++)
		right[i] = (struct node){ .fen = f->lines[i].spent_fen };
	int left_end = place_nodes(left, f->fund_count, whole),
	    right_end = place_nodes(right, f->line_count + 2, whole);
	d->height = left_end > right_end ? left_end : right_end;
	for (size_t i = 0; i < f->fund_count; i++) {
		for (size_t n = 0; n < f->line_count; n++)
			draw_ribbon(r, d, i, &left[i], &right[n], f->fen[i * f->line_count + n], whole);
		draw_ribbon(r, d, i, &left[i], &right[f->line_count], f->funds[i].returned_fen, whole);
		draw_ribbon(r, d, i, &left[i], &right[f->line_count + 1], f->funds[i].left_fen, whole);
	}
	for (size_t i = 0; i < f->fund_count; i++)
		draw_node(r, d, &left[i], colours[i % (sizeof colours / sizeof colours[0])], true, f->funds[i].name);
	for (size_t i = 0; i < f->line_count; i++)
		draw_node(r, d, &right[i], "over stone", false, f->lines[i].title);
	if (right[f->line_count].fen > 0)
		draw_node(r, d, &right[f->line_count], "over stone", false, text_of(_("Money given back")));
	if (right[f->line_count + 1].fen > 0)
		draw_node(r, d, &right[f->line_count + 1], "over stone", false, text_of(_("Left")));
}

void project_chart_flow(struct request *r, const struct project_flow *f)
{
	struct project_drawing d;

	begin(r, &d, text_of(_("From the sources to what it was spent on")));
	draw_flow(r, &d, f);
	project_chart_html(r, &d);
}

static size_t fund_at(const struct project_flow *f, int64_t id)
{
	size_t i = 0;

	while (i < f->fund_count && f->funds[i].id != id)
		i++;
	return i;
}

static size_t line_at(const struct project_flow *f, int64_t id)
{
	size_t i = 0;

	while (i < f->line_count && f->lines[i].id != id)
		i++;
	return i;
}

enum outcome project_flow_read(struct request *r, const struct project *p, struct project_flow *ret)
{
	struct project_fund *funds = NULL;
	struct project_line *lines = NULL;
	enum outcome outcome = project_funds(r->db, r->arena, p, &funds, &ret->fund_count);

	if (outcome == DONE)
		outcome = project_lines(r->db, r->arena, p, &lines, &ret->line_count);
	if (outcome != DONE)
		return outcome;
	ret->funds = funds;
	ret->lines = lines;
	ret->fen = arena_array(r->arena, ret->fund_count * ret->line_count + 1, sizeof *ret->fen);
	struct db_rows *rows = db_rows(r->db,
	                               "SELECT fund_id, line_id, sum(amount_fen) AS fen FROM project_entry"
	                               " WHERE county = $1 AND project_id = $2 AND what = 2 AND undone_id = 0"
	                               " GROUP BY fund_id, line_id /* sorts */",
	                               bind(i64(p->county), i64(p->id)));

	while (db_next(rows)) {
		size_t fund = fund_at(ret, db_int(rows, "fund_id")), line = line_at(ret, db_int(rows, "line_id"));

		if (fund < ret->fund_count && line < ret->line_count)
			ret->fen[fund * ret->line_count + line] = db_int(rows, "fen");
	}
	return db_done(rows);
}
