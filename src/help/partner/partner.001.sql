-- an organisation that stands by the region: a member of its working group, a university, a firm, a paired region. place: the land (a county or
-- above) whose office looks after it; county 0 when that is above the county. Public but for its members
CREATE TABLE partner(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('office', 'region', 'university', 'firm', 'association')),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 2 AND 60), home TEXT NOT NULL CHECK (length(home) <= 60), about TEXT NOT NULL,
  in_group BIGINT NOT NULL CHECK (in_group IN (0, 1)), made_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (county, id), UNIQUE (county, name));
CREATE INDEX partner_by_place ON partner(place, id);
-- who acts for it; is_contact: whom the office asks first. Never public
CREATE TABLE partner_member(
  county BIGINT NOT NULL, partner_id BIGINT NOT NULL, person_county BIGINT NOT NULL, person_id BIGINT NOT NULL,
  is_contact BIGINT NOT NULL CHECK (is_contact IN (0, 1)), since_at BIGINT NOT NULL,
  PRIMARY KEY (county, partner_id, person_id),
  FOREIGN KEY (county, partner_id) REFERENCES partner(county, id));
CREATE INDEX partner_member_by_person ON partner_member(person_id);
-- what a partner promises to a county, township or village, public; it has a case with the same county and id (kind pledge).
-- quantity: of money and purchase in fen, else in its unit; worth_fen: what all of it is worth; received: confirmed by the receiving
-- side; paid_out_fen: of the money that came. state 1 open, 2 kept, 3 withdrawn; late and in part are seen by the day and by what came
CREATE TABLE pledge(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, partner_county BIGINT NOT NULL, partner_id BIGINT NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('money', 'goods', 'work', 'purchase', 'training')),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 2 AND 60), quantity BIGINT NOT NULL CHECK (quantity > 0), unit TEXT NOT NULL,
  worth_fen BIGINT NOT NULL CHECK (worth_fen > 0), by_on BIGINT NOT NULL, state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3),
  received BIGINT NOT NULL CHECK (received >= 0), received_fen BIGINT NOT NULL CHECK (received_fen >= 0),
  paid_out_fen BIGINT NOT NULL CHECK (paid_out_fen BETWEEN 0 AND received_fen), reason TEXT NOT NULL,
  made_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, remind_at BIGINT NOT NULL, reminders BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (way IN ('goods', 'work', 'training') OR quantity = worth_fen), CHECK (paid_out_fen = 0 OR way = 'money'),
  CHECK ((state = 1) = (ended_at = 0)), CHECK (state <> 2 OR received >= quantity),
  PRIMARY KEY (county, id));
CREATE INDEX pledge_by_partner ON pledge(partner_county, partner_id, id);
CREATE INDEX pledge_by_place ON pledge(place, id);
CREATE INDEX pledge_by_id ON pledge(id);
CREATE INDEX pledge_to_remind ON pledge(remind_at) WHERE remind_at > 0;
-- what came of it. state 1 reported by the partner, 2 received (of money: paid), 3 refused, 4 receipt taken back, 5 waits for its payment,
-- 6 never paid, 7 paid too late and given back. words: of who reports; answer: of who receives, public with the receipt
CREATE TABLE pledge_delivery(
  county BIGINT NOT NULL, id BIGINT NOT NULL, pledge_id BIGINT NOT NULL, quantity BIGINT NOT NULL CHECK (quantity > 0),
  worth_fen BIGINT NOT NULL CHECK (worth_fen >= 0), state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 7),
  words TEXT NOT NULL, answer TEXT NOT NULL, giver_county BIGINT NOT NULL, giver_id BIGINT NOT NULL, giver_place BIGINT NOT NULL,
  receiver_id BIGINT NOT NULL, lapse_at BIGINT NOT NULL, made_at BIGINT NOT NULL, received_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (state <> 2 OR received_at > 0),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, pledge_id) REFERENCES pledge(county, id));
CREATE INDEX pledge_delivery_by_pledge ON pledge_delivery(county, pledge_id, id);
CREATE INDEX pledge_delivery_by_id ON pledge_delivery(id);
CREATE INDEX pledge_delivery_to_lapse ON pledge_delivery(lapse_at) WHERE lapse_at > 0;
-- what the money of a pledge was spent on, public
CREATE TABLE pledge_payout(
  county BIGINT NOT NULL, id BIGINT NOT NULL, pledge_id BIGINT NOT NULL, amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  words TEXT NOT NULL, person_id BIGINT NOT NULL, transfer_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, pledge_id) REFERENCES pledge(county, id));
CREATE INDEX pledge_payout_by_pledge ON pledge_payout(county, pledge_id, id);
