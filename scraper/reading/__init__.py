"""An answer read as an article, and judged: in this process, or in another that loads nothing else."""

from __future__ import annotations

from scraper.reading.page import Reading, read

__all__ = ["Reading", "read"]
