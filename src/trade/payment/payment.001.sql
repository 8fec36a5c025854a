-- a payment of one checkout; place: of the first order's seller; code: what the buyer says at a station (cash only)
CREATE TABLE payment(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, checkout_id BIGINT NOT NULL,
  payer_county BIGINT NOT NULL, payer_id BIGINT NOT NULL, payer_place BIGINT NOT NULL, taken_by_id BIGINT NOT NULL,
  provider TEXT NOT NULL CHECK (provider IN ('gateway', 'cash', 'balance')), code TEXT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0), refunded_fen BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 5), trade_no TEXT NOT NULL,
  till_county BIGINT NOT NULL, till_id BIGINT NOT NULL, till_place BIGINT NOT NULL,
  created_at BIGINT NOT NULL, paid_at BIGINT NOT NULL, ask_at BIGINT NOT NULL, asks BIGINT NOT NULL,
  note TEXT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (county, id), CHECK (refunded_fen BETWEEN 0 AND amount_fen));
CREATE INDEX payment_by_checkout ON payment(checkout_id, id);
CREATE INDEX payment_by_county ON payment(county, state, id);
CREATE INDEX payment_by_state ON payment(state, id);
CREATE INDEX payment_by_age ON payment(id);
CREATE INDEX payment_to_ask ON payment(ask_at) WHERE ask_at > 0;
CREATE UNIQUE INDEX payment_by_code ON payment(payer_county, code) WHERE code <> '';
-- what of a payment is for which order; state 1 waits, 2 counted, 3 came too late and goes back
CREATE TABLE payment_part(
  county BIGINT NOT NULL, payment_id BIGINT NOT NULL, order_county BIGINT NOT NULL, order_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0), refunded_fen BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3), transfer_id BIGINT NOT NULL,
  PRIMARY KEY (county, payment_id, order_county, order_id),
  CHECK (refunded_fen BETWEEN 0 AND amount_fen),
  FOREIGN KEY (county, payment_id) REFERENCES payment(county, id));
CREATE INDEX payment_part_by_order ON payment_part(order_county, order_id);
-- money given back; county: the order's; state 1 asked of the gateway, 2 done, 3 refused by it, 4 turned into balance;
-- transfer_id: the pending transfer at the gateway, else the one that gave the money back
CREATE TABLE payment_refund(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, payment_county BIGINT NOT NULL,
  payment_id BIGINT NOT NULL, order_id BIGINT NOT NULL, amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  way TEXT NOT NULL CHECK (way IN ('gateway', 'cash', 'balance')), state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  transfer_id BIGINT NOT NULL, reason TEXT NOT NULL, answer TEXT NOT NULL, tries BIGINT NOT NULL,
  next_at BIGINT NOT NULL, asked_at BIGINT NOT NULL, done_at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX payment_refund_by_payment ON payment_refund(payment_county, payment_id, id);
CREATE INDEX payment_refund_due ON payment_refund(next_at) WHERE state = 1;
CREATE INDEX payment_refund_late ON payment_refund(place, id) WHERE state = 3 OR (state = 1 AND tries > 4);
-- every message of the gateway, once; outcome says what became of it
CREATE TABLE gateway_event(
  county BIGINT NOT NULL, event TEXT NOT NULL, payment TEXT NOT NULL, status TEXT NOT NULL, amount_fen BIGINT NOT NULL,
  trade TEXT NOT NULL, refund TEXT NOT NULL, outcome TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, event));
CREATE INDEX gateway_event_odd ON gateway_event(county, at) WHERE outcome IN ('unknown', 'wrong_amount', 'odd');
CREATE TABLE gateway_nonce(
  county BIGINT NOT NULL, nonce TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, nonce));
CREATE INDEX gateway_nonce_by_age ON gateway_nonce(at);
-- what people enter about money outside: a drawer counted, cash taken to the bank, money of the gateway come to the bank
CREATE TABLE money_entry(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('count', 'deposit', 'gateway')), station_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0), expected_fen BIGINT NOT NULL, note TEXT NOT NULL,
  person_id BIGINT NOT NULL, transfer_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX money_entry_by_station ON money_entry(county, station_id, id);
