"""``muse run`` with a graph that ends by itself: a user's own task nodes, really run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from muse_nodes.cli import main
from muse_nodes.cli.work import described
from muse_nodes.engine.registry import file_hash
from muse_nodes.engine.task_ctx import Progress

NODES = '''"""Counts letters."""

from muse_nodes.api import Dataset, Model, NodeError, TaskCtx, node


@node("my.letters", category="Test", kind="task")
class Letters:
    """Writes letters."""

    def process(self, ctx: TaskCtx, *, text: str = "abc") -> Dataset:
        made = ctx.folder / "letters"
        made.write_text(text)
        return Dataset.of(made)


@node("my.count", category="Test", kind="task")
class Count:
    """Counts them."""

    def process(self, ctx: TaskCtx, letters: Dataset) -> Model:
        text = letters.path.read_text()
        if not text:
            raise NodeError("There are no letters.", hint="Write some.")
        ctx.progress(len(text), len(text), "counting")
        made = ctx.folder / "count"
        made.write_text(str(len(text)))
        return Model.of(made)
'''

GRAPH = {
    "format": 1,
    "nodes": [
        {"id": "letters", "type": "my.letters"},
        {"id": "count", "type": "my.count"},
    ],
    "links": [{"source": "letters.dataset", "target": "count.letters"}],
}


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A graph of the user's own nodes, which the settings trust."""
    own = tmp_path / "own" / "letters.py"
    own.parent.mkdir()
    own.write_text(NODES)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    settings = tmp_path / "config" / "muse-nodes" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(
        json.dumps({"node_folders": [str(own.parent)], "trusted_nodes": [file_hash(own)]})
    )
    path = tmp_path / "count.json"
    path.write_text(json.dumps(GRAPH))
    return str(path)


def test_it_says_what_was_made_and_where(
    graph: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "data")]
    assert main(["run", graph, *data]) == 0
    said = capsys.readouterr()
    made = Path(said.out.splitlines()[-1].removeprefix("count.model: "))
    assert made.read_text() == "3"
    assert said.err.splitlines()[-1].startswith("count: done, counting")
    assert main(["run", graph, *data]) == 0
    assert "count: kept" in capsys.readouterr().err
    assert main(["run", graph, *data, "--set", "letters.text="]) == 1
    assert "There are no letters. Write some." in capsys.readouterr().err
    assert main(["run", graph, *data, "--tap", "letters.dataset=out"]) == 2
    assert "There is no node 'letters' to tap." in capsys.readouterr().err


def test_progress_in_words() -> None:
    assert described(Progress("n", "running", 2, 8, "adding", 150.0)) == (
        "running 25%, adding, 2 min left"
    )
    assert described(Progress("n", "running", 2, 8, "", 12.3)) == "running 25%, 12 s left"
    assert described(Progress("n", "kept", 1, 1)) == "kept"
