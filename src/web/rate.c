/* How often somebody may ask: token buckets in a table of fixed size, four places for each hash; the fullest bucket, which
   tells least, gives way to a newcomer. Tokens are kept in thousandths. */
#include <arpa/inet.h>
#include <string.h>

#include "web/door.h" /* after the system's: db.h has a macro bind() */

enum {
	RATE_SETS = 8192,
	RATE_WAYS = 4,
	RATE_POST_BURST = 60,
	RATE_POST_MINUTE = 1200,
	RATE_TIGHT_MINUTE = 10, /* tries for one account from one address ... */
	RATE_TIGHT_PEER_MINUTE =
		60, /* ... and for all: an office, a school or a village may have one address together */
};

struct bucket {
	uint64_t name;
	int64_t thousandths, burst; /* left; when full */
	int64_t per_minute, at;
};

struct rates {
	pthread_mutex_t lock;
	struct bucket buckets[RATE_SETS][RATE_WAYS];
};

struct rates *rates_new(struct arena *arena)
{
	struct rates *rates = arena_take(arena, sizeof *rates);
	pthread_mutex_init(&rates->lock, NULL);
	return rates;
}

static void bucket_fill(struct bucket *bucket, int64_t now)
{
	int64_t passed = now - bucket->at;
	bucket->at = now; /* also when the clock was set back: else nothing would be filled until it is there again */
	if (passed <= 0)
		return;
	if (passed > 3600000)
		passed = 3600000;
	bucket->thousandths += passed * bucket->per_minute / 60;
	if (bucket->thousandths > bucket->burst * 1000)
		bucket->thousandths = bucket->burst * 1000;
}

/* The bucket of that name, or the one that gives way to it. */
static struct bucket *bucket_of(struct bucket *set, uint64_t name, int64_t now)
{
	struct bucket *least = &set[0];
	for (size_t i = 0; i < RATE_WAYS; i++) {
		if (set[i].name == name)
			return &set[i];
		bucket_fill(&set[i], now);
		if (set[i].burst * 1000 - set[i].thousandths < least->burst * 1000 - least->thousandths)
			least = &set[i];
	}
	*least = (struct bucket){ .name = name };
	return least;
}

int64_t rates_take(struct rates *rates, const struct digest *who, int per_minute, int burst, int64_t now)
{
	uint64_t name, set;
	int64_t wait = 0;
	memcpy(&name, who->bytes, sizeof name);
	memcpy(&set, who->bytes + sizeof name, sizeof set);
	pthread_mutex_lock(&rates->lock);
	struct bucket *bucket = bucket_of(rates->buckets[set % RATE_SETS], name, now);
	if (!bucket->burst)
		*bucket = (struct bucket){ name, (int64_t)burst * 1000, burst, per_minute, now };
	bucket_fill(bucket, now);
	if (bucket->thousandths >= 1000)
		bucket->thousandths -= 1000;
	else
		wait = ((1000 - bucket->thousandths) * 60 + per_minute * 1000 - 1) / (per_minute * 1000);
	pthread_mutex_unlock(&rates->lock);
	return wait;
}

struct text rate_peer(struct arena *arena, struct text peer)
{
	struct in6_addr address;
	if (text_find(peer, T(":")) == peer.length || inet_pton(AF_INET6, text_string(arena, peer), &address) != 1 ||
	    IN6_IS_ADDR_V4MAPPED(&address))
		return peer;
	return text_hex(arena, address.s6_addr, 8);
}

static int64_t take(const struct visit *visit, struct text whose, int per_minute, int burst)
{
	struct digest who = digest_of(whose);
	return rates_take(visit->site->rates, &who, per_minute, burst, visit->request.now);
}

int64_t rate_asked(struct visit *visit)
{
	struct request *r = &visit->request;
	const struct route *route = visit->row->route;
	if (!visit->site->options.rate_limits)
		return 0;
	struct text peer = rate_peer(r->arena, visit->exchange->peer);
	if (route->flags & ROUTE_RATE_TIGHT)
		return take(visit, text_format(r->arena, "%.*s %.*s", TEXT(visit->row->name), TEXT(peer)),
		            RATE_TIGHT_PEER_MINUTE, RATE_TIGHT_PEER_MINUTE);
	if (route->method != POST)
		return 0;
	return take(visit, text_format(r->arena, "%.*s %.*s", TEXT(peer), TEXT(r->who.session)), RATE_POST_MINUTE,
	            RATE_POST_BURST);
}

int64_t rate_account_asked(struct visit *visit)
{
	struct request *r = &visit->request;
	const struct route *route = visit->row->route;
	if (!visit->site->options.rate_limits || !(route->flags & ROUTE_RATE_TIGHT))
		return 0;
	struct text peer = rate_peer(r->arena, visit->exchange->peer);
	struct text account = route->account ? text_trim(form_value_of(r->form, text_of(route->account)))
	                                     : text_of_int(r->arena, r->who.person_id);
	return take(visit, text_format(r->arena, "%.*s %.*s %.*s", TEXT(visit->row->name), TEXT(peer), TEXT(account)),
	            RATE_TIGHT_MINUTE, RATE_TIGHT_MINUTE);
}
