/* Pieces of pages about a case, for its own page and for those of the modules that have cases. */
#include "base/id.h"
#include "common/cases/cases_inside.h"
#include "common/cases/cases_templates.h"

static struct text case_door(struct arena *arena, const struct case_file *c)
{
	return text_format(arena, "/cases/%.*s", TEXT(id_public(arena, c->county, c->id)));
}

struct text case_picture_url(struct request *r, const struct case_file *c, struct text picture, int size)
{
	return picture_private_url(r, case_door(r->arena, c), picture, size);
}

void case_facts(struct request *r, const struct case_file *c)
{
	cases_page_facts(r, c, place_name(r->db, r->arena, c->desk),
	                 c->holder_id != 0 ? person_name(r->db, r->arena, c->holder_id) : T(""));
}

void case_cord(struct request *r, const struct case_file *c, const struct case_event *events, size_t count)
{
	cases_page_cord(r, c, events, count);
}

void case_talk(struct request *r, const struct case_file *c)
{
	cases_page_talk(r, c, case_door(r->arena, c), case_sides(r, c));
}

/* The label of the state after the event. */
static const char *state_label(struct request *r, const struct case_file *c, struct text word)
{
	const struct case_state *state = case_state_named(case_kind_of(c->kind), word);

	return state != NULL ? _(state->label) : "";
}

struct text case_event_words(struct request *r, const struct case_file *c, const struct case_event *e)
{
	switch ((enum case_what)e->what) {
	case CASE_OPENED:
		return text_of(_("Written down"));
	case CASE_MOVED:
		return text_of(state_label(r, c, e->state));
	case CASE_MESSAGE:
		return text_of(e->side & CASE_BY_ASKER ? _("Message of who asked") : _("Message of the office"));
	case CASE_CLAIMED:
		return text_of(_("Somebody is on it"));
	case CASE_RELEASED:
		return text_of(_("Free for others again"));
	case CASE_ROSE:
		return words(r, "Nobody did anything in time: went up to %s", place_short(r->arena, e->desk_name));
	case CASE_SENT_UP:
		return words(r, "Passed up to %s", place_short(r->arena, e->desk_name));
	case CASE_SENT_DOWN:
		return words(r, "Came back to %s with an answer", place_short(r->arena, e->desk_name));
	}
	return T("");
}
