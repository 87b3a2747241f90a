"""What is an article of a site, learned from what its sources name: patterns, and the addresses that they take."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scraper.onboarding.families import Kind, kind_among, kinds_of, rooms_of
from scraper.onboarding.oddities import is_twin
from scraper.onboarding.patterns import id_with_year, pattern_of
from scraper.onboarding.shapes import Address, address
from scraper.onboarding.words import is_of_news, is_of_others

# A family with a smaller share of what feeds name is a stray: a page about the paper itself, an event.
_SHARE_OF_A_FAMILY = 0.03
# Without a feed, so many links under headlines make a family. Chosen: a menu of services has as many by chance.
_FEWEST_LINKS = 3
# A family of links with fewer than this share of the largest one's is a column of something else.
_SHARE_OF_LINKS = 0.25
# From so many addresses in a feed on, all in one room, that is the room of the articles. Chosen: the newest few may be
# of one room by chance.
_ENOUGH_OF_ONE_ROOM = 8
# Rooms of other pages that give more than this share of what feeds name are news here, whatever they are called.
_SHARE_OF_A_ROOM = 0.3
# How many patterns a profile gets; what a site has beyond that are strays.
_MOST_PATTERNS = 6
# So many addresses are looked at for what they share; the largest feeds and sitemaps have tens of thousands.
_MOST_LOOKED_AT = 2000


@dataclass(slots=True)
class Evidence:
    """What is known of a site's addresses, all of them canonical.

    Args:
        named: those that a feed or a news sitemap names, or a person: articles, by the site's own word.
        dated: those that stand beside a day on a page, under a headline.
        linked: those that stand under a headline or look so.
        known: all addresses of the site that were seen.
        plain: those that stand in menus and footers.
        refused: those that were read and are no articles.
        read: those that were read and are articles.
        second: those that were read and call another address their own, with that one.
        turns: paths of lists, each with a parameter that names their further pages.
    """

    named: dict[str, None] = field(default_factory=dict)
    dated: dict[str, None] = field(default_factory=dict)
    linked: dict[str, None] = field(default_factory=dict)
    known: dict[str, None] = field(default_factory=dict)
    plain: dict[str, None] = field(default_factory=dict)
    refused: dict[str, None] = field(default_factory=dict)
    read: dict[str, None] = field(default_factory=dict)
    second: dict[str, str] = field(default_factory=dict)
    turns: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned.

    Args:
        patterns: for ``articles``, the family with most addresses first.
        taken: the known addresses that a pattern takes.
        left: those that none takes.
        families: the addresses that each pattern was made of.
    """

    patterns: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    families: tuple[tuple[str, ...], ...] = ()


def learn(evidence: Evidence) -> Learned:
    """Learn the patterns of a site's articles.

    Args:
        evidence: what is known of its addresses.
    """
    families = _families(evidence)
    known = [address(url) for url in evidence.known]
    others = _others(evidence, known, families)
    patterns = []
    for kind, addresses in families.items():
        pattern = pattern_of(kind, addresses, others)
        patterns.append(id_with_year(pattern, kind, addresses, known))
    compiled = [re.compile(pattern) for pattern in patterns]
    taken = [one.url for one in known if any(each.search(one.path) for each in compiled)]
    are_taken = set(taken)
    left = [one.url for one in known if one.url not in are_taken]
    made_of = tuple(tuple(one.url for one in addresses) for addresses in families.values())
    return Learned(tuple(patterns), tuple(taken), tuple(left), made_of)


def _families(evidence: Evidence) -> dict[Kind, list[Address]]:
    """Return the families of articles, the largest first."""
    named = _of_articles(_looked_at(evidence.named, evidence))
    # A single address does not say which parameter of its query tells the pages of its path apart.
    is_unclear = len(named) < _FEWEST_LINKS and all(one.query for one in named)
    families = _by_links(evidence) if is_unclear else {}
    has_them = any(kind_among(one, families) is not None for one in named)
    if named and not has_them:
        families = _strong(named)
        _widen(families, evidence)
        families = {**_further(families, evidence), **families}
    # Pages that were read and are articles prove a room in which no source names any.
    ordered = sorted(families.items(), key=lambda item: -len(item[1]))
    return dict(ordered[:_MOST_PATTERNS])


def _looked_at(urls: Iterable[str], evidence: Evidence) -> list[Address]:
    refused = evidence.refused
    return [address(url) for url in list(urls)[:_MOST_LOOKED_AT] if url not in refused]


def _of_articles(named: Sequence[Address]) -> list[Address]:
    """Return what feeds name without their events, jobs and files, unless they name little else."""
    own = [one for one in named if one.last or one.query]
    rooms = Counter(one.steps for one in own if is_in_other_room(one))
    few = {room for room, count in rooms.items() if count <= _SHARE_OF_A_ROOM * len(own)}
    kept = [one for one in own if one.steps not in few]
    kept = [one for one in kept if not _is_no_page(one)]
    return kept or own


def is_in_other_room(one: Address) -> bool:
    """Return whether the folders of an address say that it is no article: the last word that speaks of it counts."""
    for step in reversed(one.steps):
        if is_of_others(step):
            return True
        if is_of_news(step):
            return False
    return False


def _is_no_page(one: Address) -> bool:
    """Return whether an address is that of a file, of a list, or of a page's twin."""
    is_file = re.search(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|jpe?g|png|gif|mp[34]|ics|xml)$", one.last, re.IGNORECASE)
    # Listings of the Government Site Builder.
    is_node = re.search(r"[_-]node$", one.last) is not None
    return is_file is not None or is_node or is_twin(one.path)


def _strong(named: Sequence[Address]) -> dict[Kind, list[Address]]:
    """Return the families of what feeds name, without strays."""
    kinds = kinds_of(named)
    fewest = max(1, _SHARE_OF_A_FAMILY * len(named))
    # Of a handful of addresses, each may be all that was seen of its kind.
    return {kind: those for kind, those in kinds.items() if len(those) > fewest or len(those) * 5 >= len(named)}


def _widen(families: dict[Kind, list[Address]], evidence: Evidence) -> None:
    """Add to each family what is built like it and stands in rooms that links or sitemaps show to be news.

    A feed names the newest pages, and seldom one of each room.
    """
    rooms: dict[tuple[Kind, tuple[str, ...]], list[Address]] = defaultdict(list)
    room_in = {kind: rooms_of(those) for kind, those in families.items()}
    of_one_room = {kind for kind, those in families.items() if _is_of_one_room(those)}
    for one in _candidates(families, evidence):
        kind = kind_among(one, families)
        if kind is not None and not kind.parameter:
            rooms[kind, room_in[kind](one)].append(one)
    for (kind, room), those in rooms.items():
        is_seen = any(room == room_in[kind](one) for one in families[kind])
        likely = [one for one in those if _weight(one, evidence)]
        # A shop shows its wares under headlines, too, beside a feed of its magazine.
        if kind in of_one_room and not is_seen:
            likely = [one for one in likely if _is_surely_news(one, evidence)]
        # In a room of articles, what stands under headlines is more of them; in another one it has to be seen often.
        if is_seen or sum(_weight(one, evidence) for one in likely) >= _FEWEST_LINKS:
            families[kind] += likely


def _is_of_one_room(those: Sequence[Address]) -> bool:
    room = rooms_of(those)
    return len(those) >= _ENOUGH_OF_ONE_ROOM and len({room(one) for one in those}) == 1


def _candidates(families: dict[Kind, list[Address]], evidence: Evidence) -> Iterator[Address]:
    """Yield the known addresses that are in no family yet and may be articles."""
    in_families = {one.url for those in families.values() for one in those}
    own = {one.steps for those in families.values() for one in those}
    for url in list(evidence.known)[:_MOST_LOOKED_AT]:
        one = address(url)
        # A room that has articles is one of news, whatever it is called.
        is_other = one.steps not in own and is_in_other_room(one)
        is_further = any((one.bare_path, name) in evidence.turns for name, _ in one.query)
        is_possible = url not in in_families and url not in evidence.refused and not (is_other or is_further)
        if is_possible and not _is_no_page(one):
            yield one


def _further(families: dict[Kind, list[Address]], evidence: Evidence) -> dict[Kind, list[Address]]:
    """Return families that no feed names and that are called news, or stand beside days: those of an older system.

    Whether they are articles is seen by reading one of each.
    """
    candidates = [one for one in _candidates(families, evidence) if one.last]
    rest = [one for one in candidates if kind_among(one, families) is None]
    kinds = kinds_of([one for one in rest if one.url in evidence.dated or one.url not in evidence.plain])
    return {kind: those for kind, those in kinds.items() if kind not in families and _is_news(kind, those, evidence)}


def _is_news(kind: Kind, those: Sequence[Address], evidence: Evidence) -> bool:
    dated = sum(one.url in evidence.dated for one in those)
    named = sum(any(map(is_of_news, (*one.steps, kind.form.mark))) for one in those)
    return max(dated, named) >= max(_FEWEST_LINKS, len(those) / 2)


def _weight(one: Address, evidence: Evidence) -> int:
    """Return how much speaks for an address that no feed names being an article."""
    if one.url in evidence.read:
        return _FEWEST_LINKS
    if one.url in evidence.dated:
        return 2
    if one.url in evidence.plain:
        return 0
    is_of_room = any(map(is_of_news, one.steps))
    return int(one.url in evidence.linked or is_of_room)


def _is_surely_news(one: Address, evidence: Evidence) -> bool:
    """Return whether more than a headline speaks for an address: its page, a day beside it, or its room's name."""
    is_seen = one.url in evidence.read or one.url in evidence.dated
    return is_seen or any(map(is_of_news, one.steps))


def _by_links(evidence: Evidence) -> dict[Kind, list[Address]]:
    """Return the families of what stands under headlines, where nothing names the articles."""
    offered = {**evidence.named, **evidence.dated, **evidence.linked}
    seen = [one for one in _looked_at(offered, evidence) if not _is_no_page(one)]
    seen = [one for one in seen if one.url in evidence.dated or one.url not in evidence.plain]
    # Where all news of a site stand in a room called "Themen", there is none beside it.
    usual = [one for one in seen if not is_in_other_room(one)]
    candidates = usual or [one for one in seen if one.url in evidence.dated]
    kinds = kinds_of(candidates)
    scores = {kind: _score(kind, those, evidence) for kind, those in kinds.items()}
    best = max(scores.values(), default=0)
    # A page that was read as an article proves its family; that of a single link else proves nothing.
    return {
        kind: those
        for kind, those in kinds.items()
        if scores[kind] >= _FEWEST_LINKS and scores[kind] >= _SHARE_OF_LINKS * best
    }


def _score(kind: Kind, those: Sequence[Address], evidence: Evidence) -> int:
    score = sum(2 if one.url in evidence.dated else 1 for one in those)
    if any(one.url in evidence.read for one in those):
        score = max(2 * score, _FEWEST_LINKS)
    is_of_room = any(is_of_news(step) for one in those[:_FEWEST_LINKS] for step in one.steps) or is_of_news(kind.path)
    return 2 * score if is_of_room else score


def _others(evidence: Evidence, known: Iterable[Address], families: dict[Kind, list[Address]]) -> list[Address]:
    """Return the known addresses that are no articles: of menus and other rooms, and what was read and is none."""
    articles = {one.url for those in families.values() for one in those} | set(evidence.read)
    own = {one.steps for those in families.values() for one in those}
    # What a menu names, and a page besides under a headline, may be an article of the day.
    surely = set(evidence.plain) - set(evidence.dated) - set(evidence.linked) | set(evidence.refused)
    strange = [one for one in known if one.url not in articles]
    return [
        one
        for one in strange
        if one.url in surely or _is_no_page(one) or (one.steps not in own and is_in_other_room(one))
    ]
