-- shares that held until a moment: an order is shared out as was promised when it was placed
CREATE TABLE seller_share_before(
  county BIGINT NOT NULL, seller_id BIGINT NOT NULL, until_at BIGINT NOT NULL,
  household_share BIGINT NOT NULL, own_share BIGINT NOT NULL, station_share BIGINT NOT NULL, carrier_share BIGINT NOT NULL,
  platform_share BIGINT NOT NULL, reserve_share BIGINT NOT NULL,
  PRIMARY KEY (county, seller_id, until_at), FOREIGN KEY (county, seller_id) REFERENCES seller(county, id));
