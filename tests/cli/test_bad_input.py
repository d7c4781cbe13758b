"""Bad input of every kind: a clear sentence, the right exit status, nothing half-written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from muse_command import Muse, Said

from muse_nodes import media

LIVE = ("run", "live", "--headless", "--frames", "5")
DEMO = ("run", "demo", "--frames", "4", "--set", "scene.width=64", "--set", "scene.height=48")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a test's files lie; only they may be there afterwards."""
    path = tmp_path / "files"
    path.mkdir()
    return path


def film(path: Path, size: tuple[int, int] = (64, 48), frames: int = 30) -> Path:
    """A film of ``size`` (width, height) with noise in it, so that it has some bytes."""
    noise = np.random.default_rng(3)
    with media.VideoWriter(path, size=size, fps=30.0) as writer:
        for _ in range(frames):
            writer.write(noise.integers(0, 255, (size[1], size[0], 3), np.uint8))
    return path


def refused(said: Said, status: int, *words: str) -> None:
    """The command ended with ``status`` and a sentence that names all ``words``."""
    assert said.status == status, said.text
    for word in words:
        assert word in said.err, said.text
    assert "bug" not in said.err, said.text


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


# -- what goes in ----------------------------------------------------------------------------


def test_a_missing_film(muse: Muse, folder: Path) -> None:
    said = muse(*LIVE, "--set", f"camera.source={folder / 'none.mp4'}")
    refused(said, 1, "camera", "none.mp4")


def test_a_text_in_the_clothes_of_a_film(muse: Muse, folder: Path) -> None:
    (folder / "film.mp4").write_text("To be or not to be.", encoding="utf-8")
    said = muse(*LIVE, "--set", f"camera.source={folder / 'film.mp4'}")
    refused(said, 1, "camera", "film.mp4")


def test_an_empty_film(muse: Muse, folder: Path) -> None:
    (folder / "film.mkv").touch()
    refused(muse(*LIVE, "--set", f"camera.source={folder / 'film.mkv'}"), 1, "camera", "film.mkv")


def test_a_film_whose_end_is_missing_plays_as_far_as_it_goes(muse: Muse, folder: Path) -> None:
    whole = film(folder / "whole.mkv")
    cut = folder / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    said = muse("run", "live", "--set", f"camera.source={cut}", "--stats", folder / "s.json")
    figures = json.loads((folder / "s.json").read_text(encoding="utf-8"))
    assert said.status == 0
    assert 0 < figures["frames"] < 30
    assert "cut.mkv" in said.text


def test_a_film_without_its_table_of_contents(muse: Muse, folder: Path) -> None:
    whole = film(folder / "whole.mp4")
    cut = folder / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    refused(muse(*LIVE, "--set", f"camera.source={cut}"), 1, "camera", "cut.mp4")


@pytest.mark.parametrize("size", [(1, 1), (3, 1), (63, 47)], ids=str)
def test_frames_of_any_size_run(muse: Muse, folder: Path, size: tuple[int, int]) -> None:
    picture = folder / "picture.png"
    media.write_image(picture, np.full((size[1], size[0], 3), 90, np.uint8))
    said = muse(
        *LIVE, "--set", f"camera.source={picture}", "--tap", f"composite.image={folder / 'out'}"
    )
    assert said.status == 0, said.text
    written = sorted((folder / "out").iterdir())
    assert len(written) == 5
    assert media.read_image(written[-1])[0].shape == (size[1], size[0], 3)


@pytest.mark.parametrize("channels", [1, 4], ids=["grey", "transparent"])
def test_pictures_of_any_kind_run(muse: Muse, folder: Path, channels: int) -> None:
    picture = folder / "picture.png"
    pixels = np.full((48, 64, channels), 90, np.uint8)
    media.write_image(picture, pixels[..., 0] if channels == 1 else pixels)
    said = muse(
        *LIVE, "--set", f"camera.source={picture}", "--set", f"camera.clean_plate={picture}"
    )
    assert said.status == 0, said.text


@pytest.mark.parametrize("source", ["97", "/dev/no-such-camera", "No Such Camera"])
def test_a_camera_that_does_not_open(muse: Muse, source: str) -> None:
    refused(muse(*LIVE, "--set", f"camera.source={source}"), 1, "camera", source)


def test_a_network_that_is_none(muse: Muse, folder: Path) -> None:
    network = folder / "network.onnx"
    network.write_bytes(b"this is not a network" * 20)
    said = muse(*LIVE, "--set", "camera.source=demo", "--set", f"segment.model={network}")
    refused(said, 1, "segment", "network.onnx")


def test_a_network_that_is_not_there(muse: Muse, folder: Path) -> None:
    said = muse(*LIVE, "--set", "camera.source=demo", "--set", "segment.model=modnet")
    refused(said, 1, "segment", "modnet")
    said = muse(*LIVE, "--models", folder / "none")
    refused(said, 2, str(folder / "none"))


# -- graphs -------------------------------------------------------------------------------------


def graph(folder: Path, text: str | dict[str, Any]) -> Path:
    path = folder / "graph.json"
    path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
    return path


def scene(**params: Any) -> dict[str, Any]:
    """A graph of the demo scene and a preview."""
    return {
        "format": 1,
        "nodes": [
            {"id": "scene", "type": "muse.sources.demo_scene", "params": params},
            {"id": "preview", "type": "muse.output.preview"},
        ],
        "links": [{"source": "scene.frame", "target": "preview.frame"}],
    }


@pytest.mark.parametrize("command", ["run", "check", "plan"])
def test_a_graph_that_is_no_json(muse: Muse, folder: Path, command: str) -> None:
    refused(muse(command, graph(folder, "{ nodes: ")), 2, "graph.json")


@pytest.mark.parametrize("command", ["run", "check", "plan"])
def test_a_graph_that_is_not_there(muse: Muse, folder: Path, command: str) -> None:
    refused(muse(command, folder / "none.json"), 2, "none.json")
    refused(muse(command, "liev"), 2, "liev", "live")
    refused(muse(command, folder), 2, folder.name)


def test_a_graph_of_a_newer_program(muse: Muse, folder: Path) -> None:
    refused(muse("run", graph(folder, {"format": 999, "nodes": [], "links": []})), 2, "999")


def test_a_graph_that_is_a_list_or_binary(muse: Muse, folder: Path) -> None:
    refused(muse("run", graph(folder, "[]")), 2, "graph.json")
    (folder / "graph.json").write_bytes(b"\xff\xfe\x00\x01" * 8)
    refused(muse("run", folder / "graph.json"), 2, "graph.json")


def test_a_node_that_nobody_knows(muse: Muse, folder: Path) -> None:
    document = scene()
    document["nodes"].append({"id": "trick", "type": "muse.compose.composit"})
    said = muse("run", graph(folder, document))
    refused(said, 2, "trick", "muse.compose.composit", "Did you mean 'muse.compose.composite'?")


def test_links_that_do_not_fit(muse: Muse, folder: Path) -> None:
    document = scene()
    document["links"] = [{"source": "scene.matte", "target": "preview.frame"}]
    refused(muse("run", graph(folder, document)), 2, "preview", "Frame", "Matte")
    document["links"] = [{"source": "scene.film", "target": "preview.frame"}]
    refused(muse("run", graph(folder, document)), 2, "scene", "film")


def test_a_graph_without_an_end(muse: Muse, folder: Path) -> None:
    document = scene()
    document["nodes"].pop()
    document["links"] = []
    refused(muse("run", graph(folder, document)), 2, "sink")


@pytest.mark.parametrize(
    ("param", "value"), [("fps", 100000), ("fps", "fast"), ("seed", 1.5), ("noise", True)]
)
def test_a_parameter_in_the_graph_that_does_not_fit(
    muse: Muse, folder: Path, param: str, value: Any
) -> None:
    refused(muse("run", graph(folder, scene(**{param: value}))), 2, "scene", param)


@pytest.mark.parametrize(
    "text",
    ["scene.fps=100000", "scene.fps=fast", "scene.seed=1.5", "scene.noise=true", "scene.fps=nan",
     "scene.fsp=30", "scen.fps=30", "scene.fps", "fps=30", "=", "display.mode=sideways"],
)  # fmt: skip
def test_a_parameter_on_the_command_line_that_does_not_fit(muse: Muse, text: str) -> None:
    refused(muse(*DEMO, "--set", text), 2, f"--set {text}")


def test_a_file_parameter_without_its_file(muse: Muse, folder: Path) -> None:
    missing = folder / "plate.png"
    refused(muse(*LIVE, "--set", f"camera.clean_plate={missing}"), 2, "camera", "plate.png")


@pytest.mark.parametrize(
    "arguments",
    [("--frames", "0"), ("--frames", "many"), ("--seconds", "-1"), ("--device", "abacus"),
     ("--seconds", "3", "--frames", "3", "--frames"), ("--threads", "0"), ("--tap", "composite"),
     ("--tap", "composite.image="), ("--tap", "nobody.image=x.mp4"), ("--tap", "scene.film=x.mp4"),
     ("--stats", "/no/such/folder/s.json")],
)  # fmt: skip
def test_arguments_that_do_not_fit(muse: Muse, arguments: tuple[str, ...]) -> None:
    refused(muse("run", "demo", *arguments), 2, arguments[-1].partition("=")[0].partition(".")[0])


# -- what goes out ------------------------------------------------------------------------------


@contextmanager
def little_room(size: int) -> Iterator[None]:
    """No file may grow beyond ``size`` bytes: to a program it is as if the disk were full."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


OUTPUTS = ["scene.frame=out.mp4", "scene.frame=out.mkv", "scene.frame=out", "scene.matte=out",
           "scene.pose=out.jsonl", "warp.layer=out.jsonl"]  # fmt: skip


@pytest.mark.parametrize("tap", OUTPUTS)
def test_an_output_that_cannot_be_written(muse: Muse, folder: Path, tap: str) -> None:
    (folder / "file.txt").write_text("I am no folder.", encoding="utf-8")
    port, _, name = tap.partition("=")
    said = muse(*DEMO, "--tap", f"{port}={folder / 'file.txt' / name}")
    refused(said, 2, "file.txt")
    assert names(folder) == {"file.txt"}


def test_an_output_of_an_unknown_kind(muse: Muse, folder: Path) -> None:
    refused(muse(*DEMO, "--tap", f"scene.frame={folder / 'out.xyz'}"), 1, "out.xyz")
    assert names(folder) == set()


@pytest.mark.parametrize("tap", OUTPUTS)
def test_a_disk_that_is_full(muse: Muse, folder: Path, tap: str) -> None:
    port, _, name = tap.partition("=")
    assert muse(*DEMO).status == 0  # kernels are compiled and stored while there is room
    demo = [a.replace("=64", "=320").replace("=48", "=240") for a in DEMO]
    with little_room(600):
        said = muse(*demo, "--tap", f"{port}={folder / name}")
    refused(said, 1, name)
    left = names(folder) - {"out"}  # the folder may stay, empty
    assert left == set(), said.text


def test_a_disk_that_is_full_when_the_figures_are_written(muse: Muse, folder: Path) -> None:
    assert muse(*DEMO).status == 0
    with little_room(200):
        said = muse(*DEMO, "--stats", folder / "s.json")
    refused(said, 1, "s.json")
    assert names(folder) == set()


def test_a_film_that_exists_is_not_replaced_unasked(muse: Muse, folder: Path) -> None:
    target = folder / "out.mkv"
    target.write_text("precious", encoding="utf-8")
    document = scene(width=64, height=48)
    document["nodes"].append(
        {"id": "film", "type": "muse.output.video_writer", "params": {"path": str(target)}}
    )
    document["links"].append({"source": "scene.frame", "target": "film.frame"})
    said = muse("run", graph(folder, document), "--frames", "3")
    refused(said, 1, "film", "out.mkv")
    assert target.read_text(encoding="utf-8") == "precious"


def test_settings_that_are_damaged(muse: Muse, tmp_path: Path) -> None:
    settings = tmp_path / "home" / "muse-nodes" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text("{", encoding="utf-8")
    refused(muse("nodes"), 1, "settings.json")
    assert settings.read_text(encoding="utf-8") == "{"
