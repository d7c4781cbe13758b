"""Saving: the old content or the new, never half of it, and a sentence if it cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from muse_nodes.document import DocumentError, Graph, Node, Params, dump, load, save

ROOT = Path(__file__).resolve().parent.parent.parent
OLD, NEW = Graph(title="old"), Graph(title="new")


def test_replaces_and_leaves_nothing_else_behind(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    save(OLD, path)
    save(NEW, path)
    assert load(path).sound() == NEW
    assert os.listdir(tmp_path) == ["g.json"]


@pytest.mark.skipif(os.name != "posix", reason="permission bits and symbolic links of POSIX")
def test_keeps_permissions_and_links(tmp_path: Path) -> None:
    path, link = tmp_path / "g.json", tmp_path / "link.json"
    save(OLD, path)
    path.chmod(0o640)
    link.symlink_to(path)
    save(NEW, link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert load(path).sound() == NEW


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"g\.json cannot be written \(No such file"):
        save(NEW, tmp_path / "nowhere" / "g.json")


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.mkdir()
    with pytest.raises(DocumentError, match=r"g\.json cannot be written"):
        save(NEW, path)
    assert os.listdir(tmp_path) == ["g.json"]


@pytest.mark.skipif(
    os.name != "posix" or os.geteuid() == 0, reason="needs a user that can be denied"
)
def test_a_write_protected_file(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    save(OLD, path)
    path.chmod(0o444)
    with pytest.raises(DocumentError, match="write-protected"):
        save(NEW, path)
    assert load(path).sound() == OLD


@pytest.mark.skipif(os.name != "posix", reason="a limit on file sizes stands for a full disk")
def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    save(OLD, path)
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from muse_nodes.document import DocumentError, Graph, save\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: save(Graph(title='x' * 5000), Path(sys.argv[1]))\n"
        "except DocumentError as error: sys.exit(str(error))\n"
    )
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "g.json cannot be written (File too large)" in done.stderr
    assert load(path).sound() == OLD
    assert os.listdir(tmp_path) == ["g.json"]


def test_a_graph_too_large_to_be_read_again_is_not_written(tmp_path: Path) -> None:
    huge = Graph(nodes=(Node("a", "t", params=Params({"picture": "x" * 17_000_000})),))
    assert len(dump(huge)) > 16 * 2**20
    with pytest.raises(DocumentError, match="larger than 16 MB"):
        save(huge, tmp_path / "g.json")
    assert os.listdir(tmp_path) == []
