"""How pages word what stands inside the text's box and is no part of the text, as tables of wordings.

The tables only say what a line reads like. Whether it is left out also depends on where it stands, which is decided in
:mod:`scraper.parser.fields.boilerplate`.
"""

from __future__ import annotations

from scraper.parser.page.wording import Wording, any_of

# A word that begins with a capital letter, and small words that stand between the words of names.
_CAPITALIZED = r"(?-i:[^\W\da-zß-öø-ÿ_][\w.'’-]*)"
_NAMES = rf"{_CAPITALIZED}(?:[ ,/]+(?:{_CAPITALIZED}|und|and|von|van|der|den|de|dem|zu|di|da|la|le|für|for|dpa|afp))*"
# What the words "article" and "page" are in the languages of the press that is read.
_THING = r"(?:artikel|beitrag|meldung|seite|nachricht|text|article|story|page|post|artículo|articolo|artykuł|artikeln?)"
_THIS = rf"(?:(?:dies(?:en|e|es|er)?|den|die|this|the|cet|este|questo|ten|dit|den här) )?(?:{_THING} )?"
# What systems number, as their editors see it below a text.
_NUMBERED = r"(?:artikel|article|beitrags?|dokument(?:en)?|document|meldungs?)"
_DAY_FOLLOWS = r"(?:\s*:|\s*$|\s+(?:am|on|by|von|vor|vom|um|at|zuletzt|gestern|heute)\b|\s+\W*(?:\d|(?-i:[A-ZÄÖÜ])))"

BYLINES = (
    Wording(
        "byline",
        rf"(?:von|by) {_NAMES}\s*(?:[,|•·(–-].*)?$",
        ("Von Erika Muster", "VON ERIKA MUSTER", "By Ann Sample and Tom Test", "Von Max Beispiel, Musterstadt"),
        ("Von Hand geführte Listen entfallen", "Von Mai an gelten neue Regeln", "By 2030 all offices are online"),
    ),
    Wording(
        "byline with an office",
        rf"(?:von|by) {_NAMES} .{{0,40}}\b(?:\w*(?:reporter|correspondent|editor|writer|broadcaster|news)"
        r"|\w*(?:redakteur|korrespondent|volontär)(?:in)?)$",
        ("By Ann Sample Environment reporter", "Von Erika Muster, unsere Rathausredakteurin"),
        ("By the editor",),
    ),
    Wording(
        "labelled byline",
        r"(?:text|autor(?:in)?(?:nen)?|author)(?:\s*:|/(?:redakteur(?:in)?|foto)|\s+und\s+fotos?\s*:|$)",
        ("Text: Erika Muster", "Autorin: Erika Muster", "Text und Foto: Erika Muster", "Autor"),
        ("Text und Daten sicher verbinden", "Autoren gesucht"),
    ),
    Wording(
        "stamp",
        r"(?:stand|datum|(?:zuletzt )?(?:aktualisiert|geändert)|veröffentlicht|erstellt"
        r"|(?:last )?updated|published|posted)"
        rf"{_DAY_FOLLOWS}",
        (
            "Stand: 05.09.2024, 14:05 Uhr",
            "Veröffentlicht am 3. Mai",
            "Updated March 3, 2024",
            "Stand Mai 2024",
            "Datum",
        ),
        ("Stand der Umsetzung in den Ländern", "Published works of the office", "Standort Musterstadt"),
    ),
    Wording(
        "reading time",
        r"(?:lesezeit|lesedauer|reading time)\b|\d+ ?min(?:ute[ns]?)?\.? (?:lesezeit|lesedauer|read)\b",
        ("Lesezeit: 3 Minuten", "4 min read", "5 Minuten Lesezeit"),
        ("Lesezeitung der Schule",),
    ),
)
"""Lines about the article that stand above or below it."""

ADDRESSES = (
    Wording(
        "address of the author",
        r"(?:e-?mail: ?)?[\w.+-]+@[\w-]+\.[\w.-]+$|(?:twitter:? ?)?@\w+$|(?:www\.)?[\w-]+\.[a-z]{2,3}(?:\.[a-z]{2})?$",
        ("erika.muster@bote.example", "Twitter: @bote", "www.bote.com"),
        ("muster@bote ist die Adresse", "https://bote.example/a"),
    ),
)
"""Addresses of the author, which begin with any word."""

SERVICES = (
    Wording(
        "share or print",
        rf"{_THIS}(?:auf \w+ )?(?:teilen|drucken|ausdrucken|merken|speichern|versenden|weiterempfehlen|empfehlen|share"
        r"|print|save|partager|imprimer|condividi|stampa|compartir|imprimir|udostępnij|drukuj|delen|dela)"
        r"(?:\s*[:!.]?|\s+mit\s*:|\s+(?:auf|per|via|über|bei|mit|on|with|by|sur|su|en|na|op|på) [\w@.-]+(?: [\w-]+)?"
        rf"|\s+(?:sie )?(?:dies(?:en|e|es)|this|the|cet|este|questo|ten|dit) {_THING})$",
        ("Teilen", "Artikel teilen", "Auf Mastodon teilen", "Share this article", "Diese Seite drucken", "Drucken"),
        ("Drucken ist nicht mehr nötig", "Teilen der Daten wird Pflicht", "Daten teilen und nutzen"),
    ),
    Wording(
        "share or print, French and Polish",
        rf"(?:partager|imprimer|condividi|stampa|compartir|imprimir|udostępnij|drukuj) .{{0,12}}{_THING}$",
        ("Partager cet article", "Condividi questo articolo", "Udostępnij artykuł"),
        ("Partager les données entre communes",),
    ),
    Wording(
        "listen",
        rf"(?:{_THIS}(?:vorlesen(?: lassen)?|anhören)|(?:listen to|écouter|ascolta|escuchar|posłuchaj|luister)"
        rf"(?: .{{0,10}}{_THING})?)$",
        ("Vorlesen", "Artikel anhören", "Listen to this article", "Écouter l'article"),
        ("Kinder vorlesen lassen lernen", "Listen to the citizens"),
    ),
    Wording(
        "enlarge a picture",
        r"(?:(?:bild|foto|grafik|karte|ansicht) (?:vergrößern|verkleinern|herunterladen|in originalgröße)"
        r"|(?:vergrößern|enlarge|zoom)|(?:enlarge|view larger|expand) (?:this )?(?:image|picture|photo)"
        r"|agrandir l['’]image|ingrandisci|ampliar(?: imagen)?|powiększ)(?:\s*[(+»].*)?$",
        ("Bild vergrößern", "Grafik herunterladen", "View larger image", "Agrandir l’image", "Vergrößern"),
        ("Bild der Lage vergrößern helfen",),
    ),
    Wording(
        "skip or page on",
        r"(?:continue reading|skip (?:past|to)|zurück zu[rm]?|back to|weiter zu[rm]?)\b.{0,30}$"
        r"|zu[rm] (?:artikel|beitrag|meldung)$"
        r"|(?:next|previous|nächste[rs]?|vorherige[rs]?)(?: (?:artikel|beitrag|meldung|article|post|story))?\s*:",
        ("Continue reading the main story", "Back to listing", "Zum Artikel", "Nächster Artikel: Brücke gesperrt"),
        ("Next stop Musterstadt",),
    ),
    Wording(
        "remarks",
        r"(?:\d+ )?(?:kommentare?|comments?|commentaires?|komentarze)(?: ?\(?\d+\)?|\s*:)?$"
        r"|(?:kommentare? (?:schreiben|verfassen|lesen|anzeigen|abgeben)|(?:leave|post|add) a comment)$",
        ("Kommentare (3)", "12 Kommentare", "Kommentar schreiben", "Leave a comment"),
        ("Kommentare der Parteien zum Haushalt", "Kommentare werden geprüft"),
    ),
    Wording(
        "advertisement",
        r"(?:anzeigen?|werbung|advertisement|publicité|reklam[ea]?|publicidad|pubblicità)(?:\s*[:•|–-].*)?$",
        ("Anzeige", "REKLAM", "Advertisement", "- Anzeige -".strip(" -")),
        ("Anzeige gegen Unbekannt erstattet",),
    ),
    Wording(
        "tags",
        r"(?:tags?|themen|schlagw(?:ort|orte|örter)|keywords)\s*:",
        ("Tags: Rathaus, Akten", "Schlagwörter: Rathaus"),
        ("Themen der Sitzung", "Tagesordnung: drei Punkte"),
    ),
    Wording(
        "wire service's note",
        r"(?:original-content von|pressekontakt und original-content)\b",
        ("Original-Content von: Stadt Musterstadt", "Pressekontakt und Original-Content von"),
        ("Original und Kopie",),
    ),
    Wording(
        "number of the article",
        rf"\((?:{_NUMBERED}[- ]?)?id\s*:?\s*\d{{4,}}\)$|(?:{_NUMBERED}[- ]?)?id\s*:\s*\d{{4,}}$"
        rf"|\(?{_NUMBERED}[- ]?(?:id|nr|nummer|number)\b\.?\s*:?\s*\d{{3,}}\)?$",
        ("(ID:50481516)", "ID: 4347001", "Artikel-Nr. 204711", "(Artikel-ID: 998877)", "Meldungsnummer: 20260401"),
        ("ID 4711", "ID: 12 Stellen und eine Prüfziffer", "(ID:50481516) steht auf jedem Bescheid", "Nr. 4711"),
    ),
    Wording(
        "player that loads",
        r"(?:(?:player|video|inhalt) )?wird geladen|loading(?:\s*(?:\.{3}|…))?$",
        ("Wird geladen", "Video wird geladen", "Loading …"),
        ("Geladen wird zu Hause", "Loading docks are full"),
    ),
)
"""Buttons and notes of the page, whatever element they stand in; the whole line reads like one."""

SIGN_OFFS = (
    Wording(
        "wire service's sign-off",
        r".{0,80}\b(?:übermittelt durch|transmitted by"
        r"|transmis par) [\w ]{3,30}$",
        ("Original-Content von: Stadt Musterstadt, übermittelt durch Bote aktuell",),
        ("Die Daten werden an das Land übermittelt",),
    ),
)
"""What a wire service sets under the text; it begins with any word."""
SIGN_OFF_PARTS = ("mittelt durch", "MITTELT DURCH", "ransmi", "RANSMI")
"""One of these stands in each sign-off."""

POINTERS = (
    Wording(
        "read on, German",
        r"(?:auch interessant|mehr (?:zum thema|dazu|von|aus|auf|kolumnen|themen)\b"
        r"|(?:lesen|sehen|hören) sie (?:auch|mehr"
        r"|hier)|siehe auch|auch lesen|zum artikel\s*:|zum thema\s*(?::|$)|passend dazu|weiterlesen"
        r"|das könnte)",
        ("Mehr zum Thema", "Lesen Sie auch: Brücke gesperrt", "Siehe auch", "Zum Thema"),
        ("Mehr Menschen als je zuvor", "Zum Thema Datenschutz sprach der Landrat"),
    ),
    Wording(
        "read on, English",
        r"(?:(?:also )?(?:long)?reads?(?: (?:more|next|also|our)\b|\s*:)|most read|more (?:from|on|stories)\b|more\s*:"
        r"|related\s*(?::|$|\w+$|\w+\s*:)"
        r"|see also\b|you (?:may|might) (?:also )?like)",
        ("Read more", "Read more: a bridge is closed", "More from the council", "See also", "Related articles"),
        ("Reading is more than a hobby", "More people from towns come"),
    ),
    Wording(
        "read on, other languages",
        r"(?:(?:à )?lire (?:aussi|également)|leggi anche|czytaj (?:więcej|też|także)|zobacz (?:też|także)"
        r"|dowiedz się więcej|lea también"
        r"|(?:te|le) puede interesar|leia (?:também|mais)|lees ook|läs (?:mer|också)|les også"
        r"|(?:читайте|смотрите) также)",
        ("À lire aussi", "Czytaj też: most zamknięty", "Lees ook"),
        ("Lire les journaux",),
    ),
)
"""Pointers to other articles; nothing that ends a sentence follows."""

PLEAS = (
    Wording(
        "external content",
        r"article (?:content|continues below)|(?:empfohlener )?(?:redaktioneller|externer) inhalt"
        r"|externen inhalt anzeigen|an dieser stelle (?:finden sie|findest du) "
        r"|ich bin damit einverstanden, dass mir (?:der )?(?:externe|inhalte)",
        ("Externer Inhalt", "An dieser Stelle finden Sie ein Video."),
        ("An dieser Stelle stand die alte Brücke.",),
    ),
    Wording(
        "player that fails",
        r"we apologi[sz]e, but this video|try refreshing your browser|your browser does not support"
        r"|ihr browser unterstützt (?:kein|diese)",
        ("We apologize, but this video has failed to load.", "Ihr Browser unterstützt kein HTML5-Video."),
        ("Ihr Browser ist aktuell.",),
    ),
    Wording(
        "call to subscribe",
        r"(?:please )?(?:sign|log) in (?:to|or)\b|subscribe (?:now|today|to)\b|sign up (?:for|to)\b"
        r"|get (?:the|our) latest news|get our |create an account|jetzt (?:abonnieren|registrieren|anmelden)"
        r"|follow us|folgen sie uns|unterstützen? (?:sie )?uns|for more stories like this|do you have a story",
        ("Sign up for our letter", "Jetzt abonnieren", "Folgen Sie uns auf Mastodon", "Unterstütze uns"),
        ("Signs of progress", "Jetzt können sich alle anmelden"),
    ),
    Wording(
        "notice of the publisher",
        r"this article contains affiliate links|il vous reste [\d.,]+ ?%",
        ("This article contains affiliate links", "Il vous reste 80 % de cet article à lire."),
        ("Il vous reste un mois",),
    ),
)
"""Pleas that stand between paragraphs."""

APPENDICES = (
    Wording(
        "about the author",
        r"(?:über (?:den|die|unseren?) autor(?:in|en|innen)?|zu[rm] (?:autor(?:in)?|person)|about the authors?)\b",
        ("Über die Autorin", "Zur Person", "About the author"),
        ("Über den Fluss", "Zur Personalplanung"),
    ),
    Wording(
        "contact",
        r"(?:kontakt|(?:presse|ihr )?(?:kontakt|ansprechpartner(?:in)?)|(?:press|media) contacts?|contact presse)\b",
        ("Kontakt", "Pressekontakt", "Ansprechpartnerin", "Media contact"),
        ("Kontakte knüpfen",),
    ),
    Wording(
        "further material",
        r"(?:weitere|weiterführende|mehr) (?:informationen|infos|links|artikel|beiträge|meldungen)\b|zum weiterlesen\b"
        r"|further reading\b|(?:das könnte (?:sie|dich|euch) auch|ähnliche (?:artikel|beiträge))\b"
        r"|related (?:articles?|stories|posts|content)\b|you (?:may|might) also\b|more stories\b",
        ("Weitere Informationen", "Weiterführende Links", "Further reading", "Das könnte Sie auch interessieren"),
        ("Weitere Schritte",),
    ),
    Wording(
        "sources",
        r"quellen(?:angaben|verzeichnis)?\b|suggested citation\b|zitiervorschlag\b",
        ("Quellen", "Quellenverzeichnis", "Suggested citation"),
        ("Quellensteuer",),
    ),
)
"""Headings of what follows the text; nothing that ends a sentence follows in the line."""
APPENDIX_LETTERS = frozenset("üzakpimcwfdärysqÜZAKPIMCWFDÄRYSQ")
"""The letters that they begin with."""

CREDITS = (
    Wording(
        "labelled credit",
        r"\(?(?:foto|bild|bildquelle|bilder|(?:original )?(?:quelle|source)|photo|grafik|bildnachweis|copyright|credit"
        r"|fot\.|źródło|fuente|fonte|источник|фото)s?\s*:",
        ("Foto: Stadt Musterstadt", "(Bildquelle: Stadt)", "Photos: Ann Sample"),
        ("Bilder der Woche", "Fotografie: ein Handwerk"),
    ),
    Wording(
        "copyright sign",
        r"©|\(c\)\s+(?-i:[A-ZÄÖÜ\d])",
        ("© Stadt Musterstadt", "(c) Erika Muster"),
        ("(c) die Zahl der Schulungen",),
    ),
)
"""Lines that begin like the credit of a picture."""

LINKED_POINTERS = (
    Wording(
        "here",
        r".{0,100}\b(?:(?:lesen|finden|erfahren|sehen|hören|gibt es|geht es) (?:sie |ihr )?(?:mehr )?hier"
        r"|click here|hier klicken)\b",
        ("Mehr über die Brücke lesen Sie hier.", "CLICK HERE TO GET OUR APP"),
        ("Hier steht die alte Brücke",),
    ),
)
"""Pointers that are told from a sentence by being a link and nothing else."""

_STARTS = (
    # Bylines and stamps.
    "von by e-m ema tex aut sta dat zul akt geä ver ers las upd pub pos les rea"
    # Buttons and notes.
    " die den thi the cet est que ten dit art bei mel sei nac sto pag auf tei dru aus mer spe wei emp sha pri sav par"
    " imp con com udo del vor anh lis éco asc esc lui bil fot gra kar ans enl zoo vie exp agr ing amp pow ski zur"
    " bac zu zum nex pre näc kom lea add anz wer adv rek tag sch key ori pla vid inh wir loa"
    # Numbers of articles, in parentheses or not.
    " (id (ar (do (me (be id: id dok doc"
    # Pointers and pleas.
    " auc meh seh hör sie das pas als lon mos mor rel see you lir leg czy zob dow te le lei lee läs чит смо"
    " red ext an ich we try ihr ple sig log sub get cre jet fol unt for do il"
)
BEGINNINGS = frozenset(word.ljust(3) for word in _STARTS.split()) | {"à l"}
"""The first three signs of bylines, services, pointers and pleas in lower case, so that most lines need no pattern."""

BYLINE = any_of(BYLINES)
ADDRESS = any_of(ADDRESSES)
SIGN_OFF = any_of(SIGN_OFFS)
SERVICE = any_of(SERVICES)
POINTER = any_of(POINTERS, behind=r"[^.!?]*$")
PLEA = any_of(PLEAS)
APPENDIX_WORDS = any_of(APPENDICES)
APPENDIX = any_of(APPENDICES, behind=r"[^.!?]*$")
CREDIT = any_of(CREDITS)
LINKED_POINTER = any_of(LINKED_POINTERS)
