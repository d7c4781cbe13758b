"""Which control a parameter gets."""

from __future__ import annotations

from muse_nodes.editor.cameras import CAMERA, SOURCE
from muse_nodes.editor.engine import Engine
from muse_nodes.editor.inspector.camera_control import CameraControl
from muse_nodes.editor.inspector.choice_controls import ChoiceControl, FlagControl
from muse_nodes.editor.inspector.control import Control
from muse_nodes.editor.inspector.file_control import FileControl
from muse_nodes.editor.inspector.number_controls import NumberControl
from muse_nodes.editor.inspector.recent import Recent
from muse_nodes.editor.inspector.text_controls import ColourControl, TextControl
from muse_nodes.engine.schema import NodeSchema, ParamKind, ParamSchema

_KINDS: dict[ParamKind, type[Control]] = {
    "bool": FlagControl,
    "int": NumberControl,
    "float": NumberControl,
    "text": TextControl,
    "choice": ChoiceControl,
    "colour": ColourControl,
}


def control_for(schema: NodeSchema, param: ParamSchema, recent: Recent, engine: Engine) -> Control:
    """A new control for a parameter; it shows nothing yet. ``engine`` knows what there is."""
    if (schema.id, param.name) == (CAMERA, SOURCE):
        return CameraControl(schema, param, engine)
    if param.kind == "file":
        return FileControl(schema, param, recent)
    return _KINDS[param.kind](schema, param)
