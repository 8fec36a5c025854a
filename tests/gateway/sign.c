/*
 * Signatures and the memory of nonces; see sign.h.
 *
 * The memory is two open-addressed sets, the present one and the one before. Every GENERATION_MS the older is emptied
 * and they change places, so a nonce lives for one to two generations, and looking up costs a few steps at any size.
 */
#include "sign.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GENERATION_MS (2 * (int64_t)SIGN_WINDOW_MS)
#define SLOTS ((size_t)1 << 21)
#define SLOTS_USED_MAX (SLOTS / 4 * 3)

struct generation {
	uint64_t *slot;
	size_t used;
};

struct nonces {
	struct generation present;
	struct generation before;
	int64_t since_ms;
};

int64_t sign_now_ms(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_REALTIME, &now) != 0)
		abort();
	return (int64_t)now.tv_sec * 1000 + (int64_t)now.tv_nsec / 1000000;
}

static bool is_hex(const char *text, size_t chars)
{
	for (size_t i = 0; i < chars; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';
		bool letter = text[i] >= 'a' && text[i] <= 'f';

		if (!digit && !letter)
			return false;
	}
	return true;
}

bool sign_key_read(const char *hex, struct sign_key *ret_key)
{
	size_t length = 0;

	if (strlen(hex) != 2 * (size_t)SIGN_KEY_BYTES)
		return false;
	if (sodium_hex2bin(ret_key->byte, sizeof ret_key->byte, hex, strlen(hex), NULL, &length, NULL) != 0)
		return false;
	return length == SIGN_KEY_BYTES;
}

bool sign_number_read(const char *text, size_t length, int64_t *ret_number)
{
	int64_t number = 0;

	if (length == 0 || length > 15)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		number = number * 10 + (text[i] - '0');
	}
	*ret_number = number;
	return true;
}

bool sign_nonce_is_well_formed(const char *text)
{
	return strlen(text) == SIGN_NONCE_CHARS && is_hex(text, SIGN_NONCE_CHARS);
}

void sign_chance_hex(char *ret, size_t chars)
{
	unsigned char byte[32];

	assert(chars % 2 == 0);
	assert(chars / 2 <= sizeof byte);
	randombytes_buf(byte, chars / 2);
	sodium_bin2hex(ret, chars + 1, byte, chars / 2);
}

bool sign_header_read(const char *header, struct sign_stamp *ret_stamp)
{
	struct sign_stamp s = { 0 };
	const char *n, *v1;

	if (strncmp(header, "t=", 2) != 0)
		return false;
	n = strstr(header, ",n=");
	if (n == NULL || !sign_number_read(header + 2, (size_t)(n - header - 2), &s.t_ms))
		return false;
	n += 3;
	if (strlen(n) != SIGN_NONCE_CHARS + 4 + SIGN_MAC_CHARS)
		return false;
	v1 = n + SIGN_NONCE_CHARS;
	if (strncmp(v1, ",v1=", 4) != 0 || !is_hex(n, SIGN_NONCE_CHARS) || !is_hex(v1 + 4, SIGN_MAC_CHARS))
		return false;
	memcpy(s.nonce, n, SIGN_NONCE_CHARS);
	memcpy(s.mac, v1 + 4, SIGN_MAC_CHARS);
	*ret_stamp = s;
	return true;
}

static void mac_text(crypto_auth_hmacsha256_state *mac, const char *text)
{
	crypto_auth_hmacsha256_update(mac, (const unsigned char *)text, strlen(text));
	crypto_auth_hmacsha256_update(mac, (const unsigned char *)"\n", 1);
}

void sign_mac(const struct sign_key *key, const struct sign_message *m, int64_t t_ms, const char *nonce,
              char ret_mac[SIGN_MAC_CHARS + 1])
{
	crypto_auth_hmacsha256_state mac;
	unsigned char sum[crypto_auth_hmacsha256_BYTES];
	char t[24];

	(void)snprintf(t, sizeof t, "%" PRId64, t_ms);
	crypto_auth_hmacsha256_init(&mac, key->byte, sizeof key->byte);
	mac_text(&mac, m->method);
	mac_text(&mac, m->path);
	mac_text(&mac, t);
	mac_text(&mac, nonce);
	if (m->length > 0)
		crypto_auth_hmacsha256_update(&mac, (const unsigned char *)m->body, m->length);
	crypto_auth_hmacsha256_final(&mac, sum);
	sodium_bin2hex(ret_mac, SIGN_MAC_CHARS + 1, sum, sizeof sum);
}

enum sign_verdict sign_check(const struct sign_key *key, const struct sign_message *m, const struct sign_stamp *stamp,
                             int64_t now_ms)
{
	char mac[SIGN_MAC_CHARS + 1];

	sign_mac(key, m, stamp->t_ms, stamp->nonce, mac);
	if (sodium_memcmp(mac, stamp->mac, SIGN_MAC_CHARS) != 0)
		return SIGN_BAD;
	if (stamp->t_ms < now_ms - SIGN_WINDOW_MS || stamp->t_ms > now_ms + SIGN_WINDOW_MS)
		return SIGN_STALE;
	return SIGN_GOOD;
}

void sign_header_write(const struct sign_key *key, const struct sign_message *m, int64_t now_ms, const char *nonce,
                       char ret_header[SIGN_HEADER_CHARS + 1])
{
	char mac[SIGN_MAC_CHARS + 1];

	sign_mac(key, m, now_ms, nonce, mac);
	(void)snprintf(ret_header, SIGN_HEADER_CHARS + 1, "t=%" PRId64 ",n=%s,v1=%s", now_ms, nonce, mac);
}

struct nonces *nonces_new(void)
{
	struct nonces *n = calloc(1, sizeof *n);

	if (n == NULL)
		return NULL;
	n->present.slot = calloc(SLOTS, sizeof *n->present.slot);
	n->before.slot = calloc(SLOTS, sizeof *n->before.slot);
	if (n->present.slot == NULL || n->before.slot == NULL) {
		nonces_free(n);
		return NULL;
	}
	return n;
}

void nonces_free(struct nonces *n)
{
	if (n == NULL)
		return;
	free(n->present.slot);
	free(n->before.slot);
	free(n);
}

static void nonces_turn(struct nonces *n, int64_t now_ms)
{
	struct generation old = n->before;

	if (n->since_ms == 0)
		n->since_ms = now_ms;
	if (now_ms - n->since_ms < GENERATION_MS)
		return;
	memset(old.slot, 0, SLOTS * sizeof *old.slot);
	old.used = 0;
	n->before = n->present;
	n->present = old;
	n->since_ms = now_ms;
}

/* The slot that holds the number, or the empty one where it belongs. A set is never more than three quarters full. */
static uint64_t *generation_slot(const struct generation *g, uint64_t number)
{
	size_t at = (size_t)((number * UINT64_C(0x9E3779B97F4A7C15)) >> 40) % SLOTS;

	assert(g->used <= SLOTS_USED_MAX);
	while (g->slot[at] != 0 && g->slot[at] != number)
		at = (at + 1) % SLOTS;
	return &g->slot[at];
}

enum sign_verdict nonces_add(struct nonces *n, const char *nonce, int64_t now_ms)
{
	uint64_t number = (uint64_t)strtoull(nonce, NULL, 16);
	uint64_t *slot;

	assert(sign_nonce_is_well_formed(nonce));
	if (number == 0)
		number = UINT64_MAX; /* 0 marks an empty slot */
	nonces_turn(n, now_ms);
	if (*generation_slot(&n->before, number) == number)
		return SIGN_REPLAYED;
	slot = generation_slot(&n->present, number);
	if (*slot == number)
		return SIGN_REPLAYED;
	if (n->present.used >= SLOTS_USED_MAX)
		return SIGN_FULL;
	*slot = number;
	n->present.used++;
	return SIGN_GOOD;
}
