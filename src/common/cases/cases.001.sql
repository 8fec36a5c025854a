-- what somebody asks for; state: a word of its kind's table; phase 1 open, 2 answered (the asker is to say whether it holds), 3 closed;
-- level and desk: where it lies now, from the village (5) up to the province (1), desk = place cut to the level;
-- due_at: end of the state's time, kept while it rises; rise_at: when silence sends it one level up; 0: none
CREATE TABLE case_file(
  county BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, place BIGINT NOT NULL,
  asker_county BIGINT NOT NULL, asker_id BIGINT NOT NULL, posted_by_id BIGINT NOT NULL,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 240), state TEXT NOT NULL,
  phase BIGINT NOT NULL CHECK (phase BETWEEN 1 AND 3), level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 5),
  desk BIGINT NOT NULL, holder_county BIGINT NOT NULL, holder_id BIGINT NOT NULL, held_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL, rise_at BIGINT NOT NULL, rises BIGINT NOT NULL, reopened BIGINT NOT NULL,
  result BIGINT NOT NULL CHECK (result BETWEEN 0 AND 4),
  opened_at BIGINT NOT NULL, state_at BIGINT NOT NULL, closed_at BIGINT NOT NULL, last BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK ((phase = 3) = (closed_at > 0)), CHECK ((phase = 3) = (result > 0)), CHECK (phase < 3 OR due_at = 0),
  PRIMARY KEY (county, id));
CREATE INDEX case_by_desk ON case_file(desk, id) WHERE phase < 3;
CREATE INDEX case_by_place ON case_file(place, id) WHERE phase < 3;
CREATE INDEX case_ended ON case_file(place, id) WHERE phase = 3;
CREATE INDEX case_to_rise ON case_file(rise_at) WHERE rise_at > 0;
CREATE INDEX case_by_asker ON case_file(asker_id, id);
CREATE INDEX case_by_holder ON case_file(holder_id, id) WHERE holder_id > 0 AND phase < 3;
-- everything that ever happened to a case, in order; state and level: after it; side: as what the person acted (CASE_BY_...)
CREATE TABLE case_event(
  county BIGINT NOT NULL, case_id BIGINT NOT NULL, number BIGINT NOT NULL, what BIGINT NOT NULL, deed TEXT NOT NULL,
  state TEXT NOT NULL, level BIGINT NOT NULL, desk BIGINT NOT NULL, person_county BIGINT NOT NULL, person_id BIGINT NOT NULL,
  side BIGINT NOT NULL, words TEXT NOT NULL, picture TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, case_id, number),
  FOREIGN KEY (county, case_id) REFERENCES case_file(county, id));
-- what a person is told about a case; county: the person's home when it was told; told: an English key
CREATE TABLE case_notice(
  county BIGINT NOT NULL, person_id BIGINT NOT NULL, id BIGINT NOT NULL, case_county BIGINT NOT NULL, case_id BIGINT NOT NULL,
  told TEXT NOT NULL, words TEXT NOT NULL, at BIGINT NOT NULL, is_read BIGINT NOT NULL CHECK (is_read IN (0, 1)),
  PRIMARY KEY (person_id, id));
CREATE INDEX case_notice_new ON case_notice(person_id) WHERE is_read = 0;
