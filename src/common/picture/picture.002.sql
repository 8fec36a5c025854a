-- What is not for everybody: belongs to one thing of a module (owner: "case", "visit", ...), and that module's door gives it out.
CREATE TABLE picture_private( -- rowid
  county BIGINT NOT NULL, owner TEXT NOT NULL, owner_id BIGINT NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64), size BIGINT NOT NULL, bytes BYTEA NOT NULL,
  PRIMARY KEY (county, owner, owner_id, digest, size));
