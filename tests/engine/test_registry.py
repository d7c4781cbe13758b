"""Finding node types: one broken file stops nobody, and no stranger's code is run unasked."""

from __future__ import annotations

import os
import py_compile
from pathlib import Path

import pytest

from muse_nodes.api import Ctx, Number, node
from muse_nodes.engine.registry import Registry, file_hash, load_file, load_registry
from muse_nodes.engine.schema import SchemaError

GOOD = '''"""A node file."""

from muse_nodes.api import Ctx, Number, node


@node("{id}", category="Own", requires={requires})
class Twice:
    """Twice a number."""

    def process(self, ctx: Ctx, number: Number) -> Number:
        return 2 * number
'''
TELLTALE = "from pathlib import Path\nPath(__file__).with_name('was_run').touch()\n"


def own(folder: Path, name: str = "twice", text: str = "", **fields: object) -> Path:
    """A node file in ``folder``; ``text`` in place of the good one."""
    path = folder / f"{name}.py"
    path.write_text(text or GOOD.format(**{"id": f"own.{name}", "requires": (), **fields}),
                    encoding="utf-8")  # fmt: skip
    return path


def loaded(folder: Path, *trusted: Path) -> tuple[Registry, str]:
    """The registry with ``folder``, and all its complaints."""
    registry = load_registry([folder], trusted=frozenset(map(file_hash, trusted)))
    return registry, "\n".join(f"{f.file}: {f.message}" for f in registry.failures)


def test_the_bundled_node_types_all_load() -> None:
    registry = load_registry()
    assert registry.failures == ()
    assert len(registry) >= 20
    assert [s.category for s in registry] == sorted(s.category for s in registry)
    assert registry.get("muse.compose.composite") is not None
    assert registry.get("muse.compose.nothing") is None


def test_a_file_that_is_not_trusted_is_not_run(tmp_path: Path) -> None:
    path = own(tmp_path, text=TELLTALE + GOOD.format(id="own.twice", requires=()))
    registry, complaints = loaded(tmp_path)
    assert registry.get("own.twice") is None
    assert str(path) in complaints
    assert "not trusted" in complaints
    assert not (tmp_path / "was_run").exists()


def test_a_trusted_file_is_taken_and_a_changed_one_no_longer(tmp_path: Path) -> None:
    path = own(tmp_path, text=TELLTALE + GOOD.format(id="own.twice", requires=()))
    trusted = frozenset([file_hash(path)])
    registry, complaints = loaded(tmp_path, path)
    assert registry.get("own.twice") is not None
    assert complaints == ""
    assert (tmp_path / "was_run").exists()
    (tmp_path / "was_run").unlink()
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    changed = load_registry([tmp_path], trusted=trusted)
    assert changed.get("own.twice") is None
    assert not (tmp_path / "was_run").exists()


BROKEN = {
    "syntax": "def",
    "raises": "1 / 0",
    "import": "import a_module_that_nobody_has",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_does_not_stop_the_others(tmp_path: Path, kind: str) -> None:
    broken, good = own(tmp_path, "a_broken", BROKEN[kind]), own(tmp_path, "good")
    registry, complaints = loaded(tmp_path, broken, good)
    assert registry.get("own.good") is not None
    assert registry.get("muse.compose.composite") is not None
    assert complaints.startswith(str(broken))
    assert len(registry.failures) == 1


def test_a_class_that_breaks_the_contract_is_told(tmp_path: Path) -> None:
    text = GOOD.format(id="own.bad", requires=()).replace("number: Number)", "number)")
    text += GOOD.format(id="own.good", requires=()).partition("node\n")[2].replace("Twice", "Good")
    path = own(tmp_path, text=text)
    registry, complaints = loaded(tmp_path, path)
    assert registry.get("own.bad") is None
    assert registry.get("own.good") is not None
    assert "argument 'number' of node 'own.bad' has no annotation" in complaints


def test_an_id_can_be_taken_only_once(tmp_path: Path) -> None:
    first = own(tmp_path, "a", id="own.same")
    second = own(tmp_path, "b", id="own.same")
    registry, complaints = loaded(tmp_path, first, second)
    assert registry.get("own.same") is not None
    assert complaints == f"{second}: The node id 'own.same' is taken."


def test_nobody_takes_the_place_of_a_bundled_node(tmp_path: Path) -> None:
    path = own(tmp_path, id="muse.compose.composite")
    registry, complaints = loaded(tmp_path, path)
    schema = registry.get("muse.compose.composite")
    assert schema is not None
    assert schema.title == "Composite"
    assert "is taken" in complaints


def test_a_missing_requirement_is_named(tmp_path: Path) -> None:
    path = own(tmp_path, requires=("a_module_that_nobody_has", "numpy"))
    registry, complaints = loaded(tmp_path, path)
    assert registry.get("own.twice") is None
    assert "'own.twice' needs a_module_that_nobody_has." in complaints


def test_what_lies_beside_a_trusted_file_is_not_run_with_it(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text(TELLTALE, encoding="utf-8")
    (tmp_path / "_helper.py").write_text(TELLTALE, encoding="utf-8")
    good = own(tmp_path, "good")
    text = good.read_text(encoding="utf-8")
    bad = own(
        tmp_path, "bad", text=text.replace("from", "from muse_user_nodes import _helper\nfrom", 1)
    )
    registry, complaints = loaded(tmp_path, good, bad)
    assert registry.get("own.good") is not None
    assert str(bad) in complaints
    assert "_helper" in complaints
    assert not (tmp_path / "was_run").exists()
    assert load_registry([tmp_path / "none"]).failures == ()


def test_a_compiled_file_beside_a_trusted_one_is_not_run(tmp_path: Path) -> None:
    path = own(tmp_path)
    trusted = path.read_bytes()
    evil = TELLTALE.encode().ljust(len(trusted), b"#")  # as long, and compiled from the same name
    path.write_bytes(evil)
    py_compile.compile(str(path))
    stamp = path.stat()
    path.write_bytes(trusted)
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    registry, complaints = loaded(tmp_path, path)
    assert complaints == ""
    assert registry.get("own.twice") is not None
    assert not (tmp_path / "was_run").exists()


def test_a_file_is_loaded_once(tmp_path: Path) -> None:
    path = own(tmp_path)
    assert load_file(path)[0].factory is load_file(path)[0].factory


def test_a_registry_is_extended_by_a_new_one() -> None:
    @node("test.own", category="Test", replaces=("test.older",), renamed={"n": "number"})
    class Own:
        def process(self, ctx: Ctx, number: Number) -> Number:
            return number

    small = Registry()
    larger = small.extended([Own])
    assert (len(small), len(larger)) == (0, 1)
    assert larger.renames().types == {"test.older": "test.own"}
    with pytest.raises(SchemaError, match=r"Two node types have the id 'test\.own'"):
        larger.extended([Own])
