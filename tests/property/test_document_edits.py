"""Whatever is done to a graph can be taken back, done again, and sent as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from document_strategies import EDITS, graphs
from hypothesis import given
from hypothesis import strategies as st

from muse_nodes.document import (
    DocumentError,
    Edit,
    Graph,
    History,
    edit_from_json,
    edit_to_json,
)

STEPS = st.lists(st.tuples(EDITS, st.sampled_from(["", "", "drag", "push"])), max_size=25)


def played(graph: Graph, steps: list[tuple[Edit, str]]) -> History:
    """A history in which every edit was tried; refused ones must change nothing."""
    history = History(graph, limit=1000)
    for edit, gesture in steps:
        before = history.graph
        try:
            history.do(edit, gesture=gesture)
        except DocumentError:
            assert history.graph is before
    return history


@given(graphs(), STEPS)
def test_undo_all_gives_the_start_and_redo_all_the_end(
    start: Graph, steps: list[tuple[Edit, str]]
) -> None:
    history = played(start, steps)
    end = history.graph
    while history.can_undo:
        history.undo()
    assert replace(history.graph, view=start.view) == start
    assert not history.dirty
    while history.can_redo:
        history.redo()
    assert replace(history.graph, view=end.view) == end


@given(graphs(), EDITS)
def test_every_edit_knows_its_opposite(graph: Graph, edit: Edit) -> None:
    try:
        after, undo = edit.apply(graph)
    except DocumentError:
        return
    before, redo = undo.apply(after)
    assert before == graph
    assert redo.apply(before).graph == after


@given(graphs(), EDITS)
def test_an_edit_survives_the_wire(graph: Graph, edit: Edit) -> None:
    received = edit_from_json(json.loads(json.dumps(edit_to_json(edit), allow_nan=False)))
    assert received == edit
    assert edit_to_json(received) == edit_to_json(edit)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(EDITS, st.data())
def test_a_damaged_edit_is_refused_or_read(edit: Edit, data: st.DataObject) -> None:
    sent = edit_to_json(edit)
    key = data.draw(st.sampled_from(sorted(sent)))
    damaged = {**sent, key: data.draw(JSON)}
    said = "The edit was read."
    try:
        edit_from_json(damaged)
    except DocumentError as error:
        said = str(error)
    assert said.startswith("The edit")
