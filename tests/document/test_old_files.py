"""One saved graph of every format there ever was: each must load for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from muse_nodes.document import FORMAT, Port, dump, load

OLD_FILES = sorted((Path(__file__).parent.parent / "old_files").glob("format_*.json"))


def test_there_is_one_of_every_format() -> None:
    assert {path.stem for path in OLD_FILES} == {f"format_{n}" for n in range(1, FORMAT + 1)}


@pytest.mark.parametrize("path", OLD_FILES, ids=lambda path: path.stem)
def test_loads_without_a_word(path: Path) -> None:
    loaded = load(path)
    assert loaded.problems == ()
    graph = loaded.sound()
    assert graph.title == "Live: 방송 화면"
    assert len(graph.nodes) == 9
    assert len(graph.links) == 13
    assert graph.node("segment").type == "muse.model.segment"
    assert graph.node("segment").params == {"every": 1, "model": "auto", "smoothing": 0.35}
    assert graph.node("sparkle").bypassed
    assert graph.node("preview").muted
    assert graph.node("pose").title == "나의 포즈"
    assert graph.inputs[("composite", "layer")].source == Port("warp", "layer")
    assert graph.groups[0].members == ("warp", "composite")
    assert graph.backdrops[0].colour == "#2b3f55"
    assert graph.view.zoom == 0.85


def test_the_newest_is_saved_as_it_is() -> None:
    newest = next(path for path in OLD_FILES if path.stem == f"format_{FORMAT}")
    assert dump(load(newest).sound()) == newest.read_bytes()
