-- who bears that very name in a village: asked whenever somebody new comes in
CREATE INDEX person_by_name ON person(name, place);
