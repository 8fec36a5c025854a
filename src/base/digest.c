/* A thin face for libsodium: nothing above base names it for hashing. */
#include "base/digest.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/log.h"

static_assert(DIGEST_BYTES == crypto_generichash_BYTES, "BLAKE2b-256");
static_assert(DIGEST_BYTES == crypto_auth_hmacsha256_BYTES, "HMAC-SHA256");

void digest_start(void)
{
	if (sodium_init() < 0) {
		log_event(LOG_ERROR, "libsodium_cannot_start", "%s", "");
		abort();
	}
}

static const unsigned char *data(struct text t)
{
	return (const unsigned char *)t.bytes;
}

struct digest digest_of(struct text t)
{
	struct digest digest;
	crypto_generichash(digest.bytes, sizeof(digest.bytes), data(t), t.length, NULL, 0);
	return digest;
}

struct digest digest_keyed(const struct digest *key, struct text t)
{
	struct digest digest;
	crypto_generichash(digest.bytes, sizeof(digest.bytes), data(t), t.length, key->bytes, sizeof(key->bytes));
	return digest;
}

struct digest digest_hmac_sha256(struct text key, struct text t)
{
	struct digest digest;
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, data(key), key.length);
	crypto_auth_hmacsha256_update(&state, data(t), t.length);
	crypto_auth_hmacsha256_final(&state, digest.bytes);
	sodium_memzero(&state, sizeof(state));
	return digest;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return sodium_memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

struct text digest_policy(struct arena *arena, struct text t)
{
	enum { ROOM = sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL) };
	unsigned char digest[crypto_hash_sha256_BYTES];
	char words[ROOM];
	crypto_hash_sha256(digest, data(t), t.length);
	sodium_bin2base64(words, sizeof(words), digest, sizeof(digest), sodium_base64_VARIANT_ORIGINAL);
	return text_format(arena, "sha256-%s", words);
}
