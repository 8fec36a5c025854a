CREATE TABLE household(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, head TEXT NOT NULL CHECK (length(head) BETWEEN 1 AND 120),
  members BIGINT NOT NULL CHECK (members >= 0),
  status TEXT NOT NULL CHECK (status IN ('none', 'registered', 'monitored', 'left')),
  created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE UNIQUE INDEX household_by_place ON household(place);
CREATE INDEX household_by_id ON household(id);
-- until_on 0: is a member today
CREATE TABLE household_member(
  county BIGINT NOT NULL, household_id BIGINT NOT NULL, person_id BIGINT NOT NULL, since_on BIGINT NOT NULL,
  person_county BIGINT NOT NULL, relation TEXT NOT NULL, until_on BIGINT NOT NULL,
  PRIMARY KEY (county, household_id, person_id, since_on));
CREATE UNIQUE INDEX household_member_now ON household_member(person_county, person_id) WHERE until_on = 0;
-- from since_on up to the day before until_on; until_on 0: holds today
CREATE TABLE household_status(
  county BIGINT NOT NULL, household_id BIGINT NOT NULL, since_on BIGINT NOT NULL, until_on BIGINT NOT NULL,
  status TEXT NOT NULL, reason TEXT NOT NULL, person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, household_id, since_on));
CREATE UNIQUE INDEX household_status_now ON household_status(county, household_id) WHERE until_on = 0;
