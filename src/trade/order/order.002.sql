-- what the program could not do with an order by itself ('expire': give back what it holds; 'complete': share its money out), and when it
-- tries again; outcome is how the last try ended. A row counts while the order still stands where the deed is due.
CREATE TABLE order_put_off(
  county BIGINT NOT NULL, order_id BIGINT NOT NULL, place BIGINT NOT NULL,
  deed TEXT NOT NULL CHECK (deed IN ('expire', 'complete')), outcome TEXT NOT NULL,
  tries BIGINT NOT NULL CHECK (tries > 0), since_at BIGINT NOT NULL, next_at BIGINT NOT NULL,
  PRIMARY KEY (county, order_id),
  FOREIGN KEY (county, order_id) REFERENCES orders(county, id));
CREATE INDEX order_put_off_at ON order_put_off(place, order_id);
