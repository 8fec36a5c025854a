#include "support/messages.h"

#include <string.h>

#include "support/story.h"

int64_t messages_told(const char *who, const char *words)
{
	int64_t count = 0;

	ask_json(GET, "/api/v1/messages", who, NULL);
	check_status(200);
	for (const char *at = strstr(answer_body().bytes, words); at != NULL; at = strstr(at + 1, words))
		count++;
	return count;
}
