/* What is posted to ask; for the files of this module only. */
#ifndef HELP_ASK_VIEW_H
#define HELP_ASK_VIEW_H

#include "help/ask/ask.h"

struct ask_form {
	struct text title, words;
};
extern const struct record ask_record;

#endif
