/* The journal's rows and their chain; the form of the bytes is in the header.
   Invariants: a row is inserted at once, so that a key is found by later commands of the same transaction; hash covers every
   other column. Not done here: transactions, and any judgement of what a command may do. */
#include "journal/chain.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/output.h"
#include "journal/seal.h"

enum {
	VERIFY_ROWS = 200, /* in memory at a time while checking */
	KEYS_AT_ONCE = 16,
};

/* A row as it is stored: body and reply sealed. */
struct chain_row {
	int64_t lane, number, has_key;
	struct command command;
	struct text request;
	struct answer answer;
	struct text hash;
};

#define CHAIN_COLUMNS                                                                \
	"lane, number, county, id, at, door, target, person_id, for_id, place, key," \
	" CASE WHEN key IS NULL THEN 0 ELSE 1 END AS has_key, body, request, status, location, type, reply, hash"

static void put_int(struct output *out, int64_t value)
{
	char little[8];

	for (size_t i = 0; i < sizeof little; i++)
		little[i] = (char)(((uint64_t)value >> (8 * i)) & 0xff);
	out_raw(out, little, sizeof little);
}

static void put_text(struct output *out, struct text t)
{
	put_int(out, (int64_t)t.length);
	out_raw(out, t.bytes, t.length);
}

static struct digest row_hash(struct arena *arena, const struct digest *before, const struct chain_row *row)
{
	struct output out = output_in(arena);

	out_raw(&out, (const char *)before->bytes, DIGEST_BYTES);
	put_int(&out, row->lane);
	put_int(&out, row->number);
	put_int(&out, row->command.county);
	put_int(&out, row->command.id);
	put_int(&out, row->command.at);
	put_text(&out, row->command.door);
	put_text(&out, row->command.target);
	put_int(&out, row->command.person_id);
	put_int(&out, row->command.for_id);
	put_int(&out, row->command.place);
	put_int(&out, row->has_key);
	put_text(&out, row->command.key);
	put_text(&out, row->command.body);
	put_text(&out, row->request);
	put_int(&out, row->answer.status);
	put_text(&out, row->answer.location);
	put_text(&out, row->answer.type);
	put_text(&out, row->answer.body);
	return digest_of(output_text(&out));
}

struct chain_keys chain_keys_of(const struct digest *secret)
{
	return (struct chain_keys){ .request = digest_keyed(secret, T("tongcun journal request 1")),
		                    .body = digest_keyed(secret, T("tongcun journal body 1")),
		                    .reply = digest_keyed(secret, T("tongcun journal reply 1")),
		                    .seal = seal_key(secret) };
}

static struct digest request_digest(struct arena *arena, const struct chain_keys *keys, const struct command *command)
{
	struct output out = output_in(arena);

	put_text(&out, command->door);
	put_text(&out, command->target);
	put_text(&out, command->asked.length ? command->asked : command->body);
	return digest_keyed(&keys->request, output_text(&out));
}

/* The nonce is a keyed digest of id and text: the same on replay, and never the same for two different texts. */
static struct text seal_at_rest(struct arena *arena, const struct chain_keys *keys, const struct digest *purpose,
                                int64_t id, struct text plain)
{
	if (plain.length == 0)
		return plain;
	struct output out = output_in(arena);

	put_int(&out, id);
	out_raw(&out, plain.bytes, plain.length);
	struct digest chance = digest_keyed(purpose, output_text(&out));
	struct world world = { .at = 0 };
	_Static_assert(sizeof world.seed == DIGEST_BYTES, "a digest is a seed");
	memcpy(world.seed, chance.bytes, DIGEST_BYTES);
	return seal_by_key(arena, &keys->seal, &world, plain);
}

static bool open_at_rest(struct arena *arena, const struct digest *key, struct text *sealed)
{
	return sealed->length == 0 || unseal_by_key(arena, key, *sealed, sealed);
}

/* What stands in the column body: the context, a line end, the body. A context of urlencoded pairs has no line end. */
static struct text body_joined(struct arena *arena, const struct command *command)
{
	struct output out = output_in(arena);

	assert(text_find(command->context, T("\n")) == command->context.length);
	out_text(&out, command->context);
	out_raw(&out, "\n", 1);
	out_text(&out, command->body);
	return output_text(&out);
}

static bool body_open(struct arena *arena, const struct digest *key, struct command *command)
{
	struct text joined = command->body;

	if (!open_at_rest(arena, key, &joined))
		return false;
	size_t end = text_find(joined, T("\n"));
	if (end == joined.length)
		return false;
	command->context = text_part(joined, 0, end);
	command->body = text_part(joined, end + 1, joined.length);
	return true;
}

static struct text digest_text(const struct digest *digest)
{
	return (struct text){ (const char *)digest->bytes, DIGEST_BYTES };
}

/* The present row; its texts live until the next db_next(). */
static struct chain_row row_read(struct db_rows *rows)
{
	return (struct chain_row){
		.lane = db_int(rows, "lane"),
		.number = db_int(rows, "number"),
		.has_key = db_int(rows, "has_key"),
		.command = {
			.county = db_int(rows, "county"),
			.id = db_int(rows, "id"),
			.at = db_int(rows, "at"),
			.door = db_text(rows, "door"),
			.target = db_text(rows, "target"),
			.person_id = db_int(rows, "person_id"),
			.for_id = db_int(rows, "for_id"),
			.place = db_int(rows, "place"),
			.key = db_text(rows, "key"),
			.body = db_text(rows, "body"),
		},
		.request = db_text(rows, "request"),
		.answer = {
			.status = db_int(rows, "status"),
			.location = db_text(rows, "location"),
			.type = db_text(rows, "type"),
			.body = db_text(rows, "reply"),
		},
		.hash = db_text(rows, "hash"),
	};
}

static void row_copy(struct arena *arena, struct chain_row *row)
{
	struct text *texts[] = { &row->command.door, &row->command.target, &row->command.key,
		                 &row->command.body, &row->request,        &row->answer.location,
		                 &row->answer.type,  &row->answer.body,    &row->hash };

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = text_copy(arena, *texts[i]);
}

/* The first row of a read that gives at most one, copied into the arena. */
static enum outcome one_row(struct arena *arena, struct db_rows *rows, struct chain_row *ret_row)
{
	bool there = db_next(rows);

	if (there) {
		*ret_row = row_read(rows);
		row_copy(arena, ret_row);
	}
	enum outcome outcome = db_done(rows);
	if (outcome != DONE)
		return outcome;
	return there ? DONE : NOT_FOUND;
}

bool chain_takes(const struct command *command, const struct answer *answer)
{
	return (command->key.length == 0 || command->key.length == DIGEST_BYTES) && text_is_utf8(command->door) &&
	       text_is_utf8(command->target) && text_is_utf8(answer->location) && text_is_utf8(answer->type);
}

enum outcome chain_read(struct db *db, int64_t lane, struct chain *ret_chain)
{
	struct chain chain = { .lane = lane };
	struct db_rows *rows = db_rows(db,
	                               "SELECT number, id, hash FROM journal WHERE lane = $1"
	                               " ORDER BY number DESC LIMIT 1",
	                               bind(i64(lane)));
	bool sound = true;

	if (db_next(rows)) {
		struct text hash = db_text(rows, "hash");
		chain.number = db_int(rows, "number");
		chain.last_id = db_int(rows, "id");
		sound = hash.length == DIGEST_BYTES;
		if (sound)
			memcpy(chain.head.bytes, hash.bytes, DIGEST_BYTES);
	}
	enum outcome outcome = db_done(rows);
	if (outcome != DONE)
		return outcome;
	if (!sound)
		return FAILED;
	*ret_chain = chain;
	return DONE;
}

static enum outcome row_insert(struct db *db, const struct chain_row *row)
{
	const struct command *command = &row->command;
	const struct answer *answer = &row->answer;
	struct db_value key = row->has_key ? bytes(command->key) : no_bytes();

	return db_exec(db,
	               "INSERT INTO journal(lane, number, county, id, at, door, target, person_id, for_id, place, key,"
	               " body, request, status, location, type, reply, hash)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
	               bind(i64(row->lane), i64(row->number), i64(command->county), i64(command->id), i64(command->at),
	                    txt(command->door), txt(command->target), i64(command->person_id), i64(command->for_id),
	                    i64(command->place), key, bytes(command->body), bytes(row->request), i64(answer->status),
	                    txt(answer->location), txt(answer->type), bytes(answer->body), bytes(row->hash)));
}

enum outcome chain_append(struct db *db, struct arena *arena, struct chain *chain, const struct chain_keys *keys,
                          const struct command *command, const struct answer *answer)
{
	assert(command->id > 0 && command->at > 0);
	assert(command->door.length > 0);
	assert(chain_takes(command, answer));
	struct chain_row row = {
		.lane = chain->lane, .number = chain->number + 1, .command = *command, .answer = *answer
	};
	struct digest request = request_digest(arena, keys, command);

	if (answer->body.length > LIMIT_REPLY_KEPT_BYTES)
		row.answer.body = row.answer.type = (struct text){ NULL, 0 };
	row.has_key = command->key.length > 0;
	row.request = digest_text(&request);
	row.command.body = seal_at_rest(arena, keys, &keys->body, command->id, body_joined(arena, command));
	row.answer.body = seal_at_rest(arena, keys, &keys->reply, command->id, row.answer.body);
	struct digest hash = row_hash(arena, &chain->head, &row);
	row.hash = digest_text(&hash);
	enum outcome outcome = row_insert(db, &row);
	if (outcome != DONE)
		return outcome;
	chain->number = row.number;
	chain->last_id = command->id;
	chain->head = hash;
	return DONE;
}

enum outcome chain_answer(struct db *db, struct arena *arena, const struct chain_keys *keys,
                          const struct command *command, struct answer *ret_answer, bool *ret_same_request)
{
	assert(command->key.length == DIGEST_BYTES);
	struct chain_row row;
	enum outcome outcome =
		one_row(arena,
	                db_rows(db, "SELECT " CHAIN_COLUMNS " FROM journal WHERE key = $1", bind(bytes(command->key))),
	                &row);

	if (outcome != DONE)
		return outcome;
	if (!open_at_rest(arena, &keys->seal, &row.answer.body))
		return CONFLICT;
	struct digest request = request_digest(arena, keys, command);
	*ret_answer = row.answer;
	*ret_same_request = text_equal(row.request, digest_text(&request));
	return DONE;
}

/* Marks the keys of a piece that a read gives. */
static enum outcome mark_found(struct db_rows *rows, const struct text *keys, size_t count, bool *ret_found)
{
	while (db_next(rows)) {
		struct text key = db_text(rows, "key");
		for (size_t i = 0; i < count; i++)
			ret_found[i] = ret_found[i] || text_equal(keys[i], key);
	}
	return db_done(rows);
}

enum outcome chain_find_keys(struct db *db, const struct text *keys, size_t count, bool *ret_found)
{
	enum outcome outcome = DONE;

	for (size_t from = 0; outcome == DONE && from < count; from += KEYS_AT_ONCE) {
		size_t here = count - from < KEYS_AT_ONCE ? count - from : KEYS_AT_ONCE;
		struct db_value k[KEYS_AT_ONCE];
		for (size_t i = 0; i < KEYS_AT_ONCE; i++)
			k[i] = i < here && keys[from + i].length == DIGEST_BYTES ? bytes(keys[from + i]) : no_bytes();
		outcome = mark_found(
			db_rows(db,
		                "SELECT key FROM journal WHERE key IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
		                " $12, $13, $14, $15, $16)",
		                bind(k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7], k[8], k[9], k[10], k[11], k[12],
		                     k[13], k[14], k[15])),
			keys + from, here, ret_found + from);
	}
	return outcome;
}

enum outcome chain_command(struct db *db, struct arena *arena, const struct digest *secret, int64_t lane,
                           int64_t number, struct command *ret_command, struct answer *ret_answer)
{
	struct chain_row row;
	enum outcome outcome = one_row(arena,
	                               db_rows(db,
	                                       "SELECT " CHAIN_COLUMNS " FROM journal WHERE lane = $1"
	                                       " AND number = $2",
	                                       bind(i64(lane), i64(number))),
	                               &row);

	if (outcome != DONE)
		return outcome;
	struct digest key = seal_key(secret);
	if (!body_open(arena, &key, &row.command) || !open_at_rest(arena, &key, &row.answer.body))
		return CONFLICT;
	*ret_command = row.command;
	*ret_answer = row.answer;
	return DONE;
}

enum outcome chain_fits(struct db *db, struct arena *arena, const struct digest *secret)
{
	int64_t lane = 0, number = 0;
	struct db_rows *rows =
		db_rows(db, "SELECT lane, number FROM journal ORDER BY lane DESC, number DESC LIMIT 1", bind_none());
	struct command command;
	struct answer answer;

	if (db_next(rows)) {
		lane = db_int(rows, "lane");
		number = db_int(rows, "number");
	}
	enum outcome outcome = db_done(rows);
	if (outcome != DONE || number == 0)
		return outcome;
	return chain_command(db, arena, secret, lane, number, &command, &answer);
}

/* What is wrong with the row that follows *chain, or NULL; *chain moves on when nothing is. */
static const char *row_fault(struct arena *arena, struct chain *chain, const struct chain_row *row)
{
	if (row->number != chain->number + 1)
		return "the row before it is missing or was moved";
	struct digest hash = row_hash(arena, &chain->head, row);
	if (!text_equal(row->hash, digest_text(&hash)))
		return "the row was changed, or the one before it was exchanged";
	chain->number = row->number;
	chain->last_id = row->command.id;
	chain->head = hash;
	return NULL;
}

/* Reads the next rows after *chain, at most VERIFY_ROWS, and moves it over those that hold. *ret_fault: what is wrong with the
   row last read (only its numbers still stand), or NULL. */
static enum outcome verify_piece(struct db *db, struct arena *scratch, struct chain *chain, int64_t *ret_count,
                                 const char **ret_fault, struct chain_row *ret_row)
{
	struct db_rows *rows = db_rows(db,
	                               "SELECT " CHAIN_COLUMNS " FROM journal WHERE (lane, number) > ($1, $2)"
	                               " ORDER BY lane, number LIMIT $3",
	                               bind(i64(chain->lane), i64(chain->number), i64(VERIFY_ROWS)));
	const char *fault = NULL;
	int64_t count = 0;

	while (fault == NULL && db_next(rows)) {
		*ret_row = row_read(rows);
		if (ret_row->lane != chain->lane)
			*chain = (struct chain){ .lane = ret_row->lane };
		fault = row_fault(scratch, chain, ret_row);
		count += fault == NULL;
		arena_reset(scratch);
	}
	*ret_fault = fault;
	*ret_count = count;
	return db_done(rows);
}

enum outcome chain_verify_on(struct db *db, struct arena *arena, struct chain *chain, int64_t most, int64_t *ret_rows,
                             bool *ret_over, struct text *ret_words)
{
	struct arena *scratch = arena_new();
	struct chain_row row = { .lane = 0 };
	const char *fault = NULL;
	enum outcome outcome;
	int64_t held = 0, count;

	do {
		outcome = verify_piece(db, scratch, chain, &count, &fault, &row);
		held += count;
	} while (outcome == DONE && fault == NULL && count == VERIFY_ROWS && held < most);
	arena_free(scratch);
	*ret_rows = held;
	*ret_over = count < VERIFY_ROWS;
	if (fault == NULL)
		return outcome;
	*ret_words = text_format(arena, "journal lane %lld, number %lld: %s", (long long)row.lane,
	                         (long long)row.number, fault);
	return CONFLICT;
}

enum outcome chain_verify(struct db *db, struct arena *arena, int64_t *ret_rows, struct text *ret_words)
{
	struct chain chain = chain_before_all();
	bool over;

	return chain_verify_on(db, arena, &chain, INT64_MAX, ret_rows, &over, ret_words);
}

struct chain chain_before_all(void)
{
	return (struct chain){ .lane = INT64_MIN };
}
