"""Sections of a text whose boxes are called after their subject: a chapter on newsletters has the id ``newsletter``.

A real sign-up, cookie notice or comment section has forms, links, short lines or words that call upon the reader. What
has none of them, but whole sentences, is prose, whatever its box is called.
"""

from __future__ import annotations

import re

from scraper.parser.page.model import Box, Line, Page
from scraper.parser.page.remarks import begins_remarks
from scraper.parser.page.wording import Wording, any_of

CALLS = (
    Wording(
        "German call to subscribe",
        r"(?:jetzt|hier|gleich|kostenlos|einfach|direkt) (?:\w+ ){0,3}"
        r"(?:anmelden|abonnieren|bestellen|registrieren|eintragen|abstimmen|mitmachen)"
        r"|(?:melden|tragen) sie sich|abonnieren sie|(?:newsletter|rundbrief) (?:abonnieren|bestellen|anmelden)"
        r"|verpassen sie|keine? \w+ mehr verpassen|in ihr(?:em)? (?:e-?mail-)?postfach"
        r"|(?:erhalten|bekommen|lesen) sie (?:\w+ ){0,4}per e-?mail",
        ("Jetzt kostenlos anmelden", "Melden Sie sich an und lesen Sie mehr.", "Newsletter abonnieren"),
        ("Wer sich anmelden will, braucht einen Ausweis.",),
    ),
    Wording(
        "English call to subscribe",
        r"\b(?:subscribe|sign up|register) (?:now|today|here|to|for)\b|(?:to|in) your inbox"
        r"|get (?:our|the) .{0,40}newsletter|never miss",
        ("Subscribe now", "Sign up for our weekly newsletter", "Delivered to your inbox"),
        ("Few people subscribed.",),
    ),
    Wording(
        "Romance call to subscribe",
        r"(?:inscrivez|abonnez)-vous|recevez (?:notre|nos|la|toute)|suscr[ií]b(?:ete|ase)|iscriviti|inscreva-se",
        ("Inscrivez-vous à la lettre", "Suscríbete", "Iscriviti"),
    ),
    Wording(
        "notice of cookies",
        r"(?:wir|(?:diese|unsere) (?:web)?(?:seite|site|website)) (?:verwende[nt]|nutz(?:en|t)|setz(?:en|t)) "
        r"(?:\w+ ){0,3}cookies|(?:we|this (?:web)?site) uses? (?:\w+ ){0,2}cookies|nous utilisons des cookies"
        r"|utilizamos cookies|cookies (?:akzeptieren|zulassen|ablehnen)|(?:accept|reject) (?:all )?cookies"
        r"|(?:geben|erteilen) sie (?:\w+ ){0,3}einwilligung|stimmen sie (?:\w+ ){0,4}zu\b",
        ("Diese Website verwendet Cookies.", "Wir nutzen technisch notwendige Cookies.", "This site uses cookies."),
        ("Die Stadt verzichtet künftig auf Cookies.",),
    ),
    Wording(
        "notice instead of content from elsewhere",
        r"(?:laden|anzeigen) (?:\w+ ){0,3}externe[rn]? inhalte|externe[rn]? inhalt (?:nicht|anzeigen|laden)",
        ("Ihre Einstellungen verhindern das Laden externer Inhalte.", "Externer Inhalt nicht verfügbar"),
        ("Inhalte von externen Fachleuten",),
    ),
    Wording(
        "question to the reader",
        r"war (?:diese[rs]?|der|die) \w+ hilfreich|hat ihnen .{0,40} gefallen|(?:ihr|dein|your) feedback"
        r"|haben sie .{0,60}(?:anregungen|fehler).{0,60}\?|(?:schreiben|sagen|teilen|senden) sie uns"
        r"|was this (?:page|article) helpful|(?:send|give|tell) us",
        ("War dieser Artikel hilfreich?", "Schreiben Sie uns, was fehlt.", "Was this page helpful?"),
        ("Das Feedback der Nutzer war gut.",),
    ),
)
"""What calls upon the reader to subscribe, to agree, to answer: no sentence of a report."""

_CALL = any_of(CALLS)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_FORMS = frozenset({"form", "fieldset"})
_SENTENCE_END = re.compile(r"\w\w[.!?](?=[“”\"»)]|\s|$)")
_ENDINGS = frozenset('.!?“”"»…:')
# A chapter of a report has more than one sentence, and all but a tenth of it is no link.
_FEWEST_SENTENCES = 2
_SHORTEST_SENTENCE = 60
_MOST_LINKED = 0.1
# With lists and tables between its sentences, a chapter has at least these lines of them, and this share.
_FEWEST_LINES = 3
_LEAST_SHARE = 0.6
# What is longer is no chapter; and the lines beside it in which the rest of the text is looked for.
_MOST_LINES = 300
_MOST_BOXES = 1000
_NEAR = 12


def is_prose(page: Page, index: int, *, strict: bool) -> bool:
    """Return whether a box is a chapter of a report: a heading over whole sentences, or several of them alone.

    Args:
        page: the page.
        index: a box that is called after what it may be about.
        strict: whether each of its lines has to be a heading or whole sentences, as readers' remarks may be text too.
    """
    box = page.boxes[index]
    lines = page.lines[box.start : min(box.end, box.start + _MOST_LINES + 1)]
    if len(lines) > _MOST_LINES or begins_remarks(lines[0].text):
        return False
    if not _are_sentences(page, lines, strict):
        return False
    if not _follows_text(page, box) or _has_form(page, index):
        return False
    return not any(_CALL.search(line.text) for line in lines)


def _are_sentences(page: Page, lines: list[Line], strict: bool) -> bool:
    """Return whether lines are sentences, below headings or with a few other lines between them."""
    rest = [line for line in lines if page.boxes[line.box].tag not in _HEADINGS]
    whole = [line for line in rest if _is_sentence(line)]
    if sum(len(_SENTENCE_END.findall(line.text)) for line in whole) < _FEWEST_SENTENCES:
        return False
    if len(whole) == len(rest):
        return True
    # Readers' remarks are sentences with names and days between them, so that nothing may stand between those.
    if strict or len(whole) < _FEWEST_LINES:
        return False
    total = sum(len(line.text) for line in rest)
    is_most = sum(len(line.text) for line in whole) >= _LEAST_SHARE * total
    is_linked = sum(line.linked for line in rest) > _MOST_LINKED * total
    return is_most and not is_linked


def _is_sentence(line: Line) -> bool:
    """Return whether a line is whole sentences without many links."""
    size = len(line.text)
    return size >= _SHORTEST_SENTENCE and line.text[-1] in _ENDINGS and line.linked <= _MOST_LINKED * size


def _follows_text(page: Page, box: Box) -> bool:
    """Return whether sentences stand beside a box in the box around it."""
    around = page.boxes[box.parent]
    above = range(max(around.start, box.start - _NEAR), box.start)
    below = range(box.end, min(around.end, box.end + _NEAR))
    near = [page.lines[at] for at in (*above, *below)]
    return any(_is_sentence(line) and page.boxes[line.box].tag not in _HEADINGS for line in near)


def _has_form(page: Page, index: int) -> bool:
    """Return whether there is a form in a box."""
    boxes = page.boxes
    last = min(len(boxes), index + _MOST_BOXES)
    for inner in range(index + 1, last):
        # A form without words begins where the box ends.
        if boxes[inner].start > boxes[index].end:
            return False
        if boxes[inner].tag in _FORMS and index in page.ancestors(inner):
            return True
    return False
