"""The wheel stands on its own: built, installed into an empty environment, run from elsewhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def build(source: Path, target: Path, kind: str) -> Path:
    """Build a ``wheel`` or ``sdist`` of the project in ``source`` with its own back end."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)],
        cwd=source, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = target.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing but the wheel; its dependencies are borrowed from this one."""
    venv = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    subprocess.run(
        [*pip, "-qq", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)],
        check=True,
    )
    folders = {"base": str(venv), "platbase": str(venv)}
    site = Path(sysconfig.get_path("purelib", "venv", folders))
    # A line in a .pth file only adds the folder: this checkout's own .pth file in it is not read.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def muse(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in ``folder``, which has nothing to do with the checkout."""
    command = [str(next(python.parent.glob("muse*"))), *arguments]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_carries_nodes_graphs_and_assets_and_nothing_else(wheel: Path) -> None:
    carried = names(wheel)
    for kind in ("nodes", "graphs", "assets"):
        for file in (ROOT / kind).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert f"muse_nodes/bundled/{file.relative_to(ROOT).as_posix()}" in carried
    tops = {name.split("/")[0] for name in carried}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"muse_nodes"}
    assert not [name for name in carried if name.endswith(".pyc")]


def test_the_source_archive_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    archive = build(ROOT, tmp_path, "sdist")
    subprocess.run(["tar", "xzf", str(archive)], cwd=tmp_path, check=True)
    (source,) = (folder for folder in tmp_path.iterdir() if folder.is_dir())
    assert names(build(source, tmp_path, "wheel")) == names(wheel)


def test_the_base_installation_is_lean(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (file,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(file).decode())
    needs = [need for need in metadata.get_all("Requires-Dist", []) if "extra ==" not in need]
    assert needs
    for heavy in ("torch", "cupy", "tensorrt", "pyside", "nodegraphqt", "ray", "pyvirtualcam"):
        assert not [need for need in needs if need.lower().startswith(heavy)]
    assert {"editor", "vcam", "gpu", "train", "cluster", "dev"} <= set(
        metadata.get_all("Provides-Extra", [])
    )
    assert metadata["License-Expression"] == "Apache-2.0"


def test_it_is_the_wheel_that_is_imported(installed: Path, tmp_path: Path) -> None:
    question = "import muse_nodes.engine.bundled as b; print(b.bundled_folder('nodes'))"
    answer = subprocess.run(
        [str(installed), "-c", question], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    folder = Path(answer.stdout.strip())
    assert folder.is_relative_to(installed.parents[1])
    assert folder.parts[-3:] == ("muse_nodes", "bundled", "nodes")


def test_it_lists_its_nodes(installed: Path, tmp_path: Path) -> None:
    done = muse(installed, tmp_path, "nodes")
    assert done.returncode == 0, done.stderr
    assert "muse.compose.composite" in done.stdout


def test_it_runs_the_live_graph(installed: Path, tmp_path: Path) -> None:
    done = muse(
        installed, tmp_path, "run", "live", "--headless", "--frames", "10",
        "--set", "camera.source=demo", "--stats", "stats.json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "stats.json").read_text())["frames"] == 10
