-- The archive, version 9: a second search index of stems and parts of compounds, stories, mentions, citations, keywords
-- by their usual spelling.

-- search ---------------------------------------------------------------------------------------------------------------

-- The tokenizer of an index cannot be changed. The triggers of articles name the table, and stay.
DROP TABLE articles_fts;
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    body, title, kicker, lead, keywords,
    content="articles", content_rowid="id",
    tokenize = "unicode61 remove_diacritics 0 tokenchars '+#§'"
);
INSERT INTO articles_fts (articles_fts) VALUES ('rebuild');

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

INSERT INTO index_queue (article_id, is_indexed) SELECT id, 0 FROM articles;

-- stories --------------------------------------------------------------------------------------------------------------

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

-- mentions -------------------------------------------------------------------------------------------------------------

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

-- links and keywords ---------------------------------------------------------------------------------------------------

-- Which archived article refers to which, over sites: one row a pair, the first of the links from one to the other.
CREATE VIEW citations AS
SELECT
    a.id AS article_id, a.site, a.date, a.title, l.position, l.url, l.title AS text,
    t.id AS target_id, t.site AS target_site, t.date AS target_date, t.title AS target_title
FROM links l JOIN articles a ON a.id = l.article_id JOIN articles t ON t.id = l.target_id
WHERE l.relation = 'reference' AND t.id <> a.id AND NOT EXISTS (
    SELECT 1 FROM links e WHERE e.article_id = l.article_id AND e.relation = 'reference'
        AND e.position < l.position AND e.target_id = l.target_id);

-- link_key(url) is a number that all addresses of a page share, NULL for what is no address of the web. A migration knows
-- no profile, so that it is made of the address alone.
ALTER TABLE links ADD COLUMN key INTEGER;               -- what the links to one page share, whatever its spelling
UPDATE links SET key = link_key(url) WHERE url IS NOT NULL;
CREATE INDEX links_key ON links (key, target_id);
CREATE INDEX links_other_forms ON links (key, article_id) WHERE relation = 'alternate' AND title IN ('print', 'amp');
-- Most links lead out of the archive.
DROP INDEX links_target;
CREATE INDEX links_target ON links (target_id) WHERE target_id IS NOT NULL;
-- What the addresses of archived articles lead to; of two articles with one address the first page's counts.
CREATE TEMP TABLE led_to (key INTEGER PRIMARY KEY, article_id INTEGER NOT NULL);
INSERT OR IGNORE INTO temp.led_to
SELECT link_key(p.url), p.article_id FROM pages p JOIN articles a ON a.id = p.article_id
WHERE link_key(p.url) IS NOT NULL ORDER BY p.id;
INSERT OR IGNORE INTO temp.led_to SELECT link_key(url), id FROM articles WHERE link_key(url) IS NOT NULL;
-- A print or AMP version of an article leads to it, unless another article names it, too.
INSERT OR IGNORE INTO temp.led_to
SELECT key, min(article_id) FROM links WHERE relation = 'alternate' AND title IN ('print', 'amp') AND key IS NOT NULL
GROUP BY key HAVING min(article_id) = max(article_id);
UPDATE links SET target_id = (SELECT article_id FROM temp.led_to t WHERE t.key = links.key)
WHERE target_id IS NULL AND key IN (SELECT key FROM temp.led_to);
DROP TABLE temp.led_to;
DROP VIEW checked_links;
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

-- keyword_form(name) is what all spellings of a keyword share, keyword_head(form) the name that stands for them, where
-- the table of aliases has one.
ALTER TABLE keywords ADD COLUMN canonical_id INTEGER REFERENCES keywords (id) ON DELETE SET NULL;
ALTER TABLE keywords ADD COLUMN form TEXT;
CREATE INDEX keywords_canonical ON keywords (canonical_id) WHERE canonical_id IS NOT NULL;
UPDATE keywords SET form = keyword_form(name);
CREATE INDEX keywords_form ON keywords (form);
UPDATE keywords SET canonical_id = nullif(
    (SELECT c.id FROM keywords c WHERE c.form = keywords.form
        ORDER BY c.name IS NOT keyword_head(c.form), c.id LIMIT 1), id);
