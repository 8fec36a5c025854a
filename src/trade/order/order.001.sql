-- phone and address are sealed; prices, titles and weights are those of the moment of ordering
CREATE TABLE orders(
  county BIGINT NOT NULL, id BIGINT NOT NULL, checkout_id BIGINT NOT NULL,
  seller_id BIGINT NOT NULL, seller_place BIGINT NOT NULL,
  buyer_county BIGINT NOT NULL, buyer_id BIGINT NOT NULL, buyer_place BIGINT NOT NULL,
  placed_by_id BIGINT NOT NULL, station_id BIGINT NOT NULL, serving_station_id BIGINT NOT NULL, serving_place BIGINT NOT NULL,
  receiver TEXT NOT NULL, phone TEXT NOT NULL, address TEXT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 8),
  goods_fen BIGINT NOT NULL CHECK (goods_fen > 0), shipping_fen BIGINT NOT NULL CHECK (shipping_fen >= 0),
  paid_fen BIGINT NOT NULL, refunded_fen BIGINT NOT NULL, weight_g BIGINT NOT NULL,
  ships_on BIGINT NOT NULL, arrives_on BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  placed_at BIGINT NOT NULL, paid_at BIGINT NOT NULL, packed_at BIGINT NOT NULL, shipped_at BIGINT NOT NULL,
  delivered_at BIGINT NOT NULL, handed_at BIGINT NOT NULL, completes_at BIGINT NOT NULL, completed_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL, pickup_code TEXT NOT NULL, payment TEXT NOT NULL, reason TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  CHECK (paid_fen IN (0, goods_fen + shipping_fen)), CHECK (refunded_fen BETWEEN 0 AND paid_fen));
CREATE INDEX orders_by_buyer ON orders(buyer_id, id);
CREATE INDEX orders_by_seller ON orders(county, seller_id, state, id);
CREATE INDEX orders_by_checkout ON orders(checkout_id);
CREATE INDEX orders_expiring ON orders(expires_at) WHERE state = 1;
CREATE INDEX orders_completing ON orders(completes_at) WHERE state = 5;
CREATE INDEX orders_at_station ON orders(station_id, state, id) WHERE station_id > 0;
CREATE INDEX orders_sold_at ON orders(seller_place, id) WHERE paid_at > 0;
CREATE INDEX orders_bought_at ON orders(buyer_place, id) WHERE paid_at > 0;
CREATE INDEX orders_served_at ON orders(serving_place, id) WHERE serving_place > 0;
CREATE TABLE order_line(
  county BIGINT NOT NULL, order_id BIGINT NOT NULL, number BIGINT NOT NULL,
  product_id BIGINT NOT NULL, variant_id BIGINT NOT NULL, stock_id BIGINT NOT NULL,
  title TEXT NOT NULL, variant_name TEXT NOT NULL, unit TEXT NOT NULL, picture TEXT NOT NULL,
  pieces BIGINT NOT NULL CHECK (pieces > 0), stock_pieces BIGINT NOT NULL CHECK (stock_pieces > 0),
  price_fen BIGINT NOT NULL CHECK (price_fen > 0), weight_g BIGINT NOT NULL,
  household_id BIGINT NOT NULL, household_place BIGINT NOT NULL, returned BIGINT NOT NULL,
  PRIMARY KEY (county, order_id, number),
  CHECK (returned BETWEEN 0 AND pieces),
  FOREIGN KEY (county, order_id) REFERENCES orders(county, id));
CREATE INDEX order_line_by_product ON order_line(county, product_id, order_id);
CREATE INDEX order_line_by_household ON order_line(household_place) WHERE household_place > 0;
-- how many pieces of a product a buyer has in orders that were not given up: the limit per buyer is asked of it
CREATE TABLE order_bought(
  county BIGINT NOT NULL, product_id BIGINT NOT NULL, buyer_id BIGINT NOT NULL, pieces BIGINT NOT NULL CHECK (pieces >= 0),
  PRIMARY KEY (county, product_id, buyer_id));
-- the first paid order of a buyer in a year with the sellers of a county
CREATE TABLE order_buyer(
  county BIGINT NOT NULL, year BIGINT NOT NULL, buyer_id BIGINT NOT NULL, order_id BIGINT NOT NULL,
  PRIMARY KEY (county, year, buyer_id));
-- pieces ordered from a seller so far: whose turn it is among its growers
CREATE TABLE order_turn(
  county BIGINT NOT NULL, seller_id BIGINT NOT NULL, pieces BIGINT NOT NULL,
  PRIMARY KEY (county, seller_id));
CREATE TABLE order_return(
  county BIGINT NOT NULL, id BIGINT NOT NULL, order_id BIGINT NOT NULL, number BIGINT NOT NULL,
  pieces BIGINT NOT NULL CHECK (pieces > 0), reason TEXT NOT NULL CHECK (length(reason) BETWEEN 2 AND 500),
  state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'refused')), answer TEXT NOT NULL,
  refund_fen BIGINT NOT NULL, weight_g BIGINT NOT NULL, restocked BIGINT NOT NULL,
  asked_by_id BIGINT NOT NULL, decided_by_id BIGINT NOT NULL,
  asked_at BIGINT NOT NULL, decided_at BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, order_id, number) REFERENCES order_line(county, order_id, number));
CREATE INDEX order_return_by_order ON order_return(county, order_id, id);
CREATE INDEX order_return_open ON order_return(county, order_id) WHERE state = 'asked';
-- owner: 'p' and the person's id, or 'g' and the digest of a guest's cookie; a guest's county is 0
CREATE TABLE cart_line(
  county BIGINT NOT NULL, owner TEXT NOT NULL, variant_county BIGINT NOT NULL, variant_id BIGINT NOT NULL,
  pieces BIGINT NOT NULL CHECK (pieces BETWEEN 1 AND 9999), changed_at BIGINT NOT NULL,
  PRIMARY KEY (county, owner, variant_county, variant_id));
CREATE INDEX cart_line_of_guests ON cart_line(changed_at) WHERE county = 0;
