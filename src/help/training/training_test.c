/* A course from the first form to the question a year later, and work from the offer to its first day; the last seat; wrong people and
   places; what the public never sees. */
#include "support/story.h"

#include "base/id.h"
#include "help/training/training.h"

static const int64_t day_ms = INT64_C(86400000);
static char course_id[STORY_ID], vacancy_id[STORY_ID];

/* The public id of a row of the county. */
static const char *id_of(const char *sql)
{
	return words_of("%s", text_string(town_arena(), id_public(town_arena(), 510525, town_number(sql))));
}

static void make_course(const char *seats)
{
	ask(POST, "/courses", "township",
	    FORM("title", "花椒管护", "topic", "farm", "holder", "古蔺县农业局", "place", "510525101001", "starts_on",
	         "2026-07-20", "ends_on", "2026-07-24", "days", "5", "seats", seats, "about", "剪枝、防虫、采收"));
	check_status(303);
	ask_json(GET, "/api/v1/courses", AS_NOBODY, NULL);
	keep_id(course_id, "items.0.id");
}

static void join(const char *who, const char *before, int status)
{
	ask(POST, "/trainees", who, FORM("course", course_id, "before_fen", before));
	check_status(status);
}

static const char *trainee_of(const char *login)
{
	return id_of(words_of("SELECT t.id FROM trainee AS t JOIN login AS l ON l.person_id = t.person_id"
	                      " WHERE l.login = '%s'",
	                      login));
}

static void leaves(const char *trainee, const char *who, int status)
{
	ask(POST, words_of("/trainees/%s/leave", trainee), who, NOTHING);
	check_status(status);
}

static void was_there(const char *on_day, const char *login)
{
	ask(POST, words_of("/courses/%s/attendance", course_id), "cadre",
	    FORM("on_day", on_day, "present.0", trainee_of(login)));
	check_status(303);
}

/* Four of five days, which is enough. */
static void is_there_enough(const char *login)
{
	for (int i = 0; i < 4; i++) {
		was_there(words_of("2026-07-2%d", i), login);
		town_pass(day_ms);
	}
}

static void ends_course(int status)
{
	ask(POST, words_of("/courses/%s/close", course_id), "cadre", NOTHING);
	check_status(status);
}

TEST(a_course_is_completed_by_being_there)
{
	town();
	make_course("2");
	join("buyer", "0", 303);
	join("buyer", "0", 409);
	join("seller", "1200.50", 303);
	join("buyer2", "0", 409); /* no seat is left */
	ask(POST, words_of("/courses/%s/close", course_id), "buyer", NOTHING);
	check_status(403);
	is_there_enough("seller");
	was_there("2026-07-20", "seller"); /* written down again: still one day */
	assert_int_equal(town_number("SELECT max(attended) FROM trainee"), 4);
	ask(POST, words_of("/courses/%s/attendance", course_id), "cadre", FORM("on_day", "2026-07-25"));
	check_status(422);
	ask(POST, words_of("/courses/%s/attendance", course_id), "cadre",
	    FORM("on_day", "2026-07-21", "present.0", "510525-1-1"));
	check_status(422);
	ends_course(303);
	ends_course(409);
	assert_int_equal(town_number("SELECT completed FROM course"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM trainee WHERE state = 4"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM follow_up"), 3);
	leaves(trainee_of("seller"), "seller", 409);
	check_books();
}

TEST(several_are_there_on_one_day)
{
	const char *first, *second;

	town();
	make_course("5");
	join("buyer", "0", 303);
	join("seller", "100", 303);
	first = trainee_of("buyer");
	second = trainee_of("seller");
	ask(POST, words_of("/courses/%s/attendance", course_id), "county",
	    FORM("on_day", "2026-07-20", "present.0", first, "present.7", second));
	check_status(303);
	assert_int_equal(town_number("SELECT sum(attended) FROM trainee"), 2);
	ask(POST, words_of("/courses/%s/attendance", course_id), "county",
	    FORM("on_day", "2026-07-20", "present.7", second));
	check_status(303);
	assert_int_equal(town_number("SELECT sum(attended) FROM trainee"), 1);
	check_books();
}

TEST(a_seat_that_was_left_is_free_again)
{
	town();
	make_course("1");
	join("buyer", "0", 303);
	join("seller", "0", 409);
	leaves(trainee_of("buyer"), "seller", 403);
	leaves(trainee_of("buyer"), "buyer", 303);
	leaves(trainee_of("buyer"), "buyer", 409);
	join("seller", "0", 303);
	join("buyer", "0", 409);
	ask(POST, words_of("/courses/%s/off", course_id), "cadre", FORM("reason", "老师病了"));
	check_status(303);
	ask_get(words_of("/courses/%s", course_id), "seller");
	check_page("老师病了");
	ends_course(409);
	check_books();
}

/* Three months in which everybody comes by often enough to stay signed in. */
static void three_months_pass(void)
{
	static const char *const people[] = { "cadre", "seller", "buyer2", "other_operator", "county" };

	for (int i = 0; i < 4; i++) {
		town_pass(23 * day_ms);
		for (size_t k = 0; k < sizeof people / sizeof people[0]; k++)
			ask_get("/me", people[k]);
	}
}

TEST(what_a_course_changed_is_known_to_the_fen)
{
	const char *path, *seller;

	town();
	seller = person_of("seller");
	make_course("5");
	join("seller", "1200.50", 303);
	is_there_enough("seller");
	ends_course(303);
	path = words_of("/follow-ups/%s", id_of("SELECT id FROM follow_up WHERE months = 3"));
	ask(POST, path, "cadre", FORM("work", "near", "income_fen", "2200.75"));
	check_status(422); /* too early */
	ask_get("/follow-ups", "cadre");
	check_no_page("花椒管护");
	three_months_pass();
	ask_get("/follow-ups", "cadre");
	check_page("花椒管护");
	ask_get("/courses/mine", "seller");
	check_page("How does it go after the course?");
	ask(POST, path, "buyer2", FORM("work", "near", "income_fen", "2200.75"));
	check_status(403);
	ask(POST, path, "other_operator", FORM("work", "near", "income_fen", "2200.75"));
	check_status(403);
	ask(POST, path, "seller", FORM("work", "near", "income_fen", "2200.75"));
	check_status(303);
	ask(POST, path, "cadre", FORM("work", "near", "income_fen", "9.00"));
	check_status(409);
	assert_int_equal(town_number("SELECT gain_fen FROM follow_up WHERE months = 3"), 100025);
	ask_get("/courses", AS_NOBODY);
	check_page("1,000.25");
	ask_get("/courses?place=510525101001", AS_NOBODY); /* of a village it is one person's */
	check_no_page("1,000.25");
	ask_get("/courses?place=510525101001", "cadre");
	check_page("1,000.25");
	ask_get("/figures/rows?place=510525&indicator=gain_fen&period=2026", "county");
	check_page("1,000.25");
	check_no_page(seller);
	figures_ask("510525", "2026");
	assert_int_equal(figure_of("trained"), 1);
	assert_int_equal(figure_of("gain_fen"), 100025);
	check_books();
}

/* ---- work ---- */

static void offer_work(const char *seats)
{
	ask(POST, "/vacancies", "county",
	    FORM("title", "花椒分拣", "employer", "古蔺花椒合作社", "place", "510525101", "pay_fen", "2600.00", "seats",
	         seats, "until_on", "2026-08-20"));
	check_status(303);
	ask_json(GET, "/api/v1/vacancies", AS_NOBODY, NULL);
	keep_id(vacancy_id, "items.0.id");
}

static void asks_for_it(const char *who, int status)
{
	ask(POST, "/applications", who, FORM("vacancy", vacancy_id, "words", "会分拣，能吃苦"));
	check_status(status);
}

static const char *application_of(const char *login, const char *deed)
{
	return words_of("/applications/%s/%s",
	                id_of(words_of("SELECT a.id FROM application AS a JOIN login AS l ON l.person_id = a.person_id"
	                               " WHERE l.login = '%s'",
	                               login)),
	                deed);
}

TEST(work_is_given_once_and_counts_when_it_is_begun)
{
	town();
	offer_work("1");
	asks_for_it("buyer", 303);
	asks_for_it("buyer", 409);
	asks_for_it("seller", 303);
	ask(POST, application_of("buyer", "decide"), "buyer", FORM("decision", "agreed"));
	check_status(403);
	ask(POST, application_of("buyer", "begin"), "buyer", NOTHING);
	check_status(409); /* nobody agreed yet */
	ask(POST, application_of("buyer", "decide"), "county", FORM("decision", "agreed"));
	check_status(303);
	ask(POST, application_of("seller", "decide"), "county", FORM("decision", "agreed"));
	check_status(409); /* the one place is taken */
	ask_get("/vacancies", AS_NOBODY);
	check_page("All places are taken");
	ask(POST, application_of("buyer", "withdraw"), "seller", NOTHING);
	check_status(403);
	ask(POST, application_of("buyer", "withdraw"), "buyer", NOTHING);
	check_status(303);
	ask(POST, application_of("seller", "decide"), "county", FORM("decision", "agreed"));
	check_status(303);
	ask(POST, application_of("seller", "begin"), "buyer", NOTHING);
	check_status(403);
	ask(POST, application_of("seller", "begin"), "seller", NOTHING);
	check_status(303);
	ask(POST, application_of("seller", "begin"), "seller", NOTHING);
	check_status(409);
	figures_ask("510525", "2026");
	assert_int_equal(figure_of("work_begun"), 1);
	ask(POST, words_of("/vacancies/%s/close", vacancy_id), "county", NOTHING);
	check_status(303);
	asks_for_it("buyer", 409);
	check_books();
}

TEST(public_pages_of_training_name_nobody)
{
	const char *pages[] = { "/courses", NULL, "/vacancies", NULL, NULL };
	const char *name = NULL;

	town();
	make_course("5");
	join("seller", "1200.50", 303);
	offer_work("2");
	asks_for_it("seller", 303);
	ask_json(GET, "/api/v1/me", "seller", NULL);
	name = words_of("%s", answer_json("name"));
	pages[1] = words_of("/courses/%s", course_id);
	pages[3] = words_of("/vacancies/%s", vacancy_id);
	pages[4] = words_of("/api/v1/courses/%s", course_id);
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
		ask_get(pages[i], AS_NOBODY);
		check_status(200);
		check_no_page(name);
		check_no_page("1200.50");
	}
	ask_get(words_of("/courses/%s/people", course_id), "buyer2");
	check_status(403);
	ask_json(GET, words_of("/api/v1/vacancies/%s/applications", vacancy_id), "operator", NULL);
	check_status(403);
	ask_get(words_of("/courses/%s/people", course_id), "cadre");
	check_page(name);
	assert_int_equal(town_number("SELECT count(*) FROM look WHERE why = 'Who is in a course'"), 1);
	ask(POST, "/courses", "cadre",
	    FORM("title", "电话 138-1234 5678", "topic", "farm", "holder", "县里", "place", "510525101001", "starts_on",
	         "2026-07-20", "ends_on", "2026-07-24", "days", "5", "seats", "5"));
	check_status(422);
	ask(POST, "/courses", "cadre",
	    FORM("title", "没写地方的课", "topic", "farm", "holder", "县里", "place", "", "starts_on", "2026-07-20",
	         "ends_on", "2026-07-24", "days", "5", "seats", "5"));
	check_status(422);
	ask(POST, "/courses", "cadre",
	    FORM("title", "外村的课", "topic", "farm", "holder", "县里", "place", "510525101002", "starts_on",
	         "2026-07-20", "ends_on", "2026-07-24", "days", "5", "seats", "5"));
	check_status(403);
}
