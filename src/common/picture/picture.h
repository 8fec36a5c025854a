/* Pictures: decoded in a jailed child (no network, no files, bounded memory and time), turned upright, stripped of metadata,
   kept in three sizes by the digest of their content. Served under /pictures/{digest}-{size} for ever. */
#ifndef COMMON_PICTURE_H
#define COMMON_PICTURE_H

#include "web/module.h"
#include "web/page.h"

enum { PICTURE_SMALL = 160, PICTURE_MIDDLE = 400, PICTURE_LARGE = 960 }; /* longest side in pixels */

extern const struct module picture_module;

/* In prepare(): the file of that form field becomes the field `name` = digest (hex) and hidden fields with the three sizes;
   false with a problem at the field: not a picture (JPEG, PNG, WebP, GIF), too large, damaged. No file given: true. */
bool picture_prepare(struct request *r, const char *name);
/* In the handler: stores what prepare made; idempotent by digest. */
MUST_USE enum outcome picture_keep(struct request *r, const char *name, struct text *ret_digest);
/* URL of a picture in a size; one of our own drawings when picture is "art/plum.svg"; the basket drawing when empty. */
struct text picture_url(struct request *r, struct text picture, int size);

#endif
