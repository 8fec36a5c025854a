/* The register of households in depth: what was asked at the door for a year, income and cost line by line, causes of hardship,
   decisions by rules, help promised and done, helpers and visits; and the six books, in which each level sees the same numbers.
   Whose the household is, its members and its status over time are in common/household; only a decision of this module (or an
   officer who takes over an old register) changes the status.
   Invariants: sums of a year equal its lines; a decision keeps the rule and the facts it used and is never changed, only
   withdrawn; who asked at the door does not decide; a rule is never changed, a new one takes its place from a day on. */
#ifndef HELP_REGISTER_H
#define HELP_REGISTER_H

#include "common/cases/cases.h"
#include "common/household/household.h"

extern const struct case_kind register_appeal_kind;
extern const struct module register_module;

/* Counts what came to a household through the ledger as its income of a year (fen below 0: went back), besides the lines that people write
   down; also when nobody has asked about that year yet. kind: "dividend", "rent", "wages", "crops" (goods sold). At most what came
   goes back. For handlers of commands. */
MUST_USE enum outcome register_earn(struct db *db, const struct household *household, int64_t year, const char *kind,
                                    int64_t fen);

#endif
