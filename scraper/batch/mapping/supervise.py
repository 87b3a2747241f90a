"""A task read by a process that may die: of a page, of memory, of an endless loop. The record at fault is skipped.

A process writes down which record it is about (:mod:`scraper.batch.mapping.journal`). When it ends, is silent for too
long or takes too much memory, the task is begun anew by another one, and a record of which two have died is left out
and named. Nothing of a task is seen by others before all of it is read, so that a death costs time and no record.
"""

from __future__ import annotations

import os
import pickle
import selectors
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from scraper.batch.mapping.journal import BEFORE_FIRST, Entry, Journal
from scraper.batch.mapping.task import Done, Task
from scraper.model import Reason, fault
from scraper.model.incoming import Broken
from scraper.reading.worker import LENGTH, READY

_MODULE = "scraper.batch.mapping.child"
_POLL_SECONDS = 0.2
_PIPE_BYTES = 2**16


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process that reads may take.

    Args:
        page_seconds: for one page. Chosen: the slowest page that is known takes two seconds, on a busy machine more.
        file_seconds: between two records. Chosen: a record of some gigabytes that is skipped comes slowly from afar.
        start_seconds: to start. Chosen: on a busy machine it waits for its turn.
        memory: bytes. Chosen: three times what the largest page that is read is known to need.
        deaths: so many at one record, and it is skipped. One may be chance, such as a machine short of memory.
        deaths_at_start: so many before the first record of a task, and it is given up: no record is to blame.
        deaths_unexplained: so many that no record was named for, and it is given up: something else is wrong.
        named: so many records named, and it is given up: the machine is to blame rather than they. Chosen: a tenth of
            the pages of a task.
    """

    page_seconds: float = 60.0
    file_seconds: float = 600.0
    start_seconds: float = 60.0
    memory: int = 2**30
    deaths: int = 2
    deaths_at_start: int = 5
    deaths_unexplained: int = 40
    named: int = 120


class _LostError(Exception):
    """The process is no more.

    Args:
        why: what it died of, for a sentence.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def supervise(task: Task, bounds: Bounds | None = None) -> Done:
    """Read one task by a process of its own; never raises for what is in the file.

    Args:
        task: the part of a file.
        bounds: what the process may take.
    """
    with Supervisor(bounds) as supervisor:
        return supervisor.run(task)


class Supervisor:
    """Reads tasks one after the other, by one process as long as it lives; used by one thread.

    Args:
        bounds: what the process may take.
        is_cancelled: returns whether all is to end at once; asked now and then.
    """

    def __init__(self, bounds: Bounds | None = None, is_cancelled: Callable[[], bool] = lambda: False) -> None:
        self._bounds = bounds or Bounds()
        self._is_cancelled = is_cancelled
        self._process: subprocess.Popen[bytes] | None = None
        self._answers = bytearray()
        self._task: Task | None = None
        self._journal: Journal | None = None
        self._is_stopped = False

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def position(self) -> tuple[int, int]:
        """The number of the task under way and the offset that its process has reached; for other threads."""
        task, journal = self._task, self._journal
        if task is None or journal is None:
            return -1, 0
        with suppress(ValueError):
            return task.number, max(journal.read().offset, task.start)
        return -1, 0

    def stop(self) -> None:
        """Let the process end its task behind the record that it reads; may be called by another thread."""
        self._is_stopped = True
        journal = self._journal
        # It is closed where the task has just ended.
        if journal is not None:
            with suppress(ValueError):
                journal.stop()

    def run(self, task: Task) -> Done:
        """Read a task; see :func:`supervise`.

        Args:
            task: the part of a file.

        Raises:
            CancelledError: ``is_cancelled`` said so.
        """
        try:
            self._journal = Journal(task.file("journal"))
        except OSError as error:
            why = fault(Reason.NO_ROOM_TO_READ, folder=task.folder, why=error.strerror or str(error))
            return Done(task.number, task.source, task.start, reached=task.start, is_whole=False, fault=why)
        self._task = task
        try:
            return self._run(task, self._journal)
        finally:
            self._task = None
            journal, self._journal = self._journal, None
            journal.close()
            task.file("journal").unlink(missing_ok=True)

    def _run(self, task: Task, journal: Journal) -> Done:
        deaths: Counter[int] = Counter()
        skipped: list[Broken] = []
        while True:
            journal.clear()
            if self._is_stopped:
                journal.stop()
            try:
                return replace(self._asked(task, journal), skipped=tuple(skipped))
            except _LostError as lost:
                self._end()
                self._clean_up(task)
                entry, why = journal.read(), lost.why
            deaths[entry.offset] += 1
            if self._is_hopeless(deaths, len(skipped)):
                return self._given_up(task, why, skipped)
            if entry.offset == BEFORE_FIRST or deaths[entry.offset] < self._bounds.deaths:
                continue
            skipped.append(_named(task, entry, why))
            task = replace(task, skip=task.skip | {entry.offset})

    def _is_hopeless(self, deaths: Counter[int], named: int) -> bool:
        """Return whether so many processes have died that something else than a record must be wrong."""
        bounds = self._bounds
        is_before_all = deaths[BEFORE_FIRST] >= bounds.deaths_at_start
        unexplained = deaths.total() - named * bounds.deaths
        return is_before_all or unexplained >= bounds.deaths_unexplained or named >= bounds.named

    def _given_up(self, task: Task, why: str, skipped: list[Broken]) -> Done:
        return Done(
            task.number,
            task.source,
            task.start,
            reached=task.start,
            is_whole=False,
            skipped=tuple(skipped),
            fault=fault(Reason.READERS_DIE, why=why),
        )

    def _asked(self, task: Task, journal: Journal) -> Done:
        """Give a task to the process, and wait for what comes of it."""
        process = self._started()
        data = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
        assert process.stdin is not None  # noqa: S101  (told to the type checker)
        try:
            process.stdin.write(LENGTH.pack(len(data)) + data)
            process.stdin.flush()
        except BrokenPipeError:
            raise _LostError(_end_of(process)) from None
        silence = _Silence(journal, self._bounds)
        while (done := self._answer()) is None:
            self._wait(process)
            why = silence.excess() or self._memory_excess(process)
            if why:
                raise _LostError(why)
        return done

    def _answer(self) -> Done | None:
        """Return what the process has answered, or None while that is not complete."""
        answers = self._answers
        size = int.from_bytes(answers[: LENGTH.size], "big")
        end = LENGTH.size + size
        if len(answers) < LENGTH.size or len(answers) < end:
            return None
        done: Done = pickle.loads(answers[LENGTH.size : end])  # noqa: S301 (our own process)
        del answers[:end]
        return done

    def _started(self) -> subprocess.Popen[bytes]:
        """Return the process; start one where there is none."""
        if self._process is not None:
            return self._process
        self._answers.clear()
        process = self._process = subprocess.Popen(  # noqa: S603  (our own module)
            [sys.executable, "-P", "-m", _MODULE, str(self._bounds.memory)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = monotonic() + self._bounds.start_seconds
        while not self._answers.startswith(READY):
            self._wait(process)
            if monotonic() > deadline:
                raise _LostError("it did not start in time")
        del self._answers[: len(READY)]
        return process

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        """Take what the process says, for a moment.

        Raises:
            _LostError: it has ended.
        """
        assert process.stdout is not None  # noqa: S101
        if self._is_cancelled():
            raise CancelledError
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(_POLL_SECONDS):
                return
        data = os.read(process.stdout.fileno(), _PIPE_BYTES)
        if not data:
            raise _LostError(_end_of(process))
        self._answers += data

    def _memory_excess(self, process: subprocess.Popen[bytes]) -> str:
        """Return what a process that takes too much memory dies of, or nothing."""
        if resident(process.pid) <= self._bounds.memory:
            return ""
        return f"more than {self._bounds.memory // 10**6} MB of memory"

    def _end(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        # A process that died while it was being asked leaves bytes for its pipe, which nobody can read any more.
        with suppress(BrokenPipeError), process:
            pass
        process.wait()

    def _clean_up(self, task: Task) -> None:
        """Remove what a dead process left half-written."""
        for path in Path(task.folder).glob(f"{task.number:06d}.*.tmp"):
            path.unlink(missing_ok=True)


class CancelledError(Exception):
    """All is to end at once."""


class _Silence:
    """Knows since when a process has written nothing into its journal.

    Args:
        journal: of the process.
        bounds: how long it may be silent.
    """

    def __init__(self, journal: Journal, bounds: Bounds) -> None:
        self._journal = journal
        self._bounds = bounds
        self._last = 0
        self._since = monotonic()

    def excess(self) -> str:
        """Return what a process that was silent for too long dies of, or nothing."""
        entry = self._journal.read()
        if entry.number != self._last:
            self._last, self._since = entry.number, monotonic()
            return ""
        allowed = self._bounds.page_seconds if entry.is_page else self._bounds.file_seconds
        if monotonic() - self._since <= allowed:
            return ""
        return f"no end of it after {allowed:.0f} s"


def resident(pid: int) -> int:
    """Return how much memory a process takes, in bytes; 0 where the system does not say it in ``/proc``.

    Args:
        pid: of the process.
    """
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _end_of(process: subprocess.Popen[bytes]) -> str:
    """Return what a process that has closed its pipe died of."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(1.0)
    code = process.returncode
    if code is None:
        return "it closed its pipe"
    if code >= 0:
        return "out of memory" if code == os.EX_OSERR else f"exit code {code}"
    with suppress(ValueError):
        return f"signal {signal.Signals(-code).name}"
    return f"signal {-code}"


def _named(task: Task, entry: Entry, why: str) -> Broken:
    return Broken(task.source, entry.offset, fault(Reason.KILLS_READER, why=why), entry.url)
