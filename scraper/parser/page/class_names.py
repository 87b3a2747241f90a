"""What the class, id and role of a box say about it: text, lead, caption or boilerplate.

A name is what these attributes hold, in lower case. Each question is asked of few names of a page and of the
same ones on every page of a site, so each answer is remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.parser.page.model import mentions
from scraper.parser.page.wording import Wording, any_of

_BOILERPLATE_NAME = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|disqus|kommentare?|shar(?:e|ing|ed|er|iff)\w*|social\w*"
    r"|related\w*|recommend\w*"
    r"|newsletter\w*|cookie\w*|consent\w*|gdpr|dsgvo|advert\w*|anzeigen?|ads?|adsense|adslot|ad-?wrapper"
    r"|werbung|sponsor\w*|sidebar\w*|breadcrumbs?|footer"
    r"|nav|navi|navbar|navigation|menu|pagination|pager|author-?box|author-?bio|authorinfo|about-?author"
    r"|autorenbox|tags?|taglist|tag-links"
    r"|popup|modal|overlay|subscribe|outbrain|taboola|similar\w*|most-?read|toolbar|caption\w*|figcaption"
    r"|bildunterschrift"
    r"|bildunterzeile|credits?|copyright|sr-only|visually-hidden|visuallyhidden|screen-reader\w*"
    r"|login|signup|search\w*"
    r"|skip\w*|skiplinks?|rating|readmore|read-?more|also-?read|mehr-?zum\w*|mehr-?artikel|weitere-?artikel"
    r"|latest\w*|topnews|trending|donat\w*|spenden\w*"
    r"|jp-relatedposts|sharedaddy|wpdevar_comment|postmetadata|entry-meta|entry-footer|post-meta"
    r"|article-meta|post-?footer|article-?footer|byline|crp_related"
    r"|yarpp\w*|addtoany\w*|sociable|bookmarks?|print-?hide|noprint|no-print|feedback|survey|poll|rss"
    r"|imprint|disclaimer|legal|alert-?box|toc|inhaltsverzeichnis"
    r"|gallery-?caption|slideshow|carousel|slider|audio-?player|player|video-?js|marginalie|linkliste"
    r"|links?-?list|service-?box|login-?box)(?=$|[\s_-])",
)
_BOILERPLATE_PART = re.compile(
    r"comment-?(?:list|form|area|section|body|content|wrap)|sharebar|share-?button|social-?media"
    r"|relatedposts|cookie-?|newsletter|breadcrumb|author-?box|teaser-?list|teaserlist"
    r"|sign-?up|news-?letter|cite-?wrapper|video-fallback|third-party|privacy-embed"
    r"|paywall|affiliate|recirculation|embed-?consent|external-?content"
    r"|article-?tags|post-?tags|advertis|authorbox|author-?info|recommendation|sidebar|pagination",
)
_SOFT_PARTS = tuple(
    "teaser promo meta widget aside more info list box card tile author autor kontakt contact hinweis footer"
    " bottom".split()
)
_TEXT_NAME = re.compile(
    r"article-?_*(?:body|content|text|main|copy|detail)|entry-content|post-?_*(?:content|body|entry|text)"
    r"|story-?_*(?:body|content|text)|articlebody|meldungtext|artikel-?(?:text|body|inhalt)"
    r"|content-?(?:body|text|main|article)|main-?(?:content|text)|news-?(?:text|body|content|detail)"
    r"|body-?text|rich-?text|td-post-content|text-?content|csc-textpic|c-content-article",
)
# One of them is in each name of a text.
_TEXT_PARTS = ("body", "content", "text", "main", "copy", "detail", "entry", "inhalt")
_LEAD_NAME = re.compile(
    r"(?:^|[\s_-])(?:lead|leadtext|intro|introtext|standfirst|summary|vorspann|subtitle|subline|subheadline"
    r"|subhead|excerpt|dek|abstract|anreisser|anreißer|anrisstext"
    r"|einleitung|lede|teaser-?text|article-?teaser|description|untertitel|ingress|chapo|strapline)(?:$"
    r"|[\s_-])",
)
_CAPTION_NAME = re.compile(r"caption|bildunter|bildtext|bildquelle|credit|copyright|fotograf|image-?source|legende")

# Classes, labels for screen readers, and TYPO3's own word.
_WAY_PARTS = ("breadcrumb", "brotkrum", "brotkrümel", "krümelpfad", "rootline", "sie sind hier", "you are here")
# Words in class names that speak of the page's state, not of the box.
_STATES = frozenset(
    "has have margin padding align space border with without no non is not tag category label field js post template"
    " wp sb karma w mb mt my pb pt py m p".split()
)
_SWITCHES = ("-enabled", "-disabled", "-hidden", "-above", "-below", "-inline")
_REMARKS = re.compile(
    r"(?:^|[\s_-])(?:comments?|comment-?list|respond|disqus\w*|kommentare?|cookie\w*|consent\w*|gdpr|dsgvo)"
    r"(?=$|[\s_-])",
)
_APART = re.compile(
    r"fact-?box|info-?box|fakten-?box"
    r"|(?:^|[\s_-])related[-_]?(?:posts?|articles?)|(?:^|\s)(?:widget\s|sidebar(?!\S))"
)
# One of them is in each name of remarks and of what stands apart.
_APART_PARTS = tuple("comment respond disqus kommentar cookie consent gdpr dsgvo box related widget sidebar".split())
_TEASER = re.compile(r"(?:^|\s)teaser(?:s|-?item|box)?(?!\S)|(?:^|\s)teaser--")
UNSEEN_NAMES = (
    Wording("heard", r"aural|assistive-?text|a11y(?:-\w+)?", ("aural headerhead", "a11y-hidden"), ("plural",)),
    Wording("invisible", r"element-invisible|off-?screen", ("element-invisible", "u-offscreen")),
    Wording("for screen readers", r"(?:show-)?for-sr|sr-(?:only|text)|screen-?reader\S*", ("show-for-sr", "sr-only")),
    # Drupal names a field so whose label alone is hidden.
    Wording(
        "hidden from view",
        r"(?<!label-)visually[-_]?hidden|hidden-?visually",
        ("u-hidden-visually", "a-visually-hidden", "visuallyhidden"),
        ("field field--label-visually_hidden",),
    ),
)
"""Names of what a style sheet leaves to screen readers alone; each is a word of its own in a class name."""

UNSEEN_CLASSES = (
    Wording("invisible", r"invisible", ("invisible",)),
    Wording("clipped", r"(?:u-)?clip(?:ped)?", ("clip", "u-clipped")),
    # Tailwind shows at some widths what it hides at others.
    Wording(
        "hidden", r"hidden(?!\S)(?!.*:(?:block|flex|grid|inline))", ("nav hidden",), ("hidden md:block", "hidden-xs")
    ),
)
"""Names that say so only as a whole class: "elementor-invisible" comes into view, "video-clip" is a film."""

# One of them is in each of those names and classes.
_UNSEEN_PARTS = ("aural", "assist", "a11y", "invisible", "screen", "sr", "hidden", "clip")
_UNSEEN = re.compile(
    any_of(UNSEEN_NAMES, before=r"(?:^|[\s_-])", behind=r"(?=$|[\s_-])").pattern
    + "|"
    + any_of(UNSEEN_CLASSES, before=r"(?:^|\s)", behind=r"(?!\S)").pattern
)
_SUBJECT = re.compile(
    r"newsletter|cookie|consent|gdpr|dsgvo|datenschutz|privacy|feedback|survey|umfrage|poll|kommentar|comment|such|search|rss|spenden|donat"
    r"|login|sign-?up|rating|imprint|disclaimer|legal|werbung|anzeige|advert|sponsor|player|social|shar|subscribe|paywall|menu|overlay|tags?|toc|(?:^|[\s_-])ads?(?=$|[\s_-])"
)
_ELSEWHERE = re.compile(r"related|similar|teaser|card|recommend|latest|author|caption|sidebar|hid(?:e|den)|footer")
_CACHED = 16384


@lru_cache(maxsize=_CACHED)
def own(name: str) -> str:
    """Return a name without the words that speak of the page's state."""
    if "-" not in name and "_" not in name:
        return name
    return " ".join(["" if _is_state(word) else word for word in name.split()])


def _is_state(word: str) -> bool:
    head, dash, _ = word.replace("_", "-", 1).partition("-")
    return (dash != "" and head in _STATES) or (word.endswith(_SWITCHES) and word[0] != "-")


@lru_cache(maxsize=_CACHED)
def text(name: str) -> bool:
    """Return whether a box calls itself the text."""
    return mentions(name, _TEXT_PARTS) and _TEXT_NAME.search(name) is not None


@lru_cache(maxsize=_CACHED)
def unseen(name: str) -> bool:
    """Return whether a box is for screen readers or hidden."""
    return mentions(name, _UNSEEN_PARTS) and _UNSEEN.search(name) is not None


@lru_cache(maxsize=_CACHED)
def apart(name: str) -> str:
    """Return ``remarks`` for readers' remarks and consent, ``box`` for what stands beside the text, or nothing."""
    if not mentions(name, _APART_PARTS):
        return ""
    if _REMARKS.search(name):
        return "" if text(name) else "remarks"
    return "box" if _APART.search(own(name)) and not text(name) else ""


@lru_cache(maxsize=_CACHED)
def boilerplate(name: str) -> bool:
    """Return whether a name is that of boilerplate."""
    if unseen(name):
        return True
    plain = own(name)
    if _BOILERPLATE_PART.search(plain):
        return True
    return _BOILERPLATE_NAME.search(plain) is not None and not text(plain)


@lru_cache(maxsize=_CACHED)
def subject(name: str) -> bool:
    """Return whether a name of boilerplate may as well be the subject of a section of the text."""
    return _SUBJECT.search(name) is not None and _ELSEWHERE.search(name) is None


@lru_cache(maxsize=_CACHED)
def soft(name: str) -> bool:
    """Return whether a name is that of boilerplate if the box is links as well."""
    plain = own(name)
    return mentions(plain, _SOFT_PARTS) and not lead(plain) and not text(plain)


@lru_cache(maxsize=_CACHED)
def teaser(name: str) -> bool:
    """Return whether a box calls itself a teaser."""
    return "teaser" in name and _TEASER.search(own(name)) is not None


@lru_cache(maxsize=_CACHED)
def lead(name: str) -> bool:
    """Return whether a name is that of a lead."""
    return _LEAD_NAME.search(name) is not None


@lru_cache(maxsize=_CACHED)
def way(name: str) -> bool:
    """Return whether a box calls itself the way from the front page to this one."""
    return mentions(name, _WAY_PARTS)


@lru_cache(maxsize=_CACHED)
def caption(name: str) -> bool:
    """Return whether a name is that of a caption or credit."""
    return _CAPTION_NAME.search(own(name)) is not None
