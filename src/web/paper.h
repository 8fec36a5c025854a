/* What is printed to be shown: the household's card (85.6 by 54 mm, the size ID-1 of ISO/IEC 7810), the price board and the notice
   (A4, readable at two metres: letters of 34 pt and more are over 10 mm high), and the code that stands on all of them. Receipt and
   packing slip are templates of their modules with the classes .slip and .packing. */
#ifndef WEB_PAPER_H
#define WEB_PAPER_H

#include "web/page.h"

/* A QR code of 20 mm that opens a page of ours, and under it the same as a short code to be read out: a public id, whose last
   character checks the others (base/id.h). It tells nothing by itself; the page asks who may see it. */
void paper_code(struct request *r, struct text path, struct text code, const char *name);

struct paper_card {
	struct text title, place, name, note; /* name: large */
	struct text path, code;
};
/* One card a page. */
void paper_card(struct request *r, const struct paper_card *card);

struct board_line {
	struct text name, note; /* note: kind or size */
	int64_t fen;
};
enum { BOARD_LINES = 7 }; /* on one sheet */
/* The price board, as many sheets as its lines want, each with head and code. */
void paper_board(struct request *r, struct text title, struct text note, const struct board_line *lines, size_t count,
                 struct text path, struct text code);

/* A notice: a title, a few lines as large as they may be, the code. */
void paper_notice(struct request *r, struct text title, const struct text *lines, size_t count, struct text path,
                  struct text code);
/* On the screen only: what to do, and for which paper. */
void paper_help(struct request *r, const char *title, const char *words_);

#endif
