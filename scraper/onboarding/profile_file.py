"""A profile as TOML, and its way into a file that a person may have written: what stands there stays as it is."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scraper.errors import ProfileError, ScraperError
from scraper.model import Site
from scraper.sites import read_profiles
from scraper.sites.loader import load_sites
from scraper.store.files import resolved

# Beside the file while it is written; a leading dot keeps it out of lists.
_UNFINISHED = ".{name}.new"


class NotWrittenError(ScraperError):
    """The profile was not written; the file is as it was."""


def toml_of(site: Site) -> str:
    """Return a profile as TOML: what is not as it would be without being named."""
    lines = [f"[{_key(site.id)}]", f"name = {_text(site.name)}", f"home = {_text(site.home)}"]
    for name in ("feeds", "sitemaps", "listings"):
        lines += _list(name, [_text(url) for url in getattr(site, name)])
    for name in ("articles", "ignore"):
        lines += _list(name, [_pattern(pattern.pattern) for pattern in getattr(site, name)])
    lines += _list("title_suffixes", [_text(suffix) for suffix in site.title_suffixes])
    if site.delay != Site.__dataclass_fields__["delay"].default:
        lines.append(f"delay = {site.delay:g}")
    if site.private:
        lines.append("private = true")
    return "\n".join(lines) + "\n"


def _key(site_id: str) -> str:
    # A dot in a bare key would begin a table within a table (TOML 1.0, "Keys").
    return json.dumps(site_id) if "." in site_id else site_id


def _list(name: str, items: list[str]) -> list[str]:
    if not items:
        return []
    if len(items) == 1:
        return [f"{name} = [{items[0]}]"]
    return [f"{name} = [", *(f"    {item}," for item in items), "]"]


def _text(text: str) -> str:
    """Return a text as a basic string of TOML, which is written as JSON's (TOML 1.0, "String") but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _pattern(pattern: str) -> str:
    """Return a pattern as a literal string, in which backslashes stand for themselves, where that is possible."""
    if "'" in pattern or not pattern.isprintable():
        return _text(pattern)
    return f"'{pattern}'"


def check(site: Site, toml: str, file: Path) -> None:
    """Refuse a file into which a profile cannot be written, before anybody is asked.

    Raises:
        ProfileError: the file holds a mistake.
        NotWrittenError: it has a profile of this id.
    """
    _joined(_content(file), site, toml, file)


def append(site: Site, toml: str, file: Path) -> None:
    """Write a profile at the end of a file, which is made where there is none; all else in it stays byte for byte.

    Args:
        site: the profile.
        toml: the same as text.
        file: of profiles.

    Raises:
        ProfileError: the file holds a mistake.
        NotWrittenError: it has a profile of this id, or cannot be written.
    """
    # A link to the file stays a link: what it leads to is replaced.
    target = resolved(file)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _in_turn(target.parent):
            _replace(target, site, toml, file)
    except OSError as error:
        raise NotWrittenError(
            f"{file} cannot be written: {error.strerror}; nothing was written", hint="Name another file with --to."
        ) from error


@contextmanager
def _in_turn(folder: Path) -> Iterator[None]:
    """Let one process at a time write profiles in a folder: two that replace one file would lose what one has added."""
    number = os.open(folder, os.O_RDONLY)
    try:
        # Some network drives have no locks; there the look at the file before it is replaced has to do.
        with suppress(OSError):
            fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def _replace(target: Path, site: Site, toml: str, file: Path) -> None:
    """Put a file with the profile in the place of the present one.

    Args:
        target: the file itself.
        site, toml: as :func:`append` takes them.
        file: as it was named, for messages.
    """
    unfinished = target.with_name(_UNFINISHED.format(name=target.name))
    try:
        content = _content(target)
        joined = _joined(content, site, toml, file)
        with unfinished.open("wb") as stream:
            stream.write(joined)
            stream.flush()
            os.fsync(stream.fileno())
        if content is not None:
            unfinished.chmod(target.stat().st_mode & 0o777)
        _read_again(unfinished, site, file)
        # An editor may have written meanwhile; its lines must not be lost.
        if _content(target) != content:
            raise NotWrittenError(f"{file} was changed by another program; nothing was written", hint="Try again.")
        unfinished.replace(target)
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _content(file: Path) -> bytes | None:
    """Return what is in a file, or None where there is none."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ProfileError(str(file), None, None, f"cannot be read: {error.strerror}") from error


def _joined(content: bytes | None, site: Site, toml: str, file: Path) -> bytes:
    """Return what is in a file with the profile behind it, parsed once more.

    Raises:
        ProfileError, NotWrittenError: see :func:`append`.
    """
    if not content:
        return toml.encode()
    before = _profiles(content, file)
    if site.id in before:
        raise NotWrittenError(
            f"{file} has a profile '{site.id}' already; nothing was written", hint="Name another id with --id."
        )
    # A file of an editor that ends its lines as Windows does goes on so.
    line_break = b"\r\n" if b"\r\n" in content else b"\n"
    gap = b"" if content.endswith(b"\n") else line_break
    joined = content + gap + line_break + toml.encode().replace(b"\n", line_break)
    after = _profiles(joined, file)
    if {**after, site.id: None} != {**before, site.id: None} or site.id not in after:
        raise NotWrittenError(f"{file} cannot take another profile at its end; nothing was written")
    return joined


def _profiles(content: bytes, file: Path) -> dict[str, Site | None]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProfileError(str(file), None, None, "is not UTF-8 text") from error
    return dict(read_profiles(text, str(file)))


def _read_again(unfinished: Path, site: Site, file: Path) -> None:
    """Load the finished file as every command does, which tries its patterns, too."""
    if load_sites([unfinished]).get(site.id) != site:
        raise NotWrittenError(f"{file} would not hold the profile as it was shown; nothing was written")
