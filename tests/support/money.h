/* Money of the people of a town (support/town.h). */
#ifndef TESTS_SUPPORT_MONEY_H
#define TESTS_SUPPORT_MONEY_H

#include <stdint.h>

/* Puts so much into a person's balance, as an opening balance of Gulin (510525). */
void town_fund(const char *login, int64_t fen);

#endif
