"""A worker that one page kills, as a fault of the parser's library could."""

from __future__ import annotations

import os
import sys

DEADLY = 666
"""The number of that page."""


if __name__ == "__main__":
    from scraper.model import Reading, Response, Site
    from scraper.reading import page, worker

    def read(response: Response, site: Site) -> Reading:
        if response.url.endswith(f"/{DEADLY}"):
            os._exit(1)
        return page.read(response, site)

    worker.read = read
    worker.main(sys.stdin.buffer, sys.stdout.buffer)
