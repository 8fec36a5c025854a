CREATE TABLE category(
  code TEXT NOT NULL, label TEXT NOT NULL, number BIGINT NOT NULL,
  PRIMARY KEY (code));
CREATE TABLE product(
  county BIGINT NOT NULL, id BIGINT NOT NULL, seller_id BIGINT NOT NULL, place BIGINT NOT NULL,
  category TEXT NOT NULL REFERENCES category(code),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 2 AND 120), title_bo TEXT NOT NULL, title_en TEXT NOT NULL,
  about TEXT NOT NULL, about_bo TEXT NOT NULL, about_en TEXT NOT NULL, picture TEXT NOT NULL,
  presale BIGINT NOT NULL CHECK (presale IN (0, 1)),
  opens_at BIGINT NOT NULL, closes_at BIGINT NOT NULL, ships_on BIGINT NOT NULL,
  limit_each BIGINT NOT NULL CHECK (limit_each >= 0), price_fen BIGINT NOT NULL CHECK (price_fen >= 0),
  sold BIGINT NOT NULL CHECK (sold >= 0), sold_grams BIGINT NOT NULL CHECK (sold_grams >= 0),
  open BIGINT NOT NULL CHECK (open IN (0, 1)), created_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX product_by_seller ON product(county, seller_id, id);
CREATE INDEX product_by_place ON product(open, place);
CREATE INDEX product_newest ON product(open, id);
CREATE INDEX product_best_selling ON product(open, sold, id);
CREATE INDEX product_by_price ON product(open, price_fen, id);
CREATE INDEX product_presale ON product(presale, open, closes_at);
CREATE TABLE stock(
  county BIGINT NOT NULL, id BIGINT NOT NULL, product_id BIGINT NOT NULL,
  on_hand BIGINT NOT NULL, held BIGINT NOT NULL,
  PRIMARY KEY (county, id), CHECK (held >= 0 AND held <= on_hand));
CREATE INDEX stock_by_product ON stock(county, product_id);
CREATE TABLE stock_move(
  county BIGINT NOT NULL, id BIGINT NOT NULL, stock_id BIGINT NOT NULL, pieces BIGINT NOT NULL CHECK (pieces <> 0),
  why TEXT NOT NULL CHECK (why IN ('receipt', 'sale', 'return', 'loss', 'correction')), reason TEXT NOT NULL,
  subject_id BIGINT NOT NULL, person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, stock_id) REFERENCES stock(county, id));
CREATE INDEX stock_move_by_stock ON stock_move(county, stock_id, id);
CREATE TABLE variant(
  county BIGINT NOT NULL, id BIGINT NOT NULL, product_id BIGINT NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60), unit TEXT NOT NULL,
  weight_g BIGINT NOT NULL CHECK (weight_g > 0), price_fen BIGINT NOT NULL CHECK (price_fen > 0),
  stock_id BIGINT NOT NULL, pieces BIGINT NOT NULL CHECK (pieces > 0),
  open BIGINT NOT NULL CHECK (open IN (0, 1)), version BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, product_id) REFERENCES product(county, id),
  FOREIGN KEY (county, stock_id) REFERENCES stock(county, id));
CREATE INDEX variant_by_product ON variant(county, product_id, id);
