-- The archive, version 1. Times are UTC, ISO 8601 with Z; days are YYYY-MM-DD.

-- One row a site profile, or a host for pages that were fetched by hand.
CREATE TABLE sites (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    home TEXT NOT NULL
);

-- The bytes, stored once each.
CREATE TABLE dictionaries (
    id   INTEGER PRIMARY KEY,
    data BLOB NOT NULL
);
CREATE TABLE payloads (
    id            INTEGER PRIMARY KEY,
    digest        TEXT NOT NULL UNIQUE,                 -- sha256 of the unpacked bytes, hexadecimal
    codec         TEXT NOT NULL,                        -- how data is packed: gzip as sent, zstd, none
    dictionary_id INTEGER REFERENCES dictionaries (id),
    data          BLOB NOT NULL
);

-- Every response that was kept, as it came.
CREATE TABLE captures (
    id            INTEGER PRIMARY KEY,
    url           TEXT NOT NULL,                        -- the address that answered, after redirects
    requested_url TEXT NOT NULL,                        -- the address that was asked for
    fetched_at    TEXT NOT NULL,
    status        INTEGER NOT NULL,
    headers       TEXT NOT NULL,                        -- JSON: [[name, value], ...] as sent
    media_type    TEXT,
    digest        TEXT NOT NULL,                        -- sha256 of the body, hexadecimal
    size          INTEGER NOT NULL,                     -- bytes of the body, unpacked
    payload_id    INTEGER NOT NULL REFERENCES payloads (id),
    signals       TEXT                                  -- JSON: what the page says of robots and text mining
);
CREATE INDEX captures_url ON captures (url, fetched_at);
CREATE INDEX captures_payload ON captures (payload_id);

-- One row an article, in its newest state.
CREATE TABLE articles (
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
    capture_id   INTEGER NOT NULL REFERENCES captures (id),
    parser       TEXT NOT NULL                          -- version of the parser that read it
);
CREATE INDEX articles_date ON articles (date);
CREATE INDEX articles_site_date ON articles (site, date);
CREATE INDEX articles_section ON articles (section);
CREATE INDEX articles_first_seen ON articles (first_seen);
CREATE INDEX articles_digest ON articles (digest);
CREATE INDEX articles_capture ON articles (capture_id);
CREATE INDEX articles_duplicate ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE authors (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX authors_name ON authors (name);

CREATE TABLE keywords (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE article_keywords (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    keyword_id INTEGER NOT NULL REFERENCES keywords (id),
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE INDEX article_keywords_keyword ON article_keywords (keyword_id, article_id);

-- References in the text, lists of related articles, and other forms of the same article.
CREATE TABLE links (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    relation   TEXT NOT NULL CHECK (relation IN ('related', 'reference', 'alternate')),
    url        TEXT,
    title      TEXT,                                    -- of an alternate: print, pdf, amp, language or other
    date       TEXT,
    teaser     TEXT,
    target_id  INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    PRIMARY KEY (article_id, relation, position)
) WITHOUT ROWID;
CREATE INDEX links_url ON links (url);
CREATE INDEX links_target ON links (target_id);

CREATE TABLE vendors (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    place      TEXT,
    url        TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

CREATE TABLE images (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    url        TEXT NOT NULL,
    caption    TEXT,
    credit     TEXT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

-- One row per state of the text that was ever seen, the newest included.
CREATE TABLE versions (
    id           INTEGER PRIMARY KEY,
    article_id   INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    seen_at      TEXT NOT NULL,
    capture_id   INTEGER NOT NULL REFERENCES captures (id),
    digest       TEXT NOT NULL,
    kicker       TEXT,
    title        TEXT NOT NULL,
    date         TEXT,
    published_at TEXT,
    modified_at  TEXT,
    lead         TEXT,
    body         TEXT NOT NULL,
    parser       TEXT NOT NULL
);
CREATE INDEX versions_article ON versions (article_id, seen_at);
CREATE INDEX versions_capture ON versions (capture_id);

-- The frontier: every address that is known, and what is to be done with it.
CREATE TABLE pages (
    id            INTEGER PRIMARY KEY,
    url           TEXT NOT NULL UNIQUE,
    site          TEXT NOT NULL REFERENCES sites (id),
    kind          TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'listing', 'article')),
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'left', 'skipped', 'failed', 'gone')),
    key           TEXT NOT NULL,                        -- what all addresses of one page share
    found_in      TEXT,                                 -- the feed, sitemap or listing that named it
    published     TEXT,                                 -- by that source's word
    lastmod       TEXT,                                 -- by that source's word
    due_at        TEXT,                                 -- when it is visited next; NULL: not by itself
    visited_at    TEXT,                                 -- the last answer that was as it should be
    etag          TEXT,
    last_modified TEXT,
    failures      INTEGER NOT NULL DEFAULT 0,           -- in a row
    last_status   INTEGER,
    last_error    TEXT,
    article_id    INTEGER REFERENCES articles (id) ON DELETE SET NULL
);
CREATE INDEX pages_work ON pages (site, kind, state, due_at);
CREATE INDEX pages_key ON pages (key);
CREATE INDEX pages_article ON pages (article_id);
CREATE INDEX pages_state ON pages (state, site);

-- What politeness must remember between runs.
CREATE TABLE hosts (
    host       TEXT PRIMARY KEY,                        -- host, or host:port
    robots     BLOB,                                    -- robots.txt as it came; empty where there is none
    robots_at  TEXT,                                    -- when it was read
    delay      REAL,                                    -- seconds, its Crawl-delay
    not_before TEXT,                                    -- no request before this time
    failures   INTEGER NOT NULL DEFAULT 0               -- in a row
);

-- One row per run of crawl or fetch.
CREATE TABLE crawls (
    id          INTEGER PRIMARY KEY,
    started_at  TEXT NOT NULL,
    finished_at TEXT,                                   -- NULL: it was killed, or still runs
    sites       TEXT NOT NULL,                          -- JSON: the ids
    requests    INTEGER NOT NULL DEFAULT 0,
    bytes       INTEGER NOT NULL DEFAULT 0,             -- of bodies, on the wire
    new         INTEGER NOT NULL DEFAULT 0,
    changed     INTEGER NOT NULL DEFAULT 0,
    unchanged   INTEGER NOT NULL DEFAULT 0,
    gone        INTEGER NOT NULL DEFAULT 0,
    failed      INTEGER NOT NULL DEFAULT 0
);

-- The same, site by site.
CREATE TABLE crawl_sites (
    crawl_id    INTEGER NOT NULL REFERENCES crawls (id) ON DELETE CASCADE,
    site        TEXT NOT NULL REFERENCES sites (id),
    finished_at TEXT NOT NULL,
    found       INTEGER NOT NULL,
    new         INTEGER NOT NULL,
    changed     INTEGER NOT NULL,
    unchanged   INTEGER NOT NULL,
    gone        INTEGER NOT NULL,
    failed      INTEGER NOT NULL,
    requests    INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    problem     TEXT,                                   -- NULL: all its sources answered well
    PRIMARY KEY (crawl_id, site)
) WITHOUT ROWID;
CREATE INDEX crawl_sites_site ON crawl_sites (site, finished_at);

-- Full-text search. Diacritics stay: in German 'schon' and 'schön' are two words.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title, kicker, lead, body, keywords,
    tokenize = "unicode61 remove_diacritics 0"
);

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
