"""Who may speak to the endpoint: pure questions about addresses, headers and tokens.

A page in a browser can send requests to this machine as well. It cannot read the token's file, it
cannot leave out ``Origin``, and with DNS rebinding its ``Host`` is its own name: each of the three
checks alone keeps it out.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from muse_nodes.control.refusal import Refusal

PROTOCOL = "muse.v1"
"""The WebSocket sub-protocol that is spoken."""

TOKEN_PROTOCOL = "muse.token."
"""Browsers cannot send headers with a WebSocket: there the token follows this as a sub-protocol."""

_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


def is_loopback(address: str) -> bool:
    """True for an address of this machine itself; False for any other and for what is none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def check_host(hosts: Sequence[str], port: int) -> None:
    """Refuse a request that was not sent to this endpoint by one of its own names."""
    allowed = {f"{name}:{port}" for name in _NAMES}
    if len(hosts) != 1 or hosts[0].lower() not in allowed:
        raise Refusal(
            "forbidden",
            f"This endpoint answers as 127.0.0.1:{port}, localhost:{port} and [::1]:{port} only; "
            "send one of them in the Host header.",
        )


def check_origin(origins: Sequence[str]) -> None:
    """Refuse requests that a page from anywhere else makes. Programs send no origin at all."""
    for origin in origins:
        parts = urlsplit(origin)
        name = parts.netloc.rpartition(":")[0] if _has_port(parts.netloc) else parts.netloc
        if parts.scheme not in ("http", "https") or name.lower() not in _NAMES:
            raise Refusal(
                "forbidden",
                "Pages from other places may not control a running graph; only those that "
                "this machine serves itself, from localhost, may.",
            )


def _has_port(place: str) -> bool:
    return place.rpartition(":")[2].isdigit()


def bearer(values: Sequence[str]) -> str:
    """The token in an Authorization header; empty if there is none."""
    if len(values) != 1:
        return ""
    scheme, _, token = values[0].partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def offered(protocols: Sequence[str]) -> str:
    """The token among the sub-protocols that a WebSocket client offers; empty if there is none."""
    words = [word.strip() for value in protocols for word in value.split(",")]
    found = [word for word in words if word.startswith(TOKEN_PROTOCOL)]
    return found[0].removeprefix(TOKEN_PROTOCOL) if len(found) == 1 else ""


def check_token(given: str, token: str) -> None:
    """Refuse anything but the token. Takes as long for a nearly right one as for a wrong one."""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), token.encode()):
        raise Refusal(
            "unauthorized",
            "The token is missing or wrong. It stands in the file that 'muse run' names when it "
            "opens the endpoint; send it as 'Authorization: Bearer TOKEN'.",
        )
