"""What a site is to be called: its id and name, and the ending that it puts behind each headline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from scraper.web.urls import host, host_and_port

# Second labels under which bodies of their own stand, so that the label before them names the site.
_SHARED = frozenset(
    "bund gv gov ac co or org com europa admin ch nrw hessen bayern sachsen thueringen niedersachsen brandenburg berlin"
    " hamburg bremen saarland rlp baden-wuerttemberg schleswig-holstein sachsen-anhalt mecklenburg-vorpommern".split()
)
# What stands between a headline and the name of the site, with what is behind it.
_SEPARATOR = re.compile(r"\s+[|│\-–—•·:»/]+\s+|\s*[|│]\s*")
_BEHIND_NAME = re.compile(r"\s+[|│\-–—•·:»/]+\s+|\s*[|│]\s*|:\s+")
_LONGEST_NAME = 60
# Fewer titles have a common ending by chance, such as "in Berlin".
_FEWEST_TITLES = 2


def site_id(home: str, known: Collection[str]) -> str:
    """Return an id of the site that no known profile has, after its host.

    Args:
        home: the front page.
        known: the ids of all profiles.
    """
    name = host(home).strip("[]")
    labels = name.split(".")
    short = labels[0]
    is_name = len(labels) > 1 and not labels[-1].isdigit()
    if is_name:
        own = labels[:-1]
        short = own[-1]
        if short in _SHARED and len(own) > 1:
            short = own[-2]
    whole = host_and_port(home).strip("[]")
    choices = [short if is_name else whole, whole, *(f"{short}-{number}" for number in range(2, 1000))]
    ids = (re.sub(r"[^a-z0-9._-]+", "-", choice.lower()).strip("-._") for choice in choices)
    return next(one for one in ids if one and one not in known)


def common_ending(titles: Sequence[str]) -> str:
    """Return what all titles of some articles end with behind a separator, as it stands there; empty for nothing.

    Args:
        titles: of different pages, as they stand in ``<title>``.
    """
    unlike = list(dict.fromkeys(titles))
    if len(unlike) < _FEWEST_TITLES:
        return ""
    shared = _common_end(unlike)
    # What is shared may begin in the middle of a word, or with a word that all headlines happen to end with.
    found = _SEPARATOR.search(shared)
    if found is None or len(shared) - found.end() < 2:
        return ""
    return shared[found.start() :]


def common_beginning(titles: Sequence[str]) -> str:
    """Return what all titles begin with before a separator, as in "Kreis Hügelland: Titel"; empty for nothing."""
    unlike = list(dict.fromkeys(titles))
    if len(unlike) < _FEWEST_TITLES:
        return ""
    shared = _common_end([title[::-1] for title in unlike])[::-1]
    found = list(_BEHIND_NAME.finditer(shared))
    if not found:
        return ""
    return shared[: found[-1].start()].strip()


def _common_end(titles: Sequence[str]) -> str:
    shortest = min(titles, key=len)
    ends = (shortest[at:] for at in range(len(shortest)))
    return next((end for end in ends if all(title.endswith(end) for title in titles)), "")


def site_name(stated: Iterable[str], titles: Sequence[str], front_title: str, home: str) -> str:
    """Return what a site calls itself.

    Args:
        stated: the names that its pages state (``og:site_name``).
        titles: those of some articles.
        front_title: the title of its front page.
        home: the front page.
    """
    counted = Counter(name for name in stated if 1 < len(name) <= _LONGEST_NAME)
    if counted:
        return counted.most_common(1)[0][0]
    ending = common_ending(titles)
    own = host(home).split(".")[0].replace("-", "")
    parts = [part.strip() for part in _SEPARATOR.split(f"{ending} | {front_title}") if part and part.strip()]
    fitting = [part for part in parts if own in _joined(part) and len(part) <= _LONGEST_NAME]
    if fitting:
        return min(fitting, key=len)
    behind = [part for part in _SEPARATOR.split(ending) if part.strip()]
    if behind:
        return behind[0].strip()
    return common_beginning(titles) or host(home)


def _joined(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())
