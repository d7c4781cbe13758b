"""The networks that are known by name: files, checksums, licence, input layout, output meaning.

The catalogue holds no weights. An address is given only where the publisher's own is known, a
checksum only where the file itself or its publisher's list was at hand; what is missing is
explained in ``source`` in words that go straight into messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from muse_nodes.models.card import Card, ImageInput, MatteOutput

Task: TypeAlias = Literal["segment", "pose", "face"]
TASKS: tuple[Task, ...] = ("segment", "pose", "face")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One ONNX file of a model: what goes in (``image``) and what comes out (``gives``).

    ``bytes`` 0, ``sha256`` and ``url`` empty = not known.
    """

    name: str
    image: ImageInput
    gives: str
    bytes: int = 0
    sha256: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A model: one network or a chain of them. A segmenter has a ``card``, others a skeleton."""

    name: str
    task: Task
    title: str
    licence: str
    files: tuple[ModelFile, ...]
    source: str
    card: Card | None = None
    skeleton: str = ""

    @property
    def pullable(self) -> bool:
        """True when every file has an address to download it from."""
        return all(file.url for file in self.files)

    @property
    def bytes(self) -> int:
        """Size of all files together, 0 if it is not known."""
        sizes = [file.bytes for file in self.files]
        return sum(sizes) if all(sizes) else 0


_MEDIAPIPE = "Apache-2.0 (MediaPipe, Google)"
_CONVERTED = (
    "It is a conversion from {} to ONNX that has no download address yet; "
    "give the folder that holds it with --models DIR."
)
_UNIT = (-1.0, 1.0)


def _segmenter(
    name: str,
    title: str,
    licence: str,
    card: Card,
    file: ModelFile,
    source: str = _CONVERTED.format("MediaPipe's TFLite file"),
) -> Entry:
    return Entry(name, "segment", title, licence, (file,), source, card)


def _selfie(name: str, width: int, height: int, output: str, file: tuple[str, int, str]) -> Entry:
    image = ImageInput(name="input_1", layout="NHWC", width=width, height=height)
    card = Card(input=image, output=MatteOutput(name=output), follow=True)
    gives = f"{output} [1, {height}, {width}, 1]: probability of a person, 0..1"
    shape = name.removeprefix("selfie_")
    return _segmenter(
        name, f"Selfie segmentation, {shape}", _MEDIAPIPE, card,
        ModelFile(file[0], image, gives, file[1], file[2]),
    )  # fmt: skip


_MODNET = Card(
    input=ImageInput(
        name="input", layout="NCHW", width=512, height=512, range=_UNIT, fit="aspect", multiple=32
    ),
    output=MatteOutput(name="output"),
)
_RVM = Card(
    # 512 pixels wide is what its authors feed the first stage; the second one adds little there.
    input=ImageInput(name="src", layout="NCHW", width=512, height=288, fit="aspect", multiple=16),
    output=MatteOutput(name="pha"),
    state=(("r1i", "r1o"), ("r2i", "r2o"), ("r3i", "r3o"), ("r4i", "r4o")),
    constants={"downsample_ratio": (1.0,)},
)


CATALOGUE: tuple[Entry, ...] = (
    _selfie(
        "selfie_square", 256, 256, "activation_10",
        ("selfie_segmentation.onnx", 232396,
         "0c358a976bb3793e3b594960d83f4c87ce478784d0c068dfd6d987284986d1c3"),
    ),
    _selfie(
        "selfie_landscape", 256, 144, "segment_back",
        ("selfie_segmentation_landscape.onnx", 232394,
         "d4905d84e1774747041db578f4afdfdb7299717cafaf48ce2a1334ed58b8bf65"),
    ),
    _segmenter(
        "modnet", "MODNet, photographic portraits", "Apache-2.0 (Ke et al.)", _MODNET,
        ModelFile(
            "modnet_photographic_portrait_matting.onnx", _MODNET.input,
            "output [1, 1, h, w]: alpha, 0..1",
            sha256="07c308cf0fc7e6e8b2065a12ed7fc07e1de8febb7dc7839d7b7f15dd66584df9",
            url="https://huggingface.co/DavG25/modnet-pretrained-models/resolve/main/models/"
                "modnet_photographic_portrait_matting.onnx",
        ),
        "It is MODNet's official ONNX file (github.com/ZHKKKe/MODNet).",
    ),
    _segmenter(
        "rvm_mobilenetv3", "Robust Video Matting, MobileNetV3", "GPL-3.0 (Lin et al.)", _RVM,
        ModelFile(
            "rvm_mobilenetv3_fp32.onnx", _RVM.input,
            "pha [1, 1, h, w]: alpha, 0..1; fgr: foreground; r1o..r4o: state for the next frame",
            url="https://github.com/PeterL1n/RobustVideoMatting/releases/download/v1.0.0/"
                "rvm_mobilenetv3_fp32.onnx",
        ),
        "It is release v1.0.0 of github.com/PeterL1n/RobustVideoMatting.",
    ),
    Entry(
        "blazepose_full", "pose", "BlazePose, full", _MEDIAPIPE,
        (
            ModelFile(
                "pose_detection.onnx",
                ImageInput(name="input_1", layout="NHWC", width=224, height=224, range=_UNIT),
                "2254 boxes with 4 key points about their anchors, and score logits; letterboxed",
                5957154, "48458c5d669601b8b8fe28e54a711686c87c9d4a0071bb1b6a6cf43a221c95c2",
            ),
            ModelFile(
                "pose_landmark_full.onnx",
                ImageInput(name="input_1", layout="NHWC", width=256, height=256),
                "39 landmarks (x, y, z, visibility, presence) in pixels of the rotated crop, "
                "person flag, heat maps, mask, world coordinates",
                6374869, "06a5ecff9ec4af78fcff1bebb9d9f31b4793bb0997f7929a96499f3bdf320ca0",
            ),
        ),
        _CONVERTED.format("MediaPipe's TFLite files"), skeleton="blazepose33",
    ),
    Entry(
        "movenet_lightning", "pose", "MoveNet Lightning, int8", "Apache-2.0 (Google)",
        (
            ModelFile(
                "movenet_singlepose_lightning_int8.onnx",
                ImageInput(
                    name="serving_default_input:0", layout="NHWC", width=192, height=192,
                    range=(0.0, 255.0),
                ),
                "17 key points (y, x, score), 0..1 of the letterboxed input (uint8)",
                2933608, "b34e8e4eb706a31471d7ed500e41f1d3577323abf5be0ac57bddbb706118fa6c",
            ),
        ),
        _CONVERTED.format("Google's TFLite file"), skeleton="coco17",
    ),
    Entry(
        "face_mesh", "face", "Face mesh with attention", _MEDIAPIPE,
        (
            ModelFile(
                "face_detection_short_range.onnx",
                ImageInput(name="input", layout="NHWC", width=128, height=128, range=_UNIT),
                "896 boxes with 6 key points about their anchors, and score logits; letterboxed",
                216609, "de6bb6a1051763324a2058cff2e738306fd776a6761915e7fa58733cf1a68b2c",
            ),
            ModelFile(
                "face_landmark_with_attention.onnx",
                ImageInput(name="input_1", layout="NHWC", width=192, height=192),
                "468 points, lips, eyes and irises in pixels of the rotated crop, face flag",
                2460525, "62c2c23cfab581f283588c8a22ad35b15da331759e28653762f1777da39d24d9",
            ),
        ),
        _CONVERTED.format("MediaPipe's TFLite files"), skeleton="face478",
    ),
)  # fmt: skip
"""All known models, within a task in the order of preference on a CPU.

Measured on the scene with exact alpha (mean absolute error of the matte at full size, one thread):
selfie_square 0.0031, selfie_landscape 0.0041 at two thirds of the time, but it is lost more often
where only hands or a distant person are seen. The two matting networks cost ten times as much.
"""


def find(name: str) -> Entry | None:
    """The catalogue's entry of that name, or None."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)


def known_for(task: Task) -> list[Entry]:
    """The catalogue's models for a task in the order in which ``auto`` tries them on a CPU."""
    return [entry for entry in CATALOGUE if entry.task == task]
