"""Datasette's pages with our templates, by both of its versions: a server of each is asked for the same pages."""

from __future__ import annotations

import asyncio
import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_plus, urljoin

import pytest
from datasette.app import Datasette
from datasette.database import QueryInterrupted

import archivist_programs
from scraper.errors import QueryError
from scraper.serve.database import ReadDatabase
from scraper.serve.questions import QUESTIONS
from scraper.serve.wanted import begin
from scraper.store import Archive
from serving import Answer, Serving, serving

PYTHONS = {"0.65": lambda: Path(sys.executable), "1.0": archivist_programs.next_datasette}


@pytest.fixture(scope="module", params=PYTHONS)
def server(request: pytest.FixtureRequest, press_archive: Path) -> Iterator[Serving]:
    with serving(press_archive, python=PYTHONS[request.param]()) as up:
        yield up
        assert up.said().count("\n") == 1
        assert up.printed() == b""


def get(server: Serving, target: str) -> Answer:
    """Return an answer behind its redirects."""
    answer = server.get(target)
    for _ in range(3):
        if answer.status not in (301, 302):
            break
        target = urljoin(server.base + target, answer.headers["location"]).removeprefix(server.base)
        answer = server.get(target)
    return answer


def sql(statement: str, **values: str) -> str:
    rest = "".join(f"&{name}={quote_plus(value)}" for name, value in values.items())
    return f"/archive?sql={quote_plus(statement)}{rest}"


def cells(answer: Answer) -> list[list[str]]:
    return [[cell.text().strip() for cell in row.css("td")] for row in answer.page.css(".data tbody tr")]


PAGES = (
    "/",
    "/questions",
    "/archive",
    "/archive/articles",
    "/archive/archive",
    "/archive/articles/1",
    "/archive/links",
    "/archive/captures",
    "/archive/articles_fts",
    "/archive/articles?_facet=site&_sort=date",
    "/archive/articles?site__exact=amtsblick&title__contains=a&_search=Amt",
    sql("SELECT 1"),
    sql("SELECT 1 WHERE 0"),
    sql("SELECT nowhere"),
    sql("SELECT :a || :b AS both", a="1", b="2"),
    "/archive/nothing",
    "/nothing",
    "/archive/articles/99999999",
)


@pytest.mark.parametrize("target", PAGES)
def test_a_page_is_ours_and_whole(server: Serving, target: str) -> None:
    answer = get(server, target)
    page = answer.page
    assert answer.status in (200, 400, 404)
    assert len(page.css("h1")) == 1
    assert page.css_first("html").attributes["lang"] == "en"
    assert page.css_first("main#content")
    assert [script.html for script in page.css("script, style, [style], [onclick], iframe")] == []
    labelled = {label.attributes.get("for") for label in page.css("label")}
    fields = page.css("input:not([type=hidden]), select, textarea")
    assert {field.attributes.get("id") for field in fields} <= labelled
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    assert "None" not in [node.text() for node in page.css("h1, h2, label, title")]


def test_the_list_of_tables_says_what_each_holds_and_how_much(server: Serving, press_archive: Path) -> None:
    page = get(server, "/archive").page
    lines = {line.css_first("dt a").text(): line for line in page.css("dl.tables > div")}
    with Archive.read(press_archive) as archive:
        number = next(archive.rows("SELECT count(*) AS n FROM articles"))["n"]
    assert "archive" in lines
    assert lines["articles"].css_first(".muted").text() == f"{number} rows"
    assert lines["articles"].css_first("dd").text() == "One row an article, in its newest state."


def test_a_table_is_filtered_sorted_counted_and_paged(server: Serving) -> None:
    answer = get(server, "/archive/articles?site__exact=demo&_sort=id&_facet=section&_size=2")
    page = answer.page
    rows = cells(answer)
    assert len(rows) == 2
    assert {row[2] for row in rows} == {"demo"}
    assert page.css_first("th[aria-sort=ascending]").text().strip().startswith("id")
    assert page.css_first(".facet h2").text() == "Values of section"
    following = page.css_first("a[rel=next]").attributes["href"]
    assert following
    path = urljoin(server.base + "/archive/articles", following).removeprefix(server.base)
    assert cells(get(server, path))[0] != rows[0]
    chosen = page.css_first("select[name=_filter_column_1] option[selected]")
    assert chosen.text() == "site"
    assert page.css_first("input[name=_filter_value_1]").attributes["value"] == "demo"


def test_a_filter_that_nothing_fits_says_so(server: Serving) -> None:
    page = get(server, "/archive/articles?id__gt=999999").page
    assert "There is no row like that" in page.css_first("main").text()


def test_columns_are_described_at_the_table_and_at_the_row(server: Serving) -> None:
    for target in ("/archive/articles", "/archive/articles/1"):
        assert "short line above the headline" in get(server, target).page.css_first("main").text()


def test_headlines_stand_before_addresses(server: Serving) -> None:
    page = get(server, "/archive/articles?_size=3").page
    names = [head.text().strip().split()[0] for head in page.css(".data thead th")]
    assert names[:6] == ["id", "date", "site", "kicker", "title", "url"]
    places = [names.index(name) for name in ("title", "url")]
    for row in page.css(".data tbody tr"):
        title, url = (row.css("td")[place] for place in places)
        assert not title.text().startswith("http")
        assert url.text().strip().startswith("http")
    other = get(server, "/archive/sites").page.css(".data thead th")
    assert [head.text().split()[0] for head in other] == ["id", "name", "home"]


def test_rows_of_other_tables_are_named_where_there_are_some(server: Serving) -> None:
    for number in (1, 2, 3):
        links = get(server, f"/archive/articles/{number}").page.css("main ul a")
        assert links
        assert not [link.text() for link in links if link.text().startswith("0 ")]


def test_the_list_of_tables_has_a_sentence_of_each(server: Serving) -> None:
    for line in get(server, "/archive").page.css("dl.tables dd"):
        assert line.text().endswith(".")
        assert ". " not in line.text()
    assert "boilerplate" in get(server, "/archive/stories").page.css_first("main").text()


def test_articles_sites_and_addresses_are_links_and_null_is_said(server: Serving) -> None:
    statement = "SELECT 7 AS article_id, 'amts blick' AS site, 'https://a.example/?a=1&b' AS url, NULL AS none"
    page = get(server, sql(f"{statement}, 'javascript:alert(1)' AS trap, '' AS empty, '=1+1' AS formula")).page
    first, second, third, fourth, fifth, sixth, seventh = page.css(".data td")
    assert first.css_first("a").attributes == {"href": "/article/7"}
    assert second.css_first("a").attributes["href"] == "/site/amts%20blick"
    outside = third.css_first("a").attributes
    assert outside == {"href": "https://a.example/?a=1&b", "rel": "noopener noreferrer"}
    assert fourth.css_first(".null").text() == "NULL"
    assert fifth.text() == "javascript:alert(1)"
    assert fifth.css_first("a") is None
    assert sixth.text().strip() == ""
    assert seventh.text() == "=1+1"
    assert {cell.attributes["dir"] for cell in page.css(".data td")} == {"auto"}


def test_what_a_cell_holds_is_text(server: Serving) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'{{7*7}}</td>"
    page = get(server, sql("SELECT :text AS '<b>name</b>', 'https://a.example/\"onclick=1' AS url", text=hostile)).page
    assert page.css_first(".data td").text() == hostile
    assert page.css_first(".data th").text() == "<b>name</b>"
    assert page.css_first("input[name=text]").attributes["value"] == hostile
    assert page.css("img, b") == []


def test_bytes_are_named_and_can_be_had(server: Serving) -> None:
    row = get(server, "/archive/captures/1").page
    links = [link.attributes["href"] for link in row.css("a.blob-download")]
    assert links
    answer = get(server, str(links[0]))
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/binary"


def test_a_long_value_is_cut_in_the_table_and_whole_in_its_row(server: Serving, press_archive: Path) -> None:
    with Archive.read(press_archive) as archive:
        row = next(archive.rows("SELECT id, body FROM articles WHERE length(body) > 300 ORDER BY length(body) DESC"))
    text = " ".join(row["body"].split())
    table = get(server, f"/archive/articles?id={row['id']}").page.css_first(".data tbody").text()
    whole = get(server, f"/archive/articles/{row['id']}").page.css_first("dl.row").text()
    assert text not in " ".join(table.split())
    assert text in " ".join(whole.split())


def test_an_answer_can_be_had_as_csv_and_json(server: Serving) -> None:
    page = get(server, sql("SELECT 1 AS one, :b AS two", b="zwei")).page
    links = {link.text(): str(link.attributes["href"]) for link in page.css("main p.muted a")}
    base = "/archive/-/query" if "/-/query" in links["CSV"] else "/archive"
    rows = get(server, urljoin(server.base + base, links["CSV"]).removeprefix(server.base)).text.splitlines()
    assert list(csv.DictReader(rows)) == [{"one": "1", "two": "zwei"}]
    answer = get(server, urljoin(server.base + base, links["JSON"]).removeprefix(server.base))
    assert "zwei" in json.dumps(json.loads(answer.text))


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_each_question_is_answered_with_the_values_of_the_documentation(server: Serving, question: object) -> None:
    name = question.name  # type: ignore[attr-defined]
    answer = get(server, f"/archive/{name}")
    page = answer.page
    assert answer.status == 200
    assert answer.heading == QUESTIONS[name].title
    fields = {field.attributes["name"]: field.attributes["value"] for field in page.css("form.sql input")}
    assert fields == QUESTIONS[name].examples()
    assert page.css_first("#answer") is not None


def test_a_question_keeps_the_values_that_it_was_asked_with(server: Serving) -> None:
    page = get(server, "/archive/press-review?last=2026-11-13").page
    values = {field.attributes["name"]: field.attributes["value"] for field in page.css("form.sql input")}
    assert values == {"first": "2026-11-09", "last": "2026-11-13"}
    assert get(server, "/archive/press-review?first=&last=").page.css_first("#answer").text() == "No rows"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELECT nowhere", "no such column: nowhere"),
        ("ATTACH '/tmp/x.db' AS x", "Statement must be a SELECT"),
        ("DELETE FROM articles", "Statement must be a SELECT"),
        ("WITH x AS (SELECT 1) DELETE FROM articles", ""),
        ("SELECT load_extension('/tmp/x')", ""),
        ("SELECT * FROM pragma_journal_mode('delete')", ""),
        ("SELECT zeroblob(100000000)", "too big"),
        ("SELECT zeroblob(5000000)", "too big"),
        ("SELECT hex(zeroblob(1900000)) || '😀'", "more than 12 MiB"),
        ("SELECT printf('%.*c', 100000000, 'x')", ""),
        ("SELECT replace(hex(zeroblob(200000)), '0', '0123456789') FROM articles", "more than 12 MiB"),
        ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", "10 seconds"),
    ],
)
def test_what_is_no_question_or_asks_for_too_much_is_refused_in_a_sentence(
    server: Serving, statement: str, said: str
) -> None:
    answer = get(server, sql(statement))
    # Datasette 1.0 by itself would send its page with the status of an answer.
    assert answer.status == 400
    assert said in answer.page.css_first("main").text()
    assert "Traceback" not in answer.text


def test_functions_of_the_archive_are_there(server: Serving) -> None:
    statement = "SELECT header(exchange, 'content-type') AS type, unicode_lower('Ä') AS letter FROM captures LIMIT 1"
    assert cells(get(server, sql(statement)))[0][1] == "ä"


def test_there_is_no_other_database(server: Serving) -> None:
    for name in ("_memory", "_internal", "__internal__"):
        assert get(server, f"/{name}").status in (403, 404)
        assert get(server, f"/{name}?sql=select+1").status in (403, 404)


def test_a_file_of_which_a_part_was_sent_breaks_off(press_archive: Path) -> None:
    datasette = Datasette()
    database = datasette.add_database(ReadDatabase(datasette, press_archive), name="archive")

    async def ask(*, has_begun: bool) -> None:
        begin("/archive/articles.csv", "_stream=on").has_begun = has_begun
        await database.execute("select nowhere", truncate=True)

    with pytest.raises(QueryError, match="no such column"):
        asyncio.run(ask(has_begun=False))
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(ask(has_begun=True))


def test_a_count_that_takes_long_is_given_up_and_a_question_is_not(press_archive: Path) -> None:
    datasette = Datasette(settings={"sql_time_limit_ms": 5000})
    database = datasette.add_database(ReadDatabase(datasette, press_archive), name="archive")
    # Some tenths of a second, on any machine more than a count may take, and less than a question may.
    rows = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000000) SELECT i FROM n)"
    statement = f"select count(*) from {rows}"
    with pytest.raises(QueryInterrupted):
        asyncio.run(database.execute(statement))
    answer = asyncio.run(database.execute(statement, truncate=True))
    assert answer.rows[0][0] == 2_000_000
