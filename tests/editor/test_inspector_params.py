"""Every parameter of every bundled node type has a control of its kind and reaches the graph."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from muse_nodes.document import Graph, Node
from muse_nodes.editor.document import Document
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.inspector.camera_control import CameraControl
from muse_nodes.editor.inspector.choice_controls import ChoiceControl, FlagControl
from muse_nodes.editor.inspector.control import Control
from muse_nodes.editor.inspector.file_control import FileControl
from muse_nodes.editor.inspector.making import control_for
from muse_nodes.editor.inspector.number_controls import NumberControl, has_slider
from muse_nodes.editor.inspector.param_row import ParamRow
from muse_nodes.editor.inspector.recent import Recent
from muse_nodes.editor.inspector.target import Target
from muse_nodes.editor.inspector.text_controls import ColourControl, TextControl
from muse_nodes.editor.session import Session
from muse_nodes.engine.harness import NoModels
from muse_nodes.engine.host import open_host
from muse_nodes.engine.registry import load_registry
from muse_nodes.engine.schema import NodeSchema, ParamSchema
from muse_nodes.engine.values import checked

REGISTRY = load_registry()
EVERY = [(schema, param) for schema in REGISTRY for param in schema.params]
NUMBERS = [(s, p) for s, p in EVERY if p.kind in ("int", "float")]
KINDS: dict[str, type[Control]] = {
    "bool": FlagControl, "int": NumberControl, "float": NumberControl, "text": TextControl,
    "choice": ChoiceControl, "file": FileControl, "colour": ColourControl,
}  # fmt: skip


def names(pairs: list[tuple[NodeSchema, ParamSchema]]) -> list[str]:
    return [f"{schema.id}.{param.name}" for schema, param in pairs]


every = pytest.mark.parametrize(("schema", "param"), EVERY, ids=names(EVERY))
numbers = pytest.mark.parametrize(("schema", "param"), NUMBERS, ids=names(NUMBERS))


@pytest.fixture(scope="module")
def engine(qapp: object) -> Any:
    made = Engine(lambda: open_host(REGISTRY, NoModels()))
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture(autouse=True, scope="module")
def nothing_is_left_behind() -> None:
    """One engine is shared by all tests of this file; it never runs, and is closed at the end."""


class Bench:
    """One node in an open graph, and the row of one of its parameters."""

    def __init__(self, qtbot: QtBot, engine: Engine, schema: NodeSchema, param: ParamSchema):
        self.param = param
        self.session = Session(
            Document(Graph(nodes=(Node("one", schema.id),))), engine, REGISTRY, parent=engine
        )
        self.row = ParamRow(Target(self.session, ["one"], schema), param, Recent())
        qtbot.addWidget(self.row)
        self.control: Any = self.row.control

    @property
    def value(self) -> Any:
        """What the document has, checked as the engine does."""
        stored = self.session.graph.node("one").params.get(self.param.name, self.param.default)
        return checked(self.param, stored)


@every
def test_the_control_is_of_the_right_kind_and_shows_the_default(
    qtbot: QtBot, engine: Engine, schema: NodeSchema, param: ParamSchema
) -> None:
    control: Any = control_for(schema, param, Recent(), engine)
    qtbot.addWidget(control)
    is_camera = (schema.id, param.name) == ("muse.sources.camera", "source")
    assert type(control) is (CameraControl if is_camera else KINDS[param.kind])
    edits: list[object] = []
    control.edited.connect(lambda value, gesture: edits.append(value))
    control.show_value(param.default)
    assert shown(control) == param.default
    assert edits == []


@every
def test_it_has_a_name_and_an_explanation(
    qtbot: QtBot, engine: Engine, schema: NodeSchema, param: ParamSchema
) -> None:
    row = Bench(qtbot, engine, schema, param).row
    assert row.label.text()
    assert param.doc in row.label.toolTip()
    focus = row.control.focusProxy()
    assert focus is not None
    assert focus.accessibleName() == row.label.text()


@numbers
def test_both_ends_of_a_number_reach_the_document(
    qtbot: QtBot, engine: Engine, schema: NodeSchema, param: ParamSchema
) -> None:
    bench = Bench(qtbot, engine, schema, param)
    spin: QSpinBox | QDoubleSpinBox = bench.control.spin
    assert isinstance(spin, QSpinBox if param.kind == "int" else QDoubleSpinBox)
    for end in (spin.minimum(), spin.maximum(), spin.minimum()):
        spin.setValue(end)
        assert bench.value == end
        assert type(bench.value) is (int if param.kind == "int" else float)
    if param.slider is not None:
        assert (spin.minimum(), spin.maximum()) == (param.slider.low, param.slider.high)


@numbers
def test_both_ends_of_a_slider_reach_the_document(
    qtbot: QtBot, engine: Engine, schema: NodeSchema, param: ParamSchema
) -> None:
    bench = Bench(qtbot, engine, schema, param)
    slider = bench.control.slider
    assert (slider is not None) == has_slider(param)
    if slider is None or param.slider is None:
        return
    for position, end in ((slider.maximum(), param.slider.high), (0, param.slider.low)):
        slider.setValue(position)
        assert bench.value == end
        assert bench.control.spin.value() == end


@every
def test_what_is_no_number_reaches_the_document(
    qtbot: QtBot, engine: Engine, schema: NodeSchema, param: ParamSchema
) -> None:
    bench = Bench(qtbot, engine, schema, param)
    control = bench.control
    if isinstance(control, FlagControl):
        control.check.click()
        assert bench.value is not param.default
    elif isinstance(control, ChoiceControl):
        assert control.combo.count() == len(param.choices)
        for index, choice in enumerate(param.choices):
            control.combo.setCurrentIndex(index)
            control.combo.activated.emit(index)
            assert bench.value == choice
    elif not isinstance(control, NumberControl):
        typed = "#12AbcD" if param.kind == "colour" else "Some Text é 글.mp4"
        control.field.setFocus()
        control.field.selectAll()
        control.field.clear()
        control.field.insert(typed)
        control.field.textEdited.emit(typed)
        qtbot.keyClick(control.field, Qt.Key.Key_Return)
        assert bench.value == (typed.lower() if param.kind == "colour" else typed)


@every
def test_the_reset_button_is_there_only_for_what_differs(
    qtbot: QtBot, engine: Engine, schema: NodeSchema, param: ParamSchema
) -> None:
    bench = Bench(qtbot, engine, schema, param)
    bench.row.show()
    assert not bench.row.reset.isVisible()
    other = different(param)
    assert bench.row.target.set(param, other)
    bench.row.refresh()
    assert shown(bench.control) == other
    assert bench.row.reset.isVisible()
    bench.row.reset.click()
    assert param.name not in bench.session.graph.node("one").params
    assert shown(bench.control) == param.default
    assert not bench.row.reset.isVisible()
    bench.row.hide()


def different(param: ParamSchema) -> Any:
    """A value that is not the default."""
    if param.kind == "bool":
        return not param.default
    if param.kind == "choice":
        return next(choice for choice in param.choices if choice != param.default)
    if param.kind == "colour":
        return "#a1b2c3"
    if isinstance(param.default, int | float) and param.slider is not None:
        low = type(param.default)(param.slider.low)
        return low if low != param.default else type(param.default)(param.slider.high)
    return "another.mp4" if isinstance(param.default, str) else 12.5


def shown(control: Any) -> Any:
    """What a user can read off the control."""
    if isinstance(control, NumberControl):
        return control.spin.value()
    if isinstance(control, FlagControl):
        return control.check.isChecked()
    if isinstance(control, ChoiceControl):
        return control.combo.currentData()
    field: QLineEdit = control.field
    return field.text()
