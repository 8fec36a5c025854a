/* QR codes (ISO/IEC 18004, by libqrencode) as one SVG path, with the quiet zone of four modules the standard asks for. */
#include <qrencode.h>

#include "web/kit.h"
#include "web/kit/kit_templates.h"

/* Every run of dark modules of a row is one flat rectangle. */
static struct text dark_path(struct request *r, const QRcode *code)
{
	struct output out = output_in(r->arena);
	for (int y = 0; y < code->width; y++) {
		for (int x = 0; x < code->width;) {
			const unsigned char *row = code->data + y * code->width;
			int from = x;
			while (x < code->width && row[x] & 1)
				x++;
			if (x > from)
				out_format(&out, "M%d %dh%dv1h-%dz", from, y, x - from, x - from);
			else
				x++;
		}
	}
	return output_text(&out);
}

void qr_code(struct request *r, struct text content, const char *name)
{
	struct text copy = text_copy(r->arena, content);
	QRcode *code = QRcode_encodeData((int)copy.length, (const unsigned char *)copy.bytes, 0, QR_ECLEVEL_M);
	if (!code)
		return; /* longer than any QR code holds (2,331 bytes): the page stands without it */
	component_qr(r, code->width, dark_path(r, code), name);
	QRcode_free(code);
}
