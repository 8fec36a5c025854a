-- Photographs that go with a case are no longer public; those kept so far become its own. The module of needs, which knows what else is
-- public, takes them out of the public table.
INSERT INTO picture_private(county, owner, owner_id, digest, size, bytes)
  SELECT DISTINCT e.county, 'case', e.case_id, p.digest, p.size, p.bytes
  FROM case_event AS e JOIN picture AS p ON p.digest = e.picture WHERE e.picture <> '';
