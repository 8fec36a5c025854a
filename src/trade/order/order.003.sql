-- the newest orders of a county, on each side: a list over a land asks each of its counties (order_of.c)
CREATE INDEX orders_sold_in ON orders((seller_place / 100000000000), id) WHERE paid_at > 0;
CREATE INDEX orders_bought_in ON orders((buyer_place / 100000000000), id) WHERE paid_at > 0;
CREATE INDEX orders_served_in ON orders((serving_place / 100000000000), id) WHERE serving_place > 0;
-- how many orders of a seller stand in a state from paid to delivered: the desk shows it, and they may be 40,000
CREATE TABLE order_count(
  county BIGINT NOT NULL, seller_id BIGINT NOT NULL, state BIGINT NOT NULL CHECK (state BETWEEN 2 AND 5),
  orders BIGINT NOT NULL CHECK (orders >= 0),
  PRIMARY KEY (county, seller_id, state));
INSERT INTO order_count(county, seller_id, state, orders)
  SELECT county, seller_id, state, count(*) FROM orders WHERE state BETWEEN 2 AND 5 GROUP BY county, seller_id, state;
