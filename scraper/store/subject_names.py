"""Which keywords, places and vendors the archive has, how often, and the articles of each."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlite_utils import Database

from scraper.analysis.keyword_forms import form_of
from scraper.analysis.mentions.names import vendor_key
from scraper.store.readonly import Row, rows
from scraper.store.subjects import Subject

PLACE_KINDS = ("municipality", "district", "land")
"""The kinds of mentions that are places."""

_KEYWORD_ARTICLES = (
    "SELECT DISTINCT article_id FROM article_keywords WHERE keyword_id IN"
    " (SELECT id FROM keywords WHERE id = :keyword UNION SELECT id FROM keywords WHERE canonical_id = :keyword)"
)
# Each article counts once for all spellings of a keyword that it has. Nearly all keywords have one, and are counted in
# the order of the index; to bring all of them into another order takes three times as long.
_KEYWORDS = """
WITH counted (id, articles) AS MATERIALIZED (
    SELECT keyword_id, count(DISTINCT article_id) FROM article_keywords GROUP BY keyword_id
), spellings (id, usual_id) AS MATERIALIZED (
    SELECT id, canonical_id FROM keywords WHERE canonical_id IS NOT NULL
    UNION SELECT canonical_id, canonical_id FROM keywords WHERE canonical_id IS NOT NULL
)
SELECT k.name, c.articles FROM counted c CROSS JOIN keywords k ON k.id = c.id
WHERE k.id NOT IN (SELECT id FROM spellings)
UNION ALL
SELECT k.name, count(DISTINCT b.article_id) FROM spellings s CROSS JOIN article_keywords b ON b.keyword_id = s.id
JOIN keywords k ON k.id = s.usual_id WHERE k.canonical_id IS NULL GROUP BY s.usual_id
"""
_PLACE_ARTICLES = "SELECT DISTINCT article_id FROM mentions WHERE kind = :kind AND key = :key"
_PLACES = """
SELECT m.key, m.articles, (SELECT name FROM mentions WHERE kind = :kind AND key = m.key LIMIT 1) AS name
FROM (SELECT key, count(DISTINCT article_id) AS articles FROM mentions WHERE kind = :kind GROUP BY key) m
ORDER BY m.articles DESC, name
"""
_VENDOR_ARTICLES = (
    "SELECT article_id FROM vendors WHERE name IN (SELECT value FROM json_each(:names))"
    " UNION SELECT article_id FROM mentions WHERE kind = 'vendor' AND key = :key"
)
_PROVIDERS = "SELECT name, count(*) AS articles FROM vendors GROUP BY name"


class Named(NamedTuple):
    """Something that the archive has a page about; a tuple, since there are tens of thousands of keywords.

    Args:
        name: its usual name.
        key: by which its page is found; of a place not its name.
        articles: how many articles have it.
    """

    name: str
    key: str
    articles: int


@dataclass(frozen=True, slots=True)
class KeywordFound:
    """A keyword.

    Args:
        id: number of its canonical spelling.
        name: that spelling.
        others: its other spellings.
        subject: its articles.
    """

    id: int
    name: str
    others: list[str]
    subject: Subject


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place that texts name.

    Args:
        key: its AGS, or a short name.
        kind: one of :data:`PLACE_KINDS`.
        name: its usual name.
        population: inhabitants by the official list, or None.
        subject: its articles.
    """

    key: str
    kind: str
    name: str
    population: int | None
    subject: Subject


@dataclass(frozen=True, slots=True)
class VendorFound:
    """A company that pages name as a provider, or that texts name.

    Args:
        name: as it is named.
        places: its towns, by the pages' word.
        urls: its addresses, by the pages' word.
        as_provider: how many articles name it beside the text, as a provider.
        subject: its articles.
    """

    name: str
    places: list[str]
    urls: list[str]
    as_provider: int
    subject: Subject


class SubjectNames:
    """Finds subjects by their names.

    Args:
        db: an archive opened for reading.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def keywords(self) -> list[Named]:
        """Return all keywords, each by its canonical spelling, those that most articles have first."""
        # Tens of thousands of rows as dictionaries would take as long as the statement.
        found = [Named(name, name, articles) for name, articles in self._db.execute(_KEYWORDS).fetchall()]
        return sorted(found, key=lambda one: (-one.articles, one.name.casefold(), one.name))

    def keyword(self, name: str) -> KeywordFound | None:
        """Return a keyword by any of its spellings, also by one that the archive does not have.

        Args:
            name: as a person typed it.
        """
        wanted = unicodedata.normalize("NFC", name)
        sql = (
            "SELECT coalesce(canonical_id, id) AS id FROM keywords WHERE name = :name"
            " UNION ALL SELECT coalesce(canonical_id, id) FROM keywords WHERE form = :form LIMIT 1"
        )
        found = next(iter(self._rows(sql, {"name": wanted, "form": form_of(wanted)})), None)
        if found is None:
            return None
        spellings = self._rows(
            "SELECT id, name FROM keywords WHERE id = :id UNION SELECT id, name FROM keywords WHERE canonical_id = :id",
            {"id": found["id"]},
        )
        usual = next(row["name"] for row in spellings if row["id"] == found["id"])
        others = sorted((row["name"] for row in spellings if row["id"] != found["id"]), key=str.casefold)
        return KeywordFound(found["id"], usual, others, Subject(_KEYWORD_ARTICLES, {"keyword": found["id"]}))

    def places(self, kind: str) -> list[Named]:
        """Return the places of a kind that texts name, those that most articles name first.

        Args:
            kind: one of :data:`PLACE_KINDS`.
        """
        return [Named(row["name"], row["key"], row["articles"]) for row in self._rows(_PLACES, {"kind": kind})]

    def place(self, key: str) -> PlaceFound | None:
        """Return a place by its key.

        Args:
            key: its AGS, or the short name that stands for one in ``mentions``.
        """
        wanted = unicodedata.normalize("NFC", key)
        # A key is of one kind: that of a municipality has eight digits, a district's five, a Land's two.
        for kind in PLACE_KINDS:
            given = {"kind": kind, "key": wanted}
            named = self._rows("SELECT name FROM mentions WHERE kind = :kind AND key = :key LIMIT 1", given)
            if named:
                listed = self._rows("SELECT population FROM places WHERE key = :key", {"key": wanted})
                population = listed[0]["population"] if listed else None
                return PlaceFound(wanted, kind, named[0]["name"], population, Subject(_PLACE_ARTICLES, given))
        return None

    def vendors(self) -> list[Named]:
        """Return all vendors that pages or texts name, those that most articles name first."""
        providers = self._providers()
        in_texts = {row["key"]: row for row in self._rows(_PLACES, {"kind": "vendor"})}
        found = []
        for key in dict.fromkeys((*providers, *in_texts)):
            names = providers.get(key, [])
            name = self._usual(key, names, in_texts)
            # An article that names a vendor both beside and in its text would count twice.
            if names and key in in_texts:
                articles = self._rows(f"SELECT count(*) AS n FROM ({_VENDOR_ARTICLES})", _given(key, names))[0]["n"]
            elif names:
                articles = sum(number for _, number in names)
            else:
                articles = in_texts[key]["articles"]
            found.append(Named(name, name, articles))
        return sorted(found, key=lambda one: (-one.articles, one.name.casefold(), one.name))

    def vendor(self, name: str) -> VendorFound | None:
        """Return a vendor by any of its names.

        Args:
            name: as pages name it as a provider, or as ``mentions`` has it, with the company's form or without.
        """
        key = vendor_key(unicodedata.normalize("NFC", name))
        names = self._providers().get(key, [])
        in_text = self._rows(
            "SELECT key, name FROM mentions WHERE kind = 'vendor' AND key = :key LIMIT 1", {"key": key}
        )
        if not names and not in_text:
            return None
        given = _given(key, names)
        listed = self._rows(
            "SELECT DISTINCT place, url FROM vendors WHERE name IN (SELECT value FROM json_each(:names))", given
        )
        counted = self._rows(
            "SELECT count(DISTINCT article_id) AS n FROM vendors WHERE name IN (SELECT value FROM json_each(:names))",
            given,
        )
        return VendorFound(
            self._usual(key, names, {row["key"]: row for row in in_text}),
            _each(listed, "place"),
            _each(listed, "url"),
            counted[0]["n"],
            Subject(_VENDOR_ARTICLES, given),
        )

    def _providers(self) -> dict[str, list[tuple[str, int]]]:
        """Return by its key each vendor that pages name as a provider: its names, and how many articles have each."""
        found: dict[str, list[tuple[str, int]]] = {}
        for row in self._rows(_PROVIDERS):
            found.setdefault(vendor_key(row["name"]), []).append((row["name"], row["articles"]))
        return found

    def _usual(self, key: str, names: Sequence[tuple[str, int]], in_texts: Mapping[str, Row]) -> str:
        """Return the usual name of a vendor: the one that most pages give it, else that of the texts."""
        if names:
            return max(names, key=lambda one: (one[1], one[0]))[0]
        return str(in_texts[key]["name"])

    def _rows(self, sql: str, params: dict[str, Any] | None = None) -> list[Row]:
        return list(rows(self._db, sql, params or {}))


def _given(key: str, names: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Return the parameters of a vendor's articles."""
    return {"key": key, "names": json.dumps([name for name, _ in names])}


def _each(found: Sequence[Row], name: str) -> list[str]:
    """Return the values of a column, each once."""
    return list(dict.fromkeys(row[name] for row in found if row[name]))
