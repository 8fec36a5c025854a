/* Decoding targets by ourselves: a library that decodes leaves nothing to tell a malformed one by. */
#include "web/target.h"

#include <string.h>

#include "base/limits.h"

/* %xx of the path; a broken escape, bad UTF-8 or a zero byte refuses the request. */
static bool path_decode(struct arena *arena, struct text raw, struct text *ret_path)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	char *bytes = arena_take(arena, raw.length + 1);
	size_t length = 0;
	for (size_t i = 0; i < raw.length; i++) {
		char c = raw.bytes[i];
		if (c == '%') {
			if (raw.length - i < 3)
				return false;
			const char *high = memchr(digits, raw.bytes[i + 1], sizeof digits - 1);
			const char *low = memchr(digits, raw.bytes[i + 2], sizeof digits - 1);
			if (!high || !low)
				return false;
			c = (char)((high - digits) % 16 * 16 + (low - digits) % 16);
			i += 2;
		}
		bytes[length++] = c;
	}
	*ret_path = (struct text){ bytes, length };
	return length > 0 && bytes[0] == '/' && text_is_utf8(*ret_path);
}

int target_read(struct arena *arena, struct text target, struct text *ret_path, struct text *ret_query)
{
	size_t end = text_find(target, T("?"));
	struct text path;
	*ret_path = T("/");
	*ret_query = T("");
	if (target.length > LIMIT_TARGET_BYTES)
		return 414;
	if (!path_decode(arena, text_part(target, 0, end), &path))
		return 400;
	*ret_path = path;
	*ret_query = text_copy(arena, text_part(target, end + 1, target.length));
	return 0;
}
