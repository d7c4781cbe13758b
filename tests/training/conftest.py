"""Fixtures of the training tests: one thread of torch, and a student small enough for seconds."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def torch() -> Any:
    """Torch on one thread; skips where the extra ``train`` is not installed."""
    found = pytest.importorskip("torch", reason="training needs the extra `train`")
    found.set_num_threads(1)
    return found


@pytest.fixture(scope="session")
def tiny(torch: Any) -> Any:
    """The shape of a small student: 24 points, 32x64 pixels."""
    from muse_nodes.training.student import StudentConfig

    return StudentConfig(height=32, width=64, multiplier=0.25, decoder=8)
