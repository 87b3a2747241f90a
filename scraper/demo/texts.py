"""The invented articles that stand in ``texts/*.toml``, a file for each paper."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from scraper.demo.article import DemoArticle, Edit

Releases = Mapping[int, tuple[str, ...]]


def read_articles(paper: str, releases: Releases | None = None) -> tuple[DemoArticle, ...]:
    """Return the articles of a paper, in the order of its file.

    Args:
        paper: the name of the file, without its ending.
        releases: the paragraphs of texts that other papers may print, by the number of the article. With the key
            ``release`` an article prints those paragraphs that ``of_release`` counts, from 1, in front of its own text.

    Raises:
        KeyError, TypeError, ValueError: the file, which comes with the program, has a mistake.
    """
    text = (resources.files("scraper.demo") / "texts" / f"{paper}.toml").read_text("utf-8")
    whole = tomllib.loads(text)
    shared = whole.get("defaults", {})
    return tuple(_article({**shared, **entry}, releases or {}) for entry in whole["article"])


def _article(entry: dict[str, Any], releases: Releases) -> DemoArticle:
    """Return the article of a table of the file; its keys are the fields of an article but for those of its text."""
    own = tuple(" ".join(part.split()) for part in entry.pop("text", "").split("\n\n") if part.strip())
    printed: tuple[str, ...] = ()
    if "release" in entry:
        whole = releases[entry.pop("release")]
        printed = tuple(whole[number - 1] for number in entry.pop("of_release"))
    edits = tuple(
        Edit(edit["at"], edit["before"], edit["after"], is_dated=not edit.get("silent", False))
        for edit in entry.pop("edits", ())
    )
    keywords = tuple(entry.pop("keywords"))
    layout = entry.pop("layout", "press")
    return DemoArticle(**entry, layout=layout, keywords=keywords, paragraphs=(*printed, *own), edits=edits)
