"""Field by field: what pages give today against what the archive has; pure.

What is expected of a page is a chance: an archived article should still have each field that it had, and a new one has
it as often as the site's articles usually do. A field is lost where so few pages have it that chance would bring that
about less than once in a hundred checks, which asks for two or more pages of a field that all articles had, and for
more of one that is often missing anyway.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scraper.model import SELECTED, Article, Site
from scraper.onboarding.findings import FieldCheck, Finding, SiteCheck
from scraper.policy.counts import counted

# Chosen: a check of five pages looks at eight fields of a site, so that one site in a dozen would be accused wrongly if
# its fields came and went by themselves; in fact they hardly do.
_RARE = 0.01
# How likely an archived article still has a field that it had. Chosen: editors take one away from few articles.
_KEEPS_IT = 0.97
# Fewer compared pages than this say nothing of the template: editors mend a headline or a day now and then (chosen).
_FEWEST_COMPARED = 2
# A text that came to be shorter or longer by this factor, over all compared pages, is another part of the page.
_FACTOR = 2
# Where on the page a field stood differs from page to page: "h1 on line 2", "tbody, lines 3 to 4".
_PLACE = re.compile(r",? (?:on )?lines? \d+(?: to \d+)?")
# Fields whose value is compared. Of a text the words are counted, since a counter in it differs each time.
_COMPARED = ("kicker", "title", "date", "authors", "lead", "keywords", "section")
# Fields that every article of a site has where it has a selector for them; others may be missing from some.
_ALWAYS = frozenset({"title", "date", "body"})
# So many pages without one say of a field that not every article has that its selector is dead (chosen).
_FEWEST_WITHOUT = 3


@dataclass(frozen=True, slots=True)
class Observed:
    """A page that was read as an article.

    Args:
        url: its address.
        today: the record of today.
        had: the fields that the archive has of it; None where it has no article of it.
        archived: the record that today's reader makes of what is archived; None where that is not known.
    """

    url: str
    today: Article
    had: frozenset[str] | None = None
    archived: Article | None = None


@dataclass(frozen=True, slots=True)
class Usual:
    """What the site's archived articles have.

    Args:
        articles: how many were counted.
        counts: how many of them have each field.
        sourced: of how many it is known what gave their fields to the reader of today.
        sources: for each field what gave it, and how often.
    """

    articles: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    sourced: int = 0
    sources: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def place_free(source: str) -> str:
    """Return what gave a field without where on the page that stood."""
    return _PLACE.sub("", source).strip()


def usual_of(has: Sequence[frozenset[str]], sources: Sequence[Mapping[str, str]]) -> Usual:
    """Count what archived articles have, and what gave it.

    Args:
        has: the fields of each article.
        sources: what gave each field, of those that the reader of today has read.
    """
    by_field: dict[str, Counter[str]] = {}
    for one in sources:
        for name, source in one.items():
            by_field.setdefault(name, Counter())[place_free(source)] += 1
    return Usual(len(has), Counter(name for fields in has for name in fields), len(sources), by_field)


def compare(check: SiteCheck, observed: Sequence[Observed], usual: Usual, fields: Iterable[str]) -> None:
    """Compare pages with the archive; note each field, and what is to be said of it.

    Args:
        check: gets what was found.
        observed: the pages that were read as articles.
        usual: what the site's articles have.
        fields: their names.
    """
    if not observed:
        return
    dead = {one.detail["field"] for one in check.found if one.code is Finding.SELECTOR_UNMATCHED}
    for name in fields:
        one = _field(name, observed, usual)
        check.fields.append(one)
        if _is_lost(name, observed, usual):
            check.say(
                Finding.FIELD_LOST,
                field=name,
                found=one.found,
                pages=counted(one.pages, "page"),
                usual=_usually(one),
                url=_without(name, observed).url,
            )
            continue
        _say_differences(check, one, observed)
        # A selector that matches nothing is said as such, and what gives the field in its place follows from that.
        if name not in dead:
            _say_other_source(check, one, observed, usual)
    _say_words(check, observed)


def _field(name: str, observed: Sequence[Observed], usual: Usual) -> FieldCheck:
    now = Counter(place_free(one.today.sources[name]) for one in observed if name in one.today.sources)
    before = usual.sources.get(name, {})
    compared = [one for one in observed if _is_compared(name, one)]
    return FieldCheck(
        name,
        found=sum(name in has(one.today) for one in observed),
        pages=len(observed),
        usual=usual.counts.get(name, 0),
        archived=usual.articles,
        source=_most_common(now),
        usual_source=_most_common(before),
        differs=sum(getattr(one.today, name) != getattr(one.archived, name) for one in compared),
        compared=len(compared),
    )


def has(article: Article) -> frozenset[str]:
    """Return the fields that a record has."""
    names = (*_COMPARED, "body")
    return frozenset(name for name in names if getattr(article, name))


def _most_common(counts: Mapping[str, int]) -> str | None:
    return max(counts, key=lambda source: counts[source], default=None)


def _is_compared(name: str, one: Observed) -> bool:
    """Return whether both records of a page have a field whose values can be compared."""
    if name not in _COMPARED or one.archived is None:
        return False
    return bool(getattr(one.today, name)) and bool(getattr(one.archived, name))


def _is_lost(name: str, observed: Sequence[Observed], usual: Usual) -> bool:
    """Return whether a field is found on fewer pages than chance would leave out."""
    chances, found = [], 0
    for one in observed:
        chance = _chance(name, one, usual)
        if chance is not None:
            chances.append(chance)
            found += name in has(one.today)
    return at_most(found, chances) < _RARE


def _chance(name: str, one: Observed, usual: Usual) -> float | None:
    """Return how likely a page has a field; None where nothing is known of that."""
    if one.had is not None:
        return _KEEPS_IT if name in one.had else None
    if not usual.articles:
        return None
    # Laplace's rule of succession: of few articles not much follows.
    return (usual.counts.get(name, 0) + 1) / (usual.articles + 2)


def at_most(found: int, chances: Sequence[float]) -> float:
    """Return how likely at most so many of some independent events happen.

    Args:
        found: how many.
        chances: how likely each is.
    """
    # exactly[k]: how likely k of the events so far happen.
    exactly = [1.0]
    for chance in chances:
        without = [*(part * (1 - chance) for part in exactly), 0.0]
        with_it = [0.0, *(part * chance for part in exactly)]
        exactly = [sum(pair) for pair in zip(without, with_it, strict=True)]
    return sum(exactly[: found + 1])


def _usually(one: FieldCheck) -> str:
    """Return how often the archive has a field, in words."""
    if not one.archived:
        return "the archive has it of these pages"
    return f"the archive has it in {100 * one.usual // one.archived} % of {counted(one.archived, 'article')}"


def _without(name: str, observed: Sequence[Observed]) -> Observed:
    """Return a page to look at that lacks a field, one first whose archived article has it."""
    lacking = [one for one in observed if name not in has(one.today)]
    return next((one for one in lacking if one.had is not None and name in one.had), (lacking or observed)[0])


def _say_differences(check: SiteCheck, one: FieldCheck, observed: Sequence[Observed]) -> None:
    """Say of a field whether it is another than is archived, on all pages: an edit never changes all."""
    differing = next((page for page in observed if _differs(one.field, page)), None)
    are_all_others = one.compared >= _FEWEST_COMPARED and one.differs == one.compared
    if are_all_others and differing is not None:
        check.say(Finding.FIELD_DIFFERS, field=one.field, count=one.differs, total=one.compared, url=differing.url)


def _say_other_source(check: SiteCheck, one: FieldCheck, observed: Sequence[Observed], usual: Usual) -> None:
    """Say of a field whether something else on the page gives it than so far."""
    before, now = one.usual_source, one.source
    if before is None or now is None or now.startswith(SELECTED):
        # What a selector gives is what the profile asks for.
        return
    given = [page for page in observed if one.field in page.today.sources]
    as_before = sum(place_free(page.today.sources[one.field]) == before for page in given)
    share = (usual.sources[one.field][before] + 1) / (usual.sourced + 2)
    if at_most(as_before, [share] * len(given)) < _RARE:
        check.say(Finding.SOURCE_CHANGED, field=one.field, now=now, before=before, url=given[0].url)


def _differs(name: str, one: Observed) -> bool:
    return _is_compared(name, one) and getattr(one.today, name) != getattr(one.archived, name)


def _say_words(check: SiteCheck, observed: Sequence[Observed]) -> None:
    """Say that another part of the page is taken for the text than before."""
    pairs = [(one, _words(one.today), _words(one.archived)) for one in observed if one.archived is not None]
    compared = [(one, now, before) for one, now, before in pairs if now and before]
    others = [one for one, now, before in compared if now * _FACTOR < before or before * _FACTOR < now]
    if len(compared) < _FEWEST_COMPARED or len(others) < len(compared):
        return
    check.say(
        Finding.WORDS_CHANGED,
        now=sum(now for _, now, _ in compared),
        before=sum(before for _, _, before in compared),
        total=len(compared),
        url=others[0].url,
    )


def _words(article: Article | None) -> int:
    return 0 if article is None else len(article.body.split())


def say_selectors(check: SiteCheck, site: Site, observed: Sequence[Observed], usual: Usual) -> None:
    """Say which selectors of the profile match nothing on any page.

    Args:
        check: gets what was found.
        site: the profile by the rules of today.
        observed: the pages that were read as articles.
        usual: what the site's articles have.
    """
    for name, selector in site.select:
        given = [one for one in observed if one.today.sources.get(name, "").startswith(SELECTED)]
        if given or not _is_dead(name, len(observed), usual):
            continue
        check.say(Finding.SELECTOR_UNMATCHED, field=name, selector=selector, pages=counted(len(observed), "page"))


def _is_dead(name: str, pages: int, usual: Usual) -> bool:
    """Return whether it is no chance that a selector gives a field of none of so many pages."""
    by_selector = sum(count for source, count in usual.sources.get(name, {}).items() if source.startswith(SELECTED))
    if by_selector:
        share = (by_selector + 1) / (usual.sourced + 2)
        return (1 - share) ** pages < _RARE
    return pages >= (_FEWEST_COMPARED if name in _ALWAYS else _FEWEST_WITHOUT)
