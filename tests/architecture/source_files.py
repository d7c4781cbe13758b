"""The project's own files, for tests about its text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = ("muse_nodes", "nodes", "benchmarks", "tools", "bootstrap.py")
TESTS = ("tests",)
TEXT = (*CODE, *TESTS, "docs", "graphs", "assets", "libs", "README.md", "CHANGELOG.md")
TEXT_SUFFIXES = {".py", ".md", ".json", ".toml", ".txt", ".cu", ".yml", ".yaml", ".ts", ".glsl"}


def files(places: Iterable[str], suffixes: Iterable[str] = (".py",)) -> list[Path]:
    """Every file with one of the suffixes in those folders (or files) of the project."""
    wanted = set(suffixes)
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        candidates = path.rglob("*") if path.is_dir() else [path]
        found += [file for file in candidates if file.suffix in wanted and file.is_file()]
    return sorted(file for file in found if "__pycache__" not in file.parts)


def name(path: Path) -> str:
    """The path from the project's root, with slashes."""
    return path.relative_to(ROOT).as_posix()
