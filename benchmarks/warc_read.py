"""How fast a WARC file is read of which no record is wanted, beside plain loops of FastWARC and warcio in the same run.

::

    .venv/bin/python benchmarks/warc_read.py [--records 3000] [--rounds 5] [--file FILE.warc.gz]

Without ``--file`` it reads pages of invented words, of 156 kB each, as those of news sites are; gzip makes a seventh of
them. Of the rounds, the fastest of each reader counts, in seconds of the processor.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from scraper.warc.reader import Stats, read
from scraper.web.urls import host

_PAGE_BYTES = 156_000
_SEED = 18
_SYLLABLES = (
    "ver wal tung land kreis stadt rat haus hal te ge mein de bür ger dienst digi tal netz amt for mu lar".split()
)


def made_file(path: Path, records: int) -> None:
    """Write pages, each of another host.

    Args:
        path: where to.
        records: how many.
    """
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    draw = random.Random(_SEED)  # noqa: S311
    words = ["".join(draw.choices(_SYLLABLES, k=draw.randint(1, 5))) for _ in range(3000)]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(records):
            text: list[str] = []
            size = 0
            while size < _PAGE_BYTES:
                line = f'<div class="{draw.choice(words)}"><p>{" ".join(draw.choices(words, k=9))}</p></div>\n'
                text.append(line * draw.randint(1, 3))
                size += len(text[-1])
            body = f"<!DOCTYPE html><html><body>{''.join(text)}</body></html>".encode()
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            url = f"https://www.host{number}.example/meldung/{number}"
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head))


def by_us(path: Path) -> int:
    """Read the file as an import does of whose sites it has none; return the number of records."""
    stats = Stats()
    ours = {"kommune21.example", "stadt-und-werk.example"}
    for _ in read(str(path), wants=lambda url: host(url) in ours, stats=stats):
        pass
    return stats.records


def by_fastwarc(path: Path) -> int:
    """Read it by a plain loop of FastWARC."""
    from fastwarc.warc import ArchiveIterator

    with path.open("rb") as file:
        return sum(1 for _ in ArchiveIterator(file, parse_http=False))


def by_warcio(path: Path) -> int:
    """Read it by a plain loop of warcio."""
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        return sum(1 for _ in ArchiveIterator(file))


READERS: dict[str, Callable[[Path], int]] = {"scraper": by_us, "FastWARC": by_fastwarc, "warcio": by_warcio}


def main() -> None:
    """Print a line a reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--file", type=Path, help="a WARC file instead of a made one")
    options = parser.parse_args()
    warnings.simplefilter("ignore", ResourceWarning)
    with tempfile.TemporaryDirectory() as folder:
        path = options.file or Path(folder) / "made.warc.gz"
        if options.file is None:
            made_file(path, options.records)
        best: dict[str, tuple[float, int]] = {}
        for _ in range(options.rounds):
            for name, reader in READERS.items():
                before = time.process_time()
                records = reader(path)
                took = time.process_time() - before
                best[name] = min(best.get(name, (took, records)), (took, records))
        print(f"{path.stat().st_size / 1e6:,.0f} MB")
        for name, (took, records) in best.items():
            print(f"{name:10} {records:8,} records {records / took:8,.0f} a second and core")
    print(f"memory     {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:8,} MiB, all readers together")


if __name__ == "__main__":
    main()
