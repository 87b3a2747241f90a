"""Names of people and institutions: how several that share a string are parted, and what only looks like a name."""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.parser.page.model import mentions
from scraper.parser.page.wording import Wording, any_of

MONTH = (
    r"(?:jan(?:uary?|uar|vier)?|jän(?:ner)?|feb(?:ruary?|ruar)?|f[ée]vr?(?:ier)?|m(?:ar(?:ch|s)?|är(?:z)?)"
    r"|apr(?:il)?|avril"
    r"|ma[iy]|jun[ie]?|juin|jul[iy]?|juillet|aug(?:ust)?|août|sept?(?:ember|embre)?|o[ck]t(?:ober|obre)?"
    r"|nov(?:ember|embre)?"
    r"|d[eé][cz](?:ember|embre)?)\.?"
)
"""Pattern of the months' names that stand beside names, in German, English and French."""

PREPOSITIONS = (
    Wording("preposition", r"(?:von|by|par|por|door|af|av)\b\s*:?\s*", ("Von Erika Muster", "BY: Erika Muster")),
    Wording("Italian preposition", r"(?-i:di)\s+", ("di Erika Muster",), ("Di Marco",)),
    Wording(
        "piece of work with its author",
        r"(?:(?:this is )?an? |une? |eine? )?(?:gast|guest )?(?:artikel|beitrag|kommentar|interview|essay"
        r"|analyse|bericht"
        r"|kolumne|reportage|rezension|glosse|post|article|story|report|opinion|review)\s+(?:von|by|de|par)\s+",
        ("Ein Gastbeitrag von Erika Muster", "Eine Analyse von Erika Muster", "A guest post by Erika Muster"),
        ("Ein Beitrag über Erika Muster",),
    ),
    Wording(
        "verb of writing",
        r"(?:this post was )?(?:geschrieben|verfasst|erstellt|redigiert|written|posted|published|authored|reported"
        r"|researched|created|submitted|article|words|[ée]crit|publi[ée]|rédigé|propos recueillis|escrito"
        r"|scritto|a cura"
        r"|geschreven|skrivet|skrevet|tekst)\s+(?:von|by|par|por|da|di|door|af|av)\s*:?\s*",
        ("Written by Erika Muster", "Écrit par Erika Muster", "Geschreven door Erika Muster"),
        ("Written in stone",),
    ),
)
"""Words before a name, after which a sentence may go on ("Von der Fähre zum Kran"): only a person's name counts."""

LABELS = (
    Wording(
        "label",
        r"(?:article )?(?:(?:gast)?autor(?:/?in(?:nen)?|en)?|(?:guest )?authors?|auteur(?:e|rice)?s?|autore"
        r"|autora|verfasser(?:in)?"
        r"|redakteur(?:in)?|redaktion|text|texte|tekst|words|contributors?|reporter(?:in)?|interview)(?:\(s\))?\s*:\s*",
        ("Autorin: Erika Muster", "Text: Erika Muster", "Tekst: Erika Muster", "Author(s): Erika Muster"),
        ("Text Mining",),
    ),
    Wording(
        "label for several genders or trades",
        r"(?:autor(?:in)?|verfasser(?:in)?|redakteur(?:in)?)\s*/\s*-?(?:autor(?:in)?|in|redakteur(?:in)?"
        r"|redaktion)\b\s*:?\s*",
        ("Autorin/Autor Erika Muster", "Autor/Redakteur: Erika Muster", "Autor/-in: Erika Muster"),
    ),
    Wording(
        "trade before the name",
        r"(?:autor(?:in|en)?|author|text)\s+(?=\S+\s+\S)",
        ("Autorin Erika Muster",),
        ("Autor",),
    ),
)
"""Labels before a name, after which an account or an institution counts too."""

NO_NAMES = (
    Wording(
        "preposition alone",
        r"^(?:by|von|und|and)$",
        ("by", "Von"),
        ("Vonhof",),
    ),
    Wording(
        "account of a system",
        r"^(?:\w*admin|administrator|super ?user|webmaster|editor|guest|gast|publisher|root|user\d*)$",
        ("admin", "Super User", "wpadmin"),
        ("Erika Gast",),
    ),
    Wording(
        "nobody",
        r"^(?:no author|unknown|unbekannt|null|none|undefined|n/a|anonymous|anonym)$",
        ("No Author", "undefined"),
        ("Nonnenmacher",),
    ),
    Wording(
        "editorial office without a name",
        r"^(?:die redaktion|redaktion(?:ell\w*)?|red\.?|staff|team)$",
        ("Redaktion", "red."),
        ("Redaktion Nord",),
    ),
    Wording(
        "number, day or time",
        r"^(?:\d.*)$",
        ("5 min read", "12.3.2024"),
        ("Erika",),
    ),
    Wording(
        "address",
        r"^(?:.*@.*|.*https?://.*|www\..*)$",
        ("em@bote.example", "https://bote.example/em"),
        ("Erika",),
    ),
    Wording(
        "month and day",
        rf"^(?:{MONTH}\s*\d.*)$",
        ("December 20", "Dec. 19", "Mai 2024"),
        ("April Muster", "Frank Decker 5"),
    ),
    Wording(
        "label or credit of a picture",
        r"^(?:(?:images?|photos?|fotos?|bild|video|quelle|source|stand|credit|illustration"
        r"|grafik)\s*[:\[].*|written by|authors?)$",
        ("Foto: Archiv", "Image [M]"),
        ("Bildner",),
    ),
    Wording(
        "reading time",
        r"^(?:(?:min(?:s|uten?|utes)?\.?\s*)?(?:read(?:ing time)?|lesezeit|lesedauer)\b.*|mins?\b.*)$",
        ("min read", "Lesezeit: 5 Minuten", "mins"),
        ("Reader", "Mina"),
    ),
    Wording(
        "software and its makers",
        r"^(?:typo3.*|wordpress|joomla!?.*|drupal|contao.*|plone|government site builder"
        r"|.*\bversion \d.*|microsoft .*|adobe .*|.*\b(?:cms|webdesign|web-?agentur"
        r"|internetagentur)\b.*)$",
        ("TYPO3 CMS", "Ratssoft Version 5.5", "Webdesign Muster"),
        ("Erika Muster",),
    ),
)
"""What stands where a name is expected and is none."""

_TRADE_WORDS = (
    r"(?:reporter|redakteur|redaktor|editor|journalist|autor|author|writer|correspondent|korrespondent|chefredakteur"
    r"|volont(?:ä|ae)r|columnist|kolumnist|contributor|herausgeber|gastautor|producer|photographer|fotograf|attorney"
    r"|sprecher|pressesprecher)(?:in|innen|s)?(?:\s+(?:in|at|bei|für|for|of|der|des|to)\s.*)?"
)
TRADES = (
    Wording(
        "trade with any words before it",
        rf"^(?:[\w&.'’-]+\s+){{0,5}}{_TRADE_WORDS}$",
        ("Bote Columnist", "Redakteurin", "Reporter at The Bote"),
        ("Erika Muster", "Reporterin Erika Muster"),
    ),
)
"""What a person does, said after the name; alone it is an account that several share ("Community Editor")."""

ROLES = (
    Wording(
        "trade",
        r"^(?:(?:freier?|senior|chief|deputy|staff|political|science|business|sports?|world|lifestyle|foreign"
        r"|managing|chef"
        r"|associate|assistant|technology|health|education|environment|culture|economics?|investigative"
        r"|national)[\s-]+)*"
        rf"{_TRADE_WORDS}$",
        ("Senior Reporter", "Redakteurin", "Reporter at The Bote", "Deputy Managing Editor"),
        ("Erika Muster", "Community Editor"),
    ),
    Wording(
        "office in a house",
        r"^(?:chief [\w ]{0,40}officer|(?:co-?|vice |deputy )?(?:founder|ceo|cto|chair|director|president|manager|head"
        r"|leiter(?:in)?|professor(?:in)?)\b.*)$",
        ("Co-Founder & Director", "Head of Communications", "Leiterin Presse"),
        ("Headley", "Erika Muster"),
    ),
    Wording(
        "degree",
        r"^(?:ph\.? ?d\.?|m\.? ?d\.?|jr\.?|sr\.?|m\.?a\.?|m\.?sc\.?|m\.?p\.?h\.?|ll\.?m\.?|mba|rn"
        r"|r\.?d\.?n?\.?|esq\.?|cpa|cfp®?|psp|do|dvm|vmd|lvt|[a-z]{2,4},?\s(?:cpa|cfp)|dr\.?|prof\.?)$",
        ("Ph.D.", "MBA", "CFP®"),
        ("Maria", "Dora"),
    ),
)
"""What a person is, said after the name."""

INSTITUTIONS = (
    Wording(
        "authority",
        r"ministerium|ministry|ministère|ministerio|behörde|amt\b|\b(?:landes|bundes)\w+|senat"
        r"|staatskanzlei|regierung"
        r"|department|referat|dezernat|abteilung|direktion|direction|\bbüro|\bamts|gericht|staatsanwaltschaft"
        r"|polizei|court\b"
        r"|authority|\bagency|agentur|office (?:of|for)|commission|kommission|parlament|bundestag|landtag|fraktion",
        ("Ministerium für Inneres", "Referat Kommunikation", "Landesamt für Technik", "Department of Health"),
        ("Erika Muster", "Amtmann"),
    ),
    Wording(
        "house of another kind",
        r"\bstadt\b|landkreis|gemeinde\b|universit|hochschule|institut|verband|verein|zentrale|zentrum|stiftung|anstalt"
        r"|gesellschaft|akademie|kammer\b|museum|\bpartei|association|foundation|college|school of|society"
        r"|center|centre"
        r"|council|\bteam\b|\bgmbh\b|\bag\b|\be\.?v\.?(?:$|\s)|\bltd\b|\binc\b|\bllc\b|collective|\bnews\b"
        r"|pressestelle",
        ("Stadt Quellstadt", "Hochschule für Technik", "Fährverein e.V.", "The Ferry Association"),
        ("Erika Muster", "Stadtler"),
    ),
)
"""What a name has that is an institution's."""

OFFICES = (
    Wording(
        "editorial office",
        r"redaktion|redakcja|redacci[oó]n|rédaction|redazione|newsroom|newsdesk|news desk|editorial|pressestelle"
        r"|news service|presseportal",
        ("Bote24 Redaktion", "Redaktion Nord", "Newsdesk"),
        ("Erika Muster", "Redakteurin"),
    ),
)
"""An office that signs where no person does."""

_LEAD_IN = any_of((*PREPOSITIONS, *LABELS), before=r"^\s*")
_LABEL = any_of(LABELS, before=r"^\s*")
_NO_NAME = any_of(NO_NAMES)
_ROLE = any_of(ROLES)
_TRADE = any_of(TRADES)
_INSTITUTION = any_of(INSTITUTIONS)
_OFFICE = any_of(OFFICES)
# A part of each word of these tables: most names have none, and the patterns take ten times as long.
_INSTITUTION_PARTS = (
    "minist", "behörde", "amt", "landes", "bundes", "senat", "kanzlei", "regierung", "depart", "refer", "dezernat",
    "abteil", "dire", "büro", "gericht", "staatsanw", "polizei", "court", "author", "agen",
    "office", "ommission", "parla",
    "bundestag", "landtag", "fraktion", "stadt", "kreis", "gemeinde", "univers", "hochschule", "institut", "verband",
    "verein", "zentr", "stiftung", "anstalt", "gesellschaft", "akademie", "kammer", "museum", "partei", "associat",
    "foundation", "college", "school of", "society", "cent", "council", "team", "gmbh", "ag", "e.v", "ev", "ltd", "inc",
    "llc", "collective", "news", "pressestelle", "redak", "redacc", "rédac", "redaz", "editorial", "presseportal",
)  # fmt: skip
_TAG = re.compile(r"<[^<>]{0,300}>")
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{1,80}[)\]]")
_HANDLE = re.compile(r"\s+@\w+|\b(?:https?://|www\.)\S+")
# What may follow a name: the house, the occasion.
_AFTER = re.compile(
    r"\s+(?:[–—|•·-]\s|@\s|for the\s|im Gespräch\b|im Interview\b|mit dpa\b|on behalf of\b|edited by\b|für die\s).*",
    re.IGNORECASE,
)
# A day that a template sets right behind the name: "谢若含2017-03-01".
_DAY_BEHIND = re.compile(r"\s*\d{4}\s?[-./年].*$")
# Strong separators part any two names; weak ones may stand inside the name of an institution.
_STRONG = re.compile(r"\s*[;|/+、·]\s*|\s*\n\s*")
_WEAK = re.compile(
    r"\s*,\s*(?:(?:und|and|et|sowie)\s+)?|\s+(?:und|and|&|et|y|och|og|sowie|ve)\s+|\s+mit\s+(?=(?-i:[A-ZÄÖÜ]))",
    re.IGNORECASE,
)
_EDGES = ' .:,–-•*"“”„'
_LONGEST_NAME = 60
_LONGEST_INSTITUTION = 120
_LONGEST_TEXT = 1000
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽΑ-ΩА-Я]"
_WORD = re.compile(rf"{_CAPITAL}[\w’'.]*(?:[-‐]{_CAPITAL}?[\w’'.]+)*|[dDlL]['’]{_CAPITAL}\w+")
_PARTICLES = frozenset(
    "von van vom zu zum zur de der den del della di da dos das do la le al bin ten ter el y af".split()
)
_TITLES = frozenset(("dr", "prof", "mr", "mrs", "ms", "sir", "dame", "frau", "herr", "rev", "med", "jur", "phil"))
# Words of headings, menus and labels, which no name has.
_NEVER = frozenset(
    "a about alle alles all also an and archiv artikel article at august auf aus beitrag best blog blogs"
    " breaking by com"
    " contact comments cyber data das dem den der die digital digitale digitaler digitales ein eine events"
    " for foto from"
    " get guide health healthy help home how in info information interview ist kein kontakt latest live living lokales"
    " magazin magazine may mehr meldung menu min mins mit nachrichten neu neue neuer neues news newsletter no not of on"
    " online open our pdf podcast politik post posts press presse pressemitteilung pressemitteilungen print public read"
    " recent report review search security share show skip smart sport stories story subscribe table tags"
    " team teilen the"
    " this tips to today top travel trending uhr und updated update video view views von welcome what where why wie wir"
    " wirtschaft with your you sign out log select page first posted culture load policy order business"
    " daily weekly world international national social media photo image special life"
    " monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag"
    " samstag sonntag"
    " january february march july october november december januar februar märz juli oktober dezember".split()
)
# Two words that a template sets without a blank ("ChecklistsJust"); "MacArthur" and "SanSone" are one.
_GLUED = re.compile(rf"[a-zà-ÿ]{{4,}}{_CAPITAL}")
# German nouns and adjectives of subjects ("Innere Sicherheit"), which stand where bylines stand.
_SUBJECT = re.compile(
    r"(?:ung|heit|keit|schaft|tät|ismus|ment|medien|recht|wesen|dienst|isch\w{0,2}|liche[rs]?|enz)(?:en)?$"
)
_FEWEST_WORDS, _MOST_WORDS = 2, 5
_LONGEST_GIVEN = 3
# A last word in capitals alone is a code ("KI", "GmbH"), unless the whole name is in capitals.
_LONGEST_CODE = 4
# Shorter words in capitals are codes of agencies and authorities ("AFP", "BSI"), not names that are shouted.
_SHORTEST_SHOUTED = 3


@lru_cache(maxsize=4096)
def looks_like_person(name: str) -> bool:
    """Return whether a name has the form of a person's: given and family name, particles and initials."""
    words = name.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or len(name) > _LONGEST_NAME:
        return False
    named = [word for word in words if word not in _PARTICLES and word.strip(".").lower() not in _TITLES]
    if len(named) < _FEWEST_WORDS or words[-1] in _PARTICLES:
        return False
    if any(word.lower() in _NEVER or not _WORD.fullmatch(word) for word in named):
        return False
    if any(map(_GLUED.search, named)):
        return False
    if named[-1].isupper() and len(named[-1]) <= _LONGEST_CODE and not name.isupper():
        return False
    return not (
        _SUBJECT.search(named[-1]) or is_institution(name) or _TRADE.fullmatch(name) or _NO_NAME.fullmatch(name)
    )


@lru_cache(maxsize=4096)
def is_institution(name: str) -> bool:
    """Return whether a name is an authority's, a society's, a company's."""
    if not mentions(name.lower(), _INSTITUTION_PARTS):
        return False
    return _INSTITUTION.search(name) is not None or _OFFICE.search(name) is not None


@lru_cache(maxsize=4096)
def is_office(name: str) -> bool:
    """Return whether a name is that of an editorial office, which counts where no person is named."""
    return _OFFICE.search(name) is not None


def without_lead_in(text: str) -> str:
    """Return a text without the words before a name: ``Ein Gastbeitrag von``, ``Autorin:``."""
    found = _LEAD_IN.match(text)
    return text[found.end() :] if found else text


def lead_in_end(text: str) -> int:
    """Return where the name begins in a text that begins with the words before one; 0 in any other."""
    found = _LEAD_IN.match(text)
    return found.end() if found else 0


def is_labelled(text: str) -> bool:
    """Return whether a text begins with a label of authors."""
    return _LABEL.match(text) is not None


def parted(text: str) -> tuple[str, ...]:
    """Return the names that share a string; lead-ins, roles, degrees and notes go.

    Args:
        text: as a page gives it: ``Von Erika Muster und Ole Beispiel, Redakteure``, ``Muster, Erika``.
    """
    return _parted(text[:_LONGEST_TEXT])


# A page says the same several times, and a site on every page.
@lru_cache(maxsize=4096)
def _parted(text: str) -> tuple[str, ...]:
    """Return the names that share a string of no more than usual length."""
    if "<" in text:
        text = _TAG.sub(" ", text)
    plain = _HANDLE.sub("", _ASIDE.sub("", text)).strip()
    found = []
    for part in _STRONG.split(without_lead_in(plain)):
        found += [name for piece in _weakly_parted(part) if (name := _name(piece))]
    return tuple(name for at, name in enumerate(found) if at == 0 or not _TRADE.fullmatch(name))


def _weakly_parted(text: str) -> list[str]:
    """Return the names between commas and conjunctions; inverted names and names of institutions stay whole."""
    pieces, separators = _pieces(text)
    if len(pieces) == 1:
        return pieces
    inverted = _inverted(pieces, separators)
    if inverted:
        return inverted
    found: list[str] = []
    start = 0
    while start < len(pieces):
        end = _end_of_institution(pieces, separators, start) if is_institution(pieces[start]) else start + 1
        found.append(pieces[start] + "".join(separators[at - 1] + pieces[at] for at in range(start + 1, end)))
        start = end
    return found


def _pieces(text: str) -> tuple[list[str], list[str]]:
    """Return what stands between the weak separators of a text, and the separators."""
    pieces, separators, at = [], [], 0
    for found in _WEAK.finditer(text):
        pieces.append(text[at : found.start()])
        separators.append(found[0])
        at = found.end()
    return [*pieces, text[at:]], separators


def _is_comma(separator: str) -> bool:
    """Return whether a separator is a comma and no more."""
    return separator.strip() == ","


def _inverted(pieces: list[str], separators: list[str]) -> list[str]:
    """Return the names of ``Muster, Erika`` or ``Muster, Erika und Beispiel, Ole``; none where they aren't inverted."""
    if len(pieces) % 2:
        return []
    if not all(_is_comma(separator) == (at % 2 == 0) for at, separator in enumerate(separators)):
        return []
    pairs = list(zip(pieces[::2], pieces[1::2], strict=True))
    return [f"{given} {family}" for family, given in pairs] if all(_is_inverted(*pair) for pair in pairs) else []


def _is_inverted(family: str, given: str) -> bool:
    """Return whether two pieces are one family name and the given names that belong to it."""
    families, givens = family.split(), given.split()
    if not families or not givens or len(givens) > _LONGEST_GIVEN:
        return False
    if any(word.lower() not in _PARTICLES for word in families[:-1]):
        return False
    if family.isupper() or given.lower() in _NEVER or _ROLE.fullmatch(given) or _ROLE.fullmatch(family):
        return False
    return looks_like_person(f"{given} {families[-1]}") and not given.strip(".").isupper() | is_institution(family)


def _end_of_institution(pieces: list[str], separators: list[str], start: int) -> int:
    """Return the piece after the last that belongs to an institution: ``für Wissenschaft, Forschung und Kultur``.

    Its subjects are listed with commas and end with a conjunction, so a person after the conjunction is another author.
    """
    open_ended = re.search(r"\b(?:für|for|of|des|der|de)\b", pieces[start]) is not None
    end = start + 1
    for at in range(start + 1, len(pieces)):
        person = looks_like_person(pieces[at].strip())
        if _is_comma(separators[at - 1]):
            last = at + 1 == len(pieces)
            if is_institution(pieces[at]) or (person and (last or not open_ended)) or (last and not open_ended):
                break
        elif (person and not open_ended) or is_institution(pieces[at]):
            break
        else:
            return at + 1
    return end


def _name(piece: str) -> str:
    """Return a piece of a list of authors as a name, or nothing where it is none."""
    name = without_lead_in(piece.strip()).strip(_EDGES)
    name = _AFTER.sub("", _DAY_BEHIND.sub("", name)).strip()
    longest = _LONGEST_INSTITUTION if is_institution(" ".join(name.split()[:2])) else _LONGEST_NAME
    if not 2 <= len(name) <= longest or _NO_NAME.fullmatch(name) or _ROLE.fullmatch(name):
        return ""
    return _spoken(name)


def _spoken(name: str) -> str:
    """Return a person's name that is written in capitals as others are: ``ERIKA MUSTER`` is ``Erika Muster``."""
    if not name.isupper() or not all(len(word) >= _SHORTEST_SHOUTED for word in name.split()):
        return name
    return name.title() if looks_like_person(name) else name
