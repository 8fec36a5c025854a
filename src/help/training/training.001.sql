-- a course for villagers, public. state 1 takes people (until it is over), 2 over, 3 called off (with the reason). joined: who signed up and
-- did not leave; completed: who was there on enough of its days
CREATE TABLE course(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL,
  topic TEXT NOT NULL CHECK (topic IN ('farm', 'craft', 'trade', 'machine', 'care', 'language')),
  title TEXT NOT NULL, about TEXT NOT NULL, holder TEXT NOT NULL, starts_on BIGINT NOT NULL, ends_on BIGINT NOT NULL,
  days BIGINT NOT NULL CHECK (days > 0), seats BIGINT NOT NULL CHECK (seats > 0),
  joined BIGINT NOT NULL CHECK (joined >= 0 AND joined <= seats), completed BIGINT NOT NULL CHECK (completed >= 0),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3), reason TEXT NOT NULL, made_at BIGINT NOT NULL, ended_at BIGINT NOT NULL,
  version BIGINT NOT NULL, CHECK (starts_on <= ends_on), CHECK (completed <= joined),
  PRIMARY KEY (county, id));
CREATE INDEX course_by_state ON course(state, id);
CREATE INDEX course_by_start ON course(starts_on, id, place, state);
-- somebody in a course; place: the village. state 1 signed up, 2 completed, 3 left, 4 was not there enough. before_fen: income of a month
-- when signing up; attended: on how many days it was there
CREATE TABLE trainee(
  county BIGINT NOT NULL, id BIGINT NOT NULL, course_id BIGINT NOT NULL, person_county BIGINT NOT NULL, person_id BIGINT NOT NULL,
  place BIGINT NOT NULL, state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4), before_fen BIGINT NOT NULL CHECK (before_fen >= 0),
  attended BIGINT NOT NULL CHECK (attended >= 0), joined_at BIGINT NOT NULL, completed_at BIGINT NOT NULL,
  PRIMARY KEY (county, id), UNIQUE (county, course_id, person_id),
  FOREIGN KEY (county, course_id) REFERENCES course(county, id));
CREATE INDEX trainee_by_person ON trainee(person_id, id);
CREATE INDEX trainee_by_place ON trainee(place);
CREATE TABLE attendance(
  county BIGINT NOT NULL, course_id BIGINT NOT NULL, on_day BIGINT NOT NULL, trainee_id BIGINT NOT NULL,
  PRIMARY KEY (county, course_id, on_day, trainee_id),
  FOREIGN KEY (county, trainee_id) REFERENCES trainee(county, id));
CREATE INDEX attendance_by_trainee ON attendance(county, trainee_id);
-- how it goes three, six and twelve months after a completed course; asked_at 0: not yet asked
CREATE TABLE follow_up(
  county BIGINT NOT NULL, id BIGINT NOT NULL, trainee_id BIGINT NOT NULL, place BIGINT NOT NULL, months BIGINT NOT NULL,
  due_on BIGINT NOT NULL, asked_at BIGINT NOT NULL,
  work TEXT NOT NULL CHECK (work IN ('', 'farm', 'near', 'away', 'own', 'none')),
  income_fen BIGINT NOT NULL CHECK (income_fen >= 0), gain_fen BIGINT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (county, id), UNIQUE (county, trainee_id, months),
  FOREIGN KEY (county, trainee_id) REFERENCES trainee(county, id));
CREATE INDEX follow_up_due ON follow_up(due_on, id, place) WHERE asked_at = 0;
CREATE INDEX follow_up_by_place ON follow_up(place);
-- work that is offered, public. state 1 looks for people, 2 closed. pay_fen: of a month
CREATE TABLE vacancy(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, employer TEXT NOT NULL, title TEXT NOT NULL, about TEXT NOT NULL,
  pay_fen BIGINT NOT NULL CHECK (pay_fen > 0), seats BIGINT NOT NULL CHECK (seats > 0),
  taken BIGINT NOT NULL CHECK (taken >= 0 AND taken <= seats), until_on BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state IN (1, 2)), made_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX vacancy_by_state ON vacancy(state, id);
CREATE INDEX vacancy_by_place ON vacancy(place, id);
-- who would like the work; place: the village. state 1 asked, 2 agreed, 3 declined, 4 taken back, 5 has begun (said by the person)
CREATE TABLE application(
  county BIGINT NOT NULL, id BIGINT NOT NULL, vacancy_id BIGINT NOT NULL, person_county BIGINT NOT NULL, person_id BIGINT NOT NULL,
  place BIGINT NOT NULL, words TEXT NOT NULL, state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 5), made_at BIGINT NOT NULL,
  decided_at BIGINT NOT NULL, began_at BIGINT NOT NULL,
  PRIMARY KEY (county, id), UNIQUE (county, vacancy_id, person_id),
  FOREIGN KEY (county, vacancy_id) REFERENCES vacancy(county, id));
CREATE INDEX application_by_person ON application(person_id, id);
CREATE INDEX application_by_place ON application(place);
