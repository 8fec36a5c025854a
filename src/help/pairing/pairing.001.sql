-- a helper's offer to stand by households of a county or township, before anybody knows which. households: how many at once; called: how these
-- shall call the helper. state 1 open, 2 withdrawn
CREATE TABLE pairing_offer(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, giver_county BIGINT NOT NULL, giver_id BIGINT NOT NULL,
  called TEXT NOT NULL CHECK (length(called) BETWEEN 2 AND 40), about TEXT NOT NULL,
  households BIGINT NOT NULL CHECK (households BETWEEN 1 AND 5), state BIGINT NOT NULL CHECK (state IN (1, 2)),
  made_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK ((state = 1) = (ended_at = 0)),
  PRIMARY KEY (county, id));
CREATE INDEX pairing_offer_by_place ON pairing_offer(place, id) WHERE state = 1;
CREATE INDEX pairing_offer_by_giver ON pairing_offer(giver_id, id);
-- a helper and a household that stand by each other; it has a case with the same county and id (kind pairing) until both have answered.
-- offer_id 0: proposed by the office; called: how the household shall call the helper; shows: what the helper may see of the household, 1 nothing,
-- 2 the name, 3 the name and the village; letters: whether the household takes letters. state 1 proposed, 2 together, 3 resting, 4 refused,
-- 5 ended. rested_side, ended_side: who made it rest and who ended it, 1 household, 2 helper, 3 office. household_said_at and giver_said_at: their yes;
-- served_by_id: the operator who was present at the household's
CREATE TABLE pairing(
  county BIGINT NOT NULL, id BIGINT NOT NULL, household_id BIGINT NOT NULL, household_place BIGINT NOT NULL,
  giver_county BIGINT NOT NULL, giver_id BIGINT NOT NULL, offer_id BIGINT NOT NULL,
  called TEXT NOT NULL CHECK (length(called) BETWEEN 2 AND 40), about TEXT NOT NULL,
  shows BIGINT NOT NULL CHECK (shows BETWEEN 1 AND 3), letters BIGINT NOT NULL CHECK (letters IN (0, 1)),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 5), rested_side BIGINT NOT NULL CHECK (rested_side BETWEEN 0 AND 3),
  ended_side BIGINT NOT NULL CHECK (ended_side BETWEEN 0 AND 3), reason TEXT NOT NULL, proposed_by_id BIGINT NOT NULL,
  served_by_id BIGINT NOT NULL, proposed_at BIGINT NOT NULL, household_said_at BIGINT NOT NULL, giver_said_at BIGINT NOT NULL,
  began_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK ((state >= 4) = (ended_at > 0)), CHECK ((state = 3) = (rested_side > 0)), CHECK (state NOT IN (1, 4) OR began_at = 0),
  CHECK (state NOT IN (2, 3) OR (began_at > 0 AND household_said_at > 0 AND giver_said_at > 0)),
  PRIMARY KEY (county, id));
CREATE UNIQUE INDEX pairing_living ON pairing(county, household_id, giver_id) WHERE state <= 3;
CREATE INDEX pairing_by_household ON pairing(household_place, id);
CREATE INDEX pairing_by_giver ON pairing(giver_id, id);
CREATE INDEX pairing_by_offer ON pairing(county, offer_id) WHERE offer_id > 0;
-- what the two sides wrote, and what became of the pairing itself. side as above; what: 'letter' to the other side, 'note' of something done
-- together on a day, 'deed' (words: began, rested, resumed, ended). on_at: where it stands in the history; back_at: taken back, and its words are gone
CREATE TABLE pairing_entry(
  county BIGINT NOT NULL, id BIGINT NOT NULL, pairing_id BIGINT NOT NULL, side BIGINT NOT NULL CHECK (side BETWEEN 1 AND 3),
  what TEXT NOT NULL CHECK (what IN ('letter', 'note', 'deed')), words TEXT NOT NULL, on_at BIGINT NOT NULL,
  person_county BIGINT NOT NULL, person_id BIGINT NOT NULL, made_at BIGINT NOT NULL, back_at BIGINT NOT NULL,
  CHECK (back_at = 0 OR words = ''), CHECK (back_at = 0 OR what <> 'deed'),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, pairing_id) REFERENCES pairing(county, id));
CREATE INDEX pairing_entry_of ON pairing_entry(county, pairing_id, id);
