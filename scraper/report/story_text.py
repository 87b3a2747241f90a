"""Stories for reading: in which papers an article stands, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scraper.web.plain_text import one_line


def also_in_text(others: Sequence[dict[str, Any]]) -> str:
    """Return where else a story stands: ``Behörden Spiegel (+1 day), move (+2 days, shortened)``.

    Args:
        others: the other articles of the story, as the archive's ``stories.also_in`` gives them.
    """
    return ", ".join(f"{one_line(row['paper'])} ({', '.join(_facts(row))})" for row in others)


def days_text(days: int) -> str:
    """Return how many days later or earlier something was."""
    if days == 0:
        return "same day"
    unit = "day" if abs(days) == 1 else "days"
    return f"{days:+,} {unit}"


def percent(share: float) -> str:
    """Return a share from 0 to 1 in percent."""
    return f"{round(100 * share)} %"


def _facts(row: dict[str, Any]) -> list[str]:
    found = [days_text(row["days"])]
    if row["is_first"]:
        found.insert(0, "first")
    if row["change"]:
        found.append(row["change"])
    return found
