-- looks at a list of the whole land: everybody who lives in it reads them, newest first
CREATE INDEX look_at_whole ON look(id) WHERE subject_place = 0 AND subject_id = 0;
