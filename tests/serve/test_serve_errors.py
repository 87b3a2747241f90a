"""What a program is told in the place of rows, and how CSV of Datasette's tables is written, by both versions of it."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

import archivist_programs
from scraper.serve.refusals import HTML, JSON, TEXT, as_json, as_text, form_of
from serving import Answer, Serving, serving

PYTHONS = {"0.65": lambda: Path(sys.executable), "1.0": archivist_programs.next_datasette}
WRONG = "SELECT nowhere FROM articles"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture(scope="module", params=PYTHONS)
def server(request: pytest.FixtureRequest, press_archive: Path) -> Iterator[Serving]:
    with serving(press_archive, python=PYTHONS[request.param]()) as up:
        yield up
        assert up.said().count("\n") == 1


def get(server: Serving, target: str) -> Answer:
    """Return an answer behind its redirect: version 1.0 has another address for statements."""
    answer = server.get(target)
    if answer.status in (301, 302):
        target = urljoin(server.base + target, answer.headers["location"]).removeprefix(server.base)
        answer = server.get(target)
    return answer


def sql(statement: str, ending: str, **values: str) -> str:
    rest = "".join(f"&{name}={quote_plus(value)}" for name, value in values.items())
    return f"/archive.{ending}?sql={quote_plus(statement)}{rest}"


REFUSED = [
    ("/nowhere", 404),
    ("/site/nowhere", 404),
    ("/story/999999", 404),
    ("/latest", 400, "since=zzz"),
    ("/search", 400, "q=%22"),
    ("/archive/nowhere", 404),
    ("/archive/articles", 400, "_size=-1"),
    ("/archive/articles", 400, "_sort=nowhere"),
    ("/archive/articles/999999", 404),
    ("/archive/press-review", 400, "first=1&last=2&_timelimit=x"),
    ("/-/versions", 404),
    ("/archive", 400, f"sql={quote_plus(WRONG)}"),
    ("/archive", 400, "sql=delete+from+articles"),
    ("/archive", 400, f"sql={quote_plus(ENDLESS)}&_timelimit=50"),
]


def targets(ending: str) -> list[tuple[str, int]]:
    return [(f"{path}.{ending}" + "".join(f"?{query}" for query in rest), status) for path, status, *rest in REFUSED]


@pytest.mark.parametrize(("target", "status"), targets("json"))
def test_a_program_that_asks_for_json_is_told_in_json(server: Serving, target: str, status: int) -> None:
    answer = get(server, target)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/json; charset=utf-8")
    said = json.loads(answer.text)
    assert (said["ok"], said["status"]) == (False, status)
    assert said["error"].endswith((".", "?")) or ":" in said["error"]
    assert "<" not in said["error"]


@pytest.mark.parametrize(("target", "status"), targets("csv"))
def test_a_program_that_asks_for_csv_is_told_in_a_sentence(server: Serving, target: str, status: int) -> None:
    answer = get(server, target)
    assert (answer.status, answer.headers["content-type"]) == (status, "text/plain; charset=utf-8")
    assert answer.text.count("\n") == 1
    assert len(answer.text) > 10
    assert "<" not in answer.text
    assert "content-disposition" not in answer.headers


@pytest.mark.parametrize(
    "target",
    [
        "/questions.atom",
        "/latest.atom?since=zzz",
        "/nowhere.atom",
        "/-/x.atom",
    ],
)
def test_a_reader_of_feeds_is_told_in_a_sentence(server: Serving, target: str) -> None:
    answer = server.get(target)
    assert answer.status in (400, 404)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.endswith(".\n")
    assert server.get(target, "HEAD").status == answer.status


@pytest.mark.parametrize(
    "target", ["/archive.csv", "/archive.atom", "/archive/articles.xml", "/archive/articles.atom", "/archive/hosts.xml"]
)
def test_a_form_that_datasette_does_not_have_is_no_mistake_in_the_program(server: Serving, target: str) -> None:
    # Version 0.65 takes some of them for pages.
    assert get(server, target).status in (200, 400, 404)


def test_who_is_refused_at_the_door_is_told_in_the_same_forms(server: Serving) -> None:
    said = json.loads(server.get("/questions.json", Host="evil.example").text)
    assert (said["ok"], said["status"]) == (False, 421)
    assert server.get("/questions.json", "POST", Content_Length="0").headers["allow"] == "GET, HEAD"
    assert server.get("/questions.csv", Host="evil.example").text.startswith("This server does not answer")


@pytest.mark.parametrize("target", ["/nowhere", "/site/data%2Ejson", "/article/999999", "/latest?since=zzz"])
def test_a_reader_is_told_on_a_page(server: Serving, target: str) -> None:
    answer = server.get(target, Accept="application/json")
    assert answer.status in (400, 404)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.heading


def test_an_address_that_is_none_is_no_database(server: Serving) -> None:
    for target in ("/nowhere", "/nowhere/at-all"):
        content = server.get(target).page.css_first("#content")
        assert "There is no page at this address." in content.text()
        assert "atabase" not in content.text()


def test_a_wrong_statement_stays_in_its_field(server: Serving) -> None:
    answer = get(server, f"/archive?sql={quote_plus(WRONG)}")
    assert answer.status == 400
    assert answer.page.css_first("textarea").text().strip() == WRONG
    assert "no such column" in answer.page.css_first("[role=alert]").text()


def test_a_request_after_a_wrong_one_is_answered_as_such(server: Serving) -> None:
    # A note that outlived its request would give each later page the status of an error.
    assert get(server, f"/archive?sql={quote_plus(WRONG)}").status == 400
    assert [get(server, "/archive?sql=select+1").status for _ in range(3)] == [200] * 3


def test_the_ending_of_an_address_says_the_form() -> None:
    forms = {"/a.json": JSON, "/a.csv": TEXT, "/a.atom": TEXT, "/a": HTML, "/": HTML, "": HTML, "json": HTML}
    forms |= {"/a.json/b": HTML, "/a%2Ejson": HTML, "/a.JSON": HTML, "/a.blob": HTML, "/a.b.json": JSON}
    assert {path: form_of(path) for path in forms} == forms


@given(st.text())
def test_no_sentence_acts_on_a_terminal_or_is_more_than_a_line(sentence: str) -> None:
    assert json.loads(as_json(400, sentence).body)["error"] == sentence
    text = as_text(400, sentence).body.decode("utf-8")
    assert not set(text) & {"\x1b", "\u202e", "\r", "\x00"}


FORMULAS = "SELECT '=1+1' AS formula, -1 AS number, 0.5 AS share, NULL AS none, '' AS empty, 'Größe; x' AS text"


def test_csv_of_a_statement_is_that_of_the_exports(server: Serving) -> None:
    answer = get(server, sql(FORMULAS, "csv"))
    assert answer.text == 'formula,number,share,none,empty,text\r\n\'=1+1,-1,0.5,,"",Größe; x\r\n'


def test_csv_for_excel_opens_with_a_double_click(server: Serving) -> None:
    answer = get(server, sql(FORMULAS, "csv", _excel="on", _dl="on"))
    assert answer.body.startswith(b"\xef\xbb\xbf")
    assert answer.text == '\ufeffformula;number;share;none;empty;text\r\n\'=1+1;-1;0,5;;"";"Größe; x"\r\n'
    assert answer.headers["content-disposition"].endswith('.csv"')
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_each_csv_link_has_one_for_excel_beside_it(server: Serving) -> None:
    for target in ("/latest", "/archive/articles", "/archive?sql=select+'Größe'+as+größe"):
        answer = get(server, quote_path(target))
        links = {link.text(): str(link.attributes["href"]) for link in answer.page.css("main p.muted a")}
        base = "/archive/-/query" if "/-/query" in links["CSV"] else quote_path(target).partition("?")[0]
        plain, excel = (
            get(server, urljoin(server.base + base, links[name]).removeprefix(server.base))
            for name in ("CSV", "CSV for Excel")
        )
        assert excel.body.startswith(b"\xef\xbb\xbf")
        assert excel.headers["content-disposition"].startswith("attachment")
        lines = list(csv.reader(io.StringIO(excel.text.removeprefix("\ufeff"), newline=""), delimiter=";"))
        assert len(lines) == len(list(csv.reader(io.StringIO(plain.text, newline=""))))
        assert not plain.text.startswith("\ufeff")


def quote_path(target: str) -> str:
    return target.replace("ö", "%C3%B6").replace("ß", "%C3%9F")


def test_a_stream_has_all_rows_and_its_names_once(server: Serving) -> None:
    text = get(server, "/archive/captures.csv?_stream=on&_size=2&_col=id").text
    lines = list(csv.reader(io.StringIO(text, newline="")))
    counted = get(server, sql("select count(*) as n from captures", "json", _shape="arrays"))
    assert [[len(lines) - 1]] == json.loads(counted.text)["rows"]
    assert [line[0] for line in lines].count("id") == 1
