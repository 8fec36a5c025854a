/* A page's encoder wants some 700 KB, for a long page 1.3 MB, for tables of which it uses a little here and there. Asked from the system for
   each answer and given back, they were four fifths of the time it took, most of it in the kernel; so they are kept for the next
   answer, a room for each thread that packs at once.
   Invariant: a room is one encoder's at a time; what does not fit into it is the system's. */
#include "web/pack.h"

#include <brotli/encode.h>
#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/output.h"

/* Of a page quality 5 makes 7 to 14 % less than 4 in some tenth more time; of a file of a megabyte 8 % less in twice the time. A window of
   64 KB holds all of a page and has Brotli choose tables of half the size. */
enum {
	PACK_PAGE = 64 << 10, /* longer answers are files */
	PACK_PAGE_QUALITY = 5,
	PACK_PAGE_WINDOW = 16,
	PACK_FILE_QUALITY = 4,
	PACK_FILE_WINDOW = 18,
	PACK_GZIP_LEVEL = 4,
	PACK_ROOM = 3 << 19,
};

/* ---- rooms ---- */

struct room {
	struct room *next; /* of the free ones */
	size_t taken;
	alignas(max_align_t) unsigned char bytes[PACK_ROOM];
};

static struct {
	pthread_mutex_t lock;
	struct room *first;
} rooms = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* NULL: there is no memory. */
static struct room *room_enter(void)
{
	pthread_mutex_lock(&rooms.lock);
	struct room *room = rooms.first;
	if (room)
		rooms.first = room->next;
	pthread_mutex_unlock(&rooms.lock);
	if (!room)
		room = malloc(sizeof *room);
	if (room)
		room->taken = 0;
	return room;
}

static void room_leave(struct room *room)
{
	if (!room)
		return;
	pthread_mutex_lock(&rooms.lock);
	room->next = rooms.first;
	rooms.first = room;
	pthread_mutex_unlock(&rooms.lock);
}

static void *room_take(void *context, size_t size)
{
	struct room *room = context;
	size_t left = PACK_ROOM - room->taken;
	if (size >= left)
		return malloc(size);
	void *piece = room->bytes + room->taken;
	size_t whole = (size + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	room->taken += whole < left ? whole : left;
	return piece;
}

/* Pieces of the room itself go when it is left. */
static void room_give_back(void *context, void *piece)
{
	struct room *room = context;
	uintptr_t at = (uintptr_t)piece, from = (uintptr_t)room->bytes;
	if (at < from || at >= from + PACK_ROOM)
		free(piece);
}

/* ---- Brotli ---- */

/* Written as it comes: a long file takes the room of its packed form only. */
static bool encode(BrotliEncoderState *encoder, struct text body, struct output *out)
{
	bool is_page = body.length <= PACK_PAGE;
	const uint8_t *plain = (const uint8_t *)body.bytes;
	size_t left = body.length, none = 0;
	bool good =
		BrotliEncoderSetParameter(encoder, BROTLI_PARAM_QUALITY,
	                                  is_page ? PACK_PAGE_QUALITY : PACK_FILE_QUALITY) &&
		BrotliEncoderSetParameter(encoder, BROTLI_PARAM_LGWIN, is_page ? PACK_PAGE_WINDOW : PACK_FILE_WINDOW) &&
		BrotliEncoderSetParameter(encoder, BROTLI_PARAM_MODE, BROTLI_MODE_TEXT);
	while (good && !BrotliEncoderIsFinished(encoder)) {
		size_t length = 0;
		good = BrotliEncoderCompressStream(encoder, BROTLI_OPERATION_FINISH, &left, &plain, &none, NULL, NULL);
		const uint8_t *packed = good ? BrotliEncoderTakeOutput(encoder, &length) : NULL;
		out_raw(out, (const char *)packed, length);
	}
	return good;
}

bool pack_brotli(struct arena *arena, struct text body, struct text *ret_packed)
{
	struct output out = output_in(arena);
	struct room *room = room_enter();
	BrotliEncoderState *encoder = room ? BrotliEncoderCreateInstance(room_take, room_give_back, room) : NULL;
	bool good = encoder && encode(encoder, body, &out);
	BrotliEncoderDestroyInstance(encoder);
	room_leave(room);
	*ret_packed = output_text(&out);
	return good;
}

/* ---- gzip ---- */

static void *room_take_many(void *context, unsigned count, unsigned size)
{
	return room_take(context, (size_t)count * size);
}

static bool deflate_whole(z_stream *stream, struct arena *arena, struct text body, struct text *ret_packed)
{
	size_t size = deflateBound(stream, body.length);
	unsigned char *packed = arena_take(arena, size);
	union {
		const char *given;
		unsigned char *wanted; /* zlib does not write there */
	} input = { .given = body.bytes };
	stream->next_in = input.wanted;
	stream->avail_in = (uInt)body.length;
	stream->next_out = packed;
	stream->avail_out = (uInt)size;
	bool whole = deflate(stream, Z_FINISH) == Z_STREAM_END;
	*ret_packed = (struct text){ (const char *)packed, stream->total_out };
	return whole;
}

bool pack_gzip(struct arena *arena, struct text body, struct text *ret_packed)
{
	struct room *room = room_enter();
	z_stream stream = { .zalloc = room_take_many, .zfree = room_give_back, .opaque = room };
	bool good = room && deflateInit2(&stream, PACK_GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK;
	if (good) {
		good = deflate_whole(&stream, arena, body, ret_packed);
		deflateEnd(&stream);
	}
	room_leave(room);
	return good;
}
