"""Who may speak: addresses, headers, tokens, and how fast."""

from __future__ import annotations

import pytest

from muse_nodes.control.gate import (
    bearer,
    check_host,
    check_origin,
    check_token,
    is_loopback,
    offered,
)
from muse_nodes.control.limits import Pace
from muse_nodes.control.refusal import Refusal


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "::1%lo"])
def test_addresses_of_this_machine(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address",
    ["192.168.1.7", "10.0.0.1", "0.0.0.0", "::", "fe80::1%eth0", "::ffff:10.0.0.1", "8.8.8.8",
     "localhost", "", "127.0.0.1.evil.example", "127.1"],
)  # fmt: skip
def test_addresses_that_are_not(address: str) -> None:
    assert not is_loopback(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765", "[::1]:8765"]
)
def test_own_names(host: str) -> None:
    check_host([host], 8765)


@pytest.mark.parametrize(
    "hosts",
    [[], ["localhost"], ["localhost:80"], ["evil.example:8765"], ["localhost:8765.evil.example"],
     ["localhost:8765", "localhost:8765"], ["user@localhost:8765"], [""]],
)  # fmt: skip
def test_other_names(hosts: list[str]) -> None:
    with pytest.raises(Refusal, match="Host") as refused:
        check_host(hosts, 8765)
    assert refused.value.code == "forbidden"


@pytest.mark.parametrize(
    "origins", [[], ["http://localhost:3000"], ["https://127.0.0.1"], ["http://[::1]:80"]]
)
def test_own_pages(origins: list[str]) -> None:
    check_origin(origins)


@pytest.mark.parametrize(
    "origin",
    ["null", "", "https://example.org", "http://localhost.example.org", "file://", "http://",
     "http://localhost@example.org", "http://example.org:80", "chrome-extension://localhost"],
)  # fmt: skip
def test_other_pages(origin: str) -> None:
    with pytest.raises(Refusal, match="Pages"):
        check_origin([origin])
    with pytest.raises(Refusal, match="Pages"):
        check_origin(["http://localhost", origin])


def test_tokens_in_headers() -> None:
    assert bearer(["Bearer abc"]) == bearer(["bearer  abc "]) == "abc"
    assert bearer([]) == bearer(["Basic abc"]) == bearer(["Bearer a", "Bearer a"]) == ""
    assert offered(["muse.v1, muse.token.abc"]) == offered(["muse.token.abc", "muse.v1"]) == "abc"
    assert offered(["muse.v1"]) == offered(["muse.token.a, muse.token.b"]) == offered([]) == ""


@pytest.mark.parametrize("given", ["", "a", "abcd", "abcdef", "ABCDE", "äöü", "\ud800", "abcde "])
def test_tokens_that_are_wrong(given: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_token(given, "abcde")
    assert refused.value.code == "unauthorized"
    assert "abcde" not in refused.value.message


def test_the_right_token() -> None:
    check_token("abcde", "abcde")


def test_a_pace_lets_some_through_at_once_and_then_one_after_the_other() -> None:
    pace = Pace(rate=10, at_once=3)
    assert [pace.delay(5.0) for _ in range(3)] == [0, 0, 0]
    assert [pace.delay(5.0) for _ in range(3)] == pytest.approx([0.1, 0.2, 0.3])
    assert pace.delay(6.0) == 0
    assert [pace.delay(100.0) for _ in range(4)] == pytest.approx([0, 0, 0, 0.1])
