CREATE TABLE station(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  hours TEXT NOT NULL, phone TEXT NOT NULL, open BIGINT NOT NULL CHECK (open IN (0, 1)), version BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX station_by_place ON station(place, id);
