"""All checks, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from muse_nodes.doctor.finding import Case, Finding
from muse_nodes.doctor.gpu import look_at_gpu
from muse_nodes.doctor.machine import look_at_disk, look_at_packages, look_at_system
from muse_nodes.doctor.networks import look_at_inference, look_at_networks
from muse_nodes.doctor.window import look_at_window


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name (a word that stays), and what looks."""

    name: str
    look: Callable[[Case], Iterable[Finding]]


def _look_at_cameras(case: Case) -> Iterable[Finding]:
    from muse_nodes.doctor.cameras import look_at_cameras  # it loads OpenCV

    return look_at_cameras(case)


def _look_at_virtual_camera(case: Case) -> Iterable[Finding]:
    from muse_nodes.doctor.cameras import look_at_virtual_camera

    return look_at_virtual_camera(case)


CHECKS = (
    Check("system", look_at_system),
    Check("packages", look_at_packages),
    Check("gpu", look_at_gpu),
    Check("inference", look_at_inference),
    Check("cameras", _look_at_cameras),
    Check("virtual_camera", _look_at_virtual_camera),
    Check("networks", look_at_networks),
    Check("window", look_at_window),
    Check("disk", look_at_disk),
)


def examine(check: Check, case: Case) -> Iterator[Finding]:
    """What ``check`` finds; one that fails itself is a finding as well."""
    try:
        yield from check.look(case)
    except Exception as error:  # noqa: BLE001 - drivers and packages may fail in any way
        text = f"This could not be looked at: {type(error).__name__}: {error}"
        yield Finding(check.name, "missing", text, "Please report this.")
