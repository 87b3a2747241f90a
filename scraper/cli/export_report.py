"""``scraper export report``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.options import first_day, last_day, refuse_unknown_sites, site_option
from scraper.cli.watching import load, named_file, watch_option
from scraper.report import local_time
from scraper.report.written import LANGUAGES, Language

if TYPE_CHECKING:
    import datetime as dt

    from scraper.model.press_review import ReviewFacts
    from scraper.notify.channels import SmtpSettings
    from scraper.notify.watch_file import WatchFile
    from scraper.report.press_review_parts import Order
    from scraper.store import Archive
    from scraper.store.search_words import Query

_FORMS = ("html", "text")
_USUAL_SINCE = "7d"
# What a Message-ID of a press review begins with.
_NAME = "press-review"


class _MailAddress(click.ParamType[str]):
    """A mail address, refused before an archive is read for it."""

    name = "address"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address, or end with exit code 2 and what is wrong with it."""
        from scraper.model import Fault
        from scraper.notify.message import address

        found = address(value)
        if isinstance(found, Fault):
            self.fail(found.advice, param, ctx)
        return value


@click.command("report")
@click.option(
    "--since",
    type=first_day,
    metavar="DAY",
    default=_USUAL_SINCE,
    show_default=True,
    help="From this day on: 2024-05-23, 23.5.2024, 2024-05, 7d, 2w, yesterday. An article without a day counts by the"
    " day on which it was first seen.",
)
@click.option(
    "--until",
    type=last_day,
    metavar="DAY",
    help="Up to this day.  [default: yesterday, so that weekly reviews have each day once; today with --since today]",
)
@click.option("--query", metavar="WORDS", help="Only what these words find; as 'scraper search' takes them.")
@site_option
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="de", show_default=True, help="The language of the review."
)
@watch_option
@click.option(
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write it into this file.  [default: stdout, where no --mail is given]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    help="Of the file or of stdout.  [default: html; text on a terminal]",
)
@click.option(
    "--mail",
    "addresses",
    metavar="ADDRESS",
    multiple=True,
    type=_MailAddress(),
    help="Send it there, as text with the page beside; may be given several times. By the mail server in the file of"
    " saved searches, [smtp], else by the program sendmail.",
)
@click.option("--force", is_flag=True, help="Replace what is there under this name.")
@click.pass_obj
def command(
    db: Path,
    since: dt.date,
    until: dt.date | None,
    query: str | None,
    sites: tuple[str, ...],
    lang: Language,
    watch_file: Path | None,
    file: Path | None,
    form: str | None,
    addresses: tuple[str, ...],
    force: bool,
) -> None:
    """Write a press review: what the papers wrote in a week, on one page.

    \b
    scraper export report --output week.html
    scraper export report --since 2026-11-02 --until 2026-11-08 --query Wohngeld --lang en
    0 7 * * 1  cd $HOME/scraper && .venv/bin/scraper export report --lang de --mail press@example.org

    Saved searches come first (data/watch.toml), then the articles by topic, each story once with the papers that have
    it; what was edited, and with which words, and what vanished; articles by site and week, keywords that rise against
    the quarter before, and municipalities. The page needs nothing else: no script, no resource from elsewhere; it is
    for a phone, for a screen and for paper. Of an article whose site reserves its text it has headline and address.
    A long time is shortened, and the page says so.
    """
    from scraper.report.press_review_parts import Order
    from scraper.store import Archive

    until = _until(since, until)
    path = named_file(watch_file)
    with Archive.read(db) as archive:
        watched = None if path is None else _loaded(path, archive)
        asked_query = _understood(query)
        refuse_unknown_sites(archive, (*sites, *(asked_query.sites if asked_query else ())))
        facts = _facts(archive, since, until, sites, asked_query, watched)
    order = Order(lang, query, sites)
    if file is not None:
        _write(file, _text(facts, order, form or "html"), force=force)
    elif not addresses:
        _print(facts, order, form or _usual_form())
    if not _mail(facts, order, addresses, None if watched is None else watched.smtp):
        sys.exit(1)


def _until(since: dt.date, until: dt.date | None) -> dt.date:
    """Return the last day of the review.

    Raises:
        click.UsageError: it is before the first.
    """
    import datetime as dt

    if until is None:
        # Today is not over: what comes later today would be in no review.
        return max(since, local_time.today() - dt.timedelta(days=1))
    if since > until:
        raise click.UsageError(f"No day is both: --since {since} is later than --until {until}.")
    return until


def _loaded(path: Path, archive: Archive) -> WatchFile:
    from scraper.cli.profiles import profiles

    return load(path, archive, profiles(()))


def _understood(query: str | None) -> Query | None:
    from scraper.cli.search import understood

    return None if query is None else understood(query)


def _facts(
    archive: Archive,
    since: dt.date,
    until: dt.date,
    sites: tuple[str, ...],
    query: Query | None,
    watched: WatchFile | None,
) -> ReviewFacts:
    """Return what the archive knows of these days."""
    from scraper.store.press_review import Asked

    searches = () if watched is None else watched.searches
    asked = Asked(
        since,
        until,
        local_time.local_day,
        sites,
        query,
        tuple((one.name, one.words, one.search) for one in searches),
    )
    with archive.explained(), archive.snapshot():
        return archive.press_review(asked)


def _usual_form() -> str:
    return "text" if sys.stdout.isatty() else "html"


def _print(facts: ReviewFacts, order: Order, form: str) -> None:
    """Write the review to stdout: the page in UTF-8, as it says of itself, and the text as the terminal has it."""
    text = _text(facts, order, form)
    if form == "html":
        click.echo(text.encode("utf-8", "replace"), nl=False)
    else:
        click.echo(text, nl=False)


def _text(facts: ReviewFacts, order: Order, form: str) -> str:
    """Return the review in one of its forms."""
    from scraper.report import press_review

    writes: dict[str, Callable[[ReviewFacts, Order], str]] = {
        "html": press_review.as_html,
        "text": press_review.as_text,
    }
    return writes[form](facts, order)


def _write(file: Path, text: str, *, force: bool) -> None:
    """Write the review into a file, which gets its name when all of it is written."""
    from scraper.batch.targets import targets

    with targets(force=force) as files:
        files.open(file).write(text.encode("utf-8", "replace"))


def _mail(facts: ReviewFacts, order: Order, addresses: tuple[str, ...], smtp: SmtpSettings | None) -> bool:
    """Send the review to each address; say which of them could not be told, and return whether all could."""
    from scraper.cli.progress import say

    if not addresses:
        return True
    from scraper.notify.channels import Mail
    from scraper.notify.mail import post
    from scraper.notify.message import Letter
    from scraper.report.press_review_view import subject

    text = _text(facts, order, "text")
    # What was sent once is the same message where it is sent again: the text says all that the page does.
    letter = Letter(_NAME, subject(facts, order), text, _text(facts, order, "html"), (_NAME, text))
    is_sent = True
    # An address each: one that is refused does not hold up the others.
    for address in dict.fromkeys(addresses):
        why = post(Mail((address,)), letter, smtp)
        if why is not None:
            say(f"Error: {address}: {why.advice}", err=True)
            is_sent = False
    return is_sent
