/* The target of a request line: a path and a query. */
#ifndef WEB_TARGET_H
#define WEB_TARGET_H

#include "base/arena.h"
#include "base/text.h"

/* Cuts the target at its first '?', decodes the path (%xx) and gives the query as it stands, both in the arena. 0; or the status that
   refuses it: 414 longer than LIMIT_TARGET_BYTES, 400 a broken escape, bad UTF-8, a zero byte or no leading slash. With a status the path
   is "/" and the query empty. */
int target_read(struct arena *arena, struct text target, struct text *ret_path, struct text *ret_query);

#endif
