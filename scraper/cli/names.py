"""``scraper names``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.policy.counts import counted

if TYPE_CHECKING:
    from scraper.analysis.mentions import OfficialList
    from scraper.store.names import Imported

_WHERE = (
    "The statistical offices publish it as 'Gemeindeverzeichnis GV100AD' at"
    " https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/"
)


@click.group("names", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """The official names of municipalities and districts.

    They are looked for in all texts. Alone it says which list the archive has. The statistical offices publish it as
    'Gemeindeverzeichnis GV100AD' at
    https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/ (Datenlizenz Deutschland –
    Namensnennung – 2.0: who publishes what is made of it names the "Statistische Ämter des Bundes und der Länder").
    """
    if ctx.invoked_subcommand is None:
        _say_imported(ctx.obj)


@command.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_obj
def import_command(db: Path, file: Path) -> None:
    """Read the official list GV100AD (.txt, .zip, .gz or .xz), and find anew what the articles name.

    A newer list takes the place of an older one. What is found stands in the table mentions. It may be stopped
    anywhere; the next import of the same file goes through to the end.
    """
    from scraper.cli.opening import open_archive
    from scraper.cli.progress import MigrationProgress
    from scraper.cli.session import utc_now
    from scraper.store.connection import refuse_missing

    # A new archive has no texts, and would only hide that the name of another one was mistyped.
    refuse_missing(db)
    official = _read(file)
    with open_archive(db) as archive:
        names = archive.official_names()
        had = names.imported()
        _refuse_older(file, official, had)
        if had is not None and names.is_whole(official):
            _say(f"{file}: the list of {official.day.isoformat()} is imported already.")
            return
        with MigrationProgress() as progress:
            done = names.put(official, utc_now(), lambda done, of: progress.show("finding names", done, of))
        imported = names.imported()
    _say(f"{_described(imported)}; looked for in {counted(done, 'article')}.")


def _say_imported(db: Path) -> None:
    from scraper.store import Archive

    with Archive.read(db) as archive:
        imported = archive.official_names().imported()
    if imported is None:
        click.echo(f"No official list is imported. {_WHERE}; 'scraper names import FILE' reads it.")
        return
    click.echo(f"{_described(imported)}.")


def _described(imported: Imported | None) -> str:
    if imported is None:
        return "No list"
    counts = imported.counts
    return (
        f"GV100AD of {imported.day.isoformat()}: {counts.get('land', 0)} Länder,"
        f" {counted(counts.get('district', 0), 'district')},"
        f" {counts.get('municipality', 0):,} municipalities"
    )


def _read(file: Path) -> OfficialList:
    """Return the list in a file.

    Raises:
        ConfigError: it cannot be read, is damaged, or is no such list.
    """
    from scraper.analysis.mentions import read_list
    from scraper.analysis.mentions.official import is_cut
    from scraper.analysis.mentions.packed import MOST_BYTES, unpacked
    from scraper.errors import ConfigError

    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}.", hint=f"{_WHERE}.") from error
    parts = unpacked(data)
    if parts is None:
        raise ConfigError(f"{file}: is damaged, or larger than such a list is.", hint="Download it again.")
    for part in parts:
        official = read_list(part)
        if official is not None and is_cut(part):
            raise ConfigError(f"{file}: ends in the middle of a record.", hint="Download it again.")
        if official is not None:
            return official
    raise ConfigError(
        f"{file}: is not the list of municipalities GV100AD: no record of a municipality is in it.",
        hint=f"{_WHERE}.",
    )


def _refuse_older(file: Path, official: OfficialList, had: Imported | None) -> None:
    """Refuse a list that is older than the one that the archive has.

    Raises:
        ConfigError: it is.
    """
    from scraper.errors import ConfigError

    if had is not None and official.day < had.day:
        raise ConfigError(
            f"{file}: is of {official.day.isoformat()}, and the archive has the list of {had.day.isoformat()}.",
            hint="Nothing was changed.",
        )


def _say(text: str) -> None:
    """Print what was done where somebody watches; from cron it is silent."""
    if sys.stderr.isatty():
        click.echo(text, err=True)
