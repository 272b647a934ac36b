-- What goes when a part of a database is let go: db forget, db prune. In between, the rows are counted.
--   :case, :source  NULL for any      :last  1: what the latest run was the first to meet, else 0

-- query: forget_sightings
DELETE FROM sighting
WHERE (:case IS NULL OR case_name = :case)
  AND (:source IS NULL OR locator GLOB :source OR locator GLOB '*/' || :source
       OR locator GLOB '*!' || :source)
  AND (:last = 0 OR run = (SELECT max(id) FROM run));

-- query: forget_gaps
DELETE FROM gap
WHERE (:case IS NULL OR case_name = :case)
  AND (:source IS NULL OR locator GLOB :source OR locator GLOB '*/' || :source
       OR locator GLOB '*!' || :source)
  AND :last = 0;

-- query: forget_last_run
DELETE FROM run WHERE id = (SELECT max(id) FROM run)
  AND id NOT IN (SELECT run FROM sighting);

-- query: forget_unmet
DELETE FROM source WHERE id NOT IN (SELECT source FROM sighting);

-- query: forget_before
DELETE FROM occurrence WHERE rowid IN (
    SELECT o.rowid FROM occurrence o JOIN sources s ON s.id = o.source
    WHERE coalesce(o.time_us, s.met_us) < :before);

-- query: forget_empty
-- Sources that were last met before that time and have no row left, and what no sighting is of.
DELETE FROM source WHERE id IN (SELECT id FROM sources WHERE met_us < :before)
  AND id NOT IN (SELECT source FROM occurrence);

-- query: forget_gaps_before
DELETE FROM gap WHERE met_us < :before;

-- query: forget_settle
DELETE FROM run WHERE id NOT IN (SELECT run FROM sighting) AND id < (SELECT max(id) FROM run);
DELETE FROM pattern_set WHERE id NOT IN (SELECT pattern_set FROM run)
  AND id NOT IN (SELECT pattern_set FROM occurrence);
-- A line whose counting row has gone counts in another source that has it.
UPDATE occurrence SET folded = 0 WHERE folded = 1 AND provisional = 0
  AND id = (SELECT min(t.id) FROM occurrence t
            WHERE t.line_key = occurrence.line_key AND t.provisional = 0)
  AND NOT EXISTS (SELECT 1 FROM occurrence t WHERE t.line_key = occurrence.line_key
                  AND t.provisional = 0 AND t.folded = 0);
