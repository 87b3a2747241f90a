-- The archive, version 2: articles without their text, where a site reserves it.
-- The order of steps is that of https://www.sqlite.org/lang_altertable.html#otheralter.

DROP VIEW archive;
CREATE TABLE articles_new (
    id           INTEGER PRIMARY KEY,
    url          TEXT NOT NULL UNIQUE,                  -- canonical address
    site         TEXT NOT NULL REFERENCES sites (id),
    kicker       TEXT,                                  -- the short line above the headline
    title        TEXT NOT NULL,
    date         TEXT,                                  -- day of publication
    published_at TEXT,                                  -- with time of day, where the page gives one
    modified_at  TEXT,
    lead         TEXT,
    body         TEXT NOT NULL,
    section      TEXT,
    language     TEXT,
    words        INTEGER NOT NULL,                      -- in lead and body
    digest       TEXT NOT NULL,                         -- sha256 of kicker, title, lead and body
    duplicate_of INTEGER REFERENCES articles (id),
    access       TEXT NOT NULL DEFAULT 'free' CHECK (access IN ('free', 'teaser', 'consent', 'blocked')),
    first_seen   TEXT NOT NULL,
    last_seen    TEXT NOT NULL,                         -- the last visit that found it there
    changed_at   TEXT NOT NULL,                         -- the last change of its text that was seen
    gone_at      TEXT,                                  -- since when it answers 404 or 410
    capture_id   INTEGER REFERENCES captures (id),      -- NULL: the site reserves its text
    parser       TEXT NOT NULL,                         -- version of the parser that read it
    signals      TEXT                                   -- JSON: what the site reserves, by which evidence, since when
);
INSERT INTO articles_new (id, url, site, kicker, title, date, published_at, modified_at, lead, body, section, language, words, digest, duplicate_of, access, first_seen, last_seen, changed_at, gone_at, capture_id, parser)
SELECT id, url, site, kicker, title, date, published_at, modified_at, lead, body, section, language, words, digest, duplicate_of, access, first_seen, last_seen, changed_at, gone_at, capture_id, parser FROM articles;
DROP TABLE articles;
ALTER TABLE articles_new RENAME TO articles;
CREATE INDEX articles_date ON articles (date);
CREATE INDEX articles_site_date ON articles (site, date);
CREATE INDEX articles_section ON articles (section);
CREATE INDEX articles_first_seen ON articles (first_seen);
CREATE INDEX articles_digest ON articles (digest);
CREATE INDEX articles_capture ON articles (capture_id);
CREATE INDEX articles_duplicate ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- tdmrep.json as it came, empty where there is none, and when it was read.
ALTER TABLE hosts ADD COLUMN tdmrep BLOB;
ALTER TABLE hosts ADD COLUMN tdmrep_at TEXT;

-- One line an article, for people and spreadsheets.
CREATE VIEW archive AS
SELECT
    a.id, a.site, a.date, a.kicker, a.title, a.lead, a.body, a.section, a.language, a.words,
    (SELECT group_concat(name, '; ') FROM (
        SELECT name FROM authors WHERE article_id = a.id ORDER BY position)) AS authors,
    (SELECT group_concat(name, '; ') FROM (
        SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id
        WHERE ak.article_id = a.id ORDER BY ak.position)) AS keywords,
    a.url, a.published_at, a.modified_at, a.access, a.first_seen, a.last_seen, a.changed_at, a.gone_at
FROM articles a;
