-- The archive, version 10: what the steps of store/migrations/ add up to. Times are UTC, ISO 8601 with Z; days are
-- YYYY-MM-DD. docs/schema.md explains every column.

-- One row a site profile, or a host for pages that were fetched by hand.
CREATE TABLE sites (
    id   TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    home TEXT NOT NULL
);

-- The bytes, stored once each. A page is packed against an older one of its site, or against its own earlier bytes.
CREATE TABLE payloads (
    id            INTEGER PRIMARY KEY,
    digest        BLOB NOT NULL UNIQUE,                 -- sha256 of the unpacked bytes, 32 bytes
    codec         TEXT NOT NULL,                        -- how data is packed: gzip as sent, zstd, none
    dictionary_id INTEGER REFERENCES dictionaries (id) ON DELETE RESTRICT,
    data          BLOB NOT NULL,
    earlier_id    INTEGER REFERENCES payloads (id) ON DELETE RESTRICT  -- earlier bytes of the page, the dictionary
);

-- What serves a site as a dictionary: the bytes of a payload, or the heads of a capture, which stay where they are.
CREATE TABLE dictionaries (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,       -- never used twice, since programs keep dictionaries in memory
    site       TEXT NOT NULL REFERENCES sites (id) ON DELETE RESTRICT,
    payload_id INTEGER UNIQUE REFERENCES payloads (id) ON DELETE RESTRICT,  -- NULL: it serves heads
    capture_id INTEGER UNIQUE REFERENCES captures (id) ON DELETE RESTRICT,  -- NULL: it serves bodies
    made_at    TEXT NOT NULL,
    CHECK ((payload_id IS NULL) <> (capture_id IS NULL))
);
CREATE INDEX dictionaries_site ON dictionaries (site);
CREATE INDEX payloads_dictionary ON payloads (dictionary_id) WHERE dictionary_id IS NOT NULL;
CREATE INDEX payloads_earlier ON payloads (earlier_id) WHERE earlier_id IS NOT NULL;

-- Every response that was kept, as it came; redirects on the way to it are captures without payload.
CREATE TABLE captures (
    id             INTEGER PRIMARY KEY,
    url            TEXT NOT NULL,                       -- the address that answered
    requested_url  TEXT,                                -- the address that was asked for; NULL: the same
    fetched_at     TEXT NOT NULL,
    status         INTEGER NOT NULL,
    protocol       TEXT,                                -- HTTP/1.1; NULL: not recorded by the program of that time
    remote_address TEXT,                                -- the IP address that answered
    exchange       BLOB,                                -- packed: head of request and response as sent, secrets masked
    media_type     TEXT,
    digest         BLOB,                                -- sha256 of the body, 32 bytes; NULL: a redirect
    size           INTEGER NOT NULL,                    -- bytes of the body, unpacked
    payload_id     INTEGER REFERENCES payloads (id) ON DELETE RESTRICT,
    via_id         INTEGER REFERENCES captures (id) ON DELETE SET NULL,
    part_of        INTEGER REFERENCES captures (id) ON DELETE CASCADE,
    signals        TEXT,                                -- JSON: what the page says of robots and text mining
    salt           BLOB,                                -- 16 random bytes
    link           BLOB                                 -- sha256 of the link before it and of this row's seal
);
CREATE INDEX captures_url ON captures (url);
CREATE INDEX captures_payload ON captures (payload_id);
CREATE INDEX captures_via ON captures (via_id) WHERE via_id IS NOT NULL;
CREATE INDEX captures_part ON captures (part_of) WHERE part_of IS NOT NULL;

-- Foreign keys hold only where a program asks SQLite for them, and without a dictionary many pages could not be read.
CREATE TRIGGER payloads_in_use BEFORE DELETE ON payloads
WHEN EXISTS (SELECT 1 FROM dictionaries WHERE payload_id = old.id)
    OR EXISTS (SELECT 1 FROM payloads WHERE earlier_id = old.id) BEGIN
    SELECT raise(ABORT, 'other payloads are packed against this one; use scraper forget');
END;
CREATE TRIGGER captures_in_use BEFORE DELETE ON captures
WHEN EXISTS (SELECT 1 FROM dictionaries WHERE capture_id = old.id) BEGIN
    SELECT raise(ABORT, 'heads of other captures are packed against this one; use scraper forget');
END;
CREATE TRIGGER dictionaries_in_use BEFORE DELETE ON dictionaries
WHEN EXISTS (SELECT 1 FROM payloads WHERE dictionary_id = old.id) BEGIN
    SELECT raise(ABORT, 'payloads are packed against this one; use scraper forget');
END;

-- Links of captures that were forgotten, which hold the chain together. Without salt they prove nothing else.
CREATE TABLE gaps (
    capture_id INTEGER PRIMARY KEY,                     -- the number that it had
    link       BLOB NOT NULL,
    at         TEXT NOT NULL,                           -- when it was forgotten
    seal       BLOB                                     -- sha256 of its row's digest and its salt: what its link is of
);

-- Each later answer that said that a capture still holds: a 304, or the same bytes.
CREATE TABLE visits (
    capture_id INTEGER NOT NULL REFERENCES captures (id) ON DELETE CASCADE,
    at         TEXT NOT NULL,
    status     INTEGER NOT NULL,
    PRIMARY KEY (capture_id, at)
) WITHOUT ROWID;

-- One row an article, in its newest state.
CREATE TABLE articles (
    id           INTEGER PRIMARY KEY,
    url          TEXT NOT NULL UNIQUE,                  -- canonical address
    site         TEXT NOT NULL REFERENCES sites (id) ON DELETE RESTRICT,
    kicker       TEXT,                                  -- the short line above the headline
    title        TEXT NOT NULL,
    date         TEXT,                                  -- day of publication
    published_at TEXT,                                  -- with time of day, where the page gives one
    modified_at  TEXT,
    lead         TEXT,
    body         TEXT NOT NULL,
    keywords     TEXT,                                  -- the editor's, joined by '; '
    section      TEXT,
    language     TEXT,
    words        INTEGER NOT NULL,                      -- in lead and body
    digest       TEXT NOT NULL,                         -- sha256 of kicker, title, lead and body
    duplicate_of INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    access       TEXT NOT NULL DEFAULT 'free' CHECK (access IN ('free', 'teaser', 'consent', 'blocked')),
    first_seen   TEXT NOT NULL,
    last_seen    TEXT NOT NULL,                         -- the last visit that found it there
    changed_at   TEXT NOT NULL,                         -- the last edit that was seen; without one, first_seen
    gone_at      TEXT,                                  -- since when it answers 404 or 410
    capture_id   INTEGER REFERENCES captures (id) ON DELETE SET NULL,  -- NULL: the site reserves its text
    reader       TEXT NOT NULL,                         -- version of the parser, digest of what it reads of the profile
    sources      TEXT,                                  -- JSON: what on the page gave each field
    doubts       TEXT,                                  -- JSON: what the page states and is not believed, and why
    signals      TEXT,                                  -- JSON: what the site reserves, by which evidence, since when
    missing_since TEXT                                  -- since when it seems gone; a day later gone_at says so
);
CREATE INDEX articles_date ON articles (date);
CREATE INDEX articles_site_date ON articles (site, date);
CREATE INDEX articles_site_title ON articles (site, title);
CREATE INDEX articles_site_length ON articles (site, length(body));
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
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
    canonical_id INTEGER REFERENCES keywords (id) ON DELETE SET NULL,  -- its usual spelling; NULL: it is that itself
    form         TEXT                                   -- what its spellings share, such as egovernment
);
CREATE INDEX keywords_canonical ON keywords (canonical_id) WHERE canonical_id IS NOT NULL;
CREATE INDEX keywords_form ON keywords (form);
CREATE TABLE article_keywords (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    keyword_id INTEGER NOT NULL REFERENCES keywords (id) ON DELETE RESTRICT,
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
    key        INTEGER,                                 -- what the links to one page share, whatever its spelling
    PRIMARY KEY (article_id, relation, position)
) WITHOUT ROWID;
CREATE INDEX links_url ON links (url);
CREATE INDEX links_target ON links (target_id) WHERE target_id IS NOT NULL;
CREATE INDEX links_key ON links (key, target_id);
CREATE INDEX links_other_forms ON links (key, article_id) WHERE relation = 'alternate' AND title IN ('print', 'amp');

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

-- The earlier states of articles, each as the current reader reads its capture; the newest stands in articles.
CREATE TABLE versions (
    id         INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    seen_at    TEXT NOT NULL,                           -- when this state was first seen
    until      TEXT NOT NULL,                           -- when the state after it was first seen
    capture_id INTEGER REFERENCES captures (id) ON DELETE SET NULL,
    digest     TEXT NOT NULL,                           -- as in articles
    kicker     TEXT,
    title      TEXT NOT NULL,
    lead       TEXT,
    body       TEXT NOT NULL,
    reader     TEXT NOT NULL,
    changed    TEXT,                                    -- fields that differ in the state after it, joined by '; '
    record     TEXT NOT NULL                            -- JSON: the other fields of the record
);
CREATE INDEX versions_article ON versions (article_id, seen_at);
CREATE INDEX versions_capture ON versions (capture_id);

-- The frontier: every address that is known, and what is to be done with it.
CREATE TABLE pages (
    id            INTEGER PRIMARY KEY,
    url           TEXT NOT NULL UNIQUE,
    site          TEXT NOT NULL REFERENCES sites (id) ON DELETE RESTRICT,
    kind          TEXT NOT NULL CHECK (kind IN ('feed', 'sitemap', 'listing', 'article')),
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'deferred', 'skipped', 'failed', 'gone')),
    key           TEXT NOT NULL,                        -- what all addresses of one page share
    found_in      TEXT,                                 -- the feed, sitemap or listing that named it
    published     TEXT,                                 -- by that source's word
    lastmod       TEXT,                                 -- by that source's word
    due_at        TEXT,                                 -- when it is visited next; NULL: not by itself
    full_due_at   TEXT,                                 -- from when it is asked for in full, whatever its validators
    visited_at    TEXT,                                 -- the last answer that was as it should be
    etag          TEXT,
    last_modified TEXT,
    failures      INTEGER NOT NULL DEFAULT 0,           -- in a row
    last_status   INTEGER,
    reason        TEXT,                                 -- code: why it failed or was skipped, or what its host says
    detail        TEXT,                                 -- JSON: what belongs to the code
    digest        BLOB,                                 -- of a source: sha256 of its last full answer
    article_id    INTEGER REFERENCES articles (id) ON DELETE SET NULL
);
CREATE INDEX pages_work ON pages (site, kind, state, due_at);
CREATE INDEX pages_key ON pages (key);
CREATE INDEX pages_article ON pages (article_id);
CREATE INDEX pages_state ON pages (state, site);

-- What is or was wrong with a site, a source or a page.
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
CREATE UNIQUE INDEX problems_open ON problems (coalesce(site, ''), code, coalesce(url, '')) WHERE until IS NULL;
CREATE INDEX problems_site ON problems (site, since);

-- News of articles, in the order in which they came into the archive; triggers write it.
CREATE TABLE events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,       -- never used twice: who was told up to here has seen all before
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('new', 'changed', 'gone', 'back')),
    at         TEXT NOT NULL                            -- when it was seen
);
CREATE INDEX events_article ON events (article_id);
CREATE TRIGGER events_new AFTER INSERT ON articles BEGIN
    INSERT INTO events (article_id, kind, at) VALUES (new.id, 'new', new.first_seen);
END;
CREATE TRIGGER events_changed AFTER INSERT ON versions WHEN new.changed IS NOT '' BEGIN
    INSERT INTO events (article_id, kind, at) VALUES (new.article_id, 'changed', new.until);
END;
CREATE TRIGGER events_gone AFTER UPDATE OF gone_at ON articles WHEN old.gone_at IS NULL AND new.gone_at IS NOT NULL BEGIN
    INSERT INTO events (article_id, kind, at) VALUES (new.id, 'gone', new.gone_at);
END;
CREATE TRIGGER events_back AFTER UPDATE OF gone_at ON articles WHEN old.gone_at IS NOT NULL AND new.gone_at IS NULL BEGIN
    INSERT INTO events (article_id, kind, at) VALUES (new.id, 'back', new.last_seen);
END;

-- What may not come back, without saying what it was.
CREATE TABLE forgotten (
    key  BLOB PRIMARY KEY,                              -- sha256 of the page's key, 32 bytes
    rule INTEGER NOT NULL,                              -- version of the rule that makes keys; 2: since schema 5
    at   TEXT NOT NULL
) WITHOUT ROWID;

-- What became of the addresses that articles refer to, by the last time they were asked for.
CREATE TABLE link_checks (
    url           TEXT PRIMARY KEY,                     -- as in links, without its fragment
    state         TEXT NOT NULL CHECK (state IN ('there', 'moved', 'changed', 'gone', 'missing', 'unknown')),
    since         TEXT NOT NULL,                        -- when that was seen first; of gone: the first of the answers
    checked_at    TEXT NOT NULL,                        -- when it was asked for last
    status        INTEGER,                              -- of that answer; NULL: there was none
    moved_to      TEXT,
    reason        TEXT,                                 -- code: why it is not there, or why that is not known
    detail        TEXT,                                 -- JSON: what belongs to the code
    etag          TEXT,
    last_modified TEXT,
    digest        BLOB,                                 -- of the text that it is compared with, 32 bytes
    reader        TEXT,                                 -- what read that text; NULL: the digest is of the bytes
    full_at       TEXT                                  -- when it last answered in full
) WITHOUT ROWID;

-- How far somebody has been told.
CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    at   TEXT NOT NULL,
    id   INTEGER                                        -- the last row that was told of
) WITHOUT ROWID;

-- What politeness must remember between runs.
CREATE TABLE hosts (
    host       TEXT PRIMARY KEY,                        -- host, or host:port
    robots     BLOB,                                    -- robots.txt, passwords masked; empty where there is none
    robots_at  TEXT,                                    -- when it was read
    delay      REAL,                                    -- seconds, its Crawl-delay
    not_before TEXT,                                    -- no request before this time
    failures   INTEGER NOT NULL DEFAULT 0,              -- in a row
    tdmrep     BLOB,                                    -- tdmrep.json, passwords masked; empty where there is none
    tdmrep_at  TEXT,
    certificate_until TEXT                              -- when the certificate that it showed last ends
);

-- WARC files that were read, and how far.
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

-- One row per run of crawl.
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
    failed      INTEGER NOT NULL DEFAULT 0,
    size        INTEGER                                 -- bytes of the archive's file at the end of the run
);

-- The same, site by site.
CREATE TABLE crawl_sites (
    crawl_id    INTEGER NOT NULL REFERENCES crawls (id) ON DELETE CASCADE,
    site        TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    finished_at TEXT NOT NULL,
    found       INTEGER NOT NULL,
    new         INTEGER NOT NULL,
    changed     INTEGER NOT NULL,
    unchanged   INTEGER NOT NULL,
    gone        INTEGER NOT NULL,
    failed      INTEGER NOT NULL,
    requests    INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    PRIMARY KEY (crawl_id, site)
) WITHOUT ROWID;
CREATE INDEX crawl_sites_site ON crawl_sites (site, finished_at);

-- The references in the texts, with what became of them.
CREATE VIEW checked_links AS
SELECT
    l.article_id, l.position, l.url, l.title AS text, l.target_id,
    c.state, c.since, c.checked_at, c.status, c.moved_to, c.reason, c.detail
FROM links l LEFT JOIN link_checks c
    ON c.url = CASE WHEN instr(l.url, '#') THEN substr(l.url, 1, instr(l.url, '#') - 1) ELSE l.url END
WHERE l.relation = 'reference' AND l.target_id IS NULL
UNION ALL
SELECT
    article_id, position, url, text, target_id,
    CASE
        WHEN gone_at IS NOT NULL THEN 'gone'
        WHEN missing_since IS NOT NULL THEN 'missing'
        WHEN moved_at IS NOT NULL THEN 'moved'
        WHEN changed_at > first_seen THEN 'changed'
        ELSE 'there'
    END,
    coalesce(gone_at, missing_since, moved_at, changed_at),
    max(last_seen, coalesce(gone_at, ''), coalesce(missing_since, '')),
    last_status, CASE WHEN moved_at IS NOT NULL THEN target_url END, NULL, NULL
FROM (
    SELECT
        r.*, p.last_status,
        -- The address has moved where it answered last with a redirect to what is another page by its key.
        (SELECT min(h.fetched_at) FROM captures h
            WHERE h.url = p.url AND h.status BETWEEN 301 AND 308
                AND (SELECT n.status FROM captures n WHERE n.url = p.url ORDER BY n.id DESC LIMIT 1)
                    BETWEEN 301 AND 308
                AND p.key <> (SELECT o.key FROM pages o WHERE o.url = r.target_url)) AS moved_at
    FROM (
        SELECT
            l.article_id, l.position, l.url, l.title AS text, l.target_id,
            a.gone_at, a.missing_since, a.changed_at, a.first_seen, a.last_seen,
            CASE WHEN a.url <> l.url THEN a.url ELSE f.url END AS target_url,
            -- The page that the link leads to: that of its address, or of the address without what a link may add to
            -- it, a fragment and parameters; scheme and 'www.' may differ, too.
            coalesce((SELECT p.id FROM pages p WHERE p.url = l.url), (SELECT min(p.id) FROM pages p
                WHERE p.article_id = l.target_id
                AND rtrim(replace(replace(substr(p.url, 1, instr(p.url || '?', '?') - 1), 'https:', 'http:'),
                    '//www.', '//'), '/')
                = rtrim(replace(replace(substr(l.url, 1, min(instr(l.url || '#', '#'), instr(l.url || '?', '?')) - 1),
                    'https:', 'http:'), '//www.', '//'), '/'))) AS page_id
        FROM links l JOIN articles a ON a.id = l.target_id LEFT JOIN captures f ON f.id = a.capture_id
        WHERE l.relation = 'reference'
    ) r LEFT JOIN pages p ON p.id = r.page_id
);

-- Which archived article refers to which, over sites: one row a pair, the first of the links from one to the other.
CREATE VIEW citations AS
SELECT
    a.id AS article_id, a.site, a.date, a.title, l.position, l.url, l.title AS text,
    t.id AS target_id, t.site AS target_site, t.date AS target_date, t.title AS target_title
FROM links l JOIN articles a ON a.id = l.article_id JOIN articles t ON t.id = l.target_id
WHERE l.relation = 'reference' AND t.id <> a.id AND NOT EXISTS (
    SELECT 1 FROM links e WHERE e.article_id = l.article_id AND e.relation = 'reference'
        AND e.position < l.position AND e.target_id = l.target_id);

-- Full-text search over articles, whose text it does not keep again. The name of the table stands in double quotes,
-- since Datasette and sqlite-utils look for it so. Diacritics stay: in German 'schon' and 'schön' are two words. The
-- signs make words of 'C++', 'C#' and '§'.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    body, title, kicker, lead, keywords,
    content="articles", content_rowid="id",
    tokenize = "unicode61 remove_diacritics 0 tokenchars '+#§'"
);
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, body, title, kicker, lead, keywords)
    VALUES (new.id, new.body, new.title, new.kicker, new.lead, new.keywords);
END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, body, title, kicker, lead, keywords)
    VALUES ('delete', old.id, old.body, old.title, old.kicker, old.lead, old.keywords);
END;
CREATE TRIGGER articles_fts_update AFTER UPDATE OF id, body, title, kicker, lead, keywords ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, body, title, kicker, lead, keywords)
    VALUES ('delete', old.id, old.body, old.title, old.kicker, old.lead, old.keywords);
    INSERT INTO articles_fts (rowid, body, title, kicker, lead, keywords)
    VALUES (new.id, new.body, new.title, new.kicker, new.lead, new.keywords);
END;

-- The second index of the same articles: the stems of words, and of the parts of compounds. It keeps no text, only which
-- stem stands in which article, under the numbers of the articles.
CREATE VIRTUAL TABLE articles_words USING fts5 (
    words, content = '', detail = none,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '_'"
);

-- The words of all articles in lower case, with the spellings that are searched for instead, and the stems of each.
CREATE TABLE words (
    word TEXT NOT NULL,
    stem TEXT NOT NULL,
    PRIMARY KEY (word, stem)
) WITHOUT ROWID;

-- What made an index, so that one that another version made is noticed.
CREATE TABLE indexes (
    name    TEXT PRIMARY KEY,
    maker   TEXT NOT NULL,                              -- version of stemmer, word list and rule
    made_at TEXT NOT NULL
) WITHOUT ROWID;

-- Articles of which all that is derived from their texts (stems, stories, mentions) is to be made anew by the next write:
-- no trigger can make a stem. The old text says what the second index still holds of them.
CREATE TABLE index_queue (
    article_id INTEGER PRIMARY KEY,                     -- of an article that may be gone
    is_indexed INTEGER NOT NULL,                        -- 1: it was derived from the text beside; 0: nothing was
    language   TEXT,
    kicker     TEXT,
    title      TEXT,
    lead       TEXT,
    body       TEXT,
    keywords   TEXT,
    failure    TEXT                                     -- JSON: the mistake by which nothing could be derived
);
-- The first text that was queued stands, since it is the one that was indexed. A statement's own conflict clause would
-- override OR IGNORE in a trigger (sqlite.org/lang_createtrigger.html), hence WHERE NOT EXISTS.
CREATE TRIGGER index_queue_insert AFTER INSERT ON articles BEGIN
    INSERT INTO index_queue (article_id, is_indexed) SELECT new.id, 0
    WHERE NOT EXISTS (SELECT 1 FROM index_queue WHERE article_id = new.id);
END;
-- INSERT OR REPLACE fires no trigger for the row that it deletes, but this one before it does
-- (sqlite.org/lang_createtrigger.html).
CREATE TRIGGER index_queue_replace BEFORE INSERT ON articles
    WHEN EXISTS (SELECT 1 FROM articles WHERE id = new.id OR url = new.url)
BEGIN
    INSERT INTO index_queue (article_id, is_indexed, language, kicker, title, lead, body, keywords)
    SELECT a.id, 1, a.language, a.kicker, a.title, a.lead, a.body, a.keywords FROM articles a
    WHERE (a.id = new.id OR a.url = new.url) AND NOT EXISTS (SELECT 1 FROM index_queue q WHERE q.article_id = a.id);
END;
-- Nor does UPDATE OR REPLACE for the row that it deletes.
CREATE TRIGGER index_queue_replace_by_update BEFORE UPDATE OF id, url ON articles
    WHEN EXISTS (SELECT 1 FROM articles WHERE (id = new.id OR url = new.url) AND id <> old.id)
BEGIN
    INSERT INTO index_queue (article_id, is_indexed, language, kicker, title, lead, body, keywords)
    SELECT a.id, 1, a.language, a.kicker, a.title, a.lead, a.body, a.keywords FROM articles a
    WHERE (a.id = new.id OR a.url = new.url) AND a.id <> old.id
        AND NOT EXISTS (SELECT 1 FROM index_queue q WHERE q.article_id = a.id);
END;
CREATE TRIGGER index_queue_delete AFTER DELETE ON articles BEGIN
    INSERT INTO index_queue (article_id, is_indexed, language, kicker, title, lead, body, keywords)
    SELECT old.id, 1, old.language, old.kicker, old.title, old.lead, old.body, old.keywords
    WHERE NOT EXISTS (SELECT 1 FROM index_queue WHERE article_id = old.id);
END;
CREATE TRIGGER index_queue_update AFTER UPDATE OF id, language, kicker, title, lead, body, keywords ON articles
    WHEN (old.id, old.language, old.kicker, old.title, old.lead, old.body, old.keywords)
        IS NOT (new.id, new.language, new.kicker, new.title, new.lead, new.body, new.keywords)
BEGIN
    INSERT INTO index_queue (article_id, is_indexed, language, kicker, title, lead, body, keywords)
    SELECT old.id, 1, old.language, old.kicker, old.title, old.lead, old.body, old.keywords
    WHERE NOT EXISTS (SELECT 1 FROM index_queue WHERE article_id = old.id);
    INSERT INTO index_queue (article_id, is_indexed) SELECT new.id, 0
    WHERE NOT EXISTS (SELECT 1 FROM index_queue WHERE article_id = new.id);
END;

-- The same release or report in several papers.
CREATE TABLE stories (
    id       INTEGER PRIMARY KEY,                       -- the number of its first article
    first_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE  -- that article
);
CREATE INDEX stories_first ON stories (first_id);
-- An article that two releases were merged into belongs to the stories of both.
CREATE TABLE story_articles (
    story_id   INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    share      REAL NOT NULL,                           -- how much of the first article's text it holds, 0 to 1
    PRIMARY KEY (story_id, article_id)
) WITHOUT ROWID;
CREATE INDEX story_articles_article ON story_articles (article_id);
-- Two articles of different sites that tell the same story. Their rows outlive those of the articles until the next
-- write of ours, which needs them to make the stories anew; hence no foreign keys.
CREATE TABLE story_pairs (
    article_id  INTEGER NOT NULL,
    other_id    INTEGER NOT NULL,                       -- the larger number of the two
    share       REAL NOT NULL,                          -- how much of the article's text stands in the other, 0 to 1
    other_share REAL NOT NULL,                          -- how much of the other's text stands in the article
    PRIMARY KEY (article_id, other_id)
) WITHOUT ROWID;
CREATE INDEX story_pairs_other ON story_pairs (other_id);
-- A sample of the word sequences of each text, as hashes, by which the same text is found elsewhere. An index on the
-- articles would be as large again; of a text that goes, the hashes are made once more, so they need no foreign key.
CREATE TABLE fingerprints (
    hash       INTEGER NOT NULL,
    day        INTEGER NOT NULL,                        -- of the article, counted from 1970-01-01
    article_id INTEGER NOT NULL,
    PRIMARY KEY (hash, day, article_id)
) WITHOUT ROWID;
-- Of which articles there are fingerprints.
CREATE TABLE fingerprinted (
    article_id INTEGER PRIMARY KEY,
    day        INTEGER NOT NULL,                        -- as in fingerprints
    site       TEXT NOT NULL,
    hashes     INTEGER NOT NULL,                        -- how many
    text       INTEGER NOT NULL                         -- a hash of all words: copies of a text have the same
);
-- The days of two articles decide whether they can tell one story.
CREATE TRIGGER index_queue_day AFTER UPDATE OF date, first_seen, site ON articles
WHEN old.date IS NOT new.date OR old.site <> new.site OR (new.date IS NULL AND old.first_seen <> new.first_seen) BEGIN
    INSERT INTO index_queue (article_id, is_indexed, language, kicker, title, lead, body, keywords)
    SELECT old.id, 1, old.language, old.kicker, old.title, old.lead, old.body, old.keywords
    WHERE NOT EXISTS (SELECT 1 FROM index_queue WHERE article_id = old.id);
END;

-- Who and what is named in the texts.
CREATE TABLE mentions (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL
        CHECK (kind IN ('municipality', 'district', 'land', 'body', 'law', 'programme', 'vendor')),
    name       TEXT NOT NULL,                           -- its usual name
    key        TEXT NOT NULL,                           -- AGS of a place, else a short name
    start      INTEGER,                                 -- of its first character in body, from 0; NULL: not in body
    "end"      INTEGER,                                 -- behind its last character; NULL: not in body
    CHECK ((start IS NULL) = ("end" IS NULL))
);
CREATE INDEX mentions_article ON mentions (article_id);
CREATE INDEX mentions_key ON mentions (kind, key, article_id);
-- The vendors that pages name are looked for in all texts.
CREATE INDEX vendors_name ON vendors (name);

-- The official list of Länder, districts and municipalities, by 'scraper names import'.
CREATE TABLE places (
    key        TEXT PRIMARY KEY,                        -- AGS: 2 digits a Land, 5 a district, 8 a municipality
    kind       TEXT NOT NULL CHECK (kind IN ('municipality', 'district', 'land')),
    name       TEXT NOT NULL,
    population INTEGER
) WITHOUT ROWID;

-- One line an article, for people and spreadsheets.
CREATE VIEW archive AS
SELECT
    a.id, a.site, a.date, a.kicker, a.title, a.lead, a.body, a.section, a.language, a.words,
    (SELECT group_concat(name, '; ') FROM (
        SELECT name FROM authors WHERE article_id = a.id ORDER BY position)) AS authors,
    a.keywords, a.url, a.published_at, a.modified_at, a.access, a.first_seen, a.last_seen, a.changed_at, a.gone_at
FROM articles a;

-- All states of all articles in order, the newest included.
CREATE VIEW history AS
SELECT article_id, seen_at, until, kicker, title, lead, body, digest, capture_id, reader, changed, record
FROM versions
UNION ALL
SELECT
    a.id, coalesce((SELECT max(v.until) FROM versions v WHERE v.article_id = a.id), a.first_seen), NULL,
    a.kicker, a.title, a.lead, a.body, a.digest, a.capture_id, a.reader, NULL,
    json_object(
        'url', a.url, 'site', a.site, 'language', a.language, 'date', a.date, 'published_at', a.published_at,
        'modified_at', a.modified_at, 'section', a.section, 'access', a.access,
        'authors', (SELECT json_group_array(name) FROM (
            SELECT name FROM authors WHERE article_id = a.id ORDER BY position)),
        'keywords', (SELECT json_group_array(name) FROM (
            SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id
            WHERE ak.article_id = a.id ORDER BY ak.position)),
        'links', (SELECT json_group_array(json_object('url', url, 'text', title)) FROM (
            SELECT url, title FROM links WHERE article_id = a.id AND relation = 'reference' ORDER BY position)),
        'related', (SELECT json_group_array(json_object('title', title, 'url', url, 'date', date, 'teaser', teaser))
            FROM (SELECT * FROM links WHERE article_id = a.id AND relation = 'related' ORDER BY position)),
        'vendors', (SELECT json_group_array(json_object('name', name, 'place', place, 'url', url)) FROM (
            SELECT * FROM vendors WHERE article_id = a.id ORDER BY position)),
        'images', (SELECT json_group_array(json_object('url', url, 'caption', caption, 'credit', credit)) FROM (
            SELECT * FROM images WHERE article_id = a.id ORDER BY position)),
        'alternates', (SELECT json_group_array(json_object('url', url, 'kind', title)) FROM (
            SELECT * FROM links WHERE article_id = a.id AND relation = 'alternate' ORDER BY position)))
FROM articles a
ORDER BY 1, 2;

-- Edits of the text that the page does not own up to: all dates that it states stayed as they were.
CREATE VIEW silent_edits AS
SELECT
    b.article_id, a.url, b.until AS edited_at, b.changed, b.title AS title_before,
    CASE WHEN n.id IS NULL THEN a.title ELSE n.title END AS title_after,
    json_extract(b.record, '$.modified_at') AS modified_at
FROM versions b
JOIN articles a ON a.id = b.article_id
LEFT JOIN versions n ON n.id = (
    SELECT id FROM versions
    WHERE article_id = b.article_id AND (seen_at, id) > (b.seen_at, b.id) ORDER BY seen_at, id LIMIT 1)
WHERE (b.changed LIKE '%kicker%' OR b.changed LIKE '%title%' OR b.changed LIKE '%lead%' OR b.changed LIKE '%body%')
  AND b.changed NOT LIKE '%date%' AND b.changed NOT LIKE '%published_at%'
  AND json_extract(b.record, '$.modified_at')
    IS CASE WHEN n.id IS NULL THEN a.modified_at ELSE json_extract(n.record, '$.modified_at') END;
