/* Pictures: decoded in a jailed child (no network, no files, bounded memory and time), turned upright, stripped of metadata,
   kept in three sizes by the digest of their content. Public ones are served under /pictures/{digest}-{size} for ever; private ones belong to a
   thing, and its module's door gives them to whom the thing is open.
   The child is this same program run as `picture-child`: the uploaded bytes go in, three JPEG files come out.
   Invariants: nothing of an uploaded file but its pixels is kept; a digest is that of its largest size. */
#ifndef COMMON_PICTURE_H
#define COMMON_PICTURE_H

#include "web/module.h"
#include "web/page.h"

enum { PICTURE_SMALL = 160, PICTURE_MIDDLE = 400, PICTURE_LARGE = 960 }; /* longest side in pixels */
enum { PICTURE_SIZES = 3, PICTURE_BYTES = 120 << 10, PICTURE_PIXELS = 40000000, PICTURE_SIDE = 30000 };

extern const struct module picture_module;

/* In prepare(): the file of that form field becomes the field `name` = digest (hex) and hidden fields with the three sizes;
   false with a problem at the field: not a picture (JPEG, PNG, WebP, GIF), too large, damaged. No file given: true, and the
   field is empty. */
bool picture_prepare(struct request *r, const char *name);
/* In the handler: stores what prepare made; idempotent by digest. *ret_digest is empty when no file was given. INVALID: the
   fields are not what prepare makes. */
MUST_USE enum outcome picture_keep(struct request *r, const char *name, struct text *ret_digest);
/* URL of a picture in a size; one of our own drawings when picture is "art/plum.svg"; the basket drawing when empty; nothing to fetch
   for who wants no pictures (r->no_pictures). */
struct text picture_url(struct request *r, struct text picture, int size);

/* ---- not for everybody: visits of a household, what goes with a case ---- */

/* The thing to which a private picture belongs. kind: one word for each module that keeps some ("case"). */
struct picture_owner {
	const char *kind;
	int64_t county, id;
};
/* As picture_keep(), for that thing alone: /pictures/ does not know it. */
MUST_USE enum outcome picture_keep_private(struct request *r, const char *name, struct picture_owner owner,
                                           struct text *ret_digest);
/* path: the address of the thing ("/cases/510525-..."), whose module has the door path/pictures/{picture} with the right of the thing. */
struct text picture_private_url(struct request *r, struct text path, struct text picture, int size);
/* Answers that door: {picture} of the thing, or 404. No shared cache keeps it. True: it was given in its large size, which is worth a look on record. */
bool picture_give(struct request *r, struct picture_owner owner);

/* What one decoding gave. */
enum picture_fate { PICTURE_MADE, PICTURE_UNKNOWN, PICTURE_TOO_LARGE, PICTURE_DAMAGED, PICTURE_NO_CHILD };
struct picture_made {
	enum picture_fate fate;
	struct text sizes[PICTURE_SIZES]; /* JPEG files, small to large */
};
/* Runs the child over an uploaded file: slow, on a worker only. */
struct picture_made picture_decode(struct arena *arena, struct text file);
/* The child: reads a file from standard input, writes the sizes to standard output, and is the whole program then. main() calls it
   for `picture-child`; the result is its exit status. */
int picture_child_main(void);

#endif
