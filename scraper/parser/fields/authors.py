"""The authors of an article: those that the page states or shows near the headline or under the text, by evidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from scraper.parser.context import Candidate, Context, Found, Text
from scraper.parser.fields import bylines, codes, names

NAME = r"[A-ZÄÖÜ][\w.\-]*(?:\s+(?:von|van|de|der|zu)\b)?(?:\s+[A-ZÄÖÜ][\w\-]+){1,3}"
"""Pattern of a person's full name, as German papers write it."""

# A name that a content system made for addresses: "erika-muster".
_SLUG = re.compile(r"[a-z]+(?:[-._][a-z]+)+")
# The lines that are searched: for a byline around the headline, for a signature around the end of the text.
_ABOVE_HEADLINE = 3
_BELOW_HEADLINE = 15
_NEAR_HEADLINE = 3
# Behind two paragraphs of this length a byline is that of something else.
_PARAGRAPH, _MOST_PARAGRAPHS = 200, 3
_ABOVE_END = 3
_BELOW_END = 6


@dataclass(frozen=True, slots=True)
class _Named:
    """Names that one place of a page gives, and what is known for judging them."""

    names: list[str]
    stated: bool
    sites: frozenset[str]
    organizations: frozenset[str]

    def every(self, test: Callable[[str], bool]) -> bool:
        """Return whether a test holds for each name."""
        return all(map(test, self.names))

    @property
    def any_person(self) -> bool:
        """Whether one of the names looks like a person's."""
        return any(map(names.looks_like_person, self.names))

    def is_site_of_a_person(self, name: str) -> bool:
        """Return whether a name is that of the site, which people call after themselves."""
        return name.casefold() in self.sites and names.looks_like_person(name)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of evidence: its name, its weight, and whether it applies to names (None: the place itself is"
    " the rule)."""

    name: str
    weight: float
    applies: Callable[[_Named], bool] | None = None


RULES = (
    # Where the names stand.
    Rule("code in parentheses at the end", 20),
    Rule("selected by the profile", 19),
    Rule("stated by JSON-LD", 7),
    Rule("stated by a meta element", 6.5),
    Rule("link to an author", 6),
    Rule("words of a byline", 6),
    Rule("element named after authors", 5),
    Rule("label above", 5),
    Rule("name beside a day", 3),
    Rule("sign-off of an agency's report", 4.5),
    Rule("code in the dateline", 6),
    Rule("signature under the text", 2.5),
    Rule("box about the author", 2),
    Rule("near the headline", 1.5),
    # What the names look like.
    Rule("looks like a person", 1, lambda named: named.any_person),
    Rule("is no institution", 2, lambda named: not any(map(names.is_institution, named.names))),
    Rule("is shown and no person", -2, lambda named: not named.stated and not named.any_person),
    Rule("is the site", -7, lambda named: named.every(lambda name: name.casefold() in named.sites)),
    Rule("is the site, with the name of a person", 5, lambda named: named.every(named.is_site_of_a_person)),
    Rule("is an editorial office", -4, lambda named: named.every(names.is_office)),
    Rule("is an organization", -4, lambda named: named.every(lambda name: name.casefold() in named.organizations)),
    Rule("is made for addresses", -4, lambda named: named.every(lambda name: _SLUG.fullmatch(name) is not None)),
)
"""What speaks for and against names as the authors; the place with the largest sum is the answer."""

# No article has more authors; chosen, so that a page of 100,000 meta elements takes no seconds.
_MOST_STATED = 500
_WEIGHTS = {rule.name: rule.weight for rule in RULES}
# A rule without a test is that of a place.
_QUALITIES = tuple(rule for rule in RULES if rule.applies is not None)
# Evidence that no byline is asked to outweigh. Of 29 bylines near the headline that named others than a person whom
# JSON-LD states (pages of known authors, November 2026), 4 were right, and JSON-LD was 24 times.
_SURE = sum(_WEIGHTS[rule] for rule in ("stated by JSON-LD", "looks like a person", "is no institution"))

# No names on a line further from the headline weigh more.
_BEST_AFAR = sum(_WEIGHTS[rule] for rule in ("link to an author", "looks like a person", "is no institution"))
# A person beside a day has this much, so that the end of the page need not be asked.
_LIKELY = _WEIGHTS["name beside a day"] + _WEIGHTS["looks like a person"] + _WEIGHTS["is no institution"]


def clean(stated: list[str], sites: list[str]) -> list[str]:
    """Return the names one by one, without lead-ins, roles, addresses and doubles.

    Args:
        stated: as the page gives them; several may share a string.
        sites: what the site is called; it is the author only where nobody else is, like an editorial office.
    """
    return _clean(stated, frozenset(site.casefold() for site in sites))


def _clean(stated: Iterable[str], sites: frozenset[str]) -> list[str]:
    """Return the names one by one; sites are case-folded."""
    found: dict[str, str] = {}
    for text in islice(stated, _MOST_STATED):
        for name in names.parted(text):
            found.setdefault(name.casefold(), name)
    # The name of the site counts only where nobody else is named.
    others = [name for key, name in found.items() if key not in sites] or list(found.values())
    # An office beside a person is where the person works.
    if any(map(names.looks_like_person, others)):
        return [name for name in others if len(others) == 1 or not names.is_office(name)]
    return others


def find(context: Context, text: Text) -> Found[list[str]]:
    """Return the authors of the place that has the best evidence; the places are asked while a better one may come."""
    return _Search(context, text).found()


# Whatever shows an author near the headline has one name in the sources.
_SOURCES = dict.fromkeys(_WEIGHTS, "byline near the headline") | {
    "signature under the text": "signature under the text",
    "box about the author": "box about the author",
}


_Place = tuple[Iterable[str], str, tuple[str, ...]]
"""Names, the source in the words of ``Article.sources``, the rules that the place is."""


class _Search:
    """The search for the authors of one page: the candidates found so far, and the weight of the best."""

    def __init__(self, context: Context, text: Text) -> None:
        self._context = context
        self._text = text
        self._known = frozenset([site.casefold() for site in context.site_names])
        self._organizations = frozenset(context.statements.organizations)
        self._candidates: list[Candidate[list[str]]] = []
        self._best = 0.0

    def found(self) -> Found[list[str]]:
        """Return the names of most weight."""
        self._ask(self._stated(), _SURE)
        self._ask(self._near_headline(), _SURE)
        self._ask(self._in_dateline(), _SURE)
        self._ask(self._under_text(), _LIKELY)
        if not self._candidates:
            return Found([])
        ranked = sorted(self._candidates, key=lambda candidate: -candidate.weight)
        return Found(ranked[0].value, ranked[0].source, tuple(ranked))

    def _ask(self, places: Iterator[_Place], enough: float) -> None:
        """Weigh the names that some places give, unless or until others have enough weight.

        Args:
            places: they are searched one by one.
            enough: the weight of a candidate that these places are not asked to outweigh.
        """
        if self._best >= enough:
            return
        for named, source, rules in places:
            candidate = self._weighed(named, source, rules)
            if candidate.value:
                self._candidates.append(candidate)
                self._best = max(self._best, candidate.weight)
            if self._best >= _SURE:
                break

    def _weighed(self, found: Iterable[str], source: str, rules: tuple[str, ...]) -> Candidate[list[str]]:
        """Return the candidate of some names that a place gives.

        Args:
            found: the names as the page has them.
            source: the place, in the words of ``Article.sources``.
            rules: what the place is, as :data:`RULES` has it.
        """
        # Names are judged as they are shown in the end.
        plain = _clean(found, self._known)
        named = _Named(plain, rules[0].startswith("stated"), self._known, self._organizations)
        qualities = [(each.name, each.weight) for each in _QUALITIES if each.applies and each.applies(named)]
        return Candidate(plain, source, (*((rule, _WEIGHTS[rule]) for rule in rules), *qualities))

    def _stated(self) -> Iterator[_Place]:
        """Yield the names at the end of the text, of the profile and the metadata."""
        context, text = self._context, self._text
        # A newsroom's code is its own convention; of other pages only agencies and editors sign so.
        if text.authors:
            is_newsroom = text.is_dated_report or context.is_newsroom
            rule = "code in parentheses at the end" if is_newsroom else "sign-off of an agency's report"
            yield text.authors.value, text.authors.source, (rule,)
        selected = context.selected_texts("authors")
        if selected:
            yield selected.value, selected.source, ("selected by the profile",)
        for source, found in context.statements.authors.items():
            is_json = source.startswith("JSON-LD")
            yield found, source, ("stated by JSON-LD" if is_json else "stated by a meta element",)

    def _near_headline(self) -> Iterator[_Place]:
        """Yield the names that readers see near the headline."""
        text = self._text
        for line in bylines.near_headline(self._context.page, range(text.start, text.end), self._lines_to_ask()):
            is_near = self._is_near(line.line)
            yield line.names, _SOURCES[line.rule], (line.rule, "near the headline") if is_near else (line.rule,)

    def _lines_to_ask(self) -> Iterator[int]:
        """Yield the lines around the headline that may still outweigh what was found, up to the first paragraphs."""
        lines, start = self._context.page.lines, self._text.start
        paragraphs = 0
        for at in range(max(0, start - _ABOVE_HEADLINE), min(start + _BELOW_HEADLINE, len(lines))):
            if self._best < _BEST_AFAR or self._is_near(at):
                yield at
            if at > start and len(lines[at].text) >= _PARAGRAPH:
                paragraphs += 1
            if paragraphs == _MOST_PARAGRAPHS:
                break

    def _is_near(self, line: int) -> bool:
        """Return whether a line is that of the headline or one of those right below."""
        return 0 <= line - self._text.start <= _NEAR_HEADLINE

    def _in_dateline(self) -> Iterator[_Place]:
        """Yield the codes with which the text begins, behind its place."""
        beginning = self._text.lead.value or next(iter(self._text.paragraphs.value), "")
        yield codes.of_dateline(beginning), "code at the beginning of the text", ("code in the dateline",)

    def _under_text(self) -> Iterator[_Place]:
        """Yield the names that readers see under the text and in boxes below it."""
        page, end = self._context.page, self._text.end
        signed = bylines.under_text(page, end - _ABOVE_END, end, end + _BELOW_END)
        for line in chain(signed, bylines.boxes_below(page, end)):
            yield line.names, _SOURCES[line.rule], (line.rule,)
