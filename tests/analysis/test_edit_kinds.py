"""What kind of edit it was: typo, figure, headline, paragraphs, the whole text, and the other fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.analysis.edit_kinds import MOST_NAMED, Edit, EditKind, edits_between
from scraper.model import Article, Reference, Vendor
from scraper.policy.edits import changed_fields

FIRST = "Der Landkreis hat in dieser Woche ein neues Portal für Anträge auf Wohngeld vorgestellt."
SECOND = "Es kostet 3 Mio. Euro und lässt sich von zu Hause aus bedienen, sagte die Landrätin am Montag."
THIRD = "Im kommenden Jahr sollen weitere Ämter folgen, darunter die Zulassungsstelle und das Bauamt."
ANOTHER = "Hinweis: Wir haben uns geirrt, bitten um Entschuldigung und nennen hier bald den wahren Sachverhalt."
BODY = "\n\n".join((FIRST, SECOND, THIRD))
BEFORE = Article(
    "https://amt.example/1", "amt", title="Portal", kicker="Kreis", lead="Es ist da.", body=BODY,
    date=dt.date(2026, 11, 23), authors=["eb"], keywords=["Wohngeld"], section="Digitales",
    links=[Reference("https://amt.example/2", "zwei")], vendors=[Vendor("Haus GmbH", "Köln")],
)  # fmt: skip


def edits(**changes: Any) -> list[tuple[str, dict[str, Any]]]:
    after = replace(BEFORE, **changes)
    found = edits_between(BEFORE, after, changed_fields(BEFORE, after))
    return [(str(edit.kind), edit.detail) for edit in found]


def body(old: str, new: str) -> dict[str, str]:
    assert old in BODY
    return {"body": BODY.replace(old, new)}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (body("3 Mio", "5 Mio"), [("figure", {"times": 1, "words": [["3", "5"]]})]),
        (body("3 Mio", "3,5 Mio"), [("figure", {"times": 1, "words": [["3", "3,5"]]})]),
        (body("Wohngeld", "Wonhgeld"), [("typo", {"times": 1, "words": [["Wohngeld", "Wonhgeld"]]})]),
        (body("Landrätin", "landrätin"), [("typo", {"times": 1, "words": [["Landrätin", "landrätin"]]})]),
        (body("Hause aus", "Hauseaus"), [("typo", {"times": 1, "words": [["Hause aus", "Hauseaus"]]})]),
        (body("Woche ein", "Woche, ein"), [("typo", {"times": 1, "words": [["", ","]]})]),
        (body("Montag", "Freitag"), [("wording", {"removed": 1, "added": 1})]),
        (body("die Landrätin", "der Landrat"), [("wording", {"removed": 2, "added": 2})]),
        (body("3 Mio. Euro", "drei Millionen"), [("wording", {"removed": 3, "added": 2})]),
        (body("folgen, darunter", "folgen, so hieß es, darunter"), [("wording", {"removed": 0, "added": 3})]),
        (
            body(SECOND, SECOND.replace("3", "4").replace("Montag", "Montga")),
            [("figure", {"times": 1, "words": [["3", "4"]]}), ("typo", {"times": 1, "words": [["Montag", "Montga"]]})],
        ),
        ({"body": f"{BODY}\n\n{ANOTHER}"}, [("paragraph_added", {"added": 1})]),
        (
            {"body": f"{BODY.replace('Bauamt', 'Bauahmt')}\n\n{ANOTHER}"},
            [("paragraph_added", {"added": 1}), ("typo", {"times": 1, "words": [["Bauamt", "Bauahmt"]]})],
        ),
        (
            {"body": f"{FIRST}\n\n{SECOND.replace('3', '5')}"},
            [("paragraph_removed", {"removed": 1}), ("figure", {"times": 1, "words": [["3", "5"]]})],
        ),
        ({"body": f"{ANOTHER}\n\n{BODY}"}, [("paragraph_added", {"added": 1})]),
        (body(f"{SECOND}\n\n", ""), [("paragraph_removed", {"removed": 1})]),
        ({"body": FIRST}, [("paragraph_removed", {"removed": 2})]),
        (body(SECOND, ANOTHER), [("paragraph_rewritten", {"rewritten": 1})]),
        (
            body(SECOND, f"{ANOTHER}\n\n{SECOND.replace('3', '4')}"),
            [("paragraph_added", {"added": 1}), ("figure", {"times": 1, "words": [["3", "4"]]})],
        ),
        (body(".\n\nEs kostet", ". Es kostet"), []),
        ({"lead": None, "body": ANOTHER}, [("whole_text", {"kept": 0.0})]),
        ({"lead": None, "body": ""}, [("whole_text", {"kept": 0.0})]),
        ({"lead": None, "body": f"Es ist da.\n\n{BODY}"}, [("lead", {})]),
        ({"lead": None, "body": f"Es ist da. {BODY}"}, [("lead", {})]),
        ({"lead": "Er ist da."}, [("wording", {"removed": 1, "added": 1})]),
        ({"title": "Das Portal"}, [("headline", {"before": "Portal", "after": "Das Portal"})]),
        ({"kicker": None}, [("kicker", {"before": "Kreis", "after": None})]),
        ({"date": dt.date(2026, 11, 24)}, [("date", {"before": "2026-11-23", "after": "2026-11-24"})]),
        (
            {"published_at": dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)},
            [("time", {"before": None, "after": "2026-11-23T08:00:00+00:00"})],
        ),
        ({"authors": ["eb", "xy"]}, [("author", {"added": ["xy"], "removed": []})]),
        ({"keywords": ["Portal"]}, [("keywords", {"added": ["Portal"], "removed": ["Wohngeld"]})]),
        ({"section": None}, [("section", {"before": "Digitales", "after": None})]),
        ({"links": []}, [("links", {"added": [], "removed": ["zwei <https://amt.example/2>"]})]),
        ({"vendors": []}, [("vendors", {"added": [], "removed": ["Haus GmbH, Köln"]})]),
    ],
)
def test_what_kind_of_edit_it_was(changes: dict[str, Any], found: list[tuple[str, dict[str, Any]]]) -> None:
    assert edits(**changes) == found


def test_an_order_that_changed_neither_added_nor_removed_anything() -> None:
    before = replace(BEFORE, keywords=["a", "b"])
    after = replace(BEFORE, keywords=["b", "a"])
    assert edits_between(before, after, ("keywords",)) == (
        Edit(EditKind.KEYWORDS, {"added": [], "removed": []}),
    )  # fmt: skip


def test_of_many_figures_the_first_are_named() -> None:
    one, other = (
        replace(BEFORE, body="\n\n".join(f"Im Kreis {chr(65 + n)} sind es {n + plus} Ämter." for n in range(9)))
        for plus in (10, 20)
    )
    (edit,) = edits_between(one, other, ("body",))
    assert (edit.kind, edit.detail["times"], len(edit.detail["words"])) == (EditKind.FIGURE, 9, MOST_NAMED)


def test_every_kind_is_told() -> None:
    from scraper.analysis.timeline import EventKind
    from scraper.report import event_text

    assert set(event_text._EDITS) == set(EditKind)
    assert set(event_text._TEXTS) == set(EventKind)


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_any_texts_have_some_kind(one: str, other: str, lead: str) -> None:
    before, after = replace(BEFORE, body=one), replace(BEFORE, body=other, lead=lead)
    changed = changed_fields(before, after)
    found = edits_between(before, after, changed)
    assert bool(found) == bool(changed)
