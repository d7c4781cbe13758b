"""The graphics card and its driver, as NVIDIA's own tool tells of them."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from muse_nodes.doctor.child import ask
from muse_nodes.doctor.finding import Case, Finding

TOOL = "nvidia-smi"
PCI = Path("/sys/bus/pci/devices")

_NVIDIA, _DISPLAY = "0x10de", "0x03"
_FIELDS = ("name", "driver_version", "memory.total", "memory.used", "utilization.gpu")


class Gpu(NamedTuple):
    """A graphics card. Memory in MB, ``busy`` in per cent; -1 where the driver does not tell."""

    name: str
    driver: str
    memory: int
    used: int
    busy: int


def query() -> list[str]:
    """The arguments with which the tool is asked; ``parse`` reads what it prints."""
    return [f"--query-gpu={','.join(_FIELDS)}", "--format=csv,noheader,nounits"]


def parse(printed: str) -> list[Gpu]:
    """The cards in what the tool printed; lines that are none are left out."""
    found = []
    for line in printed.splitlines():
        cells = [cell.strip() for cell in line.split(",")]
        if len(cells) == len(_FIELDS):
            memory, used, busy = (int(c) if c.isdigit() else -1 for c in cells[2:])
            found.append(Gpu(cells[0], cells[1], memory, used, busy))
    return found


def look_at_gpu(case: Case) -> Iterator[Finding]:
    """Cards with driver and memory; a card without a driver; or none."""
    tool = shutil.which(TOOL)
    if tool is None:
        yield (
            _without_driver()
            if card_is_there(PCI)
            else Finding(
                "gpu", "note", "No NVIDIA GPU was found; everything runs on the processor."
            )
        )
        return
    yield from _told([tool], case.stop)


def _told(tool: Sequence[str], stop: threading.Event) -> Iterator[Finding]:
    try:
        answer = ask([*tool, *query()], stop)
    except OSError as error:
        yield Finding("gpu", "missing", f"{TOOL} cannot be started: {error.strerror}.")
        return
    cards = parse(answer.out) if answer.status == 0 else []
    if not cards:
        said = " ".join((answer.err or answer.out).split())[:200]
        yield Finding(
            "gpu", "missing", f"The driver of the GPU does not answer: {said}",
            "Restart the computer after a driver update, or install the driver again.",
        )  # fmt: skip
    for card in cards:
        memory = f", {card.memory / 1024:.0f} GB" if card.memory > 0 else ""
        text = f"{card.name}{memory}, driver {card.driver}; this version runs on the processor"
        yield Finding("gpu", "ok", text)


def card_is_there(devices: Path) -> bool:
    """True when a display device of NVIDIA is plugged in (Linux: ``devices`` of the PCI bus)."""
    for device in devices.glob("*") if devices.is_dir() else ():
        try:
            vendor = (device / "vendor").read_text(encoding="ascii").strip()
            kind = (device / "class").read_text(encoding="ascii").strip()
        except OSError:
            continue
        if vendor == _NVIDIA and kind.startswith(_DISPLAY):
            return True
    return False


def _without_driver() -> Finding:
    linux = sys.platform.startswith("linux")
    command = "sudo ubuntu-drivers install" if linux else ""
    remedy = "Install the driver of the GPU, then start the computer again."
    return Finding(
        "gpu", "missing", "There is an NVIDIA GPU, but its driver is missing.", remedy, command
    )
