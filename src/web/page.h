/* The frame of every page and the shared components, as template functions (web/kit holds their html). A page is:
     page_begin(r, _("My orders"), "me");  ... the page's own template ...  page_end(r);
   tab: "home", "shelf", "cart", "me", "counter", "figures", "desk" or "" (an inner page with a Back link home).
   The frame writes everything round <main>; the page writes its own <h1>. An inner page hides the tabs on a phone, so that a
   .buybar has the place.
   One strong (plum) button a page; stripes always mean something; status is always shape and word. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "web/asset.h"
#include "web/offline.h"
#include "web/json.h"
#include "web/request.h"

/* Everything up to the inside of <main>; the title stands in the browser's tab and, but for home and shelf, in the head. */
void page_begin(struct request *r, const char *title, const char *tab);
/* The same with a title that is data (a product's name) and a page to go back to (NULL: the tab's). */
void page_begin_named(struct request *r, struct text title, const char *tab, const char *back);
/* Closes <main> and writes the tabs. */
void page_end(struct request *r);
/* The present address with one query parameter set (or taken out: empty value); `done` goes too. */
struct text link_with(struct request *r, const char *name, struct text value);

/* Hidden csrf and key fields: in every <form method="post">. */
void form_hidden(struct request *r);
/* The summary of r->problems on top of a form, linked to the fields; nothing when there are none. */
void form_problems(struct request *r);
/* One field of a record's form with label, hint, problem and input of its kind; row may be NULL. */
void form_field(struct request *r, const struct record *record, const char *name, const void *row);
/* All FIELD_IN fields in order. */
void form_fields(struct request *r, const struct record *record, const void *row);
/* A field for a picture that is posted as the file "picture" (ROUTE_UPLOAD), with the problem of that name; without it where several stand on the
   page and nobody knows whose it is. */
struct picture_field {
	const char *label, *hint; /* in the reader's language; hint NULL: none */
	struct text shown;        /* address of the picture that is there; empty: none */
	struct text mark;         /* ends its id where several stand on the page; empty: "f-picture" */
	bool may_be_empty;        /* and says so */
	bool must;                /* the browser sends no form without one */
};
void form_picture(struct request *r, const struct picture_field *picture);
/* A price: ¥ and fen small. */
void show_price(struct request *r, int64_t fen);
/* The six threads: where am I, links up and to `base`/{code} (names come from common/place through site). */
struct level_bar_item {
	int64_t place;
	struct text name;
};
void level_bar(struct request *r, const char *base, const struct level_bar_item *above, size_t count,
               const char *query);
/* A state as shape and word: kind "done", "wait", "late" or "". */
void status_word(struct request *r, const char *kind, const char *word);
/* Progress cloth: part of whole, with an accessible name. */
void progress_bar(struct request *r, int64_t part, int64_t whole, const char *name);
/* A part of a woven price bar. colour: "plum", "pine", "turq", "indigo", "stone", "barley", "oxide". */
struct weave_part {
	const char *colour;
	struct text label;
	int64_t fen;
};
void weave(struct request *r, const struct weave_part *parts, size_t count);
/* Keyset "Next page" link that keeps the query; nothing when next is 0. */
void next_page(struct request *r, int64_t next_after);
/* Nothing to show: what is empty, and what to do now or when it will stand here; href NULL: no button. */
void empty_state(struct request *r, const char *title, const char *words_, const char *href, const char *button);
/* The same with a drawing of what is missing: a symbol of assets/icons.svg, or EMPTY_BASKET for goods. */
void empty_drawn(struct request *r, const char *symbol, const char *title, const char *words_, const char *href,
                 const char *button);
#define EMPTY_BASKET ""
/* A done notice on top when the query has ?done=...: the words of that code, from the page's own table. */
void done_notice(struct request *r, const struct choice *codes);
/* A QR code as SVG (libqrcodegen), about 20 mm. */
void qr_code(struct request *r, struct text content, const char *name);
/* Inline use of a symbol of assets/icons.svg: icon(r, "i-home"). */
void icon(struct request *r, const char *symbol);

struct chart_series {
	const char *name;
	const int64_t *values; /* count of them; INT64_MIN: no value */
	const char *
		look; /* "bar now", "bar", "run", "run other"; "over turq": stands on the bar before it, in that colour */
};
/* A bar and line chart as SVG with axes; part_from: bars from that index on are unfinished (dashed), count for none. */
void chart(struct request *r, const char *name, struct text unit, const struct text *labels, size_t count,
           const struct chart_series *series, size_t series_count, size_t part_from);

#endif
