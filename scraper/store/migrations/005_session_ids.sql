-- The archive, version 5: session ids and tracking parameters that programs did not know until now (scraper/web/
-- url_noise.py) are no part of an address and of a key. The tables stay as they are. Where an address becomes another
-- one, what had several of them becomes one: one article with the states of all, one page of the frontier, one problem.
-- Captures stay as they came. It calls functions that steps.py registers:
--     address(url)                  the canonical address by today's rule, or the text itself where it is none
--     plain_key(url)                the key of an address by today's rule, without a profile
--     page_key(url, key, site)      the same of a page, whose old key may be the id that a profile's pattern names
--     edited(before, after)         the fields that an edit changed, joined by '; ', of two states as JSON
-- and leaves in temp.joined which articles became part of which, in temp.joined_pages which pages.

-- Articles whose addresses have one key now are one, where an address among them has changed: what was two articles
-- before, by the same key, stays two. The oldest keeps its number. Only addresses with one of these signs can change.
-- Without the CAST the column would have no type, and SQLite would not look up the numbers of rows by its indexes.
CREATE TEMP TABLE addresses AS
SELECT id, url AS old_url, CASE WHEN url GLOB '*[?;(]*' THEN address(url) ELSE url END AS url, first_seen FROM articles;
CREATE TEMP TABLE members AS
WITH keyed AS MATERIALIZED (SELECT *, plain_key(url) AS key FROM addresses)
SELECT id, old_url, url, CAST(first_value(id) OVER (PARTITION BY key ORDER BY first_seen, id) AS INTEGER) AS kept_id
FROM keyed WHERE key IN (SELECT key FROM keyed WHERE url <> old_url);
CREATE UNIQUE INDEX temp.members_id ON members (id);
CREATE TEMP TABLE joined AS SELECT id, kept_id FROM members WHERE id <> kept_id;
CREATE UNIQUE INDEX temp.joined_id ON joined (id);
CREATE TEMP TABLE groups AS
SELECT id, kept_id FROM members WHERE kept_id IN (SELECT kept_id FROM joined);
CREATE UNIQUE INDEX temp.groups_id ON groups (id);
CREATE INDEX temp.groups_kept ON groups (kept_id);

-- All states of the articles of a group, in the order in which they were first seen. The newest state of each stands in
-- articles; the view history gives it the form of the others. What is kept without its text has no state beside one
-- that has it.
CREATE TEMP TABLE states AS
WITH every_state AS (
    SELECT
        g.kept_id, v.article_id, v.id AS version_id, v.seen_at, v.capture_id, v.digest, v.kicker, v.title, v.lead,
        v.body, v.reader, v.changed, v.record
    FROM temp.groups g JOIN versions v ON v.article_id = g.id
    UNION ALL
    SELECT
        g.kept_id, a.id, NULL, h.seen_at, a.capture_id, a.digest, a.kicker, a.title, a.lead, a.body, a.reader, NULL,
        json_set(h.record, '$.sources', json(coalesce(a.sources, '{}')))
    FROM temp.groups g JOIN articles a ON a.id = g.id
    JOIN (
        SELECT article_id, seen_at, record FROM history
        WHERE article_id IN (SELECT id FROM temp.groups) AND until IS NULL
    ) h ON h.article_id = a.id
    WHERE a.body <> '' OR a.capture_id IS NOT NULL
        OR EXISTS (SELECT 1 FROM versions v WHERE v.article_id = a.id)
        OR NOT EXISTS (
            SELECT 1 FROM temp.groups other JOIN articles o ON o.id = other.id
            WHERE other.kept_id = g.kept_id AND (o.body <> '' OR o.capture_id IS NOT NULL))
)
SELECT *, row_number() OVER (PARTITION BY kept_id ORDER BY seen_at, version_id IS NULL, version_id, article_id) AS place
FROM every_state;
CREATE UNIQUE INDEX temp.states_place ON states (kept_id, place);

-- A state that says the same as the one before it is none of its own; such neighbours begin with the first and read
-- like the last. What an edit changed is known between two states of one article, and found between two that one reader
-- read; a difference between two readers is none between two texts.
CREATE TEMP TABLE true_states AS
WITH compared AS (
    SELECT
        later.kept_id, later.place, earlier.article_id IS NOT later.article_id AS is_of_another, earlier.reader,
        later.reader AS later_reader, earlier.changed,
        CASE WHEN earlier.article_id <> later.article_id THEN edited(
            json_object('kicker', earlier.kicker, 'title', earlier.title, 'lead', earlier.lead, 'body', earlier.body,
                'record', json(earlier.record)),
            json_object('kicker', later.kicker, 'title', later.title, 'lead', later.lead, 'body', later.body,
                'record', json(later.record))
        ) END AS edited
    FROM temp.states later
    LEFT JOIN temp.states earlier ON earlier.kept_id = later.kept_id AND earlier.place = later.place - 1
), numbered AS (
    SELECT
        kept_id, place, edited IS '' AS is_same,
        CASE WHEN NOT is_of_another THEN changed WHEN reader = later_reader THEN edited END AS edited,
        sum(edited IS NOT '') OVER (PARTITION BY kept_id ORDER BY place) AS number
    FROM compared
)
SELECT
    kept_id, number, min(place) AS first_place, max(place) AS last_place,
    max(CASE WHEN NOT is_same THEN edited END) AS edited
FROM numbered GROUP BY kept_id, number;
CREATE TEMP TABLE history_of_groups AS
SELECT
    t.kept_id, t.number, began.seen_at, lead(began.seen_at) OVER later AS until, lead(t.edited) OVER later AS changed,
    t.edited, s.article_id, s.version_id, s.place
FROM temp.true_states t
JOIN temp.states began ON began.kept_id = t.kept_id AND began.place = t.first_place
JOIN temp.states s ON s.kept_id = t.kept_id AND s.place = t.last_place
WINDOW later AS (PARTITION BY t.kept_id ORDER BY t.number);
CREATE INDEX temp.history_of_groups_kept ON history_of_groups (kept_id);
CREATE INDEX temp.history_of_groups_version ON history_of_groups (version_id);

-- What the row of a group says: its newest state, the first and the last time that any of its addresses was seen. It is
-- gone where all of them are. The text was changed by the last edit of it; where it is not known what an edit changed,
-- it may have been the text.
CREATE TEMP TABLE one AS
SELECT
    g.kept_id, n.article_id AS newest_id, min(a.first_seen) AS first_seen, max(a.last_seen) AS last_seen,
    CASE WHEN count(*) = count(a.gone_at) THEN max(a.gone_at) END AS gone_at,
    coalesce((
        SELECT max(t.seen_at) FROM temp.history_of_groups t WHERE t.kept_id = g.kept_id AND t.number > 1
            AND (t.edited IS NULL OR t.edited LIKE '%kicker%' OR t.edited LIKE '%title%' OR t.edited LIKE '%lead%'
                OR t.edited LIKE '%body%')
    ), min(a.first_seen)) AS changed_at,
    (SELECT last.signals FROM temp.groups l JOIN articles last ON last.id = l.id WHERE l.kept_id = g.kept_id
        ORDER BY last.last_seen DESC, last.id DESC LIMIT 1) AS signals
FROM temp.groups g JOIN articles a ON a.id = g.id
JOIN temp.history_of_groups n ON n.kept_id = g.kept_id AND n.until IS NULL
GROUP BY g.kept_id;
CREATE UNIQUE INDEX temp.one_kept ON one (kept_id);
CREATE UNIQUE INDEX temp.one_newest ON one (newest_id);
-- Articles of the same text as one of a group may need another original.
CREATE TEMP TABLE texts AS SELECT DISTINCT digest FROM articles WHERE id IN (SELECT id FROM temp.groups);
CREATE TEMP TABLE duplicates AS
SELECT id FROM articles WHERE duplicate_of IN (SELECT id FROM temp.groups) OR id IN (SELECT kept_id FROM temp.one);

DELETE FROM versions
WHERE article_id IN (SELECT id FROM temp.groups)
    AND id NOT IN (SELECT version_id FROM temp.history_of_groups WHERE version_id IS NOT NULL);
UPDATE versions SET (article_id, seen_at, until, changed) = (
    SELECT h.kept_id, h.seen_at, h.until, h.changed FROM temp.history_of_groups h WHERE h.version_id = versions.id
) WHERE article_id IN (SELECT id FROM temp.groups);
INSERT INTO versions (
    article_id, seen_at, until, capture_id, digest, kicker, title, lead, body, reader, changed, record
)
SELECT
    h.kept_id, h.seen_at, h.until, s.capture_id, s.digest, s.kicker, s.title, s.lead, s.body, s.reader, h.changed,
    s.record
FROM temp.history_of_groups h JOIN temp.states s ON s.kept_id = h.kept_id AND s.place = h.place
WHERE h.version_id IS NULL AND h.until IS NOT NULL
ORDER BY h.kept_id, h.number;

-- The lists are those of the newest state; those of the others stand in their records.
DELETE FROM authors
WHERE article_id IN (SELECT id FROM temp.groups) AND article_id NOT IN (SELECT newest_id FROM temp.one);
UPDATE authors SET article_id = (SELECT kept_id FROM temp.one WHERE newest_id = article_id)
WHERE article_id IN (SELECT newest_id FROM temp.one);
DELETE FROM article_keywords
WHERE article_id IN (SELECT id FROM temp.groups) AND article_id NOT IN (SELECT newest_id FROM temp.one);
UPDATE article_keywords SET article_id = (SELECT kept_id FROM temp.one WHERE newest_id = article_id)
WHERE article_id IN (SELECT newest_id FROM temp.one);
DELETE FROM links
WHERE article_id IN (SELECT id FROM temp.groups) AND article_id NOT IN (SELECT newest_id FROM temp.one);
UPDATE links SET article_id = (SELECT kept_id FROM temp.one WHERE newest_id = article_id)
WHERE article_id IN (SELECT newest_id FROM temp.one);
DELETE FROM vendors
WHERE article_id IN (SELECT id FROM temp.groups) AND article_id NOT IN (SELECT newest_id FROM temp.one);
UPDATE vendors SET article_id = (SELECT kept_id FROM temp.one WHERE newest_id = article_id)
WHERE article_id IN (SELECT newest_id FROM temp.one);
DELETE FROM images
WHERE article_id IN (SELECT id FROM temp.groups) AND article_id NOT IN (SELECT newest_id FROM temp.one);
UPDATE images SET article_id = (SELECT kept_id FROM temp.one WHERE newest_id = article_id)
WHERE article_id IN (SELECT newest_id FROM temp.one);

UPDATE articles SET (
    kicker, title, date, published_at, modified_at, lead, body, keywords, section, language, words, digest, access,
    capture_id, reader, sources, doubts, duplicate_of, first_seen, last_seen, changed_at, gone_at, signals
) = (
    SELECT
        n.kicker, n.title, n.date, n.published_at, n.modified_at, n.lead, n.body, n.keywords, n.section, n.language,
        n.words, n.digest, n.access, n.capture_id, n.reader, n.sources, n.doubts, n.duplicate_of,
        o.first_seen, o.last_seen, o.changed_at, o.gone_at, o.signals
    FROM temp.one o JOIN articles n ON n.id = o.newest_id WHERE o.kept_id = articles.id
) WHERE id IN (SELECT kept_id FROM temp.one);
DELETE FROM articles WHERE id IN (SELECT id FROM temp.joined);
UPDATE articles SET url = (SELECT m.url FROM temp.members m WHERE m.id = articles.id)
WHERE id IN (SELECT id FROM temp.members WHERE url <> old_url);

-- The original is the first article that has the text; an article that is kept without its text is nobody's duplicate.
UPDATE articles SET duplicate_of = CASE WHEN capture_id IS NOT NULL AND body <> '' THEN nullif((
    SELECT min(o.id) FROM articles o WHERE o.digest = articles.digest AND o.body <> ''), id) END
WHERE id IN (SELECT id FROM temp.duplicates) OR digest IN (SELECT digest FROM temp.texts);

UPDATE links SET url = address(url) WHERE url GLOB '*[?;(]*' AND url <> address(url);
UPDATE links SET target_id = (SELECT kept_id FROM temp.joined j WHERE j.id = target_id)
WHERE target_id IN (SELECT id FROM temp.joined);
UPDATE links SET target_id = (SELECT id FROM articles a WHERE a.url = links.url)
WHERE +target_id IS NULL AND url IN (SELECT url FROM temp.members);

-- The frontier. A source is asked for by the very address that its site gave it, so that only the addresses of articles
-- change. Of several rows of one address that one stays which knows most: the last that was archived, else one that is
-- still to be fetched, else what its last visit came to. The host may give another validator to another address.
UPDATE pages SET article_id = (SELECT kept_id FROM temp.joined j WHERE j.id = article_id)
WHERE article_id IN (SELECT id FROM temp.joined);
CREATE TEMP TABLE spellings AS
SELECT
    id, url AS old_url, CASE WHEN kind = 'article' AND url GLOB '*[?;(]*' THEN address(url) ELSE url END AS url, kind,
    state, visited_at, article_id, found_in, published, lastmod
FROM pages;
CREATE INDEX temp.spellings_url ON spellings (url);
CREATE TEMP TABLE page_members AS
SELECT *, CAST(first_value(id) OVER (
    PARTITION BY url ORDER BY
        kind = 'article', article_id IS NULL OR state <> 'done',
        instr('done waiting failed skipped gone deferred', state), visited_at DESC, id
) AS INTEGER) AS kept_id
FROM temp.spellings WHERE url IN (SELECT url FROM temp.spellings WHERE url <> old_url);
CREATE UNIQUE INDEX temp.page_members_id ON page_members (id);
CREATE INDEX temp.page_members_kept ON page_members (kept_id);
CREATE INDEX temp.page_members_url ON page_members (old_url);
CREATE TEMP TABLE joined_pages AS SELECT id, kept_id FROM temp.page_members WHERE id <> kept_id;
DELETE FROM pages WHERE id IN (SELECT id FROM temp.joined_pages);
UPDATE pages SET
    (url, etag, last_modified) = (
        SELECT
            m.url, CASE WHEN m.url = m.old_url THEN pages.etag END,
            CASE WHEN m.url = m.old_url THEN pages.last_modified END
        FROM temp.page_members m WHERE m.id = pages.id),
    article_id = coalesce(article_id, (
        SELECT m.article_id FROM temp.page_members m WHERE m.kept_id = pages.id AND m.article_id IS NOT NULL
        ORDER BY m.visited_at DESC, m.id LIMIT 1)),
    found_in = coalesce(found_in, (
        SELECT m.found_in FROM temp.page_members m WHERE m.kept_id = pages.id AND m.found_in IS NOT NULL
        ORDER BY m.id LIMIT 1)),
    published = coalesce(published, (SELECT min(m.published) FROM temp.page_members m WHERE m.kept_id = pages.id)),
    lastmod = coalesce(lastmod, (SELECT max(m.lastmod) FROM temp.page_members m WHERE m.kept_id = pages.id))
WHERE kind = 'article' AND id IN (SELECT kept_id FROM temp.page_members);
UPDATE pages SET found_in = (SELECT m.url FROM temp.page_members m WHERE m.old_url = pages.found_in)
WHERE found_in IN (SELECT old_url FROM temp.page_members WHERE url <> old_url);
UPDATE pages SET key = page_key(url, key, site) WHERE key <> page_key(url, key, site);

-- The problems of pages. Of one that several addresses have there is one, which lasts from the first to the last of
-- them; what the row that stayed does not have is over.
CREATE TEMP TABLE page_problems AS
SELECT p.id, p.site, p.code, m.url, m.kept_id, p.since, p.last, p.times, p.told_at, p.until, p.detail
FROM problems p JOIN (
    SELECT old_url, url, kept_id FROM temp.page_members UNION SELECT url, url, kept_id FROM temp.page_members
) m ON m.old_url = p.url;
CREATE TEMP TABLE open_problems AS
SELECT
    site, code, url, kept_id, min(id) AS id, min(since) AS since, max(last) AS last, sum(times) AS times,
    min(told_at) AS told_at
FROM temp.page_problems WHERE until IS NULL GROUP BY site, code, url;
DELETE FROM problems
WHERE id IN (SELECT id FROM temp.page_problems WHERE until IS NULL) AND id NOT IN (SELECT id FROM temp.open_problems);
UPDATE problems SET url = (SELECT p.url FROM temp.page_problems p WHERE p.id = problems.id)
WHERE id IN (SELECT id FROM temp.page_problems);
UPDATE problems SET (since, last, times, told_at, detail, until) = (
    SELECT
        o.since, o.last, o.times, o.told_at,
        (SELECT p.detail FROM temp.page_problems p
            WHERE p.url = o.url AND p.site = o.site AND p.code = o.code AND p.until IS NULL
            ORDER BY p.last DESC, p.id DESC LIMIT 1),
        CASE WHEN k.kind = 'article' AND (k.reason, k.site) IS NOT (o.code, o.site)
            THEN max(o.last, coalesce(k.visited_at, o.last)) END
    FROM temp.open_problems o JOIN pages k ON k.id = o.kept_id WHERE o.id = problems.id
) WHERE id IN (SELECT id FROM temp.open_problems);
