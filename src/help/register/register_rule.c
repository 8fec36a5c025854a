/* Rules of the register, as data: what counts as a hardship. Judging is a pure function of rule and facts.
   A rule asks some of the hardships. To enter, or to be watched, one of them is enough; to leave, none may be left in so many
   years running. The rule of the place itself counts, else that of the nearest place above: a county may set its own. */
#include "help/register/register_rows.h"

#include <assert.h>

#include "base/limits.h"

const struct choice register_purposes[] = {
	{ "enter", N_("Who is registered for help") },
	{ "watch", N_("Who is watched so that it does not fall back") },
	{ "leave", N_("Whose help ends") },
	{ NULL, NULL },
};

/* What a rule may ask of house and water: the worse half of the choices, or nothing. */
static const struct choice housing_bounds[] = {
	{ "repair", N_("Needs repair") },
	{ "danger", N_("Dangerous to live in") },
	{ NULL, NULL },
};
static const struct choice water_bounds[] = {
	{ "carried", N_("Carried from outside") },
	{ "unsafe", N_("Not safe to drink") },
	{ NULL, NULL },
};

#define HINTED(kind_, member_, label_, hint_, flags_, min_, max_)                                                    \
	{                                                                                                            \
		.kind = (kind_), .flags = (flags_), .name = #member_, .offset = FIELD_WHOLE(register_rule, member_), \
		.label = (label_), .hint = (hint_), .min = (min_), .max = (max_)                                     \
	}
#define RULE_FIELDS(flags, must)                                                                                      \
	CHOICE_FIELD(register_rule, purpose, N_("What the rule is for"), must, register_purposes),                    \
		TEXT_FIELD(register_rule, name, N_("Name of the rule"), must, 3, LIMIT_NAME_CHARACTERS),              \
		TEXT_FIELD(register_rule, law, N_("The paper it comes from"), must, 3, 300),                          \
		HINTED(FIELD_DAY, since_on, N_("Holds from"), NULL, must, 0, 0),                                      \
		HINTED(FIELD_FEN, below_fen, N_("Income a head in a year below"), N_("Empty: not asked"), flags, 0,   \
	               REGISTER_FEN),                                                                                 \
		CHOICE_FIELD(register_rule, housing, N_("The house is this bad or worse"), flags, housing_bounds),    \
		CHOICE_FIELD(register_rule, water, N_("The water is this bad or worse"), flags, water_bounds),        \
		HINTED(FIELD_INT, out_of_school, N_("Children out of school, at least"), N_("Empty: not asked"),      \
	               flags, 0, 50),                                                                                 \
		HINTED(FIELD_INT, uninsured, N_("Without health insurance, at least"), N_("Empty: not asked"), flags, \
	               0, 50),                                                                                        \
		HINTED(FIELD_INT, ill, N_("Long ill or disabled, at least"), N_("Empty: not asked"), flags, 0, 50),   \
		HINTED(FIELD_FEN, illness_cost_fen, N_("Spent on illness in a year, at least"),                       \
	               N_("Empty: not asked"), flags, 0, REGISTER_FEN),                                               \
		HINTED(FIELD_INT, years, N_("Years running"),                                                         \
	               N_("For the end of help: so many years without any of these hardships"), must, 1, 5)

static const struct field rule_fields[] = {
	INT_FIELD(register_rule, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, register_rule, place, N_("Place"), FIELD_OUT, 0, 0),
	RULE_FIELDS(FIELD_OUT, FIELD_OUT),
	HINTED(FIELD_DAY, until_on, N_("Until"), NULL, FIELD_OUT, 0, 0),
	INT_FIELD(register_rule, person_id, N_("Made by"), 0, 0, 0),
	HINTED(FIELD_MOMENT, at, N_("Recorded"), NULL, FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record register_rule_record = { .name = "register_rule",
	                                     .size = sizeof(struct register_rule),
	                                     .fields = rule_fields };

static const struct field rule_form_fields[] = {
	RULE_FIELDS(FIELD_IN, FIELD_IN | FIELD_REQUIRED),
	FIELD_END,
};

const struct record register_rule_form = { .name = "new_register_rule",
	                                   .size = sizeof(struct register_rule),
	                                   .fields = rule_form_fields };

/* ---- judging ---- */

/* How bad a choice is: its number in the list; -1 when it is not there. */
static int badness(const struct choice *choices, struct text value)
{
	for (int i = 0; choices[i].value != NULL; i++)
		if (text_equal(value, text_of(choices[i].value)))
			return i;
	return -1;
}

static unsigned bit(enum hardship hardship, bool set)
{
	return set ? 1U << hardship : 0;
}

unsigned register_asked(const struct register_rule *rule)
{
	return bit(HARDSHIP_INCOME, rule->below_fen > 0) | bit(HARDSHIP_HOUSING, rule->housing.length > 0) |
	       bit(HARDSHIP_WATER, rule->water.length > 0) | bit(HARDSHIP_SCHOOL, rule->out_of_school > 0) |
	       bit(HARDSHIP_INSURANCE, rule->uninsured > 0) | bit(HARDSHIP_ILL, rule->ill > 0) |
	       bit(HARDSHIP_ILLNESS_COST, rule->illness_cost_fen > 0);
}

unsigned register_hits(const struct register_rule *rule, const struct register_facts *facts)
{
	unsigned shown =
		bit(HARDSHIP_INCOME, register_head_fen(facts) < rule->below_fen) |
		bit(HARDSHIP_HOUSING,
	            badness(register_housings, facts->housing) >= badness(register_housings, rule->housing)) |
		bit(HARDSHIP_WATER, badness(register_waters, facts->water) >= badness(register_waters, rule->water)) |
		bit(HARDSHIP_SCHOOL, facts->out_of_school >= rule->out_of_school) |
		bit(HARDSHIP_INSURANCE, facts->uninsured >= rule->uninsured) |
		bit(HARDSHIP_ILL, facts->ill >= rule->ill) |
		bit(HARDSHIP_ILLNESS_COST, facts->illness_cost_fen >= rule->illness_cost_fen);

	return shown & register_asked(rule);
}

/* ---- in words ---- */

const char *register_hardship_name(enum hardship hardship)
{
	switch (hardship) {
	case HARDSHIP_INCOME:
		return N_("Net income a head in the year");
	case HARDSHIP_HOUSING:
		return N_("The house");
	case HARDSHIP_WATER:
		return N_("Drinking water");
	case HARDSHIP_SCHOOL:
		return N_("Children of school age who do not go");
	case HARDSHIP_INSURANCE:
		return N_("Without health insurance");
	case HARDSHIP_ILL:
		return N_("Of them long ill or disabled");
	case HARDSHIP_ILLNESS_COST:
		return N_("Spent on illness");
	case HARDSHIPS:
		break;
	}
	return "";
}

struct text register_bound_text(struct request *r, const struct register_rule *rule, enum hardship hardship)
{
	switch (hardship) {
	case HARDSHIP_INCOME:
		return words(r, "below ¥%s", show_fen(r, rule->below_fen));
	case HARDSHIP_HOUSING:
		return words(r, "%s, or worse", _(household_word(register_housings, rule->housing)));
	case HARDSHIP_WATER:
		return words(r, "%s, or worse", _(household_word(register_waters, rule->water)));
	case HARDSHIP_SCHOOL:
		return words(r, "at least %s", rule->out_of_school);
	case HARDSHIP_INSURANCE:
		return words(r, "at least %s", rule->uninsured);
	case HARDSHIP_ILL:
		return words(r, "at least %s", rule->ill);
	case HARDSHIP_ILLNESS_COST:
		return words(r, "at least ¥%s", show_fen(r, rule->illness_cost_fen));
	case HARDSHIPS:
		break;
	}
	return T("");
}

struct text register_fact_text(struct request *r, const struct register_facts *facts, enum hardship hardship)
{
	switch (hardship) {
	case HARDSHIP_INCOME:
		return show_money(r, register_head_fen(facts));
	case HARDSHIP_HOUSING:
		return text_of(_(household_word(register_housings, facts->housing)));
	case HARDSHIP_WATER:
		return text_of(_(household_word(register_waters, facts->water)));
	case HARDSHIP_SCHOOL:
		return show_number(r, facts->out_of_school);
	case HARDSHIP_INSURANCE:
		return show_number(r, facts->uninsured);
	case HARDSHIP_ILL:
		return show_number(r, facts->ill);
	case HARDSHIP_ILLNESS_COST:
		return show_money(r, facts->illness_cost_fen);
	case HARDSHIPS:
		break;
	}
	return T("");
}

/* ---- rows ---- */

#define RULE_COLUMNS                                                                                      \
	"id, place, purpose, name, law, years, below_fen, housing, water, out_of_school, uninsured, ill," \
	" illness_cost_fen, since_on, until_on, person_id, at"

/* $1 to $6: the places from the country down to the village. */
#define PLACES_ABOVE(place)                                                                                 \
	i64(PLACE_WHOLE), i64(place_above((place), PLACE_PROVINCE)), i64(place_above((place), PLACE_CITY)), \
		i64(place_above((place), PLACE_COUNTY)), i64(place_above((place), PLACE_TOWNSHIP)),         \
		i64(place_above((place), PLACE_VILLAGE))

enum outcome register_rule_for(struct db *db, struct arena *arena, int64_t place, struct text purpose, int64_t on,
                               struct register_rule *ret)
{
	return db_one(db, arena, &register_rule_record, ret,
	              "SELECT " RULE_COLUMNS " FROM register_rule WHERE place IN ($1, $2, $3, $4, $5, $6)"
	              " AND purpose = $7 AND since_on <= $8 AND (until_on = 0 OR until_on > $8)"
	              " ORDER BY place DESC, since_on DESC LIMIT 1 /* scan: sorts six at most */",
	              bind(PLACES_ABOVE(place), txt(purpose), i64(on)));
}

enum outcome register_rule_one(struct db *db, struct arena *arena, int64_t id, struct register_rule *ret)
{
	return db_one(db, arena, &register_rule_record, ret, "SELECT " RULE_COLUMNS " FROM register_rule WHERE id = $1",
	              bind(i64(id)));
}

enum outcome register_rule_list(struct db *db, struct arena *arena, int64_t place, struct register_rule **ret,
                                size_t *ret_count)
{
	return db_list(
		db, arena, &register_rule_record, REGISTER_ROWS, ret, ret_count,
		"SELECT " RULE_COLUMNS " FROM register_rule WHERE place IN ($1, $2, $3, $4, $5, $6)"
		" ORDER BY place DESC, purpose, since_on DESC LIMIT $7 /* scan: sorts the rules of six places */",
		bind(PLACES_ABOVE(place), i64(REGISTER_ROWS)));
}

enum outcome register_rule_add(struct db *db, const struct register_rule *rule)
{
	int64_t began = 0;
	enum outcome outcome;

	assert(rule->id > 0);
	if (register_asked(rule) == 0)
		return INVALID;
	outcome = db_number(db, &began,
	                    "SELECT coalesce(max(since_on), 0) FROM register_rule WHERE place = $1 AND purpose = $2",
	                    bind(i64(rule->place), txt(rule->purpose)));
	if (outcome != DONE || rule->since_on <= began)
		return outcome != DONE ? outcome : CONFLICT;
	outcome =
		db_exec(db, "UPDATE register_rule SET until_on = $1 WHERE place = $2 AND purpose = $3 AND until_on = 0",
	                bind(i64(rule->since_on), i64(rule->place), txt(rule->purpose)));
	if (outcome != DONE)
		return outcome;
	return db_exec(db,
	               "INSERT INTO register_rule(" RULE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
	               " $11, $12, $13, $14, 0, $15, $16)",
	               bind(i64(rule->id), i64(rule->place), txt(rule->purpose), txt(rule->name), txt(rule->law),
	                    i64(rule->years), i64(rule->below_fen), txt(rule->housing), txt(rule->water),
	                    i64(rule->out_of_school), i64(rule->uninsured), i64(rule->ill), i64(rule->illness_cost_fen),
	                    i64(rule->since_on), i64(rule->person_id), i64(rule->at)));
}
