"""Jinja as all pages of this program are written with it: escaped by default, a missing name is an error."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from scraper.report import written
from scraper.web.plain_text import one_line

TEMPLATES = Path(__file__).parent / "templates"
"""The folder of the templates; ``serve`` adds it to those that Datasette looks into."""

# Addresses of other schemes, such as "javascript:", are shown as text and never linked.
_WEB = ("https://", "http://")


class ShownOnlyIfThere(Undefined):
    """A name that a template is not given: it may be asked whether it is there; to show it is an error.

    For templates that serve two versions of a program, of which each gives other names.
    """

    __str__ = __iter__ = __len__ = Undefined._fail_with_undefined_error


def environment() -> Environment:
    """Return an environment for the templates of this package: escaped, strict, with this module's filters."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    install(env)
    return env


def text_environment() -> Environment:
    """Return an environment for templates of plain text: as :func:`environment`, and nothing is escaped."""
    return environment().overlay(autoescape=False)


def install(env: Environment) -> None:
    """Give an environment the filters that the templates here use; ``serve`` gives them to Datasette's.

    The filters are ``href``, ``line``, ``number``, ``day``, ``short_day``, ``time``: each a function of this module
    or of :mod:`scraper.report.written`. Those that depend on the language take it as their first argument.
    """
    env.filters["href"] = href
    env.filters["line"] = line
    env.filters["number"] = written.number
    env.filters["day"] = written.day
    env.filters["short_day"] = written.short_day
    env.filters["time"] = written.time


def href(url: str | None) -> str | None:
    """Return an address of a page as a link may lead to it; None where it is none of the web, or there is none.

    Args:
        url: as a page wrote it. Blanks and line breaks are taken out or encoded, so that it is one address everywhere.
    """
    address = one_line(url or "").replace(" ", "%20")
    if not address.lower().startswith(_WEB):
        return None
    return address


def line(text: str | None) -> str:
    """Return text of a page on one line, without control characters, and without those of writing direction."""
    return one_line(text or "")
