-- the cases of a land whatever their phase: those behind a number, and those that move with a village
CREATE INDEX case_of_place ON case_file(place, id);
