"""How long and how hard to train."""

from __future__ import annotations

from dataclasses import dataclass, field

from muse_nodes.api import MuseError
from muse_nodes.training.augment import AugmentConfig
from muse_nodes.training.losses import LossWeights
from muse_nodes.training.student import Architecture


@dataclass(frozen=True, slots=True)
class Preset:
    """All numbers of a training run apart from the student's shape.

    ``steps`` is the most that is done; ``seconds`` above 0 plans fewer where the machine is
    slower, before the first step and at each validation, so that the learning rate still comes to
    rest. ``batch`` counts
    pictures, of which ``pairs`` are the frame after another one. ``warm_up`` and ``validate_every``
    in parts of all steps; training stops early after ``patience`` validations without a better one
    (0 = never). ``decay`` is that of the average of the weights. ``save_every`` in seconds.
    ``arch`` and ``decoder`` are those of the student that the preset is meant for.
    """

    name: str
    steps: int
    seconds: float = 0.0
    batch: int = 8
    pairs: int = 2
    rate: float = 3e-3
    weight_decay: float = 0.02
    warm_up: float = 0.05
    validate_every: float = 0.1
    patience: int = 0
    decay: float = 0.99
    clip: float = 5.0
    save_every: float = 20.0
    seed: int = 1
    arch: Architecture = "mobilenet"
    decoder: int = 32
    weights: LossWeights = field(default_factory=LossWeights)
    augment: AugmentConfig = field(default_factory=AugmentConfig)

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be trained with; ValueError says which."""
        if self.steps < 1 or not 0 <= self.pairs < self.batch:
            raise ValueError("at least one step, and fewer pairs than pictures in a batch")
        if not (self.rate > 0 and 0 <= self.decay < 1 and 0 < self.validate_every <= 1):
            raise ValueError("rate above 0, decay 0 to below 1, validation every 0 to 1 of a run")


QUICK = Preset(
    "quick", steps=2400, seconds=480, pairs=3, rate=4e-3, weights=LossWeights(temporal=6.0),
    augment=AugmentConfig(
        noise=0.02, blur=0.7, scale=0.12, shift=0.06, turn=0.04, new_room=0.12, empty=0.02
    ),
)  # fmt: skip
"""At most ten minutes on two CPU cores, validation and export included."""

STANDARD = Preset(
    "standard", steps=12_000, batch=24, pairs=6, rate=2e-3, validate_every=0.02, patience=12,
    decay=0.999, augment=AugmentConfig(new_room=0.35),
)  # fmt: skip
"""An hour or two on the CPU, minutes on a GPU."""

QUALITY = Preset(
    "quality", steps=60_000, batch=48, pairs=12, rate=2e-3, validate_every=0.01, patience=20,
    decay=0.9995, save_every=60.0, arch="segformer", decoder=64,
    augment=AugmentConfig(light=0.4, white_balance=0.12, gamma=0.25, noise=0.04, new_room=0.45),
)  # fmt: skip
"""SegFormer on a GPU: as far as the data carries."""

PRESETS = {preset.name: preset for preset in (QUICK, STANDARD, QUALITY)}


def find_preset(name: str) -> Preset:
    """The preset of that name; MuseError with those that there are."""
    if name not in PRESETS:
        raise MuseError(
            f"There is no training preset '{name}'.", hint=f"There are: {', '.join(PRESETS)}."
        )
    return PRESETS[name]
