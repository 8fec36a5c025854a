CREATE TABLE shipping_route(
  from_county BIGINT NOT NULL, to_place BIGINT NOT NULL,
  days BIGINT NOT NULL CHECK (days BETWEEN 0 AND 60),
  cutoff_minutes BIGINT NOT NULL CHECK (cutoff_minutes BETWEEN 0 AND 1440),
  base_fen BIGINT NOT NULL CHECK (base_fen >= 0), per_kg_fen BIGINT NOT NULL CHECK (per_kg_fen >= 0),
  version BIGINT NOT NULL,
  PRIMARY KEY (from_county, to_place));
CREATE INDEX shipping_route_by_place ON shipping_route(to_place);
