"""The words of texts as the second search index has them: stems, parts of compounds, joined spellings.

The exact index has the words as they stand; the second one has what they have in common with others. Of German texts
(and those of which no language is known) it has German stems and the parts of compounds, of English ones English stems,
of all others the words without their diacritics. A word with a sign (C++, §) is only in the exact index, and so is one
that begins with a digit.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from Stemmer import Stemmer
from Stemmer import version as stemmer_version

from scraper.analysis import unicode61
from scraper.analysis.german import compounds, joined, stems
from scraper.analysis.german.stem_tables import FUNCTION_WORDS, OWN_UMLAUT
from scraper.model.indexed import IndexedText
from scraper.web.diacritics import without_diacritics

# Raised whenever a word is found by something else than before: by a rule here, a table or the list of parts.
RULES = 3
VERSION = f"{RULES}-{stemmer_version()}"
"""Of stemmer, word list and rule: what an index that was made by another one holds, today's program cannot take out."""

# Words of which their tokens and spellings are remembered: some 30 MB. Chosen: seven hundred articles of all kinds have
# 55,000, and where they are not remembered it takes four times as long to read them again.
_REMEMBERED = 60_000
# Fields of which the words are remembered, since tokens and vocabulary of an article are asked for one after the other,
# and the characters of the longest of these. Chosen: all fields of an article, and longer than nearly every text.
_REMEMBERED_FIELDS = 8
_LONGEST_REMEMBERED = 100_000
# Words of which the forms are remembered, since tokens and spellings of a word are made of them, one after the other.
# Chosen: the words of one article.
_REMEMBERED_FORMS = 2_000
# Different words of one field that come into the index; the exact one has all of them. Chosen: a law of 2,000 pages
# has fewer, and it takes a second or two to take them apart.
_MOST_WORDS = 50_000
# Letters of a word, or of linked ones, that come into the index. Chosen: no word is as long, and what is remembered of
# words stays small.
_LONGEST_CHAIN = 500
# Letters by which a word without stem is known here. Scripts without spaces have sentences for words.
_LONGEST = 100
# Parts of a compound of which neighbours are indexed together: of four parts these are five pairs and threes.
_MOST_PARTS = 5

_PART = "part_"
_TITLE = "title_"
_ENGLISH = "en_"

# A word without a sign that begins with a letter; NIS2 has a digit and is known by all of itself.
_IS_INDEXED = re.compile(r"[^\W\d_][^+#§]*")
# The stems that keep their umlaut, by how they are typed without it: "Forderung" may mean "Förderung".
_FOLDED_AND_OWN = {stems.folded(stem): stem for stem in OWN_UMLAUT}


@dataclass(frozen=True, slots=True)
class Forms:
    """What a word is found by.

    Args:
        stems: of the word as a whole, as they stand in the index.
        parts: stems of the parts of a compound, of neighbouring ones together too; in the index ``part_`` stands
            before them.
    """

    stems: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


_NOTHING = Forms()


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text in lower case, split as the exact index splits it."""
    return unicode61.words(text)


def tokens(text: IndexedText) -> frozenset[str]:
    """Return what the second index holds of an article: stems, and with ``part_``, ``title_`` before them others.

    Of a field of more than 50,000 different words the last ones are left to the exact index.
    """
    language = _language(text.language)
    title = _tokens(text.title, language)
    found = {f"{_TITLE}{token}" for token in title}
    found.update(title)
    for field in (text.keywords, text.kicker, text.lead, text.body):
        if field:
            found.update(_tokens(field, language))
    return frozenset(found)


def vocabulary(text: IndexedText) -> dict[str, tuple[str, ...]]:
    """Return the words of an article for the table ``words``, each with its stems.

    Beside a word stand its folded spellings (thueringen and thuringen beside thüringen), the parts of compounds, and
    what is written with a hyphen in one (eakte). A spelling that is a word of its own is left out: forderung is not
    förderung.
    """
    found: dict[str, dict[str, None]] = {}
    for spelling, stem in new_words(text, set()):
        found.setdefault(spelling, {})[stem] = None
    return {word: tuple(of_word) for word, of_word in found.items()}


def new_words(text: IndexedText, known: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of :func:`vocabulary` but those of words that are known already.

    Args:
        text: of an article.
        known: words as they stand in texts, with the language; those of this text are added.
    """
    language = _language(text.language)
    for field in (text.title, text.keywords, text.kicker, text.lead, text.body):
        for chain in _read(field or "").chains:
            key = chain, language
            if key not in known:
                known.add(key)
                yield from _of_chain(chain, language).spellings


def forms(word: str, language: str | None) -> Forms:
    """Return what a word of a text is found by.

    Args:
        word: in lower case.
        language: of the text, such as ``de`` or ``de-AT``; None: not known, then it is taken for German.
    """
    is_word = joined.words(word) == [word]
    return _forms(word, _language(language)) if is_word else _NOTHING


@lru_cache(maxsize=_REMEMBERED_FORMS)
def asked(word: str) -> Forms:
    """Return what a word is searched for by that a person typed: in all languages.

    Args:
        word: one word, in any case; of what has hyphens, all of it in one (eakte).
    """
    whole = "".join(joined.words(_lowered(word)))
    if len(whole) > _LONGEST_CHAIN:
        return _NOTHING
    german = _forms(whole, "de").stems
    own = [_FOLDED_AND_OWN[stem] for stem in german if stem in _FOLDED_AND_OWN and _is_unknown(whole)]
    others = (_forms(whole, "en").stems, _forms(whole, "").stems)
    found = dict.fromkeys((*german, *own, *(stem for of_language in others for stem in of_language)))
    parts = () if whole in FUNCTION_WORDS else (*german, *own)
    return Forms(tuple(found), parts)


def _is_unknown(word: str) -> bool:
    return word not in compounds.lexicon().first


def _language(language: str | None) -> str:
    """Return `de`, `en`, or nothing for all others."""
    if not language:
        return "de"
    main = language.lower().replace("_", "-").partition("-")[0]
    return main if main in ("de", "en") else ""


class _Field(NamedTuple):
    """A field as it is read.

    Args:
        lowered: the whole, composed (NFC) and in lower case.
        chains: its different words in their order, those with hyphens in one piece.
    """

    lowered: str
    chains: tuple[str, ...]


def _lowered(field: str) -> str:
    return unicode61.lower(unicodedata.normalize("NFC", field))


def _read(field: str) -> _Field:
    """Return a field as it is read; tokens and vocabulary are asked for one after the other."""
    return _read_anew(field) if len(field) > _LONGEST_REMEMBERED else _read_once(field)


def _read_anew(field: str) -> _Field:
    lowered = _lowered(field)
    chains = (chain for chain in joined.chains(lowered) if len(chain) <= _LONGEST_CHAIN)
    return _Field(lowered, tuple(islice(dict.fromkeys(chains), _MOST_WORDS)))


_read_once = lru_cache(maxsize=_REMEMBERED_FIELDS)(_read_anew)


def _tokens(field: str, language: str) -> set[str]:
    lowered, chains = _read(field)
    found: set[str] = set()
    for chain in chains:
        found.update(_of_chain(chain, language).tokens)
    if language == "de":
        for word in islice(joined.completed(lowered), _MOST_WORDS):
            found.update(_PART + stem for stem in _forms(word, language).stems)
    return found


class _OfChain(NamedTuple):
    """What is known of a word, or of words that are linked.

    Args:
        tokens: what the index holds of it.
        spellings: how it may be written, each with a stem.
    """

    tokens: tuple[str, ...]
    spellings: tuple[tuple[str, str], ...]


@lru_cache(maxsize=_REMEMBERED)
def _of_chain(chain: str, language: str) -> _OfChain:
    tokens: dict[str, None] = {}
    spellings: dict[tuple[str, str], None] = {}
    for word in _words(chain):
        of_word = _forms(word, language)
        # The same few thousand stems come again and again; interned, each is kept once.
        tokens.update((sys.intern(stem), None) for stem in of_word.stems)
        tokens.update((sys.intern(_PART + part), None) for part in of_word.parts)
        spellings.update((spelling, None) for spelling in _spellings(word, language))
    return _OfChain(tuple(tokens), tuple(spellings))


def _words(chain: str) -> list[str]:
    """Return the words of a chain, and all of them in one."""
    whole = joined.joined(chain)
    if whole is None:
        return joined.words(chain)
    return [*joined.words(chain), whole]


@lru_cache(maxsize=_REMEMBERED_FORMS)
def _forms(word: str, language: str) -> Forms:
    if _IS_INDEXED.fullmatch(word) is None:
        return _NOTHING
    written = unicodedata.normalize("NFC", word)
    if language == "en":
        return Forms((_ENGLISH + _english().stemWord(written[:_LONGEST]),))
    if language != "de":
        return Forms((_without_marks(written),))
    if any(letter.isdigit() for letter in written):
        return Forms((written[:_LONGEST],))
    return Forms((stems.stem(written),), tuple(_parts(written)))


def _parts(word: str) -> Iterator[str]:
    """Yield the stems of the parts of a German compound, and of neighbouring parts together."""
    written = stems.with_umlauts(word)
    pieces = compounds.split(written)
    count = min(len(pieces), _MOST_PARTS)
    for first in range(count):
        for last in range(first, count):
            if last - first + 1 == len(pieces):
                continue
            yield stems.of_pieces(written, pieces[first : last + 1])


def _spellings(word: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield how a word may be written, with the stem by which it is found."""
    of_word = _forms(word, language)
    for stem in of_word.stems:
        yield word, sys.intern(stem)
        if language == "de":
            for spelling in _folded(word, stem):
                yield spelling, sys.intern(stem)
    if of_word.parts:
        written = stems.with_umlauts(word)
        for piece in compounds.split(written):
            yield piece.entry, sys.intern(stems.stem(piece.entry))


def _folded(word: str, stem: str) -> Iterator[str]:
    """Yield the spellings of a German word without umlauts and ß."""
    without = stems.folded(word)
    if without == word:
        return
    yield word.replace("ß", "ss").replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    is_another = without in FUNCTION_WORDS or (not _is_unknown(without) and stems.stem(without) != stem)
    if not is_another:
        yield without


def _without_marks(word: str) -> str:
    # What is nothing but marks stays as it is.
    return without_diacritics(word[:_LONGEST]) or word[:_LONGEST]


@cache
def _english() -> Stemmer:
    return Stemmer("english")
