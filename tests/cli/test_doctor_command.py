"""``muse doctor``: as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from muse_command import Muse


def test_the_json_has_all_fields(muse: Muse, tmp_path: Path) -> None:
    said = muse("doctor", "--json", "--data", tmp_path / "data")
    found = json.loads(said.out)
    assert said.status == 0
    assert all(f.keys() == {"topic", "state", "text", "remedy", "command"} for f in found)
    topics = {f["topic"] for f in found}
    assert topics >= {
        "MUSE Nodes", "device", "onnxruntime", "gpu", "inference", "camera", "virtual camera",
        "network segment", "editor", "disk",
    }  # fmt: skip
    assert all(f["text"] and f["text"].isprintable() for f in found)


def test_what_is_missing_comes_with_what_to_try(muse: Muse, tmp_path: Path) -> None:
    plain = muse("doctor", "--cameras", "--data", tmp_path / "data")
    assert plain.status == 0
    found = json.loads(muse("doctor", "--json", "--data", tmp_path / "data").out)
    for finding in found:
        assert finding["text"] in plain.out or finding["topic"] in ("camera", "disk")
        if finding["state"] == "missing":
            assert finding["remedy"]
        if finding["command"]:
            assert finding["command"] in plain.out
