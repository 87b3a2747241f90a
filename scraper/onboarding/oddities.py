"""What addresses hold that is no part of a page's name: ids of visits, and twins for the printer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from scraper.onboarding.shapes import address
from scraper.web.url_noise import is_session_value


@dataclass(frozen=True, slots=True)
class Twin:
    """A form in which pages stand a second time.

    Args:
        what: what these addresses are, for people.
        pattern: takes such addresses, and becomes a pattern of ``ignore``.
        examples: addresses that it takes.
        others: addresses that look like them and are none.
    """

    what: str
    pattern: str
    examples: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


PRINTED = "print versions"
"""What most twins are."""

TWINS = (
    Twin(PRINTED, r"/(?:print|druck|drucken|druckversion|druckansicht)/[^/?]", ("/druck/12", "/presse/2026/print/a")),
    Twin(
        PRINTED,
        r"/(?:print|drucken|druckversion|druckansicht|printview)/?(?:\?|$)",
        ("/news/a/print", "/news/a/druckversion/"),
        ("/news/druckversion-fehlt/",),
    ),
    Twin(
        PRINTED,
        r"[?&](?:print|printview|druck|drucken|druckansicht|printable)(?:=|&|$)",
        ("/a?print=1", "/a?x=1&druck"),
        ("/a?printer=7",),
    ),
    Twin(PRINTED, r"[?&]view=(?:print|renderPrint)", ("/a.html?view=renderPrint",)),
    Twin(PRINTED, r"[?&]type=98(?:&|$)", ("/a?type=98", "/index.php?id=4&type=98&no_cache=1"), ("/a?type=980",)),
    Twin(PRINTED, r"^/(?:meldung_)?(?:druck|print)_\d", ("/meldung_druck_123", "/druck_99.html")),
    Twin(PRINTED, r"[_-](?:druck|print|druckversion)\.html?(?:\?|$)", ("/a_druck.html",), ("/buchdruck.html",)),
    Twin("short versions for phones (AMP)", r"/amp/?(?:\?|$)|[?&]amp(?:=1)?(?:&|$)", ("/a/amp/", "/a?amp=1")),
    Twin("forms to answer a comment", r"[?&]replytocom=", ("/a/?replytocom=7",)),
    Twin("files", r"[?&]__blob=", ("/SharedDocs/a.pdf?__blob=publicationFile&v=5",)),
)
"""Forms of twins, a row each."""


def twins_of(urls: Iterable[str]) -> list[tuple[Twin, list[str]]]:
    """Return which forms of twins stand among addresses, each with these."""
    found: dict[Twin, list[str]] = {}
    for url in urls:
        path = address(url).path
        for twin in TWINS:
            if re.search(twin.pattern, path):
                found.setdefault(twin, []).append(url)
                break
    return list(found.items())


def is_twin(path: str) -> bool:
    """Return whether a path with its query is that of a twin."""
    return any(re.search(twin.pattern, path) for twin in TWINS)


def sessions_of(urls: Iterable[str]) -> dict[str, str]:
    """Return the parameters that look like those of a visit, each with an address that has it.

    The known ones are dropped from every address before (:mod:`scraper.web.url_noise`); here are others.
    """
    found: dict[str, str] = {}
    for url in urls:
        for name, value in address(url).query:
            # TYPO3's check sum of the other parameters looks so, and is the same for everybody.
            is_check_sum = "hash" in name.lower()
            if not is_check_sum and is_session_value(value):
                found.setdefault(name, url)
    return found
