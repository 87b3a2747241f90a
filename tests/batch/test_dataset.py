"""A Parquet dataset: parts become tables, which DuckDB and Polars read."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars
import pyarrow.parquet as pq
import pytest

from scraper.batch.dataset import MANIFEST, WORK, Dataset
from scraper.batch.dataset_columns import TABLES
from scraper.batch.dataset_merge import merge
from scraper.batch.dataset_parts import PartWriter
from scraper.errors import ConfigError, LockedError
from scraper.model import Response, Site
from scraper.model.incoming import Incoming, Recalled, RevisitOf
from scraper.reading.page import read

START = dt.datetime(2019, 3, 4, 6, 30, tzinfo=dt.UTC)
SITES = [
    Site(id=name, name=name.title(), home=f"https://{name}.example/") for name in ("amtsblick", "kreisbote", "zoll")
]


def page(title: str, day: str, text: str, head: str = "") -> bytes:
    return f"""<html lang="de"><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>
<p class="date">({day})</p><p>Die Stadt Ahornfurt führt die E-Akte ein und beruft sich auf das Onlinezugangsgesetz.
{text}</p><p>Wie die Behörde weiter mitteilt, sollen die Bürgerinnen und Bürger ihre Anträge bald auch daheim stellen
können, ohne auf das Amt zu gehen. Das <a href="https://bund.example/ozg">Gesetz</a> sieht das vor. Bis dahin bleibt es
bei den Öffnungszeiten des Rathauses, die im Internet stehen und am Eingang aushängen.</p>
<p>Stichwörter: E-Akte, Bürgerdienste, Ahornfurt</p></article></body></html>""".encode()


def recalled(
    site: Site, number: int, days: int = 0, *, day: str = "23.5.2014", text: str = "", head: str = "", offset: int = 0,
    source: str = "CC-NEWS-1.warc.gz",
) -> Recalled:  # fmt: skip
    url = f"{site.home}meldung_{number}"
    response = Response(
        url, url, 200, (("content-type", "text/html; charset=utf-8"),),
        page(f"Größere Meldung {number} aus dem Amt", day, text, head), START + dt.timedelta(days=days),
    )  # fmt: skip
    return Recalled(Incoming(source, offset, f"<urn:uuid:{offset}>", response), site, read(response, site))


def revisit(of: Recalled, days: int, offset: int) -> Recalled:
    response = Response(
        of.incoming.response.url, of.incoming.response.url, 200, (), b"", START + dt.timedelta(days=days)
    )
    incoming = Incoming(of.incoming.source, offset, "", response, RevisitOf(response.url))
    return Recalled(incoming, of.site, read(Response(response.url, response.url, 304, (), b"", START), of.site))


def corpus() -> list[Recalled]:
    """Articles of three sites and years: unchanged ones, edited ones, one that comes back to its first text."""
    found = []
    for number in range(60):
        site = SITES[number % len(SITES)]
        day = f"{number % 27 + 1}.{number % 12 + 1}.{2014 + number // 20}"
        found.append(recalled(site, number, days=number * 9, day=day, offset=len(found)))
        if number % 4 == 0:
            found.append(revisit(found[-1], number * 9 + 1, len(found)))
        if number % 5 == 0:
            found.append(
                recalled(site, number, days=number * 9 + 3, day=day, text="Das wurde ergänzt.", offset=len(found))
            )
        if number % 10 == 0:
            found.append(recalled(site, number, days=number * 9 + 5, day=day, offset=len(found)))
    return found


def written(folder: Path, items: Sequence[Recalled], parts: int = 1) -> list[Path]:
    files = []
    for number in range(parts):
        file = folder / f"part-{number}.parquet"
        with PartWriter(file) as writer:
            for one in items[number::parts]:
                writer.add(one)
        files.append(file)
    return files


def merged(folder: Path, items: Sequence[Recalled], parts: int = 1, **options: Any) -> tuple[Path, dict[str, int]]:
    for name in ("parts", "between", "tables"):
        (folder / name).mkdir(parents=True)
    files = written(folder / "parts", items, parts)
    return folder / "tables", merge(files, folder / "between", folder / "tables", **options)


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        for name in TABLES:
            connection.execute(
                f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{folder}/{name}/**/*.parquet',"
                " hive_partitioning = true)"
            )
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def items() -> list[Recalled]:
    return corpus()


@pytest.fixture(scope="module")
def tables(items: list[Recalled], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield merged(tmp_path_factory.mktemp("dataset"), items)[0]


def test_each_article_stands_in_its_newest_state_once(tables: Path) -> None:
    # 60 articles; every fifth was edited, and every tenth came back to its first text.
    assert rows(tables, "SELECT count(*), count(DISTINCT url), sum(captures) FROM articles") == [(60, 60, 60 + 12 + 6)]
    found = rows(tables, "SELECT body LIKE '%ergänzt%' AS is_edited, count(*) FROM articles GROUP BY 1 ORDER BY 1")
    assert found == [(False, 54), (True, 6)]


def test_an_article_knows_when_it_was_seen(tables: Path) -> None:
    (row,) = rows(
        tables,
        "SELECT first_seen, last_seen, captures, date, day, year FROM articles"
        " WHERE url = 'https://amtsblick.example/meldung_0'",
    )
    first, last, captures, date, day, year = row
    assert (first, last) == (START, START + dt.timedelta(days=5))
    assert (captures, date, day, year) == (3, dt.date(2014, 1, 1), dt.date(2014, 1, 1), 2014)


def test_what_was_seen_unchanged_is_a_visit_of_its_capture(tables: Path) -> None:
    assert rows(tables, "SELECT count(*), sum(visits) FROM captures") == [(78, 15)]
    found = rows(
        tables,
        "SELECT fetched_at, visits, last_seen FROM captures WHERE url LIKE '%meldung_0' ORDER BY fetched_at",
    )
    days = [(at - START, visits, last - START) for at, visits, last in found]
    of_zero = [one for one in days if one[0].days <= 5]
    assert of_zero[0] == (dt.timedelta(0), 1, dt.timedelta(days=1))


def test_lists_have_a_row_an_item(tables: Path) -> None:
    assert rows(tables, "SELECT name, count(*) FROM keywords GROUP BY name ORDER BY name") == [
        ("Ahornfurt", 60), ("Bürgerdienste", 60), ("E-Akte", 60),
    ]  # fmt: skip
    assert rows(tables, "SELECT relation, target_url, count(*) FROM links GROUP BY ALL") == [
        ("reference", "https://bund.example/ozg", 60)
    ]
    ((laws,),) = rows(tables, "SELECT count(*) FROM mentions WHERE kind = 'law' AND key = 'ozg'")
    assert laws >= 60
    assert rows(tables, "SELECT count(*) FROM keywords k ANTI JOIN articles a USING (url, site, day)") == [(0,)]


def test_years_are_folders_and_sites_lie_together(tables: Path) -> None:
    years = sorted(path.name for path in (tables / "articles").iterdir())
    assert years == ["year=2014", "year=2015", "year=2016"]
    for file in (tables / "articles").rglob("*.parquet"):
        order = pq.ParquetFile(file).read(["site", "day", "url"]).to_pylist()
        keys = [tuple(row.values()) for row in order]
        assert keys == sorted(keys)


def test_columns_and_metadata_are_those_that_are_documented(tables: Path) -> None:
    for name, columns in TABLES.items():
        for file in (tables / name).rglob("*.parquet"):
            schema = pq.read_schema(file)
            assert schema.names == [column for column, _ in columns]
            assert schema.metadata == {
                b"scraper.table": name.encode(),
                b"scraper.dataset_schema": b"1",
                b"scraper.version": b"0.1.0",
                b"scraper.parser": b"7",
            }


def test_polars_reads_the_same_as_duckdb(tables: Path) -> None:
    for name in TABLES:
        ((count,),) = rows(tables, f"SELECT count(*) FROM {name}")
        scanned = polars.scan_parquet(tables / name / "**" / "*.parquet", hive_partitioning=True)
        assert scanned.select(polars.len()).collect().item() == count
    found = polars.scan_parquet(tables / "articles" / "**" / "*.parquet", hive_partitioning=True)
    by_year = found.group_by("year").len().sort("year").collect().rows()
    assert by_year == rows(tables, "SELECT year, count(*) FROM articles GROUP BY year ORDER BY year")


def test_row_groups_can_be_left_out_by_site(
    items: list[Recalled], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.batch.dataset_merge._ROWS_A_GROUP", {"articles": 5})
    tables, _ = merged(tmp_path, items)
    file = tables / "articles" / "year=2014" / "part-00000.parquet"
    metadata = pq.ParquetFile(file).metadata
    place = metadata.schema.names.index("site")
    bounds = [metadata.row_group(number).column(place).statistics for number in range(metadata.num_row_groups)]
    assert len(bounds) == 4
    with_zoll = [one for one in bounds if one.min <= "zoll" <= one.max]
    assert len(with_zoll) < len(bounds)
    # DuckDB says itself how many rows it read of the file.
    plan = rows(tables, "EXPLAIN ANALYZE SELECT count(title) FROM articles WHERE site = 'zoll' AND year = 2014")
    assert "Scanning Files: 1/3" in plan[0][1]


@pytest.mark.parametrize(("parts", "bucket_bytes"), [(1, 10**9), (3, 10**9), (4, 1500), (7, 400)])
def test_whatever_the_parts_and_buckets_the_rows_are_the_same(
    items: list[Recalled], tables: Path, tmp_path: Path, parts: int, bucket_bytes: int
) -> None:
    shuffled = list(items)
    random.Random(parts).shuffle(shuffled)  # noqa: S311  (no secret)
    other, _ = merged(tmp_path, shuffled, parts, bucket_bytes=bucket_bytes)
    assert content(other) == content(tables)


def test_what_a_site_reserves_has_neither_text_nor_bytes(tmp_path: Path) -> None:
    reserved = recalled(SITES[0], 1, head='<meta name="tdm-reservation" content="1">')
    tables, counts = merged(tmp_path, [reserved, recalled(SITES[0], 2)])
    assert counts["articles"] == 2
    assert counts["captures"] == 1
    found = rows(tables, "SELECT title, body, lead, keywords, signals FROM articles WHERE url LIKE '%_1'")
    (title, body, lead, keywords, signals) = found[0]
    assert (title, body, lead, keywords) == ("Größere Meldung 1 aus dem Amt", "", None, None)
    assert json.loads(signals)["evidence"][0]["text"] == "tdm-reservation: 1"
    assert rows(tables, "SELECT count(*) FROM keywords WHERE url LIKE '%_1'") == [(0,)]


def test_nothing_at_all_is_a_dataset_without_rows(tmp_path: Path) -> None:
    tables, counts = merged(tmp_path, [])
    assert counts == dict.fromkeys(TABLES, 0)
    assert rows(tables, "SELECT count(*) FROM articles") == [(0,)]


def test_half_a_surrogate_pair_costs_no_row(tmp_path: Path) -> None:
    one = recalled(SITES[0], 1)
    assert one.reading.article is not None
    one.reading.article.keywords.append("halb\ud83d")
    tables, _ = merged(tmp_path, [one])
    assert ("halb\ufffd",) in rows(tables, "SELECT name FROM keywords")


def made(
    folder: Path, items: Sequence[Recalled], selection: dict[str, Any], *, is_forced: bool = False
) -> dict[str, int]:
    dataset = Dataset(folder, selection)
    with dataset.opened(is_forced=is_forced) as rows_:
        if rows_ is not None:
            return rows_
        return dataset.finish(written(dataset.parts, items, 2))


def test_a_second_run_finds_the_dataset_as_it_is(items: list[Recalled], tmp_path: Path) -> None:
    folder = tmp_path / "set"
    first = made(folder, items, {"files": ["a"]})
    before = content(folder)
    assert made(folder, [], {"files": ["a"]}) == first
    assert content(folder) == before
    assert not (folder / WORK).exists()
    assert made(folder, items, {"files": ["a"]}, is_forced=True) == first
    assert content(folder) == before


def test_another_selection_is_refused_without_force(items: list[Recalled], tmp_path: Path) -> None:
    folder = tmp_path / "set"
    made(folder, items[:10], {"files": ["a"]})
    before = content(folder)
    with pytest.raises(ConfigError) as caught:
        made(folder, items, {"files": ["b"]})
    assert str(caught.value) == (
        f"There is a dataset in {folder} already. It was made of something else: another selection, other files, or by"
        " another version of the program. Name another folder, or give --force to make it anew."
    )
    assert content(folder) == before
    assert not (folder / WORK).exists()
    made(folder, items, {"files": ["b"]}, is_forced=True)
    assert content(folder) != before


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Lieber Otto")
    with pytest.raises(ConfigError) as caught:
        made(tmp_path, [], {}, is_forced=True)
    assert str(caught.value) == f"{tmp_path} holds something else than a dataset. Name an empty or a new folder."
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_a_run_that_was_killed_is_gone_on_with(items: list[Recalled], tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    made(whole, items, {"files": ["a"]})
    folder = tmp_path / "killed"
    dataset = Dataset(folder, {"files": ["a"]})
    with pytest.raises(KeyboardInterrupt), dataset.opened():
        written(dataset.parts, items, 2)
        (dataset.parts / "part-9.parquet.tmp").write_bytes(b"half")
        raise KeyboardInterrupt
    assert not (folder / MANIFEST).exists()
    again = Dataset(folder, {"files": ["a"]})
    with again.opened() as rows_:
        assert rows_ is None
        parts = sorted(again.parts.iterdir())
        assert [part.name for part in parts] == ["part-0.parquet", "part-1.parquet"]
        again.finish(parts)
    assert content(folder) == content(whole)


def test_two_processes_do_not_make_one_dataset(tmp_path: Path) -> None:
    with Dataset(tmp_path / "set", {}).opened(), pytest.raises(LockedError) as caught:
        made(tmp_path / "set", [], {})
    assert str(caught.value) == (
        f"Another process makes the dataset in {tmp_path / 'set'}. Try again when it has ended."
    )
