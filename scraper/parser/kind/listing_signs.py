"""The signs of a list of articles or goods, of a forum, a service or an imprint, and those of an article.

The weights were learned by ``benchmarks/kinds.py`` from 2,700 real pages in November 2026 and rounded by hand to
quarters; those of the rows that such a corpus has too few pages of are set by hand, and say so. ``og:type`` is weighed
less than it was learned to be: sites that call each of their pages a website lost every fortieth article by it. The
script prints what the table is worth, and what such weights are worth on hosts that they were not learned from.
"""

from __future__ import annotations

import re

from scraper.model import Reason
from scraper.parser.kind.evidence import Sign
from scraper.parser.kind.facts import Facts
from scraper.parser.page.wording import Wording, any_of

# What Open Graph's ``og:type`` calls a site as a whole. Many sites say it of their articles, too.
_SITE_KINDS = frozenset({"website", "blog", "webpage", "object", "profile"})
# Types of schema.org.
_GOODS = frozenset({"Product", "Offer", "AggregateOffer", "ProductGroup", "OfferCatalog"})
_LISTS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})
_TALKS = frozenset({"DiscussionForumPosting", "QAPage"})
# Parts of an address under which content systems and shops list what a site has.
_LIST_SEGMENTS = frozenset(
    "category categories kategorie kategorien cat tag tags topic topics thema themen schlagwort browse collection"
    " collections shop store product products produkte list listing listings search suche archiv archive archives page"
    " seite forum forums directory verzeichnis catalog catalogs katalog genre subject events veranstaltungen termine"
    " newsticker c s l g".split()
)
# An article below such a part stands deeper: its list's name is among the last parts of the address of a list only.
_NEAR_THE_END = 3
# Government Site Builder ends the addresses of its overviews in ``_node``; others name them so.
_NODE = re.compile(r"_node(?:\.\w+)?$|^(?:home|startseite|uebersicht|übersicht|overview)(?:\.\w+)?$")

_FRONT_TITLES = frozenset({"startseite", "home", "homepage", "accueil", "página de inicio", "pagina iniziale"})

SERVICE_TITLES = (
    Wording(
        "imprint",
        r"^(?:impressum|imprint|legal notice|mentions légales|aviso legal|note legali|colofon)\b.{0,40}$",
        ("Impressum", "Impressum von Talblatt", "Mentions légales"),
        ("Das Impressum fehlt",),
    ),
    Wording(
        "privacy statement",
        r"^(?:datenschutz(?:erklärung|hinweise|bestimmungen)|privacy (?:policy|notice|statement)"
        r"|politique de confidentialité|política de privacidad|privacyverklaring)\b.{0,40}$",
        ("Datenschutzerklärung", "Datenschutzhinweise der Stadt", "Privacy Policy"),
        ("Datenschutz im Rathaus",),
    ),
    Wording(
        "terms",
        r"^(?:agb|allgemeine geschäftsbedingungen|nutzungsbedingungen|terms (?:of (?:use|service)|and conditions)"
        r"|conditions générales(?: d'utilisation)?)$",
        ("AGB", "Terms of use", "Nutzungsbedingungen"),
        ("AGB der Stadtwerke sind ungültig",),
    ),
    Wording(
        "page of every site",
        r"^(?:datenschutz|privacy|kontakt(?:formular)?|contact(?: us)?|sitemap|inhaltsverzeichnis|rss-feeds?"
        r"|erklärung zur barrierefreiheit|barrierefreiheitserklärung)$",
        ("Datenschutz", "Kontakt", "Contact us", "Erklärung zur Barrierefreiheit"),
        ("Kontakt zu Außerirdischen gesucht", "Barrierefreiheit im Rathaus"),
    ),
)
"""Headlines of the pages that every site has beside its articles."""

NUMBERED_TITLES = (
    Wording(
        "page of several",
        r"(?:^|\s)(?:seite|page|página|pagina|strona|sida|side|страница)\s+\d{1,3}"
        r"(?:\s+(?:von|of|de|di|van|z|av|из)\s+\d+)?(?=$|\s+[|·•–—-]\s)",
        ("Aktuelles – Seite 6", "News - Page 2 of 14 | Talblatt"),
        ("Das steht auf Seite 6 der Zeitung", "Seite 1 im Netz"),
    ),
)
"""How a list's second and later pages are called."""

_SERVICE = any_of(SERVICE_TITLES)
_NUMBERED = any_of(NUMBERED_TITLES)

# Sections are called by a word or two, and articles by a sentence. Half of 1,278 articles have a headline of eight
# words or sixty letters, a tenth of 122 lists; of lists two thirds have one of at most four words.
_SHORT_TITLE_WORDS = 4
_SHORT_TITLE = 40
_LONG_TITLE_WORDS = 8
_LONG_TITLE = 60
# A headline has a colon or a question mark in a third of the articles, and in 4 of 100 lists.
_OF_HEADLINES = ("?", ": ", " – ")
# The last part of an address that was made of a headline has four words at least; a number or a day has four figures.
_SLUG_WORDS = 4
_NUMBER = 4
_LITTLE = 800
_VERY_LITTLE = 300
_LONG_RUN = 1200
_ALMOST_ALL = 0.85
_MOST = 0.6
_SOME = 0.2
_MANY_DAYS = 6
_MANY_TIMES = 5
_MANY_ARTICLES = 5
_MANY_PICTURES = 25
_MANY_REPEATS = 5
_MANY_HEADLINES = 6
_MANY_TEASERS = 4
_SOME_PRICES = 3
_FAR = 15
_FEW_LINES = 15


def _has_short_title(facts: Facts) -> bool:
    return len(facts.title.split()) <= _SHORT_TITLE_WORDS and facts.size(facts.title) < _SHORT_TITLE


def _has_long_title(facts: Facts) -> bool:
    return len(facts.title.split()) >= _LONG_TITLE_WORDS or facts.size(facts.title) > _LONG_TITLE


def _has_mark_of_a_headline(facts: Facts) -> bool:
    return any(mark in facts.title for mark in _OF_HEADLINES)


def _is_service(facts: Facts) -> bool:
    return _SERVICE.search(facts.title) is not None


def _is_front_title(facts: Facts) -> bool:
    return facts.title.lower() in _FRONT_TITLES


def _is_numbered(facts: Facts) -> bool:
    return any(_NUMBERED.search(title) for title in (facts.title, facts.context.page.title))


def _is_section(facts: Facts) -> bool:
    is_short = facts.slug_words < _SLUG_WORDS - 1 and facts.digits < _NUMBER - 1
    return len(facts.segments) == 1 and is_short


def _is_address_of_a_list(facts: Facts) -> bool:
    return not _LIST_SEGMENTS.isdisjoint(facts.segments[-_NEAR_THE_END:])


def _is_node(facts: Facts) -> bool:
    return bool(facts.segments) and _NODE.search(facts.segments[-1]) is not None


def _is_flowing(facts: Facts) -> bool:
    return facts.longest_run > _LONG_RUN and facts.prose_share > _MOST


def _is_short_among_headlines(facts: Facts) -> bool:
    return facts.own < _LITTLE and facts.headlines >= _MANY_HEADLINES


def _is_links(facts: Facts) -> bool:
    is_page = len(facts.context.page.lines) > _FEW_LINES
    return is_page and facts.own < _VERY_LITTLE and facts.linked_share > _MOST


_LIST = Reason.LISTING_PAGE
_OTHER = Reason.NOT_AN_ARTICLE
_HEADLINE = '<h3><a href="/1">Die erste Meldung aus dem Rat</a></h3>'
_PROSE = "<p>" + "Am Wehr von Musterau wird seit dem Frühjahr eine neue Brücke gebaut. " * 2 + "</p>"
_GOOD = '<div><a href="/1"><img src="1.jpg"></a><p><a href="/1">Stuhl</a></p></div>'
_CARD = f'<li>{_PROSE}<p><a href="/1">Zum Wehr</a></p></li>'

STATED: tuple[Sign[Facts], ...] = (
    Sign("a day at the headline", lambda facts: facts.has_day_at_headline, -1.75, f"<h1>Brücke</h1>3.9.2024{_PROSE}"),
    Sign("a day of publication", lambda facts: facts.is_dated, -0.75, f"<h1>Brücke</h1>3.9.2024{_PROSE}"),
    Sign("an author", lambda facts: facts.is_signed, -0.75, '<meta name="author" content="Erika Muster">'),
    Sign(
        "JSON-LD of a news article",
        lambda facts: facts.is_stated_news,
        -2.5,
        '<script type="application/ld+json">{"@type":"NewsArticle"}</script>',
    ),
    Sign("og:type article", lambda facts: facts.kind == "article", -0.5, '<meta property="og:type" content="article">'),
    Sign("a long headline", _has_long_title, -0.75, "<h1>Am Wehr von Musterau wird seit Mai gebaut</h1>"),
    Sign("a colon or question in the headline", _has_mark_of_a_headline, -0.5, "<h1>Wehr: Brücke steht</h1>"),
    Sign(
        "an address of words",
        lambda facts: facts.slug_words >= _SLUG_WORDS,
        -0.5,
        url="https://b.example/am-wehr-von-m",
    ),
    Sign("a number in the address", lambda facts: facts.digits >= _NUMBER, -1, url="https://b.example/meldung_18917"),
    Sign("a short headline", _has_short_title, 0.5, "<h1>Lokales</h1>"),
    Sign("little text", lambda facts: facts.own < _LITTLE, 0.5, _PROSE),
    # Set by hand: 7 of 1,049 pages with a day are front pages, and nobody publishes an article there.
    Sign("a front page", lambda facts: not facts.segments, 1.5, reason=_LIST, url="https://bote.example/"),
    Sign("an address of a section", _is_section, 0.5, reason=_LIST, url="https://bote.example/lokal/"),
    Sign("an address of a list", _is_address_of_a_list, 1, reason=_LIST, url="https://bote.example/thema/wehr"),
    # Set by hand: three pages of the domain itself.
    Sign("an address of an overview", _is_node, 1.25, reason=_LIST, url="https://bote.example/DE/wehr/wehr_node.html"),
    Sign("a number of a page in the title", _is_numbered, 2, "<h1>Aktuelles – Seite 6</h1>", _LIST),
    Sign(
        "og:type website", lambda facts: facts.kind in _SITE_KINDS, 0.5, '<meta property="og:type" content="website">'
    ),
    Sign(
        "og:type product",
        lambda facts: facts.kind.startswith("product"),
        0.75,
        '<meta property="og:type" content="product.group">',
        _OTHER,
    ),
    # Set by hand, as are the next two: every hundredth page says so.
    Sign(
        "JSON-LD of goods",
        lambda facts: not _GOODS.isdisjoint(facts.types),
        0.5,
        '<script type="application/ld+json">{"@type":"Product"}</script>',
        _OTHER,
    ),
    Sign(
        "JSON-LD of a list",
        lambda facts: not _LISTS.isdisjoint(facts.types),
        0.5,
        '<script type="application/ld+json">{"@type":"CollectionPage"}</script>',
        _LIST,
    ),
    Sign(
        "JSON-LD of a discussion",
        lambda facts: not _TALKS.isdisjoint(facts.types),
        1,
        '<script type="application/ld+json">{"@type":"QAPage"}</script>',
        _OTHER,
    ),
    # Set by hand, so that neither day nor author outweighs it: imprints have both.
    Sign("the headline of a service page", _is_service, 9, "<h1>Impressum</h1>", _OTHER),
    # Set by hand: nobody calls an article so.
    Sign("the headline of a front page", _is_front_title, 1, "<h1>Startseite</h1>", _LIST),
    Sign("several pages", lambda facts: facts.is_paged, 0.5, '<link rel="next" href="/lokal?page=2">', _LIST),
    Sign(
        "several times",
        lambda facts: len(facts.context.page.times) >= _MANY_TIMES,
        0.75,
        5 * "<time>1. Mai</time>",
        _LIST,
    ),
)
"""What the page says of itself, its address and its headline: cheap to ask."""

COUNTED: tuple[Sign[Facts], ...] = (
    Sign("a text in an article", lambda facts: facts.is_in_article, -0.25, f"<article>{_PROSE}</article>"),
    Sign("nothing but prose", lambda facts: facts.prose_share > _ALMOST_ALL, -0.5, _PROSE),
    Sign("long prose", _is_flowing, -0.5, _PROSE * 10),
    Sign("a paragraph at most", lambda facts: len(facts.prose) <= 1, 0.5, _PROSE),
    Sign("a text in pieces", lambda facts: facts.is_broken_up, 0.75, ""),
    Sign(
        "much between headline and text",
        lambda facts: facts.lines_before_text >= _FAR,
        0.5,
        f"<h1>Stühle</h1>{15 * _GOOD}{_PROSE * 3}",
        _LIST,
    ),
    Sign("hardly more than links", _is_links, 0.5, 16 * _HEADLINE, _LIST),
    Sign(
        "many linked pictures",
        lambda facts: facts.linked_pictures >= _MANY_PICTURES,
        0.5,
        25 * '<a href="/1"><img src="1.jpg"></a>',
        _LIST,
    ),
    Sign(
        "many articles", lambda facts: facts.articles >= _MANY_ARTICLES, 0.75, 5 * f"<article>{_PROSE}</article>", _LIST
    ),
    Sign(
        "lines instead of sentences",
        lambda facts: facts.is_in_lines,
        0.5,
        "<h1>Ämter</h1>" + 6 * "<p>Das Amt am Wehr hat von acht bis zwölf Uhr und montags auch am Abend geöffnet</p>",
    ),
    Sign("cards", lambda facts: facts.card_share > _SOME, 0.75, f"<ul>{_CARD * 5}</ul>", _LIST),
    Sign("a text of teasers", lambda facts: facts.is_made_of_teasers, 1, 6 * (_HEADLINE + _PROSE), _LIST),
    Sign("little among headlines", _is_short_among_headlines, 0.5, _PROSE + 6 * _HEADLINE, _LIST),
    Sign(
        "many teasers", lambda facts: facts.teasers >= _MANY_TEASERS, 0.75, 4 * '<p><a href="/1">mehr …</a></p>', _LIST
    ),
    Sign("a line again and again", lambda facts: facts.repeats >= _MANY_REPEATS, 0.25, 5 * "<p>Zum Wehr</p>"),
    Sign("prices", lambda facts: facts.prices >= _SOME_PRICES, 0.5, 3 * "<p>ab 12,50 €</p>", _OTHER),
    Sign("many days", lambda facts: facts.days >= _MANY_DAYS, 0.75, 6 * "<p>3.9.2024</p>", _LIST),
)
"""What has to be counted over lines and boxes: looked at where the rest leaves it open."""
