"""A list of municipalities of the form of GV100AD, with invented places."""

from __future__ import annotations

from scraper.analysis.mentions import OfficialList, read_list

LAND, REGION, DISTRICT, UNION, TOWN = "10", "20", "40", "50", "60"

_RECORDS = (
    (LAND, "06", "Hessen", "", None),
    (LAND, "14", "Sachsen", "", None),
    (LAND, "16", "Thüringen", "", None),
    (REGION, "065", "Reg.-Bez. Ahornberg", "", None),
    (DISTRICT, "06501", "Ahornberg", "43", None),
    (DISTRICT, "14501", "Eschenbrück, Stadt", "41", None),
    (DISTRICT, "14503", "Eschenfurt", "41", None),
    (DISTRICT, "14502", "Märkischer Kreis", "44", None),
    (DISTRICT, "16061", "Lindental", "44", None),
    (DISTRICT, "16062", "Unstrut-Linden-Kreis", "44", None),
    (UNION, "16061", "Lindental-Land", "50", None),
    (TOWN, "06501001", "Neuhofen a.d.Ahorn", "63", 9_000),
    (TOWN, "06501002", "Essen, Stadt", "63", 580_000),
    (TOWN, "06501003", "Welt", "64", 200),
    (TOWN, "06501004", "Lage, Stadt", "63", 35_000),
    (TOWN, "06501005", "Kleinbuchen", "64", 900),
    (TOWN, "06501006", "Ahornberger Forst", "66", 0),
    (TOWN, "14501001", "Eschenbrück, Stadt", "61", 90_000),
    (TOWN, "14502001", "Neuhofen (Elster), Stadt", "63", 8_000),
    (TOWN, "14502002", "Großfurt (Elster)", "63", 12_000),
    (TOWN, "14502003", "Weidenau", "64", 4_000),
    (TOWN, "14502004", "Sankt Linden", "64", 4_000),
    (TOWN, "16061001", "Lindental, Stadt", "63", 60_000),
    (TOWN, "16061002", "Großfurt, Stadt", "63", 300_000),
    (TOWN, "16061003", "Weidenau", "64", 3_000),
    (TOWN, "16062001", "Bad Lauterquell", "63", 18_000),
    (TOWN, "16062002", "Hornstedt", "63", 20_000),
)


def record(kind: str, key: str, name: str, what: str = "", population: int | None = None, day: str = "20231130") -> str:
    """Return one line: columns as in the description of GV100AD."""
    inhabitants = "" if population is None else f"{population:011}"
    return f"{kind}{day}{key:<12}{name:<50}{'':<50}{what:<6}{'':<11}{inhabitants:<22}".ljust(220)


def text(day: str = "20231130", records: tuple[tuple[str, str, str, str, int | None], ...] = _RECORDS) -> str:
    """Return the whole list as of a day."""
    return "".join(f"{record(*one, day)}\r\n" for one in records)


def official(day: str = "20231130") -> OfficialList:
    """Return the list, read."""
    found = read_list(text(day).encode())
    assert found is not None
    return found
