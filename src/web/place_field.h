/* A field of a form that asks for a place that is there already, as people know places: by name, by the first letters of its pinyin, or
   level by level. It works without script, inside its form: a search or a step down is a submission that is answered with the form
   again, everything typed still in it. Programs send the code.
   Posted beside `field` (the code chosen): `field`.find (words), `field`.found (the words whose places are on the page) and `field`.go (a
   button: "find", the code of a place to look inside, or "all").
   Not here: where places come from (common/place); the GET twin for pages that depend on the place (place_pick()). */
#ifndef WEB_PLACE_FIELD_H
#define WEB_PLACE_FIELD_H

#include "base/record.h"
#include "web/request.h"

struct form_item;

/* One place to choose. */
struct place_choice {
	int64_t place;
	struct text name, above; /* short name, and the names above it */
	bool has_below;          /* a step further down is possible */
};

/* What the module that keeps places gives to forms; module.places. */
struct place_source {
	/* The names from the county down to the place. */
	struct text (*address)(struct db *db, struct arena *arena, int64_t place);
	/* Living places by the beginning of a name or of initials, higher levels first. */
	enum outcome (*find)(struct db *db, struct arena *arena, struct text words, size_t limit,
	                     struct place_choice **ret, size_t *ret_count);
	/* The living places one level below. */
	enum outcome (*below)(struct db *db, struct arena *arena, int64_t place, size_t limit,
	                      struct place_choice **ret, size_t *ret_count);
};

/* Whether the field is of this kind. */
bool place_field_is(const struct field *field);
/* Before the field is read: turns words that mean one place into its code. False: a problem is added, or the person is still choosing. */
bool place_field_read(struct request *r, struct text name);
/* After all fields are read: while a person is still choosing, nothing else of the form is called wrong. False then. */
bool place_field_settle(struct request *r);
void place_field_show(struct request *r, const struct form_item *item);

/* What the template shows. */
struct place_field_view {
	const struct form_item *item;
	struct text chosen; /* code; empty: none */
	struct text chosen_name;
	struct text asked; /* words in the search line */
	const struct place_choice *choices;
	size_t count;
	bool is_walking;      /* choices lie inside of a place */
	struct text here, up; /* walking: name of that place, and the code ("all") one level up; empty: nothing above */
	struct text walk;     /* where a walk would start */
};

#endif
