/*
 * What the gateway answers at its doors; the protocol is docs/gateway.md.
 *
 * Invariants
 * - Nothing of a request is believed before its form is checked here; the state gets only well-formed values.
 * - A JSON body with a name the door does not know is refused, so that a misspelt wish is not silently ignored.
 */
#ifndef GATEWAY_ANSWERS_H
#define GATEWAY_ANSWERS_H

#include "doors.h"

extern const struct route answers_routes[];
extern const size_t answers_route_count;

#endif
