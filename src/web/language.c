#include "web/language.h"

#include <assert.h>
#include <string.h>

#include "base/output.h"
#include "lang.h"
#include "web/catalogue.h"
#include "web/request.h"

static const struct language chinese = { "zh-CN", "中文", true };
static const struct language tibetan = { "bo", "བོད་ཡིག", true };
static const struct language english_language = { "en", "English", false };
static const struct language poison = { "x-poison", "x-poison", false };

const struct language *const languages[] = { &chinese, &tibetan, &english_language, NULL };

static struct text first_part(struct text tag)
{
	struct text rest = tag, part = tag;
	(void)text_next(&rest, '-', &part);
	return part;
}

const struct language *language_of(struct text tag)
{
	if (text_equal_caseless(tag, text_of(poison.tag)))
		return &poison;
	for (size_t i = 0; languages[i]; i++)
		if (text_equal_caseless(first_part(tag), first_part(text_of(languages[i]->tag))))
			return languages[i];
	return NULL;
}

static const char *chinese_word(const char *english)
{
	static _Thread_local struct catalogue_kept kept;
	return catalogue_find_kept(&(struct catalogue){ lang_zh_cn_mo, lang_zh_cn_mo_length }, &kept, english);
}

const char *language_word(const struct language *language, const char *english)
{
	const char *word = NULL;
	if (language == &tibetan)
		word = catalogue_find(&(struct catalogue){ lang_bo_mo, lang_bo_mo_length }, english);
	if (!word && (language == &chinese || language == &tibetan))
		word = chinese_word(english);
	return word ? word : english;
}

const struct language *language_now(const struct request *r)
{
	return r->in_chinese > 0 ? &chinese : r->language;
}

const char *request_word(struct request *r, const char *english)
{
	if (r->language == &poison && chinese_word(english))
		return text_string(r->arena, text_format(r->arena, "⟦%s⟧", english));
	return language_word(language_now(r), english);
}

static bool falls_back(const struct request *r, const char *english)
{
	return r->language == &tibetan &&
	       !catalogue_find(&(struct catalogue){ lang_bo_mo, lang_bo_mo_length }, english);
}

void words_enter(struct request *r, const char *english)
{
	r->in_chinese += falls_back(r, english);
}

struct text words_done(struct request *r, const char *english, size_t count, const struct text *fillings)
{
	struct text sentence = words_filled(r, english, count, fillings);
	r->in_chinese -= falls_back(r, english);
	return sentence;
}

struct text words_text(struct request *r, struct text t)
{
	(void)r;
	return t;
}

struct text words_string(struct request *r, const char *string)
{
	(void)r;
	return text_of(string);
}

struct text words_number(struct request *r, int64_t number)
{
	return show_number(r, number);
}

/* The length of a mark (%s, %1$s) at the start of p, and which filling it takes; 0 when there is none. next counts %s. */
static size_t mark_at(const char *p, size_t *next, size_t *ret_index)
{
	if (p[0] != '%')
		return 0;
	if (p[1] == 's') {
		*ret_index = (*next)++;
		return 2;
	}
	if (p[1] >= '1' && p[1] <= '9' && p[2] == '$' && p[3] == 's') {
		*ret_index = (size_t)(p[1] - '1');
		return 4;
	}
	return 0;
}

struct text words_filled(struct request *r, const char *english, size_t count, const struct text *fillings)
{
	struct output out = output_in(r->arena);
	size_t next = 0;
	const char *from = request_word(r, english);
	for (const char *p = from; *p;) {
		size_t index = 0, length = mark_at(p, &next, &index);
		if (!length) {
			p++;
			continue;
		}
		out_raw(&out, from, (size_t)(p - from));
		if (index < count)
			out_text(&out, fillings[index]);
		p += length;
		from = p;
	}
	out_string(&out, from);
	return output_text(&out);
}
