/* Width and height out of the headers of four formats, byte by byte, so that a bomb is refused before it is decoded. */
#include "common/picture/picture_header.h"

static int64_t byte_at(struct text file, size_t at)
{
	return at < file.length ? (unsigned char)file.bytes[at] : 0;
}

static int64_t big_16(struct text file, size_t at)
{
	return byte_at(file, at) << 8 | byte_at(file, at + 1);
}

static int64_t big_32(struct text file, size_t at)
{
	return big_16(file, at) << 16 | big_16(file, at + 2);
}

static int64_t little_16(struct text file, size_t at)
{
	return byte_at(file, at) | byte_at(file, at + 1) << 8;
}

static int64_t little_24(struct text file, size_t at)
{
	return little_16(file, at) | byte_at(file, at + 2) << 16;
}

/* A marker that begins a frame: C0 to CF but for DHT, JPG and DAC. */
static bool begins_frame(int64_t marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static void read_jpeg(struct text file, struct picture_header *header)
{
	size_t at = 2;

	while (at + 9 < file.length && byte_at(file, at) == 0xff) {
		int64_t marker = byte_at(file, at + 1);

		if (marker == 0xff) { /* fill byte */
			at++;
			continue;
		}
		if (begins_frame(marker)) {
			struct text rest = text_part(file, at, file.length);

			/* Coded data never holds an end marker (B.1.1.5), so one behind the frame says that the file is whole. */
			if (text_find(rest, T("\xff\xd9")) == rest.length)
				return;
			header->height = big_16(file, at + 5);
			header->width = big_16(file, at + 7);
			return;
		}
		at += marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7) ? 2 : 2 + (size_t)big_16(file, at + 2);
	}
}

static void read_webp(struct text file, struct picture_header *header)
{
	struct text chunk = text_part(file, 12, 4);

	if (text_equal(chunk, T("VP8X"))) {
		header->width = little_24(file, 24) + 1;
		header->height = little_24(file, 27) + 1;
	} else if (text_equal(chunk, T("VP8L"))) {
		header->width = (little_16(file, 21) & 0x3fff) + 1;
		header->height = (little_24(file, 22) >> 6 & 0x3fff) + 1;
	} else if (text_equal(chunk, T("VP8 "))) {
		header->width = little_16(file, 26) & 0x3fff;
		header->height = little_16(file, 28) & 0x3fff;
	}
}

struct picture_header picture_header_of(struct text file)
{
	struct picture_header header = { PICTURE_NONE, 0, 0 };

	if (text_starts(file, T("\xff\xd8\xff"))) {
		header.kind = PICTURE_JPEG;
		read_jpeg(file, &header);
	} else if (text_starts(file, T("\x89PNG\r\n\x1a\n"))) {
		header.kind = PICTURE_PNG;
		header.width = big_32(file, 16);
		header.height = big_32(file, 20);
	} else if (text_starts(file, T("GIF87a")) || text_starts(file, T("GIF89a"))) {
		header.kind = PICTURE_GIF;
		header.width = little_16(file, 6);
		header.height = little_16(file, 8);
	} else if (text_starts(file, T("RIFF")) && text_equal(text_part(file, 8, 4), T("WEBP"))) {
		header.kind = PICTURE_WEBP;
		read_webp(file, &header);
	}
	return header;
}
