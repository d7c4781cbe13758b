"""Where a plan's pixels live: the CPU, and two devices that exist to prove things."""

from muse_nodes.engine.device.base import Device
from muse_nodes.engine.device.counting import CountingDevice
from muse_nodes.engine.device.cpu import CpuDevice
from muse_nodes.engine.device.null import NullDevice

__all__ = ["CountingDevice", "CpuDevice", "Device", "NullDevice"]
