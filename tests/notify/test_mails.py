"""A mail arrives whole, once, at all of its recipients or at none; and what a server does wrong is a sentence."""

from __future__ import annotations

import shutil
import socket
import ssl
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from news_made import CHANGED, GONE, NEW, hostile, news

from mail_server import MailServer, mail_server
from ports import refusing
from scraper.model import Fault, Reason, fault
from scraper.model.news import WatchNews
from scraper.notify import Mail, SmtpSettings, deliver, smtp
from scraper.notify import sendmail as sendmail_module
from scraper.notify.message import address, compose, letter, own_address

TOLD = news(NEW, CHANGED, GONE)
TO = Mail(("press@example.org",))


def settings(server: MailServer, **more: object) -> SmtpSettings:
    base = SmtpSettings("127.0.0.1", server.port, "Archiv <archive@example.org>")
    return replace(base, **more)  # type: ignore[arg-type]


def test_a_mail_as_it_arrives() -> None:
    with mail_server() as server:
        assert deliver(TO, TOLD, settings(server)) is None
    (taken,) = server.taken
    assert (taken.sender, taken.recipients) == ("archive@example.org", ["press@example.org"])
    message = taken.message
    assert message["From"] == "Archiv <archive@example.org>"
    assert message["To"] == "press@example.org"
    assert message["Subject"] == "Wohngeld: 1 new, 1 changed, 1 gone"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime.tzinfo is not None
    assert message["MIME-Version"] == "1.0"
    assert message.get_content_type() == "multipart/alternative"
    text, page = message.iter_parts()
    assert (text.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == (
        "Wohngeld: 1 new, 1 changed, 1 gone\n"
        "Searched for: Wohngeld OR Mietzuschuss site:amtsblick\n"
        "\n"
        "New\n"
        "\n"
        "2026-11-26 · amtsblick\n"
        "  Thüringen: Wohngeld wird in allen Ämtern digital beantragt\n"
        "  Das Land führt den Antrag für alle Straßen und Plätze ein.\n"
        "  https://amtsblick.example/news/wohngeld\n"
        "\n"
        "Changed\n"
        "\n"
        "2026-11-26 · amtsblick\n"
        "  Thüringen: Wohngeld wird in allen Ämtern digital beantragt\n"
        "  changed on 2026-11-27: title, body\n"
        "  Das Land führt den Antrag für alle Straßen und Plätze ein.\n"
        "  https://amtsblick.example/2\n"
        "\n"
        "Gone\n"
        "\n"
        "2026-11-26 · amtsblick\n"
        "  Wohngeld wird in allen Ämtern digital beantragt\n"
        "  gone since 2026-11-27\n"
        "  https://amtsblick.example/3\n"
    )
    assert '<a href="https://amtsblick.example/news/wohngeld">Thüringen: Wohngeld' in page.get_content()


def test_the_message_is_ascii_in_short_lines_on_the_wire() -> None:
    with mail_server() as server:
        assert deliver(TO, news(replace(NEW, lead="Straße " * 500), name="Förderung Öffentlicher Dienst " * 9),
                       settings(server)) is None  # fmt: skip
    data = server.taken[0].data
    assert data.isascii()
    # RFC 5322 §2.1.1.
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert server.taken[0].message["Subject"] == ("Förderung Öffentlicher Dienst " * 9).strip() + ": 1 new"


def test_an_address_stays_whole_in_the_text() -> None:
    url = "https://amtsblick.example/" + "sehr-langer-name-" * 20
    with mail_server() as server:
        assert deliver(TO, news(replace(NEW, url=url)), settings(server)) is None
    text = next(server.taken[0].message.iter_parts()).get_content()
    assert f"  {url}\n" in text.replace("\r\n", "\n")


def test_what_pages_say_forges_no_message() -> None:
    plain = news(*(NEW for _ in hostile().news))
    with mail_server() as server:
        assert deliver(TO, plain, settings(server)) is None
        assert deliver(TO, hostile(), settings(server)) is None
    usual, forged = server.taken
    assert forged.recipients == ["press@example.org"]
    assert list(forged.message.keys()) == list(usual.message.keys())
    assert [part.get_content_type() for part in forged.message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    text, page = (part.get_content() for part in forged.message.iter_parts())
    assert "\nBcc" not in text
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert not {"\x1b", "\x9b", "\u202e", "\u061c"} & set(text + page)


def test_the_name_of_a_search_forges_no_header() -> None:
    with mail_server() as server:
        assert deliver(TO, news(NEW, name="Wohngeld\r\nBcc: x@example.org\n"), settings(server)) is None
    assert server.taken[0].message["Subject"] == "Wohngeld Bcc: x@example.org: 1 new"
    assert server.taken[0].message["Bcc"] is None


def test_the_same_news_have_the_same_message_id_and_others_another() -> None:
    told = [TOLD, TOLD, news(NEW), news(NEW, replace(GONE, event_id=9)), replace(TOLD, id="Wohn geld>\r\n")]
    with mail_server() as server:
        for one in told:
            assert deliver(TO, one, settings(server)) is None
        assert deliver(Mail(("other@example.org",)), TOLD, settings(server)) is None
    ids = [taken.message["Message-ID"] for taken in server.taken]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 5
    assert ids[0].startswith("<wohngeld.3.")
    assert all(one.endswith("@example.org>") for one in ids)


def test_several_recipients_get_one_message() -> None:
    with mail_server() as server:
        to = Mail(("press@example.org", "Jörg Müller <joerg@müller.example>"))
        assert deliver(to, TOLD, settings(server)) is None
    (taken,) = server.taken
    assert taken.recipients == ["press@example.org", "joerg@xn--mller-kva.example"]
    assert taken.message["To"] == "press@example.org, Jörg Müller <joerg@xn--mller-kva.example>"


@pytest.mark.parametrize(
    ("answer", "said", "step"),
    [
        ("550 5.1.1 No such mailbox", "refuses nobody@example.org (550 5.1.1 No such mailbox)",
         "Correct the address in the watch file, or ask who runs the mail server."),
        ("450 4.2.1 Mailbox busy", "did not take the message (it defers nobody@example.org (450 4.2.1 Mailbox busy))",
         "It is tried again the next time."),
    ],
)  # fmt: skip
def test_where_one_recipient_is_refused_nobody_is_told_and_it_is_named(answer: str, said: str, step: str) -> None:
    to = Mail(("press@example.org", "nobody@example.org", "gone@example.org"))
    with mail_server(refused={"nobody@example.org": answer}) as server:
        told = deliver(to, TOLD, settings(server))
        assert server.taken == []
        server.refused.clear()
        assert deliver(to, TOLD, settings(server)) is None
    assert told is not None
    assert told.advice == f"the mail server 127.0.0.1:{server.port} {said}. {step}"
    assert len(server.taken) == 1


def test_what_the_server_has_taken_is_taken_whatever_comes_behind_it() -> None:
    with mail_server(drops_at_quit=True) as server:
        assert deliver(TO, TOLD, settings(server)) is None
    assert len(server.taken) == 1


def _with_login(server: MailServer) -> SmtpSettings:
    return settings(server, user="archiv", password="geheim")  # noqa: S106


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ({"data_answer": "451 4.3.0 Try again"}, "did not take the message (451 4.3.0 Try again)"),
        ({"data_answer": "554 5.7.1 Spam\x1b[31m"}, "did not take the message (554 5.7.1 Spam[31m)"),
        ({"drops": True}, "did not take the message (connection lost)"),
        ({"sender_answer": "553 5.7.1 Not yours"},
         "refuses archive@example.org as sender (553 5.7.1 Not yours)"),
    ],
)  # fmt: skip
def test_what_the_server_does_wrong_is_said_and_the_next_time_it_is_taken(does: dict[str, object], said: str) -> None:
    with mail_server(**does) as server:
        told = deliver(TO, TOLD, settings(server))
        assert server.taken == []
        server.data_answer = server.sender_answer = None
        server.drops = False
        assert deliver(TO, TOLD, settings(server)) is None
    assert str(told) == f"the mail server 127.0.0.1:{server.port} {said}"
    assert len(server.taken) == 1


def test_a_password_may_have_umlauts() -> None:
    with mail_server(password="schlüssel") as server:  # noqa: S106
        assert deliver(TO, TOLD, replace(_with_login(server), password="schlüssel")) is None  # noqa: S106
    assert len(server.taken) == 1


def test_a_login() -> None:
    with mail_server(password="geheim") as server:  # noqa: S106
        assert deliver(TO, TOLD, _with_login(server)) is None
        wrong = deliver(TO, TOLD, replace(_with_login(server), password="falsch"))  # noqa: S106
        beyond_ascii = deliver(TO, TOLD, replace(_with_login(server), password="schlüssel"))  # noqa: S106
    with mail_server() as without:
        none = deliver(TO, TOLD, _with_login(without))
    assert len(server.taken) == 1
    for problem in (wrong, beyond_ascii, none):
        assert isinstance(problem, Fault)
        assert problem.reason is Reason.MAIL_LOGIN_REFUSED
        assert "falsch" not in str(problem)
        assert "geheim" not in str(problem)
    assert str(none) == (
        f"the mail server 127.0.0.1:{without.port} refuses the login of 'archiv' (SMTP AUTH extension not supported by"
        " server.)"
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate that nobody has signed, as a mail server in an office may have one."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl command here")
    pem = tmp_path_factory.mktemp("tls") / "one.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", pem, "-out", f"{pem}.crt",
         "-subj", "/CN=amt.example", "-days", "30"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{pem}.crt", pem)
    return context


def test_tls_is_used_where_it_is_offered_and_trusted_where_it_must(certificate: ssl.SSLContext) -> None:
    with mail_server(certificate) as server:
        assert deliver(TO, TOLD, settings(server)) is None
        assert deliver(TO, TOLD, settings(server, tls="none")) is None
        demanded = deliver(TO, TOLD, settings(server, tls="starttls"))
        # A password goes to nobody who cannot prove a name.
        with_password = deliver(TO, TOLD, _with_login(server))
    assert [taken.secure for taken in server.taken] == [True, False]
    for problem in (demanded, with_password):
        assert isinstance(problem, Fault)
        assert problem.reason is Reason.MAIL_SERVER_INSECURE


def test_tls_that_is_demanded_and_not_offered() -> None:
    with mail_server() as server:
        demanded = deliver(TO, TOLD, settings(server, tls="starttls"))
        from_the_first_byte = deliver(TO, TOLD, settings(server, tls="tls"))
    assert str(demanded) == (
        f"the mail server 127.0.0.1:{server.port} gives no secure connection (it offers no STARTTLS)"
    )
    assert isinstance(from_the_first_byte, Fault)
    assert from_the_first_byte.reason is Reason.MAIL_SERVER_INSECURE
    assert server.taken == []


def test_a_server_that_refuses_connections() -> None:
    with refusing() as url:
        port = int(url.rpartition(":")[2])
        told = deliver(TO, TOLD, SmtpSettings("127.0.0.1", port, "archive@example.org"))
    assert str(told) == f"the mail server 127.0.0.1:{port} cannot be reached (connection refused)"


@pytest.mark.parametrize(("host", "port"), [("", 0), ("127.0.0.1", 70_000), ("a" * 300, 25), ("a\0b", 25)])
def test_a_server_that_cannot_be(host: str, port: int) -> None:
    told = deliver(TO, TOLD, SmtpSettings(host, port, "archive@example.org"))
    assert isinstance(told, Fault)
    assert told.reason is Reason.MAIL_SERVER_UNREACHABLE


@contextmanager
def _raw_server(greeting: bytes, *, drips: bool = False) -> Iterator[int]:
    """Yield the port of a server that says this and then nothing, or a byte now and then."""
    over = threading.Event()

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            try:
                connection.sendall(greeting)
                while not over.wait(0.05):
                    if drips:
                        connection.sendall(b"2")
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    ("greeting", "drips", "said"),
    [
        (b"", False, "cannot be reached (no answer in time)"),
        (b"", True, "did not take the message (no answer in time)"),
        (b"220 amt.example\r\n", False, "did not take the message (no answer in time)"),
        (b"220 amt.example\r\n", True, "did not take the message (no answer in time)"),
        (b"554 Go away\r\n", False, "cannot be reached (554 Go away)"),
    ],
)
def test_a_server_has_so_much_time_and_no_more(
    monkeypatch: pytest.MonkeyPatch, greeting: bytes, drips: bool, said: str
) -> None:
    monkeypatch.setattr(smtp, "_STEP_SECONDS", 0.3)
    monkeypatch.setattr(smtp, "_TOTAL_SECONDS", 0.6)
    begin = time.monotonic()
    with _raw_server(greeting, drips=drips) as port:
        told = deliver(TO, TOLD, SmtpSettings("127.0.0.1", port, "archive@example.org"))
    assert time.monotonic() - begin < 30
    assert str(told) == f"the mail server 127.0.0.1:{port} {said}"


def _program(folder: Path, script: str) -> Path:
    program = folder / "sendmail"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_sendmail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, f'echo "$@" > {tmp_path}/args; /bin/cat > {tmp_path}/message')
    monkeypatch.setenv("PATH", str(tmp_path))
    assert deliver(Mail(("press@example.org", "two@example.org")), TOLD) is None
    assert (tmp_path / "args").read_text() == "-oi -t\n"
    data = (tmp_path / "message").read_bytes()
    assert b"\r" not in data
    assert b"\nTo: press@example.org, two@example.org\n" in data
    assert b"\nSubject: Wohngeld: 1 new, 1 changed, 1 gone\n" in data
    assert data.startswith(b"From: scraper <")


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("/bin/cat >/dev/null; echo 'sendmail: no\033[31m route' >&2; exit 75", "exit code 75: sendmail: no[31m route"),
        ("exit 1", "exit code 1"),
        ("exec /bin/sleep 20", "it did not end in 0.3 seconds"),
    ],
)
def test_a_sendmail_that_does_not_send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str) -> None:
    program = _program(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sendmail_module, "_TIMEOUT_SECONDS", 0.3 if "sleep" in script else 60)
    assert str(deliver(TO, TOLD)) == f"{program} did not take the message ({why})"


def test_no_sendmail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sendmail_module, "_FOLDERS", str(tmp_path))
    told = deliver(TO, TOLD)
    assert told is not None
    assert told.advice == (
        "there is no program 'sendmail' that would send mail. Name a mail server under [smtp] in the watch file."
    )


@pytest.mark.parametrize(
    "text",
    [
        "", "press", "@example.org", "press@", "press@ex ample.org", "a@b\r\nBcc: x@example.org", "jörg@example.org",
        "press@" + "a" * 70 + ".example", "a@b@c..d", "<>", "press@example.org, two@example.org", "\ud800@example.org",
        "Press\x1b[31m <press@example.org>", "Press\r\nBcc: x <press@example.org>",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    found = address(text)
    assert isinstance(found, Fault), found
    assert found.reason is Reason.BAD_MAIL_ADDRESS
    assert isinstance(deliver(Mail((text,)), TOLD), Fault)
    sender = deliver(TO, TOLD, SmtpSettings("127.0.0.1", 1, text))
    assert isinstance(sender, Fault)
    assert sender.reason is Reason.BAD_MAIL_ADDRESS


def test_what_is_wrong_with_an_address_is_said() -> None:
    assert deliver(Mail(("press@example.org", "pres se@example.org")), TOLD) == fault(
        Reason.BAD_MAIL_ADDRESS, address="pres se@example.org"
    )


@pytest.mark.parametrize(
    ("user", "machine", "shown"),
    [
        ("root", "amt", "root@amt"),
        ("müller", "büro", "scraper@localhost"),
        ("a\nb", "", "scraper@localhost"),
        ("a b", "amt.example", '"a b"@amt.example'),
    ],
)
def test_the_sender_that_nobody_named(monkeypatch: pytest.MonkeyPatch, user: str, machine: str, shown: str) -> None:
    monkeypatch.setenv("LOGNAME", user)
    monkeypatch.setattr("socket.gethostname", lambda: machine)
    sender = own_address()
    assert sender.addr_spec == shown
    assert f"From: scraper <{shown}>\r\n".encode() in compose(letter(news(NEW)), sender, [sender]).as_bytes()


def test_many_news_are_one_mail() -> None:
    many = WatchNews("w", "W", "w", tuple(replace(NEW, event_id=number) for number in range(1000)), 1200)
    with mail_server() as server:
        assert deliver(TO, many, settings(server)) is None
    assert server.taken[0].message["Subject"] == "W: 1,000 new, 200 more"
