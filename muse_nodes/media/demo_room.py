"""The room of the demo scene: painted once, then it is only looked at."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from muse_nodes.media.demo_furniture import (
    FLOOR,
    paint_desk,
    paint_lamp,
    paint_plant,
    paint_shelf,
)
from muse_nodes.media.demo_paint import Canvas, Paint, box, ellipse, moved, smooth, stroke


def paint_room(width: int, height: int, scale: float, seed: int) -> npt.NDArray[np.uint8]:
    """The empty room, uint8 RGB (height, width, 3), at ``scale`` pixels per unit.

    Its middle is the point (640, 360) of a scene that is 1280 by 720 units and goes on around.
    """
    # Behind a person a room is a little out of focus: finer than this is not worth painting.
    detail = min(2 * scale, 1.5)
    half_w, half_h = width / scale / 2, height / scale / 2
    area = (640 - half_w, 360 - half_h, 640 + half_w, 360 + half_h)
    canvas = Canvas(area, detail, oversampling=1)
    rng = np.random.default_rng(seed)
    _wall(canvas, area)
    _window(canvas)
    _pictures(canvas)
    _floor(canvas, area)
    paint_shelf(canvas, rng)
    paint_lamp(canvas)
    paint_plant(canvas, rng)
    paint_desk(canvas, area)
    room = np.ascontiguousarray(canvas.finish()[..., :3])
    fit = cv2.INTER_AREA if detail > scale else cv2.INTER_CUBIC
    room = np.asarray(cv2.resize(room, (width, height), interpolation=fit), np.uint8)
    return np.asarray(cv2.GaussianBlur(room, (0, 0), max(0.6 * scale, 0.3)), np.uint8)


def _wall(canvas: Canvas, area: tuple[float, float, float, float]) -> None:
    left, top, right, _ = area
    wall = box(left - 1, top - 1, right + 1, FLOOR)
    canvas.fill(wall, Paint("#dfe3da", "#a9b8b1", (180, 100, 1250, 420)))
    canvas.fill(ellipse(560, 250, 330, 260), Paint("#fff6e2", opacity=0.42, blur=90))
    # The sun through the window: two soft panes of light on the wall.
    for x in (412, 505):
        pane = np.asarray([(x, 150), (x + 82, 128), (x + 82, 402), (x, 424)], np.float32)
        canvas.fill(pane, Paint("#fff3d4", opacity=0.38, blur=7))
    canvas.fill(
        box(left - 1, FLOOR - 120, right + 1, FLOOR), Paint("#6c7a74", opacity=0.16, blur=50)
    )


def _window(canvas: Canvas) -> None:
    canvas.fill(box(60, 58, 330, 436), Paint("#5d6a66", opacity=0.35, blur=12))
    canvas.fill(box(56, 52, 324, 428, 3), Paint("#fbfaf6", "#e6e6df", (56, 52, 324, 428)))
    glass = box(70, 66, 310, 414)
    canvas.fill(glass, Paint("#bfe0f2", "#f6f4e6", (190, 66, 190, 330)))
    for x, y, rx, ry, colour in (
        (95, 400, 90, 90, "#9dbf90"), (205, 420, 95, 72, "#86b07f"), (300, 390, 80, 110, "#a9c99a"),
        (140, 425, 70, 60, "#75a272"), (262, 430, 70, 52, "#93b985"),
    ):  # fmt: skip
        canvas.fill(ellipse(x, y, rx, ry), Paint(colour, opacity=0.85, blur=9), within=glass)
    canvas.fill(ellipse(240, 130, 60, 16), Paint("#ffffff", opacity=0.8, blur=8), within=glass)
    canvas.fill(ellipse(140, 180, 50, 11), Paint("#ffffff", opacity=0.6, blur=7), within=glass)
    canvas.fill(box(184, 60, 196, 420), Paint("#f7f6f1", "#dfe0da", (184, 0, 196, 0)))
    canvas.fill(box(64, 222, 316, 232), Paint("#f7f6f1", "#dadcd6", (0, 222, 0, 232)))
    canvas.fill(box(40, 424, 342, 444, 4), Paint("#ffffff", "#d7d9d3", (0, 424, 0, 444)))
    canvas.fill(box(44, 444, 342, 458), Paint("#5d6a66", opacity=0.3, blur=5))
    for x0, x1, lean in ((16, 92, 10), (292, 372, -10)):
        _curtain(canvas, x0, x1, lean)
    canvas.fill(box(-20, 30, 400, 37, 3), Paint("#9a7a58", "#6f5539", (0, 30, 0, 37)))


def _curtain(canvas: Canvas, left: float, right: float, lean: float) -> None:
    cloth = np.asarray(
        [(left, 34), (right, 34), (right + lean, 520), (left - abs(lean) / 2, 524)], np.float32
    )
    canvas.fill(moved(cloth, 6, 6), Paint("#5d6a66", opacity=0.25, blur=10))
    canvas.fill(cloth, Paint("#f4efe4", "#dcd4c5", (left, 0, right, 0), opacity=0.96))
    for step in range(6):
        x = left + (right - left) * (step + 0.5) / 6
        fold = stroke([(x, 36), (x + lean * 0.3, 280), (x + lean * 0.7, 520)], [4, 7, 9])
        dark = step % 2 == 0
        canvas.fill(
            fold, Paint("#b9ad98" if dark else "#fffdf6", opacity=0.5, blur=3), within=cloth
        )


def _pictures(canvas: Canvas) -> None:
    for left, top, right, bottom in ((424, 84, 512, 200), (782, 96, 884, 226)):
        canvas.fill(
            box(left + 5, top + 8, right + 7, bottom + 10), Paint("#59655f", opacity=0.4, blur=7)
        )
        canvas.fill(
            box(left, top, right, bottom, 2),
            Paint("#8a6a48", "#5f4730", (left, top, right, bottom)),
        )
        canvas.fill(box(left + 5, top + 5, right - 5, bottom - 5), Paint("#f8f5ec"))
    art = box(434, 96, 502, 188)
    canvas.fill(art, Paint("#f3e3cf"))
    canvas.fill(ellipse(476, 126, 17, 17), Paint("#dd7f52"), within=art)
    hills = ((162, "#7fa08f"), (176, "#4f7566"))
    for y, colour in hills:
        hill = smooth(
            [(420, y), (450, y - 18), (478, y + 2), (510, y - 14), (520, 230), (410, 230)]
        )
        canvas.fill(hill, Paint(colour), within=art)
    print_ = box(796, 110, 870, 212)
    canvas.fill(print_, Paint("#e9efe9"))
    for angle, length in ((-60, 44), (-25, 52), (10, 50), (45, 42), (-90, 34), (75, 30)):
        turn = np.deg2rad(angle - 0)
        tip = 833 + length * np.sin(turn), 196 - length * np.cos(turn) * 1.5
        leaf = stroke([(833, 200), ((833 + tip[0]) / 2, (200 + tip[1]) / 2 - 6), tip], [2, 10, 1])
        canvas.fill(leaf, Paint("#5d8a72", opacity=0.9), within=print_)


def _floor(canvas: Canvas, area: tuple[float, float, float, float]) -> None:
    left, _, right, bottom = area
    canvas.fill(
        box(left - 1, FLOOR - 16, right + 1, FLOOR),
        Paint("#f4f2ec", "#cfd0c9", (0, FLOOR - 16, 0, FLOOR)),
    )
    floor = box(left - 1, FLOOR, right + 1, bottom + 1)
    canvas.fill(floor, Paint("#a87e56", "#c99d70", (0, FLOOR, 0, 720)))
    vanish = 640.0, 300.0
    for x in range(-1400, 2700, 92):
        seam = np.asarray(
            [
                (vanish[0] + (x - vanish[0]) * (FLOOR - vanish[1]) / 420 - 0.6, FLOOR),
                (vanish[0] + (x - vanish[0]) * (FLOOR - vanish[1]) / 420 + 0.6, FLOOR),
                (x + 1.4, 720),
                (x - 1.4, 720),
            ],
            np.float32,
        )
        canvas.fill(seam, Paint("#6e4d31", opacity=0.45))
    for y, wide in ((FLOOR + 22, 1.0), (FLOOR + 60, 1.4), (FLOOR + 104, 1.8)):
        canvas.fill(box(left - 1, y, right + 1, y + wide), Paint("#6e4d31", opacity=0.18))
    canvas.fill(
        box(left - 1, FLOOR, right + 1, FLOOR + 14),
        Paint("#3f2c1b", opacity=0.4, blur=6),
        within=floor,
    )
    light = np.asarray([(330, FLOOR + 8), (560, FLOOR + 8), (700, 720), (400, 720)], np.float32)
    canvas.fill(light, Paint("#ffe9bf", opacity=0.3, blur=16), within=floor)
    rug = ellipse(650, 712, 420, 66)
    canvas.fill(rug, Paint("#3f2c1b", opacity=0.35, blur=7), within=floor)
    canvas.fill(
        ellipse(650, 708, 416, 62), Paint("#e9e0d0", "#cfc3ae", (300, 0, 1000, 0)), within=floor
    )
    canvas.fill(ellipse(650, 708, 384, 53), Paint("#5f8a86"), within=floor)
    canvas.fill(
        ellipse(650, 708, 372, 50), Paint("#e4dac8", "#d2c6b2", (300, 0, 1000, 0)), within=floor
    )
