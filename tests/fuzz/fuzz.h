/* What the fuzzers share. Each tests/fuzz/fuzz_NAME.c has one LLVMFuzzerTestOneInput(); FUZZ_PARSER in the environment names which parser
   of its group a process feeds. A parser must not crash, leak or read outside; and where there is a way back, going there and back must
   give the same. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define MUST(holds)                                                                 \
	do {                                                                        \
		if (!(holds)) {                                                     \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #holds); \
			abort();                                                    \
		}                                                                   \
	} while (0)

/* The entry that libFuzzer calls with each input; 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Called once at the start, where a driver has it. */
int LLVMFuzzerInitialize(const int *argc, char ***argv);

/* One parser of a group, by its name. */
struct fuzz_parser {
	const char *name;
	void (*feed)(struct text input);
};

/* The one that FUZZ_PARSER names, of a list that ends with a NULL name; ends the process when it names none. */
static inline const struct fuzz_parser *fuzz_parser_named(const struct fuzz_parser *parsers)
{
	const char *asked = getenv("FUZZ_PARSER");

	for (const struct fuzz_parser *one = parsers; asked != NULL && one->name != NULL; one++)
		if (strcmp(one->name, asked) == 0)
			return one;
	fprintf(stderr, "FUZZ_PARSER must name one of:");
	for (; parsers->name != NULL; parsers++)
		fprintf(stderr, " %s", parsers->name);
	fprintf(stderr, "\n");
	exit(2);
}

#endif
