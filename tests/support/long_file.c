#include "support/long_file.h"

enum { PIECE = 50000, FORM_MOST = 20, PIECES = 20 };

const char *long_file_send(const char *path, const char *as, const char *const *form, struct text csv)
{
	const char *all[FORM_MOST + 2 * PIECES + 1];
	size_t count = 0;

	for (; form[count] != NULL; count++) {
		assert_in_range(count, 0, FORM_MOST - 1);
		all[count] = form[count];
	}
	for (int piece = 0; csv.length > 0; piece++) {
		size_t end = csv.length < PIECE ? csv.length : PIECE;

		assert_in_range(piece, 0, PIECES - 1);
		while (end < csv.length && ((unsigned char)csv.bytes[end] & 0xc0) == 0x80)
			end--;
		all[count++] = text_format(town_arena(), "csv.%d", piece).bytes;
		all[count++] = text_string(town_arena(), text_part(csv, 0, end));
		csv = text_part(csv, end, csv.length);
	}
	all[count] = NULL;
	ask(POST, path, as, all);
	check_status(303);
	return text_string(town_arena(), text_of(answer_location()));
}
