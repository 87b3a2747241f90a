"""Services are told by apprise: one message each, nothing on stderr, no secret in any fault."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from news_made import CHANGED, NEW, hostile, news

from ports import refusing
from scraper.model import Fault, Reason
from scraper.notify import Service, deliver
from scraper.notify import service as service_module

pytest.importorskip("apprise")


@dataclass
class Listener:
    """What the listener answers, and what it was told."""

    status: int = 200
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    port: int = 0
    silent: threading.Event | None = None


@contextmanager
def listener(**does: Any) -> Iterator[Listener]:
    """Yield a server on loopback that takes what apprise posts."""
    state = Listener(**does)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            if state.silent is not None:
                state.silent.wait(20)
            state.told.append((self.path, json.loads(data)))
            self.send_response(state.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield state
        finally:
            if state.silent is not None:
                state.silent.set()
            server.shutdown()
            thread.join()


BODY = """\
Searched for: Wohngeld OR Mietzuschuss site:amtsblick

New

2026-11-26 · amtsblick
  Thüringen: Wohngeld wird in allen Ämtern digital beantragt
  Das Land führt den Antrag für alle Straßen und Plätze ein.
  https://amtsblick.example/news/wohngeld
"""


def test_one_message_with_a_title(capfd: pytest.CaptureFixture[str]) -> None:
    with listener() as server:
        assert deliver(Service(f"json://127.0.0.1:{server.port}/hook"), news(NEW)) is None
    ((path, told),) = server.told
    assert path == "/hook"
    assert (told["title"], told["message"]) == ("Wohngeld: 1 new", BODY.rstrip("\n"))
    assert capfd.readouterr() == ("", "")


def test_a_message_in_german() -> None:
    with listener() as server:
        service = Service(f"json://127.0.0.1:{server.port}/hook")
        assert deliver(service, news(NEW, more=1), lang="de") is None
    ((_, told),) = server.told
    assert told["title"] == "Wohngeld: 1 neuer Artikel, 1 weiterer"
    assert told["message"].startswith("Gesucht: Wohngeld OR Mietzuschuss site:amtsblick\n\nNeu\n\n26. November 2026 ·")


def test_ntfy() -> None:
    with listener() as server:
        assert deliver(Service(f"ntfy://127.0.0.1:{server.port}/topic"), news(NEW, CHANGED)) is None
    ((_, told),) = server.told
    assert told["topic"] == "topic"
    assert told["title"] == "Wohngeld: 1 new, 1 changed"
    assert "changed on 2026-11-27: title, body" in told["message"]


def test_markdown_where_a_service_takes_nothing_else() -> None:
    with listener() as server:
        url = f"ntfy://127.0.0.1:{server.port}/topic?format=markdown"
        assert deliver(Service(url), news(replace(NEW, title="[x](javascript:alert(1))"))) is None
    ((_, told),) = server.told
    assert "**Thüringen: \\[x\\]\u200b(javascript:alert(1))**" in told["message"]


def test_what_pages_say_calls_nobody() -> None:
    with listener() as server:
        assert deliver(Service(f"json://127.0.0.1:{server.port}/"), hostile()) is None
    message = server.told[0][1]["message"]
    for call in ("@everyone", "@here", "<!channel", "<@U012", "](javascript"):
        assert call not in message


def test_a_long_message_is_cut_and_says_so() -> None:
    many = news(*(replace(NEW, event_id=number) for number in range(500)))
    with listener() as server:
        assert deliver(Service(f"ntfy://127.0.0.1:{server.port}/topic"), many) is None
    message = server.told[0][1]["message"]
    told = message.count("https://amtsblick.example/news/wohngeld")
    assert 10 < told < 25
    assert message.endswith(f"And {500 - told} more; 'scraper search' and 'scraper history' show them.")
    assert server.told[0][1]["title"] == "Wohngeld: 500 new"


@pytest.mark.parametrize("status", [500, 403, 429])
def test_a_service_that_does_not_take_it(status: int, capfd: pytest.CaptureFixture[str]) -> None:
    with listener(status=status) as server:
        url = f"json://max:geheim@127.0.0.1:{server.port}/hook?+X-Token=sehrgeheim"
        told = deliver(Service(url), news(NEW))
        server.status = 200
        assert deliver(Service(url), news(NEW)) is None
    assert isinstance(told, Fault)
    assert told.reason is Reason.SERVICE_FAILED
    assert str(told).startswith(
        f"the service json://max:****@127.0.0.1:{server.port}/hook did not take the message (Failed to send JSON"
    )
    assert f"error={status}" in str(told)
    assert "geheim" not in str(told)
    assert capfd.readouterr() == ("", "")


def test_a_service_that_is_down(capfd: pytest.CaptureFixture[str]) -> None:
    with refusing() as url:
        told = deliver(Service(f"json://{url.removeprefix('http://')}/"), news(NEW))
    assert isinstance(told, Fault)
    assert told.reason is Reason.SERVICE_FAILED
    assert "A Connection error occurred" in str(told)
    assert capfd.readouterr() == ("", "")


def test_a_service_has_so_much_time_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_module, "_TOTAL_SECONDS", 0.3)
    with listener(silent=threading.Event()) as server:
        told = deliver(Service(f"json://127.0.0.1:{server.port}/"), news(NEW))
        assert server.told == []
    assert str(told) == (
        f"the service json://127.0.0.1:{server.port}/ did not take the message (no answer in 0.3 seconds)"
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("foo://geheim/topic", "foo://***"),
        ("ntfy//geheim", "***"),
        ("", "***"),
        ("tgram://geheim", "tgram://***"),
        ("json://", "json://***"),
        ("json://max:geheim@[::1", "json://***"),
        ("\x1b[31mjson://geheim", "[31mjson://***"),
    ],
)
def test_an_address_of_no_service(url: str, shown: str, capfd: pytest.CaptureFixture[str]) -> None:
    told = deliver(Service(url), news(NEW))
    assert str(told) == f"apprise knows no service of the address {shown}"
    assert capfd.readouterr() == ("", "")


def test_no_secret_of_an_address_is_told() -> None:
    with refusing() as url:
        host = url.removeprefix("http://")
        for secret in (
            f"json://{host}/T1JJ3T3L2A1BRTD4JD/hook",
            f"json://archiv:T1JJ3T3L2A1BRTD4JD@{host}/",
            f"json://{host}/?+Authorization=T1JJ3T3L2A1BRTD4JD",
            f"ntfy://tk_T1JJ3T3L2A1BRTD4JD@{host}/topic",
            f"mmost://{host}/T1JJ3T3L2A1BRTD4JDabcdef0123",
            f"gotify://{host}/T1JJ3T3L2A1BRTD4JD",
        ):
            told = deliver(Service(secret), news(NEW))
            assert isinstance(told, Fault)
            assert "T1JJ3T3L2A1BRTD4JD" not in str(told), told
            assert "A1BRTD4JD" not in str(told.detail), told


def test_without_apprise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    told = deliver(Service("ntfy://geheim/topic"), news(NEW))
    assert told is not None
    assert told.advice == (
        "the service ntfy://*** is told by the library apprise, which is not installed. Install it where scraper is"
        " installed: pip install apprise."
    )


def test_what_a_plugin_logs_goes_nowhere_and_tells_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise import Apprise

    def fails(*_: object, **__: object) -> bool:
        logging.getLogger("apprise").warning(
            "Failed at http://127.0.0.1:9/hook?key=sehr geheim\r\nmit max:pass%swort.", ""
        )
        return False

    logged: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: logged.append(record.getMessage())  # type: ignore[method-assign]
    monkeypatch.setattr(Apprise, "notify", fails)
    logging.getLogger().addHandler(handler)
    try:
        told = deliver(Service("json://max:passwort@127.0.0.1:9/hook?+key=sehr%20geheim"), news(NEW))
    finally:
        logging.getLogger().removeHandler(handler)
    assert logged == []
    assert str(told) == (
        "the service json://max:****@127.0.0.1:9/hook did not take the message (Failed at http://127.0.0.1:9/hook?key=***"
        " mit max:***)"
    )


def test_a_plugin_that_raises(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    from apprise import Apprise

    def broken(*_: object, **__: object) -> bool:
        raise RuntimeError("kaputt")

    monkeypatch.setattr(Apprise, "notify", broken)
    told = deliver(Service("json://127.0.0.1:9/"), news(NEW))
    assert str(told) == "the service json://127.0.0.1:9/ did not take the message (a mistake in apprise: RuntimeError)"
    assert capfd.readouterr() == ("", "")
