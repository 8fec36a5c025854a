-- a personal number stands with one person, whichever counties enter it at the same moment. Where two had got in before, the later one keeps
-- its number under seal but is not found by it; the pair of cards is found by name and day of birth
UPDATE person SET number_index = '' WHERE number_index <> '' AND EXISTS (SELECT 1 FROM person AS first
  WHERE first.number_index = person.number_index AND first.id < person.id);
DROP INDEX person_by_number;
CREATE UNIQUE INDEX person_by_number ON person(number_index) WHERE number_index <> '';
