/* Choosing a place on a form, without script: a search by name, and the places found as links back to the form. */
#include "common/person/person_rows.h"

#include "common/person/person_templates.h"
#include "common/place/place.h"

enum { PICK_ROWS = 20 };

void place_pick(struct request *r, const char *path, int64_t within)
{
	struct text asked = text_trim(text_first(request_query(r, "where"), 60));
	struct place *places = NULL;
	size_t count = 0;

	if (asked.length > 0 && place_find(r->db, r->arena, asked, within, PICK_ROWS, &places, &count) != DONE)
		count = 0;
	person_pick_html(r, path, asked, places, count);
}
