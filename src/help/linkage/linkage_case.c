/* The kind of case that a household's dispute is. */
#include "help/linkage/linkage.h"

static const struct case_state states[] = {
	{ "disputed", N_("Waits to be looked into"), CASE_OPEN, CASE_UNDECIDED, 7, "wait" },
	{ "answered", N_("Looked into: is it right now?"), CASE_ANSWERED, CASE_UNDECIDED, 14, "wait" },
	{ "righted", N_("Right now, says the household"), CASE_CLOSED, CASE_FIXED, 0, "done" },
	{ "unrighted", N_("Closed, though the household does not agree"), CASE_CLOSED, CASE_NOT_FIXED, 0, "late" },
	{ "withdrawn", N_("Taken back"), CASE_CLOSED, CASE_WITHDRAWN, 0, "" },
	{ .word = NULL },
};

static const struct case_move moves[] = {
	{ "answer", N_("Say what was found"), "disputed", "answered", CASE_BY_HANDLER, CASE_REASON_MUST, CASE_PICTURE,
	  N_("It was looked into. Say whether it is right now: %s") },
	{ "withdraw", N_("I take it back"), "disputed", "withdrawn", CASE_BY_ASKER, CASE_REASON_NONE, 0,
	  N_("The household takes its dispute back: %s") },
	{ "righted", N_("Yes, it is right now"), "answered", "righted", CASE_BY_ASKER, CASE_REASON_NONE, 0,
	  N_("It is right now, says the household: %s") },
	{ "unrighted", N_("It is not right, but let it be"), "answered", "unrighted", CASE_BY_ASKER, CASE_REASON_MAY, 0,
	  N_("It is not right, says the household, and leaves it at that: %s") },
	{ "dispute", N_("No: let the level above look into it"), "answered", "disputed", CASE_BY_ASKER,
	  CASE_REASON_MUST, CASE_UP, N_("The household does not agree; it went one level up: %s") },
	{ .deed = NULL },
};

const struct case_kind linkage_kind = {
	.word = "linkage",
	.label = N_("Dispute about a share or contract"),
	.states = states,
	.moves = moves,
	.first = PLACE_VILLAGE,
	.last = PLACE_PROVINCE,
};
