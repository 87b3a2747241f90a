"""What an editor's words on a line say about it: ``Stichwörter:``, ``Weitere Meldungen …``, ``mehr...``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from scraper.parser.page.model import Line, Page
from scraper.parser.page.remarks import BEGINNINGS as REMARKS_BEGINNINGS
from scraper.parser.page.remarks import begins_remarks
from scraper.web.dates import find_day, parse_day

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
FORM_BEGINNINGS = frozenset("dru art sei pri pdf als".split())
"""The first three letters of the words that :data:`PRINT` and :data:`PDF` recognize, in lower case."""

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


@dataclass(frozen=True, slots=True)
class _Role:
    """What a line's own words say that it is.

    Args:
        name: as in :class:`Label`.
        pattern: how it is worded.
        beginnings: the first three letters of such lines in lower case, so that few lines need the pattern.
        longest: the most characters of such a line.
        rest: the group of the pattern with what follows the role's words; 0 where nothing does.
    """

    name: str
    pattern: re.Pattern[str]
    beginnings: str
    longest: int = 160
    rest: int = 0


_BOILERPLATE_ROLE = _Role("boilerplate", _BOILERPLATE, "anz wer adv suc zur nac sei")
_STOP_ROLE = _Role("stop", _STOP, "akt imp kon new kom dat top mei all neu ver ter hef cop")
_ROLES = (
    _Role("keywords", KEYWORDS, "sti sch the tag key ver", longest=400, rest=2),
    _Role("related", RELATED, "wei meh and ähn ver", rest=1),
    _Role("vendors", VENDORS, "aus", rest=1),
    _Role("tools", _TOOLS, "dru art sei pri pdf als lin mai per e-m ema wei emp tei ver"),
    _BOILERPLATE_ROLE,
    _STOP_ROLE,
)
_BEGINNING = 3
# Boilerplate may stand in brackets or between dashes.
_SIGNS = frozenset(" -–*[(")
_COPYRIGHT = "©"
_DIGITS = frozenset("0123456789")


def _roles_by_beginning() -> dict[str, tuple[_Role, ...]]:
    """Return the roles that a line may have by its first letters, or by its first one where that is a sign."""
    found: dict[str, tuple[_Role, ...]] = dict.fromkeys(_SIGNS, (_BOILERPLATE_ROLE,))
    found[_COPYRIGHT] = (_STOP_ROLE,)
    for role in _ROLES:
        for beginning in role.beginnings.split():
            found[beginning] = (*found.get(beginning, ()), role)
    return found


_BY_BEGINNING = _roles_by_beginning()
# Headings of remarks, too, whose count may stand before them.
_ALL_BEGINNINGS = REMARKS_BEGINNINGS | _BY_BEGINNING.keys() | _DIGITS

# A list's teaser with its title has fewer characters.
_TEASER = 500


# Roles that begin another part of the page than the text, and what dated lines below them belong to.
_OTHER_LISTS = {"related": "related", "vendors": "vendors", "stop": "stop", "remarks": "stop"}
# Roles whose words may as well begin a heading over sentences, or a sentence ("Thema: Wie geht es weiter?").
_HEADS = frozenset({"keywords", "word", "related"})
_NEEDS_NO_SUBJECT = "zum thema"
_LONGEST_SUBJECT = 60
_SHORTEST_SENTENCE = 80
_ENDINGS = frozenset(".!?“")
# Shares of a line in links, chosen: of a sentence at most, of a list of tags, of a line of nothing but links.
_MOST_LINKED = 0.2
_MOSTLY = 0.6
_NEARLY_ALL = 0.7
# The links of keywords below their label are shorter, together.
_LONGEST_LINKS = 200
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
    start = text[:_BEGINNING].lower()
    for role in _BY_BEGINNING.get(start) or _BY_BEGINNING.get(start[:1], ()):
        match = role.pattern.match(text) if len(text) <= role.longest else None
        if match is not None:
            rest = (match[role.rest] or "").strip() if role.rest else ""
            has_no_colon = role.pattern is KEYWORDS and not match[1]
            return "word" if has_no_colon else role.name, rest
    return "", ""


def labels_of(page: Page) -> dict[int, Label]:
    """Return the lines of a page that have a role, by index."""
    found: dict[int, Label] = {}
    for at, line in enumerate(page.lines):
        text = line.text
        start = text[:_BEGINNING].lower()
        # Three of four lines have neither a label's first letters nor a relation of a link.
        if start in _ALL_BEGINNINGS or start[:1] in _ALL_BEGINNINGS:
            _note_role(page, at, start, found)
        if line.anchors and line.anchors[0].rel and at not in found and _is_tagged(line):
            found[at] = Label(at, "tags", text)
    return found


def _note_role(page: Page, at: int, start: str, found: dict[int, Label]) -> None:
    """Note the role of a line, if its words give it one.

    Args:
        page: the page.
        at: the line.
        start: its first letters in lower case.
        found: the labels of the page, added to.
    """
    text = page.lines[at].text
    if (start in REMARKS_BEGINNINGS or start[:1] in _DIGITS) and begins_remarks(text):
        found[at] = Label(at, "remarks", "")
        return
    has_roles = start in _BY_BEGINNING or start[:1] in _BY_BEGINNING
    if has_roles and at not in found:
        _note_label(page, at, found)


def _note_label(page: Page, at: int, found: dict[int, Label]) -> None:
    """Note the role of a line, if it has one; a heading of a list may be broken over two lines.

    Args:
        page: the page.
        at: the line.
        found: the labels of the page, added to.
    """
    text = page.lines[at].text
    role, rest = label_of(text)
    may_be_broken = not rest and text.startswith(_BROKEN) and at + 1 < len(page.lines)
    if may_be_broken and not is_whole_heading(page, at):
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
    if page.lines[at].linked:
        return False
    if role == "related":
        return not rest and _is_sentence_below(page, at + 1)
    if rest and _SENTENCE.search(rest):
        return True
    is_list = "," in rest or ";" in rest
    return not is_list and _is_sentence_below(page, at + 1)


def _is_sentence_below(page: Page, at: int) -> bool:
    """Return whether a line is running text: long, finished, without many links, a date or a way to more."""
    if at >= len(page.lines):
        return False
    line = page.lines[at]
    size = len(line.text)
    if size < _SHORTEST_SENTENCE or line.text[-1] not in _ENDINGS or line.linked > _MOST_LINKED * size:
        return False
    return not MORE.search(line.text) and bracketed(line) is None


def is_whole_heading(page: Page, at: int) -> bool:
    """Return whether a heading such as ``Weitere Artikel zum Thema`` names no subject in the line below it.

    "Aus dem Bereich" needs one behind it, "zum Thema" does not: there the first title of the list may stand below,
    which is told by its link, or by the day, the teaser or the way to more that stand below it in turn.

    Args:
        page: the page.
        at: the line of the heading.
    """
    if not page.lines[at].text.rstrip(" :").lower().endswith(_NEEDS_NO_SUBJECT) or at + 1 >= len(page.lines):
        return False
    line = page.lines[at + 1]
    if line.text.endswith(":"):
        return False
    if line.anchors or len(line.text) > _LONGEST_SUBJECT or at + 2 >= len(page.lines):
        return True
    below = page.lines[at + 2]
    is_teaser = below.text[-1] in _ENDINGS or MORE.search(below.text) is not None
    return is_teaser or find_day(below.text[:_LONGEST_SUBJECT]) is not None


def _is_linked(page: Page, at: int) -> bool:
    """Return whether a line is short links and hardly more."""
    if at >= len(page.lines):
        return False
    line = page.lines[at]
    return len(line.text) <= _LONGEST_LINKS and line.linked >= _NEARLY_ALL * len(line.text)


def _is_tagged(line: Line) -> bool:
    """Return whether a line is links that are marked as tags of the article (``rel="tag"``)."""
    if "category" in line.anchors[0].rel or line.linked < _MOSTLY * len(line.text):
        return False
    return all("tag" in anchor.rel.lower().split() for anchor in line.anchors)


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
    # Most pages have no bracket anywhere.
    if not any("[" in line.text for line in page.lines):
        return -1
    candidates: dict[str, list[int]] = {}
    section = ""
    for at, line in enumerate(page.lines):
        label = labels.get(at)
        if label is not None and label.role in _OTHER_LISTS:
            section = _OTHER_LISTS[label.role]
        if "[" not in line.text or line.linked >= _MOSTLY * len(line.text):
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
