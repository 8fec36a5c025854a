CREATE TABLE payout(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, person_id BIGINT NOT NULL, lines BIGINT NOT NULL,
  total_fen BIGINT NOT NULL CHECK (total_fen > 0), at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX payout_by_place ON payout(place, id);
CREATE TABLE payout_line(
  county BIGINT NOT NULL, payout_id BIGINT NOT NULL, number BIGINT NOT NULL, kind BIGINT NOT NULL, owner_id BIGINT NOT NULL,
  place BIGINT NOT NULL, amount_fen BIGINT NOT NULL CHECK (amount_fen > 0), transfer_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (county, payout_id, number));
