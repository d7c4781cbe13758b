"""A recorder that is killed at random moments: all but the last second is there, each time."""

from __future__ import annotations

import mmap
import multiprocessing
import random
import struct
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from recordings import numbered, played

from muse_nodes.engine.harness import Harness
from muse_nodes.engine.schema import derive
from muse_nodes.media import measure
from muse_nodes.profiles import Profiles, find_session, read_session, sessions_of
from nodes.recording import Recorder

KILLS = 20
GUARD = 60.0
FPS = 30
PRELOAD = (
    "muse_nodes.media.recorder", "muse_nodes.media.image", "muse_nodes.engine.device.cpu",
    "muse_nodes.kernels.cpu", "nodes.recording", "pytest", "test_killed_recorder",
)  # fmt: skip
"""All that a child needs: a kill costs what the recording costs, and not a second of imports."""


def record(data: str, counter: str) -> None:
    """Record numbered pictures until the end of the process; ``counter`` says how many by now."""
    with (
        Path(counter).open("r+b") as file,
        mmap.mmap(file.fileno(), 8) as told,
        Harness(derive(Recorder), data=Path(data), fps=FPS).running() as node,
    ):
        for number in range(1 << 16):
            doing = f"part {number // 50}"
            node(numbered(number), True, None, doing, "total 0.5, poses.front 1.00")
            told[:] = struct.pack("q", number + 1)


def killed(context: Any, data: Path, after: int, wait: float) -> int:
    """Record ``after`` pictures and ``wait`` seconds more, and then nothing; how many it took."""
    counter = data / "counter"
    counter.write_bytes(bytes(8))
    child = context.Process(target=record, args=(str(data), str(counter)))
    child.start()
    limit = time.monotonic() + GUARD
    while count_in(counter) < after and time.monotonic() < limit:
        assert child.exitcode is None, "the recorder has failed"
        child.join(0.001)
    child.join(wait)
    child.kill()
    child.join()
    assert child.exitcode == -9
    return count_in(counter)


def count_in(counter: Path) -> int:
    return int(struct.unpack("q", counter.read_bytes())[0])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_whenever_it_is_killed_all_but_the_last_second_is_there(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*PRELOAD])
    draw = random.Random(7)
    moments = [(draw.randint(1, 300), draw.uniform(0, 0.03)) for _ in range(KILLS)]
    taken = [killed(context, tmp_path, after, wait) for after, wait in moments]

    profile = Profiles(tmp_path).get("front")
    folders = list(sessions_of(profile))
    assert len(folders) == KILLS  # each recording is a session of its own, none harmed another
    for folder, count in zip(folders, taken, strict=True):
        info = read_session(folder)
        assert not info.finished
        video = folder / "video.mkv"
        there = []
        if count > FPS:
            there, times, _ = played(video)
            assert times == pytest.approx([n / FPS for n in there], abs=1e-3)
            assert measure(video).frames >= len(there)
        assert there == list(range(len(there)))
        assert len(there) >= count - FPS
        for (_, _, end), (_, start, _) in pairwise(info.segments):
            assert end <= start
    assert find_session(profile).name in {folder.name for folder in folders}

    with Harness(derive(Recorder), data=tmp_path, fps=FPS).running() as node:
        for number in range(40):
            node(numbered(number))
        session = node.instance.finish(node.ctx)
    assert played(session.path / "video.mkv")[0] == list(range(40))
    assert read_session(session.path).finished
