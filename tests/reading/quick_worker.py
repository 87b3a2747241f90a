"""A worker without the parser: it reads the headline and nothing else, and one page kills it.

What becomes of a process that ends, stops or answers nonsense is the same whatever it reads with, and loading the
parser is more than half of its start. Everything else in it is the program's own.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType

DEADLY = 666
"""The number of the page that ends the process, as a fault of the parser's library could."""


if __name__ == "__main__":
    from scraper.model import Article, Site

    def parse(html: bytes, url: str, *, content_type: str | None, site: Site) -> Article:
        if url.endswith(f"/{DEADLY}"):
            os._exit(1)
        title = html.decode().partition("<h1>")[2].partition("</h1>")[0]
        return Article(url=url, site=site.id, title=title, is_article=True)

    # Before the worker is loaded, which would load the parser.
    parser = sys.modules["scraper.parser"] = ModuleType("scraper.parser")
    vars(parser).update(parse=parse, reader=lambda site: "quick")

    from scraper.reading import worker

    worker.main(sys.stdin.buffer, sys.stdout.buffer)
