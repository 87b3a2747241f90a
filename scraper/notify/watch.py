"""A run of ``watch``: each saved search tells each of its channels what is new since that was told last, once.

How far a channel was told stands in ``marks``. That is written only after the channel has taken the news; before it
gets them, the archive notes up to which event they go. A run that was killed between the two, and one that never heard
whether the channel took them, are made up for by telling the very same news again, which a mailbox knows by their
Message-ID and a feed reader by the entries' names, and then those that came meanwhile.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING

from scraper.errors import mishap
from scraper.model import Fault, Reason
from scraper.model.news import WatchNews
from scraper.notify import deliver
from scraper.notify.channels import AtomFile, Channel, Mail, Service
from scraper.notify.news_words import NewsWords
from scraper.notify.watch_file import SavedSearch, WatchFile
from scraper.policy.watching import FIRST_DAYS, MOST_NEWS
from scraper.store.marks import WATCH_MARKS, Mark
from scraper.store.watching import Range, Watching
from scraper.web.plain_text import one_line

if TYPE_CHECKING:
    from scraper.store import Archive

# Behind the name of a mark: up to which event a channel is being told.
_TRYING = ":trying"
# A mark of a search or a channel that the file does not name any more goes after so many days; chosen: whoever takes a
# search out for a holiday and puts it back is told of nothing twice.
_FORGET_MARKS_AFTER = dt.timedelta(days=30)
# Hexadecimal digits by which two services are told apart in the archive, which is to hold no secret.
_DIGITS = 16
# An Atom file has room for more than a message, and nobody is disturbed by it (scraper.notify.atom.MOST_ENTRIES).
_MOST_IN_A_FILE = 100
# Seconds that a run may lose to channels that do not take their news; chosen: a crawl's end waits for six services that
# hang, and not for a hundred. The others are told by the next run.
_MOST_LOST = 180.0
# Where the mail server itself is at fault, it is not asked again for each search of a run.
_OF_THE_SERVER = frozenset(
    {
        *(Reason.MAIL_SERVER_UNREACHABLE, Reason.MAIL_SERVER_INSECURE, Reason.MAIL_LOGIN_REFUSED),
        *(Reason.NO_SENDMAIL, Reason.SENDMAIL_FAILED),
    }
)


@dataclass(frozen=True, slots=True)
class Printed:
    """Whoever runs the program: news on stdout."""


Teller = Channel | Printed
"""Whom news are told."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a channel of a search is told now.

    Args:
        search: the saved search.
        channel: whom it tells.
        since: which events that are.
        news: what there is to tell, or None where there is nothing.
    """

    search: SavedSearch
    channel: Teller
    since: Range
    news: WatchNews | None


LABEL = "watch "
"""What a channel's label begins with, by which its rows in ``problems`` are known."""


@dataclass(slots=True)
class Run:
    """What a run has done.

    Attributes:
        told: what was told.
        printed: what is to be printed now, and then to be noted as told by :meth:`Watch.note_printed`.
        failed: what could not be told, with why.
        left: how many channels are left to the next run, since others have taken all the time that there is.
        lost: seconds that went by with channels that did not take their news.
    """

    told: list[Due] = field(default_factory=list)
    printed: list[Due] = field(default_factory=list)
    failed: list[tuple[Due, Fault]] = field(default_factory=list)
    left: int = 0
    lost: float = 0.0


class Watch:
    """One run of some saved searches.

    Args:
        archive: the archive; opened for writing where :meth:`tell` is called.
        file: the saved searches.
        now: the time.
        seen_day: turns a time of the archive into the local day.
    """

    def __init__(self, archive: Archive, file: WatchFile, now: dt.datetime, seen_day: Callable[[str], str]) -> None:
        self._archive = archive
        self._file = file
        self._now = now
        self._asked: Watching = archive.watching(seen_day)
        # Taken before anything is read: what a crawl archives meanwhile is for the next time.
        self._newest = self._asked.newest()
        self._marks = archive.marks.begun_with(WATCH_MARKS)

    def due(self, searches: Iterable[SavedSearch], *, prints: bool) -> Iterator[Due]:
        """Yield what each channel is to be told now; where that is nothing, too.

        Args:
            searches: of the file.
            prints: whether each search is printed, too; else only those without a channel are.
        """
        with closing(self._asked):
            for search in searches:
                for channel in _channels(search, prints=prints):
                    yield self._due(search, channel, self._newest)

    def tell(self, searches: Sequence[SavedSearch], *, prints: bool) -> Run:
        """Tell all channels what is due, and note how far they were told, and which of them could not be.

        Args:
            searches: of the file.
            prints: as for :meth:`due`.
        """
        run = Run()
        passed: list[Due] = []
        asked = set()
        with closing(self._asked):
            for search, channel in self._well_first(searches, prints=prints):
                is_too_late = run.lost >= _MOST_LOST and not isinstance(channel, Printed)
                if is_too_late:
                    run.left += 1
                    continue
                asked.add(label(search, channel))
                passed += self._tell_all(search, channel, run)
        self._note(passed, {label(due.search, due.channel): why for due, why in run.failed}, asked)
        return run

    def note_printed(self, run: Run) -> None:
        """Note that what is printed was told; after it was written, since a closed pipe would lose it else."""
        marks = {self._name(due.search, due.channel): Mark(self._now, due.since.up_to) for due in run.printed}
        if marks:
            self._put(marks)

    def test(self, search: SavedSearch) -> tuple[WatchNews, list[tuple[Teller, Fault | None]]] | None:
        """Tell each channel of a search its newest hit, and mark nothing.

        Args:
            search: of the file.

        Returns:
            What was told, and of each channel why it was not taken, or None; None where the search finds nothing.
        """
        newest = self._asked.newest_hit(search.search)
        if newest is None:
            return None
        news = WatchNews(search.id, search.name, search.words, (newest,), 1)
        # By another id, the message has another name than the one by which this article is told of in earnest, which
        # else would look like a copy. Of an entry in a feed nobody needs a second one.
        printed = replace(news, id=f"{search.id}:test", name=f"{search.name} (test)")
        sent = replace(printed, name=NewsWords(search.lang).name_of_test(search.name))
        return printed, [
            (channel, self._deliver(search, channel, news if isinstance(channel, AtomFile) else sent))
            for channel in search.channels
        ]

    def told_at(self, search: SavedSearch, channel: Teller) -> dt.datetime | None:
        """Return when a channel was last brought up to date, or None where it never was."""
        mark = self._marks.get(self._name(search, channel))
        return None if mark is None else mark.at

    def hits(self, search: SavedSearch) -> int:
        """Return how many articles a search finds."""
        return self._asked.hits(search.search)

    def _well_first(self, searches: Sequence[SavedSearch], *, prints: bool) -> list[tuple[SavedSearch, Teller]]:
        """Return whom these searches tell: first who can be told as far as is known, then who was tried longest ago.

        So those that take all the time of a run hold up nobody who is well, and each other only for a while. Services
        come behind mails and files, since many of them are down at once where the network is.
        """
        problems = self._archive.problems
        last: dict[str | None, dt.datetime] = {}
        if problems.stand_at(LABEL):
            last = {one.problem.url: one.last for one in problems.noted(()) if one.is_open}
        never = dt.datetime.min.replace(tzinfo=dt.UTC)
        all_told = [(search, channel) for search in searches for channel in _channels(search, prints=prints)]
        return sorted(all_told, key=lambda one: (last.get(label(*one), never), isinstance(one[1], Service)))

    def _tell_all(self, search: SavedSearch, channel: Teller, run: Run) -> list[Due]:
        """Tell one channel what is due; return for what there was nothing to tell."""
        passed = []
        for one in self._in_turn(search, channel):
            if one.news is None:
                # Where there is nothing in an earlier message any more, the later one begins where that did.
                if one.since.up_to == self._newest:
                    passed.append(one)
            elif isinstance(channel, Printed):
                run.printed.append(one)
            elif not self._tell(one, one.news, channel, run):
                # What is of an earlier message is told first, or its news would be told in two ways.
                break
        return passed

    def _in_turn(self, search: SavedSearch, channel: Teller) -> Iterator[Due]:
        """Yield what a channel is told by one message after the other: first what it may have been told already."""
        name = self._name(search, channel)
        trying = self._marks.get(name + _TRYING)
        if trying is not None and self._after(name) < trying.id < self._newest:
            yield self._due(search, channel, trying.id)
        yield self._due(search, channel, self._newest)

    def _after(self, name: str) -> int:
        mark = self._marks.get(name)
        return -1 if mark is None else mark.id

    def _due(self, search: SavedSearch, channel: Teller, up_to: int) -> Due:
        name = self._name(search, channel)
        mark = self._marks.get(name)
        since = Range(None if mark is None else mark.id, up_to, self._first_seen(name))
        most = _MOST_IN_A_FILE if isinstance(channel, AtomFile) else MOST_NEWS
        found, total = self._asked.news(search.search, since, most)
        news = None
        if found:
            first_days = FIRST_DAYS if mark is None else None
            news = WatchNews(search.id, search.name, search.words, found, total, first_days)
        return Due(search, channel, since, news)

    def _first_seen(self, name: str) -> dt.datetime:
        """Return since when a channel is told for the first time: still the same where that is tried again."""
        trying = self._marks.get(name + _TRYING)
        began = self._now if trying is None else trying.at
        return began - dt.timedelta(days=FIRST_DAYS)

    def _tell(self, due: Due, news: WatchNews, channel: Channel, run: Run) -> bool:
        """Tell a channel its news, and note that; return whether it took them."""
        name = self._name(due.search, channel)
        trying = self._marks.get(name + _TRYING)
        is_noted = trying is not None and trying.id == due.since.up_to
        if not is_noted:
            self._put({name + _TRYING: Mark(self._now, due.since.up_to)})
        began = monotonic()
        why = _known_fault(channel, run) or self._deliver(due.search, channel, news)
        if why is not None:
            run.lost += monotonic() - began
            run.failed.append((due, why))
            return False
        run.told.append(due)
        self._put({name: Mark(self._now, due.since.up_to)}, [name + _TRYING])
        return True

    def _deliver(self, search: SavedSearch, channel: Channel, news: WatchNews) -> Fault | None:
        try:
            return deliver(channel, news, self._file.smtp, search.lang)
        except Exception as error:  # noqa: BLE001  (a mistake of this program at one channel must not cost the others)
            return mishap(error)

    def _put(self, marks: dict[str, Mark], gone: Sequence[str] = ()) -> None:
        with self._archive.transaction():
            for name, mark in marks.items():
                self._archive.marks.put(name, mark)
            self._archive.marks.remove(gone)
        self._marks |= marks
        for name in gone:
            self._marks.pop(name, None)

    def _note(self, passed: Sequence[Due], failed: Mapping[str, Fault], asked: set[str]) -> None:
        """Note how far those are told for whom there was nothing, and which channels could not be told."""
        # An archive without events, and so without articles, leaves the first days to the first run that has some.
        marks = {
            self._name(due.search, due.channel): Mark(self._now, due.since.up_to)
            for due in passed
            if self._newest and due.since.after != due.since.up_to
        }
        gone = [name + _TRYING for name in marks if name + _TRYING in self._marks]
        gone += self._abandoned()
        if marks or gone:
            self._put(marks, gone)
        problems = self._archive.problems
        if failed or problems.stand_at(LABEL):
            known = {label(search, channel) for search in self._file.searches for channel in search.channels}
            with self._archive.transaction():
                problems.settle_addresses(LABEL, failed, asked, known, self._now)

    def _abandoned(self) -> list[str]:
        """Return the marks of searches and channels that the file does not name any more, and has not for long."""
        named = {
            self._name(search, channel) for search in self._file.searches for channel in (*search.channels, Printed())
        }
        named |= {name + _TRYING for name in named}
        return [
            name
            for name, mark in self._marks.items()
            if name not in named and self._now - mark.at > _FORGET_MARKS_AFTER
        ]

    def _name(self, search: SavedSearch, channel: Teller) -> str:
        """Return the name of the mark of a channel; it holds no secret."""
        return f"{WATCH_MARKS}{search.id}:{self._key(channel)}"

    def _key(self, channel: Teller) -> str:
        match channel:
            case Mail(to):
                return f"mail {', '.join(map(one_line, to))}"
            case AtomFile(path):
                # The same where the folder of archive and file is moved elsewhere.
                return f"atom {one_line(os.path.relpath(path, self._file.path.absolute().parent))}"
            case Service(url):
                digest = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
                return f"{_scheme(url)} {digest[:_DIGITS]}"
        return "stdout"


def label(search: SavedSearch, channel: Teller) -> str:
    """Return whom a search tells, as ``problems.url`` has it: ``watch wohngeld: mail to press@example.org``."""
    return f"{LABEL}{search.id}: {shown(search, channel)}"


def is_label(address: str | None) -> bool:
    """Return whether an address of ``problems`` is a channel of a saved search."""
    return address is not None and address.startswith(LABEL)


def shown(search: SavedSearch, channel: Teller) -> str:
    """Return a channel as people are shown it, without secrets.

    Args:
        search: two services of one kind are numbered in its order.
        channel: of the search, or stdout.
    """
    match channel:
        case Mail(to):
            return f"mail to {', '.join(map(one_line, to))}"
        case AtomFile(path):
            return f"Atom file {one_line(str(path))}"
        case Service(url):
            scheme = _scheme(url)
            alike = [one for one in search.channels if isinstance(one, Service) and _scheme(one.url) == scheme]
            number = f" ({alike.index(channel) + 1})" if len(alike) > 1 else ""
            return f"{scheme}://***{number}"
    return "stdout"


def _known_fault(channel: Channel, run: Run) -> Fault | None:
    """Return why a channel cannot be told, where this run knows that already, or None."""
    for due, why in run.failed:
        is_of_the_server = isinstance(channel, Mail) and why.reason in _OF_THE_SERVER
        if is_of_the_server or channel == due.channel:
            return why
    return None


def _channels(search: SavedSearch, *, prints: bool) -> tuple[Teller, ...]:
    """Return whom a search tells; on stdout too where that is asked for, or where there is nobody else."""
    if prints or not search.channels:
        return (*search.channels, Printed())
    return search.channels


def _scheme(url: str) -> str:
    return one_line(url.partition("://")[0])
