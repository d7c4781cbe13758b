"""What is public is listed, and what is listed is explained."""

from __future__ import annotations

import importlib
import inspect
from types import ModuleType

import pytest

PUBLIC = ["muse_nodes.api", "muse_nodes.document"]


def visible(module: ModuleType) -> list[str]:
    """Names that ``from module import`` offers, apart from its own files."""
    return sorted(
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    )


@pytest.mark.parametrize("package", PUBLIC)
def test_all_names_everything_that_is_visible(package: str) -> None:
    module = importlib.import_module(package)
    assert sorted(module.__all__) == visible(module)


@pytest.mark.parametrize("package", PUBLIC)
def test_every_public_class_and_function_says_what_it_is_for(package: str) -> None:
    module = importlib.import_module(package)
    silent = []
    for name in module.__all__:
        value = getattr(module, name)
        if getattr(value, "__module__", "").startswith("muse_nodes"):
            silent += [name] if not inspect.getdoc(value) else []
            silent += silent_methods(name, value) if inspect.isclass(value) else []
    assert silent == []


def silent_methods(owner: str, kind: type) -> list[str]:
    """Public methods and properties without a docstring, own or inherited."""
    return [
        f"{owner}.{name}"
        for name, value in vars(kind).items()
        if not name.startswith("_")
        and (inspect.isfunction(value) or isinstance(value, property | staticmethod))
        and not inspect.getdoc(getattr(kind, name))
    ]
