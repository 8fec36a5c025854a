/* Sealing and blind indexes. Every use of the installation's secret has a key of its own, derived by keyed BLAKE2b over a
   word, so that no two uses can be played against each other. Not done here: storing or
   changing the secret; what stays in memory of it is the key that each thread used last. */
#include "journal/seal.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"

enum {
	SEAL_NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	SEAL_TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};
_Static_assert(SEAL_NONCE_BYTES == 24 && SEAL_TAG_BYTES == 16, "the form of a seal is 24 || text || 16");
_Static_assert(DIGEST_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a digest serves as a key");

/* Each thread keeps the last one: a list of people asks for the same key hundreds of times. */
struct digest seal_key(const struct digest *secret)
{
	static _Thread_local struct {
		struct digest secret, key;
		bool is_known;
	} last;

	if (!last.is_known || sodium_memcmp(&last.secret, secret, sizeof last.secret) != 0) {
		last.key = digest_keyed(secret, T("tongcun seal 1"));
		last.secret = *secret;
		last.is_known = true;
	}
	return last.key;
}

static const unsigned char *octets(const char *bytes)
{
	return (const unsigned char *)bytes;
}

struct text seal_by_key(struct arena *arena, const struct digest *key, struct world *world, struct text plain)
{
	unsigned char *sealed = arena_take(arena, SEAL_NONCE_BYTES + plain.length + SEAL_TAG_BYTES + 1);
	unsigned long long length = 0;

	world_chance(world, sealed, SEAL_NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + SEAL_NONCE_BYTES, &length, octets(plain.bytes),
	                                           plain.length, NULL, 0, NULL, sealed, key->bytes);
	assert(length == plain.length + SEAL_TAG_BYTES);
	return (struct text){ (const char *)sealed, SEAL_NONCE_BYTES + (size_t)length };
}

struct text seal(struct arena *arena, const struct digest *secret, struct world *world, struct text plain)
{
	struct digest key = seal_key(secret);
	struct text sealed = seal_by_key(arena, &key, world, plain);

	sodium_memzero(&key, sizeof key);
	return sealed;
}

bool unseal_by_key(struct arena *arena, const struct digest *key, struct text sealed, struct text *ret_plain)
{
	if (sealed.length < SEAL_NONCE_BYTES + SEAL_TAG_BYTES)
		return false;
	const unsigned char *nonce = octets(sealed.bytes);
	unsigned char *plain = arena_take(arena, sealed.length - SEAL_NONCE_BYTES - SEAL_TAG_BYTES + 1);
	unsigned long long length = 0;
	int wrong = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &length, NULL, nonce + SEAL_NONCE_BYTES,
	                                                       sealed.length - SEAL_NONCE_BYTES, NULL, 0, nonce,
	                                                       key->bytes);

	if (wrong != 0)
		return false;
	*ret_plain = (struct text){ (const char *)plain, (size_t)length };
	return true;
}

bool unseal(struct arena *arena, const struct digest *secret, struct text sealed, struct text *ret_plain)
{
	struct digest key = seal_key(secret);
	bool is_ours = unseal_by_key(arena, &key, sealed, ret_plain);

	sodium_memzero(&key, sizeof key);
	return is_ours;
}

struct text seal_hex(struct arena *arena, const struct digest *secret, struct world *world, struct text plain)
{
	struct text sealed = seal(arena, secret, world, plain);

	return text_hex(arena, sealed.bytes, sealed.length);
}

bool unseal_hex(struct arena *arena, const struct digest *secret, struct text hex, struct text *ret_plain)
{
	size_t size = hex.length / 2;
	char *sealed = arena_take(arena, size + 1);

	if (!text_from_hex(hex, sealed, size))
		return false;
	return unseal(arena, secret, (struct text){ sealed, size }, ret_plain);
}

struct text blind_index(struct arena *arena, const struct digest *secret, const char *purpose, struct text plain)
{
	assert(purpose != NULL && purpose[0] != '\0');
	struct digest key = digest_keyed(secret, text_join(arena, T("tongcun blind index 1 "), text_of(purpose)));
	struct digest index = digest_keyed(&key, plain);

	sodium_memzero(&key, sizeof key);
	return text_hex(arena, index.bytes, DIGEST_BYTES);
}
