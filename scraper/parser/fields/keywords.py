"""The editor's keywords: links that say they are tags, boxes of tags, and the lists of the metadata.

A page often has several lists. The one that an editor gave the article is told from the one that a
template gives every page by where it stands and by whether the article speaks of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain
from operator import attrgetter

from scraper.parser.context import Context, Found, Text
from scraper.parser.page.model import Anchor, Box, Line, Page, mentions
from scraper.parser.statements.site_name import site_names

_CATEGORY_PATH = re.compile(
    r"/(?:category|categories|kategorien?|rubrik|ressort|author|autor)/|[?&]cat=", re.IGNORECASE
)
# Addresses and names are asked in lower case: ignoring case takes three times as long.
_TAG_PATH = re.compile(
    r"(?:^|/)(?:tags?|topics?|themen?|thema|keywords?|schlagw(?:ort|orte|oerter)|stichw(?:ort|orte|oerter)|hashtags?"
    r"|mots?(?:-cles?)?|etiquetas?)/[^/?#]+|[?&]tag=\w",
)
# What such an address has in any case, in addresses that are joined by line breaks; it begins with one character of a
# few, which is searched for fast.
_ANY_TAG_PATH = re.compile(
    r"[/\n?&](?:tag|topic|them|keyword|schlagw|stichw|hashtag|mot|etiqueta)[a-z-]*[/=]",
)
_TAG_PARTS = ("tag", "topic", "them", "keyword", "schlagw", "stichw", "mot", "etiqueta")
_TAG_BOX = re.compile(
    r"(?:^|[\s_-])(?:tags|tag-?links|tag-?list|keywords|topics|hashtags|schlag(?:worte|wörter|woerter)"
    r"|stich(?:worte|wörter|woerter)|themen-?liste|topic-?list)(?:$|[\s_-])",
)
_TAG_BOX_PARTS = (
    "tags", "taglink", "tag-link", "taglist", "tag-list", "keywords", "topics", "topiclist", "topic-list", "schlagw",
    "stichw", "themenliste", "themen-liste",
)  # fmt: skip
_ELSEWHERE = re.compile(
    r"cloud|widget|sidebar|popular|trending|(?:^|[\s_-])(?:nav|navi|navigation|menu|related|teaser|teasers|header-nav"
    r"|breadcrumbs?|recommend\w*|comments?|footer-nav|site-footer|most-?read)(?:$|[\s_-])",
)
_NO_KEYWORD = re.compile(
    r".*:(?:\s.*)?|tags?|themen|schlagw\w+|stichw\w+|keywords|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{20,}|\d{5,}|[0-9a-f]{16,}"
    r"|/\S*|\d+ (?:comments?|kommentare?)"
    r"|(?:https?:|www\.|@)\S*|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|de|at|ch|uk|ca|fr|eu)",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^(?:(?:keyword|subject|topic|tag|thema):\s*|#+\s*)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_NO_LETTERS = re.compile(r"[\W_]")
# A line of tags has a label and separators beside them, but hardly other words; the share was chosen.
_MOST_OF_LINE = 0.7
# By how often the list was the editor's on pages whose keywords are known.
# Links that say they are tags were the editor's list on nine pages of ten; then come these, which need no
# proof, those that a template may fill, and at the end what is written for search engines.
_META = ("article:tag", "og:article:tag", "dc.subject")
_ABOUT = ("news_keywords", "parsely-tags", "json-ld", "mentions")
_LAST = ("keywords", "sailthru.tags", "citation_keywords")
# A few words of the article's own description were chosen for it, even if its text has none of them.
_CHOSEN = ("json-ld", "mentions")
_FEW = 4
_SPOKEN_NAMES = {"json-ld": "JSON-LD keywords", "mentions": "JSON-LD mentions"}
_MAX_LINES = 40
# Lines between two tags of one list.
_MAX_GAP = 3
# Links to subjects that no class and no path calls tags stand at most this many lines below the text.
_RIGHT_BELOW = 8
_SLUG = re.compile(r"[^a-z0-9]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# The article's tags stand at most this many lines below its text.
_BELOW_TEXT = 60
_DEPTH = 8
_MAX_TAGS = 40
_MAX_WORDS = 200
_LONGEST = 60
_WORDS = 6
# An article speaks of one keyword of so many at least; words of two letters stand in every text.
_SPOKEN_OF = 3
_FEWEST_SUBJECTS = 2
_SHORTEST_PART = 3
_BOX_CHARACTERS = 2000


def clean(words: list[str], sites: list[str]) -> list[str]:
    """Return keywords once each, without identifiers, addresses and the site's name.

    Args:
        words: as a source gives them.
        sites: what the site is called.
    """
    return _clean(words, frozenset(site.casefold() for site in sites))


def _clean(words: list[str], known: frozenset[str]) -> list[str]:
    """Return keywords once each; the names of the site are case-folded."""
    found: dict[str, str] = {}
    for raw in words[:_MAX_WORDS]:
        word = _PREFIX.sub("", raw.strip()).strip(' ,;|"“”„«»')
        folded = word.casefold()
        if folded in known or not 1 < len(word) <= _LONGEST:
            continue
        if not _NO_KEYWORD.fullmatch(word):
            found.setdefault(folded, word)
    return list(found.values())


def _is_stated(anchor: Anchor) -> bool:
    """Return whether a link says by its ``rel`` that it is a tag and no category."""
    rel = anchor.rel.lower().split()
    if "tag" not in rel or "category" in rel:
        return False
    return _CATEGORY_PATH.search(anchor.href) is None


def _is_elsewhere(page: Page, box: int) -> bool:
    """Return whether a box is part of navigation, a sidebar or a list of other articles."""
    for at in page.ancestors(box, _DEPTH):
        around = page.boxes[at]
        if around.tag in {"body", "html", "article", "main"}:
            return False
        if around.tag in {"nav", "aside"} or _names_elsewhere(around.name):
            return True
    return False


@lru_cache(maxsize=4096)
def _names_elsewhere(name: str) -> bool:
    """Return whether a box is named after navigation, a sidebar or a list of other articles."""
    return _ELSEWHERE.search(name) is not None


def linked(page: Page, start: int) -> list[str]:
    """Return the texts of the article's ``rel="tag"`` links: the first group from a line on, or where none is, of all.

    Args:
        start: the line of the headline.
    """
    lines = [at for at in dict.fromkeys(page.tag_links) if _has_stated(page.lines[at])]
    # Tags in a margin are those of the site or of other articles.
    own = [at for at in lines if not _is_elsewhere(page, page.lines[at].box)]
    return _group(page, [at for at in own if at >= start]) or _group(page, own)


def _has_stated(line: Line) -> bool:
    """Return whether a line has a link that says that it is a tag."""
    return any(map(_is_stated, line.anchors))


def _group(page: Page, lines: list[int]) -> list[str]:
    """Return the texts of the tags on the first of some lines and those that follow it closely."""
    found: list[str] = []
    for at, last in zip(lines, [*lines[:1], *lines], strict=False):
        if at - last > _MAX_GAP:
            break
        found += [anchor.text for anchor in page.lines[at].anchors if _is_stated(anchor)]
    # An index of all tags of a site has more links than an article has tags.
    if len(found) > _MAX_TAGS:
        return []
    return found


def _tags_of(line: Line) -> list[str]:
    """Return the links of a line that is no more than links to tags."""
    words = [anchor.text for anchor in line.anchors if _leads_to_tag(anchor.href.lower())]
    if not words:
        return words
    letters = len(_NO_LETTERS.sub("", line.text))
    return words if sum(map(len, words)) >= _MOST_OF_LINE * letters else []


def _leads_to_tag(href: str) -> bool:
    return mentions(href, _TAG_PARTS) and _TAG_PATH.search(href) is not None


def _may_lead_to_tags(lines: list[Line]) -> bool:
    """Return whether any link of some lines may lead to a tag, which one search of all addresses tells."""
    hrefs = "\n".join(["", *[anchor.href for line in lines if line.anchors for anchor in line.anchors]])
    return _ANY_TAG_PATH.search(hrefs.lower()) is not None


def _is_list(words: list[str]) -> bool:
    """Return whether these can be keywords; headlines are longer, and an index of all tags has more."""
    return len(words) <= _MAX_TAGS and all(len(word) <= _LONGEST and word.count(" ") < _WORDS for word in words)


@lru_cache(maxsize=4096)
def _names_tags(name: str) -> bool:
    """Return whether a box is named after tags; sites use the same names on every page."""
    return mentions(name, _TAG_BOX_PARTS) and _TAG_BOX.search(name) is not None


def boxed(page: Page, start: int) -> list[str]:
    """Return the links of the first box from a line on that is named after tags.

    Args:
        start: the line of the headline.
    """
    # Boxes stand in the order of their first lines.
    boxes = page.boxes[bisect_left(page.boxes, start, key=attrgetter("start")) :]
    # Most pages have no such box, which their names show together at once.
    if not mentions("\n".join([box.name for box in boxes]), _TAG_BOX_PARTS):
        return []
    for box in boxes:
        if box.name and _names_tags(box.name):
            words = _words_of_box(page, box)
            if words:
                return words
    return []


def _words_of_box(page: Page, box: Box) -> list[str]:
    """Return the links of a box of tags; nothing where it is too large for a list, or of another part of the page."""
    lines = page.lines[box.start : box.end]
    if not 0 < len(lines) <= _MAX_LINES or page.length(box.start, box.end) > _BOX_CHARACTERS:
        return []
    if _is_elsewhere(page, lines[0].box):
        return []
    words = [anchor.text for line in lines for anchor in line.anchors]
    return words if _is_list(words) else []


def pathed(page: Page, start: int, end: int) -> list[str]:
    """Return the first group of lines that are links to pages of tags, from the headline to what follows the text.

    Args:
        start: the line of the headline.
        end: the line after the last of the text.
    """
    found: list[str] = []
    lines = page.lines[max(0, start) : max(start, end) + _BELOW_TEXT]
    if not _may_lead_to_tags(lines):
        return found
    for line in lines:
        words = _tags_of(line)
        is_of_list = words != [] and not _is_elsewhere(page, line.box)
        if is_of_list:
            found += words
        elif found:
            break
    return found if _is_list(found) else []


def is_about(words: list[str], text: str) -> bool:
    """Return whether an article speaks of at least a third of the keywords.

    Args:
        text: title, lead and body of the article.
    """
    return _are_spoken(words, text.casefold())


def _are_spoken(words: list[str], text: str) -> bool:
    """Return whether a case-folded text speaks of at least a third of the keywords."""
    spoken = sum([_is_spoken(word.casefold(), text) for word in words])
    return _SPOKEN_OF * spoken >= len(words)


def _is_spoken(word: str, text: str) -> bool:
    """Return whether a text has any longer part of a keyword; both are case-folded."""
    parts = [part for part in _WORD.findall(word) if len(part) >= _SHORTEST_PART or not part.isascii()]
    return any(map(text.__contains__, parts))


class _Sought:
    """What the lists of a page are compared with; most pages need it for one list, many for none."""

    def __init__(self, context: Context, text: Text) -> None:
        self._context = context
        self._text = text

    @cached_property
    def _sites(self) -> frozenset[str]:
        """What the site is called, case-folded."""
        return frozenset([site.casefold() for site in _known_sites(self._context)])

    @cached_property
    def _words(self) -> str:
        """Title, lead and body of the article, case-folded."""
        text = self._text
        return "\n".join([text.title.value, text.lead.value or "", *text.paragraphs.value]).casefold()

    def cleaned(self, lists: Iterable[Found[list[str]]]) -> Iterator[Found[list[str]]]:
        """Yield the lists that have keywords after cleaning, without what is none."""
        for listed in lists:
            if listed and (words := _clean(listed.value, self._sites)):
                yield Found(words, listed.source)

    def spoken(self, lists: Iterable[Found[list[str]]]) -> Iterator[Found[list[str]]]:
        """Yield the lists with keywords that the article speaks of."""
        for listed in self.cleaned(lists):
            if _are_spoken(listed.value, self._words):
                yield listed


def _named(stated: dict[str, list[str]], sources: tuple[str, ...]) -> Iterator[Found[list[str]]]:
    """Return the lists that the metadata has under these names."""
    for source in sources:
        if source in stated:
            yield Found(stated[source], _SPOKEN_NAMES.get(source, f"meta {source}"))


def _tag_links(page: Page, start: int) -> Iterator[Found[list[str]]]:
    """Return the links that say they are tags, below the headline or, where none are, anywhere."""
    yield Found(linked(page, start), "links with rel=tag")


def _under_text(page: Page, text: Text) -> Iterator[Found[list[str]]]:
    """Yield the links to subjects right under the text."""
    yield Found(named(page, text), "links under the text")


def find(context: Context, text: Text) -> Found[list[str]]:
    """Return the keywords of the most reliable source that has any."""
    page, start, stated = context.page, text.start, context.statements.keywords
    sought = _Sought(context, text)
    # What says that it is the article's tags needs no proof by its text.
    surely = sought.cleaned(chain(_tag_links(page, start), _named(stated, _META)))
    about = sought.spoken(_named(stated, _ABOUT))
    found = next(chain(surely, about), None)
    if found:
        return _fuller(found, sought.spoken(_named(stated, _LAST)))
    # Other lists may be a template's, so the article has to speak of their words.
    visible = [
        Found(pathed(page, start, text.end), "links to pages of tags"),
        Found(boxed(page, start), "a box named after tags"),
    ]
    spoken = sought.spoken(chain(visible, _under_text(page, text), _named(stated, _LAST)))
    # At the end come lists that the article does not speak of: the most specific of the page, and a few chosen words.
    few = (listed for listed in _named(stated, _CHOSEN) if len(listed.value) <= _FEW)
    unspoken = sought.cleaned([*reversed(visible), *few])
    return next(chain(spoken, unspoken), Found([]))


def _fuller(found: Found[list[str]], others: Iterator[Found[list[str]]]) -> Found[list[str]]:
    """Return the list that has all words of the one that was found and more: some sources have only the first words."""
    if not found.source.startswith("JSON-LD"):
        return found
    words = {word.casefold() for word in found.value}
    return next((other for other in others if words < {word.casefold() for word in other.value}), found)


def named(page: Page, text: Text) -> list[str]:
    """Return the links right under a text that have lines of their own and addresses that end in their words.

    Args:
        page: the page.
        text: the article's own words.
    """
    found: list[str] = []
    for line in page.lines[text.end : text.end + _RIGHT_BELOW]:
        if _is_subject(line):
            if not _is_elsewhere(page, line.box):
                found.append(line.text)
        elif found:
            break
    # One link alone leads to a section or another article.
    if len(found) < _FEWEST_SUBJECTS or not _is_list(found):
        return []
    return found if _speaks_of_each(text, found) else []


def _speaks_of_each(text: Text, words: list[str]) -> bool:
    """Return whether some words are subjects of a few words, each of which a text speaks of."""
    spoken = "\n".join([text.title.value, *text.paragraphs.value])
    return all(word.count(" ") < _FEW and is_about([word], spoken) for word in words)


def _is_subject(line: Line) -> bool:
    """Return whether a line is one link, whose address ends in its words."""
    if len(line.anchors) != 1 or line.linked < len(line.text):
        return False
    return _is_named(line.anchors[0])


def _is_named(anchor: Anchor) -> bool:
    """Return whether an address ends in the words of its link (``/wirtschaft/energie/``), as pages of subjects do."""
    if len(anchor.text) > _LONGEST:
        return False
    # Addresses write umlauts as two letters, and a hyphen for all that is no letter.
    slug = _SLUG.sub("-", anchor.text.lower().translate(_UMLAUTS)).strip("-")
    return slug != "" and anchor.href.lower().rstrip("/").endswith(f"/{slug}")


def _known_sites(context: Context) -> list[str]:
    """Return what the site is called by its metadata and by the host of the address that the page calls its own.

    Unlike ``Context.site_names`` this knows neither the profile nor, without a canonical link, the host: a list that
    names the town of a town's site, or ``NDR`` on ndr.de, keeps the word.
    """
    # The address that a page calls its own stays the same under every mirror and parameter.
    stated = next(iter(context.statements.canonical), "")
    return site_names(context.statements, stated, None)
