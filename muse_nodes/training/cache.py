"""Frames decoded once, at training size, as one memory map that a digest says is theirs."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from muse_nodes.api import Array, MuseError
from muse_nodes.kernels.cpu import CpuOps
from muse_nodes.kernels.network_input import to_network
from muse_nodes.media import read_image
from muse_nodes.models.checksum import sha256_of
from muse_nodes.training.batches import Material
from muse_nodes.training.leftovers import clear
from muse_nodes.training.samples import Sample

FORMAT = 1
NEIGHBOURS = 0.2
"""Seconds up to which the next labelled frame counts as the one right after."""

Tell = Callable[[int, int], None]
"""Told how many frames are done of how many; what it raises ends the work."""


def digest_of(samples: Sequence[Sample], size: tuple[int, int]) -> str:
    """SHA-256 over the training size and the content of every frame and mask, in hexadecimal."""
    found = hashlib.sha256(f"muse frames {FORMAT} {size[0]}x{size[1]}\n".encode())
    for sample in samples:
        mask = sha256_of(sample.mask) if sample.mask else "-"
        found.update(f"{sha256_of(sample.image)} {mask}\n".encode())
    return found.hexdigest()


def frames_of(
    samples: Sequence[Sample], size: tuple[int, int], folder: Path, tell: Tell | None = None
) -> Array:
    """RGB and alpha of every sample, uint8 (N, H, W, 4), from the cache in ``folder`` or decoded.

    ``size`` is (height, width). The file has the digest in its name, appears only when complete,
    and is read as a map: memory is used only for what is looked at. Raises MuseError for a
    picture that cannot be read or has another size than its label says, and for a full disk.
    """
    shape = (len(samples), *size, 4)
    path = folder / f"frames-{digest_of(samples, size)[:32]}.npy"
    found = _mapped(path, shape)
    if found is not None:
        return found
    clear(folder, "frames-")
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _reserve(beside, shape)
        made = np.lib.format.open_memmap(beside, mode="r+")
        with CpuOps(threads=1) as ops:
            for i, sample in enumerate(samples):
                _decode(sample, made[i], ops)
                if tell:
                    tell(i + 1, len(samples))
        made.flush()
        del made
        os.replace(beside, path)
    except OSError as error:
        raise MuseError(
            f"The frames for training cannot be kept in '{folder}': {error.strerror}.",
            hint="Check the folder and the space on its disk.",
        ) from error
    finally:
        with suppress(OSError):  # it is not there, or its folder is none
            beside.unlink()
    return np.asanyarray(np.load(path, mmap_mode="r", allow_pickle=False))


def material_of(
    samples: Sequence[Sample], frames: Array, plate: Path | None = None,
    backgrounds: Array | None = None,
) -> Material:  # fmt: skip
    """What the loop trains on, from the samples of one session and their frames.

    ``plate`` is the picture of the empty room, ``backgrounds`` uint8 (M, H, W, 3) other rooms.
    """
    return material_of_all([(samples, plate)], frames, backgrounds)


def material_of_all(
    sessions: Sequence[tuple[Sequence[Sample], Path | None]], frames: Array,
    backgrounds: Array | None = None,
) -> Material:  # fmt: skip
    """The same from several sessions, each with its plate or without; ``frames`` are those of all
    samples, one session after the other."""
    size = frames.shape[1:3]
    samples = [sample for some, _ in sessions for sample in some]
    plates: list[Array] = []
    room, following = np.full(len(samples), -1), np.arange(len(samples))
    first = 0
    for some, plate in sessions:
        rows = np.arange(first, first + len(some))
        if plate is not None:
            room[rows] = len(plates)
            plates.append(_picture(read_image(plate)[0], size))
        near = np.diff([sample.time for sample in some]) <= NEIGHBOURS
        following[rows[:-1][near]] += 1
        first += len(some)
    return Material(
        frames,
        np.stack([sample.points for sample in samples]),
        np.stack([sample.known for sample in samples]),
        following,
        np.stack(plates) if plates else None,
        backgrounds,
        room,
    )


def rooms_of(pictures: Sequence[Path], size: tuple[int, int]) -> Array | None:
    """Pictures of other rooms, uint8 (M, H, W, 3) at (height, width); None for none at all.

    MuseError for a file that is no picture.
    """
    found = [_picture(read_image(path)[0], size) for path in pictures]
    return np.stack(found) if found else None


def _mapped(path: Path, shape: tuple[int, ...]) -> Array | None:
    """The cached frames; None if there are none, or what lies there is something else."""
    try:
        found = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return found if found.shape == shape and found.dtype == np.uint8 else None


def _reserve(path: Path, shape: tuple[int, ...]) -> None:
    """Take the whole file's space now: a map on a full disk ends in a signal, not in an error."""
    block = np.zeros(shape[1:], np.uint8)
    with path.open("xb") as file:
        header = {"descr": "|u1", "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        for _ in range(shape[0]):
            file.write(block.data)


def _decode(sample: Sample, out: Array, ops: CpuOps) -> None:
    picture, _ = read_image(sample.image)
    _check(sample.image, picture.shape[:2], sample.size)
    out[..., :3] = _picture(picture, out.shape[:2])
    if sample.mask is None:
        out[..., 3] = 0
        return
    mask, _ = read_image(sample.mask)
    _check(sample.mask, mask.shape[:2], sample.size)
    alpha = np.empty(out.shape[:2], np.uint8)
    ops.resize(alpha, np.ascontiguousarray(mask[..., 0]))
    out[..., 3] = alpha


def _picture(picture: Array, size: tuple[int, int]) -> Array:
    """Shrunk by the kernel that shrinks frames for networks, so training sees what running does."""
    out = np.empty((*size, 3), np.uint8)
    to_network(out, picture)
    return out


def _check(path: Path, found: tuple[int, ...], wanted: tuple[int, int]) -> None:
    if found != wanted:
        raise MuseError(
            f"'{path}' is {found[1]}x{found[0]} pixels, but its label says "
            f"{wanted[1]}x{wanted[0]}.", hint="Run the labelling step again.",
        )  # fmt: skip
