"""The head of the demo scene's person, painted facing the camera, with open or closed eyes."""

from __future__ import annotations

import numpy as np

from muse_nodes.media.demo_paint import (
    Canvas,
    Outline,
    Paint,
    Part,
    ellipse,
    mirrored,
    moved,
    smooth,
    stroke,
)  # fmt: skip

_SKIN, _SKIN_SHADE, _SKIN_LIGHT = "#eab892", "#cf8f6b", "#f8d6b8"
_HAIR, _HAIR_DARK, _HAIR_LIGHT = "#6a3a24", "#3e2016", "#a8663d"


def paint_back_hair(scale: float) -> Part:
    canvas = Canvas((-92, 34, 92, 246), scale)
    hair = mirrored(
        [
            (0, 50),
            (30, 56),
            (52, 75),
            (65, 104),
            (69, 140),
            (70, 176),
            (63, 212),
            (36, 223),
            (0, 217),
        ]
    )
    canvas.fill(hair, Paint(_HAIR_DARK, blur=1.0))
    _flyaways(canvas, np.random.default_rng(3), 70)
    return canvas.cut_out()


def _flyaways(canvas: Canvas, rng: np.random.Generator, count: int) -> None:
    """Single hairs that stand off the outline: what makes its edge soft."""
    for _ in range(count):
        angle = float(rng.uniform(-2.0, 2.0))
        x, y = 66 * np.sin(angle), 130 - 80 * np.cos(angle) * (1.02 if abs(angle) < 1.3 else 1.1)
        away, along = float(rng.uniform(1, 5)), float(rng.uniform(8, 20)) * np.sign(angle)
        out = np.asarray([np.sin(angle), -np.cos(angle)])
        side = np.asarray([np.cos(angle), np.sin(angle)])
        tip = (x, y) + out * away + side * along
        bend = (x, y) + out * away * 0.8 + side * along * 0.4
        start = (x, y) - out * 6
        line = [(float(px), float(py)) for px, py in (start, bend, tip)]
        hair = stroke(line, [1.5, 1.1, 0.5])
        canvas.fill(hair, Paint(_HAIR, opacity=float(rng.uniform(0.25, 0.7)), blur=0.3))


def paint_head(scale: float, *, closed: bool) -> Part:
    canvas = Canvas((-84, 38, 84, 232), scale)
    face = mirrored(
        [(0, 66), (28, 72), (46, 96), (49, 128), (45, 157), (32, 181), (14, 195), (0, 198)]
    )
    canvas.fill(
        face, Paint(_SKIN_LIGHT, _SKIN, (-22, 110, 30, 190), edge=0.2, depth=18, light=0.22)
    )
    for sign in (-1, 1):
        canvas.fill(
            ellipse(sign * 29, 160, 13, 9), Paint("#e5806a", opacity=0.34, blur=6), within=face
        )
        _eye(canvas, sign, closed)
    canvas.fill(ellipse(0, 182, 15, 4), Paint(_SKIN_SHADE, opacity=0.3, blur=3), within=face)
    nose = stroke([(5, 126), (7, 143), (5, 153)], [2, 6, 8])
    canvas.fill(nose, Paint(_SKIN_SHADE, opacity=0.34, blur=3.2))
    canvas.fill(ellipse(-2, 149, 4, 5), Paint("#fff1df", opacity=0.6, blur=2.2))
    canvas.fill(
        stroke([(-6, 154), (0, 157.5), (6.5, 154)], [1, 2.8, 1]),
        Paint("#b06a4e", opacity=0.75, blur=0.7),
    )
    _mouth(canvas)
    _front_hair(canvas, face)
    return canvas.cut_out()


def _eye(canvas: Canvas, sign: int, closed: bool) -> None:
    x, y = sign * 19.5, 131.0
    canvas.fill(ellipse(x, y - 2, 14, 9), Paint(_SKIN_SHADE, opacity=0.35, blur=3.5))
    brow = [(x - sign * 11, y - 18), (x + sign * 1, y - 20.5), (x + sign * 13, y - 16.5)]
    canvas.fill(stroke(brow, [3.4, 3.8, 1.2]), Paint(_HAIR_DARK, opacity=0.7, blur=0.6))
    lash = [
        (x - sign * 10, y + 2),
        (x - sign * 2, y - 6.5),
        (x + sign * 8, y - 3.5),
        (x + sign * 12, y + 0.5),
    ]
    if closed:
        lid = [(x - sign * 10, y + 1), (x, y + 4.5), (x + sign * 12, y)]
        canvas.fill(stroke(lid, [1.4, 2.8, 2]), Paint("#2a1712"))
        return
    white = smooth(
        [
            (x - sign * 10, y + 1.5),
            (x - sign * 2, y - 6),
            (x + sign * 8, y - 3.5),
            (x + sign * 11.5, y + 0.5),
            (x + sign * 4, y + 6),
            (x - sign * 5, y + 5.5),
        ]
    )
    canvas.fill(white, Paint("#fffdf8", "#dcd3cc", (x, y + 2, x, y - 7)))
    canvas.fill(
        ellipse(x + 0.5, y - 0.3, 6.2, 6.4),
        Paint("#8a5a34", "#472a17", (x, y + 3, 7)),
        within=white,
    )
    canvas.fill(ellipse(x + 0.5, y - 0.3, 2.9, 3.0), Paint("#150c08"), within=white)
    canvas.fill(ellipse(x - 1.7, y - 2.6, 1.8, 1.8), Paint("#ffffff"))
    canvas.fill(stroke(lash, [1.2, 3.0, 3.0, 1.2]), Paint("#2a1712"))
    crease = [(x - sign * 9, y - 6), (x, y - 10.5), (x + sign * 11, y - 5.5)]
    canvas.fill(stroke(crease, [0.8, 1.4, 0.8]), Paint("#a8674a", opacity=0.6))


def _mouth(canvas: Canvas) -> None:
    lips = smooth(
        [
            (-18, 169),
            (-8, 167.5),
            (-3, 166.2),
            (0, 167.4),
            (3, 166.2),
            (8, 167.5),
            (18, 169),
            (10, 177.5),
            (0, 180),
            (-10, 177.5),
        ]
    )
    canvas.fill(lips, Paint("#cf6258", "#b34a48", (0, 165, 0, 181), edge=0.12, depth=4))
    teeth = smooth([(-13.5, 170), (0, 170.4), (13.5, 170), (7, 174), (0, 175.2), (-7, 174)])
    canvas.fill(teeth, Paint("#fffaf4", "#e9ddd5", (0, 170, 0, 176)))
    canvas.fill(ellipse(-2, 178, 6, 1.1), Paint("#f4a79a", opacity=0.7, blur=0.8))
    for sign in (-1, 1):
        corner = stroke([(sign * 17, 168.6), (sign * 20, 166.8)], [1.8, 0.8])
        canvas.fill(corner, Paint("#9c4a3c", opacity=0.8, blur=0.4))


# Where a strand runs at the face and where at the outline, for the left and the right side.
_STRANDS = (
    (
        np.asarray([(-15, 68), (-30, 84), (-44, 124), (-47, 168), (-45, 208)]),
        np.asarray([(-15, 50), (-44, 68), (-64, 114), (-67, 168), (-61, 212)]),
    ),
    (
        np.asarray([(-14, 66), (20, 78), (43, 122), (47, 168), (45, 208)]),
        np.asarray([(-14, 50), (34, 56), (63, 106), (67, 168), (63, 212)]),
    ),
)


def _front_hair(canvas: Canvas, face: Outline) -> None:
    hair = smooth(
        [(-60, 216), (-70, 178), (-70, 136), (-65, 102), (-52, 72), (-30, 53), (0, 46), (30, 52),
         (52, 71), (65, 102), (70, 136), (71, 178), (61, 216), (44, 206), (47, 168), (44, 134),
         (34, 110), (10, 92), (-16, 76), (-28, 96), (-41, 118), (-46, 140), (-47, 170), (-44, 206)]
    )  # fmt: skip
    canvas.fill(moved(hair, 1, 6), Paint("#8f4f38", opacity=0.5, blur=4), within=face)
    canvas.fill(hair, Paint(_HAIR, _HAIR_DARK, (-20, 60, 30, 220), blur=0.8, edge=0.3, depth=16))
    rng = np.random.default_rng(5)
    for index in range(110):  # strands from the parting over the crown and down the sides
        inner, outer = _STRANDS[index % 5 < 3]
        depth = float(rng.uniform(0, 1))
        line = inner + (outer - inner) * depth + rng.normal(0, 1.3, (5, 2))
        line[4, 1] += rng.uniform(-8, 6)
        points = [(float(x), float(y)) for x, y in line]
        colour = (_HAIR_LIGHT, _HAIR_DARK, "#7d4a2d")[int(rng.integers(3))]
        opacity = float(rng.uniform(0.15, 0.45))
        canvas.fill(
            stroke(points, [0.8, 2.0, 2.4, 2.0, 0.8]),
            Paint(colour, opacity=opacity, blur=0.4),
            within=hair,
        )
    shine = stroke([(-52, 98), (-38, 80), (-22, 72)], [2, 9, 3])
    canvas.fill(shine, Paint("#e0a173", opacity=0.34, blur=4), within=hair)
    shine = stroke([(12, 70), (38, 84), (54, 112)], [3, 10, 3])
    canvas.fill(shine, Paint("#d8935f", opacity=0.34, blur=4), within=hair)
