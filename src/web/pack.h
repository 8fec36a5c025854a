/* Answers made shorter for the wire: Brotli (RFC 7932) or gzip (RFC 1952), whichever the asker takes. */
#ifndef WEB_PACK_H
#define WEB_PACK_H

#include "base/arena.h"
#include "base/text.h"

/* The body packed, in the arena. False: the machine has no memory for it, or it cannot be packed; it goes as it is. From any thread. */
bool pack_brotli(struct arena *arena, struct text body, struct text *ret_packed);
bool pack_gzip(struct arena *arena, struct text body, struct text *ret_packed);

#endif
