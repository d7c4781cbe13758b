"""Every command of ``muse``, in this process."""

from __future__ import annotations

import json
import re
import sys
from contextlib import closing
from pathlib import Path

import pytest
from muse_command import Muse

from muse_nodes import __version__, media
from muse_nodes.engine.registry import file_hash, load_file

ROOT = Path(__file__).resolve().parents[2]
GRAPHS = sorted(path.stem for path in (ROOT / "graphs").glob("*.json"))
SMALL = ("--set", "scene.width=96", "--set", "scene.height=54")


# -- run ------------------------------------------------------------------------------------


def test_run_says_how_it_went_and_writes_what_was_asked_for(muse: Muse, tmp_path: Path) -> None:
    figures, film, mattes = tmp_path / "s.json", tmp_path / "out.mp4", tmp_path / "mattes"
    poses = tmp_path / "pose.jsonl"
    said = muse(
        "run", "demo", "--headless", "--frames", "12", *SMALL, "--stats", figures,
        "--tap", f"composite.image={film}", "--tap", f"scene.matte={mattes}",
        "--tap", f"scene.pose={poses}",
    )  # fmt: skip
    assert said.status == 0, said.text
    assert re.match(r"12 frames in \d+\.\d\d s = ", said.out)
    assert re.search(r"composite +\d+\.\d\d ms +cpu", said.out)
    with closing(media.VideoReader(film)) as reader:
        assert (reader.size, reader.frames) == ((96, 54), 12)
    assert len(list(mattes.glob("frame_*.png"))) == 12
    lines = [json.loads(line) for line in poses.read_text(encoding="utf-8").splitlines()]
    assert [line["frame"] for line in lines] == list(range(12))
    assert lines[0]["value"]["skeleton"] == "coco17"
    check_figures(json.loads(figures.read_text(encoding="utf-8")))


def check_figures(figures: dict[str, object]) -> None:
    """The file that other programs read: every key there, with a sensible value."""
    assert set(figures) >= {
        "frames", "seconds", "fps", "dropped", "latency_ms", "nodes", "transfers_per_frame",
        "allocations_per_frame", "peak_rss_mb", "faults",
    }  # fmt: skip
    assert (figures["frames"], figures["dropped"], figures["faults"]) == (12, 0, [])
    assert figures["transfers_per_frame"] == {"up": 0, "down": 0}
    latency, nodes = figures["latency_ms"], figures["nodes"]
    assert isinstance(latency, dict)
    assert isinstance(nodes, list)
    assert 0 < latency["p50"] <= latency["p95"] <= latency["p99"] <= latency["max"]
    composite = next(node for node in nodes if node["id"] == "composite")
    assert composite["type"] == "muse.compose.composite"
    assert composite["calls"] == 12
    assert 0 < composite["ms"]["p50"] <= composite["ms"]["p95"]


def test_run_takes_a_path_seconds_and_the_clock(muse: Muse) -> None:
    path = ROOT / "graphs" / "demo.json"
    said = muse("run", path, "--realtime", "--seconds", "0.3", *SMALL, "--threads", "1")
    assert said.status == 0, said.text


def test_run_goes_on_without_a_virtual_camera_and_says_so(muse: Muse) -> None:
    said = muse("run", "live", "--frames", "2", "--set", "camera.source=demo",
                "--set", "camera.width=96", "--set", "camera.height=54",
                "--set", "virtual_camera.device=no such device")  # fmt: skip
    assert said.status == 0, said.text
    assert "note: virtual_camera: " in said.err


def test_run_on_a_graphics_card_is_refused_for_now(muse: Muse) -> None:
    said = muse("run", "demo", "--device", "cuda")
    assert said.status == 1
    assert "--device cpu" in said.err


# -- look -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GRAPHS)
def test_check_finds_the_bundled_graphs_sound(muse: Muse, name: str) -> None:
    said = muse("check", name)
    assert (said.status, said.err) == (0, "")
    assert f"'{name}' is sound" in said.out


def test_check_lists_all_problems_at_once(muse: Muse, tmp_path: Path) -> None:
    nodes = [{"id": "a", "type": "muse.sources.demo_scene", "params": {"fps": -1, "sead": 2}},
             {"id": "b", "type": "muse.output.preview"}]  # fmt: skip
    path = tmp_path / "graph.json"
    path.write_text(json.dumps({"format": 1, "nodes": nodes, "links": []}), encoding="utf-8")
    said = muse("check", path)
    assert said.status == 2
    for words in ("fps", "Did you mean 'seed'?", "not connected"):
        assert words in said.out


def test_plan_prints_steps_and_buffers(muse: Muse) -> None:
    said = muse("plan", "demo", *SMALL)
    assert said.status == 0
    assert said.out.startswith("Demo: 7 steps on cpu, 0 uploads and 0 downloads\n")
    assert "composite(scene.frame, background.plate, -, warp.layer)" in said.out
    assert "buffers per frame in flight" in said.out


def test_nodes_lists_shows_and_prints(muse: Muse) -> None:
    said = muse("nodes")
    assert said.status == 0
    assert "muse.compose.composite" in said.out
    one = muse("nodes", "composite")
    assert one.status == 0
    assert "light_wrap" in one.out
    everything = json.loads(muse("nodes", "--json").out)
    warp = next(entry for entry in everything if entry["id"] == "muse.shape.warp")
    assert {"inputs", "outputs", "params"} <= set(warp)
    unknown = muse("nodes", "compositor")
    assert unknown.status == 2
    assert "compositor" in unknown.err
    assert muse("nodes", "--models", "no-such-folder").status == 2


def test_the_node_reference_is_up_to_date(muse: Muse) -> None:
    printed = muse("nodes", "--markdown").out
    written = (ROOT / "docs" / "nodes.md").read_text(encoding="utf-8")
    assert written == printed, "Run: muse nodes --markdown > docs/nodes.md"


def test_models_lists_and_verifies(muse: Muse, tmp_path: Path) -> None:
    said = muse("models")
    assert said.status == 0
    assert "modnet" in said.out
    assert muse("models", "verify").status == 0
    (tmp_path / "selfie_segmentation.onnx").write_bytes(b"other bytes")
    damaged = muse("models", "verify", "--models", tmp_path)
    assert damaged.status == 1
    assert "selfie_segmentation.onnx" in damaged.out
    unknown = muse("models", "pull", "no-such-network")
    assert unknown.status == 2
    assert "no-such-network" in unknown.err
    assert muse("models", "pull").status == 2
    assert muse("models", "--models", tmp_path / "none").status == 2


def test_doctor_looks_at_everything(muse: Muse, tmp_path: Path) -> None:
    said = muse("doctor", "--data", tmp_path / "data")
    assert said.status == 0
    for topic in ("MUSE Nodes", "onnxruntime", "camera", "virtual camera", "network pose", "disk"):
        assert topic in said.out
    found = json.loads(muse("doctor", "--json").out)
    assert {entry["state"] for entry in found} <= {"ok", "missing", "note"}
    assert muse("doctor", "--models", tmp_path / "none").status == 2


# -- around ---------------------------------------------------------------------------------


def test_it_explains_itself(muse: Muse) -> None:
    assert "new-node" in muse("--help").out
    assert muse("--version").out.strip() == f"muse {__version__}"
    assert muse("dance").status == 2
    for command in ("edit", "run", "check", "plan", "nodes", "new-node", "models", "doctor"):
        helped = muse(command, "--help")
        assert helped.status == 0
        assert "usage: muse" in helped.out


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is always a display")
@pytest.mark.parametrize("words", [(), ("-v",), ("--graph", "live"), ("edit",)])
def test_the_editor_says_that_there_is_no_display(
    muse: Muse, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    said = muse(*words)
    assert said.status == 1
    assert "There is no display" in said.err


def test_a_graph_that_is_not_there_opens_no_editor(muse: Muse) -> None:
    assert muse("nothing.json").status == 2
    assert muse("edit", "--graph", "no-such-graph").status == 2


def test_a_new_node_can_be_trusted_and_used(muse: Muse, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    said = muse("new-node", "trails", "--folder", own)
    assert said.status == 0
    assert {path.name for path in own.iterdir()} == {"trails.py", "test_trails.py"}
    assert [schema.id for schema in load_file(own / "trails.py")] == ["my.trails"]
    (own / "test_trails.py").rename(tmp_path / "test_trails.py")  # no node file
    settings = tmp_path / "home" / "muse-nodes" / "settings.json"
    settings.parent.mkdir(parents=True)
    document = {"node_folders": [str(own)]}
    settings.write_text(json.dumps(document), encoding="utf-8")
    before = muse("nodes")
    assert "my.trails" not in before.out
    assert "not trusted" in before.err
    document["trusted_nodes"] = [file_hash(own / "trails.py")]
    settings.write_text(json.dumps(document), encoding="utf-8")
    assert "my.trails" in muse("nodes").out


def test_a_new_node_never_replaces_a_file(muse: Muse, tmp_path: Path) -> None:
    (tmp_path / "test_trails.py").write_text("mine", encoding="utf-8")
    said = muse("new-node", "trails", "--folder", tmp_path)
    assert said.status == 1
    assert "test_trails.py" in said.err
    assert (tmp_path / "test_trails.py").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "trails.py").exists()


@pytest.mark.parametrize("name", ["Trails", "my trails", "../trails", "1st", ""])
def test_a_new_node_needs_a_proper_name(muse: Muse, tmp_path: Path, name: str) -> None:
    said = muse("new-node", name, "--folder", tmp_path)
    assert said.status == 2
    assert not list(tmp_path.glob("*.py"))
    assert muse("new-node", "trails", "--folder", tmp_path / "none").status == 2
