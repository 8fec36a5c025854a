-- a county's sellers by name; what is filtered by stands in the index
CREATE INDEX seller_by_name ON seller(county, name, id, place, kind, open);
