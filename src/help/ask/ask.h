/* Asking the village: a question, a complaint, something broken. The plainest kind of case: a form, a table of states, nothing else. The
   village answers within three days, or the township hears of it; who asked says whether the answer helped.
   It is also the pattern for new kinds: everything it shows but its form is the engine's. */
#ifndef HELP_ASK_H
#define HELP_ASK_H

#include "common/cases/cases.h"

extern const struct case_kind ask_kind;
extern const struct module ask_module;

#endif
