-- the day of which those who must act were told that it has passed: each day is told once; 0: none
ALTER TABLE project ADD COLUMN told_on BIGINT NOT NULL DEFAULT 0;
