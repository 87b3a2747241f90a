"""A reading process that one page kills, as a fault of the parser's library could."""

from __future__ import annotations

import os
import sys

from scraper.model import Reading, Response, Site
from scraper.reading import worker

DEADLY = 666
"""The number of that page."""

if __name__ == "__main__":
    read = worker.read

    def deadly(response: Response, site: Site) -> Reading:
        if response.url.endswith(f"/{DEADLY}"):
            os._exit(1)
        return read(response, site)

    vars(worker)["read"] = deadly
    worker.main(sys.stdin.buffer, sys.stdout.buffer)
