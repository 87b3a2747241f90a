"""The records of some articles become rows of the tables: each article in its newest state, and its captures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from scraper.batch.dataset_columns import LISTS, REVISIT, TABLES, arrow_schema, described
from scraper.store.forgotten import are_forgotten, keys_of

if TYPE_CHECKING:
    import pyarrow as pa

ORDER = ("_year", "_site", "_time", "_url", "_rank")
"""The columns of a run that say where a row stands in its table: by year, then by site and time."""

# Only these become values of Python; the texts stay in Arrow's memory.
_LIGHT = (
    *("key", "fetched_at", "source", "offset", "body_digest", "date", "site", "url", REVISIT),
    *("requested_url", "answered_url"),
)


@dataclass(slots=True)
class _Run:
    """Captures of an article one after the other with the same bytes: the first is kept, the others are visits."""

    place: int
    first_at: dt.datetime
    last_at: dt.datetime
    digest: str
    visits: int = 0


@dataclass(slots=True)
class _Known:
    """An article, as far as its records say.

    Args:
        place: the row of its newest state.
        url, site: of that state.
        day: of publication; of the first capture where the page states none.
        first_at, last_at: when it was first and last seen.
        captures: what is kept of it.
    """

    place: int
    url: str
    site: str
    day: dt.date
    first_at: dt.datetime
    last_at: dt.datetime
    captures: list[_Run] = field(default_factory=list)


def reduced(parts: pa.Table, forgotten: Collection[bytes] = ()) -> dict[str, pa.Table]:
    """Return the rows of each table, sorted, with the columns of :data:`ORDER` behind the table's own.

    Args:
        parts: all records of some articles, in any order.
        forgotten: digests of the keys of what may not come back.
    """
    rows = parts.select(_LIGHT).to_pylist()
    order = sorted(range(len(rows)), key=lambda place: _in_time(rows[place]))
    known = [
        article
        for _, places in groupby(order, key=lambda place: rows[place]["key"])
        if (article := _known(rows, list(places), forgotten)) is not None
    ]
    known.sort(key=lambda one: (one.day.year, one.site, one.day, one.url))
    newest = _at(parts, [one.place for one in known])
    tables = {"articles": _articles(newest, known), "captures": _captures(parts, known)}
    return tables | {name: _items(name, newest, known) for name in LISTS}


def _in_time(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["key"], row["fetched_at"], row["source"], row["offset"]


def _known(rows: Sequence[dict[str, Any]], places: Sequence[int], forgotten: Collection[bytes]) -> _Known | None:
    """Return what the records of an article say, the earliest first; None where none has a text, or it is forgotten."""
    if forgotten and any(are_forgotten(_keys(rows[place]), forgotten) for place in places):
        return None
    texts = [place for place in places if not rows[place][REVISIT]]
    if not texts:
        # Of an article that was only seen unchanged nothing is known but the address.
        return None
    newest, first = rows[texts[-1]], rows[texts[0]]
    day = newest["date"] or first["fetched_at"].date()
    last_at = rows[places[-1]]["fetched_at"]
    found = _Known(texts[-1], newest["url"], newest["site"], day, first["fetched_at"], last_at)
    found.captures = list(_runs(rows, places))
    return found


def _keys(row: dict[str, Any]) -> frozenset[str]:
    """Return the keys of the addresses of a record, by its profile and by themselves."""
    addresses = (row["url"], row["requested_url"], row["answered_url"])
    return frozenset({row["key"]}).union(*(keys_of(address) for address in addresses))


def _runs(rows: Sequence[dict[str, Any]], places: Iterable[int]) -> Iterator[_Run]:
    run: _Run | None = None
    for place in places:
        row = rows[place]
        at, digest = row["fetched_at"], row["body_digest"]
        is_same = run is not None and (row[REVISIT] or digest == run.digest)
        if run is not None and is_same:
            # One and the same capture can stand in two files, and is no visit then.
            run.visits += at != run.last_at
            run.last_at = at
        elif digest is not None:
            if run is not None:
                yield run
            run = _Run(place, at, at, digest)
    if run is not None:
        yield run


def _articles(newest: pa.Table, known: Sequence[_Known]) -> pa.Table:
    computed: dict[str, list[Any]] = {
        "day": [one.day for one in known],
        "first_seen": [one.first_at for one in known],
        "last_seen": [one.last_at for one in known],
        "captures": [len(one.captures) for one in known],
    }
    table = _table("articles", newest, computed)
    years = [one.day.year for one in known]
    return _with_order(table, years, table["site"], _days(known), table["url"], [0] * len(known))


def _captures(parts: pa.Table, known: Sequence[_Known]) -> pa.Table:
    kept = [(one, rank, run) for one in known for rank, run in enumerate(one.captures)]
    kept.sort(key=lambda row: (row[2].first_at.year, row[0].site, row[2].first_at, row[0].url, row[1]))
    computed: dict[str, list[Any]] = {
        "url": [one.url for one, _, _ in kept],
        "site": [one.site for one, _, _ in kept],
        "last_seen": [run.last_at for _, _, run in kept],
        "visits": [run.visits for _, _, run in kept],
    }
    table = _table("captures", _at(parts, [run.place for _, _, run in kept]), computed)
    years = [run.first_at.year for _, _, run in kept]
    times = [int(run.first_at.timestamp()) for _, _, run in kept]
    return _with_order(table, years, table["site"], times, table["url"], [rank for _, rank, _ in kept])


def _items(name: str, newest: pa.Table, known: Sequence[_Known]) -> pa.Table:
    """Return a row for each item of a list of the articles."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = newest[f"{name}_list"].combine_chunks()
    owners = pc.list_parent_indices(column)
    items = pa.Table.from_struct_array(pc.list_flatten(column))
    of = owners.to_pylist()
    computed: dict[str, list[Any]] = {
        "url": [known[owner].url for owner in of],
        "site": [known[owner].site for owner in of],
        "day": [known[owner].day for owner in of],
    }
    table = _table(name, items, computed)
    days = _days(known)
    ranks = [rank for _, group in groupby(of) for rank, _ in enumerate(group)]
    years = [known[owner].day.year for owner in of]
    return _with_order(table, years, table["site"], [days[owner] for owner in of], table["url"], ranks)


def _at(rows: pa.Table, places: list[int]) -> pa.Table:
    import pyarrow as pa

    # Of an empty list Arrow would not know that it holds numbers.
    return rows.take(pa.array(places, pa.int64()))


def _days(known: Sequence[_Known]) -> list[int]:
    return [one.day.toordinal() for one in known]


def _table(name: str, given: pa.Table, computed: dict[str, list[Any]]) -> pa.Table:
    """Return a table of the dataset of the columns that are given, and of those that were computed."""
    import pyarrow as pa

    schema = arrow_schema(TABLES[name], described(name))
    columns = [
        pa.array(computed[one.name], one.type) if one.name in computed else given[one.name].cast(one.type)
        for one in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _with_order(table: pa.Table, *columns: Any) -> pa.Table:
    import pyarrow as pa

    kinds = (pa.int64(), pa.string(), pa.int64(), pa.string(), pa.int64())
    for name, kind, column in zip(ORDER, kinds, columns, strict=True):
        table = table.append_column(
            pa.field(name, kind), column if hasattr(column, "chunks") else pa.array(column, kind)
        )
    return table
