/* Doors of one case: its page for its asker and its handlers, and what is posted to it. A look of a handler at somebody's case is on
   record for whom it is about. */
#include "base/id.h"
#include "base/limits.h"
#include "common/cases/cases_inside.h"
#include "common/cases/cases_templates.h"

static const struct field post_fields[] = {
	TEXT_FIELD(case_post, deed, N_("What to do"), FIELD_IN, 0, 40),
	NOTE_FIELD(case_post, words, N_("Words"), FIELD_IN, 0, LIMIT_NOTE_CHARACTERS),
	TEXT_FIELD(case_post, picture, N_("Picture"), FIELD_IN, 0, 64),
	INT_FIELD(case_post, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};
const struct record case_post_record = { .name = "case_post", .size = sizeof(struct case_post), .fields = post_fields };

/* ---- where ---- */

static enum outcome find_case(struct request *r, struct case_file **ret)
{
	*ret = arena_take(r->arena, sizeof **ret);
	r->kept = *ret;
	return request_row(r, "case", case_one, *ret);
}

/* The asker, or who holds the right over its place: also those below whose desk it has left. */
enum outcome case_where(struct request *r, struct scope *ret_scope)
{
	struct case_file *c;
	enum outcome outcome = find_case(r, &c);

	ret_scope->place = c->place;
	ret_scope->mine = r->person_id != 0 && r->person_id == c->asker_id;
	return outcome;
}

/* ---- the page ---- */

static enum outcome load(struct request *r, struct case_view *view)
{
	struct case_event *events;
	enum outcome outcome = case_events(r->db, r->arena, view->c, &events, &view->event_count);

	view->events = events;
	view->kind = case_kind_of(view->c->kind);
	view->asker_name = person_name(r->db, r->arena, view->c->asker_id);
	view->place_name = place_address(r->db, r->arena, place_above(view->c->place, PLACE_VILLAGE), PLACE_COUNTY);
	return outcome;
}

static void show(struct request *r)
{
	struct case_view view = { .c = r->kept };
	enum outcome outcome = load(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, view.c->title, "messages", r->scope.mine ? "/messages" : "/cases");
	cases_page_html(r, &view);
	page_end(r);
}

void case_page(struct request *r)
{
	const struct case_file *c = r->kept;

	if (!r->scope.mine)
		look_record(r, 0, c->asker_county, c->asker_id, N_("What you asked for"));
	if (r->json)
		give_one(r, &case_record, c);
	else
		show(r);
}

/* A photograph that goes with it, for whoever may read the case; opened large by a handler it is a look. */
void case_picture_page(struct request *r)
{
	const struct case_file *c = r->kept;

	if (picture_give(r, case_pictures(c)) && !r->scope.mine)
		look_record(r, 0, c->asker_county, c->asker_id, N_("What you asked for"));
}

/* ---- what is posted ---- */

void case_post_prepare(struct request *r)
{
	if (picture_prepare(r, "picture"))
		return;
	if (!r->json)
		show(r);
	refuse(r);
}

/* False: the answer is given. */
static bool read_post(struct request *r, struct case_post *post, struct case_said *said)
{
	const struct case_file *c = r->kept;
	enum outcome outcome;

	*post = (struct case_post){ .version = c->version };
	if (!form_read(r, &case_post_record, post)) {
		if (!r->json)
			show(r);
		refuse(r);
		return false;
	}
	if (request_field(r, "version").length > 0 && post->version != c->version) {
		fail(r, CONFLICT, N_("Somebody was faster: look at it again"));
		return false;
	}
	outcome = picture_keep_private(r, "picture", case_pictures(c), &said->picture);
	said->words = post->words;
	if (outcome != DONE)
		fail(r, outcome, NULL);
	return outcome == DONE;
}

static void answer(struct request *r, enum outcome outcome, const char *done)
{
	const struct case_file *c = r->kept;
	const struct deed deed = { .show = show, .record = &case_record, .row = c };

	deed_answer(r, outcome, &deed, text_join(r->arena, T("/cases/"), id_public(r->arena, c->county, c->id)), done);
}

void case_move_post(struct request *r)
{
	struct case_file *c = r->kept;
	struct case_post post;
	struct case_said said = { .words = T("") };
	const struct case_move *move;

	if (!read_post(r, &post, &said))
		return;
	move = case_move_of(c, post.deed);
	answer(r, move != NULL ? case_do(r, c, move->deed, case_sides(r, c), said) : CONFLICT, "moved");
}

void case_message_post(struct request *r)
{
	struct case_file *c = r->kept;
	struct case_post post;
	struct case_said said = { .words = T("") };
	unsigned by = case_sides(r, c);

	if (!read_post(r, &post, &said))
		return;
	if (by == 0 && case_may_read(r, c))
		by = CASE_BY_HANDLER; /* those below whose desk it has left, and those with whom somebody is on it */
	answer(r, case_say(r, c, by, said), "said");
}

void case_claim_post(struct request *r)
{
	struct case_file *c = r->kept;

	answer(r, case_claim(r, c, case_sides(r, c)), "claimed");
}

void case_release_post(struct request *r)
{
	struct case_file *c = r->kept;

	answer(r, case_release(r, c, case_sides(r, c)), "released");
}

static void send_post(struct request *r, bool up)
{
	struct case_file *c = r->kept;
	struct case_post post;
	struct case_said said = { .words = T("") };

	if (read_post(r, &post, &said))
		answer(r, case_send(r, c, up, case_sides(r, c), said), up ? "up" : "down");
}

void case_up_post(struct request *r)
{
	send_post(r, true);
}

void case_down_post(struct request *r)
{
	send_post(r, false);
}
