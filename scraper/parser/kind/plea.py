"""Whether a page asks its reader to subscribe where its text ends."""

from __future__ import annotations

from scraper.parser.kind.facts import Facts
from scraper.parser.page.model import mentions
from scraper.parser.page.wording import Wording, any_of

PLEAS = (
    Wording(
        "call to read on",
        r"(?:diesen|den ganzen|den vollständigen|den kompletten) (?:artikel|beitrag|text) (?:jetzt )?(?:weiterlesen"
        r"|weiter lesen|lesen\b)|weiterlesen mit|(?:lesen (?-i:Sie)|lies) weiter mit|mit (?:einem )?(?:\w+-)?abo"
        r" (?:weiterlesen|lesen)|continue reading with|keep reading with",
        ("Diesen Artikel weiterlesen mit einem Abo", "Weiterlesen mit Bote Plus", "Continue reading with a plan"),
        ("Wer liest, weiß mehr.",),
    ),
    Wording(
        "call to subscribe",
        r"jetzt (?:kostenlos |gratis )?(?:abonnieren|weiterlesen|freischalten|testen)"
        r"|(?:zugang|artikel|beitrag) (?:jetzt )?freischalten|(?:abonnieren|testen) (?-i:Sie) (?:jetzt|uns|den)"
        r"|subscribe (?:now )?to (?:continue|read)|sign up to (?:continue|read)",
        ("Jetzt abonnieren und den ganzen Artikel lesen", "Subscribe to continue reading"),
        ("Abonnenten zahlen mehr.",),
    ),
    Wording(
        "question to subscribers",
        r"(?:(?-i:Sie) sind|du bist|sind (?-i:Sie)) (?:bereits|schon) (?:\w+-)?abonnent"
        r"|(?:(?-i:Sie) haben|haben (?-i:Sie)|du hast) (?:bereits|schon) ein (?:\w+-)?(?:abo|konto)"
        r"|bereits abonnent|schon abonnent|already a subscriber",
        ("Sie sind bereits Abonnent? Dann melden Sie sich an.", "Already a subscriber?"),
        ("Er ist bereits im Amt.",),
    ),
    Wording(
        "text for subscribers",
        r"(?:dieser (?:artikel|beitrag|text|inhalt) ist )?(?:exklusiv|nur) für (?:\w+-)?abonnent"
        r"|(?:dieser (?:artikel|beitrag|text|inhalt)) ist (?:nur |exklusiv )?(?:für|teil)\b"
        r"|this (?:article|content|story) is (?:only )?(?:for|available to) (?:\w+ )?(?:subscribers|members)",
        ("Nur für Abonnenten", "Dieser Artikel ist nur für Abonnenten lesbar."),
        ("Das Blatt ist für alle da.",),
    ),
)
"""How a page asks for a subscription. A sentence begins so: one that reports of subscriptions begins otherwise."""

_PLEA = any_of(PLEAS, before=r"(?:^|[.!?:…]\s+)\W{0,3}")
# Every form of it has one of these, whatever the case of a word's first letter.
_PARTS = (
    "esen",
    "bonn",
    "ereits ein ",
    "reischalt",
    "ubscri",
    "eading with",
    "chon ",
    "testen",
    "rtikel ist",
    "ign up",
)
_LONGEST_TEASER = 2500
_SIZE = range(15, 300)


def pleads(facts: Facts) -> bool:
    """Return whether a page asks for a subscription at the end of a short text.

    Args:
        facts: of the page.
    """
    # Whoever gives so much to read has no wall, but an advertisement for its subscription.
    if len(facts.words) > _LONGEST_TEASER:
        return False
    lines, start = facts.context.page.lines, facts.text.start
    found = [at for at in range(start, len(lines)) if len(lines[at].text) in _SIZE and _is_plea(lines[at].text)]
    if not found:
        return False
    # What the text goes on behind is a sentence of it, or an advertisement.
    return all(at < found[-1] for at in facts.text.lines if at not in found)


def _is_plea(text: str) -> bool:
    return mentions(text, _PARTS) and _PLEA.search(text) is not None
