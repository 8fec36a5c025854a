-- what a file called a household when it was brought in ("510525101001/12": village and the file's own key), so that the same file brings it in once
CREATE TABLE household_import(
  county BIGINT NOT NULL, key TEXT NOT NULL, household_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, key));
