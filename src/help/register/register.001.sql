-- What was asked at a household's door, one row a year. income_fen and cost_fen are the sums of its lines.
CREATE TABLE register_year(
  county BIGINT NOT NULL, household_id BIGINT NOT NULL, year BIGINT NOT NULL CHECK (year BETWEEN 2000 AND 2999),
  people BIGINT NOT NULL CHECK (people BETWEEN 1 AND 50), workers BIGINT NOT NULL CHECK (workers >= 0 AND workers <= people),
  ill BIGINT NOT NULL CHECK (ill >= 0 AND ill <= people),
  out_of_school BIGINT NOT NULL CHECK (out_of_school >= 0 AND out_of_school <= people),
  uninsured BIGINT NOT NULL CHECK (uninsured >= 0 AND uninsured <= people),
  housing TEXT NOT NULL CHECK (housing IN ('safe', 'repair', 'danger')),
  water TEXT NOT NULL CHECK (water IN ('tap', 'carried', 'unsafe')),
  land_tenths BIGINT NOT NULL CHECK (land_tenths >= 0), cattle BIGINT NOT NULL CHECK (cattle >= 0), sheep BIGINT NOT NULL CHECK (sheep >= 0),
  note TEXT NOT NULL,
  income_fen BIGINT NOT NULL CHECK (income_fen >= 0), cost_fen BIGINT NOT NULL CHECK (cost_fen >= 0),
  illness_cost_fen BIGINT NOT NULL CHECK (illness_cost_fen >= 0),
  person_id BIGINT NOT NULL, at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (county, household_id, year));
CREATE TABLE register_line(
  county BIGINT NOT NULL, id BIGINT NOT NULL, household_id BIGINT NOT NULL, year BIGINT NOT NULL, kind TEXT NOT NULL,
  fen BIGINT NOT NULL CHECK (fen > 0), note TEXT NOT NULL, person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, household_id, year) REFERENCES register_year(county, household_id, year));
CREATE INDEX register_line_by_year ON register_line(county, household_id, year, id);
-- until_on 0: still so
CREATE TABLE register_cause(
  county BIGINT NOT NULL, household_id BIGINT NOT NULL, cause TEXT NOT NULL, since_on BIGINT NOT NULL, until_on BIGINT NOT NULL,
  person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, household_id, cause, since_on));
CREATE UNIQUE INDEX register_cause_now ON register_cause(county, household_id, cause) WHERE until_on = 0;
-- A rule is never changed: a new one takes its place from a day on. A bound of 0 or '' is not asked.
CREATE TABLE register_rule(
  id BIGINT NOT NULL, place BIGINT NOT NULL, purpose TEXT NOT NULL CHECK (purpose IN ('enter', 'watch', 'leave')),
  name TEXT NOT NULL, law TEXT NOT NULL, years BIGINT NOT NULL CHECK (years BETWEEN 1 AND 5),
  below_fen BIGINT NOT NULL CHECK (below_fen >= 0), housing TEXT NOT NULL CHECK (housing IN ('', 'repair', 'danger')),
  water TEXT NOT NULL CHECK (water IN ('', 'carried', 'unsafe')), out_of_school BIGINT NOT NULL CHECK (out_of_school >= 0),
  uninsured BIGINT NOT NULL CHECK (uninsured >= 0), ill BIGINT NOT NULL CHECK (ill >= 0),
  illness_cost_fen BIGINT NOT NULL CHECK (illness_cost_fen >= 0),
  since_on BIGINT NOT NULL, until_on BIGINT NOT NULL, person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (id));
CREATE UNIQUE INDEX register_rule_now ON register_rule(place, purpose) WHERE until_on = 0;
CREATE INDEX register_rule_by_place ON register_rule(place, purpose, since_on);
-- The facts it used are kept with it, as they were.
CREATE TABLE register_decision(
  county BIGINT NOT NULL, id BIGINT NOT NULL, household_id BIGINT NOT NULL, rule_id BIGINT NOT NULL, year BIGINT NOT NULL,
  granted BIGINT NOT NULL CHECK (granted IN (0, 1)), status_before TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
  people BIGINT NOT NULL, workers BIGINT NOT NULL, ill BIGINT NOT NULL, out_of_school BIGINT NOT NULL, uninsured BIGINT NOT NULL,
  housing TEXT NOT NULL, water TEXT NOT NULL, income_fen BIGINT NOT NULL, cost_fen BIGINT NOT NULL,
  illness_cost_fen BIGINT NOT NULL,
  decided_on BIGINT NOT NULL, person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  withdrawn_at BIGINT NOT NULL, withdrawn_by BIGINT NOT NULL, withdrawn_why TEXT NOT NULL,
  PRIMARY KEY (county, id),
  FOREIGN KEY (rule_id) REFERENCES register_rule(id));
CREATE INDEX register_decision_by_household ON register_decision(county, household_id, id);
CREATE TABLE register_measure(
  county BIGINT NOT NULL, id BIGINT NOT NULL, household_id BIGINT NOT NULL, kind TEXT NOT NULL, promise TEXT NOT NULL,
  due_on BIGINT NOT NULL, done_on BIGINT NOT NULL, result TEXT NOT NULL,
  promised_by BIGINT NOT NULL, done_by BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX register_measure_by_household ON register_measure(county, household_id, id);
CREATE TABLE register_helper(
  county BIGINT NOT NULL, household_id BIGINT NOT NULL, person_county BIGINT NOT NULL, person_id BIGINT NOT NULL,
  since_on BIGINT NOT NULL, until_on BIGINT NOT NULL,
  PRIMARY KEY (county, household_id, person_id, since_on));
CREATE UNIQUE INDEX register_helper_now ON register_helper(county, household_id, person_id) WHERE until_on = 0;
CREATE INDEX register_helper_of ON register_helper(person_id, until_on, household_id);
CREATE TABLE register_visit(
  county BIGINT NOT NULL, id BIGINT NOT NULL, household_id BIGINT NOT NULL, visited_on BIGINT NOT NULL, note TEXT NOT NULL,
  person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
CREATE INDEX register_visit_by_household ON register_visit(county, household_id, id);
-- closed_at 0: somebody has still to look
CREATE TABLE register_warning(
  county BIGINT NOT NULL, household_id BIGINT NOT NULL, year BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, rule_id BIGINT NOT NULL,
  hits BIGINT NOT NULL, at BIGINT NOT NULL, closed_at BIGINT NOT NULL, closed_by BIGINT NOT NULL,
  PRIMARY KEY (county, household_id, year));
CREATE UNIQUE INDEX register_warning_open ON register_warning(place, id) WHERE closed_at = 0;
