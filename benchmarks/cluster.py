"""What more workers bring: invented WARC files read into a dataset by one worker and by two, here and on a cluster.

    python benchmarks/cluster.py [--pages 6000] [--kills]

Prints seconds, records a second, CPU seconds a record and the ratio to one worker, all in one run. ``--kills`` ends two
workers of the cluster in the middle, and compares the bytes of the result. It needs ``pip install -e '.[cluster]'``
and a machine of two cores that has nothing else to do.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import hashlib
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from dask_processes import DaskProcesses, dask_processes
from scraper.batch.cluster import Cluster
from scraper.batch.cluster_readers import ClusterReaders
from scraper.batch.dataset import Dataset
from scraper.batch.dataset_import import Made, Readers, make, selection_of
from scraper.batch.file_run import FileRun
from scraper.batch.mapping import cutting
from scraper.batch.mapping.local import LocalReaders
from scraper.batch.mapping.selection import Selection
from scraper.model import Site

SITES = tuple(Site(id=f"bote{n}", name=f"Bote {n}", home=f"https://bote{n}.example/") for n in range(4))
WORDS = (
    "Stadt Antrag Gemeinde digital Verwaltung Behörde Bürgerinnen Akte Portal Land Straße Größe Dienst Verfahren "
    "Gesetz Amt Rathaus Kreis Projekt Haushalt Förderung Software Register Onlinezugangsgesetz Datenschutz"
).split()
# Pages of a news crawl pack to some 20 kB.
_NOISE_BYTES = 12_000
_TASK_BYTES = 3 * 2**20


def page(number: int, chance: random.Random) -> bytes:
    """Return an invented page with the boilerplate of a news site."""
    paragraphs = "".join(f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()}.</p>" for _ in range(8))
    menu = "".join(f"<li><a href='/rubrik/{n}'>{chance.choice(WORDS)} {n}</a></li>" for n in range(120))
    noise = chance.randbytes(_NOISE_BYTES // 2).hex()
    return (
        f"<html lang='de'><head><title>Meldung {number}</title><script>var state='{noise}'</script></head><body>"
        f"<nav><ul>{menu}</ul></nav><article><h1>Meldung Nummer {number} aus dem Amt</h1><p>(3.{number % 12 + 1}.2019)"
        f"</p>{paragraphs}<p>Stichwörter: {', '.join(chance.sample(WORDS, 3))}</p></article></body></html>"
    ).encode()


def write(file: Path, pages: int) -> None:
    """Write a WARC file of so many pages."""
    chance = random.Random(18)  # noqa: S311  (no secret)
    start = dt.datetime(2019, 3, 1, tzinfo=dt.UTC)
    with file.open("wb") as out:
        for number in range(pages):
            body = page(number, chance)
            url = f"https://bote{number % 4}.example/meldung/{number}"
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
                f"WARC-Date: {start + dt.timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}\r\n"
                f"WARC-Record-ID: <urn:uuid:{number:032x}>\r\nContent-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(http)}\r\n\r\n"
            )
            out.write(gzip.compress(head.encode() + http + b"\r\n\r\n", 6))


class Processor:
    """Sums what processes and their children have taken of the processor, also those that have ended meanwhile."""

    def __init__(self, roots: list[int]) -> None:
        self._roots = roots
        self._seen: dict[tuple[int, float], float] = {}
        self._before = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Processor:
        self._look()
        self._before = sum(self._seen.values())
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._look()

    @property
    def seconds(self) -> float:
        """CPU seconds since the block began."""
        return sum(self._seen.values()) - self._before

    def _watch(self) -> None:
        while not self._is_over.wait(0.2):
            self._look()

    def _look(self) -> None:
        for root in self._roots:
            try:
                process = psutil.Process(root)
                for one in (process, *process.children(recursive=True)):
                    times = one.cpu_times()
                    self._seen[one.pid, one.create_time()] = times.user + times.system
            except psutil.Error:
                continue


def measured(name: str, run: Callable[[], Made], roots: list[int], one: float | None) -> float:
    """Run something, print a row, and return its seconds."""
    with Processor(roots) as processor:
        began = time.perf_counter()
        made = run()
        seconds = time.perf_counter() - began
    records = made.counts["records"]
    ratio = f"{one / seconds:.2f}" if one else "1.00"
    print(
        f"{name:32} {seconds:7.1f} s {records / seconds:8.0f} records/s {processor.seconds / records * 1000:7.2f} ms of"
        f" CPU a record   {ratio} times"
    )
    return seconds


def digest(folder: Path) -> str:
    """Return the digest of all files of a dataset."""
    found = hashlib.sha256()
    for file in sorted(folder.rglob("*.parquet")):
        found.update(file.read_bytes())
    return found.hexdigest()[:16]


class MapAlone(Dataset):
    """A dataset whose tables are not made, so that the map step alone is measured."""

    def finish(self, parts: object, progress: object = None) -> dict[str, int]:
        """Make nothing."""
        return {"articles": 0}


@contextmanager
def cluster_of(folder: Path, workers: int) -> Iterator[tuple[DaskProcesses, Cluster]]:
    """Give a cluster, connected and warm: its processes have read a page before."""
    with dask_processes(folder, workers) as processes, Cluster(processes.address) as cluster:
        while cluster.threads < workers:
            time.sleep(0.1)
        yield processes, cluster


def main() -> None:
    """Measure."""
    import os

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=6000)
    parser.add_argument("--kills", action="store_true", help="end two workers in the middle")
    options = parser.parse_args()
    cutting.RANGE_BYTES = _TASK_BYTES
    with tempfile.TemporaryDirectory(prefix="cluster-") as name:
        folder = Path(name)
        file = folder / "news.warc.gz"
        write(file, options.pages)
        files = [FileRun(str(file), "news.warc.gz", file.stat().st_size, "same")]
        selection = Selection(sites=SITES)
        print(f"{options.pages:,} pages, {file.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} cores")

        def run(target: str, readers: Readers, kind: type[Dataset] = MapAlone) -> Made:
            return make(kind(folder / target, selection_of(files, selection)), files, selection, readers)

        own = [os.getpid()]
        one = measured("1 process here", lambda: run("a1", LocalReaders(1)), own, None)
        measured("2 processes here", lambda: run("a2", LocalReaders(2)), own, one)
        for workers in (1, 2):
            with cluster_of(folder / f"dask{workers}", workers) as (processes, cluster):
                roots = [*own, processes.scheduler.pid, *(worker.pid for worker in processes.workers)]
                before = one if workers == 2 else None
                readers = ClusterReaders(cluster)
                one = measured(f"cluster of {workers}", partial(run, f"c{workers}", readers), roots, before)
        if options.kills:
            kills(folder, run)


def kills(folder: Path, run: Callable[..., Made]) -> None:
    """End two workers in the middle, and compare the result with that of a run in peace."""
    run("peace", LocalReaders(2), Dataset)
    with cluster_of(folder / "killed", 2) as (processes, cluster):

        def kill() -> None:
            for worker in list(processes.workers):
                time.sleep(3)
                processes.add_worker()
                worker.send_signal(signal.SIGKILL)

        thread = threading.Thread(target=kill)
        thread.start()
        began = time.perf_counter()
        made = run("war", ClusterReaders(cluster), Dataset)
        seconds = time.perf_counter() - began
        thread.join()
    is_same = digest(folder / "peace") == digest(folder / "war")
    print(f"two workers killed: {seconds:.1f} s, {made.rows['articles']:,} articles, the same bytes: {is_same}")


if __name__ == "__main__":
    main()
