/* What `tongcun check` holds against courses and work, and the recounts of their totals. */
#include "help/training/training_inside.h"

const struct check training_checks[] = {
	{ .name = "courses count who is in them",
	  .wrong = "courses count other people than they have",
	  .counts =
	          "SELECT count(*) FROM course AS c WHERE c.joined <> (SELECT count(*) FROM trainee AS t"
	          " WHERE t.county = c.county AND t.course_id = c.id AND t.state <> 3) OR c.completed <> (SELECT count(*)"
	          " FROM trainee AS t WHERE t.county = c.county AND t.course_id = c.id AND t.state = 2) /* scan */" },
	{ .name = "who is in a course was there as often as written down",
	  .wrong = "people in courses have other days than are written down",
	  .counts = "SELECT count(*) FROM trainee AS t WHERE t.attended <> (SELECT count(*) FROM attendance AS a"
	            " WHERE a.county = t.county AND a.trainee_id = t.id) /* scan */" },
	{ .name = "who completed a course is asked three times",
	  .wrong = "people have other follow-ups than a completed course gives",
	  .counts =
	          "SELECT count(*) FROM trainee AS t WHERE (SELECT count(*) FROM follow_up AS f WHERE f.county = t.county"
	          " AND f.trainee_id = t.id) <> CASE WHEN t.state = 2 THEN 3 ELSE 0 END /* scan */" },
	{ .name = "follow-ups gain what the incomes differ by",
	  .wrong = "follow-ups gain something else than the incomes differ by",
	  .counts =
	          "SELECT count(*) FROM follow_up AS f JOIN trainee AS t ON t.county = f.county AND t.id = f.trainee_id"
	          " WHERE f.asked_at > 0 AND f.gain_fen <> f.income_fen - t.before_fen /* scan */" },
	{ .name = "work is given once a place",
	  .wrong = "offers of work count other people than they agreed with",
	  .counts = "SELECT count(*) FROM vacancy AS v WHERE v.taken <> (SELECT count(*) FROM application AS a"
	            " WHERE a.county = v.county AND a.vacancy_id = v.id AND a.state IN (2, 5)) /* scan */" },
	{ .name = NULL },
};

/* Whoever was asked, of which course. */
#define FOLLOWED                                                                          \
	"follow_up AS f JOIN trainee AS t ON t.county = f.county AND t.id = f.trainee_id" \
	" JOIN course AS c ON c.county = t.county AND c.id = t.course_id"

const struct indicator training_indicators[] = {
	{ .number = INDICATOR_TRAINED,
	  .name = "trained",
	  .label = N_("People who completed a course"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_WORK,
	  .recount = "SELECT place, completed_at AS at, 1 AS value FROM trainee WHERE state = 2 /* scan */",
	  .behind = FIGURE_PARTS("t.county", "t.id", "c.id", "c.title", "t.place", "t.completed_at", "1",
	                         "trainee AS t JOIN course AS c ON c.county = t.county AND c.id = t.course_id",
	                         "t.state = 2"),
	  .href = "/courses/" },
	{ .number = INDICATOR_FOLLOWED,
	  .name = "followed_up",
	  .label = N_("Asked how it goes after a course"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_WORK,
	  .recount = "SELECT place, asked_at AS at, 1 AS value FROM follow_up WHERE asked_at > 0 /* scan */",
	  .behind = FIGURE_PARTS("f.county", "f.id", "c.id", "c.title", "f.place", "f.asked_at", "1", FOLLOWED,
	                         "f.asked_at > 0"),
	  .href = "/courses/" },
	{ .number = INDICATOR_GAIN_FEN,
	  .name = "gain_fen",
	  .label = N_("Earned more a month than before the course"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_WORK,
	  .recount = "SELECT place, asked_at AS at, gain_fen AS value FROM follow_up WHERE asked_at > 0 /* scan */",
	  .behind = FIGURE_PARTS("f.county", "f.id", "c.id", "c.title", "f.place", "f.asked_at", "f.gain_fen", FOLLOWED,
	                         "f.asked_at > 0"),
	  .href = "/courses/",
	  .right = RIGHT_CASE_HANDLE,
	  .look = N_("How it goes after a course") },
	{ .number = INDICATOR_WORK_BEGUN,
	  .name = "work_begun",
	  .label = N_("People who began work"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_WORK,
	  .recount = "SELECT place, began_at AS at, 1 AS value FROM application WHERE state = 5 /* scan */",
	  .behind = FIGURE_PARTS("a.county", "a.id", "v.id", "v.title", "a.place", "a.began_at", "1",
	                         "application AS a JOIN vacancy AS v ON v.county = a.county AND v.id = a.vacancy_id",
	                         "a.state = 5"),
	  .href = "/vacancies/" },
	{ .number = 0 },
};
