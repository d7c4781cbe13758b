"""One graph put in the place of another as a single edit, so that it can be undone. Pure."""

from __future__ import annotations

from muse_nodes.document import (
    AddBackdrop,
    AddNode,
    Batch,
    ChangeGroup,
    Connect,
    Describe,
    Edit,
    Graph,
    MakeGroup,
    RemoveBackdrop,
    RemoveNode,
    SetView,
    Ungroup,
)


def rewritten(before: Graph, after: Graph) -> Batch:
    """The edit that makes ``before`` into ``after``.

    No edit makes a group without members: those of ``before`` stay, those of ``after`` are left.
    """
    bare = {group.id for group in before.groups if not group.members}
    edits: list[Edit] = [Ungroup(group.id) for group in before.groups if group.members]
    edits += [RemoveBackdrop(backdrop.id) for backdrop in before.backdrops]
    edits += [RemoveNode(node.id) for node in before.nodes]
    edits += [AddNode(node) for node in after.nodes]
    edits += [Connect(link.source, link.target) for link in after.links]
    edits += [
        ChangeGroup(group) if group.id in bare else MakeGroup(group)
        for group in after.groups
        if group.members
    ]
    edits += [AddBackdrop(backdrop) for backdrop in after.backdrops]
    edits.append(Describe(after.title, after.description, after.needs))
    edits.append(SetView(after.view))
    return Batch(tuple(edits))
