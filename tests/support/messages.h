/* What people of a town (support/town.h) are told, as they read it. */
#ifndef TESTS_SUPPORT_MESSAGES_H
#define TESTS_SUPPORT_MESSAGES_H

#include <stdint.h>

/* How many of the messages on a person's first page have these words in their key. */
int64_t messages_told(const char *who, const char *words);

#endif
