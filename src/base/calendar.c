/* Civil days by Howard Hinnant's algorithms (https://howardhinnant.github.io/date_algorithms.html): days are counted from
   1970-01-01, years begin in March so that the leap day is the last. */
#include "base/calendar.h"

#include <assert.h>
#include <stdatomic.h>

#include "base/arena.h"

enum {
	MINUTE_MS = 60000,
	FIRST_YEAR = 1900,
	LAST_YEAR = 2999,
	ERA_DAYS = 146097, /* of 400 years */
};

struct civil {
	int64_t year, month, day;
};

/* Set once at start, read by every thread. */
static atomic_int zone_minutes = 480;

void calendar_set_zone(int minutes)
{
	assert(minutes > -24 * 60 && minutes < 24 * 60);
	atomic_store(&zone_minutes, minutes);
}

static int64_t floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t days_from_civil(struct civil c)
{
	int64_t year = c.year - (c.month <= 2);
	int64_t era = floor_divide(year, 400);
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * ERA_DAYS + day_of_era - 719468;
}

static struct civil civil_from_days(int64_t days)
{
	int64_t shifted = days + 719468;
	int64_t era = floor_divide(shifted, ERA_DAYS);
	int64_t day_of_era = shifted - era * ERA_DAYS;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month_from_march = (5 * day_of_year + 2) / 153;
	int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
	return (struct civil){
		.year = year_of_era + era * 400 + (month <= 2),
		.month = month,
		.day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
	};
}

static struct civil civil_of(int64_t on)
{
	return (struct civil){ on / 10000, on / 100 % 100, on % 100 };
}

static int64_t day_of_civil(struct civil c)
{
	return c.year * 10000 + c.month * 100 + c.day;
}

static int64_t month_days(int64_t year, int64_t month)
{
	static const int8_t days[] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return days[month] + (month == 2 && leap);
}

static int64_t local(int64_t at)
{
	return at + (int64_t)atomic_load(&zone_minutes) * MINUTE_MS;
}

int64_t calendar_day(int64_t at)
{
	return day_of_civil(civil_from_days(floor_divide(local(at), CALENDAR_DAY_MS)));
}

int64_t calendar_day_start(int64_t on)
{
	assert(calendar_is_day(on));
	return days_from_civil(civil_of(on)) * CALENDAR_DAY_MS - (int64_t)atomic_load(&zone_minutes) * MINUTE_MS;
}

int64_t calendar_day_end(int64_t on)
{
	return calendar_day_start(on) + CALENDAR_DAY_MS;
}

int64_t calendar_add_days(int64_t on, int64_t days)
{
	assert(calendar_is_day(on));
	assert(days > -1000000 && days < 1000000);
	return day_of_civil(civil_from_days(days_from_civil(civil_of(on)) + days));
}

int64_t calendar_month(int64_t on)
{
	return on / 100 * 100;
}

int64_t calendar_year(int64_t on)
{
	return on / 10000 * 10000;
}

bool calendar_is_day(int64_t on)
{
	struct civil c = civil_of(on);
	return c.year >= FIRST_YEAR && c.year <= LAST_YEAR && c.month >= 1 && c.month <= 12 && c.day >= 1 &&
	       c.day <= month_days(c.year, c.month);
}

int64_t calendar_period_end(int64_t period)
{
	struct civil c = civil_of(period);
	if (c.month == 0)
		c.month = 12;
	if (c.day == 0)
		c.day = month_days(c.year, c.month);
	assert(calendar_is_day(day_of_civil(c)));
	return day_of_civil(c);
}

int64_t calendar_period_start(int64_t period)
{
	struct civil c = civil_of(period);
	if (c.month == 0)
		c.month = 1;
	if (c.day == 0)
		c.day = 1;
	assert(calendar_is_day(day_of_civil(c)));
	return day_of_civil(c);
}

bool calendar_read_period(struct text t, int64_t *ret_period)
{
	int64_t period;
	if ((t.length != 4 && t.length != 6 && t.length != 8) || !text_to_int64(t, &period) || period < 0)
		return false;
	for (size_t digits = t.length; digits < 8; digits += 2)
		period *= 100;
	struct civil c = civil_of(period);
	bool has_month = t.length >= 6, has_day = t.length == 8;
	struct civil first = { c.year, has_month ? c.month : 1, has_day ? c.day : 1 };
	if (c.year <= FIRST_YEAR || !calendar_is_day(day_of_civil(first)))
		return false;
	*ret_period = period;
	return true;
}

struct text calendar_period_word(struct arena *arena, int64_t period)
{
	while (period > 9999 && period % 100 == 0)
		period /= 100;
	return text_of_int(arena, period);
}

int64_t calendar_year_before(int64_t period)
{
	int64_t before = period - 10000;
	return before % 10000 == 229 && !calendar_is_day(before) ? before - 1 : before;
}

int calendar_minutes(int64_t at)
{
	int64_t minutes = floor_divide(local(at), MINUTE_MS);
	return (int)(minutes - floor_divide(minutes, 24 * 60) * 24 * 60);
}

/* Appends `value` in `digits` digits, after a separator unless that is 0. */
static char *put(char *to, char separator, int64_t value, int digits)
{
	if (separator)
		*to++ = separator;
	for (int i = digits - 1; i >= 0; i--, value /= 10)
		to[i] = (char)('0' + value % 10);
	return to + digits;
}

struct text calendar_day_text(struct arena *arena, int64_t on)
{
	struct civil c = civil_of(on);
	char form[10], *end = form;
	if (on != 0)
		end = put(end, 0, c.year, 4);
	if (c.month != 0)
		end = put(end, '-', c.month, 2);
	if (c.day != 0)
		end = put(end, '-', c.day, 2);
	return text_copy(arena, (struct text){ form, (size_t)(end - form) });
}

struct text calendar_moment_text(struct arena *arena, int64_t at)
{
	int zone = atomic_load(&zone_minutes), east = zone < 0 ? -zone : zone, minutes = calendar_minutes(at);
	struct civil c = civil_of(calendar_day(at));
	int64_t second = floor_divide(at, 1000) - floor_divide(at, MINUTE_MS) * 60;
	char form[25], *end = put(form, 0, c.year, 4);
	end = put(end, '-', c.month, 2);
	end = put(end, '-', c.day, 2);
	end = put(end, 'T', minutes / 60, 2);
	end = put(end, ':', minutes % 60, 2);
	end = put(end, ':', second, 2);
	end = put(end, zone < 0 ? '-' : '+', east / 60, 2);
	end = put(end, ':', east % 60, 2);
	return text_copy(arena, (struct text){ form, (size_t)(end - form) });
}

/* Takes between least and most digits off the front; false when fewer are there. */
static bool take_number(struct text *rest, size_t least, size_t most, int64_t *ret_value)
{
	size_t count = 0;
	int64_t value = 0;
	for (; count < most && count < rest->length && rest->bytes[count] >= '0' && rest->bytes[count] <= '9'; count++)
		value = value * 10 + (rest->bytes[count] - '0');
	*rest = text_part(*rest, count, rest->length);
	*ret_value = value;
	return count >= least;
}

static bool take_one_of(struct text *rest, const char *characters, char *ret_taken)
{
	for (; *characters && rest->length > 0; characters++) {
		if (rest->bytes[0] != *characters)
			continue;
		*ret_taken = *characters;
		*rest = text_part(*rest, 1, rest->length);
		return true;
	}
	return false;
}

static bool take_character(struct text *rest, char character)
{
	char taken;
	return take_one_of(rest, (const char[]){ character, 0 }, &taken);
}

bool calendar_read_day(struct text t, int64_t *ret_on)
{
	struct civil c;
	char separator;
	if (!take_number(&t, 4, 4, &c.year) || !take_one_of(&t, "-/", &separator) || !take_number(&t, 1, 2, &c.month) ||
	    !take_character(&t, separator) || !take_number(&t, 1, 2, &c.day) || t.length > 0)
		return false;
	if (!calendar_is_day(day_of_civil(c)))
		return false;
	*ret_on = day_of_civil(c);
	return true;
}

/* Takes ":ss" and ".fff", of which only the milliseconds count. */
static bool take_seconds(struct text *rest, int64_t *ret_ms)
{
	int64_t second = 0, ms = 0, digit;
	if (take_character(rest, ':') && (!take_number(rest, 2, 2, &second) || second > 59))
		return false;
	if (take_character(rest, '.')) {
		int64_t unit = 100;
		if (!take_number(rest, 1, 1, &digit))
			return false;
		do {
			ms += digit * unit;
			unit /= 10;
		} while (take_number(rest, 1, 1, &digit));
	}
	*ret_ms = second * 1000 + ms;
	return true;
}

/* Takes "Z", "+08:00" or nothing, which is the installation's zone. */
static bool take_zone(struct text *rest, int64_t *ret_minutes)
{
	char sign;
	int64_t hour, minute;
	*ret_minutes = 0;
	if (take_one_of(rest, "Zz", &sign))
		return true;
	if (!take_one_of(rest, "+-", &sign)) {
		*ret_minutes = atomic_load(&zone_minutes);
		return true;
	}
	if (!take_number(rest, 2, 2, &hour) || hour > 23 || !take_character(rest, ':') ||
	    !take_number(rest, 2, 2, &minute) || minute > 59)
		return false;
	*ret_minutes = (hour * 60 + minute) * (sign == '-' ? -1 : 1);
	return true;
}

bool calendar_read_moment(struct text t, int64_t *ret_at)
{
	int64_t on, hour, minute, ms, zone;
	char between;
	if (t.length < 10 || !calendar_read_day(text_part(t, 0, 10), &on))
		return false;
	t = text_part(t, 10, t.length);
	if (!take_one_of(&t, "Tt ", &between) || !take_number(&t, 2, 2, &hour) || hour > 23 ||
	    !take_character(&t, ':') || !take_number(&t, 2, 2, &minute) || minute > 59 || !take_seconds(&t, &ms) ||
	    !take_zone(&t, &zone) || t.length > 0)
		return false;
	*ret_at = days_from_civil(civil_of(on)) * CALENDAR_DAY_MS + (hour * 60 + minute - zone) * MINUTE_MS + ms;
	return true;
}
