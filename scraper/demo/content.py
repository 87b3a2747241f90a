"""The invented articles of the first demo site. No place, person or firm in them exists."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.demo.article import DemoArticle, Paper, at

SITE_NAME = "Amtsblick"


@dataclass(frozen=True, slots=True)
class Vendor:
    """A provider in the box beside an article.

    Args:
        name, place, url: what the box says.
        years: of the articles beside which it advertises, the first and the last one.
    """

    name: str
    place: str
    url: str
    years: tuple[int, int]


# Hosts end in ".example", which RFC 2606 reserves, so that no address in the demo can ever lead to somebody.
VENDORS = (
    Vendor("Ämterfunk Software GmbH", "01234 Mühlbrück", "https://www.aemterfunk.example/", (2022, 2025)),
    Vendor("Lotsenwerk & Söhne eG", "09876 Ahornfurt", "https://www.lotsenwerk.example/", (2022, 2026)),
    Vendor("Registerhaus Ødegård KG", "02468 Kaltenmühl", "https://www.registerhaus.example/", (2023, 2026)),
    Vendor("Nordlicht Fachverfahren AG", "03579 Wiesenbrück", "https://www.nordlicht.example/", (2025, 2026)),
)

# A newspaper that has changed its system twice: one article of the first generation, four of the second, seven of
# today's. There are umlauts in every article, so that a page that is decoded wrongly shows it.
ARTICLES: tuple[DemoArticle, ...] = (
    DemoArticle(
        101,
        "Buergerbuero+funkt+aus+dem+Bus",
        "table",
        at(2022, 3, 8, 9, 0),
        "Mühlbrück",
        "Bürgerbüro funkt aus dem Bus",
        "Mit einem umgebauten Linienbus bringt die Stadt Mühlbrück ihre Ämter in die Dörfer.",
        (
            "Seit Anfang März hält der „Rathausbus“ an elf Haltestellen rund um Mühlbrück. Wer einen "
            "Ausweis beantragen oder sich ummelden möchte, steigt ein und erledigt das am Bildschirm neben "
            "der Fahrerin. Die Daten gehen über eine verschlüsselte Funkstrecke direkt in das Melderegister "
            "der Stadt.",
            "„Früher fuhren die Leute zum Amt, heute fährt das Amt zu den Leuten“, sagt Oberbürgermeisterin "
            "Änne Größwald. Im ersten Monat zählte die Stadt 640 erledigte Anträge. Für den Herbst ist ein "
            "zweiter Bus bestellt, der auch das Gewerbeamt an Bord hat.",
        ),
        author="äg",
        section="Bürgerservice",
        keywords=("Bürgerservice", "Mühlbrück", "Änne Größwald"),
        reference="https://www.muehlbrueck.example/rathausbus",
        caption="Der Rathausbus vor der alten Mühle.",
        credit="Stadt Mühlbrück",
        mistake="640 erledigte Anträge",
        correction="604 erledigte Anträge",
    ),
    DemoArticle(
        102,
        "Hundesteuer+per+Handy",
        "div",
        at(2022, 9, 20, 11, 30),
        "Ahornfurt",
        "Hundesteuer per Handy",
        "In Ahornfurt genügen drei Fotos, um einen Hund anzumelden.",
        (
            "Halter fotografieren den Impfpass, die Chipnummer und das Tier. Eine Software der Stadtkasse "
            "liest die Angaben aus und füllt den Antrag vor. „Geprüft wird weiterhin von Menschen“, betont "
            "Kämmerer Jörn Übelhack.",
            "Nach vier Wochen kam bereits jede zweite Anmeldung auf diesem Weg. Papierformulare bleiben "
            "erhältlich, müssen aber nicht mehr unterschrieben werden.",
        ),
        author="jü",
        section="Finanzwesen",
        keywords=("Finanzwesen", "Ahornfurt", "App"),
        reference="https://www.ahornfurt.example/hund",
        mistake="vier Wochen",
        correction="sechs Wochen",
    ),
    DemoArticle(
        103,
        "Archivkeller+wird+durchsuchbar",
        "div",
        at(2023, 2, 14, 8, 15),
        "Kreis Öderland",
        "Archivkeller wird durchsuchbar",
        "Der Kreis Öderland hat 90 Regalmeter Bauakten gescannt und mit Schlagwörtern versehen.",
        (
            "Bauherren finden ihre Pläne nun über die Flurnummer. Die Texterkennung liest auch Sütterlin, "
            "allerdings „mit gelegentlichem Stirnrunzeln“, wie Archivleiterin Käthe Möbius einräumt.",
            "Das Verfahren läuft auf Servern im Kreishaus. Eine Schnittstelle zum Geoportal des Landes "
            "Nordmark soll folgen, sobald die Vermessungsämter ihre Schlüssel abgestimmt haben.",
        ),
        author="km",
        section="Dokumenten-Management",
        keywords=("Dokumenten-Management", "Kreis Öderland", "Archiv"),
    ),
    DemoArticle(
        104,
        "Sprechstunde+im+Klassenzimmer",
        "div",
        at(2023, 10, 5, 14, 45),
        "Seekirch am Walde",
        "Sprechstunde im Klassenzimmer",
        "Schülerinnen und Schüler erklären in Seekirch am Walde älteren Menschen das Serviceportal.",
        (
            "Jeden Donnerstag öffnet die Realschule ihren Computerraum. Gemeinsam werden Konten angelegt, "
            "Kennwörter geübt und Anträge abgeschickt. „Mein Enkel hätte weniger Geduld“, lobt Besucherin "
            "Hildegard Süß.",
            "Die Gemeinde stellt Leihgeräte bereit und übernimmt die Fahrtkosten. Beworben wird das Angebot "
            "über das Mitteilungsblatt und Aushänge in Bäckereien.",
        ),
        author="äg",
        section="Bürgerservice",
        keywords=("Bürgerservice", "Seekirch am Walde", "Schule"),
        caption="Übung macht sicher: Donnerstags ist der Computerraum voll.",
        credit="Realschule Seekirch",
    ),
    DemoArticle(
        105,
        "Glasfaser+folgt+dem+Bachlauf",
        "div",
        at(2024, 4, 23, 10, 0),
        "Lindental",
        "Glasfaser folgt dem Bachlauf",
        "Weil Straßen tabu waren, verlegt Lindental seine Leitungen im Uferweg.",
        (
            "Die Gemeinde nutzt eine Trasse, die ohnehin für den Hochwasserschutz aufgegraben wird. So "
            "kostet der Meter nur ein Drittel des Üblichen. Angeschlossen werden zuerst Kläranlage, "
            "Grundschule und Feuerwehr.",
            "„Wir hätten sonst bis zum Sankt-Nimmerleins-Tag gewartet“, meint Bauamtsleiter Götz Brühl. Im "
            "Spätsommer soll der letzte Abschnitt leuchten.",
        ),
        author="gb",
        section="Breitband",
        keywords=("Breitband", "Lindental"),
        mistake="ein Drittel",
        correction="die Hälfte",
    ),
    DemoArticle(
        106,
        "wahlhelfer-melden-sich-online",
        "press",
        at(2024, 11, 12, 7, 30),
        "Land Nordmark",
        "Wahlhelfer melden sich online",
        "Ein gemeinsames Verzeichnis erspart den Gemeinden in Nordmark das Telefonieren.",
        (
            "Wer bei der Auszählung helfen will, trägt sich einmal ein und wählt sein Lokal. Das "
            "Verzeichnis schlägt Schichten vor und erinnert rechtzeitig. Nach der Wahl werden alle Angaben "
            "gelöscht.",
            "Innenstaatssekretär Björn Häberle nennt das System „so schlicht wie eine Kuchenliste“. 48 von "
            "52 Gemeinden machen mit.",
        ),
        author="Käthe Möbius",
        section="Wahlen",
        keywords=("Wahlen", "Land Nordmark", "Ehrenamt"),
        mistake="48 von 52",
        correction="49 von 52",
    ),
    DemoArticle(
        107,
        "leitstelle-uebt-den-stromausfall",
        "press",
        at(2025, 3, 18, 16, 20),
        "Kreis Öderland",
        "Leitstelle übt den Stromausfall",
        "Zwölf Stunden lang arbeitete die Rettungsleitstelle des Kreises Öderland ohne Netz und doppelten Boden.",
        (
            "Um 6 Uhr zog Landrätin Ülkü Sönmez den Stecker. Notrufe liefen über Satellit, Lagekarten über "
            "Papier und Büroklammern. Zwei Funkgeräte versagten, weil ihre Akkus überaltert waren.",
            "„Genau solche Überraschungen wollten wir finden“, so Sönmez. Die Mängelliste umfasst 23 Punkte "
            "und wird dem Kreistag im Frühsommer vorgelegt.",
        ),
        author="Götz Brühl",
        section="IT-Sicherheit",
        keywords=("IT-Sicherheit", "Kreis Öderland", "Notfallübung"),
        caption="Kerzen statt Bildschirm: die Leitstelle um 6 Uhr.",
        credit="Kreis Öderland",
    ),
    DemoArticle(
        108,
        "parkausweis-ohne-papier",
        "press",
        at(2025, 9, 2, 12, 0),
        "Ahornfurt",
        "Parkausweis ohne Papier",
        "Bewohner der Ahornfurter Altstadt legen nichts mehr hinter die Windschutzscheibe.",
        (
            "Das Ordnungsamt prüft nur noch das Kennzeichen. Gespeichert wird allein, ob eine Berechtigung "
            "besteht; Fahrzeiten oder Wege erfasst das Gerät nicht. Die Datenschützerin des Landes hat das "
            "Verfahren vorab begutachtet.",
            "Wer umzieht, verliert die Berechtigung automatisch. „Das ist die kürzeste Behördenpost der "
            "Stadt: gar keine“, scherzt Ordnungsamtschef Rüdiger Weiß.",
        ),
        author="Jörn Übelhack",
        section="Verkehr",
        keywords=("Verkehr", "Ahornfurt", "Datenschutz"),
    ),
    DemoArticle(
        109,
        "chatbot-lernt-oederlaender-platt",
        "press",
        at(2026, 2, 10, 9, 40),
        "Kreis Öderland",
        "Chatbot lernt Öderländer Platt",
        "Die Auskunft des Kreises versteht jetzt auch Mundart.",
        (
            "Der Heimatverein spendete 3.000 Redewendungen, eine Volkshochschule prüfte sie. Antworten gibt "
            "das Programm weiterhin auf Hochdeutsch, damit „niemand sich veräppelt fühlt“, wie es im "
            "Kreishaus heißt.",
            "Fragen, auf die keine Antwort passt, landen bei einer Sachbearbeiterin. Nach Auskunft des "
            "Kreises betrifft das jede achte Anfrage.",
        ),
        author="Käthe Möbius",
        section="Künstliche Intelligenz",
        keywords=("Künstliche Intelligenz", "Kreis Öderland", "Chatbot"),
        reference="https://www.kreis-oederland.example/platt",
    ),
    DemoArticle(
        110,
        "rathaus-teilt-seinen-quelltext",
        "press",
        at(2026, 6, 16, 13, 5),
        "Mühlbrück",
        "Rathaus teilt seinen Quelltext",
        "Mühlbrück veröffentlicht die Terminvergabe seiner Ämter als freie Software.",
        (
            "Drei Nachbarstädte haben das Programm bereits übernommen und um eine Warteliste ergänzt. Den "
            "Betrieb teilen sich die Rechenzentren, Änderungen beschließt eine monatliche Runde.",
            "„Für öffentliches Geld soll es öffentlichen Nutzen geben“, sagt Digitalreferent Özgür Schäfer. "
            "Eine Schulung für Verwaltungen außerhalb des Landes Nordmark ist geplant.",
        ),
        author="Hilke Döring",
        section="Open Source",
        keywords=("Open Source", "Mühlbrück", "Terminvergabe"),
    ),
    DemoArticle(
        111,
        "pegelmesser-warnt-die-feuerwehr",
        "press",
        at(2026, 9, 29, 8, 50),
        "Lindental",
        "Pegelmesser warnt die Feuerwehr",
        "Sensoren am Lindenbach melden Hochwasser, bevor die Keller volllaufen.",
        (
            "Sieben Messpunkte funken alle fünf Minuten ihren Stand. Übersteigt der Pegel die Marke, "
            "klingelt es zuerst bei der Feuerwehr und dann in den Häusern am Ufer.",
            "Bürgermeister Lönne Krüger rechnet mit einem Vorsprung von 40 Minuten. „Das reicht, um Autos "
            "und Kaninchenställe wegzuräumen.“",
        ),
        author="Götz Brühl",
        section="Smart City",
        keywords=("Smart City", "Lindental", "Hochwasser"),
        caption="Einer von sieben Fühlern am Lindenbach.",
        credit="Gemeinde Lindental",
        mistake="40 Minuten",
        correction="25 Minuten",
    ),
    DemoArticle(
        112,
        "elterngeld-in-zwoelf-klicks",
        "press",
        at(2026, 11, 3, 10, 25),
        "Land Nordmark",
        "Elterngeld in zwölf Klicks",
        "Das Land Nordmark hat seinen längsten Antrag auf das Nötige gekürzt.",
        (
            "Statt 34 Seiten sehen Eltern zwölf Fragen, der Rest kommt mit ihrer Zustimmung aus den "
            "Registern. Hebammen und Standesämter haben den Ablauf gemeinsam mit jungen Familien entworfen.",
            "Ministerin Frauke Böhnisch hofft auf Bescheide binnen 5 Tagen. „Schlaf bekommen die Eltern "
            "dadurch leider nicht zurück“, räumt sie ein.",
        ),
        author="Hilke Döring",
        section="Familie",
        keywords=("Familie", "Land Nordmark", "Registermodernisierung"),
        mistake="5 Tagen",
        correction="15 Tagen",
    ),
)
"""Oldest first."""

AMTSBLICK = Paper("demo", SITE_NAME, "Nachrichten aus erfundenen Ämtern", ARTICLES)
"""The paper as it is served alone."""
