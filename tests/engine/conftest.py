"""What tests of live edits begin and end with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from edited_nodes import CHAIN, Book, Edited, Start, fresh_book, threads

from muse_nodes.document import Graph


@pytest.fixture
def lives() -> Book:
    """What becomes of every instance in this test."""
    return fresh_book()


@pytest.fixture
def start(lives: Book) -> Iterator[Start]:
    """Starts runs; afterwards all is torn down once and no thread is left."""
    before = threads()
    begun: list[Edited] = []

    def begin(document: Graph = CHAIN, **options: Any) -> Edited:
        begun.append(Edited(document, **options))
        return begun[-1]

    yield begin
    for edited in begun:
        edited.close()
    lives.hold()
    assert threads() <= before
