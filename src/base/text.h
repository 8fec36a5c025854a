/* Text is a pointer and a length, UTF-8 unless said otherwise, never changed in place, not zero-terminated.
   The empty text has length 0 and any pointer (also NULL). */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct text {
	const char *bytes;
	size_t length;
};

/* A literal as text. */
#define T(literal) ((struct text){ "" literal, sizeof(literal) - 1 })
/* For printf: "%.*s", TEXT(t) */
#define TEXT(t) (int)(t).length, (t).bytes

/* A zero-terminated string as text (NULL gives the empty text). */
struct text text_of(const char *string);
/* A copy in the arena. The bytes of every text made in an arena are followed by a zero byte. */
struct text text_copy(struct arena *arena, struct text t);
/* A zero-terminated copy in the arena. */
const char *text_string(struct arena *arena, struct text t);
/* Formats like printf into the arena. */
struct text text_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* a followed by b, in the arena. */
struct text text_join(struct arena *arena, struct text a, struct text b);
/* A whole number in decimal. */
struct text text_of_int(struct arena *arena, int64_t value);
enum { TEXT_DIGITS = 20 };
/* Writes the decimal digits of value, without a zero byte; returns how many there are. */
size_t text_digits(uint64_t value, char ret_digits[TEXT_DIGITS]);
bool text_equal(struct text a, struct text b);
/* Equal but for the case of ASCII letters (header names, languages). */
bool text_equal_caseless(struct text a, struct text b);
bool text_starts(struct text t, struct text prefix);
bool text_ends(struct text t, struct text suffix);
/* Where needle first stands in t, or t.length when it does not. */
size_t text_find(struct text t, struct text needle);
/* Whether seven digits stand in a row, also with spaces or dashes between: a phone, a personal number, a card. Such a number has no place in
   words that are public. */
bool text_holds_number(struct text t);
/* From byte `from` on, at most length bytes; out of range is cut. */
struct text text_part(struct text t, size_t from, size_t length);
/* Without white space (ASCII, U+00A0, U+3000) at both ends. */
struct text text_trim(struct text t);
/* Takes the piece before the next separator off *rest into *ret_piece; false when *rest is used up. "a,,b" has three, and so
   has "a,,b,": an end right after a separator begins no further piece. */
bool text_next(struct text *rest, char separator, struct text *ret_piece);
/* Byte order; <0, 0, >0. */
int text_compare(struct text a, struct text b);
/* A whole decimal number, optional minus, no spaces, within int64. */
bool text_to_int64(struct text t, int64_t *ret_value);
/* Whether the bytes are well-formed UTF-8 (RFC 3629) without U+0000. */
bool text_is_utf8(struct text t);
/* Characters (code points) of well-formed UTF-8. */
size_t text_characters(struct text t);
/* Takes one code point off *rest; 0 at the end; U+FFFD for a byte that is not UTF-8, also for a zero byte. */
uint32_t text_next_character(struct text *rest);
/* The first `count` characters. */
struct text text_first(struct text t, size_t count);
/* Lower-case hex of bytes, and back (false: odd length, not hex, or not `size` bytes). */
struct text text_hex(struct arena *arena, const void *bytes, size_t size);
bool text_from_hex(struct text hex, void *ret_bytes, size_t size);

#endif
