"""A worker without the program."""

import sys

sys.modules["scraper"] = None  # type: ignore[assignment]
