"""Tasks read on a Dask cluster: the same tasks by the same processes as on this machine, handed out by a scheduler."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Event
from typing import Any

from scraper.batch.cluster import Cluster, WorkersDieError
from scraper.batch.cluster_work import done_before, facts, work
from scraper.batch.mapping.supervise import Bounds
from scraper.batch.mapping.task import Done, Task
from scraper.errors import ScraperError, mishap
from scraper.model import Reason, fault

_WAKE_SECONDS = 0.5
# Tasks under way for each thread of the cluster, so that none waits while the results of others are taken.
_TASKS_A_THREAD = 2

# A result is lost with the worker that has it. The scheduler has another one do the task then, which finds it done.
_NOT_ENDED = frozenset({"pending", "lost"})


class ClusterReaders:
    """Reads tasks on a cluster, and hands out what came of them in the order of the tasks.

    The same as :class:`scraper.batch.mapping.local.LocalReaders`, whose place it takes.

    Args:
        cluster: connected.
        bounds: what each process that reads may take.
    """

    def __init__(self, cluster: Cluster, bounds: Bounds | None = None) -> None:
        self._cluster = cluster
        self._bounds = bounds
        self._facts = facts()
        self._under_way: dict[Any, tuple[int, Task]] = {}
        self._done: dict[int, Done] = {}
        self._has_ended = Event()
        self._is_stopped = False

    def read(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Read tasks; yield what came of each in their order.

        Args:
            tasks: made one by one, when there is somebody to read them.

        Raises:
            ScraperError: the scheduler is gone, or no worker is left.
        """
        todo = enumerate(tasks)
        handed_out = 0
        while True:
            self._submit(todo)
            if handed_out in self._done:
                yield self._done.pop(handed_out)
                handed_out += 1
            elif self._under_way:
                self._wait()
            else:
                return

    def stop(self) -> None:
        """Begin no further task; those under way are read to their ends."""
        self._is_stopped = True

    @property
    def positions(self) -> dict[int, int]:
        """The offsets that tasks under way have reached: not known here."""
        return {}

    def _submit(self, todo: Iterator[tuple[int, Task]]) -> None:
        """Hand out tasks until each thread has enough; what was done in an earlier run is not handed out."""
        most = max(1, self._cluster.threads) * _TASKS_A_THREAD
        # What is done and waits for its turn lies on the disk, and is bounded as well.
        while len(self._under_way) < most and len(self._under_way) + len(self._done) < 2 * most:
            place, task = next(todo, (None, None))
            if self._is_stopped or place is None or task is None:
                return
            found = done_before(task)
            if found is not None:
                self._done[place] = found
                continue
            future = self._cluster.submit(work, task, self._bounds, self._facts, done=lambda _: self._has_ended.set())
            self._under_way[future] = place, task

    def _wait(self) -> None:
        """Wait a moment for tasks to end.

        Raises:
            ScraperError: the scheduler is gone, or no worker is left.
        """
        self._has_ended.wait(_WAKE_SECONDS)
        self._has_ended.clear()
        if self._cluster.is_gone:
            raise self._cluster.gone()
        for future in [one for one in self._under_way if one.status not in _NOT_ENDED]:
            place, task = self._under_way.pop(future)
            self._done[place] = self._result(future, task)
        if self._under_way:
            self._cluster.look_for_workers()

    def _result(self, future: Any, task: Task) -> Done:
        try:
            done: Done = self._cluster.result(future)
        except ScraperError:
            raise
        except WorkersDieError:
            why = fault(Reason.READERS_DIE, why="and the workers of the cluster with them")
        except Exception as error:  # noqa: BLE001  (a bug met by one task must not cost the others)
            why = mishap(error)
        else:
            return done
        return Done(task.number, task.source, task.start, reached=task.start, is_whole=False, fault=why)
