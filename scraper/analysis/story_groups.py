"""Which articles make up one story, of those of which two at a time tell the same.

Articles come in the order of their days. Each belongs to the stories of the earlier ones that it tells the same as.
Where these are several it has joined what was thought to be two stories, or two releases were merged into it. What
decides is whether it has the same passages in common with both: of a round-up, each story has its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where an article stands in the order of its story: what decides first stands first.

    Args:
        day: of publication, else of the first visit; in days of any count.
        at: the time of publication; one that no page states counts as later than all of its day.
        fewer_words: its words, negative, since of two articles of one moment the longer one is the release.
        url: its address, so that the order never depends on when which was archived.
        article_id: its number.
    """

    day: int
    at: str
    fewer_words: int
    url: str
    article_id: int


LATEST = "~"
"""What stands for a time that no page states: it sorts behind all that the archive writes."""


@dataclass(slots=True)
class _Story:
    """The articles of a story, the first one first."""

    articles: list[int] = field(default_factory=list)


def story_groups(
    places: Iterable[Place],
    neighbours: Mapping[int, Iterable[int]],
    is_one_passage: Callable[[int, int, int], bool],
) -> list[list[int]]:
    """Return the stories of some articles, each as its articles with the first one first.

    An article can be in several stories, or in one alone by itself.

    Args:
        places: of the articles.
        neighbours: of each article those that tell the same.
        is_one_passage: of an article and two earlier ones that tell the same as it, whether it has largely the same
            passages in common with both.
    """
    stories_of: dict[int, list[_Story]] = {}
    for place in sorted(places):
        article = place.article_id
        earlier = [other for other in neighbours.get(article, ()) if other in stories_of]
        # A round-up that is in several stories says not which of them this article tells.
        speaking = [other for other in earlier if len(stories_of[other]) == 1] or earlier
        found: list[tuple[_Story, int]] = []
        for other in sorted(speaking, key=lambda one: stories_of[one][0].articles.index(one)):
            for story in stories_of[other]:
                if all(story is not known for known, _ in found):
                    found.append((story, other))
        joined = _joined(found, article, is_one_passage, stories_of) or [_Story()]
        for story in joined:
            story.articles.append(article)
        stories_of[article] = joined
    unique = {id(story): story for stories in stories_of.values() for story in stories}
    return [story.articles for story in unique.values()]


def _joined(
    found: list[tuple[_Story, int]],
    article: int,
    is_one_passage: Callable[[int, int, int], bool],
    stories_of: dict[int, list[_Story]],
) -> list[_Story]:
    """Return the stories that an article belongs to, those that turn out one joined."""
    left: list[tuple[_Story, int]] = []
    for story, speaker in sorted(found, key=lambda one: _order(one[0], stories_of)):
        same = next((known for known, other in left if is_one_passage(article, other, speaker)), None)
        if same is None:
            left.append((story, speaker))
            continue
        same.articles += [one for one in story.articles if one not in same.articles]
        order = {one: at for at, one in enumerate(stories_of)}
        same.articles.sort(key=order.__getitem__)
        for one in story.articles:
            kept = [other for other in stories_of[one] if other is not story and other is not same]
            stories_of[one] = [*kept, same]
    return [story for story, _ in left]


def _order(story: _Story, stories_of: Mapping[int, object]) -> int:
    """Return the place of a story's first article among those that came before."""
    return list(stories_of).index(story.articles[0])
