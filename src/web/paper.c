/* Things to be printed and shown. */
#include "web/paper.h"

#include "web/kit.h"
#include "web/kit/kit_templates.h"

void paper_code(struct request *r, struct text path, struct text code, const char *name)
{
	paper_code_html(r, text_join(r->arena, request_setting(r, "public_url"), path), code, name);
}

void paper_card(struct request *r, const struct paper_card *card)
{
	paper_card_html(r, card);
}

void paper_board(struct request *r, struct text title, struct text note, const struct board_line *lines, size_t count,
                 struct text path, struct text code)
{
	for (size_t from = 0; from < count; from += BOARD_LINES)
		paper_board_html(r, title, note, lines + from, count - from < BOARD_LINES ? count - from : BOARD_LINES,
		                 path, code);
}

void paper_notice(struct request *r, struct text title, const struct text *lines, size_t count, struct text path,
                  struct text code)
{
	paper_notice_html(r, title, lines, count, path, code);
}

void paper_help(struct request *r, const char *title, const char *words_)
{
	paper_help_html(r, title, words_);
}
