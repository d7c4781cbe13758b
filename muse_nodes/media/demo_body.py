"""The body of the demo scene's person, painted in its rest pose: trousers, sweater, arms, hands.

x is 0 on the body's axis. There is one arm; the one on the left is its mirror image.
"""

from __future__ import annotations

from muse_nodes.media.demo_paint import Canvas, Paint, Part, box, ellipse, mirrored, smooth, stroke

_SKIN, _SKIN_SHADE, _SKIN_LIGHT = "#eab892", "#cf8f6b", "#f8d6b8"
_KNIT, _KNIT_DARK, _KNIT_LIGHT = "#d8644a", "#a8412f", "#f08a6a"
_JEANS, _JEANS_DARK, _JEANS_LIGHT = "#35506f", "#1f3049", "#57779a"


def paint_legs(scale: float) -> Part:
    canvas = Canvas((-112, 470, 112, 930), scale)
    side = [
        (62, 488), (80, 506), (88, 530), (90, 562), (84, 640), (76, 720), (72, 800), (66, 930),
        (22, 930), (16, 800), (13, 720), (9, 640), (5, 590), (0, 574),
    ]  # fmt: skip
    trousers = mirrored(side)
    canvas.fill(
        trousers, Paint(_JEANS, _JEANS_DARK, (0, 500, 0, 900), edge=0.42, depth=26, light=0.2)
    )
    for x in (-50, 46):
        canvas.fill(
            ellipse(x, 640, 17, 130), Paint(_JEANS_LIGHT, opacity=0.3, blur=12), within=trousers
        )
    canvas.fill(ellipse(0, 508, 104, 26), Paint("#101a2a", opacity=0.5, blur=9), within=trousers)
    for sign in (-1, 1):
        pocket = stroke([(sign * 86, 548), (sign * 66, 540), (sign * 54, 514)], [2, 2, 2])
        canvas.fill(pocket, Paint(_JEANS_DARK, opacity=0.8), within=trousers)
        for y, reach in ((582, 46), (596, 36), (704, 30), (716, 26)):
            fold = stroke(
                [(sign * 8, y), (sign * (8 + reach / 2), y + 7), (sign * (8 + reach), y + 4)],
                [1, 4, 1],
            )
            canvas.fill(fold, Paint(_JEANS_DARK, opacity=0.4, blur=2), within=trousers)
    canvas.fill(
        stroke([(0, 500), (1, 540), (0, 576)], [2, 2.5, 2]),
        Paint(_JEANS_DARK, opacity=0.7, blur=0.6),
    )
    return canvas.cut_out()


def paint_torso(scale: float) -> Part:
    canvas = Canvas((-124, 168, 124, 530), scale)
    neck = mirrored([(21, 172), (20, 200), (27, 224), (34, 244), (0, 252)])
    canvas.fill(neck, Paint(_SKIN, _SKIN_SHADE, (0, 250, 0, 190), edge=0.22, depth=12))
    canvas.fill(ellipse(4, 198, 34, 17), Paint("#8f4f38", opacity=0.55, blur=7), within=neck)
    outline = mirrored(
        [(0, 246), (20, 238), (25, 222), (50, 230), (78, 235), (97, 245), (105.5, 262), (102, 286),
         (90, 318), (80, 352), (69, 396), (70, 430), (80, 470), (87, 502), (84, 516), (44, 522),
         (0, 523)]
    )  # fmt: skip
    canvas.fill(outline, Paint(_KNIT, "#c4523b", (0, 240, 0, 520), edge=0.4, depth=30, light=0.3))
    canvas.fill(ellipse(-34, 296, 32, 36), Paint(_KNIT_LIGHT, opacity=0.4, blur=16), within=outline)
    canvas.fill(ellipse(30, 298, 28, 32), Paint(_KNIT_LIGHT, opacity=0.26, blur=15), within=outline)
    canvas.fill(ellipse(4, 338, 64, 15), Paint(_KNIT_DARK, opacity=0.26, blur=10), within=outline)
    for sign in (-1, 1):
        for x, y, reach, drop in (
            (72, 388, 46, 16),
            (70, 410, 38, 8),
            (76, 442, 40, -12),
            (88, 300, 30, 22),
        ):
            fold = stroke(
                [
                    (sign * x, y),
                    (sign * (x - reach / 2), y + drop * 0.7),
                    (sign * (x - reach), y + drop),
                ],
                [2, 5, 1],
            )
            canvas.fill(fold, Paint(_KNIT_DARK, opacity=0.38, blur=2.5), within=outline)
    for x in range(-84, 85, 7):  # the knit: faint ribs that follow the waist
        pinch = 0.80
        rib = stroke([(x, 250), (x * 0.97, 320), (x * pinch, 398), (x, 500)], [1.4, 1.4, 1.4, 1.4])
        canvas.fill(rib, Paint(_KNIT_DARK, opacity=0.13, blur=0.5), within=outline)
    hem = stroke([(-96, 506), (-40, 511), (40, 511), (96, 506)], [30, 30])
    canvas.fill(hem, Paint(_KNIT, _KNIT_DARK, (0, 492, 0, 528), opacity=0.8), within=outline)
    canvas.fill(
        stroke([(-90, 491), (0, 497), (90, 491)], [2, 2]),
        Paint(_KNIT_DARK, opacity=0.5, blur=1),
        within=outline,
    )
    for x in range(-84, 85, 6):
        canvas.fill(
            stroke([(x, 498), (x, 526)], [1.6, 1.6]), Paint(_KNIT_DARK, opacity=0.5), within=outline
        )
    collar = [(-25, 220), (-21, 237), (0, 247), (21, 237), (25, 220)]
    canvas.fill(stroke(collar, [4, 8, 9, 8, 4]), Paint(_KNIT, edge=0.35, depth=6, light=0.2))
    return canvas.cut_out()


def paint_upper_arm(scale: float) -> Part:
    canvas = Canvas((26, 216, 130, 446), scale)
    sleeve = stroke([(77, 262), (79, 300), (79, 350), (78, 398)], [55, 56, 50, 46])
    canvas.fill(sleeve, Paint(_KNIT, edge=0.4, depth=22))
    for x in range(56, 104, 7):
        rib = stroke([(x, 240), (x, 330), (78 + (x - 78) * 0.85, 420)], [1.4, 1.4, 1.4])
        canvas.fill(rib, Paint(_KNIT_DARK, opacity=0.13, blur=0.5), within=sleeve)
    canvas.fill(ellipse(76, 312, 7, 52), Paint(_KNIT_LIGHT, opacity=0.42, blur=8), within=sleeve)
    # Over the shoulder the sleeve goes over into the body, which is round there as well.
    canvas.fade(236, 270)
    return canvas.cut_out(spread=14)


def paint_forearm(scale: float) -> Part:
    canvas = Canvas((28, 354, 128, 544), scale)
    sleeve = stroke([(78, 398), (79, 440), (78, 480), (78, 500)], [46, 45, 36, 32])
    canvas.fill(sleeve, Paint(_KNIT, edge=0.4, depth=20))
    for x in range(58, 102, 7):
        rib = stroke([(x, 376), (x, 440), (78 + (x - 78) * 0.7, 500)], [1.4, 1.4, 1.4])
        canvas.fill(rib, Paint(_KNIT_DARK, opacity=0.13, blur=0.5), within=sleeve)
    canvas.fill(ellipse(77, 436, 6, 44), Paint(_KNIT_LIGHT, opacity=0.42, blur=7), within=sleeve)
    for y, dark in ((404, 0.3), (414, 0.22)):
        fold = stroke([(58, y), (76, y + 6), (98, y - 1)], [1, 4, 1])
        canvas.fill(fold, Paint(_KNIT_DARK, opacity=dark, blur=2), within=sleeve)
    cuff = box(60, 496, 96, 517, 5)
    canvas.fill(cuff, Paint(_KNIT, _KNIT_DARK, (0, 494, 0, 524), edge=0.35, depth=8))
    for x in range(63, 96, 5):
        canvas.fill(
            stroke([(x, 498), (x, 516)], [1.5, 1.5]), Paint(_KNIT_DARK, opacity=0.5), within=cuff
        )
    canvas.fade(380, 402)
    return canvas.cut_out(spread=13)


def paint_hand(scale: float) -> Part:
    canvas = Canvas((30, 490, 124, 616), scale)
    skin = Paint(_SKIN, edge=0.26, depth=7)
    thumb = stroke([(68, 530), (59, 546), (56, 564)], [15, 12, 9])
    canvas.fill(thumb, skin)
    for x0, x1, tip, wide in (
        (67, 65, 585, 10.5),
        (76, 75.5, 593, 11),
        (85, 86, 589, 10.5),
        (92.5, 95.5, 577, 9),
    ):
        finger = stroke([(x0, 544), ((x0 + x1) / 2, 566), (x1, tip)], [wide + 1, wide, wide - 2.5])
        canvas.fill(finger, skin)
    palm = smooth(
        [
            (66, 506),
            (78, 504),
            (90, 506),
            (95, 528),
            (97, 548),
            (90, 556),
            (78, 558),
            (66, 556),
            (61, 544),
            (62, 526),
        ]
    )
    canvas.fill(palm, Paint(_SKIN, edge=0.2, depth=14))
    canvas.fill(ellipse(79, 536, 10, 14), Paint(_SKIN_LIGHT, opacity=0.5, blur=5), within=palm)
    for x in (72, 80.5, 89):
        canvas.fill(
            stroke([(x, 552), (x, 560)], [1, 1.6]), Paint(_SKIN_SHADE, opacity=0.55, blur=0.8)
        )
    return canvas.cut_out(spread=8)
