"""``crawl --report-to``: a monitor is told how a crawl ended, however that was; it never changes how the crawl ends."""

from __future__ import annotations

import datetime as dt
import errno
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.configuration import configuration
from scraper.cli.progress import say
from scraper.cli.report_target import is_address, target
from scraper.errors import ConfigError, CrawlInterruptedError, ScraperError
from scraper.model import Site, SiteResult
from scraper.policy.telling import who
from scraper.web.userinfo import masked_address

if TYPE_CHECKING:
    from scraper.report.crawl_end import CrawlEnd

# As Python and shells have it: an error that nobody foresaw, and SIGINT (128 + 2).
_UNFORESEEN = 1
_INTERRUPTED = 130
# Everybody may read it, as node_exporter has to, which runs as a user of its own; the umask may say less.
_MODE = 0o644
_LEFT_OPEN = ("{exit}", "{status}")


def _checked(ctx: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Return the targets as they were typed.

    Raises:
        click.BadParameter: one is neither an address nor a file.
    """
    try:
        return tuple(dict.fromkeys(map(target, values)))
    except ConfigError as error:
        raise click.BadParameter(str(error), ctx, parameter) from error


report_to_option = click.option(
    "--report-to",
    "report_to",
    multiple=True,
    metavar="ADDRESS|FILE",
    callback=_checked,
    help="Tell a monitor how the crawl ended: ask for an http(s) address ('{exit}' in it becomes the exit code,"
    " '{status}' up or down), or write a file: .prom for Prometheus, .json, else text. May be given several times;"
    " without it, 'report_to' in scraper.toml counts.",
)
"""Where a crawl reports to; the value is a tuple of addresses and files, empty where it was not given."""


class Reporting:
    """Reports the end of a crawl; a context manager around all that the crawl does.

    Args:
        db: the archive.
        now: the clock, aware UTC.
        named: what ``--report-to`` names; without any, the configuration counts.
        is_silent: whether nobody is to be told after all.

    Attributes:
        sites: the sites of the run, and all profiles, as soon as they are known.
        results: what was done at each site, as far as the crawl came.
        needs_person: whether the exit code will be 1 for what the run met.
    """

    def __init__(self, db: Path, now: Callable[[], dt.datetime], named: Sequence[str], *, is_silent: bool) -> None:
        targets = tuple(named) or configuration().report_to.value
        self._targets = () if is_silent else targets
        self._db = db
        self._now = now
        self._started = now()
        self.sites: list[Site] = []
        self.profiles: dict[str, Site] = {}
        self.results: list[SiteResult] = []
        self.needs_person = False

    def __enter__(self) -> Reporting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._targets:
            return
        try:
            self._report(error)
        except Exception as mistake:  # noqa: BLE001  (whatever it is, the crawl ends as it would have ended)
            from scraper.errors import mishap

            _complain("the monitor", str(mishap(mistake)))

    def _report(self, error: BaseException | None) -> None:
        from scraper.report.crawl_end import CrawlEnd

        code, said = _ending(error)
        if error is None and self.needs_person:
            code = 1
        end = CrawlEnd(
            exit_code=code,
            started=self._started,
            finished=self._now(),
            error=said,
            states=self._states(),
            results={result.site: result for result in self.results},
        )
        for name in self._targets:
            if not is_address(name):
                _write(Path(name), end)
        self._ping([name for name in self._targets if is_address(name)], end, came_to_its_end=error is None)

    def _states(self) -> tuple[dict[str, Any], ...]:
        """Return how the sites of the run and the archive are doing; nothing where it cannot be read."""
        from scraper.cli.profiles import switched_off
        from scraper.report.todays_readers import todays_readers
        from scraper.store import Archive

        wanted = [site.id for site in self.sites]
        with suppress(ScraperError), Archive.read(self._db) as archive:
            known = self.profiles.values()
            readers = todays_readers(known)
            off = switched_off(self.profiles)
            return tuple(archive.site_states(self._now(), self.sites, known, off, readers, wanted))
        return ()

    def _ping(self, addresses: Sequence[str], end: CrawlEnd, *, came_to_its_end: bool) -> None:
        from scraper.fetch.ping import ping

        # To most monitors a request alone says that all went well. So one whose address has no place for how the crawl
        # ended is asked only by a crawl that came to its end, and misses the others.
        asked = [one for one in addresses if came_to_its_end or any(place in one for place in _LEFT_OPEN)]
        urls = [one.replace("{exit}", str(end.exit_code)).replace("{status}", end.status) for one in asked]
        for address, why in zip(asked, ping(urls), strict=True):
            if why is not None:
                _complain(masked_address(address), why.advice)


def _ending(error: BaseException | None) -> tuple[int, str | None]:
    """Return the exit code that follows from how a crawl ended, and what is said of it."""
    # Who has closed the pipe that the crawl prints to wants no more of it, and the program ends with 0.
    if error is None or isinstance(error, BrokenPipeError):
        return 0, None
    if isinstance(error, click.ClickException):
        return error.exit_code, error.format_message()
    if isinstance(error, ScraperError):
        return error.exit_code, str(error)
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return _INTERRUPTED, str(CrawlInterruptedError("Interrupted."))
    if isinstance(error, OSError):
        return _UNFORESEEN, f"{error.filename or 'the output'}: {error.strerror or error}."
    from scraper.errors import mishap

    return _UNFORESEEN, str(mishap(error))


def _complain(target_shown: str, why: str) -> None:
    """Say that a report did not arrive; nobody is told where stderr cannot be written either."""
    with suppress(OSError):
        say(f"scraper crawl: could not report to {target_shown}: {why.removesuffix('.')}.", err=True)


def _write(file: Path, end: CrawlEnd) -> None:
    """Write a report in the form that its ending names, and put it in place at once."""
    from scraper.report.crawl_end import as_json, as_prometheus

    forms = {".prom": as_prometheus, ".json": as_json}
    text = forms.get(file.suffix.lower(), _as_text)(end)
    try:
        _put(file, text)
    except OSError as error:
        _complain(str(file), f"it cannot be written: {error.strerror}")


def _put(file: Path, text: str) -> None:
    """Put a file in the place of an older one, so that whoever reads it never meets half of it.

    Raises:
        OSError: it cannot be written; the older one stays.
    """
    from scraper.store.files import resolved

    # A link stays one, and leads to the new file.
    file = resolved(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        # "File exists" would be said of what stands in the way of the folder, and read as of the report.
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(file.parent)) from error
    # Beside the file, since a rename is at once on one file system alone. node_exporter reads what ends in .prom.
    new = file.with_name(f"{file.name}.part")
    try:
        number = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
        with open(number, "w", encoding="utf-8", errors="backslashreplace") as out:  # noqa: PTH123  (a number)
            out.write(text)
        new.replace(file)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def _as_text(end: CrawlEnd) -> str:
    """Return what a mail would say of all that stands, or a line ``ok``; above it when that was."""
    from scraper.cli.mail import folded, stamp

    lines = [f"scraper crawl: {stamp(end.started)} to {stamp(end.finished)}, exit code {end.exit_code}"]
    if end.error is not None:
        lines.append(end.error)
    for state in end.states:
        lines += _standing(state)
    if end.exit_code == 0:
        lines.append("ok")
    return folded(lines) + "\n"


def _standing(state: Mapping[str, Any]) -> list[str]:
    """Return the lines on what is wrong with a site, or with the archive as a whole."""
    from scraper.cli.mail import stamp
    from scraper.report.problem_text import not_archived, told

    name = who(state["site"])
    lines = [f"{name}: {told(problem, stamp)}" for problem in state["problems"]]
    if state["failed"]:
        lines.append(f"{name}: {not_archived(name, state['failed'])}")
    return lines
