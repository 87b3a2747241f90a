"""Say how well German compounds are taken apart, and what the words of an article cost.

usage: python benchmarks/german.py [--show]

The words of ``german_words.txt`` were taken apart by hand. Every second one is held back: nothing was chosen by it.
A part is right where it stands as labelled, wrong where it does not, missed where it was not found. Of the words that
are to stay whole those are left out that stand in the hand-made list of ``german_parts.txt``, since they say nothing.

What it said when this was written (2026-11-27):

    half          words  as labelled  parts right  wrong  missed
    fitting         105          104          231      1       2
    held back       104          102          228      3       3
    fitting: 1 of 148 words that are none were taken apart
    held back: 1 of 147 words that are none were taken apart
    to split a compound: 11.4 µs, 111 times a word of str.split
    to stem one: 21.0 µs, 205 times
    tokens of an article whose words are known: 0.78 µs a word, 8 times

Before the last parts were added by hand, after a look at other compounds that were missed ("leit" of Leitstelle was
one, which words of the held-back half have too), 100 of the held-back words were as labelled, with 8 parts missed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from scraper.analysis import search_words
from scraper.analysis.german import compounds, stems
from scraper.model.indexed import IndexedText

HERE = Path(__file__).parent
# Each measure is the fastest of so many rounds, so that what else the machine does is left out.
_ROUNDS = 7


def labelled() -> dict[str, list[str]]:
    """Return the labelled words by their section, ``compounds`` with bars between the parts, and ``whole``."""
    found: dict[str, list[str]] = {}
    words: list[str] = []
    for line in (HERE / "german_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            words.append(line.replace("ß", "ss"))
    return found


def listed_as_whole() -> frozenset[str]:
    """Return the words that the hand-made list keeps whole."""
    text = (HERE / "german_parts.txt").read_text(encoding="utf-8")
    section = text.partition("[whole]\n")[2].partition("\n[")[0]
    return frozenset(word for line in section.splitlines() if not line.startswith("#") for word in line.split())


def halves(words: list[str]) -> dict[str, list[str]]:
    """Return the words of which the rules were chosen, and those held back."""
    return {"fitting": words[0::2], "held back": words[1::2]}


def spans(parts: list[str]) -> set[tuple[int, int]]:
    """Return where each of these parts stands in the word that they make."""
    found = set()
    start = 0
    for part in parts:
        found.add((start, start + len(part)))
        start += len(part)
    return found


def counts(words: list[str]) -> tuple[int, int, int, int, list[str]]:
    """Return words as labelled, parts right, wrong and missed, and the words that are not as labelled."""
    as_labelled = right = wrong = missed = 0
    others = []
    for word in words:
        plain = word.replace("|", "")
        wanted = spans(word.split("|"))
        pieces = compounds.split(plain)
        found = {(piece.start, piece.end) for piece in pieces}
        right += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
        if found == wanted:
            as_labelled += 1
        else:
            others.append(f"{word} -> {'|'.join(plain[piece.start : piece.end] for piece in pieces) or '(whole)'}")
    return as_labelled, right, wrong, missed, others


def wrongly_split(words: list[str]) -> list[str]:
    """Return the words that are to stay whole and do not."""
    return [word for word in words if compounds.split(word)]


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of the fastest of some rounds."""
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def speed(words: list[str]) -> list[str]:
    """Return lines that say what words cost, as multiples of splitting a text at its spaces."""
    text = IndexedText("de", None, "Die Digitalisierung der Verwaltung", None, " ".join(words), None)
    plain = seconds(lambda: [text.body.split() for _ in range(1000)]) / 1000 / len(words)

    def forgotten() -> None:
        # What is remembered of words would be all that is measured.
        compounds.split.cache_clear()
        stems._stem.cache_clear()

    split = seconds(lambda: (forgotten(), [compounds.split(word) for word in words])) / len(words)
    stem = seconds(lambda: (forgotten(), [stems.stem(word) for word in words])) / len(words)
    search_words.tokens(text)
    warm = seconds(lambda: search_words.tokens(text)) / len(words)
    return [
        f"to split a compound: {split * 1e6:.1f} µs, {split / plain:.0f} times a word of str.split",
        f"to stem one: {stem * 1e6:.1f} µs, {stem / plain:.0f} times",
        f"tokens of an article whose words are known: {warm * 1e6:.2f} µs a word, {warm / plain:.0f} times",
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--show", action="store_true", help="name the words of the fitting half that are not as labelled"
    )
    shown = parser.parse_args().show
    words = labelled()
    print("half          words  as labelled  parts right  wrong  missed")
    for half, of_half in halves(words["compounds"]).items():
        as_labelled, right, wrong, missed, others = counts(of_half)
        print(f"{half:<12} {len(of_half):>6} {as_labelled:>12} {right:>12} {wrong:>6} {missed:>7}")
        if shown and half == "fitting":
            print("  " + "\n  ".join(others))
    unlisted = [word for word in words["whole"] if word not in listed_as_whole()]
    for half, of_half in halves(unlisted).items():
        wrong_ones = wrongly_split(of_half)
        print(f"{half}: {len(wrong_ones)} of {len(of_half)} words that are none were taken apart")
        if shown and half == "fitting":
            print("  " + " ".join(wrong_ones))
    for line in speed([word.replace("|", "") for word in words["compounds"]]):
        print(line)


if __name__ == "__main__":
    main()
