/*
 * Addresses a shop gives: where to call back, where to send the buyer.
 *
 * A callback goes only to this machine unless the operator allowed others, so that whoever holds the key still cannot
 * aim the gateway at its surroundings. It is read by libcurl's own parser, the one that later sends to it.
 */
#ifndef GATEWAY_ADDRESS_H
#define GATEWAY_ADDRESS_H

#include "state.h"

#include <stdbool.h>

/*
 * http or https, at most STATE_URL_CHARS, a path of A-Z a-z 0-9 . _ ~ / - only, no query, fragment, user or password;
 * a host of 127.0.0.0/8, ::1 or localhost unless allow_any. Copies the path, which is what callbacks sign.
 */
bool address_notify_read(const char *url, bool allow_any, char ret_path[STATE_URL_CHARS + 1]);

/* http or https, at most STATE_URL_CHARS, only visible ASCII characters. */
bool address_return_is_well_formed(const char *url);

#endif
