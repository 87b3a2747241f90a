"""How a site is doing, in a word or two: what ``verdict`` is in records of ``scraper status`` and on pages."""

from __future__ import annotations

OK = "ok"
"""Its crawls went well."""
NEEDS_ATTENTION = "needs attention"
"""A problem of it stands, or pages that should have been archived were not."""
NOT_FOLLOWED = "not followed"
"""It was crawled once and is no more: what was wrong with it at last needs nobody."""
NEVER_CRAWLED = "never crawled"
"""No crawl came to it yet."""
BY_HAND = "by hand"
"""Its pages were fetched or imported by hand, and no crawl comes to it."""
SWITCHED_OFF = "switched off"
"""The configuration leaves it out."""
