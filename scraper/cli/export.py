"""``scraper export``: the archive in the formats of others; each format is a module of its own."""

from __future__ import annotations

import click

from scraper.cli.subcommands import LazyGroup

# In this order: warc, wacz, csv, jsonl, parquet, report, feed.
EXPORTS: dict[str, tuple[str, str]] = {
    "warc": ("scraper.cli.export_warc", "Captures, visits and articles as WARC 1.1, for archivists."),
    "wacz": ("scraper.cli.export_wacz", "Captures, visits and articles as WACZ, to be looked at in a browser."),
    "csv": ("scraper.cli.export_tables", "Tables as CSV, for whatever reads tables."),
    "jsonl": ("scraper.cli.export_tables", "Tables as JSON lines."),
    "parquet": ("scraper.cli.export_tables", "Tables as Parquet, for DuckDB, Polars, pandas and Spark."),
    "report": ("scraper.cli.export_report", "A press review of a week, as one page or as a mail."),
    "feed": ("scraper.cli.export_feed", "An Atom feed of the newest articles, or of what a search finds."),
}
"""Format -> its module, and what it writes, in the order of --help."""


@click.group("export", cls=LazyGroup, subcommands=EXPORTS)
def command() -> None:
    """Write the archive in the formats of archivists and analysts."""
