"""Each command of docs/operating.md runs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli_running import Done, environment

PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
CRONTAB = re.findall(r"^\d+ \d+ \* \* \*  (.*)$", PAGE, re.MULTILINE)


@pytest.fixture
def env(tmp_path: Path, demo_archive: tuple[Path, list[Done]]) -> dict[str, str]:
    """A home with the program, the demo's archive and, in the place of another machine, a folder."""
    home = tmp_path
    program = home / "scraper" / ".venv" / "bin" / "scraper"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scraper "$@"\n')
    # Another machine is a folder here.
    scp = program.with_name("scp")
    scp.write_text('#!/bin/sh\nexec cp "$1" "$HOME/other/${2#other:}"\n')
    for file in (program, scp):
        file.chmod(0o755)
    for folder in ("other/scraper/data", "other/.config/scraper", "backups", "data", ".config/scraper"):
        (home / folder).mkdir(parents=True)
    shutil.copy(demo_archive[0], home / "archive.db")
    shutil.copy(demo_archive[0], home / "copy.db")
    profile = '[nowhere]\nhome = "http://127.0.0.1:9/"\n'
    (home / "data" / "sites.toml").write_text(profile)
    (home / ".config" / "scraper" / "sites.toml").write_text(profile)
    (home / ".config" / "scraper" / "scraper.toml").write_text(
        f'db = "{home}/archive.db"\nsites = ["sites.toml"]\nenabled = ["nowhere"]\n'
    )
    values = environment({"HOME": str(home), "XDG_CONFIG_HOME": None, "SCRAPER_DB": None, "TERM": None})
    return {**values, "PATH": f"{program.parent}:{values['PATH']}"}


def run(line: str, env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", line], cwd=folder, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize("block", BLOCKS)
def test_each_command_runs(block: str, env: dict[str, str], tmp_path: Path) -> None:
    for line in block.splitlines():
        # A backup overwrites no archive that is worked with, as the copies above are.
        if " backup copy.db" in line:
            (tmp_path / "copy.db").unlink()
        done = run(line, env, tmp_path)
        # The demo's archive has a page that is gone, so that 'status' may want a person.
        assert done.returncode in ((0, 1) if "status" in line else (0,)), (line, done.stderr)


def test_the_lines_of_the_crontab_run_from_any_folder(env: dict[str, str], tmp_path: Path) -> None:
    crawl, backup = (line.replace("\\%", "%") for line in CRONTAB)
    done = run(crawl, env, Path("/"))
    assert done.returncode == 1
    assert "nowhere" in done.stdout + done.stderr
    done = run(backup, env, Path("/"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [file.suffix for file in (tmp_path / "backups").iterdir()] == [".db"]


def test_there_is_something_to_run() -> None:
    assert len(BLOCKS) >= 4
    assert len(CRONTAB) == 2
