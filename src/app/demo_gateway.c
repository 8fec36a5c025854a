/* The payment company's side of the demo: messages signed as docs/gateway.md says, and refunds answered. It reads from the database
   which refunds it was asked for, as nobody calls it over the network here. */
#include "app/demo.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/digest.h"
#include "base/id.h"

enum { REFUNDS_AT_ONCE = 500 };

/* "510525-1Z4K-9" as the gateway writes it: "510525-123456". */
static struct text gateway_number(struct arena *arena, struct text public_id)
{
	int64_t county = 0, id = 0;

	if (!id_read(public_id, &county, &id))
		return public_id;
	return text_format(arena, "%" PRId64 "-%" PRId64, county, id);
}

void gateway_message(struct demo *demo, struct ask *ask, const char *status, struct text payment, int64_t fen,
                     struct text refund)
{
	struct arena *arena = simulation_arena(demo->simulation);
	uint64_t event = chance_next(&demo->chance), nonce = chance_next(&demo->chance);
	struct text signed_text;
	struct digest digest;

	ask->method = POST;
	ask->path = T("/gateway/notify");
	ask->type = T("application/json");
	ask->body = text_format(arena,
	                        "{\"event\":\"evt_%016" PRIx64 "%016" PRIx64
	                        "\",\"payment\":\"%.*s\",\"status\":\"%s\",\"amount_fen\":%" PRId64
	                        ",\"trade\":\"4200%014" PRIu64 "\",\"refund\":%s%.*s%s,\"at\":%" PRId64 "}",
	                        event, nonce, TEXT(gateway_number(arena, payment)), status, fen,
	                        event % UINT64_C(100000000000000), refund.length > 0 ? "\"" : "null", TEXT(refund),
	                        refund.length > 0 ? "\"" : "", ask->at);
	signed_text = text_format(arena, "POST\n/gateway/notify\n%" PRId64 "\n%016" PRIx64 "\n%.*s", ask->at, nonce,
	                          TEXT(ask->body));
	digest = digest_hmac_sha256(demo->secret, signed_text);
	ask->signature = text_format(arena, "t=%" PRId64 ",n=%016" PRIx64 ",v1=%.*s", ask->at, nonce,
	                             TEXT(text_hex(arena, digest.bytes, sizeof digest.bytes)));
}

bool demo_refunds(struct demo *demo, int64_t at)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, REFUNDS_AT_ONCE, T(""), at);
	struct db *db = site_reader(demo->site);
	enum outcome outcome = db_begin(db);
	size_t count = 0;

	if (outcome == DONE) {
		struct db_rows *rows = db_rows(db,
		                               "SELECT county, id, payment_county, payment_id, amount_fen"
		                               " FROM payment_refund WHERE state = 1 ORDER BY next_at, id LIMIT $1",
		                               bind(i64(REFUNDS_AT_ONCE)));
		while (db_next(rows)) {
			struct text refund =
				text_format(arena, "%" PRId64 "-%" PRId64, db_int(rows, "county"), db_int(rows, "id"));
			struct text payment = text_format(arena, "%" PRId64 "-%" PRId64, db_int(rows, "payment_county"),
			                                  db_int(rows, "payment_id"));
			gateway_message(demo, &asks[count], "refunded", payment, db_int(rows, "amount_fen"), refund);
			count++;
		}
		outcome = db_done(rows);
		db_rollback(db);
	}
	site_give_back(demo->site, db);
	if (outcome != DONE)
		return complain("the refunds cannot be read") == 0;
	return demo_ask(demo, asks, count, "answering refunds");
}
