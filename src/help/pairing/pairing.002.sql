-- a partner (a region, a firm, a school) that stands by a county, township or village for some years, public. goals: what was agreed, 0 none;
-- what came of it is read out of promises, orders and projects. until_on 0: open end. state 1 runs, 2 ended (with the reason)
CREATE TABLE paired_region(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, partner_county BIGINT NOT NULL, partner_id BIGINT NOT NULL,
  about TEXT NOT NULL, since_on BIGINT NOT NULL, until_on BIGINT NOT NULL,
  goal_given_fen BIGINT NOT NULL CHECK (goal_given_fen >= 0), goal_bought_fen BIGINT NOT NULL CHECK (goal_bought_fen >= 0),
  goal_trained BIGINT NOT NULL CHECK (goal_trained >= 0),
  state BIGINT NOT NULL CHECK (state IN (1, 2)), reason TEXT NOT NULL, made_by_id BIGINT NOT NULL, made_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (until_on = 0 OR until_on >= since_on), CHECK ((state = 2) = (ended_at > 0)),
  PRIMARY KEY (county, id));
CREATE UNIQUE INDEX paired_region_living ON paired_region(place, partner_county, partner_id) WHERE state = 1;
CREATE INDEX paired_region_by_place ON paired_region(place, id);
