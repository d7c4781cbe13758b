"""The report on a personal model, read: is it better, at what, and where one can see it."""

from muse_nodes.editor.report.page import ReportPage

__all__ = ["ReportPage"]
