-- The writer's statements. Parameters are numbered and bound in this order; who runs one of them
-- stands in the C file that names it.

-- query: insert_pattern_set
INSERT OR IGNORE INTO pattern_set (digest, version) VALUES (?1, ?2);

-- query: find_pattern_set
SELECT id FROM pattern_set WHERE digest = ?1;

-- query: insert_run
INSERT INTO run (command, version, case_name, pattern_set, started_us) VALUES (?1, ?2, ?3, ?4, ?5);

-- query: end_run
UPDATE run SET ended_us = ?2, status = ?3 WHERE id = ?1;

-- query: find_candidates
-- What may be an earlier state of a content that begins with ?1: its head is a beginning of ?1.
SELECT id, length, digest, complete
FROM source
WHERE head IN (x'', substr(?1, 1, 1), substr(?1, 1, 2), substr(?1, 1, 3),
               substr(?1, 1, 4), substr(?1, 1, 5), substr(?1, 1, 6), substr(?1, 1, 7),
               substr(?1, 1, 8), substr(?1, 1, 9), substr(?1, 1, 10), substr(?1, 1, 11),
               substr(?1, 1, 12), substr(?1, 1, 13), substr(?1, 1, 14), substr(?1, 1, 15),
               substr(?1, 1, 16));

-- query: seen_here
-- A host that is not known while reading may have been found out in the end, the last time.
SELECT 1 FROM sighting
WHERE source = ?1 AND locator = ?2 AND (host = ?3 OR ?3 = '') AND case_name = ?4;

-- query: insert_source
INSERT INTO source (head, length, digest, lines, complete) VALUES (?1, ?2, ?3, ?4, 0);

-- query: find_unfinished
SELECT 1 FROM source WHERE id = ?1 AND complete = 0;

-- query: update_source
-- The latest state; a source never becomes shorter.
UPDATE source
SET head = ?2, length = ?3, digest = ?4, lines = max(lines, ?5), complete = max(complete, ?6)
WHERE id = ?1 AND length <= ?3;

-- query: date_source
UPDATE source
SET first_us = min(coalesce(first_us, ?2), ?2), last_us = max(coalesce(last_us, ?3), ?3)
WHERE id = ?1;

-- query: delete_source
DELETE FROM source WHERE id = ?1;

-- query: insert_sighting
-- The first reading counts.
INSERT INTO sighting (source, locator, host, case_name, mtime_us, read_us, run)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT DO UPDATE SET read_us = excluded.read_us, run = excluded.run
WHERE excluded.read_us < read_us;

-- query: name_hosts
-- machine_of() is the caller's, for this statement and the next one: '' where it knows none.
INSERT INTO sighting (source, locator, host, case_name, mtime_us, read_us, run)
SELECT source, locator, machine_of(locator), case_name, mtime_us, read_us, run FROM sighting
WHERE run = ?1 AND host = '' AND machine_of(locator) <> ''
ON CONFLICT DO UPDATE SET read_us = excluded.read_us, run = excluded.run
WHERE excluded.read_us < read_us;

-- query: drop_nameless
DELETE FROM sighting WHERE run = ?1 AND host = '' AND machine_of(locator) <> '';

-- query: move_sightings
INSERT INTO sighting (source, locator, host, case_name, mtime_us, read_us, run)
SELECT ?2, locator, host, case_name, mtime_us, read_us, run FROM sighting WHERE source = ?1
ON CONFLICT DO UPDATE SET read_us = excluded.read_us, run = excluded.run
WHERE excluded.read_us < read_us;

-- query: move_occurrences
UPDATE occurrence SET source = ?2 WHERE source = ?1;

-- query: move_summary
INSERT INTO summary (source, code, quarter, n, folded, inherited, from_file, first_us, last_us)
SELECT ?2, code, quarter, n, folded, inherited, from_file, first_us, last_us
FROM summary WHERE source = ?1
ON CONFLICT DO UPDATE SET
    n = n + excluded.n,
    folded = folded + excluded.folded,
    inherited = inherited + excluded.inherited,
    from_file = from_file + excluded.from_file,
    first_us = min(coalesce(first_us, excluded.first_us), coalesce(excluded.first_us, first_us)),
    last_us = max(coalesce(last_us, excluded.last_us), coalesce(excluded.last_us, last_us));

-- query: move_tally
INSERT INTO tally (source, field, value, number, n, folded, undated, first_us, last_us)
SELECT ?2, field, value, number, n, folded, undated, first_us, last_us FROM tally WHERE source = ?1
ON CONFLICT DO UPDATE SET
    n = n + excluded.n,
    folded = folded + excluded.folded,
    undated = undated + excluded.undated,
    first_us = min(coalesce(first_us, excluded.first_us), coalesce(excluded.first_us, first_us)),
    last_us = max(coalesce(last_us, excluded.last_us), coalesce(excluded.last_us, last_us));

-- query: find_occurrence
SELECT rowid FROM occurrence WHERE id = ?1;

-- query: last_occurrence
SELECT ifnull(max(rowid), 0) FROM occurrence;

-- query: insert_occurrence
-- For many rows, store/insert.c repeats the list of values.
INSERT OR IGNORE INTO occurrence
    (id, source, line, offset, column, length, code, form, confidence, pattern, pattern_set, time_us,
     time_text, time_from, time_assumed, line_key, folded, provisional, call, peer_address, peer_port,
     process, level, host, text, idle_us, idle_from)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- query: find_any_provisional
SELECT 1 FROM occurrence WHERE provisional <> 0 LIMIT 1;

-- query: find_provisional
SELECT source, folded, pattern_set, code, time_from, ifnull(time_us, 0), pattern, call, peer_address,
       ifnull(peer_port, 0), process, level, host, time_assumed
FROM occurrence WHERE id = ?1 AND provisional <> 0;

-- query: confirm_occurrence
-- A row that was provisional is met again: now firm (?2 = 0), or the end of a longer content.
UPDATE occurrence SET provisional = ?2 WHERE id = ?1;

-- query: list_sources
SELECT id FROM source WHERE length > 0;

-- query: list_open_times
-- Rows whose stamp leaves year, day order or date open, whatever they were taken for.
SELECT rowid, offset, time_us, time_text, time_from, time_assumed
FROM occurrence WHERE source = ?1 AND time_assumed & 238 AND time_us IS NOT NULL;

-- query: set_time
UPDATE occurrence SET time_us = ?2, time_from = ?3, time_assumed = ?4 WHERE rowid = ?1;

-- query: find_line_key
SELECT source FROM occurrence WHERE line_key = ?1 AND provisional = 0;

-- query: find_same_place
-- The whole of an unfinished line, in a longer content with the same head (?1) that is not the source ?2.
SELECT o.text
FROM source s JOIN occurrence o ON o.source = s.id
WHERE s.head = ?1 AND s.id <> ?2 AND o.offset = ?3 AND o.line = ?4 AND o.column = ?5 AND o.code = ?6
  AND o.provisional = 0;

-- query: add_summary
INSERT INTO summary (source, code, quarter, n, folded, inherited, from_file, first_us, last_us)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT DO UPDATE SET
    n = n + excluded.n,
    folded = folded + excluded.folded,
    inherited = inherited + excluded.inherited,
    from_file = from_file + excluded.from_file,
    first_us = min(coalesce(first_us, excluded.first_us), coalesce(excluded.first_us, first_us)),
    last_us = max(coalesce(last_us, excluded.last_us), coalesce(excluded.last_us, last_us));

-- query: add_tally
INSERT INTO tally (source, field, value, number, n, folded, undated, first_us, last_us)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT DO UPDATE SET
    n = n + excluded.n,
    folded = folded + excluded.folded,
    undated = undated + excluded.undated,
    first_us = min(coalesce(first_us, excluded.first_us), coalesce(excluded.first_us, first_us)),
    last_us = max(coalesce(last_us, excluded.last_us), coalesce(excluded.last_us, last_us));

-- query: drop_outgrown
-- Provisional rows are in no count, so there is nothing else to put right.
DELETE FROM occurrence WHERE source = ?1 AND provisional <> 0 AND provisional < ?2;

-- query: read_before
-- Where contents were met and read to their end by runs like the latest one: same case, same patterns.
SELECT g.locator, g.mtime_us
  FROM run now
  JOIN run then_ ON then_.pattern_set = now.pattern_set AND then_.case_name = now.case_name
  JOIN sighting g ON g.run = then_.id AND g.case_name = now.case_name
  JOIN source s ON s.id = g.source AND s.complete = 1
 WHERE now.id = (SELECT max(id) FROM run) AND g.mtime_us <> 0;

-- query: take_occurrence
-- To be put back at once, as a run with rescan has found it.
DELETE FROM occurrence WHERE id = ?1 RETURNING source, folded;

-- query: drop_unfound
-- Rows that a run with rescan has not marked; provisional ones if ?2. Keys of those that counted.
DELETE FROM occurrence WHERE source = ?1 AND pattern_set > 0 AND (?2 OR provisional = 0)
RETURNING iif(folded, NULL, line_key);

-- query: unfold
-- If none of the rows with this line_key counts, one does from now on.
UPDATE occurrence SET folded = 0
WHERE id = (SELECT id FROM occurrence WHERE line_key = ?1 AND provisional = 0 ORDER BY folded, id LIMIT 1)
  AND folded = 1
RETURNING source;

-- query: unmark
UPDATE occurrence SET pattern_set = -pattern_set WHERE source = ?1 AND pattern_set < 0;

-- query: drop_summary
DELETE FROM summary WHERE source = ?1;

-- query: drop_tally
DELETE FROM tally WHERE source = ?1;

-- query: list_counted
-- In the order in which they were counted, with the columns of find_provisional.
SELECT source, folded, pattern_set, code, time_from, ifnull(time_us, 0), pattern, call, peer_address,
       ifnull(peer_port, 0), process, level, host, time_assumed
FROM occurrence WHERE source = ?1 AND provisional = 0 ORDER BY offset, id;

-- query: add_gap
INSERT INTO gap (locator, host, case_name, verdict, reason, met_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason, met_us = excluded.met_us
WHERE excluded.met_us >= met_us;

-- query: close_gap
DELETE FROM gap WHERE locator = ?1 AND case_name = ?2 AND host = ?3;

-- query: find_any_gap
SELECT 1 FROM gap LIMIT 1;

-- query: export
-- For sink/export.c: everything, the same for the same contents whatever the runs were.
WITH named AS MATERIALIZED (
    SELECT source, min(locator) AS locator, coalesce(min(nullif(host, '')), '') AS host,
           coalesce(min(nullif(case_name, '')), '') AS case_name
    FROM sighting GROUP BY source
)
SELECT o.id, o.code, o.time_us, o.time_from, o.time_assumed, o.line, o.offset, o.column, o.length, o.form,
       o.confidence, o.provisional, o.pattern, o.call, o.peer_address, o.peer_port, o.process, o.level,
       o.host, o.text, n.locator, n.host, n.case_name, o.folded
FROM occurrence o LEFT JOIN named n ON n.source = o.source ORDER BY o.id;

-- Steps from older versions --------------------------------------------------------------------------

-- query: to_version_2
-- Version 1 had ids of which the last 8 bytes of today's were the first, and nothing in front.
UPDATE occurrence SET id = placed_id(id, (SELECT head FROM source s WHERE s.id = occurrence.source), offset);

-- query: to_version_3
ALTER TABLE source ADD COLUMN first_us INTEGER;
ALTER TABLE source ADD COLUMN last_us INTEGER;
ALTER TABLE occurrence ADD COLUMN idle_us INTEGER;
ALTER TABLE occurrence ADD COLUMN idle_from INTEGER NOT NULL DEFAULT 0;
CREATE TABLE gap (
    locator   TEXT NOT NULL,
    host      TEXT NOT NULL DEFAULT '',
    case_name TEXT NOT NULL DEFAULT '',
    verdict   TEXT NOT NULL,
    reason    TEXT NOT NULL,
    met_us    INTEGER NOT NULL,
    PRIMARY KEY (locator, case_name, host)
) STRICT, WITHOUT ROWID;
INSERT INTO tally (source, field, value, number, n, folded, undated, first_us, last_us)
SELECT source, 'time_assumed', '', time_assumed & 15, sum(folded = 0), sum(folded),
       sum(folded = 0 AND time_us IS NULL), min(iif(folded, NULL, time_us)), max(iif(folded, NULL, time_us))
FROM occurrence WHERE provisional = 0 GROUP BY source, time_assumed & 15;
