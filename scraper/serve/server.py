"""The server: Datasette with our pages, on one address of this machine."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scraper.errors import ConfigError, needing
from scraper.serve.asked import House

DATABASE = "archive"
"""The archive's name in addresses, whatever its file is called, so that bookmarks outlive a move."""

_HERE = Path(__file__).parent
_SETTINGS: dict[str, Any] = {
    # What was answered once may be wrong a second later: a crawl may be writing.
    "default_cache_ttl": 0,
    # Counting for suggestions reads whole columns of each table that is looked at.
    "suggest_facets": False,
    # Milliseconds. Chosen: the questions of the schema page take up to two seconds in an archive of 100,000 articles.
    "sql_time_limit_ms": 10_000,
    "allow_download": False,
}


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: an address or a name of this machine.
        port: 0: any that is free.

    Raises:
        ConfigError: it cannot be had.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        said = error.strerror or str(error)
        raise ConfigError(f"{host}, port {port}: {said}.", hint="Choose another with --port.") from error
    listener.listen()
    return listener


def serve(house: House, listener: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve the archive until Ctrl-C or SIGTERM.

    Args:
        house: what the pages share.
        listener: the socket, from :func:`listen`.
        ready: is called once with the address of the front page, when it is answered there.

    Raises:
        MissingExtraError: the extra ``serve`` is not installed.
    """
    with needing("serve"):
        import uvicorn
        from datasette.app import Datasette
        from datasette.database import Database
        from datasette.plugins import pm

        from scraper.serve.plugin import Plugin
    host, port = listener.getsockname()[:2]
    plugin = Plugin(house, {host, "localhost", "127.0.0.1", "::1"})
    pm.register(plugin, name="scraper")
    datasette = Datasette(
        [], settings=_SETTINGS, template_dir=str(_HERE / "templates"), static_mounts=[("static", str(_HERE / "static"))]
    )
    datasette.add_database(Database(datasette, path=str(house.path), is_mutable=True), name=DATABASE)
    config = uvicorn.Config(datasette.app(), log_level="error", access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    shown = f"[{host}]" if ":" in host else host

    async def run() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        if server.started:
            ready(f"http://{shown}:{port}/")
        await serving

    try:
        asyncio.run(run())
    finally:
        pm.unregister(plugin)
        plugin.archives.close()
