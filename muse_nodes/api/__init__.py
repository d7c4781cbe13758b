"""What node files may import, and all they need.

Importing it loads NumPy and nothing else: no OpenCV, no compiler, no GPU library, no Qt.
"""

from muse_nodes.api.artifacts import Dataset, Model, Session
from muse_nodes.api.ctx import Ctx, ModelInfo, Network, RunFigures, StreamInfo
from muse_nodes.api.errors import (
    EndOfStream,
    MediaError,
    ModelError,
    MuseError,
    NodeError,
    NoFrame,
)
from muse_nodes.api.exposure import Shows
from muse_nodes.api.node import action, node
from muse_nodes.api.ops import Ops, RoomChange
from muse_nodes.api.params import (
    Colour,
    Doc,
    FilePath,
    Group,
    ModelFor,
    Privacy,
    Restart,
    SavePath,
    ShowIf,
    Slider,
    rgb,
)
from muse_nodes.api.ports import (
    Array,
    Field,
    Flag,
    Frame,
    Latest,
    Layer,
    Matte,
    Number,
    Pose,
    Spec,
    Text,
    field_spec,
    frame_spec,
    matte_spec,
    pose_spec,
)  # fmt: skip
from muse_nodes.api.task import CancelledError, TaskCtx

__all__ = [
    "Array", "CancelledError", "Colour", "Ctx", "Dataset", "Doc", "EndOfStream", "Field",
    "FilePath", "Flag", "Frame", "Group", "Latest", "Layer", "Matte", "MediaError", "Model",
    "ModelError", "ModelFor", "ModelInfo", "MuseError", "Network", "NoFrame", "NodeError",
    "Number", "Ops", "Pose", "Privacy", "Restart", "RoomChange", "RunFigures", "SavePath",
    "Session", "ShowIf", "Shows", "Slider", "Spec", "StreamInfo", "TaskCtx", "Text", "action",
    "field_spec", "frame_spec", "matte_spec", "node", "pose_spec", "rgb",
]  # fmt: skip
