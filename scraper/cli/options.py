"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scraper.cli.site_id import SITE
from scraper.report import local_time

if TYPE_CHECKING:
    from scraper.store import Archive
    from scraper.store.days import Days

_F = TypeVar("_F", bound=Callable[..., Any])

# Articles that search and latest show at the most; chosen so that a terminal, a mail and the memory for the records
# bear it. What is more is a question for SQL.
MOST_ARTICLES = 10_000


class _Day(click.ParamType[dt.date]):
    """A day as a person types it: 2024-05-23, 23.5.2014, 7d, 2w, yesterday, today.

    What is counted from today goes by the local day.
    """

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the day, or end with exit code 2 and how to write it."""
        # click converts the default of an option too, and a default may be a day already.
        if isinstance(value, dt.date):
            return value
        from scraper.web.typed_days import typed_day

        try:
            return typed_day(str(value), local_time.today())
        except ValueError as error:
            self.fail(str(error), param, ctx)


class _Limit(click.ParamType[int]):
    """How many articles are shown at the most."""

    name = "limit"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or end with exit code 2 and the bounds."""
        text = str(value)
        # isdigit() alone would take digits of other scripts; and Python refuses to read a text of thousands of digits.
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_ARTICLES))
        if not is_number or not 1 <= int(text) <= MOST_ARTICLES:
            self.fail(f"'{value}' must be a number from 1 to {MOST_ARTICLES}; 'scraper query' gets more.", param, ctx)
        return int(text)


class _EndOfPeriod(_Day):
    """A day, or a month or a year, of which ``last`` says whether its last day is meant, or its first."""

    def __init__(self, *, last: bool) -> None:
        self._last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the day, or end with exit code 2 and how to write it."""
        if isinstance(value, dt.date):
            return value
        from scraper.web.typed_days import typed_period

        try:
            first, last = typed_period(str(value), local_time.today())
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return last if self._last else first


day = _Day()
first_day = _EndOfPeriod(last=False)
"""A day, or the first one of a month or a year."""
last_day = _EndOfPeriod(last=True)
"""A day, or the last one of a month or a year."""

site_option = click.option(
    "--site", "sites", metavar="SITE", multiple=True, type=SITE, help="Only this site; may be given several times."
)
since_option = click.option(
    "--since",
    type=first_day,
    metavar="DAY",
    help="Of this day or later: 2024-05-23, 23.5.2024, 2024-05, 2024, 7d, 2w, yesterday. An article without a"
    " day counts by the day on which it was first seen.",
)
until_option = click.option("--until", type=last_day, metavar="DAY", help="Of this day or earlier.")
seen_since_option = click.option(
    "--since",
    type=first_day,
    metavar="DAY",
    help="Captured or visited on this day or later: 2024-05-23, 23.5.2024, 2024-05, 2024, 7d, 2w, yesterday.",
)
seen_until_option = click.option(
    "--until", type=last_day, metavar="DAY", help="Captured or visited on this day or earlier."
)
private_option = click.option(
    "--allow-private", is_flag=True, help="Allow addresses in private networks, this machine's included."
)


def limit_option(default: int | None, help_text: str = "How many articles at the most.") -> Callable[[_F], _F]:
    """Return the option ``--limit``.

    Args:
        default: how many where the option is not given.
        help_text: what stands in the help.
    """
    return click.option(
        "--limit", type=_Limit(), metavar="N", default=default, show_default=default is not None, help=help_text
    )


def days(since: dt.date | None, until: dt.date | None) -> Days:
    """Return what ``--since`` and ``--until`` ask for, in local days.

    Raises:
        click.UsageError: they exclude each other.
    """
    from scraper.store.days import Days

    if since is not None and until is not None and since > until:
        raise click.UsageError(f"No day is both: --since {since} is later than --until {until}.")
    return Days(since, until, local_time.local_day)


def refuse_unknown_sites(archive: Archive, names: Sequence[str]) -> None:
    """End with exit code 2 where a name of ``--site`` is neither a site of the archive nor one of the profiles.

    Raises:
        ConfigError: names the site, and which one was probably meant.
    """
    archived = archive.site_ids()
    if all(name in archived for name in names):
        return
    # Read only where it is needed: nearly every name is one of the archive.
    from scraper.cli.hints import did_you_mean
    from scraper.cli.profiles import profiles
    from scraper.errors import ConfigError

    known = [*archived, *profiles(())]
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, "'scraper status' lists those of the archive.")
            raise ConfigError(f"There is no site '{name}'.", hint=hint)
