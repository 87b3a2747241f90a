"""What pages say that are made by scripts, as their title and in sentences to readers without scripts.

They speak of this very page or of the reader's browser: news is about JavaScript, too.
"""

from __future__ import annotations

from scraper.parser.page.wording import Wording

# Ways to write the name; "JS" alone is too short to be found within a sentence.
_SCRIPTS = r"java ?scripts?\b"
# This page, in German and in English.
_HERE = (
    r"(?:diese[rsnm]?|unsere?[rsnm]?) (?:\w+ )?(?:web-?|internet)?(?:seiten?|site|anwendung|app|auftritt|angebot|portal"
    r"|dienst)"
)
_THIS = r"(?:this|our) (?:\w+ )?(?:web ?)?(?:page|site|app|application|portal)"
_ON = r"(?:aktiviert|eingeschaltet|zugelassen|erlaubt|angeschaltet)"
_OFF = r"(?:deaktiviert|ausgeschaltet|abgeschaltet|blockiert|nicht (?:aktiv|aktiviert|eingeschaltet|verfügbar|erlaubt))"

SCRIPT_TITLES = (
    Wording(
        "scripts that are missing",
        rf"^(?:{_SCRIPTS}|js) (?:(?:is|ist|wird|bitte) )?(?:required|disabled|not (?:available|enabled)|erforderlich"
        rf"|benötigt|aktivieren|{_OFF})\W*$",
        ("JavaScript required", "JavaScript is not available.", "JavaScript ist deaktiviert", "JavaScript aktivieren"),
        ("JavaScript ist in Behörden verbreitet", "JavaScript: was Ämter wissen müssen"),
    ),
)
"""Whole titles of such pages."""

SCRIPT_CALLS = (
    Wording(
        "call to turn scripts on",
        rf"(?:enable|turn on|activate|allow) {_SCRIPTS}"
        rf"|(?:aktivieren|erlauben|schalten) (?-i:Sie)\b.{{0,50}}\b{_SCRIPTS}"
        rf"|(?:aktiviere|erlaube|schalte)\b (?:bitte |in deinem browser )*{_SCRIPTS}"
        rf"|bitte (?:\w+ ){{0,4}}{_SCRIPTS}.{{0,40}}\b(?:aktivieren|einschalten|zulassen|erlauben|anschalten)"
        rf"|activez {_SCRIPTS}|(?:habilite|habilita|activa|active) {_SCRIPTS}|(?:abilita|attiva) {_SCRIPTS}",
        (
            "You need to enable JavaScript to run this app.",
            "Bitte aktivieren Sie JavaScript, um diese Seite zu sehen.",
            "Aktivieren Sie bitte in den Einstellungen Ihres Browsers JavaScript.",
            "Schalten Sie JavaScript ein.",
            "Bitte JavaScript in Ihrem Browser aktivieren!",
            "Activez JavaScript.",
        ),
        ("Das Amt will JavaScript künftig meiden.", "Künftig erlauben sie JavaScript nur noch im Portal."),
    ),
    Wording(
        "page that needs scripts",
        rf"\b{_HERE} (?:benötigt|braucht|erfordert|verlangt|verwendet|nutzt|setzt)\b.{{0,30}}\b{_SCRIPTS}"
        rf"|\b{_HERE}\b.{{0,40}}\b(?:nur mit|ohne|wird|ist|muss) {_SCRIPTS}"
        rf"|{_SCRIPTS} (?:wird|ist)\b.{{0,20}}\b(?:benötigt|erforderlich|notwendig|nötig)(?:, um\b|\W*$)"
        rf"|\b{_THIS} (?:requires|needs|uses|relies on|depends on)\b.{{0,20}}\b{_SCRIPTS}"
        rf"|\b{_THIS} .{{0,60}}\b(?:without|with) {_SCRIPTS}|(?:work|function)s?\b.{{0,20}}\bwithout {_SCRIPTS}"
        rf"|{_SCRIPTS} is (?:required|needed|necessary)(?: to\b| for\b|\W*$)",
        (
            "Diese Seite benötigt JavaScript.",
            "Unser Portal funktioniert nur mit JavaScript.",
            "Für diese Anwendung wird JavaScript benötigt.",
            "Diese Webseite funktioniert nicht ohne JavaScript.",
            "JavaScript wird benötigt, um den Inhalt zu zeigen.",
            "This app requires JavaScript.",
            "This site is best viewed in a modern browser with JavaScript enabled.",
            "We're sorry but Talblatt doesn't work properly without JavaScript enabled.",
            "JavaScript is required to view this content.",
        ),
        ("Die Seite der Stadt benötigt JavaScript.", "Das neue Portal kommt ohne JavaScript aus."),
    ),
    Wording(
        "scripts that are off",
        rf"{_SCRIPTS} (?:ist|wurde|scheint)\b.{{0,40}}\b{_OFF}"
        rf"|muss\b.{{0,20}}\b{_SCRIPTS}.{{0,40}}\b{_ON}|{_SCRIPTS} muss\b.{{0,40}}\b{_ON}"
        rf"|{_SCRIPTS} (?:is|(?:seems|appears) to be|has been|must be)\b.{{0,40}}\b(?:(?:dis|en)abled|turned o(?:ff|n)"
        r"|switched off|blocked)"
        rf"|(?:ihr|dein) (?:web-?)?browser\b.{{0,40}}\b{_SCRIPTS}|your (?:web ?)?browser\b.{{0,40}}\b{_SCRIPTS}"
        rf"|(?-i:Sie) haben {_SCRIPTS}|you have {_SCRIPTS}|(?:ohne|without) (?:aktiviertes|enabled) {_SCRIPTS}",
        (
            "JavaScript ist in Ihrem Browser deaktiviert.",
            "Um weiterzulesen, muss JavaScript aktiviert sein.",
            "JavaScript is disabled in your browser.",
            "Ihr Browser unterstützt kein JavaScript.",
            "Your browser does not support JavaScript.",
            "Sie haben JavaScript ausgeschaltet.",
        ),
        ("In jedem vierten Amt ist JavaScript gesperrt.", "Der Browser der Behörde kennt kein JavaScript."),
    ),
)
"""What they ask of the reader. A call for scripts and cookies is that of a bot check: see :mod:`wall_words`."""

SCRIPT_STEMS = ("javascript", "java script")
"""What each of these sentences has in it."""
