"""An invented article, and how it reads at some moment: papers correct themselves, and take pages down."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Literal

Layout = Literal["table", "div", "press"]
# Central European Time also in summer: the real rule would need a time zone database, which not every machine has.
CET = dt.timezone(dt.timedelta(hours=1))


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """Return a moment in Central European Time."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=CET)


def _later(moment: dt.datetime | None, delta: dt.timedelta) -> dt.datetime | None:
    return moment and moment + delta


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a text that its paper makes one day.

    Args:
        at: when.
        before, after: what stands in headline, lead and text, and what takes its place.
        is_dated: whether the page states a new date of change; else the edit is a silent one.
    """

    at: dt.datetime
    before: str
    after: str
    is_dated: bool = True

    def later(self, delta: dt.timedelta) -> Edit:
        """Return the edit as it is made so much later."""
        return replace(self, at=self.at + delta)


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article of a demo site.

    Args:
        id: the number in the address of old pages.
        slug: the decoration in old addresses, the name in new ones.
        layout: which generation of the site's markup shows it.
        published: an aware time.
        mistake, correction: what the first correction replaces, and with what.
        author: a code on old pages, a name on new ones.
        section: or empty, where its page names none.
        reference: an address that the text ends with, or empty; ``{id}`` stands for the site with this id.
        reference_text: what readers of today's pages see of it.
        caption, credit: of the picture, or empty.
        language: of the page.
        edits: what its paper changes, in order of time.
        removed_at: when its paper takes it down, or None.
        walled_at: when its page begins to ask for a subscription in place of the text, or None.
        moved_at, moved_to: when its paper gives it another address, and the slug in that; None and empty for most.
        moved_from: the slug that it had before, once it has moved.
        is_reserved: whether the page reserves its text (TDMRep).
        corrections: how often the article was corrected.
        corrected_at: when it was corrected last, or None.
    """

    id: int
    slug: str
    layout: Layout
    published: dt.datetime
    kicker: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    author: str
    section: str
    keywords: tuple[str, ...]
    reference: str = ""
    reference_text: str = "Zum Angebot"
    caption: str = ""
    credit: str = ""
    mistake: str = ""
    correction: str = ""
    language: str = "de"
    edits: tuple[Edit, ...] = ()
    removed_at: dt.datetime | None = None
    walled_at: dt.datetime | None = None
    moved_at: dt.datetime | None = None
    moved_to: str = ""
    moved_from: str = ""
    is_reserved: bool = False
    corrections: int = 0
    corrected_at: dt.datetime | None = None

    @property
    def modified(self) -> dt.datetime:
        """The time of the last correction that the page owns up to, else of publication."""
        return self.corrected_at or self.published

    @property
    def path(self) -> str:
        """The address on the site, without scheme and host."""
        return self._path_with(self.slug)

    @property
    def former_path(self) -> str | None:
        """The address from before it moved, which leads to the new one; None: it has not moved."""
        return self._path_with(self.moved_from) if self.moved_from else None

    def _path_with(self, slug: str) -> str:
        # With its last system the site has changed its addresses, but not those of older articles.
        if self.layout == "press":
            return f"/demo-meldungen/{slug}/"
        return f"/meldung_{self.id}_{slug}.html"

    @property
    def day(self) -> str:
        """The German date without leading zeros, as editors write it in brackets."""
        return f"{self.published.day}.{self.published.month}.{self.published.year}"

    def is_up(self, moment: dt.datetime) -> bool:
        """Return whether the site shows it at this moment."""
        is_taken_down = self.removed_at is not None and self.removed_at <= moment
        return self.published <= moment and not is_taken_down

    def is_walled(self, moment: dt.datetime) -> bool:
        """Return whether only subscribers may read it at this moment."""
        return self.walled_at is not None and self.walled_at <= moment

    def as_of(self, moment: dt.datetime) -> DemoArticle:
        """Return the article as it reads at this moment and where it stands, by what its paper did with it."""
        article = self
        if self.moved_at is not None and self.moved_at <= moment:
            article = replace(article, slug=self.moved_to, moved_from=self.slug)
        for edit in self.edits:
            if edit.at <= moment:
                article = article._edited(edit)
        return article

    def later(self, delta: dt.timedelta) -> DemoArticle:
        """Return the article as if all that happens to it happened so much later."""
        return replace(
            self,
            published=self.published + delta,
            edits=tuple(edit.later(delta) for edit in self.edits),
            removed_at=_later(self.removed_at, delta),
            walled_at=_later(self.walled_at, delta),
            moved_at=_later(self.moved_at, delta),
            corrected_at=_later(self.corrected_at, delta),
        )

    def _edited(self, edit: Edit) -> DemoArticle:
        title, lead, *texts = (
            text.replace(edit.before, edit.after) for text in (self.title, self.lead, *self.paragraphs)
        )
        corrected_at = edit.at if edit.is_dated else self.corrected_at
        return replace(self, title=title, lead=lead, paragraphs=tuple(texts), corrected_at=corrected_at)

    def corrected(self, moment: dt.datetime) -> DemoArticle:
        """Return the article as it reads after one more correction."""
        number = self.corrections + 1
        # The number makes each correction another text: an editor's second correction is an edit too.
        note = f"Korrektur {number}: Die Redaktion hat eine Angabe in dieser Meldung geändert."
        texts = self.paragraphs
        # Some articles have no mistake, and replacing the empty string would put the correction between all letters.
        if self.mistake:
            texts = tuple(text.replace(self.mistake, self.correction) for text in texts)
        return replace(self, paragraphs=(*texts, note), corrected_at=moment, corrections=number)


@dataclass(frozen=True, slots=True)
class Paper:
    """An invented news site.

    Args:
        id: of its profile.
        name: for readers, behind the title of each page.
        about: what its feed says of it.
        articles: oldest first.
        has_vendors: whether providers advertise beside its articles of today, too, as they did on its old pages.
        feed_down: from when to when its feed answered 404, or None; without an end it still does.
        missing_status: of the page that says that there is no such page; OK is a mistake of many systems (a soft 404).
    """

    id: str
    name: str
    about: str
    articles: tuple[DemoArticle, ...]
    has_vendors: bool = False
    feed_down: tuple[dt.datetime, dt.datetime | None] | None = None
    missing_status: HTTPStatus = HTTPStatus.NOT_FOUND

    def is_feed_down(self, moment: dt.datetime) -> bool:
        """Return whether its feed answers 404 at this moment."""
        if self.feed_down is None:
            return False
        start, end = self.feed_down
        return start <= moment and (end is None or moment < end)

    def later(self, delta: dt.timedelta) -> Paper:
        """Return the paper as if all that it does happened so much later."""
        down = self.feed_down
        if down is not None:
            down = (down[0] + delta, _later(down[1], delta))
        return replace(self, articles=tuple(one.later(delta) for one in self.articles), feed_down=down)
