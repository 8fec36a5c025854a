/* Doors of the rules: everybody who is signed in may read by what rule is decided; a province, city or county sets its own. */
#include "help/register/register_rows.h"

#include "help/register/register_templates.h"

enum outcome register_rule_where(struct request *r, struct scope *ret_scope)
{
	struct text posted = text_trim(request_field(r, "place"));
	int64_t place = identity_where(&r->who, RIGHT_RULE_EDIT);

	if (posted.length > 0 ? !place_read(posted, &place)
	                      : request_query(r, "place").length > 0 && !request_query_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return ret_scope->place == PLACE_WHOLE || place_is_known(r->db, ret_scope->place) ? DONE : NOT_FOUND;
}

/* ?place=, else where the person may set rules, else its home. */
static int64_t asked_place(struct request *r)
{
	int64_t place = identity_where(&r->who, RIGHT_RULE_EDIT);

	if (request_query(r, "place").length > 0 && request_query_place(r, "place", &place))
		return place;
	return place >= 0 ? place : r->person_place;
}

void register_rules_page(struct request *r)
{
	int64_t place = place_above(asked_place(r), PLACE_VILLAGE);
	struct register_rule *rules;
	size_t count;
	enum outcome outcome = register_rule_list(r->db, r->arena, place, &rules, &count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_list(r, &register_rule_record, rules, count, 0);
		return;
	}
	page_begin_named(r, text_of(_("Rules of the register")), "books", "/books");
	register_rules_html(r, place, rules, count);
	page_end(r);
}

static void show_new(struct request *r, const struct register_rule *rule)
{
	page_begin_named(r, text_of(_("A new rule")), "books", "/rules");
	register_rule_new_html(r, &register_rule_form, rule);
	page_end(r);
}

void register_rule_new_page(struct request *r)
{
	show_new(r, &(struct register_rule){ .since_on = r->today, .years = 1 });
}

void register_rule_new_act(struct request *r)
{
	struct register_rule rule = {
		.id = request_new_id(r), .place = r->scope.place, .person_id = r->who.person_id, .at = r->now
	};
	enum outcome outcome = INVALID;

	if (place_level(r->scope.place) > PLACE_COUNTY)
		form_problem(r, "purpose", N_("A rule holds in a county or a larger land"), T(""));
	if (form_read(r, &register_rule_form, &rule) && rule.since_on < r->today)
		form_problem(r, "since_on", N_("A rule cannot hold for days that are over"), T(""));
	if (r->problems.count == 0)
		outcome = register_rule_add(r->db, &rule);
	if (r->problems.count == 0 && outcome == INVALID)
		form_problem(r, "below_fen", N_("Name at least one hardship that the rule asks"), T(""));
	if (outcome == CONFLICT)
		form_problem(r, "since_on", N_("The rule before it begins on that day or later"), T(""));
	if (r->problems.count > 0) {
		if (!r->json)
			show_new(r, &rule);
		refuse(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		made(r, &register_rule_record, &rule, "/rules?place=%.*s&done=made",
		     TEXT(place_code(r->arena, rule.place)));
	}
}
