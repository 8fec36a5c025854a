/* What a client accepts and has already: Accept-Encoding, If-None-Match (RFC 9110). */
#ifndef WEB_ACCEPT_H
#define WEB_ACCEPT_H

#include "web/exchange.h"

/* Whether the coding is named without q=0. */
bool accepts_encoding(const struct exchange *exchange, struct text coding);
/* Whether If-None-Match has the tag, compared weakly, or "*". */
bool etag_matches(const struct exchange *exchange, struct text etag);

#endif
