-- what is due to people of a place: payouts, and places that move; accounts of orders are most, and not in it
CREATE INDEX account_by_place ON account(place, county, kind, owner_id) WHERE kind >= 6 AND kind <= 9;
