"""What must stand in no file: places on a machine, prints, debugging, bare ignores."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest
from source_files import CODE, ROOT, TESTS, TEXT, TEXT_SUFFIXES, files, name

# Written with a bracket each, so that this file does not break its own rule.
MACHINE = re.compile(r"(?<![\w.:/-])/(?:wor[k]|roo[t]|hom[e]|User[s]|tm[p])\b|\b[A-Z]:\\+User[s]\b")
PRINTING = ("muse_nodes/cli/", "benchmarks/", "tools/", "bootstrap.py")
DEBUGGING = {"breakpoint", "set_trace", "ic", "pprint", "pp"}
REASON = r"\s+(?:-|#)\s*\w+"
IGNORES = {
    "noqa": re.compile(r"noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*" + REASON),
    "type: ignore": re.compile(r"type: ignore\[[\w, -]+\]" + REASON),
}


def machine_places(text: str) -> list[str]:
    """Places on a machine that the text names."""
    return [match.group() for match in MACHINE.finditer(text)]


def calls(source: str) -> list[tuple[str, int]]:
    """Name and line of every call of a plain or dotted name."""
    found = []
    for item in ast.walk(ast.parse(source)):
        if isinstance(item, ast.Call):
            function = item.func
            if isinstance(function, ast.Name):
                found.append((function.id, item.lineno))
            elif isinstance(function, ast.Attribute):
                found.append((function.attr, item.lineno))
    return found


def bare_ignores(source: str) -> list[str]:
    """Comments that silence a checker without saying which rule and why."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return [
        comment
        for comment in comments
        for words, complete in IGNORES.items()
        if re.search(rf"#\s*{words}\b", comment) and not complete.search(comment)
    ]


def everything() -> list[Path]:
    """All text of the project."""
    return files((*TEXT, "pyproject.toml"), TEXT_SUFFIXES)


def test_no_file_names_a_place_on_a_machine() -> None:
    named = [
        f"{name(path)}: {place}"
        for path in everything()
        for place in machine_places(path.read_text(encoding="utf-8"))
    ]
    assert not named, "\n".join(named)


def test_nothing_is_printed_but_by_the_command_line() -> None:
    printed = [
        f"{name(path)}:{line}"
        for path in files(CODE)
        if not name(path).startswith(PRINTING)
        for function, line in calls(path.read_text(encoding="utf-8"))
        if function == "print"
    ]
    assert not printed, "\n".join(printed)


def test_no_debugging_is_left_over() -> None:
    left = [
        f"{name(path)}:{line} {function}"
        for path in files((*CODE, *TESTS))
        for function, line in calls(path.read_text(encoding="utf-8"))
        if function in DEBUGGING
    ]
    assert not left, "\n".join(left)


def test_every_ignore_has_a_code_and_a_reason() -> None:
    bare = [
        f"{name(path)}: {comment}"
        for path in files((*CODE, *TESTS))
        for comment in bare_ignores(path.read_text(encoding="utf-8"))
    ]
    assert not bare, "\n".join(bare)


@pytest.mark.parametrize("place", ["wor{}k/main", "roo{}t", "hom{}e/me/x", "tm{}p/x"])
def test_places_are_recognised(place: str) -> None:
    assert machine_places("see /" + place.format("") + " there")
    assert not machine_places("https://example.org/" + place.format(""))
    assert not machine_places("frame" + place.format(""))


def test_ignores_are_recognised() -> None:
    mark = "x = 1  # no" + "qa"
    hint = "x = 1  # type: " + "ignore"
    assert len(bare_ignores(f"{mark}\n{mark}: E501\n{hint}\n{hint}[arg-type]\n")) == 4
    good = f"{mark}: E501 - a table\n{mark}: E501, F401 - both\n{hint}[arg-type]  # it is a text\n"
    assert bare_ignores(good) == []


def test_calls_are_recognised() -> None:
    assert calls("import sys\npr" + "int(1)\nsys.stdout.write('a')\n") == [
        ("print", 2),
        ("write", 3),
    ]


def test_the_lists_are_not_empty() -> None:
    assert ROOT / "muse_nodes" / "api" / "node.py" in files(CODE)
    assert ROOT / "pyproject.toml" in everything()
