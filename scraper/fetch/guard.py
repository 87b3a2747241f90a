"""No way into the user's own network: every address is checked where it is connected to.

A check of the host in the URL can be led astray by spellings, redirects and names that answer
differently the second time. So the name is resolved here, each address is judged, and the connection
goes to the very address that was judged.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
from collections.abc import Iterable

import httpcore
import httpx

from scraper.fetch.streams import Stream

# Networks of the IANA special-purpose registries. They are listed here because is_global of the ipaddress module knows
# not all of them in every version of Python.
_SPECIAL_IPV4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/3"),
        # No registry lists the address under which each virtual machine of Azure reaches the services of its host.
        "168.63.129.16/32",
    )
)
_SPECIAL_IPV6 = tuple(ipaddress.IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
# All that IANA has allocated to the Internet so far (IPv6 address space registry); the rest is special or unassigned.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
# The well-known prefix before the IPv4 address that a translator connects to (RFC 6052 §2.1).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# The ends of ISATAP's interface identifiers (RFC 5214 §6.1) before the IPv4 address that they lead to.
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
_IPV4_BITS = 32
_IPV4_MASK = 2**_IPV4_BITS - 1
# How long a connection is kept for the next request to its host; common servers close theirs after 5 to 75 seconds.
_KEEP_ALIVE_SECONDS = 30.0


class RefusedAddressError(Exception):
    """The address is not public; the text says which, for people."""


class UnknownHostError(Exception):
    """The name servers know no address of the host, or there is no network to ask them on."""


def is_ip(name: str) -> bool:
    """Return whether the host of an address is an IP address and no name."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Return whether an IP address, as text, is one of the public Internet.

    IPv6 addresses that carry an IPv4 address (mapped, NAT64, ISATAP) are judged by what they carry, too.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return _is_public_ipv4(ip)
    return _is_public_ipv6(ip)


def _is_public_ipv4(ip: ipaddress.IPv4Address) -> bool:
    return ip.is_global and not any(ip in net for net in _SPECIAL_IPV4)


def _is_public_ipv6(ip: ipaddress.IPv6Address) -> bool:
    # The last 32 bits are an IPv4 address in all forms that carry one behind a prefix.
    carried = ipaddress.IPv4Address(int(ip) & _IPV4_MASK)
    if ip.ipv4_mapped is not None or ip in _NAT64:
        # The connection leads to the carried address, whatever network the IPv6 address itself lies in.
        return _is_public_ipv4(carried)
    is_isatap = int(ip) >> _IPV4_BITS & _IPV4_MASK in _ISATAP
    if is_isatap and not _is_public_ipv4(carried):
        return False
    if ip not in _GLOBAL_UNICAST or not ip.is_global:
        return False
    return not any(ip in net for net in _SPECIAL_IPV6)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves, judges, connects, in that order.

    Args:
        allow_private: whether addresses that are not public are allowed.

    Attributes:
        connected_to: the IP address of the last connection that was made, or None.
        certificate_until: when the certificate ends that the last connection was secured by, or None.
    """

    def __init__(self, allow_private: bool) -> None:
        self.connected_to: str | None = None
        self.certificate_until: dt.datetime | None = None
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
            UnknownHostError: the host has no address.
            RefusedAddressError: the host has addresses, and none of them is allowed.
            httpcore.ConnectError, httpcore.ConnectTimeout: none of its addresses answers.
        """
        # A host whose name has no address at all is unknown; otherwise the last failure to connect is the one to tell.
        failure: Exception = UnknownHostError(host)
        for address in self._allowed(host, await _resolve(host, port, timeout)):
            try:
                stream = await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                self.connected_to = address
                return Stream(stream, stream.get_extra_info("socket"), self._secured)
        raise failure

    def _secured(self, certificate_until: dt.datetime | None) -> None:
        self.certificate_until = certificate_until

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore's own retries ask for it."""
        await asyncio.sleep(seconds)

    def _allowed(self, host: str, addresses: list[str]) -> list[str]:
        if self._allow_private:
            return addresses
        allowed = [address for address in addresses if is_public(address)]
        if addresses and not allowed:
            first = addresses[0]
            shown = first if first == host else f"{host} is {first}"
            raise RefusedAddressError(f"{shown}, an address in a private or special network")
        # Of a name with public and private addresses the public ones are still connected to.
        return allowed


async def _resolve(host: str, port: int, timeout: float | None) -> list[str]:
    """Return the addresses of a host in the order in which the system prefers them."""
    try:
        async with asyncio.timeout(timeout):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout("the name server does not answer") from error
    except (OSError, UnicodeError) as error:
        raise UnknownHostError(host) from error
    # The system may list an address twice; dict.fromkeys leaves out the second one and keeps the order.
    addresses = (str(socket_address[0]) for *_, socket_address in found)
    return list(dict.fromkeys(addresses))


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport with one guarded connection.

    One connection each: httpcore walks its whole pool on every request, so many small pools are quicker.

    Args:
        context: for https; None for plain http, which saves loading the certificates.
        allow_private: see :class:`GuardedBackend`.
    """

    def __init__(self, context: ssl.SSLContext | None, allow_private: bool) -> None:
        # The base class makes a pool of its own, which is replaced below and never used. verify=False spares it loading
        # the certificates for a connection without TLS.
        super().__init__(verify=context if context is not None else False, trust_env=False)
        self._backend = GuardedBackend(allow_private)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=1,
            keepalive_expiry=_KEEP_ALIVE_SECONDS,
            network_backend=self._backend,
        )

    @property
    def remote_address(self) -> str | None:
        """The IP address that the connection leads to, or None before there is one."""
        return self._backend.connected_to

    @property
    def certificate_until(self) -> dt.datetime | None:
        """When the certificate ends by which the connection is secured, or None where there is none."""
        return self._backend.certificate_until
