/* What the terminal says while something long is made. */
#ifndef APP_PROGRESS_H
#define APP_PROGRESS_H

#include <stdint.h>

/* Begins a stage, tells how far it is (at most some times a second), ends it with the time it took. On a terminal one line that
   changes, else a line at the end. */
void stage_begin(const char *words);
void stage_at(int64_t done, int64_t of);
void stage_end(const char *unit, int64_t count);

#endif
