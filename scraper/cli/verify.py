"""``scraper verify``."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.output import clean
from scraper.policy.counts import counted

if TYPE_CHECKING:
    from collections import Counter

    from scraper.model.flaw import Finding
    from scraper.store.verify import Known, Verification

_DIGEST = re.compile(r"[0-9a-f]{64}")
# Days of which a line names how many captures were forgotten; chosen so that it stays a line or two.
_MOST_DAYS = 10


class _Digest(click.ParamType[bytes]):
    """A digest as ``verify`` prints it; blanks between its figures, as in a printout, are left out."""

    name = "digest"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> bytes:
        """Return the 32 bytes, or end with exit code 2."""
        if isinstance(value, bytes):
            return value
        figures = "".join(str(value).split()).lower()
        if not _DIGEST.fullmatch(figures):
            self.fail(f"'{value}' is no digest: it has 64 figures from 0 to 9 and a to f.", param, ctx)
        return bytes.fromhex(figures)


@click.command("verify")
@click.option(
    "--digest",
    "digests",
    metavar="HEX",
    multiple=True,
    type=_Digest(),
    help="A digest that was printed earlier: is all that the archive held then still in it, and unchanged? May be given"
    " several times.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How it is printed.",
)
@click.pass_obj
def command(db: Path, digests: tuple[bytes, ...], quiet: bool, output_format: str) -> None:
    """Check that the archive holds what it held; print one digest of it.

    The chain of captures, all bytes and all texts are compared with their digests, references with what they refer to,
    the search indexes with the texts, and the file with SQLite's rules. Nothing is written, and a crawl may run
    meanwhile. What was forgotten, or let go by a profile, is a known gap and no fault.

    The digest says which captures the archive holds. Whoever keeps it elsewhere, on paper or in a signed mail, can
    prove later with --digest that nothing of them was changed, put in or taken out since.

    Exit code 1 if something is wrong, or a digest is not one of this archive.
    """
    from scraper.cli.progress import MigrationProgress
    from scraper.cli.session import utc_now
    from scraper.store.verify import verify

    with MigrationProgress() as progress:
        found = verify(db, utc_now(), frozenset(digests), progress=progress.show)
    if output_format == "json":
        click.echo(json.dumps(_as_json(found, digests), indent=2))
    else:
        for line in _lines(found, digests, quiet=quiet):
            click.echo(clean(line))
    are_known = all(_is_proved(found, digest) for digest in digests)
    if found.findings or not are_known:
        sys.exit(1)


def _is_proved(found: Verification, digest: bytes) -> bool:
    """Return whether all that the archive held when it had a digest is still in it, and unchanged."""
    known = found.chain.known.get(digest)
    # Behind a gap without seal everything older could have been made anew.
    return known is not None and known.proved_from == 1 and found.is_whole_up_to(known.capture_id)


def _lines(found: Verification, digests: tuple[bytes, ...], *, quiet: bool) -> list[str]:
    """Return what is said to a person."""
    chain = found.chain
    lines = []
    if not quiet:
        newest = "" if chain.newest is None else f"  newest {chain.newest}"
        lines.append(f"{found.at}  captures {chain.captures:,}{newest}  digest {chain.link.hex()}")
        if chain.forgotten:
            lines.append(f"{counted(chain.forgotten.total(), 'capture')} forgotten: {_days(chain.forgotten)}.")
        if chain.let_go:
            lines.append(f"{counted(chain.let_go, 'capture')} kept without bytes, which the profiles let go.")
    # What is asked for is answered even where nothing else is to be said.
    lines += [_answer(found, digest) for digest in digests if not (quiet and _is_proved(found, digest))]
    lines += [f"{finding}." for finding in found.findings]
    if found.findings:
        lines.append(f"{counted(len(found.findings), 'fault')}. docs/evidence.md says what to do about each.")
    return lines


def _days(forgotten: Counter[str]) -> str:
    """Return how many captures were forgotten on which days, the last days only where there are many."""
    days = sorted(forgotten)
    shown = [f"{forgotten[day]:,} on {day}" for day in days[-_MOST_DAYS:]]
    earlier = sum(forgotten[day] for day in days[:-_MOST_DAYS])
    if earlier:
        shown.insert(0, f"{earlier:,} earlier")
    return ", ".join(shown)


def _answer(found: Verification, digest: bytes) -> str:
    """Return what can be said of a digest that was kept."""
    known = found.chain.known.get(digest)
    if known is None:
        return (
            f"{digest.hex()}: no digest that this archive ever had. Either it is one of another archive, or of a later"
            " state than this file is, or captures were changed, put in or taken out since."
        )
    fetched = "which was forgotten since" if known.at is None else f"fetched {known.at}"
    sentences = [
        f"{digest.hex()}: the digest of this archive when capture {known.capture_id} was the newest ({fetched})."
    ]
    captures = counted(known.captures, "capture")
    if known.proved_from > 1:
        captures = f"Captures from {known.proved_from} on"
    if found.is_whole_up_to(known.capture_id):
        sentences.append(f"{captures} up to it: all unchanged, none put in, none taken out.")
    else:
        sentences.append("But not every capture up to it is what it was:")
    if known.forgotten:
        sentences.append(f"{counted(known.forgotten, 'capture')} up to it forgotten, which leaves known gaps.")
    if known.proved_from > 1:
        sentences.append(
            f"It proves nothing of what is older than capture {known.proved_from}: the gap before that has no seal."
        )
    return " ".join(sentences)


def _as_json(found: Verification, digests: tuple[bytes, ...]) -> dict[str, Any]:
    """Return the same for programs."""
    chain = found.chain
    return {
        "at": found.at,
        "captures": chain.captures,
        "newest": chain.newest,
        "digest": chain.link.hex(),
        "forgotten": dict(sorted(chain.forgotten.items())),
        "without_bytes": chain.let_go,
        "digests": [_known_json(found, digest, chain.known.get(digest)) for digest in digests],
        "faults": [_finding_json(finding) for finding in found.findings],
    }


def _known_json(found: Verification, digest: bytes, known: Known | None) -> dict[str, Any]:
    values: dict[str, Any] = {"digest": digest.hex(), "unchanged": _is_proved(found, digest)}
    if known is None:
        return values | {"capture": None, "fetched_at": None, "captures": None, "forgotten": None, "proved_from": None}
    return values | {
        "capture": known.capture_id,
        "fetched_at": known.at,
        "captures": known.captures,
        "forgotten": known.forgotten,
        "proved_from": known.proved_from,
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.flaw.value,
        "table": finding.table,
        "row": finding.row,
        "url": finding.url,
        "capture": finding.capture_id,
        "text": str(finding),
    }
