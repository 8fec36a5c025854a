#include "base/zip_pieces.h"

#define ZLIB_CONST /* what it reads it takes as const */

#include <assert.h>
#include <string.h>
#include <zlib.h>

enum {
	VERSION = 20,         /* 2.0: deflate, folders */
	SIZES_FOLLOW = 8,     /* bit 3: a data descriptor stands behind the bytes */
	NO_TIME = 0,          /* midnight ... */
	NO_DAY = (1 << 5) | 1 /* ... of 1 January 1980, the first day there is: the same rows give the same bytes */
};
/* The four headers begin with these. */
#define LOCAL_HEADER UINT32_C(0x04034b50)
#define DATA_DESCRIPTOR UINT32_C(0x08074b50)
#define DIRECTORY_HEADER UINT32_C(0x02014b50)
#define DIRECTORY_END UINT32_C(0x06054b50)

/* A member as its headers tell it. */
struct entry {
	const char *name;
	uint32_t flags, method, crc, packed, plain, offset;
};

static void put(struct output *out, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++) {
		char byte = (char)(unsigned char)(value >> (8 * i) & 0xff);

		out_raw(out, &byte, 1);
	}
}

/* What the local header and the directory's have alike, from the version that is needed to the length of the extra field. */
static void put_common(struct output *out, const struct entry *e, bool sizes_known)
{
	put(out, VERSION, 2);
	put(out, e->flags, 2);
	put(out, e->method, 2);
	put(out, NO_TIME, 2);
	put(out, NO_DAY, 2);
	put(out, sizes_known ? e->crc : 0, 4);
	put(out, sizes_known ? e->packed : 0, 4);
	put(out, sizes_known ? e->plain : 0, 4);
	put(out, (uint32_t)strlen(e->name), 2);
	put(out, 0, 2);
}

static void put_local(struct output *out, const struct entry *e)
{
	put(out, LOCAL_HEADER, 4);
	put_common(out, e, !(e->flags & SIZES_FOLLOW));
	out_string(out, e->name);
}

static void put_directory(struct output *out, const struct entry *e)
{
	put(out, DIRECTORY_HEADER, 4);
	put(out, VERSION, 2);
	put_common(out, e, true);
	put(out, 0, 2); /* comment */
	put(out, 0, 2); /* disk */
	put(out, 0, 2); /* attributes within ... */
	put(out, 0, 4); /* ... and without */
	put(out, e->offset, 4);
	out_string(out, e->name);
}

static struct entry long_entry(const char *name, const struct zip_pieces *zip)
{
	return (struct entry){ .name = name,
		               .flags = SIZES_FOLLOW,
		               .method = Z_DEFLATED,
		               .crc = (uint32_t)zip->crc,
		               .packed = (uint32_t)zip->packed,
		               .plain = (uint32_t)zip->plain };
}

void zip_pieces_begin(struct output *out, const char *name)
{
	struct zip_pieces nothing = { 0 };
	struct entry e = long_entry(name, &nothing);

	put_local(out, &e);
}

/* flush: Z_FULL_FLUSH, or Z_FINISH for the last. zlib takes its memory from the system; that it has none aborts, as in an arena. */
static void pack(struct output *out, struct zip_pieces *zip, struct text plain, int flush)
{
	z_stream stream = { .next_in = (const Bytef *)plain.bytes, .avail_in = (uInt)plain.length };
	char room[16384];
	int status = deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL - 1,
	                          Z_DEFAULT_STRATEGY);

	assert(status == Z_OK);
	do {
		stream.next_out = (Bytef *)room;
		stream.avail_out = sizeof room;
		status = deflate(&stream, flush);
		assert(status != Z_STREAM_ERROR);
		out_raw(out, room, sizeof room - stream.avail_out);
		zip->packed += (int64_t)(sizeof room - stream.avail_out);
	} while (stream.avail_out == 0);
	assert(stream.avail_in == 0);
	deflateEnd(&stream);
}

void zip_pieces_add(struct output *out, struct zip_pieces *zip, struct text plain)
{
	if (plain.length == 0)
		return;
	assert(plain.length <= ZIP_PIECES_BYTES);
	zip->crc = (int64_t)crc32((uLong)zip->crc, (const Bytef *)plain.bytes, (uInt)plain.length);
	zip->plain += (int64_t)plain.length;
	pack(out, zip, plain, Z_FULL_FLUSH);
}

/* Stands where the long member's header, its bytes and its descriptor have been written. */
static struct entry put_short(struct output *out, const struct zip_member *member, uint32_t offset)
{
	uint32_t length = (uint32_t)member->bytes.length;
	struct entry e = { .name = member->name, .packed = length, .plain = length, .offset = offset };

	e.crc = (uint32_t)crc32(0, (const Bytef *)member->bytes.bytes, length);
	put_local(out, &e);
	out_text(out, member->bytes);
	return e;
}

static void put_end(struct output *out, size_t count, uint32_t bytes, uint32_t offset)
{
	put(out, DIRECTORY_END, 4);
	put(out, 0, 2); /* disk, and that of the directory */
	put(out, 0, 2);
	put(out, (uint32_t)count, 2);
	put(out, (uint32_t)count, 2);
	put(out, bytes, 4);
	put(out, offset, 4);
	put(out, 0, 2); /* comment */
}

void zip_pieces_end(struct output *out, struct zip_pieces *zip, const char *name, const struct zip_member *members,
                    size_t count)
{
	enum { LOCAL_BYTES = 30, DESCRIPTOR_BYTES = 16 };
	struct entry entries[ZIP_PIECES_MEMBERS + 1];
	int64_t offset;
	size_t from;

	assert(count <= ZIP_PIECES_MEMBERS);
	pack(out, zip, T(""), Z_FINISH);
	assert(zip->plain <= UINT32_MAX && zip->packed <= UINT32_MAX);
	entries[0] = long_entry(name, zip);
	put(out, DATA_DESCRIPTOR, 4);
	put(out, entries[0].crc, 4);
	put(out, entries[0].packed, 4);
	put(out, entries[0].plain, 4);
	offset = LOCAL_BYTES + (int64_t)strlen(name) + zip->packed + DESCRIPTOR_BYTES;
	for (size_t i = 0; i < count; i++) {
		from = out->length;
		entries[i + 1] = put_short(out, &members[i], (uint32_t)offset);
		offset += (int64_t)(out->length - from);
	}
	from = out->length;
	for (size_t i = 0; i <= count; i++)
		put_directory(out, &entries[i]);
	put_end(out, count + 1, (uint32_t)(out->length - from), (uint32_t)offset);
}
