from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.model.fault import stored_fault
from scraper.model.reason import Reason
from scraper.store.migrations.old_sentences import (
    PAGE_SENTENCES,
    SITE_SENTENCES,
    OldProblem,
    page_problem,
    site_problems,
)

# What no row says, in the words of no program.
UNKNOWN = "the moon was full; nothing helped"
# What is told in other words today.
TOLD_ANEW = {
    # The step adds the address, which is the page's own.
    "the host says 'not modified' of pages that have changed": (
        "the host says 'not modified' of pages that have changed, as of …"
    ),
    "the host asked for a pause until 2026-11-23 10:00 UTC": (
        "the host failed or asked for a pause; it is left alone until 2026-11-23 10:00 UTC"
    ),
    # Programs of that time sent no cookie back.
    "redirects to itself; it sets a cookie, and shows the page only to who sends it back": (
        "redirects to itself; it sets cookies, and does not show the page to who sends them back either"
    ),
}
sources = st.sampled_from(["feed", "sitemap", "listing"])


@pytest.mark.parametrize(("code", "pattern", "example"), PAGE_SENTENCES)
def test_a_sentence_on_a_page_is_told_to_people_as_before(code: str, pattern: str, example: str) -> None:
    found = page_problem(example)
    assert found.code == code
    told = str(stored_fault(found.code, found.detail))
    assert told == TOLD_ANEW.get(example, example)


@pytest.mark.parametrize(("code", "pattern", "example"), SITE_SENTENCES)
def test_a_sentence_on_a_site_is_told_to_people_as_before(code: str, pattern: str, example: str) -> None:
    (found,) = site_problems(example)
    assert found.code == code
    assert str(stored_fault(found.code, found.detail)) == example


def test_only_codes_that_programs_know_are_made() -> None:
    assert {code for code, _, _ in (*PAGE_SENTENCES, *SITE_SENTENCES)} <= {str(reason) for reason in Reason}


def test_numbers_stay_numbers() -> None:
    assert page_problem("status 503").detail == '{"status": 503}'
    assert page_problem("more than 10 redirects").detail == '{"bound": 10}'
    assert json.loads(page_problem("9 of 10 dates that lie in the future").detail or "") == {"count": 9, "total": 10}


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "no such host, or no network. Check the spelling and your connection.",
            OldProblem("no_host", None),
        ),
        (
            "leads to https://andere.example/: connection lost (ReadError)",
            OldProblem("connection_lost", '{"why": "ReadError", "at": "https://andere.example/"}'),
        ),
        (
            "refused: 10.0.0.1, an address in a private or special network. If you mean it, allow it with"
            " --allow-private, or private = true in the site's profile.",
            OldProblem("private_address", '{"why": "10.0.0.1, an address in a private or special network"}'),
        ),
        (f"leads to https://andere.example/: {UNKNOWN}", None),
        (UNKNOWN, None),
        ("", None),
        ("status 404 or so", None),
    ],
)
def test_hints_go_other_addresses_stay_and_the_unknown_is_kept_whole(sentence: str, found: OldProblem | None) -> None:
    assert page_problem(sentence) == (found or OldProblem("other", sentence))


def test_the_first_programs_did_not_say_where_they_stopped() -> None:
    assert site_problems("stopped after 500 feeds, sitemaps and listing pages") == [
        OldProblem("walk_bound", '{"bound": 500}')
    ]


@settings(deadline=None)
@given(st.data())
def test_joined_sentences_are_told_apart(data: st.DataObject) -> None:
    """Any sentences of sources and of the site, in any order, come out as they went in, each once."""
    rows = data.draw(st.lists(st.sampled_from(PAGE_SENTENCES), max_size=4))
    site = data.draw(st.lists(st.sampled_from(SITE_SENTENCES), max_size=4, unique_by=lambda row: row[0]))
    of_sources = [
        (code, f"{data.draw(sources)} https://zeitung.example/{n}: {example}")
        for n, (code, _, example) in enumerate(rows)
    ]
    said = data.draw(st.permutations([*of_sources, *((code, example) for code, _, example in site)]))
    found = site_problems("; ".join(sentence for _, sentence in said)) if said else []
    assert [one.code for one in found] == [code for code, _ in said]


def test_a_source_with_an_unknown_sentence_keeps_its_address() -> None:
    assert site_problems(f"feed https://zeitung.example/f: {UNKNOWN}; {SITE_SENTENCES[1][2]}") == [
        OldProblem("other", UNKNOWN, "https://zeitung.example/f"),
        OldProblem("too_many_sitemaps", '{"count": 300, "bound": 200}'),
    ]


def test_two_unknown_sentences_are_both_kept() -> None:
    down = "nothing was marked as gone"
    text = f"one unknown; https://zeitung.example/: timeout of its own; {down}; another unknown"
    assert site_problems(text) == [
        OldProblem("other", "one unknown; another unknown"),
        OldProblem("site_unreachable", '{"code": "other", "why": "https://zeitung.example/: timeout of its own"}'),
    ]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "https://zeitung.example/: no such host, or no network. Check the spelling and your connection.",
            OldProblem(
                "site_failed", '{"code": "no_host", "why": "https://zeitung.example/: no such host, or no network"}'
            ),
        ),
        (
            "https://andere.example:8080/a: connection refused; what is left there waits for a later run",
            OldProblem(
                "host_down",
                '{"why": "https://andere.example:8080/a: connection refused"}',
                "https://andere.example:8080",
            ),
        ),
        (
            "the host asked for a pause until 2026-11-23 10:00 UTC; what is left waits for a later run",
            OldProblem(
                "site_paused",
                '{"code": "back_off", "why": "the host asked for a pause until 2026-11-23 10:00 UTC"}',
            ),
        ),
        (
            "the host says 'not modified' of pages that have changed, as of https://zeitung.example/1",
            OldProblem("stale_validator", '{"url": "https://zeitung.example/1"}'),
        ),
    ],
)
def test_a_problem_of_a_site_has_the_details_that_one_of_today_has(sentence: str, found: OldProblem) -> None:
    assert site_problems(sentence) == [found]


def test_hundreds_of_reasons_are_not_all_kept() -> None:
    bad = "robots.txt names a sitemap that is no address: {!r} is not the address of a web page"
    (found,) = site_problems("; ".join(bad.format(f"karte-{n}.xml") for n in range(300)))
    assert found.code == "bad_sitemap_address"
    assert "'karte-0.xml'" in (found.detail or "")
    assert 500 < len(found.detail or "") < 700


@settings(deadline=None)
@given(st.text())
def test_any_text_is_kept(text: str) -> None:
    assert page_problem(text).code
    assert site_problems(text)
