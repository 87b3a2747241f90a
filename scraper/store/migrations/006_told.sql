-- The archive, version 6: an index by which a page finds the others with its text, whatever their headlines; days after
-- the visit, which older programs believed, become doubts; of what was over before this program came nothing is told
-- any more; user and password in addresses go; and pages of another port are no pages of a site. The tables stay as they
-- are.
--
-- SQL functions of the step:
--     masked_url(text)              a text with *** for user and password in each address in it
--     kept_robots(file)             the same of a robots.txt
--     kept_tdmrep(file)             the same of a tdmrep.json
--     place(url)                    the host of an address, with its port where that is not the usual one
--     is_on_other_port(url, home)   whether an address is on the host of a site, or a subdomain, and on another port
--     plain_key(url)                the key of a page by its address alone

-- The length comes first: it is all that has to be looked up for nearly every page, as hardly two texts share it.
CREATE INDEX articles_site_length ON articles (site, length(body));

-- When each article was read: the time of its capture, or of the last visit where none is kept. A day later is
-- tolerated, since zones get mixed up (CLOCK_ERROR in policy/selection.py). Days and times compare as text.
CREATE TEMP TABLE visited AS
SELECT a.id, date(coalesce(c.fetched_at, a.last_seen), '+1 day') AS last_day,
    strftime('%Y-%m-%dT%H:%M:%SZ', coalesce(c.fetched_at, a.last_seen), '+1 day') AS last_moment
FROM articles a LEFT JOIN captures c ON c.id = a.capture_id;
CREATE UNIQUE INDEX temp.visited_id ON visited (id);
UPDATE articles SET
    doubts = json_set(coalesce(doubts, '{}'), '$.date', json_object('stated', date, 'why', 'after_the_visit')),
    date = NULL
WHERE date > (SELECT last_day FROM temp.visited WHERE id = articles.id);
UPDATE articles SET
    doubts = json_set(
        coalesce(doubts, '{}'), '$.published_at', json_object('stated', published_at, 'why', 'after_the_visit')),
    published_at = NULL
WHERE published_at > (SELECT last_moment FROM temp.visited WHERE id = articles.id);
UPDATE articles SET
    doubts = json_set(
        coalesce(doubts, '{}'), '$.modified_at', json_object('stated', modified_at, 'why', 'after_the_visit')),
    modified_at = NULL
WHERE modified_at > (SELECT last_moment FROM temp.visited WHERE id = articles.id);
DROP TABLE temp.visited;

-- A problem that was told before it was over is told once more, as over. Of those that were over before there was such
-- a mail, the first one would hold hundreds.
UPDATE problems SET told_at = until WHERE told_at < until;

-- Older programs kept addresses of pages as they stood there, with user and password. The reader of today leaves both
-- out, so that no *** stands here for them either: the page would look edited. What has no '@' is not looked at closely.
UPDATE links SET url = replace(masked_url(url), '***@', '') WHERE url LIKE '%@%' AND url <> masked_url(url);
UPDATE images SET url = replace(masked_url(url), '***@', '') WHERE url LIKE '%@%' AND url <> masked_url(url);
UPDATE vendors SET url = replace(masked_url(url), '***@', '') WHERE url LIKE '%@%' AND url <> masked_url(url);
UPDATE versions SET record = replace(masked_url(record), '***@', '')
WHERE record LIKE '%@%' AND record <> masked_url(record);
-- Here hosts are quoted.
UPDATE problems SET detail = masked_url(detail) WHERE detail LIKE '%@%' AND detail <> masked_url(detail);
UPDATE pages SET detail = masked_url(detail) WHERE detail LIKE '%@%' AND detail <> masked_url(detail);
UPDATE captures SET signals = masked_url(signals) WHERE signals LIKE '%@%' AND signals <> masked_url(signals);
UPDATE articles SET signals = masked_url(signals) WHERE signals LIKE '%@%' AND signals <> masked_url(signals);
UPDATE hosts SET robots = kept_robots(robots), tdmrep = kept_tdmrep(tdmrep);

-- Older programs took another port of a site's host for the site (RFC 6454 §4), and gave what stands there the ids of its
-- articles: an article of the site with the same id would never be fetched. Where one of its sources is, it is the site.
UPDATE pages SET key = plain_key(url)
WHERE kind = 'article' AND substr(key, 1, length(site) + 1) = site || ':'
    AND is_on_other_port(url, (SELECT home FROM sites s WHERE s.id = pages.site))
    AND place(url) NOT IN (SELECT place(s.url) FROM pages s WHERE s.site = pages.site AND s.kind <> 'article');
