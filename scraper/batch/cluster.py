"""A Dask cluster: connected to, asked whether it can do the work, and given it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from scraper.batch import cluster_work
from scraper.errors import ConfigError, ScraperError, needing

LOCAL = "local"
"""The address that stands for a cluster on this machine."""

# What Dask connects by (distributed.comm), or none of it for tcp; and the word for a cluster on this machine.
_ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss)://)?\S+:\d+/?|local")
# Chosen: a scheduler in the same network answers within a second, and one behind a slow line in some.
_CONNECT_SECONDS = 15
# Chosen: workers that a batch system starts may come some time after the scheduler.
_WORKER_SECONDS = 60
_RESUME = "What was read is kept; run the same command again to go on."
# Asked of a worker as a text, since a worker without the package could not load a function of it.
_HAS_PACKAGE = "__import__('importlib.util').util.find_spec('scraper') is not None"


class WorkersDieError(Exception):
    """Dask has given something up, since so many workers have ended while they had it (allowed-failures)."""


class Cluster:
    """A scheduler and its workers.

    Args:
        address: of the scheduler, such as ``tcp://10.0.0.5:8786``; :data:`LOCAL`: a cluster on this machine.
        workers: how many workers the cluster on this machine has.
    """

    def __init__(self, address: str, workers: int = 1) -> None:
        self._address = address
        self._workers = workers
        self._client: Any = None
        self._cluster: Any = None
        self._run = uuid4().hex
        self._submitted = 0
        self._alone_since: float | None = None

    def __enter__(self) -> Self:
        """Connect to the scheduler.

        Raises:
            ConfigError: Dask is not installed, or the address is none.
            ScraperError: the scheduler cannot be reached, or has no workers.
        """
        try:
            self._connect()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def check(self, folder: Path, sources: Iterable[str] = ()) -> None:
        """Ask each worker whether it can do the work, before there is any.

        Args:
            folder: what all machines have to see, and be able to write.
            sources: files that they have to be able to read; addresses are left out.

        Raises:
            ScraperError: one of them cannot.
        """
        client = self._connected
        for worker, has_package in client.run(eval, _HAS_PACKAGE).items():
            if not has_package:
                raise _not_as_here(worker, "has no package 'scraper'")
        here = cluster_work.facts()
        for worker, there in client.run(cluster_work.facts).items():
            unfit = cluster_work.difference(here, there)
            if unfit:
                raise _not_as_here(worker, unfit)
        token = f".seen-{uuid4().hex}"
        try:
            (folder / token).write_text(token, "ascii")
        except OSError as error:
            raise ScraperError(f"Nothing can be written into {folder}: {error.strerror or error}.") from error
        try:
            for worker, why in client.run(cluster_work.sees, str(folder), token).items():
                if why:
                    raise ScraperError(
                        f"The worker {worker} cannot use {folder}: {why}.",
                        hint="Name a folder that all machines see, with --spool DIR.",
                    )
        finally:
            (folder / token).unlink(missing_ok=True)
        self._check_file(next((source for source in sources if "://" not in source), None))

    def submit(self, function: Callable[..., Any], *arguments: Any, done: Callable[[Any], None]) -> Any:
        """Have a worker call a function, and return its future.

        Args:
            function: of a module that workers have, too.
            arguments: which can be pickled.
            done: called with the future when it has ended, by another thread.
        """
        self._submitted += 1
        future = self._connected.submit(function, *arguments, key=f"scraper-{self._run}-{self._submitted}", pure=False)
        future.add_done_callback(done)
        return future

    def result(self, future: Any) -> Any:
        """Return what a future that has ended gave.

        Raises:
            ScraperError: the scheduler is gone.
            WorkersDieError: workers ended while they had it, again and again.
            Exception: what the function raised.
        """
        if future.status == "cancelled":
            raise self.gone()
        if future.status == "error":
            error = future.exception()
            if isinstance(error, _distributed().KilledWorker):
                raise WorkersDieError from error
            raise error
        distributed = _distributed()
        try:
            return future.result()
        except (distributed.CancelledError, distributed.comm.CommClosedError) as error:
            # A task that has ended still has to be fetched, and the scheduler may go between the two.
            raise self.gone() from error

    @property
    def is_gone(self) -> bool:
        """Whether there is no connection to the scheduler any more."""
        return bool(self._connected.status != "running")

    def gone(self) -> ScraperError:
        """Return what is said when the scheduler is gone."""
        return ScraperError(f"The scheduler {self._address} is gone.", hint=_RESUME)

    def look_for_workers(self) -> None:
        """Called now and then while something is under way.

        Raises:
            ScraperError: no worker is left for some time; others may come in the place of those that have ended.
        """
        if self.threads:
            self._alone_since = None
            return
        self._alone_since = self._alone_since or monotonic()
        if monotonic() - self._alone_since > _WORKER_SECONDS:
            raise self._no_workers()

    def close(self) -> None:
        """Leave the cluster; what it still reads is dropped."""
        client, self._client = self._client, None
        cluster, self._cluster = self._cluster, None
        for one in (client, cluster):
            if one is not None:
                # Whoever is gone cannot be told that we leave.
                with suppress(Exception):
                    one.close(timeout=2)

    @property
    def _connected(self) -> Any:
        assert self._client is not None  # noqa: S101  (it is used within its own block)
        return self._client

    def _connect(self) -> None:
        distributed = _distributed()
        if not _ADDRESS.fullmatch(self._address):
            raise ConfigError(
                f"'{self._address}' is no address of a scheduler.", hint="It looks like tcp://10.0.0.5:8786."
            )
        address: Any = self._address
        if self._address == LOCAL:
            # The processes that read are children of the workers and have a bound of their own. Dask's pages for people
            # get any free port, since Dask warns on stderr where another cluster has the usual one.
            self._cluster = address = distributed.LocalCluster(
                n_workers=self._workers, threads_per_worker=1, memory_limit=0, dashboard_address="127.0.0.1:0"
            )
        try:
            self._client = distributed.Client(
                address, timeout=_CONNECT_SECONDS, set_as_default=False, asynchronous=False
            )
        except (OSError, TimeoutError) as error:
            raise ScraperError(
                f"The scheduler {self._address} cannot be reached.",
                hint="Start one with 'dask scheduler', and look whether address, port and firewall are right.",
            ) from error
        try:
            self._client.wait_for_workers(1, timeout=_WORKER_SECONDS)
        except TimeoutError as error:
            raise self._no_workers() from error

    def _no_workers(self) -> ScraperError:
        return ScraperError(
            f"The scheduler {self._address} has no workers.",
            hint=f"Start some with 'dask worker {self._address} --nthreads 1'. {_RESUME}",
        )

    def _check_file(self, source: str | None) -> None:
        if source is None:
            return
        for worker, why in self._connected.run(cluster_work.sees_file, source).items():
            if why:
                raise ScraperError(
                    f"The worker {worker} cannot read {source}: {why}.",
                    hint="Files have to lie where all machines see them under one name, or at an http or s3 address.",
                )

    @property
    def threads(self) -> int:
        """How many tasks its workers can do at a time."""
        with suppress(Exception):
            return int(sum(self._connected.nthreads().values()))
        return 0


def _not_as_here(worker: str, unfit: str) -> ScraperError:
    return ScraperError(
        f"The worker {worker} {unfit}.", hint="Install there what is installed here: 'scraper[cluster]'."
    )


def _distributed() -> Any:
    with needing("cluster"):
        import distributed
    # What happens to workers and scheduler is said by us, in sentences.
    for name in ("distributed", *(name for name in logging.root.manager.loggerDict if name.startswith("distributed."))):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return distributed
