-- at which of the stations in the land of its right an operator works now; no row: at the first one
CREATE TABLE station_here(
  person_id BIGINT NOT NULL PRIMARY KEY, county BIGINT NOT NULL, station_id BIGINT NOT NULL, since_at BIGINT NOT NULL,
  FOREIGN KEY (county, station_id) REFERENCES station(county, id));
