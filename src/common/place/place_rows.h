/* Writing rows of places: for the files of this module only. */
#ifndef COMMON_PLACE_ROWS_H
#define COMMON_PLACE_ROWS_H

#include "common/place/place.h"
#include "web/place_field.h"

/* The page of a place. */
struct place_view {
	int64_t place, level;
	struct text name;
	int64_t since_on, until_on, successor, version;
	struct list above, below; /* rows of places; above only for JSON */
	struct level_bar_item path[6];
	size_t path_count;
	bool may_edit, may_figures;
};

/* The page of places found. */
struct place_found {
	struct text question;
	struct place *places;
	size_t count;
};

/* A row of places to choose among. */
struct place_pick_view {
	const char *path;  /* of the page that asks */
	struct text asked; /* words searched for */
	struct place *places;
	size_t count;
	bool is_walking; /* `places` lie inside of `into` */
	int64_t into;
	struct text into_name, up; /* up: query of the level above; empty: none */
	struct text next;          /* "&next=..." to keep, or empty */
	struct text start;         /* where a walk would start: `into` of the first step */
};

/* What a form asks of places: web/place_field.h. */
extern const struct place_source place_source;

/* What `tongcun check` asks of places: every living place has a living place above. */
extern const struct check place_checks[];

/* Adds a living place as it stands in `place` (without its words). CONFLICT: the code stands already. */
MUST_USE enum outcome place_row_put(struct db *db, const struct place *place);
/* The words a place is found by, each by its beginning: the official name and its initials, and those of the short name where it is not
   the beginning of the official one. Returns how many. */
enum { PLACE_WORDS = 4 };
size_t place_words(struct arena *arena, const struct place *place, struct text ret_words[PLACE_WORDS]);
/* Makes a place found by a word; DONE also when it was. */
MUST_USE enum outcome place_word_put(struct db *db, struct text word, int64_t level, int64_t place);
/* The import as a command of the journal. */
MUST_USE enum outcome place_import_run(struct db *db, struct arena *arena, struct world *world,
                                       const struct command *command);

#endif
