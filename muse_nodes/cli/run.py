"""``muse run``: carry a graph through, write what was asked for, and say how it went."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from muse_nodes.api.errors import MuseError
from muse_nodes.cli import outside
from muse_nodes.cli.common import UsageProblemError, add_graph, graph_of, registry_of, settings_of
from muse_nodes.cli.work import carry_out, ends_by_itself
from muse_nodes.document import Graph
from muse_nodes.engine.bound import SetupError
from muse_nodes.engine.change import GraphProblemsError
from muse_nodes.engine.host import Host, load_models, open_host
from muse_nodes.engine.options import RunOptions
from muse_nodes.engine.run import Run
from muse_nodes.engine.settings import Settings
from muse_nodes.engine.stats import RunStats
from muse_nodes.engine.taps import Tap
from muse_nodes.engine.trace_file import write_trace


def arguments(command: str, parser: argparse.ArgumentParser, *, graph: bool = True) -> None:
    """The arguments of ``muse run``; without ``graph`` those of a command that knows its graph."""
    add_graph(parser, named=graph)
    parser.add_argument("--device", default="auto", choices=["auto", "cpu", "cuda"])
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--frames", type=_positive_int, metavar="N", help="end after N frames")
    length.add_argument("--seconds", type=_positive, metavar="S", help="end after S seconds")
    parser.add_argument(
        "--headless", action="store_true", help="without a window: what 'muse run' always does"
    )
    parser.add_argument(
        "--realtime", action="store_true",
        help="run files and the demo scene at their own rate and drop what comes too late",
    )  # fmt: skip
    parser.add_argument(
        "--tap", action="append", default=[], metavar="NODE.PORT=PATH", dest="taps",
        help="write what flows on a port: frames to a video or folder, mattes to PNG (repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--trace", type=Path, metavar="FILE.json",
        help="write every call of every node, for ui.perfetto.dev",
    )  # fmt: skip
    parser.add_argument("--stats", type=Path, metavar="FILE.json", help="write the figures")
    parser.add_argument(
        "--threads", type=_positive_int, default=min(4, os.cpu_count() or 1), metavar="N",
        help="worker threads (default: the cores, at most 4)",
    )  # fmt: skip
    outside.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Run the graph; 0 done, 1 failed, 2 wrong usage or a graph with problems."""
    try:
        settings = settings_of(args)
        registry = registry_of(settings)
        graph, warnings = graph_of(args, registry)
        taps = [_tap(text) for text in args.taps]
        _check_folder("--stats", args.stats)
        _check_folder("--trace", args.trace)
        outside.check(args)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2
    for warning in warnings:
        print(f"warning: {warning}", file=sys.stderr)
    models = load_models(settings.all_model_folders(tuple(args.models)), settings.data)
    host = open_host(registry, models, device=args.device, threads=args.threads)
    options = RunOptions(
        args.frames, args.seconds, args.realtime, workers=args.threads, trace=bool(args.trace)
    )
    try:
        if ends_by_itself(graph, host):
            return carry_out(args, host, graph, options, taps, settings)
        return _run(args, host, graph, options, taps, settings)
    except GraphProblemsError as error:
        print(error, file=sys.stderr)
        return 2
    except SetupError as error:
        print(f"muse run: {error}", file=sys.stderr)
        return 1
    finally:
        host.close()


def _run(
    args: argparse.Namespace, host: Host, graph: Graph, options: RunOptions, taps: list[Tap],
    settings: Settings,
) -> int:  # fmt: skip
    running = host.start(graph, options, taps=taps)
    try:
        for note in running.notes:
            print(f"note: {note}", file=sys.stderr)
        with outside.opened(args, running, host.registry, settings):
            told = 0
            while not running.wait(0.2):
                told = _announce(running.stats, told)
                _progress(running.stats)
    except KeyboardInterrupt:
        print("\nStopping.", file=sys.stderr)
    finally:
        stats = running.close()
    _clear_progress()
    print(summary(running))
    written = args.stats is None or _write_stats(args.stats, stats)
    written &= args.trace is None or _write_trace(args.trace, running)
    for fault in stats.faults:
        print(f"muse run: {fault}", file=sys.stderr)
        if fault.trace and args.verbose:
            print(fault.trace, file=sys.stderr)
    if not stats.frames and not stats.faults:
        print("muse run: not a single frame came out of the sources.", file=sys.stderr)
    bad = stats.failing if running.runner.realtime else stats.faults  # live, what is mended is
    return 1 if bad or not stats.frames or not written else 0


def summary(running: Run) -> str:
    """The figures of a run in a few lines."""
    stats = running.stats
    found = stats.as_json()
    waits = found["latency_ms"]
    moves = found["transfers_per_frame"]
    assert isinstance(waits, dict)
    assert isinstance(moves, dict)
    lines = [
        f"{stats.frames} frames in {found['seconds']:.2f} s = {found['fps']:.1f} fps, "
        f"{stats.dropped} dropped; latency {waits['p50']:.1f} ms (95 %: {waits['p95']:.1f}); "
        f"peak memory {found['peak_rss_mb']:.0f} MB"
    ]
    if running.runner.realtime:
        lines.append(f"  sound: set {found['audio_offset_ms']} ms as the audio offset in OBS")
    for node in stats.nodes:
        figures = node.as_json()
        ms = figures["ms"]
        assert isinstance(ms, dict)
        note = node.backend or node.status.partition(". ")[0]  # the rest is in --stats
        lines.append(f"  {node.id:<18}{ms['p50']:8.2f} ms  {node.device:<6}{note}")
    return "\n".join(lines)


def _tap(text: str) -> Tap:
    address, equals, path = text.partition("=")
    node, dot, port = address.partition(".")
    if not equals or not dot or not path:
        raise UsageProblemError([f"--tap {text}: this is not of the form NODE.PORT=PATH."])
    return Tap(node, port, path)


def _check_folder(option: str, path: Path | None) -> None:
    if path is not None and not path.absolute().parent.is_dir():
        raise UsageProblemError([f"{option} {path}: the folder does not exist."])


def _write_stats(path: Path, stats: RunStats) -> bool:
    """Write the figures; False, and a sentence, when that is not possible."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(json.dumps(stats.as_json(), indent=2) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        print(f"muse run: '{path}' cannot be written: {error.strerror}.", file=sys.stderr)
        return False
    return True


def _write_trace(path: Path, running: Run) -> bool:
    try:
        write_trace(path, running.recorded.spans)
    except MuseError as error:
        print(f"muse run: {error}", file=sys.stderr)
        return False
    return True


def _announce(stats: RunStats, told: int) -> int:
    """Say what has happened since ``told`` events were said; the number of events by now."""
    now = stats.told
    fresh = list(stats.events)[-(now - told) :] if now > told else []
    for event in fresh:
        _clear_progress()
        print(f"frame {event.frame}: {event.node or 'graph'}: {event.text}", file=sys.stderr)
    return now


def _progress(stats: RunStats) -> None:
    if sys.stderr.isatty():
        rolling = stats.figures()
        print(
            f"\r{rolling.frames} frames, {rolling.fps:.1f} fps, {rolling.dropped} dropped ",
            end="", file=sys.stderr, flush=True,
        )  # fmt: skip


def _clear_progress() -> None:
    if sys.stderr.isatty():
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr, flush=True)


def _positive_int(text: str) -> int:
    value = int(text) if text.isdigit() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return value


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number above 0")
    return value
