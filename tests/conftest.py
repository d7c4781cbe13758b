"""Fixtures every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("MUSE_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real weights and footage; skips where it is missing."""
    if not (SHARED / "clips").is_dir():
        pytest.skip("the shared clips and models are not on this machine (set MUSE_SHARED)")
    return SHARED
