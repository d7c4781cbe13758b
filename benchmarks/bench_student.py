"""How good a personal model gets: a scene with exact alpha is labelled, learned, and judged.

    python benchmarks/bench_student.py SCENE --models DIR [--part 0.6] [--preset quick] [--steps N]
                                       [--threads 1] [--keep DIR] [--picture FILE.png]

SCENE is a folder with ``video.mp4``, ``alpha.mkv`` and ``background.png``. Its first part becomes a
recording in a profile, is labelled by the networks in DIR and trained on, by the nodes that users
have; what comes after is judged against the exact alpha, beside the general network, raw (a look at
the whole of each frame) and as it runs live (following the person). Prints mean error and flicker
(dtSSD), bilinear and brought up with the picture as guide, in per cent of the raw network's, and
milliseconds on one thread, taken in turns. With ``--keep`` a run that was stopped goes on, and
what has not changed is not done again. ``own`` is the processor's time of all of it, which a busy
machine hardly stretches; a preset with a time limit is cut short by one all the same.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import replace

from muse_nodes.api import Array, EndOfStream, Network, frame_spec
from muse_nodes.document import Graph, Link, Node, Params, Port
from muse_nodes.engine.host import load_models, open_host
from muse_nodes.engine.job import Job
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.registry import load_registry
from muse_nodes.kernels import CpuOps
from muse_nodes.media import VideoReader, write_image
from muse_nodes.models.card import card_path
from muse_nodes.models.resolver import Candidate
from muse_nodes.training.checkpoint import load_student
from muse_nodes.training.export import export
from muse_nodes.training.metrics import dtssd, mad

STEPS = {
    "import": "muse.personal.import",
    "masks": "muse.personal.mask_network",
    "label": "muse.personal.label",
    "train": "muse.personal.train",
}
WIRES = (
    ("import.session", "masks.session"), ("import.session", "label.session"),
    ("masks.dataset", "label.masks"), ("label.dataset", "train.dataset1"),
)  # fmt: skip


@dataclass
class Judged:
    """A network and what it said of every frame, bilinear and guided."""

    name: str
    network: Network
    plain: list[Array] = field(default_factory=list)
    guided: list[Array] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def look(self, picture: Array, ops: CpuOps) -> None:
        """Ask about a frame."""
        started = time.perf_counter()
        matte = self.network(picture)
        self.seconds.append(time.perf_counter() - started)
        large, fine = (np.empty(picture.shape[:2], np.float32) for _ in range(2))
        ops.resize(large, matte)
        ops.upsample_matte(fine, matte, picture)
        self.plain.append(np.float16(large))
        self.guided.append(np.float16(fine))


def frames_of(path: Path) -> list[Array]:
    """All pictures of a video."""
    reader, found = VideoReader(path), []
    try:
        while True:
            picture = np.empty((reader.size[1], reader.size[0], 3), np.uint8)
            reader.read(picture)
            found.append(picture)
    except EndOfStream:
        return found
    finally:
        reader.close()


def graph(args: argparse.Namespace, seconds: float) -> Graph:
    """From the video to the student, as the bundled graphs do it."""
    params = {
        "import": {
            "video": str(args.scene / "video.mp4"), "plate": str(args.scene / "background.png"),
            "end": seconds,
        },
        "train": {"preset": args.preset, "steps": args.steps, "threads": args.threads},
    }  # fmt: skip
    nodes = tuple(Node(i, type, params=Params(params.get(i, {}))) for i, type in STEPS.items())
    ends = ((Port(*a.split(".")), Port(*b.split("."))) for a, b in WIRES)
    return Graph(nodes=nodes, links=tuple(Link(*pair) for pair in ends))


def student_of(args: argparse.Namespace, data: Path, seconds: float) -> Path:
    """The folder of the student, trained or found; says how far it is."""
    host = open_host(load_registry(), load_models(args.models, data), threads=args.threads)
    said = {}
    try:
        job: Job = host.work(graph(args, seconds), RunOptions(), data)
        while not job.wait(5.0):
            for node, at in job.progress.items():
                if at.state != "waiting" and said.get(node) != (at.state, at.text):
                    said[node] = at.state, at.text
                    print(f"  {node}: {at.state}, {at.text}", flush=True)
        job.close()
    finally:
        host.close()
    if job.fault is not None:
        raise SystemExit(str(job.fault))
    return job.artifacts["train", "model"].path


def whole_frame(found: Candidate, folder: Path) -> Path:
    """A copy of a network with a card by which it looks at the whole of each frame."""
    if found.card is None:
        raise SystemExit(f"'{found.name}' has no card.")
    copy = folder / f"raw_{found.files[0].name}"
    copy.write_bytes(found.files[0].read_bytes())
    card_path(copy).write_bytes(msgspec.json.encode(replace(found.card, follow=False)))
    return copy


def table(judged: list[Judged], truth: Array) -> None:
    """Every network against the exact alpha, in per cent of the first one."""
    base: list[float] = []
    print(f"\n{'':10}{'MAD':>18}{'dtSSD':>18}{'MAD guided':>18}{'dtSSD guided':>18}{'ms':>7}")
    for one in judged:
        plain, guided = (np.stack(each).astype(np.float32) for each in (one.plain, one.guided))
        found = [mad(plain, truth), dtssd(plain, truth), mad(guided, truth), dtssd(guided, truth)]
        base = base or found
        cells = [f"{v:.4f} ({v / b - 1:+.1%})" for v, b in zip(found, base, strict=True)]
        ms = 1e3 * float(np.quantile(one.seconds[3:], 0.25))
        print(f"{one.name:10}{''.join(f'{cell:>18}' for cell in cells)}{ms:7.2f}")


def picture(judged: list[Judged], frames: list[Array], truth: Array, path: Path) -> None:
    """Three frames: picture, exact alpha, and every network's matte, half as large."""
    rows = []
    for at in np.linspace(0, len(frames) - 1, 3).round().astype(int):
        mattes = [truth[at], *(one.plain[at].astype(np.float32) for one in judged)]
        grey = [np.repeat(np.uint8(255 * m)[..., None], 3, 2) for m in mattes]
        rows.append(np.concatenate([p[::2, ::2] for p in (frames[at], *grey)], 1))
    write_image(path, np.concatenate(rows, 0))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description="How good a personal model gets on a scene.")
    parser.add_argument("scene", type=Path)
    parser.add_argument("--models", type=Path, action="append", default=[])
    parser.add_argument("--part", type=float, default=0.6, help="of the scene that is trained on")
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a data folder to work in")
    parser.add_argument("--picture", type=Path)
    args = parser.parse_args()
    frames = frames_of(args.scene / "video.mp4")
    exact = frames_of(args.scene / "alpha.mkv")
    first = round(args.part * len(frames))
    reader = VideoReader(args.scene / "video.mp4")
    seconds = first / reader.fps
    reader.close()
    with tempfile.TemporaryDirectory() as scratch:
        data = args.keep or Path(scratch)
        started, own = time.monotonic(), time.process_time()
        folder = student_of(args, data, seconds)
        took = time.monotonic() - started
        print(f"{took:.0f} s by the clock, {time.process_time() - own:.0f} s own")
        student, _ = load_student(folder / "student_model_final.pth")
        made = export(student, Path(scratch) / "out", {}, title="Student", licence="-")
        spec = frame_spec(*frames[0].shape[:2])
        library = load_models(args.models)
        general, mine = "selfie_square", str(made.network)
        raw = str(whole_frame(library.resolve("segment", general).candidates[0], Path(scratch)))
        judged = [
            Judged(name, library.network("segment", choice, frame=spec, threads=1))
            for name, choice in (("raw", raw), ("following", general), ("student", mine))
        ]
        truth = np.stack([each[..., 0] for each in exact[first:]]).astype(np.float32) / 255
        with CpuOps(threads=1) as ops:
            for frame in frames[first:]:
                for one in judged:
                    one.look(frame, ops)
        table(judged, truth)
        if args.picture:
            picture(judged, frames[first:], truth, args.picture)
        for one in judged:
            one.network.close()


if __name__ == "__main__":
    main()
