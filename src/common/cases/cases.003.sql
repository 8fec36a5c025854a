-- a message about what is no case: case_id 0, and the address it leads to; of a case the address is its own ('')
ALTER TABLE case_notice ADD COLUMN path TEXT NOT NULL DEFAULT '';
