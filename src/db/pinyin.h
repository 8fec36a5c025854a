/* The first letter of a Han character's usual reading in pinyin. */
#ifndef DB_PINYIN_H
#define DB_PINYIN_H

#include <stdint.h>

/* 'a' to 'z', or 0 for what is no Han character of U+4E00 to U+9FFF or has no known reading. */
char pinyin_initial(uint32_t character);

#endif
