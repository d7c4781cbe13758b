"""``muse check``, ``muse plan`` and ``muse nodes``: look without running."""

from __future__ import annotations

import argparse
import json
import sys

from muse_nodes.cli.common import (
    UsageProblemError,
    add_folders,
    add_graph,
    graph_of,
    registry_of,
    settings_of,
)
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import NodeSchema, ParamSchema


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of these commands."""
    if command == "nodes":
        add_folders(parser)
        parser.add_argument("node", nargs="?", metavar="NODE", help="show one node type in full")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")
        parser.add_argument("--markdown", action="store_true", help="print docs/nodes.md")
        return
    add_graph(parser)


def run(args: argparse.Namespace) -> int:
    """Carry the command out."""
    command = {"nodes": _nodes, "check": _check, "plan": _plan}[args.command]
    try:
        return command(args)
    except UsageProblemError as error:
        print(error, file=sys.stderr)
        return 2


def _check(args: argparse.Namespace) -> int:
    from muse_nodes.engine.check import check

    registry = registry_of(settings_of(args))
    graph, warnings = graph_of(args, registry)
    checked, problems = check(graph, registry)
    for problem in (*warnings, *problems):
        print(f"{problem.severity}: {problem}")
    if checked is None:
        return 2
    print(f"'{args.graph}' is sound: {len(checked.nodes)} nodes run.")
    return 0


def _plan(args: argparse.Namespace) -> int:
    from muse_nodes.engine.change import GraphProblemsError
    from muse_nodes.engine.host import load_models, open_host

    settings = settings_of(args)
    registry = registry_of(settings)
    graph, _ = graph_of(args, registry)
    models = load_models(settings.all_model_folders(tuple(args.models)), settings.data)
    host = open_host(registry, models)
    try:
        print(host.plan(graph), end="")
    except GraphProblemsError as error:
        raise UsageProblemError(error.problems) from error
    finally:
        host.close()
    return 0


def _nodes(args: argparse.Namespace) -> int:
    registry = registry_of(settings_of(args))
    if args.markdown:
        from muse_nodes.cli.node_docs import markdown

        print(markdown(registry), end="")
    elif args.json:
        print(json.dumps([_as_json(s) for s in registry], indent=2))
    elif args.node:
        return _one(args.node, registry)
    else:
        _all(registry)
    for failure in registry.failures:
        print(f"not loaded: {failure.file}: {failure.message}", file=sys.stderr)
    return 0


def _all(registry: Registry) -> None:
    category = ""
    for schema in registry:
        if schema.category != category:
            category = schema.category
            print(f"\n{category}" if schema is not next(iter(registry)) else category)
        print(f"  {schema.id:<34} {schema.doc.splitlines()[0] if schema.doc else ''}")


def _one(name: str, registry: Registry) -> int:
    found = [s for s in registry if name in (s.id, s.id.rpartition(".")[2], s.title)]
    if not found:
        print(f"There is no node type '{name}'. 'muse nodes' lists them.", file=sys.stderr)
        return 2
    from muse_nodes.cli.node_docs import section

    print(section(found[0]), end="")
    return 0


def _as_json(schema: NodeSchema) -> dict[str, object]:
    return {
        "id": schema.id, "title": schema.title, "category": schema.category, "doc": schema.doc,
        "inputs": [
            {"name": i.name, "type": i.type.name, "optional": i.optional, "many": i.many,
             "latest": i.latest, "doc": i.doc} for i in schema.inputs
        ],
        "outputs": [
            {"name": o.name, "type": o.type.name, "optional": o.optional, "doc": o.doc}
            for o in schema.outputs
        ],
        "params": [_param_json(p) for p in schema.params],
        "actions": [{"name": a.name, "label": a.label, "key": a.key} for a in schema.actions],
    }  # fmt: skip


def _param_json(param: ParamSchema) -> dict[str, object]:
    found: dict[str, object] = {
        "name": param.name, "kind": param.kind, "default": param.default, "doc": param.doc,
        "group": param.group, "restart": param.restart,
    }  # fmt: skip
    if param.slider is not None:
        found |= {"low": param.slider.low, "high": param.slider.high, "unit": param.slider.unit}
    if param.choices:
        found["choices"] = list(param.choices)
    return found
