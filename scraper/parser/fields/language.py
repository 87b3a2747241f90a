"""The language of a page: its own word, else the small words of its text."""

from __future__ import annotations

import re

from scraper.parser.context import Context, Found

_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8}){0,8}", re.IGNORECASE)
# "Undetermined", "several", "none", "not coded" (ISO 639-2).
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})
_SMALL_WORDS = {
    "de": frozenset("der die das und ist nicht mit für auf den von dem eine wird im zu sich auch".split()),
    "en": frozenset("the and of to in is that for with on was are by this from have".split()),
    "fr": frozenset("le la les des et est dans pour que une sur qui pas avec du au".split()),
    "it": frozenset("il che di della per non una con sono del alla più gli nel".split()),
    "es": frozenset("el los las que por con una para del como más pero sus".split()),
    "nl": frozenset("het een van en dat niet met voor zijn aan ook naar werd".split()),
}
# Fewer small words are names and titles; the number was chosen.
_ENOUGH = 5


def tag(text: str | None) -> str | None:
    """Return the primary subtag of a language tag in lower case, or None.

    Args:
        text: ``de_DE``, ``de-AT``, ``DE``, ``zh-Hans-CN`` (BCP 47, or the spelling of Open Graph).
    """
    match = _TAG.fullmatch((text or "").strip())
    if match is None:
        return None
    language = match[1].lower()
    return None if language in _NO_LANGUAGE else language


def guess(text: str) -> str | None:
    """Return the language whose small words the text has most of, or None for too little text.

    Args:
        text: running text; its first 2000 characters are counted.
    """
    words = re.findall(r"[^\W\d_]+", text[:2000].lower())
    counts = {name: sum(map(known.__contains__, words)) for name, known in _SMALL_WORDS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= _ENOUGH else None


def find(context: Context, words: str) -> Found[str | None]:
    """Return the language of a page, by its html element, its metadata, its words.

    Args:
        words: lead and body of the article.
    """
    # HTML, 3.2.6.2: the attribute lang says in which language the content is.
    stated = tag(context.page.language)
    if stated:
        return Found(stated, "lang of the html element")
    stated = tag(context.statements.locale)
    if stated:
        return Found(stated, "the metadata")
    return Found(guess(words), "words of the text")
