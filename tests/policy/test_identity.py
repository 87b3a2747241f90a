"""Which article an address is: by its addresses, its keys, its text."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import replace

import pytest

from scraper.model import Article, Response, Site
from scraper.policy.identity import identity_of, other_addresses, text_digest, with_own_address

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
HOME = "https://amt.example/"
NAMED = Site("amt", "Amt", HOME, articles=(re.compile(r"^/meldung_(?P<id>\d+)"), re.compile("^/news/")))
NAMED_WITHOUT_ID = Site("amt", "Amt", HOME, articles=(re.compile("^/news/"),))
PLAIN = Site("amt", "Amt", HOME)


def article(path: str, **changes: object) -> Article:
    values: dict[str, object] = {"title": "Portal", "body": "Erster Absatz.\n\nZweiter."}
    return Article(HOME + path, "amt", **(values | changes))  # type: ignore[arg-type]


def answer(path: str, asked: str | None = None) -> Response:
    return Response(HOME + (path if asked is None else asked), HOME + path, 200, (), b"", NOW)


def test_an_article_is_found_by_the_key_of_its_address_then_of_its_own_address() -> None:
    found = identity_of(HOME + "meldung_7_Titel.html", NAMED, 3, article("news/a"))
    assert found.article_id == 3
    assert found.keys == ("amt:7", identity_of(HOME + "news/a", NAMED).keys[0])
    assert (found.url, found.own_url, found.title) == (HOME + "meldung_7_Titel.html", HOME + "news/a", "Portal")


def test_addresses_of_one_id_have_one_key() -> None:
    one, other = (identity_of(HOME + path, NAMED) for path in ("meldung_7", "meldung_7_Titel.html?seite=2"))
    assert one.keys == other.keys == ("amt:7",)
    assert (one.own_url, one.title) == (one.url, None)


def test_the_other_addresses_of_a_page_are_those_that_were_not_asked_for() -> None:
    asked = HOME + "kurz"
    assert other_addresses(asked, answer("kurz"), article("kurz")) == ()
    assert other_addresses(asked, answer("lang?utm_source=x", "kurz"), article("eigen")) == (
        HOME + "eigen",
        HOME + "lang",
    )


@pytest.mark.parametrize(
    ("site", "here", "stated", "own"),
    [
        (PLAIN, "a", "b", "b"),
        (PLAIN, "a", "", ""),
        (NAMED, "a", "news/b", "news/b"),
        (NAMED, "news/a", "aktuell", "news/a"),
        (NAMED, "meldung_1", "meldung_1_Titel.html", "meldung_1_Titel.html"),
        (NAMED, "meldung_1", "meldung_2", "meldung_1"),
        (NAMED_WITHOUT_ID, "news/a", "news/b", "news/b"),
        (NAMED_WITHOUT_ID, "news/a", "", "news/a"),
    ],
)
def test_a_canonical_link_is_believed_unless_it_leads_astray(site: Site, here: str, stated: str, own: str) -> None:
    assert with_own_address(article(stated), answer(here), site).url == HOME + own


def test_a_text_is_kicker_title_lead_and_body_with_white_space_folded() -> None:
    text = article("1", kicker="Kreis", lead="Es ist da.")
    digest = text_digest(text)
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert digest == text_digest(replace(text, body=" Erster  Absatz. Zweiter.\n", url=HOME + "2", keywords=["x"]))
    others = [
        replace(text, kicker=None),
        replace(text, title="portal"),
        replace(text, lead=None),
        replace(text, body="Erster Absatz."),
        # What stands in another field is another text.
        replace(text, kicker="Kreis Portal", title=""),
        replace(text, title="\ud83d"),
    ]
    assert len({text_digest(other) for other in [text, *others]}) == len(others) + 1


@pytest.mark.parametrize(
    "body",
    [
        "Erster Absatz.\n\nZweiter.",
        " Erster Absatz.\n\nZweiter. ",
        "Erster  Absatz.",
        "Erster Absatz.\n\n Zweiter.",
        "Erster Absatz.\n\n\nZweiter.",
        "Erster\u00a0Absatz.\u2003Zweiter.",
        "\u3000Erster\x85Absatz.\x1cZweiter.",
        "Ämter\u00adliste\n\n\n\nfür Köln",
    ],
)
def test_every_white_space_is_folded_in_the_digest(body: str) -> None:
    plain = "\0".join(["", "Portal", "", " ".join(body.split())])
    assert text_digest(article("1", body=body)) == hashlib.sha256(plain.encode()).hexdigest()
