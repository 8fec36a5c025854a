CREATE TABLE seller(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('household', 'cooperative', 'enterprise')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 120), about TEXT NOT NULL,
  household_share BIGINT NOT NULL CHECK (household_share >= 0), own_share BIGINT NOT NULL CHECK (own_share >= 0),
  station_share BIGINT NOT NULL CHECK (station_share >= 0), carrier_share BIGINT NOT NULL CHECK (carrier_share >= 0),
  platform_share BIGINT NOT NULL CHECK (platform_share >= 0), reserve_share BIGINT NOT NULL CHECK (reserve_share >= 0),
  open BIGINT NOT NULL CHECK (open IN (0, 1)), created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (household_share + own_share + station_share + carrier_share + platform_share + reserve_share = 10000));
CREATE INDEX seller_by_place ON seller(place, id);
CREATE TABLE seller_member(
  county BIGINT NOT NULL, seller_id BIGINT NOT NULL, person_id BIGINT NOT NULL, since_at BIGINT NOT NULL,
  PRIMARY KEY (county, seller_id, person_id),
  FOREIGN KEY (county, seller_id) REFERENCES seller(county, id));
CREATE INDEX seller_member_by_person ON seller_member(person_id);
CREATE TABLE seller_grower(
  county BIGINT NOT NULL, seller_id BIGINT NOT NULL, household_id BIGINT NOT NULL, household_place BIGINT NOT NULL,
  weight BIGINT NOT NULL CHECK (weight BETWEEN 1 AND 1000000),
  PRIMARY KEY (county, seller_id, household_id),
  FOREIGN KEY (county, seller_id) REFERENCES seller(county, id));
CREATE INDEX seller_grower_by_place ON seller_grower(household_place);
