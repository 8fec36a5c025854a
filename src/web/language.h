/* Words in the language of the request. English is the key; a compiled gettext catalogue gives the others; a missing word
   stays English (in bo: the Chinese). Never setlocale: the language travels with the request.
   In handlers and templates: _("Sold out") needs a `struct request *r` in sight. */
#ifndef WEB_LANGUAGE_H
#define WEB_LANGUAGE_H

#include "base/text.h"

struct language {
	const char *tag;  /* "zh-CN", "bo", "en", "x-poison" */
	const char *name; /* in its own script */
};

struct request;

const struct language *language_of(struct text tag); /* NULL when unknown */
extern const struct language *const languages[];     /* the ones offered, ends with NULL */
/* The word in that language; the key itself when there is none. Zero-terminated, lives for ever. */
const char *language_word(const struct language *language, const char *english);
#define _(english) language_word(r->language, (english))
/* The word of a key with one or two %s / {n} filled in, in the arena: words(r, "%s boxes left", number) */
struct text words(struct request *r, const char *english, ...);
/* Marks a key in a constant table for extraction. */
#define N_(english) english

/* As people read them, in the request's language and the installation's zone. */
struct text show_fen(struct request *r, int64_t fen);       /* "1,280.00" without the sign */
struct text show_number(struct request *r, int64_t value);  /* "1,280" */
struct text show_grams(struct request *r, int64_t grams);   /* "2.5 公斤" / "2.5 kg", below 1 kg in grams */
struct text show_day(struct request *r, int64_t on);        /* "7月25日", "25 July"; with the year when not this year */
struct text show_moment(struct request *r, int64_t at);     /* "7月25日 18:00" */
struct text show_big_fen(struct request *r, int64_t fen, const char **ret_unit); /* 143000000.. -> "1.43", unit 亿元 */
struct text show_period(struct request *r, int64_t period); /* "2026年7月", "July 2026" */

#endif
