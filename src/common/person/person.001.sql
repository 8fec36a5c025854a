-- phone and number are sealed; the _index columns are blind (journal/seal.h), '' when there is none
CREATE TABLE person(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120), login TEXT NOT NULL,
  phone TEXT NOT NULL, phone_index TEXT NOT NULL, number TEXT NOT NULL, number_index TEXT NOT NULL,
  language TEXT NOT NULL, large_text BIGINT NOT NULL CHECK (large_text IN (0, 1)),
  created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX person_by_id ON person(id);
CREATE INDEX person_by_place ON person(place, id);
CREATE INDEX person_by_phone ON person(phone_index, id) WHERE phone_index <> '';
CREATE INDEX person_by_number ON person(number_index, id) WHERE number_index <> '';
-- who signs in, by the name that is typed: it must be found before the county is known
CREATE TABLE login(
  login TEXT NOT NULL, county BIGINT NOT NULL, person_id BIGINT NOT NULL, password_hash TEXT NOT NULL,
  failures BIGINT NOT NULL, locked_until BIGINT NOT NULL, changed_at BIGINT NOT NULL,
  PRIMARY KEY (login));
CREATE INDEX login_by_person ON login(county, person_id);
-- digest of the token; the token itself is nowhere
CREATE TABLE session(
  digest TEXT NOT NULL, id BIGINT NOT NULL, county BIGINT NOT NULL, person_id BIGINT NOT NULL, device TEXT NOT NULL,
  started_at BIGINT NOT NULL, seen_on BIGINT NOT NULL, until_at BIGINT NOT NULL,
  for_county BIGINT NOT NULL, for_id BIGINT NOT NULL, for_until BIGINT NOT NULL,
  PRIMARY KEY (digest));
CREATE INDEX session_by_person ON session(county, person_id, id);
CREATE INDEX session_by_end ON session(until_at);
-- a role over the land of a place, with its history: ended_at 0 is held today
CREATE TABLE held_role(
  county BIGINT NOT NULL, person_id BIGINT NOT NULL, role BIGINT NOT NULL CHECK (role BETWEEN 1 AND 7), place BIGINT NOT NULL,
  given_at BIGINT NOT NULL, given_by BIGINT NOT NULL, ended_at BIGINT NOT NULL, ended_by BIGINT NOT NULL,
  PRIMARY KEY (county, person_id, role, place, given_at));
CREATE UNIQUE INDEX held_role_now ON held_role(county, person_id, role, place) WHERE ended_at = 0;
CREATE INDEX held_role_by_place ON held_role(place, role, county, person_id) WHERE ended_at = 0;
-- who looked at whose page; county is the subject's
CREATE TABLE look(
  county BIGINT NOT NULL, id BIGINT NOT NULL, subject_place BIGINT NOT NULL, subject_id BIGINT NOT NULL,
  person_county BIGINT NOT NULL, person_id BIGINT NOT NULL, why TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX look_by_subject ON look(county, subject_id, id) WHERE subject_id > 0;
CREATE INDEX look_by_place ON look(subject_place, id) WHERE subject_place > 0;
