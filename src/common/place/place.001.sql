CREATE TABLE place(
  place BIGINT NOT NULL, level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 5), name TEXT NOT NULL, initials TEXT NOT NULL,
  since_on BIGINT NOT NULL, until_on BIGINT NOT NULL, successor BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (place));
-- names and initials in one order, so that both are found by a beginning
CREATE TABLE place_word(
  word TEXT NOT NULL, level BIGINT NOT NULL, place BIGINT NOT NULL,
  PRIMARY KEY (word, level, place));
-- the places below are found without walking through all that lies under them
CREATE INDEX place_by_level ON place(level, place);
