"""The labels of a session, looked at one by one: what the filter rejected, and your own word."""

from muse_nodes.editor.review.page import ReviewPage

__all__ = ["ReviewPage"]
