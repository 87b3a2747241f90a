"""No way into the user's own network, however it is spelled."""

from __future__ import annotations

import asyncio

import httpcore
import pytest
from fetching import fetching, site

from scraper.errors import GuardError
from scraper.fetch import Fetcher, guard
from scraper.fetch.guard import GuardedBackend, RefusedAddressError, is_public
from server import Server

INSIDE = [
    *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
    *("0.0.0.0", "0.1.2.3", "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),  # noqa: S104
    *("192.0.2.1", "198.51.100.1", "203.0.113.1", "192.88.99.1"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1"),
    *("64:ff9b::10.0.0.1", "64:ff9b:1::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1"),
    *("2001:db8::1", "2002:7f00:1::", "2001::1", "100::1", "5f00::1"),
    *("", "localhost", "127.1", "0x7f000001", "2130706433", "example.org", "127.0.0.1:80"),
]
OUTSIDE = [
    *("8.8.8.8", "1.1.1.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "11.0.0.1", "223.255.255.255"),
    *("2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0", "::1"])
def test_the_backend_refuses_every_spelling_of_this_machine(name: str) -> None:
    with Server() as server, pytest.raises(RefusedAddressError):
        asyncio.run(GuardedBackend(False).connect_tcp(name, server.port, timeout=2.0))


def test_the_backend_connects_with_permission() -> None:
    async def connect(port: int) -> None:
        stream = await GuardedBackend(True).connect_tcp("127.0.0.1", port, timeout=2.0)
        await stream.aclose()

    with Server() as server:
        asyncio.run(connect(server.port))


def test_a_private_address_is_refused_before_anything_is_sent() -> None:
    with Server() as server:
        url = server.page("/", "<p>inside</p>")
        with pytest.raises(GuardError, match="private or special network") as caught:
            fetching(lambda fetcher: fetcher.fetch(url, site(url, private=False)))
        assert "--allow-private" in str(caught.value)
        assert server.requests == []


def test_the_permission_of_one_site_is_not_anothers() -> None:
    with Server() as server:
        url = server.page("/", "<p>inside</p>")

        async def both(fetcher: Fetcher) -> None:
            await fetcher.fetch(url, site(url))
            before = len(server.requests)
            with pytest.raises(GuardError):
                await fetcher.fetch(url, site(url, private=False))
            assert len(server.requests) == before

        fetching(both)


def test_allow_private_counts_for_every_site() -> None:
    with Server() as server:
        url = server.page("/", "<p>inside</p>")
        response = fetching(lambda fetcher: fetcher.fetch(url, site(url, private=False)), allow_private=True)
    assert response.body == b"<p>inside</p>"


def test_a_name_that_answers_differently_the_second_time_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the address that was judged is the address that is connected to."""
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])
    connected: list[str] = []

    async def resolve(host: str, port: int, timeout: float | None) -> list[str]:
        return next(answers)

    async def connect(self: object, host: str, *args: object, **more: object) -> httpcore.AsyncNetworkStream:
        connected.append(host)
        raise httpcore.ConnectError("not in a test")

    monkeypatch.setattr(guard, "_resolve", resolve)
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    backend = guard.GuardedBackend(allow_private=False)
    with pytest.raises(httpcore.ConnectError):
        asyncio.run(backend.connect_tcp("rebind.example", 80))
    with pytest.raises(guard.RefusedAddressError):
        asyncio.run(backend.connect_tcp("rebind.example", 80))
    assert connected == ["93.184.215.14"]
