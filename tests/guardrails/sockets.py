"""Tests reach nobody: connections, datagrams and names of machines stop at loopback."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

# What stands for this machine without being looked up.
HERE = {None, "", "localhost", "0.0.0.0", "::"}


def is_here(host: Any) -> bool:
    """Whether this address is this machine's own; a name other than localhost is not."""
    text = host.decode("ascii") if isinstance(host, bytes) else host
    if text in HERE:
        return True
    try:
        return ipaddress.ip_address(text.split("%")[0]).is_loopback
    except ValueError:
        return False


def _hold(host: Any) -> None:
    # Not an OSError: the product bears those, and the test would pass.
    if not is_here(host):
        raise RuntimeError(f"A test wants to reach {host}: only loopback is allowed.")


def _held(method: Callable[..., Any]) -> Callable[..., Any]:
    """The same method of a socket; the address is its last argument."""

    def towards(self: socket.socket, *args: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            _hold(args[-1][0])
        return method(self, *args)

    return towards


def _held_name(look_up: Callable[..., Any]) -> Callable[..., Any]:
    def of(host: Any, *args: Any, **options: Any) -> Any:
        _hold(host)
        return look_up(host, *args, **options)

    return of


def install() -> None:
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, _held(getattr(socket.socket, name)))
    for name in ("getaddrinfo", "gethostbyname"):
        setattr(socket, name, _held_name(getattr(socket, name)))
