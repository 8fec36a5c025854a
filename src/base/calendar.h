/* Days and moments in the installation's zone. A day is yyyymmdd, a month yyyymm00, a year yyyy0000 (the periods of the
   totals); a moment is ms UTC. Proleptic Gregorian calendar, days from civil after Howard Hinnant's published algorithm. */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include "base/text.h"

/* int64_t, so that many days do not overflow. */
#define CALENDAR_DAY_MS INT64_C(86400000)

/* Minutes east of UTC of the installation; 480 (China) until set once at start. */
void calendar_set_zone(int minutes);
/* The day (yyyymmdd) a moment falls on. */
int64_t calendar_day(int64_t at);
/* The first moment of a day. */
int64_t calendar_day_start(int64_t on);
/* The first moment after a day: no day need stand behind it. */
int64_t calendar_day_end(int64_t on);
/* The day `days` later (or earlier). */
int64_t calendar_add_days(int64_t on, int64_t days);
int64_t calendar_month(int64_t on); /* 20260725 -> 20260700 */
int64_t calendar_year(int64_t on);  /* 20260725 -> 20260000 */
/* Whether on is a real day between 1900 and 2999. */
bool calendar_is_day(int64_t on);
/* The last day of the period (day, month or year). */
int64_t calendar_period_end(int64_t period);
/* The first day of the period. */
int64_t calendar_period_start(int64_t period);
/* Reads "2026", "202607" or "20260725" as a period of 1901 to 2999, so that its year before is one, too. */
bool calendar_read_period(struct text t, int64_t *ret_period);
/* A period as calendar_read_period() takes it. */
struct text calendar_period_word(struct arena *arena, int64_t period);
/* The same period a year earlier (29 February gives the 28th). */
int64_t calendar_year_before(int64_t period);
/* Minutes since midnight in the zone. */
int calendar_minutes(int64_t at);
/* "2026-07-25" (a month "2026-07", a year "2026", 0 the empty text) and "2026-07-25T18:00:00+08:00" (RFC 3339, in the zone,
   whole seconds). */
struct text calendar_day_text(struct arena *arena, int64_t on);
struct text calendar_moment_text(struct arena *arena, int64_t at);
/* Reads "2026-07-25", also as spreadsheets write it: "2026/7/25". */
bool calendar_read_day(struct text t, int64_t *ret_on);
/* Reads RFC 3339, also without seconds or zone as a form's datetime-local sends it (then in the installation's zone). */
bool calendar_read_moment(struct text t, int64_t *ret_at);

#endif
