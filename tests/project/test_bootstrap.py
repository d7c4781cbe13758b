"""bootstrap.py on a project without dependencies: real environments, a real pip, no network."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

BOOTSTRAP = Path(__file__).resolve().parents[2] / "bootstrap.py"

BACKEND = '''
"""The smallest build back end that can do an editable installation."""

import os
import zipfile

DIST = "muse_nodes-1.0.dist-info"


def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "muse_nodes-1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("muse_nodes.pth", os.getcwd())
        wheel.writestr(
            DIST + "/METADATA",
            "Metadata-Version: 2.1\\nName: muse-nodes\\nVersion: 1.0\\nProvides-Extra: dev\\n",
        )
        wheel.writestr(
            DIST + "/WHEEL",
            "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        )
        wheel.writestr(DIST + "/RECORD", "")
    return name
'''

UNSET = ("DISPLAY", "WAYLAND_DISPLAY", "MUSE_VENV")
PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


@pytest.fixture(scope="session")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("muse_bootstrap", BOOTSTRAP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def small_project(folder: Path) -> Path:
    """As this project, but small: ``muse`` prints its arguments and ends with status 7."""
    root = folder / "a project"
    package = root / "muse_nodes"
    package.mkdir(parents=True)
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "bootstrap.py").write_text(BOOTSTRAP.read_text(encoding="utf-8"), encoding="utf-8")
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("import sys\nprint(sys.argv[1:])\nsys.exit(7)\n")
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return small_project(tmp_path)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project after its first start."""
    root = small_project(tmp_path_factory.mktemp("installed"))
    first = start(root, "nodes", "--all", "x y")
    assert first.returncode == 7, first.stderr
    assert first.stdout.count("Installing MUSE Nodes") == 1
    assert first.stdout.endswith("['nodes', '--all', 'x y']\n")
    assert first.stderr == ""
    return root


def start(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the project's bootstrap.py from another folder, without a display."""
    kept = {k: v for k, v in os.environ.items() if k not in UNSET}
    return subprocess.run(
        [sys.executable, str(project / "bootstrap.py"), *arguments],
        cwd=project.parent, env=kept | environment, capture_output=True, text=True,
    )  # fmt: skip


def test_any_python_3_can_read_it_far_enough_to_be_told() -> None:
    ast.parse(BOOTSTRAP.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_it_needs_the_standard_library_only() -> None:
    tree = ast.parse(BOOTSTRAP.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {a.name for node in imports if isinstance(node, ast.Import) for a in node.names}
    names |= {node.module or "" for node in imports if isinstance(node, ast.ImportFrom)}
    assert names
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    monkeypatch.setattr(sys, "version", "3.10.4 (main)")
    with pytest.raises(SystemExit) as caught:
        runpy.run_path(str(BOOTSTRAP))
    assert caught.value.code == 2
    assert "needs Python 3.11 or newer, and this is 3.10.4." in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_help_touches_nothing(project: Path, arguments: list[str]) -> None:
    before = sorted(project.rglob("*"))
    done = start(project, *arguments)
    assert done.returncode == 0
    assert all(verb in done.stdout for verb in ("run", "test", "lint"))
    assert sorted(project.rglob("*")) == before


def test_a_folder_that_is_no_environment_is_left_alone(project: Path) -> None:
    precious = project / "home" / "letter.txt"
    precious.parent.mkdir()
    precious.write_text("dear")
    done = start(project, "nodes", MUSE_VENV=str(precious.parent))
    assert done.returncode == 1
    assert "is in the way" in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in precious.parent.iterdir()] == ["letter.txt"]


@pytest.mark.skipif(os.name != "posix", reason="apt is a matter of Linux")
def test_who_may_not_install_system_packages_gets_the_command(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(bootstrap.SetupError) as caught:
        bootstrap.apt_install(["libegl1", "libxcb-cursor0"], "the system libraries of Qt")
    assert "sudo apt-get install --yes" in str(caught.value)
    assert "libegl1 libxcb-cursor0" in str(caught.value)


def test_a_missing_library_is_noticed(bootstrap: ModuleType) -> None:
    assert not bootstrap.can_load("libmuse-is-not-here.so.7")


@pytest.mark.slow
def test_a_second_start_installs_only_what_is_new(installed: Path) -> None:
    again = start(installed, "nodes")
    assert again.returncode == 7
    assert again.stdout == "['nodes']\n"

    more = start(installed, "test", "--version")  # new extras; there is no pytest here
    assert "Installing MUSE Nodes" in more.stdout
    assert more.returncode == 1
    note = json.loads((installed / ".venv" / "muse-bootstrap.json").read_text())
    assert note["extras"] == ["dev", "editor", "tensorrt", "train", "vcam"]
    assert start(installed, "nodes").stdout == "['nodes']\n"

    with (installed / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    changed = start(installed, "nodes")
    assert changed.stdout.count("Installing MUSE Nodes") == 1


@pytest.mark.slow
def test_run_without_a_display_records_the_live_graph(installed: Path) -> None:
    out = installed / "out"
    done = start(installed, "run")
    assert done.returncode == 7
    expected = ["run", "live", "--headless", "--frames", "300"]
    expected += ["--tap", f"composite.image={out / 'live.mp4'}"]
    expected += ["--stats", str(out / "live.json")]
    assert done.stdout.splitlines()[-1] == str(expected)
    assert out.is_dir()

    shorter = start(installed, "run", "--seconds=5", "--set", "camera.source=a.mp4")
    assert "--frames" not in shorter.stdout
    assert shorter.stdout.splitlines()[-1].endswith(
        "'--seconds=5', '--set', 'camera.source=a.mp4']"
    )
    assert start(installed, "run", "my.json", "--headless").stdout == (
        "['run', 'my.json', '--headless']\n"
    )


@pytest.mark.slow
def test_an_interrupted_first_start_is_repaired(project: Path) -> None:
    venv = project / "elsewhere"
    venv.mkdir()
    (venv / "muse-bootstrap.json").write_text('{"unfinished": true}')
    (venv / "rubbish").touch()
    done = start(project, "nodes", MUSE_VENV=str(venv))
    assert done.returncode == 7, done.stderr
    assert "incomplete" in done.stdout
    assert not (venv / "rubbish").exists()
    assert not (project / ".venv").exists()


@pytest.mark.slow
def test_an_environment_of_the_user_is_kept(project: Path) -> None:
    venv = project / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    (venv / "mine").touch()
    done = start(project, "nodes")
    assert done.returncode == 7, done.stderr
    assert (venv / "mine").exists()


@pytest.mark.slow
def test_a_failing_installation_says_so_and_counts_as_unfinished(project: Path) -> None:
    (project / "backend.py").unlink()
    failed = start(project, "nodes")
    assert failed.returncode == 1
    assert "Installing failed" in failed.stderr
    note = (project / ".venv" / "muse-bootstrap.json").read_text()
    assert json.loads(note) == {"unfinished": True}


@pytest.mark.parametrize(
    ("arguments", "extras"),
    [
        ([], set()),
        (["live", "--frames", "30"], set()),
        (["live", "--control"], {"control"}),
        (["--control=4711"], {"control"}),
        (["control", "panic", "on"], {"control"}),
        (["live", "--hotkeys", "--control"], {"control", "hotkeys"}),
        (["nodes"], set()),
        (["edit", "--language", "ko"], {"editor"}),
        (["--graph=live", "--screenshot", "shot.png"], {"editor"}),
        (["my_graph.json"], {"editor"}),
        (["record", "front", "--window"], {"editor"}),
        (["personalise", "front", "--window"], {"editor", "train"}),
        (["train", "--control"], {"control", "train"}),
    ],
)
def test_what_a_command_needs_is_installed(
    bootstrap: ModuleType, arguments: list[str], extras: set[str]
) -> None:
    assert bootstrap.extras_for(arguments) == extras


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_a_display_is_known_by_its_variable(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not bootstrap.has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert bootstrap.has_display()


def test_the_editor_is_known_by_its_package(bootstrap: ModuleType, project: Path) -> None:
    assert not bootstrap.has_editor(project)
    (project / "muse_nodes" / "editor").mkdir()
    (project / "muse_nodes" / "editor" / "__init__.py").touch()
    assert bootstrap.has_editor(project)
