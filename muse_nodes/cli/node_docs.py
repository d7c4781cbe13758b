"""The node reference (docs/nodes.md), written from the declarations alone."""

from __future__ import annotations

from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import InputSchema, NodeSchema, OutputSchema, ParamSchema

_HEAD = """# Nodes

Generated from the declarations with `muse nodes --markdown > docs/nodes.md`; do not edit by hand.

"""


def markdown(registry: Registry) -> str:
    """The whole reference: a list by category, then a section per node type."""
    text = _HEAD
    category = ""
    for schema in registry:
        if schema.category != category:
            category = schema.category
            text += (
                f"\n**{category}**\n\n"
                if schema is not next(iter(registry))
                else f"**{category}**\n\n"
            )
        first = schema.doc.splitlines()[0] if schema.doc else ""
        text += f"- [{schema.title}](#{_anchor(schema.title)}): {first}\n"
    return text + "".join("\n" + section(schema) for schema in registry)


def section(schema: NodeSchema) -> str:
    """One node type: what it does, its ports, parameters and actions."""
    lines = [f"## {schema.title}", "", f"`{schema.id}`", "", schema.doc, ""]
    lines += [f"- in **{i.name}**: {_input(i)}{_tail(i.doc)}" for i in schema.inputs]
    lines += [f"- out **{o.name}**: {_output(o)}{_tail(o.doc)}" for o in schema.outputs]
    if schema.params:
        lines += ["", "| parameter | default | range | what it does |", "| --- | --- | --- | --- |"]
        lines += [_param(p) for p in schema.params]
    for action in schema.actions:
        key = f" (key {action.key})" if action.key else ""
        lines += ["", f"Action **{action.label}**{key}."]
    return "\n".join(lines).rstrip() + "\n"


def _input(port: InputSchema) -> str:
    words = [str(port.type)]
    if port.many:
        words.append(f"any number ({port.name}1, {port.name}2, …)")
    elif port.latest:
        words.append("the latest one, does not wait")
    elif port.optional:
        words.append("optional")
    return ", ".join(words)


def _output(port: OutputSchema) -> str:
    return f"{port.type}, may give nothing" if port.optional else str(port.type)


def _param(param: ParamSchema) -> str:
    default = f"`{param.default}`" if param.default != "" else "none"
    again = " Takes effect when the node is set up again." if param.restart else ""
    return f"| {param.name} | {default} | {_range(param)} | {param.doc}{again} |"


def _range(param: ParamSchema) -> str:
    if param.choices:
        return ", ".join(param.choices)
    if param.slider is not None:
        return f"{param.slider.low:g} to {param.slider.high:g} {param.slider.unit}".rstrip()
    return {"bool": "on, off", "file": "a file", "colour": "a colour"}.get(param.kind, param.kind)


def _tail(doc: str) -> str:
    return f". {doc}" if doc else ""


def _anchor(title: str) -> str:
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c == "-")
