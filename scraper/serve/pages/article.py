"""An article as it reads, and all that the archive knows of it beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scraper.analysis.timeline import timeline
from scraper.errors import AddressError
from scraper.reading.error_pages import told_past
from scraper.report.bibtex import bibtex
from scraper.report.citation import as_text, citation
from scraper.report.csl import csl
from scraper.report.local_time import time_zones
from scraper.report.ris import ris
from scraper.report.which_article import by_address, by_number, forgotten_at
from scraper.serve.asked import Answer, Asked, House, Moved, NotThereError, Page, Row, WrongWordsError
from scraper.serve.pages import addresses
from scraper.serve.pages.article_facts import MOST_NAMES, doubts, mentions, reserved, sources, story
from scraper.serve.pages.article_history import history
from scraper.serve.pages.article_text import language, shown

if TYPE_CHECKING:
    from scraper.store import Archive

# Rows of a list that a page shows; chosen: more than an editor writes, and what a page built of links still holds in
# a megabyte.
_MOST_ROWS = 300
# Kept pages that may be error pages and are read to tell, the newest. Chosen: some 0.2 s; 'scraper history' reads more.
_MOST_READ = 40


def by_url(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return where an article's page is, by any spelling of any of its addresses in ``url=``."""
    url = asked.one("url")
    if url is None:
        raise WrongWordsError("Which article? Its address is expected in 'url='.")
    try:
        article_id = by_address(archive, url, house.sites)
    except AddressError as error:
        raise WrongWordsError(str(error)) from error
    if article_id is not None:
        return Moved(addresses.article(article_id))
    since = forgotten_at(archive, url, house.sites)
    if since is not None:
        raise NotThereError(f"{url}: was forgotten on {since[:10]}; it is not archived again.")
    raise NotThereError(f"{url}: there is no such article in the archive. 'scraper fetch' archives it.")


def article_number(asked: Asked) -> int:
    """Return the number of the article in an address.

    Raises:
        NotThereError: no row can have it.
    """
    number = by_number(asked.parts["id"])
    if number is None:
        raise NotThereError(f"There is no article {asked.parts['id'][:20]}.")
    return number


def not_there(article_id: int) -> NotThereError:
    """Return the error for an article that is not in the archive."""
    return NotThereError(f"There is no article {article_id}. It may have been forgotten; search for what is there.")


def article(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return an article's page."""
    article_id = article_number(asked)
    found = archive.article(article_id)
    site = archive.neighbours.site(article_id)
    if found is None or site is None:
        raise not_there(article_id)
    others = archive.stories.also_in([article_id]).get(article_id, [])
    everything = asked.one("text") == "all"
    context = {
        "article": found,
        "site": site,
        "lang": language(found["language"]),
        "text": shown(found["body"] or "", everything=everything),
        "is_whole": everything,
        "reserved": reserved(found),
        "keywords": [_named("keyword", name) for name in found["keywords"][:MOST_NAMES]],
        "authors": [_searched(name, f"author:{addresses.phrase(name)}") for name in found["authors"][:MOST_NAMES]],
        "vendors": [row | {"address": addresses.named("vendor", row["name"])} for row in found["vendors"][:MOST_NAMES]],
        "left_out": {name: max(len(found[name]) - MOST_NAMES, 0) for name in ("authors", "keywords", "vendors")},
        "section": _section(found["section"]),
        "mentions": mentions(found["mentions"]),
        "links": archive.neighbours.links(article_id, _MOST_ROWS),
        "related": archive.neighbours.related(article_id, _MOST_ROWS),
        "images": [image for image in found["images"] if image["caption"] or image["credit"]][:_MOST_ROWS],
        "images_total": len(found["images"]),
        "story": story(others, found),
        "cited_by": archive.neighbours.cited_by(article_id),
        "cites": archive.neighbours.cites(article_id),
        "copies": archive.neighbours.copies(article_id),
        "sources": sources(found["sources"]),
        "doubts": doubts(found["doubts"]),
        "capture": archive.neighbours.capture(article_id),
        "origin": archive.origins.of_article(article_id),
    }
    return Page("article.html", context | _past(archive, house, article_id) | _citation(archive, article_id))


def _past(archive: Archive, house: House, article_id: int) -> dict[str, Any]:
    past = told_past(archive, article_id, house.sites, _MOST_READ)
    if past is None:
        raise not_there(article_id)
    events = timeline(past)
    return {
        "history": history(past, events),
        "states": len(past.states),
        "zones": ", ".join(time_zones([event.at for event in events])),
        "silent_edits": sum(event.silent for event in events),
    }


def _citation(archive: Archive, article_id: int) -> dict[str, Any]:
    """Return how an article is cited, form by form, and the digests that prove it."""
    cited = archive.cited(article_id)
    if cited is None:
        return {"citations": [], "cited": None}
    one = citation(cited)
    forms = [("Text", as_text(one)), ("BibTeX", bibtex([one])), ("RIS", ris([one])), ("CSL-JSON", csl([one]))]
    return {"citations": [{"form": form, "text": text.strip()} for form, text in forms], "cited": cited}


def _named(kind: str, name: str) -> Row:
    return {"name": name, "address": addresses.named(kind, name)}


def _searched(name: str, words: str) -> Row:
    return {"name": name, "address": addresses.search(q=words)}


def _section(name: str | None) -> Row | None:
    return None if not name else {"name": name, "address": addresses.search(section=name)}
