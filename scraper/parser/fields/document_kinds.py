"""Words that say what kind of document a page is (``Pressemitteilung Nr. 12 vom 3. März``), not what is new."""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.parser.page.wording import Wording, any_of

KINDS = (
    Wording(
        "press release",
        r"(?:presse|medien)(?:mitteilung|information|meldung|info|erklärung|notiz)(?:en)?|pm",
        ("Pressemitteilung", "Medieninformation"),
    ),
    Wording(
        "news",
        r"(?:aktuelle |kurz)?(?:meldung|nachricht|neuigkeit)(?:en)?|news|aktuelles",
        ("Aktuelles", "Aktuelle Meldungen", "News"),
    ),
    Wording(
        "in English",
        r"press[- ]?releases?|news[- ]?release|press|latest news|announcements?|(?:press )?statement",
        ("Press release",),
    ),
    Wording("in French", r"communiqués?(?: de presse)?|actualités?|nouvelles", ("Communiqué de presse",)),
    Wording(
        "in Italian and Spanish",
        r"comunicat[oi](?: stampa)?|comunicados?(?: de prensa)?|noticias?|notizie",
        ("Comunicato stampa", "Noticias"),
    ),
    Wording(
        "in other languages",
        r"persbericht|nieuws|pressemeddelelse|nyheder|pressmeddelande|nyheter|aktuality|aktualności"
        r"|tisková zpráva|komunikat(?: prasowy)?",
        ("Persbericht", "Tisková zpráva"),
    ),
    Wording(
        "a single page",
        r"details?|(?:detail|einzel)ansicht|artikel|beitrag|bericht|article|presse|startseite|home",
        ("Details", "Presse"),
    ),
    Wording(
        "official notice",
        r"(?:amtliche )?(?:bekanntmachung|mitteilung|information|hinweis|veranstaltung)(?:en|e)?|termine?|events?",
        ("Amtliche Bekanntmachungen", "Termine"),
    ),
    Wording("answer and decision", r"antwort|beschluss|urteil|kleine anfrage|rede|interview", ("Antwort", "Beschluss")),
)
_NUMBER = r"(?:\s*(?:nr|no|n°|nummer|number|numéro)?\.?\s*[\d/.\-–]+)?"
_MONTHS = r"(?:\d{1,2}\.|[^\W\d]+)"
DAYS = (
    Wording("day first", rf"\d{{1,2}}\.?\s?{_MONTHS}\s?\d{{2,4}}", ("3. März 2024", "03.09.2024", "3 mars 2024")),
    Wording("month first", r"[^\W\d]+ \d{1,2},? \d{4}", ("March 3, 2024",)),
    Wording("figures and dashes", r"\d{1,2}[-/]\d{1,2}[-/]\d{4}", ("18-07-2019", "3/9/2024")),
    Wording("year first", r"\d{4}-\d\d-\d\d", ("2024-03-09",)),
)
_LABEL = r"(?:[^\W\d]+(?:\s(?:am|on|le))?:?\s+)?"
_TIME = r"(?:[\s,|–-]+\d{1,2}[:.]\d\d(?:\s?uhr)?)?"
_DAY = any_of(DAYS, before=rf"^\W*{_LABEL}", behind=rf"{_TIME}\W*")
_DAY_BEHIND = rf"(?:[\s,|–-]*(?:vom|of|du|from|am)?\s*{any_of(DAYS).pattern})?"
_KIND = any_of(KINDS, before=r"^\W*", behind=rf"{_NUMBER}{_DAY_BEHIND}\W*(?:$|\s[|│–—-]\s)")
_KIND_ALONE = any_of(KINDS, before=r"^\W*", behind=rf"{_NUMBER}{_DAY_BEHIND}\W*$")
_LABELLED = re.compile(r"^\s*[^\W\d]+:\s*")
_LISTED = re.compile(r"\s*[,;|│•]\s*|\s+[-–—·/]\s+")
_PARTS = re.compile(r"\s+[-–—|│·•/]\s+|\s*[|│•]\s*")
_LONGEST = 100
_CACHED = 256
_DIGITS = frozenset("0123456789")
_NUMBER_ALONE = re.compile(r"^\W*(?:(?:nr|no|nummer|number)?\.?\s*[\d/.\-–]+\W*)?$", re.IGNORECASE)


@lru_cache(maxsize=_CACHED)
def is_kind(text: str) -> bool:
    """Return whether a text begins with nothing but what kind of document it is, with number and day."""
    return len(text) <= _LONGEST and _KIND.match(text) is not None


def is_day(text: str) -> bool:
    """Return whether a text is a day, with a label or a time, and nothing else."""
    if _DIGITS.isdisjoint(text):
        return False
    # A day that words follow dates them, as in a list of events.
    found = _DAY.match(text)
    return found is not None and found.end() == len(text)


def names_kind(text: str) -> bool:
    """Return whether a line says nothing but kind of document, number and day, each with or without a label."""
    # A longer line is a sentence.
    if len(text) > _LONGEST:
        return False
    return is_day(text) or all(_says_kind(_LABELLED.sub("", part)) for part in _LISTED.split(text))


def _says_kind(part: str) -> bool:
    """Return whether a part of a line is a day, a number of a document or its kind."""
    if is_day(part) or _NUMBER_ALONE.match(part):
        return True
    return _KIND_ALONE.match(part) is not None


def without_kind(text: str | None) -> str | None:
    """Return a line above a headline without day, number and kind of document before the rest; None without a rest."""
    if not text:
        return None
    if not _DIGITS.isdisjoint(text) and (day := _DAY.match(text)) is not None:
        text = text[day.end() :]
    # Only what stands before the first words of their own is a kind of document.
    parts = [part for part in _PARTS.split(text) if part]
    for part in parts:
        if not _says_kind(part):
            rest = text if part is parts[0] else text[text.index(part) :]
            return rest.strip() or None
    return None
