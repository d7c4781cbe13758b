"""The furniture of the demo scene: shelf, lamp, plant and desk."""

from __future__ import annotations

import numpy as np

from muse_nodes.media.demo_paint import Canvas, Paint, box, ellipse, moved, smooth, stroke

FLOOR = 592.0  # where the wall ends, in units from the top

_BOOKS = ("#b5523b", "#2f5d62", "#e0b15a", "#4a6fa5", "#8a5a83", "#d9cfbf", "#55705a", "#c9805b",
         "#34495e", "#a63d40", "#efe6d5", "#6b8f9c")  # fmt: skip


def paint_shelf(canvas: Canvas, rng: np.random.Generator) -> None:
    """A shelf with books, no two alike side by side."""
    left, right, top, bottom = 968.0, 1226.0, 158.0, FLOOR + 10
    canvas.fill(
        box(left - 16, top + 10, right + 10, bottom + 6), Paint("#4f5a55", opacity=0.4, blur=14)
    )
    canvas.fill(
        box(left, top, right, bottom, 3), Paint("#b98d5f", "#8d6842", (left, top, right, bottom))
    )
    rows = [(168.0, 258.0), (268.0, 366.0), (376.0, 474.0), (484.0, 590.0)]
    for row, (upper, lower) in enumerate(rows):
        back = box(left + 10, upper, right - 10, lower)
        canvas.fill(back, Paint("#6f5236", "#8a6a48", (0, upper, 0, lower)))
        canvas.fill(
            box(left + 10, upper, right - 10, upper + 22),
            Paint("#2e2116", opacity=0.5, blur=9),
            within=back,
        )
        _books(canvas, rng, (left + 16, right - 16, upper, lower), row)
    for upper, lower in rows:
        canvas.fill(box(left + 4, lower, right - 4, lower + 3), Paint("#d8ae7e"))
        canvas.fill(
            box(left + 10, upper, right - 10, upper + 5), Paint("#2e2116", opacity=0.25, blur=2)
        )


def _books(
    canvas: Canvas, rng: np.random.Generator, space: tuple[float, float, float, float], row: int
) -> None:
    """A row of books with a gap for something else: a pot, a box, a globe, a vase."""
    x, right, upper, lower = space
    gap = (0.62, 0.1, 0.45, 0.7)[row] * (right - x) + x
    last = ""
    while x < right - 10:
        if gap <= x < gap + 62:
            _ornament(canvas, gap + 31, lower, row)
            x = gap + 66
            continue
        wide = float(rng.uniform(9, 19))
        tall = float(rng.uniform(0.62, 0.92)) * (lower - upper)
        if x + wide > right:
            return
        colour = str(rng.choice([c for c in _BOOKS if c != last]))
        last = colour
        book = box(x, lower - tall, x + wide, lower, 1.2)
        canvas.fill(book, Paint(colour, edge=0.34, depth=5))
        band = float(rng.uniform(0.12, 0.3)) * tall
        light = "#f3e7cf" if rng.random() < 0.7 else "#2b2b2b"
        canvas.fill(
            box(x + 2, lower - tall + band, x + wide - 2, lower - tall + band + 5),
            Paint(light, opacity=0.75),
        )
        if rng.random() < 0.5:
            canvas.fill(box(x + 2, lower - 16, x + wide - 2, lower - 13), Paint(light, opacity=0.6))
        x += wide + 0.8


def _ornament(canvas: Canvas, x: float, floor: float, row: int) -> None:
    if row == 0:  # a trailing plant
        for dx, dy, turn in (
            (-16, -42, -35),
            (-4, -54, -10),
            (10, -50, 15),
            (20, -40, 45),
            (-24, -28, -70),
            (26, -26, 75),
        ):
            canvas.fill(
                ellipse(x + dx, floor + dy, 7, 15, turn),
                Paint("#6fa06a", "#3f7249", (x - 30, floor - 70, x + 30, floor), edge=0.2),
            )
        pot = [(x - 17, floor - 30), (x + 17, floor - 30), (x + 13, floor), (x - 13, floor)]
        canvas.fill(
            np.asarray(pot, np.float32), Paint("#f2ece2", "#bdb4a6", (x - 17, 0, x + 17, 0))
        )
    elif row == 1:  # a globe
        canvas.fill(box(x - 14, floor - 7, x + 14, floor, 3), Paint("#7a5a3a"))
        canvas.fill(
            ellipse(x, floor - 36, 25, 25), Paint("#a8d3df", "#3f7f9c", (x - 10, floor - 48, 42))
        )
        land = smooth(
            [
                (x - 14, floor - 50),
                (x + 2, floor - 54),
                (x + 6, floor - 40),
                (x - 6, floor - 30),
                (x - 16, floor - 38),
            ]
        )
        canvas.fill(land, Paint("#8fb174", opacity=0.9))
        canvas.fill(ellipse(x + 13, floor - 26, 6, 8, 20), Paint("#8fb174", opacity=0.8))
    elif row == 2:  # two storage boxes
        canvas.fill(
            box(x - 28, floor - 40, x + 28, floor, 3),
            Paint("#e3d3b8", "#c2ab87", (0, floor - 40, 0, floor)),
        )
        canvas.fill(box(x - 28, floor - 40, x + 28, floor - 30, 3), Paint("#d2bd98"))
        canvas.fill(box(x - 10, floor - 22, x + 10, floor - 12, 2), Paint("#fbf6ea"))
    else:  # a vase
        vase = smooth(
            [
                (x - 8, floor - 72),
                (x + 8, floor - 72),
                (x + 9, floor - 56),
                (x + 23, floor - 26),
                (x + 12, floor),
                (x - 12, floor),
                (x - 23, floor - 26),
                (x - 9, floor - 56),
            ]
        )
        canvas.fill(vase, Paint("#d98c6a", "#9c4f3a", (x - 20, 0, x + 22, 0)))
        canvas.fill(ellipse(x - 9, floor - 30, 4, 14, 8), Paint("#ffe3d0", opacity=0.6, blur=2))


def paint_lamp(canvas: Canvas) -> None:
    """A floor lamp, lit."""
    canvas.fill(ellipse(908, 300, 190, 230), Paint("#ffdf9e", opacity=0.42, blur=60))
    canvas.fill(ellipse(908, FLOOR + 22, 40, 8), Paint("#3d3226", opacity=0.35, blur=5))
    canvas.fill(box(904.5, 300, 910.5, FLOOR + 16), Paint("#6b5a45", "#2f281f", (904, 0, 911, 0)))
    canvas.fill(ellipse(908, FLOOR + 17, 34, 6), Paint("#4b4033", "#2b251d", (880, 0, 940, 0)))
    shade = np.asarray([(876, 236), (940, 236), (962, 326), (854, 326)], np.float32)
    canvas.fill(shade, Paint("#fff4cf", "#eeb866", (908, 300, 76)))
    canvas.fill(
        stroke([(876, 236), (908, 238), (940, 236)], [2, 2, 2]), Paint("#c9995a", opacity=0.7)
    )
    canvas.fill(
        stroke([(854, 326), (908, 329), (962, 326)], [3, 3, 3]), Paint("#c08a45", opacity=0.7)
    )


def paint_plant(canvas: Canvas, rng: np.random.Generator) -> None:
    """A pot plant."""
    x, base = 408.0, FLOOR + 26
    canvas.fill(ellipse(x + 8, base + 2, 62, 11), Paint("#2e2116", opacity=0.45, blur=7))
    for _ in range(26):
        angle = float(rng.uniform(-1.15, 1.15))
        length = float(rng.uniform(95, 190)) * (1 - 0.25 * abs(angle))
        tip = x + length * np.sin(angle), base - 66 - length * np.cos(angle)
        stem = [
            (x, base - 60),
            (x + 0.55 * (tip[0] - x), base - 60 - 0.62 * (base - 60 - tip[1])),
            tip,
        ]
        canvas.fill(stroke(stem, [3.5, 2.5, 1.5]), Paint("#4d6b3c"))
        turn = float(np.degrees(angle)) * 1.2
        size = float(rng.uniform(0.8, 1.25))
        dark, bright = rng.choice(
            [("#2f6b47", "#5fa36b"), ("#3a7a50", "#7dbb74"), ("#285c40", "#4c8f5f")]
        )
        _leaf(canvas, tip, turn, size, (str(bright), str(dark)))
    pot = np.asarray(
        [(x - 44, base - 70), (x + 44, base - 70), (x + 34, base), (x - 34, base)], np.float32
    )
    canvas.fill(pot, Paint("#f0e7da", "#a99b88", (x - 40, 0, x + 46, 0)))
    canvas.fill(
        box(x - 48, base - 76, x + 48, base - 62, 3),
        Paint("#faf3e8", "#b7a995", (x - 46, 0, x + 48, 0)),
    )
    canvas.fill(
        box(x - 44, base - 62, x + 44, base - 56), Paint("#5b4c3b", opacity=0.3, blur=3), within=pot
    )


def _leaf(
    canvas: Canvas, tip: tuple[float, float], turn: float, size: float, colours: tuple[str, str]
) -> None:
    half = np.asarray([(0, 22), (12, 12), (15, -6), (9, -24), (0, -38)], np.float32) * size
    shape = smooth([(float(a), float(b)) for a, b in [*half, *(half[-2:0:-1] * (-1, 1))]])
    rad = np.deg2rad(turn)
    rotate = np.asarray([(np.cos(rad), -np.sin(rad)), (np.sin(rad), np.cos(rad))], np.float32)
    shape = shape @ rotate.T + np.asarray(tip, np.float32)
    low = np.asarray(tip) + rotate @ (10 * size, 14 * size)
    high = np.asarray(tip) + rotate @ (-10 * size, -26 * size)
    canvas.fill(moved(shape, 3, 5), Paint("#1d3324", opacity=0.25, blur=4))
    canvas.fill(
        shape,
        Paint(
            *colours,
            (float(high[0]), float(high[1]), float(low[0]), float(low[1])),
            edge=0.15,
            depth=5,
        ),
    )
    ends = [tuple(map(float, np.asarray(tip) + rotate @ (0, y * size))) for y in (20, -6, -34)]
    canvas.fill(stroke([(a, b) for a, b in ends], [1.8, 1.4, 0.6]), Paint("#b9d8a4", opacity=0.5))


def paint_desk(canvas: Canvas, area: tuple[float, float, float, float]) -> None:
    """The corner of a desk with a mug and a notebook, lower left."""
    left, _, _, bottom = area
    top = np.asarray([(left - 2, 640), (196, 640), (262, 694), (left - 2, 694)], np.float32)
    canvas.fill(box(left - 2, 690, 258, bottom + 2), Paint("#5d4029", "#4a3220", (0, 690, 0, 740)))
    canvas.fill(top, Paint("#d9b184", "#b98a5b", (0, 640, 240, 700)))
    canvas.fill(box(left - 2, 693, 262, 706, 2), Paint("#a2774c", "#7d5836", (0, 693, 0, 706)))
    canvas.fill(ellipse(118, 668, 40, 8), Paint("#4a3220", opacity=0.4, blur=5), within=top)
    canvas.fill(
        stroke([(140, 622), (162, 626), (160, 648), (138, 654)], [7, 7, 7, 7]), Paint("#d6dad8")
    )
    mug = smooth(
        [
            (86, 608),
            (112, 606),
            (140, 608),
            (139, 640),
            (134, 666),
            (113, 671),
            (92, 666),
            (87, 640),
        ]
    )
    canvas.fill(mug, Paint("#fdfdfb", "#b9c2c0", (84, 0, 146, 0)))
    canvas.fill(ellipse(113, 609, 27, 6), Paint("#6b4730", "#8d6544", (90, 0, 140, 0)))
    book = np.asarray([(6, 652), (66, 650), (74, 676), (2, 678)], np.float32)
    canvas.fill(moved(book, 2, 6), Paint("#4a3220", opacity=0.5, blur=3))
    canvas.fill(moved(book, 0, 4), Paint("#efe7d8"))
    canvas.fill(book, Paint("#3f7f7a", "#2f615f", (0, 650, 0, 680)))
