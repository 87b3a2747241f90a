"""``scraper serve``."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.cli.profiles import profiles, sites_option, switched_off

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
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", show_default=True, help="Listen on this address.")
@port_option
@click.option("--open", "opens", is_flag=True, help="Open the front page in the browser.")
@sites_option
@click.pass_obj
def command(db: Path, host: str, port: int, opens: bool, sites_files: tuple[Path, ...]) -> None:
    """Look at the archive in the browser: what is new, articles, search, sites, stories.

    The archive is only read, also while a crawl writes it, and only this machine is answered. Ctrl-C ends it.

    Needs the extra: pip install -e '.[serve]'
    """
    from scraper.cli.session import utc_now
    from scraper.serve.asked import House
    from scraper.serve.server import listen, serve
    from scraper.store import Archive

    # What is no archive is said before anything is started.
    Archive.read(db).close()
    known = profiles(sites_files)

    def ready(address: str) -> None:
        click.echo(f"The archive {db} is at {address} (Ctrl-C ends it)", err=True)
        if opens:
            click.launch(address)

    serve(House(db, known, frozenset(switched_off(known)), utc_now), listen(host, port), ready)
