-- two households that may be one: household_id is the one that came later, place its key; why: enum household_alike_why;
-- closed_at 0: nobody has said yet that they are two
CREATE TABLE household_alike(
  county BIGINT NOT NULL, household_id BIGINT NOT NULL, other_county BIGINT NOT NULL, other_id BIGINT NOT NULL, place BIGINT NOT NULL,
  why BIGINT NOT NULL CHECK (why BETWEEN 1 AND 3), found_on BIGINT NOT NULL, closed_at BIGINT NOT NULL, closed_by BIGINT NOT NULL,
  PRIMARY KEY (county, household_id, other_county, other_id));
CREATE INDEX household_alike_open ON household_alike(place, household_id) WHERE closed_at = 0;
CREATE INDEX household_alike_other ON household_alike(other_county, other_id);
