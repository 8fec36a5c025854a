-- what a pledge said before it was changed, numbered from 1; public but for the person. changes: how often that was
ALTER TABLE pledge ADD COLUMN changes BIGINT NOT NULL DEFAULT 0;
CREATE TABLE pledge_before(
  county BIGINT NOT NULL, pledge_id BIGINT NOT NULL, number BIGINT NOT NULL, title TEXT NOT NULL, quantity BIGINT NOT NULL,
  unit TEXT NOT NULL, worth_fen BIGINT NOT NULL, by_on BIGINT NOT NULL, reason TEXT NOT NULL, changed_at BIGINT NOT NULL,
  person_county BIGINT NOT NULL, person_id BIGINT NOT NULL,
  PRIMARY KEY (county, pledge_id, number),
  FOREIGN KEY (county, pledge_id) REFERENCES pledge(county, id));
