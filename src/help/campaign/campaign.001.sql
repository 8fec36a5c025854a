-- a campaign pays rides of people who live far from the road. place: county or township, public; company: the seller (an enterprise of the same
-- county) whose conductors take the vouchers. Sums: given (paid), returned (given back), issued (on vouchers, not yet settled), settled (due to
-- the company or paid to it); given - returned - issued - settled is free. state 1 draft, 2 open, 3 over
CREATE TABLE campaign(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, owner_county BIGINT NOT NULL, owner_id BIGINT NOT NULL,
  company_id BIGINT NOT NULL, title TEXT NOT NULL CHECK (length(title) BETWEEN 2 AND 60), about TEXT NOT NULL,
  goal_fen BIGINT NOT NULL CHECK (goal_fen > 0), ride_fen BIGINT NOT NULL CHECK (ride_fen > 0),
  ends_on BIGINT NOT NULL, valid_days BIGINT NOT NULL CHECK (valid_days BETWEEN 1 AND 3660),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3),
  given_fen BIGINT NOT NULL, returned_fen BIGINT NOT NULL, issued_fen BIGINT NOT NULL CHECK (issued_fen >= 0),
  settled_fen BIGINT NOT NULL CHECK (settled_fen >= 0), gifts BIGINT NOT NULL, vouchers BIGINT NOT NULL CHECK (vouchers >= 0),
  rides BIGINT NOT NULL CHECK (rides >= 0), numbers BIGINT NOT NULL,
  made_at BIGINT NOT NULL, published_at BIGINT NOT NULL, ended_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (given_fen - returned_fen - issued_fen - settled_fen >= 0),
  PRIMARY KEY (county, id));
CREATE INDEX campaign_by_state ON campaign(state, id);
CREATE INDEX campaign_by_company ON campaign(county, company_id, id);
-- spent: on vouchers that live or were used; returned: given back. state 1 promised, 2 paid, 3 lapsed, 4 came when it was over, given back
CREATE TABLE campaign_gift(
  county BIGINT NOT NULL, id BIGINT NOT NULL, campaign_id BIGINT NOT NULL, giver_county BIGINT NOT NULL, giver_id BIGINT NOT NULL,
  giver_place BIGINT NOT NULL, amount_fen BIGINT NOT NULL CHECK (amount_fen > 0), spent_fen BIGINT NOT NULL,
  returned_fen BIGINT NOT NULL, state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  lapse_at BIGINT NOT NULL, made_at BIGINT NOT NULL, paid_at BIGINT NOT NULL, returned_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (spent_fen >= 0 AND returned_fen >= 0 AND spent_fen + returned_fen <= amount_fen),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, campaign_id) REFERENCES campaign(county, id));
CREATE INDEX campaign_gift_by_campaign ON campaign_gift(county, campaign_id, state, id);
CREATE INDEX campaign_gift_by_giver ON campaign_gift(giver_id, id);
CREATE INDEX campaign_gift_by_id ON campaign_gift(id);
CREATE INDEX campaign_gift_to_lapse ON campaign_gift(lapse_at) WHERE lapse_at > 0;
-- for whom it is: never public
CREATE TABLE campaign_household(
  county BIGINT NOT NULL, campaign_id BIGINT NOT NULL, household_id BIGINT NOT NULL, household_place BIGINT NOT NULL,
  added_by_id BIGINT NOT NULL, added_at BIGINT NOT NULL,
  PRIMARY KEY (county, campaign_id, household_id),
  FOREIGN KEY (county, campaign_id) REFERENCES campaign(county, id));
CREATE INDEX campaign_household_by_place ON campaign_household(household_place, county, campaign_id);
-- one voucher is one ride; number: its place in the campaign; code: eleven digits of chance and a check digit, as good as money, never public.
-- state 1 valid, 2 used, 3 taken back, 4 run out
CREATE TABLE voucher(
  county BIGINT NOT NULL, id BIGINT NOT NULL, campaign_id BIGINT NOT NULL, number BIGINT NOT NULL, code TEXT NOT NULL,
  household_id BIGINT NOT NULL, household_place BIGINT NOT NULL, amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4), valid_until_on BIGINT NOT NULL,
  issued_at BIGINT NOT NULL, ended_at BIGINT NOT NULL,
  PRIMARY KEY (county, id), UNIQUE (county, code), UNIQUE (county, campaign_id, number),
  FOREIGN KEY (county, campaign_id) REFERENCES campaign(county, id));
CREATE INDEX voucher_to_end ON voucher(valid_until_on) WHERE state = 1;
CREATE INDEX voucher_by_household ON voucher(household_place, county, id);
-- whose gift a voucher is made of; what was taken back or ran out has none
CREATE TABLE voucher_part(
  county BIGINT NOT NULL, voucher_id BIGINT NOT NULL, gift_id BIGINT NOT NULL, amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  PRIMARY KEY (county, voucher_id, gift_id),
  FOREIGN KEY (county, voucher_id) REFERENCES voucher(county, id),
  FOREIGN KEY (county, gift_id) REFERENCES campaign_gift(county, id));
CREATE INDEX voucher_part_by_gift ON voucher_part(county, gift_id, voucher_id);
-- the key says it: a voucher has at most one ride. ride_at: when the conductor took it, arrived_at: when we heard; settlement_id 0: not yet
CREATE TABLE ride(
  county BIGINT NOT NULL, voucher_id BIGINT NOT NULL, campaign_id BIGINT NOT NULL, company_id BIGINT NOT NULL,
  conductor_id BIGINT NOT NULL, line TEXT NOT NULL, ride_at BIGINT NOT NULL, arrived_at BIGINT NOT NULL, settlement_id BIGINT NOT NULL,
  PRIMARY KEY (county, voucher_id),
  FOREIGN KEY (county, voucher_id) REFERENCES voucher(county, id));
CREATE INDEX ride_by_company ON ride(county, company_id, voucher_id);
CREATE INDEX ride_by_conductor ON ride(conductor_id, arrived_at);
CREATE INDEX ride_to_settle ON ride(county, campaign_id, voucher_id) WHERE settlement_id = 0;
CREATE INDEX ride_by_settlement ON ride(county, settlement_id, voucher_id) WHERE settlement_id > 0;
-- a number that was shown and not taken, and why: used already, taken back, run out, of another company, unknown (voucher_id 0)
CREATE TABLE ride_refused(
  county BIGINT NOT NULL, id BIGINT NOT NULL, voucher_id BIGINT NOT NULL, campaign_id BIGINT NOT NULL, company_id BIGINT NOT NULL,
  conductor_id BIGINT NOT NULL, line TEXT NOT NULL, ride_at BIGINT NOT NULL, arrived_at BIGINT NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('used', 'revoked', 'expired', 'foreign', 'unknown')),
  PRIMARY KEY (county, id));
CREATE INDEX ride_refused_by_company ON ride_refused(county, company_id, id);
CREATE INDEX ride_refused_by_campaign ON ride_refused(county, campaign_id, id);
-- rides of a campaign that became due to the company in one transfer
CREATE TABLE ride_settlement(
  county BIGINT NOT NULL, id BIGINT NOT NULL, campaign_id BIGINT NOT NULL, company_id BIGINT NOT NULL, rides BIGINT NOT NULL,
  total_fen BIGINT NOT NULL CHECK (total_fen > 0), person_id BIGINT NOT NULL, transfer_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX ride_settlement_by_company ON ride_settlement(county, company_id, id);
CREATE INDEX ride_settlement_by_campaign ON ride_settlement(county, campaign_id, id);
-- who may take vouchers for a company and nothing else
CREATE TABLE conductor(
  county BIGINT NOT NULL, company_id BIGINT NOT NULL, person_id BIGINT NOT NULL, since_at BIGINT NOT NULL,
  PRIMARY KEY (county, company_id, person_id));
CREATE INDEX conductor_by_person ON conductor(person_id);
