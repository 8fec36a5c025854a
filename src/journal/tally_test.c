#include "support/ground.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "journal/tally.h"

enum { PLACES = 40, INDICATORS = 3, DAYS = 5 };

/* The naive model: every change that should have stayed. */
struct change {
	int64_t place, indicator, on, delta;
};

struct model {
	struct change *changes;
	size_t count, room;
	uint64_t chance;
};

static uint64_t draw(struct model *model, uint64_t below)
{
	model->chance = model->chance * 6364136223846793005U + 1442695040888963407U;
	return (model->chance >> 33) % below;
}

static int64_t some_place(struct model *model)
{
	static const int64_t counties[] = { 510524, 510525, 441900, 110101 };
	int64_t place = counties[draw(model, 4)] * 100000000000;
	uint64_t depth = draw(model, 4);

	if (depth > 0)
		place += (int64_t)(1 + draw(model, 3)) * 100000000;
	if (depth > 1)
		place += (int64_t)(1 + draw(model, 3)) * 100000;
	if (depth > 2)
		place += (int64_t)(1 + draw(model, 3));
	return place;
}

static int64_t some_day(struct model *model)
{
	static const int64_t days[DAYS] = { 20251231, 20260101, 20260131, 20260201, 20260720 };

	return days[draw(model, DAYS)];
}

static bool within(int64_t on, int64_t period)
{
	return on == period || calendar_month(on) == period || calendar_year(on) == period;
}

static int64_t model_total(const struct model *model, int64_t place, int64_t indicator, int64_t period)
{
	int64_t sum = 0;

	for (size_t i = 0; i < model->count; i++) {
		const struct change *change = &model->changes[i];
		if (change->indicator == indicator && within(change->on, period) &&
		    place_contains(place, change->place))
			sum += change->delta;
	}
	return sum;
}

/* One command's worth of changes: kept in both, or undone in the tally and never in the model. */
static void some_command(struct ground *ground, struct tally *tally, struct model *model)
{
	size_t count = draw(model, 12), before = model->count;

	for (size_t i = 0; i < count; i++) {
		assert_true(model->count < model->room);
		struct change change = { some_place(model), 1 + (int64_t)draw(model, INDICATORS), some_day(model),
			                 (int64_t)draw(model, 100) - 40 };
		tally_add(ground->db, change.place, change.indicator, change.on, change.delta);
		model->changes[model->count++] = change;
	}
	if (draw(model, 3) == 0) {
		model->count = before;
		tally_undo(tally);
	} else {
		tally_keep(tally);
	}
}

static int64_t read_total(struct ground *ground, int64_t place, int64_t indicator, int64_t period)
{
	int64_t value = -1;

	assert_int_equal(tally_read(ground->db, place, indicator, period, &value), DONE);
	return value;
}

static void check_model(struct ground *ground, const struct model *model)
{
	static const int64_t places[] = { 0,
		                          51000000000000000,
		                          51050000000000000,
		                          51052500000000000,
		                          51052400100000000,
		                          51052500200100000,
		                          51052500200100001,
		                          44190000000000000,
		                          44190000100000000,
		                          11010000000000000 };
	static const int64_t periods[] = { 20260000, 20260100, 20260101, 20251231, 20250000, 20260720, 20260300 };

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		for (size_t j = 0; j < sizeof periods / sizeof *periods; j++)
			for (int64_t indicator = 1; indicator <= INDICATORS + 1; indicator++)
				assert_int_equal(read_total(ground, places[i], indicator, periods[j]),
				                 model_total(model, places[i], indicator, periods[j]));
}

static void check_counties(void)
{
	assert_int_equal(
		ground_number(
			"SELECT COUNT(*) AS count FROM tally_county c WHERE value <> (SELECT COALESCE(SUM(l.value), 0) FROM tally_leaf l"
			" WHERE l.county = c.county AND l.indicator = c.indicator AND l.period = c.period)"),
		0);
	assert_int_equal(ground_number("SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS value FROM tally_leaf"),
	                 ground_number("SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS value FROM tally_county"));
}

/* A ground whose own connection bears a tally, in place of the writer's. */
static struct tally *tally_on(struct ground *ground)
{
	struct tally *tally = tally_new();

	db_set_companion(ground->db, tally);
	return tally;
}

static void tally_off(struct ground *ground, struct tally *tally)
{
	db_set_companion(ground->db, NULL);
	tally_free(tally);
}

TEST(tally_equals_a_naive_model)
{
	struct ground *ground = ground_start();
	struct tally *tally = tally_on(ground);
	struct model model = { .room = 20000, .chance = 20260720 };

	model.changes = arena_array(ground->arena, model.room, sizeof *model.changes);
	for (int batch = 0; batch < 12; batch++) {
		assert_int_equal(db_begin(ground->db), DONE);
		for (int i = 0; i < 60 && !tally_is_full(tally); i++)
			some_command(ground, tally, &model);
		assert_int_equal(tally_write(tally, ground->db), DONE);
		assert_int_equal(db_commit(ground->db), DONE);
	}
	assert_true(model.count > 1000);
	check_model(ground, &model);
	check_counties();
	tally_off(ground, tally);
	ground_end();
}

/* A command that touches more totals than there is room for: what does not fit goes into its savepoint, and with it. */
TEST(tally_spills_into_the_savepoint)
{
	struct ground *ground = ground_start();
	struct tally *tally = tally_on(ground);
	int64_t village = 51052510100100000;

	for (int round = 0; round < 2; round++) {
		assert_int_equal(db_begin(ground->db), DONE);
		tally_add(ground->db, village, 1, 20260720, 5);
		tally_keep(tally);
		assert_int_equal(db_savepoint(ground->db), DONE);
		for (int64_t household = 1; household <= 4000; household++)
			tally_add(ground->db, village + household, 1, 20260720, 1);
		if (round == 0) {
			tally_undo(tally);
			assert_int_equal(db_undo(ground->db), DONE);
		} else {
			tally_keep(tally);
			assert_int_equal(db_release(ground->db), DONE);
		}
		assert_int_equal(tally_write(tally, ground->db), DONE);
		assert_int_equal(db_commit(ground->db), DONE);
		assert_int_equal(read_total(ground, village, 1, 20260700), round == 0 ? 5 : 4010);
		check_counties();
	}
	tally_off(ground, tally);
	ground_end();
}

TEST(tally_is_full_before_there_is_no_room)
{
	struct ground *ground = ground_start();
	struct tally *tally = tally_on(ground);
	int64_t village = 51052510100100000, household = 0;

	assert_int_equal(db_begin(ground->db), DONE);
	for (; !tally_is_full(tally); tally_keep(tally))
		tally_add(ground->db, village + ++household, 1, 20260720, 1);
	assert_in_range(3 * household, LIMIT_TALLIES - TALLY_ROOM, LIMIT_TALLIES - TALLY_ROOM + 3);
	assert_int_equal(tally_write(tally, ground->db), DONE);
	assert_false(tally_is_full(tally));
	assert_int_equal(db_commit(ground->db), DONE);
	assert_int_equal(read_total(ground, village, 1, 20260720), household);
	tally_off(ground, tally);
	ground_end();
}

static void some_totals(struct ground *ground)
{
	struct tally *tally = tally_on(ground);

	assert_int_equal(db_begin(ground->db), DONE);
	tally_add(ground->db, 51052510100100001, 1, 20260131, 10);
	tally_add(ground->db, 51052510100200000, 1, 20260201, 20);
	tally_add(ground->db, 51052510200100000, 1, 20260203, 30);
	tally_add(ground->db, 51052510200000000, 2, 20260203, 7);
	tally_add(ground->db, 51052400100100000, 1, 20260203, 100);
	tally_add(ground->db, 44190000300100000, 1, 20260203, 1000);
	tally_keep(tally);
	assert_int_equal(tally_write(tally, ground->db), DONE);
	assert_int_equal(db_commit(ground->db), DONE);
	tally_off(ground, tally);
}

static void check_children(struct ground *ground, int64_t place, enum place_level below,
                           const struct tally_part *wanted, size_t wanted_count)
{
	struct tally_part *parts = NULL;
	size_t count = 0;

	assert_int_equal(tally_children(ground->db, ground->arena, place, below, 1, 20260000, &parts, &count), DONE);
	assert_int_equal(count, wanted_count);
	assert_true(parts != NULL || wanted_count == 0);
	for (size_t i = 0; parts != NULL && i < wanted_count; i++) {
		assert_int_equal(parts[i].place, wanted[i].place);
		assert_int_equal(parts[i].value, wanted[i].value);
	}
}

TEST(tally_children_at_every_level)
{
	struct ground *ground = ground_start();

	some_totals(ground);
	check_children(ground, PLACE_WHOLE, PLACE_PROVINCE,
	               (const struct tally_part[]){ { 44000000000000000, 1000 }, { 51000000000000000, 160 } }, 2);
	check_children(ground, 51000000000000000, PLACE_CITY, (const struct tally_part[]){ { 51050000000000000, 160 } },
	               1);
	check_children(ground, 51050000000000000, PLACE_COUNTY,
	               (const struct tally_part[]){ { 51052400000000000, 100 }, { 51052500000000000, 60 } }, 2);
	check_children(ground, 51052500000000000, PLACE_TOWNSHIP,
	               (const struct tally_part[]){ { 51052510100000000, 30 }, { 51052510200000000, 30 } }, 2);
	check_children(ground, 51052510100000000, PLACE_VILLAGE,
	               (const struct tally_part[]){ { 51052510100100000, 10 }, { 51052510100200000, 20 } }, 2);
	check_children(ground, 51052510100100000, PLACE_HOUSEHOLD,
	               (const struct tally_part[]){ { 51052510100100001, 10 } }, 1);
	check_children(ground, 44190000000000000, PLACE_TOWNSHIP,
	               (const struct tally_part[]){ { 44190000300000000, 1000 } }, 1);
	check_children(ground, 33000000000000000, PLACE_CITY, NULL, 0);
	ground_end();
}

static void check_series(struct ground *ground, int64_t place, int64_t from, int64_t to, bool with_year_before,
                         const struct tally_point *wanted, size_t wanted_count)
{
	struct tally_point *points = NULL;
	size_t count = 0;

	assert_int_equal(tally_series(ground->db, ground->arena, place, 1, from, to, with_year_before, &points, &count),
	                 DONE);
	assert_int_equal(count, wanted_count);
	assert_true(points != NULL || wanted_count == 0);
	for (size_t i = 0; points != NULL && i < wanted_count; i++) {
		assert_int_equal(points[i].period, wanted[i].period);
		assert_int_equal(points[i].value, wanted[i].value);
	}
}

TEST(tally_series_of_days_months_and_years)
{
	struct ground *ground = ground_start();

	some_totals(ground);
	check_series(ground, 51052500000000000, 20260100, 20261200, false,
	             (const struct tally_point[]){ { 20260100, 10 }, { 20260200, 50 } }, 2);
	check_series(ground, 51052510100000000, 20260101, 20260228, false,
	             (const struct tally_point[]){ { 20260131, 10 }, { 20260201, 20 } }, 2);
	check_series(ground, 51000000000000000, 20260203, 20260203, false,
	             (const struct tally_point[]){ { 20260203, 130 } }, 1);
	check_series(ground, PLACE_WHOLE, 20200000, 20300000, false, (const struct tally_point[]){ { 20260000, 1160 } },
	             1);
	check_series(ground, 51052500000000000, 20270100, 20271200, true,
	             (const struct tally_point[]){ { 20260100, 10 }, { 20260200, 50 } }, 2);
	check_series(ground, 51052510100000000, 20270201, 20270228, true,
	             (const struct tally_point[]){ { 20260201, 20 } }, 1);
	ground_end();
}

TEST(tally_indicators_of_a_place)
{
	struct ground *ground = ground_start();
	static const int64_t places[] = { 51052510200000000, 51052500000000000, PLACE_WHOLE };
	static const int64_t firsts[] = { 30, 50, 1150 };
	struct tally_value *values = NULL;
	struct tally_pair *pairs = NULL;
	size_t count = 0;

	some_totals(ground);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(tally_indicators(ground->db, ground->arena, places[i], 20260200, &values, &count),
		                 DONE);
		assert_int_equal(count, 2);
		assert_int_equal(values[0].indicator, 1);
		assert_int_equal(values[0].value, firsts[i]);
		assert_int_equal(values[1].indicator, 2);
		assert_int_equal(values[1].value, 7);
	}
	assert_int_equal(tally_indicators(ground->db, ground->arena, 33000000000000000, 20260200, &values, &count),
	                 DONE);
	assert_int_equal(count, 0);
	assert_int_equal(tally_pairs(ground->db, ground->arena, places[1], 20260100, 20260200, &pairs, &count), DONE);
	assert_int_equal(count, 2);
	assert_int_equal(pairs[0].value, 10);
	assert_int_equal(pairs[0].before, 50);
	assert_int_equal(pairs[1].value, 0);
	assert_int_equal(pairs[1].before, 7);
	ground_end();
}
