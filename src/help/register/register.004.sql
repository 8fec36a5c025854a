-- what came to a household through the ledger in a year, by the kind of a line of income: nobody writes it down a second time
CREATE TABLE register_earned(
  county BIGINT NOT NULL, household_id BIGINT NOT NULL, year BIGINT NOT NULL, kind TEXT NOT NULL, fen BIGINT NOT NULL CHECK (fen >= 0),
  PRIMARY KEY (county, household_id, year, kind));
