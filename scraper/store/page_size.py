"""The size of a page of the file, in which SQLite reads and writes."""

PAGE_BYTES = 16_384
"""Measured: a captured page needs 4.5 kB of the file with it, and 5.7 kB with SQLite's own 4,096, since a row of 3 kB
leaves a quarter of so small a page empty. A larger size would have each commit write more."""
