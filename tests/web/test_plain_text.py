"""Text of pages and hosts as people may be shown it."""

from __future__ import annotations

import pytest

from scraper.web.plain_text import ELLIPSIS, clean, folded, one_line, shortened


@pytest.mark.parametrize(
    "harmful",
    [
        *("\x00", "\x07", "\x08", "\x0b", "\r", "\x1b", "\x7f", "\x85", "\x9b"),
        # The controls of writing direction, each of which shows what stands behind it in another order.
        *("\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"),
        *("\ud800", "\udfff"),
    ],
)
def test_what_acts_on_a_terminal_is_taken_out(harmful: str) -> None:
    assert clean(f"a{harmful}b") == one_line(f"a{harmful}b") == "ab"


def test_what_is_text_stays() -> None:
    text = "Ämter\tund\nBürgerbüros · „E-Akte“ 🏛 \u05d0 \u0627"
    assert clean(text) == text
    assert one_line(f"  {text} ") == text.replace("\t", " ").replace("\n", " ")


def test_a_long_text_is_cut_to_so_many_characters() -> None:
    assert shortened("Wohngeld \n online", 15) == "Wohngeld online"
    assert shortened("Wohngeld \n online", 14) == f"Wohngeld onli{ELLIPSIS}"


def test_lines_are_folded_and_addresses_stay_whole() -> None:
    url = f"https://amt.example/{'a' * 30}-{'b' * 30}"
    assert folded([f"amt: {url}: status\x1b 404", "b"], 20) == f"amt:\n  {url}:\n  status 404\nb"
    assert folded(["eins zwei drei"], 10, indent="> ", hanging="| ") == "> eins\n| zwei\n| drei"
