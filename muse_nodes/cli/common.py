"""What several commands share: the graph to work on, and where nodes and networks come from."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from muse_nodes.api.errors import MuseError
from muse_nodes.document import Graph, Node, Problem, apply_renames, load
from muse_nodes.engine.bundled import find_graph
from muse_nodes.engine.registry import Registry, load_registry
from muse_nodes.engine.schema import ParamSchema
from muse_nodes.engine.settings import Settings, load_settings
from muse_nodes.engine.values import BadValueError, from_text


class UsageProblemError(Exception):
    """Wrong usage or a graph with problems: the texts, each a sentence. Exit status 2."""

    def __init__(self, texts: Sequence[object]) -> None:
        super().__init__("\n".join(map(str, texts)))


def add_graph(parser: argparse.ArgumentParser, *, named: bool = True) -> None:
    """The arguments of every command that takes a graph, or (not ``named``) has one of its own."""
    if named:
        parser.add_argument("graph", metavar="GRAPH", help="a path or a bundled name, such as live")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NODE.PARAM=VALUE", dest="sets",
        help="set a parameter, for example camera.source=clip.mp4; * as the node stands for all "
        "that have such a one (repeatable)",
    )  # fmt: skip
    add_folders(parser)


def add_folders(parser: argparse.ArgumentParser) -> None:
    """Where networks and the user's data lie."""
    parser.add_argument(
        "--models", action="append", default=[], type=Path, metavar="DIR",
        help="a folder with networks, searched first (repeatable)",
    )  # fmt: skip
    parser.add_argument("--data", type=Path, metavar="DIR", help="the data folder")


def settings_of(args: argparse.Namespace) -> Settings:
    """The user's settings, with what the command line says instead."""
    settings = load_settings()
    for folder in args.models:
        if not folder.is_dir():
            raise UsageProblemError([f"The model folder '{folder}' does not exist."])
    return replace(settings, data=args.data) if args.data else settings


def registry_of(settings: Settings) -> Registry:
    """All node types, bundled and trusted own ones."""
    return load_registry(settings.all_node_folders(), trusted=settings.trusted_nodes)


def graph_of(args: argparse.Namespace, registry: Registry) -> tuple[Graph, tuple[Problem, ...]]:
    """The graph that was named, with ``--set`` applied; its warnings. UsageProblemError if none."""
    try:
        path = find_graph(args.graph)
    except MuseError as error:
        raise UsageProblemError([error]) from error
    loaded = load(path)
    wrong = [p for p in loaded.problems if p.severity == "error"]
    if loaded.graph is None or wrong:
        raise UsageProblemError(loaded.problems)
    graph = apply_renames(loaded.graph, registry.renames())
    return _with_sets(graph, registry, args.sets), loaded.problems


def _with_sets(graph: Graph, registry: Registry, sets: Sequence[str]) -> Graph:
    problems: list[object] = []
    for text in sets:
        try:
            for target, param, value in _meant(graph, registry, text):
                params = target.params.with_value(param.name, from_text(param, value))
                graph = graph.with_node(replace(target, params=params))
        except (BadValueError, UsageProblemError) as error:
            problems.append(f"--set {text}: {error}")
    if problems:
        raise UsageProblemError(problems)
    return graph


def _meant(graph: Graph, registry: Registry, text: str) -> Iterator[tuple[Node, ParamSchema, str]]:
    """The nodes and parameters that NODE.PARAM=VALUE names; * is every node that has such a one."""
    address, equals, value = text.partition("=")
    node, dot, name = address.partition(".")
    if not equals or not dot:
        raise UsageProblemError(["this is not of the form NODE.PARAM=VALUE."])
    if node != "*" and node not in graph.by_id:
        known = ", ".join(graph.by_id)
        raise UsageProblemError([f"there is no node '{node}'. There are: {known}."])
    found = False
    for target in graph.nodes if node == "*" else (graph.by_id[node],):
        schema = registry.get(target.type)
        param = schema.param(name) if schema is not None else None
        if param is not None:
            found = True
            yield target, param, value
        elif node != "*":
            known = ", ".join(p.name for p in schema.params) if schema is not None else "unknown"
            raise UsageProblemError([f"'{node}' has no parameter '{name}'. It has: {known}."])
    if not found:
        raise UsageProblemError([f"no node has a parameter '{name}'."])
