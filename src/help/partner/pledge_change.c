/* A promise that is changed: what it says from now on, and what it said before, by whom and why, kept for everybody to read. */
#include "base/calendar.h"
#include "help/partner/partner_inside.h"
#include "help/partner/partner_templates.h"

static const struct field before_fields[] = {
	INT_FIELD(pledge_before, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, pledge_before, pledge_id, N_("Number of the promise"), FIELD_OUT, 0, 0),
	INT_FIELD(pledge_before, number, N_("No."), FIELD_OUT, 0, 0),
	TEXT_FIELD(pledge_before, title, N_("In one line"), FIELD_OUT, 0, 0),
	INT_FIELD(pledge_before, quantity, N_("How much"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pledge_before, unit, N_("Counted in"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pledge_before, worth_fen, N_("What it is worth"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, pledge_before, by_on, N_("By which day"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pledge_before, reason, N_("Why it was changed"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pledge_before, changed_at, N_("Changed"), FIELD_OUT, 0, 0),
	INT_FIELD(pledge_before, person_county, N_("County"), 0, 0, 0),
	INT_FIELD(pledge_before, person_id, N_("Person"), 0, 0, 0),
	TEXT_FIELD(pledge_before, person_name, N_("Who"), 0, 0, 0),
	FIELD_END,
};
const struct record pledge_before_record = { .name = "pledge_before",
	                                     .size = sizeof(struct pledge_before),
	                                     .county = offsetof(struct pledge_before, county),
	                                     .fields = before_fields };

static const struct field change_fields[] = {
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "title",
	  .offset = FIELD_WORDS(pledge_change_form, title),
	  .label = N_("In one line"),
	  .hint = N_("For example: 300 desks for the school. Everybody reads this: no names, no phones"),
	  .min = 2,
	  .max = 60 },
	INT_FIELD(pledge_change_form, quantity, N_("How many of them"), FIELD_IN, 0, PLEDGE_MOST),
	TEXT_FIELD(pledge_change_form, unit, N_("Counted in"), FIELD_IN, 0, 20),
	WHOLE_FIELD(FIELD_FEN, pledge_change_form, worth_fen, N_("What it is worth"), FIELD_IN | FIELD_REQUIRED, 1,
	            PLEDGE_WORTH_MOST),
	WHOLE_FIELD(FIELD_DAY, pledge_change_form, by_on, N_("By which day"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	{ .kind = FIELD_NOTE,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "words",
	  .offset = FIELD_WORDS(pledge_change_form, words),
	  .label = N_("Why, in a few words"),
	  .hint = N_("Everybody reads this: no names, no phones"),
	  .min = 2,
	  .max = 300 },
	INT_FIELD(pledge_change_form, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};
const struct record pledge_change_record = { .name = "pledge_change",
	                                     .size = sizeof(struct pledge_change_form),
	                                     .fields = change_fields };

/* ---- the rule ---- */

static bool is_same(const struct pledge *a, const struct pledge *b)
{
	return text_equal(a->title, b->title) && text_equal(a->unit, b->unit) && a->quantity == b->quantity &&
	       a->worth_fen == b->worth_fen && a->by_on == b->by_on;
}

/* A day that has passed may stay what it was; what has come, or is said to have come, is not promised away. */
static enum outcome check_change(struct request *r, const struct pledge *p, const struct partner *a, struct pledge *to,
                                 struct text reason)
{
	int64_t coming = 0, by_on = to->by_on;
	struct text detail = T("");
	const char *wrong = partner_words_wrong(r, a->county, a->id, reason, &detail);
	enum outcome outcome = db_number(r->db, &coming,
	                                 "SELECT CAST(COALESCE(sum(quantity), 0) AS BIGINT) FROM pledge_delivery"
	                                 " WHERE county = $1 AND pledge_id = $2 AND state IN (1, 5)",
	                                 bind(i64(p->county), i64(p->id)));

	if (to->by_on == p->by_on)
		to->by_on = r->today;
	pledge_check(r, a, to);
	to->by_on = by_on;
	if (wrong != NULL)
		form_problem(r, "words", wrong, detail);
	if (is_same(p, to))
		form_problem(r, "title", N_("Nothing is changed"), T(""));
	if (to->quantity < p->received + coming)
		form_problem(r, pledge_is_fen(p) ? "worth_fen" : "quantity",
		             N_("More than that has come or is on its way: %s"),
		             pledge_much(r, p, p->received + coming));
	else if (to->worth_fen < p->received_fen)
		form_problem(r, "worth_fen", N_("What has come is worth more: ¥%s"), show_fen(r, p->received_fen));
	return outcome != DONE ? outcome : r->problems.count > 0 ? INVALID : DONE;
}

static enum outcome keep_before(struct request *r, const struct pledge *p, struct text reason)
{
	return db_exec(r->db,
	               "INSERT INTO pledge_before(county, pledge_id, number, title, quantity, unit, worth_fen, by_on,"
	               " reason, changed_at, person_county, person_id)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
	               bind(i64(p->county), i64(p->id), i64(p->changes + 1), txt(p->title), i64(p->quantity),
	                    txt(p->unit), i64(p->worth_fen), i64(p->by_on), txt(reason), i64(r->now),
	                    i64(r->who.county), i64(r->who.person_id)));
}

static enum outcome write_change(struct request *r, struct pledge *p, const struct pledge *to)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(r->db, &rows,
	                                 "UPDATE pledge SET title = $3, quantity = $4, unit = $5, worth_fen = $6,"
	                                 " by_on = $7, remind_at = $8, reminders = 0, changes = changes + 1,"
	                                 " version = version + 1 WHERE county = $1 AND id = $2 AND version = $9",
	                                 bind(i64(p->county), i64(p->id), txt(to->title), i64(to->quantity),
	                                      txt(to->unit), i64(to->worth_fen), i64(to->by_on),
	                                      i64(pledge_first_reminder(to, r->now)), i64(p->version)));

	return outcome == DONE && rows != 1 ? CONFLICT : outcome;
}

/* Its case bears the new words and day. */
static enum outcome change_case(struct request *r, const struct pledge *p)
{
	struct case_file c;
	enum outcome outcome = pledge_case(r->db, r->arena, p, &c);

	c.title = p->title;
	return outcome == DONE ? case_due(r, &c, calendar_day_end(p->by_on)) : outcome;
}

static enum outcome tell_change(struct request *r, const struct pledge *p)
{
	enum outcome outcome = pledge_tell(r, p, N_("Your organisation's promise was changed: %s"));

	return outcome == DONE
	               ? message_to_office(r, p->place, RIGHT_CASE_HANDLE, PLACE_HOUSEHOLD, 0,
	                                   &(struct message){ .told = N_("A partner changed what it promised: %s"),
	                                                      .words = p->title,
	                                                      .path = pledge_path(r->arena, p) })
	               : outcome;
}

enum outcome pledge_change(struct request *r, struct pledge *p, const struct pledge *to, struct text reason)
{
	struct pledge asked = *p;
	struct partner a;
	enum outcome outcome = partner_one(r->db, r->arena, p->partner_county, p->partner_id, r->today, &a);

	if (outcome == DONE && (p->state != PLEDGE_OPEN || (to->version != 0 && to->version != p->version)))
		return CONFLICT;
	asked.title = to->title;
	asked.quantity = to->quantity;
	asked.unit = to->unit;
	asked.worth_fen = to->worth_fen;
	asked.by_on = to->by_on;
	if (outcome == DONE)
		outcome = check_change(r, p, &a, &asked, reason);
	if (outcome == DONE)
		outcome = keep_before(r, p, reason);
	if (outcome == DONE)
		outcome = write_change(r, p, &asked);
	if (outcome != DONE)
		return outcome;
	measure_add(r->db, INDICATOR_PLEDGED_FEN, p->place, p->made_at, asked.worth_fen - p->worth_fen);
	outcome = pledge_one(r->db, r->arena, p->county, p->id, r->today, p);
	if (outcome == DONE)
		outcome = change_case(r, p);
	if (outcome == DONE && p->received >= p->quantity)
		outcome = pledge_count(r, p, 0, 0, r->now); /* less was promised: all of it has come */
	return outcome == DONE ? tell_change(r, p) : outcome;
}

enum outcome pledge_befores(struct request *r, const struct pledge *p, int64_t before, size_t limit,
                            struct pledge_before **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &pledge_before_record, limit, ret, ret_count,
	               "SELECT b.county, b.pledge_id, b.number, b.title, b.quantity, b.unit, b.worth_fen, b.by_on,"
	               " b.reason, b.changed_at, b.person_county, b.person_id, COALESCE(n.name, '') AS person_name"
	               " FROM pledge_before AS b LEFT JOIN person AS n ON n.county = b.person_county"
	               " AND n.id = b.person_id WHERE b.county = $1 AND b.pledge_id = $2 AND b.number < $3"
	               " ORDER BY b.number DESC LIMIT $4",
	               bind(i64(p->county), i64(p->id), i64(before > 0 ? before : INT64_MAX), i64((int64_t)limit)));
}

/* ---- doors ---- */

static void show_form(struct request *r, const struct pledge_change_form *form)
{
	const struct pledge *p = r->kept;

	page_begin_named(r, text_of(_("Change this promise")), "", text_string(r->arena, pledge_path(r->arena, p)));
	pledge_form_change(r, p, form);
	page_end(r);
}

void pledge_change_page(struct request *r)
{
	const struct pledge *p = r->kept;
	struct pledge_change_form form = { .title = p->title,
		                           .unit = p->unit,
		                           .quantity = pledge_is_fen(p) ? 0 : p->quantity,
		                           .worth_fen = p->worth_fen,
		                           .by_on = p->by_on,
		                           .version = p->version };

	show_form(r, &form);
}

void pledge_change_post(struct request *r)
{
	struct pledge *p = r->kept;
	struct pledge_change_form form = { .quantity = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &pledge_change_record, &form)) {
		struct pledge to = { .title = text_trim(form.title),
			             .quantity = pledge_is_fen(p) ? form.worth_fen : form.quantity,
			             .unit = text_trim(form.unit),
			             .worth_fen = form.worth_fen,
			             .by_on = form.by_on,
			             .version = form.version };

		outcome = pledge_change(r, p, &to, text_trim(form.words));
	}
	if (outcome == INVALID) {
		if (!r->json)
			show_form(r, &form);
		refuse(r);
		return;
	}
	if (outcome == DONE)
		outcome = pledge_one(r->db, r->arena, p->county, p->id, r->today, p);
	if (outcome != DONE) {
		fail(r, outcome,
		     outcome == CONFLICT ? N_("It is over, or somebody was faster: look at it again") : NULL);
		return;
	}
	if (r->json)
		json_row(r, r->out, &pledge_record, p);
	see_other(r, "%s?done=changed", text_string(r->arena, pledge_path(r->arena, p)));
}

void pledge_changes_page(struct request *r)
{
	struct pledge_before *rows = NULL;
	size_t count = 0;
	enum outcome outcome = pledge_befores(r, r->kept, request_after(r), request_limit(r) + 1, &rows, &count);
	int64_t next = outcome == DONE && list_goes_on(r, &count) ? rows[count - 1].number : 0;

	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		give_list(r, &pledge_before_record, rows, count, next);
}
