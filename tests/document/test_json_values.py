"""Parameters: JSON values that cannot change and are equal only when written alike."""

from __future__ import annotations

import pytest

from muse_nodes.document import DocumentError, Params, freeze, thaw


def test_equal_only_when_written_alike() -> None:
    one, float_one, true = (Params({"a": value}) for value in (1, 1.0, True))
    assert len({one, float_one, true}) == 3
    assert one != float_one != true != one
    assert Params({"a": 1, "b": [1, {"c": 2}]}) == Params({"b": (1, {"c": 2}), "a": 1})
    assert one == {"a": 1}
    assert one != {"a": object()}
    assert one != 1


def test_in_alphabetical_order() -> None:
    assert list(Params({"b": 1, "a": 2})) == ["a", "b"]
    assert list(Params({"b": 1}).with_value("a", 2)) == ["a", "b"]
    assert Params({"b": 1, "a": 2}).without("b") == {"a": 2}
    assert Params({"b": 1}).without("z") == {"b": 1}


def test_frozen_through_and_through() -> None:
    source = {"list": [1, [2]], "object": {"deep": [3]}}
    params = Params(source)
    source["list"].append(4)
    assert params["list"] == (1, (2,))
    assert thaw(params) == {"list": [1, [2]], "object": {"deep": [3]}}
    hash(params)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), "finite"),
        (float("-inf"), "finite"),
        (2**63, "64 bits"),
        ("\udc00", "UTF-8"),
        ({"\udc00": 1}, "UTF-8"),
        ({1: 2}, "texts as names"),
        ({1, 2}, "JSON value, but it is a set"),
        (b"bytes", "JSON value"),
    ],
)
def test_what_json_cannot_carry_is_refused(value: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        freeze(value)
    with pytest.raises(DocumentError, match=words) as caught:
        Params({"good": 1, "bad": value, "worse": value})
    assert len(caught.value.problems) == 2


def test_nesting_has_a_limit() -> None:
    deep: object = 1
    for _ in range(16):
        deep = [deep]
    freeze(deep)
    with pytest.raises(ValueError, match="16 levels"):
        freeze([deep])
    with pytest.raises(ValueError, match="16 levels"):
        freeze({"a": deep})
