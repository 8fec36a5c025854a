/* Writing rows of places: for the files of this module only. */
#ifndef COMMON_PLACE_ROWS_H
#define COMMON_PLACE_ROWS_H

#include "common/place/place.h"

/* Adds a living place with its words. CONFLICT: the code stands already. */
MUST_USE enum outcome place_put(struct db *db, struct arena *arena, const struct place *place);
/* Makes a place found by a word. */
MUST_USE enum outcome place_word_put(struct db *db, struct text word, int64_t level, int64_t place);

#endif
