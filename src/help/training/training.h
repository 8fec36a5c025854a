/* Training and work: courses for villagers, who was there on which day, what it changed three, six and twelve months later; and work
   that is offered nearby, asked for and begun.
   Invariants: a course has at most its seats; it is completed by being there on COMPLETE_PERCENT of its days; what a follow-up gains is
   the income of a month told then less the one told when signing up; a work place is given once and counts when the person
   says that it has begun.
   The rule of privacy: courses and offers of work are public, with the organisation behind them and no person's name. Who
   learns, asks for work and earns what is seen by the person and by those who handle the cases of its village or of the place of the
   course; each such look is on record.
   Not here: lessons and learning material, wages and contracts (help/linkage), certificates of authorities. */
#ifndef HELP_TRAINING_H
#define HELP_TRAINING_H

#include "web/module.h"

enum { COMPLETE_PERCENT = 80 };

enum course_state { COURSE_OPEN = 1, COURSE_OVER, COURSE_OFF };

struct course {
	int64_t county, id, place;
	struct text topic, title, about, holder;
	int64_t starts_on, ends_on, days, seats;
	int64_t joined, completed;
	int64_t state;
	struct text reason;
	int64_t made_at, ended_at, version;
	struct text place_name; /* joined */
};

enum trainee_state { TRAINEE_JOINED = 1, TRAINEE_COMPLETED, TRAINEE_LEFT, TRAINEE_MISSED };

struct trainee {
	int64_t county, id, course_id, person_county, person_id, place;
	int64_t state, before_fen, attended, joined_at, completed_at;
	struct text name, title;    /* joined: of the person, of the course */
	int64_t starts_on, present; /* joined: of the course; whether it is there on the day asked about */
};

struct follow_up {
	int64_t county, id, trainee_id, place, months, due_on, asked_at;
	struct text work;
	int64_t income_fen, gain_fen;
	struct text note;
	int64_t person_county, person_id, before_fen; /* joined: of the trainee */
	struct text name, title;                      /* joined: of the person, of the course */
};

enum vacancy_state { VACANCY_OPEN = 1, VACANCY_CLOSED };

struct vacancy {
	int64_t county, id, place;
	struct text employer, title, about;
	int64_t pay_fen, seats, taken, until_on, state, made_at, version;
	struct text place_name; /* joined */
};

enum application_state {
	APPLICATION_ASKED = 1,
	APPLICATION_AGREED,
	APPLICATION_DECLINED,
	APPLICATION_WITHDRAWN,
	APPLICATION_BEGUN
};

struct application {
	int64_t county, id, vacancy_id, person_county, person_id, place;
	struct text words;
	int64_t state, made_at, decided_at, began_at;
	struct text name, title; /* joined: of the person, of the work */
};

extern const struct record course_record, trainee_record, follow_up_record, vacancy_record, application_record;
extern const struct module training_module;

#endif
