/* What page.c and form_page.c prepare for the templates in web/kit. Private to the web floor. */
#ifndef WEB_KIT_H
#define WEB_KIT_H

#include "web/page.h"

struct page_tab {
	const char *name, *path, *icon, *word; /* word: English key */
	int64_t count;                         /* a number at the tab, 0 none */
};

/* A stylesheet that the page wants: linked, or inside the page when the browser has none of that version yet. */
struct page_style {
	const char *name, *cookie; /* "look.css"; the cookie that remembers the version the browser has */
	struct text path;          /* hashed; empty: none wanted */
	bool inside;
};

struct page_head {
	struct text title, site_title;
	const char *back; /* path of the Back link; NULL: a page of the tabs, with the mark */
	bool search, large;
	struct text theme; /* "dark" or "light" on the page of all components; empty: as the device says */
	bool languages;    /* the language links are shown on a phone too */
	struct page_style style, office; /* office.css on pages with a table for officers */
	struct text script, mark;        /* hashed paths; empty: none */
	struct text tables;              /* htmx, on pages with a table for officers */
	struct page_tab tabs[5];
	size_t tab_count;
};

/* How htmx is to behave under the content policy: no styles of its own, nothing evaluated, no page kept in the browser's store. */
extern const char htmx_config[];
/* A stylesheet as a link or, on a first visit, as it is: a weak link then waits for one answer, not for two. The policy allows
   these elements by their digest; the page's script fetches the file (data-from) once the page is there, for the next visit. */
void page_style(struct request *r, const struct page_style *style);
/* "Saved on 25 July 18:00" with {d}, {M} or {m} and {t} where the service worker puts day, month and time. */
struct text page_saved_words(struct request *r);

/* GET /kit: every component in every state, for designers, translators and the tests of the look. */
void kit_page(struct request *r);
/* Its parts, called by its template. */
void kit_pieces(struct request *r);
void kit_charts(struct request *r);
void kit_levels(struct request *r);
/* kit_form.c: all kinds of fields as they are refused; blank with their hints; filled, under names that begin with the state; and a
   field for a place while it is looked for. kit_form_record has every kind of field that a form can have. */
void kit_form(struct request *r);
void kit_form_blank(struct request *r);
void kit_form_filled(struct request *r, const char *state);
void kit_places(struct request *r);
extern const struct record kit_form_record;
/* kit_more.c; kit_tables: sorted and narrowed with a next page, empty in two ways, and as it is printed */
bool kit_answered(struct request *r);
void kit_table(struct request *r);
void kit_tables(struct request *r);
void kit_stack(struct request *r);
void kit_map(struct request *r);
void kit_small(struct request *r);
struct text kit_picture(const char *path);

/* What the page shows: every component (a template of web/kit, or what modules write by hand out of the stylesheet) in each of its
   states, and by which piece of HTML it is known there. kit_test.c holds the page against it, in every language. What is true of a whole
   page, such as large letters, is shown by the page at another address. */
struct kit_piece {
	const char *name; /* of the template, or of the classes */
	const char *state;
	const char *mark;
	size_t least;      /* so many times at least */
	const char *query; /* of the address that shows it */
};
extern const struct kit_piece kit_pieces_shown[];
extern const size_t kit_pieces_count;

/* One field of a form, ready to be written. */
struct form_item {
	const struct field *field;
	struct text id, hint, problem, value, described;
	const char *label, *type, *mode, *complete, *unit_before, *unit_after;
	const char *width; /* class: "short", "middle" or "long" */
	bool needed, checked;
};

struct level_step {
	const char *colour, *word; /* word: English key of the level */
	struct text name, href;    /* name empty: below; href empty: no link */
	bool here;
};

struct chart_rule {
	int y;
	struct text label;
};

struct chart_mark { /* a bar, a dot or a label */
	int x, y, width, height;
	const char *look;
	struct text label;
};

struct chart_run { /* a line */
	struct text path;
	const char *look;
};

/* A square of a map of tiles, and the map. */
struct tile;
struct tile_mark {
	const struct tile *tile;
	const char *look;
	int x, y;
};
struct tile_drawing {
	const char *name;
	struct tile_mark *marks;
	size_t count;
	int width, height;
	bool placed, has_gap, has_negative;
};

struct chart_drawing {
	const char *name;
	struct text unit, words;
	int width, height, base_y, left;
	struct chart_rule rules[12];
	size_t rule_count;
	struct chart_mark *bars, *dots, *labels, *values;
	size_t bar_count, dot_count, label_count, value_count;
	struct chart_run *runs;
	size_t run_count;
	const struct chart_series *series;
	size_t series_count;
	bool unfinished, is_stacked, is_empty; /* is_empty: not one value was reported */
};

#endif
