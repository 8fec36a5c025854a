/* The slots: for each table two numbers (of the last commit that wrote to it, and of the last that wrote to more of it than single rows),
   and one for each row, by hashes. */
#include "db/touched.h"

#include <stdatomic.h>
#include <string.h>

#include "db/backend.h"
#include "db/footprint.h"

enum {
	TABLE_SLOTS = 1 << 14,
	ROW_SLOTS = 1 << 16,
	SLOTS = TABLE_SLOTS + ROW_SLOTS,
	TOUCHES = 4096, /* of one transaction; with more it counts as having written everything */
};

struct db_touched {
	_Atomic int64_t last, all; /* the last commit; the last that wrote everything */
	_Atomic int64_t slots[SLOTS];
	_Atomic int32_t all_unsure, unsure[SLOTS]; /* commits that may be seen already and were not told yet */
};

struct db_touches {
	struct db_touched *touched;
	bool all, all_unsure;
	size_t count, unsure; /* the first `unsure` slots are counted as such */
	uint32_t slots[TOUCHES];
	uint64_t seen[SLOTS / 64];
};

/* ---- slots ---- */

/* MurmurHash3's last step (Appleby). */
static uint64_t mixed(uint64_t h)
{
	h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
	h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53u;
	return h ^ (h >> 33);
}

/* Written at all. */
static uint32_t slot_of_any(uint32_t table)
{
	return (uint32_t)(mixed(2 * (uint64_t)table) % TABLE_SLOTS);
}

/* Written otherwise than by single rows. */
static uint32_t slot_of_whole(uint32_t table)
{
	return (uint32_t)(mixed(2 * (uint64_t)table + 1) % TABLE_SLOTS);
}

static uint32_t slot_of_row(uint32_t table, int64_t county, int64_t id)
{
	uint64_t hash = mixed(mixed(table ^ ((uint64_t)county << 32)) ^ (uint64_t)id);

	return (uint32_t)(TABLE_SLOTS + hash % ROW_SLOTS);
}

static bool names_row(const struct footprint *footprint, const struct db_value *values, int64_t *ret_county,
                      int64_t *ret_id)
{
	if (!footprint->county || values[footprint->county - 1].kind != DB_INT ||
	    values[footprint->id - 1].kind != DB_INT)
		return false;
	*ret_county = values[footprint->county - 1].number;
	*ret_id = values[footprint->id - 1].number;
	return true;
}

/* ---- what is read ---- */

static void note(struct db_reads *reads, uint32_t slot)
{
	for (size_t i = 0; i < reads->count; i++)
		if (reads->slots[i] == slot)
			return;
	if (reads->count == DB_READS)
		reads->is_unknown = true;
	else
		reads->slots[reads->count++] = slot;
}

void footprint_row(struct db_reads *reads, const struct footprint *footprint, int64_t county, int64_t id)
{
	note(reads, slot_of_row(footprint->tables[footprint->by_rows - 1], county, id));
}

void footprint_read(struct db_reads *reads, const struct footprint *footprint, const struct db_value *values)
{
	int64_t county, id;

	reads->is_unknown = reads->is_unknown || footprint->is_unknown || footprint->writes;
	if (names_row(footprint, values, &county, &id)) {
		note(reads, slot_of_row(footprint->tables[0], county, id));
		note(reads, slot_of_whole(footprint->tables[0]));
		return;
	}
	for (size_t i = 0; i < footprint->count; i++)
		note(reads, footprint->by_rows == i + 1 ? slot_of_whole(footprint->tables[i])
		                                        : slot_of_any(footprint->tables[i]));
}

/* ---- what is written ---- */

struct db_touches *touches_new(struct db_touched *touched)
{
	struct db_touches *touches = db_take(1, sizeof *touches);

	touches->touched = touched;
	return touches;
}

static void touch(struct db_touches *touches, uint32_t slot)
{
	uint64_t bit = (uint64_t)1 << (slot % 64);

	if (touches->seen[slot / 64] & bit)
		return;
	if (touches->count == TOUCHES) {
		touches->all = true;
		return;
	}
	touches->seen[slot / 64] |= bit;
	touches->slots[touches->count++] = slot;
}

void footprint_all_written(struct db_touches *touches)
{
	touches->all = true;
}

void footprint_written(struct db_touches *touches, const struct footprint *footprint, const struct db_value *values)
{
	int64_t county, id;

	touches->all = touches->all || footprint->is_unknown || footprint->count == 0;
	for (size_t i = 0; i < footprint->count; i++)
		touch(touches, slot_of_any(footprint->tables[i]));
	if (names_row(footprint, values, &county, &id)) {
		touch(touches, slot_of_row(footprint->tables[0], county, id));
		return;
	}
	for (size_t i = 0; i < footprint->count; i++)
		touch(touches, slot_of_whole(footprint->tables[i]));
}

void touches_drop(struct db_touches *touches)
{
	if (touches->all_unsure)
		atomic_fetch_sub(&touches->touched->all_unsure, 1);
	for (size_t i = 0; i < touches->unsure; i++)
		atomic_fetch_sub(&touches->touched->unsure[touches->slots[i]], 1);
	for (size_t i = 0; i < touches->count; i++)
		touches->seen[touches->slots[i] / 64] = 0;
	touches->count = touches->unsure = 0;
	touches->all = touches->all_unsure = false;
}

/* Two connections may commit at a time: a later number is never taken back. */
static void raise_to(_Atomic int64_t *slot, int64_t number)
{
	int64_t there = atomic_load(slot);

	while (there < number && !atomic_compare_exchange_weak(slot, &there, number))
		;
}

void touches_may_show(struct db_touches *touches)
{
	struct db_touched *touched = touches->touched;

	if (touches->all && !touches->all_unsure)
		atomic_fetch_add(&touched->all_unsure, 1);
	touches->all_unsure = touches->all;
	for (; touches->unsure < touches->count; touches->unsure++)
		atomic_fetch_add(&touched->unsure[touches->slots[touches->unsure]], 1);
}

void touches_tell(struct db_touches *touches)
{
	struct db_touched *touched = touches->touched;

	if (touches->count > 0 || touches->all) {
		int64_t number = atomic_fetch_add(&touched->last, 1) + 1;

		if (touches->all)
			raise_to(&touched->all, number);
		for (size_t i = 0; i < touches->count; i++)
			raise_to(&touched->slots[touches->slots[i]], number);
	}
	touches_drop(touches);
}

/* ---- asking ---- */

struct db_touched *touched_new(struct arena *arena)
{
	return arena_take(arena, sizeof(struct db_touched));
}

int64_t touched_now(const struct db_touched *touched)
{
	return atomic_load(&touched->last);
}

bool touched_since(const struct db_touched *touched, const struct db_reads *reads, int64_t at)
{
	bool is_touched = reads->is_unknown || atomic_load(&touched->all) > at;

	for (size_t i = 0; i < reads->count; i++)
		is_touched = is_touched || atomic_load(&touched->slots[reads->slots[i]]) > at;
	return is_touched;
}

bool touched_is_unsure(const struct db_touched *touched, const uint32_t *slots, size_t count, int64_t at)
{
	bool is_unsure = atomic_load(&touched->all_unsure) > 0 || atomic_load(&touched->all) > at;

	for (size_t i = 0; i < count; i++)
		is_unsure = is_unsure || atomic_load(&touched->unsure[slots[i]]) > 0 ||
		            atomic_load(&touched->slots[slots[i]]) > at;
	return is_unsure;
}

void touched_all(struct db_touched *touched)
{
	raise_to(&touched->all, atomic_fetch_add(&touched->last, 1) + 1);
}
