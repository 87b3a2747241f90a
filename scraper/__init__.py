"""An archive of government-IT news: crawl, parse, store, ask with SQL.

``parse`` reads one page into an :class:`Article`. It is loaded on first use, so that
``scraper --help`` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scraper.about import VERSION

if TYPE_CHECKING:
    from scraper.model import Alternate, Article, Image, Reference, Related, Vendor
    from scraper.parser import parse

__version__ = VERSION

__all__ = ["Alternate", "Article", "Image", "Reference", "Related", "Vendor", "__version__", "parse"]


# Python calls this for a name that the module does not have (PEP 562). Imported at the top instead, the parser would
# load selectolax for every program that only wants the version.
def __getattr__(name: str) -> Any:
    if name == "parse":
        from scraper.parser import parse

        return parse
    if name in __all__:
        from scraper import model

        return getattr(model, name)
    raise AttributeError(f"module 'scraper' has no attribute {name!r}")
