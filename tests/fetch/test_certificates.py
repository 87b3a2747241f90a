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
from server import Server

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl command here")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with a certificate that ends in ten days, of an authority that is trusted."""
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
