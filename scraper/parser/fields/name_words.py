"""Words around names and in them: what stands before one, what is none, what an institution's name has."""

from __future__ import annotations

from scraper.parser.page.wording import Wording

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

LABEL_LINES = (
    Wording(
        "label on a line of its own",
        r"^(?:(?:article |blog )?authors?|(?:written|posted|published|words|article) by|by|von"
        r"|autor(?:/?in(?:nen)?|en)?"
        r"|verfasst von|geschrieben von|verfasser(?:in)?|redaktion|text|auteurs?|[ée]crit par|par|por|escrito por|door"
        r"|contributors?)\s*:?$",
        ("Written by", "Autorin:", "Article Authors", "Von"),
        ("Von Erika Muster", "Authors of the week"),
    ),
)
"""A label whose name follows on the next line."""

CLASSES = (
    Wording(
        "class of a byline",
        r"(?:^|[\s_-])(?:author|autor|auteur|autore|byline|verfasser|writer|creator|contribut[oe]r|redakteur"
        r"|reporter)s?"
        r"(?:[\s_-]*(?:name|link|s))?(?:$|[\s_-])|\bauthor\b|\bfn\b|\busername\b",
        ("post-author", "byline", "creator__name", "author-name", "article_authors"),
        ("authority", "contributions-list"),
    ),
)
"""Names of elements (class, id, role, itemprop) that hold the author's name."""

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
