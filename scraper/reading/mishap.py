"""A mistake of this program, named so that a person can report it."""

from __future__ import annotations

import traceback
from pathlib import PurePath


def mishap(error: Exception) -> str:
    """Name an error that nobody foresaw, and the place in the code, for a person to report."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{PurePath(place.filename).name}:{place.lineno}"
    return f"could not be read: a mistake in scraper, please report it ({type(error).__name__} at {where}: {error})"
