-- Long work, asked for by somebody and done slice by slice. state: 1 waiting, 2 running, 3 done, 4 failed, 5 cancelled.
CREATE TABLE job(
  county BIGINT NOT NULL, id BIGINT NOT NULL, kind TEXT NOT NULL, state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 5),
  person_county BIGINT NOT NULL, person_id BIGINT NOT NULL, person_name TEXT NOT NULL, place BIGINT NOT NULL,
  title TEXT NOT NULL, asked TEXT NOT NULL, language TEXT NOT NULL,
  step BIGINT NOT NULL CHECK (step >= 0), cursor TEXT NOT NULL,
  done BIGINT NOT NULL CHECK (done >= 0), total BIGINT NOT NULL CHECK (total >= 0),
  problems BIGINT NOT NULL CHECK (problems >= 0), failure TEXT NOT NULL,
  file_name TEXT NOT NULL, file_bytes BIGINT NOT NULL CHECK (file_bytes >= 0), file_until BIGINT NOT NULL,
  asked_at BIGINT NOT NULL, begun_at BIGINT NOT NULL, stepped_at BIGINT NOT NULL, ended_at BIGINT NOT NULL,
  PRIMARY KEY (county, id));
-- what is to be done next: whatever waited longest for its slice
CREATE INDEX job_open ON job(stepped_at, county, id) WHERE state <= 2;
CREATE INDEX job_busy ON job(person_id) WHERE state <= 2;
CREATE INDEX job_mine ON job(person_id, id);
CREATE INDEX job_kept ON job(person_id, id) WHERE file_until > 0;
CREATE INDEX job_file_ends ON job(file_until) WHERE file_until > 0;
CREATE INDEX job_place ON job(place, id);
-- the file, or what is still to be worked on; plain: bytes when unpacked, 0 when they are not packed
CREATE TABLE job_piece( -- rowid
  county BIGINT NOT NULL, job_id BIGINT NOT NULL, number BIGINT NOT NULL, plain BIGINT NOT NULL, bytes BYTEA NOT NULL,
  PRIMARY KEY (county, job_id, number));
CREATE TABLE job_problem(
  county BIGINT NOT NULL, job_id BIGINT NOT NULL, number BIGINT NOT NULL, line BIGINT NOT NULL,
  field TEXT NOT NULL, message TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (county, job_id, number));
