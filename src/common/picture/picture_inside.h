/* What public and private pictures share. For the files of this module only. */
#ifndef COMMON_PICTURE_INSIDE_H
#define COMMON_PICTURE_INSIDE_H

#include "common/picture/picture.h"

/* Longest sides by the number of the size. */
extern const int picture_sides[PICTURE_SIZES];
/* What prepare made of the form field; *ret_digest is empty when no file was given. INVALID: not what prepare makes. */
MUST_USE enum outcome picture_posted(struct request *r, const char *name, struct text *ret_digest,
                                     struct text ret_sizes[PICTURE_SIZES]);
/* {picture} of the path: "digest-160". False: malformed. */
bool picture_asked(struct request *r, struct text *ret_digest, int64_t *ret_size);

#endif
