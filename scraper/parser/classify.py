"""Whether a page is one article, what it is instead, and how much of the text it gives."""

from __future__ import annotations

import re

from scraper.model import Access, Reason
from scraper.parser.context import Context, Text
from scraper.parser.page.addresses import is_front_page
from scraper.parser.page.labels import MORE, bracketed
from scraper.parser.page.model import Page, mentions
from scraper.parser.statements.metadata import Metadata

_ERROR = re.compile(
    r"\b(?:error\s*)?(?:404|410|403|500|503)\b(?=\s*(?:$|[-–|:]|error|fehler|not found|nicht|seite|page"
    r"|forbidden|internal))|nicht gefunden|not found|existiert nicht|nicht (?:mehr )?verfügbar"
    r"|page (?:cannot|can't|could not|does not)|^fehler\b|^error\b|^oops|zugriff verweigert|access denied"
    r"|forbidden|internal server error|service unavailable",
    re.IGNORECASE,
)
_BOT = re.compile(
    r"just a moment|checking (?:your browser|if the site)|attention required|are you (?:a robot|human)"
    r"|kein roboter|captcha|verify(?:ing)? you are (?:a )?human|enable javascript and cookies"
    r"|sicherheitsüberprüfung|sicherheitsprüfung|ihr browser wird überprüft|bot[- ]?(?:check|schutz"
    r"|protection)|unusual traffic|ungewöhnlicher datenverkehr|pardon our interruption|ddos",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"bitte melden sie sich an|bitte (?:loggen sie sich ein|einloggen|anmelden)|\banmelde(?:n|ung)\b"
    r"|\bloggen sie sich\b|\beinloggen\b|please (?:log|sign) in|\blog[- ]?in\b|nur für (?:abonnenten"
    r"|mitglieder|registrierte)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookies?\b|einwilligung|zustimm\w+|consent|tracking|datenschutzeinstellungen|privatsphäre|akzeptieren",
    re.IGNORECASE,
)
_PLEA = re.compile(
    r"(?:diesen|den ganzen|den vollständigen|den kompletten) (?:artikel|beitrag"
    r"|text) (?:jetzt )?(?:weiterlesen|weiter lesen|lesen sie|lesen\b)|jetzt (?:kostenlos )?(?:abonnieren"
    r"|weiterlesen|freischalten|testen und weiterlesen)"
    r"|weiterlesen mit|lesen sie weiter mit|mit (?:einem )?(?:\w+-)?abo (?:weiterlesen|lesen)"
    r"|exklusiv für abonnent|nur für abonnent|sie sind bereits abonnent|sie haben bereits ein (?:\w+-)?abo"
    r"|bereits abonnent"
    r"|subscribe to (?:continue|read)|continue reading with|already a subscriber|zugang freischalten"
    r"|artikel freischalten|ist (?:nur )?für abonnent",
    re.IGNORECASE,
)
# Every form of it has one of these, whatever the case of a word's first letter.
_PLEA_PARTS = ("esen", "bonn", "ereits ein ", "reischalt", "ubscri", "eading with")
Verdict = tuple[Access, Reason | None]
"""How much of its text a page gives, and what it is instead of an article, or None."""

# A dateline, or a caption that was left over, is no text.
_LITTLE = 60
_LISTING_KINDS = frozenset({"website", "blog", "webpage", "object", "profile"})
_SHORT = 500
_MUCH = 1500
# Running text of this length between two links is more than a teaser.
_LONG_TEASER = 700
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})


def _wall(page: Page, text: str, title: str) -> Verdict | None:
    """Return access and reason of a page that is a wall instead of a text, or None."""
    visible = page.sums[-1]
    if len(text) > 1500:
        return None
    head = f"{title}\n{page.title}"
    everything = "\n".join(line.text for line in page.lines[:200])[:8000]
    if _BOT.search(head) or (visible < 2500 and len(text) < 800 and _BOT.search(everything)):
        return "blocked", Reason.BLOCK_PAGE
    if len(_CONSENT.findall(text or everything)) >= 3 and visible < 4000 and _apart_from_consent(text) < 400:
        return "consent", Reason.CONSENT_WALL
    if _CONSENT.search(head) and visible < 4000 and len(_CONSENT.findall(everything)) >= 2:
        return "consent", Reason.CONSENT_WALL
    if len(text) < _SHORT and (_LOGIN.search(head) or (page.password and _LOGIN.search(everything) and visible < 3000)):
        return "blocked", Reason.LOGIN_WALL
    if (
        len(text) < 300
        and visible < 1500
        and re.search(r"bitte melden sie sich an|please (?:log|sign) in|bitte loggen", everything, re.IGNORECASE)
    ):
        return "blocked", Reason.LOGIN_WALL
    return None


def _apart_from_consent(text: str) -> int:
    """Return how many characters stand in paragraphs that speak of something else: an article with a banner."""
    return sum(len(paragraph) for paragraph in text.split("\n\n") if not _CONSENT.search(paragraph))


def _is_error(page: Page, text: str, title: str) -> bool:
    """Return whether the title says that there is no such page, and little text says otherwise."""
    if len(text) > 1500:
        return False
    return bool(_ERROR.search(title) or _ERROR.search(page.title)) and (len(text) < 1000)


def _is_made_of_teasers(page: Page, lines: list[int]) -> bool:
    """Return whether the text is teasers: a linked headline, a ``mehr...`` or a date for every other line."""
    if len(lines) < 4:
        return False
    text = set(lines)
    items = run = 0
    for at in range(max(0, lines[0] - 1), min(lines[-1] + 2, len(page.lines))):
        line = page.lines[at]
        whole = len(line.text) > 15 and line.linked >= 0.9 * len(line.text)
        more = bool(line.anchors) and len(line.text) < 600 and MORE.search(line.text) is not None
        if whole or more or bracketed(line) is not None:
            items, run = items + 1, 0
        elif at in text:
            run += len(line.text)
        if run > _LONG_TEASER:
            return False
    return items >= 4 and items >= 0.5 * len(lines)


def _is_listing(page: Page, text: str, meta: Metadata, url: str, lines: list[int]) -> bool:
    """Return whether a page is a list of articles: many linked headlines, many ``mehr...``, little text of its own."""
    if meta.news and len(text) > 400:
        return False
    own = len(text)
    if meta.kind != "article" and _is_made_of_teasers(page, lines):
        return True
    root = is_front_page(url)
    if (own > 600 and meta.kind == "article") or (own >= _MUCH and not root):
        return False
    headlines = teasers = days = 0
    for line in page.lines:
        whole = line.linked >= 0.9 * len(line.text)
        headlines += whole and len(line.text) > 20 and page.boxes[line.box].tag in _HEADINGS
        teasers += bool(line.anchors) and len(line.text) < 600 and MORE.search(line.text) is not None
        days += bracketed(line) is not None
    many = headlines >= 6 or teasers >= 4 or days >= 4
    if root:
        return many or own < _MUCH
    if many and own < 700:
        return True
    linked = sum(line.linked for line in page.lines)
    if meta.kind in _LISTING_KINDS and many and own < _MUCH and not meta.published:
        return True
    return own < 300 and linked > 0.6 * max(page.sums[-1], 1) and len(page.lines) > 15 and not meta.published


def judge(context: Context, text: Text, words: str, url: str) -> Verdict:
    """Return how much of the text a page gives, and why it is no article or None.

    Args:
        context: the page.
        text: what was read from it; a report that begins with a date in brackets is an article.
        words: lead and body.
        url: the canonical address.
    """
    page, statements, title = context.page, context.statements, text.title.value
    if not text.is_dated_report:
        wall = _wall(page, words, title)
        if wall is not None:
            return wall
        if _is_error(page, words, title):
            return "free", Reason.ERROR_PAGE
        if _is_listing(page, words, statements, url, text.lines):
            return "free", Reason.LISTING_PAGE
    access: Access = "free" if statements.free and not _pleads(page, words) else "teaser"
    if len(words) < _LITTLE:
        return access, Reason.NO_TEXT
    if not title:
        return access, Reason.NO_TITLE
    return access, None


def _pleads(page: Page, text: str) -> bool:
    """Return whether the page asks for a subscription where its short text ends."""
    if len(text) > 2500:
        return False
    return any(
        20 < len(line.text) < 300 and mentions(line.text, _PLEA_PARTS) and _PLEA.search(line.text)
        for line in page.lines
    )
