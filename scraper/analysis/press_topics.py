"""The articles of some days by topic, each story once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scraper.analysis.keyword_forms import form_of
from scraper.model.press_review import Printing, ReviewArticle

MOST_TOPICS = 12
"""Topics of a review; chosen: a page of contents that is read at one look. What has none stands under the others."""

LEAST_OF_TOPIC = 2
"""So many entries make a topic."""

# A keyword that more than this part of all entries have says nothing of any of them: "Digitalisierung" in an archive of
# papers on digital administration. Chosen: half; where there are few entries, one subject may well have most of them.
_TOO_USUAL = 0.5
_FEW = 10
# Sections that say what a text is, and not what it is about; their forms (keyword_forms.form_of).
_GENRES = frozenset(
    map(
        form_of,
        "Aktuelles|Aktuell|Allgemein|Allgemeines|Artikel|Beiträge|Blog|Fachartikel|Interview|Interviews|Meldung|"
        "Meldungen|Nachricht|Nachrichten|News|Panorama|Presse|Pressemeldung|Pressemeldungen|Pressemitteilung|"
        "Pressemitteilungen|Startseite|Termine|Themen|Uncategorized|Home|Press|Press releases".split("|"),
    )
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A story, or an article that stands in one paper alone.

    Args:
        head: the article of these days that tells it first; of what was found late, the earliest.
        articles: all that it stands for, of these days and found late, the head first.
        others: the other articles of the story, of whatever day, in their order.
    """

    head: ReviewArticle
    articles: tuple[ReviewArticle, ...]
    others: tuple[Printing, ...]

    @property
    def ids(self) -> frozenset[int]:
        """The rows of its articles."""
        return frozenset(one.id for one in self.articles)

    @property
    def papers(self) -> int:
        """How many papers have it."""
        return len({self.head.paper, *(other.paper for other in self.others)})


@dataclass(frozen=True, slots=True)
class Topic:
    """Entries that share a keyword or a section.

    Args:
        name: of the keyword or the section; None: entries that share nothing with others.
        entries: those of most papers first, then by day.
    """

    name: str | None
    entries: tuple[Entry, ...]


def entries_of(articles: Sequence[ReviewArticle], printings: Mapping[int, Sequence[Printing]]) -> list[Entry]:
    """Return the entries of a review in the order of their first articles.

    Args:
        articles: of these days, in their order, and behind them those that were found late, so that these stand in the
            stories of the others.
        printings: of articles that are in a story, by their rows, the other articles of it.
    """
    by_id = {one.id: one for one in articles}
    groups: dict[int, list[ReviewArticle]] = {}
    for one in articles:
        groups.setdefault(_group(one, by_id), []).append(one)
    return [_entry(group, printings) for group in groups.values()]


def _group(one: ReviewArticle, by_id: Mapping[int, ReviewArticle]) -> int:
    """Return a number that the articles of one entry share: a story's below zero, an article's above."""
    if one.story_id is not None:
        return -one.story_id
    if one.copy_of is None:
        return one.id
    original = by_id.get(one.copy_of)
    if original is not None and original.story_id is not None:
        return -original.story_id
    return one.copy_of


def _entry(group: Sequence[ReviewArticle], printings: Mapping[int, Sequence[Printing]]) -> Entry:
    head = group[0]
    others = {other.id: other for other in printings.get(head.id, ())}
    # A copy word for word that is too short to be told as a story.
    for one in group[1:]:
        others.setdefault(one.id, Printing(one.id, one.paper, one.day, one.title, one.url, False, 1.0, None))
    return Entry(head, tuple(group), tuple(sorted(others.values(), key=lambda other: (other.day, other.id))))


def topics(entries: Sequence[Entry]) -> list[Topic]:
    """Return entries by topic, the largest first, what has none last.

    A topic is the keyword that most of the remaining entries share, and so on; then the section. Keywords that are
    places say where something happened, as a kicker does, and so are none; nor are sections such as "News", nor what
    most entries have.

    Args:
        entries: of these days, in their order.
    """
    names: dict[str, str] = {}
    keywords = [_subjects(entry.articles, names) for entry in entries]
    sections = [_sections(entry.articles, names) for entry in entries]
    topic_of: dict[int, str] = {}
    for labels in (keywords, sections):
        _assign(labels, topic_of)
    found = [
        Topic(names[label], ordered(entry for place, entry in enumerate(entries) if topic_of.get(place) == label))
        for label in dict.fromkeys(topic_of.values())
    ]
    found.sort(key=lambda topic: (-len(topic.entries), topic.name or ""))
    rest = ordered(entry for place, entry in enumerate(entries) if place not in topic_of)
    if rest:
        found.append(Topic(None, rest))
    return found


def ordered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return entries, those of most papers first, then in the order in which they came."""
    return tuple(sorted(entries, key=lambda entry: -entry.papers))


def _subjects(group: Iterable[ReviewArticle], names: dict[str, str]) -> set[str]:
    """Return the forms of the keywords of an entry that say what it is about; what they are called goes into names."""
    found = set()
    for one in group:
        places = {form_of(name) for name in (*one.places, *filter(None, [one.kicker]))}
        for keyword in one.keywords:
            form = form_of(keyword)
            if form and form not in places and form not in _GENRES:
                names.setdefault(form, keyword)
                found.add(form)
    return found


def _sections(group: Iterable[ReviewArticle], names: dict[str, str]) -> set[str]:
    """Return the forms of the sections of an entry, which may be topics already, by a keyword of this name."""
    found = set()
    for one in group:
        form = form_of(one.section or "")
        if form and form not in _GENRES:
            names.setdefault(form, one.section or "")
            found.add(form)
    return found


def _assign(labels: Sequence[set[str]], topic_of: dict[int, str]) -> None:
    """Give entries that have no topic yet the one that most of them share, again and again.

    Args:
        labels: what may be a topic of each entry.
        topic_of: by the places of entries, their topics; what is found goes in here.
    """
    everywhere = Counter(label for some in labels for label in some)
    too_usual = {
        label for label, number in everywhere.items() if len(labels) > _FEW and number > _TOO_USUAL * len(labels)
    }
    for place, some in enumerate(labels):
        joined = sorted(some & set(topic_of.values()))
        if place not in topic_of and joined:
            topic_of[place] = joined[0]
    while len(set(topic_of.values())) < MOST_TOPICS:
        free = [place for place in range(len(labels)) if place not in topic_of]
        shared = Counter(label for place in free for label in labels[place] - too_usual)
        if not shared:
            return
        # Of two that are shared as often, the one that is rarer elsewhere says more, and then the alphabet decides.
        label = min(shared, key=lambda one: (-shared[one], everywhere[one], one))
        if shared[label] < LEAST_OF_TOPIC:
            return
        topic_of.update((place, label) for place in free if label in labels[place])
