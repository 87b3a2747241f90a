"""A power cut at random moments of a crawl: no committed article is lost, and the next crawl completes the archive.

strace writes down every write, truncation, sync and removal of the archive's files while a real crawl makes them. From
that the files are built as a disk may hold them when the power fails at any moment: what was synced is there; what was
not is there, is not, or is there in part, sector by sector. Directories hold a new file, or have lost a removed one,
for certain only once they were synced too.

An article counts as committed once the crawl has begun to write something else after its transaction: until then it
still waits for the commit to return. By this measure the cuts must find losses where SQLite syncs less often than the
archive tells it to, or they would not find them in the archive's own setting either.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from faults import facts
from faults.harness import command, crawl, ended, profile_of, serve_news, variables
from server import Server

PAGES = 150
SECTOR = 512
_CALL = re.compile(r"^\d+ +(pwrite64|fsync|fdatasync|ftruncate|unlink)\((.*)\) += (\d+)$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$")
_STRING = re.compile(r"<?((?:\\x[0-9a-f]{2})+)>?")
# The header of a frame of the log (sqlite.org/fileformat2.html#walformat): the page's number, the file's size in pages
# if the frame ends a transaction and else 0, salts and checksums.
_LOG = "archive.db-wal"
_LOG_HEADER = 32
_FRAME_HEADER = 24
_COMMITS = struct.Struct(">4xI16x")
# Without syncs one cut in ten or twenty does damage, and most lose articles: so many are enough to see it.
_PROOF = 150
_KEEP = ("nothing", "everything", "some", "sectors")


class Expected(Enum):
    """What the cuts of a setting must show; anything else makes the run fail."""

    NOTHING_LOST = "nothing may be lost or damaged"
    LOSSES = "articles must be lost, and nothing damaged"
    DAMAGE = "articles must be lost or the file damaged"


# How often SQLite syncs; None: as the archive sets it, which is FULL. The other two are the proof that these cuts find
# what they look for.
SETTINGS = {None: Expected.NOTHING_LOST, "NORMAL": Expected.LOSSES, "OFF": Expected.DAMAGE}


@dataclass(frozen=True)
class Call:
    """One call that changes files: its kind, the file's name, and where it wrote what."""

    kind: str
    name: str
    at: int = 0
    data: bytes = b""


@dataclass
class File:
    """A file as the disk has it for certain, and the calls since then."""

    content: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)
    on_disk: bool = False
    removed: bool = False


@dataclass(frozen=True)
class Cut:
    """What came of one cut.

    Attributes:
        damage: what is wrong with the file, or with what the next crawl made of it.
        lost: how many committed articles were not there any more.
        again: how many articles had to be fetched again, with those whose commit had not returned yet.
    """

    damage: list[str]
    lost: int
    again: int


def cut_often(times: int) -> int:
    """Cut the power so often; print what was found and return the exit code."""
    if shutil.which("strace") is None:
        print("There is no strace command here, which this run needs.")
        return 1
    wrong: list[str] = []
    for synchronous, expected in SETTINGS.items():
        cuts = _one_recording(times if synchronous is None else _PROOF, synchronous, expected)
        setting = synchronous or "as the archive sets it"
        wrong += [f"synchronous = {setting}: {problem}" for problem in judged(cuts, expected)]
    for line in wrong:
        print(f"wrong: {line}")
    print("every archive was whole, and the next crawl completed it" if not wrong else "see above")
    return 1 if wrong else 0


def judged(cuts: list[Cut], expected: Expected) -> list[str]:
    """Return what is not as expected of a setting."""
    damage = [problem for cut in cuts for problem in cut.damage]
    lost = sum(cut.lost for cut in cuts)
    match expected:
        case Expected.NOTHING_LOST:
            return damage + ([f"{lost} committed articles lost in {len(cuts)} cuts"] if lost else [])
        case Expected.LOSSES:
            return damage + ([] if lost else [f"no article lost in {len(cuts)} cuts, so these cuts prove nothing"])
        case Expected.DAMAGE:
            found = damage or lost
            return [] if found else [f"nothing lost or damaged in {len(cuts)} cuts, so these cuts prove nothing"]


def _one_recording(times: int, synchronous: str | None, expected: Expected) -> list[Cut]:
    """Record a crawl and cut its power so often; where losses are expected, until one was seen."""
    chance = random.Random(times)  # noqa: S311  (moments, not secrets)
    cuts: list[Cut] = []
    with tempfile.TemporaryDirectory() as text, Server() as server:
        folder = Path(text)
        serve_news(server, PAGES)
        sites = folder / "sites.toml"
        sites.write_text(profile_of("bote", server), "utf-8")
        calls = _recorded(folder / "recorded", sites, synchronous)
        begins = _begins(calls)
        # The log is most of what is written; every other cut falls where it is copied into the archive itself.
        copying = [number for number, call in enumerate(calls, 1) if call.name == "archive.db"]
        for number in range(times):
            keep = _KEEP[number // 2 % len(_KEEP)]
            moment = chance.choice(copying) if number % 2 else chance.randrange(len(calls) + 1)
            committed = max((begin for begin in begins if begin < moment), default=0)
            cut = _cut(folder / f"cut{number}", calls, committed, moment, keep, chance, sites)
            where = f"cut {number} after call {moment}, {keep} kept"
            cuts.append(Cut([f"{where}: {problem}" for problem in cut.damage], cut.lost, cut.again))
            shutil.rmtree(folder / f"cut{number}")
            if expected is not Expected.NOTHING_LOST and not judged(cuts, expected):
                # One is proof enough.
                break
    syncs = sum(call.kind == "sync" for call in calls)
    damaged = sum(bool(cut.damage) for cut in cuts)
    print(
        f"synchronous = {synchronous or 'as the archive sets it'}: {len(calls)} calls, {syncs} of them syncs, for"
        f" {PAGES} articles; {len(cuts)} cuts, {damaged} with damage, {sum(cut.lost for cut in cuts)} committed"
        f" articles lost, {sum(cut.again for cut in cuts) / len(cuts):.1f} on average fetched again; {expected.value}",
        flush=True,
    )
    return cuts


def _begins(calls: list[Call]) -> list[int]:
    """Return where a transaction begins after another was committed: the commit before it has returned by then."""
    begins, committed = [], False
    for number, call in enumerate(calls):
        if call.kind != "write" or call.name != _LOG or call.at < _LOG_HEADER or len(call.data) != _FRAME_HEADER:
            continue
        if committed:
            begins.append(number)
        (pages,) = _COMMITS.unpack(call.data)
        committed = pages > 0
    return begins


def _recorded(folder: Path, sites: Path, synchronous: str | None) -> list[Call]:
    """Crawl into a new archive and return the calls that changed its files."""
    folder.mkdir()
    trace = folder / "trace"
    environment = {"synchronous": synchronous} if synchronous else None
    start = ["strace", "-f", "-y", "-xx", "-s", "10000000", "--seccomp-bpf", "-o", str(trace)]
    start += ["-e", "trace=pwrite64,fsync,fdatasync,ftruncate,unlink"]
    line = [*start, *command(folder / "archive.db", environment), "crawl", "--full", "--sites", str(sites)]
    done = ended(line, variables({}, environment))
    if done.code:
        raise RuntimeError(done.said)
    with trace.open(encoding="ascii") as file:
        return list(_calls(file, folder))


def _calls(lines: Iterable[str], folder: Path) -> Iterator[Call]:
    """Read what strace wrote; the calls of other threads may stand between the two halves of one."""
    halves: dict[str, str] = {}
    for line in lines:
        line = line.rstrip("\n")
        if line.endswith("<unfinished ...>"):
            halves[line.split(" ")[0]] = line.removesuffix("<unfinished ...>").rstrip()
            continue
        resumed = _RESUMED.match(line)
        whole = _CALL.match(halves.pop(resumed[1]) + resumed[2] if resumed and resumed[1] in halves else line)
        if whole:
            yield from _call(whole[1], whole[2], folder)
        elif not re.match(r"\d+ +(\+\+\+|---|<\.\.\.)|.* = -1 ", line):
            raise RuntimeError(f"a line of strace that is not understood: {line[:200]}")


def _call(kind: str, arguments: str, folder: Path) -> Iterator[Call]:
    texts = [bytes.fromhex(found.replace("\\x", "")) for found in _STRING.findall(arguments)]
    path = Path(texts[0].decode()) if texts else Path()
    name = "." if path == folder else path.name
    if (path.parent != folder and path != folder) or not re.fullmatch(r"\.|archive\.db(-wal|-journal)?", name):
        return
    numbers = re.findall(r", (\d+)", arguments)
    if kind == "pwrite64":
        yield Call("write", name, int(numbers[-1]), texts[1])
    elif kind == "ftruncate":
        yield Call("truncate", name, int(numbers[-1]))
    else:
        yield Call("remove" if kind == "unlink" else "sync", name)


def _cut(
    folder: Path, calls: list[Call], committed: int, moment: int, keep: str, chance: random.Random, sites: Path
) -> Cut:
    """Build the files after so many calls, look at the archive, and let the next crawl complete it.

    Args:
        folder: for the files.
        calls: of the whole crawl.
        committed: the number of the call up to which all is committed.
        moment: the number of the call after which the power fails.
        keep: what of the calls that were not synced is on the disk.
        chance: draws what is there in part.
        sites: the profile of the next crawl.
    """
    certain = _articles(_built(folder / "committed", calls[:committed], "everything", chance))
    written = _articles(_built(folder / "written", calls[:moment], "everything", chance))
    db = _built(folder / "cut", calls[:moment], keep, chance)
    try:
        kept, wrong = _articles(db), _damage(db)
    except sqlite3.Error as error:
        return Cut([f"SQLite says: {error}"], 0, 0)
    wrong += [] if kept == written[: len(kept)] else ["not the first so many articles"]
    done = crawl(db, sites, {}, arguments=("--full",))
    wrong += [] if done.code == 0 else [f"the next crawl ends with {done.code}: {done.said}"]
    wrong += done.broken_bounds() + _damage(db)
    complete = len(_articles(db))
    wrong += [] if complete == PAGES else [f"{complete} articles after the next crawl"]
    return Cut(wrong, max(0, len(certain) - len(kept)), max(0, len(written) - len(kept)))


def _built(folder: Path, calls: list[Call], keep: str, chance: random.Random) -> Path:
    """Write the files as a disk may have them; return the archive's path."""
    folder.mkdir(parents=True)
    files: dict[str, File] = {}
    for call in calls:
        _apply(files, call)
    for name, file in files.items():
        content = _survived(file, keep, chance)
        if _is_there(file, keep, chance):
            (folder / name).write_bytes(content)
    return folder / "archive.db"


def _is_there(file: File, keep: str, chance: random.Random) -> bool:
    """Return whether a directory has a file after the cut."""
    if keep == "everything":
        return not file.removed
    if keep == "nothing" or (file.on_disk and not file.removed):
        return file.on_disk
    return chance.random() < 0.5


def _apply(files: dict[str, File], call: Call) -> None:
    """Let a call happen; what is not synced is only pending."""
    if call.name == ".":
        # The directory: its new files are there to stay, and what was removed is gone.
        for name, file in list(files.items()):
            file.on_disk = True
            if file.removed:
                del files[name]
        return
    file = files.setdefault(call.name, File())
    if file.removed and call.kind in ("write", "truncate"):
        # A new file under the old name.
        file = files[call.name] = File()
    if call.kind == "sync":
        for one in file.pending:
            _write(file.content, one)
        # A synced file can be found again, too, on the file systems that people have.
        file.pending, file.on_disk = [], True
    elif call.kind == "remove":
        file.removed = True
    else:
        file.pending.append(call)


def _survived(file: File, keep: str, chance: random.Random) -> bytes:
    """Return what is in a file after the cut."""
    content = bytearray(file.content)
    for call in file.pending:
        if keep == "everything" or (keep != "nothing" and chance.random() < 0.6):
            for part in _sectors(call, chance) if keep == "sectors" and call.kind == "write" else [call]:
                _write(content, part)
    return bytes(content)


def _sectors(call: Call, chance: random.Random) -> list[Call]:
    """Return the parts of a write that reached the disk: it tears between sectors."""
    parts, at = [], 0
    while at < len(call.data):
        size = min(SECTOR - (call.at + at) % SECTOR, len(call.data) - at)
        if chance.random() < 0.7:
            parts.append(Call("write", call.name, call.at + at, call.data[at : at + size]))
        at += size
    return parts


def _write(content: bytearray, call: Call) -> None:
    size = call.at if call.kind == "truncate" else call.at + len(call.data)
    if len(content) < size:
        content.extend(bytes(size - len(content)))
    if call.kind == "truncate":
        del content[size:]
    else:
        content[call.at : size] = call.data


def _articles(db: Path) -> list[str]:
    """Return the articles of an archive, or of none, from a copy: opening it may already mend it."""
    if not db.exists():
        return []
    with tempfile.TemporaryDirectory() as folder:
        for file in db.parent.glob("archive.db*"):
            shutil.copy(file, folder)
        return facts.article_urls(Path(folder) / "archive.db")


def _damage(db: Path) -> list[str]:
    """Return what is wrong with an archive: its pages, its keys, and each article with its bytes."""
    if not _articles(db):
        return []
    return facts.damage(db) + [f"{url} is not whole" for url in facts.not_whole(db)]
