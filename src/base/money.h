/* Money is int64_t fen (1/100 yuan), weight int64_t grams, stock int64_t pieces; sums and products are checked.
   Nothing here ever rounds silently: a division says where the remainder goes. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/text.h"

/* False when the result does not fit; *ret_sum then keeps its value. */
bool money_add(int64_t a, int64_t b, int64_t *ret_sum) __attribute__((warn_unused_result));
bool money_subtract(int64_t a, int64_t b, int64_t *ret_difference) __attribute__((warn_unused_result));
bool money_multiply(int64_t a, int64_t times, int64_t *ret_product) __attribute__((warn_unused_result));
/* amount * part / whole, rounded down, computed without overflow for whole > 0, 0 <= part <= whole, amount >= 0. */
int64_t money_share(int64_t amount, int64_t part, int64_t whole);
/* Reads "36", "36.5", "36.50", "1,280.00", also with full-width digits or a leading ¥, as fen; at most two decimals. */
bool money_read(struct text t, int64_t *ret_fen);
/* The reader below them all: a whole number with at most `decimals` (0..9) decimals, scaled by 10^decimals; optional minus,
   commas before every three digits or none, full-width forms, white space around. False when malformed or beyond int64. */
bool number_read(struct text t, int decimals, int64_t *ret_value);
/* Reads kilograms with at most three decimals, "2.5", as grams; and gives them back without trailing zeros. */
bool weight_read(struct text t, int64_t *ret_g);
struct text weight_plain(struct arena *arena, int64_t g);
/* Reads a percentage with at most two decimals, "16.5", as hundredths of a percent (1650); and gives them back without trailing zeros. */
bool percent_read(struct text t, int64_t *ret_parts);
struct text percent_plain(struct arena *arena, int64_t parts);
/* "36.50" (a dot, no grouping): forms, JSON, CSV. */
struct text money_plain(struct arena *arena, int64_t fen);
/* "1,280.00": pages. */
struct text money_grouped(struct arena *arena, int64_t fen);
/* 1280 -> "1,280". */
struct text number_grouped(struct arena *arena, int64_t value);

#endif
