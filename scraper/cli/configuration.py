"""What the user has set, and where: by an option, by an environment variable, in a file, or nowhere.

The file is ``scraper.toml`` in the folder that a command runs in, and behind it the one in XDG's configuration
directory (XDG Base Directory Specification). Each key is taken from the first of them that has it, so that a folder
may name its own archive and the contact still comes from the user's own file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

import click

from scraper.cli.archive_option import DEFAULT_ARCHIVE, FILE, NAMED_ARCHIVE
from scraper.cli.hints import did_you_mean
from scraper.cli.report_target import is_address, target
from scraper.errors import ConfigError
from scraper.policy import timeouts

T = TypeVar("T")
DEFAULT_PROFILES = Path("data/sites.toml")
"""The user's own profiles, beside the archive's usual place; relative to the folder that a command runs in."""

DEFAULT_WATCH_FILE = Path("data/watch.toml")
"""The saved searches, beside the archive's usual place; relative to the folder that a command runs in."""

DEFAULT = "default"
"""Where a value comes from that nobody has set."""

# Where click's context keeps the files that were read, for all commands of one call.
_FILES = "scraper.cli.files"


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """A value, and where it comes from.

    Args:
        value: as the commands use it: paths relative to the folder that the command runs in, or absolute.
        source: the option, the environment variable or the file that names it, or :data:`DEFAULT`.
    """

    value: T
    source: str


class _ValueProblemError(Exception):
    """What is wrong with one value; the caller knows file and key."""


def _text(value: Any, folder: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _ValueProblemError("must be a text that is not empty")
    return value.strip()


def _path(value: Any, folder: Path) -> Path:
    """Return a path that is relative to the folder of the file that names it; ``~`` is the user's home."""
    try:
        return folder / Path(_text(value, folder)).expanduser()
    except RuntimeError as error:
        # Raised for a user that does not exist (~nobody-here), and where no home is known.
        raise _ValueProblemError(f"'{value}' begins with a home that is not known") from error


def _list_of(each: Callable[[Any, Path], Any]) -> Callable[[Any, Path], tuple[Any, ...]]:
    def check(value: Any, folder: Path) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _ValueProblemError('must be a list, such as ["one", "two"]')
        return tuple(dict.fromkeys(each(item, folder) for item in value))

    return check


def _seconds(value: Any, folder: Path) -> float:
    # true and false are numbers for Python, and none for people; a text is no number in TOML.
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        if is_number:
            return timeouts.seconds(value)
    except (ValueError, OverflowError):
        # What follows is said of each value that is no time.
        pass
    raise _ValueProblemError("must be a number of seconds above zero, such as 30")


def _report_target(value: Any, folder: Path) -> str:
    try:
        text = target(_text(value, folder))
    except ConfigError as error:
        raise _ValueProblemError(str(error).removesuffix(".")) from error
    if is_address(text):
        return text
    return str(_path(text, folder))


# The keys of the file, and what checks the value of each; the folder is the one that the file lies in.
_KEYS: Mapping[str, Callable[[Any, Path], Any]] = {
    "db": _path,
    "sites": _list_of(_path),
    "contact": _text,
    "timeout": _seconds,
    "enabled": _list_of(_text),
    "watch": _path,
    "report_to": _list_of(_report_target),
}


class Configuration:
    """What the user has set. Nothing is read before it is asked for.

    Args:
        files: what was read in files, by the files' names, the first that has a key wins.
        option: what ``--db`` named, or None.
    """

    def __init__(self, files: _Files, option: Path | None = None) -> None:
        self._files = files
        self._option = option

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that were found, in the order in which they are asked.

        Raises:
            ConfigError: a file cannot be read, or holds a mistake.
        """
        return tuple(self._files.found)

    @property
    def db(self) -> Setting[Path]:
        """The archive: --db, $SCRAPER_DB, the files, the default."""
        if self._option is not None:
            return Setting(self._option, "--db")
        # A variable that is set and empty says nothing, as for the other variables.
        named = os.environ.get("SCRAPER_DB", "")
        if named:
            return Setting(Path(named), "$SCRAPER_DB")
        return self._of_files("db", DEFAULT_ARCHIVE)

    @property
    def sites(self) -> Setting[tuple[Path, ...]]:
        """The profile files to read beside the built-in profiles, later ones override earlier ones by id."""
        named: Setting[tuple[Path, ...]] = self._of_files("sites", ())
        if not DEFAULT_PROFILES.exists():
            return named
        sources = dict.fromkeys([DEFAULT, named.source])
        return Setting((DEFAULT_PROFILES, *named.value), ", ".join(sources))

    @property
    def contact(self) -> Setting[str]:
        """How a site's operator reaches the user; empty where nobody has said."""
        named = os.environ.get("SCRAPER_CONTACT", "").strip()
        if named:
            return Setting(named, "$SCRAPER_CONTACT")
        return self._of_files("contact", "")

    @property
    def timeout(self) -> Setting[float | None]:
        """The seconds that one request may take with its body; None where nobody has said.

        Raises:
            ConfigError: $SCRAPER_TIMEOUT is no number of seconds.
        """
        if os.environ.get("SCRAPER_TIMEOUT", "").strip():
            from scraper.fetch.settings import asked_seconds

            return Setting(asked_seconds(), "$SCRAPER_TIMEOUT")
        return self._of_files("timeout", None)

    @property
    def enabled(self) -> Setting[tuple[str, ...] | None]:
        """The ids of the sites that a crawl without names visits; None where nobody has chosen."""
        return self._of_files("enabled", None)

    @property
    def watch(self) -> Setting[Path]:
        """The file of saved searches, which need not be there where nobody has named it."""
        return self._of_files("watch", DEFAULT_WATCH_FILE)

    @property
    def report_to(self) -> Setting[tuple[str, ...]]:
        """The addresses and files to which a crawl reports how it ended; none where nobody has said."""
        return self._of_files("report_to", ())

    def _of_files(self, key: str, default: Any) -> Setting[Any]:
        for name, values in self._files.found.items():
            if key in values:
                return Setting(values[key], name)
        return Setting(default, DEFAULT)


class _Files:
    """The configuration files, read once for each call of the program."""

    @cached_property
    def found(self) -> dict[str, dict[str, Any]]:
        """The checked values of each file that is there, by the file's name.

        Raises:
            ConfigError: a file cannot be read, or holds a mistake.
        """
        texts = {file: _read(file) for file in _places()}
        return {str(file): _checked(file, text) for file, text in texts.items() if text is not None}


def _places() -> Iterator[Path]:
    """Yield where a configuration file may stand: in this folder, and in XDG's configuration directory."""
    yield Path(FILE)
    named = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    # "If an implementation encounters a relative path in any of these variables it should consider the path invalid
    # and ignore it." (XDG Base Directory Specification)
    if named.is_absolute():
        yield named / "scraper" / FILE
        return
    try:
        yield Path.home() / ".config" / "scraper" / FILE
    except RuntimeError:
        # Without $HOME, and of a user that the system does not know, there is no such file.
        return


def _read(file: Path) -> str | None:
    """Return the text of a file, or None where there is none.

    Raises:
        ConfigError: it is there and cannot be read.
    """
    try:
        # To open a named pipe would wait for whoever writes into it.
        if file.exists() and not (file.is_file() or file.is_dir()):
            raise ConfigError(f"{file}: is no file.")
        # Editors of Windows put a byte order mark in front, which TOML does not know.
        return file.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not UTF-8 text.") from error


def _checked(file: Path, text: str) -> dict[str, Any]:
    """Return the values of a file by key, checked, with paths as the commands use them.

    Raises:
        ConfigError: naming file and key.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: this is not valid TOML: {error}.") from error
    except RecursionError as error:
        # tomllib calls itself for each level of nesting.
        raise ConfigError(f"{file}: its lists or tables are nested too deep.") from error
    return {key: _value(file, key, value) for key, value in values.items()}


def _value(file: Path, key: str, value: Any) -> Any:
    """Return the checked value of one key."""
    if key not in _KEYS:
        hint = did_you_mean(key, _KEYS, f"The keys are {', '.join(_KEYS)}.")
        raise ConfigError(f"{file}, key '{key}': is not known.", hint=hint)
    try:
        return _KEYS[key](value, file.parent)
    except _ValueProblemError as problem:
        raise ConfigError(f"{file}, key '{key}': {problem}.") from problem


def configuration() -> Configuration:
    """Return what the user has set, for the command that runs; its files are read at most once a call."""
    context = click.get_current_context(silent=True)
    if context is None:
        # Called by a program instead of by the command line.
        return Configuration(_Files())
    # Contexts of one call share this mapping, the group's and those of its commands.
    files = context.meta.setdefault(_FILES, _Files())
    return Configuration(files, context.meta.get(NAMED_ARCHIVE))
