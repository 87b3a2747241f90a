"""Vendors: which companies pages and texts name, and what stands on one over the years."""

from __future__ import annotations

from scraper.report.jinja import href
from scraper.serve.asked import Answer, Asked, House, Moved, NotThereError
from scraper.serve.pages.about import About, about_another, beside
from scraper.serve.pages.about import listing as about_one
from scraper.serve.pages.names import Kind
from scraper.serve.pages.names import listing as names_listing
from scraper.serve.pages.parameters import as_typed
from scraper.store import Archive
from scraper.web.plain_text import one_line

_VENDORS = Kind("vendor", "vendors.html", "Vendors")


def vendors(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the list of vendors, the most named first."""
    return names_listing(asked, _VENDORS, archive.subject_names.vendors(), {})


def vendor(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the page about a vendor; its other names lead there."""
    typed = asked.parts.get("name") or asked.one("name") or ""
    found = archive.subject_names.vendor(typed)
    if found is None:
        raise NotThereError(f"No article names the vendor '{as_typed(typed)}'. The list of vendors has all.")
    if typed != found.name:
        return Moved(about_another(asked, "vendor", found.name))
    context = {
        "places": [one_line(place) for place in found.places],
        "homes": [address for address in map(href, found.urls) if address],
        "as_provider": found.as_provider,
    } | beside(archive, asked, found.subject)
    return about_one(archive, asked, About(found.name, found.subject, "vendor.html", context))
