/* Courses and work: many sign up for the last seats at the same moment, somebody leaves, attendance, the end, what is asked months later;
   two officers agree with more people than there are places. */
#include "base/calendar.h"
#include "base/id.h"
#include "sim/help.h"

enum { SEATS = 5, PLACES = 2 };

static const char *row_path(struct sim *sim, const char *kind, int64_t id, const char *deed)
{
	return sim_words(sim, "/api/v1/%s/%s%s", kind, help_id(sim, id), deed);
}

static void announce(struct sim *sim)
{
	struct help *help = sim->help;
	help->course_ends_on = calendar_add_days(sim->today, 8);
	struct ask ask =
		help_post(sim, &sim->officer, "/api/v1/courses",
	                  sim_words(sim,
	                            "title=Pepper+trees&topic=farm&holder=Office+of+farming&place=%s&starts_on=%s"
	                            "&ends_on=%s&days=3&seats=%d&about=cutting",
	                            sim_some_village(sim, "510525101"), help_day(sim, calendar_add_days(sim->today, 2)),
	                            help_day(sim, help->course_ends_on), (int)SEATS));
	if (ask.status != 201)
		sim_fail(sim, "a course answered %d: %.*s", ask.status, TEXT(ask.answer));
	sim_copy(help->course, sizeof help->course, answer_value(ask.answer, "id"));
	help->course_joined = 0;
}

/* Different people; who is in it already hears 409. */
static void sign_up(struct sim *sim)
{
	struct who *people[HELP_RUSH];
	struct help *help = sim->help;
	size_t count = sim_is(sim, 3000) ? HELP_RUSH : 1, first = (size_t)sim_draw(sim, (int64_t)sim->buyer_count);
	for (size_t i = 0; i < count; i++)
		people[i] = &sim->buyers[(first + i) % sim->buyer_count];
	int done = help_rush(sim, people, count, "/api/v1/trainees",
	                     sim_words(sim, "course=%s&before_fen=1200.50", help->course));
	help->course_joined += done;
	if (help->course_joined > SEATS)
		sim_fail(sim, "%lld people have %d seats", (long long)help->course_joined, (int)SEATS);
	if (count == HELP_RUSH && help->course_joined < SEATS)
		sim_fail(sim, "of %d seats only %lld were given to many", (int)SEATS, (long long)help->course_joined);
}

/* Somebody of the present course; 0: nobody. */
static int64_t some_trainee(struct sim *sim)
{
	int64_t county = 0, id = 0;
	if (!id_read(text_of(sim->help->course), &county, &id))
		return 0;
	int64_t count =
		sim_number(sim, "SELECT count(*) FROM trainee WHERE county = $1 AND course_id = $2 AND state = 1",
	                   bind(i64(county), i64(id)));
	return count == 0 ? 0
	                  : sim_number(sim,
	                               "SELECT id FROM trainee WHERE county = $1 AND course_id = $2 AND state = 1"
	                               " ORDER BY id LIMIT 1 OFFSET $3 /* scan */",
	                               bind(i64(county), i64(id), i64(sim_draw(sim, count))));
}

static void leave(struct sim *sim)
{
	int64_t trainee = some_trainee(sim);
	int64_t person = sim_number(sim, "SELECT person_id FROM trainee WHERE id = $1 /* scan */", bind(i64(trainee)));
	for (size_t i = 0; trainee != 0 && i < sim->buyer_count; i++) {
		int64_t county = 0, id = 0;
		if (id_read(text_of(sim->buyers[i].id), &county, &id) && id == person)
			sim->help->course_joined -=
				help_does(sim, &sim->buyers[i], row_path(sim, "trainees", trainee, "/leave"), "sure=1",
			                  409, 409);
	}
}

static void attend(struct sim *sim)
{
	int64_t one = some_trainee(sim), other = some_trainee(sim);
	if (one != 0)
		help_does(sim, &sim->officer, sim_words(sim, "/api/v1/courses/%s/attendance", sim->help->course),
		          sim_words(sim, "on_day=%s&present.0=%s%s", help_day(sim, sim->today), help_id(sim, one),
		                    other == one ? "" : sim_words(sim, "&present.1=%s", help_id(sim, other))),
		          422, 409);
}

static void follow_up(struct sim *sim)
{
	int64_t id =
		sim_number(sim,
	                   "SELECT id FROM follow_up WHERE asked_at = 0 AND due_on <= $1 AND place >= $2"
	                   " AND place < $3 ORDER BY id LIMIT 1 /* scan */",
	                   bind(i64(sim->today), i64(INT64_C(51052500000000000)), i64(INT64_C(51052600000000000))));
	struct who *officers[] = { &sim->officer, &sim->help->second };
	if (id != 0 && help_rush(sim, officers, 2, row_path(sim, "follow-ups", id, ""),
	                         sim_words(sim, "work=near&income_fen=%s", help_yuan(sim, sim_draw(sim, 400000)))) != 1)
		sim_fail(sim, "a follow-up was not answered once");
}

static void offer(struct sim *sim)
{
	struct ask ask = help_post(
		sim, &sim->officer, "/api/v1/vacancies",
		sim_words(sim,
	                  "title=Sorting&employer=Cooperative&place=510525101&pay_fen=2600.00&seats=%d&until_on=%s",
	                  (int)PLACES, help_day(sim, calendar_add_days(sim->today, 20))));
	if (ask.status != 201)
		sim_fail(sim, "an offer of work answered %d: %.*s", ask.status, TEXT(ask.answer));
	sim_copy(sim->help->vacancy, sizeof sim->help->vacancy, answer_value(ask.answer, "id"));
}

/* Two officers decide the same application at once, one yes, one no. */
static void decide(struct sim *sim)
{
	int64_t count = sim_number(sim, "SELECT count(*) FROM application WHERE state = 1 /* scan */", bind_none());
	int64_t id = help_some(sim, count,
	                       "SELECT id FROM application WHERE state = 1 ORDER BY id LIMIT 1 OFFSET $1 /* scan */");
	struct ask asks[2];
	if (id == 0)
		return;
	sim_sign_in(sim, &sim->officer);
	sim_sign_in(sim, &sim->help->second);
	for (int i = 0; i < 2; i++)
		asks[i] = (struct ask){ .method = POST,
			                .path = text_of(row_path(sim, "applications", id, "/decide")),
			                .as = text_of(i == 0 ? sim->officer.token : sim->help->second.token),
			                .body = text_of(sim_words(sim, "decision=%s&key=%s",
			                                          i == 0 ? "agreed" : "declined", sim_key(sim))) };
	sim_ask(sim, asks, 2);
	if ((asks[0].status < 300) + (asks[1].status < 300) != 1)
		sim_fail(sim, "an application was decided with %d and %d", asks[0].status, asks[1].status);
}

static void begin(struct sim *sim)
{
	struct who *who = sim_some_buyer(sim);
	int64_t county = 0, person = 0;
	if (!id_read(text_of(who->id), &county, &person))
		return;
	int64_t id =
		sim_number(sim,
	                   "SELECT id FROM application WHERE person_id = $1 AND state IN (1, 2) ORDER BY id LIMIT 1"
	                   " /* scan */",
	                   bind(i64(person)));
	if (id == 0)
		return;
	if (sim_is(sim, 7000))
		sim->help->begun +=
			help_does(sim, who, row_path(sim, "applications", id, "/begin"), "sure=1", 409, 409);
	else
		help_does(sim, who, row_path(sim, "applications", id, "/withdraw"), "sure=1", 409, 409);
}

static void course_day(struct sim *sim)
{
	struct help *help = sim->help;
	if (help->course[0] == '\0') {
		if (sim_is(sim, 1000))
			announce(sim);
		return;
	}
	if (sim->today > help->course_ends_on) {
		help_does(sim, &sim->officer, sim_words(sim, "/api/v1/courses/%s/close", help->course), "sure=1", 0, 0);
		help->course[0] = '\0';
		return;
	}
	if (sim_is(sim, 4000))
		sign_up(sim);
	if (sim_is(sim, 1000))
		leave(sim);
	if (sim_is(sim, 6000))
		attend(sim);
}

void courses_day(struct sim *sim)
{
	struct help *help = sim->help;
	course_day(sim);
	if (sim_is(sim, 3000))
		follow_up(sim);
	if (sim_is(sim, 300))
		offer(sim);
	if (help->vacancy[0] != '\0' && sim_is(sim, 2000))
		help_does(sim, sim_some_buyer(sim), "/api/v1/applications",
		          sim_words(sim, "vacancy=%s&words=strong", help->vacancy), 409, 422);
	if (sim_is(sim, 1500))
		decide(sim);
	if (sim_is(sim, 3000))
		begin(sim);
}

void courses_check(struct sim *sim)
{
	const struct help *help = sim->help;
	int64_t county = 0, id = 0;
	if (id_read(text_of(help->course), &county, &id))
		sim_same(sim, "people in the course",
		         sim_number(sim, "SELECT joined FROM course WHERE county = $1 AND id = $2",
		                    bind(i64(county), i64(id))),
		         help->course_joined);
	sim_same(sim, "people who began work",
	         sim_number(sim, "SELECT count(*) FROM application WHERE state = 5 /* scan */", bind_none()),
	         help->begun);
	sim_same(sim, "seats and places given twice",
	         sim_number(sim,
	                    "SELECT (SELECT count(*) FROM course WHERE joined > seats) + (SELECT count(*) FROM vacancy"
	                    " WHERE taken > seats) /* scan */",
	                    bind_none()),
	         0);
}
