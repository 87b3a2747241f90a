"""Tasks read side by side on this machine: some processes, each watched by a thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Condition, Thread

from scraper.batch.mapping.supervise import Bounds, CancelledError, Supervisor
from scraper.batch.mapping.task import Done, Task

# Tasks that are read before the archive has taken those before them, beside one a process. Chosen: what they hold lies
# on the disk, and has to be read again after a kill.
_READ_AHEAD = 2
# A thread that waits wakes up so often: a signal is heard by the main thread only then.
_WAKE_SECONDS = 0.2


class LocalReaders:
    """Reads tasks by some processes, and hands out what came of them in the order of the tasks.

    Args:
        processes: how many at the most; no more are started than there are tasks.
        bounds: what each may take.
    """

    def __init__(self, processes: int, bounds: Bounds | None = None) -> None:
        self._processes = processes
        self._bounds = bounds
        self._todo: SimpleQueue[Task] = SimpleQueue()
        self._changed = Condition()
        self._done: dict[int, Done] = {}
        self._error: BaseException | None = None
        self._is_stopped = False
        self._is_cancelled = False
        self._threads: list[Thread] = []
        self._supervisors: list[Supervisor] = []

    def read(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Read tasks; yield what came of each, in their order. Whoever leaves this early ends all processes at once.

        Args:
            tasks: with different numbers; they are made one by one, by the thread that calls this.
        """
        todo = iter(tasks)
        under_way: deque[int] = deque()
        try:
            while True:
                while len(under_way) < self._processes + _READ_AHEAD:
                    task = None if self._is_stopped else next(todo, None)
                    if task is None:
                        break
                    under_way.append(task.number)
                    self._begin(task)
                if not under_way:
                    return
                yield self._wait_for(under_way.popleft())
        finally:
            self._is_cancelled = True
            for thread in self._threads:
                thread.join()

    def stop(self) -> None:
        """Begin no further task, and end those under way behind the record that is being read."""
        # It takes no lock, since it is called by the handler of a signal, which may have interrupted who holds it.
        self._is_stopped = True
        for supervisor in list(self._supervisors):
            supervisor.stop()

    @property
    def positions(self) -> dict[int, int]:
        """The offsets that the tasks under way have reached, by the number of the task."""
        positions = (supervisor.position for supervisor in list(self._supervisors))
        return {number: offset for number, offset in positions if number >= 0}

    def _begin(self, task: Task) -> None:
        self._todo.put(task)
        if len(self._threads) < self._processes:
            thread = Thread(target=self._work, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _wait_for(self, number: int) -> Done:
        with self._changed:
            while number not in self._done:
                if self._error is not None:
                    raise self._error
                self._changed.wait(_WAKE_SECONDS)
            return self._done.pop(number)

    def _work(self) -> None:
        """Read one task after the other by one process, until all is over."""
        # Who has cancelled it knows that.
        with suppress(CancelledError), Supervisor(self._bounds, lambda: self._is_cancelled) as supervisor:
            self._supervisors.append(supervisor)
            while not self._is_cancelled:
                try:
                    task = self._todo.get(timeout=_WAKE_SECONDS)
                except Empty:
                    continue
                self._finish(task, supervisor)

    def _finish(self, task: Task, supervisor: Supervisor) -> None:
        done, error = None, None
        try:
            done = _untouched(task) if self._is_stopped else supervisor.run(task)
        except CancelledError:
            raise
        except BaseException as caught:  # noqa: BLE001  (the thread that waits for the task raises it)
            error = caught
        with self._changed:
            if done is not None:
                self._done[task.number] = done
            self._error = error or self._error
            self._changed.notify_all()


def _untouched(task: Task) -> Done:
    """Return what came of a task that was not begun."""
    return Done(task.number, task.source, task.start, reached=task.start, is_whole=False)
