"""The stem of a German word: what Städte and Stadt, fördern and Förderung have in common.

Snowball's stemmer (PyStemmer) does most of it, and makes Thüringen, Thueringen and Thuringen one. What it gets wrong
for readers of news is mended here: it takes the end of Bürger, Minister and Sicherheit for an ending, and leaves
digitalisieren, digitalisiert and Digitalisierung apart.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from Stemmer import Stemmer

from scraper.analysis.german import compounds
from scraper.analysis.german.stem_tables import (
    FUNCTION_WORDS,
    KEPT,
    NO_PARTICIPLE,
    OWN_ER,
    OWN_S,
    OWN_UMLAUT,
    PLURALS,
    UMLAUT_ER,
    VERBS,
    WOMEN,
)

#: Letters of a word that has a stem; shorter ones are abbreviations (KI, OZG) or join sentences. Chosen.
_SHORTEST = 4
#: Letters that are stemmed, at the most. Chosen: Snowball's time grows with the word, and no word is as long.
_LONGEST = 100

_WITHOUT_UMLAUTS = str.maketrans("äöü", "aou")
# As Snowball's own first step: "ue" is an umlaut unless a vowel or a q stands before it (neue, Steuer, Quelle).
_WRITTEN_UMLAUT = re.compile("(?<![aeiouyäöüq])(ae|oe|ue)")
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
# What ends a form of a verb or an adjective.
_INFLECTION = "(?:e[mnrs]?)?"
# Verbs in -ieren with their nouns in -ierung, such as digitalisieren.
_IER = re.compile(rf"(\w\w+ier)(?:t?{_INFLECTION}|ung(?:en)?|end{_INFLECTION}|bar{_INFLECTION})")
# Verbs in -ern and -eln: fördern, förderte, entwickelt; and Entwicklung.
_ERN = re.compile(rf"(\w+e[rl])(?:n|t{_INFLECTION})")
_LUNG = re.compile(r"(\w+)l(?:ung(?:en)?)")
_PARTICLES = "ein|aus|auf|ab|an|vor|nach|zu|mit|um|durch|weiter|bereit|zusammen|her|hin"
_PARTICIPLE = re.compile(rf"({_PARTICLES}|)ge(\w\w+?)e?t{_INFLECTION}")
# Verbs that have no "ge": veröffentlicht, beantwortet.
_PREFIXED = re.compile(rf"()((?:be|er|ver|ent|zer|über|unter)\w{{3,}}?)e?t{_INFLECTION}")
# Präsidentin and Präsidentinnen; Snowball knows those in -erin. Other words in -in are no women: Termin, Medizin.
_WOMAN = re.compile(r"(\w\w+(?:ant|är|at|chef|ekt|ent|ert|eur|ist|leg|log|nd|or|wirt))in(?:nen)?")
_OF_WOMEN = re.compile(r"(\w+in)(?:nen)?")
_KEPT = re.compile("|".join(sorted(KEPT, key=len, reverse=True)))
_IUM = re.compile(r"(\w+i)ums?")
_VOWELS_WITH_S = ("as", "is", "os", "us", "ys", "ps", "cs")


# Chosen: the words and the parts of compounds that come again and again.
_REMEMBERED = 30_000


def with_umlauts(word: str) -> str:
    """Return a word with its umlauts where they are written as `ae`, `oe`, `ue`, and with `ss` for `ß`."""
    return _WRITTEN_UMLAUT.sub(lambda found: _UMLAUTS[found[0]], word.replace("ß", "ss"))


def folded(word: str) -> str:
    """Return a word without umlauts: Thüringen, Thueringen and Thuringen are one."""
    return with_umlauts(word).translate(_WITHOUT_UMLAUTS)


def stem(word: str) -> str:
    """Return the stem of a German word.

    Args:
        word: in lower case, composed (NFC).
    """
    if len(word) < _SHORTEST or word in FUNCTION_WORDS:
        return folded(word)
    if len(word) > _LONGEST:
        return folded(word[:_LONGEST])
    written = with_umlauts(word)
    pieces = compounds.split(written)
    if not pieces:
        return _stem(written)
    return of_pieces(written, pieces)


def of_pieces(word: str, pieces: tuple[compounds.Piece, ...]) -> str:
    """Return the stem of neighbouring parts of a compound.

    The last part alone is inflected, and what is known of it holds for the compound too: Rechenzentren.

    Args:
        word: the compound, with umlauts, and with `ss` for `ß`.
        pieces: neighbouring ones.
    """
    last = pieces[-1]
    is_end = last.end == len(word)
    ending = word[last.start :] if is_end else last.entry
    return word[pieces[0].start : last.start].translate(_WITHOUT_UMLAUTS) + _stem(ending)


@lru_cache(maxsize=_REMEMBERED)
def _stem(word: str) -> str:
    """Return the stem of a word that is no compound.

    Args:
        word: with umlauts, and with `ss` for `ß`.
    """
    kept = _KEPT.match(word)
    if kept is not None:
        return kept[0]
    if word in VERBS:
        return VERBS[word]
    base = _base(word)
    if base is not None:
        return _without(base)
    found = _snowball().stemWord(word)
    # Snowball takes endings away and no more, so what it left is the beginning of the word, without umlauts.
    left = word[: len(found)]
    rest = word[len(found) :]
    is_own = rest.startswith("er") and not _is_ending_er(left)
    # "em" ends adjectives alone: a System is not "syst".
    is_noun = rest.startswith("em") and left not in compounds.lexicon().first
    if is_own or is_noun:
        left += rest[:2]
    if left in FUNCTION_WORDS:
        # Seite and Seiten are not "seit".
        left += rest[:1]
    return _without(left)


def _without(left: str) -> str:
    """Return a stem without its umlauts, but where it would become another word."""
    if left in OWN_UMLAUT:
        return left
    return left.translate(_WITHOUT_UMLAUTS)


def _is_ending_er(left: str) -> bool:
    """Whether `er` behind this is an ending: digitaler and Länder, not Bürger."""
    if left in FUNCTION_WORDS or f"{left}er" in OWN_ER:
        return False
    return left in compounds.lexicon().first or left.translate(_WITHOUT_UMLAUTS) in UMLAUT_ER


def _base(word: str) -> str | None:
    """Return what a class of words has in common of which Snowball leaves the forms apart, or None for all others."""
    if word in OWN_S:
        return word
    if word in PLURALS:
        return _stem(PLURALS[word])
    man = _man(word)
    if man is not None:
        return _stem(man)
    found = _IER.fullmatch(word) or _IUM.fullmatch(word)
    if found is not None:
        return found[1]
    if word.endswith(_VOWELS_WITH_S) and word[:-1] in compounds.lexicon().first:
        return _stem(word[:-1])
    return _participle(word) or _of_ern(word)


def _man(word: str) -> str | None:
    """Return the word for men of one for women, where it is known: both are searched for by either."""
    found = _OF_WOMEN.fullmatch(word)
    if found is not None:
        for woman, man in WOMEN.items():
            if found[1].endswith(woman):
                return found[1].removesuffix(woman) + man
    found = _WOMAN.fullmatch(word)
    if found is None:
        return None
    known = compounds.lexicon().first
    return next((man for man in (found[1], f"{found[1]}e") if man in known), None)


def _participle(word: str) -> str | None:
    """Return the stem of geplant (plan), eingeführt (einführ) and beantwortet (beantwort), where the verb is known."""
    found = _PARTICIPLE.fullmatch(word) or _PREFIXED.fullmatch(word)
    if found is None or word in NO_PARTICIPLE:
        return None
    base = found[1] + found[2]
    is_ern = base.endswith(("er", "el"))
    infinitive = f"{base}n" if is_ern else f"{base}en"
    known = compounds.lexicon().first
    if infinitive not in known and f"{base}ung" not in known:
        return None
    return base if is_ern else _stem(infinitive)


def _of_ern(word: str) -> str | None:
    """Return the stem of fördern and fördert (förder), and of Entwicklung (entwickel), where the verb is known."""
    known = compounds.lexicon().first
    found = _LUNG.fullmatch(word)
    if found is not None:
        return f"{found[1]}el" if f"{found[1]}eln" in known else None
    found = _ERN.fullmatch(word)
    if found is None:
        return None
    base = found[1]
    noun = f"{base[:-2]}lung" if base.endswith("el") else f"{base}ung"
    return base if noun in known else None


@cache
def _snowball() -> Stemmer:
    return Stemmer("german")
