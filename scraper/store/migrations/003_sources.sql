-- The archive, version 3: what a feed, sitemap or listing said last, to see whether its validators tell the truth.

ALTER TABLE pages ADD COLUMN digest TEXT;
