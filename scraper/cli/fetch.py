"""``scraper fetch``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from scraper.cli.addresses import Line, lines
from scraper.cli.configuration import configuration
from scraper.cli.options import day, private_option
from scraper.cli.output import clean, format_option, print_records, shortened, shows_text
from scraper.cli.profiles import profiles, sites_option
from scraper.cli.terminal_times import with_local_times
from scraper.model import Article, Outcome, Reason, Response, Site, fault
from scraper.report.local_time import with_local_stamps

if TYPE_CHECKING:
    from scraper.parser.context import Candidate
    from scraper.parser.record import Explained
    from scraper.store import Archive

# Fields of a record that are for machines; --explain shows the sources in a table of their own.
_NOT_PRINTED = frozenset({"sources", "directives", "candidates"})
# Columns of an archived article that say nothing of the page: keys of other rows, digests, the parser's version.
_COLUMNS_OF_THE_ARCHIVE = frozenset({"id", "digest", "capture_id", "duplicate_of", "reader", "words"})
# Candidates of a field that --explain shows; those after them never were close.
_MOST_CANDIDATES = 10
# Characters of a value in --explain; chosen so that field, value and source stand on one line of a terminal.
_EXPLAINED_VALUE_LENGTH = 60

# Formats that are one document, however many records there are.
_WHOLE_DOCUMENTS = frozenset({"json", "csv", "tsv", "markdown", "html"})
_STDIN = "-"

_Rows = list[dict[str, Any]]


@click.command("fetch")
@click.argument("urls", metavar="[URL]...", nargs=-1)
@click.option(
    "-i",
    "--input",
    "lists",
    type=click.File("rb"),
    multiple=True,
    metavar="FILE",
    help="Fetch the addresses in this file too, one a line; '-' is stdin. Lines that begin with # are left out.",
)
@click.option("--no-store", is_flag=True, help="Only print; archive nothing.")
@click.option(
    "--file",
    "page",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Read this saved page instead of the network (one URL, nothing is archived).",
)
@click.option(
    "--saved",
    type=day,
    metavar="DAY",
    help="With --file: the day on which the page was saved, by whose rules the profile reads it; today if left out.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Print for each field what on the page gave it and what else could have, and why a saved page is no article.",
)
@sites_option
@format_option
@private_option
@click.pass_obj
def command(
    db: Path,
    urls: tuple[str, ...],
    lists: tuple[BinaryIO, ...],
    no_store: bool,
    page: Path | None,
    saved: dt.date | None,
    explain: bool,
    sites_files: tuple[Path, ...],
    output_format: str | None,
    allow_private: bool,
) -> None:
    """Archive these pages now and print the records.

    A URL without a scheme is tried as https; '-' reads addresses from stdin, one a line. Exit code 1 if a page is not
    an article or cannot be had; the others are archived all the same.
    """
    listed = [line for stream in _with_stdin(urls, lists) for line in lines(stream, _name_of(stream))]
    known = profiles(sites_files)
    targets, is_all_read = _targets([url for url in urls if url != _STDIN], listed, known.values())
    if not (urls or lists):
        raise click.UsageError("Missing argument 'URL...'.")
    if saved is not None and page is None:
        raise click.UsageError("--saved says when the page of --file was saved, and there is no --file.")
    report = _Report(output_format, explain=explain)
    try:
        if page is not None:
            _from_file(page, saved, targets, report)
        elif no_store:
            _without_archive(db, targets, allow_private, report)
        # Where no line of a list is an address there is nothing to make an archive for.
        elif targets:
            _archived(db, targets, known.values(), allow_private, report)
    finally:
        # Also after Ctrl-C: what was done until then is shown.
        report.end()
    if report.has_failed or not is_all_read:
        sys.exit(1)


def _with_stdin(urls: Sequence[str], lists: Sequence[BinaryIO]) -> list[BinaryIO]:
    """Return the lists to read; '-' among the addresses is one more."""
    if _STDIN in urls:
        return [sys.stdin.buffer, *lists]
    return list(lists)


def _name_of(stream: BinaryIO) -> str:
    """Return the name of a list, for messages."""
    return "stdin" if stream is sys.stdin.buffer else stream.name


class _Report:
    """Prints records and remarks, each as soon as it is there where the format allows that.

    Args:
        output_format: as it was asked for, or None.
        explain: whether to print what gave each field instead of the record.
    """

    def __init__(self, output_format: str | None, *, explain: bool) -> None:
        self._format = output_format
        self.explain = explain
        self._is_text = shows_text(output_format)
        # JSON is one document, and a table in text has one header, so that they are written when all records are there.
        self._is_kept = output_format in _WHOLE_DOCUMENTS
        self._kept: _Rows = []
        self.has_failed = False

    def add(self, row: dict[str, Any] | None, outcome: Outcome | None) -> None:
        """Print a record, if there is one, and what is to be said of its page."""
        if row is not None:
            rows = self._shown(row)
            if self._is_kept:
                self._kept += rows
            else:
                print_records(rows, self._format)
        if outcome is not None:
            self.has_failed |= outcome.fault is not None
            _print_remarks(outcome)

    def _shown(self, row: dict[str, Any]) -> _Rows:
        """Return a record as it is printed: its fields, or what gave each of them."""
        if self.explain:
            return _explained(row, as_text=self._is_text)
        return list(with_local_times([_without(_NOT_PRINTED, row)], self._format))

    def end(self) -> None:
        """Print what was kept for one document."""
        if self._is_kept:
            print_records(self._kept, self._format)


def _targets(
    urls: Sequence[str], listed: Sequence[Line], known: Collection[Site]
) -> tuple[list[tuple[str, Site]], bool]:
    """Return the canonical address of each page that was asked for, once, with the profile of its site.

    Args:
        urls: as they were typed.
        listed: lines of lists. One that is no address is said, and the others are fetched all the same.
        known: the profiles.

    Returns:
        The addresses, and whether each line was one.

    Raises:
        AddressError: a typed address is none.
    """
    from scraper.errors import AddressError
    from scraper.sites import site_for, unlisted
    from scraper.web.urls import canonical, typed

    # Two spellings of one address are one page: its host would be asked twice otherwise.
    addresses = dict.fromkeys(canonical(typed(text)) for text in urls)
    is_all_read = True
    for line in listed:
        try:
            if line.text is None:
                raise AddressError("this is not UTF-8 text.")
            addresses[canonical(typed(line.text))] = None
        except AddressError as error:
            is_all_read = False
            click.echo(clean(f"{line.place}: {error}"), err=True)
    return [(url, site_for(url, known) or unlisted(url)) for url in addresses], is_all_read


def _from_file(page: Path, saved: dt.date | None, targets: Sequence[tuple[str, Site]], report: _Report) -> None:
    """Read a saved page as if it had come from the one address; report its record, and why it is no article."""
    from scraper.cli.session import utc_now
    from scraper.errors import ConfigError
    from scraper.parser import explain
    from scraper.policy.doubts import without_doubtful_dates
    from scraper.reading import rules_for

    if len(targets) != 1:
        raise ConfigError("--file reads one saved page, so it takes one URL.")
    (url, site) = targets[0]
    try:
        data = page.read_bytes()
    except OSError as error:
        raise ConfigError(f"{page}: cannot be read: {error.strerror}.") from error
    # When a page was saved its file does not say for sure, since a copy has another time; but no later than now.
    seen_at = utc_now()
    if saved is not None:
        seen_at = min(seen_at, dt.datetime.combine(saved, dt.time.max, dt.UTC).replace(microsecond=0))
    article, explained = explain(data, url, site=rules_for(Response(url, url, 200, (), data, seen_at), site))
    article, doubts = without_doubtful_dates(article, seen_at)
    # The record is printed even of what is no article, so that a person sees what the parser made of the page.
    doubted = {name: {"stated": stated, "why": why} for name, stated, why in doubts}
    outcome = None
    if not article.is_article:
        outcome = Outcome(url, "failed", fault(article.why_not or Reason.NOT_AN_ARTICLE))
    report.add(_article_row(article) | {"doubts": doubted, "candidates": explained}, outcome)


def _archived(
    db: Path, targets: Sequence[tuple[str, Site]], known: Collection[Site], allow_private: bool, report: _Report
) -> None:
    """Visit the pages, archive what they hold, and report the records as the archive has them now."""
    from scraper.cli.session import open_archive, run, settings
    from scraper.crawl import NullObserver, Options, fetch_pages

    sites = dict(targets)
    with open_archive(db) as archive:
        # By their patterns the links of the pages find articles of other sites.
        archive.links.know(known)

        def visited(outcome: Outcome) -> None:
            report.add(_row(archive, outcome, sites[outcome.url], explain=report.explain), outcome)

        bounds = settings(configuration(), allow_private)
        run(
            archive,
            Options(by_hand=True),
            bounds,
            NullObserver(),
            lambda context: fetch_pages(context, targets, visited),
        )


def _row(archive: Archive, outcome: Outcome, site: Site, *, explain: bool) -> dict[str, Any] | None:
    """Return the record of a visited page as the archive has it now, or None."""
    # A page that failed may belong to an article of an earlier visit, which is not what the page says today.
    if outcome.fault is not None or outcome.article_id is None:
        return None
    row = archive.article(outcome.article_id)
    if row is None:
        return None
    candidates = _candidates(archive, row, site) if explain else {}
    return _without(_COLUMNS_OF_THE_ARCHIVE, row) | {"candidates": candidates}


def _candidates(archive: Archive, row: dict[str, Any], site: Site) -> Explained:
    """Return what was weighed for each field of an archived article, by reading its kept capture again."""
    from scraper.parser import explain
    from scraper.reading import rules_for

    response = archive.captures.response(row["capture_id"]) if row["capture_id"] else None
    if response is None:
        return {}
    rules = rules_for(response, site)
    return explain(response.body, response.url, content_type=response.content_type, site=rules)[1]


def _without_archive(db: Path, targets: Sequence[tuple[str, Site]], allow_private: bool, report: _Report) -> None:
    """Visit the pages with an archive that is thrown away at the end."""
    from contextlib import suppress
    from tempfile import TemporaryDirectory

    from scraper.errors import ArchiveError

    with TemporaryDirectory() as folder:
        temporary = Path(folder) / "archive.db"
        # Where there is no archive yet, or none that can be read, nothing is known of the hosts, and the pages can be
        # had all the same: robots.txt is simply asked for again.
        with suppress(ArchiveError):
            _copy_host_states(db, temporary, targets)
        _archived(temporary, targets, (), allow_private, report)


def _copy_host_states(source: Path, target: Path, targets: Sequence[tuple[str, Site]]) -> None:
    """Copy what an archive knows of the targets' hosts to another: robots.txt, and the pauses they asked for.

    Without this, ``--no-store`` would ask a host that has just answered 503 with Retry-After (RFC 9110 §10.2.3).
    """
    from scraper.store import Archive
    from scraper.web.urls import authority

    with Archive.read(source) as known, Archive.open(target) as archive, archive.transaction():
        for host in {authority(url) for url, _ in targets}:
            archive.hosts.save(known.hosts.load(host))


def _explained(row: dict[str, Any], *, as_text: bool) -> list[dict[str, Any]]:
    """Return a line for each field of a record: its value, cut short, what on the page gave it, and what else could.

    Args:
        row: the record, with its sources and candidates.
        as_text: whether the evidence of a candidate is for reading rather than for a program.
    """
    sources: dict[str, str] = row.get("sources", {})
    candidates: Explained = row.get("candidates", {})
    # A field may have candidates of which none has enough weight to be believed.
    names = dict.fromkeys([*sources, *candidates])
    # The verdict has no source of its own: it is of the page as a whole.
    shown = {*sources, "why_not"}
    return [
        {
            "url": row["url"],
            "field": name,
            "value": _explained_value(row.get(name)) if name in shown else None,
            "source": sources.get(name),
            "candidates": [
                _candidate_row(candidate, as_text=as_text) for candidate in candidates.get(name, ())[:_MOST_CANDIDATES]
            ],
        }
        for name in names
    ]


def _candidate_row(candidate: Candidate[Any], *, as_text: bool) -> dict[str, Any]:
    """Return a candidate as a row: value, weight, source, and the rules that make up its weight."""
    evidence: Any = dict(candidate.evidence)
    if as_text:
        evidence = ", ".join(f"{rule} {weight:+g}" for rule, weight in candidate.evidence)
    return {
        "value": _explained_value(candidate.value),
        "weight": candidate.weight,
        "source": candidate.source,
        "evidence": evidence,
    }


def _explained_value(value: Any) -> str:
    """Return a field's value on one line: the beginning of a text, the items of a list, the number of its records."""
    # A day that is not believed has a source and no value; it stands among the candidates.
    if value is None:
        text = ""
    elif not isinstance(value, list):
        text = str(value)
    elif value and isinstance(value[0], dict):
        # Links, images and vendors have parts of their own, too many for one line.
        text = f"{len(value)} items"
    else:
        text = "; ".join(map(str, value))
    return shortened(text, _EXPLAINED_VALUE_LENGTH)


def _without(names: frozenset[str], row: dict[str, Any]) -> dict[str, Any]:
    """Return a row without the fields of these names."""
    return {name: value for name, value in row.items() if name not in names}


def _article_row(article: Article) -> dict[str, Any]:
    """Return a record of the parser as a row for printing, dates as ISO 8601."""
    from dataclasses import asdict

    from scraper.store.columns import day_text, to_text

    moments = {name: to_text(getattr(article, name)) for name in ("published_at", "modified_at")}
    related = [asdict(item) | {"date": day_text(item.date)} for item in article.related]
    why_not = None if article.why_not is None else str(fault(article.why_not))
    return asdict(article) | moments | {"date": day_text(article.date), "related": related, "why_not": why_not}


def _print_remarks(outcome: Outcome) -> None:
    """Print to stderr why a page is not shown, or what a person should know of one that is."""
    remarks = []
    if outcome.fault is not None:
        remark = f"not archived: {outcome.fault.advice}"
        if outcome.article_id:
            remark += f"; the archive keeps what it had: scraper show {outcome.article_id}"
        remarks.append(remark)
    if outcome.reserved is not None:
        remarks.append(str(outcome.reserved))
    if outcome.read_again:
        remarks.append("what is archived of it was read again, by today's parser and profile")
    if outcome.of_other_profile:
        remarks.append(
            "the archive has read it by another profile, and keeps it as it is; the next crawl reads what is new, and"
            " 'scraper reparse --new-profile' with the --sites of this call replaces what is there"
        )
    for remark in remarks:
        click.echo(clean(with_local_stamps(f"{outcome.url}: {remark}")), err=True)
