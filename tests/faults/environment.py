"""The command line in an environment of our making, which $FAULTS_ENVIRONMENT describes.

``python environment.py`` is ``scraper`` in it.

The environment is JSON: ``public``, addresses that count as public ones; ``names``, what a name resolves to, one answer
after the other; ``clock``, seconds by which it is wrong; ``dials``, a file that gets each address that is connected
to; ``synchronous``, how often SQLite syncs. Whatever the environment says, only loopback is ever reached.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import httpcore

from scraper.cli import main, session
from scraper.fetch import guard
from scraper.store import archive

ENVIRONMENT: dict[str, Any] = json.loads(os.environ["FAULTS_ENVIRONMENT"])


def set_names() -> None:
    """Resolve the environment's names; the last answer to a name stays."""
    real, left = socket.getaddrinfo, {name: list(answers) for name, answers in ENVIRONMENT.get("names", {}).items()}

    def answer(host: Any, port: Any, *more: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in left:
            return real(host, port, *more, **options)
        addresses = left[name].pop(0) if len(left[name]) > 1 else left[name][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    socket.getaddrinfo = answer


def set_addresses() -> None:
    """Let some addresses count as public."""
    real, public = guard.is_public, set(ENVIRONMENT.get("public", ()))
    guard.is_public = lambda address: address in public or real(address)


def set_dials() -> None:
    """Write down what is connected to, and let nothing out of this machine."""
    real = httpcore.AnyIOBackend.connect_tcp

    async def connect(self: Any, host: str, *more: Any, **options: Any) -> Any:
        if "dials" in ENVIRONMENT:
            with Path(ENVIRONMENT["dials"]).open("a", encoding="utf-8") as file:
                file.write(f"{host}\n")
        if not host.startswith("127."):
            raise httpcore.ConnectError("nothing but loopback is reached from here")
        return await real(self, host, *more, **options)

    httpcore.AnyIOBackend.connect_tcp = connect  # type: ignore[method-assign]


def set_clock() -> None:
    """Let the clock be wrong."""
    real, wrong = session.utc_now, dt.timedelta(seconds=ENVIRONMENT.get("clock", 0))
    session.utc_now = lambda: real() + wrong


def set_synchronous() -> None:
    """Let SQLite sync as often as the environment says, once an archive is open."""
    real = archive.prepare

    def prepare(db: Any, path: Path) -> None:
        real(db, path)
        db.execute(f"PRAGMA synchronous = {ENVIRONMENT['synchronous']}")

    if "synchronous" in ENVIRONMENT:
        archive.prepare = prepare


if __name__ == "__main__":
    sys.argv[0] = "scraper"
    for set_one in (set_names, set_addresses, set_dials, set_clock, set_synchronous):
        set_one()
    main()
