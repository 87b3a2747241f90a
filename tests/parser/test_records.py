"""A record that changes without the parser's version would be taken for an edit of every archived article."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import records

from scraper import parser
from scraper.model import Site
from scraper.parser import reader

SITE = Site(
    "bote",
    "Der Bote",
    "https://bote.example/",
    title_suffixes=(" | Bote",),
    select=(("body", "div.text"), ("lead", "p.lead")),
)


def test_no_record_changes_without_the_parsers_version() -> None:
    stored = json.loads(records.STORED.read_text(encoding="utf-8"))
    now = records.digests()
    changed = records.changed(stored["records"], now)
    if stored["parser"] == parser.PARSER_VERSION:
        assert not changed, f"raise PARSER_VERSION and run '{records.RENEW}': it reads otherwise {', '.join(changed)}"
    new = [page for page in now if stored["records"].get(page) != now[page]]
    assert stored["parser"] == parser.PARSER_VERSION and not new, f"run '{records.RENEW}'"


def test_a_change_is_named_by_page_and_field() -> None:
    old = {"k21/a": {"title": "1", "body": "2"}, "pages/gone": {"title": "1"}}
    new = {"k21/a": {"title": "1", "body": "3", "added": "4"}, "pages/new": {"title": "1"}}
    assert records.changed(old, new) == ["k21/a: body"]


def test_renewing_refuses_a_change_without_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "records.json"
    monkeypatch.setattr(records, "STORED", file)
    monkeypatch.setattr(records, "PAGES", records.PAGES[:1])
    assert records.renew([]) is None
    stored = json.loads(file.read_text(encoding="utf-8"))
    stored["records"]["k21/div-a"]["title"] = "other"
    file.write_text(json.dumps(stored), encoding="utf-8")
    assert records.renew([]) == "raise PARSER_VERSION, since it reads otherwise: k21/div-a: title"
    assert records.renew(["--unreleased"]) is None


def test_the_reader_is_version_and_profile() -> None:
    version, _, digest = reader(SITE).partition("-")
    assert version == parser.PARSER_VERSION
    assert len(digest) == 8
    assert int(digest, 16) >= 0
    assert reader(None) == f"{parser.PARSER_VERSION}-0"


@pytest.mark.parametrize(
    "change",
    [
        {"delay": 5.0},
        {"feeds": ("https://bote.example/feed",)},
        {"home": "https://www.bote.example/"},
        {"tdm": "record"},
        {"select": (("lead", "p.lead"), ("body", "div.text"))},
    ],
)
def test_profiles_that_read_alike_share_a_reader(change: dict[str, Any]) -> None:
    assert reader(replace(SITE, **change)) == reader(SITE)


@pytest.mark.parametrize(
    "change",
    [
        {"select": (("body", "div.text"), ("lead", "p.intro"))},
        {"select": (("body", "div.text"),)},
        {"title_suffixes": (" - Bote",)},
        {"name": "Bote"},
        {"id": "bote2"},
    ],
)
def test_what_the_parser_reads_of_a_profile_makes_another_reader(change: dict[str, Any]) -> None:
    assert reader(replace(SITE, **change)) != reader(SITE)
