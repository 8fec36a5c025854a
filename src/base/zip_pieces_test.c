/* ZIP files made piece by piece, read by libzip with its checks of consistency. */
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/zip_pieces.h"

#include "support/town.h"

enum { PIECES = 7, PIECE_BYTES = 40000 };

static const struct zip_member members[] = { { "a/b.txt", { "hello", 5 } }, { "empty", { "", 0 } } };

/* Some of it repeats, some does not; the last byte of a piece is never that of the next. */
static struct text piece_of(struct arena *arena, uint32_t number)
{
	char *bytes = arena_take(arena, PIECE_BYTES);
	uint32_t state = number * 2654435761u + 1;

	for (size_t i = 0; i < PIECE_BYTES; i++) {
		state = state * 1664525u + 1013904223u;
		bytes[i] = (char)(i % 3 == 0 ? state >> 24 : i & 0x3f);
	}
	return (struct text){ bytes, PIECE_BYTES };
}

static void check_member(zip_t *zip, zip_uint64_t index, const char *name, struct text wanted)
{
	char *got = malloc(wanted.length + 1);
	zip_file_t *file = zip_fopen_index(zip, index, 0);

	assert_non_null(file);
	assert_string_equal(zip_get_name(zip, index, 0), name);
	assert_int_equal(zip_fread(file, got, wanted.length + 1), wanted.length);
	assert_memory_equal(got, wanted.bytes, wanted.length);
	assert_int_equal(zip_fclose(file), 0); /* its CRC-32 was right */
	free(got);
}

TEST(a_zip_file_in_pieces_is_whole)
{
	struct arena *arena = arena_new();
	struct output out = output_in(arena), plain = output_in(arena);
	struct zip_pieces zip = { 0 };

	zip_pieces_begin(&out, "long/one.bin");
	for (uint32_t i = 0; i < PIECES; i++) {
		struct text piece = piece_of(arena, i);
		struct zip_pieces known = { zip.plain, zip.packed, zip.crc };

		zip_pieces_add(&out, &known, piece);
		out_text(&plain, piece);
		zip = known;
	}
	zip_pieces_add(&out, &zip, T(""));
	zip_pieces_end(&out, &zip, "long/one.bin", members, 2);
	assert_int_equal(zip.plain, PIECES * PIECE_BYTES);

	zip_source_t *source = zip_source_buffer_create(out.bytes, out.length, 0, NULL);
	zip_t *file = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
	assert_non_null(file);
	assert_int_equal(zip_get_num_entries(file, 0), 3);
	check_member(file, 0, "long/one.bin", output_text(&plain));
	check_member(file, 1, "a/b.txt", members[0].bytes);
	check_member(file, 2, "empty", members[1].bytes);
	zip_discard(file);
	arena_free(arena);
}

TEST(a_zip_file_of_nothing_is_one_too)
{
	struct arena *arena = arena_new();
	struct output out = output_in(arena);
	struct zip_pieces zip = { 0 };

	zip_pieces_begin(&out, "nothing");
	zip_pieces_end(&out, &zip, "nothing", NULL, 0);
	zip_source_t *source = zip_source_buffer_create(out.bytes, out.length, 0, NULL);
	zip_t *file = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
	assert_non_null(file);
	check_member(file, 0, "nothing", T(""));
	zip_discard(file);
	arena_free(arena);
}
