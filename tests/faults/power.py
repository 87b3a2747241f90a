"""A power cut at random moments of a crawl: what is on the disk then opens, is whole, and the next crawl completes it.

strace writes down every write, truncation, sync and removal of the archive's files while a real crawl makes them. From
that the files are built as a disk may hold them when the power fails at any moment: what was synced is there; what was
not is there, is not, or is there in part, sector by sector. Directories hold a new file, or have lost a removed one,
for certain only once they were synced too.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

from faults.rig import SECONDS, command, crawl, environment, profile, serve_news
from server import Server

PAGES = 150
SECTOR = 512
_CALL = re.compile(r"^\d+ +(pwrite64|fsync|fdatasync|ftruncate|unlink)\((.*)\) += (\d+)$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$")
_STRING = re.compile(r"<?((?:\\x[0-9a-f]{2})+)>?")
# Without syncs one cut in ten or twenty does damage: so many are enough to see it.
_PROOF = 150
_KEEP = ("nothing", "everything", "some", "sectors")


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


def cut_often(times: int) -> int:
    """Cut the power so often; print what was found and return the exit code."""
    if shutil.which("strace") is None:
        print("There is no strace command here, which this run needs.")
        return 1
    wrong: list[str] = []
    wrong += _one_recording(times, None)
    # For comparison: what the cheaper setting would lose, and the proof that these cuts do damage where none is made.
    wrong += _one_recording(max(1, times // 10), "NORMAL")
    if not _one_recording(_PROOF, "OFF"):
        wrong.append("with synchronous = OFF nothing was damaged, so these cuts prove nothing")
    for line in wrong:
        print(f"wrong: {line}")
    print("every archive was whole, and the next crawl completed it" if not wrong else "see above")
    return 1 if wrong else 0


def _one_recording(times: int, synchronous: str | None) -> list[str]:
    chance = random.Random(times)  # noqa: S311  (moments, not secrets)
    wrong: list[str] = []
    lost: list[int] = []
    with tempfile.TemporaryDirectory() as text, Server() as server:
        folder = Path(text)
        serve_news(server, PAGES)
        sites = folder / "sites.toml"
        values = {"home": server.url("/"), "feeds": [server.url("/feed")], "private": True, "delay": 0.0}
        sites.write_text(profile("bote", values), "utf-8")
        calls = _recorded(folder / "recorded", sites, synchronous)
        # The log is most of what is written; every other cut falls where it is copied into the archive itself.
        copying = [number for number, call in enumerate(calls, 1) if call.name == "archive.db"]
        for number in range(times):
            keep = _KEEP[number // 2 % len(_KEEP)]
            moment = chance.choice(copying) if number % 2 else chance.randrange(len(calls) + 1)
            if synchronous == "OFF" and wrong:
                # One damaged archive is proof enough.
                break
            found = _cut(folder / f"cut{number}", calls[:moment], keep, chance, sites)
            lost.append(found.lost)
            wrong += [f"cut {number} after call {moment}, {keep} kept: {problem}" for problem in found.wrong]
            shutil.rmtree(folder / f"cut{number}")
    syncs = sum(call.kind == "sync" for call in calls)
    setting = synchronous or "as the archive sets it"
    print(
        f"synchronous = {setting}: {len(calls)} calls, {syncs} of them syncs, for {PAGES} articles; {len(lost)} cuts,"
        f" {len(wrong)} of them wrong; of the articles committed before a cut, {max(lost)} at the most and"
        f" {sum(lost) / len(lost):.1f} on average had to be fetched again",
        flush=True,
    )
    return wrong


def _recorded(folder: Path, sites: Path, synchronous: str | None) -> list[Call]:
    """Crawl into a new archive and return the calls that changed its files."""
    folder.mkdir()
    trace = folder / "trace"
    world = {"synchronous": synchronous} if synchronous else None
    start = ["strace", "-f", "-y", "-xx", "-s", "10000000", "--seccomp-bpf", "-o", str(trace)]
    start += ["-e", "trace=pwrite64,fsync,fdatasync,ftruncate,unlink"]
    done = subprocess.run(
        [*start, *command(folder / "archive.db", world), "crawl", "--full", "--sites", str(sites)],
        env=environment({"FAULTS_WORLD": json.dumps(world)} if world else {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
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


@dataclass(frozen=True)
class Found:
    """What came of a cut: what does not hold, and how many committed articles were lost."""

    wrong: list[str]
    lost: int


def _cut(folder: Path, calls: list[Call], keep: str, chance: random.Random, sites: Path) -> Found:
    """Build the files after these calls, look at the archive, and let the next crawl complete it."""
    committed = _built(folder / "all", calls, "everything", chance)
    certain = _built(folder / "certain", calls, "nothing", chance)
    db = _built(folder / "cut", calls, keep, chance)
    least, most = _ids(certain), _ids(committed)
    try:
        kept, wrong = _ids(db), _damage(db)
    except sqlite3.Error as error:
        return Found([f"SQLite says: {error}"], 0)
    wrong += [] if kept == list(range(1, len(kept) + 1)) else ["not the first so many articles"]
    wrong += [] if len(least) <= len(kept) <= len(most) else [f"{len(kept)} articles, not {len(least)} to {len(most)}"]
    said, code, _, _ = crawl(db, sites, {}, arguments=("--full",))
    wrong += [] if code == 0 else [f"the next crawl ends with {code}: {said}"]
    wrong += _damage(db) + ([] if len(_ids(db)) == PAGES else [f"{len(_ids(db))} articles after the next crawl"])
    return Found(wrong, len(most) - len(kept))


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


def _ids(db: Path) -> list[int]:
    """Return the articles of an archive, or of none, on a copy: opening it may already mend it."""
    if not db.exists():
        return []
    with tempfile.TemporaryDirectory() as folder:
        for file in db.parent.glob("archive.db*"):
            shutil.copy(file, folder)
        with closing(sqlite3.connect(Path(folder) / "archive.db")) as archive:
            known = archive.execute("SELECT count(*) FROM sqlite_master WHERE name = 'articles'").fetchone()[0]
            return [row[0] for row in archive.execute("SELECT id FROM articles ORDER BY id")] if known else []


def _damage(db: Path) -> list[str]:
    """Return what is wrong with an archive: its pages, its keys, and each article with its bytes."""
    if not db.exists() or not _ids(db):
        return []
    with closing(sqlite3.connect(db)) as archive:
        checked = archive.execute("PRAGMA integrity_check").fetchone()[0]
        wrong = [] if checked == "ok" else [f"integrity: {checked}"]
        wrong += ["a foreign key"] if archive.execute("PRAGMA foreign_key_check").fetchone() else []
        rows = archive.execute(
            "SELECT a.url, c.digest, p.codec, p.data, (SELECT count(*) FROM versions WHERE article_id = a.id),"
            " (SELECT count(*) FROM articles_fts WHERE rowid = a.id), (SELECT state FROM pages WHERE url = a.url)"
            " FROM articles a LEFT JOIN captures c ON c.id = a.capture_id LEFT JOIN payloads p ON p.id = c.payload_id"
        ).fetchall()
    return wrong + [f"{row[0]} is not whole" for row in rows if not _is_whole(*row[1:])]


def _is_whole(digest: str, codec: str, data: bytes, versions: int, indexed: int, state: str) -> bool:
    unpacked = {"zstd": zstandard.ZstdDecompressor().decompress, "gzip": gzip.decompress, "none": bytes}
    body = unpacked[codec](data)
    return (hashlib.sha256(body).hexdigest(), versions, indexed, state) == (digest, 1, 1, "done")
