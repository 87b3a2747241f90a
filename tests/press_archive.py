"""The archive of ``scraper demo``, the same each time: all papers, crawled on the days that are played."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scraper.cli.demo import play
from scraper.crawl import run
from scraper.demo import DemoPress

BASES = "bases.json"
"""The file beside the archive that says which base address was whose."""
PROFILES = "profiles.toml"
"""The file beside the archive with the profiles of the papers."""


def fill(db: Path) -> None:
    """Make the archive, and note which address each paper had."""
    # Sites that are crawled side by side come into the archive in another order each time.
    with pytest.MonkeyPatch.context() as patch, DemoPress() as press:
        patch.setattr(run, "_SITES_AT_ONCE", 1)
        for _ in play(press, db):
            pass
        bases = {site.base: site.paper.id for site in press.sites}
        db.with_name(PROFILES).write_text(press.profiles_toml(), "utf-8")
    db.with_name(BASES).write_text(json.dumps(bases), "utf-8")


def without_ports(db: Path, value: object) -> object:
    """Return a value in which each paper's address has the id of the paper instead of host and port."""
    if not isinstance(value, str):
        return value
    bases: dict[str, str] = json.loads(db.with_name(BASES).read_text("utf-8"))
    for base, name in bases.items():
        value = value.replace(base, f"http://{name}")
    return value
