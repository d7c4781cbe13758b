"""Person segmenters: any ONNX network that a card describes, recurrent or not, gives a Matte."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from muse_nodes.api import Array, Frame, Matte, ModelError, ModelInfo, Spec, matte_spec
from muse_nodes.kernels.placing import count_solid
from muse_nodes.models.activation import STEEP, sigmoid
from muse_nodes.models.card import Card
from muse_nodes.models.fit import (
    image_input,
    input_named,
    input_size,
    matte_grid,
    matte_output,
    matte_planes,
)
from muse_nodes.models.follow import (
    WHOLE_EVERY,
    Box,
    Solid,
    beyond,
    elsewhere,
    next_box,
    person_box,
    place,
    whole,
)
from muse_nodes.models.pixels import InputTensor
from muse_nodes.models.session import Binding, OnnxSession


class Segmenter:
    """A person segmenter as a ``Network`` for the task ``segment``.

    Shrinks and normalises the frame, runs the network, applies the activation, and clamps to
    0..1 (a NaN becomes 0: what the network cannot say is not shown as the person). A recurrent
    network's state goes round between two sets of arrays without being copied.
    Raises ModelError when file and card do not fit together.
    """

    def __init__(
        self, path: Path, card: Card, info: ModelInfo, *, frame: Spec, threads: int = 1
    ) -> None:
        if card.output is None:
            raise ModelError(f"The model file '{path}' gives no matte: its card names key points.")
        self.info = info
        self._card, self._matte = card, card.output
        # Where the card knows of another output, what only serves that one is left out.
        wanted = () if card.points is None else (card.output.name,)
        self._session = session = OnnxSession(path, threads=threads, wanted=wanted)
        image, matte = image_input(session, card), matte_output(session, card, card.output)
        height, width = input_size(session, card.input, image, frame)
        self._input = InputTensor(card.input, height, width, image.dtype)
        self._bindings, made = self._bind(image.name, matte.name)
        self._planes = [matte_planes(session, card, card.output, array) for array in made]
        self._turn = 0
        plane = self._planes[0].shape[1:]
        self._result = np.zeros(plane, np.float32)
        self._work = np.zeros(plane, np.float32)
        self._close = np.zeros(plane, np.float32)
        self._box: Box | None = None
        self._since_whole = 0
        rows, columns = matte_grid(plane, frame) if card.follow else plane
        self._output = matte_spec(rows, columns)

    @property
    def output(self) -> Spec:
        """A Matte at the network's output size, or in the frame's proportions if it follows."""
        return self._output

    def __call__(self, frame: Frame, *, out: Array | None = None) -> Matte:
        """The matte of ``frame``, corner to corner, in ``out`` or a new array."""
        matte = np.empty(self._output.shape, np.float32) if out is None else out
        if self._card.follow:
            size = frame.shape[0], frame.shape[1]
            place(matte, self._close, self._follow(frame, size), size)
        else:
            self._look(frame, None, matte)
        return matte

    def reset(self) -> None:
        """Forget the recurrent state and where the person was."""
        self._box = None
        for array in self._state:
            array.fill(0)

    def close(self) -> None:
        """Let the session go."""
        self._bindings.clear()
        del self._session

    def _look(self, frame: Frame, box: Box | None, out: Matte) -> None:
        """Run the network on the frame or a box of it."""
        self._input.stretch(frame, box)
        self._bindings[self._turn].run()
        self._activate(self._planes[self._turn], out)
        self._turn = (self._turn + 1) % len(self._bindings)

    def _follow(self, frame: Frame, size: tuple[int, int]) -> Box:
        """Look at the person, into ``_close``; returns the box that was looked at."""
        everything, close = whole(size), self._close
        box = self._box
        self._since_whole += 1
        if box is None or self._since_whole >= WHOLE_EVERY:
            self._since_whole = 0
            person = person_box(self._solid(frame, everything), everything, size)
            if box is None or (person and elsewhere(close, box, size)):
                box = next_box(None, person, size)
            if box is None:
                return everything
        solid = self._solid(frame, box)
        wider = beyond(solid, box, size)
        if wider is not None:
            box, solid = wider, self._solid(frame, wider)
            wider = beyond(solid, box, size)
        person = person_box(solid, box, size)
        if person is None or wider is not None:
            box = everything
            person = person_box(self._solid(frame, box), box, size)
        self._box = next_box(box, person, size)
        return box

    def _solid(self, frame: Frame, box: Box) -> Solid:
        """Look at a box, into ``_close``, and count what is solid there."""
        self._look(frame, box, self._close)
        return count_solid(self._close)

    def _bind(self, image: str, matte: str) -> tuple[list[Binding], list[Array]]:
        """One binding, or two that feed each other's state; and where each puts its matte."""
        first = self._session.binding()
        first.feed(image, self._input.array)
        for name, values in self._card.constants.items():
            first.feed(name, self._constant(name, values))
        self._state: list[Array] = []
        pairs = self._card.state
        for name, _ in pairs:
            first.feed(name, self._blank(name))
        made = first.make((matte, *(name for _, name in pairs)))
        if not pairs:
            return [first], [made[matte]]
        # The run that found the shapes is over: from here on the state has its full size, whose
        # zeros mean the same as the small zeros that a recurrent network starts with.
        second = self._session.binding()
        second.feed(image, self._input.array)
        for name, values in self._card.constants.items():
            second.feed(name, self._constant(name, values))
        other = np.zeros_like(made[matte])
        second.fill(matte, other)
        for into, out_of in pairs:
            there, back = made[out_of], np.zeros_like(made[out_of])
            first.feed(into, back)
            second.feed(into, there)
            second.fill(out_of, back)
            self._state += [there, back]
        return [first, second], [made[matte], other]

    def _blank(self, name: str) -> Array:
        """Zeros for a state input; free dimensions start with 1 and broadcast."""
        tensor = input_named(self._session, name)
        return np.zeros([n or 1 for n in tensor.shape], tensor.dtype)

    def _constant(self, name: str, values: tuple[float, ...]) -> Array:
        """The values of a further input, shaped as the file has it where the number fits."""
        tensor = input_named(self._session, name)
        shape = [n or 1 for n in tensor.shape]
        array = np.array(values, tensor.dtype)
        return array.reshape(shape) if math.prod(shape) == array.size else array

    def _activate(self, planes: Array, out: Array) -> None:
        """Turn the raw planes (C, h, w) into probabilities of a person."""
        output = self._matte
        work, raw = self._work, planes[output.index]
        if output.activation == "none":
            work = raw
        elif output.activation == "sigmoid":
            sigmoid(raw, work)
        else:
            self._softmax(planes, raw)
        np.fmax(work, 0, out=out)  # fmax, not maximum: of a NaN and 0 it takes the 0
        np.minimum(out, 1, out=out)

    def _softmax(self, planes: Array, raw: Array) -> None:
        """p = 1 / sum over classes of exp(x_class - x_person), a form that cannot overflow."""
        work, total = self._work, self._result
        total.fill(0)
        for plane in planes:
            np.subtract(plane, raw, out=work)
            np.clip(work, -STEEP, STEEP, out=work)
            np.exp(work, out=work)
            total += work
        np.reciprocal(total, out=work)
