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
    keywords   TEXT
);
-- The first text that was queued stands, since it is the one that was indexed. A statement's own conflict clause would
-- override OR IGNORE in a trigger (sqlite.org/lang_createtrigger.html), hence WHERE NOT EXISTS.
CREATE TRIGGER index_queue_insert AFTER INSERT ON articles BEGIN
    INSERT INTO index_queue (article_id, is_indexed) SELECT new.id, 0
    WHERE NOT EXISTS (SELECT 1 FROM index_queue WHERE article_id = new.id);
END;
CREATE TRIGGER index_queue_delete AFTER DELETE ON articles BEGIN
    INSERT INTO index_queue (article_id, is_indexed, language, kicker, title, lead, body, keywords)
    SELECT old.id, 1, old.language, old.kicker, old.title, old.lead, old.body, old.keywords
    WHERE NOT EXISTS (SELECT 1 FROM index_queue WHERE article_id = old.id);
END;
CREATE TRIGGER index_queue_update AFTER UPDATE OF id, language, kicker, title, lead, body, keywords ON articles BEGIN
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
    id       INTEGER PRIMARY KEY,
    first_id INTEGER REFERENCES articles (id) ON DELETE SET NULL  -- its first article
);
CREATE INDEX stories_first ON stories (first_id);
CREATE TABLE story_articles (
    story_id   INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE,
    share      REAL,                                    -- how much of the first article's text it holds, 0 to 1
    PRIMARY KEY (story_id, article_id)
) WITHOUT ROWID;
-- A sample of the word sequences of each text, as hashes, by which the same text is found elsewhere.
CREATE TABLE fingerprints (
    hash       INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (hash, article_id)
) WITHOUT ROWID;
CREATE INDEX fingerprints_article ON fingerprints (article_id);

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

-- Which archived article refers to which, over sites.
CREATE VIEW citations AS
SELECT
    a.id AS article_id, a.site, a.date, a.title, l.position, l.url, l.title AS text,
    t.id AS target_id, t.site AS target_site, t.date AS target_date, t.title AS target_title
FROM links l JOIN articles a ON a.id = l.article_id JOIN articles t ON t.id = l.target_id
WHERE l.relation = 'reference' AND t.id <> a.id;

ALTER TABLE keywords ADD COLUMN canonical_id INTEGER REFERENCES keywords (id) ON DELETE SET NULL;
CREATE INDEX keywords_canonical ON keywords (canonical_id) WHERE canonical_id IS NOT NULL;
