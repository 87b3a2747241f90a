"""The section that the way from the front page names: ``Startseite > Organisation & Personal``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from scraper.errors import AddressError
from scraper.parser.context import Context, Found, Text
from scraper.parser.fields.document_kinds import is_kind
from scraper.parser.page import class_names
from scraper.parser.page.model import Anchor, Box
from scraper.parser.page.wording import Wording, any_of
from scraper.parser.statements.site_name import is_name, names_of
from scraper.web.urls import host, join, path_of

# What a site calls its parts that are of no subject.
NO_SUBJECTS = (
    Wording("way back", r"^(?:zurück|(?:go )?back|retour)\b.*", ("Zurück", "Back to list"), ("Rückblick", "Backwaren")),
    Wording(
        "front page",
        r"^(?:.*[|·–-]\s*)?(?:zur )?(?:start|startseite|homepage|home|anfang|beginn)$",
        ("Zur Startseite", "Bote | Startseite", "Home"),
        ("Startups",),
    ),
    Wording(
        "all that is new",
        r"^(?:(?:alle|all|our|unser|der|das) )?(?:blogs?|news|aktuell(?:es)?|stories|headlines|meldungen|beiträge"
        r"|artikel|posts|nachrichten|archive?|magazin|service|themen|topics|publikationen|publications"
        r"|veröffentlichungen|dokumente|documents|main section)$",
        ("Our Blog", "Alle News", "Aktuell", "Archiv"),
        ("Archivwesen", "Themen der Zeit"),
    ),
    Wording("month", r"^[^\W\d]+ (?:19|20)\d\d$", ("Dezember 2021",), ("Haushalt",)),
    Wording(
        "about the site",
        r"^(?:über uns|about(?: us)?|presse(?:bereich|portal|stelle)?|kontakt|impressum|suche|search)$",
        ("Über uns", "Pressebereich"),
        ("Pressefreiheit",),
    ),
)
_NO_SUBJECT = any_of(NO_SUBJECTS)
# Arrows and signs around the words of a link.
_SIGNS = " ‹›«»<>←→/|:·"
_SOURCE = "way from the front page"
# Chosen: a box of more lines or links is a menu, and a longer name is the headline of an article.
_MOST_LINES = 12
_MOST_LINKS = 12
_LONGEST_NAME = 60
# "/de" is the front page of a language.
_LONGEST_LANGUAGE = 2


def find(context: Context, text: Text, url: str) -> Found[str | None]:
    """Return the last part of the way above the headline in whose folder the article lies.

    The way often leads on by subjects, years or services under which the article does not lie; what its address repeats
    is where the editors have put it. The name of the site and of a kind of document say nothing of its subject.

    Args:
        context: the page.
        text: the way stands above its headline.
        url: the address of the article.
    """
    at_host, article = _place(url)
    section, depth = None, 0
    for anchor in _way(context, text):
        address = join(context.base, anchor.href)
        its_host, folder = _place(address or "")
        is_around = its_host == at_host and len(folder) < len(article) and article[: len(folder)] == folder
        # A second link to the same folder leads back to it.
        is_deeper = is_around and len(folder) > depth and not _is_front(folder)
        if is_deeper and _names_subject(context, anchor.text):
            section, depth = anchor.text, len(folder)
    return Found(section, _SOURCE)


def _way(context: Context, text: Text) -> Iterator[Anchor]:
    """Yield the links of the navigation or the first box that calls itself the way, from the front page on."""
    page = context.page
    yield from page.way
    box = _box(page.boxes, text.start)
    if not page.way and box is not None:
        anchors = (anchor for line in page.lines[box.start : box.end] for anchor in line.anchors)
        yield from islice(anchors, _MOST_LINKS)


def _box(boxes: list[Box], headline: int) -> Box | None:
    """Return the first box with some lines above the headline that calls itself the way."""
    for box in boxes:
        # Boxes stand in the order of their first lines.
        if box.start > headline:
            return None
        if box.name and class_names.way(box.name) and 0 < box.end - box.start <= _MOST_LINES:
            return box
    return None


def _place(url: str) -> tuple[str, list[str]]:
    """Return host and path of an address, without the name of an index; nothing for one that is unusable."""
    try:
        names = [name for name in path_of(url).split("/") if name]
        at = host(url)
    except AddressError:
        return "", []
    return at, names[:-1] if names and names[-1].startswith("index.") else names


def _is_front(folder: list[str]) -> bool:
    """Return whether a folder is that of a front page, or of the front page in one of several languages."""
    return not folder or (len(folder) == 1 and len(folder[0]) <= _LONGEST_LANGUAGE)


def _names_subject(context: Context, text: str) -> bool:
    """Return whether the words of a link are a section's name, and not the site's, a kind of document or a headline."""
    if not 1 < len(text) <= _LONGEST_NAME or is_kind(text) or _NO_SUBJECT.match(text.strip(_SIGNS)):
        return False
    return not is_name(text, names_of(tuple(context.site_names)))
