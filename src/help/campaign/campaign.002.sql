-- the campaigns of a land, which were found by walking through all of them
CREATE INDEX campaign_by_place ON campaign(place, id);
