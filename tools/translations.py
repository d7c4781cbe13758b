"""The editor's other languages: collects what can be translated, packs it, and finds what is wrong.

    python tools/translations.py update    # every text into assets/translations/muse_ko.ts
    python tools/translations.py release   # muse_ko.ts into muse_ko.qm, which the program reads
    python tools/translations.py check     # what is missing; exit status 1 if anything is

The texts between are written by hand, in Qt Linguist (``pyside6-linguist``) or any text editor; the
words to use are listed in assets/translations/README.md.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
import sysconfig
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from muse_nodes.api.ports import PORT_TYPES
from muse_nodes.document import load
from muse_nodes.editor.report import words as report
from muse_nodes.editor.words import CONTEXT, texts_of
from muse_nodes.engine.bundled import find_graph, list_graphs
from muse_nodes.engine.registry import load_registry
from muse_nodes.profiles import report_words

ROOT = Path(__file__).resolve().parent.parent
EDITOR = ROOT / "muse_nodes" / "editor"
TS = ROOT / "assets" / "translations" / "muse_ko.ts"

LOOKS_UP = frozenset({"words.py"})
"""Files that may translate what is no literal: they look up the texts of nodes and reports."""

TRANSLATE = frozenset({"translate", "QCoreApplication.translate", "QApplication.translate"})
PLAIN = "takes plain texts only; fill in by .format() afterwards"

PLACEHOLDER = re.compile(r"\{[^{}]*\}|%n")
ACCESS_KEY = re.compile(r"&(?=\w)")


class Text(NamedTuple):
    """What is looked up in the running program."""

    context: str
    source: str
    comment: str = ""

    def __str__(self) -> str:
        kind = f" ({self.comment})" if self.comment else ""
        return f"[{self.context}] {self.source}{kind}"


@dataclass(frozen=True)
class Translation:
    """What stands beside a text; several forms for a text that counts."""

    forms: tuple[str, ...]
    finished: bool


def node_texts() -> list[Text]:
    """The texts of all bundled nodes and graphs, the names of what ports carry, and what reports
    say."""
    found = [Text(CONTEXT, *text) for schema in load_registry() for text in texts_of(schema)]
    found += [Text(CONTEXT, text) for type in PORT_TYPES for text in (type.name, type.doc)]
    found += [Text(report.CONTEXT, text) for text in report_words.texts()]
    for name in list_graphs():
        graph = load(find_graph(name)).sound()
        found += [Text(CONTEXT, text) for text in (graph.title, graph.description) if text]
    return list(dict.fromkeys(found))


def update(ts: Path = TS) -> None:
    """Write every text there is into ``ts``; finished translations stay, vanished texts go.

    Qt's collector is given a list of calls instead of the code: it does not follow ``tr = self.tr``
    or a context that has a name, and takes the wrong class after a nested one.
    """
    texts = texts_in_code(EDITOR)[0] | dict.fromkeys(node_texts(), False)
    with tempfile.TemporaryDirectory() as folder:
        calls = Path(folder) / "calls.py"
        calls.write_text("".join(map(_call, texts.items())), encoding="utf-8")
        _tool(
            "pyside6-lupdate", "-silent", "-no-obsolete", "-locations", "none", "-sort-messages",
            "-disable-heuristic", "sametext", "-disable-heuristic", "similartext",
            "-source-language", "en", "-target-language", "ko", str(calls), "-ts", str(ts),
        )  # fmt: skip


def _call(item: tuple[Text, bool]) -> str:
    text, counts = item
    arguments = [json.dumps(part, ensure_ascii=False) for part in text] + ["1"] * counts
    return f"translate({', '.join(arguments)})\n"


def release(ts: Path = TS, qm: Path | None = None) -> None:
    """Pack the finished translations of ``ts`` for the program, beside it unless said otherwise."""
    _tool("pyside6-lrelease", "-silent", str(ts), "-qm", str(qm or ts.with_suffix(".qm")))


def read(ts: Path = TS) -> dict[Text, Translation]:
    """Everything in a ``.ts`` file."""
    found = {}
    for context in ET.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            text = Text(
                context.findtext("name", ""),
                message.findtext("source", ""),
                message.findtext("comment", ""),
            )
            beside = message.find("translation")
            if beside is not None:
                forms = [form.text or "" for form in beside.iter("numerusform")]
                forms = forms or [beside.text or ""]
                finished = beside.get("type") is None and all(forms)
                found[text] = Translation(tuple(forms), finished)
    return found


def check(ts: Path = TS) -> list[str]:
    """What is wrong with a ``.ts`` file, the ``.qm`` beside it and the texts in the code."""
    _, problems = texts_in_code(EDITOR)
    there = read(ts)
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / ts.name
        update(fresh)
        wanted = set(read(fresh))
        packed = Path(folder) / "packed.qm"
        release(ts, packed)
        qm = ts.with_suffix(".qm")
        if not qm.is_file() or qm.read_bytes() != packed.read_bytes():
            problems.append(f"{qm.name} does not hold what {ts.name} says; run 'release'")
    problems += [f"missing, run 'update': {text}" for text in sorted(wanted - set(there))]
    problems += [f"stale, run 'update': {text}" for text in sorted(set(there) - wanted)]
    for text, translation in there.items():
        problems += wrong_with(text, translation)
    return problems


def texts_in_code(folder: Path) -> tuple[dict[Text, bool], list[str]]:
    """Every text that Python files look up, with whether it counts (``%n``), and lost look-ups."""
    texts: dict[Text, bool] = {}
    problems: list[str] = []
    for path in sorted(folder.rglob("*.py")):
        if path.name in LOOKS_UP:
            continue
        file = _File(path.read_text(encoding="utf-8"))
        for call, owner in _calls(file.tree, ""):
            text = file.looked_up(call, owner)
            if isinstance(text, str):
                problems.append(f"{path.relative_to(folder)}:{call.lineno}: {text}")
            elif text is not None:
                texts[text] = texts.get(text, False) or "%n" in text.source
    return texts, problems


def _calls(node: ast.AST, owner: str) -> Iterator[tuple[ast.Call, str]]:
    """Every call and the innermost class it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, owner
        yield from _calls(child, child.name if isinstance(child, ast.ClassDef) else owner)


class _File:
    """A Python file: what it calls its contexts, and the functions it looks texts up with."""

    def __init__(self, source: str) -> None:
        self.tree = ast.parse(source)
        self._names = {
            target.id: item.value.value
            for item in self.tree.body
            if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant)
            for target in item.targets
            if isinstance(target, ast.Name) and isinstance(item.value.value, str)
        }
        contexts = {item: self._context_of(item) for item in self.tree.body}
        self._helpers = {
            item.name: context
            for item, context in contexts.items()
            if isinstance(item, ast.FunctionDef) and context
        }
        self.tree.body = [item for item, context in contexts.items() if not context]

    def looked_up(self, call: ast.Call, owner: str) -> Text | str | None:
        """The text that a call looks up, what is wrong with it, or None for any other call."""
        called = ast.unparse(call.func)
        if called in self._helpers:
            found = self._plain(call.args)
            return Text(self._helpers[called], *found) if found else f"{called}() {PLAIN}"
        if called in {"self.tr", "tr"}:  # ``tr = self.tr`` is customary where there are many
            found = self._plain(call.args[:2])
            if not owner:
                return "tr() outside a class has no context; use translate()"
            return Text(owner, *found) if found else f"tr() {PLAIN}"
        if called.endswith(".tr"):
            return f"{called}() looks elsewhere than it seems; use self.tr() or translate()"
        if called in TRANSLATE:
            found = self._plain(call.args[:3])
            return Text(*found) if len(found) > 1 else f"translate() {PLAIN}"
        return None

    def _plain(self, arguments: Sequence[ast.expr]) -> list[str]:
        """The texts that arguments are; nothing if one of them is none."""
        found = [
            item.value if isinstance(item, ast.Constant) else self._names.get(ast.unparse(item))
            for item in arguments
        ]
        texts = [text for text in found if isinstance(text, str)]
        return texts if len(texts) == len(found) else []

    def _context_of(self, item: ast.stmt) -> str:
        """That of ``def _tr(text): return translate("Files", text)``; empty for all else."""
        if not isinstance(item, ast.FunctionDef) or len(item.args.args) != 1:
            return ""
        match item.body[-1]:
            case ast.Return(ast.Call(func, [context, ast.Name(name)])):
                if ast.unparse(func) in TRANSLATE and name == item.args.args[0].arg:
                    return "".join(self._plain([context]))
        return ""


def wrong_with(text: Text, translation: Translation) -> Iterator[str]:
    if not translation.finished:
        yield f"not translated: {text}"
        return
    for form in translation.forms:
        if sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(text.source)):
            yield f"other placeholders: {text} -> {form}"
        if bool(ACCESS_KEY.search(form)) != bool(ACCESS_KEY.search(text.source)):
            yield f"an access key (&) on one side only: {text} -> {form}"


def _tool(name: str, *arguments: str) -> None:
    """Run one of Qt's programs; SystemExit with what it says if it fails."""
    program = Path(sysconfig.get_path("scripts")) / name
    try:
        done = subprocess.run(
            [str(program), *arguments], capture_output=True, encoding="utf-8", check=False
        )
    except FileNotFoundError:
        raise SystemExit(f"{name} is not there; install the extra 'editor'.") from None
    if done.returncode != 0:
        raise SystemExit(f"{name} failed:\n{done.stdout}{done.stderr}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("verb", choices=("update", "release", "check"))
    verb = parser.parse_args(arguments).verb
    if verb == "check":
        problems = check()
        print("\n".join(problems) or "Every text is translated.")
        return 1 if problems else 0
    update() if verb == "update" else release()
    left = sum(not translation.finished for translation in read().values())
    print(f"{TS.name}: {len(read())} texts, {left} not translated.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
