"""What finding the person has in common: which network, how often it looks, what is said of it."""

from __future__ import annotations

from typing import Annotated

from muse_nodes.api import Ctx, Doc, Group, ModelError, Network, Restart, ShowIf, Slider, Spec

Model = Annotated[
    str,
    Restart(),
    Doc("Which network: 'auto' for the best there is, a name from the catalogue, or a file."),
]
Every = Annotated[
    int, Slider(1, 10, 1, "frames"), Group("Tracking"), ShowIf("track", (False,)),
    Doc("Without tracking: look at each n-th frame only; the ones between reuse it."),
]  # fmt: skip
AtMost = Annotated[
    int, Slider(1, 30, 1, "frames"), Group("Tracking"), ShowIf("track", (True,)),
    Doc("The network looks again after so many frames at the latest."),
]  # fmt: skip
Smoothing = Annotated[
    float, Slider(0, 1), Doc("0 takes each result as it is, 1 is the steadiest and the slowest.")
]


def find(ctx: Ctx, task: str, model: str, frame: Spec) -> tuple[Network | None, str]:
    """The network, or None and the reason. A network asked for by name must be there."""
    try:
        return ctx.model(task, model, frame=frame), ""
    except ModelError as error:
        if model != "auto":
            raise
        return None, str(error)


def told(network: Network) -> str:
    """A sentence or two about the network, for the node's status."""
    info = network.info
    return f"{info.name} on {info.device} ({info.backend}). {info.note}".strip()
