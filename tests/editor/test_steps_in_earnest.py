"""The steps with the networks and the nodes that users have: from a video to an installed network.

It is far from a good network after two steps of training; what counts is that every step finds what
the one before it has left, and that the page says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editor_bench import Heard, bundled, until
from pytestqt.qtbot import QtBot

from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.preferences import Preferences
from muse_nodes.editor.session import Session
from muse_nodes.editor.window import Window
from muse_nodes.engine.host import load_models, open_host
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.settings import Settings
from muse_nodes.profiles import Profiles

pytestmark = pytest.mark.slow

FEW = {
    "label": {
        f"muse.personal.{teacher}": {"frames": 20, "flip": False}
        for teacher in ("pose_network", "mask_network")
    },
    "train": {"muse.personal.train": {"preset": "quick", "steps": 2, "threads": 1}},
    "convert": {"muse.personal.convert": {"engine": "none"}},
}
"""What makes each step short."""

LASTS = 600_000
"""Milliseconds that one step may take on a machine that does a lot else."""


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Torch on one thread, as many as it had afterwards."""
    found = pytest.importorskip("torch", reason="training needs the extra `train`")
    for name in ("onnx", "onnxscript", "tqdm"):
        pytest.importorskip(name, reason="converting needs the extra `train`")
    monkeypatch.setattr("tqdm.tqdm.monitor_interval", 0)  # else its thread is there to stay
    had = found.get_num_threads()
    found.set_num_threads(1)
    yield found
    found.set_num_threads(had)


@pytest.fixture
def window(
    qapp: object, registry: Registry, preferences: Preferences, tmp_path: Path, shared: Path
) -> Iterator[Window]:
    engine = Engine(lambda: open_host(registry, load_models((shared / "models",)), threads=1))
    session = Session(Document(bundled("demo")), engine, registry, Settings(data=tmp_path))
    made = Window(session, preferences)
    made.show()
    made.show_page("steps")
    yield made
    engine.close()
    made.leave()
    session.deleteLater()
    engine.deleteLater()


def test_from_a_video_to_an_installed_network(
    window: Window, torch: Any, shared: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    heard = Heard(window.session.engine)
    cards = window.simple.steps.cards

    def take(step: str, params: dict[str, dict[str, Any]], following: str) -> None:
        window.stepping.run(step, params)
        count = len(heard.ended) + 1
        qtbot.waitUntil(lambda: len(heard.ended) == count, timeout=LASTS)
        assert not heard.ended[-1].problems, step
        until(qtbot, lambda: cards[following].badge.text() == "This comes next")

    video = shared / "clips" / "webcam" / "again.mkv"
    take("import", {"muse.personal.import": {"video": str(video)}}, "label")
    take("label", FEW["label"], "train")
    assert cards["label"].state.text() == "Frames labelled: 20."
    assert "of 20 are good" in cards["check"].state.text()
    take("train", FEW["train"], "convert")
    assert "never seen" in cards["train"].state.text()
    take("convert", FEW["convert"], "report")
    assert cards["convert"].state.text().startswith("Installed")
    assert (Profiles(tmp_path).current().models / "student_model.onnx").is_file()
