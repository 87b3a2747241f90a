"""Who and what is named in a text, and what only looks like it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from official_list import official
from scraper.analysis.mentions import KINDS, Mention, Names, mentions
from scraper.model.indexed import IndexedText


@cache
def listed() -> Names:
    return Names(official().places)


@cache
def bare() -> Names:
    return Names()


def found(body: str, names: Names | None = None, **fields: str | None) -> list[tuple[str, str, str | None]]:
    """Return kind, key and what the body has there, of each mention."""
    text = IndexedText(**({"language": "de", "title": "", "body": body} | fields))  # type: ignore[arg-type]
    return [(one.kind, one.key, written(one, body)) for one in mentions(text, names or listed())]


def written(mention: Mention, body: str) -> str | None:
    if mention.start is None or mention.end is None:
        return None
    return body[mention.start : mention.end]


def towns(body: str, **fields: str | None) -> list[str]:
    return [key for kind, key, _ in found(body, **fields) if kind == "municipality"]


# Towns: what is one


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Die Stadt Lindental führt die E-Akte ein.", "16061001"),
        ("Lindentals Oberbürgermeisterin freut sich.", "16061001"),
        ("In der Landeshauptstadt Großfurt tagt der Rat.", "16061002"),
        ("Der Bürgermeister von Lage stimmt zu.", "06501004"),
        ("Die Stadträte von Gemeinden wie Lindental und Lage stimmen zu.", "16061001"),
        ("Die Stadt „Welt“ gibt es nicht, aber die (Gemeinde Welt) schon.", "06501003"),
        ("Im hessischen Welt ist Sommer.", "06501003"),
        ("Im Rathaus Essen brennt noch Licht.", "06501002"),
        ("In Essen wird das Meldewesen digital.", "06501002"),
        ("Das Amtsgericht Essen hat entschieden.", "06501002"),
        ("Die Gemeinde Welt hat eine neue Website.", "06501003"),
        ("Neuhofen an der Ahorn baut Glasfaser aus.", "06501001"),
        ("Neuhofen/Ahorn baut Glasfaser aus.", "06501001"),
        ("Neuhofen a. d. Ahorn baut Glasfaser aus.", "06501001"),
        ("Neuhofen (Elster) baut Glasfaser aus.", "14502001"),
        ("Bad Lauterquell hat einen Chatbot.", "16062001"),
        ("Viele kommen aus Hornstedt.", "16062002"),
        ("Das gilt auch in Kleinbuchen.", "06501005"),
        ("Das gilt auch anderswo (in Kleinbuchen).", "06501005"),
        ("St. Linden hat ein Portal.", "14502004"),
        ("Hornstedt (dpa) – Die Verwaltung ist im Netz.", "16062002"),
        ("Hornstedt, 23.5.2014. Die Verwaltung ist im Netz.", "16062002"),
        ("Hornstedt, (23.5.2014). Die Verwaltung ist im Netz.", "16062002"),
        ("Hornstedt (ots)\n\nDie Verwaltung ist im Netz.", "16062002"),
        ("Hornstedt: (hib/abc) Die Verwaltung ist im Netz.", "16062002"),
        ("Das gilt für Nachbarstädte wie Essen.", "06501002"),
        ("Das gilt für Gemeinden wie Lage.", "06501004"),
        ("In\u00a0Essen wird das Meldewesen digital.", "06501002"),
    ],
)
def test_a_town(body: str, key: str) -> None:
    assert towns(body) == [key]


def test_towns_that_are_named_together() -> None:
    assert towns("Die Städte Lindental, Essen und Hornstedt arbeiten zusammen.") == ["16061001", "06501002", "16062002"]


def test_a_word_is_a_town_only_where_a_word_before_it_says_so() -> None:
    assert towns("In Essen ist viel los. Das Essen ist gut.") == ["06501002"]


def test_a_large_town_says_of_which_district_a_small_one_is() -> None:
    assert towns("Von Kleinbuchen bis in die Stadt Essen wird gebaut.") == ["06501005", "06501002"]


def test_a_kicker_that_is_an_ordinary_word() -> None:
    assert found("Alles ist gut.", kicker="Lage") == []
    assert found("Alles ist gut.", kicker="Essen") == [("municipality", "06501002", None)]


def test_a_town_that_is_called_like_a_land() -> None:
    town = official().places[-1]._replace(key="12051000", name="Brandenburg an der Havel", population=73_000)
    names = Names((*official().places, town))
    land = ("land", "12", "Brandenburg")
    assert found("In Brandenburg wird gebaut.", names) == [land]
    assert found("Die Stadt Brandenburg baut.", names) == [("municipality", "12051000", "Brandenburg")]
    assert found("Brandenburg an der Havel baut.", names) == [
        ("municipality", "12051000", "Brandenburg an der Havel"),
    ]


def test_what_is_a_town_once_is_one_throughout() -> None:
    assert towns("Die Gemeinde Kleinbuchen hat viel vor. Kleinbuchen will sparen.") == ["06501005"] * 2


def test_the_kicker_makes_a_town() -> None:
    assert found("Das Rathaus ist im Netz.", kicker="Hornstedt") == [("municipality", "16062002", None)]


def test_what_the_body_names_is_not_said_again_of_the_headline() -> None:
    assert found("Lindental ist im Netz.", title="Lindental im Netz") == [("municipality", "16061001", "Lindental")]


# Towns: what is none


@pytest.mark.parametrize(
    "body",
    [
        "Die Welt schaut auf das Land.",
        "Wir sind in der Lage, das zu tun.",
        "Das Essen war gut.",
        "Die Reise führt nach Essen und Trinken.",
        "Bürgermeister Frank Essen begrüßte die Gäste.",
        "Herr Lindental sprach, und Frau Dr. Hornstedt antwortete.",
        "Staatssekretärin Anna von Lindental kam.",
        "Johann IV. von Lindental baute die Burg.",
        "A. Lindental schrieb das Buch.",
        "Der 1. FC Lindental gewann.",
        "Die Siegerin (TV Lindental) lief.",
        "Hornstedt-Süd ist ein Stadtteil.",
        "Ein Gast aus Alt-Lindental sprach.",
        "Die Lindental Straße 3 ist gesperrt.",
        "Treffen in Lindental 7 der Messe.",
        "Diese Lindental bleibt konstant.",
        "Lindentaler Bürger stimmten ab.",
        "Hornstedt liegt am Berg.",
        "Das Essen war gut, und bis Kleinbuchen ist es weit.",
        "Kleinbuchen stehen im Wald.",
        "Es geht um Löhne in Unternehmen.",
    ],
)
def test_no_town(body: str) -> None:
    assert towns(body) == []


def test_a_surname_needs_a_word_before_it() -> None:
    assert towns("Ursula Lindental wohnt in Lindental. Lindental sagte: ja.") == ["16061001"]


def test_an_interview_is_no_dateline() -> None:
    assert towns("Was sagen Sie?\n\nLage: „Ich habe es gesagt.“") == []


def test_clubs_are_no_towns() -> None:
    assert towns("Am Spieltag der Bundesliga spielt Lindental gegen Großfurt.") == []


def test_a_word_of_sports_makes_no_club_of_a_town() -> None:
    assert towns("Lindental hat einen Trainer für Mitarbeiter.") == ["16061001"]


def test_another_language_has_no_towns() -> None:
    assert found("The city of Essen met Lindental, said BSI.", language="en") == [("body", "bsi", "BSI")]


# Homonyms


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ("Die Stadt Neuhofen in Hessen plant.", ["06501001"]),
        ("Im sächsischen Neuhofen wird geplant.", ["14502001"]),
        ("Im vogtländischen Neuhofen wird geplant.", ["14502001"]),
        ("Die Stadt Neuhofen (Sachsen) plant.", ["14502001"]),
        ("Die Stadt Neuhofen (Sachsen) plant, und Hessen staunt.", ["14502001"]),
        ("Im sächsischen Neuhofen wird geplant, und Hessen staunt.", ["14502001"]),
        ("Die Stadt Neuhofen / Sachsen plant.", ["14502001"]),
        ("Sachsen fördert. Die Stadt Neuhofen plant.", ["14502001"]),
        ("Im Kreis Ahornberg: Die Stadt Neuhofen plant.", ["06501001"]),
        ("Die Stadt Neuhofen plant.", []),
        ("Sachsen und Hessen fördern. Die Stadt Neuhofen plant.", []),
        ("Niedersachsen fördert. Die Stadt Neuhofen plant.", []),
        (
            "Neuhofen an der Ahorn plant. Sachsen und Hessen sehen, was Neuhofen tut.",
            ["06501001"] * 2,
        ),
        ("Großfurt, Hessen und Bayern planen.", ["16061002"]),
        ("Großfurt plant.", ["16061002"]),
        ("Sachsen fördert. Die Stadt Großfurt plant.", ["14502002"]),
        ("Die Gemeinde Weidenau plant.", []),
        ("Thüringen fördert. Die Gemeinde Weidenau plant.", ["16061003"]),
    ],
)
def test_which_of_several(body: str, keys: list[str]) -> None:
    assert towns(body) == keys


def test_the_land_may_stand_in_the_kicker() -> None:
    assert towns("Die Stadt Neuhofen plant.", kicker="Sachsen") == ["14502001"]


def test_a_town_whose_name_is_a_noun_as_well() -> None:
    town = official().places[-1]._replace(key="05515000", name="Münster", population=320_000)
    names = Names((*official().places, town))
    assert found("Das Münster ist alt. Am Münster ist Markt.", names) == []
    assert found("Münster Sie?", names) == []
    assert found("Münster baut, und in Münster wird gebaut.", names) == [("municipality", "05515000", "Münster")] * 2


def test_a_town_abroad() -> None:
    names = Names((*official().places, official().places[-1]._replace(key="08311000", name="Freiburg im Breisgau")))
    assert found("Im Kanton Bern und in Freiburg wurde gezählt.", names) == []
    assert found("In Freiburg wurde gezählt.", names) == [("municipality", "08311000", "Freiburg")]


# Districts


@pytest.mark.parametrize(
    ("body", "key", "text"),
    [
        ("Der Landkreis Lindental zahlt.", "16061", "Landkreis Lindental"),
        ("Die Kasse des Landkreises Lindental ist leer.", "16061", "Landkreises Lindental"),
        ("Der Kreis Ahornberg zahlt.", "06501", "Kreis Ahornberg"),
        ("Das Landratsamt Lindental zahlt.", "16061", "Lindental"),
        ("Der Unstrut-Linden-Kreis zahlt.", "16062", "Unstrut-Linden-Kreis"),
        ("Die Kasse des Unstrut-Linden-Kreises ist leer.", "16062", "Unstrut-Linden-Kreises"),
        ("Im Märkischen Kreis wird gebaut.", "14502", "Märkischen Kreis"),
    ],
)
def test_a_district(body: str, key: str, text: str) -> None:
    assert found(body) == [("district", key, text)]


def test_districts_that_are_named_together() -> None:
    body = "Die Landkreise Lindental und Ahornberg zahlen."
    assert found(body) == [("district", "16061", "Landkreise Lindental"), ("district", "06501", "Ahornberg")]


def test_a_word_belongs_to_the_district_before_it() -> None:
    assert found("Die Kasse des Märkischen Kreises Lindental stört nicht.") == [
        ("district", "14502", "Märkischen Kreises"),
        ("municipality", "16061001", "Lindental"),
    ]


def test_a_region_alone_is_no_district() -> None:
    assert found("Rund um den Ahornberg wird gewandert.") == []


# Länder


@pytest.mark.parametrize(
    ("body", "key", "text"),
    [
        ("Der Freistaat Bayern fördert.", "09", "Freistaat Bayern"),
        ("Bayerns Minister fördert.", "09", "Bayerns"),
        ("Das NRW-Ministerium fördert.", "05", "NRW"),
        ("Vor der NRW-Landtagswahl wird gefördert.", "05", "NRW"),
        ("In Sachsen-Anhalt wird gefördert.", "15", "Sachsen-Anhalt"),
        ("Das Saarland fördert.", "10", "Saarland"),
        ("In Baden\u2011Württemberg wird gefördert.", "08", "Baden\u2011Württemberg"),
    ],
)
def test_a_land(body: str, key: str, text: str) -> None:
    assert found(body) == [("land", key, text)]


@pytest.mark.parametrize(
    "body",
    [
        "Der FC Bayern siegte.",
        "Bayern München siegte.",
        "Bayern führt die Tabelle der Bundesliga an.",
        "Die Sachsen zogen nach Westen.",
        "Der Kurfürst von Sachsen lud ein.",
        "Sachsen-Coburg war ein Herzogtum.",
        "Herr Hessen sprach.",
    ],
)
def test_no_land(body: str) -> None:
    assert found(body) == []


def test_towns_that_are_a_land() -> None:
    town = ("municipality", "11000000", "Berlin")
    assert found("Berlin fördert.", bare()) == [town]
    assert found("Das Land Berlin fördert.", bare()) == [("land", "11", "Berlin"), town]
    assert found("Der Stadtstaat Berlin fördert.", bare()) == [("land", "11", "Stadtstaat Berlin")]
    assert found("Es fördern:", bare(), kicker="Berlin") == [("land", "11", None), ("municipality", "11000000", None)]


def test_towns_in_a_list_of_lands() -> None:
    def lands(body: str) -> list[str]:
        return [key for kind, key, _ in found(body, bare()) if kind == "land"]

    assert lands("Hamburg, Bremen und Hessen fördern.") == ["02", "04", "06"]
    assert lands("Hessen, Bremen und Hamburg fördern.") == ["06", "04", "02"]
    assert lands("Hamburg und Bremen fördern.") == []


# Laws, programmes, bodies, vendors


@pytest.mark.parametrize(
    ("body", "kind", "key", "text"),
    [
        ("Die OZG-Umsetzung stockt.", "law", "ozg", "OZG"),
        ("Das Ziel des Onlinezugangsgesetzes ist fern.", "law", "ozg", "Onlinezugangsgesetzes"),
        ("Das OZG 2.0 kommt.", "law", "ozg-2", "OZG 2.0"),
        ("Mit NIS2 kommen Pflichten.", "law", "nis-2", "NIS2"),
        ("Das NIS-2-Umsetzungsgesetz kommt.", "law", "nis-2", "NIS-2-Umsetzungsgesetz"),
        ("Die Registermodernisierung beginnt.", "programme", "registermodernisierung", "Registermodernisierung"),
        ("Nach dem Prinzip Einer für Alle wird geteilt.", "programme", "efa", "Einer für Alle"),
        ("Der IT-Planungsrat hat entschieden.", "body", "it-planungsrat", "IT-Planungsrat"),
        ("Der Bundesbeauftragte für den Datenschutz warnt.", "body", "bfdi", "Bundesbeauftragte für den Datenschutz"),
        ("Der Rat des Bundesamts für Justiz half.", "body", "bfj", "Bundesamts für Justiz"),
        ("Die d.velop AG liefert.", "vendor", "d-velop", "d.velop AG"),
        ("Mit ekom21-Software geht es.", "vendor", "ekom21", "ekom21"),
        ("Dataports Rechenzentrum steht.", "vendor", "dataport", "Dataports"),
    ],
)
def test_a_term(body: str, kind: str, key: str, text: str) -> None:
    assert found(body, bare()) == [(kind, key, text)]


@pytest.mark.parametrize(
    "body",
    [
        "Der BMI (Body-Mass-Index) sinkt, und das Innenministerium misst ihn.",
        "Die SDG sind Nachhaltigkeitsziele, auch im OZG-Umfeld."[:31],
        "Der Bundesrat in Bern tagte, und die Schweiz wartete.",
        "Das Oracle von Delphi sprach.",
        "KOZG ist kein Wort, und OZGler auch nicht.",
        "Die Handballer des THW Kiel siegten.",
        "Das ist ein INIT-Prozess.",
    ],
)
def test_no_term(body: str) -> None:
    assert found(body, bare()) == []


def test_letters_that_need_a_word_elsewhere() -> None:
    assert found("Das BMI lädt ein, so das Innenministerium.", bare()) == [("body", "bmi", "BMI")]
    assert found("Das BMI lädt ein.", bare()) == []
    assert found("Das Bundesmeldegesetz gilt, auch für die Gesundheit.", bare())[0][1] == "bundesmeldegesetz"


def test_vendors_that_the_archive_has_learned() -> None:
    names = Names(vendors=["Muster Software GmbH", "Form AG", "Ämterdienst & Co. KG", "Dataport AöR", "Land Hessen"])
    body = (
        "Muster Software, Form und die Form AG liefern, Dataport auch, ebenso Ämterdienst & Co. KG und das Land Hessen."
    )
    assert found(body, names) == [
        ("vendor", "muster-software", "Muster Software"),
        ("vendor", "form", "Form AG"),
        ("vendor", "dataport", "Dataport"),
        ("vendor", "ämterdienst", "Ämterdienst & Co. KG"),
        ("land", "06", "Hessen"),
    ]


# Without the official list


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({"kicker": "Lindental", "body": "Die Stadt Lindental führt die E-Akte ein."}, ["lindental"]),
        ({"kicker": "Buchental", "body": "In Buchental gibt es die E-Akte."}, ["buchental"]),
        ({"body": "Buchental (dpa) – Die E-Akte kommt."}, ["buchental"]),
        ({"body": "Buchental (ots)\n\nDie E-Akte kommt."}, ["buchental"]),
        ({"body": "Buchental. Die Stadt Buchental baut."}, ["buchental"] * 2),
        ({"body": "Buchental. Das ist weit."}, []),
        ({"kicker": "Österreich", "body": "In Österreich freut sich der Österreicher."}, []),
        ({"kicker": "St. Gallen", "body": "Die Stadt St. Gallen plant."}, []),
        ({"body": "Brüssel (dpa) – Die Kommission in Brüssel und Brüsseler Kreise planen."}, []),
        ({"body": "Buchental (kurz)\n\nDie E-Akte kommt."}, []),
        ({"kicker": "Bad Buchental", "body": "Die E-Akte kommt nach Bad Buchental."}, ["bad-buchental"]),
        ({"kicker": "Buchental", "body": "Bürgermeister Lönne Krüger wartet."}, ["buchental"]),
        ({"kicker": "Buchental", "body": "Die Altstadt ist neu."}, ["buchental"]),
        ({"kicker": "Buchental", "body": "Die Buchentaler freuen sich."}, ["buchental"]),
        ({"kicker": "Kiel", "body": "In Kiel freut sich der Kieler Rat."}, ["kiel"]),
        ({"kicker": "Europa", "body": "In Europa wird gespart."}, []),
        ({"kicker": "Buchental", "body": "Es ist Nacht."}, []),
        ({"kicker": "KOMMENTAR Wahl in Buchental", "body": "KOMMENTAR Wahl in Buchental: Bürgermeister."}, []),
        (
            {"kicker": "Neuhofen an der Linde", "body": "Die Stadt Neuhofen an der Linde baut."},
            ["neuhofen-an-der-linde"],
        ),
        ({"kicker": "Breitbandausbau", "body": "Bürgermeister brauchen das."}, []),
        ({"kicker": "Innenstadt", "body": "Die Stadtverwaltung plant."}, []),
        ({"kicker": "Bescheid", "body": "Die Gemeinde schickt ihn."}, []),
        ({"kicker": "Ehrenfeld", "body": "Die Gemeinde schickt das Ehrenfeld vor, und die Ehrenfeld hilft."}, []),
        ({"kicker": "Cybersicherheit", "body": "Bürgermeister brauchen das."}, []),
        ({"kicker": "Digitalisierung", "body": "In Digitalisierung wird investiert."}, []),
        ({"kicker": "Mustermann", "body": "Herr Mustermann sprach."}, []),
        ({"kicker": "Lindental", "body": "Peter Lindental sprach, wie in Lindental üblich."}, []),
        ({"kicker": "Im Gespräch", "body": "Die Stadt ist groß."}, []),
    ],
)
def test_towns_of_kickers_and_datelines(fields: dict[str, str], keys: list[str]) -> None:
    text = IndexedText(language="de", **fields)  # type: ignore[arg-type]
    assert [one.key for one in mentions(text, bare()) if one.kind == "municipality"] == keys


def test_a_town_that_has_the_name_of_another_in_its_own() -> None:
    body = "Die Stadt Neu Berlin baut."
    assert found(body, bare(), kicker="Neu Berlin") == [("municipality", "neu-berlin", "Neu Berlin")]


def test_a_town_that_is_known_is_not_learned() -> None:
    keys = [key for kind, key, _ in found("Alles.", bare(), title="Stadt Berlin spart", kicker="Berlin")]
    assert sorted(keys) == ["11", "11000000"]


def test_a_district_of_a_kicker() -> None:
    body = "Der Kreis Ahornberg zahlt."
    assert found(body, bare(), kicker="Kreis Ahornberg") == [("district", "kreis-ahornberg", "Kreis Ahornberg")]


def test_towns_that_other_articles_have_taught() -> None:
    names = Names(towns=["Buchental"])
    assert found("Auch in Buchental gibt es das.", names) == [("municipality", "buchental", "Buchental")]
    assert found("Ein Buchental liegt hier.", names) == []


# Positions

PIECES = st.sampled_from(
    [
        *("Lindental", "Neuhofen", "Essen", "Welt", "Bayern", "Bremen", "OZG", "OZG 2.0", "d.velop", "]init[", "BSI"),
        *("in", "Stadt", "Landkreis", "Herr", "und", ",", ".", "-", "s", " ", "\n", "\n\n", "\u00a0", "(", ")", "/"),
        *("ß", "😀", "\u0308", "\u200f", "\x00", "Freistaat", "NRW", "Hessen", "St. Linden", "Märkischen Kreises", "é"),
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join))


@settings(deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(["de", "en", None]), st.booleans())
def test_positions_fit_and_do_not_overlap(body: str, kicker: str, language: str | None, has_list: bool) -> None:
    text = IndexedText(language=language, kicker=kicker, title="", lead=None, body=body)
    last = dict.fromkeys(KINDS, 0)
    for one in mentions(text, listed() if has_list else bare()):
        assert one.kind in KINDS
        assert (one.start is None) == (one.end is None)
        if one.start is not None and one.end is not None:
            assert last[one.kind] <= one.start < one.end <= len(body)
            last[one.kind] = one.end
