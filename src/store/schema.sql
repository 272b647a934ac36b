-- Tables of the wsalog database, version 3 (PRAGMA user_version): what a new database gets at once. An
-- older one is brought here by the steps at the end of queries.sql.
--
-- Times are microseconds since 1970-01-01T00:00:00Z. Tables may change with the version; the views in
-- views.sql are public and only ever gain columns.

-- Which patterns found a row: their digest, and words for people.
CREATE TABLE pattern_set (
    id      INTEGER PRIMARY KEY,
    digest  BLOB NOT NULL UNIQUE,
    version TEXT NOT NULL
) STRICT;

-- One invocation of annotate or scan.
CREATE TABLE run (
    id          INTEGER PRIMARY KEY,
    command     TEXT NOT NULL,
    version     TEXT NOT NULL,
    case_name   TEXT NOT NULL DEFAULT '',
    pattern_set INTEGER NOT NULL REFERENCES pattern_set (id),
    started_us  INTEGER NOT NULL,
    ended_us    INTEGER,            -- NULL: still running, or killed
    status      INTEGER             -- exit status
) STRICT;

-- One content, however often and under whatever name it was met. What a run that was cut short has
-- read (complete 0) is taken over by the source that the next reading finds it to be.
CREATE TABLE source (
    id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: a second writer may still hold it
    head     BLOB NOT NULL,         -- its first bytes, at most 16: finds candidates
    length   INTEGER NOT NULL,      -- decoded bytes read so far
    digest   BLOB NOT NULL,         -- P(length), see store/identity.h
    lines    INTEGER NOT NULL,
    complete INTEGER NOT NULL,      -- 0: reading stopped before the end
    first_us INTEGER,               -- when its first and last line that has a time were written, if
    last_us  INTEGER                --   that stands near its ends; what it covers, hits or not
) STRICT;
CREATE INDEX source_head ON source (head, length, digest, complete);

-- One place where a source was met.
CREATE TABLE sighting (
    source    INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    locator   TEXT NOT NULL,
    host      TEXT NOT NULL DEFAULT '',
    case_name TEXT NOT NULL DEFAULT '',
    mtime_us  INTEGER NOT NULL,     -- 0: none (a pipe)
    read_us   INTEGER NOT NULL,
    run       INTEGER NOT NULL REFERENCES run (id),
    PRIMARY KEY (source, locator, host, case_name, mtime_us)
) STRICT, WITHOUT ROWID;

-- One distinct code reported by one line. source and pattern_set are rows of those tables; they are no
-- foreign keys, since whoever writes has just made sure of both, and SQLite would ask again a row.
CREATE TABLE occurrence (
    id           BLOB PRIMARY KEY,  -- 16 bytes from content and place alone, see store/identity.h
    source       INTEGER NOT NULL,
    line         INTEGER NOT NULL,  -- from 1
    offset       INTEGER NOT NULL,  -- of the line, decoded bytes, from 0
    column       INTEGER NOT NULL,  -- of the evidence in the line, bytes, from 1
    length       INTEGER NOT NULL,  -- of the evidence, bytes
    code         INTEGER NOT NULL,
    form         INTEGER NOT NULL,  -- 0 number 1 name 2 hex 3 hresult 4 dotnet 5 message 6 localized
    confidence   INTEGER NOT NULL,
    pattern      TEXT NOT NULL,
    pattern_set  INTEGER NOT NULL,
    time_us      INTEGER,           -- NULL: neither line, record nor file tells
    time_text    TEXT,
    time_from    INTEGER NOT NULL,  -- 0 absent 1 line 2 inherited 3 file
    time_assumed INTEGER NOT NULL,  -- bits: 1 zone 2 year 4 day order 8 date were assumed; these times 16:
                                    -- not in the line either, but told by the file or an option
    line_key     BLOB,              -- equal for one line met in two contents; NULL without a full time
    folded       INTEGER NOT NULL,  -- 1: another source already has this line_key; reports leave it out
    provisional  INTEGER NOT NULL,  -- 0, or the length of the source when this was its unfinished end
    call         TEXT,
    peer_address TEXT,
    peer_port    INTEGER,
    process      TEXT,
    level        TEXT,
    host         TEXT,              -- named by the line itself
    text         TEXT NOT NULL,     -- the line, at most 8 KiB, bad bytes as U+FFFD
    -- How long the connection had been idle (NULL: not known), and how that is known: 0 it is not, 1 the
    -- line says so, 2 since an earlier line of the same peer, connection or thread.
    idle_us      INTEGER,
    idle_from    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX occurrence_source ON occurrence (source, offset);
CREATE INDEX occurrence_provisional ON occurrence (source) WHERE provisional <> 0;
CREATE INDEX occurrence_line_key ON occurrence (line_key) WHERE line_key IS NOT NULL;
CREATE TRIGGER source_deleted AFTER DELETE ON source BEGIN
    DELETE FROM occurrence WHERE source = old.id;
END;

-- What scans were asked to read and could not, or not to its end. A later scan under the same case that
-- reads it takes the row away.
CREATE TABLE gap (
    locator   TEXT NOT NULL,
    host      TEXT NOT NULL DEFAULT '',
    case_name TEXT NOT NULL DEFAULT '',
    verdict   TEXT NOT NULL,        -- partial, refused, failed
    reason    TEXT NOT NULL,
    met_us    INTEGER NOT NULL,     -- when last
    PRIMARY KEY (locator, case_name, host)
) STRICT, WITHOUT ROWID;

-- Counts of the rows that are not provisional, kept in the writer's transactions, so that a report
-- need not look at the rows. First per source, code and quarter of an hour (UTC) ...
CREATE TABLE summary (
    source    INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    code      INTEGER NOT NULL,
    quarter   INTEGER NOT NULL,     -- its start in microseconds; -1 for rows without a time
    n         INTEGER NOT NULL,     -- rows that count, folded ones not
    folded    INTEGER NOT NULL,
    inherited INTEGER NOT NULL,     -- of n: time_from 2
    from_file INTEGER NOT NULL,     -- of n: time_from 3
    first_us  INTEGER,              -- of the rows that count
    last_us   INTEGER,
    PRIMARY KEY (source, code, quarter)
) STRICT, WITHOUT ROWID;

-- ... then per source and value of a field, over all the rest. Fields that are numbers (code, quarter,
-- time_from, time_assumed without its upper bits, pattern_set) have them in number, and no value.
CREATE TABLE tally (
    source   INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    field    TEXT NOT NULL,         -- one of those, or pattern, call, peer, process, level, host
    value    TEXT NOT NULL,         -- '' where the row has NULL
    number   INTEGER NOT NULL,      -- of a peer: its port; -1: further ones of a peer with many
    n        INTEGER NOT NULL,
    folded   INTEGER NOT NULL,
    undated  INTEGER NOT NULL,      -- of n: without a time
    first_us INTEGER,
    last_us  INTEGER,
    PRIMARY KEY (source, field, value, number)
) STRICT, WITHOUT ROWID;
