-- the card of a household that was found to be another's: as it was, place its key (numbers are not given again); merged into a card that
-- stands in the same county. While a row is here the card stands in no list and no total
CREATE TABLE household_merged(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, head TEXT NOT NULL, members BIGINT NOT NULL,
  status TEXT NOT NULL, created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  into_id BIGINT NOT NULL, merged_by BIGINT NOT NULL, merged_at BIGINT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (county, id), CHECK (into_id <> id));
CREATE UNIQUE INDEX household_merged_by_place ON household_merged(place);
CREATE INDEX household_merged_into ON household_merged(county, into_id, id);
-- which rows went over with it, by the keys that tell them from those of the other card; what: a table
CREATE TABLE household_merged_row(
  county BIGINT NOT NULL, household_id BIGINT NOT NULL, what TEXT NOT NULL, k1 BIGINT NOT NULL, k2 BIGINT NOT NULL, word TEXT NOT NULL,
  PRIMARY KEY (county, household_id, what, k1, k2, word),
  FOREIGN KEY (county, household_id) REFERENCES household_merged(county, id));
