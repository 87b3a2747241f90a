"""py-wacz finds what was exported valid, and what was changed afterwards not."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

from archivist_programs import program
from cli_running import scraper


def validated(file: Path) -> tuple[int, list[str]]:
    """Let py-wacz look at a file; return its exit code and what it says."""
    done = subprocess.run(
        [program("wacz"), "validate", "-f", file],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    return done.returncode, done.stdout.splitlines()[-1:]


def test_an_export_is_valid(sent_archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.wacz"
    assert scraper("--db", sent_archive, "export", "wacz", "--output", file).code == 0

    assert validated(file) == (0, ["Validation succeeded, the passed WACZ is valid"])


def test_a_changed_page_is_noticed(sent_archive: Path, tmp_path: Path) -> None:
    file, changed = tmp_path / "archive.wacz", tmp_path / "changed.wacz"
    assert scraper("--db", sent_archive, "export", "wacz", "--output", file).code == 0
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part, data.replace(b"Bearbeitet", b"Verfremdet") if "pages" in part.filename else data)

    assert validated(changed) == (1, ["Validation failed, the passed WACZ is invalid"])
