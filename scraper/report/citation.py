"""A citation of an archived article: what is said of it, whatever the form, and the form for people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.model.cited import CitedArticle
from scraper.report.persons import Name, named

# What turns the direction of a text, so that a line shows something else than it says (Unicode UAX #9).
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NO_KEY = re.compile(r"[^A-Za-z0-9]+")
# Characters of a day in a time of the archive.
_DAY_LENGTH = len("2026-11-27")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says.

    Args:
        key: names it in a bibliography; the same article has the same one always.
        title: the headline, behind the kicker where there is one.
        authors: as they stand on the page, people's names parted.
        site: the name of the site.
        url: where it was read.
        day: of publication, or None.
        seen: the day on which it was last found there, in UTC.
        language: as a code, or None.
        note: what proves it, and what has become of it.
    """

    key: str
    title: str
    authors: tuple[Name, ...]
    site: str
    url: str
    day: str | None
    seen: str
    language: str | None
    note: str


def citation(cited: CitedArticle) -> Citation:
    """Return what is said of an article."""
    headline = ": ".join(part for part in (tidy(cited.kicker), tidy(cited.title)) if part)
    site = tidy(cited.site_name) or tidy(cited.site)
    authors = [tidy(author) for author in cited.authors]
    return Citation(
        key=_key(cited),
        title=headline or tidy(cited.url),
        authors=tuple(named(author, site) for author in authors if author),
        site=site,
        url=tidy(cited.url),
        day=cited.date,
        seen=cited.seen_at[:_DAY_LENGTH],
        language=tidy(cited.language) or None,
        note=" ".join(_remarks(cited)),
    )


def tidy(text: str | None) -> str:
    """Return a text on one line, without control characters and without what turns the direction of writing.

    A headline is what somebody else wrote: a line break in it could begin a field of its own.
    """
    line = _TURNING.sub("", text or "")
    # Control characters (Cc) that count as white space part words; others, and halves of surrogate pairs (Cs), vanish.
    line = " ".join(line.split())
    line = "".join(char for char in line if unicodedata.category(char) not in ("Cc", "Cs"))
    return " ".join(line.split())


def _key(cited: CitedArticle) -> str:
    """Return the key: site, day and number; and the day of an earlier state, which is another source."""
    parts = [_NO_KEY.sub("-", cited.site).strip("-"), cited.date or "undated", str(cited.id)]
    if cited.until is not None:
        parts.append(f"as-of-{cited.seen_at[:_DAY_LENGTH]}")
    return "-".join(part for part in parts if part)


def _remarks(cited: CitedArticle) -> list[str]:
    """Return the sentences of the note."""
    found = [f"Archived {cited.seen_at}."]
    if cited.capture_id is not None:
        found[0] = f"Archived: capture {cited.capture_id}, fetched {cited.fetched_at}"
        if cited.seen_at != cited.fetched_at:
            found[0] += f"; last found so {cited.seen_at}"
        found[0] += "."
    if cited.source is not None:
        origin = cited.source or "a file"
        if cited.record_id:
            origin += f", record {cited.record_id}"
        found.append(f"Imported from {origin}, which says when it was fetched.")
    if cited.body_digest is not None:
        found.append(f"SHA-256 of its bytes: {cited.body_digest}.")
    if cited.is_reserved:
        found.append("Its text is reserved, and not archived.")
    elif cited.text_digest is None:
        found.append("Figures in its text change at each visit, so that no digest of its text on that day is kept.")
    else:
        found.append(f"SHA-256 of its text: {cited.text_digest}.")
    if cited.until is not None:
        found.append(f"An earlier state: it was changed by {cited.until}.")
    if cited.gone_at is not None:
        found.append(f"No longer there since {cited.gone_at}.")
    return found


def as_text(one: Citation) -> str:
    """Return a citation as one paragraph for people."""
    title = one.title
    # A headline that ends as a sentence needs no further stop.
    if not title.endswith((".", "!", "?", "…")):
        title += "."
    authors = "; ".join(author.plain for author in one.authors)
    who_and_what = ": ".join(filter(None, (authors, title)))
    when = one.day or "no day stated"
    return f"{who_and_what} {one.site}, {when}. {one.url} (seen {one.seen}). {one.note}"


def texts(citations: Sequence[Citation]) -> str:
    """Return citations as paragraphs, each on a line."""
    return "".join(f"{as_text(one)}\n" for one in citations)
