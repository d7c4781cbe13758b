"""The documents tell the truth where a machine can tell: links lead somewhere, the example runs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from muse_nodes.engine.schema import derive

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)", text)
    missing = [
        link for link in links if "://" not in link and not (document.parent / link).exists()
    ]
    assert not missing


def test_the_node_in_the_readme_is_one() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, object] = {"__name__": "readme_example"}
    exec(compile(example, "README.md", "exec"), names)
    trails = names["Trails"]
    assert isinstance(trails, type)
    schema = derive(trails)
    assert schema.id == "my.trails"
    assert [port.name for port in schema.inputs] == ["frame"]
    assert [param.name for param in schema.params] == ["decay"]
    assert len(schema.outputs) == 1


def test_every_dependency_has_its_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needs = [*project["dependencies"], *(need for extra in extras.values() for need in extra)]
    listed = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    names = {re.split(r"[\s\[<>=!;]", need)[0].lower() for need in needs}
    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", listed)} == set()
