"""A small Sphinx extension: the pages of the theme, mended where a keyboard or a screen reader would miss something."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# What stands in the theme's HTML, and what is put in its place. Each names the success criterion of WCAG 2.2 that the
# page fails without it.
_MENDED: tuple[tuple[re.Pattern[str], str], ...] = (
    # A heading without a level is none (4.1.2).
    (re.compile(r'<p class="caption" role="heading">'), '<p class="caption" role="heading" aria-level="2">'),
    # What scrolls has to be reached by the keyboard (2.1.1).
    (re.compile(r"<pre>"), '<pre tabindex="0">'),
    (
        re.compile(r'<div class="table-wrapper (?P<more>[^"]*)">'),
        r'<div class="table-wrapper \g<more>" tabindex="0" role="region" aria-label="Table">',
    ),
)


def mended(html: str) -> str:
    """Return a page with all that a keyboard and a screen reader need."""
    for theirs, ours in _MENDED:
        html = theirs.sub(ours, html)
    return html


def _mend_pages(app: Sphinx, error: Exception | None) -> None:
    if error is not None or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        page.write_text(mended(page.read_text("utf-8")), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Let Sphinx call this when all pages are written."""
    app.connect("build-finished", _mend_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
