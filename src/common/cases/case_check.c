/* What `tongcun check` holds against the cases, and the recounts of their totals. */
#include <string.h>

#include "common/cases/cases_inside.h"

/* ---- the kinds themselves ---- */

static bool says(struct arena *arena, struct text *ret_words, const char *kind, const char *what, const char *word)
{
	*ret_words = text_format(arena, "%s: %s: %s", kind, what, word);
	return false;
}

static const struct case_state *named(const struct case_kind *kind, const char *word)
{
	return case_state_named(kind, text_of(word));
}

/* Whether the asker has a way from the answered state to one of that kind. */
static bool asker_can(const struct case_kind *kind, const struct case_state *from, enum case_phase phase,
                      enum case_result result)
{
	for (const struct case_move *move = kind->moves; move->deed != NULL; move++) {
		const struct case_state *to = named(kind, move->to);
		if (move->by & CASE_BY_ASKER && strcmp(move->from, from->word) == 0 && to != NULL &&
		    to->phase == phase && (phase != CASE_CLOSED || to->result == result))
			return true;
	}
	return false;
}

static bool has_way_out(const struct case_kind *kind, const struct case_state *from)
{
	for (const struct case_move *move = kind->moves; move->deed != NULL; move++)
		if (strcmp(move->from, from->word) == 0 && strcmp(move->to, from->word) != 0)
			return true;
	return false;
}

static bool state_is_whole(struct arena *arena, const struct case_kind *kind, const struct case_state *state,
                           struct text *ret_words)
{
	if ((state->phase == CASE_CLOSED) != (state->result != CASE_UNDECIDED))
		return says(arena, ret_words, kind->word, "a closed state has a result, and no other", state->word);
	if (state->phase == CASE_CLOSED && state->days > 0)
		return says(arena, ret_words, kind->word, "a closed state has no deadline", state->word);
	if (state->phase != CASE_CLOSED && !has_way_out(kind, state))
		return says(arena, ret_words, kind->word, "no move leads on", state->word);
	if (state->phase == CASE_ANSWERED &&
	    (!asker_can(kind, state, CASE_CLOSED, CASE_FIXED) || !asker_can(kind, state, CASE_CLOSED, CASE_NOT_FIXED) ||
	     !asker_can(kind, state, CASE_OPEN, CASE_UNDECIDED)))
		return says(arena, ret_words, kind->word, "its asker cannot confirm, leave it unfixed and dispute it",
		            state->word);
	return true;
}

bool case_kind_is_whole(struct arena *arena, const struct case_kind *kind, struct text *ret_words)
{
	for (const struct case_state *state = kind->states; state->word != NULL; state++)
		if (!state_is_whole(arena, kind, state, ret_words))
			return false;
	for (const struct case_move *move = kind->moves; move->deed != NULL; move++) {
		if (named(kind, move->from) == NULL || named(kind, move->to) == NULL)
			return says(arena, ret_words, kind->word, "a move knows no such state", move->deed);
		for (const struct case_move *other = kind->moves; other < move; other++)
			if (strcmp(other->deed, move->deed) == 0 && strcmp(other->from, move->from) == 0)
				return says(arena, ret_words, kind->word, "a move stands twice", move->deed);
	}
	if (kind->last > kind->first || kind->first > PLACE_VILLAGE || kind->last < PLACE_PROVINCE)
		return says(arena, ret_words, kind->word, "its levels", kind->label);
	return kind->states[0].phase == CASE_OPEN ||
	       says(arena, ret_words, kind->word, "it begins closed", kind->label);
}

static enum outcome check_kinds(struct db *db, struct arena *arena, struct text *ret_words)
{
	(void)db;
	for (size_t i = 0; case_kinds[i] != NULL; i++)
		if (!case_kind_is_whole(arena, case_kinds[i], ret_words))
			return CONFLICT;
	return DONE;
}

/* ---- the rows ---- */

/* Phase, result and deadline are those of the state in the kind's table. */
static enum outcome check_states(struct db *db, struct arena *arena, struct text *ret_words)
{
	struct db_rows *rows =
		db_rows(db,
	                "SELECT DISTINCT kind, state, phase, result, CASE WHEN due_at > 0 THEN 1 ELSE 0 END"
	                " AS has_due FROM case_file ORDER BY kind, state /* scan */ /* sorts */",
	                bind_none());
	enum outcome outcome = DONE, read;

	while (outcome == DONE && db_next(rows)) {
		const struct case_kind *kind = case_kind_of(db_text(rows, "kind"));
		const struct case_state *state = kind != NULL ? case_state_named(kind, db_text(rows, "state")) : NULL;

		if (kind != NULL && (state == NULL || db_int(rows, "phase") != (int64_t)state->phase ||
		                     db_int(rows, "result") != (int64_t)state->result ||
		                     db_int(rows, "has_due") != (state->days > 0))) {
			*ret_words = text_format(arena, "a case of the kind %s differs from its state %.*s", kind->word,
			                         TEXT(db_text(rows, "state")));
			outcome = CONFLICT;
		}
	}
	read = db_done(rows);
	return outcome != DONE ? outcome : read;
}

const struct check case_checks[] = {
	{ .name = "kinds of cases are whole", .run = check_kinds },
	{ .name = "cases are as their state says", .run = check_states },
	{ .name = "cases lie above their place",
	  .wrong = "cases lie with a desk that is not above their place",
	  .counts = "SELECT count(*) FROM case_file AS c WHERE c.desk <> c.place - c.place % CASE c.level"
	            " WHEN 1 THEN 1000000000000000 WHEN 2 THEN 10000000000000 WHEN 3 THEN 100000000000"
	            " WHEN 4 THEN 100000000 ELSE 100000 END /* scan */" },
	{ .name = "cases end as their history does",
	  .wrong = "cases differ from the end of their history",
	  .counts =
	          "SELECT count(*) FROM case_file AS c LEFT JOIN case_event AS e ON e.county = c.county"
	          " AND e.case_id = c.id AND e.number = c.last WHERE e.state IS NULL OR e.state <> c.state"
	          " OR e.level <> c.level OR c.last <> (SELECT count(*) FROM case_event AS n WHERE n.county = c.county"
	          " AND n.case_id = c.id) /* scan */" },
	{ .name = "closed cases are held by nobody",
	  .wrong = "cases are held though they are closed",
	  .counts = "SELECT count(*) FROM case_file WHERE (phase = 3 AND holder_id <> 0)"
	            " OR (holder_id <> 0) <> (held_at <> 0) /* scan */" },
	{ .name = NULL },
};

/* ---- totals ---- */

const struct indicator case_indicators[] = {
	{ .number = INDICATOR_CASES_OPENED,
	  .name = "cases_opened",
	  .label = N_("Requests made"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_SERVICE,
	  .recount = "SELECT place, opened_at AS at, 1 AS value FROM case_file /* scan */",
	  .rows = "/cases/of" },
	{ .number = INDICATOR_CASES_CLOSED,
	  .name = "cases_closed",
	  .label = N_("Requests closed"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_SERVICE,
	  .recount = "SELECT place, closed_at AS at, 1 AS value FROM case_file WHERE phase = 3 /* scan */",
	  .rows = "/cases/of" },
	{ .number = INDICATOR_CASES_FIXED,
	  .name = "cases_fixed",
	  .label = N_("Confirmed by who asked"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_SERVICE,
	  .recount =
	          "SELECT place, closed_at AS at, 1 AS value FROM case_file WHERE phase = 3 AND result = 1 /* scan */",
	  .rows = "/cases/of" },
	{ .number = 0 },
};
