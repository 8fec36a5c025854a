/*
 * Signatures: the one way in which shop and gateway prove a message to each other.
 *
 * Invariants
 * - A signature is HMAC-SHA256 under the shared key over "METHOD\nPATH\nt\nn\n" followed by the body.
 * - A nonce is believed only after its signature held, so strangers cannot fill the memory of nonces.
 * - A nonce is remembered for at least twice SIGN_WINDOW_MS, the longest time a message can stay fresh;
 *   when the memory is full messages are refused: nothing is forgotten early.
 *
 * Not here: transport, and who may ask what.
 */
#ifndef GATEWAY_SIGN_H
#define GATEWAY_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SIGN_KEY_BYTES = 32,
	SIGN_NONCE_CHARS = 16,
	SIGN_MAC_CHARS = 64,
	SIGN_HEADER_CHARS = 127,
	SIGN_WINDOW_MS = 5 * 60 * 1000,
};

struct sign_key {
	unsigned char byte[SIGN_KEY_BYTES];
};

/* What the X-Signature header, or the last three fields of a pay link, say. */
struct sign_stamp {
	int64_t t_ms;
	char nonce[SIGN_NONCE_CHARS + 1];
	char mac[SIGN_MAC_CHARS + 1];
};

/* What is signed. The body may hold any bytes; it is not read when length is 0. */
struct sign_message {
	const char *method;
	const char *path;
	const char *body;
	size_t length;
};

enum sign_verdict {
	SIGN_GOOD,
	SIGN_BAD,
	SIGN_STALE,
	SIGN_REPLAYED,
	SIGN_FULL,
};

struct nonces;

/* Milliseconds since 1970, UTC. */
int64_t sign_now_ms(void);

/* Reads 64 hexadecimal digits. */
bool sign_key_read(const char *hex, struct sign_key *ret_key);

/* Digits only, no sign, no space, at most 15 of them. */
bool sign_number_read(const char *text, size_t length, int64_t *ret_number);

/* 16 lower-case hexadecimal digits, not one more. */
bool sign_nonce_is_well_formed(const char *text);

/* Fills ret with lower-case hexadecimal digits of chance; chars is even and at most 64; a zero byte follows. */
void sign_chance_hex(char *ret, size_t chars);

/* Reads exactly "t=<ms>,n=<16 hex>,v1=<64 hex>". */
bool sign_header_read(const char *header, struct sign_stamp *ret_stamp);

/* The signature of a message at a time with a nonce, as 64 lower-case hexadecimal digits. */
void sign_mac(const struct sign_key *key, const struct sign_message *m, int64_t t_ms, const char *nonce,
              char ret_mac[SIGN_MAC_CHARS + 1]);

/* SIGN_GOOD, SIGN_BAD, or SIGN_STALE when |now - t| is over five minutes. Knows nothing of nonces. */
enum sign_verdict sign_check(const struct sign_key *key, const struct sign_message *m, const struct sign_stamp *stamp,
                             int64_t now_ms);

/* Writes the value of an X-Signature header for a message signed now with this nonce. */
void sign_header_write(const struct sign_key *key, const struct sign_message *m, int64_t now_ms, const char *nonce,
                       char ret_header[SIGN_HEADER_CHARS + 1]);

/* The memory of nonces. It has no lock: its owner guards it. NULL when there is no memory. */
struct nonces *nonces_new(void);
void nonces_free(struct nonces *n);

/* Remembers a nonce: SIGN_GOOD when new, SIGN_REPLAYED when known, SIGN_FULL when there is no room to remember it. */
enum sign_verdict nonces_add(struct nonces *n, const char *nonce, int64_t now_ms);

#endif
