"""The official list is read, and its names are written as texts write them."""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile

import pytest

from official_list import TOWN, official, record, text
from scraper.analysis.mentions import Names, Place, mentions, read_list
from scraper.analysis.mentions.data import expanded, land_hints, terms, words
from scraper.analysis.mentions.packed import MOST_BYTES, unpacked
from scraper.analysis.mentions.records import KINDS
from scraper.analysis.mentions.spellings import full_spellings, plain, short_spelling
from scraper.model.indexed import IndexedText


def test_the_records_that_are_read() -> None:
    found = official()
    assert found.day.isoformat() == "2023-11-30"
    assert [place.name for place in found.places if place.kind == "land"] == ["Hessen", "Sachsen", "Thüringen"]
    assert [place.name for place in found.places if place.kind == "district"] == [
        *("Kreis Ahornberg", "Märkischer Kreis", "Landkreis Lindental", "Unstrut-Linden-Kreis"),
    ]
    towns = [place for place in found.places if place.kind == "municipality"]
    assert towns[0] == Place("06501001", "municipality", "Neuhofen an der Ahorn", 9_000)
    assert "Ahornberger Forst" not in [place.name for place in towns]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_encodings(encoding: str) -> None:
    found = read_list(text().encode(encoding))
    assert found == official()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Liebes Tagebuch",
        b"\x00\xff" * 500,
        text(records=()).encode(),
        b"10 heute\r\n60 morgen\r\n",
        record(TOWN, "1234567", "Zu kurz", "63", 1).encode(),
        record(TOWN, "16061001", "", "63", 1).encode(),
        record(TOWN, "16061001", "Lindental", "63", 1, day="20231399").encode(),
    ],
)
def test_what_is_no_list(data: bytes) -> None:
    assert read_list(data) is None


def test_a_broken_record_is_passed_over() -> None:
    broken = record(TOWN, "1606100X", "Kaputt", "63", 1)
    found = read_list(f"{broken}\r\n60\r\n{text()}".encode())
    assert found == official()


def test_a_population_that_is_not_given() -> None:
    found = read_list(record(TOWN, "16061001", "Lindental", "63").encode())
    assert found is not None
    assert found.places == (Place("16061001", "municipality", "Lindental", None),)


def test_records_that_end_behind_the_name() -> None:
    lines = [record(*one) for one in (("40", "14501", "Eschenbrück, Stadt"), ("40", "16061", "Lindental"))]
    lines.append(record(TOWN, "16061001", "Lindental, Stadt"))
    found = read_list("\n".join(line[:72].rstrip() for line in lines).encode())
    assert found is not None
    assert found.places == (
        Place("16061", "district", "Landkreis Lindental"),
        Place("16061001", "municipality", "Lindental", None),
    )
    assert [one.key for one in mentions(IndexedText("de", body="Viele in Lindental."), Names(found.places))] == [
        "16061001"
    ]


def test_packed_files() -> None:
    data = text().encode()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as file:
        file.writestr("Lies mich.txt", "kurz")
        file.writestr("GV100AD.txt", data)
    assert unpacked(data) == [data]
    assert unpacked(gzip.compress(data)) == [data]
    assert unpacked(lzma.compress(data)) == [data]
    assert unpacked(zipped.getvalue()) == [data, b"kurz"]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_packed_files_that_are_damaged_or_too_large(pack) -> None:  # type: ignore[no-untyped-def]
    assert unpacked(pack(text().encode())[:-40]) is None
    assert unpacked(pack(b"0" * (MOST_BYTES + 1))) is None
    assert unpacked(b"PK\x03\x04 kein Archiv") is None


@pytest.mark.parametrize(
    ("official_name", "name", "others", "short"),
    [
        ("Lindental, Stadt", "Lindental", [], None),
        ("Lauf a.d.Linde, St", "Lauf an der Linde", ["Lauf/Linde", "Lauf (Linde)", "Lauf a. d. Linde"], "Lauf"),
        ("Furt am Main, Stadt", "Furt am Main", ["Furt (Main)", "Furt/Main", "Furt a.M.", "Furt a. M."], "Furt"),
        ("Halden (Saale), Stadt", "Halden (Saale)", ["Halden/Saale"], "Halden"),
        ("Lahn/ Schwarzwald", "Lahn/Schwarzwald", ["Lahn (Schwarzwald)"], "Lahn"),
        ("Bad Linden v. d. Höhe, Stadt", "Bad Linden vor der Höhe", ["Bad Linden/Höhe"], "Bad Linden"),
        ("St.Linden", "Sankt Linden", ["St. Linden"], None),
        ("Höchstadt i. Odw.", "Höchstadt im Odenwald", ["Höchstadt (Odenwald)"], "Höchstadt"),
        ("Hann. Linden, Stadt", "Hannoversch Linden", ["Hann. Linden"], None),
    ],
)
def test_spellings(official_name: str, name: str, others: list[str], short: str | None) -> None:
    assert plain(official_name) == name
    assert set(others) <= set(full_spellings(name))
    assert short_spelling(name) == short


def test_endings() -> None:
    assert list(expanded("Deutsche{r|n} Rat{|s}")) == [
        "Deutscher Rat",
        "Deutscher Rats",
        "Deutschen Rat",
        "Deutschen Rats",
    ]


def test_the_tables_are_whole() -> None:
    kinds = {term.kind for _, term in terms()}
    assert kinds == set(KINDS) - {"municipality", "district"}
    # A name that meant two things would be counted for whichever comes first.
    meanings: dict[tuple[str, str], set[str]] = {}
    for spelling, term in terms():
        meanings.setdefault((spelling, term.kind), set()).add(term.key)
    assert {name: keys for name, keys in meanings.items() if len(keys) > 1} == {}
    assert len({key for _, key in land_hints()}) == 16
    assert words().ordinary_but_large <= words().ordinary
    assert sum(term.kind in ("law", "programme") for term in {term for _, term in terms()}) >= 60
