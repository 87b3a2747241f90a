"""The server: Datasette with our pages, on one address of this machine."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import signal
import socket
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from scraper.errors import ConfigError, needing
from scraper.serve.asked import LONGEST_ANSWER, House
from scraper.serve.metadata import DATABASE, described

if TYPE_CHECKING:
    from scraper.serve.plugin import Plugin

_HERE = Path(__file__).parent
_SETTINGS: dict[str, Any] = {
    # What was answered once may be wrong a second later: a crawl may be writing.
    "default_cache_ttl": 0,
    # Counting for suggestions reads whole columns of each table that is looked at.
    "suggest_facets": False,
    "sql_time_limit_ms": LONGEST_ANSWER * 1000,
    "allow_download": False,
    # No bound: a table of 100,000 articles is more than the 100 MB at which Datasette would end a file with a sentence.
    # Its rows are read a thousand at a time.
    "max_csv_mb": 0,
    # Characters of a cell; its row has all of them. Chosen: a headline is whole, and ten rows fit on a screen.
    "truncate_cells_html": 200,
    # Statements at once that take a moment, see scraper/serve/database.py for those that take longer.
    "num_sql_threads": 2,
}
# Seconds that an answer has for its end after Ctrl-C. Chosen: longer than any page takes that is not stuck.
_LAST_ANSWERS = 3
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SAYS_ERRORS = "datasette.handle_exception"
_STOPPING = (signal.SIGINT, signal.SIGTERM)


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
    # A name that is too long, or has an empty part, is refused by Python's codec.
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"{host}: is no address or name of this machine.", hint="Choose another --host.") from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        said = error.strerror or str(error)
        raise ConfigError(f"{host}, port {port}: {said}.", hint="Choose another with --port.") from error
    return listener


def is_for_others(listener: socket.socket) -> bool:
    """Return whether other machines can reach a socket."""
    return not ipaddress.ip_address(_host(listener)).is_loopback


def serve(house: House, listener: socket.socket, ready: Callable[[str], None], names: Collection[str] = ()) -> None:
    """Serve the archive until Ctrl-C or SIGTERM.

    Args:
        house: what the pages share.
        listener: the socket, from :func:`listen`.
        ready: is called once with the address of the front page, when it is answered there.
        names: by which other machines may call the server, beside addresses.

    Raises:
        MissingExtraError: the extra ``serve`` is not installed.
        ScraperError: the archive cannot be read.
    """
    with needing("serve"):
        import uvicorn
        from datasette.plugins import pm
    # Beyond the line above, since a mistake in a module of ours is no library that is missing.
    from scraper.serve.memory import give_back_at_once
    from scraper.serve.plugin import Plugin
    from scraper.serve.sheets import written_by_us

    # asyncio tells of each row that it cannot send to who has left a download.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    # What Datasette has not asked yet, where the answer is an error already or the server ends, is no fault to be told.
    warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
    give_back_at_once()
    plugin = Plugin(house, _hosts(listener, names), any_address=is_for_others(listener))

    class Server(uvicorn.Server):
        """Ends what is being asked with the first signal, so that nobody waits for a long question."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            super().handle_exit(sig, frame)
            # Who does not read an answer to its end is cut off, which is no fault to be told with a traceback.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            plugin.stop()

    async def run() -> None:
        datasette = _datasette(house, plugin)
        # Done by the server itself, a fault of the archive would end it with a traceback.
        await datasette.invoke_startup()
        config = uvicorn.Config(
            datasette.app(),
            log_level="error",
            access_log=False,
            lifespan="on",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=_LAST_ANSWERS,
        )
        await _until_ended(Server(config), listener, ready)

    try:
        with _alone(pm, plugin), written_by_us(), _ended_by_signals():
            asyncio.run(run())
    finally:
        plugin.close()


async def _until_ended(server: Any, listener: socket.socket, ready: Callable[[str], None]) -> None:
    """Let a server of uvicorn listen, and say when it does."""
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    if server.started:
        ready(_address(listener))
    await serving


def _datasette(house: House, plugin: Plugin) -> Any:
    """Return Datasette with the archive as its only database."""
    from datasette.app import Datasette

    from scraper.serve.database import ReadDatabase

    datasette = Datasette(
        [],
        settings=_SETTINGS,
        template_dir=str(_HERE / "templates"),
        static_mounts=[("static", str(_HERE / "static"))],
        **described(Datasette),
    )
    # Without files, it opens a database in memory, where statements could be asked that ours refuses.
    if "_memory" in datasette.databases:
        datasette.remove_database("_memory")
    database = ReadDatabase(datasette, house.path)
    datasette.add_database(database, name=DATABASE)
    plugin.interrupts = database.interrupt
    return datasette


@contextmanager
def _alone(pm: Any, plugin: Plugin) -> Iterator[None]:
    """Let Datasette know our plugin, and forget those that have no say here.

    Others were installed for other databases, and some of them write. What says errors prints them to stdout first,
    with the values of all variables.
    """
    others = [other for other, _ in pm.list_plugin_distinfo()]
    known = [(name, other) for name, other in pm.list_name_plugin() if other in others or name == _SAYS_ERRORS]
    for name, _ in known:
        pm.unregister(name=name)
    pm.register(plugin, name="scraper")
    try:
        yield
    finally:
        pm.unregister(plugin)
        for name, other in known:
            pm.register(other, name)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM be the end that they are for a server, and no interruption.

    uvicorn hears them first, and when it has ended raises them again for whoever heard them before.
    """
    before = {number: signal.signal(number, lambda *_: None) for number in _STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _host(listener: socket.socket) -> str:
    host: str = listener.getsockname()[0]
    return host


def _hosts(listener: socket.socket, names: Collection[str]) -> set[str]:
    """Return the names and addresses by which the server may be called."""
    return {_host(listener), *_LOOPBACK, *names}


def _address(listener: socket.socket) -> str:
    """Return the address of the front page, as this machine reaches it."""
    host, port = listener.getsockname()[:2]
    # "Any address" is one to listen on, and none to go to.
    if ipaddress.ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"
