"""Places: which municipalities, districts and Länder texts name, and what stands on one over the years."""

from __future__ import annotations

from scraper.serve.asked import Answer, Asked, House, NotThereError, WrongWordsError
from scraper.serve.pages.about import About, beside
from scraper.serve.pages.about import listing as about_one
from scraper.serve.pages.names import Kind
from scraper.serve.pages.names import listing as names_listing
from scraper.serve.pages.parameters import as_typed
from scraper.store import Archive
from scraper.store.subject_names import PLACE_KINDS

_KINDS = {"municipality": "Municipalities", "district": "Districts", "land": "Länder"}
_ONE = {"municipality": "Municipality", "district": "District", "land": "Land"}


def places(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the list of places of a kind (``kind``), the most named first."""
    kind = asked.one("kind") or PLACE_KINDS[0]
    if kind not in PLACE_KINDS:
        raise WrongWordsError(f"There is no such kind of places; there are: {', '.join(PLACE_KINDS)}.")
    listed = Kind("place", "places.html", _KINDS[kind], "key")
    return names_listing(asked, listed, archive.subject_names.places(kind), {"kind": kind, "kinds": _KINDS})


def place(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the page about a place, by its key."""
    key = asked.parts.get("name") or asked.one("name") or ""
    found = archive.subject_names.place(key)
    if found is None:
        raise NotThereError(
            f"No text of the archive names a place with the key '{as_typed(key)}'. The list of places has all"
            " that are named."
        )
    context = {
        "key": found.key,
        "kind": _ONE[found.kind],
        "population": found.population,
    } | beside(archive, asked, found.subject)
    return about_one(archive, asked, About(found.name, found.subject, "place.html", context))
