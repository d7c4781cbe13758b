"""What NVIDIA's driver says of the graphics card: no package is needed for that, and no context."""

from __future__ import annotations

import ctypes
import sys
from typing import NamedTuple

_LIBRARY = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
_MAJOR, _MINOR = 75, 76
"""CUdevice_attribute of the compute capability."""


class Gpu(NamedTuple):
    """The first graphics card. ``capability`` as in "SM86", ``driver`` the CUDA version it can do,
    as in "13.0"."""

    name: str
    capability: str
    driver: str


def first_gpu() -> Gpu | None:
    """The first graphics card, or None without one that has a driver."""
    try:
        cuda = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    device, version, name = ctypes.c_int(), ctypes.c_int(), ctypes.create_string_buffer(256)
    major, minor = ctypes.c_int(), ctypes.c_int()
    failed = (
        cuda.cuInit(0)
        or cuda.cuDeviceGet(ctypes.byref(device), 0)
        or cuda.cuDeviceGetName(name, len(name), device)
        or cuda.cuDeviceGetAttribute(ctypes.byref(major), _MAJOR, device)
        or cuda.cuDeviceGetAttribute(ctypes.byref(minor), _MINOR, device)
        or cuda.cuDriverGetVersion(ctypes.byref(version))
    )
    if failed:
        return None
    driver = f"{version.value // 1000}.{version.value % 1000 // 10}"
    return Gpu(name.value.decode(errors="replace"), f"SM{major.value}{minor.value}", driver)
