"""Fingerprints of texts: any text has one, and that of a part says that it is one."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.analysis.fingerprints import MOST_WORDS, SEQUENCE, SMALLEST, Words, fingerprint
from told_texts import OTHER, RELEASE

_WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöü", min_size=1, max_size=12)
_TEXT = st.lists(_WORD, min_size=0, max_size=300).map(" ".join)


@given(st.text(max_size=400) | _TEXT)
def test_any_text_has_a_fingerprint_of_numbers_below_the_bound(text: str) -> None:
    found = fingerprint(Words.of(text))
    assert found == sorted(set(found))
    assert all(0 <= number < 2**32 for number in found)
    assert bool(found) == (len(Words.of(text).written) >= SEQUENCE)
    assert found == fingerprint(Words.of(text))


@given(_TEXT)
def test_signs_case_and_spellings_of_one_text_make_no_difference(text: str) -> None:
    found = fingerprint(Words.of(text))
    assert fingerprint(Words.of(text.upper())) == found
    assert fingerprint(Words.of(text.replace(" ", " –\n„"))) == found
    assert fingerprint(Words.of(unicodedata.normalize("NFD", text))) == found
    assert fingerprint(Words.of(text.replace("a", "a\u00ad"))) == found


@given(_TEXT, _TEXT, _TEXT)
def test_of_a_part_all_small_numbers_are_in_the_whole(before: str, text: str, behind: str) -> None:
    part, whole = Words.of(text), Words.of(f"{before} {text} {behind}")
    assert set(part.sequences) <= set(whole.sequences)
    in_sample = set(fingerprint(whole))
    largest = max(in_sample, default=0)
    # The sample of a short text has larger numbers, too, so that there are enough of them.
    is_full = len(in_sample) > SMALLEST
    assert {number for number in fingerprint(part) if number <= largest} <= in_sample or not is_full


def test_half_of_a_release_is_found_in_the_whole() -> None:
    half, whole, other = (set(fingerprint(Words.of(" ".join(text)))) for text in (RELEASE[:5] * 3, RELEASE, OTHER))
    assert len(half & whole) > SMALLEST / 3
    assert not other & whole


def test_sharp_s_and_double_s_are_one() -> None:
    assert Words.of("Straße groß Fuß").folded == Words.of("STRASSE GROSS FUSS").folded


def test_the_numbers_stay_the_same() -> None:
    # Whoever changes them needs a migration that empties the tables of stories and puts all articles into the queue.
    assert fingerprint(Words.of("Die Stadt Auenstadt führt ein Wohngeldportal ein."))[:3] == _KNOWN


_KNOWN = [1327356784, 3407818874, 3409880139]


def test_a_text_of_a_million_words_is_cut() -> None:
    start = time.process_time()
    words = Words.of("Akte und Portal " * 400_000)
    assert len(words.written) == MOST_WORDS
    assert len(fingerprint(words)) <= SEQUENCE
    # A bound of work, far above what it takes.
    assert time.process_time() - start < 5


@pytest.mark.parametrize("texts", [(None, None), ("", ""), ("…", " \n"), ("ein Wort", None)])
def test_of_next_to_nothing_there_is_none(texts: tuple[str | None, str | None]) -> None:
    assert fingerprint(Words.of(*texts)) == []
