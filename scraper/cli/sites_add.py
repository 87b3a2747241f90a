"""``scraper sites add``: a site that no profile names is looked at, and a profile for it is proposed."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.configuration import DEFAULT_PROFILES, configuration
from scraper.cli.options import private_option
from scraper.cli.output import clean, format_option_with_default, is_for_reading, print_rows
from scraper.cli.profiles import profiles, sites_option
from scraper.cli.progress import MigrationProgress

if TYPE_CHECKING:
    from scraper.model import HostState, Site
    from scraper.onboarding.proposal import Proposal

# As profiles' ids are (scraper/sites/loader.py).
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")


class _Id(click.ParamType[str]):
    """An id for a new profile."""

    name = "id"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the id, or end with exit code 2 and how ids are written."""
        if not _ID.fullmatch(value):
            self.fail(f"'{value}' is no id; an id is made of a-z, 0-9, '.', '_' and '-'.", param, ctx)
        return value


@click.command("add")
@click.argument("url", metavar="URL")
@click.option("--write", is_flag=True, help="Write the profile at the end of the file, without asking.")
@click.option(
    "--to",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=f"The file of profiles it is written to; what stands there stays.  [default: {DEFAULT_PROFILES}]",
)
@click.option("--id", "own_id", type=_Id(), metavar="ID", help="The site's id; left out, it is made of the host.")
@click.option(
    "--feed",
    "feeds",
    metavar="URL",
    multiple=True,
    help="A feed of the site, also on another host; may be given several times. Others on other hosts are only named.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Look at a site that has a profile, to see what has become of it; the profile is shown, and never written.",
)
@sites_option
@private_option
@format_option_with_default("for reading on a terminal; in a pipe the profile as TOML, and the rest on stderr")
@click.pass_obj
def add_command(
    db: Path,
    url: str,
    write: bool,
    file: Path | None,
    own_id: str | None,
    feeds: tuple[str, ...],
    again: bool,
    sites_files: tuple[Path, ...],
    allow_private: bool,
    output_format: str | None,
) -> None:
    """Look at a new site, and propose a profile for it.

    URL is its front page, a page that lists its news, one of its articles, or its feed. In at most 25 requests, at the
    site's pace and by its robots.txt, the feeds, sitemaps and listing pages are found, and which addresses are articles
    is learned. Five articles are shown as they would be archived, with what on the page gave each field.

    Nothing is archived, and the profile is written only with --write, or when you say yes on a terminal.
    """
    from scraper.errors import ConfigError
    from scraper.web.urls import spelled, typed

    if again and write:
        raise click.UsageError("--again shows what a site has now; --write would write over what you have chosen.")
    address = spelled(typed(url))
    named = [spelled(typed(feed)) for feed in feeds]
    target = file or DEFAULT_PROFILES
    # What stands in the file already is known, too.
    known = profiles([*sites_files, *filter(Path.exists, [target])])
    if own_id is not None and own_id in known:
        raise ConfigError(f"There is a site '{own_id}' already.", hint=f"'scraper sites show {own_id}' shows it.")
    profile = _known(address, known)
    if profile is not None and not again:
        _say_known(profile, output_format, write=write)
        return
    if profile is not None:
        # Shown under the id that its articles have in the archive.
        own_id = own_id or profile.id
    proposal = _looked_at(db, address, known, named, own_id, allow_private)
    if profile is not None:
        _show_again(proposal, output_format)
        return
    _end(proposal, target, output_format, write=write)


def _show_again(proposal: Proposal, output_format: str | None) -> None:
    """Print what was found of a site that has a profile, which nothing is written over."""
    if is_for_reading(output_format):
        _read(proposal)
    else:
        _show(proposal, output_format, None)


def _end(proposal: Proposal, target: Path, output_format: str | None, *, write: bool) -> None:
    """Print what was found, and write the profile where somebody asks for it."""
    from scraper.onboarding.profile_file import check

    if not is_for_reading(output_format):
        # A record that says where it was written comes after that.
        if write:
            _write(proposal, target)
        _show(proposal, output_format, target if write else None)
        return
    if write:
        # A file that takes no profile is said before anything is shown that looks like success.
        check(proposal.site, proposal.toml, target)
    _read(proposal)
    if write or _is_asked_for(proposal, target):
        _write(proposal, target)


def _known(url: str, known: dict[str, Site]) -> Site | None:
    """Return the profile of the very host of an address; a subdomain of a known site may be a site of its own."""
    from scraper.web.urls import host_and_port

    place = host_and_port(url)
    for site in known.values():
        if place in {host_and_port(each) for each in (site.home, *site.feeds, *site.listings)}:
            return site
    return None


def _say_known(site: Site, output_format: str | None, *, write: bool) -> None:
    """Say that a site has a profile.

    Raises:
        NotWrittenError: another one was to be written.
    """
    from scraper.onboarding.profile_file import NotWrittenError
    from scraper.sites.loader import builtin_sites

    kind = "built-in profile" if builtin_sites().get(site.id) == site else "profile of your own"
    text = f"{site.home} is known: it has the {kind} '{site.id}'"
    hint = f"'scraper sites show {site.id}' shows it, 'scraper crawl {site.id}' archives the site."
    hint += " With --again it is looked at anew."
    if write:
        raise NotWrittenError(f"{text}; nothing was written", hint=hint)
    if output_format in ("json", "jsonl"):
        print_rows([{"id": site.id, "known": kind}], output_format)
    click.echo(clean(f"{text}. {hint}"), err=True)


def _looked_at(
    db: Path, url: str, known: dict[str, Site], feeds: Sequence[str], own_id: str | None, allow_private: bool
) -> Proposal:
    """Ask the site, and show on a terminal how many requests that took so far."""
    import asyncio

    from scraper.cli.session import settings, utc_now
    from scraper.fetch import Fetcher
    from scraper.onboarding.adding import look_at
    from scraper.onboarding.asking import MOST_REQUESTS, Asker, HostStates, Meter
    from scraper.sites import unlisted

    bounds = settings(configuration(), allow_private)

    async def ask(progress: MigrationProgress) -> Proposal:
        meter = Meter(tell=lambda site, sent: progress.show("Asking", sent, MOST_REQUESTS))
        fetcher = Fetcher(HostStates(_states_of(db)), utc_now, asyncio.sleep, bounds, on_wait=meter.waits)
        try:
            asker = Asker(fetcher, meter, unlisted(url))
            return await look_at(asker, url, known=known, feeds=feeds, own_id=own_id)
        finally:
            await fetcher.close()

    with MigrationProgress() as progress:
        return asyncio.run(ask(progress))


def _states_of(db: Path) -> Callable[[str], HostState]:
    """Return what an archive knows of hosts, such as the pauses they asked for; nothing where there is no archive."""
    from scraper.errors import ScraperError
    from scraper.model import HostState
    from scraper.store import Archive

    def load(host: str) -> HostState:
        if not db.exists():
            return HostState(host)
        try:
            with Archive.read(db) as archive:
                return archive.hosts.load(host)
        # A file that cannot be read is the other commands' trouble; here nothing of it is needed.
        except ScraperError:
            return HostState(host)

    return load


def _read(proposal: Proposal) -> None:
    from scraper.cli.sites_report import report_lines

    click.echo("\n".join(report_lines(proposal)))


def _show(proposal: Proposal, output_format: str | None, target: Path | None) -> None:
    """Print a record for a program; without a format the TOML, and on stderr what a person should know.

    Args:
        proposal: what was found.
        output_format: as it was asked for.
        target: the file into which the profile is written then, or None.
    """
    from scraper.cli.sites_report import as_record, report_lines

    if output_format is not None:
        written = None if target is None else str(target)
        print_rows([as_record(proposal) | {"written": written}], output_format)
        return
    click.echo("\n".join(report_lines(proposal, has_toml=False)), err=True)
    click.echo(clean(proposal.toml), nl=False)


def _is_asked_for(proposal: Proposal, target: Path) -> bool:
    """Ask on a terminal whether the profile is to be written; elsewhere nobody can answer."""
    from scraper.cli.question import is_agreed

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return is_agreed(f"Write this profile as '{proposal.site.id}' to {target}?")


def _write(proposal: Proposal, target: Path) -> None:
    """Write the profile, and say what to do with it."""
    from scraper.onboarding.profile_file import append

    append(proposal.site, proposal.toml, target)
    named = "" if target == DEFAULT_PROFILES or target in configuration().sites.value else f" --sites {target}"
    site_id = proposal.site.id
    click.echo(
        clean(f"Written to {target}. Try it: scraper crawl {site_id}{named} --dry-run -v"),
        err=True,
    )
