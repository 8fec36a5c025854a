/* Reading Accept-Encoding and If-None-Match. */
#include "web/accept.h"

enum { ACCEPT_PIECES = 32 };

bool accepts_encoding(const struct exchange *exchange, struct text coding)
{
	struct text rest = exchange_header(exchange, T("Accept-Encoding")), piece;
	for (int i = 0; i < ACCEPT_PIECES && rest.length && text_next(&rest, ',', &piece); i++) {
		size_t end = text_find(piece, T(";"));
		if (!text_equal_caseless(text_trim(text_part(piece, 0, end)), coding))
			continue;
		struct text weight = text_trim(text_part(piece, end + 1, piece.length));
		return !text_equal(weight, T("q=0")) && !text_starts(weight, T("q=0.0"));
	}
	return false;
}

static struct text opaque_tag(struct text tag)
{
	return text_starts(tag, T("W/")) ? text_part(tag, 2, tag.length) : tag;
}

bool etag_matches(const struct exchange *exchange, struct text etag)
{
	struct text rest = exchange_header(exchange, T("If-None-Match")), piece;
	for (int i = 0; i < ACCEPT_PIECES && rest.length && text_next(&rest, ',', &piece); i++) {
		piece = text_trim(piece);
		if (text_equal(piece, T("*")) || text_equal(opaque_tag(piece), opaque_tag(etag)))
			return true;
	}
	return false;
}
