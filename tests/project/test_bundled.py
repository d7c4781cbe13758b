"""What is bundled is found in a checkout and in a wheel, and a wrong name gets a useful answer."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from muse_nodes.api.errors import MuseError
from muse_nodes.engine.bundled import Kind, bundled_folder, find_graph, list_graphs


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_checkout_is_read_in_place(kind: Kind) -> None:
    root = Path(__file__).resolve().parents[2]
    assert bundled_folder(kind) == root / kind


@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_wheel_carries_them_inside_the_package(tmp_path: Path, kind: Kind) -> None:
    inside = tmp_path / "muse_nodes" / "bundled" / kind
    inside.mkdir(parents=True)
    (tmp_path / kind).mkdir()  # a stranger's folder of the same name in site-packages
    assert bundled_folder(kind, tmp_path / "muse_nodes") == inside


def test_an_incomplete_installation_is_named(tmp_path: Path) -> None:
    with pytest.raises(MuseError, match=r"incomplete.*'nodes'.*Install"):
        bundled_folder("nodes", tmp_path / "muse_nodes")


def test_bundled_graphs_are_found_by_name() -> None:
    names = list_graphs()
    assert "live" in names
    assert list(names) == sorted(names)
    for name in names:
        assert find_graph(name) == bundled_folder("graphs") / f"{name}.json"
        assert find_graph(f"{name}.json") == find_graph(name)


def test_a_file_on_disk_is_found_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "live.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert find_graph("live.json") == Path("live.json")
    assert find_graph("./live.json").read_text() == "{}"
    assert find_graph(str(tmp_path / "live.json")) == tmp_path / "live.json"
    assert find_graph("live") == bundled_folder("graphs") / "live.json"


@pytest.mark.parametrize("name", ["liev", "Live", "lives"])
def test_a_misspelt_name_gets_the_close_ones_and_the_list(name: str) -> None:
    with pytest.raises(MuseError) as caught:
        find_graph(name)
    assert caught.value.message == f"There is no bundled graph called '{name}'."
    assert caught.value.hint.startswith("Did you mean 'live'")
    assert all(known in caught.value.hint for known in list_graphs())


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(MuseError, match=r"There is no graph file '.*show\.json'"):
        find_graph(str(tmp_path / "show.json"))
    with pytest.raises(MuseError, match="is a folder, not a graph"):
        find_graph(str(tmp_path))
    with pytest.raises(MuseError, match="bundled name"):
        find_graph("")
