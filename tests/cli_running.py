"""The command line, in this process or in one of its own, and what it said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scraper import cli

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The records of jsonl."""
        return [json.loads(line) for line in self.out.splitlines()]


def scraper(*args: object, stdin: str | None = None) -> Done:
    """Run ``scraper`` in this process, as ``main`` does it: errors become exit codes."""
    runner = CliRunner()
    with runner.isolation(input=stdin) as streams, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["scraper", *map(str, args)])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        sys.stdout.flush()
        out, err = streams[0].getvalue(), streams[1].getvalue()
    return Done(code, out.decode(), err.decode())


def process(*args: object, python: tuple[str, ...] = (), env: dict[str, str | None] | None = None) -> Done:
    """Run ``scraper`` in a process of its own, streams in pipes."""
    done = subprocess.run(
        [sys.executable, *python, "-m", "scraper", *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        env=environment(env),
        check=False,
        timeout=60,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def environment(changes: dict[str, str | None] | None = None) -> dict[str, str]:
    values: dict[str, str | None] = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    values |= changes or {}
    return {name: value for name, value in values.items() if value is not None}
