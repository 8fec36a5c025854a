/* The list of problems; their texts are copied, so that a caller's may go. */
#include "base/problem.h"

#include <assert.h>

#include "base/arena.h"
#include "base/limits.h"

enum { PROBLEMS_FIRST = 8 };

struct problems problems_in(struct arena *arena)
{
	return (struct problems){ .arena = arena };
}

void problem_add(struct problems *problems, struct text field, const char *message, struct text detail)
{
	problem_add_line(problems, (struct text){ 0 }, 0, field, message, detail);
}

void problem_add_line(struct problems *problems, struct text file, int64_t line, struct text field, const char *message,
                      struct text detail)
{
	assert(message);
	assert(line >= 0);
	if (problems->count == LIMIT_PROBLEMS) {
		problems->dropped++;
		return;
	}
	if (problems->count == problems->room) {
		size_t room = problems->room > 0 ? problems->room * 2 : PROBLEMS_FIRST, each = sizeof(struct problem);
		problems->list = arena_grow(problems->arena, problems->list, problems->room * each, room * each);
		problems->room = room;
	}
	problems->list[problems->count++] = (struct problem){
		.field = text_copy(problems->arena, field),
		.message = message,
		.detail = text_copy(problems->arena, detail),
		.line = line,
		.file = text_copy(problems->arena, file),
	};
}

const struct problem *problem_at(const struct problems *problems, struct text field)
{
	for (size_t i = 0; i < problems->count; i++) {
		if (text_equal(problems->list[i].field, field))
			return &problems->list[i];
	}
	return NULL;
}
