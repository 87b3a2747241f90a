"""A server of an archive in a process of its own, at a time that stands still; and all pages that it has.

As a program it is that process: ``python served.py PIPE ARCHIVE TIME [PROFILES]`` writes its address into a pipe and
serves until it is ended.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from cli_running import environment

DATASETTE = (
    "/archive",
    # A page of Datasette's tables has a hundred rows, of which ten look like the others.
    "/archive/articles?_size=10",
    "/archive/archive?_size=10",
    "/archive/articles?_sort_desc=date&_facet=site&_search=Amt&_size=10",
    "/archive/articles?id__gt=999999",
    "/archive/articles/1",
    "/archive/versions?_size=10",
    "/archive/problems?_size=10",
    "/archive?sql=select+id%2C+title+from+articles+order+by+id+desc",
    "/archive?sql=select+id%2C+title+from+articles+where+id+%3D+%3Anumber&number=1",
    "/archive?sql=select+nothing",
    "/archive/nowhere",
    "/nowhere",
)
"""Pages of Datasette's: database, tables, rows, questions, errors."""

# A path is of the kind of the first route that fits; of others the depth tells the kind.
_MOST_ADDRESSES = 2_000


@dataclass(frozen=True)
class Served:
    """A server that is up.

    Args:
        base: its address, without a slash at the end.
        log: the file of all that it writes to stdout and stderr.
    """

    base: str
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")


@contextmanager
def served(db: Path, at: dt.datetime, profiles: Path | None = None) -> Iterator[Served]:
    """Yield a server.

    Args:
        db: the archive; the log of the server lies beside it.
        at: the time that it is for the server.
        profiles: the profiles of its sites, as TOML; None: it has none.
    """
    reading, writing = os.pipe()
    command = [sys.executable, __file__, str(writing), str(db), at.isoformat()]
    if profiles is not None:
        command.append(str(profiles))
    log = db.with_suffix(".served.log")
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment(), pass_fds=[writing])
    os.close(writing)
    with process:
        try:
            # A server that ends closes the pipe.
            with os.fdopen(reading, encoding="utf-8") as pipe:
                address = pipe.readline().strip()
            if not address:
                raise RuntimeError(f"The server has ended: {log.read_text('utf-8')}")
            yield Served(address.rstrip("/"), log)
        finally:
            process.terminate()
            process.wait(timeout=60)


@dataclass(frozen=True)
class Place:
    """An address of a server.

    Args:
        path: with its query.
        kind: the pattern of the route that answers it, or ``datasette`` with the depth of the path.
        media_type: of what it answers.
        status: HTTP status.
    """

    path: str
    kind: str
    media_type: str
    status: int

    @property
    def is_page(self) -> bool:
        return self.media_type == "text/html"


def places(base: str, most: int, seeds: Sequence[str] = ()) -> list[Place]:
    """Return the addresses that links lead to, from the front page on, in the order in which they were met.

    Args:
        base: the server's address.
        most: how many of one kind; of Datasette's own as many at each depth.
        seeds: paths to begin with besides the front page and :data:`DATASETTE`, all of which are taken.
    """
    found: list[Place] = []
    taken: Counter[str] = Counter()
    given = ("/", *seeds, *DATASETTE)
    waiting = list(given)
    known = set(waiting)
    while waiting and len(known) < _MOST_ADDRESSES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if path not in given:
            if taken[kind] >= most:
                continue
            taken[kind] += 1
        status, media_type, body = get(base + path)
        found.append(Place(path, kind, media_type, status))
        if media_type != "text/html":
            continue
        for link in _links(base + path, body):
            if link.startswith(f"{base}/") and link.removeprefix(base) not in known:
                known.add(link.removeprefix(base))
                waiting.append(link.removeprefix(base))
    return found


def kind_of(path: str) -> str:
    """Return the kind of a path, see :class:`Place`."""
    from scraper.serve.plugin import _pattern
    from scraper.serve.routes import ROUTES

    bare, _, query = path.partition("?")
    for route in ROUTES:
        match = re.match(_pattern(route), bare)
        if match is not None:
            form = match.groupdict().get("form") if route.is_list else None
            return f"{route.pattern} {form}" if form else route.pattern
    ending = bare.rpartition("/")[2].rpartition(".")[2] if "." in bare.rpartition("/")[2] else ""
    return f"datasette {bare.count('/')}{'?' if query else ''}{ending and '.' + ending}"


def get(url: str) -> tuple[int, str, str]:
    """Return status, media type and body of an address."""
    # Browsers encode what may not stand in an address as it is (URL Standard, percent-encode sets).
    encoded = quote(url, safe="%/:?#[]@!$&'()*+,;=~")
    try:
        with urllib.request.urlopen(encoded, timeout=120) as answer:  # noqa: S310  (a server of ours)
            return answer.status, answer.headers.get_content_type(), answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get_content_type(), error.read().decode("utf-8", "replace")


def _links(page: str, body: str) -> Iterator[str]:
    for link in LexborHTMLParser(body).css("a[href], link[rel=alternate][href]"):
        try:
            address = urldefrag(urljoin(page, (link.attributes.get("href") or "").strip())).url
            urlsplit(address)
        except ValueError:
            # What a stranger wrote may be no address at all.
            continue
        yield address


def _main() -> None:
    from scraper.serve.asked import House
    from scraper.serve.server import listen, serve
    from scraper.sites import read_profiles

    pipe, db, at, *files = sys.argv[1:]
    moment = dt.datetime.fromisoformat(at)
    sites = {}
    for file in files:
        sites = read_profiles(Path(file).read_text("utf-8"), file)
    house = House(Path(db), sites, frozenset(), lambda: moment)

    def ready(address: str) -> None:
        with os.fdopen(int(pipe), "w", encoding="utf-8") as writing:
            writing.write(f"{address}\n")

    serve(house, listen("127.0.0.1", 0), ready)


if __name__ == "__main__":
    _main()
