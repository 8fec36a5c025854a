-- beside a case of the kind "need" or "offer" (same county and id). place: the household's or village, never public; shown_place: township or
-- county, fixed when it is published; title and about: as published (before: as asked). Counted in pieces of the unit: wanted, claimed by
-- helpers, given (handed over). price_fen: of one piece; money is asked for in pieces of 1 yuan. published_at, matched_at 0: not (yet)
CREATE TABLE need(
  county BIGINT NOT NULL, id BIGINT NOT NULL, place BIGINT NOT NULL, shown_place BIGINT NOT NULL,
  is_offer BIGINT NOT NULL CHECK (is_offer IN (0, 1)),
  topic TEXT NOT NULL CHECK (topic IN ('winter', 'study', 'health', 'farm', 'other')),
  way TEXT NOT NULL CHECK (way IN ('goods', 'money', 'work', 'purchase')),
  title TEXT NOT NULL, about TEXT NOT NULL, picture TEXT NOT NULL, unit TEXT NOT NULL,
  wanted BIGINT NOT NULL CHECK (wanted > 0), claimed BIGINT NOT NULL, given BIGINT NOT NULL,
  price_fen BIGINT NOT NULL CHECK (price_fen >= 0), before_on BIGINT NOT NULL,
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 4),
  made_at BIGINT NOT NULL, published_at BIGINT NOT NULL, matched_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (given >= 0 AND given <= claimed AND claimed <= wanted),
  PRIMARY KEY (county, id));
CREATE INDEX need_by_state ON need(is_offer, state, id);
CREATE INDEX need_by_topic ON need(is_offer, state, topic, id);
CREATE INDEX need_by_shown ON need(shown_place, id);
CREATE INDEX need_by_place ON need(place, id);
-- what one helper gives to one need. state 1 promised (money: not yet paid), 2 paid or on the way, 3 handed over, 4 confirmed by the
-- household, 5 lapsed or taken back, 6 money given back; went: "household" or "purchase" (money handed over)
CREATE TABLE gift(
  county BIGINT NOT NULL, id BIGINT NOT NULL, need_id BIGINT NOT NULL, giver_county BIGINT NOT NULL, giver_id BIGINT NOT NULL,
  giver_place BIGINT NOT NULL, way TEXT NOT NULL CHECK (way IN ('goods', 'money', 'work', 'purchase')),
  pieces BIGINT NOT NULL CHECK (pieces > 0), amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
  state BIGINT NOT NULL CHECK (state BETWEEN 1 AND 6), words TEXT NOT NULL, thanks TEXT NOT NULL, receipt TEXT NOT NULL,
  receipt_words TEXT NOT NULL, went TEXT NOT NULL CHECK (went IN ('', 'household', 'purchase')), received_by_id BIGINT NOT NULL,
  lapse_at BIGINT NOT NULL, made_at BIGINT NOT NULL, paid_at BIGINT NOT NULL, received_at BIGINT NOT NULL,
  confirmed_at BIGINT NOT NULL, version BIGINT NOT NULL,
  CHECK (way = 'goods' OR way = 'work' OR amount_fen > 0),
  PRIMARY KEY (county, id),
  FOREIGN KEY (county, need_id) REFERENCES need(county, id));
CREATE INDEX gift_by_need ON gift(county, need_id, id);
CREATE INDEX gift_by_giver ON gift(giver_id, id);
CREATE INDEX gift_by_id ON gift(id);
CREATE INDEX gift_to_lapse ON gift(lapse_at) WHERE lapse_at > 0;
