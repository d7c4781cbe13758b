"""The charts of a report as inline SVG: nothing is loaded, nothing runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from types import MappingProxyType

from muse_nodes.profiles.report import Compared, Role

COLOURS: MappingProxyType[Role, str] = MappingProxyType(
    {"student": "#2dd4bf", "base": "#a78bfa", "general": "#fbbf24", "teacher": "#94a3b8"}
)
OUTCOMES = MappingProxyType(
    {"better": "#4ade80", "worse": "#fb8585", "same": "#a3acb8", "unclear": "#a3acb8"}
)
_WIDTH = 720.0
_ROW = 26.0
_LABEL = 180.0


def bars(rows: Sequence[tuple[Role, str, float, str]]) -> str:
    """One bar for each (role, name, value, value in words), all from 0."""
    most = max((value for _, _, value, _ in rows), default=0.0) or 1.0
    room = _WIDTH - _LABEL - 110
    parts = []
    for i, (role, name, value, words) in enumerate(rows):
        y = i * _ROW
        length = max(room * value / most, 1.0)
        parts.append(
            f'<text x="{_LABEL - 10}" y="{y + 17}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{_LABEL}" y="{y + 4}" width="{length:.1f}" height="{_ROW - 9}" rx="3" '
            f'fill="{COLOURS[role]}"/>'
            f'<text x="{_LABEL + length + 8:.1f}" y="{y + 17}">{escape(words)}</text>'
        )
    return _svg(len(rows) * _ROW, parts)


def differences(rows: Sequence[tuple[str, Compared]]) -> str:
    """How much better (right) or worse (left) the student is, in per cent of the rival's value,
    with the interval that holds it at 95 %."""
    middle, half = _LABEL + (_WIDTH - _LABEL) / 2, (_WIDTH - _LABEL) / 2 - 20
    height = len(rows) * _ROW + 24
    parts = [
        f'<line x1="{middle}" x2="{middle}" y1="0" y2="{height - 22}" stroke="#6b7480"/>',
        *(
            f'<text x="{middle + half * share:.0f}" y="{height - 6}" text-anchor="middle" '
            f'class="dim">{words}</text>'
            for share, words in ((-0.75, "worse"), (0.0, "0"), (0.75, "better"))
        ),
    ]
    for i, (name, one) in enumerate(rows):
        y = i * _ROW + _ROW / 2
        low, mean, high = (middle + half * share for share in one.shares)
        colour = OUTCOMES[one.outcome]
        parts.append(
            f'<text x="{_LABEL - 10}" y="{y + 5}" text-anchor="end">{escape(name)}</text>'
            f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}" stroke="{colour}" '
            f'stroke-width="3"/><circle cx="{mean:.1f}" cy="{y}" r="5" fill="{colour}"/>'
        )
    return _svg(height, parts)


def curves(times: Sequence[float], lines: Mapping[Role, Sequence[float]]) -> str:
    """The error of each over time; a gap in the frames is a gap in the line."""
    if len(times) < 2:
        return ""
    height, left, bottom = 220.0, 76.0, 26.0
    most = max((max(line) for line in lines.values() if line), default=0.0) or 1.0
    first, span = times[0], max(times[-1] - times[0], 1e-9)
    gap = 3 * sorted(b - a for a, b in pairwise(times))[(len(times) - 1) // 2]
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = (height - bottom) * (1 - share) + 4
        parts.append(
            f'<line x1="{left}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="#343a43"/>'
            f'<text x="{left - 8}" y="{y + 5:.1f}" text-anchor="end" class="dim">'
            f"{share * most:.2g}</text>"
        )
    parts += [
        f'<text x="{left}" y="{height - 4}" class="dim">{first:.1f} s</text>',
        f'<text x="{_WIDTH}" y="{height - 4}" text-anchor="end" class="dim">{times[-1]:.1f} s'
        "</text>",
    ]
    for role, line in reversed([*lines.items()]):  # the student on top
        path, before = "", first - 2 * gap - 1
        for time, value in zip(times, line, strict=True):
            x = left + (_WIDTH - left) * (time - first) / span
            y = (height - bottom) * (1 - value / most) + 4
            path += f"{'L' if time - before <= gap else 'M'}{x:.1f} {y:.1f}"
            before = time
        parts.append(
            f'<path d="{path}" fill="none" stroke="{COLOURS[role]}" stroke-width="1.6" '
            'stroke-linecap="round"/>'
        )
    return _svg(height, parts)


def _svg(height: float, parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {_WIDTH:.0f} {max(height, 1):.0f}" role="img">{"".join(parts)}</svg>'
