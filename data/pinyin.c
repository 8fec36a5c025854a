/*
 * Makes pinyin_initials.txt: one line of 20,992 letters, one for each character
 * from U+4E00 to U+9FFF in order. Each letter is the lower-case initial of the
 * reading that ICU's Han-Latin transliterator gives the character standing
 * alone, or '?' where it gives none. A short list below mends the characters
 * whose commonest reading in names of places and goods is another one.
 *
 * Not built with the program. To run it again, in this folder:
 *   cc -std=c17 -Wall -Wextra -o /tmp/pinyin pinyin.c $(pkg-config --cflags --libs icu-i18n icu-uc)
 *   /tmp/pinyin > pinyin_initials.txt
 * It ends with status 1, and says which, if one of the words it knows comes out wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { FIRST = 0x4E00, LAST = 0x9FFF, COUNT = LAST - FIRST + 1, ROOM = 64 };

/* The reading most met in this program's field, where ICU picks another. */
static const struct mend { UChar32 character; char initial; } mends[] = {
	{ 0x7B60, 'j' }, /* jun, as in Junlian county; yun elsewhere */
	{ 0x8365, 'y' }, /* ying, as in Yingjing county; xing elsewhere */
	{ 0x85CF, 'z' }, /* zang, as in Tibet; cang elsewhere */
	{ 0x91CD, 'c' }, /* chong, as in Chongqing; zhong elsewhere */
};

/* Words that must come out so, checked on every run. */
static const struct check { const UChar32 word[5]; const char *initials; } checks[] = {
	{ { 0x53E4, 0x853A, 0x53BF }, "glx" },         /* Gulin county */
	{ { 0x91CD, 0x5E86 }, "cq" },                  /* Chongqing */
	{ { 0x8106, 0x7EA2, 0x674E }, "chl" },         /* crisp red plum */
	{ { 0x7266, 0x725B, 0x8089 }, "mnr" },         /* yak meat */
	{ { 0x85CF, 0x9999 }, "zx" },                  /* Tibetan incense */
	{ { 0x897F, 0x85CF }, "xz" },                  /* Tibet */
	{ { 0x56DB, 0x5DDD, 0x7701 }, "scs" },         /* Sichuan province */
	{ { 0x6CF8, 0x5DDE, 0x5E02 }, "lzs" },         /* Luzhou */
	{ { 0x62C9, 0x8428 }, "ls" },                  /* Lhasa */
	{ { 0x963F, 0x575D }, "ab" },                  /* Aba */
	{ { 0x4E50, 0x5C71 }, "ls" },                  /* Leshan */
	{ { 0x90FD, 0x6C5F, 0x5830 }, "djy" },         /* Dujiangyan */
	{ { 0x7B60, 0x8FDE }, "jl" },                  /* Junlian */
	{ { 0x8365, 0x7ECF }, "yj" },                  /* Yingjing */
	{ { 0x6838, 0x6843 }, "ht" },                  /* walnut */
};

static char initials[COUNT + 1];

static char reading(UTransliterator *han_latin, const UNormalizer2 *nfd, UChar32 character)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar text[ROOM], plain[ROOM];
	int32_t length = 0, limit, plain_length;

	U16_APPEND_UNSAFE(text, length, character);
	limit = length;
	text[length] = 0;
	utrans_transUChars(han_latin, text, &length, ROOM, 0, &limit, &status);
	if (U_FAILURE(status)) return '?';
	plain_length = unorm2_normalize(nfd, text, length, plain, ROOM, &status);
	if (U_FAILURE(status) || plain_length < 1) return '?';
	if (plain[0] >= 'A' && plain[0] <= 'Z') return (char)(plain[0] - 'A' + 'a');
	return plain[0] >= 'a' && plain[0] <= 'z' ? (char)plain[0] : '?';
}

static int wrong_words(void)
{
	int wrong = 0;

	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
		char got[6] = "";
		for (size_t n = 0; n < 5 && checks[i].word[n]; n++) got[n] = initials[checks[i].word[n] - FIRST];
		if (strcmp(got, checks[i].initials) == 0) continue;
		fprintf(stderr, "pinyin: check %zu is %s, should be %s\n", i, got, checks[i].initials);
		wrong++;
	}
	return wrong;
}

int main(void)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar id[32];
	UTransliterator *han_latin;
	const UNormalizer2 *nfd;
	int none = 0;

	u_uastrcpy(id, "Han-Latin");
	han_latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	nfd = unorm2_getNFDInstance(&status);
	if (U_FAILURE(status)) {
		fprintf(stderr, "pinyin: ICU: %s\n", u_errorName(status));
		return EXIT_FAILURE;
	}
	for (int i = 0; i < COUNT; i++) initials[i] = reading(han_latin, nfd, FIRST + i);
	utrans_close(han_latin);
	for (size_t i = 0; i < sizeof mends / sizeof *mends; i++) initials[mends[i].character - FIRST] = mends[i].initial;
	for (int i = 0; i < COUNT; i++) none += initials[i] == '?';
	fprintf(stderr, "pinyin: %d characters, %d without a reading\n", COUNT, none);
	if (wrong_words() > 0) return EXIT_FAILURE;
	return puts(initials) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
