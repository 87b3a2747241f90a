"""Pages whose text cannot be kept as it stands: half an emoji, NUL, characters that are none.

Issue 12, section 2, "A fault belongs to the page": no text that a page or a feed can hold raises anywhere. The page is
archived, or fails alone and with its address, and the next pages go on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from faults import facts
from faults.harness import ARTICLES, Case, article, feed, run
from faults.spoils import FEED, PAGE, XML
from server import Server

# As JSON writes them. The last three are legal in JSON and no characters: half an emoji, its halves in the wrong order,
# and one of the 66 noncharacters of Unicode.
UNKEPT = {
    "NUL": r"\u0000",
    "half an emoji": r"\ud83d",
    "the other half of an emoji": r"\ude00",
    "the halves of an emoji in the wrong order": r"\ude00\ud83d",
    "a noncharacter": r"\uffff",
}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _json_ld(**values: object) -> str:
    """Return a script element; the escapes in the values stay as they are."""
    text = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **values}).replace("\\\\u", "\\u")
    return f'<script type="application/ld+json">{text}</script>'


def _page_with(text: str) -> str:
    """Return the third article with a text in its headline, keywords, author, section and image."""
    statements = _json_ld(
        headline=f"Meldung 3 aus dem Rathaus {text}",
        keywords=[f"Rathaus{text}", text],
        author={"@type": "Person", "name": f"Änne Größwald{text}"},
        articleSection=f"Verwaltung{text}",
        image={"@type": "ImageObject", "url": f"https://bote.example/bild{text}.jpg", "caption": text},
    )
    reference = _as_html(text)
    links = f'<p>Mehr in der <a href="/weiter{reference}">Satzung {reference}</a> der Stadt. {reference}</p>'
    # The heading goes, so that the headline is read from the statements.
    bare = re.sub("<h1>.*?</h1>|<title>.*?</title>", "", article(3))
    return bare.replace("<meta charset=utf-8>", f"<meta charset=utf-8>{statements}").replace(
        "</article>", f"{links}</article>"
    )


def _as_html(text: str) -> str:
    """Write JSON's escapes as character references."""
    return re.sub(r"\\u([0-9a-f]{4})", r"&#x\1;", text)


def _third_page(text: str) -> Callable[[Server], object]:
    return lambda server: server.page(PAGE, _page_with(text))


def _kept_or_named(server: Server, db: Path) -> list[str]:
    """Look whether the third page is archived, or its failure is named with its address."""
    url = server.url(PAGE)
    done = run(db, "status", "--problems", "--format", "jsonl")
    wrong = done.broken_bounds()
    if facts.title(db, url).startswith("Meldung 3 aus dem Rathaus"):
        wrong += [] if done.code == 0 and url not in done.out else [f"archived, and a problem: {done.out}"]
    elif url not in done.out or done.code != 1:
        wrong.append(f"neither archived nor named by status --problems: {done.said}")
    others = [facts.page_state(db, server.url(f"/news/{number}")) for number in (1, 2, 4, 5)]
    wrong += [] if others == ["done"] * 4 else [f"the other pages are {others}"]
    return wrong + _can_be_shown(db, url)


def _can_be_shown(db: Path, url: str) -> list[str]:
    """Look whether every format shows an article, in UTF-8."""
    wrong = []
    for style in ("table", "json", "jsonl", "csv", "tsv", "markdown", "html"):
        done = run(db, "query", "SELECT * FROM articles WHERE url = ?", url, "--format", style)
        wrong += [f"query --format {style}: {problem}" for problem in done.broken_bounds()]
        wrong += [] if done.code == 0 else [f"query --format {style}: exit code {done.code}: {done.err}"]
        wrong += [f"query --format {style}: half a character"] if _LONE_SURROGATE.search(done.out) else []
    return wrong


def _feed_titles(text: str) -> Callable[[Server], object]:
    """Give every entry of the feed a title with this text, as a character reference."""

    def spoil(server: Server) -> None:
        urls = [server.url(f"/news/{number}") for number in range(1, ARTICLES + 1)]
        server.page(FEED, feed(urls, title=f"Meldung {_as_html(text)}"), headers=XML)

    return spoil


def _found_or_named(server: Server, db: Path) -> list[str]:
    """Look whether all articles that the feed names are archived, or its failure is named with its address."""
    done = run(db, "status", "--problems", "--format", "jsonl")
    kept = facts.article_count(db, "bad")
    honest = kept == ARTICLES or (done.code == 1 and server.url(FEED) in run(db, "status", "bad").said)
    return done.broken_bounds() + ([] if honest else [f"{kept} articles, and nothing said of the feed: {done.said}"])


def _search_follows_delete(server: Server, db: Path) -> list[str]:
    """Delete an article with plain SQL, and ask the index: it must find each other article, and this one no more."""
    gone = server.url("/news/1")
    before = facts.matches(db, "Quellental")
    wrong = [] if gone in before else ["the index does not find the article before it is deleted"]
    own_words = "Nummer AND 1"
    own = facts.match_count(db, own_words)
    facts.delete_article(db, gone)
    after = facts.matches(db, "Quellental")
    wrong += [] if after == {url: text for url, text in before.items() if url != gone} else [f"MATCH finds {after}"]
    wrong += [f"the snippet of {url} is {text!r}" for url, text in after.items() if "[Quellental]" not in text]
    wrong += [] if facts.match_count(db, own_words) == own - 1 else ["its own words are still in the index"]
    searched = run(db, "search", "Quellental", "--format", "jsonl")
    wrong += [] if searched.code == 0 and gone not in searched.out else [f"scraper search: {searched.said[-300:]}"]
    return wrong + facts.index_damage(db) + facts.damage(db)


PAGES = [
    *(
        Case(
            f"{name} in headline, keywords, author, links and text",
            _third_page(text),
            "^bad: 5 found, 5 new",
            0,
            kept=5,
            holds=_kept_or_named,
        )
        for name, text in UNKEPT.items()
    ),
    Case(
        "a headline that ends in half an emoji, and no other",
        lambda server: server.page(PAGE, _page_with("").replace("aus dem Rathaus", r"aus dem Rathaus \ud83d")),
        "^bad: 5 found, 5 new",
        0,
        kept=5,
        holds=_kept_or_named,
    ),
    *(
        Case(
            f"{name} in the titles of a feed",
            _feed_titles(text),
            "",
            0,
            kept=5,
            holds=_found_or_named,
        )
        for name, text in UNKEPT.items()
    ),
    # Issue 12, section 1: "External content needs triggers: after a plain DELETE FROM articles in sqlite3, MATCH,
    # snippet() and integrity-check must be right."
    Case(
        "an article is deleted with plain SQL",
        lambda server: None,
        "^bad: 5 found, 5 new",
        0,
        kept=None,
        holds=_search_follows_delete,
    ),
]
