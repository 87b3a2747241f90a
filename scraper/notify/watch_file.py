"""The file of saved searches, ``data/watch.toml``: read and checked. A mistake is named with file, search and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, get_args

from scraper.errors import ScraperError, WatchFileError
from scraper.model import Fault
from scraper.notify.channels import AtomFile, Channel, Mail, Service, SmtpSettings, Tls, beside
from scraper.report.written import DEFAULT_LANGUAGE, LANGUAGES, Language
from scraper.store.search_words import Query, parse
from scraper.store.watching import Search
from scraper.web.plain_text import one_line

SMTP = "smtp"
"""The name of the table that is no search, but the mail server."""
LANG = "lang"
"""The key that says in which language news are told: above the tables of all searches, in a table of that search."""

_MOST_BYTES = 1024 * 1024
"""Chosen: some thousand searches. What is larger is another file, given by mistake."""
# As the ids of sites: typed on the command line, and part of names and of Message-IDs.
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S")
_LARGEST_PORT = 65_535
# The usual port of each way to secure a connection (RFC 5321 §4.5.4.2, RFC 6409 §3.1, RFC 8314 §3.3).
_PORTS: dict[Tls, int] = {"offered": 25, "none": 25, "starttls": 587, "tls": 465}


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """One search of the file.

    Args:
        id: the name of its table.
        name: what its user calls it; the id where nobody says.
        words: what it searches for, as its user wrote it.
        search: the same, as the archive is asked.
        channels: whom it tells; none: whoever runs the program, on stdout.
        lang: in which language the channels are told.
    """

    id: str
    name: str
    words: str
    search: Search
    channels: tuple[Channel, ...]
    lang: Language


@dataclass(frozen=True, slots=True)
class WatchFile:
    """The file of saved searches.

    Args:
        path: where it stands.
        searches: in the order of the file.
        smtp: the mail server; None: mails go out by ``sendmail``.
    """

    path: Path
    searches: tuple[SavedSearch, ...] = ()
    smtp: SmtpSettings | None = None


class _ValueProblemError(ScraperError):
    """What is wrong with one value; the caller knows file, search and key."""


def load_watch_file(path: Path, known_sites: Callable[[], Collection[str]]) -> WatchFile:
    """Return the saved searches of a file.

    Args:
        path: the file.
        known_sites: returns the ids of all sites that there are; asked where a search names one.

    Raises:
        WatchFileError: it cannot be read, or holds a mistake; names file, search and key.
    """
    tables = _tables(path)
    smtp = tables.pop(SMTP, None)
    reader = _Reader(path, known_sites)
    # A search may have this id, too.
    if not isinstance(tables.get(LANG, {}), dict):
        reader.read_language(tables.pop(LANG))
    searches = tuple(reader.search(name, table) for name, table in tables.items())
    return WatchFile(path, searches, None if smtp is None else reader.smtp(smtp))


def _tables(path: Path) -> dict[str, Any]:
    """Return the tables of the file."""
    try:
        return tomllib.loads(_text_of(path))
    except tomllib.TOMLDecodeError as error:
        raise WatchFileError(str(path), None, None, f"this is not valid TOML: {error}") from error
    except RecursionError as error:
        # tomllib calls itself for each level of nesting.
        raise WatchFileError(str(path), None, None, "its lists or tables are nested too deep") from error


def _text_of(path: Path) -> str:
    try:
        # To open a named pipe would wait for whoever writes into it.
        if path.exists() and not path.is_file():
            raise WatchFileError(str(path), None, None, "is no file")
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            said = f"has more than {_MOST_BYTES // 1024} KiB, which no file of saved searches needs"
            raise WatchFileError(str(path), None, None, said)
        # Editors of Windows put a byte order mark in front, which TOML does not know, and end lines with CR LF.
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise WatchFileError(str(path), None, None, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise WatchFileError(str(path), None, None, "is not UTF-8 text") from error


class _Reader:
    """Reads the tables of one file.

    Args:
        path: the file, to which relative paths in it are relative.
        known_sites: returns the ids of all sites.
    """

    def __init__(self, path: Path, known_sites: Callable[[], Collection[str]]) -> None:
        self._path = path
        self._known_sites = known_sites
        self._atom_files: dict[Path, str] = {}
        self._lang = DEFAULT_LANGUAGE

    def read_language(self, value: Any) -> None:
        """Take the language of all searches that name none."""
        self._lang = self._values(None, {LANG: value}, {LANG: _language})[LANG]

    def search(self, name: str, table: Any) -> SavedSearch:
        """Return the search of one table, checked key by key."""
        # A key that stands above the first table of a file is met here as a search that is no table.
        if not isinstance(table, dict):
            self._refuse(None, name, f"a search is a table; write [{name}] or a search's id above it")
        if not _ID.fullmatch(name):
            self._refuse(name, None, "an id is made of a-z, 0-9, '.', '_' and '-'")
        values = self._values(name, table, SEARCH_KEYS)
        if "words" not in values:
            self._refuse(name, "words", "is missing; say what is searched for")
        words = values["words"]
        return SavedSearch(
            name,
            values.get("name", name),
            words,
            Search(self._query(name, words), self._sites(name, values.get("sites", ()))),
            tuple(self._channels(name, values)),
            values.get(LANG, self._lang),
        )

    def smtp(self, table: Any) -> SmtpSettings:
        """Return the mail server of the table ``[smtp]``."""
        if not isinstance(table, dict):
            self._refuse(None, SMTP, "must be a table: write [smtp]")
        values = self._values(SMTP, table, _SMTP_KEYS)
        for key in ("host", "from"):
            if key not in values:
                self._refuse(SMTP, key, "is missing")
        tls = values.get("tls", "offered")
        if "password" in values and "user" not in values:
            self._refuse(SMTP, "user", "is missing, and there is a password")
        return SmtpSettings(
            values["host"],
            values.get("port", _PORTS[tls]),
            values["from"],
            values.get("user"),
            values.get("password"),
            tls,
        )

    def _values(
        self, name: str | None, table: Mapping[str, Any], keys: Mapping[str, Callable[[Any], Any]]
    ) -> dict[str, Any]:
        """Return the checked values of a table by key."""
        values = {}
        for key, value in table.items():
            if key not in keys:
                self._refuse(name, key, f"is not known; {_nearest(key, keys, 'the keys are')}")
            try:
                values[key] = keys[key](value)
            except _ValueProblemError as problem:
                self._refuse(name, key, problem.message)
        return values

    def _query(self, name: str, words: str) -> Query:
        """Return the words of a search as they are asked."""
        try:
            query = parse(words)
        except ScraperError as error:
            self._refuse(name, "words", str(error))
        if query.is_empty:
            self._refuse(name, "words", f"'{one_line(words)}' has neither a letter nor a digit")
        self._refuse_unknown(name, "words", query.sites)
        return query

    def _sites(self, name: str, sites: tuple[str, ...]) -> tuple[str, ...]:
        self._refuse_unknown(name, "sites", sites)
        return sites

    def _refuse_unknown(self, name: str, key: str, sites: Iterable[str]) -> None:
        """Refuse the id of a site that there is not: a search for it would be silent for ever."""
        for site in sites:
            known = self._known_sites()
            if site not in known:
                advice = _nearest(site, known, "'scraper sites list' shows them all:", most=0)
                self._refuse(name, key, f"there is no site '{site}'; {advice}")

    def _channels(self, name: str, values: Mapping[str, Any]) -> Iterable[Channel]:
        # An address each: one that is refused does not hold up the others, nor does a new one bring the others what
        # they have been told.
        yield from (Mail((address,)) for address in values.get("mail", ()))
        if "atom" in values:
            yield AtomFile(self._atom_file(name, values["atom"]))
        yield from (Service(address) for address in values.get("notify", ()))

    def _atom_file(self, name: str, written: str) -> Path:
        if not written.isprintable():
            # No system has a file with a zero byte in its name, and no person one with a line break.
            self._refuse(name, "atom", f"'{one_line(written)}' holds a control character")
        try:
            path = beside(written, self._path)
        except RuntimeError:
            # Raised for a user that does not exist (~nobody-here), and where no home is known.
            self._refuse(name, "atom", f"'{one_line(written)}' begins with a home that is not known")
        other = self._atom_files.setdefault(path, name)
        if other != name:
            # Each would put its own name over the other's news.
            self._refuse(name, "atom", f"search '{other}' writes this file already; give each one of its own")
        return path

    def _refuse(self, search: str | None, key: str | None, problem: str) -> NoReturn:
        """Refuse the file.

        Raises:
            WatchFileError: always.
        """
        shown = None if search is None else one_line(search)
        raise WatchFileError(str(self._path), shown, None if key is None else one_line(key), problem)


# Each of the functions below checks the value of a key as TOML has it, and returns it as it is used.


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _ValueProblemError("must be a text that is not empty")
    return value.strip()


def _list_of(each: Callable[[Any], str]) -> Callable[[Any], tuple[str, ...]]:
    def check(value: Any) -> tuple[str, ...]:
        # A single one may stand without brackets.
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list):
            raise _ValueProblemError('must be a list of texts, such as ["one", "two"]')
        return tuple(dict.fromkeys(map(each, items)))

    return check


def _mail_address(value: Any) -> str:
    # Imported only where somebody wants mail.
    from scraper.notify.message import address

    text = _text(value)
    found = address(text)
    if isinstance(found, Fault):
        raise _ValueProblemError(found.advice)
    return text


def _service_address(value: Any) -> str:
    text = _text(value)
    # Which services there are, only apprise knows, which takes half a second to load. An address may hold secrets, so
    # that no message repeats it.
    if not _SCHEME.match(text):
        raise _ValueProblemError("holds what is no address of a service, such as ntfy://example.org/topic")
    return text


def _port(value: Any) -> int:
    # true and false are numbers for Python, and none for people.
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not is_number or not 1 <= value <= _LARGEST_PORT:
        raise _ValueProblemError(f"must be a whole number from 1 to {_LARGEST_PORT}")
    return int(value)


def _one_of(choices: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in choices:
            raise _ValueProblemError(f"must be one of {', '.join(map(repr, choices))}")
        return str(value)

    return check


_language = _one_of(LANGUAGES)


SEARCH_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "name": _text,
    "words": _text,
    "sites": _list_of(_text),
    "mail": _list_of(_mail_address),
    "atom": _text,
    "notify": _list_of(_service_address),
    LANG: _language,
}
"""The keys of a search, and what checks the value of each."""

# The same of the mail server.
_SMTP_KEYS: Mapping[str, Callable[[Any], Any]] = {
    "host": _text,
    "port": _port,
    "from": _mail_address,
    "user": _text,
    "password": _text,
    "tls": _one_of(get_args(Tls)),
}


def _nearest(name: str, known: Iterable[str], otherwise: str, most: int = 50) -> str:
    """Return what to write instead of a name that there is not: one that is like it, or the choice of all."""
    # Imported only when a name was misspelled.
    from difflib import get_close_matches

    names = list(known)
    near = get_close_matches(name.lower(), names, n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"{otherwise} {', '.join(names[:most])}".rstrip(" :")
