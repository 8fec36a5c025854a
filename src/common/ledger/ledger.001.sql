CREATE TABLE account(
  county BIGINT NOT NULL, kind BIGINT NOT NULL, owner_id BIGINT NOT NULL, place BIGINT NOT NULL,
  debits_fen BIGINT NOT NULL CHECK (debits_fen >= 0), credits_fen BIGINT NOT NULL CHECK (credits_fen >= 0),
  pending_debits_fen BIGINT NOT NULL CHECK (pending_debits_fen >= 0),
  pending_credits_fen BIGINT NOT NULL CHECK (pending_credits_fen >= 0),
  -- what we owe (kinds 4 to 11) does not fall below 0, what we hold at the gateway and in tills (1, 2) does not rise above it; the bank (3) is its own master
  CHECK (kind < 4 OR kind > 11 OR credits_fen - debits_fen - pending_debits_fen >= 0),
  CHECK (kind > 2 OR debits_fen - credits_fen - pending_credits_fen >= 0),
  PRIMARY KEY (county, kind, owner_id));
CREATE TABLE transfer(
  county BIGINT NOT NULL, id BIGINT NOT NULL,
  debit_county BIGINT NOT NULL, debit_kind BIGINT NOT NULL, debit_owner_id BIGINT NOT NULL,
  credit_county BIGINT NOT NULL, credit_kind BIGINT NOT NULL, credit_owner_id BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0), state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3),
  pending_id BIGINT NOT NULL, reason TEXT NOT NULL, subject_id BIGINT NOT NULL, person_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX transfer_by_subject ON transfer(county, subject_id, id);
CREATE INDEX transfer_by_debit ON transfer(debit_county, debit_kind, debit_owner_id, id);
CREATE INDEX transfer_by_credit ON transfer(credit_county, credit_kind, credit_owner_id, id);
