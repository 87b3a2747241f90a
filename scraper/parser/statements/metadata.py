"""What a page says about itself beside its text: JSON-LD, Open Graph, meta elements, links of the head."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from scraper.parser.page.model import Page, fold
from scraper.parser.page.wording import Wording, any_of
from scraper.parser.statements import jsonld

_SPLIT = re.compile(r"\s*[,;|、，；]\s*")
# What Google's documentation of the robots meta element says: "none" stands for "noindex, nofollow".
_NOINDEX = re.compile(r"\b(?:noindex|none)\b", re.IGNORECASE)
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+\s[\u3040-\u30ff\u3400-\u9fff]")
_ADDRESS = re.compile(r"^\s*(?:https?:)?//|^@", re.IGNORECASE)

# Names of meta elements, the most reliable first. Those with a dot are of Dublin Core (DCMI Metadata Terms), of
# analytics (Parse.ly, Sailthru) or of Highwire's citations, those with a colon of Open Graph.
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title")
# The names that say "published" come before those that only say "date", which some systems fill with any day.
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "datepublished",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "article.created",
    "date",
    "og:published_time",
    "og:pubdate",
    "vr:published_time",
    "citation_publication_date",
    "citation_date",
    "bt:pubdate",
    "last-published",
    "dateissued",
    "originalpublicationdate",
    "date_published",
    "article_date_original",
    "rnews:datepublished",
    "article:publication_date",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "article:modified",
    "lastmod",
)
# "author" stands late, since a site may put its own name there; the names before it are used for persons.
_AUTHORS = (
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "article:author",
    "og:article:author",
    "article:author_name",
    "author",
    "authors",
    "articleauthor",
    "author_name",
    "og:author",
    "shareaholic:article_author_name",
    "cxenseparse:author",
    "sailthru.author",
    "parsely-author",
    "creator",
)
# Cards for social networks have two free rows of label and text; most systems fill the first with the author.
_CARD_ROWS = ("1", "2")
CARD_LABELS = (
    Wording(
        "author of a social card",
        r"^(?:written by|verfasst von|geschrieben von|autor(?:in)?|author|von|by|[ée]crit par|auteur"
        r"|escrito por|autora?"
        r"|scritto da|autore|geschreven door|auteur|skrevet av|skriven av|napisan[ey] przez|escrito por"
        r"|scris de)\s*:?$",
        ("Written by", "Verfasst von", "Écrit par", "Autor:"),
        ("Est. reading time", "Written on"),
    ),
)
_CARD_LABEL = any_of(CARD_LABELS)
# "keywords" comes last, since a template may state the same ones on each page of a site.
_KEYWORDS = (
    "article:tag",
    "og:article:tag",
    "news_keywords",
    "parsely-tags",
    "sailthru.tags",
    "dc.subject",
    "citation_keywords",
    "keywords",
)
_LOCALES = ("og:locale", "content-language", "language")
_SECTIONS = ("article:section", "og:article:section", "parsely-section", "section")


@dataclass(slots=True)
class Metadata:
    """The page's word about itself, as text; each list in the order of trust.

    Args:
        metas: what the meta elements say, folded, by their names in lower case.
        authors: the names of each source that has any (``JSON-LD author``, ``meta author``), in the order of trust.
        organizations: those of them that JSON-LD calls organizations, case-folded.
        keywords: of each source, as :mod:`scraper.parser.fields.keywords` ranks them.
        kind: Open Graph's type, in lower case.
        article_type: the type of the JSON-LD node that describes the article (``NewsArticle``, ``WebPage``).
        news: whether that type is one of articles.
        noindex: whether search engines are asked not to show the page.
    """

    metas: dict[str, list[str]] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    site_names: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    modified: list[str] = field(default_factory=list)
    authors: dict[str, list[str]] = field(default_factory=dict)
    organizations: set[str] = field(default_factory=set)
    keywords: dict[str, list[str]] = field(default_factory=dict)
    section: str | None = None
    image: str | None = None
    image_caption: str | None = None
    body: str = ""
    kind: str = ""
    article_type: str = ""
    news: bool = False
    noindex: bool = False
    free: bool = True
    canonical: list[str] = field(default_factory=list)
    locale: str | None = None
    links: list[tuple[str, str, str]] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)

    def origin(self, value: str) -> str:
        """Return the name of the statement that has this value: ``meta og:title``, ``JSON-LD headline``."""
        return self.origins.get(value, "the metadata")


def _names(page: Page) -> dict[str, list[str]]:
    """Return the meta elements by lower-case name, in the order of the page.

    Some templates write ``value`` for ``content``, as ``input`` elements have it.
    """
    found: dict[str, list[str]] = {}
    for meta in page.metas:
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        if not name:
            continue
        content = fold(meta.get("content") or meta.get("value") or "")
        if content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _first(names: dict[str, list[str]], keys: tuple[str, ...], origins: dict[str, str]) -> list[str]:
    """Return the first content of each of the names that the page has, and note where it stood."""
    found = []
    for key in keys:
        if key in names:
            value = names[key][0]
            origins.setdefault(value, f"meta {key}")
            found.append(value)
    return found


def _linked_data(node: jsonld.Node, key: str, origins: dict[str, str]) -> list[str]:
    """Return the texts of a property of the JSON-LD article, and note where they stood."""
    values = jsonld.texts(node.get(key))
    for value in values:
        origins.setdefault(value, f"JSON-LD {key}")
    return values


def _is_work(node: jsonld.Node) -> bool:
    """Return whether a node is something that is written."""
    return jsonld.is_news(node) or "Recipe" in jsonld.types(node)


def _keywords(names: dict[str, list[str]], node: jsonld.Node, found: list[jsonld.Node]) -> dict[str, list[str]]:
    """Return the keywords of each source: ``json-ld``, then the meta elements by name."""
    stated = jsonld.texts(node.get("keywords")) or _keywords_of_works(found)
    # Some systems repeat the section where the keywords belong.
    if stated == jsonld.texts(node.get("articleSection")):
        stated = []
    sources = {"json-ld": stated, "mentions": jsonld.texts(node.get("mentions"))}
    sources |= {key: names[key] for key in _KEYWORDS if key in names}
    return {key: _listed(source) for key, source in sources.items() if source}


def _listed(source: list[str]) -> list[str]:
    """Return the keywords of a source: a list of them is whole words, and one string of them is split."""
    if len(source) > 1:
        return source
    return _words(source[0])


def _keywords_of_works(found: list[jsonld.Node]) -> list[str]:
    """Return the keywords of the first work that has any."""
    for node in found:
        if "keywords" in node and _is_work(node):
            words = jsonld.texts(node["keywords"])
            if words:
                return words
    return []


def _words(text: str) -> list[str]:
    """Return the keywords of one string, parted by commas or the like, or by blanks where no word is of several."""
    words = _SPLIT.split(text)
    is_whole = len(words) == 1
    # Chinese and Japanese have no blanks inside a word or phrase, so blanks part what no comma does.
    if is_whole and _IDEOGRAPHS.match(text):
        return text.split()
    return words


def _authors(names: dict[str, list[str]], node: jsonld.Node, found: list[jsonld.Node]) -> dict[str, list[str]]:
    """Return the authors of each source, without addresses of profiles, in the order of trust."""
    sources: dict[str, list[str]] = {}
    if node:
        sources["JSON-LD author"] = jsonld.authors(node, found)
    for key in _AUTHORS:
        if key in names:
            sources[f"meta {key}"] = names[key]
    # The label says what the row is: the second one is mostly the time that reading takes.
    for row in _CARD_ROWS:
        label = names.get(f"twitter:label{row}")
        if label and _CARD_LABEL.match(label[0]):
            sources[f"meta twitter:data{row}"] = names.get(f"twitter:data{row}", [])
    if "familyname" in names:
        sources["microdata familyName"] = [" ".join([*names.get("givenname", [])[:1], names["familyname"][0]])]
    plain = {source: [name for name in stated if not _ADDRESS.match(name)] for source, stated in sources.items()}
    return {source: stated for source, stated in plain.items() if stated}


def _links(page: Page) -> list[tuple[str, str, str]]:
    """Return (rel, href, language or type) of the head's links."""
    found = []
    for link in page.heads:
        href = link.get("href")
        if href:
            variant = link.get("hreflang") or link.get("type") or link.get("media") or ""
            found.append(((link.get("rel") or "").lower(), href, variant))
    return found


def _says_free(node: jsonld.Node) -> bool:
    """Return False where ``isAccessibleForFree`` is false in any of its spellings."""
    # schema.org wants a Boolean, but templates write it as a word, a figure or an address.
    value: Any = node.get("isAccessibleForFree", True)
    return str(value).strip().lower() not in {"false", "0", "no", "http://schema.org/false", "https://schema.org/false"}


def _image(names: dict[str, list[str]], node: jsonld.Node) -> tuple[str | None, str | None]:
    """Return address and caption of the page's own picture."""
    image = _first_image(node)
    if isinstance(image, dict) and isinstance(image.get("url"), str):
        return image["url"], jsonld.text(image.get("caption")) or None
    # Where JSON-LD has an address alone, Open Graph's is the one that the page shows in other places, too.
    named = names.get("og:image") or names.get("twitter:image")
    if named:
        return named[0], None
    if isinstance(image, str):
        return image or None, None
    return None, None


def _first_image(node: jsonld.Node) -> Any:
    """Return the first of the article's pictures: a node, or its address."""
    image: Any = node.get("image")
    if not isinstance(image, list):
        return image
    return next(iter(image), None)


def _locale(names: dict[str, list[str]], node: jsonld.Node) -> str | None:
    """Return the language that the page states for itself, which may disagree with its ``lang`` attribute."""
    for name in _LOCALES:
        if name in names:
            return names[name][0]
    return jsonld.text(node.get("inLanguage")) or None


def _without_markup(text: str) -> str:
    """Return an articleBody as plain text; some sites put their markup in it."""
    # A text without a tag is spared the patterns, which take their time on a long one.
    if "<" not in text:
        return text
    text = re.sub(r"<(?:/p|/h\d|/li|br)[^<>]{0,200}>", "\n", text)
    return re.sub(r"<[^<>]{1,500}>", "", text)


def read(page: Page) -> Metadata:
    """Return the metadata of a page.

    Args:
        page: the page after its walk.
    """
    names = _names(page)
    found = jsonld.nodes(page.scripts)
    node = jsonld.article(found)
    links = _links(page)
    image, caption = _image(names, node)
    sites = names.get("og:site_name", []) + names.get("application-name", []) + [jsonld.text(node.get("publisher"))]
    sites += [jsonld.text(part.get("name")) for part in found if "name" in part and "WebSite" in jsonld.types(part)]
    origins: dict[str, str] = {}
    titles = [*_linked_data(node, "headline", origins)[:1], *_first(names, _TITLES, origins)]
    sections = [*_linked_data(node, "articleSection", origins)[:1], *_first(names, _SECTIONS, origins)]
    return Metadata(
        metas=names,
        titles=titles,
        site_names=[name for name in sites if name],
        published=[*_linked_data(node, "datePublished", origins), *_first(names, _PUBLISHED, origins)],
        modified=[*_linked_data(node, "dateModified", origins), *_first(names, _MODIFIED, origins)],
        authors=_authors(names, node, found),
        organizations=jsonld.organizations(node),
        keywords=_keywords(names, node, found),
        section=next(iter(sections), None),
        image=image,
        image_caption=caption,
        body=_without_markup(jsonld.text(node.get("articleBody"))),
        kind=(names.get("og:type") or [""])[0].lower(),
        article_type=next(iter(jsonld.types(node)), ""),
        news=jsonld.is_news(node),
        noindex=any(_NOINDEX.search(content) for content in names.get("robots", ())),
        free=_says_free(node),
        canonical=[href for rel, href, _ in links if "canonical" in rel.split()] + names.get("og:url", []),
        locale=_locale(names, node),
        links=links,
        origins=origins,
    )
