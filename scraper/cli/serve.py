"""``scraper serve``."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.cli.profiles import profiles, sites_option, switched_off
from scraper.cli.progress import say
from scraper.cli.watching import named_file, watch_option

# Datasette's own port is 8001, and its users may have it open beside ours. Chosen.
_PORT = 8010

port_option = click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=_PORT,
    metavar="N",
    show_default=True,
    help="Listen on this port; 0: any that is free.",
)


@click.command("serve")
@click.option(
    "--host",
    default="127.0.0.1",
    metavar="ADDRESS",
    show_default=True,
    help="Listen on this address; 0.0.0.0 or :: on all of this machine, so that others can read the archive, too.",
)
@port_option
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help="Answer by this name, too, as other machines call this one; as often as there are names. Addresses need none.",
)
@click.option("--open", "opens", is_flag=True, help="Open the front page in the browser.")
@watch_option
@sites_option
@click.pass_obj
def command(
    db: Path,
    host: str,
    port: int,
    names: tuple[str, ...],
    opens: bool,
    watch_file: Path | None,
    sites_files: tuple[Path, ...],
) -> None:
    """Look at the archive in the browser: what is new, articles, search, sites, stories.

    The archive is only read, also while a crawl writes it, and only this machine is answered, as long as --host says
    nothing else. Nobody is asked for a password. Ctrl-C ends it, and SIGTERM, with exit code 0.

    Needs the extra: .venv/bin/pip install -e '.[serve]'
    """
    from scraper.cli.session import utc_now
    from scraper.serve.asked import House
    from scraper.serve.server import is_for_others, listen, serve
    from scraper.store import Archive

    # What is no archive is said before anything is started.
    Archive.read(db).close()
    known = profiles(sites_files)
    house = House(db, known, frozenset(switched_off(known)), utc_now, named_file(watch_file))
    listener = listen(host, port)
    if is_for_others(listener):
        port = listener.getsockname()[1]
        say(f"Whoever reaches {host}, port {port}, can read the whole archive, without a password.", err=True)

    def ready(address: str) -> None:
        say(f"The archive {db} is at {address} (Ctrl-C ends it)", err=True)
        if opens:
            click.launch(address)

    with listener:
        serve(house, listener, ready, (host, *names))
