-- Recordings are named by their content, as pictures are. audio_of: what a thing's page reads aloud.
CREATE TABLE audio( -- rowid
  digest TEXT NOT NULL CHECK (length(digest) = 64), type TEXT NOT NULL CHECK (type IN ('audio/ogg','audio/mpeg','audio/mp4')),
  size BIGINT NOT NULL CHECK (size > 0), bytes BYTEA NOT NULL,
  PRIMARY KEY (digest));
CREATE TABLE audio_of(
  county BIGINT NOT NULL, subject_id BIGINT NOT NULL, digest TEXT NOT NULL, person_id BIGINT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (county, subject_id));
