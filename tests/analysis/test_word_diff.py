"""Which words differ: what is removed and inserted makes one text of the other, whatever the texts are."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.analysis import word_diff
from scraper.analysis.word_diff import Op, folded, item_ops, tokens_of, word_ops

WORD = st.sampled_from(["der", "die", "Kreis", "3", "3,5", "E-Akte", ".", ",", "\n\n", " ", "ä", "…", "\u202e"])
TEXT = st.one_of(st.lists(WORD, max_size=40).map(" ".join), st.text(max_size=60))


def shown(before: str, after: str) -> str:
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(marks[op.kind].format(op.text) for op in word_ops(before, after))


@given(TEXT, TEXT)
def test_the_stretches_make_one_text_of_the_other(before: str, after: str) -> None:
    ops = word_ops(before, after)
    assert "".join(op.text for op in ops if op.kind != "delete") == folded(after)
    assert [token for op in ops if op.kind != "insert" for token in op.tokens] == tokens_of(before)
    assert [token for op in ops if op.kind != "delete" for token in op.tokens] == tokens_of(after)


@given(TEXT)
def test_a_text_does_not_differ_from_itself_however_its_white_space_is_written(text: str) -> None:
    assert all(op.kind == "equal" for op in word_ops(text, f"  {text.replace(' ', '   ')} "))


@given(st.lists(st.integers(0, 3)), st.lists(st.integers(0, 3)))
def test_items_are_those_of_both_lists(before: list[int], after: list[int]) -> None:
    ops = item_ops(before, after)
    assert [item for kind, items in ops if kind != "insert" for item in items] == before
    assert [item for kind, items in ops if kind != "delete" for item in items] == after


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("Es kostet 3 Mio. Euro.", "Es kostet 5 Mio. Euro.", "Es kostet [-3 -]{+5 +}Mio. Euro."),
        ("Es kostet 3,5 Mio.", "Es kostet 3,7 Mio.", "Es kostet [-3,5 -]{+3,7 +}Mio."),
        ("Die E-Akte kommt", "Die E-Akten kommt", "Die [-E-Akte -]{+E-Akten +}kommt"),
        ("Ja", "Ja.", "Ja{+.+}"),
        ("", "Neu", "{+Neu+}"),
        ("Alt", "", "[-Alt-]"),
        ("", "", ""),
        # What two changes share between them belongs to both, where it is next to nothing.
        (
            "Die Stadt baut der Kreis heute um alles",
            "Ein Land plant der Bund morgen um alles",
            "[-Die Stadt baut der Kreis heute -]{+Ein Land plant der Bund morgen +}um alles",
        ),
        ("Alt der Kreis alt", "Neu der Kreis neu", "[-Alt -]{+Neu +}der Kreis [-alt-]{+neu+}"),
        ("A b c d e f.", "X b c d e Y.", "[-A -]{+X +}b c d e [-f-]{+Y+}."),
        ("Eins.\n\nDrei.", "Eins.\n\nZwei.\n\nDrei.", "Eins.\n\n{+Zwei.\n\n+}Drei."),
    ],
)
def test_what_is_marked(before: str, after: str, marked: str) -> None:
    assert shown(before, after) == marked


@given(TEXT, TEXT)
def test_long_texts_are_compared_by_their_paragraphs(before: str, after: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_diff, "MOST_PAIRS", 4)
        ops = word_ops(before, after)
    assert "".join(op.text for op in ops if op.kind != "delete") == folded(after)
    assert [token for op in ops if op.kind != "insert" for token in op.tokens] == tokens_of(before)
    assert all(one.kind != other.kind for one, other in pairwise(ops))


def long_text(seed: int) -> list[str]:
    """Return 200 kB of words."""
    chance = random.Random(seed)  # noqa: S311  (words of a test)
    return [f"wort{chance.randrange(8000)}" for _ in range(23_000)]


def test_200_kb_against_200_kb_take_less_than_a_second() -> None:
    one, other = long_text(1), long_text(2)
    edited = [word if number % 50 else "neu" for number, word in enumerate(one)]
    assert len(" ".join(one)) > 200_000
    for after in (other, edited):
        began = time.process_time()
        word_ops(" ".join(one), " ".join(after))
        # CPU time, since others may use the machine; measured: 0.25 s.
        assert time.process_time() - began < 1


def test_what_would_take_too_long_is_replaced_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_diff, "MOST_PAIRS", 9)
    assert shown("a b c d", "e b c f") == "[-a b c d-]{+e b c f+}"
    assert shown("gleich a b gleich", "gleich c d gleich") == "gleich [-a b -]{+c d +}gleich"
    # The paragraphs are compared before that, so that an edit at both ends of a long text costs no more than itself.
    before = "Alt.\n\nEins zwei drei.\n\nAlt."
    assert shown(before, before.replace("Alt", "Neu")) == ("[-Alt-]{+Neu+}.\n\nEins zwei drei.\n\n[-Alt-]{+Neu+}.")
    # What both texts begin and end with is found all the same.
    assert word_ops("x " * 1000, "x " * 999 + "y")[0] == Op("equal", ("x",) * 999, "x " * 999)
