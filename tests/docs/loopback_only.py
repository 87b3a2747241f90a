"""No connection leaves this machine: what a page's command asks for elsewhere is refused as by a missing network.

A process of its own gets it by a ``sitecustomize`` that calls :func:`install`; Python imports that at its start.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

_INTERNET = (socket.AF_INET, socket.AF_INET6)


def is_here(host: str) -> bool:
    """Return whether an address, or a name, is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``socket.connect`` for addresses of this machine alone."""

    def connected(self: socket.socket, address: Any) -> Any:
        if self.family in _INTERNET and not is_here(address[0]):
            raise ConnectionRefusedError(f"a test connects to loopback alone, not to {address[0]}")
        return connect(self, address)

    return connected


def looked_up(look_up: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``getaddrinfo`` that knows no name of the world."""

    def found(host: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and not is_here(name) and not _is_address(name):
            raise socket.gaierror(socket.EAI_NONAME, f"a test looks up no names, not {name}")
        return look_up(host, *args, **options)

    return found


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def install() -> None:
    """Refuse for the rest of this process."""
    socket.socket.connect = guarded(socket.socket.connect)  # type: ignore[method-assign]
    socket.getaddrinfo = looked_up(socket.getaddrinfo)
