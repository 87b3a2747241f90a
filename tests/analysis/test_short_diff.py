"""The first words that an edit changed, with a few around them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.analysis.short_diff import LONGEST, MOST_CHANGES, ShortDiff, short_diff


def marked(diff: ShortDiff) -> str:
    signs = {"equal": ("", ""), "delete": ("[-", "-]"), "insert": ("[+", "+]")}
    return "".join(
        signs[part.kind][0] + part.text.rstrip() + signs[part.kind][1] + part.blank for part in diff.parts
    ).strip()


def test_a_change_stands_among_the_words_around_it() -> None:
    before = "Der Antrag kostet von heute an für alle fünf Euro, teilte das Amt am Montag in der Stadt mit."
    after = before.replace("fünf Euro", "nichts mehr")
    assert marked(short_diff(before, after)) == (
        "… von heute an für alle [-fünf Euro-] [+nichts mehr+], teilte das Amt am …"
    )


def test_a_full_stop_stays_at_its_word() -> None:
    assert marked(short_diff("Es sind 60.", "Es sind 70.")) == "Es sind [-60-] [+70+]."
    assert marked(short_diff("Wohngeld ohne Papier", "Wohngeld fast ohne Papier")) == "Wohngeld [+fast+] ohne Papier"


def test_behind_a_change_at_the_end_stands_no_blank() -> None:
    (*_, last) = short_diff("Es gilt von heute an", "Es gilt von heute an sofort \n").parts
    assert (last.kind, last.text) == ("insert", "sofort")


def test_one_ellipsis_stands_between_two_changes() -> None:
    words = [f"w{number}" for number in range(60)]
    other = [*words]
    other[20], other[50] = "anders", "neu"
    said = marked(short_diff(" ".join(words), " ".join(other)))
    assert said == (
        "… w15 w16 w17 w18 w19 [-w20-] [+anders+] w21 w22 w23 w24 w25 … w45 w46 w47 w48 w49 [-w50-] [+neu+]"
        " w51 w52 w53 w54 w55 …"
    )


def test_more_changes_are_counted() -> None:
    before = " ".join(f"w{number}" for number in range(200))
    after = " ".join(f"x{number}" if number % 20 == 10 else f"w{number}" for number in range(200))
    diff = short_diff(before, after)
    assert sum(part.kind == "insert" for part in diff.parts) == MOST_CHANGES
    assert diff.left_out == 10 - MOST_CHANGES
    # The words behind the last of them are not the next change.
    assert diff.parts[-1].kind == "equal"
    assert "x70" not in diff.parts[-1].text


def test_equal_and_endless_texts_have_none() -> None:
    assert short_diff("a b", "a b") == ShortDiff()
    assert short_diff(None, "") == ShortDiff()
    assert short_diff("a" * (LONGEST + 1), "b") == ShortDiff()


def test_a_long_stretch_is_shortened_in_its_middle() -> None:
    diff = short_diff("Kurz.", "Kurz. " + "Ein neuer Satz steht da. " * 100)
    (inserted,) = (part for part in diff.parts if part.kind == "insert")
    assert len(inserted.text) < 260
    assert "…" in inserted.text


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_differs_is_shown(before: str, after: str) -> None:
    diff = short_diff(before, after)
    assert diff.left_out >= 0
    if before.split() == after.split():
        assert not diff.parts
    else:
        assert any(part.kind != "equal" for part in diff.parts)
