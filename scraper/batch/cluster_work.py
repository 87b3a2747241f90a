"""What a worker of a Dask cluster does: one task at a time, by a process of its own that may die of a record.

Several workers may read one task at a time, since a scheduler that hears nothing of a worker gives its tasks to another
one. So each works in a folder of its own on its own disk, and puts what came of it into the shared folder by a rename.
"""

from __future__ import annotations

import hashlib
import pickle
import shutil
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from scraper.about import VERSION
from scraper.batch.dataset_columns import SCHEMA_VERSION
from scraper.batch.mapping.supervise import Bounds, Supervisor
from scraper.batch.mapping.task import Done, Task
from scraper.model import Reason, fault
from scraper.store.files import sync

DONE = "done"
"""How the file ends that says what came of a task; it is written last."""

NEEDED = ("fsspec", "pyarrow")
"""What a worker needs beside the program: the extra ``cluster`` has all of it, so that whoever lacks it is told so."""

# Chosen: 80 bits, so that no two tasks of a run share a name by chance.
_NAME_LENGTH = 20
# One process a thread, kept for the next task, since to start one takes as long as to read some hundred pages.
_kept = threading.local()


def work(task: Task, bounds: Bounds | None, asked_by: Mapping[str, str]) -> Done:
    """Read a task, or find what came of it before.

    Args:
        task: the part of a file; its folder is one that all machines see.
        bounds: what the process that reads it may take.
        asked_by: the :func:`facts` of the machine that asks for it.
    """
    unfit = difference(asked_by, facts())
    if unfit:
        # A worker that came after all others were asked would give other results, and nobody would know why.
        message = f"A worker that came later {unfit}."
        hint = "Install there what is installed here, and run the same command again."
        return Done(
            task.number, task.source, task.start, reached=task.start, is_whole=False, message=message, hint=hint
        )
    found = done_before(task)
    if found is not None:
        return found
    try:
        with TemporaryDirectory(prefix="scraper-") as folder:
            done = _supervisor(bounds).run(replace(task, folder=folder))
            return _delivered(task, done, Path(folder))
    except OSError as error:
        why = fault(Reason.NO_ROOM_TO_READ, folder=task.folder, why=error.strerror or str(error))
        return Done(task.number, task.source, task.start, reached=task.start, is_whole=False, fault=why)


def done_before(task: Task) -> Done | None:
    """Return what came of a task in an earlier run, where its files are all there; else None.

    Args:
        task: with the folder that all machines see.
    """
    try:
        identity, done = pickle.loads(_file(task, DONE).read_bytes())  # noqa: S301 (our own process)
    except (OSError, pickle.UnpicklingError, EOFError, ValueError):
        return None
    is_of_it = identity == _identity(task)
    is_there = isinstance(done, Done) and (not done.path or Path(done.path).exists())
    # It may have had another number then.
    return replace(done, number=task.number) if is_of_it and is_there else None


def keep_done(task: Task, done: Done) -> None:
    """Write down what came of a task, where that is all of it.

    Args:
        task: with the folder that all machines see.
        done: what came of it.
    """
    if done.is_whole and not done.has_failed:
        _put(pickle.dumps((_identity(task), done), pickle.HIGHEST_PROTOCOL), _file(task, DONE))


def facts() -> dict[str, str]:
    """Return what has to be the same on all machines."""
    from scraper.parser import PARSER_VERSION

    missing = [name for name in NEEDED if find_spec(name) is None]
    return {
        "scraper": VERSION,
        "parser": PARSER_VERSION,
        "dataset schema": SCHEMA_VERSION,
        "Python": ".".join(map(str, sys.version_info[:2])),
        "missing": ", ".join(missing),
    }


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return why a worker cannot work for a machine, as what it lacks or has, or nothing where it can.

    Args:
        here: the :func:`facts` of the machine that asks.
        there: those of the worker.
    """
    if there["missing"]:
        return f"lacks {there['missing']}"
    for name, value in here.items():
        other = there.get(name, "none")
        # What this machine lacks itself, it does not need here.
        if name != "missing" and other != value:
            return f"has {name} {other}, and the machine that asks {value}"
    return ""


def sees(folder: str, token: str) -> str:
    """Return why a worker cannot use the shared folder, or nothing where it can.

    Args:
        folder: the folder.
        token: the name and content of a file that lies in it.
    """
    try:
        if (Path(folder) / token).read_text("ascii") != token:
            return "another folder of this name"
        own = Path(folder) / f"{token}-{uuid4().hex}"
        own.write_text(token, "ascii")
        own.unlink()
    except OSError as error:
        return error.strerror or str(error)
    return ""


def sees_file(path: str) -> str:
    """Return why a worker cannot read a file, or nothing where it can.

    Args:
        path: of a file that is no address.
    """
    try:
        with Path(path).open("rb"):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def _identity(task: Task) -> tuple[Any, ...]:
    """Return what a task is of; numbers of tasks begin anew with each run.

    A file that was replaced under its name, and a profile that was mended, make another task of it: what an earlier run
    has read of them would be taken for today's.
    """
    selection = task.selection
    of_file = task.source, task.identity, task.start, task.end
    return *of_file, selection.text, *selection.readers(), task.sink, tuple(facts().values())


def _file(task: Task, ending: str) -> Path:
    """Return the path of a file of a task in the shared folder; another run finds it, however it numbers its tasks."""
    name = hashlib.sha256(repr(_identity(task)).encode()).hexdigest()[:_NAME_LENGTH]
    return Path(task.folder) / f"{name}.{ending}"


def _supervisor(bounds: Bounds | None) -> Supervisor:
    kept: Supervisor | None = getattr(_kept, "supervisor", None)
    if kept is None or _kept.bounds != bounds:
        if kept is not None:
            kept.__exit__()
        kept = Supervisor(bounds)
        _kept.supervisor, _kept.bounds = kept, bounds
    return kept


def _delivered(task: Task, done: Done, folder: Path) -> Done:
    """Move what came of a task into the shared folder, and return it with its new place."""
    for file in sorted(folder.glob(f"{task.number:06d}.*")):
        if not file.name.endswith(".tmp"):
            _move(file, _file(task, file.suffix[1:]))
    if done.path:
        done = replace(done, path=str(_file(task, Path(done.path).suffix[1:])))
    keep_done(task, done)
    return done


def _move(file: Path, target: Path) -> None:
    partial = target.with_name(f"{target.name}.{uuid4().hex}.tmp")
    try:
        # The two folders mostly lie on two disks, between which nothing can be renamed.
        shutil.copyfile(file, partial)
        sync(partial)
        partial.replace(target)
    except OSError:
        with suppress(OSError):
            partial.unlink()
        raise


def _put(data: bytes, target: Path) -> None:
    partial = target.with_name(f"{target.name}.{uuid4().hex}.tmp")
    partial.write_bytes(data)
    sync(partial)
    partial.replace(target)
