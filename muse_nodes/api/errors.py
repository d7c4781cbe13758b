"""What a node raises to speak to the user, and how a source says that it is over."""

from __future__ import annotations


class MuseError(Exception):
    """Root of all errors whose text is meant for the user: a whole sentence, and what to try."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NodeError(MuseError):
    """A node cannot do its work: what happened, and in ``hint`` what to do.

    The engine adds the node, the frame and the parameters. Any other exception out of a node is a
    bug and is shown with its traceback.
    """


class ModelError(NodeError):
    """A network is missing, damaged or does not fit; the message names the file."""


class MediaError(NodeError):
    """A camera, file or virtual camera cannot be opened, read or written; the message names it."""


class NoFrame(MediaError):  # noqa: N818 - it is no failure: there is none just now
    """Raised by ``process`` of a live source that has nothing to give for the moment.

    A camera that is unplugged looks for itself until it is back; the source is asked again soon
    and need not be set up anew.
    """


class EndOfStream(Exception):  # noqa: N818 - it is no error: a source has given its last frame
    """A source has given its last frame; raised by any other node, it ends the run as well."""
