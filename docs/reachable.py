"""A small Sphinx extension: the pages of the theme, mended where a keyboard or a screen reader would miss something."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# What stands in the theme's HTML, and what is put in its place. Each names the success criterion of WCAG 2.2 that the
# page fails without it.
_MENDED: tuple[tuple[re.Pattern[str], str], ...] = (
    # A heading without a level is none (4.1.2).
    (re.compile(r'<p class="caption" role="heading">'), '<p class="caption" role="heading" aria-level="2">'),
    # Two landmarks of one kind are told apart by their names (1.3.1).
    (re.compile(r'<aside class="sidebar-drawer">'), '<aside class="sidebar-drawer" aria-label="All pages">'),
    (re.compile(r'<aside class="toc-drawer">'), '<aside class="toc-drawer" aria-label="On this page">'),
    # What scrolls has to be reached by the keyboard (2.1.1).
    (re.compile(r"<pre>"), '<pre tabindex="0">'),
    (
        re.compile(r'<div class="table-wrapper (?P<more>[^"]*)">'),
        r'<div class="table-wrapper \g<more>" tabindex="0" role="region" aria-label="Table">',
    ),
)
# Regions have names of their own, too, so that a list of them says which is which.
_TABLE = re.compile(r'aria-label="Table"')


def mended(html: str) -> str:
    """Return a page with all that a keyboard and a screen reader need."""
    for theirs, ours in _MENDED:
        html = theirs.sub(ours, html)
    numbers = count(1)
    return _TABLE.sub(lambda _: f'aria-label="Table {next(numbers)}"', html)


def _mend_pages(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        page.write_text(mended(page.read_text("utf-8")), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Let Sphinx call this when all pages are written."""
    app.connect("build-finished", _mend_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
