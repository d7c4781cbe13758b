"""How the endpoint says no: a word for programs, a whole sentence for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from muse_nodes.document import Problem

Code = Literal[
    "unauthorized", "forbidden", "bad_request", "unknown_command", "too_large", "bad_value",
    "not_applied", "timed_out", "busy", "failed",
]  # fmt: skip

STATUS: dict[Code, int] = {
    "unauthorized": 401, "forbidden": 403, "bad_request": 400, "unknown_command": 404,
    "too_large": 413, "bad_value": 422, "not_applied": 409, "timed_out": 504, "busy": 503,
    "failed": 500,
}  # fmt: skip
"""The HTTP status that goes with each code."""


class Refusal(Exception):  # noqa: N818 - the answer to a request, not a failure of ours
    """A request that is not carried out; ``problems`` says more where a graph is concerned."""

    def __init__(self, code: Code, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.code: Code = code
        self.message = message
        self.problems = tuple(problems)
