"""The sentences of a report in the user's language: those of ``profiles.report_words``, looked up
in the translation context ``report``."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from muse_nodes.profiles import report_words
from muse_nodes.profiles.report import Compared, Judged, Measure, Remark, Role

CONTEXT = "report"


def translated(text: str) -> str:
    """A text as it is looked up."""
    return QCoreApplication.translate(CONTEXT, text) if text else ""


def said(remark: Remark) -> str:
    """A remark as a sentence."""
    return report_words.said(remark, translated)


def compared(one: Compared, rival: Judged) -> str:
    """A comparison as a sentence."""
    return report_words.compared(one, rival.name, translated)


def measure(name: Measure) -> str:
    """What a measure is called."""
    return translated(report_words.MEASURES[name][0])


def meaning(name: Measure) -> str:
    """What a measure is."""
    return translated(report_words.MEASURES[name][1])


def role(name: Role) -> str:
    """What somebody in that role is called."""
    return translated(report_words.ROLES[name])
