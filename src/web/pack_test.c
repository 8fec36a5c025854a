/* What is packed comes out again byte for byte, of every length, by many threads at once. */
#include "support/town.h"

#include <brotli/decode.h>
#include <string.h>
#include <zlib.h>

#include "base/thread.h"
#include "web/pack.h"

enum { PACKERS = 8, ROUNDS = 40, LONGEST = 3 << 20 };

/* Words that repeat as those of a page do, different ones for each seed. */
static struct text page_of(struct arena *arena, size_t length, unsigned seed)
{
	char *bytes = arena_take(arena, length + 1);
	for (size_t i = 0; i < length; i++) {
		if (i % 32 == 0)
			seed = seed * 1103515245 + 12345;
		bytes[i] = (char)('a' + ((seed >> 16) + i % 32) % 26);
	}
	return (struct text){ bytes, length };
}

static bool brotli_holds(struct arena *arena, struct text packed, struct text body)
{
	size_t length = body.length + 1;
	uint8_t *plain = arena_take(arena, length);
	return BrotliDecoderDecompress(packed.length, (const uint8_t *)packed.bytes, &length, plain) ==
	               BROTLI_DECODER_RESULT_SUCCESS &&
	       text_equal((struct text){ (const char *)plain, length }, body);
}

static bool gzip_holds(struct arena *arena, struct text packed, struct text body)
{
	unsigned char *input = arena_take(arena, packed.length + 1), *plain = arena_take(arena, body.length + 1);
	memcpy(input, packed.bytes, packed.length);
	z_stream stream = {
		.next_in = input, .avail_in = (uInt)packed.length, .next_out = plain, .avail_out = (uInt)body.length + 1
	};
	bool good = inflateInit2(&stream, 15 + 16) == Z_OK && inflate(&stream, Z_FINISH) == Z_STREAM_END &&
	            text_equal((struct text){ (const char *)plain, stream.total_out }, body);
	inflateEnd(&stream);
	return good;
}

static bool comes_out_again(struct arena *arena, size_t length, unsigned seed)
{
	struct text body = page_of(arena, length, seed), packed = T("");
	bool good = pack_brotli(arena, body, &packed) && brotli_holds(arena, packed, body) &&
	            pack_gzip(arena, body, &packed) && gzip_holds(arena, packed, body);
	arena_reset(arena);
	return good;
}

TEST(packed_answers_come_out_again_whatever_their_length)
{
	static const size_t lengths[] = { 0, 1, 1025, 9000, 65535, 65536, 65537, 400000, LONGEST };
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		assert_true(comes_out_again(arena, lengths[i], (unsigned)i));
	arena_free(arena);
}

TEST(packed_answers_are_shorter)
{
	struct arena *arena = arena_new();
	struct text packed = T(""), body = text_format(arena, "%04000d", 0);
	assert_true(pack_brotli(arena, body, &packed));
	assert_true(packed.length < 100);
	assert_true(pack_gzip(arena, body, &packed));
	assert_true(packed.length < 100);
	arena_free(arena);
}

struct packer {
	pthread_t thread;
	unsigned seed;
	bool good;
};

static void *pack_much(void *context)
{
	struct packer *packer = context;
	struct arena *arena = arena_new();
	packer->good = true;
	for (unsigned i = 0; i < ROUNDS && packer->good; i++)
		packer->good = comes_out_again(arena, 2000 + (size_t)i * 1900, packer->seed + i);
	arena_free(arena);
	return NULL;
}

TEST(threads_pack_side_by_side)
{
	struct packer packers[PACKERS];
	for (unsigned i = 0; i < PACKERS; i++) {
		packers[i] = (struct packer){ .seed = i * ROUNDS };
		assert_true(thread_start(&packers[i].thread, pack_much, &packers[i]));
	}
	for (unsigned i = 0; i < PACKERS; i++) {
		pthread_join(packers[i].thread, NULL);
		assert_true(packers[i].good);
	}
}
