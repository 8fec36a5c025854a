/* The light of a project and what makes it late. The rule, in whole:
   - No light while it is only proposed, and none when it is refused, finished or stopped.
   - Late is: an approved project that has not begun on its planned day; a milestone not done on its day; a month without a report on the
     10th of the next one; a running project after its planned end. Up to 30 days late is yellow, more is red.
   - Yellow by money: half of the planned time is over and less than half of the promised money has arrived; or the part of the budget that is
     spent runs more than 40 points of 100 ahead of the part of the milestones that is done; or the budget is larger than what is promised.
   - Else green.
   Nothing of it is stored or typed: it is computed from the row of the project for the day on which it is looked at. */
#include "base/calendar.h"
#include "base/money.h"
#include "help/project/project_inside.h"

struct looking {
	struct request *r; /* NULL: no words are wanted */
	const struct project *p;
	int64_t today;
	enum project_light light;
	struct project_reason *reasons;
	size_t count;
};

static int64_t days_between(int64_t from, int64_t to)
{
	return (calendar_day_start(to) - calendar_day_start(from)) / CALENDAR_DAY_MS;
}

static void say(struct looking *l, enum project_light light, struct text said)
{
	if (light > l->light)
		l->light = light;
	if (l->reasons != NULL && l->count < PROJECT_REASONS)
		l->reasons[l->count++] = (struct project_reason){ light, said };
}

/* key: English key with the day and how many days late. */
static void look_day(struct looking *l, int64_t due_on, const char *key)
{
	if (due_on == 0 || due_on >= l->today)
		return;
	int64_t late = days_between(due_on, l->today);

	say(l, late > PROJECT_RED_DAYS ? PROJECT_RED : PROJECT_YELLOW,
	    l->r == NULL ? T("") : words(l->r, key, show_day(l->r, due_on), late));
}

int64_t project_report_due(const struct project *p)
{
	return p->report_month > 0 ? project_next_month(p->report_month) + PROJECT_REPORT_DAYS : 0;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a == 0 || (b > 0 && b < a) ? b : a;
}

int64_t project_due(const struct project *p)
{
	switch ((enum project_state)p->state) {
	case PROJECT_PROPOSED:
		return calendar_add_days(calendar_day(p->state_at), PROJECT_APPROVE_DAYS);
	case PROJECT_APPROVED:
		return p->start_on;
	case PROJECT_RUNNING:
		return earlier(earlier(p->next_on, project_report_due(p)), p->end_on);
	case PROJECT_FINISHED:
	case PROJECT_STOPPED:
		return project_report_due(p);
	case PROJECT_REFUSED:
		break;
	}
	return 0;
}

static void look_money(struct looking *l)
{
	const struct project *p = l->p;
	struct request *r = l->r;
	int64_t whole = days_between(p->start_on, p->end_on), gone = days_between(p->start_on, l->today);

	if (2 * gone > whole && p->arrived_fen < p->promised_fen - p->arrived_fen)
		say(l, PROJECT_YELLOW,
		    r == NULL ? T("")
		              : words(r, N_("Half of the time is over, but only ¥%s of ¥%s have arrived"),
		                      show_fen(r, p->arrived_fen), show_fen(r, p->promised_fen)));
	if (p->budget_fen > 0 && p->milestones > 0) {
		int64_t spent =
			money_share(100, p->spent_fen < p->budget_fen ? p->spent_fen : p->budget_fen, p->budget_fen);
		int64_t done = money_share(100, p->milestones_done, p->milestones);

		if (spent > done + PROJECT_AHEAD_POINTS)
			say(l, PROJECT_YELLOW,
			    r == NULL
			            ? T("")
			            : words(r,
			                    N_("%s percent of the budget is spent, but %s percent of the milestones are done"),
			                    spent, done));
	}
	if (p->budget_fen > p->promised_fen)
		say(l, PROJECT_YELLOW,
		    r == NULL ? T("")
		              : words(r, N_("The budget is ¥%s larger than what is promised"),
		                      show_fen(r, p->budget_fen - p->promised_fen)));
}

enum project_light project_light_of(struct request *r, const struct project *p, int64_t today,
                                    struct project_reason *reasons, size_t *ret_count)
{
	struct looking l = { .r = r, .p = p, .today = today, .light = PROJECT_GREEN, .reasons = reasons };

	if (p->state == PROJECT_PROPOSED)
		look_day(&l, project_due(p), N_("To be decided by %s: %s days late"));
	if (p->state == PROJECT_APPROVED)
		look_day(&l, p->start_on, N_("To begin on %s: %s days late"));
	if (p->state == PROJECT_RUNNING) {
		look_day(&l, p->next_on, N_("A milestone was planned for %s: %s days late"));
		look_day(&l, p->end_on, N_("Planned to end on %s: %s days late"));
	}
	if (p->state >= PROJECT_RUNNING && p->state <= PROJECT_STOPPED)
		look_day(&l, project_report_due(p), N_("A monthly report was due on %s: %s days late"));
	if (p->state == PROJECT_APPROVED || p->state == PROJECT_RUNNING)
		look_money(&l);
	else
		l.light = PROJECT_NO_LIGHT;
	if (ret_count != NULL)
		*ret_count = l.count;
	return l.light;
}
