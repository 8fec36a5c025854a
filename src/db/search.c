/* The search index: tokens of a text, written and asked for by plain SQL.
   Folding is ICU's; the classes of characters are Unicode's scripts and general categories. */
#include "db/search.h"

#include <assert.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include "base/limits.h"
#include "base/place_key.h"
#include "db/pinyin.h"

enum {
	GROUP = 16,            /* tokens written by one statement */
	NAME_RUN = 16,         /* Han characters in a row that may be a name */
	TOKEN_BYTES = 64,      /* a longer word is cut ... */
	TOKEN_CHARACTERS = 16, /* ... to this many characters */
	TEXT_BYTES = 32 << 10,
};

/* ---- folding ---- */

/* The text in NFKC_Casefold; what does not fit TEXT_BYTES is not searched. */
static struct text fold(struct arena *arena, struct text t)
{
	t = text_part(t, 0, TEXT_BYTES);
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&error);
	int32_t length = 0, folded_length, size = 0;
	int32_t room = (int32_t)t.length + 1;
	UChar *wide = arena_array(arena, (size_t)room, sizeof(UChar));
	u_strFromUTF8WithSub(wide, room, &length, t.bytes ? t.bytes : "", (int32_t)t.length, 0xFFFD, NULL, &error);
	room = 4 * length + 32; /* a sign may become up to 18 letters; such a text is kept as it is */
	UChar *folded = arena_array(arena, (size_t)room, sizeof(UChar));
	folded_length = unorm2_normalize(normalizer, wide, length, folded, room, &error);
	if (U_FAILURE(error))
		return t;
	char *bytes = arena_take(arena, 3 * (size_t)folded_length + 1);
	u_strToUTF8(bytes, 3 * folded_length + 1, &size, folded, folded_length, &error);
	return U_FAILURE(error) ? t : (struct text){ bytes, (size_t)size };
}

/* ---- characters ---- */

enum sign { SIGN_GAP, SIGN_HAN, SIGN_LETTER, SIGN_TIBETAN, SIGN_DIGIT, SIGN_ALONE };

static bool is_mark(uint32_t c)
{
	int8_t category = u_charType((UChar32)c);
	return category == U_NON_SPACING_MARK || category == U_COMBINING_SPACING_MARK;
}

static enum sign sign_of(uint32_t c)
{
	UErrorCode error = U_ZERO_ERROR;
	if (c < 0x80 && !u_isalnum((UChar32)c))
		return SIGN_GAP;
	if (u_charDigitValue((UChar32)c) >= 0)
		return SIGN_DIGIT;
	UScriptCode script = uscript_getScript((UChar32)c, &error);
	if (script == USCRIPT_HAN)
		return u_isalnum((UChar32)c) ? SIGN_HAN : SIGN_GAP;
	if (script == USCRIPT_TIBETAN)
		return u_isalpha((UChar32)c) || is_mark(c) ? SIGN_TIBETAN : SIGN_GAP;
	if (!u_isalpha((UChar32)c))
		return is_mark(c) ? SIGN_LETTER : SIGN_GAP;
	return uscript_breaksBetweenLetters(script) || script == USCRIPT_YI ? SIGN_ALONE : SIGN_LETTER;
}

/* ---- tokens ---- */

struct tokens {
	struct arena *arena;
	struct text *list;
	size_t count, limit;
	bool asked; /* a question: pairs instead of single characters, no initials */
};

/* The bytes stay where they are: the folded text lives in the arena. */
static void token_add(struct tokens *tokens, struct text token)
{
	if (token.length > TOKEN_BYTES)
		token = text_first(token, TOKEN_CHARACTERS);
	for (size_t i = 0; i < tokens->count; i++) {
		if (text_equal(tokens->list[i], token))
			return;
	}
	if (tokens->count < tokens->limit)
		tokens->list[tokens->count++] = token;
}

static void initials_add(struct tokens *tokens, struct text run, size_t characters)
{
	if (characters < 2 || characters > NAME_RUN)
		return;
	struct text initials = search_initials(tokens->arena, run);
	for (size_t length = 2; length <= initials.length; length++)
		token_add(tokens, text_part(initials, 0, length));
}

static void han_add(struct tokens *tokens, struct text run)
{
	size_t characters = text_characters(run);
	struct text rest = run, before = { 0 };
	while (rest.length) {
		struct text one = rest;
		text_next_character(&rest);
		one.length -= rest.length;
		if (!tokens->asked || characters == 1)
			token_add(tokens, one);
		if (before.length)
			token_add(tokens, (struct text){ before.bytes, before.length + one.length });
		before = one;
	}
	if (!tokens->asked)
		initials_add(tokens, run, characters);
}

static void digits_add(struct tokens *tokens, struct text run)
{
	char *digits = arena_take(tokens->arena, run.length + 1);
	size_t length = 0;
	for (uint32_t c; (c = text_next_character(&run)) != 0;)
		digits[length++] = (char)('0' + u_charDigitValue((UChar32)c));
	token_add(tokens, (struct text){ digits, length });
}

static void run_add(struct tokens *tokens, enum sign sign, struct text run)
{
	switch (sign) {
	case SIGN_GAP:
		return;
	case SIGN_HAN:
		han_add(tokens, run);
		return;
	case SIGN_DIGIT:
		digits_add(tokens, run);
		return;
	case SIGN_LETTER:
	case SIGN_TIBETAN:
	case SIGN_ALONE:
		token_add(tokens, run);
		return;
	}
}

static void text_add(struct tokens *tokens, struct text t)
{
	struct text rest = fold(tokens->arena, t), start = rest;
	enum sign sign = SIGN_GAP;
	for (;;) {
		struct text at = rest;
		uint32_t c = text_next_character(&rest);
		enum sign next = c ? sign_of(c) : SIGN_GAP;
		if (c && next == sign && sign != SIGN_ALONE)
			continue;
		run_add(tokens, sign, (struct text){ start.bytes, start.length - at.length });
		if (!c)
			return;
		sign = next;
		start = at;
	}
}

size_t search_tokens(struct arena *arena, struct text t, struct text *ret_tokens)
{
	struct tokens tokens = { .arena = arena, .list = ret_tokens, .limit = SEARCH_TOKENS };
	text_add(&tokens, t);
	return tokens.count;
}

size_t search_question(struct arena *arena, struct text t, struct text *ret_tokens)
{
	struct tokens tokens = { .arena = arena, .list = ret_tokens, .limit = SEARCH_ASKED, .asked = true };
	text_add(&tokens, t);
	return tokens.count;
}

struct text search_initials(struct arena *arena, struct text name)
{
	char *initials = arena_take(arena, name.length + 1);
	size_t length = 0;
	while (name.length) {
		struct text one = name;
		uint32_t c = text_next_character(&name);
		one.length -= name.length;
		char letter = pinyin_initial(c);
		if (letter) {
			initials[length++] = letter;
		} else if (sign_of(c) != SIGN_HAN) {
			memcpy(initials + length, one.bytes, one.length);
			length += one.length;
		}
	}
	return (struct text){ initials, length };
}

/* ---- the index ---- */

/* Writes GROUP tokens; a short group is filled with its last one. */
static enum outcome group_put(struct db *db, const char *kind, int64_t county, int64_t id, int64_t place,
                              const struct text *t, size_t count)
{
	struct text g[GROUP];
	for (size_t i = 0; i < GROUP; i++)
		g[i] = t[i < count ? i : count - 1];
	return db_exec(db,
	               "INSERT INTO search_token(kind, county, id, place, token) VALUES ($1, $2, $3, $4, $5),"
	               " ($1, $2, $3, $4, $6), ($1, $2, $3, $4, $7), ($1, $2, $3, $4, $8), ($1, $2, $3, $4, $9),"
	               " ($1, $2, $3, $4, $10), ($1, $2, $3, $4, $11), ($1, $2, $3, $4, $12), ($1, $2, $3, $4, $13),"
	               " ($1, $2, $3, $4, $14), ($1, $2, $3, $4, $15), ($1, $2, $3, $4, $16), ($1, $2, $3, $4, $17),"
	               " ($1, $2, $3, $4, $18), ($1, $2, $3, $4, $19), ($1, $2, $3, $4, $20) ON CONFLICT DO NOTHING",
	               bind(txt(text_of(kind)), i64(county), i64(id), i64(place), txt(g[0]), txt(g[1]), txt(g[2]),
	                    txt(g[3]), txt(g[4]), txt(g[5]), txt(g[6]), txt(g[7]), txt(g[8]), txt(g[9]), txt(g[10]),
	                    txt(g[11]), txt(g[12]), txt(g[13]), txt(g[14]), txt(g[15])));
}

enum outcome search_put(struct db *db, struct arena *arena, const char *kind, int64_t county, int64_t id, int64_t place,
                        struct text t)
{
	struct text tokens[SEARCH_TOKENS];
	size_t count = search_tokens(arena, t, tokens);
	enum outcome outcome = search_remove(db, kind, county, id);
	for (size_t at = 0; outcome == DONE && at < count; at += GROUP)
		outcome = group_put(db, kind, county, id, place, tokens + at, count - at < GROUP ? count - at : GROUP);
	return outcome;
}

enum outcome search_remove(struct db *db, const char *kind, int64_t county, int64_t id)
{
	return db_exec(db, "DELETE FROM search_token WHERE kind = $1 AND county = $2 AND id = $3",
	               bind(txt(text_of(kind)), i64(county), i64(id)));
}

enum outcome search_rekey(struct db *db, const char *kind, int64_t county, int64_t id, int64_t place)
{
	return db_exec(db, "UPDATE search_token SET place = $1 WHERE kind = $2 AND county = $3 AND id = $4",
	               bind(i64(place), txt(text_of(kind)), i64(county), i64(id)));
}

enum outcome search_move(struct db *db, const char *kind, int64_t from, int64_t from_end, int64_t to)
{
	return db_exec(db, "UPDATE search_token SET place = place + $1 WHERE kind = $2 AND place >= $3 AND place < $4",
	               bind(i64(to - from), txt(text_of(kind)), i64(from), i64(from_end)));
}

/* ---- asking ---- */

/* The rarest first, as far as length tells: it leads the search, the others are looked up for each of its rows. */
static void longest_first(struct text *tokens, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		for (size_t j = i; j > 0 && tokens[j].length > tokens[j - 1].length; j--) {
			struct text longer = tokens[j];
			tokens[j] = tokens[j - 1];
			tokens[j - 1] = longer;
		}
	}
}

#define ALSO(parameter)                                                                        \
	" AND EXISTS (SELECT 1 FROM search_token o WHERE o.kind = $1 AND o.token = " parameter \
	" AND o.county = s.county AND o.id = s.id)"
#define FOUND                                                                                                   \
	"SELECT s.id FROM search_token s WHERE s.kind = $1 AND s.token = $2 AND s.place >= $3 AND s.place < $4" \
	" AND s.id < $5"
#define ALSO_ALL ALSO("$8") ALSO("$9") ALSO("$10") ALSO("$11") ALSO("$12") ALSO("$13") ALSO("$14")
#define IN_COUNTY " AND s.county = $6"
#define IN_COUNTIES " AND s.county BETWEEN $6 AND $15"
#define NEWEST " ORDER BY s.id DESC LIMIT $7"

/* In a county the index gives the ids in order and the search stops at the limit; above it they are sorted. */
static struct db_rows *ask(struct db *db, const char *kind, int64_t place, const struct text *t, size_t count,
                           int64_t before_id, int64_t limit)
{
	int64_t end = place_end(place), county = place_county(place);
	int64_t first = place / place_span(PLACE_COUNTY), last = (end - 1) / place_span(PLACE_COUNTY);
	struct db_value k = txt(text_of(kind));
	if (county && count == 1)
		return db_rows(db, FOUND IN_COUNTY NEWEST,
		               bind(k, txt(t[0]), i64(place), i64(end), i64(before_id), i64(county), i64(limit)));
	if (county)
		return db_rows(db, FOUND IN_COUNTY ALSO_ALL NEWEST,
		               bind(k, txt(t[0]), i64(place), i64(end), i64(before_id), i64(county), i64(limit),
		                    txt(t[1]), txt(t[2]), txt(t[3]), txt(t[4]), txt(t[5]), txt(t[6]), txt(t[7])));
	if (count == 1)
		return db_rows(db, FOUND " AND s.county BETWEEN $6 AND $8" NEWEST " /* scan */",
		               bind(k, txt(t[0]), i64(place), i64(end), i64(before_id), i64(first), i64(limit),
		                    i64(last)));
	return db_rows(db, FOUND IN_COUNTIES ALSO_ALL NEWEST " /* scan */",
	               bind(k, txt(t[0]), i64(place), i64(end), i64(before_id), i64(first), i64(limit), txt(t[1]),
	                    txt(t[2]), txt(t[3]), txt(t[4]), txt(t[5]), txt(t[6]), txt(t[7]), i64(last)));
}

enum outcome search_find(struct db *db, struct arena *arena, const char *kind, int64_t place, struct text question,
                         int64_t before_id, size_t limit, int64_t *ret_ids, size_t *ret_count)
{
	assert(limit > 0 && limit <= LIMIT_LIST_ROWS);
	struct text tokens[SEARCH_ASKED];
	size_t count = search_question(arena, question, tokens), found = 0;
	if (!count) {
		*ret_count = 0;
		return DONE;
	}
	longest_first(tokens, count);
	for (size_t i = count; i < SEARCH_ASKED; i++)
		tokens[i] = tokens[count - 1];
	struct db_rows *rows = ask(db, kind, place, tokens, count, before_id ? before_id : INT64_MAX, (int64_t)limit);
	while (found < limit && db_next(rows))
		ret_ids[found++] = db_int(rows, "id");
	enum outcome outcome = db_done(rows);
	if (outcome == DONE)
		*ret_count = found;
	return outcome;
}
