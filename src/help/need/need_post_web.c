/* Posting a need or an offer: by the household itself, by a station that serves, or by whoever handles the village's cases; and the desk
   that checks and publishes it. */
#include "help/need/need_inside.h"

#include "base/id.h"
#include "base/limits.h"
#include "help/need/need_templates.h"

static const struct field new_fields[] = {
	WHOLE_FIELD(FIELD_BOOL, need_form, offer, N_("Is an offer"), FIELD_IN, 0, 1),
	TEXT_FIELD(need_form, person, N_("For whom"), FIELD_IN, 0, 40),
	CHOICE_FIELD(need_form, way, N_("What would help"), FIELD_IN | FIELD_REQUIRED, need_ways),
	CHOICE_FIELD(need_form, topic, N_("What is it for"), FIELD_IN | FIELD_REQUIRED, need_topics),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "title",
	  .offset = FIELD_WORDS(need_form, title),
	  .label = N_("In one line"),
	  .hint = N_("For example: warm quilts for the winter"),
	  .min = 2,
	  .max = 60 },
	{ .kind = FIELD_INT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "wanted",
	  .offset = FIELD_WHOLE(need_form, wanted),
	  .label = N_("How many"),
	  .hint = N_("Of money: how many yuan"),
	  .min = 1,
	  .max = 1000000 },
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "unit",
	  .offset = FIELD_WORDS(need_form, unit),
	  .label = N_("Counted in"),
	  .hint = N_("For example: quilts, days, kilograms"),
	  .min = 0,
	  .max = 10 },
	{ .kind = FIELD_FEN,
	  .flags = FIELD_IN,
	  .name = "price_fen",
	  .offset = FIELD_WHOLE(need_form, price_fen),
	  .label = N_("Price of one"),
	  .hint = N_("Then people far away can give the money for it"),
	  .min = 0,
	  .max = 10000000 },
	WHOLE_FIELD(FIELD_DAY, need_form, before_on, N_("Needed by"), FIELD_IN, 0, 0),
	NOTE_FIELD(need_form, about, N_("Tell more"), FIELD_IN, 0, LIMIT_NOTE_CHARACTERS),
	FIELD_END,
};
const struct record need_form_record = { .name = "new_need", .size = sizeof(struct need_form), .fields = new_fields };

static const struct field publish_fields[] = {
	TEXT_FIELD(publish_form, title, N_("In one line"), FIELD_IN | FIELD_REQUIRED, 2, 60),
	NOTE_FIELD(publish_form, about, N_("Tell more"), FIELD_IN, 0, LIMIT_NOTE_CHARACTERS),
	INT_FIELD(publish_form, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};
const struct record publish_form_record = { .name = "publish_need",
	                                    .size = sizeof(struct publish_form),
	                                    .fields = publish_fields };

/* ---- for whom ---- */

/* The person named, else the present one. NOT_FOUND: no such person. */
static enum outcome for_whom(struct request *r, struct text named, struct person *ret)
{
	int64_t county, id;

	if (named.length == 0) {
		*ret = (struct person){ .county = r->person_county,
			                .id = r->person_id,
			                .place = r->person_place,
			                .name = r->who.for_id != 0 ? r->who.for_name : r->who.name };
		return DONE;
	}
	if (!id_read(named, &county, &id))
		return NOT_FOUND;
	return person_one(r->db, r->arena, county, id, ret);
}

static bool may_write_for(const struct request *r, const struct person *person)
{
	return person->id == r->person_id || request_may(r, RIGHT_CASE_HANDLE, person->place);
}

enum outcome need_new_where(struct request *r, struct scope *ret_scope)
{
	struct text named = r->exchange->method == POST ? request_field(r, "person") : request_query(r, "person");
	struct person *person = arena_take(r->arena, sizeof *person);
	enum outcome outcome = for_whom(r, named, person);

	if (outcome == DONE && !may_write_for(r, person))
		return DENIED;
	*ret_scope = (struct scope){ .place = person->place, .mine = true };
	r->kept = person;
	return outcome;
}

/* ---- the form ---- */

/* An offer is asked for by the address, and said again by the form that comes back. */
static bool is_offer_asked(struct request *r)
{
	if (r->exchange->method != POST)
		return request_query(r, "offer").length > 0;
	return request_field(r, "offer").length > 0 && !text_equal(request_field(r, "offer"), T("0"));
}

static void show_form(struct request *r)
{
	struct person_choice choice = { .asked = text_trim(text_first(request_query(r, "who"), 60)) };
	struct text named = r->exchange->method == POST ? request_field(r, "person") : request_query(r, "person");
	const struct person *person = r->kept;
	int64_t land = identity_where(&r->who, RIGHT_CASE_HANDLE);
	struct person *found = NULL;
	bool offer = is_offer_asked(r);

	choice.name = named.length > 0 ? person->name : T("");
	if (choice.asked.length > 0 && land >= 0 && r->who.for_id == 0 &&
	    person_find(r->db, r->arena, request_secret(r), choice.asked, land, 0, 20, &found, &choice.count) != DONE)
		choice.count = 0;
	choice.found = found;
	page_begin_named(r, text_of(offer ? _("What can you give?") : _("What is needed?")), "", "/needs");
	need_form_html(r, &choice, named, offer);
	page_end(r);
}

void need_new_page(struct request *r)
{
	show_form(r);
}

void need_new_prepare(struct request *r)
{
	struct scope scope;

	if (picture_prepare(r, "picture"))
		return;
	if (!r->json && need_new_where(r, &scope) == DONE)
		show_form(r);
	refuse(r);
}

/* Fills what follows from the way; adds problems. */
static void complete(struct request *r, struct need_form *form)
{
	if (text_equal(form->way, T("money"))) {
		form->unit = T("元");
		form->price_fen = 100;
	} else if (form->unit.length == 0) {
		form->unit = text_equal(form->way, T("work")) ? T("天") : T("件");
	}
	if (text_equal(form->way, T("work")))
		form->price_fen = 0;
	if (text_equal(form->way, T("purchase")) && form->price_fen == 0)
		form_problem(r, "price_fen", N_("Say the price, so that people can buy"), T(""));
	if (form->before_on != 0 && form->before_on < r->today)
		form_problem(r, "before_on", N_("This day is over"), T(""));
}

static enum outcome post(struct request *r, const struct person *person, const struct need_form *form,
                         struct need *need)
{
	struct case_file c = { .kind = form->offer ? T("offer") : T("need"),
		               .place = person->place,
		               .asker_county = person->county,
		               .asker_id = person->id,
		               .title = text_trim(form->title) };
	struct case_said said = { .words = form->about };
	enum outcome outcome;

	case_numbered(r, &c);
	outcome = picture_keep_private(r, "picture", case_pictures(&c), &said.picture);
	if (outcome == DONE)
		outcome = case_open(r, &c, said);
	*need = (struct need){
		.county = c.county,
		.id = c.id,
		.place = c.place,
		.is_offer = form->offer,
		.topic = form->topic,
		.way = form->way,
		.title = c.title,
		.about = text_trim(form->about),
		.picture = T(""), /* what the household sent goes with the case: only the desk's own is public */
		.unit = text_trim(form->unit),
		.wanted = form->wanted,
		.price_fen = form->price_fen,
		.before_on = form->before_on,
		.state = NEED_POSTED,
		.made_at = r->now,
		.version = 1,
		.shown_name = T("")
	};
	return outcome == DONE ? need_insert(r->db, need) : outcome;
}

void need_new_post(struct request *r)
{
	const struct person *person = r->kept;
	struct need_form form = { .offer = 0 };
	struct need need;
	enum outcome outcome;

	if (form_read(r, &need_form_record, &form))
		complete(r, &form);
	if (place_level(person->place) < PLACE_TOWNSHIP)
		form_problem(r, "person", N_("Say first in which village this person lives"), T(""));
	if (r->problems.count > 0) {
		if (!r->json)
			show_form(r);
		refuse(r);
		return;
	}
	outcome = post(r, person, &form, &need);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &need_record, &need, "%s?done=posted", text_string(r->arena, need_path(r->arena, &need)));
}

/* ---- checking and publishing ---- */

static void show_check(struct request *r)
{
	struct need *need = r->kept;
	struct case_file c;
	struct case_event *events;
	enum outcome outcome = need_case(r->db, r->arena, need, &c);
	int64_t shown = 0;
	size_t count = 0;

	if (outcome == DONE)
		outcome = need_shown_place(r->db, r->arena, need->place, &shown);
	if (outcome == DONE)
		outcome = case_events(r->db, r->arena, &c, &events, &count);
	if (outcome == DONE && need->state != NEED_POSTED)
		outcome = CONFLICT;
	if (outcome != DONE) {
		fail(r, outcome, outcome == CONFLICT ? N_("Somebody was faster: look at it again") : NULL);
		return;
	}
	page_begin_named(r, text_of(_("Check before it is published")), "messages", "/cases");
	need_publish_html(r, need, &c, count > 0 ? events[0].picture : T(""),
	                  place_address(r->db, r->arena, shown, PLACE_COUNTY));
	page_end(r);
}

void need_check_page(struct request *r)
{
	const struct need *need = r->kept;
	struct case_file c;

	if (need->state == NEED_POSTED && need_case(r->db, r->arena, need, &c) == DONE)
		look_record(r, 0, c.asker_county, c.asker_id, N_("What you asked for"));
	if (r->json)
		give_one(r, &need_record, need);
	else
		show_check(r);
}

void need_publish_prepare(struct request *r)
{
	if (picture_prepare(r, "picture"))
		return;
	if (!r->json)
		show_check(r);
	refuse(r);
}

static void check_words(struct request *r, const struct need *need, const struct case_file *c,
                        const struct publish_form *form)
{
	struct text detail;
	const char *wrong = need_words_wrong(r, need, c, form->title, &detail);

	if (wrong != NULL)
		form_problem(r, "title", wrong, detail);
	wrong = need_words_wrong(r, need, c, form->about, &detail);
	if (wrong != NULL)
		form_problem(r, "about", wrong, detail);
}

void need_publish_post(struct request *r)
{
	struct need *need = r->kept;
	struct publish_form form = { .title = T("") };
	struct text picture = T("");
	struct case_file c;
	enum outcome outcome = need_case(r->db, r->arena, need, &c);

	if (outcome == DONE && form_read(r, &publish_form_record, &form))
		check_words(r, need, &c, &form);
	if (outcome == DONE && r->problems.count > 0) {
		if (!r->json)
			show_check(r);
		refuse(r);
		return;
	}
	if (outcome == DONE)
		outcome = picture_keep(r, "picture", &picture);
	if (outcome == DONE && need->state != NEED_POSTED)
		outcome = CONFLICT;
	if (outcome == DONE) {
		need->title = text_trim(form.title);
		need->about = text_trim(form.about);
		need->picture = picture;
		outcome = need_publish(r, need, &c);
	}
	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? N_("Somebody was faster: look at it again") : NULL);
	else
		made(r, &need_record, need, "%s?done=published", text_string(r->arena, need_path(r->arena, need)));
}
