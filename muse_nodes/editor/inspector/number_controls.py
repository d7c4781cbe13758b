"""Numbers: a slider with a field beside it where there is a range, a field where there is none."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker

from muse_nodes.editor import words
from muse_nodes.editor.inspector.calm import CalmDoubleSpin, CalmSlider, CalmSpin
from muse_nodes.editor.inspector.control import Control
from muse_nodes.engine.schema import NodeSchema, ParamSchema, Value

FREE = 1e9
"""How far a number without a range can go, on both sides of nothing."""

MOST_WHOLE = 1000
"""A slider is no help for whole numbers with more steps than this: pixels, seeds."""

_SHORTEST = 9
"""Letters' width that a slider needs to be of use."""

_DECIMALS = 6
_SHORT_UNIT = 7
"""Letters of a unit that fit into the field; of longer ones the first word is shown."""


def has_slider(param: ParamSchema) -> bool:
    """True when the number is moved by a slider, too."""
    if param.slider is None:
        return False
    return param.kind == "float" or param.slider.high - param.slider.low <= MOST_WHOLE


def step_of(param: ParamSchema) -> float:
    """How much one step of the slider or of an arrow is: about a hundredth of the range."""
    slider = param.slider
    if slider is not None and slider.step:
        return slider.step
    if param.kind == "int" or slider is None:
        return 1.0
    return float(10.0 ** math.floor(math.log10((slider.high - slider.low) / 90)))


def decimals_of(number: float) -> int:
    """Digits behind the point that ``number`` needs, at most six."""
    text = f"{number:.{_DECIMALS}f}".rstrip("0")
    return len(text.partition(".")[2])


class NumberControl(Control):
    """A number of either kind."""

    def __init__(self, schema: NodeSchema, param: ParamSchema) -> None:
        super().__init__(schema, param)
        self._whole = param.kind == "int"
        self._step = step_of(param)
        self._decimals = decimals_of(self._step)
        self.spin: CalmSpin | CalmDoubleSpin = CalmSpin() if self._whole else CalmDoubleSpin()
        self.slider = CalmSlider() if has_slider(param) else None
        self._range()
        self._unit(words.param_unit(schema, param))
        self.spin.setAccelerated(True)
        self.spin.valueChanged.connect(self._on_spin)
        self.spin.editingFinished.connect(self._end_gesture)
        row = self._row()
        if self.slider is not None:
            self._slide(self.slider)
            self.slider.setMinimumWidth(self.fontMetrics().averageCharWidth() * _SHORTEST)
            self.spin.setMaximumWidth(self.spin.minimumWidth())
            row.addWidget(self.slider, 1)
        row.addWidget(self.spin)
        self.setFocusProxy(self.spin)

    def _range(self) -> None:
        slider = self.param.slider
        low, high = (slider.low, slider.high) if slider is not None else (-FREE, FREE)
        if isinstance(self.spin, CalmSpin):
            self.spin.setRange(round(low), round(high))
            self.spin.setSingleStep(max(1, round(self._step)))
            return
        self.spin.setDecimals(self._decimals)
        self.spin.setRange(low, high)
        self.spin.setSingleStep(self._step)
        if slider is None:
            self.spin.setStepType(CalmDoubleSpin.StepType.AdaptiveDecimalStepType)

    def _unit(self, unit: str) -> None:
        short = unit if len(unit) <= _SHORT_UNIT else unit.partition(" ")[0]
        if short:
            self.spin.setSuffix(short if short in ("°", "%") else f" {short}")
        longest = max((f"{end:.{self._decimals}f}" for end in self._ends()), key=len, default="")
        width = self.spin.fontMetrics().horizontalAdvance(f"{longest}000{self.spin.suffix()}")
        self.spin.setMinimumWidth(width + _BUTTONS)

    def _ends(self) -> tuple[float, ...]:
        slider = self.param.slider
        return (slider.low, slider.high) if slider is not None else ()

    def _slide(self, slider: CalmSlider) -> None:
        declared = self.param.slider
        assert declared is not None
        steps = math.ceil((declared.high - declared.low) / self._step - 1e-9)
        slider.setRange(0, steps)
        slider.setPageStep(max(1, steps // 10))
        # A node is set up anew once, when the slider is let go, and not at each step of a drag.
        slider.setTracking(not self.param.restart)
        slider.sliderPressed.connect(self._begin_gesture)
        slider.sliderReleased.connect(self._end_gesture)
        slider.left.connect(self._end_gesture)
        slider.sliderMoved.connect(self._on_moved)
        slider.valueChanged.connect(self._on_slider)

    def _display(self, value: Value) -> None:
        self._show_in_spin(float(value))
        self._show_in_slider(float(value))

    def _show_in_spin(self, value: float) -> None:
        with QSignalBlocker(self.spin):
            if isinstance(self.spin, CalmDoubleSpin):
                self.spin.setDecimals(max(self._decimals, decimals_of(value)))
                self.spin.setValue(value)
            else:
                self.spin.setValue(round(value))

    def _show_in_slider(self, value: float) -> None:
        declared = self.param.slider
        if self.slider is not None and declared is not None:
            with QSignalBlocker(self.slider):
                self.slider.setValue(round((value - declared.low) / self._step))

    def _at(self, position: int) -> float:
        declared = self.param.slider
        assert declared is not None
        return min(declared.high, round(declared.low + position * self._step, _DECIMALS))

    def _on_moved(self, position: int) -> None:
        self._show_in_spin(self._at(position))

    def _on_slider(self, position: int) -> None:
        value = self._at(position)
        self._show_in_spin(value)
        self._edit(self._typed(value))

    def _on_spin(self, value: float) -> None:
        self._show_in_slider(float(value))
        self._edit(self._typed(value))

    def _typed(self, value: float) -> Value:
        return round(value) if self._whole else round(float(value), _DECIMALS)


_BUTTONS = 34
"""Pixels for the arrows and the frame of a field."""
