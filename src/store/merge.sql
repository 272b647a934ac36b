-- How another database (attached as other) is merged into this one: db merge. Every statement is a
-- function of the two sets of rows alone, with the better of two always the smaller in some total order,
-- so that it does not matter in which order databases are merged, nor how often. Row numbers of sources,
-- runs and pattern sets are local; content tells which of them are the same.

-- query: merge_begin
CREATE TEMP TABLE their_set AS
SELECT t.id AS theirs, t.digest, t.version FROM other.pattern_set t;
INSERT INTO pattern_set (digest, version) SELECT digest, version FROM their_set WHERE true
ON CONFLICT (digest) DO UPDATE SET version = excluded.version WHERE excluded.version < version;

CREATE TEMP TABLE their_source AS
SELECT id AS theirs, head, length, digest, lines, complete, first_us, last_us FROM other.source;
CREATE TEMP TABLE source_of (theirs INTEGER PRIMARY KEY, ours INTEGER);
INSERT INTO source (head, length, digest, lines, complete, first_us, last_us)
SELECT head, length, digest, max(lines), max(complete), min(first_us), max(last_us) FROM their_source t
WHERE NOT EXISTS (SELECT 1 FROM source s
                  WHERE s.head = t.head AND s.length = t.length AND s.digest = t.digest)
GROUP BY head, length, digest ORDER BY length, digest, head;
INSERT INTO source_of
SELECT t.theirs, min(s.id) FROM their_source t
JOIN source s ON s.head = t.head AND s.length = t.length AND s.digest = t.digest GROUP BY t.theirs;
UPDATE source SET lines = max(source.lines, t.lines), complete = max(source.complete, t.complete),
    first_us = coalesce(min(source.first_us, t.first_us), source.first_us, t.first_us),
    last_us = coalesce(max(source.last_us, t.last_us), source.last_us, t.last_us)
FROM their_source t JOIN source_of o ON o.theirs = t.theirs WHERE source.id = o.ours;

-- query: merge_runs
INSERT INTO run (command, version, case_name, pattern_set, started_us, ended_us, status)
SELECT r.command, r.version, r.case_name, p.id, r.started_us, r.ended_us, r.status
FROM other.run r JOIN their_set t ON t.theirs = r.pattern_set
JOIN pattern_set p ON p.digest = t.digest
WHERE NOT EXISTS (SELECT 1 FROM run o WHERE o.command = r.command AND o.version = r.version
                  AND o.case_name = r.case_name AND o.pattern_set = p.id AND o.started_us = r.started_us)
ORDER BY r.started_us, r.id;
CREATE TEMP TABLE run_of AS
SELECT r.id AS theirs, min(o.id) AS ours
FROM other.run r JOIN their_set t ON t.theirs = r.pattern_set
JOIN pattern_set p ON p.digest = t.digest
JOIN run o ON o.command = r.command AND o.version = r.version AND o.case_name = r.case_name
    AND o.pattern_set = p.id AND o.started_us = r.started_us
GROUP BY r.id;
UPDATE run SET ended_us = coalesce(max(run.ended_us, r.ended_us), run.ended_us, r.ended_us),
               status = coalesce(max(run.status, r.status), run.status, r.status)
FROM other.run r JOIN run_of o ON o.theirs = r.id WHERE run.id = o.ours;

INSERT INTO sighting (source, locator, host, case_name, mtime_us, read_us, run)
SELECT s.ours, g.locator, g.host, g.case_name, g.mtime_us, g.read_us, r.ours
FROM other.sighting g JOIN source_of s ON s.theirs = g.source JOIN run_of r ON r.theirs = g.run
WHERE true
ON CONFLICT DO UPDATE SET read_us = excluded.read_us, run = excluded.run
WHERE excluded.read_us < read_us;

INSERT INTO gap (locator, host, case_name, verdict, reason, met_us)
SELECT locator, host, case_name, verdict, reason, met_us FROM other.gap WHERE true
ON CONFLICT DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason, met_us = excluded.met_us
WHERE (-excluded.met_us, excluded.verdict, excluded.reason) < (-met_us, verdict, reason);
DELETE FROM gap WHERE EXISTS (
    SELECT 1 FROM sighting g JOIN source s ON s.id = g.source AND s.complete = 1
    WHERE g.locator = gap.locator AND g.host = gap.host AND g.case_name = gap.case_name
      AND g.read_us > gap.met_us);

-- query: merge_occurrences
-- Theirs as they would be here. A row belongs to the longest of the contents that have it.
CREATE TEMP VIEW theirs AS
SELECT o.id, s.ours AS source, o.line, o.offset, o.column, o.length, o.code, o.form, o.confidence,
       o.pattern, p.id AS pattern_set, o.time_us, o.time_text, o.time_from, o.time_assumed, o.line_key,
       o.folded, o.provisional, o.call, o.peer_address, o.peer_port, o.process, o.level, o.host, o.text,
       o.idle_us, o.idle_from
FROM other.occurrence o JOIN source_of s ON s.theirs = o.source
JOIN their_set t ON t.theirs = o.pattern_set JOIN pattern_set p ON p.digest = t.digest;

CREATE TEMP TABLE owner AS
SELECT t.id, t.source FROM theirs t JOIN occurrence o ON o.id = t.id
JOIN source a ON a.id = t.source JOIN source b ON b.id = o.source
WHERE (-a.length, a.digest, a.head) < (-b.length, b.digest, b.head);

-- Of two readings of one line the one with the better time wins: from the line, else its record, else
-- the file; with less assumed; the earlier one; then whatever is smaller.
INSERT INTO occurrence SELECT * FROM theirs WHERE true
ON CONFLICT (id) DO UPDATE SET
    confidence = excluded.confidence, pattern = excluded.pattern, pattern_set = excluded.pattern_set,
    form = excluded.form, length = excluded.length, time_us = excluded.time_us,
    time_text = excluded.time_text, time_from = excluded.time_from, time_assumed = excluded.time_assumed,
    line_key = excluded.line_key, call = excluded.call, peer_address = excluded.peer_address,
    peer_port = excluded.peer_port, process = excluded.process, level = excluded.level,
    host = excluded.host, text = excluded.text, idle_us = excluded.idle_us, idle_from = excluded.idle_from
WHERE ((excluded.time_from + 3) % 4, excluded.time_assumed & 15, excluded.time_assumed, coalesce(excluded.time_us, 0),
       -excluded.confidence, excluded.pattern, excluded.form, excluded.length,
       coalesce(excluded.time_text, ''), coalesce(excluded.line_key, x''), coalesce(excluded.call, ''),
       coalesce(excluded.peer_address, ''), coalesce(excluded.peer_port, 0),
       coalesce(excluded.process, ''), coalesce(excluded.level, ''), coalesce(excluded.host, ''),
       excluded.text, -excluded.idle_from, coalesce(excluded.idle_us, 0),
       (SELECT digest FROM pattern_set p WHERE p.id = excluded.pattern_set))
    < ((time_from + 3) % 4, time_assumed & 15, time_assumed, coalesce(time_us, 0),
       -confidence, pattern, form, length,
       coalesce(time_text, ''), coalesce(line_key, x''), coalesce(call, ''),
       coalesce(peer_address, ''), coalesce(peer_port, 0),
       coalesce(process, ''), coalesce(level, ''), coalesce(host, ''),
       text, -idle_from, coalesce(idle_us, 0),
       (SELECT digest FROM pattern_set p WHERE p.id = occurrence.pattern_set));
UPDATE occurrence SET source = owner.source FROM owner WHERE owner.id = occurrence.id;
UPDATE occurrence SET provisional = 0 FROM theirs t
WHERE t.id = occurrence.id AND t.provisional = 0 AND occurrence.provisional <> 0;

-- query: merge_settle
-- An unfinished last line that another content has whole.
DELETE FROM occurrence WHERE provisional <> 0 AND EXISTS (
    SELECT 1 FROM source s JOIN source f ON f.head = s.head AND f.length > s.length
    JOIN occurrence w ON w.source = f.id AND w.offset = occurrence.offset
    WHERE s.id = occurrence.source AND w.line = occurrence.line AND w.provisional = 0
      AND substr(w.text, 1, length(occurrence.text)) = occurrence.text);
-- Of the rows with one line_key, one counts: that with the smallest id.
UPDATE occurrence SET folded = 0 WHERE folded <> 0;
CREATE TEMP TABLE counting AS
SELECT line_key, min(id) AS id FROM occurrence WHERE line_key IS NOT NULL AND provisional = 0
GROUP BY line_key HAVING count(*) > 1;
CREATE UNIQUE INDEX temp.counting_key ON counting (line_key);
UPDATE occurrence SET folded = 1 FROM counting c
WHERE c.line_key = occurrence.line_key AND c.id <> occurrence.id AND occurrence.provisional = 0;

-- query: merge_end
DROP VIEW theirs;
DROP TABLE their_set;
DROP TABLE their_source;
DROP TABLE source_of;
DROP TABLE run_of;
DROP TABLE owner;
DROP TABLE counting;
