-- The archive, version 4: edits instead of readings, exchanges instead of headers, codes instead of sentences, one copy
-- of the text. Most tables change, so this step fills an empty file (main) from the archive before it (old), and ends as
-- schema.sql stood when it was version 4. It calls functions that steps.py registers:
--     digest_bytes(text)            32 bytes of 64 hexadecimal digits
--     packed_headers(json)          an exchange of the headers that an old capture knows
--     masked_url(url)               an address without user and password
--     differs(one, other)           whether two texts differ in more than white space
--     reason_code, reason_detail    of an old sentence on a page
--     site_problems(text)           of old sentences on a site, as JSON: [{"code", "detail", "url"}, ...]

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
    digest        BLOB NOT NULL UNIQUE,                 -- sha256 of the unpacked bytes, 32 bytes
    codec         TEXT NOT NULL,                        -- how data is packed: gzip as sent, zstd, none
    dictionary_id INTEGER REFERENCES dictionaries (id) ON DELETE RESTRICT,
    data          BLOB NOT NULL
);

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
    signals        TEXT                                 -- JSON: what the page says of robots and text mining
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
    changed_at   TEXT NOT NULL,                         -- the last edit of its text that was seen
    gone_at      TEXT,                                  -- since when it answers 404 or 410
    capture_id   INTEGER REFERENCES captures (id) ON DELETE SET NULL,  -- NULL: the site reserves its text
    reader       TEXT NOT NULL,                         -- version of the parser, digest of what it reads of the profile
    sources      TEXT,                                  -- JSON: what on the page gave each field
    doubts       TEXT,                                  -- JSON: what the page states and is not believed, and why
    signals      TEXT                                   -- JSON: what the site reserves, by which evidence, since when
);

CREATE TABLE authors (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    name       TEXT NOT NULL,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

CREATE TABLE keywords (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE article_keywords (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    keyword_id INTEGER NOT NULL REFERENCES keywords (id) ON DELETE RESTRICT,
    PRIMARY KEY (article_id, position)
) WITHOUT ROWID;

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

-- What is or was wrong with a site, a source or a page.
CREATE TABLE problems (
    id      INTEGER PRIMARY KEY,
    site    TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    url     TEXT,                                       -- NULL: the site as a whole
    code    TEXT NOT NULL,
    detail  TEXT,                                       -- JSON: what belongs to the code, as of the last time
    since   TEXT NOT NULL,
    last    TEXT NOT NULL,                              -- the last run that found it so
    times   INTEGER NOT NULL DEFAULT 1,                 -- runs that found it so
    until   TEXT,                                       -- when it was found to be over; NULL: it still is so
    told_at TEXT                                        -- when a person was told; NULL: not yet
);

-- What may not come back, without saying what it was.
CREATE TABLE forgotten (
    key  BLOB PRIMARY KEY,                              -- sha256 of the page's key, 32 bytes
    rule INTEGER NOT NULL,                              -- version of the rule that makes keys
    at   TEXT NOT NULL
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
    robots     BLOB,                                    -- robots.txt as it came; empty where there is none
    robots_at  TEXT,                                    -- when it was read
    delay      REAL,                                    -- seconds, its Crawl-delay
    not_before TEXT,                                    -- no request before this time
    failures   INTEGER NOT NULL DEFAULT 0,              -- in a row
    tdmrep     BLOB,                                    -- tdmrep.json as it came; empty where there is none
    tdmrep_at  TEXT
);

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
    failed      INTEGER NOT NULL DEFAULT 0
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

-- What stays as it was. Rows that hang on something which is gone are left out: sqlite3 does not ask for foreign keys
-- unless it is told to, so somebody may have deleted an article by hand.
INSERT INTO sites SELECT id, name, home FROM old.sites;
INSERT INTO dictionaries SELECT id, data FROM old.dictionaries;
INSERT INTO payloads SELECT id, digest_bytes(digest), codec, dictionary_id, data FROM old.payloads;
INSERT INTO captures (
    id, url, requested_url, fetched_at, status, exchange, media_type, digest, size, payload_id, signals
)
SELECT
    id, masked_url(url), CASE WHEN requested_url <> url THEN masked_url(requested_url) END, fetched_at, status,
    packed_headers(headers), media_type, digest_bytes(digest), size, payload_id, signals
FROM old.captures;
INSERT INTO hosts SELECT host, robots, robots_at, delay, not_before, failures, tdmrep, tdmrep_at FROM old.hosts;
INSERT INTO crawls
SELECT id, started_at, finished_at, sites, requests, bytes, new, changed, unchanged, gone, failed FROM old.crawls;
INSERT INTO crawl_sites
SELECT crawl_id, site, finished_at, found, new, changed, unchanged, gone, failed, requests, bytes FROM old.crawl_sites
WHERE crawl_id IN (SELECT id FROM old.crawls);

-- The states of each article. Old programs wrote a row for each reading: neighbouring rows of one capture are one
-- state, which begins with the first and reads like the last. Two rows are compared where one parser wrote both: the last of a
-- state and the first of the state after it. Where they say the same, their states are one, too.
CREATE TEMP TABLE states AS
WITH reading AS (
    SELECT id, article_id, capture_id IS NOT lag(capture_id) OVER of_article AS begins
    FROM old.versions
    WINDOW of_article AS (PARTITION BY article_id ORDER BY id)
), numbered AS (
    SELECT id, article_id, sum(begins) OVER (PARTITION BY article_id ORDER BY id) AS number FROM reading
), of_capture AS (
    SELECT article_id, min(id) AS first_id, max(id) AS last_id FROM numbered GROUP BY article_id, number
), neighbours AS (
    SELECT *, lag(last_id) OVER (PARTITION BY article_id ORDER BY first_id) AS before_id FROM of_capture
), compared AS (
    SELECT
        n.article_id, n.first_id, n.last_id,
        CASE WHEN before.parser = after.parser THEN rtrim(
            CASE WHEN differs(before.kicker, after.kicker) THEN 'kicker; ' ELSE '' END
            || CASE WHEN differs(before.title, after.title) THEN 'title; ' ELSE '' END
            || CASE WHEN differs(before.lead, after.lead) THEN 'lead; ' ELSE '' END
            || CASE WHEN differs(before.body, after.body) THEN 'body; ' ELSE '' END
            || CASE WHEN before.date IS NOT after.date THEN 'date; ' ELSE '' END
            || CASE WHEN before.published_at IS NOT after.published_at THEN 'published_at; ' ELSE '' END,
            '; '
        ) END AS edited                                 -- '': nothing; NULL: it cannot be known
    FROM neighbours n
    JOIN old.versions after ON after.id = n.first_id
    LEFT JOIN old.versions before ON before.id = n.before_id
), true_states AS (
    SELECT *, sum(edited IS NOT '') OVER (PARTITION BY article_id ORDER BY first_id) AS number FROM compared
)
SELECT article_id, min(first_id) AS first_id, max(last_id) AS last_id, max(nullif(edited, '')) AS edited
FROM true_states GROUP BY article_id, number;
CREATE INDEX temp.states_article ON states (article_id, first_id);

-- The newest state of an article stands in articles alone.
INSERT INTO articles
SELECT
    a.id, a.url, a.site, a.kicker, a.title, a.date, a.published_at, a.modified_at, a.lead, a.body,
    (SELECT group_concat(name, '; ') FROM (
        SELECT k.name FROM old.article_keywords ak JOIN old.keywords k ON k.id = ak.keyword_id
        WHERE ak.article_id = a.id ORDER BY ak.position)),
    a.section, a.language, a.words, a.digest, a.duplicate_of, a.access, a.first_seen, a.last_seen,
    min(a.changed_at, coalesce((
        SELECT v.seen_at FROM temp.states s JOIN old.versions v ON v.id = s.first_id
        WHERE s.article_id = a.id ORDER BY s.first_id DESC LIMIT 1), a.changed_at)),
    a.gone_at, a.capture_id, a.parser, NULL, NULL, a.signals
FROM old.articles a;
UPDATE articles SET duplicate_of = NULL WHERE duplicate_of NOT IN (SELECT id FROM articles);
UPDATE articles SET capture_id = NULL WHERE capture_id NOT IN (SELECT id FROM captures);
INSERT INTO versions
SELECT
    v.id, v.article_id, began.seen_at, ended.seen_at, c.id, v.digest, v.kicker, v.title, v.lead, v.body, v.parser,
    s.edited,
    json_object(
        'url', a.url, 'site', a.site, 'date', v.date, 'published_at', v.published_at, 'modified_at', v.modified_at)
FROM (
    SELECT article_id, first_id, last_id, lead(first_id) OVER later AS next_id, lead(edited) OVER later AS edited
    FROM temp.states WINDOW later AS (PARTITION BY article_id ORDER BY first_id)
) s
JOIN old.versions v ON v.id = s.last_id
JOIN old.versions began ON began.id = s.first_id
JOIN old.versions ended ON ended.id = s.next_id
JOIN old.articles a ON a.id = s.article_id
LEFT JOIN captures c ON c.id = v.capture_id;
DROP TABLE temp.states;

INSERT INTO authors SELECT article_id, position, name FROM old.authors WHERE article_id IN (SELECT id FROM articles);
INSERT INTO keywords SELECT id, name FROM old.keywords;
INSERT INTO article_keywords
SELECT article_id, position, keyword_id FROM old.article_keywords
WHERE article_id IN (SELECT id FROM articles) AND keyword_id IN (SELECT id FROM keywords);
INSERT INTO links
SELECT l.article_id, l.position, l.relation, l.url, l.title, l.date, l.teaser, target.id
FROM old.links l LEFT JOIN articles target ON target.id = l.target_id
WHERE l.article_id IN (SELECT id FROM articles);
INSERT INTO vendors
SELECT article_id, position, name, place, url FROM old.vendors WHERE article_id IN (SELECT id FROM articles);
INSERT INTO images
SELECT article_id, position, url, caption, credit FROM old.images WHERE article_id IN (SELECT id FROM articles);

-- The due date of a source was the day from which it is asked for in full. For an article that day was counted from its
-- last full answer.
INSERT INTO pages
SELECT
    p.id, p.url, p.site, p.kind, CASE p.state WHEN 'left' THEN 'deferred' ELSE p.state END, p.key, p.found_in,
    p.published, p.lastmod,
    CASE WHEN p.kind = 'article' THEN p.due_at END,
    CASE WHEN p.kind = 'article' THEN strftime('%Y-%m-%dT%H:%M:%SZ', c.fetched_at, '+28 days') ELSE p.due_at END,
    p.visited_at, p.etag, p.last_modified, p.failures, p.last_status,
    reason_code(p.last_error),
    -- Of its own address a page's note said nothing.
    CASE reason_code(p.last_error)
        WHEN 'stale_validator' THEN json_object('url', p.url) ELSE reason_detail(p.last_error) END,
    digest_bytes(p.digest), a.id
FROM old.pages p LEFT JOIN articles a ON a.id = p.article_id LEFT JOIN captures c ON c.id = a.capture_id;

-- A problem of a site lasts from the first to the last of the runs in a row that had it, and is over with the next run
-- without it. What a run found was said at its end.
CREATE TEMP TABLE runs AS
SELECT
    site, finished_at, problem, row_number() OVER of_site AS number, lead(finished_at) OVER of_site AS next_at
FROM old.crawl_sites WINDOW of_site AS (PARTITION BY site ORDER BY crawl_id);
CREATE INDEX temp.runs_site ON runs (site, number);
INSERT INTO problems (site, url, code, detail, since, last, times, until, told_at)
WITH found AS (
    SELECT
        r.site, r.finished_at, r.number, r.next_at, json_extract(p.value, '$.url') AS url,
        json_extract(p.value, '$.code') AS code, json_extract(p.value, '$.detail') AS detail
    FROM temp.runs r, json_each(site_problems(r.problem)) p WHERE r.problem IS NOT NULL
), in_a_row AS (
    SELECT *, number - row_number() OVER (PARTITION BY site, code, url ORDER BY number) AS series FROM found
), whole AS (
    SELECT
        *, count(*) OVER series AS times, first_value(finished_at) OVER series AS since,
        row_number() OVER (PARTITION BY site, code, url, series ORDER BY number DESC) AS from_the_end
    FROM in_a_row
    WINDOW series AS (
        PARTITION BY site, code, url, series ORDER BY number
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
SELECT site, url, code, detail, since, finished_at, times, next_at, finished_at
FROM whole WHERE from_the_end = 1 ORDER BY since, site, code, url;

-- A failed page is a problem by itself. Since when is not known, so its site's last run has to do.
INSERT INTO problems (site, url, code, detail, since, last, times, until, told_at)
SELECT p.site, p.url, coalesce(p.reason, 'other'), p.detail, p.at, p.at, max(1, p.failures), NULL, p.at
FROM (
    SELECT
        *, coalesce(
            (SELECT finished_at FROM temp.runs r WHERE r.site = pages.site ORDER BY r.number DESC LIMIT 1), visited_at,
            strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) AS at
    FROM pages WHERE state = 'failed'
) p
WHERE NOT EXISTS (
    SELECT 1 FROM problems known
    WHERE known.site = p.site AND known.url = p.url AND known.code = coalesce(p.reason, 'other') AND known.until IS NULL
);
DROP TABLE temp.runs;

CREATE INDEX captures_url ON captures (url, fetched_at);
CREATE INDEX captures_payload ON captures (payload_id);
CREATE INDEX captures_via ON captures (via_id) WHERE via_id IS NOT NULL;
CREATE INDEX captures_part ON captures (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX articles_date ON articles (date);
CREATE INDEX articles_site_date ON articles (site, date);
CREATE INDEX articles_section ON articles (section);
CREATE INDEX articles_first_seen ON articles (first_seen);
CREATE INDEX articles_digest ON articles (digest);
CREATE INDEX articles_capture ON articles (capture_id);
CREATE INDEX articles_duplicate ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX authors_name ON authors (name);
CREATE INDEX article_keywords_keyword ON article_keywords (keyword_id, article_id);
CREATE INDEX links_url ON links (url);
CREATE INDEX links_target ON links (target_id);
CREATE INDEX versions_article ON versions (article_id, seen_at);
CREATE INDEX versions_capture ON versions (capture_id);
CREATE INDEX pages_work ON pages (site, kind, state, due_at);
CREATE INDEX pages_key ON pages (key);
CREATE INDEX pages_article ON pages (article_id);
CREATE INDEX pages_state ON pages (state, site);
CREATE UNIQUE INDEX problems_open ON problems (site, code, coalesce(url, '')) WHERE until IS NULL;
CREATE INDEX problems_site ON problems (site, since);
CREATE INDEX crawl_sites_site ON crawl_sites (site, finished_at);

-- Full-text search over articles, whose text it does not keep again. The name of the table stands in double quotes,
-- since Datasette and sqlite-utils look for it so. Diacritics stay: in German 'schon' and 'schön' are two words.
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    body, title, kicker, lead, keywords,
    content="articles", content_rowid="id",
    tokenize = "unicode61 remove_diacritics 0"
);
INSERT INTO articles_fts (articles_fts) VALUES ('rebuild');

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

-- Edits of the text that the page does not own up to: its own date of change stayed as it was.
CREATE VIEW silent_edits AS
SELECT before.article_id, a.url, before.until AS edited_at, before.changed,
    before.title AS title_before, after.title AS title_after
FROM versions before
JOIN history after ON after.article_id = before.article_id AND after.seen_at = before.until
JOIN articles a ON a.id = before.article_id
WHERE (before.changed LIKE '%kicker%' OR before.changed LIKE '%title%'
    OR before.changed LIKE '%lead%' OR before.changed LIKE '%body%')
  AND json_extract(before.record, '$.modified_at') IS json_extract(after.record, '$.modified_at');
