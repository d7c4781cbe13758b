"""``muse new-node NAME``: a node file that runs, and its test, to start from."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from muse_nodes.engine.registry import file_hash

_NODE = '''"""{title}: say in one sentence what the picture looks like afterwards."""

from typing import Annotated

from muse_nodes.api import Array, Ctx, Doc, Frame, Slider, Spec, node


@node("my.{name}", category="My nodes", title="{title}", bypass="frame")
class {cls}:
    """Every frame leaves a fading ghost of the ones before it."""

    ghost: Array

    def setup(self, ctx: Ctx, frame: Spec) -> None:
        self.ghost = ctx.xp.zeros(frame.shape, "float32")

    def process(
        self,
        ctx: Ctx,
        frame: Frame,
        *,
        decay: Annotated[float, Slider(0, 1), Doc("What is left of a ghost after a frame.")] = 0.9,
    ) -> Frame:
        ctx.xp.maximum(frame, self.ghost * decay, out=self.ghost)
        return self.ghost.astype(frame.dtype)
'''

_TEST = '''"""Run it with: python -m pytest {test}"""

from pathlib import Path

import numpy as np
from muse_nodes.engine.harness import load_node

NODE = Path(__file__).with_name("{file}")


def test_a_bright_spot_fades() -> None:
    with load_node(NODE, "my.{name}").running() as node:
        bright = np.full((8, 8, 3), 200, np.uint8)
        dark = np.zeros((8, 8, 3), np.uint8)
        assert node(bright, decay=0.5).mean() == 200
        assert node(dark, decay=0.5).mean() == 100
        assert node(dark, decay=0.5).mean() == 50
'''


def arguments(command: str, parser: argparse.ArgumentParser) -> None:
    """The arguments of ``muse new-node``."""
    parser.add_argument("name", metavar="NAME", help="a word for the node, such as trails")
    parser.add_argument(
        "--folder", type=Path, default=Path(), metavar="DIR", help="where to write (default: here)"
    )


def run(args: argparse.Namespace) -> int:
    """Write the two files; nothing that exists is overwritten."""
    name = args.name
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        print(f"'{name}' is no name for a node: use small letters, digits and _.", file=sys.stderr)
        return 2
    if not args.folder.is_dir():
        print(f"The folder '{args.folder}' does not exist.", file=sys.stderr)
        return 2
    title = name.replace("_", " ").capitalize()
    file, test = args.folder / f"{name}.py", args.folder / f"test_{name}.py"
    texts = {
        file: _NODE.format(name=name, title=title, cls=title.title().replace(" ", "")),
        test: _TEST.format(name=name, file=file.name, test=test.name),
    }
    for path in texts:
        if path.exists():
            print(f"'{path}' exists already and was left as it is.", file=sys.stderr)
            return 1
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    print(f"Wrote {file} and {test}.")
    print(f"Try it: python -m pytest {test}")
    print(
        "To see it in the library, add its folder to 'node_folders' and this hash to "
        f"'trusted_nodes' in the settings: {file_hash(file)}"
    )
    return 0
