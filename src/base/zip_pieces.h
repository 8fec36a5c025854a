/* Writes a ZIP file from its front to its back, in pieces that may lie days and processes apart (PKWARE APPNOTE.TXT 6.3; deflate: RFC
   1951): one long member first, packed piece by piece, its sizes and CRC-32 in a data descriptor behind it; then short members, stored as
   they are; then the directory. All that the next piece has to know of those before it are three numbers (struct zip_pieces), since each
   ends on a whole byte and refers to nothing before it (Z_FULL_FLUSH).
   Not here: reading (base/workbook.h), ZIP64: whoever writes stops before ZIP_PIECES_BYTES. */
#ifndef BASE_ZIP_PIECES_H
#define BASE_ZIP_PIECES_H

#include "base/output.h"

enum { ZIP_PIECES_MEMBERS = 16, ZIP_PIECES_BYTES = 1 << 30 };

/* The long member so far; all 0 before its first piece. */
struct zip_pieces {
	int64_t plain, packed; /* bytes */
	int64_t crc;           /* CRC-32 of the plain bytes */
};
struct zip_member {
	const char *name; /* within the file, with / between folders; ASCII */
	struct text bytes;
};

/* The beginning of the file: the header of the long member. */
void zip_pieces_begin(struct output *out, const char *name);
/* Packs what comes next of the long member. */
void zip_pieces_add(struct output *out, struct zip_pieces *zip, struct text plain);
/* The end of the long member, the short ones (at most ZIP_PIECES_MEMBERS) and the directory. name: as at the beginning. */
void zip_pieces_end(struct output *out, struct zip_pieces *zip, const char *name, const struct zip_member *members,
                    size_t count);

#endif
