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
    at         TEXT NOT NULL                            -- when it was forgotten
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
    url           TEXT PRIMARY KEY,                     -- as in links
    state         TEXT NOT NULL CHECK (state IN ('there', 'moved', 'changed', 'gone', 'missing', 'unknown')),
    since         TEXT NOT NULL,                        -- when that state was seen first
    checked_at    TEXT NOT NULL,                        -- when it was asked for last
    status        INTEGER,                              -- of that answer; NULL: there was none
    moved_to      TEXT,
    reason        TEXT,                                 -- code: why there was no answer
    detail        TEXT,                                 -- JSON: what belongs to the code
    etag          TEXT,
    last_modified TEXT,
    digest        BLOB                                  -- of the text at the first full answer, 32 bytes
) WITHOUT ROWID;

CREATE VIEW checked_links AS
SELECT
    l.article_id, l.position, l.url, l.title AS text, l.target_id,
    c.state, c.since, c.checked_at, c.status, c.moved_to
FROM links l LEFT JOIN link_checks c ON c.url = l.url
WHERE l.relation = 'reference';
