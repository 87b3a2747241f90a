"""Feeds, sitemaps and listings: invented documents, sound and hostile."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover import feed, read
from scraper.discover.document import parsed, unpacked
from scraper.model import Found, PageKind, Reason, Response, Site, fault
from scraper.web.bounds import MAX_DEPTH

UTC = dt.UTC
NOW = dt.datetime(2026, 1, 1, tzinfo=UTC)
SITE = Site("s", "S", "https://example.org/", articles=(re.compile(r"^/n/(?P<id>\d+)"),), ignore=(re.compile("^/n/9"),))
KINDS: tuple[PageKind, ...] = ("feed", "sitemap", "listing")


def answer(body: str | bytes, content_type: str | None = None, url: str = "https://example.org/x/") -> Response:
    data = body.encode() if isinstance(body, str) else body
    headers = (("content-type", content_type),) if content_type else ()
    return Response(url, url, 200, headers, data, NOW)


def found(body: str | bytes, kind: PageKind, site: Site | None = None, content_type: str | None = None) -> Found:
    return read(answer(body, content_type), kind, site)


def addresses(result: Found) -> list[str]:
    return [link.url for link in result.links]


RSS = """<rss version="2.0"><channel><title>T</title><link>https://example.org/</link>
<item><title>Erste &amp;amp; &lt;b&gt;wichtige&lt;/b&gt; Meldung</title><link>/n/1?utm_source=rss</link>
<pubDate>Fri, 23 May 2014 10:00:00 +0200</pubDate></item>
<item><title>Zweite</title><guid>https://example.org/n/2</guid></item>
<item><title>Dritte</title><guid isPermaLink="false">x-3</guid></item>
<item><title>Wieder die erste</title><link>https://example.org/n/1</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link rel="next" href="?page=2"/>
<entry><title>A</title><link rel="edit" href="/edit"/><link rel="alternate" href="/n/1"/>
<updated>2024-05-03T10:00:00Z</updated></entry></feed>"""


def test_rss() -> None:
    result = found(RSS, "feed")
    assert addresses(result) == ["https://example.org/n/1", "https://example.org/n/2"]
    first = result.links[0]
    assert first.title == "Erste & wichtige Meldung"
    assert first.published == dt.datetime(2014, 5, 23, 8, tzinfo=UTC)
    assert (result.next_url, result.problem) == (None, None)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("feed", RSS.replace("/n/1?utm_source=rss", "\n https://example.org/n\r\n/1\t")),
        ("feed", ATOM.replace("/n/1", "/n&#10;/&#9;1 ")),
        ("sitemap", "<urlset><url><loc>\n\tht\ntps://example.org/n\n/1\n</loc></url></urlset>"),
        ("listing", "<p><a href='/n\n/1'>Eine Meldung aus dem Rathaus von heute</a></p>"),
    ],
)
def test_an_address_with_line_breaks_is_read_as_browsers_read_it(kind: PageKind, body: str) -> None:
    assert addresses(found(body, kind, SITE))[0] == "https://example.org/n/1"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Neues &lt;script&gt;weg('x')&lt;/script&gt; Portal", "Neues Portal"),
        ("<![CDATA[Neues <style type='x'>b{}</style\n>Portal]]>", "Neues Portal"),
        ("Was &lt;script&gt; tut", "Was tut"),
        ("E-Akte &amp;amp; &lt;b&gt;OZG&lt;/b&gt; &#8211; 1 &lt; 2", "E-Akte & OZG – 1 < 2"),
        ("  Zwei\n\t Zeilen ", "Zwei Zeilen"),
    ],
)
def test_titles_are_plain_text(written: str, title: str) -> None:
    assert found(RSS.replace("Zweite", written), "feed").links[1].title == title


def test_atom_with_a_next_page() -> None:
    result = found(ATOM, "feed")
    assert addresses(result) == ["https://example.org/n/1"]
    assert result.links[0].published is None
    assert result.links[0].lastmod == dt.datetime(2024, 5, 3, 10, tzinfo=UTC)
    assert result.next_url == "https://example.org/x/?page=2"


def test_rdf_dates_are_of_publication() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>A</title><link>https://example.org/n/1</link>
    <dc:date>2024-05-03T10:00:00+02:00</dc:date></item></rdf:RDF>"""
    assert found(body, "feed").links[0].published == dt.datetime(2024, 5, 3, 8, tzinfo=UTC)


def test_json_feed() -> None:
    items = [{"url": "/n/1", "title": "A", "date_published": "2024-05-03T10:00:00Z"}, {"id": "none"}, 7]
    result = found(json.dumps({"items": items, "next_url": "/2"}), "feed")
    assert addresses(result) == ["https://example.org/n/1"]
    assert result.next_url == "https://example.org/2"
    assert found("{" + '"a":[' * 100_000, "feed").problem == fault(Reason.FEED_BROKEN_JSON)


def test_a_broken_feed_gives_what_is_readable() -> None:
    cut = RSS[: RSS.index("<title>Dritte")].replace("</channel>", "")
    assert addresses(found(cut, "feed")) == ["https://example.org/n/1", "https://example.org/n/2"]
    impossible = RSS.replace("Zweite", "Zwei&#xAAAAAAAA;te &#55296;")
    assert len(found(impossible, "feed").links) == 2


def test_the_tags_of_a_feed_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_TAGS", 100)
    body = RSS.replace("</channel>", "<x>" * 101 + "<item><link>https://example.org/n/5</link></item></channel>")
    assert addresses(found(body, "feed")) == ["https://example.org/n/1", "https://example.org/n/2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_encodings_of_feeds(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?>' + RSS.replace("Zweite", "Zweite für Köln")
    assert found(body.encode(encoding), "feed").links[1].title == "Zweite für Köln"


def test_a_page_in_place_of_a_feed_names_the_feeds_on_it() -> None:
    page = '<!doctype html><title>x</title><link rel="alternate" type="application/rss+xml" href="/feed/">'
    assert found(page, "feed").problem == fault(Reason.FEED_IS_HTML_NAMING, feeds="https://example.org/feed/")
    assert found("<html><body>Wartung</body></html>", "feed").problem == fault(Reason.FEED_IS_HTML)


@pytest.mark.parametrize(
    ("body", "reason", "sentence"),
    [
        ("", Reason.FEED_EMPTY, "the feed is empty"),
        (" \n", Reason.FEED_EMPTY, "the feed is empty"),
        (
            "<rss version='2.0'><channel><title>T</title></channel></rss>",
            Reason.FEED_WITHOUT_ENTRIES,
            "the feed has no entries",
        ),
        (
            "<rss version='2.0'><channel><item><title>T</title></item></channel></rss>",
            Reason.FEED_WITHOUT_PAGES,
            "no entry of the feed names a web page",
        ),
        ('{"items": [{"id": "1"}]}', Reason.FEED_WITHOUT_PAGES, "no entry of the feed names a web page"),
        ('{"items": []}', Reason.FEED_WITHOUT_ENTRIES, "the feed has no entries"),
        ('{"title": "T"}', Reason.NOT_A_FEED, "the document is no feed"),
        ("words", Reason.NOT_A_FEED, "the document is no feed"),
        ("words " * 20_000, Reason.NOT_A_FEED, "the document is no feed"),
    ],
)
def test_problems_of_feeds(body: str, reason: Reason, sentence: str) -> None:
    problem = found(body, "feed").problem
    assert problem == fault(reason)
    assert str(problem) == sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_an_entity_bomb_stays_small(encoding: str, kind: PageKind) -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    body = f"<?xml version='1.0'?><!DOCTYPE x [{entities}]>" + RSS.replace("Zweite", "&i;")
    assert all(len(link.title or "") <= 1000 for link in found(body.encode(encoding), kind).links)


def test_a_feed_never_opens_a_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    secret = tmp_path / "feed.xml"
    secret.write_text(RSS)
    assert found(str(secret), "feed").links == ()


MAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<!-- <url><loc>https://example.org/no</loc></url> -->
<url><image:image><image:loc>https://example.org/i.jpg</image:loc><image:title>Bild</image:title></image:image>
<loc> https://example.org/n/1?a=1&amp;b=2 </loc><lastmod>2024-05-03</lastmod>
<n:news>
<n:publication_date>2024-05-02T08:00:00+02:00</n:publication_date><n:title>Titel &amp;amp; mehr</n:title></n:news>
</url>
<url><loc><![CDATA[https://example.org/n/2?a=1&b=2]]></loc></url><url><loc>word</loc></url>
</urlset>"""


def test_urlset_with_news() -> None:
    result = found(MAP, "sitemap")
    assert addresses(result) == ["https://example.org/n/1?a=1&b=2", "https://example.org/n/2?a=1&b=2"]
    first = result.links[0]
    assert first.lastmod == dt.datetime(2024, 5, 3, tzinfo=UTC)
    assert first.published == dt.datetime(2024, 5, 2, 6, tzinfo=UTC)
    assert first.title == "Titel & mehr"


def test_gzip_whole_doubled_cut_and_bounded() -> None:
    packed = gzip.compress(MAP.encode())
    assert len(found(packed, "sitemap").links) == 2
    assert unpacked(packed + gzip.compress(b"more")) == MAP.encode() + b"more"
    assert MAP.encode().startswith(unpacked(packed[:-30]))
    assert len(unpacked(gzip.compress(bytes(1_000_000)), 1000)) == 1000


def test_index_and_prefixed_root() -> None:
    body = "<s:sitemapindex xmlns:s='x'><s:sitemap><s:loc>https://example.org/1.xml?utm_a=1</s:loc></s:sitemap></s:sitemapindex>"
    link = found(body, "sitemap").links[0]
    assert (link.url, link.kind) == ("https://example.org/1.xml?utm_a=1", "sitemap")


@pytest.mark.parametrize(
    "lastmod",
    [
        "2024-05-03T10:00:00&#43;00:00",
        "<![CDATA[2024-05-03T10:00:00+00:00]]>",
        "\n 2024-05-03T12:00:00&#x2B;02:00 ",
        "2024-05-03T10:00:00Z",
    ],
)
def test_the_date_of_a_sitemap_may_be_escaped(lastmod: str) -> None:
    body = f"<urlset><url><loc>https://example.org/n/1</loc><lastmod>{lastmod}</lastmod></url></urlset>"
    assert found(body, "sitemap").links[0].lastmod == dt.datetime(2024, 5, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        "<urlset xmlns:s='x'><s:url><s:loc>{}</s:loc></s:url></urlset>",
        "<s:urlset xmlns:s='x'><url><loc>{}</loc></url></s:urlset>",
        "<urlset xmlns='http://www.google.com/schemas/sitemap/0.84'><URL><LOC>{}</LOC></URL></urlset>",
        "<urlset><url><image xmlns='i'><loc>https://example.org/i.jpg</loc></image><loc>{}</loc></url></urlset>",
        "<urlset xmlns:b='http://www.google.com/schemas/sitemap-image/1.1'><url><loc>{}</loc>"
        "<b:image><b:loc>https://example.org/i.jpg</b:loc></b:image></url></urlset>",
        "<urlset xmlns:xhtml='http://www.w3.org/1999/xhtml'><url><loc>{}</loc>"
        "<xhtml:link rel='alternate' hreflang='en' href='https://example.org/en'/></url></urlset>",
        "<urlset><url><loc>{}</loc><video:video><video:title>x</video:title></video:video></url>",
        "<url><loc>{}</loc></url>",
        "<?xml version='1.0'?><?xml-stylesheet href='x'?><!DOCTYPE urlset SYSTEM 'file:///etc/passwd'>"
        "<urlset><url>\n<loc attr='1'>\n{}\n</loc></url></urlset>",
    ],
)
def test_the_address_of_a_sitemap_is_found_whatever_the_namespaces(body: str) -> None:
    assert addresses(found(body.format("https://example.org/n/1"), "sitemap")) == ["https://example.org/n/1"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "windows-1252"])
def test_encodings_of_sitemaps(encoding: str) -> None:
    label = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    body = f'<?xml version="1.0" encoding="{label}"?>{MAP.replace("Titel", "Köln").partition("?>")[2]}'
    assert found(body.encode(encoding), "sitemap").links[0].title == "Köln & mehr"


def test_news_without_a_prefix() -> None:
    body = """<urlset><url><loc>https://example.org/n/1</loc><news xmlns="x"><publication><name>Blatt</name>
    </publication><publication_date>2024-05-03T10:00:00Z</publication_date></news></url></urlset>"""
    assert found(body, "sitemap").links[0].published == dt.datetime(2024, 5, 3, 10, tzinfo=UTC)


def test_text_feed_and_broken_sitemaps() -> None:
    assert addresses(found("\ufeffhttps://example.org/n/1\r\n\nnonsense\nhttps://example.org/n/2", "sitemap")) == [
        "https://example.org/n/1",
        "https://example.org/n/2",
    ]
    assert len(found(RSS, "sitemap").links) == 2
    broken = "<urlset><url><loc>https://example.org/n/1</loc><loc>https://example.org/n/2</url><url><loc>https://example.org/n/3"
    assert [url[-1] for url in addresses(found(broken, "sitemap"))] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("body", "reason", "sentence"),
    [
        ("", Reason.SITEMAP_EMPTY, "the sitemap is empty"),
        ("<urlset></urlset>", Reason.SITEMAP_EMPTY, "the sitemap is empty"),
        ("<!DOCTYPE html><html></html>", Reason.SITEMAP_IS_HTML, "the sitemap is an HTML page"),
        ("nothing here", Reason.NOT_A_SITEMAP, "the document is no sitemap"),
    ],
)
def test_problems_of_sitemaps(body: str, reason: Reason, sentence: str) -> None:
    problem = found(body, "sitemap").problem
    assert problem == fault(reason)
    assert str(problem) == sentence


def test_a_sitemap_ends_at_50000() -> None:
    body = "<urlset>" + "".join(f"<url><loc>/n/{i}</loc></url>" for i in range(50_010)) + "</urlset>"
    assert len(found(body, "sitemap").links) == 50_000


PAGE = """<base href="/news/"><nav><a href="/n/7">Die Meldung aus dem Menü</a></nav>
<p>[23.05.2014] <a href="/n/1"><img></a> <a href="/n/1_x">Facebook für alle Ämter</a> Text
<a href="/n/1">mehr...</a></p>
<p>[22.05.2014] <a href="../n/2#top">Zweite Meldung des Tages</a></p>
<a href="/n/9">Die nie besuchte Meldung</a><a href="/other">Eine ganz andere Seite hier</a>
<a href="https://foreign.example/n/3">Fremde Meldung mit Nummer</a>"""


def test_listing_with_a_profile() -> None:
    result = found(PAGE, "listing", SITE)
    assert addresses(result) == ["https://example.org/n/7", "https://example.org/n/1", "https://example.org/n/2"]
    assert [link.title for link in result.links[1:]] == ["Facebook für alle Ämter", "Zweite Meldung des Tages"]
    assert [link.published for link in result.links[1:]] == [
        dt.datetime(2014, 5, 23, tzinfo=UTC),
        dt.datetime(2014, 5, 22, tzinfo=UTC),
    ]


def test_listing_without_a_profile() -> None:
    page = """<header><a href="/ueber-uns/das-team">Alles über unser ganzes Team</a></header>
    <article><header><h2><a href="/2024/ein-titel/">Ein Titel</a></h2></header>
    <a href="/2024/ein-titel/">weiterlesen</a></article>
    <div class="teaser"><a href="/2024/zwei-titel/">Noch so ein Titel</a></div>
    <a href="/bericht.pdf">Der ganze Bericht als Datei</a><a href="/datenschutz">Hinweise zum Datenschutz bei uns</a>
    <a href="https://foreign.example/a/b">Ein Titel auf fremder Seite</a>
    <footer><a href="/a/b-c">Noch etwas Text im Fuß</a></footer>"""
    result = found(page, "listing")
    assert addresses(result) == ["https://example.org/2024/ein-titel/", "https://example.org/2024/zwei-titel/"]
    assert found("<p>Nichts</p>", "listing").problem == fault(Reason.NO_ARTICLE_LINKS)


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('<link rel="next" href="?p=2">', "?p=2"),
        ('<a rel="nofollow next" href="?p=2">x</a>', "?p=2"),
        ('<div class="navIndex"><ul><li class="forward button"><a href="?p=2"></a></li></ul></div>', "?p=2"),
        ('<a href="?p=2">Nächste Seite</a>', "?p=2"),
        ('<a href="?p=2">« Ältere Beiträge</a>', None),
        ('<a href="?p=2">Ältere Beiträge »</a>', "?p=2"),
        ('<ul class="pagination"><li><a href="?p=2">weiter ›</a></ul>', "?p=2"),
        ('<div id="pager"><a href="?p=2">»</a></div>', "?p=2"),
        ('<div id="pager"><a href="?p=2" title="Nächste">x</a></div>', "?p=2"),
        ('<p><a href="?p=2">weiter</a></p>', None),
        ('<div class="pagination"><b>1</b> <a href="?p=2">2</a> <a href="?p=3">3</a></div>', "?p=2"),
        ('<div class="pagination"><a href="?p=1">1</a> <span>2</span> <a href="?p=3">3</a></div>', "?p=3"),
        ('<div class="pagination"><a href="?p=1">1</a> <a class="active" href="?p=2">2</a></div>', None),
        ('<a rel="next" href="#x">x</a>', None),
        ('<a rel="next" href="https://foreign.example/">x</a>', None),
    ],
)
def test_next_page(html: str, wanted: str | None) -> None:
    assert found(html, "listing").next_url == (f"https://example.org/x/{wanted}" if wanted else None)


def test_depth_is_bounded_as_for_articles() -> None:
    link = "<a href='/2024/eine-meldung'>Eine Meldung mit vielen Worten</a>"
    assert addresses(found(link + "<div>" * 100_000 + link.replace("2024", "2025"), "listing")) == [
        "https://example.org/2024/eine-meldung"
    ]
    assert len(parsed("<div>" * 100_000).css("div")) == MAX_DEPTH
    assert len(parsed("<p><a>x</a>" * 5000).css("a")) == 5000


def test_an_article_names_no_links() -> None:
    assert found(PAGE, "article", SITE) == Found()


BITS = st.sampled_from(
    [
        "<rss><channel>",
        "<item>",
        "<link>",
        "</link>",
        "<a",
        "href=/n/1>",
        "<a",
        "href='http://['",
        ">",
        "<base",
        "href=x:>",
        "<url>",
        "<loc>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<!DOCTYPE",
        "&a;",
        "&#xFFFFFFFF;",
        "{",
        "}",
        "items",
        "\x00",
        "2",
        "»",
        "<time",
        "datetime=0000-99>",
        "31.02.0000",
        "<h2>",
        "</a>",
        "<feed>",
        "<pubDate>Fri,32",
        "<updated>9999-12-31T23:59:59-23:59",
    ]
)
HOSTILE = st.binary(max_size=200) | st.lists(BITS, max_size=25).map(lambda bits: "".join(bits).encode())


@given(HOSTILE, st.sampled_from(KINDS), st.sampled_from([None, SITE]), st.none() | st.text(max_size=20))
def test_anything_is_read(data: bytes, kind: PageKind, site: Site | None, content_type: str | None) -> None:
    for body in (data, zlib.compress(data, wbits=31)):
        result = found(body, kind, site, content_type)
        assert bool(result.links) or result.problem
        assert all(link.url.startswith("http") for link in result.links)


def test_a_tag_of_a_hundred_thousand_attributes_holds_nobody_up() -> None:
    # lexbor compares each attribute with all before it.
    tag = "<a " + " ".join(f"x{number}" for number in range(100_000)) + ">"
    tree = parsed(tag + "<a href='/news/1'>Meldung</a>")
    assert len(tree.css_first("a").attributes) <= 1_001
    assert tree.css_first("a[href]") is not None
