"""Stories: what several papers wrote, and how one of them was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.analysis.word_diff import Op, word_ops
from scraper.report.compared import spaced
from scraper.report.local_time import local_day
from scraper.report.story_text import days_text, percent
from scraper.serve.asked import Answer, Asked, House, Listing, Moved, NotThereError, Page, Row, WrongWordsError
from scraper.serve.pages import addresses
from scraper.serve.pages.entries import headline, in_a_list
from scraper.serve.pages.parameters import MOST_ROWS, days, extent, paging, sites, whole_number
from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.told import StoryFilter
from scraper.web.plain_text import one_line

_LIMIT = 20
# How many papers a story can be asked to have; more would be no mistake, and find nothing.
_MOST_PAPERS = 99
# Characters of two texts that are compared on a page. Chosen: four pages; 'scraper diff' compares all.
_COMPARED = 20_000


@dataclass(frozen=True, slots=True)
class _Printed:
    """An article of a story.

    Args:
        href, site_href: its page and its site's.
        paper, day, title: of the article.
        is_first: whether it is the first.
        days: how many days later, as text.
        share: how much of the first text it holds, as text.
        change: what was made of it, or None.
        compared_href: the page that compares it with the first.
        is_compared: whether this page does.
    """

    href: str
    site_href: str
    paper: str
    day: str
    title: str
    is_first: bool
    days: str
    share: str
    change: str | None
    compared_href: str
    is_compared: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """A story."""

    href: str
    day: str
    last_day: str
    papers: int
    kicker: str
    title: str
    language: str | None
    articles: list[_Printed]


def stories(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return what several papers wrote, the story with the newest article first."""
    names = archive.site_names()
    chosen = sites(asked, {*names, *house.sites})
    place = paging(asked, _LIMIT)
    skip, limit = extent(asked, place)
    wanted = StoryFilter(
        days(asked),
        chosen,
        _papers(asked),
        limit,
        skip,
    )
    found = archive.stories.newest(wanted)
    if asked.form != "html":
        return Listing(Page("stories.html", {}), "Stories", found.rows)
    context = {
        "stories": _all_told(archive, found.rows),
        "names": [(site, one_line(name)) for site, name in names.items()],
        "chosen": chosen,
        "since": asked.one("since") or "",
        "until": asked.one("until") or "",
        "papers": wanted.papers,
        "total": found.total,
        "first": place.skip + 1,
        "last": place.skip + len(found.rows),
        "number": place.number,
        "has_more": place.skip + len(found.rows) < found.total,
        "most_rows": MOST_ROWS,
    }
    return Listing(Page("stories.html", context), "Stories")


def story(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return how a story was told: by whom, when, under which headline; and what one paper changed (``with``)."""
    number = int(asked.parts["id"])
    found = archive.stories.one(number, Days(seen_day=local_day))
    if found is None:
        raise NotThereError(
            f"There is no story {number}: no other paper has this, or its texts were edited since. The page Stories has"
            " all."
        )
    if found["id"] != number:
        return Moved(addresses.story(found["id"]))
    other = _other(asked, found)
    (told,) = _all_told(archive, [found], None if other is None else other["id"])
    records = [{"story_id": found["id"]} | {key: row[key] for key in row} for row in found["articles"]]
    if asked.form != "html":
        newest = sorted(found["articles"], key=lambda row: (row["date"], row["id"]), reverse=True)
        return Listing(Page("story.html", {}), told.title, records, [row["id"] for row in newest])
    context = {"story": told, "difference": None if other is None else _difference(archive, found, other)}
    return Listing(Page("story.html", context), told.title, records, [])


def _papers(asked: Asked) -> int:
    """Return how many papers a story is to have.

    Raises:
        WrongWordsError: it is no number, or one paper alone.
    """
    papers = whole_number(asked.one("papers") or "2", _MOST_PAPERS, least=2)
    if papers is None:
        raise WrongWordsError(f"A story is in 2 papers at the least, and {_MOST_PAPERS} can be asked for at the most.")
    return papers


def _other(asked: Asked, found: Row) -> Row | None:
    """Return the article that is compared with the first, or None.

    Raises:
        WrongWordsError: it is none of the story.
    """
    text = asked.one("with")
    if text is None:
        return None
    for row in found["articles"]:
        if str(row["id"]) == text and not row["is_first"]:
            return dict(row)
    raise WrongWordsError("The article that is to be compared with the first is none of this story.")


def _all_told(archive: Archive, found: Sequence[Row], compared: int | None = None) -> list[_Told]:
    """Return stories with the languages of their first articles, by which a browser hyphenates headlines."""
    # A story has the number of its first article.
    languages = archive.search_pages.languages([row["id"] for row in found])
    return [_told(row, languages.get(row["id"]), compared) for row in found]


def _told(row: Row, language: str | None, compared: int | None) -> _Told:
    return _Told(
        addresses.story(row["id"]),
        row["date"],
        row["last_date"],
        row["papers"],
        in_a_list(row["kicker"]),
        headline(row["title"]),
        language,
        [_printed(row["id"], one, compared) for one in row["articles"]],
    )


def _printed(story_id: int, one: Mapping[str, Any], compared: int | None) -> _Printed:
    return _Printed(
        addresses.article(one["id"]),
        addresses.named("site", one["site"]),
        one_line(one["paper"]),
        one["date"],
        headline(one["title"]),
        one["is_first"],
        days_text(one["days"]),
        percent(one["share"]),
        one["change"],
        addresses.story(story_id, one["id"]),
        one["id"] == compared,
    )


def _difference(archive: Archive, found: Row, other: Row) -> dict[str, Any]:
    """Return what a paper made of the first text, word by word."""
    first = next(row for row in found["articles"] if row["is_first"])
    texts = [_text(archive.article(row["id"])) for row in (first, other)]
    is_cut = any(len(text) > _COMPARED for text in texts)
    before, after = (text[:_COMPARED] for text in texts)
    return {
        "paper": one_line(other["paper"]),
        "first_paper": one_line(first["paper"]),
        "headlines": _paragraphs(word_ops(one_line(first["title"]), one_line(other["title"]))),
        "paragraphs": _paragraphs(word_ops(before, after)),
        "is_cut": is_cut,
        "has_texts": bool(before and after),
    }


def _text(article: Row | None) -> str:
    """Return lead and body of an article; empty where its site reserves them."""
    if article is None:
        return ""
    return "\n\n".join(part for part in (article["lead"], article["body"]) if part)


def _paragraphs(ops: list[Op]) -> list[list[tuple[str, str]]]:
    """Return stretches by paragraph: what became of each, and its text."""
    found: list[list[tuple[str, str]]] = [[]]
    for kind, text in spaced([(op.kind, op.text) for op in ops]):
        for number, part in enumerate(text.split("\n\n")):
            if number:
                found.append([])
            if part:
                found[-1].append((kind, part))
    return [paragraph for paragraph in found if paragraph]
