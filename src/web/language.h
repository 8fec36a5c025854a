/* Words in the language of the request. English is the key; a compiled gettext catalogue gives the others; a missing word
   stays English (in bo: the Chinese). Never setlocale: the language travels with the request.
   In handlers and templates: _("Sold out") needs a `struct request *r` in sight. */
#ifndef WEB_LANGUAGE_H
#define WEB_LANGUAGE_H

#include "base/text.h"

struct language {
	const char *tag;  /* "zh-CN", "bo", "en", "x-poison" */
	const char *name; /* in its own script */
	bool myriads;     /* counts large numbers by 10,000 and 100,000,000, not by millions */
};

struct request;

/* By tag, or by its first part ("zh-Hans", "en-GB"), in any case; NULL when unknown. "x-poison" is known but not offered: it
   shows every text that has a Chinese translation as ⟦text⟧, so that a test finds what was left out. */
const struct language *language_of(struct text tag);
extern const struct language *const languages[]; /* the ones offered, ends with NULL */
/* The word in that language; the key itself when there is none. Zero-terminated, lives for ever. */
const char *language_word(const struct language *language, const char *english);
/* The language in which the request's words are shown now: its own, but Chinese inside a sentence that falls back to Chinese. */
const struct language *language_now(const struct request *r);
/* The word in the language of now; the poison language brackets it (in the arena). */
const char *request_word(struct request *r, const char *english);
#define _(english) request_word(r, (english))
/* A key with each %s (or %1$s, %2$s where a language wants another order) filled in, in the arena; at most four:
     words(r, "%s boxes left of %s", left, name)
   A filling is a struct text, a string, or a whole number, which is shown as by show_number(). Nothing is escaped: templates do.
   A sentence that Tibetan lacks falls back to Chinese whole: what is written as its fillings (days, weights, words) is Chinese too. */
#define words(r, ...)                               \
	(words_enter(r, WORDS_KEY(__VA_ARGS__, 0)), \
	 WORDS_PICK(__VA_ARGS__, WORDS_4, WORDS_3, WORDS_2, WORDS_1, WORDS_0, 0)(r, __VA_ARGS__))
/* Marks a key in a constant table for extraction. */
#define N_(english) english

/* What words() is made of; a page has no need to call these. */
void words_enter(struct request *r, const char *english);
struct text words_done(struct request *r, const char *english, size_t count, const struct text *fillings);
struct text words_filled(struct request *r, const char *english, size_t count, const struct text *fillings);
struct text words_text(struct request *r, struct text t);
struct text words_string(struct request *r, const char *string);
struct text words_number(struct request *r, int64_t number);
#define WORDS_KEY(english, ...) english
#define WORDS_PICK(english, a, b, c, d, pick, ...) pick
#define WORDS_OF(r, x) \
	_Generic((x), struct text : words_text, const char * : words_string, char * : words_string,                    \
		 default : words_number)(r, x)
#define WORDS_0(r, english) words_done(r, english, 0, NULL)
#define WORDS_1(r, english, a) words_done(r, english, 1, (struct text[]){ WORDS_OF(r, a) })
#define WORDS_2(r, english, a, b) words_done(r, english, 2, (struct text[]){ WORDS_OF(r, a), WORDS_OF(r, b) })
#define WORDS_3(r, english, a, b, c) \
	words_done(r, english, 3, (struct text[]){ WORDS_OF(r, a), WORDS_OF(r, b), WORDS_OF(r, c) })
#define WORDS_4(r, english, a, b, c, d) \
	words_done(r, english, 4, (struct text[]){ WORDS_OF(r, a), WORDS_OF(r, b), WORDS_OF(r, c), WORDS_OF(r, d) })

/* As people read them, in the request's language and the installation's zone. */
struct text show_fen(struct request *r, int64_t fen); /* "1,280.00" without the sign */
struct text show_money(struct request *r,
                       int64_t fen); /* "¥1,280.00", "-¥5.00": every sum but in a table whose heading says yuan */
struct text show_number(struct request *r, int64_t value); /* "1,280" */
struct text show_grams(struct request *r, int64_t grams);  /* "2.5 公斤" / "2.5 kg", below 1 kg in grams */
struct text show_day(struct request *r, int64_t on);    /* "7月25日", "25 July"; with the year when not this year */
struct text show_moment(struct request *r, int64_t at); /* "7月25日 18:00" */
struct text show_big_fen(struct request *r, int64_t fen, const char **ret_unit); /* 143000000.. -> "1.43", unit 亿元 */
struct text show_month(struct request *r, int64_t period);                       /* "Jul", "7月": under a chart */
struct text show_period(struct request *r, int64_t period);                      /* "2026年7月", "July 2026" */
const char *show_gap(struct request *r); /* between two sentences: Chinese has the room in its full stop */

#endif
