"""An Atom file (RFC 4287) of the newest news of a saved search, for a feed reader."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import io
import itertools
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from scraper.model import Fault, Reason, fault
from scraper.model.news import News, WatchNews
from scraper.notify.channels import AtomFile
from scraper.notify.news_words import NewsWords
from scraper.notify.render import html_fragment
from scraper.report.atom_parts import NAMESPACE, for_xml, href, is_ours, line_for_xml, tag_uri
from scraper.report.written import Language
from scraper.store.files import resolved
from scraper.web.plain_text import one_line

MOST_ENTRIES = 100
"""Entries that the file keeps; chosen: a reader that looks once a week misses nothing of a search with ten a day."""

# Hexadecimal digits of what tells apart the news of two archives; chosen.
_DIGITS = 16
# Bytes in which the first "<" of an XML file stands, and what may stand before it: the byte order marks of UTF-8 and
# UTF-16, blanks, and the zeros that a crash of the machine leaves.
_BEGINNING = 1024
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_AUTHOR = "scraper"
# The attribute xml:lang, as the parser names it (XML Namespaces 1.0 §3).
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The rights of a new file, as far as the user's umask leaves them: feed readers and web servers are other users.
_NEW_FILE = 0o666


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry, as it is written and read back.

    Args:
        id: a tag URI.
        title, link, content: the content is HTML; the link is empty where the address is none of the web.
        category: the kind of news.
        updated: when it was seen (aware, UTC).
        lang: what it is written in; None: not known.
    """

    id: str
    title: str
    link: str
    content: str
    category: str
    updated: dt.datetime
    lang: str | None


def write(channel: AtomFile, news: WatchNews, lang: Language = "en") -> Fault | None:
    """Put news into the file, before those that it holds; return why that could not be done, or None.

    The file is made anew and put in place by a rename, so that a reader never sees half of it. News that it holds
    already stand in it once. What is XML, and no feed of ours, is put aside as ``NAME.old``. Whatever else is there
    stays: it may be the archive, or a list of profiles, whose name was written here by mistake.
    """
    # A link stays a link, to the new file.
    path = resolved(channel.path)
    try:
        _make_folder(path.parent)
        held = _held(path)
        entries = {entry.id: entry for entry in [*(_entry(news.id, one, lang) for one in news.news), *held]}
        newest = sorted(entries.values(), key=lambda entry: entry.updated, reverse=True)[:MOST_ENTRIES]
        _put_in_place(path, _document(news, newest, lang))
    except OSError as error:
        why = error.strerror or type(error).__name__
        return fault(Reason.ATOM_NOT_WRITTEN, path=one_line(str(channel.path)), why=why)
    return None


def _make_folder(folder: Path) -> None:
    """Make a folder, and those that it lies in, where they are not there.

    Raises:
        OSError: that cannot be done.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(0, f"{folder} is no folder") from error


def _held(path: Path) -> list[_Entry]:
    """Return the entries of the file; of a damaged one, which is put aside, those that can be read."""
    if not path.exists():
        return []
    # A pipe would be read until somebody writes into it.
    if not path.is_file():
        raise OSError(0, "there is something else than a file")
    with path.open("rb") as file:
        # What begins otherwise may have gigabytes.
        beginning = file.read(_BEGINNING)
        first = beginning.lstrip(_BEFORE_XML)[:1]
        if first not in (b"", b"<"):
            raise OSError(0, "there is a file that is no feed")
        data = beginning + file.read()
    # An empty file, as `touch` makes it, holds nothing that could be lost.
    if not data.strip(_BEFORE_XML):
        return []
    try:
        feed = ElementTree.fromstring(data)  # noqa: S314  (a file of the user's own)
    except (ElementTree.ParseError, ValueError):
        feed = None
    if feed is None or feed.tag != f"{NAMESPACE}feed":
        _put_aside(path, data)
        return _readable_entries(data)
    # Another program's feed has more than would be written back.
    if not is_ours(feed.findtext(f"{NAMESPACE}id"), "watch"):
        _put_aside(path, data)
        return []
    entries = (_read_back(entry) for entry in feed.iter(f"{NAMESPACE}entry"))
    return [entry for entry in entries if entry is not None]


def _readable_entries(data: bytes) -> list[_Entry]:
    """Return what can be read of a damaged file; feedparser reads what is before and behind the damage."""
    import feedparser

    parsed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    found = []
    for one in parsed.entries:
        contents, tags = one.get("content") or [{}], one.get("tags") or [{}]
        detail = one.get("title_detail", {})
        found.append(
            _entry_read(
                one.get("id"),
                _plain(one.get("title"), is_html=detail.get("type") == "text/html"),
                # For an entry without a link, feedparser gives its name as one.
                href(one.get("link")),
                contents[0].get("value"),
                tags[0].get("term"),
                one.get("updated"),
                detail.get("language"),
            )
        )
    return [entry for entry in found if entry is not None]


def _put_aside(path: Path, data: bytes) -> None:
    """Keep what the file holds as ``NAME.old``, or where that is taken as ``NAME.old2`` and so on."""
    for number in itertools.count(1):
        aside = path.with_name(f"{path.name}.old{number if number > 1 else ''}")
        with suppress(FileExistsError), aside.open("xb") as file:
            file.write(data)
            return


def _read_back(entry: ElementTree.Element) -> _Entry | None:
    """Return an entry as it was written, character for character, or None for one that is not whole."""
    title, link, category = (entry.find(f"{NAMESPACE}{name}") for name in ("title", "link", "category"))
    return _entry_read(
        entry.findtext(f"{NAMESPACE}id"),
        None if title is None else _plain(title.text, is_html=title.get("type") == "html"),
        None if link is None else link.get("href"),
        entry.findtext(f"{NAMESPACE}content"),
        None if category is None else category.get("term"),
        entry.findtext(f"{NAMESPACE}updated"),
        entry.get(_LANG),
    )


def _plain(title: str | None, *, is_html: bool) -> str:
    """Return a title as the text that it was made of; what looks like markup was escaped once more."""
    text = title or ""
    return html.unescape(text) if is_html else text


def _entry_read(
    identifier: str | None,
    title: str | None,
    link: str | None,
    content: str | None,
    category: str | None,
    updated: str | None,
    lang: str | None,
) -> _Entry | None:
    try:
        moment = dt.datetime.fromisoformat(updated or "").astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    if not identifier:
        return None
    return _Entry(identifier, title or "", link or "", content or "", category or "", moment, lang)


def _entry(watch: str, one: News, lang: Language) -> _Entry:
    words = NewsWords(lang)
    title = words.headline(one)
    if one.kind != "new":
        title = f"{words.heading(one.kind)}: {title}"
    return _Entry(
        _entry_id(watch, one),
        line_for_xml(title),
        href(one.url),
        for_xml(html_fragment(one, words)),
        one.kind,
        one.at.astimezone(dt.UTC).replace(microsecond=0),
        lang,
    )


def _entry_id(watch: str, one: News) -> str:
    """Return the name of an entry for all time: of the search, the event, and the article."""
    digest = hashlib.sha256(f"{one.url}\n{one.at.isoformat()}".encode("utf-8", "replace")).hexdigest()
    return f"{_feed_id(watch)}/{one.event_id}/{one.kind}/{digest[:_DIGITS]}"


def _feed_id(watch: str) -> str:
    return tag_uri("watch", watch)


def _document(news: WatchNews, entries: list[_Entry], lang: Language) -> bytes:
    # Imported only here: most commands write no feed.
    from scraper.report.feed import Category, FeedEntry, FeedHead, atom, last_change

    told = [
        FeedEntry(
            id=entry.id,
            title=entry.title,
            link=entry.link,
            updated=entry.updated,
            authors=[_AUTHOR],
            content=entry.content,
            categories=[Category(entry.category)],
            language=entry.lang,
        )
        for entry in entries
    ]
    # The file has no page on the web, and nobody knows where it can be had.
    head = FeedHead(
        id=_feed_id(news.id),
        title=news.name,
        subtitle=news.words,
        self_link=None,
        alternate=None,
        updated=last_change(told),
        language=lang,
    )
    return atom(head, told)


def _put_in_place(path: Path, data: bytes) -> None:
    """Write the file anew beside the old one, with its rights, and put it in its place.

    Raises:
        OSError: that could not be done; the old file is as it was.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    with suppress(FileNotFoundError):
        new.unlink()
    try:
        number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _NEW_FILE)
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            new.chmod(path.stat().st_mode)
        new.replace(path)
    finally:
        with suppress(OSError):
            new.unlink()
