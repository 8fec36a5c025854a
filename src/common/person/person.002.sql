-- blind index of name and day of birth (out of the personal number), '' when there is none: the same person under two numbers
ALTER TABLE person ADD COLUMN birth_index TEXT NOT NULL DEFAULT '';
CREATE INDEX person_by_birth ON person(birth_index, id) WHERE birth_index <> '';
