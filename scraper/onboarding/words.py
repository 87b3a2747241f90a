"""Words by which sites call their rooms, German and English: those of news, and those of everything else.

A new word is one entry of a table. All are compared with whole segments of a path, or with the words of a link, in
lower case and with umlauts written out.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

# Rooms whose pages are news. Parts of words, since German builds "Pressemitteilungen" and "kurzmeldungen" of them.
_NEWS = re.compile(
    r"presse(?!verteiler|kontakt|bilder|fotos)|news(?!letter)|aktuell|meldung|nachricht|artikel|beitrag|beitraege"
    r"|mitteilung|newsroom|\bblog|press-?release|\bpress\b|articles?\b|stor(?:y|ies)\b|securityadvisor|bekanntmachung"
)
# Rooms whose pages are none, as whole segments.
_OTHER = re.compile(
    r"(?:tags?|tagged|themen?|topics?|thema|schlagwort\w*|stichwort\w*|keywords?|categor(?:y|ies)|kategorien?|rubriken?"
    r"|authors?|autor(?:en|innen)?|redaktion|person(?:en)?|people|team|experten|users?|profil(?:e)?|mitglieder"
    r"|events?|veranstaltung(?:en)?|aktuelle-veranstaltungen|veranstaltungskalender|termine?|kalender|calendar|agenda"
    r"|\w*-termine|\w*-themen|\w*-heftarchiv|\w*-it-guide|messen|kongresse?|seminare?|webinare?|fortbildung(?:en)?"
    r"|jobs?|stellen(?:angebote|markt|anzeigen)?|karriere|ausschreibung(?:en)?|vergabe"
    r"|impressum|imprint|datenschutz\w*|privacy|kontakt|contact|login|anmeld\w+|register|registrierung|konto|account"
    r"|logout|suche|search|expertensuche|sitemap|inhalt(?:sverzeichnis)?|newsletter|abo|abonnement|shop|mediadaten"
    r"|werbung|agb|barrierefreiheit|leichte-sprache|gebaerdensprache|glossar|faq|hilfe|help|downloads?|files?|dateien"
    r"|publikationen-bestellen|heftarchiv|hefte|ausgaben|e-?paper|it-guide|anbieter|firmen|unternehmen|produkte"
    r"|whitepapers?|bildergaleri\w*|galeri\w*|mediathek|videos?|podcasts?|bilder|fotos|images?|print|druck\w*"
    r"|wp-json|wp-content|wp-admin|wp-login|feeds?|rss|comments?|kommentare?|embed|amp|api|ajax|siteglobals|static"
    r"|page|seite|seiten|node|taxonomy|ueber-uns|about|about-us|organisation|dossiers?)"
)
# Single pages that stand beside the articles of a site where these have no room of their own.
STANDING = (
    r"impressum|imprint|datenschutz|privacy|kontakt|contact|ueber-|uber-|about|team|login|anmeld|registr|newsletter"
    r"|mediadaten|abo|agb|nutzungsbeding|barrierefrei|erklaerung-zur-|cookie|suche|search|sitemap|termine|veranstaltung"
    r"|events?(?:/|$)|kalender|jobs?(?:/|$)|karriere|stellen|presse(?:/|$)|faq|hilfe|glossar|feed|rss|autor|author|tag-"
    r"|thema-|themen|kategorie|category|archiv(?:/|$)|shop|werb|(?:die-)?redaktion(?:[/-]|$)|bildergalerie|whitepaper|leichte-sprache"
)
# Last steps of a path that lead to no article wherever they stand; those of paging have a number behind them.
STEPS = "page|seite|feed|rss|print|druck|amp|index|archiv"
# What a listing is called where links to it stand.
_SECTION = re.compile(
    r"presse(?:mitteilungen|mitteilung|meldungen|informationen|service|bereich|archiv)?|aktuelle?s?(?: meldungen)?"
    r"|(?:alle |aktuelle |weitere |kurz)?(?:meldungen|mitteilungen|nachrichten|pressemitteilungen)"
    r"|(?:alle |aktuelle |weitere |neue )?(?:artikel|beitraege)|neuigkeiten"
    r"|news(?:room)?|blog|press(?: releases?)?|latest(?: news)?|news ?archiv|(?:meldungs|nachrichten)archiv|magazin"
    r"|sicherheitshinweise"
)
_NO_NEWS_FEED = re.compile(
    r"kommentar|comment|termin|veranstaltung|event|stellen|job|karriere|podcast|video|audio|ausschreib|vergabe|publikation"
    r"|calendar|kalender|forum|gesetz|bilder|wetter"
)


def folded(text: str) -> str:
    """Return a text in lower case, its umlauts written out, percent-encoding undone, as the tables are written."""
    return unquote(text).lower().translate(_FOLDED)


def is_of_news(segment: str) -> bool:
    """Return whether a segment of a path names a room of news."""
    return _NEWS.search(folded(segment)) is not None


def is_of_others(segment: str) -> bool:
    """Return whether a segment of a path names a room whose pages are no articles."""
    name = folded(segment)
    return _OTHER.fullmatch(name) is not None or _OTHER.fullmatch(name.replace("_", "-")) is not None


def is_standing(segment: str) -> bool:
    """Return whether a segment names a single page such as an imprint, which stands beside the articles."""
    return re.match(STANDING, folded(segment)) is not None


def is_section(text: str) -> bool:
    """Return whether the text of a link, or a segment of a path, is what listings of news are called."""
    # "Presse 2026" is the list of a year.
    words = re.sub(r" ?\b(?:19|20)\d\d\b ?", "", " ".join(re.split(r"[\W_]+", folded(text))).strip())
    return _SECTION.fullmatch(words) is not None


def feed_rank(text: str) -> int:
    """Return how likely a feed is one of news by its address and title: less is likelier."""
    name = folded(text)
    if _NO_NEWS_FEED.search(name):
        return 2
    if _NEWS.search(name):
        return 0
    return 1
