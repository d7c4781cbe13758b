"""A report as one HTML page that needs nothing but itself: it opens from the disk anywhere."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape

from muse_nodes.profiles.report import (
    HIGHER,
    MEASURES,
    ROLES,
    Judged,
    Measure,
    Report,
    Role,
    Shown,
)
from muse_nodes.profiles.report_words import MEASURES as NAMES
from muse_nodes.profiles.report_words import ROLES as TITLES
from muse_nodes.profiles.report_words import compared, figure, said
from muse_nodes.training import report_charts as charts

_STYLE = """
:root{color-scheme:dark}
body{background:#17191d;color:#e6e8eb;font:15px/1.5 system-ui,'Noto Sans KR',sans-serif;margin:0}
main{max-width:1180px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:28px;line-height:1.25;margin:0 0 8px}
h2{font-size:18px;margin:40px 0 12px}
section.verdict{border-left:6px solid #a3acb8;border-radius:8px;background:#1f2227;
padding:20px 24px}
section.better{border-color:#4ade80}section.mixed{border-color:#fbbf24}
section.not_better{border-color:#fb8585}
.dim,text.dim{color:#a3acb8;fill:#a3acb8}
.good{color:#4ade80}.bad{color:#fb8585}
table{border-collapse:collapse;width:100%;background:#1f2227;border-radius:8px}
th,td{padding:7px 12px;text-align:right;border-bottom:1px solid #343a43;white-space:nowrap}
th:first-child,td:first-child{text-align:left;white-space:normal}
td.best{font-weight:700}
.wide{overflow-x:auto}
svg{width:100%;max-width:760px;height:auto;display:block}
svg text{fill:#e6e8eb;font-size:13px}
.key i{display:inline-block;width:12px;height:12px;border-radius:3px;margin:0 6px 0 18px}
.row{display:grid;grid-template-columns:repeat(auto-fill,minmax(170px,1fr));gap:8px;margin:0 0 20px}
figure{margin:0}figure img{width:100%;display:block;border-radius:4px;background:#292d34}
figcaption{font-size:13px;color:#a3acb8}
ul{padding-left:20px}
"""


def page_of(report: Report) -> str:
    """The whole page."""
    title = f"Report: {report.profile or 'personal model'}"
    body = "".join(
        (
            _verdict(report), _conclusions(report), _table(report), _differences(report),
            _bars(report), _curves(report), _points(report), _speeds(report), _pictures(report),
            _notes(report),
        )
    )  # fmt: skip
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; "
        "img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def name_of(one: Judged) -> str:
    """What a contestant is called: "General model (selfie_square)"."""
    title = TITLES[one.role]
    return f"{title} ({one.name})" if one.name and one.role in ("base", "general") else title


def _verdict(report: Report) -> str:
    head, *rest = [said(remark) for remark in report.sentences] or [""]
    about = (
        f"{report.profile or 'no profile'} · session {report.session} · {report.frames} frames "
        f"from {report.first:.1f} to {report.last:.1f} s · {report.width}x{report.height} · "
        f"{report.made}"
    )
    more = "".join(f"<p>{escape(text)}</p>" for text in rest)
    return (
        f"<section class='verdict {escape(report.verdict)}'><h1>{escape(head)}</h1>{more}"
        f"<p class='dim'>{escape(about)}</p></section>"
    )


def _conclusions(report: Report) -> str:
    items = []
    for one in report.compared:
        rival = report.of(one.rival)
        if rival is not None:
            text = compared(one, rival.name)
            kind = {"better": "good", "worse": "bad"}.get(one.outcome, "dim")
            items.append(f"<li class='{kind}'>{escape(text)}</li>")
    return f"<h2>In words</h2><ul>{''.join(items)}</ul>" if items else ""


def _table(report: Report) -> str:
    guided = [(one, one.guided) for one in report.judged]
    raw = [(one, one.raw) for one in report.judged if one.raw]
    return (
        "<h2>Figures</h2><p class='dim'>With the matte brought to the frame's size along its "
        "edges, as it is shown live. Bold: the best.</p>"
        + _figures(guided)
        + "<h2>The same with the matte merely enlarged</h2>"
        + _figures(raw)
    )


def _figures(columns: Sequence[tuple[Judged, dict[Measure, float]]]) -> str:
    rows = []
    for measure in MEASURES:
        values = [values.get(measure) for _, values in columns]
        rivals = [v for (one, _), v in zip(columns, values, strict=True)
                  if v is not None and one.role != "teacher"]  # fmt: skip
        if not rivals:
            continue
        best = max(rivals) if measure in HIGHER else min(rivals)
        cells = "".join(
            f"<td{' class=best' if v == best else ''}>"
            f"{'' if v is None else escape(figure(measure, v))}</td>"
            for v in values
        )
        name, meaning = NAMES[measure]
        rows.append(
            f"<tr><td>{escape(name)} <span class='dim'>{escape(meaning)}</span></td>{cells}</tr>"
        )
    return _grid(["", *(name_of(one) for one, _ in columns)], rows)


def _grid(heads: Iterable[str], rows: Sequence[str]) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    return f"<div class='wide'><table><tr>{head}</tr>{''.join(rows)}</table></div>"


def _differences(report: Report) -> str:
    found = []
    for rival in ("base", "general"):
        rows = [(NAMES[c.measure][0], c) for c in report.compared if c.rival == rival]
        one = next((j for j in report.judged if j.role == rival), None)
        if rows and one is not None:
            found.append(f"<h3>Against {escape(name_of(one))}</h3>{charts.differences(rows)}")
    if not found:
        return ""
    about = (
        "<p class='dim'>The difference as a part of the other's value (of what it lacks to 100 % "
        "where more is better), and the interval that holds it at 95 %. Grey: it may be chance, "
        "or too little to matter.</p>"
    )
    return f"<h2>Better or worse</h2>{about}{''.join(found)}"


def _bars(report: Report) -> str:
    found = []
    for measure in ("mad", "dtssd", "leak"):
        rows: list[tuple[Role, str, float, str]] = [
            (one.role, TITLES[one.role], one.guided[measure], figure(measure, one.guided[measure]))
            for one in report.judged
            if measure in one.guided
        ]
        if rows:
            name, meaning = NAMES[measure]
            found.append(f"<h3>{escape(name)}</h3><p class='dim'>{escape(meaning)}</p>"
                         f"{charts.bars(rows)}")  # fmt: skip
    return f"<h2>Side by side</h2>{''.join(found)}" if found else ""


def _curves(report: Report) -> str:
    drawn = charts.curves(report.times, report.curves)
    key = "".join(
        f"<i style='background:{charts.COLOURS[role]}'></i>{escape(TITLES[role])}"
        for role in ROLES
        if role in report.curves
    )
    return f"<h2>Matte error over time</h2>{drawn}<p class='key'>{key}</p>" if drawn else ""


def _points(report: Report) -> str:
    asked = [one for one in report.judged if one.points]
    names = list(dict.fromkeys(name for one in asked for name in one.points))
    rows = []
    for name in names:
        cells = "".join(
            f"<td>{100 * one.points[name]:.0f} %</td>" if name in one.points else "<td></td>"
            for one in asked
        )
        rows.append(f"<tr><td>{escape(name.replace('_', ' '))}</td>{cells}</tr>")
    if not rows:
        return ""
    return "<h2>Key points within 10 %</h2>" + _grid(["", *map(name_of, asked)], rows)


def _speeds(report: Report) -> str:
    rows = []
    for one in report.judged:
        size = f"{one.bytes / 1e6:.2f} MB" if one.bytes else ""
        for speed in one.speeds:
            cells = (
                f"{speed.backend} on {speed.device}", f"{speed.median:.2f} ms",
                f"{speed.p95:.2f} ms", str(speed.frames), size, one.licence,
            )  # fmt: skip
            rows.append(
                f"<tr><td>{escape(name_of(one))}</td>"
                + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
            )  # fmt: skip
    if not rows:
        return ""
    heads = ("", "runs by", "median", "95 %", "frames", "file", "licence")
    return (
        "<h2>Time for a frame</h2><p class='dim'>One thread, with shrinking the frame, all in "
        f"turns on the same frames.</p>{_grid(heads, rows)}"
    )


def _pictures(report: Report) -> str:
    parts = []
    for why, title in (("worst", "Where the personal model is worst"), ("between", "In between")):
        rows = [_row(report, one) for one in report.shown if one.why == why]
        if rows:
            key = "<p class='dim'>Red: the room shows. Blue: the person is missing.</p>"
            parts.append(f"<h2>{title}</h2>{key}{''.join(rows)}")
    return "".join(parts)


def _row(report: Report, shown: Shown) -> str:
    titles = {"frame": "Frame", "label": "As it should be" if report.against == "truth"
              else "Label"}  # fmt: skip
    figures = []
    for name, picture in shown.pictures.items():
        one = next((j for j in report.judged if j.role == name), None)
        title = titles.get(name) or (name_of(one) if one else name)
        error = f", {figure('mad', shown.mad[name])}" if name in shown.mad else ""
        coded = base64.b64encode(picture).decode()
        figures.append(
            f"<figure><img alt='{escape(title)}' src='data:image/jpeg;base64,{coded}'>"
            f"<figcaption>{escape(title + error)}</figcaption></figure>"
        )
    return (
        f"<p class='dim'>Frame {shown.frame}, {shown.time:.2f} s</p>"
        f"<div class='row'>{''.join(figures)}</div>"
    )


def _notes(report: Report) -> str:
    items = "".join(f"<li>{escape(said(note))}</li>" for note in report.notes)
    return f"<h2>How it was judged</h2><ul class='dim'>{items}</ul>" if items else ""
