/* Numbers, days and moments as people read them. The order of a date's parts is a text of the catalogue like any other:
   its fillings are 1 the day, 2 the month's name, 3 the month's number, 4 the year; so a language needs no code. */
#include <string.h>

#include "base/calendar.h"
#include "base/money.h"
#include "web/request.h"

static const char *const months[] = { N_("January"),   N_("February"), N_("March"),    N_("April"),
	                              N_("May"),       N_("June"),     N_("July"),     N_("August"),
	                              N_("September"), N_("October"),  N_("November"), N_("December") };

static const char *const months_short[] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
	                                    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec") };

static struct text date_words(struct request *r, const char *order, int64_t on)
{
	int64_t month = on / 100 % 100;
	struct text fillings[4] = { text_of_int(r->arena, on % 100),
		                    text_of(month >= 1 && month <= 12 ? _(months[month - 1]) : ""),
		                    text_of_int(r->arena, month), text_of_int(r->arena, on / 10000) };
	return words_filled(r, order, 4, fillings);
}

struct text show_fen(struct request *r, int64_t fen)
{
	return money_grouped(r->arena, fen);
}

struct text show_money(struct request *r, int64_t fen)
{
	struct text shown = show_fen(r, fen);
	bool is_debt = text_starts(shown, T("-"));
	return text_join(r->arena, is_debt ? T("-¥") : T("¥"), text_part(shown, is_debt, shown.length));
}

struct text show_number(struct request *r, int64_t value)
{
	return number_grouped(r->arena, value);
}

struct text show_day(struct request *r, int64_t on)
{
	if (!on)
		return text_of("");
	if (on / 10000 == r->today / 10000)
		return date_words(r, N_("%1$s %2$s"), on);
	return date_words(r, N_("%1$s %2$s %4$s"), on);
}

struct text show_moment(struct request *r, int64_t at)
{
	if (!at)
		return text_of("");
	int minutes = calendar_minutes(at);
	struct text day = show_day(r, calendar_day(at));
	return text_format(r->arena, "%.*s %02d:%02d", TEXT(day), minutes / 60, minutes % 60);
}

struct text show_month(struct request *r, int64_t period)
{
	int64_t month = period / 100 % 100;

	return text_of(month >= 1 && month <= 12 ? _(months_short[month - 1]) : "");
}

struct text show_period(struct request *r, int64_t period)
{
	if (period % 10000 == 0)
		return date_words(r, N_("%4$s"), period);
	if (period % 100 == 0)
		return date_words(r, N_("%2$s %4$s"), period);
	return show_day(r, period);
}

const char *show_gap(struct request *r)
{
	return strncmp(r->language->tag, "zh", 2) == 0 ? "" : " ";
}

/* value / unit with `decimals` digits behind the point (0 to 3), rounded half away from zero, grouped. */
static struct text scaled(struct request *r, int64_t value, int64_t unit, int decimals)
{
	int64_t ten = decimals == 0 ? 1 : decimals == 1 ? 10 : decimals == 2 ? 100 : 1000;
	int64_t size = value < 0 ? -(value + (value == INT64_MIN)) : value;
	int64_t whole = size / unit, part = (size % unit * ten + unit / 2) / unit;
	if (part == ten) {
		whole++;
		part = 0;
	}
	struct text grouped = number_grouped(r->arena, whole);
	const char *sign = value < 0 && (whole || part) ? "-" : "";
	if (!decimals)
		return text_format(r->arena, "%s%.*s", sign, TEXT(grouped));
	return text_format(r->arena, "%s%.*s.%0*d", sign, TEXT(grouped), decimals, (int)part);
}

struct text show_grams(struct request *r, int64_t grams)
{
	if (grams > -1000 && grams < 1000)
		return words(r, N_("%s g"), grams);
	struct text kilograms = scaled(r, grams, 1000, 3);
	while (text_ends(kilograms, T("0")))
		kilograms.length--;
	if (text_ends(kilograms, T(".")))
		kilograms.length--;
	return words(r, N_("%s kg"), kilograms);
}

struct text show_big_fen(struct request *r, int64_t fen, const char **ret_unit)
{
	static const struct {
		int64_t from;
		bool myriads;
		const char *word;
	} units[] = {
		{ INT64_C(10000000000), true, N_("hundred million yuan") },
		{ 1000000, true, N_("ten thousand yuan") },
		{ 100000000, false, N_("m yuan") },
		{ 100, false, N_("yuan") },
	};
	size_t i = 0;
	int64_t size = fen < 0 ? -(fen + (fen == INT64_MIN)) : fen;
	while (i < 3 && (units[i].myriads != language_now(r)->myriads || size < units[i].from))
		i++;
	*ret_unit = _(units[i].word);
	int64_t whole = size / units[i].from;
	return scaled(r, fen, units[i].from, whole >= 1000 ? 0 : whole >= 100 ? 1 : 2);
}
