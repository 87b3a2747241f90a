"""A response read as an article: in this process, or in others that load nothing else."""

from __future__ import annotations

from scraper.reading.page import body_digest, current_reader, joined, read, readers, rules_for

__all__ = ["body_digest", "current_reader", "joined", "read", "readers", "rules_for"]
