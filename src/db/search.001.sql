CREATE TABLE search_token(
  kind TEXT NOT NULL, token TEXT NOT NULL, county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL,
  PRIMARY KEY (kind, token, county, id));
CREATE INDEX search_token_by_thing ON search_token(kind, county, id);
