"""The checker: all problems at once, each with its address, and what a sound graph becomes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import pytest
from small_nodes import graph, registry

from muse_nodes.api import Colour, Ctx, FilePath, Frame, Number, node
from muse_nodes.document import Graph, Params
from muse_nodes.engine.check import check
from muse_nodes.engine.plan import arrange
from muse_nodes.engine.schema import SchemaError, derive


@node("test.paint", category="Test")
class Paint:
    def process(
        self, ctx: Ctx, frame: Frame, *, picture: FilePath = "", tint: Colour = "#ffffff"
    ) -> Frame:
        return frame


@node("test.show", category="Test")
class Show:
    def process(self, ctx: Ctx, frame: Frame) -> None: ...


REGISTRY = registry([Paint, Show])


def texts(document: Graph) -> list[str]:
    checked, problems = check(document, REGISTRY)
    assert checked is None
    return [str(p) for p in problems]


def test_all_problems_are_collected_each_with_its_address() -> None:
    document = graph(
        {
            "in": ("count", {"frams": 3}),
            "strange": ("no_such_thing", {"keep": [1, 2]}),
            "add": ("add", {"by": 5000}),
            "fail": ("fail", {"bug": 1}),
            "paint": ("paint", {"picture": "nowhere/a.png", "tint": "red"}),
            "out": "collect",
        },
        ["in.number > paint.frame", "in.nothing > add.number", "add.number > out.numbre",
         "strange.x > fail.number"],
    )  # fmt: skip
    found = texts(document)
    expected = [
        "in: There is no parameter 'frams'. Did you mean 'frames'?",
        "strange: The node type 'test.no_such_thing' is not known here; its parameters and links"
        " are kept. Install the node file it comes from.",
        "add: Parameter 'by' must be between -1000 and 1000, not 5000.",
        "fail: Parameter 'bug' must be true or false, not 1.",
        "paint: Parameter 'tint': 'red' is not a colour of the form #rrggbb.",
        "paint: The file 'nowhere/a.png' (picture) does not exist.",
        "in.nothing: There is no output 'nothing'.",
        "paint.frame: This input takes a Frame, but 'in.number' gives a Number.",
        "out.numbre: There is no input 'numbre'.",
        "out.number: This input needs a Number and is not connected. Connect it.",
    ]
    assert sorted(found) == sorted(expected)


def test_a_cycle_is_named_and_a_late_link_may_close_one() -> None:
    nodes = {"in": "count", "sum": "sum", "add": "add", "out": "collect"}
    links = ["in.number > sum.number1", "add.number > sum.number2", "sum.number > add.number",
             "add.number > out.number"]  # fmt: skip
    (text,) = texts(graph(nodes, links))
    assert "form a cycle" in text
    assert "sum" in text
    assert "add" in text
    loop = graph(
        {"in": "count", "echo": "echo", "add": "add", "out": "collect"},
        ["in.number > echo.number", "echo.number > add.number", "add.number > echo.late",
         "add.number > out.number"],
    )  # fmt: skip
    checked, problems = check(loop, REGISTRY)
    assert checked is not None
    assert not problems


def test_a_graph_without_a_fed_sink_says_so() -> None:
    (text,) = texts(graph({"in": "count", "add": "add"}, ["in.number > add.number"]))
    assert text.startswith("Nothing in this graph leaves it")


def test_a_graph_without_a_source_says_so() -> None:
    (text,) = texts(graph({"sum": "sum", "out": "collect"}, ["sum.number > out.number"]))
    assert text.startswith("No source drives this graph.")


def test_what_reaches_no_sink_does_not_run() -> None:
    document = graph(
        {"in": "count", "used": "add", "unused": "total", "out": "collect"},
        ["in.number > used.number", "in.number > unused.number", "used.number > out.number"],
    )
    checked, _ = check(document, REGISTRY)
    assert checked is not None
    assert [n.id for n in checked.nodes] == ["in", "used", "out"]


def changed(document: Graph, name: str, **change: bool) -> Graph:
    return document.with_node(replace(document.node(name), **change))


CHAIN = graph(
    {"in": "count", "a": "add", "b": "add", "out": "collect"},
    ["in.number > a.number", "a.number > b.number", "b.number > out.number"],
)


def test_a_bypassed_node_is_replaced_by_its_input() -> None:
    checked, _ = check(changed(changed(CHAIN, "a", bypassed=True), "b", bypassed=True), REGISTRY)
    assert checked is not None
    assert [n.id for n in checked.nodes] == ["in", "out"]
    assert checked.nodes[1].inputs == {"number": ("in", "number")}


def test_a_bypassed_node_without_a_stand_in_takes_its_readers_along() -> None:
    document = graph(
        {"in": "count", "total": "total", "out": "collect", "other": "collect"},
        ["in.number > total.number", "total.number > out.number", "in.number > other.number"],
    )
    checked, _ = check(changed(document, "total", bypassed=True), REGISTRY)
    assert checked is not None
    assert [n.id for n in checked.nodes] == ["in", "other"]


def test_a_late_input_is_not_fed_by_what_a_muted_node_takes_along() -> None:
    document = graph(
        {"in": "count", "echo": "echo", "a": "add", "b": "add", "out": "collect"},
        ["in.number > echo.number", "b.number > echo.late", "in.number > a.number",
         "a.number > b.number", "echo.number > out.number"],
    )  # fmt: skip
    checked, _ = check(changed(document, "a", muted=True), REGISTRY)
    assert checked is not None
    assert {n.id: dict(n.inputs) for n in checked.nodes}["echo"] == {"number": ("in", "number")}
    assert [s.name for s in arrange(checked, host_is_device=True).steps] == ["in", "echo", "out"]


def test_a_muted_node_takes_along_what_needs_it_only() -> None:
    document = graph(
        {"in": "count", "a": "add", "b": "add", "sum": "sum", "out": "collect"},
        ["in.number > a.number", "in.number > sum.number1", "a.number > b.number",
         "b.number > sum.number2", "sum.number > out.number"],
    )  # fmt: skip
    checked, _ = check(changed(document, "a", muted=True), REGISTRY)
    assert checked is not None
    assert [n.id for n in checked.nodes] == ["in", "sum", "out"]


def test_variadic_inputs_keep_the_order_of_their_numbers() -> None:
    document = graph(
        {"in": "count", "sum": "sum", "out": "collect"},
        ["in.number > sum.number10", "in.number > sum.number2", "sum.number > out.number"],
    )
    checked, _ = check(document, REGISTRY)
    assert checked is not None
    assert checked.nodes[1].variadic("number") == ["number2", "number10"]
    assert REGISTRY.schemas["test.sum"].input("number0") is None
    assert REGISTRY.schemas["test.sum"].input("number") is None


def test_a_file_that_exists_is_accepted(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.touch()
    base = graph(
        {"out": "show", "p": ("paint", {"picture": str(picture)})}, ["p.frame > out.frame"]
    )
    assert all("exist" not in t for t in texts(base))


def test_old_names_lead_to_the_present_ones() -> None:
    from muse_nodes.document import apply_renames

    @node("test.new_add", category="Test", replaces=("test.plus",), renamed={"amount": "by"})
    class NewAdd:
        def process(self, ctx: Ctx, number: Number, *, by: float = 1.0) -> Number:
            return number + by

    known = registry([NewAdd])
    document = graph(
        {"in": "count", "p": ("plus", {"amount": 7}), "out": "collect"},
        ["in.number > p.number", "p.number > out.number"],
    )
    checked, problems = check(apply_renames(document, known.renames()), known)
    assert checked is not None
    assert not problems
    assert checked.nodes[1].params == {"by": 7.0}
    assert document.node("p").params == Params({"amount": 7})


def test_a_class_that_breaks_the_contract_says_where() -> None:
    @node("test.untyped", category="Test")
    class Untyped:
        def process(self, ctx, number): ...  # type: ignore[no-untyped-def]  # the point of it

    @node("test.no_default", category="Test")
    class NoDefault:
        def process(self, ctx: Ctx, *, size: int) -> Number: ...  # type: ignore[empty-body]  # never run

    @node("test.odd", category="Test")
    class Odd:
        def process(self, ctx: Ctx, number: Annotated[bytes, 1]) -> Number: ...  # type: ignore[empty-body]  # never run

    class Bare: ...

    with pytest.raises(SchemaError, match=r"argument 'number' of node 'test\.untyped'"):
        derive(Untyped)
    with pytest.raises(SchemaError, match=r"'size' of node 'test\.no_default'.* needs a default"):
        derive(NoDefault)
    with pytest.raises(SchemaError, match="no port type"):
        derive(Odd)
    with pytest.raises(SchemaError, match="not declared with @node"):
        derive(Bare)
