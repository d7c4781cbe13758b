"""What Simple mode looks for in the open graph. Plain questions about data; no widgets here."""

from __future__ import annotations

from muse_nodes.document import Graph, JsonValue, Node
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import NodeSchema, ParamSchema

CAMERA = "muse.sources.camera"
DEMO_SCENE = "muse.sources.demo_scene"
WARP = "muse.shape.warp"
PLACE = "muse.shape.place"
BUFFER = "muse.background.buffer"
BACKGROUND = "muse.background.source"
COMPOSITE = "muse.compose.composite"
CUT_OUT = "muse.compose.cutout"

PICTURES = "*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff"
VIDEOS = "*.mp4 *.mkv *.mov *.avi *.webm *.m4v"
"""What file dialogs offer."""

RESET_BACKGROUND = "reset_background"


def of_type(graph: Graph, type: str) -> tuple[Node, ...]:
    """The nodes of a type, in document order."""
    return tuple(node for node in graph.nodes if node.type == type)


def value_of(node: Node, param: ParamSchema) -> JsonValue:
    """The value of a parameter: that of the document, or the default."""
    return node.params.get(param.name, param.default)


def number_of(node: Node, param: ParamSchema) -> float:
    """The value of a number; the default where the document has something else."""
    value = value_of(node, param)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return float(param.default)


def sliders_of(schema: NodeSchema) -> dict[str, list[ParamSchema]]:
    """The parameters that are numbers with a range, by their group; those without come last."""
    groups: dict[str, list[ParamSchema]] = {}
    for param in schema.params:
        if param.slider is not None and param.kind in ("float", "int"):
            groups.setdefault(param.group, []).append(param)
    alone = groups.pop("", None)
    return {**groups, "": alone} if alone else groups


def public_sinks(graph: Graph, registry: Registry) -> tuple[Node, ...]:
    """The nodes whose pictures leave the machine and that can keep the room to themselves."""
    found = []
    for node in graph.nodes:
        schema = registry.get(node.type)
        if schema is None or schema.param("room") is None:
            continue
        public = schema.declaration.public
        switch = schema.param(public)
        if public == "always" or (switch is not None and value_of(node, switch) is True):
            found.append(node)
    return tuple(found)
