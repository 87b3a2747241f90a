"""When a host's certificate ends is noted by the way: no request more, and nothing of hosts without TLS."""

from __future__ import annotations

import datetime as dt
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from fetching import Hosts, fetching, site

from faults.certificates import signed
from scraper.fetch import hosts as known_hosts
from scraper.fetch.streams import certificate_until
from server import Server

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with a certificate that ends in ten days, of an authority that is trusted."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl command here")
    pem, authority = signed(tmp_path, "localhost", (-1, 10))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with Server() as running:
        running.wrap(context)
        running.page("/1", "<p>1</p>")
        running.page("/2", "<p>2</p>")
        yield running


def test_the_end_of_the_certificate_is_noted(server: Server) -> None:
    hosts = Hosts()
    home = f"https://localhost:{server.port}"

    async def work(fetcher: object) -> None:
        for number in (1, 2):
            await fetcher.fetch(f"{home}/{number}", site(f"{home}/"))  # type: ignore[attr-defined]

    fetching(work, hosts=hosts)
    until = hosts.states[f"localhost:{server.port}"].certificate_until
    assert until is not None
    assert abs(until - dt.datetime.now(dt.UTC) - dt.timedelta(days=10)) < dt.timedelta(minutes=5)
    assert server.paths() == ["/robots.txt", "/1", "/2"]


def test_without_tls_there_is_none() -> None:
    hosts = Hosts()
    with Server() as plain:
        plain.page("/1", "<p>1</p>")
        fetching(lambda fetcher: fetcher.fetch(plain.url("/1"), site(plain.url())), hosts=hosts)
    assert all(state.certificate_until is None for state in hosts.states.values())


def test_an_answer_without_tls_takes_back_nothing() -> None:
    memory = Hosts()
    hosts = known_hosts.Hosts(memory, lambda: NOW)
    hosts.answered()
    for until in (NOW, None):
        hosts.certified("amt.example", until)
    assert hosts.state("amt.example").certificate_until == memory.states["amt.example"].certificate_until == NOW


class Told(ssl.SSLObject):
    """A connection whose other side has shown a certificate with this end."""

    def __init__(self, told: object) -> None:
        self._told = told

    def getpeercert(self, binary_form: bool = False) -> dict[str, object]:  # type: ignore[override]
        """Return the certificate as ssl does."""
        return {"notAfter": self._told}


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ("Nov 23 09:30:00 2026 GMT", NOW),
        ("Dec 31 23:59:59 9999 GMT", dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)),
        ("Jan  1 00:00:00 12026 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_an_end_that_is_none_is_none(told: object, until: dt.datetime | None) -> None:
    assert certificate_until(Told(told)) == until
