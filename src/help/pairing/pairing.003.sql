-- what was agreed with a paired region, a goal a row, numbered within it: what is counted, how much of it (fen, people, days), in which year
-- (2026; 0: in the whole time). before: the goal that this one changed; reason: why it was ended or changed. What came is never kept
CREATE TABLE region_goal(
  county BIGINT NOT NULL, region_id BIGINT NOT NULL, number BIGINT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('given', 'bought', 'trained', 'worked', 'project')), aim BIGINT NOT NULL CHECK (aim > 0),
  year BIGINT NOT NULL, before BIGINT NOT NULL, made_by_id BIGINT NOT NULL, made_at BIGINT NOT NULL,
  ended_by_id BIGINT NOT NULL, ended_at BIGINT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (county, region_id, number),
  FOREIGN KEY (county, region_id) REFERENCES paired_region(county, id));
CREATE UNIQUE INDEX region_goal_running ON region_goal(county, region_id, what, year) WHERE ended_at = 0;
INSERT INTO region_goal(county, region_id, number, what, aim, year, before, made_by_id, made_at, ended_by_id, ended_at, reason)
  SELECT county, id, 1, 'given', goal_given_fen, 0, 0, made_by_id, made_at, 0, 0, '' FROM paired_region WHERE goal_given_fen > 0;
INSERT INTO region_goal(county, region_id, number, what, aim, year, before, made_by_id, made_at, ended_by_id, ended_at, reason)
  SELECT county, id, 2, 'bought', goal_bought_fen, 0, 0, made_by_id, made_at, 0, 0, '' FROM paired_region WHERE goal_bought_fen > 0;
INSERT INTO region_goal(county, region_id, number, what, aim, year, before, made_by_id, made_at, ended_by_id, ended_at, reason)
  SELECT county, id, 3, 'trained', goal_trained, 0, 0, made_by_id, made_at, 0, 0, '' FROM paired_region WHERE goal_trained > 0;
ALTER TABLE paired_region DROP COLUMN goal_given_fen;
ALTER TABLE paired_region DROP COLUMN goal_bought_fen;
ALTER TABLE paired_region DROP COLUMN goal_trained;
