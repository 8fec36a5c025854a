-- Receipts of gifts become private, and so does what a household sent with a need that nobody has checked yet; what is private and nowhere
-- public leaves the public table.
INSERT INTO picture_private(county, owner, owner_id, digest, size, bytes)
  SELECT g.county, 'gift', g.id, p.digest, p.size, p.bytes FROM gift AS g JOIN picture AS p ON p.digest = g.receipt WHERE g.receipt <> '';
UPDATE need SET picture = '' WHERE state = 1;
DELETE FROM picture WHERE (digest IN (SELECT picture FROM case_event) OR digest IN (SELECT receipt FROM gift))
  AND digest NOT IN (SELECT picture FROM need) AND digest NOT IN (SELECT picture FROM product);
