"""A decoder that is told what to say: what becomes of its symbols, its places and its end."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glyphwright.errors import OptionError
from glyphwright.recognise import DecoderLineReader
from glyphwright.recognise.pattern import compile_pattern
from glyphwright.runtime import Model
from glyphwright.stages import LineCrop

ALPHABET = "ab "
STEPS = 16


class Node:
    def __init__(self, name: str) -> None:
        self.name = name


class Encoder:
    """Memory of one channel: nothing but its length counts."""

    def get_inputs(self) -> list[Node]:
        return [Node("image")]

    def run(self, _: None, inputs: dict[str, Any]) -> list[Any]:
        return [np.zeros((len(inputs["image"]), STEPS, 1), np.float32)]


class Decoder:
    """Says the given symbols one after the other, each at its step, then the last one for ever."""

    def __init__(self, script: list[tuple[int, int]]) -> None:
        self.script = script

    def get_inputs(self) -> list[Node]:
        return [Node(name) for name in ("memory", "symbol", "state")]

    def run(self, _: None, inputs: dict[str, Any]) -> list[Any]:
        assert set(inputs) == {"memory", "symbol", "state"}
        n, written = len(inputs["symbol"]), inputs["state"].shape[1]
        symbol, step = self.script[min(written, len(self.script) - 1)]
        probabilities = np.full((n, len(ALPHABET) + 1), 0.1, np.float32)
        probabilities[:, symbol] = 0.7
        attention = np.zeros((n, STEPS), np.float32)
        attention[:, step] = 1
        return [probabilities, np.zeros((n, written + 1, 2), np.float32), attention]


def reader(*script: tuple[int, int], charset: str | None = None) -> DecoderLineReader:
    description = {"name": "told", "alphabet": ALPHABET, "height_px": 36, "step_px": 4, "state_shape": [0, 2]}
    return DecoderLineReader(Model(Path("told.onnx"), "", description, Encoder(), Decoder(list(script))), charset)


def crop(*, blank: bool = False) -> LineCrop:
    pixels = np.full((36, 64), 255, np.uint8)
    if not blank:
        pixels[10:20] = 0
    return LineCrop(pixels)


def test_symbols_stand_where_they_were_looked_for_and_spaces_at_the_ends_vanish() -> None:
    (reading,) = reader((3, 0), (1, 2), (3, 4), (2, 6), (3, 8), (0, 8)).read_lines([crop()])
    assert reading.text == "a b"
    assert reading.confidences == pytest.approx((0.7, 0.7, 0.7))
    assert reading.spans == ((6, 14), (14, 22), (22, 30))


def test_a_decoder_that_stays_in_one_place_is_stopped() -> None:
    (reading,) = reader((1, 2), (2, 5), (1, 9)).read_lines([crop()])
    assert reading.text == "ab" + 7 * "a"


def test_nothing_is_written_where_there_is_no_ink() -> None:
    nothing, something = reader((1, 2), (0, 2)).read_lines([crop(blank=True), crop()])
    assert (nothing.text, something.text) == ("", "a")


def test_a_charset_leaves_the_likeliest_symbol_that_is_allowed() -> None:
    (reading,) = reader((2, 2), (1, 4), (0, 4), charset="a").read_lines([crop()])
    assert reading.text == ""  # instead of the "b": the stop is as likely as the "a", and comes first
    with pytest.raises(OptionError, match="cannot read 'x'"):
        reader((2, 2), charset="x").read_lines([crop()])


def test_a_pattern_keeps_a_decoder_to_what_matches() -> None:
    told = reader((2, 2), (1, 4), (1, 6), (0, 6))
    (free,) = told.read_lines([crop()])
    (kept,) = DecoderLineReader(told.model, pattern=compile_pattern("ba")).read_lines([crop()])
    assert (free.text, kept.text) == ("baa", "ba")
