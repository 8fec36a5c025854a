/* QR codes (ISO/IEC 18004, by libqrcodegen) as one SVG path, with the quiet zone of four modules the standard asks for.
   The mask is always the checkerboard: trying all eight for the one that looks best takes most of the time, which a page of fifty
   slips does not have, and a reader undoes any of them. */
#include <qrcodegen/qrcodegen.h>

#include <string.h>

#include "web/kit.h"
#include "web/kit/kit_templates.h"

enum { QR_ROOM = qrcodegen_BUFFER_LEN_MAX };

/* The first dark module of the row from x on; size: none. */
static int next_dark(const uint8_t *code, int size, int x, int y)
{
	while (x < size && !qrcodegen_getModule(code, x, y))
		x++;
	return x;
}

/* Every run of dark modules of a row is a stroke one module wide. */
static struct text dark_path(struct request *r, const uint8_t *code, int size)
{
	struct output out = output_in(r->arena);
	for (int y = 0; y < size; y++) {
		for (int end = 0, from; (from = next_dark(code, size, end, y)) < size;) {
			out_string(&out, end ? "m" : "M");
			out_int(&out, from - end);
			out_raw(&out, " ", 1);
			out_int(&out, end ? 0 : y);
			out_string(&out, end ? "h" : ".5h");
			for (end = from; end < size && qrcodegen_getModule(code, end, y); end++)
				continue;
			out_int(&out, end - from);
		}
	}
	return output_text(&out);
}

void qr_code(struct request *r, struct text content, const char *name)
{
	uint8_t *piece = arena_take(r->arena, QR_ROOM), *code = arena_take(r->arena, QR_ROOM);
	if (content.length > QR_ROOM)
		return;
	memcpy(piece, content.bytes, content.length);
	if (!qrcodegen_encodeBinary(piece, content.length, code, qrcodegen_Ecc_MEDIUM, qrcodegen_VERSION_MIN,
	                            qrcodegen_VERSION_MAX, qrcodegen_Mask_0, false))
		return; /* longer than any QR code holds (2,331 bytes): the page stands without it */
	int size = qrcodegen_getSize(code);
	component_qr(r, size, dark_path(r, code, size), name);
}
