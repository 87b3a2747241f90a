"""Lines inside the main text that are no part of it: captions, pleas, pointers, bylines."""

from __future__ import annotations

import re

from scraper.parser.page import class_names
from scraper.parser.page.labels import MORE
from scraper.parser.page.model import Line, Page, mentions
from scraper.web.dates import find_day

_META_LINE = re.compile(
    r"^(?:von|by|text|autor(?:in)?|author|veröffentlicht|erstellt|published|posted|stand|datum|aktualisiert"
    r"|updated|lesezeit|lesedauer|teilen|share|drucken|merken"
    r"|kommentare?|\d+ kommentare?|quelle:|foto:|bild:|bildquelle|lesen sie auch|auch interessant"
    r"|mehr zum thema|zum thema|read more|related|advertisement|anzeige|tags?:|schlagw|themen:)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
# What str.isalnum() says of a character, asked of a whole text: a hostile page has lines of millions of others.
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_APPENDIX = re.compile(
    r"(?:über (?:den|die|unsere[n]?) autor(?:in|en|innen)?|zu[rm] (?:autor(?:in)?|person)|kontakt|pressekontakt"
    r"|ansprechpartner(?:in)?|(?:weitere|weiterführende|mehr) (?:informationen|infos|links|artikel|beiträge|meldungen)"
    r"|zum weiterlesen|quellen(?:angaben|verzeichnis)?|das könnte (?:sie|dich|euch) auch|ähnliche (?:artikel|beiträge)"
    r"|suggested citation|zitiervorschlag|about the authors?|further reading"
    r"|related (?:articles?|stories|posts|content)"
    r"|you (?:may|might) also|more stories)\b[^.!?]*$",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"(?:auch interessant|mehr (?:zum thema|von|aus|auf|kolumnen|themen)|lesen sie (?:auch|mehr)"
    r"|read (?:more|next|also)"
    r"|most read|more (?:from|on)|(?:à )?lire aussi|leggi anche|czytaj (?:więcej|też|także)|lea también"
    r"|te puede interesar|leia (?:também|mais)|lees ook|läs (?:mer|också)|les også)\b[^.!?]*$",
    re.IGNORECASE,
)
_PLEA = re.compile(
    r"article (?:content|continues below)|(?:empfohlener )?(?:redaktioneller|externer) inhalt|externen inhalt anzeigen"
    r"|an dieser stelle (?:finden sie|findest du) |ich bin damit einverstanden, dass mir (?:der )?(?:externe|inhalte)"
    r"|we apologi[sz]e, but this video|try refreshing your browser|player wird geladen|wird geladen|video wird geladen"
    r"|(?:please )?(?:sign|log) in (?:to|or)\b|subscribe (?:now|today|to)\b|sign up (?:for|to)\b"
    r"|get (?:the|our) latest news"
    r"|get our |create an account|jetzt (?:abonnieren|registrieren|anmelden)|follow us|folgen sie uns"
    r"|unterstütze[n]? (?:sie )?uns"
    r"|this article contains affiliate links|il vous reste [\d.,]+ ?%|for more stories like this|do you have a story",
    re.IGNORECASE,
)
_CREDIT_LINE = re.compile(
    r"^(?:\(?(?:foto|bild|bildquelle|bilder|quelle|photo|grafik|bildnachweis|copyright|credit)s?\b\s*:|©"
    r"|\(c\)\s)",
    re.IGNORECASE,
)
_CREDIT_END = re.compile(
    r"\((?:Foto|Bild|Photo|Grafik|Bildquelle|Quelle|©)s?\b\s*:?[^()]{2,80}\)\s*$"
    r"|\b(?:Foto|Photo|Bildquelle|Grafik)\s*:\s*[^():.]{2,50}$|©\s?[^.]{2,50}$",
    re.IGNORECASE,
)


def is_caption(page: Page, line: Line) -> bool:
    """Return whether a line belongs to a picture."""
    for index in page.ancestors(line.box, 3):
        box = page.boxes[index]
        if box.tag in {"figcaption", "figure"} or (box.tag != "body" and class_names.caption(box.name)):
            return True
    if len(line.text) >= 250:
        return False
    named = line.names and class_names.caption(line.names)
    return bool(named or _CREDIT_LINE.match(line.text) or _ends_in_credit(line.text))


def _ends_in_credit(text: str) -> bool:
    return mentions(text, ("(", ":", "©")) and _CREDIT_END.search(text) is not None


def is_appendix(text: str) -> bool:
    """Return whether a line heads what follows the text: its author, its sources, other reports."""
    return len(text) < 60 and _APPENDIX.match(text) is not None


def is_noise(page: Page, line: Line, title: str) -> bool:
    """Return whether a line inside the main box is no part of the text."""
    text = line.text
    size = len(text)
    if line.linked > 0.6 * size and (size < 140 or line.linked > 0.9 * size):
        return not (page.boxes[line.box].tag == "p" and len(line.anchors) == 1 and size > 60 and text[-1] in ".?!")
    if size < 90 and ((_META_LINE.match(text) and not text.endswith((".", "!", "?", "“"))) or MORE.fullmatch(text)):
        return True
    if size < 220 and _PLEA.match(text):
        return True
    if size < 60 and _POINTER.match(text):
        return True
    if (
        text == title
        or (size >= 20 and page.title.startswith(text))
        or not (text[0].isalnum() or _LETTER_OR_DIGIT.search(text))
    ):
        return True
    if size < 45 and not text.endswith(".") and _DIGIT.search(text) and find_day(text) is not None:
        return True
    return is_caption(page, line)
