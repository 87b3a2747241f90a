"""Times of printed records: local on a terminal, UTC elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from scraper.report.local_time import readable

# The values of --format that are for reading where they go to a terminal; None: the option was not given.
_READABLE_FORMATS = (None, "table")


def with_local_times(rows: Sequence[dict[str, Any]], output_format: str | None) -> Sequence[dict[str, Any]]:
    """Return records as they are printed in a format: on a terminal with local times, elsewhere as they are.

    Args:
        rows: the records.
        output_format: what ``--format`` says, or None.
    """
    if sys.stdout.isatty() and output_format in _READABLE_FORMATS:
        return readable(rows)
    return rows
