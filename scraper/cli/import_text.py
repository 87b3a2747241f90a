"""What became of the files of an import, for people and as records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from scraper.policy.counts import counted
from scraper.report.local_time import stamp

if TYPE_CHECKING:
    from scraper.batch.file_run import FileRun
    from scraper.model.incoming import Broken

# A name in the counts of a file -> its key in records, and what people read of one and of several.
_COUNTS: tuple[tuple[str, str, str, str], ...] = (
    ("new", "new", "new article", "new articles"),
    ("version", "versions", "version", "versions"),
    ("capture", "captures", "capture", "captures"),
    ("visit", "visits", "visit", "visits"),
    ("there", "there", "there already", "there already"),
    ("no_article", "no_articles", "no article", "no articles"),
    ("reserved", "reserved", "reserved", "reserved"),
    ("forgotten", "forgotten", "forgotten", "forgotten"),
    ("orphan", "orphans", "revisit without its original", "revisits without their originals"),
    ("failed", "failed", "failed", "failed"),
)
# Records that could not be read, or have flaws, are named up to this number; chosen so that a terminal shows the rest.
_MOST_NAMED = 10


def row(file: FileRun) -> dict[str, Any]:
    """Return a file as a record; all that could not be read of it stands there.

    Args:
        file: the file.
    """
    counts = _with_other(file)
    return {
        "file": file.shown,
        "state": str(file.state),
        "size": file.size,
        "begun_at": file.begun_at,
        "records": counts["records"],
        "pages": counts["pages"],
        **{key: counts[name] for name, key, _, _ in _COUNTS},
        "broken": [_place(broken) for broken in file.broken],
        "flaws": [_place(flaw) for flaw in file.flaws],
        "trouble": file.message or None,
    }


def _place(broken: Broken) -> dict[str, Any]:
    return {
        "offset": broken.offset,
        "url": broken.url or None,
        "code": str(broken.fault.reason),
        "reason": str(broken.fault),
    }


def lines(files: Sequence[FileRun]) -> Iterator[str]:
    """Yield what became of files: a line of each, and where there are several one of all.

    Args:
        files: of a run.
    """
    for file in files:
        # Why a file could not be read is said elsewhere; where nothing came of it there is nothing else to say.
        is_nothing = bool(file.message) and not file.counts["records"]
        if not is_nothing:
            yield f"{file.shown}: {_became(file)}"
    read = [file for file in files if file.counts["records"]]
    if len(read) > 1:
        total: Counter[str] = Counter()
        for file in read:
            total += _with_other(file)
        yield f"{counted(len(read), 'file')}: {_counts(total)}."


def _became(file: FileRun) -> str:
    if file.finished_at is not None:
        return f"imported already, on {stamp(file.finished_at)}."
    parts = [f"{_counts(_with_other(file))}."]
    if file.begun_at:
        parts.append(f"Gone on with at byte {file.begun_at:,}.")
    if file.is_stopped:
        parts.append("Not read to its end.")
    return " ".join(parts)


def _counts(counts: Counter[str]) -> str:
    """Return counts in words, those that are zero left out."""
    text = f"{counted(counts['records'], 'record')}, {counted(counts['pages'], 'page')} of these sites"
    parts = [
        f"{counts[name]:,} {one if counts[name] == 1 else several}" for name, _, one, several in _COUNTS if counts[name]
    ]
    if counts["waiting"]:
        parts.append(f"{counts['waiting']:,} waiting for what they are about")
    if counts["broken"]:
        parts.append(f"{counted(counts['broken'], 'record')} broken")
    return f"{text}: {', '.join(parts)}" if parts else text


def _with_other(file: FileRun) -> Counter[str]:
    """Return the counts of a file; answers that hold no page are no articles, as pages that are none."""
    counts = file.counts.copy()
    counts["no_article"] += counts.pop("other", 0)
    return counts


def named(files: Sequence[FileRun]) -> Iterator[str]:
    """Yield what a person should know of single records: the first ones that could not be read, or have flaws.

    Args:
        files: of a run.
    """
    for file in files:
        broken = file.counts["broken"] + file.counts["failed"]
        if broken:
            yield f"{file.shown}: {counted(broken, 'record')} not read:"
            yield from _first(file.broken, broken)
        if file.counts["flawed"]:
            yield f"{file.shown}: {counted(file.counts['flawed'], 'record')} with flaws, read all the same:"
            yield from _first(file.flaws, file.counts["flawed"])


def _first(broken: Sequence[Broken], number: int) -> Iterator[str]:
    for one in broken[:_MOST_NAMED]:
        where = f"  at byte {one.offset}"
        yield f"{where}, {one.url}: {one.fault}" if one.url else f"{where}: {one.fault}"
    if number > _MOST_NAMED:
        yield f"  and {number - _MOST_NAMED:,} more; --format json names them"
