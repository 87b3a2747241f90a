"""What docs/evidence.md says of the chain can be followed, and each fault has its next step."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli_running import Done, scraper
from scraper.model.flaw import Flaw
from scraper.store import Archive
from store_records import sqlite

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")
# Each fault of the page's table: its code, and the words of its sentence.
FAULTS = re.findall(
    r"`(\w+)`: (.*?)(?:;|$)",
    "\n".join(
        line.split(" | ")[0] for line in PAGE[PAGE.index("| fault | next step |") :].split("\n\n")[0].splitlines()[2:]
    ),
    re.MULTILINE,
)


@pytest.fixture
def folder(tmp_path: Path, demo_archive: tuple[Path, list[Done]]) -> Path:
    shutil.copy(demo_archive[0], tmp_path / "archive.db")
    return tmp_path


def heads_of(path: Path, packed: bytes) -> tuple[bytes, bytes]:
    with Archive.read(path) as archive:
        return archive.captures.heads(packed)


def test_the_chain_can_be_followed_as_the_page_says(folder: Path) -> None:
    listed = re.search(r"of `id`, `url`.*?`signals`", " ".join(PAGE.split()))
    assert listed is not None
    columns = [
        name.strip(" `") for name in listed[0].removeprefix("of ").replace("the exchange", "exchange").split(",")
    ]
    with sqlite(folder / "archive.db") as db:
        rows = db.execute(f"SELECT {', '.join(columns)}, salt, link FROM captures ORDER BY id").fetchall()
    before = bytes(32)
    assert rows
    for *values, salt, link in rows:
        heads = heads_of(folder / "archive.db", values[columns.index("exchange")])
        whole = len(heads[0]).to_bytes(4, "big") + heads[0] + heads[1]
        values[columns.index("exchange")] = hashlib.sha256(whole).digest()
        text = json.dumps([value.hex() if isinstance(value, bytes) else value for value in values])
        digest = hashlib.sha256(text.encode("ascii")).digest()
        before = hashlib.sha256(before + hashlib.sha256(digest + salt).digest()).digest()
        assert before == link


def test_the_program_of_the_page_follows_the_chain_over_gaps_and_names_where_it_breaks(folder: Path) -> None:
    archive = folder / "archive.db"
    (program,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert scraper("--db", archive, "forget", "2", "--yes").code == 0
    with sqlite(archive) as db:
        assert db.execute("SELECT count(*) FROM gaps").fetchone()[0] > 0
        # Heads that are packed against older ones, and heads that are not.
        assert db.execute("SELECT count(DISTINCT substr(exchange, 1, 1)) FROM captures").fetchone()[0] == 2
    said = json.loads(scraper("--db", archive, "verify", "--format", "json").out)
    assert followed(program, archive) == (0, f"{said['digest']}\n", "")
    with sqlite(archive) as db:
        (number,) = db.execute("SELECT max(id) - 1 FROM captures").fetchone()
        db.execute("UPDATE captures SET status = 404 WHERE id = ?", [number])
        db.commit()
    assert followed(program, archive) == (1, "", f"The chain breaks at capture {number}.\n")


def followed(program: str, archive: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", program, str(archive)], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def test_each_fault_has_a_next_step() -> None:
    named = dict(FAULTS)
    assert sorted(code for code, _ in FAULTS) == sorted(Flaw)
    for flaw in Flaw:
        at = 0
        # What a person reads is the sentence, so the page must have its words.
        for part in named[flaw.value].split("…"):
            at = flaw.template.index(part.strip(), at)


def test_the_digest_of_a_text_is_what_the_page_says(folder: Path) -> None:
    with sqlite(folder / "archive.db") as db:
        rows = db.execute("SELECT kicker, title, lead, body, digest FROM articles").fetchall()
    for *parts, digest in rows:
        text = "\0".join(" ".join((part or "").split()) for part in parts)
        assert hashlib.sha256(text.encode()).hexdigest() == digest
