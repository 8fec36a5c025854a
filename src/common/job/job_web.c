/* Doors of long work: asking for a file or a check, the list, the page of one, stopping it, its file. Whoever asked sees all of it; who
   may audit the land sees that it was asked for and how it went, never the file; who runs the installation may stop it. */
#include "base/id.h"
#include "base/limits.h"
#include "common/job/job_inside.h"
#include "common/job/job_templates.h"
#include "schema.h"
#include "web/file_slice.h"
#include "web/table.h"

enum { REFRESH_SECONDS = 3 };

struct job_ask {
	struct text address;
};
static const struct field ask_fields[] = {
	TEXT_FIELD(job_ask, address, N_("Address of the file"), FIELD_IN | FIELD_REQUIRED, 1, 1000),
	FIELD_END,
};
static const struct record ask_record = { .name = "job_ask", .size = sizeof(struct job_ask), .fields = ask_fields };

/* ---- asking ---- */

static const char too_many[] = N_("Several things are still under way for you. Wait until one has ended, or stop one.");

static void open_and_show(struct request *r, struct job *job)
{
	enum outcome outcome = job_open(r, job);

	if (outcome == CONFLICT)
		fail(r, CONFLICT, too_many);
	else if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &job_record, job, "%.*s", TEXT(job_path(r->arena, job)));
}

/* By the file's own door: whoever may not have it now, cannot ask for it. */
static enum outcome ask_where(struct request *r, struct scope *ret_scope)
{
	struct text address = request_field(r, "address");
	int status = address.length > 0 ? file_slice_asks(r, address, &ret_scope->place) : 0;

	return status == 0 ? DONE : status == 404 ? NOT_FOUND : status == 500 ? FAILED : DENIED;
}

/* "statement.csv", or the last word of the path with the ending that the address asks for. */
static struct text title_of(struct request *r, struct text address)
{
	size_t mark = text_find(address, T("?"));
	struct text rest = text_part(address, 0, mark), query = text_part(address, mark + 1, address.length);
	struct text piece, last = T(""), ending = T(".csv");

	while (rest.length > 0 && text_next(&rest, '/', &piece))
		last = piece.length > 0 ? piece : last;
	while (text_next(&query, '&', &piece))
		if (text_equal(piece, T("as=xlsx")))
			ending = T(".xlsx");
	last = text_first(last, LIMIT_NAME_CHARACTERS - ending.length);
	return text_ends(last, T(".csv")) || text_ends(last, T(".xlsx")) ? last : text_join(r->arena, last, ending);
}

static void ask_post(struct request *r)
{
	struct job_ask ask = { 0 };
	struct job job = { .county = place_county(r->scope.place), .place = r->scope.place };

	if (!form_read(r, &ask_record, &ask)) {
		refuse(r);
		return;
	}
	if (job.county == 0)
		job.county = r->person_county;
	job.kind = text_of(job_file_kind.name);
	job.title = title_of(r, ask.address);
	job.asked = ask.address;
	open_and_show(r, &job);
}

static enum outcome whole_where(struct request *r, struct scope *ret_scope)
{
	(void)r;
	ret_scope->place = PLACE_WHOLE;
	return DONE;
}

static void check_post(struct request *r)
{
	struct job job = { .county = r->person_county, .kind = text_of(job_check_kind.name), .place = PLACE_WHOLE };

	job.title = T("check.txt");
	open_and_show(r, &job);
}

/* ---- the lists ---- */

static void show_list(struct request *r, int64_t person_id, int64_t place)
{
	size_t limit = request_limit(r);
	struct job_list_view view = { .of_land = person_id == 0 };
	struct job *jobs;
	enum outcome outcome =
		job_list(r->db, r->arena, person_id, place, request_after(r), limit + 1, &jobs, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? jobs[view.count - 1].id : 0;
	view.jobs = jobs;
	if (r->json) {
		give_list(r, &job_record, jobs, view.count, view.next);
		return;
	}
	view.operates = identity_may(&r->who, RIGHT_OPERATE, PLACE_WHOLE);
	view.watched = identity_where(&r->who, RIGHT_AUDIT_READ);
	if (view.of_land)
		view.place_name = place_name(r->db, r->arena, place);
	page_begin_named(r, text_of(_("Long work")), "me", view.of_land ? "/jobs" : "/me");
	job_list_html(r, &view);
	page_end(r);
}

static void mine_page(struct request *r)
{
	show_list(r, r->who.person_id, 0);
}

static enum outcome land_where(struct request *r, struct scope *ret_scope)
{
	return place_where_may(r, RIGHT_AUDIT_READ, ret_scope);
}

static void land_page(struct request *r)
{
	show_list(r, 0, r->scope.place);
}

/* ---- one ---- */

static enum outcome job_where(struct request *r, struct scope *ret_scope)
{
	struct job *job = arena_take(r->arena, sizeof *job);
	enum outcome outcome = request_row(r, "job", job_one, job);

	ret_scope->place = job->place;
	ret_scope->mine = r->who.person_id != 0 && job->person_id == r->who.person_id;
	r->kept = job;
	return outcome;
}

struct text job_progress_words(struct request *r, const struct job *job)
{
	const struct job_kind *kind = job_kind_of(job->kind);

	if (kind == NULL || job->state == JOB_WAITING)
		return T("");
	if (job->state == JOB_RUNNING && job->total > 0)
		return words(r, N_("%s of %s"), show_number(r, job->done), show_number(r, job->total));
	return words(r,
	             job->state == JOB_RUNNING ? kind->now
	             : job->state == JOB_DONE  ? kind->ended
	                                       : kind->cut,
	             show_number(r, job->done));
}

/* While it is open the section is fetched anew: by htmx, or by the browser with the whole page. */
static void job_page(struct request *r)
{
	struct job_view view = { .job = *(const struct job *)r->kept };
	enum outcome outcome = job_problems(r->db, r->arena, &view.job, &view.problems, &view.problem_count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_one(r, &job_record, &view.job);
		return;
	}
	view.kind = job_kind_of(view.job.kind);
	view.mine = r->scope.mine;
	view.may_cancel = job_is_open(&view.job) && (view.mine || request_may(r, RIGHT_OPERATE, view.job.place));
	view.place_name = place_name(r->db, r->arena, view.job.place);
	if (text_equal(request_header(r, "HX-Request"), T("true"))) {
		job_page_section(r, &view);
		return;
	}
	if (job_is_open(&view.job)) {
		table_page(r);
		r->refresh_seconds = REFRESH_SECONDS;
	}
	page_begin_named(r, text_of(view.kind != NULL ? _(view.kind->title) : _("Long work")), "me", "/jobs");
	job_page_html(r, &view);
	page_end(r);
}

/* One that ended by itself just before stays as it ended; the page says so. */
static void cancel_post(struct request *r)
{
	const struct job *job = r->kept;
	enum outcome outcome = job_end(r->db, job, JOB_CANCELLED, T(""), r->now);

	if (outcome != DONE && outcome != CONFLICT)
		fail(r, outcome, NULL);
	else
		see_other(r, "%.*s%s", TEXT(job_path(r->arena, job)), outcome == DONE ? "?done=stopped" : "?done=over");
}

static enum outcome mine_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = job_where(r, ret_scope);

	return outcome == DONE && !ret_scope->mine ? NOT_FOUND : outcome;
}

/* Only for whoever asked, and only as long as the right to it is held. */
static void file_page(struct request *r)
{
	const struct job *job = r->kept;
	struct text bytes;
	int64_t place;
	enum outcome outcome;

	if (job->file_until <= r->now || job_is_open(job)) {
		fail(r, NOT_FOUND, N_("This file is not kept any longer. Make it once more."));
		return;
	}
	if (text_equal(job->kind, text_of(job_file_kind.name)) && file_slice_asks(r, job->asked, &place) != 0) {
		fail(r, DENIED, NULL);
		return;
	}
	outcome = job_file(r, job, &bytes);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		give_file(r, file_type(job->file_name), job->file_name, bytes, 0);
}

static void forget_post(struct request *r)
{
	const struct job *job = r->kept;
	enum outcome outcome = job_is_open(job) ? CONFLICT : job_forget(r->db, job->county, job->id);

	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "%.*s?done=deleted", TEXT(job_path(r->arena, job)));
}

static const struct route job_routes[] = {
	{ GET, "/jobs", mine_page, SIGNED_IN, "List my long work", .gives = &job_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/jobs/land", land_page, MAY(RIGHT_AUDIT_READ), "List the long work of a land", .where = land_where,
	  .gives = &job_record, .flags = ROUTE_LIST | ROUTE_PAGED, .query = QUERY_OF(QUERY_LAND) },
	{ POST, "/jobs", ask_post, SIGNED_IN, "Ask for a long file of one of the doors that give CSV or XLSX",
	  .where = ask_where, .takes = &ask_record, .gives = &job_record },
	{ POST, "/jobs/check", check_post, MAY(RIGHT_OPERATE), "Recount everything, as `tongcun check` does",
	  .where = whole_where, .gives = &job_record },
	{ GET, "/jobs/{job}", job_page, MAY(RIGHT_AUDIT_READ), "Show long work: how far it is, what came of it",
	  .where = job_where, .gives = &job_record },
	{ POST, "/jobs/{job}/cancel", cancel_post, MAY(RIGHT_OPERATE), "Stop long work between two slices",
	  .where = job_where },
	{ GET, "/jobs/{job}/file", file_page, SIGNED_IN, "Download what long work made", .where = mine_where,
	  .flags = ROUTE_PAGE },
	{ POST, "/jobs/{job}/forget", forget_post, SIGNED_IN, "Delete the file of long work", .where = mine_where },
	{ POST, "/chores/job-step", job_step_post, MAY_NOBODY, "Do one slice of long work", .where = chore_where,
	  .flags = ROUTE_OUTSIDE },
	{ POST, "/chores/job-sweep", job_sweep_post, MAY_NOBODY, "Delete files of long work whose time is over",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	ROUTES_END,
};

static const struct chore job_chores[] = {
	{ "/chores/job-step", 300, job_step_look, .by_row = true, .is_slow = true },
	{ "/chores/job-sweep", 600000, job_sweep_look, .by_row = false, .is_slow = true },
	{ .path = NULL },
};

static const char *const moves[] = {
	"UPDATE job SET place = place + $3 WHERE place >= $1 AND place < $2",
	NULL,
};

/* Nothing is kept of what is not there, and no piece is without its work. */
static const struct check job_checks[] = {
	{ .name = "pieces of files have their work",
	  .wrong = "pieces of files belong to no kept file and no open work",
	  .counts = "SELECT count(*) AS count FROM job_piece AS p LEFT JOIN job AS j ON j.county = p.county AND"
	            " j.id = p.job_id WHERE j.id IS NULL OR (j.state > 2 AND j.file_until = 0) /* scan */" },
	{ .name = NULL },
};

const struct module job_module = {
	.name = "job",
	.schema = job_schema,
	.routes = job_routes,
	.checks = job_checks,
	.chores = job_chores,
	.moves = moves,
};
