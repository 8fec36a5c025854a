/* Reading projects for the exports. */
#include "help/project/project_export.h"

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"

struct asked {
	int64_t place, from_on, to_on;
	int64_t after_place, after_id;
	struct text word; /* of the period; empty: any time */
};

static enum outcome read_asked(struct request *r, struct asked *ret)
{
	struct text word = request_query(r, "period"), after = request_query(r, "after");
	struct project last;
	int64_t county, id, period = 0;

	*ret = (struct asked){ .place = PLACE_WHOLE, .to_on = INT64_MAX, .word = word };
	if (request_query(r, "place").length > 0 &&
	    (!request_query_place(r, "place", &ret->place) || !place_is_known(r->db, ret->place)))
		return NOT_FOUND;
	if (word.length > 0 && !calendar_read_period(word, &period))
		return INVALID;
	if (period > 0) {
		ret->from_on = calendar_period_start(period);
		ret->to_on = calendar_period_end(period);
	}
	if (after.length == 0)
		return DONE;
	if (!id_read(after, &county, &id))
		return INVALID;
	enum outcome outcome = project_one(r->db, r->arena, county, id, r->today, &last);
	if (outcome != DONE)
		return outcome == NOT_FOUND ? INVALID : outcome;
	ret->after_place = last.place;
	ret->after_id = last.id;
	return DONE;
}

static struct text next_address(struct request *r, const char *path, const struct asked *asked, size_t limit,
                                const struct project *last)
{
	struct output out = output_in(r->arena);

	out_text(&out, request_setting(r, "public_url"));
	out_format(&out, "%s?limit=%zu", path, limit);
	if (asked->place != PLACE_WHOLE) {
		out_string(&out, "&place=");
		out_text(&out, place_code(r->arena, asked->place));
	}
	if (asked->word.length > 0) {
		out_string(&out, "&period=");
		out_url(&out, asked->word);
	}
	out_string(&out, "&after=");
	out_url(&out, id_public(r->arena, last->county, last->id));
	return output_text(&out);
}

/* How many of the rows one file takes: it ends before their events (of which entries are a part) become too many, but has one project. */
static size_t count_at_once(const struct project *rows, size_t count, size_t limit)
{
	int64_t events = 0;
	size_t taken = 0;

	while (taken < count && taken < limit) {
		events += rows[taken].events;
		if (taken > 0 && events > LIMIT_FILE_AT_ONCE)
			break;
		taken++;
	}
	return taken;
}

enum outcome project_export_list(struct request *r, const char *path, struct project **ret, size_t *ret_count,
                                 struct text *ret_next)
{
	struct asked asked;
	size_t limit = request_limit(r);
	enum outcome outcome = read_asked(r, &asked);

	*ret_count = 0;
	*ret_next = T("");
	if (outcome != DONE)
		return outcome;
	outcome = db_list(r->db, r->arena, &project_record, limit + 1, ret, ret_count,
	                  PROJECT_FROM
	                  " WHERE p.is_public = 1 AND p.approved_at > 0 AND p.place >= $1 AND p.place < $2"
	                  " AND (p.place, p.id) > ($3, $4) AND (p.state = 3 OR CASE WHEN p.ended_on > 0 THEN p.ended_on"
	                  " ELSE p.end_on END >= $5) AND (p.start_on <= $6 OR (p.began_on > 0 AND p.began_on <= $6))"
	                  " ORDER BY p.place, p.id LIMIT $7",
	                  bind(i64(asked.place), i64(place_end(asked.place)), i64(asked.after_place),
	                       i64(asked.after_id), i64(asked.from_on), i64(asked.to_on), i64((int64_t)limit + 1)));
	if (outcome == DONE && *ret_count == 0)
		outcome = NOT_FOUND;
	if (outcome != DONE)
		return outcome;
	size_t count = count_at_once(*ret, *ret_count, limit);
	if (count < *ret_count)
		*ret_next = next_address(r, path, &asked, limit, &(*ret)[count - 1]);
	*ret_count = count;
	return DONE;
}

/* ---- one ---- */

static enum outcome read_entries(struct request *r, struct project_export *x)
{
	size_t count = 0;
	enum outcome outcome = project_entries(r->db, r->arena, x->p, 0, LIMIT_FILE_ROWS + 1, &x->entries, &count);

	if (outcome != DONE || count > LIMIT_FILE_ROWS)
		return outcome == DONE ? FAILED : outcome;
	for (size_t i = 0; i < count; i++)
		if (x->entries[i].undone_id == 0)
			x->entries[x->entry_count++] = x->entries[i];
	return DONE;
}

/* Nothing of a private person is left in what is written. */
static void hide(struct request *r, struct project_export *x)
{
	for (size_t i = 0; i < x->fund_count; i++) {
		project_fund_hide(r, &x->funds[i]);
		if (x->funds[i].is_private)
			x->funds[i].code = T("");
	}
	for (size_t i = 0; i < x->contract_count; i++) {
		project_contract_hide(r, &x->contracts[i]);
		if (x->contracts[i].is_private)
			x->contracts[i].supplier_code = T("");
	}
	for (size_t i = 0; i < x->entry_count; i++) {
		project_entry_hide(r, &x->entries[i]);
		if (x->entries[i].payee_private)
			x->entries[i].payee_code = T("");
	}
}

enum outcome project_export_read(struct request *r, const struct project *p, struct project_export *ret)
{
	struct project_export *x = ret;
	struct text site = request_setting(r, "public_url");
	enum outcome outcome;

	*x = (struct project_export){ .p = p, .id = id_public(r->arena, p->county, p->id), .url = T("") };
	if (site.length > 0)
		x->url = text_join(r->arena, site, project_path(r->arena, p));
	outcome = project_funds(r->db, r->arena, p, &x->funds, &x->fund_count);
	if (outcome == DONE)
		outcome = project_lines(r->db, r->arena, p, &x->lines, &x->line_count);
	if (outcome == DONE)
		outcome = project_contracts(r->db, r->arena, p, &x->contracts, &x->contract_count);
	if (outcome == DONE)
		outcome = project_milestones(r->db, r->arena, p, &x->milestones, &x->milestone_count);
	if (outcome == DONE)
		outcome = read_entries(r, x);
	if (outcome == DONE)
		outcome = project_goals(r->db, r->arena, p, &x->goals, &x->goal_count);
	if (outcome == DONE)
		outcome =
			db_number(r->db, &x->at,
		                  "SELECT at FROM project_event WHERE county = $1 AND project_id = $2 AND number = $3",
		                  bind(i64(p->county), i64(p->id), i64(p->events)));
	if (outcome == DONE)
		hide(r, x);
	return outcome;
}

struct text project_export_publisher(struct request *r)
{
	struct text title = request_setting(r, "title");

	return title.length > 0 ? title : T("Tongcun");
}

struct text project_export_id(struct request *r, const struct project_export *x, int64_t id)
{
	return id_public(r->arena, x->p->county, id);
}
