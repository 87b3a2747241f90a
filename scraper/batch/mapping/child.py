"""A process that reads tasks until its pipe ends: the other side of :mod:`scraper.batch.mapping.supervise`."""

from __future__ import annotations

import os
import resource
import signal
import sys
from contextlib import suppress
from typing import BinaryIO

from scraper.batch.mapping.journal import Journal
from scraper.batch.mapping.reading import TaskReader
from scraper.batch.mapping.task import Done, Task
from scraper.errors import mishap
from scraper.model import Fault, Reason, fault
from scraper.reading.worker import serve

# The archive's writer goes first where cores are short: it is what all readers wait for.
_NICE = 5


def main(questions: BinaryIO, answers: BinaryIO, memory: int) -> None:
    """Read tasks for another process until it ends; Ctrl-C is its business.

    Args:
        questions: pickles of tasks, each after its length.
        answers: where pickles of what came of them go in the same form and order.
        memory: bytes that it may take, where the system can keep it from more.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICE)
    # Beyond it there is an error for the page at hand, and not a machine that swaps. Not all systems can.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    serve(questions, answers, _done)


# Nobody takes the answer any more, and the folder may be removed.
_PARENT = os.getppid()


def _is_orphan() -> bool:
    """Return whether the process that started this one has ended."""
    return os.getppid() != _PARENT


def _done(task: Task) -> Done:
    """Read a task; an error that is not of its file ends the task, and says why."""
    journal = Journal(task.file("journal"))
    try:
        return TaskReader(task, journal, _is_orphan).run()
    except MemoryError:
        # Whatever is left in this process may fail as well. Its end is counted like that of one that was killed.
        os._exit(os.EX_OSERR)
    except OSError as error:
        return _failed(task, fault(Reason.NO_ROOM_TO_READ, folder=task.folder, why=error.strerror or str(error)))
    except Exception as error:  # noqa: BLE001  (a bug met by one task must not cost the others)
        return _failed(task, mishap(error))
    finally:
        journal.close()


def _failed(task: Task, why: Fault) -> Done:
    return Done(task.number, task.source, task.start, reached=task.start, is_whole=False, fault=why)


if __name__ == "__main__":
    # What a library prints must not be taken for an answer.
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    main(sys.stdin.buffer, pipe, int(sys.argv[1]))
