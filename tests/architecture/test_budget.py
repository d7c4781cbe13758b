"""Small on purpose: how long a file and a function may be.

Longer ones need a line in ``LONGER`` with the reason. A line that is no longer needed fails too.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from source_files import CODE, ROOT, TESTS, files, name

FILE, PACKAGE, NODE_FILE, FUNCTION = 400, 60, 250, 60

LONGER: dict[str, tuple[int, str]] = {}
"""``path`` or ``path:function`` -> (lines, why it cannot be shorter)."""


def limit_of(path: Path) -> int:
    """How many lines the file may have, exceptions apart."""
    if path.name == "__init__.py":
        return PACKAGE
    return NODE_FILE if path.parent == ROOT / "nodes" else FILE


def functions(source: str) -> list[tuple[str, int]]:
    """Name and number of lines of every function, without its decorators."""
    return [
        (item.name, (item.end_lineno or item.lineno) - item.lineno + 1)
        for item in ast.walk(ast.parse(source))
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def measured(path: Path) -> dict[str, tuple[int, int]]:
    """``path`` and ``path:function`` -> (lines, limit)."""
    source = path.read_text(encoding="utf-8")
    sizes = {name(path): (len(source.splitlines()), limit_of(path))}
    for function, lines in functions(source):
        key = f"{name(path)}:{function}"
        sizes[key] = max(sizes.get(key, (0, 0)), (lines, FUNCTION))
    return sizes


@pytest.fixture(scope="module")
def sizes() -> dict[str, tuple[int, int]]:
    """Every file and function of the project with its lines and its limit."""
    found: dict[str, tuple[int, int]] = {}
    for path in files((*CODE, *TESTS)):
        found |= measured(path)
    return found


def test_nothing_is_longer_than_its_budget(sizes: dict[str, tuple[int, int]]) -> None:
    over = [
        f"{key}: {lines} lines, {LONGER.get(key, (limit,))[0]} allowed"
        for key, (lines, limit) in sizes.items()
        if lines > LONGER.get(key, (limit,))[0]
    ]
    assert not over, "\n".join(over)


def test_every_exception_is_needed_and_has_its_reason(sizes: dict[str, tuple[int, int]]) -> None:
    for key, (lines, reason) in LONGER.items():
        assert key in sizes, f"{key} is gone; remove its line"
        assert sizes[key][0] > sizes[key][1], f"{key} is within its budget; remove its line"
        assert lines >= sizes[key][0]
        assert len(reason.split()) >= 4, f"{key} needs a reason"


def test_the_measure_itself() -> None:
    source = (
        "class A:\n    @property\n    def b(\n        self,\n    ):\n        return 1\n\nx = 1\n"
    )
    assert functions(source) == [("b", 4)]
    assert limit_of(ROOT / "nodes" / "x.py") == NODE_FILE
    assert limit_of(ROOT / "nodes" / "__init__.py") == PACKAGE
    assert limit_of(ROOT / "muse_nodes" / "engine" / "x.py") == FILE


def test_no_two_files_of_the_tests_have_one_name() -> None:
    """Folders of tests are no packages: of two modules with one name pytest imports only one."""
    names = Counter(path.name for path in files(TESTS) if path.name != "conftest.py")
    assert [name for name, count in names.items() if count > 1] == []
