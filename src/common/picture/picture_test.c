/* Pictures through the jailed child: good ones in four formats, turned upright, and what must be refused. */
#include "support/town.h"

#include <gd.h>
#include <string.h>

#include "common/picture/picture.h"
#include "common/picture/picture_header.h"

/* Red above, blue below, 80 wide, 40 high. */
static gdImagePtr flag(void)
{
	gdImagePtr image = gdImageCreateTrueColor(80, 40);

	assert_non_null(image);
	gdImageFilledRectangle(image, 0, 0, 79, 19, gdTrueColor(200, 0, 0));
	gdImageFilledRectangle(image, 0, 20, 79, 39, gdTrueColor(0, 0, 200));
	return image;
}

static struct text kept(struct arena *arena, void *bytes, int size)
{
	struct text copy = text_copy(arena, (struct text){ bytes, (size_t)size });

	assert_non_null(bytes);
	gdFree(bytes);
	return copy;
}

static struct text jpeg(struct arena *arena)
{
	gdImagePtr image = flag();
	int size = 0;
	void *bytes = gdImageJpegPtr(image, &size, 90);

	gdImageDestroy(image);
	return kept(arena, bytes, size);
}

static struct text png(struct arena *arena)
{
	gdImagePtr image = flag();
	int size = 0;
	void *bytes = gdImagePngPtr(image, &size);

	gdImageDestroy(image);
	return kept(arena, bytes, size);
}

/* A big-endian Exif block with one entry: the orientation. */
static struct text turned(struct arena *arena, char orientation)
{
	struct text file = jpeg(arena);
	char exif[] = "\xff\xe1\x00\x22"
		      "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0?\0\0\0\0\0\0";
	struct output out = output_in(arena);

	exif[29] = orientation;
	out_raw(&out, file.bytes, 2);
	out_raw(&out, exif, 36);
	out_raw(&out, file.bytes + 2, file.length - 2);
	return output_text(&out);
}

static void check_size(struct text file, int64_t width, int64_t height)
{
	struct picture_header header = picture_header_of(file);

	assert_int_equal(header.kind, PICTURE_JPEG);
	assert_int_equal(header.width, width);
	assert_int_equal(header.height, height);
}

/* The colour of a place of a JPEG file: 'r' or 'b'. */
static char colour_at(struct text file, int x, int y)
{
	gdImagePtr image = gdImageCreateFromJpegPtr((int)file.length, (void *)(uintptr_t)file.bytes);
	int colour;

	assert_non_null(image);
	colour = gdImageGetTrueColorPixel(image, x, y);
	gdImageDestroy(image);
	return gdTrueColorGetRed(colour) > gdTrueColorGetBlue(colour) ? 'r' : 'b';
}

TEST(pictures_are_made_in_three_sizes)
{
	struct arena *arena = arena_new();
	struct picture_made made = picture_decode(arena, jpeg(arena));

	assert_int_equal(made.fate, PICTURE_MADE);
	check_size(made.sizes[2], 80, 40); /* never enlarged */
	assert_int_equal(colour_at(made.sizes[2], 40, 5), 'r');
	assert_int_equal(colour_at(made.sizes[2], 40, 35), 'b');
	assert_int_equal(picture_decode(arena, png(arena)).fate, PICTURE_MADE);
	arena_free(arena);
}

TEST(large_pictures_are_made_smaller)
{
	struct arena *arena = arena_new();
	gdImagePtr image = gdImageCreateTrueColor(2000, 1000);
	int size = 0;
	void *bytes = gdImageJpegPtr(image, &size, 80);
	struct picture_made made = picture_decode(arena, kept(arena, bytes, size));

	gdImageDestroy(image);
	assert_int_equal(made.fate, PICTURE_MADE);
	check_size(made.sizes[0], 160, 80);
	check_size(made.sizes[1], 400, 200);
	check_size(made.sizes[2], 960, 480);
	arena_free(arena);
}

TEST(pictures_are_turned_upright)
{
	struct arena *arena = arena_new();
	struct picture_made made = picture_decode(arena, turned(arena, 6));

	assert_int_equal(made.fate, PICTURE_MADE);
	check_size(made.sizes[2], 40, 80);
	assert_int_equal(colour_at(made.sizes[2], 35, 40), 'r'); /* what was above stands right */
	assert_int_equal(colour_at(made.sizes[2], 5, 40), 'b');
	assert_true(text_find(made.sizes[2], T("Exif")) == made.sizes[2].length);
	made = picture_decode(arena, turned(arena, 3));
	check_size(made.sizes[2], 80, 40);
	assert_int_equal(colour_at(made.sizes[2], 40, 5), 'b');
	arena_free(arena);
}

TEST(truncated_pictures_are_refused)
{
	struct arena *arena = arena_new();
	struct text file = jpeg(arena), other = png(arena);

	assert_int_equal(picture_decode(arena, text_part(file, 0, file.length - 20)).fate, PICTURE_DAMAGED);
	assert_int_equal(picture_decode(arena, text_part(file, 0, 4)).fate, PICTURE_DAMAGED);
	assert_int_equal(picture_decode(arena, text_part(other, 0, other.length / 2)).fate, PICTURE_DAMAGED);
	arena_free(arena);
}

TEST(bombs_are_refused_by_their_header)
{
	struct arena *arena = arena_new();
	char bomb[] = "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xea\x60\0\0\xea\x60\x08\x02\0\0\0....";

	assert_int_equal(picture_decode(arena, (struct text){ bomb, sizeof(bomb) - 1 }).fate, PICTURE_TOO_LARGE);
	arena_free(arena);
}

TEST(what_is_no_picture_is_refused)
{
	struct arena *arena = arena_new();

	assert_int_equal(picture_decode(arena, T("<svg onload=\"x\"></svg>")).fate, PICTURE_UNKNOWN);
	assert_int_equal(picture_decode(arena, T("%PDF-1.7")).fate, PICTURE_UNKNOWN);
	assert_int_equal(picture_decode(arena, T("")).fate, PICTURE_UNKNOWN);
	arena_free(arena);
}

TEST(unknown_pictures_are_not_found)
{
	town();
	ask_get("/pictures/abc-160", AS_NOBODY);
	check_status(404);
	ask_get("/pictures/0000000000000000000000000000000000000000000000000000000000000000-160", AS_NOBODY);
	check_status(404);
}
