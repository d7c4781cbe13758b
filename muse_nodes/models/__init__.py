"""Networks by name: what is known, what is on disk, which one runs, and how a frame gets through.

The engine keeps one ``ModelLibrary`` and hands its ``network`` to nodes as ``ctx.model``. Importing
this package loads neither ONNX Runtime nor OpenCV.
"""

from muse_nodes.models.card import Card, read_card
from muse_nodes.models.catalogue import CATALOGUE, Entry, ModelFile, find
from muse_nodes.models.library import Listed, ModelLibrary, Verified
from muse_nodes.models.pull import Pulled, pull
from muse_nodes.models.resolver import Candidate, Passed, Places, Resolution

__all__ = [
    "CATALOGUE", "Candidate", "Card", "Entry", "Listed", "ModelFile", "ModelLibrary", "Passed",
    "Places", "Pulled", "Resolution", "Verified", "find", "pull", "read_card",
]  # fmt: skip
