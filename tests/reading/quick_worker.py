"""A worker that reads the headline and nothing else; one page kills it, as a fault of the parser's library could.

What becomes of a process that ends, stops or answers nonsense is the same whatever it reads with, and loading what
reads an article is three quarters of its start. The rest of it, from the first byte in its pipe to the last, is the
program's own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

DEADLY = 666
"""The number of that page."""


if __name__ == "__main__":
    import scraper
    from scraper.model import Article, Reading, Response, Site

    def read(response: Response, site: Site) -> Reading:
        if response.url.endswith(f"/{DEADLY}"):
            os._exit(1)
        title = response.body.decode().partition("<h1>")[2].partition("</h1>")[0]
        return Reading(Article(url=response.url, site=site.id, title=title, is_article=True), None)

    # These stand where the program's own are looked for, which would load the parser.
    room, page = ModuleType("scraper.reading"), ModuleType("scraper.reading.page")
    room.__path__ = [str(Path(scraper.__path__[0]) / "reading")]
    vars(page)["read"] = read
    sys.modules |= {room.__name__: room, page.__name__: page}

    from scraper.reading import worker

    worker.main(sys.stdin.buffer, sys.stdout.buffer)
