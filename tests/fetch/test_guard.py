"""No way into the user's own network, however it is spelled."""

from __future__ import annotations

import asyncio
import re

import httpcore
import pytest
from fetching import fetching, site
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import GuardError
from scraper.fetch import Fetcher, guard
from scraper.fetch.guard import GuardedBackend, RefusedAddressError, is_public
from scraper.web import urls
from server import Server

INSIDE = [
    *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"),
    *("0.0.0.0", "0.1.2.3", "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),  # noqa: S104
    *("192.0.2.1", "198.51.100.1", "203.0.113.1", "192.88.99.1"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "64:ff9b::7f00:1"),
    *("64:ff9b::10.0.0.1", "64:ff9b:1::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1"),
    *("2001:db8::1", "2002:7f00:1::", "2001::1", "100::1", "5f00::1"),
    # Only 2000::/3 has been given to anybody; translated, compatible, discarded, dummy and unassigned are elsewhere.
    *("::ffff:0:7f00:1", "::8.8.8.8", "100::", "100:0:0:1::1", "64:ff9b:2::1", "1::1", "4000::1", "8000::1", "fe00::1"),
    *("2001:10::1", "2001:20::1", "2001:2::1", "2001:1ff:ffff::1", "3fff::1", "3fff:fff:ffff::1", "2002:808:808::1"),
    *("fdff:ffff::1", "febf::1", "feff::1", "ff0e::1"),
    # ISATAP: the last 32 bits are where the tunnel ends.
    *("2a00:1::5efe:127.0.0.1", "2a00:1::200:5efe:10.0.0.1", "fe80::5efe:8.8.8.8"),
    # Metadata services of clouds
    *("fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
    *("::ffff:169.254.169.254", "64:ff9b::169.254.169.254"),
    *("", "localhost", "127.1", "0x7f000001", "2130706433", "example.org", "127.0.0.1:80"),
]
OUTSIDE = [
    *("8.8.8.8", "1.1.1.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "11.0.0.1", "223.255.255.255"),
    *("2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"),
    *(
        "100.63.255.255",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "192.0.1.1",
        "198.17.255.255",
        "198.20.0.0",
    ),
    *("2001:200::1", "2001:4860:4860::8888", "2003::1", "2620:4f:8000::1", "2a00:1::5efe:8.8.8.8", "3ffe::1"),
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


NUMBERS = st.sampled_from(["{}", "0x{:x}", "0X{:X}", "0{:o}", "0000{:o}"])
INSIDE_V4 = st.sampled_from(
    ["127.0.0.1", "127.255.0.9", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.100.100.200"]
)


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """Return an address inside, in one of the spellings that the URL standard's host parser knows."""
    octets = [int(part) for part in draw(INSIDE_V4).split(".")]
    kept = draw(st.integers(0, 3))
    rest = int.from_bytes(bytes(octets[kept:]), "big")
    host = ".".join(draw(NUMBERS).format(number) for number in [*octets[:kept], rest])
    if draw(st.booleans()):
        host = host.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})  # full-width
    if draw(st.booleans()):
        host = "".join(draw(st.sampled_from([char, f"%{ord(char):02x}"])) if char.isascii() else char for char in host)
    host = host.replace(".", draw(st.sampled_from([".", "\u3002", "%2e", "\uff0e"])))
    host += draw(st.sampled_from(["", ".", "%2E"]))
    userinfo = draw(st.sampled_from(["", "example.org@", "example.org:80@", "me:x@example.org:y@"]))
    slashes = draw(st.sampled_from(["//", "/", "", "\\\\", "/\\", "////"]))
    return f"http:{slashes}{userinfo}{host}:1/"


@given(spellings())
def test_every_spelling_leads_to_the_address_that_is_judged(url: str) -> None:
    for spell in (urls.canonical, urls.spelled, urls.typed):
        # What a person types may name no user.
        if spell is urls.typed and "@" in url:
            continue
        address = spell(url)
        with pytest.raises(GuardError):
            fetching(lambda fetcher: fetcher.fetch(address, site(address, private=False)))  # noqa: B023


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


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["::1"], ["10.0.0.1", "fd00::1"], ["::ffff:192.168.0.1"], ["169.254.169.254"], ["fe80::1%1"]],
)
def test_a_name_that_leads_inside_is_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    async def resolve(host: str, port: int, timeout: float | None) -> list[str]:
        return answers

    monkeypatch.setattr(guard, "_resolve", resolve)
    url = "http://intern.example/a"
    with pytest.raises(GuardError, match=re.escape(f"intern.example is {answers[0]}, an address in a private")):
        fetching(lambda fetcher: fetcher.fetch(url, site(url, private=False)))


def test_of_several_addresses_only_the_public_ones_are_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[str] = []

    async def resolve(host: str, port: int, timeout: float | None) -> list[str]:
        return ["10.0.0.1", "93.184.215.14", "::1", "2606:2800:21f::1"]

    async def connect(self: object, host: str, *args: object, **more: object) -> httpcore.AsyncNetworkStream:
        connected.append(host)
        raise httpcore.ConnectError("not in a test")

    monkeypatch.setattr(guard, "_resolve", resolve)
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    with pytest.raises(httpcore.ConnectError):
        asyncio.run(guard.GuardedBackend(allow_private=False).connect_tcp("both.example", 80))
    assert connected == ["93.184.215.14", "2606:2800:21f::1"]


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2/", "http://0x7f.2:80/", "//127.2/", "http://[::1]/", "/\\127.0.0.2/"]
)
def test_a_redirect_inside_is_refused_at_its_hop(monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    # For this test the server's own address is a public one, and no other is.
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")
    with Server() as server:
        start = server.redirect("/a", target)
        with pytest.raises(GuardError, match="private or special network"):
            fetching(lambda fetcher: fetcher.fetch(start, site(start, private=False)))
        assert server.paths(robots=False) == ["/a"]


def test_a_private_site_opens_no_other_private_address() -> None:
    with Server() as server:
        inside = server.page("/innen", "geheim").replace("127.0.0.1", "localhost")
        url = server.redirect("/a", inside)
        with pytest.raises(GuardError, match="private or special network"):
            fetching(lambda fetcher: fetcher.fetch(url, site(url)))
        assert server.paths(robots=False) == ["/a"]
