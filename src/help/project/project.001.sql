-- a project. place: where it is done, village to county; level: who runs it, from the province (1) to the village (5), never below its place;
-- the land of who runs it is place cut to the level. Days yyyymmdd; began_on, ended_on 0: not yet. state 1 proposed, 2 approved, 3 running,
-- 4 finished, 5 stopped, 6 refused. What follows is read out of the rows beside it at each change: sums, counts, next_on (the earliest planned
-- day of a milestone not done), report_month (the first month without a report), due_on (the first day that is not to pass), is_late
CREATE TABLE project(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, level BIGINT NOT NULL CHECK (level BETWEEN 1 AND 5),
  kind TEXT NOT NULL CHECK (kind IN ('road', 'water', 'power', 'network', 'school', 'clinic', 'housing', 'farm', 'storage',
    'workshop', 'tourism', 'training', 'other')),
  title TEXT NOT NULL CHECK (length(title) BETWEEN 2 AND 80), about TEXT NOT NULL,
  owner_name TEXT NOT NULL, owner_code TEXT NOT NULL, owner_county BIGINT NOT NULL, owner_id BIGINT NOT NULL,
  is_public BIGINT NOT NULL CHECK (is_public IN (0, 1)),
  start_on BIGINT NOT NULL, end_on BIGINT NOT NULL, began_on BIGINT NOT NULL, ended_on BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 6), reason TEXT NOT NULL,
  promised_fen BIGINT NOT NULL, arrived_fen BIGINT NOT NULL, spent_fen BIGINT NOT NULL, returned_fen BIGINT NOT NULL,
  budget_fen BIGINT NOT NULL, milestones BIGINT NOT NULL, milestones_done BIGINT NOT NULL,
  next_on BIGINT NOT NULL, report_month BIGINT NOT NULL, due_on BIGINT NOT NULL,
  is_late BIGINT NOT NULL CHECK (is_late IN (0, 1)), events BIGINT NOT NULL,
  made_at BIGINT NOT NULL, approved_at BIGINT NOT NULL, approved_county BIGINT NOT NULL, approved_id BIGINT NOT NULL,
  state_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (start_on <= end_on), CHECK (arrived_fen <= promised_fen), CHECK (spent_fen >= 0 AND returned_fen >= 0),
  CHECK (spent_fen + returned_fen <= arrived_fen), CHECK (milestones_done BETWEEN 0 AND milestones),
  CHECK ((state BETWEEN 2 AND 5) = (approved_at > 0)),
  PRIMARY KEY (county, id));
CREATE INDEX project_by_place ON project(place, id);
CREATE INDEX project_by_id ON project(id);
CREATE INDEX project_to_look ON project(due_on) WHERE is_late = 0 AND due_on > 0;
CREATE INDEX project_late ON project(due_on, id) WHERE is_late = 1;
-- where its money comes from; its account in the ledger (kind 16) has its id. kind 1 state, 2 province, 3 city, 4 county, 5 partner region,
-- 6 donor, 7 own means, 8 loan. is_private: of a private person, whose name is told to nobody outside. code: unified social credit code
CREATE TABLE project_fund(
  county BIGINT NOT NULL, id BIGINT NOT NULL, project_id BIGINT NOT NULL, kind BIGINT NOT NULL CHECK (kind BETWEEN 1 AND 8),
  name TEXT NOT NULL, code TEXT NOT NULL, is_private BIGINT NOT NULL CHECK (is_private IN (0, 1)),
  promised_fen BIGINT NOT NULL CHECK (promised_fen > 0), arrived_fen BIGINT NOT NULL CHECK (arrived_fen >= 0),
  spent_fen BIGINT NOT NULL CHECK (spent_fen >= 0), returned_fen BIGINT NOT NULL CHECK (returned_fen >= 0),
  promised_on BIGINT NOT NULL, made_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (arrived_fen <= promised_fen), CHECK (spent_fen + returned_fen <= arrived_fen),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, project_id) REFERENCES project(county, id));
CREATE INDEX project_fund_of ON project_fund(county, project_id, id);
-- what the money is for
CREATE TABLE project_line(
  county BIGINT NOT NULL, id BIGINT NOT NULL, project_id BIGINT NOT NULL, title TEXT NOT NULL,
  budget_fen BIGINT NOT NULL CHECK (budget_fen > 0), spent_fen BIGINT NOT NULL CHECK (spent_fen >= 0),
  made_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (spent_fen <= budget_fen),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, project_id) REFERENCES project(county, id));
CREATE INDEX project_line_of ON project_line(county, project_id, id);
-- what is bought, of whom. seller_id 0, or the seller of the same county to whose account it is paid. state 1 runs, 2 fulfilled, 3 cancelled
CREATE TABLE project_contract(
  county BIGINT NOT NULL, id BIGINT NOT NULL, project_id BIGINT NOT NULL, title TEXT NOT NULL,
  category TEXT NOT NULL CHECK (category IN ('goods', 'works', 'services')),
  method TEXT NOT NULL CHECK (method IN ('open', 'selective', 'limited', 'direct')),
  supplier_name TEXT NOT NULL, supplier_code TEXT NOT NULL, is_private BIGINT NOT NULL CHECK (is_private IN (0, 1)),
  seller_id BIGINT NOT NULL, amount_fen BIGINT NOT NULL CHECK (amount_fen > 0), paid_fen BIGINT NOT NULL CHECK (paid_fen >= 0),
  signed_on BIGINT NOT NULL, start_on BIGINT NOT NULL, end_on BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3), made_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (paid_fen <= amount_fen), CHECK (start_on <= end_on),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, project_id) REFERENCES project(county, id));
CREATE INDEX project_contract_of ON project_contract(county, project_id, id);
-- money that moved, each by a transfer of the ledger. what 1 arrived, 2 paid, 3 given back to its source. line_id, contract_id 0: none.
-- undone_id: the transfer that took it back; 0: it stands. proof: digest of a private picture of the project
CREATE TABLE project_entry(
  county BIGINT NOT NULL, id BIGINT NOT NULL, project_id BIGINT NOT NULL, what BIGINT NOT NULL CHECK (what BETWEEN 1 AND 3),
  fund_id BIGINT NOT NULL, line_id BIGINT NOT NULL, contract_id BIGINT NOT NULL, amount_fen BIGINT NOT NULL CHECK (amount_fen > 0),
  dated_on BIGINT NOT NULL, payee_name TEXT NOT NULL, payee_code TEXT NOT NULL,
  payee_private BIGINT NOT NULL CHECK (payee_private IN (0, 1)), words TEXT NOT NULL, document TEXT NOT NULL, proof TEXT NOT NULL,
  transfer_id BIGINT NOT NULL, undone_id BIGINT NOT NULL, undone_at BIGINT NOT NULL, undone_words TEXT NOT NULL,
  person_county BIGINT NOT NULL, person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  CHECK ((what = 2) = (line_id > 0)), CHECK (what = 2 OR contract_id = 0), CHECK ((undone_id = 0) = (undone_at = 0)),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, project_id) REFERENCES project(county, id),
  FOREIGN KEY (county, fund_id) REFERENCES project_fund(county, id));
CREATE INDEX project_entry_of ON project_entry(county, project_id, id);
CREATE INDEX project_entry_of_fund ON project_entry(county, fund_id, id);
-- a step with its day. first_on: as it was planned first. state 1 planned, 2 reported with evidence, 3 done: confirmed by somebody else at
-- another level. done_on: the day it was done, as reported; picture: digest of a private picture of the project
CREATE TABLE project_milestone(
  county BIGINT NOT NULL, id BIGINT NOT NULL, project_id BIGINT NOT NULL, title TEXT NOT NULL,
  first_on BIGINT NOT NULL, planned_on BIGINT NOT NULL, state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 3),
  done_on BIGINT NOT NULL, words TEXT NOT NULL, document TEXT NOT NULL, picture TEXT NOT NULL,
  reported_county BIGINT NOT NULL, reported_id BIGINT NOT NULL, reported_level BIGINT NOT NULL, reported_at BIGINT NOT NULL,
  confirmed_county BIGINT NOT NULL, confirmed_id BIGINT NOT NULL, confirmed_level BIGINT NOT NULL, confirmed_at BIGINT NOT NULL,
  back_words TEXT NOT NULL, made_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK ((state >= 2) = (reported_at > 0)), CHECK ((state = 3) = (confirmed_at > 0)),
  CHECK (state < 2 OR picture <> '' OR document <> ''),
  CHECK (state < 3 OR (confirmed_id <> reported_id AND confirmed_level <> reported_level)),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, project_id) REFERENCES project(county, id));
CREATE INDEX project_milestone_of ON project_milestone(county, project_id, planned_on, id);
-- what is to be reached, and what was measured
CREATE TABLE project_goal(
  county BIGINT NOT NULL, id BIGINT NOT NULL, project_id BIGINT NOT NULL, title TEXT NOT NULL, unit TEXT NOT NULL,
  base BIGINT NOT NULL, target BIGINT NOT NULL, target_on BIGINT NOT NULL, made_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, project_id) REFERENCES project(county, id));
CREATE INDEX project_goal_of ON project_goal(county, project_id, id);
CREATE TABLE project_value(
  county BIGINT NOT NULL, id BIGINT NOT NULL, goal_id BIGINT NOT NULL, dated_on BIGINT NOT NULL, value BIGINT NOT NULL,
  words TEXT NOT NULL, person_county BIGINT NOT NULL, person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, goal_id) REFERENCES project_goal(county, id));
CREATE INDEX project_value_of ON project_value(county, goal_id, dated_on, id);
-- the owner's sentences for a month (yyyymm00); the numbers of the report are computed from what happened
CREATE TABLE project_report(
  county BIGINT NOT NULL, project_id BIGINT NOT NULL, month BIGINT NOT NULL, words TEXT NOT NULL,
  person_county BIGINT NOT NULL, person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, project_id, month),
  FOREIGN KEY (county, project_id) REFERENCES project(county, id));
-- all that happened, numbered without gaps; what: a word of project_deeds; words: a title or a reason; level: at which the person acted
CREATE TABLE project_event(
  county BIGINT NOT NULL, project_id BIGINT NOT NULL, number BIGINT NOT NULL, what TEXT NOT NULL, words TEXT NOT NULL,
  amount_fen BIGINT NOT NULL, person_county BIGINT NOT NULL, person_id BIGINT NOT NULL, level BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, project_id, number),
  FOREIGN KEY (county, project_id) REFERENCES project(county, id));
