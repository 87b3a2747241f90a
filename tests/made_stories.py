"""Invented texts of which it is known which tell the same story: edited releases, and what only looks like them.

Two halves, with other sentences, names and templates: one to fit thresholds on, one to try them on. Each release is
printed by other papers, edited by up to 60 % of its words. What only looks alike: weekly warnings of one wording with
other facts, at one site and over sites, advertisements and notes of one template, reports with the same quotation,
company block or paragraph of a law, and reports on the same subject that were written independently.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from made_vocabulary import Vocabulary

RATES = (0.0, 0.2, 0.4, 0.6)
"""The shares of its words by which a release is edited."""

_FIRST_DAY = dt.date(2026, 3, 2)
_PAPERS = (
    "amtsblick",
    "kommunalruf",
    "rathauspost",
    "landkurier",
    "fachdienst",
    "behoerdenbote",
    "itkommune",
    "digitalamt",
)


@dataclass(frozen=True)
class Made:
    """An invented article.

    Args:
        site, day, title, body: of the article.
        stories: what it tells; two articles of different sites that share one tell the same story.
        kind: how it was made.
        rate: the share of the release's words that were changed; None: it is no edited release.
    """

    site: str
    day: dt.date
    title: str
    body: str
    stories: frozenset[str]
    kind: str
    rate: float | None = None


def same_story(one: Made, other: Made) -> bool:
    """Return whether two articles are to be found to tell the same story."""
    return one.site != other.site and bool(one.stories & other.stories)


def made_stories(half: int, seed: int) -> list[Made]:
    """Return one half of the set.

    Args:
        half: 0 to fit thresholds on, 1 to try them on.
        seed: of everything that is drawn.
    """
    maker = _Maker(half, random.Random(seed))  # noqa: S311
    out = maker.releases() + maker.roundups() + maker.warnings() + maker.notes()
    out += maker.common_passages() + maker.same_subject() + maker.independent()
    return out


def _cut(sentences: list[str], rate: float, maker: _Maker) -> list[str]:
    return sentences[: max(1, round(len(sentences) * (1 - rate)))]


def _thinned(sentences: list[str], rate: float, maker: _Maker) -> list[str]:
    kept = set(maker.random.sample(range(len(sentences)), max(1, round(len(sentences) * (1 - rate)))))
    return [one for place, one in enumerate(sentences) if place in kept]


def _own_lead(sentences: list[str], rate: float, maker: _Maker) -> list[str]:
    own = round(len(sentences) * rate)
    return maker.words.report(own) + sentences[own:]


def _own_sentences(sentences: list[str], rate: float, maker: _Maker) -> list[str]:
    own = maker.random.sample(range(len(sentences)), round(len(sentences) * rate))
    texts = dict(zip(own, maker.words.report(len(own)), strict=True))
    return [texts.get(place, one) for place, one in enumerate(sentences)]


def _other_words(sentences: list[str], rate: float, maker: _Maker) -> list[str]:
    slots = ("nomen", "adj", "verb", "ding", "ort")
    return [
        " ".join(
            maker.words.one(maker.random.choice(slots)) if maker.random.random() < rate else word
            for word in sentence.split()
        )
        for sentence in sentences
    ]


def _mixed(sentences: list[str], rate: float, maker: _Maker) -> list[str]:
    part = rate / 3
    out = _own_lead(_thinned(_other_words(sentences, part, maker), part, maker), part, maker)
    middle = len(out) // 2
    return out[middle:] + out[:middle]


def _longer(sentences: list[str], rate: float, maker: _Maker) -> list[str]:
    own = round(len(sentences) * rate / max(1 - rate, 0.1))
    return maker.words.report(own // 2) + sentences + maker.words.report(own - own // 2)


def _reordered(sentences: list[str], rate: float, maker: _Maker) -> list[str]:
    parts = [sentences[at : at + 3] for at in range(0, len(sentences), 3)]
    maker.random.shuffle(parts)
    return _cut([one for part in parts for one in part], rate, maker)


EDITS: dict[str, Callable[[list[str], float, _Maker], list[str]]] = {
    "cut at the end": _cut,
    "sentences dropped": _thinned,
    "own lead": _own_lead,
    "own sentences": _own_sentences,
    "other words": _other_words,
    "mixed": _mixed,
    "own text around it": _longer,
    "reordered and cut": _reordered,
}
"""The ways in which a paper edits a release, each by a share of its words."""

_WARNINGS = (
    (
        "Warnlage der Woche: {produkt}",
        "Das Lagezentrum hat in der Kalenderwoche {woche} eine Warnung der Stufe {stufe} zu {produkt} herausgegeben. "
        "Betroffen sind alle Versionen vor {version}. Angreifer können aus der Ferne Schadcode ausführen, ohne sich "
        "anzumelden. Behörden wird geraten, die Aktualisierung vom {tag}. {monat} umgehend einzuspielen und die "
        "Protokolle der letzten {zahl} Tage auf Auffälligkeiten zu prüfen. Die Schwachstelle trägt die Nummer "
        "SV-2026-{nummer}. Bis zur Aktualisierung sollten Dienste, die aus dem Internet erreichbar sind, abgeschaltet "
        "oder auf bekannte Adressen beschränkt werden. Fragen beantwortet das Lagezentrum rund um die Uhr.",
    ),
    (
        "Sicherheitshinweis {woche}/2026 zu {produkt}",
        "Für {produkt} liegt seit dem {tag}. {monat} ein Sicherheitshinweis vor. Der Hersteller hat {zahl} Lücken "
        "geschlossen, von denen eine als kritisch gilt und mit {stufe} von 10 Punkten bewertet wurde. Wer die Fassung "
        "{version} oder eine ältere einsetzt, soll noch heute umsteigen. Nach Erkenntnissen des Notfallteams wird die "
        "Lücke SL-{nummer} bereits ausgenutzt. Kommunen ohne eigenes Personal können sich an den Bereitschaftsdienst "
        "des Landes wenden. Hinweise auf einen Einbruch sind neue Benutzerkonten, unbekannte geplante Aufgaben und "
        "ausgehende Verbindungen zu fremden Servern. Weitere Hinweise folgen, sobald sie vorliegen.",
    ),
)
_PRODUCTS = (
    "Kuvertix Mailbrücke Aktenwart Torwächter Formulario Nimbusdrive Ratsfenster Signopad Datenhafen Postlotse "
    "Netzanker Vorgangsplan Tresorix Kartenwerk Meldefix Sitzungsheld"
).split()
_NOTES = (
    (
        "Stellenangebot: {beruf} in {ort}",
        "Die Stadt {ort} sucht zum {tag}. {monat} {jahr} unbefristet und in Vollzeit Verstärkung als {beruf}. Ihre "
        "Aufgaben sind die Betreuung der Fachverfahren, die Beratung der Ämter und die Leitung kleiner Projekte. Wir "
        "bieten einen sicheren Arbeitsplatz, flexible Zeiten, mobiles Arbeiten und eine betriebliche Altersvorsorge. "
        "Schwerbehinderte Menschen werden bei gleicher Eignung bevorzugt. Bewerbungen nimmt {vorname} {name} unter "
        "der Kennziffer {nummer} bis zum {zahl}. {monat} entgegen. Auskünfte gibt es unter der Durchwahl {nummer}.",
    ),
    (
        "Ausschreibung: {ding} für {ort}",
        "Der Landkreis {ort} vergibt im offenen Verfahren Lieferung und Betrieb für das {ding}. Die Laufzeit beträgt "
        "{zahl} Monate, der geschätzte Wert {nummer} Euro. Angebote sind elektronisch in deutscher Sprache "
        "einzureichen, Nebenangebote sind nicht zugelassen. Zuschlagskriterien sind Preis und Qualität zu gleichen "
        "Teilen. Die Frist endet am {tag}. {monat} {jahr} um 12 Uhr. Nachprüfungen führt die Vergabekammer des Landes "
        "durch. Die Unterlagen stehen unter der Nummer {nummer} auf der Vergabeplattform bereit. Ansprechpartner ist "
        "{vorname} {name}.",
    ),
    (
        "Termin: {ding} im Gespräch in {ort}",
        "Am {tag}. {monat} {jahr} lädt das Netzwerk Verwaltung zu einer Tagung nach {ort} ein. Im Mittelpunkt steht "
        "das Thema {nomen}. Es sprechen {vorname} {name} und {vorname} {name}. Am Nachmittag gibt es Werkstätten, in "
        "denen Teilnehmende eigene Fragen mitbringen können. Für Speisen und Getränke ist gesorgt. Die Teilnahme "
        "kostet {zahl} Euro, für Mitglieder ist sie frei. Anmeldungen sind bis zum {tag}. {monat} über die Seite des "
        "Netzwerks möglich. Die Zahl der Plätze ist auf {nummer} begrenzt.",
    ),
    (
        "Zahl der Woche aus {ort}",
        "Jede Woche stellt unsere Redaktion eine Zahl aus der öffentlichen Verwaltung vor. Diesmal kommt sie aus "
        "{ort}: {nummer} Anträge auf {nomen} sind dort bis zum {tag}. {monat} eingegangen. Das sind {zahl} Prozent "
        "mehr als im Vorjahr. Zuständig ist {vorname} {name}. Die Angaben beruhen auf einer Abfrage bei den "
        "Statistikstellen. Haben auch Sie eine Zahl für uns? Dann schreiben Sie der Redaktion, die beste Einsendung "
        "wird an dieser Stelle vorgestellt.",
    ),
)
_JOBS = "Systemverwalterin Fachinformatikerin Projektleiterin Datenbankpflegerin Sachbearbeiterin".split()
_LAWS = (
    "Die Behörden des Landes sind verpflichtet, ihre Verwaltungsleistungen auch elektronisch über Portale anzubieten. "
    "Wer eine Leistung elektronisch beantragt, darf nicht schlechter gestellt werden als derjenige, der sie "
    "schriftlich beantragt. Nachweise, die bei einer öffentlichen Stelle vorliegen, werden mit Einwilligung der "
    "betroffenen Person unmittelbar bei dieser Stelle eingeholt. Das Nähere über Form und Inhalt des Abrufs regelt "
    "eine Verordnung.",
    "Öffentliche Stellen stellen sicher, dass ihre Akten elektronisch geführt werden und nach dem Stand der Technik "
    "lesbar, vollständig und unverändert bleiben. Unterlagen auf Papier sind zu übertragen und nach der Übertragung zu "
    "vernichten, sobald eine Aufbewahrung aus rechtlichen Gründen nicht mehr erforderlich ist. Ausnahmen bedürfen der "
    "Zustimmung der obersten Aufsichtsbehörde und sind auf zwei Jahre zu befristen.",
)


class _Maker:
    """Makes one half of the set."""

    def __init__(self, half: int, random_source: random.Random) -> None:
        self.half = half
        self.random = random_source
        self.words = Vocabulary(half, random_source)
        # What a paper puts below each of its articles.
        self.footers = {site: self.footer() for site in _PAPERS}
        self._last = 0

    def number(self) -> str:
        """Return a number that no other story has."""
        self._last += 1
        return str(self._last)

    def footer(self) -> str:
        """Return what a paper says of itself below an article."""
        facts = self.words.facts()
        return " ".join(
            [
                f"Über uns: {facts['name']} berichtet seit {self.words.one('jahr')} über die Verwaltung.",
                *self.words.report(2),
            ]
        )

    def day(self, within: int = 80) -> dt.date:
        """Return a day."""
        return _FIRST_DAY + dt.timedelta(days=self.random.randrange(within))

    def article(self, site: str, day: dt.date, title: str, sentences: list[str], *stories: str, **more: object) -> Made:
        """Return an article, in paragraphs, with what its paper puts below; each second paper puts nothing there."""
        paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
        has_footer = _PAPERS.index(site) % 2 == 0
        body = "\n\n".join([*paragraphs, self.footers[site]] if has_footer else paragraphs)
        return Made(site, day, title, body, frozenset(stories), **more)  # type: ignore[arg-type]

    def sites(self, count: int) -> list[str]:
        """Return so many papers, each once."""
        return self.random.sample(_PAPERS, count)

    def releases(self) -> list[Made]:
        """Return releases, each with one edit of a kind and a rate."""
        out = []
        for kind, edit in EDITS.items():
            for rate in RATES:
                facts, story, day = self.words.facts(), self.number(), self.day()
                sentences = self.words.report(self.random.randint(9, 20), facts)
                site, other = self.sites(2)
                title = self.words.title(facts)
                edited = edit(sentences, rate, self)
                out.append(self.article(site, day, title, sentences, story, kind="release"))
                later = day + dt.timedelta(days=self.random.randrange(4))
                headline = self.random.choice((title, self.words.title(facts)))
                out.append(self.article(other, later, headline, edited, story, kind=kind, rate=rate))
        return out

    def roundups(self) -> list[Made]:
        """Return articles that two releases were merged into, with the releases."""
        out = []
        for _ in range(6):
            day = self.day()
            sites = self.sites(3)
            stories = [self.number(), self.number()]
            texts = [self.words.report(12, self.words.facts()) for _ in stories]
            for site, story, text in zip(sites, stories, texts, strict=False):
                out.append(self.article(site, day, self.words.title(), text, story, kind="release"))
            both = [one for text in texts for one in text]
            later = day + dt.timedelta(days=1)
            out.append(self.article(sites[2], later, "Kurz gemeldet", both, *stories, kind="two in one", rate=0.0))
        return out

    def warnings(self) -> list[Made]:
        """Return weekly warnings of one wording: a whole series of one paper, and single ones at others."""
        out = []
        title, text = _WARNINGS[self.half]
        products = self.random.sample(_PRODUCTS, 12)
        first, second, third = self.sites(3)
        for week, product in enumerate(products):
            day = _FIRST_DAY + dt.timedelta(weeks=week)
            facts = self.fact_values() | {"produkt": product, "woche": str(week + 10)}
            body = self.words.filled(text, facts)
            story = self.number()
            out.append(Made(first, day, self.words.filled(title, facts), body, frozenset([story]), "weekly warning"))
            # A second paper prints the warning of each fourth week, a third one has its own of the same wording.
            if week % 4 == 0:
                later = day + dt.timedelta(days=1)
                out.append(Made(second, later, self.words.title(), body, frozenset([story]), "weekly warning", 0.0))
            if week % 4 == 2:
                others = self.fact_values() | {"produkt": self.random.choice(_PRODUCTS), "woche": str(week + 11)}
                text_of_other = self.words.filled(text, others)
                made = Made(third, day, self.words.filled(title, others), text_of_other, frozenset(), "weekly warning")
                out.append(made)
        return out

    def fact_values(self) -> dict[str, str]:
        """Return the facts of a warning or a note."""
        draw = self.random
        return {
            "stufe": str(draw.randint(1, 10)),
            "version": f"{draw.randint(1, 15)}.{draw.randint(0, 9)}.{draw.randint(0, 30)}",
            "nummer": str(draw.randint(1000, 99999)),
            "beruf": draw.choice(_JOBS),
        }

    def notes(self) -> list[Made]:
        """Return advertisements and notes of one template with other facts, at several papers; two of each half."""
        out = []
        for title, text in _NOTES[self.half :: 2]:
            for _ in range(14):
                facts = self.fact_values() | self.words.facts()
                site = self.random.choice(_PAPERS)
                made = Made(
                    site,
                    self.day(),
                    self.words.filled(title, facts),
                    self.words.filled(text, facts),
                    frozenset(),
                    "note",
                )
                out.append(made)
        return out

    def common_passages(self) -> list[Made]:
        """Return independent reports that share a quotation, a company's own words, or a paragraph of a law."""
        out = []
        for kind in ("quotation", "quotation", "quotation", "company", "company", "law", "law"):
            passage = self.passage(kind)
            day = self.day()
            for site in self.sites(3):
                # About three tenths are common; a text that consists of a quotation tells what was said.
                own = self.words.report(self.random.randint(15, 20), self.words.facts())
                out.append(
                    self.article(site, day, self.words.title(), [*own[:6], passage, *own[6:]], kind=f"same {kind}")
                )
        return out

    def passage(self, kind: str) -> str:
        """Return a passage that independent texts share."""
        if kind == "law":
            return _LAWS[self.half]
        sentences = " ".join(self.words.report(3))
        if kind == "company":
            return f"Über die {self.words.one('name')} Systeme: {sentences}"
        return f"„{sentences}“, sagte {self.words.one('name')}."

    def same_subject(self) -> list[Made]:
        """Return reports on the same subject, with the same place, thing and person, written independently."""
        out = []
        for _ in range(12):
            facts, day = self.words.facts(), self.day()
            for site in self.sites(3):
                text = self.words.report(self.random.randint(10, 16), facts)
                out.append(self.article(site, day, self.words.title(facts), text, kind="same subject"))
        return out

    def independent(self) -> list[Made]:
        """Return reports that have nothing to do with one another."""
        return [
            self.article(
                self.random.choice(_PAPERS), self.day(), self.words.title(), self.words.report(14), kind="other"
            )
            for _ in range(40)
        ]
