-- Public views of the wsalog database, made anew by every version: for sqlite3, lnav, Datasette, DuckDB.
-- They only ever gain columns. Times are microseconds since 1970-01-01T00:00:00Z.
DROP VIEW IF EXISTS occurrences;
DROP VIEW IF EXISTS sources;
DROP VIEW IF EXISTS gaps;

-- Each source with the name it was last met under.
CREATE VIEW sources AS
SELECT s.id, g.locator, g.host, g.case_name, s.length, s.lines, s.complete,
       max(coalesce(nullif(g.mtime_us, 0), g.read_us)) AS met_us
FROM source s JOIN sighting g ON g.source = s.id
GROUP BY s.id;

-- Every occurrence that counts, with its source's name. at_us is the time of the line, or, when that
-- is unknown (time_from 0), of the file it stood in.
CREATE VIEW occurrences AS
SELECT lower(hex(o.id)) AS id, coalesce(o.time_us, s.met_us) AS at_us, o.time_us, o.time_from,
       o.time_assumed & 15 AS time_assumed, o.code, o.form, o.confidence, o.pattern,
       s.locator AS source, o.line, o.offset, o.column, o.length, o.call, o.peer_address, o.peer_port, o.process, o.level,
       coalesce(o.host, nullif(s.host, '')) AS host, s.case_name, o.text, o.idle_us, o.idle_from
FROM occurrence o JOIN sources s ON s.id = o.source
WHERE o.folded = 0;

-- What was to be read and was not, or not to its end: where, and why.
CREATE VIEW gaps AS
SELECT locator, host, case_name, verdict, reason, met_us FROM gap;
