"""A third set of invented texts of which it is known which tell the same story, with hard negatives over many days.

It was made after the two halves of :mod:`made_stories`, with other words, templates and subjects, and no threshold was
fitted on it. Releases are printed by one to three other papers, most within five days and one of ten within a month.
What only looks alike: warnings and advertisements of one wording, releases with one block about their sender, reports
that cite one paragraph or one quotation, reports a month later that repeat the background, figures of one template for
many places, and one lecture in many towns. Some of each stand on the same day in different papers, others weeks apart.
"""

from __future__ import annotations

import datetime as dt
import random

from made_stories import EDITS, Made

_FIRST_DAY = dt.date(2025, 1, 7)
_PAPERS = "Rathausfenster Kreisspiegel Behördenruf Datenamt Verwaltungskurier Stadtnetz Landesbote Amtsleuchte".split()
_RATES = (0.0, 0.1, 0.2, 0.4, 0.6)
_STYLES = sorted(EDITS)
_RELEASES = 66

_BEGIN = (
    "Kanal Wald Deich Museums Klär Hafen Schloss Straßenbahn Wetter Mess Lösch Bäder Tier Pflege Wohn Brücken Park "
    "Fähr Münz Garten Wein Theater Zoll Stein Torf Salz Fisch Moor Kirchen Flug Markt Turm Quell Ufer"
).split()
_END = (
    "kataster anlage karte meldung streife planung kasse lotse pass aufsicht statistik abrechnung kamera zählung "
    "leitung satzung nachweis stelle wache prüfung auskunft steuer bude tafel uhr bühne"
).split()
_TOWNS = (
    "Brambach Ösede Kettwitz Lünsel Mosbronn Nideck Pflügersheim Querlingen Ruhwarden Schörfling Thalmünster Untersulz "
    "Vechthausen Wipperau Zschornitz Hüllhorst Gimbach Dornhöfen Ettersried Fallingen"
).split()
_PEOPLE = "Abendroth Biedenkopp Czerny Drögemüller Ellwanger Fürneisen Gölz Hüffmeier Jüchter Klöpper Lüdecke".split()
_GIVEN = "Thea Kuno Rosalie Veit Almut Lorenz Dörte Hinnerk Ottilie Cem Zofia Bodo".split()
_DO = (
    "sortiert kartiert beleuchtet vermietet streicht verlost zählt tauscht verpachtet saniert versiegelt vermisst "
    "entrümpelt bewacht katalogisiert versteigert durchleuchtet entwirft verschenkt beziffert lackiert belohnt"
).split()
_HOW = (
    "nachts notfalls probeweise ehrenamtlich kurzerhand stillschweigend reihum wöchentlich gebührenfrei mobil".split()
)
_FORMS = (
    "{who} {do} {how} {noun} und {noun}, während {who2} die {noun} {do}.",
    "Neben der {noun} {do} {who} {how} auch {noun} in {town}.",
    "Für {zahl} Euro {do} {who} eine {noun}, sehr zum Leidwesen der {noun}.",
    "Wo früher {noun} war, {do} {who} heute {noun} sowie {zahl} Stück {noun}.",
    "{how} {do} {who} jede {noun}; {who2} hält {noun} dagegen für entbehrlich.",
    "Laut {who} kostet {noun} rund {zahl} Euro, {noun} hingegen {zahl}.",
    "Die {noun} von {town} {do} {how} {noun}, meint {who}.",
    "Trotz {noun} und {noun} {do} {who} {how} {zahl} Tage lang {noun}.",
    "{who} verspricht {town} mehr {noun}, weniger {noun} und {zahl} Plätze zur {noun}.",
    "Dass {noun} {how} gelingt, bezweifelt {who}, denn {noun} fehlt {town} seit {zahl} Wochen.",
)
_WARNING = (
    "Das Bereitschaftsteam der Länder meldet eine Lücke in {product}. Sie trägt die Nummer LB-{nummer} und erreicht "
    "{stufe} Punkte. Verwundbar ist jede Fassung bis einschließlich {version}. Ein Fremder kann mit einer gestalteten "
    "Anfrage Dateien lesen, die ihm verschlossen sein sollten. Abhilfe schafft das Paket vom {tag}. {monat}, das vor "
    "dem nächsten Arbeitstag einzuspielen ist. Wo das nicht gelingt, hilft vorerst eine Sperre am Übergang zum Netz. "
    "Wer Spuren eines Einbruchs findet, ruft das Bereitschaftsteam an und schaltet nichts ab."
)
_PRODUCTS = "Möwe Granit Pirol Kompass Zeder Lupine Basalt Delfin Kolibri Anker Safran Meridian Opal Falke".split()
_POSTS = (
    "Vermessung Buchhaltung Netzbetrieb Schulsupport Vergabe Geodaten Druckzentrum Ausbildung Archivpflege Rufannahme "
    "Testleitung Fuhrpark Lizenzen Webauftritt"
).split()
_EMPLOYER = (
    "Die {name} ist der Betrieb für Datenverarbeitung von {zahl1} Gemeinden am Mittellauf und zählt {zahl2} Köpfe.",
    "Sie bringen eine Ausbildung mit, die zum Gebiet passt, und schreiben und sprechen sicher Deutsch. Wir zahlen nach "
    "dem Tarif des öffentlichen Dienstes, dazu kommen ein Zuschuss zur Fahrkarte, dreißig Tage Urlaub und ein Platz in "
    "der Betriebskita. Teilzeit ist möglich, auch in der Leitung. Über Bewerbungen von Menschen mit Behinderung freuen "
    "wir uns besonders. Ihre Unterlagen laden Sie bitte auf unserer Seite hoch, Papier schicken wir nicht zurück.",
)
_ABOUT = (
    "Über {name}: Seit {jahr} begleitet {name} Ämter bei der Ablösung alter Verfahren. Zum Angebot gehören Beratung, "
    "Betrieb und Wartung, auf Wunsch auch vor Ort. Rund {zahl1} Kundinnen und Kunden in {zahl2} Kreisen nutzen die "
    "Erzeugnisse täglich. Das Haus gehört seinen Beschäftigten und unterhält Büros in {a}, {b} und {c}. Mehr steht auf "
    "der Seite des Unternehmens, dort gibt es auch Bilder in hoher Auflösung.",
    "{name} mit Sitz in {a} ist ein Hersteller von Programmen für Gerichte, Kammern und Hochschulen. Gegründet {jahr} "
    "von zwei Studienfreunden, beschäftigt das Unternehmen heute {zahl1} Menschen, davon ein Drittel in der "
    "Entwicklung. Die Erzeugnisse sind nach den Vorgaben des Bundes geprüft und laufen in {zahl2} Häusern von {b} bis "
    "{c}. Für seine Ausbildung wurde der Betrieb mehrfach ausgezeichnet.",
)
_SENDERS = "Lotsenwerk Aktenschmied Kernbit Feldpost Quaderdata Silberschiff".split()
_LAWS = (
    "Wer ein öffentliches Register führt, hat dessen Inhalt in maschinenlesbarer Form vorzuhalten und auf Antrag "
    "binnen vierzehn Tagen unentgeltlich herauszugeben. Das gilt nicht, soweit überwiegende Belange Dritter "
    "entgegenstehen. Die Ablehnung ist zu begründen und mit einer Belehrung über den Rechtsbehelf zu versehen. "
    "Gebühren dürfen nur erhoben werden, wenn der Aufwand eine Stunde übersteigt; ihre Höhe bestimmt sich nach der "
    "Anlage.",
    "Automatische Einrichtungen dürfen einen Verwaltungsakt nur erlassen, wenn weder ein Ermessen noch ein "
    "Spielraum bei der Beurteilung besteht. Die betroffene Person ist auf die Art der Entscheidung hinzuweisen. Auf "
    "ihr Verlangen prüft ein Mensch den Vorgang erneut. Die Stelle dokumentiert Zweck, Wirkungsweise und "
    "Fehlerquote der Einrichtung und legt beides der Aufsicht jährlich vor, erstmals zum Ende des zweiten Jahres "
    "nach der Inbetriebnahme.",
    "Der Träger bestellt eine verantwortliche Person für die Sicherheit der Verfahren und teilt deren Namen der "
    "Landesstelle mit. Störungen, die den Betrieb länger als acht Stunden beeinträchtigen, sind unverzüglich zu "
    "melden. Die Meldung umfasst Ursache, Dauer und die getroffenen Maßnahmen. Näheres zu Fristen und Formularen "
    "regelt das Ministerium durch Rechtsverordnung, die der Zustimmung des Landtags bedarf.",
    "Bauvorlagen sind elektronisch einzureichen. Die Behörde bestätigt den Eingang sofort und prüft binnen drei "
    "Wochen, ob Unterlagen fehlen. Unterbleibt ein Hinweis, so gilt der Antrag als vollständig. Nachbarn erhalten "
    "über einen geschützten Zugang Einsicht in Lageplan und Ansichten; von dort können sie auch Einwendungen "
    "erheben, ohne eine Unterschrift zu leisten oder persönlich zu erscheinen.",
)
_PLACE_FIGURES = (
    "In {town} stehen {zahl} Ladepunkte für Elektroautos, das sind {zahl} mehr als vor zwölf Monaten. Auf einen Punkt "
    "kommen damit {zahl} Fahrzeuge. Das ergibt die Auswertung der Meldestelle, die dafür alle Betreiber befragt hat. "
    "Berücksichtigt wurden nur Säulen, die rund um die Uhr zugänglich sind. {who} spricht von einem Anfang, bis zum "
    "{tag}. {monat} sollen weitere {zahl} folgen. Spitzenreiter im Vergleich der Länder bleibt der Norden."
)
_LECTURE = (
    "Wie schützt man ein Amt vor Erpressern? Darüber spricht am {tag}. {monat} um {stunde} Uhr {who} in {town}. Der "
    "Eintritt ist frei, um Anmeldung wird gebeten. Die Veranstaltung gehört zu einer Reise durch zwanzig Städte und "
    "wird von den Sparkassen gefördert. Gezeigt werden echte Schreiben von Erpressern, eine nachgestellte Verhandlung "
    "und der Weg zurück in den Betrieb. Im Anschluss gibt es Brezeln und Gelegenheit zum Gespräch. Im Saal von {town} "
    "finden {zahl} Gäste Platz."
)
_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()


class _Press:
    """Makes the set; what edits of a release need of a maker is here, too."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.words = self
        self.made: list[Made] = []
        self._story = 0
        self._papers = {name.lower(): " ".join(self.report(2)) for name in _PAPERS}

    def one(self, slot: str) -> str:
        """Return a word for a place in a sentence."""
        draw = self.random
        if slot == "ort":
            return draw.choice(_TOWNS)
        if slot == "verb":
            return draw.choice(_DO)
        if slot == "adj":
            return draw.choice(_HOW)
        return draw.choice(_BEGIN) + draw.choice(_END)

    def facts(self) -> dict[str, str]:
        """Return what the gaps of a template are filled with."""
        draw = self.random
        return {
            "who": f"{draw.choice(_GIVEN)} {draw.choice(_PEOPLE)}",
            "who2": draw.choice(_PEOPLE),
            "town": draw.choice(_TOWNS),
            "zahl": str(draw.randint(11, 9999)),
            "zahl1": str(draw.randint(20, 400)),
            "zahl2": str(draw.randint(20, 400)),
            "tag": str(draw.randint(1, 28)),
            "monat": draw.choice(_MONTHS),
            "jahr": str(draw.randint(1985, 2015)),
            "stunde": str(draw.randint(10, 20)),
            "stufe": f"{draw.randint(4, 9)},{draw.randint(0, 9)}",
            "version": f"{draw.randint(1, 20)}.{draw.randint(0, 9)}.{draw.randint(0, 40)}",
            "nummer": str(draw.randint(10_000, 99_999)),
        }

    def filled(self, template: str, facts: dict[str, str] | None = None) -> str:
        """Fill a template: each gap with something of its own where no facts are given."""
        parts = template.split("{")
        out = [parts[0]]
        for part in parts[1:]:
            slot, rest = part.split("}")
            value = {"noun": "", "do": "verb", "how": "adj"}.get(slot)
            filled = self.one(value) if value is not None else (facts or self.facts())[slot]
            out += [filled, rest]
        text = "".join(out)
        return text[0].upper() + text[1:]

    def report(self, count: int) -> list[str]:
        """Return so many sentences."""
        return [self.filled(self.random.choice(_FORMS)) for _ in range(count)]

    def title(self) -> str:
        """Return a headline."""
        return self.filled("{noun} in {town}: {who2} {do} {noun}")

    def add(
        self, site: str, day: int, title: str, sentences: list[str], kind: str, story: str = "", **more: float
    ) -> None:
        """Add an article; each second paper has something of its own below it."""
        if _PAPERS.index(site) % 2:
            sentences = [*sentences, self._papers[site.lower()]]
        paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
        stories = frozenset([story]) if story else frozenset[str]()
        date = _FIRST_DAY + dt.timedelta(days=day)
        self.made.append(Made(site.lower(), date, title, "\n\n".join(paragraphs), stories, kind, **more))

    def sites(self, count: int) -> list[str]:
        """Return so many papers, each once as long as there are any."""
        drawn = self.random.sample(_PAPERS, len(_PAPERS))
        return [drawn[at % len(drawn)] for at in range(count)]

    def days(self, count: int, is_soon: bool) -> list[int]:
        """Return days of articles that have something in common: within four days, or two to five weeks apart each."""
        day, out = self.random.randrange(150), []
        for _ in range(count):
            out.append(day)
            day += self.random.randint(0, 2) if is_soon else self.random.randint(14, 34)
        return out

    def releases(self) -> None:
        """Add releases with their copies."""
        draw = self.random
        for number in range(_RELEASES):
            sentences, title, day = self.report(draw.randint(9, 22)), self.title(), draw.randrange(180)
            first, *others = self.sites(draw.randint(2, 4))
            self.add(first, day, title, sentences, "release", f"r{number}")
            for site in others:
                rate, style = draw.choice(_RATES), draw.choice(_STYLES)
                edited = EDITS[style](sentences, rate, self)  # type: ignore[arg-type]
                late = draw.randint(8, 25) if draw.random() < 0.1 else draw.randint(0, 5)
                headline = draw.choice((title, self.title()))
                self.add(site, day + late, headline, edited, style, f"r{number}", rate=rate)
            if number % 5 == 0:
                # A report of later weeks repeats three sentences of background.
                background = draw.sample(sentences, 3)
                own = self.report(draw.randint(6, 9))
                later = day + draw.randint(20, 35)
                self.add(self.sites(1)[0], later, self.title(), [*own[:4], *background, *own[4:]], "later report")

    def templates(self) -> None:
        """Add warnings, figures and lectures of one wording, at one paper or at many."""
        kinds = (
            ("warning of one wording", "Neue Lücke in {product}", _WARNING, 14),
            ("figures of a place", "Ladepunkte: So steht es um {town}", _PLACE_FIGURES, 14),
            ("lecture in many towns", "Vortrag in {town}", _LECTURE, 14),
        )
        for kind, title, text, count in kinds:
            sites = self.sites(count)
            start = self.random.randrange(40)
            for number in range(count):
                places = {"town": _TOWNS[number], "product": _PRODUCTS[number]}
                # One fact stands in all gaps of its name but for the numbers.
                parts = text.replace("{zahl}", "{{zahl}}").format(**(self.facts() | places))
                body = self.filled(parts)
                self.add(sites[number], start + 7 * number, title.format(**places), [body], kind)

    def blocks(self) -> None:
        """Add texts that have one block in common and are else their own."""
        draw = self.random
        for number, law in enumerate(_LAWS):
            for site, day in zip(self.sites(5), self.days(5, number % 2 == 0), strict=True):
                own = self.report(draw.randint(9, 14))
                self.add(site, day, self.title(), [*own[:5], f"Im Wortlaut: {law}", *own[5:]], "law cited")
        for number, name in enumerate(_SENDERS):
            a, b, c = draw.sample(_TOWNS, 3)
            about = _ABOUT[number % 2].format(**(self.facts() | {"name": name, "a": a, "b": b, "c": c}))
            for site, day in zip(self.sites(4), self.days(4, number in (1, 2)), strict=True):
                text = [*self.report(draw.randint(6, 10)), about]
                self.add(site, day, f"{name}: {self.title()}", text, "about the sender")
        for number in range(4):
            quotation = f"„{' '.join(self.report(3))}“, sagte {draw.choice(_PEOPLE)}."
            for site, day in zip(self.sites(4), self.days(4, number < 3), strict=True):
                own = self.report(draw.randint(10, 14))
                self.add(site, day, self.title(), [*own[:3], quotation, *own[3:]], "one quotation")
        for name, is_soon in (("Mittellauf Datentechnik", False), ("Kommunalwerk Süd", True)):
            facts = self.facts() | {"name": name}
            posts = draw.sample(_POSTS, 7)
            for site, day, post in zip(self.sites(7), self.days(7, is_soon), posts, strict=True):
                head, tail = (part.format(**facts) for part in _EMPLOYER)
                own = [f"Zum Gebiet {post} gehört Folgendes.", *self.report(3)]
                self.add(site, day, f"{name} sucht Verstärkung: {post}", [head, *own, tail], "advertisement")


def made_press(seed: int) -> list[Made]:
    """Return the set.

    Args:
        seed: of everything that is drawn.
    """
    press = _Press(seed)
    press.releases()
    press.templates()
    press.blocks()
    return press.made
