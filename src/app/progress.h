/* What the terminal says while something long is made, and how Ctrl-C ends it cleanly. */
#ifndef APP_PROGRESS_H
#define APP_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Begins a stage, tells how far it is (at most some times a second), ends it with the time it took. On a terminal one line that
   changes, else a line at the end. */
void stage_begin(const char *words);
void stage_at(int64_t done, int64_t of);
void stage_end(const char *unit, int64_t count);

/* For a row of things that each say their own line: how many there are, which one is being done now; stage_clear() takes the line
   away. On a terminal only. */
void stage_of(int64_t count);
void stage_item(const char *words, int64_t number);
void stage_clear(void);

/* From now on Ctrl-C (SIGINT) and SIGTERM only ask: stage_stopped() is true then, and whoever works ends at the next point where nothing is
   half-done. A second one ends the program at once. */
void stage_may_stop(void);
bool stage_stopped(void);
/* stage_at() and whether to go on. */
bool stage_goes_on(int64_t done, int64_t of);
/* For work that changes nothing: Ctrl-C ends the program at once, with these words and the code STAGE_STOPPED. */
void stage_may_end(const char *words);
/* Says "stopped: ..." on a line of its own; the exit code of what was stopped (128 + SIGINT, as shells count). */
enum { STAGE_STOPPED = 130 };
int stage_say_stopped(const char *words);

#endif
