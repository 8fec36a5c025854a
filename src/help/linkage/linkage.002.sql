-- the due day of a rent of which those who pay were told: each day is told once; 0: none
ALTER TABLE linkage ADD COLUMN told_on BIGINT NOT NULL DEFAULT 0;
CREATE INDEX linkage_rent_to_tell ON linkage(due_on, county, seller_id) WHERE kind = 'rent' AND state = 2 AND told_on < due_on;
-- when those who may release it were told that it waits; 0: not yet
ALTER TABLE payday ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;
