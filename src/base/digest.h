/* Hashes and message authentication, all from libsodium: BLAKE2b-256 for the chain and blind indexes, HMAC-SHA256 for
   signatures agreed with outside systems. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/text.h"

enum { DIGEST_BYTES = 32 };

struct digest {
	uint8_t bytes[DIGEST_BYTES];
};

/* Must be called once before anything else of libsodium; aborts when it cannot start. */
void digest_start(void);
struct digest digest_of(struct text t);
/* With a key of 32 bytes. */
struct digest digest_keyed(const struct digest *key, struct text t);
struct digest digest_hmac_sha256(struct text key, struct text t);
/* "sha256-" and the standard base64 of SHA-256, as content security policies name what they allow (CSP 3, 2.3.1). */
struct text digest_policy(struct arena *arena, struct text t);
/* Equal, in constant time. */
bool digest_equal(const struct digest *a, const struct digest *b);

#endif
