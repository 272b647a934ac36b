-- What reports ask the database. A statement is `scope`, then `rows`, or `counted` and `quarters` or
-- `values`, then one of the sections after these; report/scope.c puts them together. Values are bound, never printed in:
--   :since, :until  half-open, microseconds; the extremes of 64 bits when open
--   :codes          JSON array of numbers, NULL for any
--   :source, :case  glob for locators and name of a case, NULL for any
-- and, where rows are read one by one:
--   :host, :peer, :level  globs, NULL for any; a peer may be ADDRESS:PORT
--   :ignore         JSON array of objects with any of code, peer, source, host, text; NULL for none
-- Sections named by_* yield: key, n, first_us, last_us, host, parts, port.

-- report: scope
-- met: the sources asked for. A source bears the name it was last met under among the sightings asked
-- for; met_us dates its rows without a time just as the view `occurrences` does.
WITH named AS (
    SELECT source, locator, host,
           row_number() OVER (PARTITION BY source
                              ORDER BY coalesce(nullif(mtime_us, 0), read_us) DESC, read_us DESC,
                                       locator, host) AS place
    FROM sighting
    WHERE (:case IS NULL OR case_name = :case)
      AND (:source IS NULL OR locator GLOB :source OR locator GLOB '*/' || :source
           OR locator GLOB '*!' || :source)
), met AS MATERIALIZED (
    SELECT n.source, n.locator, n.host, s.met_us,
           dense_rank() OVER (ORDER BY n.locator, n.host) AS name
    FROM named n JOIN sources s ON s.id = n.source
    WHERE n.place = 1
)

-- report: rows
-- picked: the occurrences asked for, one by one; known: not folded; ignored: by one of the rules. A line that is folded into a source which was not
-- asked for counts here, once, so that an excerpt on its own is reported whole.
-- cells: the same as far as the counts go, in the shape that `quarters` has, too.
, rules AS MATERIALIZED (
    SELECT json_extract(value, '$.code') AS code, json_extract(value, '$.peer') AS peer,
           json_extract(value, '$.source') AS source, json_extract(value, '$.host') AS host,
           json_extract(value, '$.text') AS text
    FROM json_each(coalesce(:ignore, '[]'))
), asked AS (
    SELECT o.id, o.source, o.line, o.offset, o.code, coalesce(o.time_us, m.met_us) AS at_us, o.time_from,
           o.time_assumed, o.pattern, o.pattern_set, o.idle_us, o.call, o.peer_address, o.peer_port,
           o.process, o.level, o.text,
           m.locator, coalesce(nullif(o.host, ''), m.host) AS host,
           o.folded = 0 OR ((:case IS NOT NULL OR :source IS NOT NULL)
               AND o.line_key IS NOT NULL AND NOT EXISTS (
                   SELECT 1 FROM occurrence t
                   WHERE t.line_key = o.line_key AND t.source IN (SELECT source FROM met)
                     AND (t.folded < o.folded OR (t.folded = o.folded AND t.id < o.id)))) AS known
    FROM occurrence o JOIN met m ON m.source = o.source
    WHERE (:codes IS NULL OR o.code IN (SELECT value FROM json_each(:codes)))
      AND coalesce(o.time_us, m.met_us) >= :since AND coalesce(o.time_us, m.met_us) < :until
      AND (:host IS NULL OR lower(coalesce(nullif(o.host, ''), m.host)) GLOB lower(:host))
      AND (:peer IS NULL OR o.peer_address GLOB :peer
           OR o.peer_address || ':' || o.peer_port GLOB :peer)
      AND (:level IS NULL OR lower(o.level) GLOB lower(:level))
), judged AS (
    SELECT a.*, a.known AND EXISTS (
               SELECT 1 FROM rules r
               WHERE (r.code IS NULL OR r.code = a.code)
                 AND (r.peer IS NULL OR a.peer_address GLOB r.peer
                      OR a.peer_address || ':' || a.peer_port GLOB r.peer)
                 AND (r.source IS NULL OR a.locator GLOB r.source
                      OR a.locator GLOB '*/' || r.source OR a.locator GLOB '*!' || r.source)
                 AND (r.host IS NULL OR lower(a.host) GLOB lower(r.host))
                 AND (r.text IS NULL OR instr(lower(a.text), lower(r.text)) > 0)) AS ignored
    FROM asked a
), picked AS (
    SELECT *, known AND NOT ignored AS counts FROM judged
), cells AS (
    SELECT source, code, counts AS n, NOT known AS folded, ignored, iif(time_from = 0, -1, 0) AS quarter,
           counts AND time_from = 2 AS inherited, counts AND time_from = 3 AS from_file,
           CASE WHEN counts THEN at_us END AS first_us, CASE WHEN counts THEN at_us END AS last_us
    FROM picked
)

-- report: counted
-- loose: the rows that are still provisional, which are in no count of the writer's.
, loose AS (
    SELECT o.*, coalesce(o.time_us, m.met_us) AS at_us
    FROM occurrence o JOIN met m ON m.source = o.source
    WHERE o.provisional <> 0
)

-- report: quarters
-- cells from the summary: fast, exact where the span begins and ends at a quarter of an hour.
, cells AS (
    SELECT u.source, u.code, u.n, u.folded, 0 AS ignored, u.quarter, u.inherited, u.from_file,
           CASE WHEN u.n = 0 THEN NULL WHEN u.quarter = -1 THEN m.met_us ELSE u.first_us END AS first_us,
           CASE WHEN u.n = 0 THEN NULL WHEN u.quarter = -1 THEN m.met_us ELSE u.last_us END AS last_us
    FROM met m CROSS JOIN summary u ON u.source = m.source
    WHERE (:codes IS NULL OR u.code IN (SELECT value FROM json_each(:codes)))
      AND CASE u.quarter WHEN -1 THEN m.met_us ELSE u.quarter END >= :since
      AND CASE u.quarter WHEN -1 THEN m.met_us ELSE u.quarter END < :until
    UNION ALL
    SELECT source, code, folded = 0, folded, 0, iif(time_us IS NULL, -1, 0),
           folded = 0 AND time_from = 2, folded = 0 AND time_from = 3,
           iif(folded, NULL, at_us), iif(folded, NULL, at_us)
    FROM loose
    WHERE (:codes IS NULL OR code IN (SELECT value FROM json_each(:codes)))
      AND at_us >= :since AND at_us < :until
)

-- report: values
-- cells from the tally: what it says of :field, over all codes and times; faster still.
, cells AS (
    SELECT t.source, t.value, t.number, t.number AS code, t.n, t.folded, 0 AS ignored, t.undated,
           CASE WHEN t.undated > 0 THEN min(m.met_us, coalesce(t.first_us, m.met_us))
                ELSE t.first_us END AS first_us,
           CASE WHEN t.undated > 0 THEN max(m.met_us, coalesce(t.last_us, m.met_us))
                ELSE t.last_us END AS last_us
    FROM met m CROSS JOIN tally t ON t.source = m.source AND t.field = :field
    UNION ALL
    SELECT source,
           coalesce(CASE :field WHEN 'pattern' THEN pattern WHEN 'call' THEN call
                                WHEN 'peer' THEN peer_address WHEN 'process' THEN process
                                WHEN 'level' THEN level WHEN 'host' THEN host END, ''),
           coalesce(CASE :field WHEN 'pattern_set' THEN pattern_set WHEN 'time_from' THEN time_from
                                WHEN 'time_assumed' THEN time_assumed & 15
                                WHEN 'peer' THEN iif(peer_address IS NULL, 0, peer_port) END, 0),
           code, folded = 0, folded, 0, folded = 0 AND time_us IS NULL, iif(folded, NULL, at_us),
           iif(folded, NULL, at_us)
    FROM loose
)

-- report: totals
SELECT coalesce(sum(n), 0), coalesce(sum(folded), 0), min(first_us), max(last_us),
       count(DISTINCT CASE WHEN n > 0 THEN code END),
       count(DISTINCT CASE WHEN n > 0 THEN m.name END), coalesce(sum(ignored), 0)
FROM cells c JOIN met m ON m.source = c.source

-- report: times
-- How good the times are: absent, of the line, inherited, of the file.
SELECT coalesce(sum(iif(quarter = -1, n, 0)), 0),
       coalesce(sum(iif(quarter = -1, 0, n - inherited - from_file)), 0),
       coalesce(sum(inherited), 0), coalesce(sum(from_file), 0)
FROM cells

-- report: times_values
-- The same of field time_from.
SELECT coalesce(sum(iif(number = 0, n, 0)), 0), coalesce(sum(iif(number = 1, n, 0)), 0),
       coalesce(sum(iif(number = 2, n, 0)), 0), coalesce(sum(iif(number = 3, n, 0)), 0)
FROM cells

-- report: assumed
-- What had to be assumed to make them: zone, year, order of day and month, date.
SELECT coalesce(sum(time_assumed & 1 <> 0), 0), coalesce(sum(time_assumed & 2 <> 0), 0),
       coalesce(sum(time_assumed & 4 <> 0), 0), coalesce(sum(time_assumed & 8 <> 0), 0)
FROM picked WHERE counts AND time_from <> 0

-- report: assumed_values
-- The same of field time_assumed.
SELECT coalesce(sum(iif(number & 1, n - undated, 0)), 0), coalesce(sum(iif(number & 2, n - undated, 0)), 0),
       coalesce(sum(iif(number & 4, n - undated, 0)), 0), coalesce(sum(iif(number & 8, n - undated, 0)), 0)
FROM cells

-- report: origins
-- Where the rows come from: how many pattern sets, how many hosts.
SELECT count(DISTINCT pattern_set), count(DISTINCT nullif(host, '')) FROM picked WHERE counts

-- report: count_numbers
SELECT count(DISTINCT number) FROM cells WHERE n > 0

-- report: count_hosts
SELECT count(DISTINCT coalesce(nullif(c.value, ''), nullif(m.host, '')))
FROM cells c JOIN met m ON m.source = c.source WHERE c.n > 0

-- report: timeline
-- Not grouped: sorting would take longer than to hand over each cell.
SELECT code, n, first_us, last_us FROM cells WHERE n > 0

-- report: timeline_whole
-- The same without `quarters`, where all codes and times are asked for.
SELECT u.code, u.n, coalesce(u.first_us, m.met_us), coalesce(u.last_us, m.met_us)
FROM met m CROSS JOIN summary u ON u.source = m.source WHERE u.n > 0
UNION ALL SELECT code, 1, at_us, at_us FROM loose WHERE folded = 0

-- report: by_code
SELECT code, sum(n), min(first_us), max(last_us), '', 0, 0
FROM cells GROUP BY code HAVING sum(n) > 0 ORDER BY 2 DESC, code

-- report: by_source
-- Contents met under one name on one host stand together.
SELECT m.locator, sum(c.n), min(c.first_us), max(c.last_us), m.host,
       count(DISTINCT CASE WHEN c.n > 0 THEN c.source END), 0
FROM cells c JOIN met m ON m.source = c.source
GROUP BY m.name HAVING sum(c.n) > 0 ORDER BY 2 DESC, m.locator, m.host

-- report: by_quarter
-- Days and hours are made of these, in the local zone, which SQL does not know.
SELECT first_us - (first_us % 900000000 + 900000000) % 900000000, sum(n), min(first_us), max(last_us), '', 0, 0
FROM cells WHERE n > 0 GROUP BY 1 ORDER BY 1

-- report: by_minute
SELECT at_us - (at_us % 60000000 + 60000000) % 60000000, count(*), min(at_us), max(at_us), '', 0, 0
FROM picked WHERE counts GROUP BY 1 ORDER BY 1

-- report: by_peer
-- parts: how many ports; port: the only one, else 0. Unknown peers stand last, likewise below.
SELECT coalesce(peer_address, '') AS key, count(*), min(at_us), max(at_us), '',
       count(DISTINCT nullif(peer_port, 0)),
       CASE WHEN count(DISTINCT nullif(peer_port, 0)) = 1 THEN max(peer_port) ELSE 0 END
FROM picked WHERE counts GROUP BY key ORDER BY key = '', 2 DESC, key

-- report: by_value
-- by_peer and those below, over `values`. Number -1 stands for more than one.
SELECT value AS key, sum(n), min(first_us), max(last_us), '', sum(number <> 0) + (min(number) = -1),
       CASE WHEN sum(number <> 0) = 1 AND min(number) >= 0 THEN max(number) ELSE 0 END
FROM (SELECT value, number, sum(n) AS n, min(first_us) AS first_us, max(last_us) AS last_us
      FROM cells WHERE n > 0 GROUP BY value, number)
GROUP BY key ORDER BY key = '', 2 DESC, key

-- report: by_host_value
SELECT coalesce(nullif(c.value, ''), m.host) AS key, sum(c.n), min(c.first_us), max(c.last_us), '', 0, 0
FROM cells c JOIN met m ON m.source = c.source WHERE c.n > 0 GROUP BY key ORDER BY key = '', 2 DESC, key

-- report: by_call
SELECT coalesce(call, '') AS key, count(*), min(at_us), max(at_us), '', 0, 0
FROM picked WHERE counts GROUP BY key ORDER BY key = '', 2 DESC, key

-- report: by_pattern
SELECT pattern AS key, count(*), min(at_us), max(at_us), '', 0, 0
FROM picked WHERE counts GROUP BY key ORDER BY key = '', 2 DESC, key

-- report: by_host
SELECT coalesce(host, '') AS key, count(*), min(at_us), max(at_us), '', 0, 0
FROM picked WHERE counts GROUP BY key ORDER BY key = '', 2 DESC, key

-- report: by_level
SELECT coalesce(level, '') AS key, count(*), min(at_us), max(at_us), '', 0, 0
FROM picked WHERE counts GROUP BY key ORDER BY key = '', 2 DESC, key

-- report: by_process
SELECT coalesce(process, '') AS key, count(*), min(at_us), max(at_us), '', 0, 0
FROM picked WHERE counts GROUP BY key ORDER BY key = '', 2 DESC, key

-- report: pairs
-- By two keys at once, :first and :second; times as the quarter of an hour or the minute they lie in.
SELECT CASE :first WHEN 'code' THEN code WHEN 'source' THEN locator WHEN 'peer' THEN peer_address
           WHEN 'call' THEN call WHEN 'pattern' THEN pattern WHEN 'host' THEN host
           WHEN 'level' THEN level WHEN 'process' THEN process
           WHEN 'minute' THEN at_us - (at_us % 60000000 + 60000000) % 60000000
           ELSE at_us - (at_us % 900000000 + 900000000) % 900000000 END AS a,
       CASE :second WHEN 'code' THEN code WHEN 'source' THEN locator WHEN 'peer' THEN peer_address
           WHEN 'call' THEN call WHEN 'pattern' THEN pattern WHEN 'host' THEN host
           WHEN 'level' THEN level WHEN 'process' THEN process
           WHEN 'minute' THEN at_us - (at_us % 60000000 + 60000000) % 60000000
           ELSE at_us - (at_us % 900000000 + 900000000) % 900000000 END AS b,
       count(*), min(at_us), max(at_us)
FROM picked WHERE counts GROUP BY a, b

-- report: samples
-- The lines themselves, in no order: what is alike is put together in C.
SELECT code, text, locator, line, at_us, id FROM picked WHERE counts

-- report: compare_bins
-- What stands on one side of a comparison, by code and quarter of an hour; last: without a time of its own.
SELECT code, first_us - (first_us % 900000000 + 900000000) % 900000000, sum(n), min(first_us), max(last_us),
       quarter = -1
FROM cells WHERE n > 0 GROUP BY 1, 2, 6 ORDER BY 1, 2

-- report: compare_cover
-- The logs of a side with the times of their first and last line; where these are not known, of their
-- first and last occurrence.
SELECT source, min(first_us), max(last_us) FROM (
    SELECT u.source, coalesce(u.first_us, nullif(u.quarter, -1), m.met_us) AS first_us,
           coalesce(u.last_us, nullif(u.quarter, -1), m.met_us) AS last_us
    FROM met m CROSS JOIN summary u ON u.source = m.source WHERE u.n + u.folded > 0
    UNION ALL SELECT source, at_us, at_us FROM loose
    UNION ALL SELECT s.id, s.first_us, s.last_us FROM met m JOIN source s ON s.id = m.source
              WHERE s.first_us IS NOT NULL)
GROUP BY source ORDER BY source

-- report: gaps
-- What could not be read, of the case, source and host asked for.
SELECT locator, verdict, reason FROM gaps
WHERE (:case IS NULL OR case_name = :case) AND (:host IS NULL OR lower(host) GLOB lower(:host))
  AND (:source IS NULL OR locator GLOB :source OR locator GLOB '*/' || :source
       OR locator GLOB '*!' || :source)
ORDER BY locator, host, case_name

-- report: path
SELECT file, (SELECT count(*) FROM source) FROM pragma_database_list WHERE name = 'main'

-- report: info
WITH loose AS (SELECT time_us, folded FROM occurrence WHERE provisional <> 0)
SELECT p.page_count * z.page_size, v.user_version,
       (SELECT count(*) FROM source), (SELECT count(*) FROM sighting),
       (SELECT coalesce(sum(n + folded), 0) FROM summary) + (SELECT count(*) FROM loose),
       (SELECT count(*) FROM run),
       (SELECT count(*) FROM pattern_set), (SELECT count(*) FROM summary),
       (SELECT coalesce(sum(folded), 0) FROM summary) + (SELECT coalesce(sum(folded), 0) FROM loose),
       (SELECT coalesce(sum(n + folded), 0) FROM summary WHERE quarter = -1) +
           (SELECT count(*) FROM loose WHERE time_us IS NULL),
       (SELECT min(us) FROM (SELECT min(first_us) AS us FROM summary
                             UNION ALL SELECT min(time_us) FROM loose)),
       (SELECT max(us) FROM (SELECT max(last_us) AS us FROM summary
                             UNION ALL SELECT max(time_us) FROM loose))
FROM pragma_page_count() p, pragma_page_size() z, pragma_user_version() v

-- report: info_patterns
SELECT version, lower(hex(digest)),
       (SELECT coalesce(sum(n + folded), 0) FROM tally
        WHERE field = 'pattern_set' AND number = s.id) +
       (SELECT count(*) FROM occurrence WHERE provisional <> 0 AND pattern_set = s.id)
FROM pattern_set s ORDER BY 3 DESC, 1, 2

-- report: info_cases
SELECT case_name, count(DISTINCT source), count(*) FROM sighting GROUP BY 1 ORDER BY 1

-- report: show
-- One by one; then `show_id` or `show_place`.
SELECT lower(hex(o.id)), o.code, o.time_us, coalesce(o.time_text, ''), o.time_from, o.time_assumed,
       s.locator, o.line, o.offset, o.column, o.length, o.form, o.pattern, o.confidence,
       coalesce(o.call, ''), coalesce(o.peer_address, ''), coalesce(o.peer_port, 0),
       coalesce(o.process, ''), coalesce(o.level, ''), coalesce(nullif(o.host, ''), s.host),
       s.case_name, o.text, o.provisional, o.folded
FROM occurrence o JOIN sources s ON s.id = o.source

-- report: show_id
-- By the beginning of an id.
WHERE o.id BETWEEN :low AND :high ORDER BY o.id LIMIT 20

-- report: show_place
-- By name and line of the source; the name may be the end of it, behind '/' or '!'.
WHERE o.line = :line AND o.source IN (
    SELECT source FROM sighting
    WHERE locator = :source OR substr(locator, -length(:source) - 1) IN ('/' || :source, '!' || :source))
ORDER BY s.locator, o.source, o.column LIMIT 20

-- report: diagnose_rows
-- What rules of diagnoses look at: :wanted is a JSON array of codes.
SELECT code, at_us, time_from <> 0, locator, line, call, peer_address, peer_port, process, host,
       substr(text, 1, 2048), idle_us
FROM picked WHERE counts AND code IN (SELECT value FROM json_each(:wanted))

-- report: diagnose_cells
SELECT source, code, n, first_us FROM cells
WHERE n > 0 AND code IN (SELECT value FROM json_each(:wanted))

-- report: diagnose_parts
-- The same rows as above in some parts of sources: :parts is a JSON array of [source, from, to] in offsets.
SELECT code, at_us, time_from <> 0, locator, line, call, peer_address, peer_port, process, host,
       substr(text, 1, 2048), idle_us
FROM json_each(:parts) p CROSS JOIN picked
WHERE source = json_extract(p.value, '$[0]')
  AND offset BETWEEN json_extract(p.value, '$[1]') AND json_extract(p.value, '$[2]')
  AND counts AND code IN (SELECT value FROM json_each(:wanted))

-- report: diagnose_place
-- Where source :place reaches time :first, by bisection, as lines stand in the order of time, more or
-- less; and where so many rows more end.
WITH RECURSIVE half(n, low, high) AS (
    SELECT 0, 0, max(offset) FROM occurrence WHERE source = :place
    UNION ALL
    SELECT n + 1,
           iif((SELECT coalesce(time_us, 0) FROM occurrence WHERE source = :place AND
                offset >= (low + high) / 2 ORDER BY offset LIMIT 1) < :first, (low + high) / 2 + 1, low),
           iif((SELECT coalesce(time_us, 0) FROM occurrence WHERE source = :place AND
                offset >= (low + high) / 2 ORDER BY offset LIMIT 1) < :first, high, (low + high) / 2)
    FROM half WHERE low < high AND n < 48
), start AS (
    SELECT low FROM half ORDER BY n DESC LIMIT 1
)
SELECT low, coalesce((SELECT offset FROM occurrence WHERE source = :place AND offset >= low
                      ORDER BY offset LIMIT 1 OFFSET :most), 1 << 62)
FROM start

-- report: verify_integrity
SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'

-- report: verify_foreign
SELECT "table" || ' ' || coalesce(rowid, '') FROM pragma_foreign_key_check

-- report: verify_orphans
SELECT lower(hex(id)) FROM occurrence
WHERE source NOT IN (SELECT id FROM source) OR pattern_set NOT IN (SELECT id FROM pattern_set)

-- report: verify_ids
SELECT lower(hex(id)) FROM occurrence WHERE length(id) <> 16 OR typeof(id) <> 'blob'

-- report: verify_sightings
SELECT 'source ' || id FROM source WHERE id NOT IN (SELECT source FROM sighting)

-- report: verify_folded
-- Of the rows with one line_key, those of one source count.
SELECT lower(hex(min(id))) FROM occurrence WHERE line_key IS NOT NULL AND provisional = 0
GROUP BY line_key
HAVING count(DISTINCT CASE WHEN folded = 0 THEN source END) <> 1

-- report: verify_summary
WITH counted AS (
    SELECT source, code,
           CASE WHEN time_us IS NULL THEN -1
                ELSE time_us - (time_us % 900000000 + 900000000) % 900000000 END AS quarter,
           sum(folded = 0) AS n, sum(folded) AS folded,
           sum(folded = 0 AND time_from = 2) AS inherited, sum(folded = 0 AND time_from = 3) AS from_file,
           min(CASE WHEN folded = 0 THEN time_us END) AS first_us,
           max(CASE WHEN folded = 0 THEN time_us END) AS last_us
    FROM occurrence WHERE provisional = 0 GROUP BY 1, 2, 3
), kept AS (
    SELECT source, code, quarter, n, folded, inherited, from_file,
           CASE WHEN n > 0 THEN first_us END, CASE WHEN n > 0 THEN last_us END
    FROM summary WHERE n > 0 OR folded > 0
)
SELECT 'source ' || source || ' code ' || code || ' quarter ' || quarter
FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept)
UNION
SELECT 'source ' || source || ' code ' || code || ' quarter ' || quarter
FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted)

-- report: verify_tally
-- Ports of a peer are left out: of a peer with many, the tally does not tell them apart.
WITH fields AS (
    SELECT source, folded, 'code' AS field, '' AS value, code AS number FROM occurrence WHERE provisional = 0
    UNION ALL SELECT source, folded, 'pattern_set', '', pattern_set FROM occurrence WHERE provisional = 0
    UNION ALL SELECT source, folded, 'time_from', '', time_from FROM occurrence WHERE provisional = 0
    UNION ALL SELECT source, folded, 'time_assumed', '', time_assumed & 15
              FROM occurrence WHERE provisional = 0
    UNION ALL SELECT source, folded, 'pattern', pattern, 0 FROM occurrence WHERE provisional = 0
    UNION ALL SELECT source, folded, 'call', coalesce(call, ''), 0 FROM occurrence WHERE provisional = 0
    UNION ALL SELECT source, folded, 'peer', coalesce(peer_address, ''), 0
              FROM occurrence WHERE provisional = 0
    UNION ALL SELECT source, folded, 'process', coalesce(process, ''), 0
              FROM occurrence WHERE provisional = 0
    UNION ALL SELECT source, folded, 'level', coalesce(level, ''), 0 FROM occurrence WHERE provisional = 0
    UNION ALL SELECT source, folded, 'host', coalesce(host, ''), 0 FROM occurrence WHERE provisional = 0
), counted AS (
    SELECT source, field, value, number, sum(folded = 0) AS n, sum(folded) AS folded
    FROM fields GROUP BY source, field, value, number
), kept AS (
    SELECT source, field, value, iif(field = 'peer', 0, number) AS number, sum(n) AS n,
           sum(folded) AS folded
    FROM tally WHERE field <> 'quarter' GROUP BY 1, 2, 3, 4 HAVING sum(n) + sum(folded) > 0
)
SELECT 'source ' || source || ' ' || field || ' ' || value || ' ' || number
FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept)
UNION
SELECT 'source ' || source || ' ' || field || ' ' || value || ' ' || number
FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted)

-- report: verify_totals
WITH totals AS (
    SELECT (SELECT count(*) FROM occurrences) AS rows,
           (SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM occurrences GROUP BY code)) AS codes,
           (SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM occurrences
                                             GROUP BY source)) AS sources,
           (SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM occurrences
                                             GROUP BY at_us / 86400000000)) AS days,
           (SELECT coalesce(sum(n), 0) FROM summary) + (SELECT count(*) FROM occurrence
               WHERE provisional <> 0 AND folded = 0) AS kept
)
SELECT rows || ' rows, ' || codes || ' by code, ' || sources || ' by source, ' || days || ' by day, ' ||
       kept || ' as counted'
FROM totals WHERE codes <> rows OR sources <> rows OR days <> rows OR kept <> rows
