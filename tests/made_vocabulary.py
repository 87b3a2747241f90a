"""Words and sentences of invented news, in two halves, so that what is fitted on one can be tried on the other.

A sentence is a template with slots. Each half has sentences, places, names and subjects of its own; small words are the
language's, and so common to both. All towns, offices, persons and products are invented.
"""

from __future__ import annotations

import random
import re

_PLACES = (
    "Auenstadt Niederwalde Möhrenbach Oberfähre Königslutten Flößerau Schönquell Hügelhausen Süderbrück Mühlgrün "
    "Wiesenöd Lärchenau Grünfurt Kälberau Röstewitz Altfähre Birkenförde Nüsselheim Täufersbach Dürrenfels Eschenroda "
    "Halbersfeld Kranichsee Ließenthal Osterwinkel Pfaffenlohe Quellenried Rabenstein Sandelzhausen Trübental "
    "Uferloh Varmissen Wackerow Zinnhütten Ahlenfeld Brüggenau Dobbrikow Elsternwerda Fichtelsgrün Gänserode"
).split()
_NAMES = (
    "Röhrig Brückner Mühlthal Öhlschläger Kästner Vößing Grünewald Tännler Süßkind Lörke Hübschle Wöhrmann Fährmann "
    "Küppers Möllenbeck Jäschke Altvater Bremsing Dallwitz Ehrentraut Feddersen Gollnick Hasselbring Imhülsen "
    "Kortländer Lindenblatt Mertinat Nottebohm Ossenkopp Pfannstiel"
).split()
_FIRST_NAMES = (
    "Käthe Jörg Änne Götz Bärbel Rüdiger Sören Mechthild Björn Henrike Lütje Ortrun Falk Grete Ümit Solveig Tjark Elke "
    "Hannelore Burkhard Ferdinand Wiebke"
).split()
_SUBJECTS = (
    "Bürger Wohngeld Bauantrags Gewerbe Melde Elterngeld Führerschein Friedhofs Hundesteuer Kita Schul Sozial Personal "
    "Katastrophenschutz Straßen Müllgebühren Grundstücks Vergabe Fördermittel Standesamts Glasfaser Geodaten "
    "Wärmeplanungs Ausländer Feuerwehr Kataster Ratsinformations Parkraum Archiv Haushalts Gesundheits Jugendhilfe "
    "Wahlhelfer Fundsachen Bibliotheks Energie"
).split()
_THINGS = (
    "portal register verfahren system konto archiv netz postfach labor zentrum werkzeug formular modul programm"
).split()
_NOUNS = (
    "Antrag Bescheid Schnittstelle Rechenzentrum Zweckverband Fachverfahren Ausschreibung Pilotphase Haushaltsentwurf "
    "Förderbescheid Landtag Kämmerei Personalrat Arbeitsgruppe Datenschutz Barrierefreiheit Onlinezugang Papierakte "
    "Signatur Wartung Schulung Umfrage Bürgerbüro Landratsamt Ministerium Verordnung Stichtag Nachtragshaushalt "
    "Vertrag Lizenz Rollout Migration Ausfall Sicherung Rufnummer Terminvergabe Warteschlange Poststelle Scanstraße "
    "Auftragnehmer Bieter Gutachten Rechnungshof Prüfbericht Stellenplan Nachwuchs Ausbildung Standort Glasfaser "
    "Leitstelle Notruf Datensatz Kennzahl Quote Beirat Ausschuss Fraktion Verwaltungsgericht Satzung Gebühr Anhörung"
).split()
_ADJECTIVES = (
    "digitale zentrale neue gemeinsame sichere einfache landesweite kommunale offene vollständige barrierefreie "
    "verbindliche medienbruchfreie kostenlose vorläufige durchgängige elektronische interne freiwillige geplante"
).split()
_VERBS = (
    "einführen erproben prüfen ausbauen anbieten erweitern abschaffen vereinfachen beschleunigen bündeln ablösen "
    "umstellen veröffentlichen ausschreiben beschließen fortsetzen verschieben begleiten auswerten finanzieren"
).split()
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()

_SENTENCES = """
Die Stadt {ort} will bis {monat} {jahr} ein {adj} {ding} {verb}, wie {name} vom Amt für {nomen} mitteilte.
Nach Angaben von {vorname} {name} haben sich daran bisher {zahl} Kommunen und {zahl} Behörden beteiligt.
Das {ding} soll {nomen} und {nomen} verbinden und zugleich die {adj} {nomen} entlasten.
Für das Vorhaben stehen im {nomen} {zahl} Euro bereit, ein Teil davon kommt vom Land.
„Wir haben lange auf die {nomen} gewartet, jetzt können wir endlich {verb}“, sagte {vorname} {name}.
Kritik kam aus der {nomen}: Ohne {adj} {nomen} lasse sich die {nomen} nicht {verb}.
Im Kreis {ort} läuft seit {monat} eine Erprobung mit {zahl} Beschäftigten aus {nomen} und {nomen}.
Wer einen Antrag stellt, bekommt künftig innerhalb von {zahl} Tagen eine Nachricht über das {ding}.
Die Software stammt von der Firma {name} Systeme aus {ort}, die den Zuschlag im {monat} erhalten hatte.
Zunächst sind {zahl} Formulare verfügbar, weitere {zahl} folgen nach der Sommerpause.
Das Landesamt in {ort} bewertet die {nomen} als Fortschritt, verlangt aber Nachbesserungen bei der {nomen}.
Zuvor mussten Mitarbeitende jeden {nomen} einzeln ausdrucken und in die {nomen} übertragen.
Offen ist noch, wer nach {jahr} die Kosten von rund {zahl} Euro im Monat trägt.
Der Rat von {ort} hat das Konzept mit {zahl} gegen {zahl} Stimmen angenommen.
Eine Befragung unter {zahl} Nutzerinnen und Nutzern ergab, dass {zahl} Prozent mit dem {ding} zufrieden sind.
Technisch beruht die Lösung auf einer {adj} {nomen}, die auch {ort} und {ort} nutzen.
Bürgermeister {vorname} {name} sprach von einem wichtigen Schritt für die {nomen} in der Region.
Langfristig wollen die Beteiligten das {ding} mit der {nomen} des Bundes {verb}.
Bei einem Test im {monat} waren {zahl} Datensätze fehlerhaft, die Ursache lag in der {nomen}.
Der Personalrat begleitet die Umstellung und hat eine Vereinbarung über die {nomen} durchgesetzt.
Ab dem {tag}. {monat} können Eltern das {ding} auch auf dem Telefon aufrufen.
Die {nomen} hatte sich um {zahl} Monate verzögert, weil ein Dienstleister die {nomen} nicht liefern konnte.
Beteiligt sind neben {ort} die Gemeinden {ort} und {ort} sowie der Zweckverband {ort}.
Das Ministerium fördert die {nomen} mit {zahl} Euro und erwartet dafür einen Bericht bis {monat} {jahr}.
Mit der {adj} {nomen} entfällt nach Einschätzung der Kämmerei jede dritte Vorsprache.
Datenschützerin {vorname} {name} mahnte, die {nomen} vor dem Start noch einmal zu {verb}.
Auf der Messe in {ort} wurde das {ding} im {monat} zum ersten Mal öffentlich gezeigt.
In der Verwaltung von {ort} arbeiten {zahl} Menschen, von denen {zahl} bereits geschult sind.
Für ältere Menschen bleibt der Weg ins Bürgerbüro offen, betonte {name} am {tag}. {monat}.
Nach dem Ausfall vom {tag}. {monat} wird die {nomen} nun an zwei Standorten betrieben.
Das Projekt trägt den Namen {name} und läuft bis Ende {jahr}.
Wie viele Stellen dadurch frei werden, ließ die Leiterin der {nomen} offen.
Grundlage ist ein Beschluss vom {tag}. {monat} {jahr}, der die {nomen} allen Ämtern vorschreibt.
Rund {zahl} Vorgänge im Jahr sollen so ohne {nomen} auskommen, rechnete {vorname} {name} vor.
Ob sich weitere Städte anschließen, hängt nach Worten von {name} von der {adj} {nomen} ab.
Die Opposition verlangt Auskunft darüber, weshalb die {nomen} teurer wurde als geplant.
Geplant ist außerdem, die {nomen} mit dem {ding} der Nachbarstadt {ort} zusammenzulegen.
Im ersten Halbjahr gingen {zahl} Anträge ein, ein Viertel davon über das {ding}.
Der Anbieter sichert zu, dass alle Daten in {ort} gespeichert werden und die {nomen} offen bleibt.
Schon heute lassen sich dort {nomen} und {nomen} ohne Unterschrift erledigen.
Den Auftrag über {zahl} Lizenzen vergibt die Einkaufsgemeinschaft {ort} noch im {monat}.
Verantwortlich für die {nomen} zeichnet künftig eine Stabsstelle mit {zahl} Beschäftigten.
Fachleute der Hochschule {ort} haben das {ding} untersucht und {zahl} Vorschläge gemacht.
Weil die {adj} {nomen} fehlte, musste {ort} den Start auf {monat} verlegen.
Ein Sprecher des Landkreises nannte die {nomen} überfällig und dankte der {nomen}.
Die Umstellung geschieht schrittweise: Auf die {nomen} folgen im {monat} {nomen} und {nomen}.
Nutzen können das {ding} alle, die in {ort} gemeldet sind und einen Ausweis haben.
Aus dem Prüfbericht geht hervor, dass {zahl} von {zahl} Empfehlungen umgesetzt wurden.
Vorbild war die Gemeinde {ort}, die ihre {nomen} bereits {jahr} umgebaut hatte.
Gegen die Vergabe hatte ein Bieter aus {ort} Beschwerde eingelegt, sie blieb ohne Erfolg.
Das spare Wege, Papier und am Ende auch Geld, sagte Dezernentin {vorname} {name} in {ort}.
Als Nächstes steht die Frage an, wie die {adj} {nomen} nach {jahr} betrieben wird.
""".strip().splitlines()


def _parts(text: str) -> list[str]:
    """Return what stands between vertical lines, or alone on a line."""
    return text.replace("\n", "|").strip("|").split("|")


# Phrases of which a sentence is put together, so that unrelated texts have as little in common as those of real papers.
_WHO = _parts("""
die Stadt {ort}|das Landesamt in {ort}|{vorname} {name}|der Zweckverband {ort}|die Kämmerin von {ort}
der Landkreis {ort}
eine Sprecherin|der Dienstleister {name}|das Ministerium|die Fraktion um {name}|jede vierte Gemeinde|der Städtebund
kaum ein Amt|die {nomen}|unsere {adj} {nomen}|ein Bieter aus {ort}|das {ding}|niemand in {ort}|der Rat
die Hochschule {ort}
""")
_WHEN = _parts("""
im {monat}|seit {jahr}|nach der {nomen}|am {tag}. {monat}|zuletzt|trotz {adj}r {nomen}|bei der {nomen}
wegen der {nomen}|bislang
ohne {nomen}|neben dem {ding}|vor der Wahl|in {ort}|dank {vorname} {name}|spätestens {jahr}|gegen den Rat von {name}
dort
für {zahl} Fälle|aus Sicht der {nomen}|mit {zahl} Euro|unter Aufsicht der {nomen}|anders als {ort}|laut {name}
wie geplant
""")
_DOES = _parts("""
prüft|lobt|verlangt|bezahlt|vermisst|erprobt|verschiebt|erklärt|ersetzt|bündelt|betreibt|fordert|kritisiert|erwartet
ändert
vergibt|unterstützt|verliert|plant|trennt|nutzt|begrüßt|untersucht|öffnet|verteidigt|sichert|liefert|zeigt|beantragt
empfiehlt
""")
_OBJECT = _parts("""
{adj} {nomen}|eine {nomen}|die {nomen} von {ort}|das {ding}|{zahl} Stellen|keine {nomen}|mehr {nomen}
{nomen} und {nomen}|{nomen}
die {adj} {nomen} der {nomen}|{zahl} Anträge auf {nomen}|jede {nomen}|den Vertrag mit {name}
das {ding} und {adj} {nomen}
ihre {nomen}|einen Teil der {nomen}|{zahl} Prozent der {nomen}|das alte {ding}|den Wechsel zur {nomen}
neue Regeln für {nomen}
""")
_TAIL = [
    "",
    "",
    "",
    *_parts("""
 um die {nomen} zu {verb}| weil {nomen} fehlt| obwohl {ort} davon abriet| und damit {zahl} Tage früher als {ort}
 ohne die {nomen} zu {verb}| bevor die {nomen} beginnt| damit {nomen} schneller geht| denn die {nomen} endet im {monat}
 was {name} überrascht| sofern {nomen} genügt| wie {vorname} {name} sagte| ganz ohne {nomen}| also auch {nomen}
"""),
]

_TITLES = """
{ort} führt {ding} ein
{ding} in {ort} geht in Betrieb
Mehr Geld für {nomen} in {ort}
{ort} setzt auf {adj} {nomen}
{nomen}: {ort} zieht Bilanz
Wie {ort} die {nomen} umbaut
Neues {ding} für {ort} und {ort}
{ort} verschiebt {nomen} auf {monat}
""".strip().splitlines()

_SLOT = re.compile(r"\{(\w+)\}")


class Vocabulary:
    """One half of the words and sentences.

    Args:
        half: 0 or 1.
        random_source: from which everything is drawn.
    """

    def __init__(self, half: int, random_source: random.Random) -> None:
        self.random = random_source
        self.sentences = _SENTENCES[half::2]
        self.parts = (_WHO[half::2], _WHEN[half::2], _DOES[half::2], _OBJECT[half::2], _TAIL[half::2])
        self.titles = _TITLES[half::2]
        nouns, places, names = _NOUNS[half::2], _PLACES[half::2], _NAMES[half::2]
        things = [f"{subject}{thing}" for subject in _SUBJECTS[half::2] for thing in _THINGS]
        self.words = {
            "ort": places,
            "name": names,
            "vorname": _FIRST_NAMES[half::2],
            "nomen": nouns
            + [f"{subject.rstrip('s')}{noun.lower()}" for subject in _SUBJECTS[half::2] for noun in nouns],
            "ding": things,
            "adj": _ADJECTIVES,
            "verb": _VERBS,
            "monat": _MONTHS,
            "jahr": [str(year) for year in range(2015, 2030)],
        }

    def one(self, slot: str) -> str:
        """Return a word for a slot."""
        if slot == "zahl":
            return str(self.random.choice((self.random.randint(2, 99), 10 * self.random.randint(10, 900))))
        if slot == "tag":
            return str(self.random.randint(1, 28))
        return self.random.choice(self.words[slot])

    def filled(self, template: str, facts: dict[str, str] | None = None) -> str:
        """Return a template with its slots filled: by the facts where they have the slot, else at random."""
        return _SLOT.sub(lambda found: (facts or {}).get(found[1]) or self.one(found[1]), template)

    def facts(self) -> dict[str, str]:
        """Return what one report is about: place, thing and person, which recur in its sentences."""
        return {slot: self.one(slot) for slot in ("ort", "ding", "name", "vorname")}

    def report(self, sentences: int, facts: dict[str, str] | None = None) -> list[str]:
        """Return so many sentences, a sixth of them whole templates; half of them name what the report is about."""
        whole = self.random.sample(self.sentences, sentences // 6)
        composed = [self.composed() for _ in range(sentences - len(whole))]
        chosen = whole + composed
        self.random.shuffle(chosen)
        return [self.filled(one, facts if self.random.random() < 0.5 else None) for one in chosen]

    def composed(self) -> str:
        """Return the template of a sentence that was put together of phrases, some of them in another order."""
        who, when, does, what, tail = (self.random.choice(part) for part in self.parts)
        also = self.random.choice(self.parts[1])
        order = self.random.choice(
            ((who, does, when, what), (when, does, who, what), (what, does, when, who), (who, does, what, also, when))
        )
        text = " ".join(order)
        end = f",{tail}" if tail else ""
        return f"{text[0].upper()}{text[1:]}{end}."

    def title(self, facts: dict[str, str] | None = None) -> str:
        """Return a headline."""
        return self.filled(self.random.choice(self.titles), facts)
