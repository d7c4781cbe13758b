"""The room of the demo scene: painted once, then it is only looked at."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from muse_nodes.media.demo_paint import Canvas, Paint, box, ellipse, moved, smooth, stroke

FLOOR = 592.0  # where the wall ends, in units from the top


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
    _shelf(canvas, rng)
    _lamp(canvas)
    _plant(canvas, rng)
    _desk(canvas, area)
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


BOOKS = ("#b5523b", "#2f5d62", "#e0b15a", "#4a6fa5", "#8a5a83", "#d9cfbf", "#55705a", "#c9805b",
         "#34495e", "#a63d40", "#efe6d5", "#6b8f9c")  # fmt: skip


def _shelf(canvas: Canvas, rng: np.random.Generator) -> None:
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
        colour = str(rng.choice([c for c in BOOKS if c != last]))
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


def _lamp(canvas: Canvas) -> None:
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


def _plant(canvas: Canvas, rng: np.random.Generator) -> None:
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


def _desk(canvas: Canvas, area: tuple[float, float, float, float]) -> None:
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
