"""``scraper serve`` in a process of its own, as a user starts it."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from cli_running import environment

_ADDRESS = re.compile(r" is at (http://\S+)/ ")
# Seconds; a process of Python with Datasette takes two on a machine that has nothing else to do.
_PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def page(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.text)

    @property
    def heading(self) -> str:
        found = self.page.css_first("h1")
        return "" if found is None else found.text().strip()


@dataclass(frozen=True)
class Serving:
    """A server that is up.

    Args:
        base: its address, without a slash at the end.
        process: runs it.
        log: what it writes to stderr; its stdout goes to ``out``.
    """

    base: str
    process: subprocess.Popen[bytes]
    log: IO[bytes]
    out: IO[bytes]

    def get(self, target: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for a target as it stands, which no client library may tidy; redirects are not followed."""
        connection = http.client.HTTPConnection(urlsplit(self.base).netloc, timeout=_PATIENCE)
        try:
            has_host = any(name.lower() == "host" for name in headers)
            connection.putrequest(method, target, skip_host=has_host, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def said(self) -> str:
        self.log.seek(0)
        return self.log.read().decode("utf-8")

    def printed(self) -> bytes:
        self.out.seek(0)
        return self.out.read()

    def end(self, *signals: int) -> int:
        """End it by signals, and return its exit code."""
        for number in signals:
            self.process.send_signal(number)
        return self.process.wait(_PATIENCE)


@contextmanager
def serving(
    db: Path, *options: object, python: Path | str = sys.executable, cwd: Path | None = None
) -> Iterator[Serving]:
    """Yield a server of an archive on a free port.

    Args:
        db: the archive.
        options: of ``scraper serve``.
        python: runs it.
        cwd: its folder.
    """
    command = [str(python), "-m", "scraper", "--db", str(db), "serve", "--port", "0", *map(str, options)]
    with tempfile.TemporaryFile() as log, tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=log, env=environment(), cwd=cwd
        )
        try:
            base = _address(process, log)
            yield Serving(base, process, log, out)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(_PATIENCE)


def _address(process: subprocess.Popen[bytes], log: IO[bytes]) -> str:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        log.seek(0)
        said = log.read().decode("utf-8")
        if found := _ADDRESS.search(said):
            return found[1]
        if process.poll() is not None:
            raise RuntimeError(f"The server has ended: {said}")
        time.sleep(0.02)
    raise RuntimeError("The server does not answer.")
