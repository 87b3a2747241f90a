"""Citations, read back by the libraries that others read them with."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from scraper.model.cited import CitedArticle
from scraper.report.bibtex import bibtex, escaped
from scraper.report.citation import Citation, as_text, citation, tidy
from scraper.report.csl import csl
from scraper.report.persons import Name, named
from scraper.report.ris import ris

CITED = CitedArticle(
    id=17,
    url="https://amtsblick.example/meldung_17?a=1&b=50%25#x_~y",
    site="amtsblick",
    site_name="Amtsblick",
    kicker="Thüringen",
    title="50 % mehr & Größeres: der #Plan_{neu}",
    date="2014-05-23",
    language="de",
    authors=("bs", "Dr. Änne Groß", "Stadt Köln, Presseamt"),
    text_digest="ab" * 32,
    seen_at="2026-11-24T09:30:00Z",
    capture_id=5,
    fetched_at="2026-11-23T09:30:00Z",
    body_digest="cd" * 32,
)
NOTE = (
    "Archived: capture 5, fetched 2026-11-23T09:30:00Z; last found so 2026-11-24T09:30:00Z."
    f" SHA-256 of its bytes: {'cd' * 32}. SHA-256 of its text: {'ab' * 32}."
)
# TeX's names of what it reads as commands, back to what they stand for.
UNESCAPED = (
    (r"\textbraceleft{}", "{"),
    (r"\textbraceright{}", "}"),
    (r"\textasciitilde{}", "~"),
    (r"\textasciicircum{}", "^"),
    *((f"\\{char}", char) for char in "&%$#_"),
    (r"\textbackslash{}", "\\"),
)


def test_text() -> None:
    assert as_text(citation(CITED)) == (
        "bs; Änne Groß; Stadt Köln, Presseamt: Thüringen: 50 % mehr & Größeres: der #Plan_{neu}. Amtsblick, 2014-05-23."
        f" https://amtsblick.example/meldung_17?a=1&b=50%25#x_~y (seen 2026-11-24). {NOTE}"
    )


def test_bibtex() -> None:
    assert bibtex([citation(CITED)]) == (
        "@online{amtsblick-2014-05-23-17,\n"
        "  author = {{bs} and Groß, Änne and {Stadt Köln, Presseamt}},\n"
        "  title = {{Thüringen: 50 \\% mehr \\& Größeres: der"
        " \\#Plan\\_\\textbraceleft{}neu\\textbraceright{}}},\n"
        "  organization = {Amtsblick},\n"
        "  howpublished = {Amtsblick},\n"
        "  date = {2014-05-23},\n"
        "  year = {2014},\n"
        "  url = {https://amtsblick.example/meldung_17?a=1&b=50%25#x_~y},\n"
        "  urldate = {2026-11-24},\n"
        "  language = {de},\n"
        f"  note = {{{NOTE}}},\n"
        "}\n"
    )


def test_ris() -> None:
    lines = [
        "TY  - ELEC",
        "ID  - amtsblick-2014-05-23-17",
        "TI  - Thüringen: 50 % mehr & Größeres: der #Plan_{neu}",
        "AU  - bs",
        "AU  - Groß, Änne",
        "AU  - Stadt Köln, Presseamt",
        "T2  - Amtsblick",
        "PY  - 2014",
        "DA  - 2014/05/23/",
        "Y2  - 2026/11/24/",
        "UR  - https://amtsblick.example/meldung_17?a=1&b=50%25#x_~y",
        "LA  - de",
        f"N1  - {NOTE}",
        "ER  - ",
    ]
    assert ris([citation(CITED)]) == "".join(f"{line}\r\n" for line in lines)


def test_csl() -> None:
    assert json.loads(csl([citation(CITED)])) == [
        {
            "id": "amtsblick-2014-05-23-17",
            "type": "webpage",
            "title": "Thüringen: 50 % mehr & Größeres: der #Plan_{neu}",
            "container-title": "Amtsblick",
            "author": [
                {"literal": "bs"},
                {"family": "Groß", "given": "Änne"},
                {"literal": "Stadt Köln, Presseamt"},
            ],
            "issued": {"date-parts": [[2014, 5, 23]]},
            "accessed": {"date-parts": [[2026, 11, 24]]},
            "URL": "https://amtsblick.example/meldung_17?a=1&b=50%25#x_~y",
            "language": "de",
            "note": NOTE,
        }
    ]


@pytest.mark.parametrize("turning", ["\u061c", "\u200e", "\u200f", "\u202e", "\u2066", "\u2069", "\ufeff"])
def test_nothing_turns_the_direction_of_a_citation(turning: str) -> None:
    turned = replace(CITED, title=f"Das{turning}Amt", url=f"https://amt.example/{turning}1")
    assert citation(turned) == citation(replace(CITED, title="DasAmt", url="https://amt.example/1"))


def test_what_is_reserved_gone_or_changed_is_said() -> None:
    bare = replace(
        *(CITED,),
        **{"authors": (), "date": None, "kicker": None, "title": "Titel?", "capture_id": None, "body_digest": None},
        is_reserved=True,
        gone_at="2026-11-25T00:00:00Z",
        fetched_at=None,
    )
    assert as_text(citation(bare)) == (
        f"Titel? Amtsblick, no day stated. {CITED.url} (seen 2026-11-24). Archived 2026-11-24T09:30:00Z."
        " Its text is reserved, and not archived. No longer there since 2026-11-25T00:00:00Z."
    )
    earlier = citation(replace(CITED, until="2026-11-25T00:00:00Z"))
    assert earlier.key == "amtsblick-2014-05-23-17-as-of-2026-11-24"
    assert earlier.note == f"{NOTE} An earlier state: it was changed by 2026-11-25T00:00:00Z."
    assert citation(bare).key == "amtsblick-undated-17"
    assert "author" not in bibtex([citation(bare)])


def test_the_key_of_a_site_that_is_a_host() -> None:
    assert citation(replace(CITED, site="www.bürger.example:8080")).key == "www-b-rger-example-8080-2014-05-23-17"


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Max Mustermann", Name("Max Mustermann", "Mustermann", "Max")),
        ("Dr. Ursula von der Aue", Name("Ursula von der Aue", "von der Aue", "Ursula")),
        ("Prof. Dr.-Ing. Änne Groß-Müller", Name("Änne Groß-Müller", "Groß-Müller", "Änne")),
        ("Herr Max Frei", Name("Max Frei", "Frei", "Max")),
        ("J. R. Meier", Name("J. R. Meier", "Meier", "J. R.")),
        ("H. C. Frei", Name("H. C. Frei", "Frei", "H. C.")),
        ("Dr. rer. nat. Dr. h. c. Pol Frei", Name("Pol Frei", "Frei", "Pol")),
        ("Frauke Drechsler", Name("Frauke Drechsler", "Drechsler", "Frauke")),
        *((whole, Name(whole)) for whole in ("bs", "BSI", "dpa", "von der Aue", "Redaktion", "Dr. Groß", "Dr.")),
        *(
            (whole, Name(whole))
            for whole in ("Stadt Köln", "Deutscher Städtetag", "Max Frei und Eva Groß", "Amts Blick")
        ),
    ],
)
def test_names(author: str, name: Name) -> None:
    assert named(author, "Amts Blick") == name


# What others read


def in_bibtex(text: str) -> Any:
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    (entry,) = library.entries
    return entry


def unescaped(value: str) -> str:
    for escape, char in UNESCAPED[:-1]:
        value = value.replace(escape, f"\0{ord(char)}\0")
    value = value.replace(r"\textbackslash{}", "\\")
    for _, char in UNESCAPED[:-1]:
        value = value.replace(f"\0{ord(char)}\0", char)
    return value


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.text("{}\\%$#&_~^\"'@,= aäß-\r\n\t", max_size=40),
    st.sampled_from(
        [
            "}\n}\n@online{forged, title = {x}",
            "ER  - \r\nTY  - BOOK\r\nTI  - forged",
            "x\x85ER  - \x85TY  - BOOK",
            "x\u2028AU  - Forged\u2028",
            "x\x0cER  - ",
            "\\",
            "} and {",
            "Anna and Berta",
            "a\u202edcba",
        ]
    ),
)


@given(HOSTILE, HOSTILE, st.lists(HOSTILE, max_size=3))
def test_what_is_read_back_is_what_was_put_in(title: str, site_name: str, authors: list[str]) -> None:
    cited = replace(CITED, kicker=None, title=title, site_name=site_name, authors=tuple(authors))
    one = citation(cited)
    assert one.title == (tidy(title) or CITED.url)
    _is_in_bibtex(one)
    _is_in_ris(one)
    (item,) = json.loads(csl([one]))
    assert (item["title"], item["container-title"], item["note"]) == (one.title, one.site, one.note)


def _is_in_bibtex(one: Citation) -> None:
    entry = in_bibtex(bibtex([one]))
    assert (entry.entry_type, entry.key) == ("online", one.key)
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert unescaped(fields["title"]) == f"{{{one.title}}}"
    assert unescaped(fields["organization"]) == one.site
    assert fields["url"] == one.url
    assert (fields["date"], fields["urldate"]) == (one.day, one.seen)
    written = [
        f"{{{escaped(name.plain)}}}" if name.family is None else f"{escaped(name.family)}, {escaped(name.given)}"
        for name in one.authors
    ]
    assert fields.get("author", "") == " and ".join(written)


def _is_in_ris(one: Citation) -> None:
    (record,) = rispy.loads(ris([one]))
    assert record["type_of_reference"] == "ELEC"
    assert record["title"] == one.title
    assert record["secondary_title"] == one.site
    assert record["urls"] == [one.url]
    assert (record["year"], record["date"], record["access_date"]) == ("2014", "2014/05/23/", "2026/11/24/")
    assert record["notes"] == [one.note]
    written = [name.plain if name.family is None else f"{name.family}, {name.given}" for name in one.authors]
    assert record.get("authors", []) == written


def test_authors_are_parted_as_they_were_put_together() -> None:
    cited = replace(CITED, authors=("Anna and Berta", "Max Frei", "von der Aue, GbR"))
    library = bibtexparser.parse_string(
        bibtex([citation(cited)]),
        append_middleware=[bibtexparser.middlewares.SeparateCoAuthors(), bibtexparser.middlewares.SplitNameParts()],
    )
    first, second, third = library.entries[0]["author"]
    assert (first.last, first.first) == (["{Anna and Berta}"], [])
    assert (second.last, second.first) == (["Frei"], ["Max"])
    assert third.last == ["{von der Aue, GbR}"]


def test_several_citations_in_one_file() -> None:
    others = [citation(CITED), citation(replace(CITED, id=18))]
    assert len(bibtexparser.parse_string(bibtex(others)).entries) == 2
    assert len(rispy.loads(ris(others))) == len(json.loads(csl(others))) == 2


def test_an_address_cannot_end_its_field() -> None:
    one = citation(replace(CITED, url='https://amtsblick.example/?q={a}"\\<b> c'))
    assert in_bibtex(bibtex([one]))["url"] == "https://amtsblick.example/?q=%7Ba%7D%22%5C%3Cb%3E%20c"
