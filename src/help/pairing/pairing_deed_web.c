/* What the sides of a pairing do with it: yes, no, rest, end, what is shown, letters and notes. */
#include "base/id.h"
#include "base/limits.h"
#include "help/pairing/pairing_inside.h"

static const struct field reason_fields[] = {
	NOTE_FIELD(pairing_reason_form, reason, N_("Why"), FIELD_IN | FIELD_REQUIRED, 2, 300),
	FIELD_END,
};
const struct record pairing_reason_record = { .name = "pairing_reason",
	                                      .size = sizeof(struct pairing_reason_form),
	                                      .fields = reason_fields };

static const struct field no_fields[] = {
	NOTE_FIELD(pairing_reason_form, reason, N_("Why, if you like"), FIELD_IN, 0, 300),
	FIELD_END,
};
const struct record pairing_no_record = { .name = "pairing_no",
	                                  .size = sizeof(struct pairing_reason_form),
	                                  .fields = no_fields };

static const struct field wish_fields[] = {
	{ .kind = FIELD_CHOICE,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "shows",
	  .offset = FIELD_WORDS(pairing_wish_form, shows),
	  .label = N_("What the helper may see of us"),
	  .choices = pairing_shows + 1 },
	WHOLE_FIELD(FIELD_BOOL, pairing_wish_form, letters, N_("We like to get letters"), FIELD_IN, 0, 1),
	FIELD_END,
};
const struct record pairing_wish_record = { .name = "pairing_wish",
	                                    .size = sizeof(struct pairing_wish_form),
	                                    .fields = wish_fields };

static const struct choice word_kinds[] = {
	{ "letter", N_("A letter to the other side") },
	{ "note", N_("Something we did together") },
	{ NULL, NULL },
};

static const struct field words_fields[] = {
	CHOICE_FIELD(pairing_words_form, what, N_("What it is"), FIELD_IN | FIELD_REQUIRED, word_kinds),
	NOTE_FIELD(pairing_words_form, words, N_("Words"), FIELD_IN | FIELD_REQUIRED, 2, PAIRING_WORDS_MOST),
	{ .kind = FIELD_DAY,
	  .flags = FIELD_IN,
	  .name = "on",
	  .offset = FIELD_WHOLE(pairing_words_form, on),
	  .label = N_("On which day"),
	  .hint = N_("Of something we did together; empty: today") },
	FIELD_END,
};
const struct record pairing_words_record = { .name = "pairing_words",
	                                     .size = sizeof(struct pairing_words_form),
	                                     .fields = words_fields };

static enum pairing_side side_of(const struct request *r)
{
	const struct pairing *p = r->kept;

	return p->side != 0 ? (enum pairing_side)p->side : PAIRING_OFFICE;
}

/* ---- yes and no ---- */

/* The household's yes comes with what it shows; its right to say nothing about that is to show nothing. */
void pairing_agree_post(struct request *r)
{
	struct pairing *p = r->kept;
	struct pairing_wish_form form = { T(""), 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &pairing_wish_record, &form)) {
		p->shows = choice_position(pairing_shows, form.shows);
		p->letters = form.letters;
		outcome = pairing_agree(r, p, PAIRING_HOUSEHOLD);
	}
	pairing_answer(r, outcome, "agreed");
}

void pairing_accept_post(struct request *r)
{
	pairing_answer(r, pairing_agree(r, r->kept, PAIRING_GIVER), "agreed");
}

void pairing_refuse_post(struct request *r)
{
	struct pairing_reason_form form = { T("") };
	enum outcome outcome = INVALID;

	if (form_read(r, &pairing_no_record, &form))
		outcome = pairing_refuse(r, r->kept, side_of(r), text_trim(form.reason));
	pairing_answer(r, outcome, "refused");
}

/* ---- rest and end: the household owes nobody a reason ---- */

static bool read_reason(struct request *r, struct pairing_reason_form *form)
{
	return form_read(r, side_of(r) == PAIRING_HOUSEHOLD ? &pairing_no_record : &pairing_reason_record, form);
}

void pairing_rest_post(struct request *r)
{
	struct pairing_reason_form form = { T("") };
	enum outcome outcome = INVALID;

	if (read_reason(r, &form))
		outcome = pairing_rest(r, r->kept, side_of(r), text_trim(form.reason));
	pairing_answer(r, outcome, "rests");
}

void pairing_resume_post(struct request *r)
{
	pairing_answer(r, pairing_resume(r, r->kept, side_of(r)), "goes_on");
}

void pairing_end_post(struct request *r)
{
	struct pairing_reason_form form = { T("") };
	enum outcome outcome = INVALID;

	if (read_reason(r, &form))
		outcome = pairing_end(r, r->kept, side_of(r), text_trim(form.reason));
	pairing_answer(r, outcome, "ended");
}

/* ---- wishes and words ---- */

void pairing_wish_post(struct request *r)
{
	struct pairing_wish_form form = { T(""), 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &pairing_wish_record, &form))
		outcome = pairing_wish(r, r->kept, choice_position(pairing_shows, form.shows), form.letters);
	pairing_answer(r, outcome, "wished");
}

void pairing_words_post(struct request *r)
{
	struct pairing_words_form form = { T(""), T(""), 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &pairing_words_record, &form))
		outcome = pairing_write_words(r, r->kept, side_of(r), text_equal(form.what, T("letter")),
		                              text_trim(form.words), form.on);
	pairing_answer(r, outcome, text_equal(form.what, T("letter")) ? "letter" : "note");
}

void pairing_back_post(struct request *r)
{
	int64_t county, id;
	enum outcome outcome = NOT_FOUND;

	if (request_id(r, "pairing_entry", &county, &id))
		outcome = pairing_take_back(r, r->kept, side_of(r), id);
	pairing_answer(r, outcome, "back");
}
