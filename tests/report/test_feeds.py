"""Atom feeds: valid whatever pages say, nothing of it markup, read back as it was written."""

from __future__ import annotations

import datetime as dt
import html
import re
import time
import xml.etree.ElementTree as ET
from dataclasses import replace

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atom_rules import ATOM, XML, Broken, broken_rules, errors
from scraper.model.feed_article import FeedArticle
from scraper.report.atom_parts import href, tag_uri
from scraper.report.feed import Category, FeedEntry, FeedHead, atom, last_change
from scraper.report.feed_entries import GONE, SECTION, SITE, STATE, entries, entry, entry_id

SEEN = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
HEAD = FeedHead(
    id=tag_uri("feed", "x"),
    title="Wohngeld",
    subtitle="Alles zum Wohngeld",
    self_link="https://archiv.example/wohngeld.xml",
    alternate="https://archiv.example/suche?q=Wohngeld",
    updated=SEEN,
    language="de",
)
ENTRY = FeedEntry(
    id=tag_uri("article", "1"),
    title="Thüringen: Wohngeld wird digital",
    link="https://amtsblick.example/wohngeld",
    updated=SEEN,
    authors=["Änne Groß"],
    published=SEEN - dt.timedelta(hours=2),
    summary="Das Land führt den Antrag für alle Ämter ein.",
    categories=[Category("OZG")],
    language="de",
)
ARTICLE = FeedArticle(
    id=7,
    url="https://amtsblick.example/wohngeld",
    first_url="https://amtsblick.example/wohngeld",
    site="amtsblick",
    site_name="Amtsblick",
    kicker="Thüringen",
    title="Wohngeld wird digital",
    section="Politik",
    language="de",
    lead="Das Land führt den Antrag ein.",
    body="Erster Absatz.\nZweite Zeile.\n\nZweiter Absatz <b> & mehr.",
    date="2026-11-20",
    published_at="2026-11-20T07:15:00Z",
    first_seen="2026-11-20T09:30:00Z",
    changed_at="2026-11-21T10:00:00Z",
    authors=("Änne Groß", "bs"),
    keywords=("E-Government", "OZG"),
)
HOSTILE = (
    "<script>alert(1)</script>",
    "<b>fett & schräg</b> &amp; &#60;i&#62; &nbsp;",
    "]]> <![CDATA[ <!-- --> <?php ?>",
    "Rot \x1b[31m, \x00, \x85, \x9b1m, \u202egnirts\u2066, \ud800, \ufffe\uffff",
    "Anführung \" und ' und =",
    "Zeile\r\neins\n\n\tzwei",
    "1 < 2 und 3 > 2",
    "Q&A; AT&T; 100 %",
    " ",
    "",
    "\u0627\u0644\u062d\u0643\u0648\u0645\u0629 und Straße 👩‍💻",
    "Wörter " * 1000,
)


def parsed(data: bytes) -> feedparser.FeedParserDict:
    """Return a feed as feedparser reads it, which must find nothing wrong with it."""
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def test_a_feed_as_it_is_written() -> None:
    full = replace(ENTRY, content="<p>Ein Absatz.</p>", categories=[Category("OZG"), Category("a", SITE, "Amtsblick")])
    data = atom(HEAD, [full])
    assert data.decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xml:lang="de" xmlns="http://www.w3.org/2005/Atom"><title>Wohngeld</title>'
        "<id>tag:scraper.invalid,2026:feed/x</id><updated>2026-11-20T09:30:00Z</updated>"
        "<subtitle>Alles zum Wohngeld</subtitle>"
        '<link href="https://archiv.example/wohngeld.xml" rel="self" type="application/atom+xml"/>'
        '<link href="https://archiv.example/suche?q=Wohngeld" rel="alternate" type="text/html"/>'
        '<generator version="0.1.0">scraper</generator>\n'
        '<entry xml:lang="de"><title>Thüringen: Wohngeld wird digital</title>'
        "<id>tag:scraper.invalid,2026:article/1</id>"
        '<link href="https://amtsblick.example/wohngeld" rel="alternate"/>'
        "<published>2026-11-20T07:30:00Z</published><updated>2026-11-20T09:30:00Z</updated>"
        "<author><name>Änne Groß</name></author>"
        '<category term="OZG"/><category label="Amtsblick" scheme="tag:scraper.invalid,2026:category/site" term="a"/>'
        "<summary>Das Land führt den Antrag für alle Ämter ein.</summary>"
        '<content type="html">&lt;p&gt;Ein Absatz.&lt;/p&gt;</content></entry>\n</feed>\n'
    )
    assert broken_rules(data) == []


def test_an_empty_feed_is_valid_and_without_an_address_only_that_is_missed() -> None:
    assert broken_rules(atom(HEAD, [])) == []
    bare = replace(HEAD, self_link=None, alternate=None, subtitle="", language=None, title=" ")
    assert broken_rules(atom(bare, [ENTRY])) == [Broken("missing-self", "feed")]
    assert last_change([ENTRY, replace(ENTRY, updated=SEEN + dt.timedelta(1)), ENTRY]) == SEEN + dt.timedelta(1)
    assert last_change([]).year == 1970


def test_an_entry_whose_language_is_not_known_is_not_in_that_of_the_feed() -> None:
    def languages(head: str | None, entry: str | None) -> list[str | None]:
        root = ET.fromstring(atom(replace(HEAD, language=head), [replace(ENTRY, language=entry)]))  # noqa: S314
        return [element.get(f"{XML}lang") for element in (root, *root.iter(f"{ATOM}entry"))]

    assert languages("en", "de") == ["en", "de"]
    assert languages("en", None) == ["en", "und"]
    assert languages("en", "<deutsch>") == ["en", "und"]
    assert languages(None, None) == [None, None]


def test_an_entry_that_comes_twice_is_written_once() -> None:
    found = parsed(atom(HEAD, [ENTRY, replace(ENTRY, title="Anders"), replace(ENTRY, id="urn:x:2")]))
    assert [one.title for one in found.entries] == [ENTRY.title, ENTRY.title]


def test_what_is_no_address_of_the_web_is_no_link() -> None:
    for link in ("javascript:alert(1)", "data:text/html,x", "/ein/pfad", "https://a.example:99999/", "https://", ""):
        data = atom(HEAD, [replace(ENTRY, link=link, summary=None)])
        assert broken_rules(data) == [], link
        assert b"alternate" not in data.partition(b"<entry")[2]


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://a.example/x|y?q=[1]{2}", "https://a.example/x%7Cy?q=%5B1%5D%7B2%7D"),
        ("http://[2001:db8::1]:8080/[a]", "http://[2001:db8::1]:8080/%5Ba%5D"),
        ("https://a.example/100%/%C3%A4/%zz", "https://a.example/100%25/%C3%A4/%25zz"),
        ("https://a.example/stra\u00dfe\n", "https://a.example/stra%C3%9Fe"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://b\u00fccher.example/x#a#b", "https://xn--bcher-kva.example/x"),
        ("https://ich:geheim@a.example/x", "https://a.example/x"),
        ("https://a.example/\u202efdp.exe", "https://a.example/%E2%80%AEfdp.exe"),
        ("https:a.example", "https://a.example/"),
    ],
)
def test_addresses_as_the_standard_writes_them(url: str, uri: str) -> None:
    assert href(url) == uri
    # What was written is read back as it is, so that a file stays the same.
    assert href(uri) == uri
    assert errors(atom(HEAD, [replace(ENTRY, link=url)])) == []


def hostile(text: str) -> bytes:
    """Return a feed in which this text stands wherever a page may put one."""
    article = replace(
        ARTICLE,
        **dict.fromkeys(("kicker", "title", "section", "language", "lead", "body", "site_name"), text),
        authors=(text, "bs"),
        keywords=(text, "OZG"),
    )
    link = f"https://amtsblick.example/{text}"
    first = replace(article, id=1, url=link, first_url="https://amtsblick.example/1")
    own = [first, replace(article, id=2, url=text, first_url=text, lead=None)]
    return atom(replace(HEAD, title=text, subtitle=text), entries(own, full=True))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_pages_say_is_text(text: str) -> None:
    data = hostile(text)
    assert broken_rules(data) == []
    parsed(data)
    for element in ET.fromstring(data).iter():  # noqa: S314
        assert element.tag.removeprefix(ATOM) in {
            *("feed", "title", "subtitle", "id", "updated", "link", "generator", "entry", "published", "author"),
            *("name", "category", "summary", "content"),
        }
        if element.tag == f"{ATOM}content":
            assert set(re.findall("<[^>]*>", element.text or "")) <= {"<p>", "</p>", "<br>"}


@given(text=st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_makes_a_valid_feed(text: str) -> None:
    data = hostile(text)
    assert [one for one in broken_rules(data) if one.rule != "bad-characters"] == []
    parsed(data)


@given(
    text=st.text(st.sampled_from("<>&;/!?#-[] abpx\"'="), max_size=40),
)
def test_any_markup_makes_a_valid_feed_and_comes_back_as_text(text: str) -> None:
    data = atom(HEAD, [replace(ENTRY, title=text, summary=text)])
    assert broken_rules(data) == []
    written = " ".join(text.split())
    title = ET.fromstring(data).find(f"{ATOM}entry/{ATOM}title")  # noqa: S314
    assert title is not None
    read = title.text or ""
    is_html = title.get("type") == "html"
    assert (html.unescape(read) if is_html else read) == (written or ENTRY.link)


def test_megabytes_are_written_in_no_time() -> None:
    text = "Wörter <b> " * 1_000_000
    article = replace(ARTICLE, title=text[:2_000_000], lead=None, body=text, keywords=("x" * 1_000_000,))
    began = time.process_time()
    data = atom(HEAD, entries([article], full=True))
    assert time.process_time() - began < 10
    assert broken_rules(data) == []
    # The whole text is bounded, and says that it was cut.
    (content,) = [one.content[0].value for one in parsed(data).entries]
    assert content.endswith(" …</p>")


def test_the_entry_of_an_article() -> None:
    made = entry(ARTICLE)
    assert made == FeedEntry(
        id=entry_id(ARTICLE.first_url),
        title="Thüringen: Wohngeld wird digital",
        link=ARTICLE.url,
        updated=dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC),
        authors=["Änne Groß", "bs"],
        published=dt.datetime(2026, 11, 20, 7, 15, tzinfo=dt.UTC),
        summary="Das Land führt den Antrag ein.",
        content=None,
        categories=[
            Category("E-Government"),
            Category("OZG"),
            Category("Politik", SECTION),
            Category("amtsblick", SITE, "Amtsblick"),
        ],
        language="de",
    )
    assert entry(ARTICLE, full=True).content == (
        "<p>Das Land führt den Antrag ein.</p>\n<p>Erster Absatz.<br>Zweite Zeile.</p>\n"
        "<p>Zweiter Absatz &lt;b&gt; &amp; mehr.</p>"
    )


def test_an_id_stays_over_edits_and_moves_and_spellings() -> None:
    first = entry(ARTICLE).id
    edited = replace(ARTICLE, id=99, title="Anders", body="Neu.", changed_at="2026-12-01T10:00:00Z", kicker=None)
    moved = replace(edited, url="https://neu.example/x")
    assert {entry(edited).id, entry(moved).id} == {first}
    assert {
        entry_id(url) for url in ("http://amtsblick.example/wohngeld/", "https://www.amtsblick.example/wohngeld")
    } == {first}
    assert entry_id("https://amtsblick.example/wohngeld2") != first


def test_no_release_gives_articles_other_ids() -> None:
    """Each reader would show all of them again."""
    assert entry_id("https://amtsblick.example/wohngeld") == (
        "tag:scraper.invalid,2026:article/2176067412153050ef858b002e6670da"
    )


def test_of_a_reserved_text_headline_and_address_are_given_alone() -> None:
    made = entry(replace(ARTICLE, is_reserved=True), full=True)
    assert (made.title, made.link) == (ARTICLE.title, ARTICLE.url)
    assert (made.summary, made.content, made.authors) == (None, None, ["Amtsblick"])
    assert made.categories == [Category(ARTICLE.site, SITE, "Amtsblick")]
    data = atom(HEAD, [made])
    assert b"Absatz" not in data
    assert b"Antrag" not in data
    assert broken_rules(data) == []


def test_an_article_that_is_gone_says_so_and_is_not_updated_by_it() -> None:
    made = entry(replace(ARTICLE, gone_at="2026-11-25T10:00:00Z"))
    assert made.categories[-1] == Category(GONE, STATE)
    assert replace(made, categories=made.categories[:-1]) == entry(ARTICLE)


def test_who_has_written_it() -> None:
    def names(*authors: str) -> list[str]:
        return list(entry(replace(ARTICLE, authors=authors)).authors)

    assert names() == ["Amtsblick"]
    assert names("Ida Öz <ida@amt.example>", "max@amt.example", "<b>Eva</b>") == ["Ida Öz", "Eva"]
    assert names("x@amt.example") == ["Amtsblick"]


@pytest.mark.parametrize(
    ("date", "published_at", "first_seen", "published"),
    [
        ("2026-11-18", None, "2026-11-20T09:30:00Z", "2026-11-18T12:00:00+00:00"),
        # Of an article of this morning, noon is yet to come.
        ("2026-11-20", None, "2026-11-20T09:30:00Z", "2026-11-20T09:30:00+00:00"),
        ("2031-01-01", None, "2026-11-20T09:30:00Z", "2026-11-20T09:30:00+00:00"),
        (None, None, "2026-11-20T09:30:00Z", "2026-11-20T09:30:00+00:00"),
        ("2026-11-18", "2026-11-18T22:15:00Z", "2026-11-20T09:30:00Z", "2026-11-18T22:15:00+00:00"),
        # What another program wrote.
        ("31.2.2024", "gestern", "2026-11-20T09:30:00Z", "2026-11-20T09:30:00+00:00"),
        ("0103-12-13", None, "2026-11-20T09:30:00Z", "2026-11-20T09:30:00+00:00"),
    ],
)
def test_when_it_came_out(date: str | None, published_at: str | None, first_seen: str, published: str) -> None:
    made = entry(replace(ARTICLE, date=date, published_at=published_at, first_seen=first_seen))
    assert made.published is not None
    assert made.published.isoformat() == published


def test_the_newest_stand_first() -> None:
    days = {1: "2026-11-18", 2: "2026-11-19", 3: "2026-11-18"}
    own = [replace(ARTICLE, id=number, date=day, published_at=None) for number, day in days.items()]
    made = entries(own)
    assert [one.published and one.published.day for one in made] == [19, 18, 18]
    assert made == entries(reversed(own))


def test_the_beginning_of_a_text_stands_for_a_lead_and_ends_with_a_word() -> None:
    long = "Verwaltungsdigitalisierung " * 50
    summary = entry(replace(ARTICLE, lead=" ", body=long)).summary
    assert summary is not None
    assert len(summary) <= 200
    assert summary.endswith("Verwaltungsdigitalisierung …")
    assert entry(replace(ARTICLE, lead=None, body="")).summary is None


def test_a_lead_is_whole_unless_it_is_no_lead_any_more() -> None:
    lead = "Das Land führt den Antrag ein. " * 15
    assert entry(replace(ARTICLE, lead=lead)).summary == lead.strip()
    cut = entry(replace(ARTICLE, lead=lead * 3)).summary
    assert cut is not None
    assert len(cut) <= 600
    assert cut.endswith(" …")


def test_one_word_may_be_keyword_section_and_site() -> None:
    kinds = [Category("OZG"), Category("OZG", SECTION), Category("OZG", SITE, "OZG"), Category("OZG")]
    (found,) = parsed(atom(HEAD, [replace(ENTRY, categories=kinds)])).entries
    assert [(one.term, one.scheme, one.label) for one in found.tags] == [
        ("OZG", None, None),
        ("OZG", SECTION, None),
        ("OZG", SITE, None),
    ]


def test_a_thousand_entries_take_less_than_a_second() -> None:
    own = [replace(ARTICLE, id=number, first_url=f"https://amtsblick.example/{number}") for number in range(1000)]
    began = time.process_time()
    data = atom(HEAD, entries(own, full=True))
    assert time.process_time() - began < 2
    assert len(parsed(data).entries) == 1000
