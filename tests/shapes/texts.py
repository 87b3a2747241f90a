"""Invented news of invented towns, as many as are asked for, each unlike the others and the same each time."""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeVar

NEWEST = dt.date(2026, 11, 20)
"""The day of a site's newest article, unless another is asked for."""

T = TypeVar("T")

SHORTEST_BODY = 160
"""Words that a text has at least, its lead left out."""

SECTIONS = ("E-Government", "Digitale Verwaltung", "IT-Sicherheit", "Breitband", "Personalwesen", "Kommunales")

_PLACES = (
    "Auenstadt Niederwalde Möhrenbach Oberfähre Königslutten Flößerau Schönquell Hügelhausen Süderbrück Mühlgrün "
    "Wiesenöd Lärchenau Grünfurt Kälberau Röstewitz Altfähre Birkenförde Nüsselheim Täufersbach Dürrenfels"
).split()
_SUBJECTS = (
    "Bürger Wohngeld Bauantrags Gewerbe Melde Elterngeld Führerschein Friedhofs Hundesteuer Kita Schul Sozial "
    "Personal Katastrophenschutz Straßen Müllgebühren Grundstücks Vergabe Fördermittel Standesamts Glasfaser "
    "Geodaten Wärmeplanungs Ausländer Feuerwehr"
).split()
# All are neuter, so that every sentence below is right with each of them.
_THINGS = "portal register verfahren system konto archiv netz postfach labor zentrum werkzeug formular".split()
_FIRST_NAMES = (
    "Käthe Jörg Änne Götz Bärbel Rüdiger Sören Mechthild Björn Henrike Lütje Ortrun Falk Grete Ümit Solveig"
).split()
_LAST_NAMES = (
    "Röhrig Brückner Mühlthal Öhlschläger Kästner Vößing Grünewald Tännler Süßkind Lörke Hübschle Wöhrmann "
    "Fährmann Küppers Möllenbeck Jäschke"
).split()
_OFFICES = (
    "aus dem Hauptamt",
    "aus der Kämmerei",
    "vom Personalrat",
    "vom Zweckverband",
    "aus dem Bürgerbüro",
    "von der Stabsstelle Digitales",
    "aus dem Landratsamt",
    "vom Rechenzentrum",
)
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
_TITLES = (
    "{ort} führt ein {ding} ein",
    "{ding} in {ort} geht in Betrieb",
    "Was das {ding} in {ort} leisten soll",
    "{ort} schließt sich dem {ding} an",
    "Mehr Geld für das {ding} in {ort}",
    "{ding}: {ort} zieht eine erste Bilanz",
    "{ort} prüft das {ding} ein weiteres Mal",
    "Warum {ort} auf ein {ding} setzt",
    "{ding} für {ort} verzögert sich",
    "Preis für das {ding} aus {ort}",
)
_LEADS = (
    "In {ort} ist seit dieser Woche ein {ding} in Betrieb. Es soll den Gang zum Amt in vielen Fällen ersparen.",
    "Die Stadt {ort} hat ein {ding} vorgestellt, an dem {zahl} Beschäftigte mitgearbeitet haben.",
    "Ein {ding} soll die Wartezeiten in {ort} bis zum {monat} deutlich verkürzen.",
    "Der Rat von {ort} hat einstimmig beschlossen, für das {ding} weitere {zahl}.000 Euro auszugeben.",
    "Nach einer längeren Probezeit steht das {ding} in {ort} nun allen Ämtern offen.",
)
_SENTENCES = (
    "Nach Angaben der Verwaltung sind in den ersten Tagen {zahl} Anträge eingegangen, die meisten davon am Abend.",
    "„Wir haben lange darauf hingearbeitet, dass niemand mehr zweimal dieselben Angaben machen muss“, sagt {person} "
    "{stelle}.",
    "Das {ding} wird stündlich mit dem Fachverfahren abgeglichen und zeigt keine persönlichen Daten an.",
    "Die Kosten von rund {zahl}.000 Euro teilen sich der Kreis und das Land je zur Hälfte.",
    "Bis zum {monat} sollen auch die übrigen Ämter angeschlossen werden, zuletzt das Standesamt.",
    "Wer keinen Rechner besitzt, kann die Unterlagen weiterhin im Bürgerbüro von {ort} abgeben.",
    "Kritik kam aus dem Ausschuss: Die Schulungen seien zu kurz gewesen, und manche Maske sei kaum zu verstehen.",
    "Vorausgegangen war eine Umfrage unter {zahl} Haushalten, von denen gut die Hälfte geantwortet hatte.",
    "{person} {stelle} rechnet damit, dass sich der Aufwand schon im zweiten Jahr auszahlt.",
    "Für die Übertragung nutzt das {ding} eine Schnittstelle, die auch die Nachbargemeinden einsetzen.",
    "Ausgefallen ist der Dienst bisher nur einmal, für knapp {zahl} Minuten an einem Sonntagmorgen.",
    "Über die Ergebnisse will die Stadt {ort} im {monat} öffentlich berichten.",
    "Die Beschäftigten wurden in kleinen Gruppen geschult; {zahl} von ihnen geben ihr Wissen inzwischen weiter.",
    "Das Rechenzentrum betreibt das {ding} auf eigenen Servern, die in zwei getrennten Gebäuden stehen.",
    "Auch Vereine und kleine Betriebe können sich anmelden, sofern sie ihren Sitz in {ort} haben.",
    "„Entscheidend war, dass alle Ämter von Anfang an mit am Tisch saßen“, erklärt {person} {stelle}.",
    "Offen ist noch, wie lange die alten Vordrucke aus Papier angenommen werden.",
    "Im Vergleich zum Vorjahr hat sich die Zahl der Rückfragen um {zahl} verringert.",
    "Die Datenschutzbeauftragte hat das {ding} vor dem Start geprüft und keine Einwände erhoben.",
    "Übersetzt wurden die Erläuterungen in sieben Sprachen, dazu kommt eine Fassung in Leichter Sprache.",
    "Aus Sicht der Opposition hätte {ort} das Geld besser in die Sanierung der Grundschulen gesteckt.",
    "Eine Lösung von der Stange habe es nicht gegeben, heißt es aus dem Rathaus von {ort}.",
    "Künftig sollen Bescheide nicht mehr verschickt, sondern in ein elektronisches Postfach gelegt werden.",
    "Der Vertrag mit dem Hersteller läuft über {zahl} Monate und lässt sich einmal verlängern.",
    "{person} {stelle} verweist auf die Nachbarn, bei denen sich das {ding} schon bewährt habe.",
    "Ob das Vorhaben gefördert wird, entscheidet sich frühestens im {monat}.",
    "Bei der Vorstellung im Ratssaal von {ort} wurden vor allem Fragen zur Barrierefreiheit gestellt.",
    "Für Menschen mit einer Sehbehinderung lässt sich die Schrift vergrößern, und alle Bilder sind beschrieben.",
    "Die Bearbeitung eines Antrags dauert seither im Mittel {zahl} Minuten statt mehrerer Tage.",
    "Technisch beruht das {ding} auf freier Software, deren Quelltext jede Gemeinde weiterverwenden darf.",
)
_TRANSLITERATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Draw:
    """Draws from lists, by chance as it seems and the same for a seed each time, on every version of Python."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def number(self, below: int) -> int:
        """Return a number from 0 on."""
        self._count += 1
        return zlib.crc32(f"{self._seed}/{self._count}".encode()) // 7 % below

    def one(self, items: Sequence[T]) -> T:
        """Return one of some items."""
        return items[self.number(len(items))]

    def some(self, items: Sequence[T]) -> list[T]:
        """Return all items in another order."""
        rest = list(items)
        return [rest.pop(self.number(len(rest))) for _ in items]


@dataclass(frozen=True, slots=True)
class Story:
    """One piece of news.

    Args:
        number: from 1 for the newest.
        id: a number as content systems give them, larger for newer news.
        at: when it was published, UTC.
        place: the town that it is about.
        title, lead, paragraphs: its text.
        author: who wrote it.
        keywords, section: where it belongs.
    """

    number: int
    id: int
    at: dt.datetime
    place: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]
    author: str
    keywords: tuple[str, ...]
    section: str

    @property
    def slug(self) -> str:
        """The headline as a part of an address."""
        return slug(self.title)

    @property
    def day(self) -> dt.date:
        """The day of publication."""
        return self.at.date()

    @property
    def short_day(self) -> str:
        """Such as ``3.5.2026``."""
        return f"{self.at.day}.{self.at.month}.{self.at.year}"

    @property
    def full_day(self) -> str:
        """Such as ``03.05.2026``."""
        return f"{self.at:%d.%m.%Y}"

    @property
    def long_day(self) -> str:
        """Such as ``3. Mai 2026``."""
        return f"{self.at.day}. {_MONTHS[self.at.month - 1]} {self.at.year}"

    @property
    def stamp(self) -> str:
        """The moment as HTML and feeds of Atom have it."""
        return self.at.isoformat()

    @property
    def teaser(self) -> str:
        """The beginning of its lead, as listings show it."""
        return self.lead.partition(". ")[0].rstrip(".") + "."

    def html(self, attributes: str = "") -> str:
        """Return the paragraphs as markup, each with these attributes."""
        return "\n".join(f"<p{attributes}>{escape(text, quote=False)}</p>" for text in self.paragraphs)


def stories(
    seed: str, count: int, newest: dt.date = NEWEST, *, first_id: int = 4100, pause: int = 5
) -> tuple[Story, ...]:
    """Return so many pieces of news, the newest first.

    Args:
        seed: another one gives other news.
        count: how many.
        newest: the day of the first.
        first_id: the id of the oldest.
        pause: the most days between two of them; several may be of one day.
    """
    found: list[Story] = []
    titles: set[str] = set()
    day = newest
    for number in range(1, count + 1):
        draw = Draw(f"{seed}/{number}")
        story = _story(draw, number, day, first_id + (count - number) * 7)
        while story.slug in titles:
            story = _story(draw, number, day, story.id)
        titles.add(story.slug)
        found.append(story)
        day -= dt.timedelta(days=draw.number(pause + 1))
    return tuple(found)


def slug(text: str) -> str:
    """Return a text as a part of an address: small letters and digits, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().translate(_TRANSLITERATED)).strip("-")


def _story(draw: Draw, number: int, day: dt.date, ident: int) -> Story:
    subject, place = draw.one(_SUBJECTS), draw.one(_PLACES)
    thing = subject + draw.one(_THINGS)
    lead = _filled(draw.one(_LEADS), draw, thing, place)
    paragraphs = _paragraphs(draw, thing, place)
    at = dt.datetime(day.year, day.month, day.day, 6 + draw.number(10), draw.number(60), tzinfo=dt.UTC)
    return Story(
        number=number,
        id=ident,
        at=at,
        place=place,
        title=_filled(draw.one(_TITLES), draw, thing, place),
        lead=lead,
        paragraphs=paragraphs,
        author=_person(draw),
        keywords=(thing, place, draw.one(("Onlinedienste", "Ausschreibung", "Förderung", "Bürgerservice"))),
        section=draw.one(SECTIONS),
    )


def _paragraphs(draw: Draw, thing: str, place: str) -> tuple[str, ...]:
    """Return paragraphs of two or three sentences with as many words as a text has at least."""
    found: list[str] = []
    waiting = draw.some(_SENTENCES)
    while sum(len(text.split()) for text in found) < SHORTEST_BODY:
        sentences = [_filled(waiting.pop(), draw, thing, place) for _ in range(2 + draw.number(2))]
        found.append(" ".join(sentences))
    return tuple(found)


def _filled(text: str, draw: Draw, thing: str, place: str) -> str:
    return text.format(
        ding=thing,
        ort=place,
        person=_person(draw),
        stelle=draw.one(_OFFICES),
        zahl=20 + draw.number(470),
        monat=draw.one(_MONTHS),
    )


def _person(draw: Draw) -> str:
    return f"{draw.one(_FIRST_NAMES)} {draw.one(_LAST_NAMES)}"
