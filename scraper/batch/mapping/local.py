"""Tasks read side by side on this machine: some processes, each watched by a thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from threading import Condition, Lock, Thread

from scraper.batch.mapping.supervise import Bounds, CancelledError, Supervisor
from scraper.batch.mapping.task import Done, Task

# Tasks that are read before the archive has taken those before them, beside one a process. Chosen: what they hold lies
# on the disk, and has to be read again after a kill.
_READ_AHEAD = 2
# The main thread wakes up so often, since a signal that comes while it waits is heard only then.
_WAKE_SECONDS = 0.2


class LocalReaders:
    """Reads tasks by some processes, and hands out what came of them in the order of the tasks.

    Args:
        processes: how many.
        bounds: what each may take.
    """

    def __init__(self, processes: int, bounds: Bounds | None = None) -> None:
        self._bounds = bounds
        self._processes = processes
        self._changed = Condition()
        self._making = Lock()
        self._done: dict[int, Done] = {}
        self._taken = 0
        self._handed_out = 0
        self._is_stopped = False
        self._is_cancelled = False
        self._error: BaseException | None = None
        self._supervisors: list[Supervisor] = []

    def read(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Read tasks; yield what came of each in their order. Whoever leaves this early ends all processes at once.

        Args:
            tasks: made one by one, when there is somebody to read them.
        """
        todo = enumerate(tasks)
        threads = [Thread(target=self._work, args=(todo,), daemon=True) for _ in range(self._processes)]
        for thread in threads:
            thread.start()
        try:
            while (done := self._next(threads)) is not None:
                yield done
        finally:
            with self._changed:
                self._is_cancelled = True
                self._changed.notify_all()
            for thread in threads:
                thread.join()

    def stop(self) -> None:
        """Begin no further task, and end those under way behind the record that is being read."""
        # Called by the handler of a signal, which may have interrupted the thread that holds the lock.
        self._is_stopped = True
        for supervisor in list(self._supervisors):
            supervisor.stop()

    @property
    def positions(self) -> dict[int, int]:
        """The offsets that the tasks under way have reached, by the number of the task."""
        positions = (supervisor.position for supervisor in list(self._supervisors))
        return {number: offset for number, offset in positions if number >= 0}

    def _next(self, threads: list[Thread]) -> Done | None:
        """Wait for what came of the next task; None where there is no other."""
        with self._changed:
            while self._handed_out not in self._done:
                if self._error is not None:
                    raise self._error
                is_over = not any(thread.is_alive() for thread in threads)
                if is_over:
                    return self._last()
                self._changed.wait(_WAKE_SECONDS)
            return self._last()

    def _last(self) -> Done | None:
        done = self._done.pop(self._handed_out, None)
        if done is not None:
            self._handed_out += 1
            self._changed.notify_all()
        return done

    def _work(self, todo: Iterator[tuple[int, Task]]) -> None:
        """Read one task after the other by one process, until there is none."""
        # Cancelled is who asked for it, and knows.
        with suppress(CancelledError), Supervisor(self._bounds, lambda: self._is_cancelled) as supervisor:
            self._supervisors.append(supervisor)
            try:
                while (taken := self._take(todo)) is not None:
                    place, task = taken
                    if self._is_stopped:
                        # It was asked for between the look at it and the process that is to hear of it.
                        supervisor.stop()
                    done = supervisor.run(task)
                    with self._changed:
                        self._done[place] = done
                        self._changed.notify_all()
            except CancelledError:
                raise
            except BaseException as error:  # noqa: BLE001  (the thread that waits for the tasks raises it)
                with self._changed:
                    self._error = error
                    self._changed.notify_all()

    def _take(self, todo: Iterator[tuple[int, Task]]) -> tuple[int, Task] | None:
        """Wait for room, and take the next task; None where there is none."""
        with self._changed:
            while self._taken - self._handed_out >= self._processes + _READ_AHEAD and not self._is_cancelled:
                self._changed.wait(_WAKE_SECONDS)
            if self._is_stopped or self._is_cancelled:
                return None
            self._taken += 1
        # To make a task may mean to ask a server for the size of a file, during which others hand out what they have.
        with self._making:
            return next(todo, None)
