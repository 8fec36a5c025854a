/* Reads only ASCII structure; bytes above 127 count as letters, so UTF-8 passes through whole. */
#include "db/sql_text.h"

#include <string.h>

static bool is_word(char c)
{
	unsigned char u = (unsigned char)c;
	return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || u == '_' || u >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t word_length(struct text t)
{
	size_t n = 1;
	while (n < t.length && is_word(t.bytes[n]))
		n++;
	return n;
}

static size_t quoted_length(struct text t)
{
	for (size_t n = 1; n < t.length; n++) {
		if (t.bytes[n] != t.bytes[0])
			continue;
		if (n + 1 == t.length || t.bytes[n + 1] != t.bytes[0])
			return n + 1;
		n++;
	}
	return t.length;
}

static size_t comment_length(struct text t)
{
	const char *end = t.bytes[0] == '-' ? memchr(t.bytes, '\n', t.length) : NULL;
	if (t.bytes[0] == '-')
		return end ? (size_t)(end - t.bytes) : t.length;
	for (size_t n = 3; n < t.length; n++) {
		if (t.bytes[n - 1] == '*' && t.bytes[n] == '/')
			return n + 1;
	}
	return t.length;
}

static size_t parameter_length(struct text t)
{
	size_t n = 1;
	while (n < t.length && is_digit(t.bytes[n]))
		n++;
	return n;
}

static enum sql_kind measure(struct text t, size_t *ret_length)
{
	char first = t.bytes[0];
	char second = t.length > 1 ? t.bytes[1] : '\0';
	*ret_length = 1;
	if (strchr(" \t\r\n", first) && first)
		return SQL_SPACE;
	if ((first == '-' && second == '-') || (first == '/' && second == '*')) {
		*ret_length = comment_length(t);
		return SQL_COMMENT;
	}
	if (first == '\'' || first == '"') {
		*ret_length = quoted_length(t);
		return SQL_QUOTED;
	}
	if (first == '$' && is_digit(second)) {
		*ret_length = parameter_length(t);
		return SQL_PARAMETER;
	}
	if (!is_word(first))
		return SQL_MARK;
	*ret_length = word_length(t);
	return SQL_WORD;
}

enum sql_kind sql_next(struct text *rest, struct text *ret_piece)
{
	if (!rest->length)
		return SQL_END;
	size_t length;
	enum sql_kind kind = measure(*rest, &length);
	*ret_piece = (struct text){ rest->bytes, length };
	*rest = (struct text){ rest->bytes + length, rest->length - length };
	return kind;
}

static bool is_one_of(struct text word, const char *const *words)
{
	for (; *words; words++)
		if (text_equal_caseless(word, text_of(*words)))
			return true;
	return false;
}

bool sql_tables(struct text sql, void (*each)(void *context, struct text table), void *context, bool *ret_writes)
{
	static const char *const before[] = { "FROM", "JOIN", "INTO", "UPDATE", NULL };
	static const char *const writing[] = { "INSERT", "UPDATE", "DELETE", NULL };
	static const char *const as[] = { "AS", NULL };
	enum { ELSEWHERE, BEFORE, BEHIND, BEHIND_ALIAS } place = ELSEWHERE;
	struct text piece;
	bool certain = true;

	*ret_writes = false;
	for (enum sql_kind kind; (kind = sql_next(&sql, &piece)) != SQL_END;) {
		if (kind == SQL_SPACE || kind == SQL_COMMENT)
			continue;
		*ret_writes = *ret_writes || (kind == SQL_WORD && is_one_of(piece, writing));
		if (kind == SQL_WORD && is_one_of(piece, before)) {
			place = BEFORE;
		} else if (kind == SQL_WORD && place == BEFORE) {
			each(context, piece);
			place = BEHIND;
		} else if (kind == SQL_WORD && place == BEHIND) {
			place = is_one_of(piece, as) ? BEHIND : BEHIND_ALIAS;
		} else { /* "FROM a AS x, b": a list is not followed */
			bool is_list = kind == SQL_MARK && piece.bytes[0] == ',' && place >= BEHIND;
			certain = certain && !is_list && !(place == BEFORE && kind == SQL_QUOTED);
			place = ELSEWHERE;
		}
	}
	return certain;
}
