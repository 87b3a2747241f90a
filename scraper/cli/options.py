"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click


class _Day(click.ParamType[dt.date]):
    """A day as a person types it: 2024-05-23, or 23.5.2014."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Return the day, or end with exit code 2 and how to write it."""
        # click converts the default of an option too, and a default may be a day already.
        if isinstance(value, dt.date):
            return value
        from scraper.web.dates import parse_day

        parsed = parse_day(str(value))
        if parsed is None:
            self.fail(f"'{value}' is no day; write it like 2024-05-23 or 23.5.2024.", param, ctx)
        return parsed


day = _Day()

private_option = click.option(
    "--allow-private", is_flag=True, help="Allow addresses in private networks, this machine's included."
)
