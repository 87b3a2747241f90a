"""A Parquet dataset in a folder: what it was made of, its parts while it is being made, and its tables.

While it is being made, ``DIR/.work`` holds the parts that tasks have written; whoever was killed finds them again. The
file ``DIR/dataset.json`` says what a dataset was made of, and stands there only when all of it does.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scraper.batch.dataset_columns import SCHEMA_VERSION, TABLES
from scraper.batch.dataset_merge import merge
from scraper.batch.dataset_parts import PARTIAL
from scraper.batch.parquet_tables import require_parquet
from scraper.errors import ConfigError, LockedError, ScraperError
from scraper.store.files import sync

MANIFEST = "dataset.json"
"""What a dataset was made of, and its numbers of rows."""

WORK = ".work"
"""Where parts lie until the dataset is whole. Readers of Parquet leave out names that begin with a dot."""

_OTHER = "It was made of something else: another selection, other files, or by another version of the program."
_FORCE = "Name another folder, or give --force to make it anew."


class Dataset:
    """A dataset, being made or whole.

    Args:
        folder: where it stands.
        selection: what it is made of, as JSON has it: files and their identity, sites, days, readers.
        forgotten: digests of the keys of what an archive has forgotten, and that stands in no dataset either.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(self, folder: Path, selection: dict[str, Any], forgotten: Collection[bytes] = ()) -> None:
        from scraper.about import VERSION
        from scraper.parser import PARSER_VERSION

        # Before anything is read.
        require_parquet()
        self._folder = folder
        self._work = folder / WORK
        self._forgotten = frozenset(forgotten)
        if forgotten:
            # A digest of the digests: the file goes to others.
            joined = b"".join(sorted(self._forgotten))
            selection = selection | {"forgotten": hashlib.sha256(joined).hexdigest()}
        made_by = {"schema": SCHEMA_VERSION, "version": VERSION, "parser": PARSER_VERSION}
        self._is_whole = False
        # As JSON gives it back, in which a tuple is a list.
        self._selection: dict[str, Any] = json.loads(json.dumps(selection | made_by, sort_keys=True))

    @property
    def parts(self) -> Path:
        """The folder for parts."""
        return self._work / "parts"

    @property
    def input(self) -> Path:
        """The folder for files that parts are made of, where they are written for that alone."""
        return self._work / "input"

    @contextmanager
    def opened(self, *, is_forced: bool = False) -> Iterator[dict[str, int] | None]:
        """Hold the dataset while it is being made; give its numbers of rows where it is whole already, else None.

        Args:
            is_forced: make it anew, whatever stands there.

        Raises:
            ConfigError: the folder holds something else.
            LockedError: another process makes it.
            ScraperError: the folder cannot be written.
        """
        with _explained(self._folder):
            self._refuse_foreign()
            self.parts.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._work / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        is_locked = False
        try:
            self._lock(handle)
            is_locked = True
            with _explained(self._folder):
                rows = None if is_forced else self._found()
                if is_forced:
                    self._begin_anew()
                if rows is None:
                    _write_json(self._work / "selection.json", self._selection)
            self._is_whole = rows is not None
            yield rows
        finally:
            is_of_no_use = self._is_whole or not (self._work / "selection.json").exists()
            if is_locked and is_of_no_use:
                shutil.rmtree(self._work, ignore_errors=True)
            os.close(handle)

    def finish(
        self, parts: Sequence[Path], progress: Callable[[int, int], None] = lambda done, total: None
    ) -> dict[str, int]:
        """Make the tables of the parts and put them in their place; return their numbers of rows.

        Args:
            parts: in the order of their tasks.
            progress: as for :func:`scraper.batch.dataset_merge.merge`.

        Raises:
            ScraperError: the disk is full, or a part cannot be read.
        """
        between, target = self._work / "between", self._work / "tables"
        with _explained(self._folder):
            for folder in (between, target):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
            rows = merge(parts, between, target, forgotten=self._forgotten, progress=progress)
            shutil.rmtree(between)
            # From here to the end a kill leaves a folder without manifest, of which the next run makes the tables anew.
            (self._folder / MANIFEST).unlink(missing_ok=True)
            for name in TABLES:
                shutil.rmtree(self._folder / name, ignore_errors=True)
                (target / name).replace(self._folder / name)
            sync(self._folder)
            _write_json(self._folder / MANIFEST, {"made_of": self._selection, "rows": rows})
        self._is_whole = True
        return rows

    def _refuse_foreign(self) -> None:
        """Refuse a folder in which something else stands than a dataset.

        Raises:
            ConfigError: it does, or it is no folder.
        """
        if self._folder.exists() and not self._folder.is_dir():
            raise ConfigError(f"{self._folder} is a file, and a dataset is a folder.")
        if not self._folder.exists():
            return
        names = {path.name for path in self._folder.iterdir()}
        is_ours = not names or MANIFEST in names or WORK in names
        if not is_ours:
            raise ConfigError(f"{self._folder} holds something else than a dataset. Name an empty or a new folder.")

    def _lock(self, handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LockedError(
                f"Another process makes the dataset in {self._folder}.", hint="Try again when it has ended."
            ) from error

    def _found(self) -> dict[str, int] | None:
        """Return the numbers of rows of a whole dataset of this selection; None where it is still to be made.

        Raises:
            ConfigError: there is one of another selection, whole or not.
        """
        whole = _read_json(self._folder / MANIFEST)
        if whole is not None:
            if whole.get("made_of") != self._selection:
                raise ConfigError(f"There is a dataset in {self._folder} already. {_OTHER}", hint=_FORCE)
            return dict(whole["rows"])
        begun = _read_json(self._work / "selection.json")
        if begun is not None and begun != self._selection:
            raise ConfigError(f"There is an unfinished dataset in {self._folder} already. {_OTHER}", hint=_FORCE)
        self._remove_partial()
        return None

    def _begin_anew(self) -> None:
        for folder in (self.parts, self.input):
            shutil.rmtree(folder, ignore_errors=True)
        self.parts.mkdir()

    def _remove_partial(self) -> None:
        """Remove what a killed run was writing; what stands under its own name is whole."""
        for file in self.parts.glob(f"*{PARTIAL}"):
            file.unlink()


def _read_json(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(file.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise ConfigError(
            f"{file} is no JSON.", hint="Remove it if nobody needs the dataset, and run again."
        ) from error
    return found if isinstance(found, dict) else {}


def _write_json(file: Path, value: dict[str, Any]) -> None:
    partial = file.with_name(file.name + PARTIAL)
    partial.write_text(json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    sync(partial)
    partial.replace(file)
    sync(file.parent)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn what the disk does into a sentence.

    Raises:
        ScraperError: the system said no.
    """
    try:
        yield
    except OSError as error:
        # Errors of pyarrow are OSErrors with a text of their own.
        why = error.strerror or str(error).splitlines()[0]
        raise ScraperError(
            f"{folder}: the dataset cannot be written: {why}.",
            hint="What was read is kept in it; run the same command again when that is mended.",
        ) from error
