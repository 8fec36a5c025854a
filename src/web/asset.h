/* Files compiled into the program, with names that change with their content. */
#ifndef WEB_ASSET_H
#define WEB_ASSET_H

#include <stddef.h>

#include "base/text.h"

struct asset {
	const char *path;        /* "look.css", "art/plum.svg" */
	const char *hashed_path; /* "look.3f9a1c2b.css"; served under /static/ */
	const char *type;
	const char *etag;
	const unsigned char *plain, *brotli, *gzip; /* brotli, gzip: NULL when not smaller */
	size_t plain_length, brotli_length, gzip_length;
};

extern const struct asset assets[]; /* in the order of their paths */
extern const size_t assets_count;

/* The one with this path, or NULL. */
const struct asset *asset_named(struct text path);

#endif
