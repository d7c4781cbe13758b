"""How fluid the canvas of the editor is: opening, panning, zooming, editing a large graph.

    python benchmarks/bench_canvas.py [--nodes 200] [--size 1600x900] [--rounds 60]

Draws into memory (Qt's ``offscreen`` platform, no graphics card), so a window on a screen is not
slower. The graph is copies of ``Demo scene -> Cut out, Warp -> Composite -> Statistics -> Preview``
with every thumbnail filled. Every figure is of what a change costs until it is painted, in ms:
median and 95 % by the clock, and the median of the processor's own time, which a busy machine does
not stretch.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from muse_nodes.document import Batch, Graph, Link, MoveNode, Node, Port, SetParam
from muse_nodes.editor.canvas import Canvas
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.session import Session
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import open_host
from muse_nodes.engine.registry import load_registry

CHAIN = {
    "scene": "muse.sources.demo_scene",
    "cut": "muse.compose.cutout",
    "warp": "muse.shape.warp",
    "mix": "muse.compose.composite",
    "stats": "muse.compose.statistics",
    "show": "muse.output.preview",
}
WIRES = (
    ("scene.frame", "cut.frame"), ("scene.matte", "cut.matte"), ("scene.frame", "warp.frame"),
    ("scene.matte", "warp.matte"), ("scene.pose", "warp.pose"), ("scene.plate", "mix.room"),
    ("scene.frame", "mix.frame"), ("cut.layer", "mix.layer1"), ("warp.layer", "mix.layer2"),
    ("mix.image", "stats.frame"), ("stats.frame", "show.frame"),
)  # fmt: skip


def large(nodes: int) -> Graph:
    """A graph of about so many nodes, in rows."""
    made, links = [], []
    for number in range(nodes // len(CHAIN) + 1):
        row, column = number // 3, number % 3
        for place, (name, type) in enumerate(CHAIN.items()):
            at = column * 1500.0 + place * 240.0, row * 300.0
            made.append(Node(f"{name}{number}", type, position=at))
        for source, target in WIRES:
            (a, out), (b, into) = source.split("."), target.split(".")
            links.append(Link(Port(f"{a}{number}", out), Port(f"{b}{number}", into)))
    return Graph(
        nodes=tuple(made[:nodes]), links=tuple(k for k in links if _within(k, made, nodes))
    )


def _within(link: Link, made: list[Node], nodes: int) -> bool:
    ids = {node.id for node in made[:nodes]}
    return link.source.node in ids and link.target.node in ids


def timed(app: QApplication, do: Callable[[int], object], rounds: int) -> str:
    """Do something and paint what came of it, again and again."""
    took, worked = [], []
    for number in range(rounds):
        began, before = time.perf_counter(), time.thread_time()
        do(number)
        for _ in range(3):  # what has changed is collected, then painted, once
            app.processEvents()
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.thread_time() - before) * 1000)
    took.sort()
    worst = took[int(len(took) * 0.95) - 1]
    return f"{statistics.median(took):8.1f} {worst:8.1f} {statistics.median(worked):8.1f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=200)
    parser.add_argument("--size", default="1600x900")
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    app = QApplication([])
    registry = load_registry()
    engine = Engine(lambda: open_host(registry, NoModels()))
    session = Session(Document(), engine, registry)
    canvas = Canvas(session)
    canvas.resize(*map(int, options.size.split("x")))
    canvas.show()
    app.processEvents()
    graph = large(options.nodes)

    began = time.perf_counter()
    session.document.open(graph)
    app.processEvents()
    print(f"open {len(graph.nodes)} nodes, {len(graph.links)} links: "
          f"{time.perf_counter() - began:.2f} s")  # fmt: skip

    image = QImage(192, 108, QImage.Format.Format_RGB32)
    image.fill(QColor("#446688"))
    for item in canvas.stage.nodes.values():
        if item.face.picture:
            item.show_image(image)
    measure(app, canvas, graph, options.rounds, image)
    engine.close()
    canvas.close()


def measure(app: QApplication, canvas: Canvas, graph: Graph, rounds: int, image: QImage) -> None:
    """Pan, zoom, thumbnails, drags and sliders, from far and from near."""
    viewer, session = canvas.viewer, canvas.session
    middle = canvas.stage.extent().center()
    ids = [node.id for node in graph.nodes]
    items = [item for item in canvas.stage.nodes.values() if item.face.picture]
    print(f"{'':34} median     95 %      cpu   (ms)")
    canvas.fit()
    whole = viewer.zoom
    for name, zoom in (("everything", whole), ("at 0.35", 0.35), ("at 0.6", 0.6), ("at 1", 1.0)):

        def pan(number: int, zoom: float = zoom) -> None:
            viewer.look(middle + QPointF(number * 7 / zoom, number * 3 / zoom), zoom)

        def zoom_in(number: int, zoom: float = zoom) -> None:
            viewer.look(middle, zoom * (1 + (number % 20) * 0.01))

        def pictures(_: int) -> None:
            for item in items:
                item.show_image(image)

        print(f"{'pan, ' + name:34}{timed(app, pan, rounds)}")
        print(f"{'zoom, ' + name:34}{timed(app, zoom_in, rounds)}")
        print(f"{'all thumbnails anew, ' + name:34}{timed(app, pictures, rounds)}")
    canvas.fit()

    def drag(number: int) -> None:
        for id in ids[:50]:
            item = canvas.stage.nodes[id]
            item.place(item.pos().x() + 1, item.pos().y())

    def move(number: int) -> None:
        session.document.do(Batch(tuple(
            MoveNode(id, (float(number), float(n) * 10)) for n, id in enumerate(ids[:50])
        )))  # fmt: skip

    def slide(number: int) -> None:
        session.document.do(SetParam("warp0", "waist", number / 1000), gesture="slide")

    print(f"{'drag 50 nodes':34}{timed(app, drag, rounds)}")
    print(f"{'an edit that moves 50 nodes':34}{timed(app, move, rounds)}")
    print(f"{'an edit of one parameter':34}{timed(app, slide, rounds)}")
    session.select(ids)
    print(
        f"{'select all and nothing':34}"
        f"{timed(app, lambda n: session.select(ids if n % 2 else []), rounds)}"
    )
    began = time.perf_counter()
    canvas.select_all()
    canvas.delete_selected()
    app.processEvents()
    print(f"delete everything: {(time.perf_counter() - began) * 1000:.0f} ms", end=", ")
    began = time.perf_counter()
    session.document.undo()
    app.processEvents()
    print(f"undo: {(time.perf_counter() - began) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
