#include "support/town.h"

#include "base/arena.h"
#include "base/calendar.h"

#define check_string(got, want) assert_string_equal((got).bytes, (want))

/* Every day from 1900 to 2999, counted the slow way beside. */
TEST(calendar_knows_every_day)
{
	static const int64_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int64_t on = 19000101, start = INT64_C(-2209017600000), count = 0;
	for (int64_t year = 1900; year <= 2999; year++) {
		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		for (int64_t month = 1; month <= 12; month++) {
			int64_t days = lengths[month - 1] + (month == 2 && leap);
			for (int64_t day = 1; day <= days; day++, count++, start += CALENDAR_DAY_MS) {
				assert_true(on == year * 10000 + month * 100 + day);
				assert_true(calendar_is_day(on) && calendar_day_start(on) == start);
				assert_true(calendar_day(start) == on &&
				            calendar_day(start + CALENDAR_DAY_MS - 1) == on);
				on = calendar_add_days(on, 1);
			}
			assert_false(calendar_is_day(year * 10000 + month * 100 + days + 1));
			assert_true(calendar_period_end(year * 10000 + month * 100) ==
			            year * 10000 + month * 100 + days);
		}
	}
	assert_int_equal(count, 401767);
	assert_int_equal(on, 30000101);
}

TEST(calendar_refuses_what_is_no_day)
{
	static const int64_t days[] = { 0,        -20260725, 20260700, 20260000, 20261301, 20260229, 21000229,
		                        20260431, 18991231,  30000101, 20260732, 2026072,  202607250 };
	for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
		assert_false(calendar_is_day(days[i]));
	assert_true(calendar_is_day(20240229) && calendar_is_day(20000229));
}

TEST(calendar_counts_days_across_years)
{
	assert_int_equal(calendar_add_days(20240228, 1), 20240229);
	assert_int_equal(calendar_add_days(20230228, 1), 20230301);
	assert_int_equal(calendar_add_days(20260101, -1), 20251231);
	assert_int_equal(calendar_add_days(20260725, 365), 20270725);
	assert_int_equal(calendar_add_days(20260725, 0), 20260725);
	assert_int_equal(calendar_add_days(29991231, -401766), 19000101);
}

TEST(calendar_reads_periods_and_refuses_others)
{
	static const char *const refused[] = { "",          "2",         "20",     "202",     "1900",     "3000",
		                               "20260",     "2026070",   "202613", "202600",  "20260700", "20260229",
		                               "20260731x", "202607311", "-2026",  "-202607", "9999",     "19000101" };
	static const struct {
		const char *word;
		int64_t period;
	} taken[] = { { "2026", 20260000 }, { "202607", 20260700 }, { "20260725", 20260725 },
		      { "1901", 19010000 }, { "2999", 29990000 },   { "20240229", 20240229 } };
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		int64_t period = 7;
		assert_false(calendar_read_period(text_of(refused[i]), &period));
		assert_int_equal(period, 7);
	}
	for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
		int64_t period = 0;
		assert_true(calendar_read_period(text_of(taken[i].word), &period));
		assert_int_equal(period, taken[i].period);
		assert_true(calendar_is_day(calendar_period_start(calendar_year_before(period))));
		assert_true(text_equal(calendar_period_word(arena, period), text_of(taken[i].word)));
	}
	arena_free(arena);
}

TEST(calendar_periods)
{
	assert_int_equal(calendar_month(20260725), 20260700);
	assert_int_equal(calendar_year(20260725), 20260000);
	assert_int_equal(calendar_period_start(20260000), 20260101);
	assert_int_equal(calendar_period_start(20260700), 20260701);
	assert_int_equal(calendar_period_start(20260725), 20260725);
	assert_int_equal(calendar_period_end(20260000), 20261231);
	assert_int_equal(calendar_period_end(20240200), 20240229);
	assert_int_equal(calendar_period_end(20260725), 20260725);
	assert_int_equal(calendar_year_before(20240229), 20230228);
	assert_int_equal(calendar_year_before(20250228), 20240228);
	assert_int_equal(calendar_year_before(20260700), 20250700);
	assert_int_equal(calendar_year_before(20260000), 20250000);
}

TEST(calendar_goes_by_the_zone)
{
	struct arena *arena = arena_new();
	int64_t at = INT64_C(1784973600000); /* 2026-07-25T10:00:00Z */
	assert_int_equal(calendar_day(at), 20260725);
	assert_int_equal(calendar_minutes(at), 18 * 60);
	check_string(calendar_moment_text(arena, at + 999), "2026-07-25T18:00:00+08:00");
	assert_int_equal(calendar_day(at + 6 * 3600000), 20260726);
	assert_int_equal(calendar_minutes(at + 6 * 3600000), 0);
	assert_int_equal(calendar_minutes(at + 6 * 3600000 - 1), 1439);
	check_string(calendar_moment_text(arena, -1), "1970-01-01T07:59:59+08:00");
	calendar_set_zone(-210);
	check_string(calendar_moment_text(arena, at), "2026-07-25T06:30:00-03:30");
	assert_true(calendar_day_start(20260725) == INT64_C(1784950200000));
	assert_int_equal(calendar_day(INT64_C(1784950200000) - 1), 20260724);
	calendar_set_zone(0);
	check_string(calendar_moment_text(arena, -1), "1969-12-31T23:59:59+00:00");
	calendar_set_zone(480);
	arena_free(arena);
}

TEST(calendar_writes_days_and_periods)
{
	struct arena *arena = arena_new();
	check_string(calendar_day_text(arena, 20260725), "2026-07-25");
	check_string(calendar_day_text(arena, 20260700), "2026-07");
	check_string(calendar_day_text(arena, 20260000), "2026");
	check_string(calendar_day_text(arena, 0), "");
	arena_free(arena);
}

TEST(calendar_reads_days)
{
	static const struct {
		const char *written;
		int64_t on; /* 0: refused */
	} cases[] = {
		{ "2026-07-25", 20260725 }, { "2026/07/25", 20260725 },
		{ "2026/7/5", 20260705 },   { "2024-02-29", 20240229 },
		{ "2026-02-29", 0 },        { "2026-07/25", 0 },
		{ "2026-07-25 ", 0 },       { "26-07-25", 0 },
		{ "2026-07", 0 },           { "20260725", 0 },
		{ "2026-13-01", 0 },        { "2026-007-25", 0 },
		{ "2026-07-", 0 },          { "", 0 },
		{ "1899-12-31", 0 },        { "-2026-07-25", 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t on = 42;
		assert_int_equal(calendar_read_day(text_of(cases[i].written), &on), cases[i].on != 0);
		assert_int_equal(on, cases[i].on != 0 ? cases[i].on : 42);
	}
}

TEST(calendar_reads_moments)
{
	static const struct {
		const char *written;
		int64_t at; /* 1: refused */
	} cases[] = {
		{ "2026-07-25T18:00:00+08:00", INT64_C(1784973600000) },
		{ "2026-07-25T10:00:00Z", INT64_C(1784973600000) },
		{ "2026-07-25 10:00:00z", INT64_C(1784973600000) },
		{ "2026-07-25T18:00", INT64_C(1784973600000) },
		{ "2026-07-25T18:00:00", INT64_C(1784973600000) },
		{ "2026-07-25T18:00:00.1239+08:00", INT64_C(1784973600123) },
		{ "2026-07-25T18:00:00.5+08:00", INT64_C(1784973600500) },
		{ "2024-02-29T12:30:15-03:30", INT64_C(1709222415000) },
		{ "1969-12-31T23:59:59Z", -1000 },
		{ "2999-12-31T23:59:59+08:00", INT64_C(32503651199000) },
		{ "2026-07-25", 1 },
		{ "2026-07-25T", 1 },
		{ "2026-7-25T18:00", 1 },
		{ "2026-07-25T24:00:00Z", 1 },
		{ "2026-07-25T18:60:00Z", 1 },
		{ "2026-07-25T18:00:60Z", 1 },
		{ "2026-07-25T18:00:00.Z", 1 },
		{ "2026-07-25T18:00:00+0800", 1 },
		{ "2026-07-25T18:00:00+24:00", 1 },
		{ "2026-07-25T18:00:00Zx", 1 },
		{ "2026-02-30T18:00:00Z", 1 },
		{ "", 1 },
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t at = 42, back;
		assert_int_equal(calendar_read_moment(text_of(cases[i].written), &at), cases[i].at != 1);
		assert_true(at == (cases[i].at != 1 ? cases[i].at : 42));
		assert_true(calendar_read_moment(calendar_moment_text(arena, at), &back) && at - back < 1000 &&
		            at >= back);
	}
	arena_free(arena);
}
