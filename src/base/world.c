/* Chance is the ChaCha20 keystream (original variant, 64-bit nonce 0) under the command's seed, read front to back, however
   the draws cut it. */
#include "base/world.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>
#include <time.h>

enum { KEYSTREAM_BLOCK = 64, CHANCE_POOL = 512 };

int64_t world_id(struct world *world)
{
	assert(world->first_id > 0);
	assert(world->next >= 0 && world->next < (world->most > 0 ? world->most : WORLD_IDS));
	return world->first_id + world->next++;
}

void world_chance(struct world *world, void *ret_bytes, size_t size)
{
	static const unsigned char nonce[crypto_stream_chacha20_NONCEBYTES] = { 0 };
	static const unsigned char zeros[KEYSTREAM_BLOCK] = { 0 };
	unsigned char block[KEYSTREAM_BLOCK], *to = ret_bytes;
	while (size > 0) {
		size_t from = world->drawn % KEYSTREAM_BLOCK;
		size_t piece = KEYSTREAM_BLOCK - from < size ? KEYSTREAM_BLOCK - from : size;
		crypto_stream_chacha20_xor_ic(block, zeros, sizeof(block), nonce, world->drawn / KEYSTREAM_BLOCK,
		                              world->seed);
		memcpy(to, block + from, piece);
		to += piece;
		size -= piece;
		world->drawn += piece;
	}
	sodium_memzero(block, sizeof(block));
}

int64_t machine_now(void)
{
	struct timespec now;
	int failed = clock_gettime(CLOCK_REALTIME, &now);
	assert(failed == 0);
	(void)failed;
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t machine_ticks(void)
{
	struct timespec now;
	int failed = clock_gettime(CLOCK_MONOTONIC, &now);
	assert(failed == 0);
	(void)failed;
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The system is asked for many at once: each page with a form needs some. What was given is wiped. */
void machine_chance(void *ret_bytes, size_t size)
{
	static _Thread_local unsigned char pool[CHANCE_POOL];
	static _Thread_local size_t left;
	if (size > sizeof pool) {
		randombytes_buf(ret_bytes, size);
		return;
	}
	if (left < size) {
		randombytes_buf(pool, sizeof pool);
		left = sizeof pool;
	}
	left -= size;
	memcpy(ret_bytes, pool + left, size);
	sodium_memzero(pool + left, size);
}
