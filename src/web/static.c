/* Files compiled into the program. Under /static/ their names change with their content, so they may be kept for ever; a
   few must stand at the root under their plain name and are asked for anew each time. */
#include "web/accept.h"
#include "web/asset.h"
#include "web/door.h"

static const char *const at_root[] = { "favicon.ico", "sw.js", "manifest.webmanifest", "robots.txt" };

const struct asset *asset_named(struct text path)
{
	size_t low = 0, high = assets_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = text_compare(path, text_of(assets[middle].path));
		if (order == 0)
			return &assets[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static const struct asset *asset_hashed(struct text name)
{
	for (size_t i = 0; i < assets_count; i++)
		if (text_equal(text_of(assets[i].hashed_path), name))
			return &assets[i];
	return NULL;
}

static const struct asset *asset_at_root(struct text name)
{
	for (size_t i = 0; i < sizeof at_root / sizeof at_root[0]; i++)
		if (text_equal(text_of(at_root[i]), name))
			return asset_named(name);
	return NULL;
}

static struct text asset_bytes(const unsigned char *bytes, size_t length)
{
	return (struct text){ (const char *)bytes, length };
}

static void asset_answer(struct exchange *exchange, const struct asset *asset, struct text cache)
{
	struct reply *reply = &exchange->reply;
	*reply = (struct reply){ .status = 200,
		                 .type = text_of(asset->type),
		                 .etag = text_of(asset->etag),
		                 .cache = cache,
		                 .is_static = true };
	if (etag_matches(exchange, reply->etag)) {
		reply->status = 304;
		return;
	}
	reply->body = asset_bytes(asset->plain, asset->plain_length);
	if (asset->brotli && accepts_encoding(exchange, T("br"))) {
		reply->body = asset_bytes(asset->brotli, asset->brotli_length);
		reply->encoding = T("br");
	} else if (asset->gzip && accepts_encoding(exchange, T("gzip"))) {
		reply->body = asset_bytes(asset->gzip, asset->gzip_length);
		reply->encoding = T("gzip");
	}
}

bool static_answer(struct exchange *exchange)
{
	struct text path = exchange->path;
	if (exchange->method != GET)
		return false;
	const struct asset *asset = NULL;
	if (text_starts(path, T("/static/")))
		asset = asset_hashed(text_part(path, 8, path.length));
	if (asset) {
		asset_answer(exchange, asset, T("public, max-age=31536000, immutable"));
		return true;
	}
	asset = asset_at_root(text_part(path, 1, path.length));
	if (asset)
		asset_answer(exchange, asset, T("no-cache"));
	return asset != NULL;
}
