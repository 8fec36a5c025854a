/* Finding things by words, the same on both engines: an inverted index of tokens in one table.
   A text is first folded (Unicode NFKC_Casefold: full-width forms, capitals, composed letters). Its tokens: every Han
   character and every pair of neighbours; Tibetan syllables; words of alphabets (Latin, Cyrillic, Arabic ...); runs of
   digits of any script, as ASCII digits; Yi, kana and other signs one by one; and for each run of 2 to 16 Han characters
   (a name, not prose) the pinyin initials of its beginnings from two letters on. A thing is found when it has all tokens
   of the question (a question's run of several Han characters asks only for its pairs). */
#ifndef DB_SEARCH_H
#define DB_SEARCH_H

#include "db/db.h"

enum { SEARCH_TOKENS = 256, SEARCH_ASKED = 8 };

/* The distinct tokens of a text to be stored; at most SEARCH_TOKENS. */
size_t search_tokens(struct arena *arena, struct text t, struct text *ret_tokens);
/* The distinct tokens to ask for; at most SEARCH_ASKED; 0 when nothing can be asked. */
size_t search_question(struct arena *arena, struct text t, struct text *ret_tokens);
/* Pinyin initials of the Han characters of a name, other letters and digits as they are: 古蔺县 -> glx. Han characters
   without a known reading are left out. */
struct text search_initials(struct arena *arena, struct text name);

/* Puts the thing's text in place of what stood there. kind: a short word such as "product". */
MUST_USE enum outcome search_put(struct db *db, struct arena *arena, const char *kind, int64_t county, int64_t id,
                                 int64_t place, struct text t);
MUST_USE enum outcome search_remove(struct db *db, const char *kind, int64_t county, int64_t id);
/* The thing stands at another key now. */
MUST_USE enum outcome search_rekey(struct db *db, const char *kind, int64_t county, int64_t id, int64_t place);
/* For a module's move_place(), after its `moves`: things of [from, from_end) are found (to - from) further. Reads the whole index of the kind. */
MUST_USE enum outcome search_move(struct db *db, const char *kind, int64_t from, int64_t from_end, int64_t to);
/* Ids of the things of that kind in the land of `place` that have all tokens, newest first, those after `before_id`
   (0: from the start), at most limit. */
MUST_USE enum outcome search_find(struct db *db, struct arena *arena, const char *kind, int64_t place,
                                  struct text question, int64_t before_id, size_t limit, int64_t *ret_ids,
                                  size_t *ret_count);

#endif
