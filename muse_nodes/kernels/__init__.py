"""Array functions for pixels: one name each, a body for the CPU now and for a GPU later."""

from muse_nodes.kernels.bands import Bands
from muse_nodes.kernels.cpu import CpuOps
from muse_nodes.kernels.network_input import crop_rotated, letterbox, to_network

__all__ = ["Bands", "CpuOps", "crop_rotated", "letterbox", "to_network"]
