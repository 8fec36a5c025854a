-- the next day that is not to pass: when it has passed, those who must act are told, of a project that is late already too; 0: none. Rows that
-- are late now are looked at once by the chore, which finds their day
ALTER TABLE project ADD COLUMN tell_on BIGINT NOT NULL DEFAULT 0;
UPDATE project SET tell_on = due_on;
CREATE INDEX project_to_tell ON project(tell_on) WHERE tell_on > 0;
DROP INDEX project_to_look;
