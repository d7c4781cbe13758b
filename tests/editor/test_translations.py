"""Everything that the window says is said in Korean too."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from muse_nodes.editor import words
from muse_nodes.editor.language import Speech, chosen
from muse_nodes.engine.registry import Registry
from tools import translations
from tools.translations import TS, Text, texts_in_code


@pytest.fixture
def speech(qapp: QApplication) -> Iterator[Speech]:
    """The language of the application; English again afterwards."""
    made = Speech()
    yield made
    made.speak("en")
    made.deleteLater()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The translations, to be spoilt."""
    for name in (TS.name, TS.with_suffix(".qm").name):
        shutil.copy(TS.with_name(name), tmp_path / name)
    return tmp_path / TS.name


def spoil(ts: Path, part: str, content: str, **attributes: str) -> list[str]:
    """What the check says when one part of what "Virtual camera" is on a node was replaced."""
    tree = ET.parse(ts)
    message = tree.find("./context[name='nodes']/message[source='Virtual camera']")
    assert message is not None
    spoilt = message.find(part)
    assert spoilt is not None
    spoilt.text = content
    spoilt.attrib.update(attributes)
    tree.write(ts, encoding="utf-8")
    return translations.check(ts)


def wrong_with(text: Text, korean: str) -> list[str]:
    """What the check says of a finished translation."""
    return list(translations.wrong_with(text, translations.Translation((korean,), True)))


def test_every_text_is_translated_and_packed() -> None:
    problems = translations.check()
    assert not problems, "\n".join(problems)


def test_collecting_again_changes_nothing(copy: Path) -> None:
    translations.update(copy)
    before = copy.read_text(encoding="utf-8")
    translations.update(copy)
    assert copy.read_text(encoding="utf-8") == before


def test_the_packed_file_speaks_korean(qapp: QApplication) -> None:
    translator = QTranslator()
    assert translator.load(str(TS.with_suffix(".qm")))
    assert translator.translate("nodes", "Virtual camera") == "가상 카메라"
    for text, translation in translations.read().items():
        if translation.finished and len(translation.forms) == 1:
            said = translator.translate(text.context, text.source, text.comment)
            assert said == translation.forms[0], text


def test_nodes_change_their_language_and_change_back(speech: Speech, registry: Registry) -> None:
    camera = registry.get("muse.output.virtual_camera")
    assert words.node_title(camera) == "Virtual camera"
    speech.speak("ko")
    assert words.node_title(camera) == "가상 카메라"
    assert words.category(camera.category) == "출력"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "취소"  # Qt's own buttons
    speech.speak("en")
    assert words.node_title(camera) == "Virtual camera"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_a_word_with_two_meanings_has_two_translations(speech: Speech, registry: Registry) -> None:
    speech.speak("ko")
    compare = registry.get("muse.values.compare")
    pose = registry.get("muse.understanding.pose")
    comparison = next(param for param in compare.params if "at most" in param.choices)
    at_most = next(param for param in pose.params if param.name == "at_most")
    assert words.choice(compare, comparison, "at most") == "이하"
    assert words.param_label(pose, at_most) == "최대 간격"
    assert words.param_unit(pose, at_most) == "프레임"


def test_a_port_that_takes_many_counts_them(speech: Speech, registry: Registry) -> None:
    composite = registry.get("muse.compose.composite")
    assert words.port_label(composite, "layer2") == "Layer 2"
    speech.speak("ko")
    assert words.port_label(composite, "layer2") == "레이어 2"


def test_a_language_that_is_not_there_is_not_chosen() -> None:
    assert chosen("ko") == "ko"
    assert chosen("xx") in {"en", "ko"}


def test_a_missing_translation_is_found(copy: Path) -> None:
    problems = spoil(copy, "translation", "", type="unfinished")
    assert "not translated: [nodes] Virtual camera" in problems
    assert "muse_ko.qm does not hold what muse_ko.ts says; run 'release'" in problems


def test_texts_that_came_and_went_are_found(copy: Path) -> None:
    problems = spoil(copy, "source", "Gone")
    assert "missing, run 'update': [nodes] Virtual camera" in problems
    assert "stale, run 'update': [nodes] Gone" in problems


def test_other_placeholders_and_lost_access_keys_are_found() -> None:
    text = Text("A", "{count} of {}")
    assert wrong_with(text, "{} 중 {count}") == []
    assert wrong_with(text, "{} 중 {n}") == ["other placeholders: [A] {count} of {} -> {} 중 {n}"]
    assert wrong_with(Text("A", "&File"), "파일(&F)") == []
    assert wrong_with(Text("A", "&File"), "파일") == [
        "an access key (&) on one side only: [A] &File -> 파일"
    ]


def test_texts_in_code_are_found_and_so_are_those_that_are_lost(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(
        "HERE = 'C'\n"
        "class A(QObject):\n"
        "    class Inner(QObject):\n        x = self.tr('%n nodes', '', 2)\n"
        "    def f(self):\n        self.tr('a' 'b').format(1)\n        tr = self.tr\n"
        "        tr('c')\n        painter.translate(1, 2)\n"
        "QCoreApplication.translate('C', 'd', 'e')\ntranslate(HERE, 'f')\n"
        "def say(text):\n    return translate(HERE, text)\nsay('g')\n"
    )
    bad = ["self.tr(f'{a}')", "self.tr(a)", "other.tr('a')", "translate(C, 'a')", "translate('a')"]
    (tmp_path / "bad.py").write_text("class A:\n" + "".join(f"    {line}\n" for line in bad))
    (tmp_path / "worse.py").write_text(
        "tr('a')\ndef say(a):\n    return translate('C', a)\nsay(b)\n"
    )
    texts, problems = texts_in_code(tmp_path)
    one = [("A", "ab"), ("A", "c"), ("C", "d", "e"), ("C", "f"), ("C", "g")]
    assert texts == {Text("Inner", "%n nodes"): True} | {Text(*text): False for text in one}
    assert [problem.partition(": ")[0] for problem in problems] == [
        *(f"bad.py:{line}" for line in range(2, 2 + len(bad))),
        "worse.py:1",
        "worse.py:4",
    ]


def test_texts_that_count_keep_their_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "counts.py").write_text("class A:\n    x = self.tr('%n nodes', '', 2)\n")
    monkeypatch.setattr(translations, "EDITOR", tmp_path)
    ts = tmp_path / "some_ko.ts"
    translations.update(ts)
    assert '<message numerus="yes">' in ts.read_text(encoding="utf-8")
    assert translations.read(ts)[Text("A", "%n nodes")] == translations.Translation(("",), False)
