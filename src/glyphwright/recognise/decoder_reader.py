"""A line reader that writes symbol by symbol: crops in batches of equal width → an encoder → a decoder → readings.

Where it looks for each symbol says where that stands. Two guards keep it from what decoders are known for: it may not
stay in one place while it writes on, and of a crop without ink it reads nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glyphwright.recognise.batches import allowed_symbols, read_in_batches
from glyphwright.recognise.line_model import LineModel
from glyphwright.stages import LineCrop, Reading

STOP = 0
# So many symbols written while the attention moved by less than one step: it repeats itself.
STUCK = 8
LEAST_CONTRAST = 0.06


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of some lines, symbol by symbol, each until its stop (0); all are 0 from there on.

    `symbols` and how likely each was, `chances`: (n, written); where was looked for each, `attention`: (n, written, t).
    """

    symbols: NDArray[np.int64]
    chances: NDArray[np.float32]
    attention: NDArray[np.float32]

    @property
    def places(self) -> NDArray[np.float64]:
        """The step at whose middle each was looked for on average, (n, written)."""
        return _places(self.attention)


@dataclass(frozen=True, slots=True)
class DecoderLineReader(LineModel):
    """Reads lines with an encoder and a decoder."""

    def read_lines(self, crops: Sequence[LineCrop]) -> list[Reading]:
        """One reading a crop, in the order of the crops.

        Raises:
            OptionError: If `charset` has characters that the model cannot read.
        """
        allowed = allowed_symbols(self.alphabet, self.charset, reader=self.name)
        return read_in_batches(crops, lambda images: self._read(images, allowed), threads=self.threads)

    def _read(self, images: NDArray[np.float32], allowed: NDArray[np.float32] | None) -> list[Reading]:
        written = self.write(images, allowed)
        places = written.places
        inked = images.std(axis=(1, 2, 3)) >= LEAST_CONTRAST
        return [
            self._reading(written.symbols[i], written.chances[i], places[i]) if inked[i] else Reading((), (), ())
            for i in range(len(images))
        ]

    def write(self, images: NDArray[np.float32], allowed: NDArray[np.float32] | None = None) -> Written:
        """Let the decoder write what it sees in a batch (n, 1, h, w).

        Args:
            images: As `to_input` makes them.
            allowed: 1 for each symbol that may be written, else 0; None where all may.
        """
        memory = self.model.run(images)  # (n, t, c)
        n, t = memory.shape[:2]
        state = np.zeros((n, *self.model.description["state_shape"]), np.float32)
        attention = np.zeros((n, t), np.float32)
        symbol = np.full(n, len(self.alphabet) + 1, np.int64)
        done = np.zeros(n, bool)
        symbols: list[NDArray[np.int64]] = []
        chances, looks = [], []
        for _ in range(t):
            probabilities, state, attention = self.model.step(
                memory=memory, symbol=symbol, state=state, attention=attention
            )
            symbol = self._choose(probabilities if allowed is None else probabilities * allowed, symbols)
            looks.append(attention)
            done = done | (symbol == STOP) | _is_stuck(looks)
            symbols.append(np.where(done, STOP, symbol))
            chances.append(probabilities[np.arange(n), symbol])
            if done.all():
                break
        return Written(np.stack(symbols, axis=1), np.stack(chances, axis=1), np.stack(looks, axis=1))

    def _choose(self, chances: NDArray[np.float32], before: list[NDArray[np.int64]]) -> NDArray[np.int64]:
        """The likeliest symbol of each line with which it can still match the pattern; the stop where there is none."""
        pattern = self.pattern
        if pattern is None:
            return np.asarray(chances.argmax(axis=1), np.int64)

        def fits(text: str, symbol: int) -> bool:
            return pattern.matches(text) if symbol == STOP else pattern.allows(text + self.alphabet[symbol - 1])

        chosen = np.full(len(chances), STOP, np.int64)
        for i, row in enumerate(chances):
            text = "".join(self.alphabet[column[i] - 1] for column in before if column[i] != STOP)
            chosen[i] = next((symbol for symbol in map(int, np.argsort(-row)) if fits(text, symbol)), STOP)
        return chosen

    def _reading(
        self, symbols: NDArray[np.int64], chances: NDArray[np.float32], places: NDArray[np.float64]
    ) -> Reading:
        """Spaces at either end are left out; a character reaches half way to its neighbours."""
        written = [int(i) for i in np.flatnonzero(symbols != STOP)]
        while written and self.alphabet[symbols[written[0]] - 1] == " ":
            written.pop(0)
        while written and self.alphabet[symbols[written[-1]] - 1] == " ":
            written.pop()
        if not written:
            return Reading((), (), ())
        at = np.maximum.accumulate(places[written]) * self.step_px
        between = (at[:-1] + at[1:]) / 2
        half = float(np.median(np.diff(at))) / 2 if len(at) > 1 else self.step_px
        edges = np.concatenate([[max(0.0, at[0] - half)], between, [at[-1] + half]])
        return Reading(
            glyphs=tuple(self.alphabet[symbols[i] - 1] for i in written),
            confidences=tuple(float(chances[i]) for i in written),
            spans=tuple((float(edges[k]), float(edges[k + 1])) for k in range(len(written))),
        )


def _places(attention: NDArray[np.float32]) -> NDArray[np.float64]:
    return np.asarray(attention.astype(np.float64) @ np.arange(attention.shape[-1]) + 0.5)


def _is_stuck(looks: list[NDArray[np.float32]]) -> NDArray[np.bool_]:
    """Whether the last `STUCK` symbols of each line were all looked for in one place."""
    if len(looks) < STUCK:
        return np.zeros(len(looks[0]), bool)
    return np.asarray(np.ptp(_places(np.stack(looks[-STUCK:])), axis=0) < 1.0)
