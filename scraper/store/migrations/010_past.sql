-- The archive, version 10: WARC files that were read, how far, and which captures came of them.

CREATE TABLE imports (
    id          INTEGER PRIMARY KEY,
    source      TEXT NOT NULL,                          -- path or address, passwords masked
    identity    TEXT NOT NULL,                          -- what tells one content of the file from another
    selection   TEXT NOT NULL,                          -- JSON: of which sites and hosts, and since when
    started_at  TEXT NOT NULL,
    finished_at TEXT,                                   -- NULL: not read to its end yet
    "offset"    INTEGER NOT NULL DEFAULT 0,             -- bytes of the file up to which all is in the archive
    counts      TEXT NOT NULL DEFAULT '{}',             -- JSON: records, and what became of them
    UNIQUE (source, identity, selection)
);

-- Captures that came out of a file, and not from the host itself: their times are the word of that file.
CREATE TABLE origins (
    capture_id INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
    import_id  INTEGER REFERENCES imports (id) ON DELETE SET NULL,
    record_id  TEXT,                                    -- WARC-Record-ID
    "offset"   INTEGER                                  -- of the record in the file
);
CREATE INDEX origins_import ON origins (import_id);
