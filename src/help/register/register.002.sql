-- a household's appeal against a decision, beside its case (same county and id); decision_id: the one it was made against, current_id:
-- the one that stands in its place since it was decided anew (at first the same); both in the household's county
CREATE TABLE register_appeal(
  county BIGINT NOT NULL, id BIGINT NOT NULL, household_county BIGINT NOT NULL, household_id BIGINT NOT NULL,
  decision_id BIGINT NOT NULL, current_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX register_appeal_by_household ON register_appeal(household_county, household_id, id);
