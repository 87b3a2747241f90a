"""The records that travel through the house: frozen, plain, importing nothing of it."""

from __future__ import annotations

from scraper.model.records import (
    Access,
    Alternate,
    AlternateKind,
    Article,
    Found,
    Headers,
    HostState,
    Image,
    Link,
    Outcome,
    Page,
    PageKind,
    PageState,
    Reference,
    Related,
    Response,
    Site,
    SiteResult,
    Vendor,
    Verdict,
)

__all__ = [
    "Access",
    "Alternate",
    "AlternateKind",
    "Article",
    "Found",
    "Headers",
    "HostState",
    "Image",
    "Link",
    "Outcome",
    "Page",
    "PageKind",
    "PageState",
    "Reference",
    "Related",
    "Response",
    "Site",
    "SiteResult",
    "Vendor",
    "Verdict",
]
