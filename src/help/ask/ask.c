/* The kind and its one form. */
#include "help/ask/ask.h"

#include "base/id.h"
#include "base/limits.h"
#include "common/picture/picture.h"
#include "help/ask/ask_templates.h"
#include "help/ask/ask_view.h"

static const struct case_state states[] = {
	{ "asked", N_("Waits for an answer"), CASE_OPEN, CASE_UNDECIDED, 3, "wait" },
	{ "answered", N_("Answered: did it help?"), CASE_ANSWERED, CASE_UNDECIDED, 14, "wait" },
	{ "settled", N_("Settled, says who asked"), CASE_CLOSED, CASE_FIXED, 0, "done" },
	{ "unsettled", N_("Closed, though not settled"), CASE_CLOSED, CASE_NOT_FIXED, 0, "late" },
	{ "withdrawn", N_("Taken back"), CASE_CLOSED, CASE_WITHDRAWN, 0, "" },
	{ .word = NULL },
};

static const struct case_move moves[] = {
	{ "answer", N_("Answer"), "asked", "answered", CASE_BY_HANDLER, CASE_REASON_MUST, CASE_PICTURE,
	  N_("There is an answer: %s") },
	{ "withdraw", N_("I do not need it any more"), "asked", "withdrawn", CASE_BY_ASKER, CASE_REASON_NONE, 0,
	  N_("Taken back by who asked: %s") },
	{ "settled", N_("Yes, it is settled"), "answered", "settled", CASE_BY_ASKER, CASE_REASON_NONE, 0,
	  N_("Settled, says who asked: %s") },
	{ "unsettled", N_("It is not settled, but let it be"), "answered", "unsettled", CASE_BY_ASKER, CASE_REASON_MAY,
	  0, N_("Not settled, says who asked: %s") },
	{ "dispute", N_("No: ask one level up"), "answered", "asked", CASE_BY_ASKER, CASE_REASON_MUST, CASE_UP,
	  N_("Who asked does not agree; it went one level up: %s") },
	{ .deed = NULL },
};

const struct case_kind ask_kind = {
	.word = "question",
	.label = N_("Question to the village"),
	.states = states,
	.moves = moves,
	.first = PLACE_VILLAGE,
	.last = PLACE_PROVINCE,
};

static const struct field ask_fields[] = {
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "title",
	  .offset = FIELD_WORDS(ask_form, title),
	  .label = N_("What is it about, in one line"),
	  .hint = N_("For example: the water pipe at the school is broken"),
	  .min = 2,
	  .max = 60 },
	NOTE_FIELD(ask_form, words, N_("Tell more"), FIELD_IN, 0, LIMIT_NOTE_CHARACTERS),
	FIELD_END,
};
const struct record ask_record = { .name = "ask", .size = sizeof(struct ask_form), .fields = ask_fields };

static void show_form(struct request *r)
{
	page_begin_named(r, text_of(_("Ask the village")), "messages", "/messages");
	ask_form_html(r);
	page_end(r);
}

static void form_page(struct request *r)
{
	show_form(r);
}

static void ask_prepare(struct request *r)
{
	if (picture_prepare(r, "picture"))
		return;
	if (!r->json)
		show_form(r);
	refuse(r);
}

/* The asker's home decides where it goes. */
static enum outcome ask_where(struct request *r, struct scope *ret_scope)
{
	*ret_scope = (struct scope){ .place = r->person_place, .mine = r->person_id != 0 };
	return DONE;
}

static void ask_post(struct request *r)
{
	struct ask_form form = { .title = T("") };
	struct case_file c = { .kind = T("question"),
		               .place = r->person_place,
		               .asker_county = r->person_county,
		               .asker_id = r->person_id };
	struct case_said said;
	enum outcome outcome;

	if (form_read(r, &ask_record, &form) && place_level(r->person_place) < PLACE_COUNTY)
		form_problem(r, "title", N_("Say first in your details in which village you live"), T(""));
	if (r->problems.count > 0) {
		if (!r->json)
			show_form(r);
		refuse(r);
		return;
	}
	c.title = text_trim(form.title);
	said.words = form.words;
	case_numbered(r, &c);
	outcome = picture_keep_private(r, "picture", case_pictures(&c), &said.picture);
	if (outcome == DONE)
		outcome = case_open(r, &c, said);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &case_record, &c, "/cases/%s?done=posted",
		     text_string(r->arena, id_public(r->arena, c.county, c.id)));
}

static const struct route ask_routes[] = {
	{ GET, "/ask", form_page, SIGNED_IN, "Show the form to ask the village something", .flags = ROUTE_PAGE },
	{ POST, "/ask", ask_post, SIGNED_IN, "Ask the village something", .where = ask_where, .prepare = ask_prepare,
	  .takes = &ask_record, .gives = &case_record, .flags = ROUTE_UPLOAD },
	ROUTES_END,
};

const struct module ask_module = { .name = "ask", .routes = ask_routes };
