/* What the fuzzers share. Each tests/fuzz/fuzz_NAME.c has one LLVMFuzzerTestOneInput(); a selector byte chooses among the parsers of
   its group. A parser must not crash, leak or read outside; and where there is a way back, going there and back must give the same. */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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

#endif
