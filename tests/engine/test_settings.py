"""The user's settings: none means the defaults, bad ones are named and left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from muse_nodes.api import MuseError
from muse_nodes.engine.bundled import bundled_folder, find_graph, list_graphs
from muse_nodes.engine.settings import Settings, load_settings, save_settings, settings_file, trust


def written(tmp_path: Path, document: object) -> Path:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "none.json")
    assert settings == Settings()
    assert settings.downloads == settings.data / "models"
    assert settings.all_node_folders() == (settings.data / "nodes",)
    assert settings_file().name == "settings.json"


def test_what_is_set_is_taken(tmp_path: Path) -> None:
    document = {"data": str(tmp_path), "model_folders": ["m1", "m2"], "node_folders": ["n"],
                "trusted_nodes": ["abc"]}  # fmt: skip
    settings = load_settings(written(tmp_path, document))
    assert settings.all_model_folders((Path("first"),)) == (
        Path("first"), Path("m1"), Path("m2"), tmp_path / "models",
    )  # fmt: skip
    assert settings.all_node_folders() == (Path("n"), tmp_path / "nodes")
    assert settings.trusted_nodes == {"abc"}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "nothing else"),
        ({"colour": "red"}, "nothing else"),
        ({"data": 3}, "'data' in the settings"),
        ({"model_folders": "m"}, "'model_folders' in the settings .* list of texts"),
        ({"trusted_nodes": [1]}, "'trusted_nodes'"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, document: object, words: str) -> None:
    path = written(tmp_path, document)
    with pytest.raises(MuseError, match=words) as caught:
        load_settings(path)
    assert str(path) in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{\n  'data'", encoding="utf-8")
    with pytest.raises(MuseError, match=r"not valid JSON \(line 2\)"):
        load_settings(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(MuseError, match="cannot be read"):
        load_settings(path)
    path.rmdir()
    path.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(MuseError, match="settings"):
        load_settings(path)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(Path("elsewhere"), (Path("m1"), Path("m2")), (Path("노드"),), frozenset("ab")),
    ],
)
def test_what_is_saved_is_read_again(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "new" / "settings.json"
    save_settings(settings, path)
    assert load_settings(path) == settings
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"], "nothing is left beside"


def test_trusting_a_file_keeps_everything_else(tmp_path: Path) -> None:
    path = written(tmp_path, {"node_folders": ["n"], "trusted_nodes": ["abc"]})
    assert trust("def", path) == load_settings(path)
    assert trust("def", path).trusted_nodes == {"abc", "def"}
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "node_folders": ["n"],
        "trusted_nodes": ["abc", "def"],
    }


def test_damaged_settings_are_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(MuseError, match="not valid JSON"):
        trust("abc", path)
    assert path.read_text(encoding="utf-8") == "{"
    with pytest.raises(MuseError, match="cannot be made"):
        save_settings(Settings(), path / "sub" / "settings.json")


def test_bundled_graphs_are_found_by_name_and_by_path(tmp_path: Path) -> None:
    assert "live" in list_graphs()
    assert find_graph("live") == find_graph("live.json") == bundled_folder("graphs") / "live.json"
    own = tmp_path / "live.json"
    own.touch()
    assert find_graph(str(own)) == own
    with pytest.raises(MuseError, match=r"Did you mean 'live'\?"):
        find_graph("lvie")
    with pytest.raises(MuseError, match="is a folder"):
        find_graph(str(tmp_path))
    with pytest.raises(MuseError, match="There is no graph file"):
        find_graph(str(tmp_path / "none.json"))


def test_an_incomplete_installation_says_so(tmp_path: Path) -> None:
    with pytest.raises(MuseError, match="incomplete: the folder 'nodes' is missing"):
        bundled_folder("nodes", tmp_path / "package")
