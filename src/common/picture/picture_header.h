/* What the first bytes of a picture file say, before any decoder sees it. For the files of this module only. */
#ifndef COMMON_PICTURE_HEADER_H
#define COMMON_PICTURE_HEADER_H

#include "base/text.h"

enum picture_kind { PICTURE_NONE, PICTURE_JPEG, PICTURE_PNG, PICTURE_GIF, PICTURE_WEBP };

struct picture_header {
	enum picture_kind kind;
	int64_t width, height; /* 0: not found in the header */
};

/* Kind by its magic bytes, width and height: PNG (RFC 2083 IHDR), GIF89a logical screen, JPEG (ITU T.81 B.2.2, start of frame),
   WebP (RFC 9649: VP8, VP8L, VP8X). */
struct picture_header picture_header_of(struct text file);

#endif
