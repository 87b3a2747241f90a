"""A list as a file for other programs: CSV, JSON, Atom."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scraper.report.values import is_number, plain, value_text, with_escapes
from scraper.serve.asked import Asked, Listing, NotThereError, Row
from scraper.serve.pages.parameters import MOST_ENTRIES
from scraper.store import Archive
from scraper.web.sheet_cells import guarded, quoted

# What a file may be called on every system; a title has umlauts, slashes and more.
_NO_NAME = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class File:
    """A file.

    Args:
        body: its bytes.
        content_type: with its encoding.
        name: under which a browser saves it; None: the browser shows it.
    """

    body: bytes
    content_type: str
    name: str | None = None

    def headers(self) -> dict[str, str]:
        """Return what is sent beside the type."""
        # RFC 6266; the names that are made here need no encoding.
        return {} if self.name is None else {"content-disposition": f'attachment; filename="{self.name}"'}


def written(archive: Archive, asked: Asked, listing: Listing) -> File:
    """Return a list in the form that was asked for.

    Raises:
        NotThereError: it is no list of articles, and a feed was asked for.
    """
    return _WRITERS[asked.form](archive, asked, listing)


def csv_text(rows: list[Row]) -> str:
    """Return rows as CSV (RFC 4180), as ``--format csv`` prints them: names first, without rows nothing.

    Pages are made for people, who open a file of theirs in a spreadsheet: a text that this would run as a formula has
    an apostrophe in front.
    """
    return "".join(f"{_csv_line(line)}\n" for line in _lines(rows))


def json_text(rows: list[Row]) -> str:
    """Return rows as one JSON array, as ``--format json`` prints them."""
    return with_escapes(json.dumps(rows, ensure_ascii=False, indent=2, default=plain)) + "\n"


def _csv(_: Archive, __: Asked, listing: Listing) -> File:
    name = _NO_NAME.sub("-", listing.title).strip("-").lower() or "list"
    return File(_encoded(csv_text(list(listing.rows))), "text/csv; charset=utf-8", f"{name}.csv")


def _json(_: Archive, __: Asked, listing: Listing) -> File:
    return File(_encoded(json_text(list(listing.rows))), "application/json; charset=utf-8")


def _atom(archive: Archive, asked: Asked, listing: Listing) -> File:
    # Imported only here: most answers are no feed.
    from scraper.report.atom_parts import digest_of, tag_uri
    from scraper.report.feed import MEDIA_TYPE, FeedHead, atom, last_change
    from scraper.report.feed_entries import entries

    if listing.articles is None:
        raise NotThereError("This is no list of articles, and has no feed.")
    found = entries(archive.feed_articles(listing.articles[:MOST_ENTRIES]))
    # The name of a feed is that of the list, whatever port the server has today.
    head = FeedHead(
        id=tag_uri("list", digest_of(asked.address())),
        title=listing.title,
        subtitle="",
        self_link=asked.base + asked.address("atom"),
        alternate=asked.base + asked.address(),
        updated=last_change(found),
        language="en",
    )
    return File(atom(head, found), f"{MEDIA_TYPE}; charset=utf-8")


_WRITERS: dict[str, Callable[[Archive, Asked, Listing], File]] = {"csv": _csv, "json": _json, "atom": _atom}


def _lines(rows: list[Row]) -> Iterator[list[str]]:
    if rows:
        yield [guarded(name) for name in rows[0]]
    for row in rows:
        yield [value_text(value) if is_number(value) else guarded(value_text(value)) for value in row.values()]


def _csv_line(cells: list[str]) -> str:
    # A line without anything would be none to a reader.
    return ",".join(quoted(text, ",") for text in cells) or '""'


def _encoded(text: str) -> bytes:
    # Texts of strangers may hold lone surrogates, which no encoding has.
    return text.encode("utf-8", "replace")
