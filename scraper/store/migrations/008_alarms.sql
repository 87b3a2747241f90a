-- The archive, version 8: problems of the archive as a whole, the order in which news of articles came into the archive,
-- what tells that a certificate ends or that a disk fills.

-- A site that is NULL stands for the archive as a whole. SQLite takes no NOT NULL from a column, so that the table is made
-- anew; renamed, it would have another text than in a new archive.
CREATE TEMP TABLE kept_problems AS SELECT * FROM problems;
DROP TABLE problems;
CREATE TABLE problems (
    id      INTEGER PRIMARY KEY,
    site    TEXT REFERENCES sites (id) ON DELETE CASCADE,  -- NULL: the archive as a whole
    url     TEXT,                                       -- NULL: the site as a whole
    code    TEXT NOT NULL,
    detail  TEXT,                                       -- JSON: what belongs to the code, as of the last time
    since   TEXT NOT NULL,
    last    TEXT NOT NULL,                              -- the last run that found it so
    times   INTEGER NOT NULL DEFAULT 1,                 -- runs that found it so
    until   TEXT,                                       -- when it was found to be over; NULL: it still is so
    told_at TEXT                                        -- when a person was told last; NULL: not yet
);
INSERT INTO problems (id, site, url, code, detail, since, last, times, until, told_at)
SELECT id, site, url, code, detail, since, last, times, until, told_at FROM temp.kept_problems;
DROP TABLE temp.kept_problems;
CREATE UNIQUE INDEX problems_open ON problems (coalesce(site, ''), code, coalesce(url, '')) WHERE until IS NULL;
CREATE INDEX problems_site ON problems (site, since);

CREATE TABLE events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,       -- never used twice: who was told up to here has seen all before
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'gone', 'back')),
    at         TEXT NOT NULL                            -- when it was seen
);
CREATE INDEX events_article ON events (article_id);

-- What is known of before: that an article came, its edits, and that it is gone.
INSERT INTO events (article_id, kind, at)
SELECT article_id, kind, at FROM (
    SELECT id AS article_id, 'new' AS kind, 1 AS place, first_seen AS at FROM articles
    UNION ALL
    SELECT v.article_id, 'changed', 2, v.until FROM versions v
    UNION ALL
    SELECT id, 'gone', 3, gone_at FROM articles WHERE gone_at IS NOT NULL
) ORDER BY at, place, article_id;

CREATE TRIGGER events_new AFTER INSERT ON articles BEGIN
    INSERT INTO events (article_id, kind, at) VALUES (new.id, 'new', new.first_seen);
END;
CREATE TRIGGER events_changed AFTER UPDATE OF changed_at ON articles WHEN new.changed_at > old.changed_at BEGIN
    INSERT INTO events (article_id, kind, at) VALUES (new.id, 'changed', new.changed_at);
END;
CREATE TRIGGER events_gone AFTER UPDATE OF gone_at ON articles WHEN old.gone_at IS NULL AND new.gone_at IS NOT NULL BEGIN
    INSERT INTO events (article_id, kind, at) VALUES (new.id, 'gone', new.gone_at);
END;
CREATE TRIGGER events_back AFTER UPDATE OF gone_at ON articles WHEN old.gone_at IS NOT NULL AND new.gone_at IS NULL BEGIN
    INSERT INTO events (article_id, kind, at) VALUES (new.id, 'back', new.last_seen);
END;

ALTER TABLE hosts ADD COLUMN certificate_until TEXT;    -- when the certificate that it showed last ends
ALTER TABLE crawls ADD COLUMN size INTEGER;             -- bytes of the archive's file at the end of the run
