"""Checks the value of one parameter against its declaration.

Used wherever a value comes from outside: a graph file, ``--set``, the inspector, a live edit.
"""

from __future__ import annotations

import math

from muse_nodes.api.params import rgb
from muse_nodes.engine.schema import ParamSchema, Value

_WORDS = {
    "bool": "true or false", "int": "a whole number", "float": "a number", "text": "a text",
    "choice": "a text", "file": "a path", "colour": "a colour of the form #rrggbb",
}  # fmt: skip

_FLAGS = {
    "true": True, "on": True, "yes": True, "1": True,
    "false": False, "off": False, "no": False, "0": False,
}  # fmt: skip


class BadValueError(Exception):
    """A value does not fit its parameter; the message is a whole sentence."""


def checked(param: ParamSchema, value: object) -> Value:
    """``value`` as the type of ``param``; BadValueError says what is wrong and what fits.

    Whole numbers are accepted for a float. Nothing else is converted.
    """
    fits = _of_kind(param, value)
    if fits is None:
        raise BadValueError(
            f"Parameter '{param.name}' must be {_WORDS[param.kind]}, not {_shown(value)}."
        )
    if param.kind == "choice" and fits not in param.choices:
        listed = ", ".join(f"'{c}'" for c in param.choices)
        raise BadValueError(f"Parameter '{param.name}' must be one of {listed}, not '{fits}'.")
    if param.kind == "colour":
        try:
            rgb(str(fits))
        except ValueError as error:
            raise BadValueError(f"Parameter '{param.name}': {error}") from None
    if param.slider is not None and isinstance(fits, (int, float)):
        low, high, unit = param.slider.low, param.slider.high, param.slider.unit
        if not low <= fits <= high:
            between = f"{low:g} and {high:g} {unit}".rstrip()
            raise BadValueError(
                f"Parameter '{param.name}' must be between {between}, not {fits:g}."
            )
    return fits


def from_text(param: ParamSchema, text: str) -> Value:
    """The value that a text from a command line means for ``param``; BadValueError if none."""
    value: object = text
    if param.kind == "bool":
        value = _FLAGS.get(text.lower(), text)
    elif param.kind in ("int", "float"):
        try:
            value = int(text) if param.kind == "int" else float(text)
        except ValueError:
            value = text
    return checked(param, value)


def _of_kind(param: ParamSchema, value: object) -> Value | None:
    if param.kind == "bool":
        return value if isinstance(value, bool) else None
    if isinstance(value, bool):
        return None
    if param.kind == "int":
        return value if isinstance(value, int) else None
    if param.kind == "float":
        return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None
    return value if isinstance(value, str) else None


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
