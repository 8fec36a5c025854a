-- a share or contract between a household and a seller (co-operative or firm) of the same county. what: the land, the goods, the house, the
-- work; stake: what was brought in for shares, or what is let; shares: of a dividend; price_fen: least price of a kilogram, rent of a year, or
-- wage of one unit; amount_g: goods agreed; due_on: when the next rent is due. state 1 proposed, 2 in force, 3 refused, 4 ended.
-- served_by_id: the operator who was present when the household answered at the station; reason: why it was refused or ended
CREATE TABLE linkage(
  county BIGINT NOT NULL, id BIGINT NOT NULL, seller_id BIGINT NOT NULL, household_id BIGINT NOT NULL, household_place BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('dividend', 'purchase', 'rent', 'wage')),
  what TEXT NOT NULL CHECK (length(what) BETWEEN 1 AND 60),
  stake TEXT NOT NULL CHECK (stake IN ('', 'land', 'money', 'labour', 'assets', 'house')),
  shares BIGINT NOT NULL CHECK (shares BETWEEN 0 AND 1000000), price_fen BIGINT NOT NULL CHECK (price_fen >= 0), unit TEXT NOT NULL,
  amount_g BIGINT NOT NULL CHECK (amount_g >= 0), due_on BIGINT NOT NULL, since_on BIGINT NOT NULL, until_on BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4), proposed_by_id BIGINT NOT NULL, proposed_at BIGINT NOT NULL,
  answered_by_id BIGINT NOT NULL, served_by_id BIGINT NOT NULL, answered_at BIGINT NOT NULL,
  ended_by_id BIGINT NOT NULL, ended_at BIGINT NOT NULL, reason TEXT NOT NULL, version BIGINT NOT NULL,
  CHECK ((kind = 'dividend') = (shares > 0)), CHECK ((kind = 'rent') = (due_on > 0)),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, seller_id) REFERENCES seller(county, id));
CREATE INDEX linkage_by_seller ON linkage(county, seller_id, id);
CREATE INDEX linkage_by_household ON linkage(county, household_id, id);
CREATE INDEX linkage_by_place ON linkage(household_place, id);
CREATE INDEX linkage_to_end ON linkage(until_on) WHERE state = 2 AND until_on > 0;
-- a day on which a seller pays households: everybody's sum is reckoned first, somebody else releases it, then it is paid by a list of payments
-- out of an account of its own. place: the seller's. price_fen: what is paid for a kilogram or unit at least; due_on: rents due up to that
-- day; lines: with a sum, once released. state 1 reckoned, 2 released, 3 paid, 4 dropped
CREATE TABLE payday(
  county BIGINT NOT NULL, id BIGINT NOT NULL, seller_id BIGINT NOT NULL, place BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('dividend', 'purchase', 'rent', 'wage')),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 2 AND 60), price_fen BIGINT NOT NULL, due_on BIGINT NOT NULL,
  total_fen BIGINT NOT NULL CHECK (total_fen >= 0), state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4), list_id BIGINT NOT NULL,
  lines BIGINT NOT NULL, listed_lines BIGINT NOT NULL, paid_lines BIGINT NOT NULL, paid_fen BIGINT NOT NULL,
  made_by_id BIGINT NOT NULL, made_at BIGINT NOT NULL, released_by_id BIGINT NOT NULL, released_at BIGINT NOT NULL, paid_at BIGINT NOT NULL,
  CHECK (paid_lines <= listed_lines AND listed_lines <= lines), CHECK (paid_fen <= total_fen),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, seller_id) REFERENCES seller(county, id));
CREATE INDEX payday_by_seller ON payday(county, seller_id, id);
CREATE INDEX payday_to_list ON payday(county, id) WHERE state = 2 AND listed_lines < lines;
-- one household's sum. line: its number in the list of payments, 0 while reckoned or when the sum is 0; quantity: thousandths of a kilogram or
-- unit; corrected_fen: the sum of its corrections. It is never changed once it is paid
CREATE TABLE payday_line(
  county BIGINT NOT NULL, payday_id BIGINT NOT NULL, number BIGINT NOT NULL, line BIGINT NOT NULL, linkage_id BIGINT NOT NULL,
  household_id BIGINT NOT NULL, household_place BIGINT NOT NULL, shares BIGINT NOT NULL, quantity BIGINT NOT NULL CHECK (quantity >= 0),
  price_fen BIGINT NOT NULL, due_on BIGINT NOT NULL, amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
  transfer_id BIGINT NOT NULL, paid_at BIGINT NOT NULL, corrected_fen BIGINT NOT NULL CHECK (amount_fen + corrected_fen >= 0),
  PRIMARY KEY (county, payday_id, number),
  FOREIGN KEY (county, payday_id) REFERENCES payday(county, id),
  FOREIGN KEY (county, linkage_id) REFERENCES linkage(county, id));
CREATE UNIQUE INDEX payday_line_by_line ON payday_line(county, payday_id, line) WHERE line > 0;
CREATE INDEX payday_line_by_linkage ON payday_line(county, linkage_id, payday_id);
CREATE INDEX payday_line_by_household ON payday_line(county, household_id, payday_id);
CREATE INDEX payday_line_by_place ON payday_line(household_place, paid_at);
-- what was wrong with a paid sum, put right by a transfer of its own: amount_fen above 0 went to the household, below 0 came back
CREATE TABLE payday_correction(
  county BIGINT NOT NULL, id BIGINT NOT NULL, payday_id BIGINT NOT NULL, number BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen <> 0), reason TEXT NOT NULL, person_id BIGINT NOT NULL, transfer_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, payday_id, number) REFERENCES payday_line(county, payday_id, number));
CREATE INDEX payday_correction_by_line ON payday_correction(county, payday_id, number);
-- a household's dispute about a share or contract, beside its case (same county and id)
CREATE TABLE linkage_dispute(
  county BIGINT NOT NULL, id BIGINT NOT NULL, linkage_id BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, linkage_id) REFERENCES linkage(county, id));
CREATE INDEX linkage_dispute_of ON linkage_dispute(county, linkage_id, id);
