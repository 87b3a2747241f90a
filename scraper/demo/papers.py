"""The invented papers of the demo: they print releases, quote each other and correct themselves."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from http import HTTPStatus
from operator import attrgetter

from scraper.demo.article import DemoArticle, Edit, Paper, at
from scraper.demo.content import AMTSBLICK, ARTICLES
from scraper.demo.releases import MELDEREGISTER, STAATSKANZLEI, WOHNGELD
from scraper.demo.texts import read_articles

# The decision that the papers quote; its court stands nowhere.
_DECISION = "https://www.verwaltungsgericht.example/urteile/7-K-112-26"
_DECISION_TEXT = "Verwaltungsgericht Ahornfurt, 7 K 112/26"

KOMMUNALBOTE = Paper(
    "kommunalbote",
    "Kommunalbote",
    "Erfundenes aus Rathäusern, jeden Tag",
    (
        DemoArticle(
            401,
            "muehlbrueck-fuehrt-die-e-akte-ein",
            "press",
            at(2025, 3, 4, 8),
            "Mühlbrück",
            "E-Akte in allen Ämtern",
            "Als erste Stadt des Landes arbeitet Mühlbrück ohne Papier.",
            (
                "Die Stadt Mühlbrück hat die E-Akte eingeführt. 310 Beschäftigte legen ihre Vorgänge seit Montag"
                " elektronisch ab, die Registratur im Keller wird zur Werkstatt.",
                "„Die größte Hürde war der Stempel“, sagt Digitalreferent Özgür Schäfer. Er liegt nun in einer Vitrine"
                " im Rathaus.",
            ),
            author="Tjark Lüdemann",
            section="Dokumenten-Management",
            keywords=("E-Akte", "Mühlbrück"),
            caption="Letzter Gang in die Registratur.",
        ),
        DemoArticle(
            402,
            "ahornfurt-ordnungsamt-mit-e-akte",
            "press",
            at(2026, 6, 23, 8),
            "Ahornfurt",
            "Ordnungsamt beginnt mit der E-Akte",
            "Bußgelder werden in Ahornfurt nur noch elektronisch bearbeitet.",
            (
                "Das Ordnungsamt der Stadt Ahornfurt führt die E-Akte ein und scannt, was noch auf Papier kommt. Andere"
                " Ämter sollen in diesem Jahr folgen.",
                "Wer Widerspruch einlegt, sieht den Stand im Konto der BundID. Nach Angaben von Amtschef Rüdiger Weiß"
                " dauert ein Verfahren nun neun statt 30 Tage.",
            ),
            author="Tjark Lüdemann",
            section="Dokumenten-Management",
            keywords=("E-Akte", "Ahornfurt", "E-Government"),
        ),
        DemoArticle(
            403,
            "kreise-ueben-nis2",
            "press",
            at(2026, 10, 1, 8),
            "Kreis Öderland",
            "Kreis probt den Ernstfall nach NIS2",
            "Die Richtlinie gilt zwar nicht für Gemeinden, der Kreis Öderland hält sich trotzdem daran.",
            (
                "Zwei Tage lang spielte die Verwaltung einen Angriff durch. Grundlage war die NIS2-Richtlinie, die"
                " Meldungen binnen 24 Stunden verlangt.",
                "Das BSI stellte die Aufgaben. Am Ende fehlte eine Liste mit Telefonnummern auf Papier; sie liegt nun"
                " im Tresor.",
            ),
            author="Lale Çınar",
            section="IT-Sicherheit",
            keywords=("IT-Sicherheit", "NIS2", "Kreis Öderland"),
        ),
        DemoArticle(
            404,
            "bescheid-per-mail-genuegt-nicht",
            "press",
            at(2026, 10, 13, 8),
            "Ahornfurt",
            "Gericht: Bescheid per E-Mail genügt nicht",
            "Eine Gemeinde darf einen Bescheid nicht einfach anhängen.",
            (
                "Das Verwaltungsgericht hob den Gebührenbescheid einer Gemeinde auf, den sie als Anhang verschickt"
                " hatte. Das Onlinezugangsgesetz verlange ein Postfach, dem die Empfänger zugestimmt haben.",
                "Die Gemeinde prüft, ob sie in Berufung geht. Der Städtebund rät bis dahin zum Brief.",
            ),
            author="Lale Çınar",
            section="Recht",
            keywords=("Recht", "OZG", "E-Government"),
            reference=_DECISION,
            reference_text=_DECISION_TEXT,
        ),
        DemoArticle(
            405,
            "ein-portal-fuer-das-wohngeld",
            "press",
            at(2026, 11, 9, 15),
            "Land Nordmark",
            "Ein Portal für das Wohngeld",
            "Nordmark führt als erstes Flächenland ein Portal ein, das von der Anmeldung bis zum Bescheid reicht.",
            WOHNGELD,
            author="Redaktion",
            section="Sozialwesen",
            keywords=("Wohngeld", "OZG"),
            reference="{staatskanzlei}/demo-meldungen/wohngeld-aus-einem-portal/",
            reference_text="Mitteilung der Staatskanzlei",
            caption="Das Portal ist frei.",
            credit="Staatskanzlei Nordmark",
        ),
        DemoArticle(
            406,
            "terminvergabe-im-takt",
            "press",
            at(2026, 11, 10, 8),
            "Seekirch am Walde",
            "Terminvergabe im Minutentakt",
            "Seekirch am Walde vergibt Termine im Rathaus nur noch online.",
            (
                "Wer keinen Rechner hat, ruft an oder kommt vorbei: Dann bucht der Empfang. Im ersten Monat blieben 120"
                " Termine ungenutzt, weil niemand absagte.",
                "Die Gemeinde erinnert nun am Vorabend. Das Programm stammt aus Mühlbrück und ist freie Software.",
            ),
            author="Tjark Lüdemann",
            section="Bürgerservice",
            keywords=("Bürgerservice", "Seekirch am Walde", "Open Source"),
            reference="{demo}/demo-meldungen/rathaus-teilt-seinen-quelltext/",
            reference_text="Amtsblick über die Terminvergabe",
            edits=(Edit(at(2026, 11, 10, 20), "120 Termine", "12 Termine"),),
        ),
        DemoArticle(
            407,
            "melderegister-am-netz",
            "press",
            at(2026, 11, 12, 8),
            "Land Nordmark",
            "Melderegister am Netz: Staat fragt nur noch einmal",
            "Die Registermodernisierung erreicht in Nordmark die erste Etappe.",
            MELDEREGISTER,
            author="Redaktion",
            section="Registermodernisierung",
            keywords=("Registermodernisierung", "E-Government"),
        ),
    ),
    feed_down=(at(2026, 11, 10, 12), at(2026, 11, 12, 12)),
)
"""A daily paper, which prints releases as they come."""

RATHAUSPOST = Paper(
    "rathauspost",
    "Rathauspost",
    "Wochenblatt für erfundene Verwaltungen",
    (
        DemoArticle(
            501,
            "bauamt-lindental-ohne-papier",
            "press",
            at(2025, 11, 18, 7),
            "Lindental",
            "Bauamt ohne Papier",
            "Lindental prüft Bauanträge am Bildschirm.",
            (
                "Die Gemeinde Lindental hat in ihrem Bauamt die E-Akte eingeführt. Pläne kommen als Datei, und wer sie"
                " einreicht, sieht jeden Schritt.",
                "Bauamtsleiter Götz Brühl spart nach eigenen Worten „einen Schrank im Monat“.",
            ),
            author="Wiebke Sørensen",
            section="Dokumenten-Management",
            keywords=("eAkte", "Lindental", "eGovernment"),
        ),
        DemoArticle(
            502,
            "was-das-urteil-bedeutet",
            "press",
            at(2026, 10, 14, 7),
            "Ahornfurt",
            "Was das Urteil zur E-Mail bedeutet",
            "Gemeinden müssen ihre Bescheide neu verschicken, aber nicht alle.",
            (
                "Nach dem Urteil fragen viele Kämmereien, welche Bescheide noch gelten. Wer nicht widersprochen hat,"
                " ist an seinen Bescheid gebunden, sagt Rechtsanwältin Ines Köhlbrand.",
                "Für neue Bescheide bleibt das Postfach des Kontos oder der Brief.",
            ),
            author="Wiebke Sørensen",
            section="Recht",
            keywords=("Recht", "OZG", "eGovernment"),
            reference=_DECISION,
            reference_text=_DECISION_TEXT,
        ),
        DemoArticle(
            503,
            "kommunalbote-deckte-auf",
            "press",
            at(2026, 10, 15, 7),
            "Ahornfurt",
            "Streit um den Bescheid geht weiter",
            "Die unterlegene Gemeinde will in Berufung gehen, wie der Kommunalbote berichtet hatte.",
            (
                "Der Gemeinderat stimmte am Mittwochabend mit neun zu sechs für die Berufung. Die Kosten trägt die"
                " Rechtsschutzversicherung.",
                "Bis zu einer Entscheidung verschickt die Gemeinde wieder Briefe.",
            ),
            author="Wiebke Sørensen",
            section="Recht",
            keywords=("Recht", "Ahornfurt"),
            reference="{kommunalbote}/demo-meldungen/bescheid-per-mail-genuegt-nicht/",
            reference_text="Bericht des Kommunalboten",
        ),
        DemoArticle(
            504,
            "rechenzentrum-sucht-standort",
            "press",
            at(2026, 10, 21, 7),
            "Kreis Öderland",
            "Rechenzentrum sucht Standort",
            "Drei Gemeinden bewerben sich um die Server des Kreises Öderland.",
            (
                "Gesucht wird ein Grundstück mit zwei Stromleitungen und kühlem Bach. Die Bewerbungen liegen der"
                " Redaktion vor.",
                "Entscheiden will der Kreistag im Frühjahr.",
            ),
            author="Enno Übersee",
            section="IT-Infrastruktur",
            keywords=("Rechenzentrum", "Kreis Öderland"),
            removed_at=at(2026, 11, 9, 12),
        ),
        DemoArticle(
            505,
            "muehlbrueck-opens-its-data",
            "press",
            at(2026, 11, 10, 7),
            "Mühlbrück",
            "Mühlbrück opens its data to everybody",
            "The city publishes timetables, budgets and tree registers for free use.",
            (
                "The council has agreed to release forty data sets under an open licence. Companies and schools were"
                " asked beforehand which of them they would use.",
                "Most wanted were the positions of all benches, says the head of the digital office. The next release"
                " is planned for spring.",
            ),
            author="Enno Übersee",
            section="Open Data",
            keywords=("Open Data", "Mühlbrück"),
            language="en",
        ),
        DemoArticle(
            506,
            "wohngeld-nach-elf-wochen-jetzt-in-neunzehn-tagen",
            "press",
            at(2026, 11, 11, 7),
            "Land Nordmark",
            "Wohngeld: Aus elf Wochen werden neunzehn Tage",
            "Das neue Portal soll Wohngeldstellen entlasten. Ob die Gemeinden mitziehen, ist offen.",
            (
                WOHNGELD[1],
                "Der Städtebund begrüßt das Portal, warnt aber vor dem Umstieg mitten im Winter. In Lindental etwa"
                " arbeitet die Wohngeldstelle zu zweit.",
                WOHNGELD[2],
            ),
            author="Wiebke Sørensen",
            section="Sozialwesen",
            keywords=("Wohngeld", "eGovernment"),
            reference="{staatskanzlei}/demo-meldungen/wohngeld-aus-einem-portal/",
            reference_text="Mitteilung der Staatskanzlei",
        ),
        DemoArticle(
            507,
            "hinter-den-kulissen-der-leitstelle",
            "press",
            at(2026, 11, 12, 7),
            "Ahornfurt",
            "Hinter den Kulissen der Leitstelle",
            "Eine Reportage über Fragen, die niemand stellen wollte.",
            (
                "Um acht Uhr klingelt das erste Telefon. Eine Gemeinde möchte wissen, ob ein Gesetz auch am Wochenende"
                " gilt.",
                "Bis zum Mittag sind es 41 Fragen.",
            ),
            author="Enno Übersee",
            section="Bürgerservice",
            keywords=("OZG", "Ahornfurt"),
            is_reserved=True,
        ),
    ),
    feed_down=(at(2026, 11, 13, 6), None),
)
"""A weekly paper, which shortens releases, asks others, reserves its reports, and has lost its feed."""

# Since 9 November, Amtsblick's pages have named no section any more, and nobody there has noticed it.
_NO_SECTION = ""
_MORE_OF_AMTSBLICK = (
    DemoArticle(
        113,
        "vier-lehren-aus-einem-urteil",
        "press",
        at(2026, 10, 16, 9),
        "Land Nordmark",
        "Vier Lehren aus einem Urteil",
        "Warum eine E-Mail kein Bescheid ist, und was Gemeinden jetzt tun.",
        (
            "Das Urteil aus Ahornfurt beschäftigt die Rathäuser. Erstens braucht jeder Bescheid ein Postfach, zweitens"
            " eine Zustimmung, drittens ein Protokoll und viertens Geduld.",
            "Die meisten Gemeinden haben ihre Verfahren angehalten und warten auf die Berufung.",
        ),
        author="Hilke Döring",
        section="Recht",
        keywords=("Recht", "OZG", "E-Gov"),
        reference=_DECISION,
        reference_text=_DECISION_TEXT,
    ),
    DemoArticle(
        114,
        "wohin-mit-den-servern",
        "press",
        at(2026, 10, 27, 9),
        "Kreis Öderland",
        "Wohin mit den Servern?",
        "Der Kreis Öderland plant ein Rechenzentrum und streitet über den Ort.",
        (
            "Wie die Rathauspost berichtet, haben sich drei Gemeinden beworben. Die Landrätin nennt keine von ihnen.",
            "Im Kreistag gilt ein Platz am Stausee als Favorit.",
        ),
        author="Götz Brühl",
        section="IT-Infrastruktur",
        keywords=("Rechenzentrum", "Kreis Öderland"),
        reference="{rathauspost}/demo-meldungen/rechenzentrum-sucht-standort/",
        reference_text="Rathauspost",
    ),
    DemoArticle(
        115,
        "wohngeld-ohne-papier",
        "press",
        at(2026, 11, 10, 9),
        "Land Nordmark",
        "Wohngeld ohne Papier",
        "Ein Portal des Landes nimmt seit Montag alle Anträge entgegen.",
        (WOHNGELD[0], WOHNGELD[1], WOHNGELD[3]),
        author="Käthe Möbius",
        section=_NO_SECTION,
        keywords=("Wohngeld", "Land Nordmark", "E-Government"),
        caption="Nur noch ein Klick: das Portal.",
        edits=(Edit(at(2026, 11, 12, 10), "Wohngeld ohne Papier", "Wohngeld fast ohne Papier", is_dated=False),),
    ),
    DemoArticle(
        116,
        "e-akte-foerderung-ausgeschoepft",
        "press",
        at(2026, 11, 13, 9),
        "Land Nordmark",
        "Fördertopf für die E-Akte bald leer",
        "Nach drei Wochen sind zwei Drittel des Geldes vergeben.",
        (
            "34 der 40 Plätze sind belegt, meldet die Staatskanzlei. Wer jetzt noch die E-Akte einführen will, sollte"
            " sich beeilen.",
            "Die Gemeinde Seekirch am Walde hat ihren Antrag am ersten Tag gestellt und führt die E-Akte zum "
            "Jahreswechsel ein.",
        ),
        author="Hilke Döring",
        section=_NO_SECTION,
        keywords=("E-Akte", "E-Government"),
        reference="{staatskanzlei}/demo-meldungen/foerderung-der-e-akte/",
        reference_text="Mitteilung der Staatskanzlei",
    ),
)

KREISBLATT = Paper("kreisblatt", "Kreisblatt Öderland", "Amtliche Meldungen eines erfundenen Kreises", ())
"""The notices of a district, three a week, until they end: nobody says so, and its feed goes on to answer."""


@cache
def papers() -> tuple[Paper, ...]:
    """Return all sites of the demo, each with what stands in its file; Amtsblick has more articles here than alone."""
    # Not made when the module is imported: that reads files, and who serves only one site needs none of them.
    releases = {release.id: release.paragraphs for release in read_articles(STAATSKANZLEI.id)}
    amtsblick = replace(
        AMTSBLICK, articles=(*ARTICLES, *_MORE_OF_AMTSBLICK), has_vendors=True, missing_status=HTTPStatus.OK
    )
    files = (
        (amtsblick, "amtsblick"),
        (KOMMUNALBOTE, KOMMUNALBOTE.id),
        (RATHAUSPOST, RATHAUSPOST.id),
        (STAATSKANZLEI, STAATSKANZLEI.id),
        (KREISBLATT, KREISBLATT.id),
    )
    return tuple(_with(paper, read_articles(name, releases)) for paper, name in files)


def _with(paper: Paper, more: tuple[DemoArticle, ...]) -> Paper:
    """Return a paper with more articles, all of them in the order of publication."""
    return replace(paper, articles=tuple(sorted((*paper.articles, *more), key=attrgetter("published"))))
