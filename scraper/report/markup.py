"""Pieces of HTML that are made outside of a template, and templates from more than one folder."""

from __future__ import annotations

from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup

from scraper.report.jinja import href

# A page elsewhere learns neither where it was linked nor gets a hold of the window (HTML Living Standard §4.6.7).
_OUTSIDE = Markup('<a href="{address}" rel="noopener noreferrer"><bdi>{text}</bdi></a>')
_INSIDE = Markup('<a href="{address}"><bdi>{text}</bdi></a>')
_MISSING = Markup('<span class="null">NULL</span>')


def also_from(env: Environment, folder: Path) -> None:
    """Let an environment find the templates of a folder, too, where it has none of that name itself."""
    loaders = [loader for loader in (env.loader, FileSystemLoader(folder)) if loader is not None]
    env.loader = ChoiceLoader(loaders)


def outside_link(url: str, text: str | None = None) -> Markup | None:
    """Return a link to a page of the web; None where the address is none of the web.

    Args:
        url: as a page wrote it.
        text: what is shown; None: the address.
    """
    address = href(url)
    if address is None:
        return None
    return _OUTSIDE.format(address=address, text=url if text is None else text)


def inside_link(address: str, text: str) -> Markup:
    """Return a link to a page of this server."""
    return _INSIDE.format(address=address, text=text)


def missing() -> Markup:
    """Return what is shown for a value that is not there, which an empty text is not."""
    return _MISSING
