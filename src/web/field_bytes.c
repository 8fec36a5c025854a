/* Bytes as fields of a command: base64, in pieces that fit a form field, so that the journal can be run again. */
#include <sodium.h>

#include "base/limits.h"
#include "web/request.h"

enum {
	PIECE_BYTES = 45000, /* 60,000 characters of base64 */
	PIECES = FIELD_BYTES_MOST / PIECE_BYTES,
	BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING,
};
_Static_assert(PIECE_BYTES / 3 * 4 <= LIMIT_FIELD_BYTES, "a piece fits a field");

static const char *piece_name(struct arena *arena, const char *name, size_t piece)
{
	return text_format(arena, "%s.%zu", name, piece).bytes;
}

void request_set_bytes(struct request *r, const char *name, struct text bytes)
{
	size_t piece = 0;

	for (; piece * PIECE_BYTES < bytes.length && piece < PIECES; piece++) {
		struct text part = text_part(bytes, piece * PIECE_BYTES, PIECE_BYTES);
		size_t room = sodium_base64_encoded_len(part.length, BASE64);
		char *words = arena_take(r->arena, room);

		sodium_bin2base64(words, room, (const unsigned char *)part.bytes, part.length, BASE64);
		request_set_field(r, piece_name(r->arena, name, piece), text_of(words));
	}
	for (; piece < PIECES; piece++)
		request_remove_field(r, piece_name(r->arena, name, piece));
}

bool request_bytes(struct request *r, const char *name, struct text *ret_bytes)
{
	struct output out = output_in(r->arena);

	for (size_t piece = 0; piece < PIECES; piece++) {
		struct text words = request_field(r, piece_name(r->arena, name, piece));
		unsigned char *bytes = arena_take(r->arena, words.length + 1);
		size_t length = 0;

		if (words.length == 0)
			break;
		if (sodium_base642bin(bytes, words.length, words.bytes, words.length, NULL, &length, NULL, BASE64) != 0)
			return false;
		out_raw(&out, (const char *)bytes, length);
	}
	*ret_bytes = output_text(&out);
	return true;
}
