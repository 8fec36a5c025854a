/* A table of slots by the hash of the question. A question takes its slot when it is asked the second time, so what is asked once drives
   nothing out. Rows are kept as the values of their columns one after the other: a number as eight bytes, a text as its length in eight
   bytes and its bytes. All go after a minute, so that what another tool changes in the file is seen then, as on kept pages. */
#include "db/kept_rows_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/world.h"

enum { SLOTS = 512, ROWS_BYTES = 1536, READS = 16 };
static const int64_t keeps_ns = INT64_C(60000000000);

struct kept_entry {
	const struct db_plan *plan;
	int64_t at; /* what was told when the transaction began that read them */
	uint32_t reads[READS];
	size_t read_count, limit, key_length, count, length;
	char room[]; /* the key, the rows */
};

struct kept_rows {
	struct db_touched *touched;
	bool checks;
	int64_t at, since_ticks;
	const struct kept_entry *found;
	struct kept_slot {
		uint64_t asked; /* hash of the question it was last missed by */
		struct kept_entry *entry;
	} slots[SLOTS];
};

void db_keep_rows(struct db *db, struct db_touched *touched, bool checks)
{
	struct kept_rows *kept = db_take(1, sizeof *kept);

	kept->touched = touched;
	kept->checks = checks;
	kept->since_ticks = machine_ticks();
	db->kept = kept;
}

static void forget(struct kept_rows *kept)
{
	for (size_t i = 0; i < SLOTS; i++) {
		free(kept->slots[i].entry);
		kept->slots[i].entry = NULL;
	}
}

void kept_rows_free(struct kept_rows *kept)
{
	if (!kept)
		return;
	forget(kept);
	free(kept);
}

void kept_rows_begin(struct kept_rows *kept)
{
	int64_t now = machine_ticks();

	if (now - kept->since_ticks > keeps_ns) {
		forget(kept);
		kept->since_ticks = now;
	}
	kept->at = touched_now(kept->touched);
}

/* ---- the question ---- */

static bool key_add(struct kept_question *question, const void *bytes, size_t length)
{
	if (length > KEPT_KEY_BYTES - question->key_length)
		return false;
	if (length)
		memcpy(question->key + question->key_length, bytes, length);
	question->key_length += length;
	return true;
}

/* Each value's kind and length stand before it, so no two lists of values have the same key. */
static bool key_make(struct kept_question *question, const struct db_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t head[2] = { values[i].kind, values[i].number };
		struct text t = T("");

		if (values[i].kind == DB_TEXT || values[i].kind == DB_BYTES) {
			t = values[i].text;
			head[1] = (int64_t)t.length;
		} else if (values[i].kind != DB_INT) {
			head[1] = 0;
		}
		if (!key_add(question, head, sizeof head) || !key_add(question, t.bytes, t.length))
			return false;
	}
	return true;
}

/* FNV-1a over words of eight bytes: a key is whole ones, but for texts. */
static uint64_t hash_of(const struct kept_question *question)
{
	uint64_t hash = 0xcbf29ce484222325u ^ (uint64_t)(uintptr_t)question->plan;
	size_t i = 0;

	for (uint64_t word; i + sizeof word <= question->key_length; i += sizeof word) {
		memcpy(&word, question->key + i, sizeof word);
		hash = (hash ^ word) * 0x100000001b3u;
		hash ^= hash >> 32;
	}
	for (; i < question->key_length; i++)
		hash = (hash ^ (unsigned char)question->key[i]) * 0x100000001b3u;
	return hash ^ (hash >> 32);
}

static bool may_be_kept(const struct db *db, const struct db_rows *rows)
{
	return db->kept && db->in_transaction && !rows->writes && !rows->footprint.is_unknown &&
	       !rows->footprint.writes && !rows->footprint.by_rows;
}

static bool is_of(const struct kept_entry *entry, const struct kept_question *question)
{
	return entry && entry->plan == question->plan && entry->limit == question->limit &&
	       entry->key_length == question->key_length &&
	       memcmp(entry->room, question->key, question->key_length) == 0;
}

bool kept_rows_ask(struct db *db, struct db_rows *rows, const struct db_plan *plan, size_t record_size, size_t limit,
                   const struct db_value *values, struct kept_question *question)
{
	struct kept_rows *kept = db->kept;

	question->plan = NULL;
	if (!may_be_kept(db, rows))
		return false;
	question->plan = plan;
	question->columns = rows->columns;
	question->record_size = record_size;
	question->limit = limit;
	question->key_length = 0;
	if (!key_make(question, values, rows->parameters)) {
		question->plan = NULL;
		return false;
	}
	question->hash = hash_of(question);
	const struct kept_entry *entry = kept->slots[question->hash % SLOTS].entry;
	bool holds =
		is_of(entry, question) && !touched_is_unsure(kept->touched, entry->reads, entry->read_count, entry->at);
	kept->found = holds && db->has_asked ? entry : NULL;
	if (holds && !db->has_asked)
		question->plan = NULL; /* the engine is asked, but what is kept need not be taken anew */
	return kept->found && !kept->checks;
}

/* ---- giving ---- */

size_t kept_rows_count(const struct kept_rows *kept)
{
	return kept->found->count;
}

void kept_rows_give(const struct kept_rows *kept, struct arena *arena, const struct kept_question *question, void *list)
{
	const struct kept_entry *entry = kept->found;
	const char *at = entry->room + entry->key_length;

	for (size_t i = 0; i < entry->count; i++) {
		char *row = (char *)list + i * question->record_size;
		for (size_t c = 0; c < question->columns; c++) {
			char *member = row + entry->plan->goals[c].offset;
			uint64_t number;
			memcpy(&number, at, sizeof number);
			at += sizeof number;
			if (entry->plan->goals[c].whole) {
				memcpy(member, &number, sizeof number);
				continue;
			}
			struct text word = text_copy(arena, (struct text){ at, (size_t)number });
			memcpy(member, &word, sizeof word);
			at += number;
		}
	}
}

/* ---- taking ---- */

struct written {
	size_t length;
	char bytes[ROWS_BYTES];
};

static bool write_bytes(struct written *out, const void *bytes, size_t length)
{
	if (length > sizeof out->bytes - out->length)
		return false;
	if (length)
		memcpy(out->bytes + out->length, bytes, length);
	out->length += length;
	return true;
}

/* False: they are too long. */
static bool write_rows(struct written *out, const struct kept_question *question, const char *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t c = 0; c < question->columns; c++) {
			const char *member = list + i * question->record_size + question->plan->goals[c].offset;
			struct text word = T("");
			uint64_t number;
			if (question->plan->goals[c].whole) {
				memcpy(&number, member, sizeof number);
				if (!write_bytes(out, &number, sizeof number))
					return false;
				continue;
			}
			memcpy(&word, member, sizeof word);
			number = word.length;
			if (!write_bytes(out, &number, sizeof number) || !write_bytes(out, word.bytes, word.length))
				return false;
		}
	}
	return true;
}

static void check(const struct kept_entry *entry, const struct written *out, size_t count, const char *sql)
{
	if (entry->count != count || entry->length != out->length ||
	    memcmp(entry->room + entry->key_length, out->bytes, out->length) != 0)
		db_abort("kept rows are not those of the tables", sql);
}

static void keep(struct kept_rows *kept, struct kept_slot *slot, const struct kept_question *question,
                 const struct written *out, size_t count, const struct db_reads *reads)
{
	struct kept_entry *entry = malloc(sizeof *entry + question->key_length + out->length);

	if (!entry)
		return;
	*entry = (struct kept_entry){ .plan = question->plan,
		                      .at = kept->at,
		                      .read_count = reads->count,
		                      .limit = question->limit,
		                      .key_length = question->key_length,
		                      .count = count,
		                      .length = out->length };
	memcpy(entry->reads, reads->slots, reads->count * sizeof *reads->slots);
	memcpy(entry->room, question->key, question->key_length);
	memcpy(entry->room + question->key_length, out->bytes, out->length);
	free(slot->entry);
	slot->entry = entry;
}

void kept_rows_take(struct db *db, const struct db_rows *rows, const struct kept_question *question, const void *list,
                    size_t count, const struct db_value *values)
{
	struct kept_rows *kept = db->kept;
	struct written out;
	struct db_reads reads;

	if (!question->plan)
		return;
	struct kept_slot *slot = &kept->slots[question->hash % SLOTS];
	if (!kept->found && slot->asked != question->hash) {
		slot->asked = question->hash;
		return;
	}
	out.length = 0;
	if (!write_rows(&out, question, list, count))
		return;
	if (kept->found) {
		check(kept->found, &out, count, rows->sql);
		return;
	}
	reads.count = 0;
	reads.is_unknown = false;
	footprint_read(&reads, &rows->footprint, values);
	if (!reads.is_unknown && reads.count <= READS)
		keep(kept, slot, question, &out, count, &reads);
}
