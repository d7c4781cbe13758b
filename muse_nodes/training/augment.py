"""Batch augmentation on the training device: other light, other framing, other rooms.

Every draw comes from a seed and a step, so ``AugmentState`` (two numbers) is all that has to be
kept for a run to go on exactly. Rows that follow each other in time share all that a moment later
would share (framing, light, room, colours) and differ in noise, as real frames do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from muse_nodes.training.batches import Batch
from muse_nodes.training.points import MIRROR


@dataclass(frozen=True, slots=True)
class AugmentConfig:
    """How strongly pictures are changed. Ranges are half-widths about "as it is".

    ``light`` and ``white_balance`` in natural logarithms of a gain, ``gamma`` of an exponent;
    ``noise`` is the largest standard deviation in 0..1, ``blur`` the largest sigma in pixels;
    ``scale`` the logarithm of the zoom, ``shift`` in parts of the picture, ``turn`` in radians.
    The rest are probabilities: mirrored, in front of another room, in front of the clean plate,
    and the empty room itself.
    """

    light: float = 0.25
    white_balance: float = 0.08
    gamma: float = 0.15
    noise: float = 0.03
    blur: float = 1.0
    scale: float = 0.2
    shift: float = 0.1
    turn: float = 0.06
    mirror: float = 0.5
    new_room: float = 0.25
    plate: float = 0.15
    empty: float = 0.03


NO_CHANGE = AugmentConfig(*([0.0] * 12))
"""Leaves every picture as it is."""


@dataclass(frozen=True, slots=True)
class AugmentState:
    """Where the stream of draws stands."""

    seed: int
    step: int = 0


class Rooms:
    """What a person is put in front of: the clean plates, and other rooms, on the device."""

    def __init__(self, plate: Tensor | None, others: Tensor | None) -> None:
        """``plate`` uint8 (H, W, 3), or (P, H, W, 3) of several sessions, or None; ``others`` uint8
        (M, H, W, 3) or None."""
        if plate is not None and plate.ndim == 3:
            plate = plate[None]
        self.plates = None if plate is None else plate.permute(0, 3, 1, 2).float() / 255
        self.others = others if others is not None and len(others) else None

    def of(self, batch: Batch) -> Tensor:
        """Which plate belongs to each row, -1 where there is none; on the CPU."""
        count = len(batch.picture)
        if self.plates is None:
            return torch.full((count,), -1)
        return torch.zeros(count, dtype=torch.long) if batch.room is None else batch.room

    def other(self, chosen: Tensor, size: tuple[int, int], draw: _Draw) -> Tensor:
        """One other room for each row where ``chosen`` (on the CPU) is True: a picture, or soft
        blotches of colour. How much is drawn does not depend on how many that are."""
        count, device = len(chosen), draw.device
        coarse = draw.uniform((count, 3, 5, 8), 0, 1)[chosen].to(device)
        index = draw.integers(count, 1 if self.others is None else len(self.others))[chosen]
        real, mirrored = (draw.chance(count, p)[chosen].to(device) for p in (0.8, 0.5))
        if not len(coarse):
            return coarse.new_empty((0, 3, *size))
        rooms = functional.interpolate(coarse, size, mode="bicubic", align_corners=False)
        rooms = rooms.clamp_(0, 1)
        if self.others is None:
            return rooms
        pictures = self.others[index.to(self.others.device)].to(device)
        pictures = pictures.permute(0, 3, 1, 2).float() / 255
        rooms = torch.where(real.view(-1, 1, 1, 1), pictures, rooms)
        return torch.where(mirrored.view(-1, 1, 1, 1), rooms.flip(3), rooms)


class _Draw:
    """Random numbers of one step; drawn on the CPU, so they are the same on every device."""

    def __init__(self, state: AugmentState, device: torch.device) -> None:
        self.device = device
        self._of = torch.Generator().manual_seed((state.seed << 32) + state.step)

    def uniform(self, shape: tuple[int, ...], low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(shape, generator=self._of)

    def about(self, count: int, reach: float) -> Tensor:
        """(count,) numbers in -reach..reach."""
        return self.uniform((count,), -reach, reach)

    def chance(self, count: int, probability: float) -> Tensor:
        return torch.rand(count, generator=self._of) < probability

    def integers(self, count: int, below: int) -> Tensor:
        return torch.randint(below, (count,), generator=self._of)

    def noise(self, like: Tensor) -> Tensor:
        seed = int(torch.randint(1 << 60, (1,), generator=self._of))
        local = torch.Generator(self.device).manual_seed(seed)
        return torch.randn(like.shape, generator=local, device=self.device)


def augment(batch: Batch, config: AugmentConfig, state: AugmentState, rooms: Rooms) -> Batch:
    """The batch as it might have been recorded on another day."""
    device = batch.picture.device
    draw = _Draw(state, device)
    count = len(batch.picture) - batch.pairs
    rows = torch.cat([torch.arange(count), torch.arange(batch.pairs)])
    batch = _in_another_room(batch, config, draw, rows, rooms)
    batch = _reframed(batch, config, draw, rows)
    return replace(batch, picture=_recoloured(batch.picture, config, draw, rows))


def _in_another_room(
    batch: Batch, config: AugmentConfig, draw: _Draw, rows: Tensor, rooms: Rooms
) -> Batch:
    """Composite with the soft alpha: out = picture + (1 - alpha) (room - plate).

    Where the plate is known this takes the old room out of soft edges as well; without it the
    whole picture stands for the person's colour there.
    """
    fate = draw.uniform((int(rows.max()) + 1,), 0, 1)
    bounds = [config.new_room, config.plate, config.empty]
    first, second, third = (sum(bounds[: i + 1]) for i in range(3))
    moved, own = fate < first, rooms.of(batch)
    others = rooms.other(moved, (batch.picture.shape[2], batch.picture.shape[3]), draw)
    others = others[(moved.cumsum(0) - 1)[rows][moved[rows]].to(draw.device)]
    batch = replace(batch, picture=batch.picture.clone())
    _put_in_front(batch, moved[rows], others, rooms)
    if rooms.plates is None:
        return batch
    stays = (fate[rows] >= first) & (fate[rows] < second) & (own >= 0)
    at, plates = stays.nonzero()[:, 0].to(draw.device), rooms.plates[own[stays]].to(draw.device)
    batch.picture[at] = plates.lerp(batch.picture[at], batch.alpha[at])
    gone = (fate[rows] >= second) & (fate[rows] < third) & (own >= 0)
    at = gone.nonzero()[:, 0].to(draw.device)
    batch.picture[at] = rooms.plates[own[gone]].to(draw.device)
    alpha, points, known = batch.alpha.clone(), batch.points.clone(), batch.known.clone()
    alpha[at], points[at], known[at] = 0.0, 0.0, 1.0
    return replace(batch, alpha=alpha, points=points, known=known)


def _put_in_front(batch: Batch, which: Tensor, others: Tensor, rooms: Rooms) -> None:
    """Composite the rows ``which`` of the picture, in place, over other rooms."""
    device, own = batch.picture.device, rooms.of(batch)[which]
    at = which.nonzero()[:, 0].to(device)
    picture, behind = batch.picture[at], batch.picture[at]
    if rooms.plates is not None:
        plates = rooms.plates[own.clamp_min(0)].to(device)
        behind = torch.where((own >= 0).to(device).view(-1, 1, 1, 1), plates, behind)
    mixed = picture + (1 - batch.alpha[at]) * (others - behind)
    batch.picture[at] = mixed.clamp_(0, 1)


def _reframed(batch: Batch, config: AugmentConfig, draw: _Draw, rows: Tensor) -> Batch:
    """Zoom, turn, shift and mirror; the picture's edge is repeated where it does not reach."""
    count = int(rows.max()) + 1
    zoom = draw.about(count, config.scale).exp()
    angle = draw.about(count, config.turn)
    mirrored = draw.chance(count, config.mirror)
    x, y = draw.about(count, 2 * config.shift), draw.about(count, 2 * config.shift)
    height, width = batch.picture.shape[2:]
    aspect = width / height
    sign = torch.where(mirrored, -1.0, 1.0)
    cosine, sine = angle.cos() / zoom, angle.sin() / zoom
    # From a place in the new picture to its place in the old one, both in -1..1.
    matrix = torch.stack([cosine * sign, -sine / aspect, x, sine * aspect * sign, cosine, y], 1)
    matrix = matrix.view(-1, 2, 3)[rows].to(draw.device)
    grid = functional.affine_grid(matrix, list(batch.picture.shape), align_corners=False)
    both = torch.cat([batch.picture, batch.alpha], 1)
    both = functional.grid_sample(both, grid, padding_mode="border", align_corners=False)
    points, known = _points_reframed(batch, matrix, mirrored[rows].to(draw.device))
    return replace(batch, picture=both[:, :3], alpha=both[:, 3:], points=points, known=known)


def _points_reframed(batch: Batch, matrix: Tensor, mirrored: Tensor) -> tuple[Tensor, Tensor]:
    """Key points through the inverse of the sampling matrix, left and right swapped if mirrored."""
    place = (batch.points[..., :2] * 2 - 1 - matrix[:, None, :, 2])[..., None]
    place = (torch.linalg.inv(matrix[:, :, :2])[:, None] @ place)[..., 0]
    points = torch.cat([(place + 1) / 2, batch.points[..., 2:]], 2)
    swap = mirrored.view(-1, 1)
    points = torch.where(swap[..., None], points[:, MIRROR], points)
    return points, torch.where(swap, batch.known[:, MIRROR], batch.known)


def _recoloured(picture: Tensor, config: AugmentConfig, draw: _Draw, rows: Tensor) -> Tensor:
    """Light, white balance, gamma, a soft lens and sensor noise."""
    count = int(rows.max()) + 1
    gain = draw.about(count, config.light)[:, None]
    gain = gain + draw.uniform((count, 3), -config.white_balance, config.white_balance)
    gamma = draw.about(count, config.gamma).exp()
    sigma = draw.uniform((count,), 0, config.blur) * draw.chance(count, 0.5)
    noise = draw.uniform((count,), 0, config.noise)

    def each(values: Tensor) -> Tensor:
        return values[rows].to(draw.device).view(len(rows), -1, 1, 1)

    out = (picture * each(gain.exp())).clamp_(1e-4 if config.gamma else 0.0, 1)
    if config.gamma:
        out.pow_(each(gamma))
    soft = (sigma[rows] > 0).nonzero()[:, 0]
    if len(soft):
        out[soft.to(draw.device)] = _blurred(out[soft.to(draw.device)], each(sigma)[soft])
    if config.noise:
        out.addcmul_(each(noise), draw.noise(out))
    return out.clamp_(0, 1)


def _blurred(picture: Tensor, sigma: Tensor) -> Tensor:
    """A Gaussian of its own for each row, cut off at 3 pixels; a sigma of 0 changes nothing."""
    count, channels, height, width = picture.shape
    at = torch.arange(-3, 4, device=picture.device).view(1, -1)
    weights = torch.exp(-(at**2) / (2 * sigma.view(-1, 1).clamp_min(0.05) ** 2))
    weights = (weights / weights.sum(1, keepdim=True)).repeat_interleave(channels, 0)
    flat = picture.reshape(1, count * channels, height, width)
    flat = functional.pad(flat, (3, 3, 3, 3), mode="replicate")
    flat = functional.conv2d(flat, weights.view(-1, 1, 1, 7), groups=count * channels)
    flat = functional.conv2d(flat, weights.view(-1, 1, 7, 1), groups=count * channels)
    return flat.view(count, channels, height, width)
