"""Read and check site profiles.

Built-in profiles ship in ``sites/builtin/*.toml``; files of the user add to them and override them by id. An error
names file, site and key of the mistake (:class:`ProfileError`).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import UnionType
from typing import Any

from scraper.errors import AddressError, ProfileError, ScraperError, UserInAddressError
from scraper.model import EarlierRules, Site
from scraper.sites.probing import is_selector, is_slow
from scraper.web.urls import authority, belongs, host, host_and_port, spelled, typed
from scraper.web.userinfo import masked_address

# An id is typed on the command line and stands in the archive: no blank, no capital letter, nothing that a shell reads.
_ID = re.compile(r"^[a-z0-9][a-z0-9._-]*$")
# The fields of an article that a profile may name a selector for.
_SELECTABLE = frozenset(
    {
        *("kicker", "title", "date", "authors", "lead", "body"),
        *("keywords", "section", "related", "vendors", "images"),
    }
)
# More connections than this are a slip of the keyboard, and would be an attack on the host.
_MAX_CONNECTIONS = 64
# Seconds of a day: with a longer delay a daily crawl would never end.
_MAX_DELAY = 86_400
# RFC 6265 §4.1.1: a cookie's name is a token, its value of visible ASCII without blank, quote, comma, semicolon and
# backslash; the quotes around it are a part of it.
_COOKIE_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_COOKIE_VALUE = re.compile(r"""(?P<quote>"?)[!#-+\--:<-\[\]-~]*(?P=quote)""")
# What follows from a reservation: the site is obeyed, or its wish is recorded beside the text.
_CHOICES = ("obey", "record")
_KEPT = ("all", "changed", "text")


class _ValueProblemError(ScraperError):
    """What is wrong with one value; the caller knows file, site and key.

    Args:
        message: what is wrong.
        below: the keys below that one, as TOML writes them behind it, where it is their value that is wrong.
    """

    def __init__(self, message: str, below: str = "") -> None:
        super().__init__(message)
        self.below = below


# Each of the functions below checks the value of a key as TOML has it, and returns it as the profile holds it.


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _ValueProblemError("must be a text that is not empty")
    return value


def _address(value: Any) -> str:
    text = _text(value)
    try:
        return spelled(typed(text))
    except UserInAddressError as error:
        # The address itself is not repeated: whoever reads the message would read the password, too.
        raise _ValueProblemError("holds an address with a user name or a password; write it without them") from error
    except AddressError as error:
        shown = masked_address(text)
        raise _ValueProblemError(f"'{shown}' is not an address that can be fetched: {error}") from error


def _pattern(value: Any) -> re.Pattern[str]:
    text = _text(value)
    try:
        return re.compile(text)
    except re.error as error:
        raise _ValueProblemError(f"'{text}' is not a valid pattern: {error}") from error


def _list_of(each: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _ValueProblemError("must be a list")
        return tuple(each(item) for item in value)

    return check


def _is_number(value: Any, kind: type | UnionType) -> bool:
    """Tell whether a value is a number; true and false are numbers for Python, and none for people."""
    return isinstance(value, kind) and not isinstance(value, bool)


def _seconds(value: Any) -> float:
    if not _is_number(value, int | float) or not 0 <= value <= _MAX_DELAY:
        raise _ValueProblemError(f"must be seconds, from 0 to {_MAX_DELAY}")
    return float(value)


def _count(value: Any) -> int:
    if not _is_number(value, int) or not 1 <= value <= _MAX_CONNECTIONS:
        raise _ValueProblemError(f"must be a whole number from 1 to {_MAX_CONNECTIONS}")
    return int(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _ValueProblemError("must be true or false")
    return value


def _choice(value: Any) -> str:
    if value not in _CHOICES:
        raise _ValueProblemError("must be 'obey' or 'record'")
    return str(value)


def _kept(value: Any) -> str:
    if value not in _KEPT:
        raise _ValueProblemError("must be 'all', 'changed' or 'text'")
    return str(value)


def _selectors(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise _ValueProblemError("must be a table of field = selector")
    unknown = sorted(set(value) - _SELECTABLE)
    if unknown:
        advice = _names_that_exist(unknown[0], sorted(_SELECTABLE), "the fields are")
        raise _ValueProblemError(f"'{unknown[0]}' is not a field; {advice}")
    return tuple((field, _text(selector)) for field, selector in value.items())


def _cookies(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise _ValueProblemError("must be a table of name = value")
    # Values are secrets, and no message repeats one.
    for name, text in value.items():
        if not _COOKIE_NAME.fullmatch(name):
            raise _ValueProblemError(f"{name!r} is not the name of a cookie: letters, figures and !#$%&'*+-.^_`|~ are")
        if not isinstance(text, str) or not _COOKIE_VALUE.fullmatch(text):
            raise _ValueProblemError(
                f"the value of '{name}' is not one of a cookie: a text of ASCII without blanks, quotes, commas,"
                " semicolons and backslashes is"
            )
    return tuple(value.items())


def _names_that_exist(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return what to write instead of a name that does not exist: one that is like it, or the choice of all."""
    # Imported only when a name was misspelled, since every start of the program imports this module.
    from difflib import get_close_matches

    names = list(known)
    near = get_close_matches(name.lower(), names, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"{otherwise} {', '.join(names)}"


def _day(text: str) -> dt.date:
    """Return the day of a version of a profile."""
    # Imported here, since hardly any profile has versions, and every start of the program imports this module.
    from scraper.web.dates import parse_day

    # "3/1/2024" is a day of January to some and one of March to others, and nothing here says to whom.
    day = None if "/" in text else parse_day(text)
    if day is None:
        raise _ValueProblemError(f'\'{text}\' is no day; write it in quotes, such as "2024-03-01" or "1.3.2024"')
    return day


def _versions(value: Any) -> tuple[EarlierRules, ...]:
    if not isinstance(value, dict):
        raise _ValueProblemError('must hold a table of rules for each day that ended some: [SITE.until."2024-03-01"]')
    versions: dict[dt.date, EarlierRules] = {}
    for text, table in value.items():
        day = _day(text)
        if day in versions:
            raise _ValueProblemError(f"names the day {day} twice, the second time as '{text}'")
        try:
            versions[day] = EarlierRules(day, **_version(table))
        except _ValueProblemError as problem:
            raise _ValueProblemError(problem.message, f'."{text}"{problem.below}') from problem
    return tuple(versions[day] for day in sorted(versions))


def _version(table: Any) -> dict[str, Any]:
    """Return the checked keys of one version."""
    if not isinstance(table, dict) or not table:
        raise _ValueProblemError(f"must be a table with what differed before that day: {_KEYS_OF_VERSIONS}")
    for key in table:
        if key in _VERSIONED:
            continue
        if key in _KEYS:
            # The patterns say which addresses are one article, and an article keeps its addresses for good.
            raise _ValueProblemError(
                f"holds for all times; what may differ by day is how a page is read: {_KEYS_OF_VERSIONS}", f".{key}"
            )
        advice = _names_that_exist(key, _VERSIONED, "the keys are")
        raise _ValueProblemError(f"is not known; {advice}", f".{key}")
    return {key: _of_version(key, value) for key, value in table.items()}


def _of_version(key: str, value: Any) -> Any:
    """Return the checked value of one key of a version."""
    try:
        return _VERSIONED[key](value)
    except _ValueProblemError as problem:
        raise _ValueProblemError(problem.message, f".{key}") from problem


# The keys that a version of a profile may have, and what reads and checks the value of each.
_VERSIONED: Mapping[str, Callable[[Any], Any]] = {"title_suffixes": _list_of(_text), "select": _selectors}
_KEYS_OF_VERSIONS = " and ".join(f"'{key}'" for key in _VERSIONED)
# The keys of a profile, and what reads and checks the value of each.
_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "name": _text,
    "home": _address,
    "feeds": _list_of(_address),
    "sitemaps": _list_of(_address),
    "listings": _list_of(_address),
    "articles": _list_of(_pattern),
    "ignore": _list_of(_pattern),
    "title_suffixes": _list_of(_text),
    "delay": _seconds,
    "connections": _count,
    "private": _flag,
    "tdm": _choice,
    "noarchive": _choice,
    "keep": _kept,
    "select": _selectors,
    "cookies": _cookies,
    "until": _versions,
}
# What the profile has them as, where that is not the name of the key.
_NAMES = {"until": "earlier"}


def read_profiles(text: str, file: str) -> dict[str, Site]:
    """Read the profiles of one TOML text.

    Args:
        text: the TOML.
        file: its name, for messages.

    Returns:
        Sites by id, in the order of the file.

    Raises:
        ProfileError: naming file, site and key.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(file, None, None, f"this is not valid TOML: {error}") from error
    except RecursionError as error:
        # tomllib calls itself for each level of nesting.
        raise ProfileError(file, None, None, "its lists or tables are nested too deep") from error
    return {site_id: _site(site_id, table, file) for site_id, table in tables.items()}


def _site(site_id: str, table: Any, file: str) -> Site:
    """Return the profile of one table, checked key by key."""
    # A key that stands above the first table of a file is met here as a site that is no table.
    if not isinstance(table, dict):
        raise ProfileError(file, None, site_id, f"a profile is a table; write [{site_id}] or a site's id above it")
    if not _ID.fullmatch(site_id):
        raise ProfileError(file, site_id, None, "an id is made of a-z, 0-9, '.', '_' and '-'")
    values = {_name_of(key): _value(site_id, key, value, file) for key, value in table.items()}
    if "home" not in values:
        raise ProfileError(file, site_id, "home", "is missing; give the address of the front page")
    # A site without a name is called by its host, as people do.
    values.setdefault("name", host(values["home"]))
    return Site(id=site_id, **values)


def _name_of(key: str) -> str:
    """Return the name under which a profile has the value of a key."""
    return _NAMES.get(key, key)


def _value(site_id: str, key: str, value: Any, file: str) -> Any:
    """Return the checked value of one key of a profile."""
    if key not in _KEYS:
        raise ProfileError(file, site_id, key, f"is not known; {_names_that_exist(key, _KEYS, 'the keys are')}")
    try:
        return _KEYS[key](value)
    except _ValueProblemError as problem:
        raise ProfileError(file, site_id, key + problem.below, problem.message) from problem


@cache
def builtin_sites() -> dict[str, Site]:
    """Return the profiles that ship with the package, by id."""
    sites: dict[str, Site] = {}
    folder = resources.files("scraper.sites") / "builtin"
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            sites |= read_profiles(file.read_text(encoding="utf-8"), file.name)
    return sites


def load_sites(files: Iterable[Path]) -> dict[str, Site]:
    """Return the built-in profiles with those of the user's files on top.

    Args:
        files: TOML files, later ones override earlier ones by id.

    Raises:
        ProfileError: a file cannot be read or holds a mistake.
    """
    sites = dict(builtin_sites())
    for file in files:
        own = read_profiles(_read(file), str(file))
        # A slow pattern would hold up every site of a run, and a bad selector would fail on each page.
        for site in own.values():
            _try_out(site, str(file))
        sites |= own
    return sites


def _try_out(site: Site, file: str) -> None:
    """Refuse patterns and selectors that are well-formed TOML and would still ruin a crawl.

    Only the user's profiles are tried at each start; those that ship with the package are tried by its tests.
    """
    _try_patterns(site.articles, site.id, "articles", file)
    _try_patterns(site.ignore, site.id, "ignore", file)
    _try_selectors(site.select, site.id, "select", file)
    for rules in site.earlier:
        _try_selectors(rules.select or (), site.id, f'until."{rules.until}".select', file)


def _try_selectors(select: Iterable[tuple[str, str]], site_id: str, key: str, file: str) -> None:
    for field, selector in select:
        if not is_selector(selector):
            raise ProfileError(file, site_id, key, f"'{selector}' for {field} is not a CSS selector")


def _try_patterns(patterns: Iterable[re.Pattern[str]], site_id: str, key: str, file: str) -> None:
    for pattern in patterns:
        if is_slow(pattern):
            raise ProfileError(
                file,
                site_id,
                key,
                f"'{pattern.pattern}' takes too long on some addresses; a repetition within a repetition"
                " does that, as in (a+)+",
            )


def _read(file: Path) -> str:
    try:
        # Editors of Windows put a byte order mark in front, which TOML does not know.
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ProfileError(str(file), None, None, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ProfileError(str(file), None, None, "is not UTF-8 text") from error


@cache
def _by_host() -> dict[str, Site]:
    return {host_and_port(site.home): site for site in builtin_sites().values()}


def site_for(url: str, sites: Iterable[Site] | None = None) -> Site | None:
    """Return the profile of the site that this address belongs to, or None.

    Args:
        url: any absolute address.
        sites: the profiles to choose from; the built-in ones if None.
    """
    if sites is None:
        # Asked for each page that is parsed without a profile: one look-up by the place of a front page, and no walk.
        return _by_host().get(host_and_port(url))
    own = [site for site in sites if belongs(site, url)]
    # Two sites of one host name may differ by port. False sorts before True, so that the one of this very host and port
    # comes first.
    own.sort(key=lambda site: authority(site.home) != authority(url))
    return next(iter(own), None)
