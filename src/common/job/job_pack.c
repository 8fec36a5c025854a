/* Files are kept packed (zlib, RFC 1950): rows of a table are a tenth then. */
#include <zlib.h>

#include "common/job/job_inside.h"

struct text job_pack(struct arena *arena, struct text plain)
{
	uLongf room = compressBound((uLong)plain.length);
	unsigned char *bytes = arena_take(arena, room);

	if (compress2(bytes, &room, (const unsigned char *)plain.bytes, (uLong)plain.length, 6) != Z_OK)
		return T("");
	return (struct text){ (const char *)bytes, room };
}

struct text job_unpack(struct arena *arena, struct text packed, int64_t plain)
{
	uLongf room = (uLongf)plain;
	unsigned char *bytes = arena_take(arena, (size_t)plain + 1);

	if (uncompress(bytes, &room, (const unsigned char *)packed.bytes, (uLong)packed.length) != Z_OK)
		return T("");
	return (struct text){ (const char *)bytes, room };
}
