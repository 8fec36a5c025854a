-- Pictures are named by their content, so that the same bytes may stand in every shard.
CREATE TABLE picture( -- rowid
  digest TEXT NOT NULL CHECK (length(digest) = 64), size BIGINT NOT NULL, bytes BYTEA NOT NULL,
  PRIMARY KEY (digest, size));
