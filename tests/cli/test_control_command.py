"""``muse run --control`` and ``muse control``, as people and scripts start them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from muse_command import Muse

from muse_nodes.cli.outside import _port
from muse_nodes.control.schema import schema

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--set", "scene.width=96", "--set", "scene.height=54")

skip_windows = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM there")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """``muse run demo --control`` as a process of its own, listening."""
    command = [
        sys.executable, "-m", "muse_nodes", "run", "demo", "--realtime", *SMALL, "--control",
        "--data", str(tmp_path / "data"), "--seconds", "240",
    ]  # fmt: skip
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "APPDATA"), str(tmp_path))
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **places}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if line.startswith("Control: "))
            assert re.fullmatch(r"Control: port \d+; its token is in '.*\.json'\.\n", line)
            yield process
        finally:
            process.kill()


@skip_windows
def test_a_running_graph_is_driven_by_commands(
    muse: Muse, demo: subprocess.Popen[str], tmp_path: Path
) -> None:
    at = ("--data", tmp_path / "data")
    frames = json.loads(muse("control", "stats", *at).out)["stats"]["frames"]
    assert frames >= 0
    graph = json.loads(muse("control", "graph", *at).out)["graph"]
    assert "scene" in {node["id"] for node in graph["nodes"]}
    said = muse("control", "set", "composite.light_wrap=0.5", *at)
    assert json.loads(said.out)["applied"], said.text
    shot = tmp_path / "now.png"
    assert muse("control", "snapshot", "scene.frame", "--out", shot, *at).status == 0
    assert shot.read_bytes().startswith(b"\x89PNG")
    again = muse("control", "snapshot", "scene.frame", "--out", shot, *at)
    assert (again.status, "exists already" in again.err) == (2, True)
    assert muse("control", "panic", "on", *at).status == 0
    refused = muse("control", "set", "composite.light_wrap=9", *at)
    assert (refused.status, "light_wrap" in refused.err) == (1, True)
    assert muse("control", "edit", '{"edit": {"edit": "explode"}}', *at).status == 1
    demo.send_signal(signal.SIGTERM)
    demo.communicate(timeout=60)
    assert not list((tmp_path / "data" / "control").iterdir())
    gone = muse("control", "stats", *at)
    assert (gone.status, "No running graph listens" in gone.err) == (1, True)


def test_the_schema_is_printed(muse: Muse) -> None:
    said = muse("control", "--schema")
    assert (said.status, json.loads(said.out)) == (0, json.loads(json.dumps(schema())))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "COMMAND"),
        (("set", "warp.waist"), "NODE.PARAM=VALUE"),
        (("set", "waist=3"), "NODE.PARAM=VALUE"),
        (("panic", "maybe"), "maybe"),
        (("act", "reset"), "reset"),
        (("edit", "{"), "JSON"),
        (("stats", "now"), "now"),
        (("stats", "--out", "x.png"), "snapshots"),
    ],
    ids=str,
)
def test_words_that_are_not_understood(muse: Muse, words: tuple[str, ...], told: str) -> None:
    said = muse("control", *words)
    assert said.status == 2
    assert told in said.err


def test_nobody_listens(muse: Muse, tmp_path: Path) -> None:
    said = muse("control", "stats", "--data", tmp_path)
    assert (said.status, "--control" in said.err) == (1, True)
    said = muse("control", "stats", "--data", tmp_path, "--port", 1234)
    assert (said.status, "1234" in said.err) == (1, True)


def test_a_port_is_a_number(muse: Muse) -> None:
    for port in ("0", "65536", "-1", "x", "٣"):
        assert muse("run", "demo", "--control", port).status == 2
    assert _port("8765") == 8765


def test_keys_that_are_none(muse: Muse) -> None:
    said = muse("run", "demo", "--frames", 1, *SMALL, "--hotkeys", "strg")
    assert (said.status, "ctrl+alt" in said.err) == (1, True)


def test_without_the_package_it_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['aiohttp'] = None\n"
        "from muse_nodes.cli import main\n"
        "sys.exit(main(['run', 'demo', '--frames', '1', '--control']))"
    )
    places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA"), str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **places}, text=True,
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "pip install 'muse-nodes[control]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_listing_the_nodes_loads_nothing_of_it(tmp_path: Path) -> None:
    code = "import sys; from muse_nodes.cli import main; main(['nodes']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, text=True, capture_output=True, check=True
    )
    loaded = set(done.stdout.rsplit("\n", 2)[1].split())
    assert not {"aiohttp", "asyncio", "pynput", "muse_nodes.control"} & loaded
