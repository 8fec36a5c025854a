-- a joint meeting of a level (province to township); participants, agenda: a line each, organisations and offices only. state 1 being
-- written, 2 confirmed by its chair: from then on nothing of it changes, a correction is a note
CREATE TABLE meeting(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, title TEXT NOT NULL CHECK (length(title) BETWEEN 2 AND 60),
  held_on BIGINT NOT NULL, venue TEXT NOT NULL, participants TEXT NOT NULL, agenda TEXT NOT NULL, minutes TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state IN (1, 2)), decisions BIGINT NOT NULL CHECK (decisions >= 0),
  chair_county BIGINT NOT NULL, chair_id BIGINT NOT NULL, made_by_id BIGINT NOT NULL, made_at BIGINT NOT NULL, confirmed_at BIGINT NOT NULL,
  version BIGINT NOT NULL, CHECK ((state = 2) = (confirmed_at > 0)),
  PRIMARY KEY (county, id));
CREATE INDEX meeting_by_place ON meeting(place, id);
CREATE TABLE meeting_decision(
  county BIGINT NOT NULL, meeting_id BIGINT NOT NULL, number BIGINT NOT NULL CHECK (number > 0), words TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, meeting_id, number),
  FOREIGN KEY (county, meeting_id) REFERENCES meeting(county, id));
CREATE TABLE meeting_note(
  county BIGINT NOT NULL, id BIGINT NOT NULL, meeting_id BIGINT NOT NULL, words TEXT NOT NULL, person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, meeting_id) REFERENCES meeting(county, id));
CREATE INDEX meeting_note_by_meeting ON meeting_note(county, meeting_id, id);
-- what a decision asks of a place; it has a case with the same county and id (kind task). parent: the task of which it is a part (id 0: of
-- the meeting itself); from_place: whose office gave it and says whether it is done; about: the address of a project or pledge, or empty;
-- answer: the last one
CREATE TABLE meeting_task(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, meeting_county BIGINT NOT NULL, meeting_id BIGINT NOT NULL,
  decision BIGINT NOT NULL, parent_county BIGINT NOT NULL, parent_id BIGINT NOT NULL, from_place BIGINT NOT NULL,
  words TEXT NOT NULL, about TEXT NOT NULL, due_on BIGINT NOT NULL, answer TEXT NOT NULL, made_at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX meeting_task_by_meeting ON meeting_task(meeting_county, meeting_id, decision, id);
CREATE INDEX meeting_task_by_parent ON meeting_task(parent_county, parent_id, id);
CREATE INDEX meeting_task_by_place ON meeting_task(place, id);
CREATE INDEX meeting_task_by_id ON meeting_task(id);
