"""Keys and targets of links and forms of keywords made anew: after a change, or by ``scraper reparse --index``.

A key of ``links.key`` was made by the profiles of its day. A site that is added later, or whose patterns are mended,
has addresses with other keys from then on, and the links to them that are archived already get these, too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlite_utils import Database

from scraper.store.keywords import Keywords
from scraper.store.link_keys import is_at, places_of, rule_of
from scraper.store.links import MAKER, Links
from scraper.store.makers import note_made

# So many links, or pages, are looked at in one transaction. Chosen: it takes a tenth of a second, which a crawl waits.
AT_ONCE = 3000
_NEXT_LINKS = (
    "SELECT article_id, relation, position, url, key FROM links"
    " WHERE (article_id, relation, position) > (?, ?, ?) ORDER BY article_id, relation, position LIMIT ?"
)
_NEXT_PAGES = "SELECT id, url, key FROM pages WHERE article_id IS NOT NULL AND id > ? ORDER BY id LIMIT ?"
_COUNT = "SELECT (SELECT count(*) FROM links) + (SELECT count(*) FROM pages WHERE article_id IS NOT NULL)"
_Place = tuple[int, str, int]
# Before every row: numbers of articles begin with 1, but a program may have given others.
_START: _Place = (-(2**63), "", 0)


class LinkFill:
    """Makes the links anew, some at a time. The caller holds the transaction of each step.

    The keys of the pages of articles come with them: a page that was archived before its site had a profile has a key
    by its address alone, by which no other address of the article would find it.

    Args:
        db: the archive.
        links: with the profiles that are known.
        is_whole: all links are looked at; otherwise those to sites whose patterns the archive does not have yet. The
            keywords are where another version of their rule or table has made their forms.
    """

    def __init__(self, db: Database, links: Links, *, is_whole: bool = False) -> None:
        self._db = db
        self._links = links
        self._is_whole = is_whole
        self._keywords = Keywords(db)
        self._are_keywords_meant = is_whole or not self._keywords.is_current()
        noted = links.rules()
        known = {site.id: site for site in links.keys.sites()}
        self._rules = {name: rule for name, site in known.items() if noted.get(name) != (rule := rule_of(site))}
        self._places = frozenset(place for name in self._rules for place in places_of(known[name]))
        self._left = frozenset(links.absent())
        self._steps: list[Callable[[], int]] = [self._next_links, self._next_pages]
        self._link: _Place = _START
        self._page = 0
        self.done = 0

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to do."""
        return self._is_whole or self._are_keywords_meant or bool(self._rules)

    def run(
        self,
        at: str,
        transaction: Callable[[], AbstractContextManager[None]],
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> None:
        """Make all anew, in short transactions; what is as it should be is not written.

        Args:
            at: the time.
            transaction: begins one of the archive's.
            progress: is told how many links and addresses of how many are done.
        """
        (total,) = self._db.execute(_COUNT).fetchone()
        is_more = True
        while is_more:
            with transaction():
                is_more = self.step(at)
            progress(self.done, total)

    def step(self, at: str) -> bool:
        """Look at the keywords, then at some links or pages at a time; return whether there are more.

        Args:
            at: the time, noted at the end.
        """
        if self._are_keywords_meant:
            self._keywords.refill(at)
            self._are_keywords_meant = False
            return True
        while self._steps:
            count = self._steps[0]()
            if count:
                self.done += count
                return True
            del self._steps[0]
        if self._is_whole:
            self._db.execute("UPDATE links SET target_id = NULL WHERE key IS NULL AND target_id IS NOT NULL")
        for site, rule in self._rules.items():
            note_made(self._db, f"{MAKER}{site}", rule, at)
        return False

    def _next_links(self) -> int:
        """Write the keys of the next links that have others now, and their targets; return how many were looked at."""
        rows = self._db.execute(_NEXT_LINKS, [*self._link, AT_ONCE]).fetchall()
        if not rows:
            return 0
        self._link = rows[-1][:3]
        meant = [row for row in rows if row[3] is not None and self._is_meant(row[3])]
        changes = [(number, *place) for *place, url, old in meant if (number := self._number(url, old)) != old]
        self._db.conn.executemany(
            "UPDATE links SET key = ? WHERE article_id = ? AND relation = ? AND position = ?", changes
        )
        self._links.settle({row[3] for row in meant})
        return len(rows)

    def _next_pages(self) -> int:
        """Write the keys of the next pages of articles that have others now, and let the links to them find them."""
        rows = self._db.execute(_NEXT_PAGES, [self._page, AT_ONCE]).fetchall()
        if not rows:
            return 0
        self._page = rows[-1][0]
        meant = [row for row in rows if self._is_meant(row[1])]
        changes = [(key, page_id) for page_id, url, old in meant if (key := self._page_key(url, old)) != old]
        self._db.conn.executemany("UPDATE pages SET key = ? WHERE id = ?", changes)
        self._links.settle({row[1] for row in meant}, {row[2] for row in meant})
        return len(rows)

    def _is_meant(self, url: str) -> bool:
        # To make the key of an address takes longer than to look for a name in it.
        return self._is_whole or is_at(self._places, url)

    def _number(self, url: str, old: int | None) -> int | None:
        """Return the number of a link's key; of a site whose profile is not at hand that which its profile has made."""
        key = self._links.keys.of(url)
        if key is None:
            return None
        is_of_other_profile = old is not None and is_at(self._left, url)
        return old if is_of_other_profile else key.number

    def _page_key(self, url: str, old: str) -> str:
        """Return the key of a page by a profile; where none names the article in its address, the key that it has."""
        key = self._links.keys.of(url)
        return old if key is None or key.plain is None else key.key
