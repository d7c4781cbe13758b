"""Convert: what was trained runs live in the end, killed or not, with an engine or without one."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra `train`")
pytest.importorskip("onnxscript", reason="export needs the extra `train`")

import torch as th
from killing import survive

from muse_nodes.api import CancelledError, ModelError, Pose, frame_spec
from muse_nodes.document import Graph, Link, Node, Params, Port, load
from muse_nodes.engine.bundled import find_graph
from muse_nodes.engine.device import CpuDevice
from muse_nodes.engine.host import Host, load_models
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.models import read_card
from muse_nodes.models.engine_file import note_path, read_note, why_not
from muse_nodes.models.skeletons import BODY, FACE
from muse_nodes.models.tensorrt import installed
from muse_nodes.profiles import Profiles
from muse_nodes.profiles.installed import INSTALLED, TRAINED, previous_sets, trained_models
from muse_nodes.training.checkpoint import save_student
from muse_nodes.training.convert import convert, weights_in
from muse_nodes.training.engine_build import build
from muse_nodes.training.export import NAME
from muse_nodes.training.student import Student, StudentConfig

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("torch")]

GUARD = 240.0
FRAME = frame_spec(32, 64)

needs_tensorrt = pytest.mark.skipif(not installed(), reason="TensorRT is not installed")


def graph_of(**params: Any) -> Graph:
    """The bundled graph, with other parameters of its last node."""
    nodes = (
        Node("trained", "muse.personal.trained"),
        Node("convert", "muse.personal.convert", params=Params(params)),
    )
    link = Link(Port.parse("trained.model"), Port.parse("convert.model"))
    return Graph(nodes=nodes, links=(link,))


def run(data: Path, graph: Graph) -> Any:
    """Carry a graph out as `muse run` does; the job, when it is over."""
    device = CpuDevice(1)
    host = Host(load_registry(), load_models([], data), device, device, threads=1)
    job = host.work(graph, RunOptions(), data)
    assert job.wait(GUARD)
    host.close()
    return job


def teach(data: Path, stamp: str, seed: int, config: StudentConfig) -> None:
    """What training leaves: random weights and a card."""
    profiles = Profiles(data)
    profile = profiles.current()
    folder = profile.folder / "models" / "trained" / stamp
    with th.random.fork_rng(devices=[]):
        th.manual_seed(seed)
        student = Student(config)
        student.train()(th.rand(4, 3, 32, 64))
    about = {"title": f"Me {seed}", "licence": "mine", "points": list(BODY)}
    save_student(folder / TRAINED[0], student.eval(), about)
    (folder / TRAINED[1]).write_text('{"format": 1}')


def contents(folder: Path) -> dict[str, str]:
    """What lies in a folder, by name and content."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


OLD = {"student_model.onnx": "old network", "student_model.json": "old card"}
"""A set that ran before: nobody opens it."""


def converted(data: str) -> None:
    """The whole job, as a killed and begun again one does it."""
    th.set_num_threads(1)
    job = run(Path(data), graph_of(engine="SM86" if installed() else "none"))
    assert job.fault is None, job.fault


@pytest.fixture(scope="module")
def done(tiny: StudentConfig, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which one student has been converted, by a job that was killed four times
    while it wrote ONNX. Not to be changed: copy it."""
    folder = tmp_path_factory.mktemp("done")
    teach(folder / "data", "20260101_120000", 3, tiny)
    personal = Profiles(folder / "data").get("front").models
    for name, text in OLD.items():
        (personal / name).write_text(text)
    survive(converted, str(folder / "data"), first=7_000_000, kills=4)
    return folder / "data"


@pytest.fixture
def data(done: Path, tmp_path: Path) -> Path:
    """A copy of the same, to do with as one likes."""
    shutil.copytree(done, tmp_path / "data")
    return tmp_path / "data"


def test_the_bundled_graph_is_just_that() -> None:
    graph = load(find_graph("convert")).sound()
    assert {node.id: node.type for node in graph.nodes} == {
        node.id: node.type for node in graph_of().nodes
    }
    assert graph.links == graph_of().links


def test_the_set_is_whole_and_serves_segment_and_pose(done: Path) -> None:
    personal = Profiles(done).get("front").models
    names = {name.partition("/")[0] for name in contents(personal)}
    wanted = set(INSTALLED)
    if not installed():
        wanted -= {"student_model.engine", "student_model.engine.json"}
    assert names == wanted
    card = read_card(personal / f"{NAME}.onnx")
    assert card is not None
    assert card.points is not None
    assert card.points.untaught == FACE
    library = load_models([], done)
    frame = np.random.default_rng(1).integers(0, 256, FRAME.shape, np.uint8)
    for task in ("segment", "pose"):
        network = library.network(task, frame=FRAME)
        assert (network.info.name, network.info.licence) == (NAME, "mine")
        result = network(frame)
        if isinstance(result, Pose):
            assert result.skeleton == "muse24"
        else:
            assert result.shape == (32, 64)
            assert np.ptp(result) > 0
        network.close()


def test_converted_once_more_nothing_is_done(done: Path) -> None:
    before = contents(done)
    job = run(done, graph_of(engine="SM86" if installed() else "none"))
    assert {p.state for p in job.progress.values()} == {"kept"}
    assert contents(done) == before


def test_the_newest_student_is_found_or_the_one_that_is_named(
    data: Path, tmp_path: Path, tiny: StudentConfig
) -> None:
    def found(weights: str = "") -> Any:
        node = Node("trained", "muse.personal.trained", params=Params({"weights": weights}))
        return run(data, Graph(nodes=(node,))).artifacts["trained", "model"].path

    assert found().name == "20260101_120000"
    teach(data, "20260102_120000", 4, tiny)
    assert found().name == "20260102_120000"
    mine = tmp_path / "mine.pth"
    shutil.copyfile(found() / TRAINED[0], mine)
    assert found(str(mine)) == mine


def test_without_anything_trained_it_says_so(tmp_path: Path) -> None:
    job = run(tmp_path / "data", graph_of())
    assert job.fault is not None
    assert "Nothing has been trained for the profile 'front' yet." in job.fault.message
    with pytest.raises(ModelError, match=r"no trained student .*student_model_final\.pth"):
        weights_in(tmp_path)


@needs_tensorrt
def test_an_engine_for_sm86_is_built_and_a_bad_one_is_refused(data: Path) -> None:
    """Wrong, truncated and foreign engines: each with its reason, and the ONNX network runs."""
    models = Profiles(data).get("front").models
    engine = models / f"{NAME}.engine"
    note = read_note(engine)
    assert note is not None
    assert note.capabilities == ("SM86",)
    assert note.bytes == engine.stat().st_size > 10_000
    whole, described = engine.read_bytes(), note_path(engine).read_text()

    def reason() -> str:
        network = load_models([], data).network("segment", frame=FRAME)
        assert network.info.name == NAME
        assert network.info.backend == "onnxruntime"
        network.close()
        assert f"passed over {NAME}.engine: {why_not(engine)}" in network.info.note
        return why_not(engine)

    assert "GPU" in reason() or "SM86" in reason()
    engine.write_bytes(whole[: len(whole) // 2])
    assert "cut short" in reason()
    engine.write_bytes(b"no engine at all".ljust(len(whole), b"."))
    assert "damaged, or another file" in reason()
    note_path(engine).unlink()
    assert reason() == "it is damaged, or it is no TensorRT engine"
    engine.write_bytes(whole)
    assert "what this TensorRT engine was built for is not known" in reason()
    note_path(engine).write_text(described.replace(note.version, "0.1"))
    assert "built with TensorRT for RTX 0.1" in reason()
    note_path(engine).write_text(described)
    (models / "fp16" / f"{NAME}.onnx").write_bytes(b"another one")
    assert "from another network" in reason()


@needs_tensorrt
def test_an_engine_is_built_for_what_was_asked_and_only_once(done: Path, tmp_path: Path) -> None:
    half = Profiles(done).get("front").models / "fp16" / f"{NAME}.onnx"
    engine = tmp_path / "net.engine"
    first = build(half, engine, "SM89")
    assert first.capabilities == ("SM89",)
    before = engine.stat().st_mtime_ns
    assert build(half, engine, "SM89") == first
    assert engine.stat().st_mtime_ns == before
    engine.write_bytes(engine.read_bytes()[:-1])
    assert build(half, engine, "SM89") == first, "a damaged one is built again"
    assert build(half, engine, "SM80").capabilities == ("SM80",)
    (tmp_path / "junk.onnx").write_bytes(b"junk")
    with pytest.raises(ModelError, match=r"could not build an engine from 'junk\.onnx': .*ONNX"):
        build(tmp_path / "junk.onnx", tmp_path / "junk.engine")
    with pytest.raises(ModelError, match="could not build an engine"):
        build(half, tmp_path / "stopped.engine", keep_on=lambda: False)
    assert not (tmp_path / "stopped.engine").exists()


def stages(data: Path, folder: Path) -> Path:
    """A work folder in which the networks lie already; the weights they came from."""
    profile = Profiles(data).get("front")
    for name in (f"{NAME}.onnx", f"fp16/{NAME}.onnx"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(profile.models / name, folder / name)
    return weights_in(trained_models(profile)[-1])


def test_without_tensorrt_the_rest_is_as_good(
    done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = stages(done, tmp_path)
    for module in ("tensorrt_rtx", "tensorrt"):
        monkeypatch.setitem(sys.modules, module, None)
    made = convert(weights, tmp_path, "SM86", lambda *_: None)
    assert made.engine is None
    assert "TensorRT is not installed" in made.trouble
    assert set(made.files) == {f"{NAME}.onnx", f"fp16/{NAME}.onnx", f"{NAME}.json", *TRAINED}
    assert made.difference < 1e-4
    assert made.half_difference < 0.05


def test_networks_of_another_student_are_not_taken(
    done: Path, tmp_path: Path, tiny: StudentConfig
) -> None:
    stages(done, tmp_path)
    teach(tmp_path / "data", "20260101_120000", 9, tiny)
    weights = weights_in(trained_models(Profiles(tmp_path / "data").get("front"))[0])
    with pytest.raises(ModelError, match="does not do what was trained"):
        convert(weights, tmp_path, "none", lambda *_: None)
    assert not (tmp_path / f"{NAME}.onnx").exists(), "the next attempt makes a right one"


def test_it_can_be_cancelled_at_every_word(done: Path, tmp_path: Path) -> None:
    weights = stages(done, tmp_path)
    said: list[str] = []

    def tell(step: float, steps: float, text: str) -> None:
        if text not in said:
            said.append(text)
            raise CancelledError

    for _ in range(12):
        try:
            made = convert(weights, tmp_path, "SM86" if installed() else "none", tell)
        except CancelledError:
            continue
        break
    assert made.difference < 1e-4
    assert said[0] == "Reading the weights"
    assert said[-1] == "Installing"
    left = [path.name for path in tmp_path.rglob("*") if path.name.startswith(".")]
    assert left == []


@pytest.fixture
def in_place(done: Path, tmp_path: Path) -> Iterator[Path]:
    """The same data at the same path, where the task finds its work again; restored afterwards."""
    shutil.copytree(done, tmp_path / "as_it_was")
    yield done
    shutil.rmtree(done)
    (tmp_path / "as_it_was").rename(done)


def test_kills_change_nothing_but_the_time_it_takes(in_place: Path, tmp_path: Path) -> None:
    """Four kills are behind it; sixteen more in what follows the writing of ONNX."""
    profile = Profiles(in_place).get("front")
    (aside,) = previous_sets(profile)
    assert {name: (aside / name).read_text() for name in OLD} == OLD
    before = contents(profile.models)
    (network,) = (in_place / "tasks").rglob(f"work/{NAME}.onnx")
    for made in ("result.json", "*.engine*", "fp16/*"):
        for path in [*network.parents[1].rglob(made)]:
            path.unlink()
    shutil.rmtree(profile.models)
    aside.rename(profile.models)
    killed = survive(converted, str(in_place), first=70_000, kills=16, seed=2)
    assert killed == 16
    assert contents(profile.models) == before
    assert [contents(path).keys() for path in previous_sets(profile)] == [OLD.keys()]
    assert sorted(path.name for path in profile.models.parent.iterdir()) == [
        "personal", "previous", "trained",
    ]  # fmt: skip
