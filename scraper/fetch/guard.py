"""No way into the user's own network: every address is checked where it is connected to.

A check of the host in the URL can be led astray by spellings, redirects and names that answer
differently the second time. So the name is resolved here, each address is judged, and the connection
goes to the very address that was judged.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Iterable

import httpcore
import httpx

# What ipaddress does not call private, but leads there or nowhere public (IANA special-purpose registries).
_SPECIAL = tuple(
    ipaddress.ip_network(net)
    for net in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/3"),
        # The address under which a virtual machine of Azure reaches its host; public in form only.
        "168.63.129.16/32",
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
# All that IANA has given to the Internet so far (IPv6 address space registry); the rest is special or nobody's.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# The ends of ISATAP's interface identifiers (RFC 5214 §6.1) before the IPv4 address that they lead to.
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


class RefusedAddressError(Exception):
    """The address is not public; the text says which and why."""


def is_ip(name: str) -> bool:
    """Whether the host of an address is an IP address and no name."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether an IP address, as text, is one of the public Internet.

    IPv6 addresses that carry an IPv4 address (mapped, NAT64, ISATAP) are judged by what they carry, too.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        last = str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if ip.ipv4_mapped is not None or ip in _NAT64:
            return is_public(last)
        if ip not in _GLOBAL_UNICAST or (int(ip) >> 32 & 0xFFFFFFFF in _ISATAP and not is_public(last)):
            return False
    if any(ip in net for net in _SPECIAL if net.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves, judges, connects, in that order.

    Args:
        allow_private: whether addresses that are not public are allowed.
    """

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first allowed address of a host that answers.

        Raises:
            RefusedAddressError: the host has addresses, and none of them is allowed.
            httpcore.ConnectError: no such host, or none of its addresses answers.
        """
        error: Exception | None = None
        for address in self._allowed(host, await _resolve(host, port, timeout)):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error or httpcore.ConnectError("no such host")

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore's own retries ask for it."""
        await asyncio.sleep(seconds)

    def _allowed(self, host: str, addresses: list[str]) -> list[str]:
        allowed = [address for address in addresses if self._allow_private or is_public(address)]
        if addresses and not allowed:
            shown = addresses[0] if addresses[0] == host else f"{host} is {addresses[0]}"
            raise RefusedAddressError(f"{shown}, an address in a private or special network")
        return allowed


async def _resolve(host: str, port: int, timeout: float | None) -> list[str]:
    try:
        async with asyncio.timeout(timeout):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout("the name server does not answer") from error
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError("no such host, or no network") from error
    return list(dict.fromkeys(str(item[4][0]) for item in found))


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport with one guarded connection.

    One connection each: httpcore walks its whole pool on every request, so many small pools are quicker.

    Args:
        context: for https; None for plain http, which saves loading the certificates.
        allow_private: see :class:`GuardedBackend`.
    """

    def __init__(self, context: ssl.SSLContext | None, allow_private: bool) -> None:
        super().__init__(verify=context if context is not None else False, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=1,
            keepalive_expiry=30.0,
            network_backend=GuardedBackend(allow_private),
        )
