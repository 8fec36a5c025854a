/* A compiled gettext catalogue (.mo) in memory, looked up without gettext's process-wide state.
   Format: GNU gettext manual, "The Format of GNU MO Files": a header of seven 32-bit words (magic, revision, number of texts,
   offset of the table of originals, offset of the table of translations, hash size, hash offset); each table has length
   and offset of every text; the originals are sorted by bytes, every text ends with a zero. A text is found by the hash table,
   where msgfmt wrote one, else by halving. Little-endian only.
   Not here: plural forms, contexts. */
#ifndef WEB_CATALOGUE_H
#define WEB_CATALOGUE_H

#include <stddef.h>

struct catalogue {
	const unsigned char *bytes;
	size_t length;
};

/* The translation, zero-terminated, inside the catalogue; NULL when it has none or the catalogue is not one. */
const char *catalogue_find(const struct catalogue *catalogue, const char *english);
/* What was found, kept by the address of the text that was looked for: a page asks for the same literals again and again. */
enum { CATALOGUE_KEPT = 1024 };
struct catalogue_kept {
	struct {
		const char *english, *original, *translation;
	} slots[CATALOGUE_KEPT];
};
/* The same as catalogue_find() with a memory of one thread, zeroed at first, for one catalogue that outlives it. An address that
   holds another text by now is seen, since the texts are compared. */
const char *catalogue_find_kept(const struct catalogue *catalogue, struct catalogue_kept *kept, const char *english);
/* How many texts it holds, the header entry included; 0 when it is not a catalogue. */
size_t catalogue_count(const struct catalogue *catalogue);

#endif
