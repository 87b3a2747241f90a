"""The Atom file of a saved search: valid, whole at any moment, each news in it once, and none lost by damage."""

from __future__ import annotations

import datetime as dt
import os
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from news_made import BACK, CHANGED, GONE, NEW, SEEN, UNLISTED, hostile, news

from atom_rules import broken_rules
from scraper.about import VERSION
from scraper.model.news import News
from scraper.notify import AtomFile, atom, deliver
from scraper.notify.channels import beside

ATOM = "{http://www.w3.org/2005/Atom}"


def read(path: Path) -> ET.Element:
    """Return the feed as an XML parser reads it; it breaks no rule, but that nobody knows where it can be had."""
    data = path.read_bytes()
    assert {one.rule for one in broken_rules(data)} - {"bad-characters"} == {"missing-self"}
    parsed = feedparser.parse(data)
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    return ET.fromstring(data)  # noqa: S314


def ids(path: Path) -> list[str | None]:
    return [entry.findtext(f"{ATOM}id") for entry in read(path).iter(f"{ATOM}entry")]


def numbered(first: int, last: int) -> list[News]:
    return [
        replace(NEW, event_id=number, url=f"https://amtsblick.example/{number}", at=SEEN + dt.timedelta(hours=number))
        for number in range(first, last + 1)
    ]


def test_a_file_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "out" / "deep" / "wohngeld.xml"
    assert deliver(AtomFile(path), news(replace(NEW, lead="Das <b>Land</b> & der Bund."))) is None
    assert path.read_text(encoding="utf-8") == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xml:lang="en" xmlns="http://www.w3.org/2005/Atom"><title>Wohngeld</title>'
        "<id>tag:scraper.invalid,2026:watch/wohngeld</id><updated>2026-11-27T11:15:00Z</updated>"
        "<subtitle>Wohngeld OR Mietzuschuss site:amtsblick</subtitle>"
        f'<generator version="{VERSION}">scraper</generator>\n'
        '<entry xml:lang="en"><title>Thüringen: Wohngeld wird in allen Ämtern digital beantragt</title>'
        "<id>tag:scraper.invalid,2026:watch/wohngeld/1/new/012633ef2f8a2d0d</id>"
        '<link href="https://amtsblick.example/news/wohngeld" rel="alternate"/>'
        "<updated>2026-11-27T11:15:00Z</updated><author><name>scraper</name></author>"
        '<category term="new"/>'
        '<content type="html">&lt;p&gt;2026-11-26 · amtsblick&lt;/p&gt;\n'
        "&lt;p&gt;Das &amp;lt;b&amp;gt;Land&amp;lt;/b&amp;gt; &amp;amp; der Bund.&lt;/p&gt;</content></entry>\n"
        "</feed>\n"
    )


def test_every_kind_of_news(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    assert deliver(AtomFile(path), news(NEW, CHANGED, GONE, BACK, UNLISTED)) is None
    feed = read(path)
    headline = "Wohngeld wird in allen Ämtern digital beantragt"
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == [
        f"Thüringen: {headline}",
        f"Changed: Thüringen: {headline}",
        f"Gone: {headline}",
        f"Back: Thüringen: {headline}",
        f"Not found any more: Thüringen: {headline}",
    ]
    assert [one.attrib["term"] for one in feed.iter(f"{ATOM}category")] == [
        "new",
        "changed",
        "gone",
        "back",
        "unlisted",
    ]


def test_news_stand_in_it_once_newest_first_whoever_tells_them_again(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    for told in ([1, 2], [1, 2], [2, 4]):
        assert deliver(AtomFile(path), news(*numbered(*told))) is None
    assert [one and one.split("/")[2] for one in ids(path)] == ["4", "3", "2", "1"]
    before = path.read_bytes()
    assert deliver(AtomFile(path), news(*numbered(4, 4))) is None
    assert path.read_bytes() == before


def test_the_newest_hundred_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    assert deliver(AtomFile(path), news(*numbered(1, 80))) is None
    assert deliver(AtomFile(path), news(*numbered(81, 130))) is None
    assert [one and int(one.split("/")[2]) for one in ids(path)] == list(range(130, 30, -1))


def test_what_pages_say_is_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    assert deliver(AtomFile(path), hostile()) is None
    before = path.read_bytes()
    # Read back and written again, it is the same.
    assert deliver(AtomFile(path), hostile()) is None
    assert path.read_bytes() == before
    feed = read(path)
    for element in feed.iter():
        assert element.tag.removeprefix(ATOM) in {
            *("feed", "title", "subtitle", "id", "updated", "generator", "author", "name"),
            *("entry", "link", "content", "category"),
        }
    for link in feed.iter(f"{ATOM}link"):
        assert link.attrib["href"].startswith("https://amtsblick.example/")
    for content in feed.iter(f"{ATOM}content"):
        assert content.text is not None
        assert set(re.findall("<[^>]*>", content.text)) == {"<p>", "</p>"}


@given(title=st.text(st.characters(exclude_categories=())), lead=st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_written_and_read_back(tmp_path_factory: pytest.TempPathFactory, title: str, lead: str) -> None:
    path = tmp_path_factory.mktemp("atom") / "a.xml"
    one = replace(NEW, title=title, kicker=None, lead=lead)
    assert deliver(AtomFile(path), news(one, name=title)) is None
    read(path)
    before = path.read_bytes()
    assert deliver(AtomFile(path), news(one, name=title)) is None
    assert path.read_bytes() == before


def test_a_damaged_file_is_put_aside_and_what_can_be_read_of_it_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    assert deliver(AtomFile(path), news(*numbered(1, 5))) is None
    whole = path.read_bytes()
    half = whole[: len(whole) * 2 // 3]
    path.write_bytes(half)
    assert deliver(AtomFile(path), news(*numbered(6, 6))) is None
    numbers = [one and one.split("/")[2] for one in ids(path)]
    assert numbers[:3] == ["6", "5", "4"]
    assert (tmp_path / "a.xml.old").read_bytes() == half


def test_a_title_that_looks_like_markup_is_read_back_as_it_was(tmp_path: Path) -> None:
    for is_damaged in (False, True):
        path = tmp_path / f"{is_damaged}.xml"
        assert deliver(AtomFile(path), news(replace(NEW, title="<b>1 &amp; 2</b>", kicker=None))) is None
        before = path.read_text("utf-8")
        assert '<title type="html">&amp;lt;b&amp;gt;1 &amp;amp;amp; 2&amp;lt;/b&amp;gt;</title>' in before
        if is_damaged:
            path.write_text(before.removesuffix("</feed>\n"), "utf-8")
        assert deliver(AtomFile(path), news(replace(NEW, event_id=9, url="https://amtsblick.example/9"))) is None
        kept = before.partition("<entry ")[2].partition("</entry>")[0]
        assert kept.startswith('xml:lang="en">')
        assert kept in path.read_text("utf-8")


def test_an_address_that_is_none_is_no_link_and_any_other_is_one_of_the_standard(tmp_path: Path) -> None:
    def link(number: int, url: str) -> str | None:
        path = tmp_path / f"{number}.xml"
        for _ in range(2):
            assert deliver(AtomFile(path), news(replace(NEW, url=url))) is None
        found = read(path).find(f"{ATOM}entry/{ATOM}link")
        return None if found is None else found.get("href")

    assert link(1, "https://amtsblick.example/x|y?q=[1]&100%") == "https://amtsblick.example/x%7Cy?q=%5B1%5D&100%25"
    assert link(2, "https://amtsblick.example:99999/") is None
    assert link(3, "data:text/html,x") is None


# What 'scraper export feed' writes has whole articles in it, and is no memory of a saved search.
EXPORTED = (
    b'<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:scraper.invalid,2026:feed/44136fa3</id>'
    b"<entry><id>tag:scraper.invalid,2026:article/9e82</id></entry></feed>\n"
)
FOREIGN = b'<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id><entry><id>urn:y</id></entry></feed>\n'


@pytest.mark.parametrize(
    "held", [b"<Notizen", b"\xef\xbb\xbf <html><p>x</p></html>", b"\xff\xfe<\0x\0", FOREIGN, EXPORTED]
)
def test_a_file_that_is_no_feed_is_never_lost(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "a.xml"
    for number in (1, 2):
        path.write_bytes(held + b"<!-- %d -->" % number)
        assert deliver(AtomFile(path), news(NEW)) is None
        assert len(ids(path)) == 1
    assert (tmp_path / "a.xml.old").read_bytes() == held + b"<!-- 1 -->"
    assert (tmp_path / "a.xml.old2").read_bytes() == held + b"<!-- 2 -->"


@pytest.mark.parametrize(
    "held", [b"SQLite format 3\0\x10\0", b"[amtsblick]\nname = 'x'", b"Notizen von <gestern>", b"{}"]
)
def test_what_was_named_by_mistake_stays_as_it_is(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "archive.db"
    path.write_bytes(held)
    told = deliver(AtomFile(path), news(NEW))
    assert str(told) == f"the Atom file {path} could not be written (there is a file that is no feed)"
    assert path.read_bytes() == held
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("held", [b"", b" \n", b"\0" * 5000])
def test_an_empty_file_is_filled(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(held)
    assert deliver(AtomFile(path), news(NEW)) is None
    assert len(ids(path)) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_rights_and_links_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.xml", tmp_path / "link.xml"
    old = os.umask(0o022)
    try:
        assert deliver(AtomFile(real), news(NEW)) is None
    finally:
        os.umask(old)
    assert real.stat().st_mode & 0o777 == 0o644
    real.chmod(0o640)
    link.symlink_to(real)
    assert deliver(AtomFile(link), news(CHANGED)) is None
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert len(ids(real)) == 2
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_or_a_pipe_in_its_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe):
        told = deliver(AtomFile(path), news(NEW))
        assert str(told) == f"the Atom file {path} could not be written (there is something else than a file)"
    (tmp_path / "file").touch()
    told = deliver(AtomFile(tmp_path / "file" / "a.xml"), news(NEW))
    assert str(told) == f"the Atom file {tmp_path}/file/a.xml could not be written ({tmp_path}/file is no folder)"


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xml"
    assert deliver(AtomFile(path), news(NEW)) is None
    before = path.read_bytes()

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atom.os, "fsync", full)
    told = deliver(AtomFile(path), news(CHANGED))
    assert str(told) == f"the Atom file {path} could not be written (No space left on device)"
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_relative_path_is_relative_to_the_watch_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "amt"))
    watch = Path("data") / "watch.toml"
    assert beside("out/wohngeld.xml", watch) == tmp_path / "data" / "out" / "wohngeld.xml"
    elsewhere = tmp_path / "elsewhere" / "wohngeld.xml"
    assert beside(str(elsewhere), watch) == elsewhere
    assert beside("~/wohngeld.xml", watch) == tmp_path / "amt" / "wohngeld.xml"
