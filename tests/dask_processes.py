"""A Dask scheduler and its workers as processes of their own on loopback, each ended by its number."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_START_SECONDS = 60


class DaskProcesses:
    """A scheduler and workers.

    Args:
        folder: where they write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            "--scheduler-file", str(self._file),
        )  # fmt: skip
        self.address = self._address()

    def _address(self) -> str:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._file.exists() and self._file.stat().st_size:
                return str(json.loads(self._file.read_text())["address"])
            time.sleep(0.05)
        raise AssertionError("the scheduler did not start")

    def add_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, without a nanny that would start it again."""
        worker = self._start(
            "distributed.cli.dask_worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny",
            "--no-dashboard", "--local-directory", str(self._folder), "--death-timeout", "60",
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def end(self) -> None:
        """End all of them."""
        for process in (*self.workers, self.scheduler):
            process.kill()
        for process in (*self.workers, self.scheduler):
            process.wait(10)

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=os.environ | {"DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "critical"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def dask_processes(folder: Path, workers: int) -> Iterator[DaskProcesses]:
    """Give a scheduler with so many workers, which end with the block.

    Args:
        folder: where they write.
        workers: how many.
    """
    folder.mkdir(parents=True, exist_ok=True)
    processes = DaskProcesses(folder)
    try:
        for _ in range(workers):
            processes.add_worker()
        yield processes
    finally:
        processes.end()
