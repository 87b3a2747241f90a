"""A WARC file of an import: how far it is, and what became of its records."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scraper.model.incoming import Broken, Incoming, Taken

# Chosen: of a file that is nothing but damage so many places are named; the others are counted.
_MOST_KEPT = 10_000


class FileState(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    """Not begun yet."""

    READING = "reading"
    """Begun, and not read to its end: the next run goes on."""

    READ = "read"
    """Read to its end by this run."""

    ALREADY = "already"
    """Read to its end by an earlier run, with the same selection."""

    FAILED = "failed"
    """It could not be read, or not to its end."""


@dataclass(slots=True)
class FileRun:
    """A file of an import.

    Args:
        source: what opens it.
        shown: the same for people, without a password.
        size: its bytes, or None where they are not known yet, or not said.
        identity: what tells its content from another one.
        state: how far it is.
        import_id: its row in ``imports``, once it is begun.
        begun_at: the offset at which this run goes on with it; 0 for its beginning.
        at: where the record lies that was written last.
        reached: up to this offset all is in the archive.
        read_to: up to this offset it was read; some of that may wait for a record behind it.
        is_contiguous: whether nothing before ``reached`` is missing, so that it moves on with what is taken.
        counts: records and what became of them in this run, by name.
        earlier: the same of the runs before.
        broken: what could not be read, the first places of it.
        flaws: what is wrong with records that were read all the same, the first places of it.
        is_stopped: whether a part of it was not read to its end, as somebody asked for the end of the run.
        finished_at: when an earlier run had read it to its end, or None.
        message, hint: why the file could not be read, as a sentence, and what to do next; empty where it could.
    """

    source: str
    shown: str
    size: int | None = None
    identity: str = ""
    state: FileState = FileState.WAITING
    import_id: int = 0
    begun_at: int = 0
    at: int = 0
    reached: int = 0
    read_to: int = 0
    is_contiguous: bool = True
    counts: Counter[str] = field(default_factory=Counter)
    earlier: Mapping[str, int] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    flaws: list[Broken] = field(default_factory=list)
    is_stopped: bool = False
    finished_at: dt.datetime | None = None
    message: str = ""
    hint: str = ""

    @property
    def has_trouble(self) -> bool:
        """Whether a person should look at it: it could not be read, or not all of it."""
        return self.state is FileState.FAILED or bool(self.counts["broken"] or self.counts[Taken.FAILED])

    @property
    def all_counts(self) -> dict[str, int]:
        """The counts of this run and of those before it together."""
        return dict(Counter(self.earlier) + self.counts)

    def note_broken(self, broken: Broken) -> None:
        """Keep what could not be read.

        Args:
            broken: the place and why.
        """
        if len(self.broken) < _MOST_KEPT:
            self.broken.append(broken)

    def note_flaws(self, incoming: Incoming) -> None:
        """Keep what is wrong with a record that was read.

        Args:
            incoming: the record.
        """
        for flaw in incoming.flaws:
            if len(self.flaws) < _MOST_KEPT:
                self.flaws.append(Broken(self.shown, incoming.offset, flaw, incoming.response.url))

    def fail(self, message: str, hint: str = "") -> None:
        """Note that it cannot be read, or not to its end.

        Args:
            message: why.
            hint: what to do next.
        """
        self.state, self.message, self.hint = FileState.FAILED, message, hint
        self.is_contiguous = False
