-- digest of a private picture of the visit (common/picture, owner "visit"); empty: none
ALTER TABLE register_visit ADD COLUMN picture TEXT NOT NULL DEFAULT '';
