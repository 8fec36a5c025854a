-- ways to sort a county's households; place and status stand in the index, so that others are passed over inside it
CREATE INDEX household_by_head ON household(county, head, id, place, status);
CREATE INDEX household_by_members ON household(county, members, id, place, status);
