"""Finding node types by a few letters, with mistakes, in English and Korean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QTranslator

from muse_nodes.editor.matching import entry, ranked
from muse_nodes.engine.registry import Registry

KOREAN = {
    "Camera": "카메라",
    "Virtual camera": "가상 카메라",
    "Segment": "인물 분리",
    "Warp": "체형 보정",
}


class Korean(QTranslator):
    def translate(self, context: str, text: str, *_: object) -> str:
        return KOREAN.get(text, "")

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False


@pytest.fixture
def korean(qapp: QCoreApplication) -> Iterator[None]:
    translator = Korean()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def found(registry: Registry, query: str) -> list[str]:
    return [s.id for s in ranked(query, [entry(schema) for schema in registry])]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("cam", "muse.sources.camera"),
        ("camera", "muse.sources.camera"),
        ("CAMERA", "muse.sources.camera"),
        ("virtual", "muse.output.virtual_camera"),
        ("virt cam", "muse.output.virtual_camera"),
        ("cam virt", "muse.output.virtual_camera"),
        ("vc", "muse.output.virtual_camera"),
        ("cmaera", "muse.sources.camera"),
        ("camra", "muse.sources.camera"),
        ("segmnt", "muse.understanding.segment"),
        ("compsite", "muse.compose.composite"),
        ("compositte", "muse.compose.composite"),
        ("wrap", "muse.shape.warp"),
        ("pip", "muse.compose.picture_in_picture"),
        ("muse.shape.warp", "muse.shape.warp"),
        ("mirror", "muse.shape.place"),
        ("joints", "muse.understanding.pose"),
        ("switch matte", "muse.values.switch_matte"),
        ("privacy", "muse.privacy.leak_meter"),
    ],
)
def test_what_is_meant_comes_first(registry: Registry, query: str, first: str) -> None:
    assert found(registry, query)[0] == first


def test_beginnings_come_before_parts_and_mistakes(registry: Registry) -> None:
    order = found(registry, "p")
    titles = [s.title for s in ranked("p", [entry(s) for s in registry])]
    assert all(t.casefold().startswith("p") for t in titles[:5]), titles
    assert len(order) > 5


def test_what_is_nowhere_is_not_found(registry: Registry) -> None:
    assert not found(registry, "qqqq")
    assert not found(registry, "camera qqqq")


def test_an_empty_query_gives_everything_as_it_comes(registry: Registry) -> None:
    assert found(registry, "  ") == [s.id for s in registry]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("카메라", "muse.sources.camera"),
        ("카", "muse.sources.camera"),
        ("캄", "muse.sources.camera"),
        ("카ㅁ", "muse.sources.camera"),
        ("ㅋㅁㄹ", "muse.sources.camera"),
        ("가상", "muse.output.virtual_camera"),
        ("ㄱㅅㅋ", "muse.output.virtual_camera"),
        ("분리", "muse.understanding.segment"),
        ("체혀", "muse.shape.warp"),
        ("segment", "muse.understanding.segment"),
    ],
)
def test_korean_titles_are_found_while_they_are_typed(
    registry: Registry, korean: None, query: str, first: str
) -> None:
    assert found(registry, query)[0] == first


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_one_mistake_in_a_long_word_still_finds_it(registry: Registry, data: st.DataObject) -> None:
    schema = data.draw(st.sampled_from([s for s in registry if len(s.title.split()[0]) >= 5]))
    word = schema.title.split()[0].lower()
    place = data.draw(st.integers(1, len(word) - 2))
    wrong = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + "x" + word[place + 1 :],
                word[:place] + "x" + word[place:],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            ]
        )
    )
    assert schema.id in found(registry, wrong)[:8]


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=20))
def test_any_text_may_be_typed(registry: Registry, query: str) -> None:
    ranked(query, [entry(schema) for schema in registry])


def test_a_node_without_a_description_can_be_found(registry: Registry) -> None:
    bare = replace(next(iter(registry)), doc="", params=())
    assert ranked(bare.title, [entry(bare)]) == [bare]
