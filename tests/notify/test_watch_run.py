"""A run of saved searches: each channel is told everything once, whatever breaks in between."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import pytest

from empty_archive import put_empty_archive
from mail_server import MailServer, mail_server
from scraper.model import Reason, fault
from scraper.notify import AtomFile, Mail, Service
from scraper.notify import watch as watch_room
from scraper.notify.watch import Run, Watch, shown
from scraper.notify.watch_file import load_watch_file
from scraper.store import Archive
from scraper.store.days import utc_day
from store_records import NOW, plain, rows, save

DAY = dt.timedelta(days=1)
SERVER = 'lang = "en"\n[smtp]\nhost = "127.0.0.1"\nport = {port}\nfrom = "archive@example.org"\n'
ONE = SERVER + '[wohngeld]\nname = "Wohngeld"\nwords = "Wohngeld"\nmail = ["press@example.org"]\n'
LABEL = "watch wohngeld: mail to press@example.org"


class Office:
    """An archive with articles on a subject, and runs of the saved searches of a file.

    Args:
        archive: opened for writing.
        file: of the saved searches.
        server: takes the mails.
    """

    def __init__(self, archive: Archive, file: Path, server: MailServer) -> None:
        self.archive = archive
        self.file = file
        self.server = server
        self.now = NOW
        self.written(ONE)

    def written(self, text: str) -> None:
        self.file.write_text(text.format(port=self.server.port), encoding="utf-8")

    def article(self, number: int, text: str = "Ein Antrag.") -> None:
        save(self.archive, plain(number, title=f"Wohngeld {number}", body=text), text.encode(), at=self.now)

    def run(self, *, prints: bool = False) -> Run:
        file = load_watch_file(self.file, lambda: ("amtsblick",))
        self.now += DAY
        return Watch(self.archive, file, self.now, utc_day).tell(file.searches, prints=prints)

    @property
    def subjects(self) -> list[str]:
        return [str(one.message["Subject"]) for one in self.server.taken]

    @property
    def ids(self) -> list[str]:
        return [str(one.message["Message-ID"]) for one in self.server.taken]

    def marks(self) -> list[Any]:
        return list(rows(self.archive, "SELECT name, id FROM marks ORDER BY name"))

    def problems(self) -> list[Any]:
        return list(rows(self.archive, "SELECT site, url, code, times, until IS NULL FROM problems ORDER BY id"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    put_empty_archive(tmp_path / "archive.db")
    with Archive.open(tmp_path / "archive.db") as archive, mail_server() as server:
        yield Office(archive, tmp_path / "watch.toml", server)


def test_everything_is_told_once(office: Office) -> None:
    office.article(1)
    assert [len(office.run().told), len(office.run().told)] == [1, 0]
    office.article(2)
    office.article(1, "Zwei Anträge.")
    office.run()
    assert office.subjects == ["Wohngeld: 1 new", "Wohngeld: 1 new, 1 changed"]
    assert office.marks() == [("watch:wohngeld:mail press@example.org", 3)]
    text = office.server.taken[0].message.get_body(("plain",))
    assert text is not None
    assert "Told for the first time: what came into the archive in the last 7 days." in text.get_content()


def test_an_archive_without_articles_leaves_the_first_days_to_the_first_that_has_some(office: Office) -> None:
    office.run()
    assert office.marks() == []
    office.article(1)
    office.run()
    assert office.subjects == ["Wohngeld: 1 new"]


def test_what_is_not_found_moves_the_mark(office: Office) -> None:
    save(office.archive, plain(1))
    office.run()
    save(office.archive, plain(2), at=office.now)
    office.run()
    assert (office.marks(), office.subjects) == ([("watch:wohngeld:mail press@example.org", 2)], [])


def test_a_server_that_is_down_is_tried_again_and_loses_nothing(office: Office) -> None:
    office.article(1)
    office.server.data_answer = "451 später"
    run = office.run()
    assert [(str(why), due.search.id) for due, why in run.failed] == [
        (f"the mail server 127.0.0.1:{office.server.port} did not take the message (451 später)", "wohngeld")
    ]
    assert office.marks() == [("watch:wohngeld:mail press@example.org:trying", 1)]
    assert office.problems() == [(None, LABEL, "mail_not_taken", 1, 1)]
    office.article(2)
    office.run()
    assert office.problems() == [(None, LABEL, "mail_not_taken", 2, 1)]
    office.server.data_answer = None
    assert len(office.run().told) == 2
    # What may have been taken already is told as it was then; what came meanwhile in a message of its own.
    assert office.subjects == ["Wohngeld: 1 new", "Wohngeld: 1 new"]
    assert office.problems() == [(None, LABEL, "mail_not_taken", 2, 0)]
    assert office.run().told == []
    assert office.marks() == [("watch:wohngeld:mail press@example.org", 2)]


def test_another_fault_of_the_same_channel_is_one_trouble(office: Office) -> None:
    office.article(1)
    office.server.data_answer = "451 später"
    office.run()
    office.server.data_answer = None
    office.server.refused = {"press@example.org": "550 unbekannt"}
    office.run()
    assert office.problems() == [(None, LABEL, "mail_not_taken", 1, 0), (None, LABEL, "mail_address_refused", 1, 1)]


class Killed(BaseException):
    """The end of the process."""


@pytest.mark.parametrize("more", [False, True])
def test_a_run_that_is_killed_before_it_has_noted_what_was_taken_tells_the_very_same(
    office: Office, monkeypatch: pytest.MonkeyPatch, more: bool
) -> None:
    office.article(1)
    deliver = watch_room.deliver

    def dies(*args: Any) -> None:
        assert deliver(*args) is None
        raise Killed

    monkeypatch.setattr(watch_room, "deliver", dies)
    with pytest.raises(Killed):
        office.run()
    monkeypatch.undo()
    if more:
        office.article(2)
    office.run()
    # By its Message-ID, the mailbox knows the second as the first (RFC 5322 §3.6.4).
    assert len(office.ids) == (3 if more else 2)
    assert office.ids[0] == office.ids[1]
    assert len(set(office.ids)) == (2 if more else 1)
    assert office.run().told == []


def test_the_first_days_are_the_same_when_they_are_tried_again(office: Office) -> None:
    office.article(1)
    office.now += 5.5 * DAY
    office.server.data_answer = "451 später"
    office.run()
    office.server.data_answer = None
    # The article came more than seven days ago by now.
    office.run()
    assert office.subjects == ["Wohngeld: 1 new"]


def test_what_is_not_to_be_told_any_more_holds_up_nothing(office: Office) -> None:
    office.article(1)
    office.run()
    office.article(2)
    office.server.data_answer = "451 später"
    office.run()
    office.server.data_answer = None
    with office.archive.transaction():
        office.archive._db.execute("DELETE FROM articles WHERE id = 2")
    office.article(3)
    assert [len(office.run().told), len(office.run().told)] == [1, 0]
    assert office.problems()[0][-1] == 0


def test_an_answer_that_was_lost_makes_no_second_message(office: Office) -> None:
    """The server took the message, and the connection broke before it could say so."""
    office.article(1)
    taken = office.server.handle_DATA

    async def takes_and_drops(server: Any, session: Any, envelope: Any) -> str:
        await taken(server, session, envelope)
        server.transport.abort()
        return "250 never heard"

    office.server.handle_DATA = takes_and_drops  # type: ignore[method-assign]
    assert len(office.run().failed) == 1
    del office.server.handle_DATA  # type: ignore[method-assign]
    office.article(2)
    office.run()
    assert office.ids[0] == office.ids[1] != office.ids[2]


def test_each_address_is_told_for_itself(office: Office) -> None:
    office.written(ONE.replace('["press@example.org"]', '["press@example.org", "chef@example.org"]'))
    office.article(1)
    office.server.refused = {"chef@example.org": "550 unbekannt"}
    office.run()
    assert [one.recipients for one in office.server.taken] == [["press@example.org"]]
    office.server.refused = {}
    office.run()
    assert [one.recipients for one in office.server.taken] == [["press@example.org"], ["chef@example.org"]]


def test_a_mail_server_that_is_away_is_asked_once_a_run(office: Office) -> None:
    two = '[wohngeld]\nwords = "Wohngeld"\nmail = ["a@example.org", "b@example.org"]\natom = "out/w.xml"\n'
    office.written(SERVER.replace("127.0.0.1", "no-such-host.invalid") + two)
    office.article(1)
    run = office.run()
    server = f"no-such-host.invalid:{office.server.port}"
    assert {str(why) for _, why in run.failed} == {
        f"the mail server {server} cannot be reached (no such host, or no network)"
    }
    assert len(run.failed) == 2
    assert run.failed[0][1] is run.failed[1][1]
    # The others are told all the same.
    feed = feedparser.parse((office.file.parent / "out" / "w.xml").read_bytes())
    assert [entry.title for entry in feed.entries] == ["Wohngeld 1"]


def test_services_that_hang_hold_up_a_run_so_long_and_no_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    services = ", ".join(f'"json://127.0.0.1:9/{number}"' for number in range(20))
    hanging = f'[hanging]\nwords = "Wohngeld"\nnotify = [{services}, "json://127.0.0.1:9/well"]\n'
    office.written(SERVER + hanging + '[printed]\nwords = "Wohngeld"\n' + ONE.removeprefix(SERVER))
    office.article(1)
    deliver, clock = watch_room.deliver, [0.0]
    asked: list[str] = []

    def hangs(channel: Any, *args: Any) -> Any:
        if not isinstance(channel, Service):
            return deliver(channel, *args)
        asked.append(channel.url.rpartition("/")[2])
        if asked[-1] == "well":
            return None
        clock[0] += 30
        return fault(Reason.SERVICE_FAILED, service="json://***", why="no answer in 30 seconds")

    monkeypatch.setattr(watch_room, "deliver", hangs)
    monkeypatch.setattr(watch_room, "monotonic", lambda: clock[0])
    run = office.run()
    assert (len(run.failed), run.left, run.lost) == (6, 15, 180)
    # A mail waits for no service, and what is printed for nobody.
    assert (office.subjects, len(run.printed), len(office.problems())) == (["Wohngeld: 1 new"], 1, 6)
    assert [office.run().left for _ in range(3)] == [15, 15, 14]
    # Each was tried before any was tried again, and who is well before those.
    assert asked == [*map(str, range(20)), "well", "0", "1", "2", "3"]
    assert len(office.problems()) == 20
    office.article(2)
    assert [due.search.id for due in office.run().told] == ["wohngeld", "hanging"]
    monkeypatch.setattr(watch_room, "deliver", lambda *_: None)
    assert (office.run().left, len(office.run().told)) == (0, 0)
    assert {row[4] for row in office.problems()} == {0}


def test_who_comes_later_is_told_of_the_first_days(office: Office) -> None:
    office.article(1)
    office.run()
    office.written(ONE.replace('["press@example.org"]', '["press@example.org", "chef@example.org"]'))
    office.run()
    assert [one.recipients for one in office.server.taken] == [["press@example.org"], ["chef@example.org"]]


def test_other_words_hold_from_now_on(office: Office) -> None:
    office.article(1)
    save(office.archive, plain(2, title="Mietzuschuss"), at=office.now)
    office.run()
    office.written(ONE.replace('words = "Wohngeld"', 'words = "Mietzuschuss"'))
    office.run()
    assert office.subjects == ["Wohngeld: 1 new"]
    save(office.archive, plain(3, title="Mietzuschuss neu"), at=office.now)
    office.run()
    assert office.subjects == ["Wohngeld: 1 new", "Wohngeld: 1 new"]


def test_marks_of_a_search_that_was_taken_out_go_after_a_month(office: Office) -> None:
    office.article(1)
    office.run()
    office.written(SERVER)
    for _ in range(30):
        office.run()
    assert office.marks() == [("watch:wohngeld:mail press@example.org", 1)]
    # Whoever puts it back before is told of nothing twice.
    office.run()
    assert office.marks() == []


def test_trouble_of_a_channel_that_was_taken_out_ends_without_a_word(office: Office) -> None:
    office.article(1)
    office.server.data_answer = "451 später"
    office.run()
    with office.archive.transaction():
        office.archive.problems.mark_told([1], office.now)
    office.written(SERVER)
    office.run()
    assert office.problems() == [(None, LABEL, "mail_not_taken", 1, 0)]
    assert office.archive.problems.noted(()) == []


def test_a_thousand_changes_make_one_message(office: Office) -> None:
    for number in range(1, 61):
        office.article(number)
    office.run()
    text = office.server.taken[0].message.get_body(("plain",))
    assert text is not None
    assert office.subjects == ["Wohngeld: 50 new, 10 more"]
    assert "And 10 more; 'scraper search' and 'scraper history' show them." in text.get_content()
    assert office.run().told == []


def test_what_is_printed_is_told_when_it_was_printed(office: Office) -> None:
    office.written('[wohngeld]\nwords = "Wohngeld"\n')
    office.article(1)
    assert len(office.run().printed) == 1
    run = office.run()
    assert [one.news.total for one in run.printed if one.news] == [1]
    file = load_watch_file(office.file, lambda: ())
    Watch(office.archive, file, office.now, utc_day).note_printed(run)
    assert office.run().printed == []


def test_a_mistake_of_the_program_is_of_one_channel(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.written(ONE + 'atom = "w.xml"\n')
    office.article(1)
    deliver = watch_room.deliver

    def breaks(channel: Any, *args: Any) -> Any:
        if isinstance(channel, Mail):
            raise ZeroDivisionError("oh")
        return deliver(channel, *args)

    monkeypatch.setattr(watch_room, "deliver", breaks)
    run = office.run()
    assert [why.reason for _, why in run.failed] == [Reason.PROGRAM_ERROR]
    assert [due.channel for due in run.told] == [AtomFile(office.file.parent / "w.xml")]


def test_a_copy_of_the_archive_tells_for_itself(office: Office, tmp_path: Path) -> None:
    office.article(1)
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        office.archive._db.conn.backup(copy)
    office.run()
    with Archive.open(tmp_path / "copy.db") as archive:
        file = load_watch_file(office.file, lambda: ())
        Watch(archive, file, office.now, utc_day).tell(file.searches, prints=False)
    # The same news have the same name, so that the mailbox can tell.
    assert office.ids[0] == office.ids[1]


def test_no_secret_of_an_address_is_kept_or_shown(office: Office) -> None:
    text = (
        '[wohngeld]\nwords = "Wohngeld"\nnotify = ["json://u:geheim@127.0.0.1:9/a", "json://u:geheim@127.0.0.1:9/b"]\n'
    )
    office.written(text)
    office.article(1)
    run = office.run()
    search = load_watch_file(office.file, lambda: ()).searches[0]
    assert [shown(search, one) for one in search.channels] == ["json://*** (1)", "json://*** (2)"]
    assert len(run.failed) == 2
    assert len({name for name, _ in office.marks()}) == 2
    kept = f"{office.marks()} {office.problems()} {[str(why) for _, why in run.failed]}"
    assert "geheim" not in kept


def test_a_clock_that_jumps_changes_nothing(office: Office) -> None:
    office.article(1)
    office.run()
    office.now += 400 * DAY
    office.run()
    office.now -= 800 * DAY
    office.article(2)
    office.run()
    assert office.subjects == ["Wohngeld: 1 new", "Wohngeld: 1 new"]
