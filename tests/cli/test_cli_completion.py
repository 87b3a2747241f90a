"""Completion, as a shell asks for it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli_running import environment, process, scraper


def completed(*words: str) -> list[str]:
    """Return what bash is offered for the last of the words."""
    env = {
        "COMP_WORDS": shlex.join(["scraper", *words]) if words[-1] else f"{shlex.join(['scraper', *words[:-1]])} ",
        "COMP_CWORD": str(len(words)),
        "_SCRAPER_COMPLETE": "bash_complete",
    }
    return [line.partition(",")[2] for line in process(env=env).out.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("st",), ["stories", "status"]),
        (("crawl", "--fu"), ["--full"]),
        (("query", "--format", "jso"), ["json", "jsonl"]),
        (("crawl", "kommu"), ["kommune21"]),
        (("status", "kommu"), ["kommune21"]),
        (("sites", "show", "kommu"), ["kommune21"]),
        (("search", "--site", "kommu"), ["kommune21"]),
        (("sites", "l"), ["list"]),
        (("completion", "b"), ["bash"]),
    ],
)
def test_what_is_offered(words: tuple[str, ...], offered: list[str]) -> None:
    assert completed(*words) == offered


def test_ids_of_the_configuration_are_offered_and_a_broken_one_offers_none() -> None:
    Path("scraper.toml").write_text('sites = ["my.toml"]\n')
    Path("my.toml").write_text('[kommunales]\nhome = "https://amt.example/"\n')
    assert completed("crawl", "kommu") == ["kommune21", "kommunales"]
    assert completed("crawl", "--sites", "my.toml", "kommunal") == ["kommunales"]
    Path("scraper.toml").write_text("broken")
    assert completed("crawl", "kommu") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(shell: str) -> None:
    done = scraper("completion", shell)
    assert done.code == 0
    assert f"_SCRAPER_COMPLETE={shell}_complete" in done.out


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "scraper"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scraper "$@"\n')
    program.chmod(0o755)
    script = """
eval "$(scraper completion bash)"
complete -p scraper
COMP_WORDS=(scraper crawl kommu) COMP_CWORD=2
_scraper_completion scraper
echo "${COMPREPLY[@]}"
"""
    env = environment()
    env["PATH"] = f"{program.parent}:{env['PATH']}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=env, check=True)
    assert done.stdout.splitlines()[0].endswith("-F _scraper_completion scraper")
    assert done.stdout.splitlines()[1] == "kommune21"
