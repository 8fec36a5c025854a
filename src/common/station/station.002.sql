-- a county's stations by name; what is filtered by stands in the index
CREATE INDEX station_by_name ON station(county, name, id, place, open);
