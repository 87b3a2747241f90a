"""A release, and what papers make of it; for tests of stories. All of it is invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from scraper.model import Article
from store_records import plain

DAY = dt.date(2026, 9, 22)

RELEASE = [
    "Das Land Öderland führt die elektronische Akte bis Ende 2027 in allen 41 nachgeordneten Behörden ein.",
    "Das Kabinett hat dafür am Dienstag einen Plan beschlossen, den Staatssekretärin Käthe Röhrig vorstellte.",
    "Den Anfang machen im Frühjahr die Landesbibliothek und das Amt für Vermessung mit zusammen 620 Beschäftigten.",
    "Bisher liegen in den Kellern beider Häuser gut zwölf Regalkilometer Papier, das nun nach und nach gescannt wird.",
    "„Wir wollen niemanden mit der Umstellung alleinlassen“, sagte Röhrig bei der Vorstellung in Auenstadt.",
    "Jede Behörde bekommt eine feste Ansprechperson, dazu drei Schulungstage und eine Rufnummer für Notfälle.",
    "Für Lizenzen, Scanstraßen und Betrieb sind im Haushalt 18,4 Millionen Euro vorgesehen, verteilt auf drei Jahre.",
    "Der Rechnungshof hatte zuletzt bemängelt, dass ähnliche Vorhaben ohne Zeitplan begonnen worden seien.",
    "Personalräte begrüßten den Beschluss, verlangen aber eine Vereinbarung über die Auswertung von Arbeitszeiten.",
    "Ein Bericht über die ersten Erfahrungen soll dem Landtag im Herbst nächsten Jahres vorliegen.",
]
OTHER = [
    "In Flößerau können Hundehalter ihre Steuer seit Montag vom Sofa aus anmelden.",
    "Das Formular fragt nur noch nach Name, Rasse und Chipnummer des Tieres, alles Übrige holt sich das Amt selbst.",
    "Kämmerer Götz Lörke rechnet mit 900 Anmeldungen im Jahr, von denen bislang jede ein Ausdruck gewesen sei.",
    "Entwickelt hat den Dienst ein Verbund aus sieben Gemeinden, die sich die Kosten nach Einwohnerzahl teilen.",
    "Wer lieber zum Schalter geht, wird dort weiterhin bedient, versichert die Stadt.",
    "Als Nächstes sollen der Anwohnerparkausweis und die Anmeldung von Osterfeuern folgen.",
    "Die Software ist offen und steht anderen Kommunen ohne Gebühr zur Verfügung.",
    "Bezahlt wird per Lastschrift oder mit dem Telefon, eine Mahnung kommt auf Wunsch als Nachricht.",
]


def text(sentences: list[str]) -> str:
    """Return sentences as a body of paragraphs."""
    return "\n\n".join(" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2))


def printed(number: int, site: str, sentences: list[str], days: int = 0, **changes: Any) -> Article:
    """Return an article of a paper.

    Args:
        number: of its address.
        site: the paper.
        sentences: its body.
        days: after :data:`DAY`.
        changes: other fields.
    """
    values: dict[str, Any] = {
        "url": f"https://{site}.example/meldung_{number}",
        "site": site,
        "title": f"Meldung {number} von {site}",
        "date": DAY + dt.timedelta(days=days),
        "body": text(sentences),
    }
    return plain(number, **(values | changes))


def papers() -> list[Article]:
    """Return a release in three papers, whole, whole with an own lead, and cut to half; and something else."""
    own = ["Papier ade, heißt es bald in den Ämtern des Öderlandes, und das hat seinen Preis."]
    return [
        printed(1, "amtsblick", RELEASE, title="Öderland führt E-Akte ein"),
        printed(2, "rathauspost", own + RELEASE[1:], 1, title="Zwölf Kilometer Papier"),
        printed(3, "landkurier", RELEASE[:5], 2, title="E-Akte kommt bis 2027"),
        printed(4, "landkurier", OTHER, 1, title="Hundesteuer vom Sofa aus"),
    ]
