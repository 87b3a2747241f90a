"""The releases of an invented government, which the papers of the demo print: whole, shortened, rewritten."""

from __future__ import annotations

from scraper.demo.article import DemoArticle, Edit, Paper, at

WOHNGELD = (
    "Ab sofort können alle Bürgerinnen und Bürger in Nordmark ihr Wohngeld über ein gemeinsames Portal beantragen. Wer"
    " sich mit dem Personalausweis anmeldet, findet die Angaben zur Wohnung bereits vor und ergänzt nur, was das"
    " Register nicht weiß. Ein Rechner zeigt vorab, ob sich der Antrag lohnt.",
    "Bislang nahm jede der 52 Gemeinden die Formulare auf eigene Weise entgegen, meist auf Papier und oft ohne die"
    " nötigen Nachweise. Künftig prüft das Portal vor dem Absenden, ob Mietvertrag und Bescheinigung des Arbeitgebers"
    " beiliegen. Nachfragen der Sachbearbeitung landen im Postfach des Kontos und nicht mehr im Briefkasten.",
    "„Ein Antrag darf nicht länger dauern als das Kochen eines Abendessens“, sagt Ministerin Frauke Böhnisch. In der"
    " Erprobung mit drei Wohngeldstellen seien aus elf Wochen Bearbeitung neunzehn Tage geworden. Das Land trägt die"
    " Kosten von 2,4 Millionen Euro im Jahr und stellt das Portal nach dem Prinzip „Einer für Alle“ auch anderen"
    " Ländern bereit.",
    "Grundlage ist das Onlinezugangsgesetz in der Fassung des OZG 2.0. Bis zum Sommer sollen Bildung und Teilhabe sowie"
    " der Unterhaltsvorschuss folgen; die Landrätinnen und Landräte haben dem Zeitplan im Kreistag zugestimmt.",
)
"""The text of a release that three papers print."""

MELDEREGISTER = (
    "Als erstes Land schließt Nordmark alle Melderegister an die Datendrehscheibe der Registermodernisierung an. Wer"
    " ein Gewerbe anmeldet oder Elterngeld beantragt, muss seine Anschrift nicht mehr nachweisen: Die Behörde ruft sie"
    " mit Zustimmung der Betroffenen selbst ab.",
    "Jeder Abruf steht im Datenschutzcockpit und kann dort widersprochen werden. Die Landesbeauftragte für den"
    " Datenschutz hat das Verfahren ein Jahr lang begleitet und vier Auflagen gemacht, die nach Angaben der"
    " Staatskanzlei alle erfüllt sind.",
    "„Der Staat fragt nur noch einmal“, erklärt Staatssekretär Björn Häberle. Im ersten Schritt nutzen 14 Verfahren den"
    " Anschluss, bis Ende des nächsten Jahres sollen es 60 sein.",
)
"""The text of a release that one paper prints, and that is edited afterwards."""

STAATSKANZLEI = Paper(
    "staatskanzlei",
    "Staatskanzlei Nordmark",
    "Mitteilungen einer erfundenen Landesregierung",
    (
        DemoArticle(
            301,
            "fahrplan-fuer-das-ozg",
            "press",
            at(2026, 9, 22, 10),
            "Land Nordmark",
            "Land legt Fahrplan für das OZG 2.0 vor",
            "Bis 2028 sollen alle Leistungen der Gemeinden von der Anmeldung bis zum Bescheid online laufen.",
            (
                "Der Fahrplan nennt 92 Leistungen und für jede ein Ressort, das sie verantwortet. Zuerst kommen"
                " Wohngeld, Führerschein und Bauantrag, weil sie zusammen die Hälfte aller Vorgänge ausmachen.",
                "Für die Gemeinden richtet das Land eine Leitstelle in Ahornfurt ein, die Fragen zum"
                " Onlinezugangsgesetz binnen zwei Tagen beantwortet. Sie nimmt im Januar ihre Arbeit auf.",
            ),
            author="Pressestelle Staatskanzlei",
            section="Pressemitteilungen",
            keywords=("E-Government", "OZG", "Land Nordmark"),
        ),
        DemoArticle(
            302,
            "foerderung-der-e-akte",
            "press",
            at(2026, 10, 20, 11),
            "Land Nordmark",
            "Land fördert E-Akte in 40 Gemeinden",
            "Mit sechs Millionen Euro hilft Nordmark kleinen Gemeinden beim Abschied vom Papier.",
            (
                "Gefördert werden Scanner, Schulungen und die Anbindung an das Archiv des Landes. Wer bereits ein"
                " System hat, erhält Geld für die Aussonderung der alten Akten.",
                "Anträge nimmt die Staatskanzlei bis Ende Februar entgegen. Das E-Government-Gesetz des Landes"
                " verpflichtet die Gemeinden, ihre Akten bis 2029 elektronisch zu führen.",
            ),
            author="Pressestelle Staatskanzlei",
            section="Pressemitteilungen",
            keywords=("E-Akte", "E-Government", "Land Nordmark"),
        ),
        DemoArticle(
            303,
            "wohngeld-aus-einem-portal",
            "press",
            at(2026, 11, 9, 9),
            "Land Nordmark",
            "Wohngeld aus einem Portal",
            "Nordmark führt als erstes Flächenland ein Portal ein, das von der Anmeldung bis zum Bescheid reicht.",
            WOHNGELD,
            author="Pressestelle Staatskanzlei",
            section="Pressemitteilungen",
            keywords=("Wohngeld", "OZG", "Land Nordmark"),
            caption="Ministerin Böhnisch schaltet das Portal frei.",
            credit="Staatskanzlei Nordmark",
        ),
        DemoArticle(
            304,
            "melderegister-am-netz",
            "press",
            at(2026, 11, 11, 9),
            "Land Nordmark",
            "Alle Melderegister am Netz",
            "Die Registermodernisierung erreicht in Nordmark die erste Etappe.",
            MELDEREGISTER,
            author="Pressestelle Staatskanzlei",
            section="Pressemitteilungen",
            keywords=("Registermodernisierung", "Land Nordmark"),
            # The release is made milder a day later, and the page goes on to state its first date.
            edits=(
                Edit(
                    at(2026, 11, 12, 14),
                    "bis Ende des nächsten Jahres sollen es 60 sein",
                    "weitere sollen folgen",
                    is_dated=False,
                ),
            ),
        ),
    ),
)
"""The government's press office."""
