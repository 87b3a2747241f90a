-- The archive, version 7: payloads and heads of captures can be packed against older ones, captures form a chain of
-- hashes, an article is gone only when that was seen twice, and references are looked after. Payloads stay packed as
-- they are; 'scraper compact' packs them anew. It calls functions that steps.py registers:
--     capture_digest(…)                    the digest of a capture's row (scraper/store/chain.py)
--     chain_link(before, digest, salt)     the link of a capture

-- No program has ever filled this table.
DROP TABLE dictionaries;
ALTER TABLE payloads ADD COLUMN earlier_id INTEGER REFERENCES payloads (id) ON DELETE RESTRICT;
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

-- Numbers grow with time, so that an address finds its captures in order without the time in its index.
DROP INDEX captures_url;
CREATE INDEX captures_url ON captures (url);
ALTER TABLE captures ADD COLUMN salt BLOB;
ALTER TABLE captures ADD COLUMN link BLOB;
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

CREATE TABLE gaps (
    capture_id INTEGER PRIMARY KEY,                     -- the number that it had
    link       BLOB NOT NULL,
    at         TEXT NOT NULL,                           -- when it was forgotten
    seal       BLOB                                     -- sha256 of its row's digest and its salt: what its link is of
);

-- The chain of what was captured until now, by the numbers of the rows, which need not be without gaps.
CREATE TEMP TABLE numbered (place INTEGER PRIMARY KEY, id INTEGER NOT NULL, salt BLOB NOT NULL, digest BLOB NOT NULL);
INSERT INTO temp.numbered
SELECT
    row_number() OVER (ORDER BY id), id, randomblob(16),
    capture_digest(
        id, url, requested_url, fetched_at, status, protocol, remote_address, exchange, media_type, digest, size,
        via_id, part_of, signals)
FROM captures;
CREATE TEMP TABLE chained (id INTEGER PRIMARY KEY, salt BLOB NOT NULL, link BLOB NOT NULL);
INSERT INTO temp.chained
WITH RECURSIVE chain (place, id, salt, link) AS (
    SELECT place, id, salt, chain_link(NULL, digest, salt) FROM temp.numbered WHERE place = 1
    UNION ALL
    SELECT n.place, n.id, n.salt, chain_link(c.link, n.digest, n.salt)
    FROM chain c JOIN temp.numbered n ON n.place = c.place + 1
)
SELECT id, salt, link FROM chain;
UPDATE captures SET (salt, link) = (SELECT c.salt, c.link FROM temp.chained c WHERE c.id = captures.id);
DROP TABLE temp.numbered;
DROP TABLE temp.chained;

-- What was found gone by one answer stays gone; the rule of two answers is for what comes.
ALTER TABLE articles ADD COLUMN missing_since TEXT;

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
            WHERE h.url = r.url AND h.status BETWEEN 301 AND 308
                AND (SELECT n.status FROM captures n WHERE n.url = r.url ORDER BY n.id DESC LIMIT 1)
                    BETWEEN 301 AND 308
                AND p.key <> (SELECT o.key FROM pages o WHERE o.url = r.target_url)) AS moved_at
    FROM (
        SELECT
            l.article_id, l.position, l.url, l.title AS text, l.target_id,
            a.gone_at, a.missing_since, a.changed_at, a.first_seen, a.last_seen,
            CASE WHEN a.url <> l.url THEN a.url ELSE f.url END AS target_url
        FROM links l JOIN articles a ON a.id = l.target_id LEFT JOIN captures f ON f.id = a.capture_id
        WHERE l.relation = 'reference'
    ) r LEFT JOIN pages p ON p.url = r.url
);

DROP VIEW silent_edits;
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
