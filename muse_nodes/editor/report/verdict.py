"""The head of the page: the verdict in large letters, and what it was made on."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from muse_nodes.editor import theme
from muse_nodes.editor.icons import icon
from muse_nodes.editor.report.words import said
from muse_nodes.profiles.report import Report, Verdict

LOOKS: dict[Verdict, tuple[str, str]] = {
    "better": ("circle-check", theme.GOOD),
    "mixed": ("triangle-alert", theme.WARNING),
    "not_better": ("circle-x", theme.ERROR),
    "unknown": ("circle-help", theme.DIM),
}
_MARK = 44


class VerdictCard(QFrame):
    """What a report says, in one sentence, and what follows from it."""

    def __init__(self, report: Report, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        mark = QLabel(self)
        name, colour = LOOKS[report.verdict]
        mark.setPixmap(icon(name, colour).pixmap(QSize(_MARK, _MARK), self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(theme.SPACE // 2)
        sentences = [said(remark) for remark in report.sentences]
        self.sentence = text_label(sentences[0] if sentences else "", "display", self)
        words.addWidget(self.sentence)
        for sentence in sentences[1:]:
            words.addWidget(text_label(sentence, "", self))
        words.addWidget(text_label(self._about(report), "dim", self))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.SPACE] * 4)
        layout.setSpacing(2 * theme.SPACE)
        layout.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)

    def _about(self, report: Report) -> str:
        locale = QLocale()
        return self.tr("Session {session}: {frames} frames from {first} to {last} s").format(
            session=report.session, frames=locale.toString(report.frames),
            first=locale.toString(report.first, "f", 1), last=locale.toString(report.last, "f", 1),
        )  # fmt: skip


def text_label(text: str, role: str, parent: QWidget) -> QLabel:
    """Plain text that wraps and can be copied."""
    label = QLabel(text, parent)
    label.setProperty("role", role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label
