/* The recording that reads goods aloud (common/audio), put there and deleted at the desk. */
#include "common/audio/audio.h"
#include "base/id.h"
#include "trade/product/shelf.h"

static void back(struct request *r, enum outcome outcome, const char *done)
{
	const struct desk_found *found = r->kept;

	if (outcome == DONE)
		see_other(r, "/desk/products/%.*s?done=%s",
		          TEXT(id_public(r->arena, found->product.county, found->product.id)), done);
	else
		fail(r, outcome, NULL);
}

void desk_audio_prepare(struct request *r)
{
	if (!audio_prepare(r) && !r->json)
		desk_product_page(r);
}

void desk_audio_post(struct request *r)
{
	const struct desk_found *found = r->kept;

	back(r, audio_attach(r, found->product.county, found->product.id), "heard");
}

void desk_audio_delete(struct request *r)
{
	const struct desk_found *found = r->kept;

	back(r, audio_detach(r, found->product.county, found->product.id), "unheard");
}
