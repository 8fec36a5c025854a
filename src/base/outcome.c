/* Names of the outcomes, for log lines and tests. */
#include "base/outcome.h"

#include <stdlib.h>

const char *outcome_name(enum outcome outcome)
{
	switch (outcome) {
	case DONE:
		return "done";
	case NOT_FOUND:
		return "not_found";
	case INVALID:
		return "invalid";
	case DENIED:
		return "denied";
	case CONFLICT:
		return "conflict";
	case FAILED:
		return "failed";
	case UNCERTAIN:
		return "uncertain";
	}
	abort(); /* no such outcome */
}
