/* The check digit of numbers that are read, typed and told by people: ISO/IEC 7064:2003, hybrid system MOD 11,10, one digit behind the
   others. It finds every single wrong digit and nearly every pair of neighbours that changed places. */
#ifndef BASE_CHECK_DIGIT_H
#define BASE_CHECK_DIGIT_H

#include "base/text.h"

/* The digit ('0'..'9') that belongs behind digits ("79462" gives '3'); 0: there is something else than digits among them, or nothing. */
char check_digit(struct text digits);
/* Whether the last digit is the one that belongs behind the others. */
bool check_digit_holds(struct text digits);

#endif
