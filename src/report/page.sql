-- What only a page asks the database. report/scope.c puts `scope` of reports.sql, and what belongs to
-- it, before these.

-- report: read_sources
-- How many sources there were to read, and how many were not read to their end.
SELECT count(*), coalesce(sum(s.complete = 0), 0) FROM met m JOIN sources s ON s.id = m.source

-- report: page_samples
-- Lines to show: the first ones of each source.
SELECT o.code, o.text, m.locator, o.line, coalesce(o.time_us, m.met_us)
FROM met m CROSS JOIN occurrence o ON o.rowid IN (
    SELECT p.rowid FROM occurrence p
    WHERE p.source = m.source
      AND (:codes IS NULL OR p.code IN (SELECT value FROM json_each(:codes)))
      AND coalesce(p.time_us, m.met_us) >= :since AND coalesce(p.time_us, m.met_us) < :until
    ORDER BY p.offset LIMIT :most)
ORDER BY m.name, o.offset, o.column, o.code

-- report: first_met
-- Where a code was met first, as far as the writer's counts tell.
SELECT u.source, u.first_us, m.locator,
       (SELECT max(offset) FROM occurrence WHERE source = u.source)
FROM met m JOIN summary u ON u.source = m.source
WHERE u.code = :code AND u.n > 0 AND u.first_us IS NOT NULL ORDER BY u.first_us LIMIT 1

-- report: probe
-- The time of the first row at or behind an offset; of one without a time, long ago.
SELECT coalesce(time_us, -9223372036854775807) FROM occurrence
WHERE source = :from AND offset >= :at ORDER BY offset LIMIT 1

-- report: nearby
SELECT code, text, :locator, line, time_us
FROM (SELECT * FROM occurrence WHERE source = :from AND offset >= :at ORDER BY offset LIMIT 4000)
WHERE code = :code AND time_us IS NOT NULL LIMIT 1
