"""What an editor's words on a line say about it: ``Stichwörter:``, ``Weitere Meldungen …``, ``mehr...``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from scraper.parser.page.model import Line, Page
from scraper.parser.page.remarks import BEGINNINGS as REMARKS_BEGINNINGS
from scraper.parser.page.remarks import begins_remarks
from scraper.web.dates import parse_day

KEYWORDS = re.compile(
    r"^(?:Stichw(?:ö|oe)rter|Stichworte?|Schlagw(?:ö|oe)rter|Schlagworte?|Themen|Thema|Tags?|Keywords"
    r"|Verschlagwortet(?: mit)?)"
    r"(?:\s+(?:zum|zu diesem|dieses) (?:Artikel|Thema|Beitrags?|Meldung))?\s*(:|$)\s*(.*)$",
    re.IGNORECASE,
)
RELATED = re.compile(
    r"^(?:Weitere|Mehr|Andere|Ähnliche|Verwandte)\s+(?:aktuelle\s+)?(?:Meldungen|Beiträge|Artikel"
    r"|Nachrichten|News|Berichte|Themen)\b"
    r"(?:\s*(?:und|&|/)\s*(?:Meldungen|Beiträge|Artikel|Nachrichten|Berichte))?"
    r"(?:\s+(?:aus (?:dem|der)|im|in der|zum|zur)\s+(?:Bereich|Rubrik|Thema|Ressort|Themenbereich"
    r"|Kategorie)\b\s*:?\s*(.*?))?\s*:?$",
    re.IGNORECASE,
)
VENDORS = re.compile(
    r"^Ausgew(?:ä|ae)hlte\s+(?:Anbieter|Unternehmen|Firmen|Dienstleister)\b"
    r"(?:\s+(?:aus (?:dem|der)|im|in der|zum|für den)\s+(?:Bereich|Rubrik|Thema)\b\s*:?\s*(.*?))?\s*:?$",
    re.IGNORECASE,
)
MORE = re.compile(
    r"(?:^|[\s\[(»>])(?:mehr|weiterlesen|weiter lesen|lesen sie mehr)\b\s*(?:\.{2,}|…|»|>+|→)?\s*[\])]?\s*$",
    re.IGNORECASE,
)
BRACKETED = re.compile(r"\[\s*((?:\d{1,2}\.|[A-Za-z]{2,10}\.?,|Stand:)[^\[\]]{3,30}|\d{4}-\d\d-\d\d)\s*\]")
_BROKEN = ("Weitere ", "Ausgewählte ", "Ausgewaehlte ")
_PRINT_WORDS = r"Druckversion|Druckansicht|Druckfassung|Drucken|Artikel drucken|Seite drucken|Print(?:version)?"
_PDF_WORDS = r"PDF(?:[- ]?(?:Version|Download|Datei|Dokument))?|als PDF(?: herunterladen)?|Artikel als PDF"
_MAIL_WORDS = (
    r"Link mailen|Link versenden|Mailen|Per E?-?Mail(?: versenden)?|E-?Mail|Weiterempfehlen|Empfehlen"
    r"|Teilen|Versenden"
)
PRINT = re.compile(rf"^(?:{_PRINT_WORDS})$", re.IGNORECASE)
PDF = re.compile(rf"^(?:{_PDF_WORDS})(?:\s*\([^()]*\))?$", re.IGNORECASE)
_TOOLS = re.compile(rf"^(?:(?:{_PRINT_WORDS}|{_PDF_WORDS}|{_MAIL_WORDS})[\s|·•/,]*)+$", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"^[\s\-–*\[(]*(?:Anzeigen?|Werbung|Advertisement|Suchen?\s*(?:\.{2,}|…)?|Zurück(?: zur Übersicht)?"
    r"|Nach oben|Seitenanfang)[\s\-–*\])]*$",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"^(?:Aktuelle (?:Meldungen|Nachrichten|Ausgabe)|Impressum|Kontakt|Newsletter|Kommentare?(?: \(\d+\))?"
    r"|Datenschutz|Top[- ]Themen"
    r"|Meistgelesen|Alle Meldungen|Neueste Meldungen|Veranstaltungen|Termine|Heftarchiv|©.*|Copyright.*)\s*:?$",
    re.IGNORECASE,
)

# How the lines with a role begin; four of five lines need no closer look.
_BEGINNINGS = frozenset(
    "sti sch the tag key ver wei meh and ähn aus dru art sei pri pdf als lin mai per e-m ema emp tei anz wer adv suc"
    " zur nac akt imp kon new kom dat top mei all neu ter hef cop".split()
)
_SIGNS = frozenset(" -–*[(©")

# A list's teaser with its title has fewer characters.
_TEASER = 500


# Roles that begin another part of the page than the text, and what dated lines below them belong to.
_OTHER_LISTS = {"related": "related", "vendors": "vendors", "stop": "stop", "remarks": "stop"}
# A list of keywords has fewer characters.
_LONGEST_LABEL = 400
# Roles whose words may as well begin a heading over sentences, or a sentence ("Thema: Wie geht es weiter?").
_HEADS = frozenset({"keywords", "word", "related"})
_SHORTEST_SENTENCE = 80
# A question, six words to the full stop without a comma between them, or more than one sentence.
_SENTENCE = re.compile(r"[?!]$|^(?:[^\s,;.]+\s+){5}[^,;]*\.$|[.?!] [A-ZÄÖÜ].*[.?!]$")


@dataclass(slots=True)
class Label:
    """A line with a meaning: its index, its role, what follows the role's words in it."""

    at: int
    role: str
    rest: str


def label_of(text: str) -> tuple[str, str]:
    """Return (role, rest) of a line: keywords, related, vendors, tools, boilerplate, stop or nothing.

    Args:
        text: the line.
    """
    if not text or len(text) > _LONGEST_LABEL or not _may_begin_label(text):
        return "", ""
    match = KEYWORDS.match(text)
    if match:
        return ("keywords" if match[1] else "word"), match[2].strip()
    if len(text) > 160:
        return "", ""
    for role, pattern in (("related", RELATED), ("vendors", VENDORS)):
        match = pattern.match(text)
        if match:
            return role, (match[1] or "").strip()
    for role, pattern in (("tools", _TOOLS), ("boilerplate", _BOILERPLATE), ("stop", _STOP)):
        if pattern.match(text):
            return role, ""
    return "", ""


def _may_begin_label(text: str) -> bool:
    """Return whether a line begins like one with a role."""
    return text[:3].lower() in _BEGINNINGS or (text[0] in _SIGNS and _begins_like_label(text))


def _begins_like_label(text: str) -> bool:
    """Return whether a line that begins with a sign goes on like a line with a role."""
    return text[0] == "©" or text[:12].lstrip(" -–*[(")[:3].lower() in _BEGINNINGS


def labels_of(page: Page) -> dict[int, Label]:
    """Return the lines of a page that have a role, by index."""
    found: dict[int, Label] = {}
    for at, line in enumerate(page.lines):
        text = line.text
        start = text[:3].lower()
        if (start in REMARKS_BEGINNINGS or start[:1].isdigit()) and begins_remarks(text):
            found[at] = Label(at, "remarks", "")
        elif at not in found and (start in _BEGINNINGS or start[:1] in _SIGNS):
            _note_label(page, at, found)
        if line.anchors and at not in found and "tag" in line.anchors[0].rel.lower() and _is_tagged(line):
            found[at] = Label(at, "tags", text)
    return found


def _note_label(page: Page, at: int, found: dict[int, Label]) -> None:
    """Note the role of a line, if it has one; a heading of a list may be broken over two lines.

    Args:
        page: the page.
        at: the line.
        found: the labels of the page, added to.
    """
    text = page.lines[at].text
    role, rest = label_of(text)
    if not rest and text.startswith(_BROKEN) and at + 1 < len(page.lines):
        whole, section = label_of(f"{text} {page.lines[at + 1].text}")
        if whole in {"related", "vendors"} and section:
            found[at] = Label(at, "tools", "")
            found[at + 1] = Label(at + 1, whole, section)
            return
    if role in _HEADS and _heads_text(page, at, role, rest):
        return
    if role == "word" and _is_linked(page, at + 1):
        role = "keywords"
    if role:
        found[at] = Label(at, role, rest)


def _heads_text(page: Page, at: int, role: str, rest: str) -> bool:
    """Return whether a line that begins like a label is a sentence or a heading over sentences."""
    line = page.lines[at]
    if line.linked:
        return False
    if role != "related" and rest and _SENTENCE.search(rest):
        return True
    if at + 1 >= len(page.lines) or "," in rest or ";" in rest or (rest and role == "related"):
        return False
    below = page.lines[at + 1]
    if bracketed(below):
        return False
    return (
        len(below.text) >= _SHORTEST_SENTENCE
        and below.text[-1] in ".!?“"
        and below.linked <= 0.2 * len(below.text)
        and not MORE.search(below.text)
    )


def _is_linked(page: Page, at: int) -> bool:
    """Return whether a line is short links and hardly more."""
    if at >= len(page.lines):
        return False
    line = page.lines[at]
    return len(line.text) <= 200 and line.linked >= 0.7 * len(line.text)


def _is_tagged(line: Line) -> bool:
    """Return whether a line is links that are marked as tags of the article (``rel="tag"``)."""
    tags = [anchor for anchor in line.anchors if "tag" in anchor.rel.lower().split()]
    return (
        len(tags) == len(line.anchors) and "category" not in line.anchors[0].rel and line.linked >= 0.6 * len(line.text)
    )


def bracketed(line: Line) -> tuple[str, dt.date, str] | None:
    """Return (text before, day, text after) of a line with a date in square brackets, or None."""
    if "[" not in line.text:
        return None
    match = BRACKETED.search(line.text)
    day = parse_day(match[1]) if match else None
    if match is None or day is None:
        return None
    return line.text[: match.start()].strip(), day, line.text[match.end() :].strip()


def dated_line(page: Page, labels: dict[int, Label]) -> int:
    """Return the line where the text of a dated report begins (``[23.5.2014] …``), or -1.

    The items of a list of reports have the same form, but end in ``mehr...`` or stand under a heading of
    such a list.
    """
    candidates: dict[str, list[int]] = {}
    section = ""
    for at, line in enumerate(page.lines):
        label = labels.get(at)
        if label is not None and label.role in _OTHER_LISTS:
            section = _OTHER_LISTS[label.role]
        if "[" not in line.text or line.linked >= 0.6 * len(line.text):
            continue
        parts = bracketed(line)
        if parts is None or parts[0] or MORE.search(line.text):
            continue
        follows = page.lines[at + 1 : at + 3]
        if any(MORE.fullmatch(next_.text) for next_ in follows):
            continue
        candidates.setdefault(section, []).append(at)
    # A sidebar with its own headings may stand before the text.
    for section in ("", "vendors", "stop"):
        if section in candidates:
            return _fullest(page, candidates[section])
    return -1


def _fullest(page: Page, candidates: list[int]) -> int:
    """Return the dated line that most text follows; -1 for a list of teasers that none follows."""
    best, most = -1, -1
    for at in candidates:
        size = 0
        for line in page.lines[at : at + 6]:
            if size and bracketed(line):
                break
            size += len(line.text) - line.linked
        if size > most:
            best, most = at, size
    return -1 if len(candidates) > 3 and most < _TEASER else best
