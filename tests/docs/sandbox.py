"""A home like that of a page's reader: the program where the pages have it, an archive, sites that can be visited."""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import loopback_only
import pytest
from stand_ins import UNTIL_CTRL_C, World, stand_ins

import official_list
from cli_running import ROOT, Done, environment, scraper

# What only a shell understands, and redirections, which are done here as well.
_SHELL = re.compile(r"[$`~;&|]|^(?!(?:\.venv/bin/)?scraper )|2>")
_REDIRECTION = re.compile(r"^(?P<words>.*?)(?: < (?P<source>\S+))?(?: > (?P<target>\S+))?$")
_SECONDS = 60
"""Chosen: ten times what the slowest command takes on a busy machine."""


@dataclass
class Sandbox:
    """A home in a temporary folder.

    Args:
        home: $HOME; the pages' folder ``scraper`` lies in it, and commands run there.
        world: the sites that are up.
        smtp_port: of the mail server that saved searches are told by.
    """

    home: Path
    world: World
    smtp_port: int
    env: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.folder = self.home / "scraper"
        self.replaced = stand_ins(self.world)
        self._put_programs()
        self._put_files()

    def _put_programs(self) -> None:
        programs = self.folder / ".venv" / "bin"
        programs.mkdir(parents=True)
        python = shlex.quote(sys.executable)
        for name, script in (
            ("scraper", f'exec {python} -m scraper "$@"'),
            # Another machine is a folder here.
            ("scp", 'exec cp "$1" "$HOME/other/${2#other:}"'),
            ("duckdb", f"exec {python} -c 'import duckdb, sys; print(duckdb.sql(sys.argv[2]).fetchall())' \"$@\""),
            ("sendmail", 'cat >> "$HOME/sent.txt"'),
            ("python", f'exec {python} "$@"'),
        ):
            (programs / name).write_text(f"#!/bin/sh\n{script}\n")
            (programs / name).chmod(0o755)
        (self.home / "sitecustomize.py").write_text("import loopback_only\n\nloopback_only.install()\n")
        values = environment(
            {"HOME": str(self.home), "XDG_CONFIG_HOME": None, "SCRAPER_DB": None, "SCRAPER_CONTACT": None, "TERM": None}
        )
        values["PYTHONPATH"] = f"{self.home}:{ROOT / 'tests' / 'docs'}:{ROOT}"
        self.env = {**values, "PATH": f"{programs}:{values['PATH']}"}

    def _put_files(self) -> None:
        for name in ("other/scraper/data", "other/.config/scraper", "backups", ".config/scraper", "scraper/data"):
            (self.home / name).mkdir(parents=True)
        for name in ("scraper/data/archive.db", "scraper/archive.db", "demo.db"):
            shutil.copy(self.world.archive, self.home / name)
        profiles = self.world.press.profiles_toml()
        # The demo's pages bear no waiting; its sites are on this machine.
        for place in (self.folder / "data", self.home / ".config" / "scraper"):
            (place / "sites.toml").write_text(profiles, "utf-8")
        names = ", ".join(f'"{site.paper.id}"' for site in self.world.press.sites)
        known = f'contact = "press@example.org"\nenabled = [{names}]\n'
        (self.folder / "scraper.toml").write_text(
            f'{known}sites = ["data/sites.toml"]\ndb = "data/archive.db"\nwatch = "data/watch.toml"\n', "utf-8"
        )
        (self.home / ".config/scraper/scraper.toml").write_text(
            f'{known}sites = ["sites.toml"]\ndb = "{self.folder}/data/archive.db"\n', "utf-8"
        )
        self.watch('[rathaus]\nwords = "Rathaus"\n')
        (self.home / "GV100AD.txt").write_text(official_list.text(), "utf-8")

    def watch(self, text: str) -> None:
        """Take a page's saved searches for those of this home; nobody is told but the mail server here."""
        here = text.replace("port = 25", f"port = {self.smtp_port}").replace(
            "ntfy://example/topic", "json://127.0.0.1:9/"
        )
        (self.folder / "data" / "watch.toml").write_text(self.stood_in(here), "utf-8")

    def follow_newcomer(self, site_id: str) -> None:
        """Give the site that no profile names a profile under the name that a page gives it."""
        newcomer = self.world.newcomer
        profile = newcomer.profile_toml().replace(f"[{newcomer.paper.id}]", f"[{site_id}]", 1)
        with (self.folder / "data" / "sites.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n{profile}")

    def stood_in(self, text: str) -> str:
        """Return a command with the world replaced."""
        for old, new in self.replaced:
            text = old.sub(lambda _, new=new: new, text)  # type: ignore[misc]
        return text

    def run(self, line: str) -> Done:
        """Run a command as the page has it, by the shell where it needs one."""
        line = self.stood_in(line)
        for command, word in UNTIL_CTRL_C:
            if command.match(line):
                return self._until_ctrl_c(line, word)
        if _SHELL.search(line):
            return self.shell(line)
        return self._here(line)

    def shell(self, line: str, *, cwd: Path | None = None, interpreter: str = "bash") -> Done:
        """Run a line as it stands, in the pages' folder where no other is given."""
        done = subprocess.run(
            [interpreter, "-c", line],
            cwd=cwd or self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=_SECONDS,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def python(self, code: str) -> Done:
        """Run a program of a page in the folder of its commands."""
        # Warnings of libraries about each other are not the page's.
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=_SECONDS,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def _here(self, line: str) -> Done:
        """Run ``scraper …`` in this process, which takes a tenth of the time of one of its own."""
        parts = _REDIRECTION.fullmatch(line)
        assert parts is not None
        _, *words = shlex.split(parts["words"])
        given = (self.folder / parts["source"]).read_text("utf-8") if parts["source"] else ""
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            patch.setattr(socket.socket, "connect", loopback_only.guarded(socket.socket.connect))
            patch.setattr(socket, "getaddrinfo", loopback_only.looked_up(socket.getaddrinfo))
            for name in ("XDG_CONFIG_HOME", "SCRAPER_DB", "SCRAPER_CONTACT", "SCRAPER_TIMEOUT"):
                patch.delenv(name, raising=False)
            for name in ("HOME", "PATH", "PYTHONPATH"):
                patch.setenv(name, self.env[name])
            done = scraper(*words, stdin=given)
        if parts["target"] is None:
            return done
        (self.folder / parts["target"]).write_text(done.out, "utf-8", newline="")
        return Done(done.code, "", done.err)

    def _until_ctrl_c(self, line: str, word: str) -> Done:
        """Start a command that runs until Ctrl-C, wait until it says that it is up, and press Ctrl-C."""
        # A port of one's own, since somebody may look at an archive on the one that is usual.
        with subprocess.Popen(
            [*shlex.split(line), "--port", "0"],
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            executable=str(self.folder / ".venv" / "bin" / "scraper"),
        ) as running:
            assert running.stdout is not None
            said = _said_until(running.stdout, word)
            # Its handlers of signals stand when it has said so.
            time.sleep(0.2)
            running.send_signal(signal.SIGINT)
            rest, _ = running.communicate(timeout=_SECONDS)
        said += rest
        is_up_and_ended = word in said and running.returncode in (0, 130)
        return Done(0 if is_up_and_ended else 1, said, "" if is_up_and_ended else said)


def _said_until(stream: IO[str], word: str) -> str:
    """Return the lines up to one with a word, or up to the end."""
    said = ""
    for line in stream:
        said += line
        if word in line:
            break
    return said
