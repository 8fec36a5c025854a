-- whole rows in one page: without a rowid a row of more than 1 KB would spill into pages of its own
CREATE TABLE journal( -- rowid
  lane BIGINT NOT NULL, number BIGINT NOT NULL,
  county BIGINT NOT NULL, id BIGINT NOT NULL, at BIGINT NOT NULL,
  door TEXT NOT NULL, target TEXT NOT NULL, person_id BIGINT NOT NULL, for_id BIGINT NOT NULL, place BIGINT NOT NULL,
  key BYTEA, body BYTEA NOT NULL, request BYTEA NOT NULL,
  status BIGINT NOT NULL, location TEXT NOT NULL, type TEXT NOT NULL, reply BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (lane, number));
CREATE UNIQUE INDEX journal_by_key ON journal(key) WHERE key IS NOT NULL;
CREATE INDEX journal_by_county ON journal(county, id);
CREATE TABLE tally_leaf(
  county BIGINT NOT NULL, indicator BIGINT NOT NULL, period BIGINT NOT NULL, place BIGINT NOT NULL, value BIGINT NOT NULL,
  PRIMARY KEY (county, indicator, period, place));
CREATE TABLE tally_county(
  indicator BIGINT NOT NULL, period BIGINT NOT NULL, county BIGINT NOT NULL, value BIGINT NOT NULL,
  PRIMARY KEY (indicator, period, county));
