"""What differs between two graphs, in sentences for the user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QCoreApplication

from muse_nodes.document import Backdrop, Graph, Group, JsonValue, Link, Node, Port, thaw
from muse_nodes.editor.words import choice, node_title, param_label, port_label
from muse_nodes.engine.registry import Registry
from muse_nodes.engine.schema import ParamSchema

translate = QCoreApplication.translate

_LONG = 40
"""Values longer than this are cut short."""


def differences(before: Graph, after: Graph, registry: Registry) -> list[str]:
    """One sentence for everything that is another in ``after``; the view does not count."""
    texts = _Texts(before, after, registry)
    return [
        *texts.nodes(), *texts.values(), *texts.links(), *texts.moves(),
        *texts.parts("group"), *texts.parts("backdrop"), *texts.own(),
    ]  # fmt: skip


def shortened(sentences: list[str], most: int) -> list[str]:
    """The first of them, and how many more there are."""
    if len(sentences) <= most:
        return sentences
    more = translate("GraphText", "… and {count} more.").format(count=len(sentences) - most + 1)
    return [*sentences[: most - 1], more]


class _Texts:
    def __init__(self, before: Graph, after: Graph, registry: Registry) -> None:
        self.before, self.after, self.registry = before, after, registry
        self._alike = _more_than_once(before, registry) | _more_than_once(after, registry)

    def nodes(self) -> Iterator[str]:
        """Nodes that came or went, or became another type."""
        for node in self.before.nodes:
            now = self.after.by_id.get(node.id)
            if now is None:
                yield translate("GraphText", "{node} was removed.").format(node=self.name(node))
            elif now.type != node.type:
                words = translate("GraphText", "{node} is now a {type}.")
                yield words.format(node=self.name(node), type=_title(now, self.registry))
        for node in self.after.nodes:
            if node.id not in self.before.by_id:
                yield translate("GraphText", "{node} was added.").format(node=self.name(node))

    def values(self) -> Iterator[str]:
        """Parameters, titles, bypassed, muted."""
        for was, now in self._both():
            name = self.name(was)
            if was.title != now.title:
                words = translate("GraphText", "{node} is now called “{title}”.")
                yield words.format(node=name, title=now.title or _title(now, self.registry))
            for param in sorted({*was.params, *now.params}):
                if was.params.get(param, ...) != now.params.get(param, ...):
                    yield self._value(was, now, param, name)
            if was.bypassed != now.bypassed:
                on = translate("GraphText", "{node} was bypassed.")
                yield (on if now.bypassed else _works_again()).format(node=name)
            if was.muted != now.muted:
                on = translate("GraphText", "{node} was muted.")
                yield (on if now.muted else _works_again()).format(node=name)

    def _value(self, was: Node, now: Node, param: str, name: str) -> str:
        schema = self.registry.get(now.type)
        declared = schema.param(param) if schema else None
        label = param_label(schema, declared) if schema and declared else param
        return translate("GraphText", "{node}: {param} {old} → {new}").format(
            node=name,
            param=label,
            old=self._shown(was, param, declared),
            new=self._shown(now, param, declared),
        )

    def _shown(self, node: Node, param: str, declared: ParamSchema | None) -> str:
        value: JsonValue = None
        if param in node.params:
            value = node.params[param]
        elif declared is not None:
            value = declared.default
        else:
            return translate("GraphText", "not set")
        schema = self.registry.get(node.type)
        if schema and declared and declared.kind == "choice" and value in declared.choices:
            return choice(schema, declared, str(value))
        return _value_text(value)

    def links(self) -> Iterator[str]:
        """Links that came or went; those of removed and added nodes are not listed."""
        old, new = set(self.before.links), set(self.after.links)
        here = self.before.by_id.keys() & self.after.by_id.keys()
        for links, words in (
            (
                self.before.links,
                translate("GraphText", "{source} is no longer connected to {target}."),
            ),
            (self.after.links, translate("GraphText", "{source} was connected to {target}.")),
        ):
            for link in links:
                same = link in old and link in new
                if not same and {link.source.node, link.target.node} <= here:
                    yield self._link(words, link)

    def _link(self, words: str, link: Link) -> str:
        return words.format(source=self._port(link.source), target=self._port(link.target))

    def _port(self, port: Port) -> str:
        node = self.after.by_id.get(port.node) or self.before.by_id[port.node]
        schema = self.registry.get(node.type)
        label = port_label(schema, port.port) if schema else port.port
        return f"{self.name(node)} · {label}"

    def moves(self) -> Iterator[str]:
        """How many nodes lie elsewhere."""
        moved = sum(was.position != now.position for was, now in self._both())
        if moved == 1:
            yield translate("GraphText", "One node was moved.")
        elif moved:
            yield translate("GraphText", "{count} nodes were moved.").format(count=moved)

    def parts(self, what: str) -> Iterator[str]:
        """Groups or backdrops that came, went or changed."""
        old: dict[str, Group | Backdrop] = {p.id: p for p in _parts(self.before, what)}
        new: dict[str, Group | Backdrop] = {p.id: p for p in _parts(self.after, what)}
        texts = {
            "group": (
                translate("GraphText", "The group “{title}” was dissolved."),
                translate("GraphText", "The group “{title}” was made."),
                translate("GraphText", "The group “{title}” was changed."),
            ),
            "backdrop": (
                translate("GraphText", "The backdrop “{title}” was removed."),
                translate("GraphText", "The backdrop “{title}” was added."),
                translate("GraphText", "The backdrop “{title}” was changed."),
            ),
        }[what]
        for id in dict.fromkeys((*old, *new)):
            if old.get(id) != new.get(id):
                kind = 0 if id not in new else 1 if id not in old else 2
                part = new.get(id) or old[id]
                yield texts[kind].format(title=part.title or id)

    def own(self) -> Iterator[str]:
        """The texts of the graph itself."""
        if self.before.title != self.after.title:
            yield translate("GraphText", "The graph is now called “{title}”.").format(
                title=self.after.title
            )
        if self.before.description != self.after.description:
            yield translate("GraphText", "The description was changed.")
        if self.before.needs != self.after.needs:
            words = translate("GraphText", "The extras it needs are now: {extras}.")
            yield words.format(extras=", ".join(self.after.needs) or "–")

    def name(self, node: Node) -> str:
        """What a node is called; with its id where several are called alike."""
        shown = _shown_title(node, self.registry)
        return f"{shown} ({node.id})" if shown in self._alike else shown

    def _both(self) -> Iterator[tuple[Node, Node]]:
        for was in self.before.nodes:
            now = self.after.by_id.get(was.id)
            if now is not None and now is not was:
                yield was, now


def _parts(graph: Graph, what: str) -> tuple[Group, ...] | tuple[Backdrop, ...]:
    return graph.groups if what == "group" else graph.backdrops


def _more_than_once(graph: Graph, registry: Registry) -> set[str]:
    names = [_shown_title(node, registry) for node in graph.nodes]
    return {name for name in names if names.count(name) > 1}


def _shown_title(node: Node, registry: Registry) -> str:
    return node.title or _title(node, registry)


def _title(node: Node, registry: Registry) -> str:
    schema = registry.get(node.type)
    return node_title(schema) if schema else node.type


def _works_again() -> str:
    return translate("GraphText", "{node} works again.")


def _value_text(value: JsonValue) -> str:
    if isinstance(value, bool):
        return translate("GraphText", "on") if value else translate("GraphText", "off")
    if isinstance(value, float):
        return f"{value:g}"
    text = value if isinstance(value, str) else str(thaw(value))
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"


def bulleted(sentences: Iterable[str]) -> str:
    """Sentences below each other, as plain text."""
    return "\n".join(f"•  {sentence}" for sentence in sentences)
