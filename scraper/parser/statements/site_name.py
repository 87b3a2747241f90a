"""What the site is called, and titles without it: ``Das Rad steht | Talblatt`` is ``Das Rad steht``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scraper.model import Site
from scraper.parser.page.addresses import host
from scraper.parser.page.model import fold
from scraper.parser.statements.metadata import Metadata

_SEPARATOR = re.compile(r"\s+(?:[|│\-–—•·:/]{1,2}|[»«])\s+|\s*[|│]\s*|_+(?=[^\s_]{2,})|:\s+(?=\S+\.\w{2,3}$)")
# One of them is in each separator, and in few headlines.
_SIGN = re.compile(r"[|│\-–—•·:/»«_]")
_GUILLEMETS = frozenset("«»")
# Low lines part words of Chinese and Japanese titles only; elsewhere they belong to names of files and programs.
_LOW_LINE = "_"
_FIRST_IDEOGRAPH = "\u3000"
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 1000
# A name may stand at both ends, and behind it the name of the house or of the section.
_MAX_CUTS = 4
# A shorter beginning of a name ("Der" of "Der Bote") is an ordinary word.
_SHORTEST_BEGINNING = 5
_CACHED = 256


@dataclass(frozen=True, slots=True)
class Names:
    """What a site is called, to compare with.

    Args:
        plain: each name as :func:`plain` returns it.
        joined: each without blanks, as ``Stadt + Land`` and ``stadtundland`` in addresses are written.
        beginnings: the first words of each, without the last, without the last two, and so on.
    """

    plain: frozenset[str]
    joined: frozenset[str]
    beginnings: frozenset[str]


def site_names(statements: Metadata, url: str, site: Site | None) -> list[str]:
    """Return what the site is called: by its profile, its metadata, its host.

    Args:
        statements: what the page says of itself.
        url: an address on the site's host.
        site: the profile, or None.
    """
    name = host(url)
    # Titles name a host with and without its ending: "bote.example", "Bote".
    bare = name.rsplit(".", 1)[0]
    profile = [site.name] if site else []
    return [*profile, *statements.site_names, name, bare, "www " + name, bare.rsplit(".", 1)[-1]]


@lru_cache(maxsize=_CACHED)
def plain(text: str) -> str:
    """Return the words of a text in lower case and nothing between them but blanks, to compare titles."""
    return " ".join(_WORD.findall(text.lower()))


def without_site(title: str, names: list[str], site: Site | None) -> str:
    """Return the title without the name of the site at either end.

    Args:
        title: as the page gives it.
        names: what the site is called, and its host.
        site: the profile with its suffixes, or None.
    """
    return _without_site(title[:_LONGEST], tuple(names), site.title_suffixes if site else ())


@lru_cache(maxsize=_CACHED)
def _without_site(title: str, names: tuple[str, ...], suffixes: tuple[str, ...]) -> str:
    """Return the title without the site; each is asked for more than once a page."""
    title = fold(title)
    title = title.strip("|•·-– " if set(title) >= _GUILLEMETS else "|•·»-– ")
    # The profile knows endings that no rule can tell from words of a headline.
    for suffix in suffixes:
        if title.endswith(suffix.rstrip()) and len(title) > len(suffix):
            title = title[: -len(suffix.rstrip())].rstrip()
    known = names_of(names)
    for _ in range(_MAX_CUTS):
        cut = _cut_end(title, known)
        if cut == title:
            break
        title = cut
    return title


@lru_cache(maxsize=_CACHED)
def names_of(names: tuple[str, ...]) -> Names:
    """Return the names to compare with."""
    words = frozenset(words for name in names if (words := plain(name)))
    joined = frozenset([name.replace(" ", "") for name in words])
    return Names(words, joined, frozenset(beginning for name in words for beginning in _beginnings(name)))


def _beginnings(name: str) -> Iterator[str]:
    """Yield a name without its last word, without its last two, and so on."""
    while " " in name:
        name = name.rpartition(" ")[0]
        yield name


def _cut_end(title: str, names: Names) -> str:
    """Return the title without one part at its end or start that is the site's name."""
    found = separators(title)
    if not found:
        return title
    first, last = found[0], found[-1]
    # Most sites stand behind the headline, some before it.
    if is_name(title[last.end() :], names):
        return title[: last.start()].rstrip()
    if is_name(title[: first.start()], names):
        return title[first.end() :].lstrip()
    return title


@lru_cache(maxsize=_CACHED)
def separators(title: str) -> tuple[re.Match[str], ...]:
    """Return the separators in a title; guillemets that come in pairs are quotation marks."""
    if not _SIGN.search(title):
        return ()
    found = list(_SEPARATOR.finditer(title))
    # Guillemets around words quote them.
    if found and set(title) >= _GUILLEMETS:
        found = [match for match in found if not _GUILLEMETS & set(match[0])]
    has_low_lines = bool(found) and _LOW_LINE in title
    if has_low_lines and max(title) < _FIRST_IDEOGRAPH:
        found = [match for match in found if _LOW_LINE not in match[0]]
    return tuple(found)


def parts(title: str) -> list[str]:
    """Return what stands between the separators of a title."""
    found, at = [], 0
    for match in separators(title):
        found.append(title[at : match.start()])
        at = match.end()
    return [*found, title[at:]]


def is_name(part: str, names: Names) -> bool:
    """Return whether a part of a title is a name of the site, or has no letters.

    Args:
        part: what stands between two separators.
        names: the names of the site.
    """
    return is_known(plain(part), names)


def is_known(words: str, names: Names) -> bool:
    """Return whether words, as :func:`plain` returns them, are a name of the site or none at all."""
    if not words or words in names.plain:
        return True
    joined = words.replace(" ", "")
    if joined in names.joined:
        return True
    return len(joined) >= _SHORTEST_BEGINNING and words in names.beginnings
