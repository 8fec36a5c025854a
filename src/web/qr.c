/* QR codes (ISO/IEC 18004, by libqrcodegen) as one SVG path, with the quiet zone of four modules the standard asks for.
   The mask is always the checkerboard: trying all eight for the one that looks best takes most of the time, which a page of fifty
   slips does not have, and a reader undoes any of them. */
#include <qrcodegen/qrcodegen.h>

#include <string.h>

#include "web/kit.h"
#include "web/kit/kit_templates.h"

enum { QR_ROOM = qrcodegen_BUFFER_LEN_MAX };

/* Of a row, the most modules that are one run each, and the most bytes of a run: "m176 0h177". */
enum { QR_ROW = qrcodegen_VERSION_MAX * 4 + 17, QR_RUN_BYTES = 16 };

/* The first dark module of the row from x on; size: none. */
static int next_dark(const uint8_t *code, int size, int x, int y)
{
	while (x < size && !qrcodegen_getModule(code, x, y))
		x++;
	return x;
}

/* A number below 1,000 and a sign behind it; gives where the next thing goes. */
static char *put(char *to, int number, char sign)
{
	if (number >= 100)
		*to++ = (char)('0' + number / 100);
	if (number >= 10)
		*to++ = (char)('0' + number / 10 % 10);
	*to++ = (char)('0' + number % 10);
	*to++ = sign;
	return to;
}

/* Every run of dark modules of a row is a stroke one module wide: "M4 0.5h7m2 0h1". A page of slips has thousands. */
static void add_row(struct output *out, const uint8_t *code, int size, int y)
{
	char row[(QR_ROW / 2 + 1) * QR_RUN_BYTES], *to = row;
	for (int end = 0, from; (from = next_dark(code, size, end, y)) < size;) {
		*to++ = end ? 'm' : 'M';
		to = put(to, from - end, ' ');
		to = end ? put(to, 0, 'h') : put(to, y, '.');
		if (!end) {
			*to++ = '5';
			*to++ = 'h';
		}
		for (end = from; end < size && qrcodegen_getModule(code, end, y); end++)
			continue;
		to = put(to, end - from, ' ') - 1;
	}
	out_raw(out, row, (size_t)(to - row));
}

static struct text dark_path(struct request *r, const uint8_t *code, int size)
{
	struct output out = output_in(r->arena);
	output_reserve(&out, (size_t)(size * size) * 3); /* what most take */
	for (int y = 0; y < size; y++)
		add_row(&out, code, size, y);
	return output_text(&out);
}

void qr_code(struct request *r, struct text content, const char *name)
{
	uint8_t piece[QR_ROOM], code[QR_ROOM];
	if (content.length > QR_ROOM)
		return;
	memcpy(piece, content.bytes, content.length);
	if (!qrcodegen_encodeBinary(piece, content.length, code, qrcodegen_Ecc_MEDIUM, qrcodegen_VERSION_MIN,
	                            qrcodegen_VERSION_MAX, qrcodegen_Mask_0, false))
		return; /* longer than any QR code holds (2,331 bytes): the page stands without it */
	int size = qrcodegen_getSize(code);
	component_qr(r, size, dark_path(r, code, size), name);
}
