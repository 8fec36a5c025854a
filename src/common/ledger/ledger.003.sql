-- lists that are paid in chunks: lines up to paid_lines are paid, the rest is not; the payee's account is of the list's county
CREATE TABLE pay_list(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL,
  debit_kind BIGINT NOT NULL, debit_owner_id BIGINT NOT NULL, reason TEXT NOT NULL, subject_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL, state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  lines BIGINT NOT NULL, total_fen BIGINT NOT NULL, paid_lines BIGINT NOT NULL, paid_fen BIGINT NOT NULL,
  tries BIGINT NOT NULL, next_at BIGINT NOT NULL, problem TEXT NOT NULL,
  made_at BIGINT NOT NULL, started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL,
  CHECK (paid_lines BETWEEN 0 AND lines), CHECK (paid_fen BETWEEN 0 AND total_fen),
  PRIMARY KEY (county, id));
CREATE INDEX pay_list_due ON pay_list(next_at, county, id) WHERE state = 2;
CREATE TABLE pay_line(
  county BIGINT NOT NULL, list_id BIGINT NOT NULL, number BIGINT NOT NULL,
  kind BIGINT NOT NULL, owner_id BIGINT NOT NULL, place BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  PRIMARY KEY (county, list_id, number),
  FOREIGN KEY (county, list_id) REFERENCES pay_list(county, id));
