"""Which article an address is: its addresses, its keys, its text. Looked up in this order, here and nowhere else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from scraper.model import Article, KnownArticle, Response, Site
from scraper.web.urls import canonical, key, matches, path_of

_OTHER_FORM = re.compile(
    r"(?<![a-z])(?:print|druck|drucken|druckansicht|druckversion|amp|pdf|mobil|mobile|seite|page|kommentare|comments|galerie)"
    r"(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Identity:
    """By what the archive finds the article that an address leads to; the first that leads to one counts.

    Args:
        article_id: the article that the address itself is known to lead to, or None.
        keys: what all addresses of one page share: that of the address, then that of the page's own address.
        url: the address that was asked for. An article of the same headline may name it as its print version.
        title: the headline of the page, or None: the name of a print version alone proves nothing, since a template's
            print button can lead to any page.
        own_url: the address that the page calls its own.
    """

    article_id: int | None
    keys: tuple[str, ...]
    url: str
    title: str | None
    own_url: str


def identity_of(url: str, site: Site | None, article_id: int | None = None, article: Article | None = None) -> Identity:
    """Return by what the article of an address is found.

    Args:
        url: a canonical address.
        site: the profile, whose ``articles`` patterns may name an ``id``.
        article_id: the article that the frontier knows it to lead to.
        article: the record, where the page was read; it may call another address its own.
    """
    if article is None:
        return Identity(article_id, (key(url, site),), url, None, url)
    # The two keys are often one; dict.fromkeys leaves out the second and keeps the order.
    keys = tuple(dict.fromkeys((key(url, site), key(article.url, site))))
    return Identity(article_id, keys, url, article.title, article.url)


def other_addresses(asked: str, response: Response, article: Article) -> tuple[str, ...]:
    """Return the addresses under which a page answered or that it calls its own, but the one that was asked for.

    Those of the further pages of an article are among them.

    The archive notes them as addresses of this article, so that a source that names one later brings no second article.
    """
    answered = {canonical(page.url) for page in (response, *response.further)}
    return tuple(sorted((answered | {article.url}) - {asked}))


def is_own(known: KnownArticle, site: Site | None, *urls: str) -> bool:
    """Return whether one of these addresses is an article's own, in any spelling: http or https, with or without www.

    Sites went over to https, and from one spelling of their name to another, while their articles stayed. Where the
    spelling decided, each edit since then would be taken for one of a print version, and the article would stand still.

    Args:
        known: the article.
        site: the profile.
        urls: canonical addresses.
    """
    if known.is_own_address(*urls):
        return True
    own = [(url, key(url, site)) for url in (known.url, *known.captured_from) if url]
    return any(is_same_place(url, key(url, site), own) for url in urls if url)


def is_same_place(url: str, site_key: str, own: Iterable[tuple[str, str]]) -> bool:
    """Return whether an address was another one of the article itself, and not of a form for print or of a part of it.

    Over the years a site spells its addresses in other ways (``/meldung_18917_Titel.html``, ``/meldung_18917``), each
    of which was the article's own at its time. Their id in the profile is the same.

    Args:
        url: a canonical address.
        site_key: its key by the profile of its site.
        own: the article's own addresses, each with its key by the profile.
    """
    path = path_of(url)
    is_plain = "?" not in path and _OTHER_FORM.search(path) is None
    plain_key = key(url)
    return any(key(one) == plain_key or (is_plain and its_key == site_key) for one, its_key in own)


def text_digest(article: Article) -> str:
    """Return the sha256 of what a reader would call the text: kicker, headline, lead, body; in hexadecimal.

    White space is folded, so that a new line break is not an edit.
    """
    return digest_of_text(article.kicker, article.title, article.lead, article.body)


def digest_of_text(kicker: str | None, title: str, lead: str | None, body: str) -> str:
    """Return the :func:`text_digest` of a record of which only the text is at hand."""
    parts = (kicker or "", title, lead or "", body)
    # Without a separator a sentence that an editor moved from the lead into the body would not change the digest.
    text = "\x00".join(map(_folded, parts))
    # JSON in a page can hold half of a surrogate pair, as in "\\ud83d", which has no form in UTF-8.
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _folded(part: str) -> str:
    """Return a text with each run of white space as one space, and none at its ends."""
    # Paragraphs are parted by an empty line and folded themselves, so that mostly no word has to be taken apart: a
    # space is the only white space that is printable (str.isprintable).
    joined = part.replace("\n\n", " ")
    if joined.isprintable() and "  " not in joined:
        return joined.strip()
    return " ".join(part.split())


def with_own_address(article: Article, response: Response, site: Site) -> Article:
    """Return the record with the address that answered, where its canonical link is not to be believed.

    Templates copy canonical links: one that leads from what the profile calls an article to what it calls none, or to
    another article, is a mistake.
    """
    answered, stated = canonical(response.url), article.url
    # The profile must call the answering address an article, or it gives no reason to doubt the canonical link.
    if answered == stated or not matches(site, answered):
        return article
    if not matches(site, stated):
        return replace(article, url=answered)
    # Two addresses with different ids are two articles. Without ids in the profile different keys prove nothing, since
    # an article can have several addresses.
    profile_names_ids = any("id" in pattern.groupindex for pattern in site.articles)
    if profile_names_ids and key(answered, site) != key(stated, site):
        return replace(article, url=answered)
    return article
