"""What was read from a response, and what the archive knows of it: the facts that decisions are made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scraper.model.article import Article
from scraper.model.fault import Fault


@dataclass(frozen=True, slots=True)
class Reading:
    """A response read as an article, and judged by the page alone.

    Args:
        article: the record, or None where the response holds no page.
        fault: why the page is not archived as an article, or None.
        digest: sha256 of the text in hexadecimal (:func:`scraper.policy.identity.text_digest`); empty without a record.
        body_digest: digest of the response's body, 32 bytes; of an article on several pages, that of all bodies
            (:func:`scraper.policy.pages.pages_digest`). Empty without a record, but for a 404 or 410.
        reader: which reader read it: the parser's version and a digest of what it reads of the profile.
        doubts: what the page states and is not believed, as (field, stated value, why), where the archive knows better.
        stated_url: the address that the page calls its own by a canonical link, believed or not; empty without one.
    """

    # A page with a fault can have a record all the same: a wall is read before it is known to be one. So whether a page
    # is archived depends on both.
    article: Article | None
    fault: Fault | None
    digest: str = ""
    body_digest: bytes = b""
    reader: str = ""
    doubts: tuple[tuple[str, str, str], ...] = ()
    stated_url: str = ""


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An archived article, as far as a visit of one of its addresses needs to know it.

    Args:
        id: its row.
        url: its canonical address.
        reader: which reader read it last.
        digest: sha256 of its text, in hexadecimal.
        changed_at: when its text was last seen to change.
        published: its publication by its own word, at midnight UTC where only the day is known, or None.
        capture_id: the capture that it was read from last; None where its site reserves its text.
        body_digest: digest of that capture's body, or of the bodies of all its pages, 32 bytes, or None.
        further_pages: how many further pages that capture has.
        doubted_titles: the headlines that its page states and that were found to be the site's name.
        counters: where its text has figures that change at each visit (:class:`scraper.policy.figures.Counters`).
        captured_at: when that capture was fetched, or None.
        captured_from: the addresses that capture was asked for under and answered from; none without a capture.
        signals: what its site reserves, as JSON, or None.
        gone_at: since when it is gone, or None.
        missing_since: since when it seems gone, and was not yet seen so a day later; or None.
        has_bytes: whether the bytes of that capture are kept, and can be read again.
    """

    id: int
    url: str
    # The digest depends on the reader, too: a newer one may find more text in the same bytes. Digests that two readers
    # made say nothing about an edit.
    reader: str
    digest: str
    changed_at: dt.datetime
    published: dt.datetime | None = None
    capture_id: int | None = None
    body_digest: bytes | None = None
    captured_at: dt.datetime | None = None
    signals: str | None = None
    gone_at: dt.datetime | None = None
    missing_since: dt.datetime | None = None
    captured_from: tuple[str, ...] = ()
    further_pages: int = 0
    doubted_titles: tuple[str, ...] = ()
    has_bytes: bool = True
    counters: tuple[str, ...] = ()

    def is_own_address(self, *urls: str) -> bool:
        """Return whether one of these addresses is the article's own, and not that of a print or AMP version.

        Its own addresses are the canonical one and those of the capture that its text was read from. The canonical one
        alone would not do: some pages are asked for under another address than they name as canonical (RFC 6596), and
        name still another one later.
        """
        return not {self.url, *self.captured_from}.isdisjoint(urls)

    def is_read_from(self, body_digest: bytes | None) -> bool:
        """Return whether the capture that it was read from has these very bytes.

        Args:
            body_digest: sha256 of a body, or None where there is no body.
        """
        return self.capture_id is not None and self.body_digest == body_digest

    @property
    def is_bare(self) -> bool:
        """Whether it is kept without its text and its bytes, since its site reserves them."""
        # Neither fact says so alone: a capture can be missing for another reason, and an article that was archived in
        # full before its site reserved the text has both a capture and the note of the reservation.
        return self.capture_id is None and self.signals is not None


@dataclass(frozen=True, slots=True)
class OtherArticle:
    """An archived article beside the one that an address leads to, which may be the same that has moved.

    Args:
        id: its row.
        url: its canonical address.
        is_same_text: whether it has headline and body of the page that was read.
        can_be_joined: whether it is of the page's site, and kept with its text.
    """

    id: int
    url: str
    is_same_text: bool = True
    can_be_joined: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What the archive knows of a page that was read, gathered by one call.

    Args:
        known: the article that its address, or another address of the same page, is known to lead to, or None.
        state: that article as it is archived now, or None; where an older reader read it, its last capture as the
            current reader reads it.
        same_text: how many other articles of its site have this very text now; many mean a wall or an error page.
        same_text_url: the address of one of them, or None.
        twin_id: the first article of the archive with this very text, other than the known one, or None.
        named_by_feed: whether a feed named the address, which speaks for an article.
        same_titles: how many other articles of its site have each candidate for the headline as theirs, counted up to
            the number that matters (:data:`scraper.policy.headlines.SHARED_BY`); empty where there is one only.
        same_body: how many other articles of its site have this very lead and body, whatever their headlines; 0 where
            the text is too short to be compared (:data:`scraper.policy.acceptance.SHORTEST_COMPARED`).
        same_body_url: the address of one of them, or None.
        earlier_text: lead and body of the state before the newest one, where the newest was seen at one visit alone;
            else None.
        known_better: whether the article was archived with a profile of its site, while this run, by hand, reads with
            another one, or with one that is made up for the address.
        at_stated: the article that has the address which the page calls its own, or else the one that answered, where
            that is not the known one.
        gone_twin: where no article is known, the only one of the site with headline and body of the page, if it is
            gone; or None.
    """

    known: KnownArticle | None = None
    state: Article | None = None
    same_text: int = 0
    same_text_url: str | None = None
    twin_id: int | None = None
    named_by_feed: bool = False
    same_titles: tuple[int, ...] = ()
    same_body: int = 0
    same_body_url: str | None = None
    earlier_text: str | None = None
    known_better: bool = False
    at_stated: OtherArticle | None = None
    gone_twin: OtherArticle | None = None


@dataclass(frozen=True, slots=True)
class KeptState:
    """A state of an article whose capture is kept: the newest, or an earlier one.

    Args:
        version_id: its row in ``versions``; None for the newest state.
        capture_id: the capture that it was read from.
        article: the record as it is archived.
        reader: which reader read it.
    """

    version_id: int | None
    capture_id: int
    article: Article
    reader: str
