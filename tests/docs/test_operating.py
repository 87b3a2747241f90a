"""The units, monitors and alerts of docs/operating.md do what the page says of them."""

from __future__ import annotations

import configparser
import datetime as dt
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cli_running import Done, environment, scraper
from scraper.report.crawl_end import CrawlEnd, as_prometheus

PAGE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
UNITS = re.findall(r"^```ini\n# (\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
(TARGETS,) = re.findall(r"^```toml\n(report_to = .*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def env(tmp_path: Path, demo_archive: tuple[Path, list[Done]]) -> dict[str, str]:
    """A home with the program, the demo's archive, and a site that cannot be reached."""
    home = tmp_path
    program = home / "scraper" / ".venv" / "bin" / "scraper"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scraper "$@"\n')
    program.chmod(0o755)
    configured = home / ".config" / "scraper"
    configured.mkdir(parents=True)
    shutil.copy(demo_archive[0], home / "archive.db")
    (configured / "sites.toml").write_text('[nowhere]\nhome = "http://127.0.0.1:9/"\n')
    (configured / "scraper.toml").write_text(
        f'db = "{home}/archive.db"\nsites = ["sites.toml"]\nenabled = ["nowhere"]\n'
    )
    values = environment({"HOME": str(home), "XDG_CONFIG_HOME": None, "SCRAPER_DB": None, "TERM": None})
    return {**values, "PATH": f"{program.parent}:{values['PATH']}"}


def units(home: Path) -> dict[str, configparser.ConfigParser]:
    """Return the unit files of the page, put into a home, as systemd reads them (%h is the home)."""
    found = {}
    for name, text in UNITS:
        file = home / name.removeprefix("~/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        unit = configparser.ConfigParser(interpolation=None, strict=True)
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read_string(text.replace("%h", str(home)))
        found[file.name] = unit
    return found


def test_the_service_runs_what_it_says(env: dict[str, str], tmp_path: Path) -> None:
    service = units(tmp_path)["scraper.service"]["Service"]
    # systemd takes no shell, starts in the folder that is named, and gives no terminal.
    done = subprocess.run(
        service["ExecStart"].split(),
        cwd=service["WorkingDirectory"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert done.stdout == ""
    # 1 needs a person and so stays a failure; 75 is what a second crawl ends with.
    assert service["SuccessExitStatus"] == "75"
    assert service["Type"] == "oneshot"


def test_the_timer_is_kept_up_over_a_day_off(tmp_path: Path) -> None:
    timer = units(tmp_path)["scraper.timer"]
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_has_nothing_to_say_of_the_units(env: dict[str, str], tmp_path: Path) -> None:
    units(tmp_path)
    folder = tmp_path / ".config" / "systemd" / "user"
    # A user's systemd wants a folder for what runs.
    (tmp_path / "run").mkdir(mode=0o700)
    known = {**env, "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    for command in (
        ["systemd-analyze", "verify", "--user", "--man=no", folder / "scraper.service", folder / "scraper.timer"],
        ["systemd-analyze", "calendar", units(tmp_path)["scraper.timer"]["Timer"]["OnCalendar"]],
        ["systemd-analyze", "timespan", units(tmp_path)["scraper.service"]["Service"]["TimeoutStartSec"]],
        ["systemd-analyze", "timespan", units(tmp_path)["scraper.timer"]["Timer"]["RandomizedDelaySec"]],
    ):
        done = subprocess.run(list(map(str, command)), env=known, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), command


def test_the_targets_of_reports_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "scraper.toml").write_text(TARGETS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    shown = {row["key"]: row["value"] for row in scraper("config").lines}
    assert shown["report_to"] == [*tomllib.loads(TARGETS)["report_to"]]


def test_the_metrics_of_the_alerts_are_those_of_a_report() -> None:
    (alerts,) = re.findall(r"^```promql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"scraper_\w+", alerts))
    start = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    problem = dict.fromkeys(("severity", "url", "kind", "since", "times", "problem", "next")) | {"code": "no_crawl"}
    end = as_prometheus(CrawlEnd(1, start, start, states=({"site": None, "problems": [problem]},)))
    assert named
    assert named <= set(re.findall(r"^# TYPE (\w+) gauge$", end, re.MULTILINE))
