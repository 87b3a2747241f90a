"""A list as a file for other programs: CSV, JSON, Atom."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from scraper.report.values import plain, with_escapes
from scraper.serve.asked import Asked, Listing, NotThereError, Row
from scraper.serve.pages.parameters import MOST_ENTRIES
from scraper.serve.sheets import PLAIN, Sheet, line, sheet
from scraper.store import Archive

# What the name of a file has on no system or not on every one: slashes, quotes, blanks, control characters.
_NO_NAME = re.compile(r"[\W_]+")
# Letters of a name. Chosen: systems allow 255 bytes (POSIX, NAME_MAX), of which a letter may take four.
_LONGEST_NAME = 50
# How German is written where there are no umlauts.
_WITHOUT_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class File:
    """A file.

    Args:
        body: its bytes.
        content_type: with its encoding.
        name: under which a browser saves it, as :func:`named` makes it; None: the browser shows it.
    """

    body: bytes
    content_type: str
    name: str | None = None

    def headers(self) -> dict[str, str]:
        """Return what is sent beside the type."""
        if self.name is None:
            return {}
        # RFC 6266 §4.3: who reads no name but one of ASCII takes the first (appendix D).
        without = _ascii(self.name)
        said = f'attachment; filename="{without}"'
        if self.name != without:
            said += f"; filename*=UTF-8''{quote(self.name, safe='')}"
        return {"content-disposition": said}


def written(archive: Archive, asked: Asked, listing: Listing) -> File:
    """Return a list in the form that was asked for.

    Raises:
        NotThereError: it is no list of articles, and a feed was asked for.
    """
    return _WRITERS[asked.form](archive, asked, listing)


def csv_text(rows: list[Row], kind: Sheet = PLAIN) -> str:
    """Return rows as CSV, as ``export csv`` writes them: names first, without rows nothing.

    Pages are made for people, who open a file of theirs in a spreadsheet: a text that this would run as a formula has
    an apostrophe in front.
    """
    if not rows:
        return ""
    return kind.before + line(rows[0], kind) + "".join(line(row.values(), kind) for row in rows)


def json_text(rows: list[Row]) -> str:
    """Return rows as one JSON array, as ``--format json`` prints them."""
    return with_escapes(json.dumps(rows, ensure_ascii=False, indent=2, default=plain)) + "\n"


def _csv(_: Archive, __: Asked, listing: Listing) -> File:
    return File(_encoded(csv_text(list(listing.rows), sheet())), "text/csv; charset=utf-8", named(listing.title, "csv"))


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


def named(title: str, ending: str) -> str:
    """Return the name of a file after its title: its letters and digits, with hyphens between them."""
    stem = _NO_NAME.sub("-", title)[:_LONGEST_NAME].strip("-").lower()
    return f"{stem or 'list'}.{ending}"


def _ascii(name: str) -> str:
    """Return the same name for who reads ASCII alone."""
    stem, _, ending = name.rpartition(".")
    letters = unicodedata.normalize("NFKD", stem.translate(_WITHOUT_UMLAUTS)).encode("ascii", "ignore").decode("ascii")
    # Of one letter this may make a capital, or marks such as brackets.
    return named(letters, ending)


def _encoded(text: str) -> bytes:
    # Texts of strangers may hold lone surrogates, which no encoding has.
    return text.encode("utf-8", "replace")
