"""``scraper export report``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.options import first_day, last_day, refuse_unknown_sites, site_option
from scraper.cli.watching import load, named_file, watch_option
from scraper.report import local_time
from scraper.report.written import DEFAULT_LANGUAGE, LANGUAGES, Language

if TYPE_CHECKING:
    import datetime as dt

    from scraper.model import Fault
    from scraper.model.press_review import ReviewFacts
    from scraper.notify.channels import SmtpSettings
    from scraper.notify.watch_file import SavedSearch
    from scraper.report.press_review_parts import Order
    from scraper.store import Archive
    from scraper.store.search_words import Query

_FORMS = ("html", "text")
_STDOUT = Path("-")
# Days of a review where nothing else is asked for.
_USUAL_DAYS = 7
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
    help="From this day on: 2024-05-23, 23.5.2024, 2024-05, 7d, 2w, yesterday. An article without a day counts by the"
    " day on which it was first seen.  [default: 7d; with --until alone, the seven days up to it]",
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
    "--lang",
    type=click.Choice(LANGUAGES),
    default=DEFAULT_LANGUAGE,
    show_default=True,
    help="The language of the review.",
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
    since: dt.date | None,
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

    Saved searches come first (data/watch.toml), then the articles by topic, each story once with the papers that
    have it; what is older and was found in these days; what was edited, and with which words, and what vanished;
    articles by site and week, keywords that rise against the quarter before, and municipalities. The page needs
    nothing else: no script, no resource from elsewhere; it is for a phone, for a screen and for paper. Of an
    article whose site reserves its text it has headline and address. A long time is shortened, and the page says
    so; a mail of more than a hundred stories has their headlines alone.
    """
    from scraper.report.press_review_parts import Order
    from scraper.store import Archive

    first, last = _days(since, until)
    path = named_file(watch_file)
    with Archive.read(db) as archive:
        _refuse(file, archive.path, force=force)
        searches, smtp = _saved(path, archive)
        asked_query = _understood(query)
        refuse_unknown_sites(archive, (*sites, *_sites_of(asked_query)))
        facts = _facts(archive, first, last, sites, asked_query, searches)
    order = Order(lang, query, sites)
    if file is not None or not addresses:
        _put(file, facts, order, form, force=force)
    if not _mail(facts, order, addresses, smtp):
        sys.exit(1)


def _days(since: dt.date | None, until: dt.date | None) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the review.

    Raises:
        click.UsageError: the last is before the first.
    """
    import datetime as dt

    # Today is not over: what comes later today would be in no review.
    last = until or local_time.today() - dt.timedelta(days=1)
    if since is None:
        return last - dt.timedelta(days=_USUAL_DAYS - 1), last
    if until is None:
        return since, max(since, last)
    if since > until:
        raise click.UsageError(f"No day is both: --since {since} is later than --until {until}.")
    return since, until


def _refuse(file: Path | None, archive: Path, *, force: bool) -> None:
    """Refuse a name that the review cannot have, before the archive is asked.

    Args:
        file: the name; None, or a hyphen: stdout.
        archive: the archive, which no review can stand in the place of.
        force: whether a file of this name is replaced.

    Raises:
        ConfigError: says why.
    """
    from scraper.batch.targets import refuse_archive, targets

    if file is None or file == _STDOUT:
        return
    refuse_archive(file, archive)
    with targets(force=force) as files:
        files.refuse(file)


def _saved(path: Path | None, archive: Archive) -> tuple[tuple[SavedSearch, ...], SmtpSettings | None]:
    """Return the saved searches and the mail server of a file; of none, neither."""
    from scraper.cli.profiles import profiles

    if path is None:
        return (), None
    file = load(path, archive, profiles(()))
    return file.searches, file.smtp


def _understood(query: str | None) -> Query | None:
    from scraper.cli.search import understood

    if query is None:
        return None
    return understood(query)


def _sites_of(query: Query | None) -> Collection[str]:
    """Return the sites that the words themselves name."""
    if query is None:
        return ()
    return query.sites


def _facts(
    archive: Archive,
    since: dt.date,
    until: dt.date,
    sites: tuple[str, ...],
    query: Query | None,
    saved: tuple[SavedSearch, ...],
) -> ReviewFacts:
    """Return what the archive knows of these days."""
    from scraper.store.press_review_asked import Asked

    asked = Asked(
        since,
        until,
        local_time.local_day,
        sites,
        query,
        tuple((one.name, one.words, one.search) for one in saved),
    )
    with archive.explained(), archive.snapshot():
        return archive.press_review(asked)


def _usual_form() -> str:
    if sys.stdout.isatty():
        return "text"
    return "html"


def _put(file: Path | None, facts: ReviewFacts, order: Order, form: str | None, *, force: bool) -> None:
    """Write the review into a file, or where none is named or a hyphen to stdout."""
    if file is None or file == _STDOUT:
        _print(facts, order, form or _usual_form())
    else:
        _write(file, _text(facts, order, form or "html"), force=force)


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
    from scraper.report.press_review import as_mail
    from scraper.report.press_review_view import subject

    text, page = as_mail(facts, order)
    # What was sent once is the same message where it is sent again: the text says all that the page does.
    letter = Letter(_NAME, subject(facts, order), text, page, (_NAME, text))
    is_sent = True
    # An address each: one that is refused does not hold up the others.
    for address in dict.fromkeys(addresses):
        why = post(Mail((address,)), letter, smtp)
        if why is not None:
            say(f"Error: {address}: {_advice(why)}", err=True)
            is_sent = False
    if not is_sent:
        # Next Monday's review is of other days, so that these are in none unless somebody asks for them.
        say(f"Send it later with these days: --since {facts.first} --until {facts.last}.", err=True)
    return is_sent


def _advice(why: Fault) -> str:
    """Return why a review was not sent, and what to do; of news it would be said that they are told again unasked."""
    from scraper.model import Reason

    steps = {
        Reason.MAIL_SERVER_UNREACHABLE: " Look at host and port under [smtp] in the watch file.",
        Reason.MAIL_ADDRESS_REFUSED: " Correct the address, or ask who runs the mail server.",
        Reason.MAIL_NOT_TAKEN: "",
        Reason.SENDMAIL_FAILED: "",
    }
    if why.reason not in steps:
        return why.advice
    return f"{why}.{steps[why.reason]}"
