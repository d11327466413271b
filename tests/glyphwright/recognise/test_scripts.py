from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from glyphwright.recognise.scripts import CLASSES, HEIGHT_PX, WINDOW_PX, ScriptClassifier, script_input
from glyphwright.runtime import Model
from glyphwright.stages import LineCrop


def test_a_long_line_shows_its_middle_and_a_short_one_all_of_itself() -> None:
    long = np.full((36, 1000), 255, np.uint8)
    long[:, 450:550] = 0
    short = np.full((36, 72), 200, np.uint8)
    short[:, :20] = 0
    first, second = script_input([long, short])[:, 0]
    assert first.shape == second.shape == (HEIGHT_PX, WINDOW_PX)
    assert (first[:, WINDOW_PX // 2 - 40 : WINDOW_PX // 2 + 40] > 0.99).all()
    assert (first[:, [0, -1]] == 0).all()
    assert (second[:, :15] > 0.99).all()
    assert (second[:, 64:] == 0).all()


def test_ink_is_ink_be_it_dark_or_light_strong_or_weak() -> None:
    dark = np.full((32, 192), 255, np.uint8)
    dark[10:20, 20:100] = 0
    light, weak = 255 - dark, (150 + dark // 4).astype(np.uint8)
    first, second, third = script_input([dark, light, weak])
    assert first == pytest.approx(second)
    assert first == pytest.approx(third)


def test_grain_on_empty_paper_is_not_drawn_out() -> None:
    grain = np.random.default_rng(0).normal(200, 3, (32, 192)).astype(np.uint8)
    assert np.abs(script_input([grain])).max() < 0.6


@pytest.mark.parametrize("shape", [(36, 1), (1, 1), (36, 4)])
def test_crops_of_any_size_can_be_shown(shape: tuple[int, int]) -> None:
    assert np.isfinite(script_input([np.zeros(shape, np.uint8)])).all()


class Says:
    """A session that answers every input with the same probabilities."""

    def __init__(self, answer: list[float]) -> None:
        self.answer = answer

    def get_inputs(self) -> list[Any]:
        return [type("Input", (), {"name": "image"})]

    def run(self, _: None, inputs: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        return [np.tile(np.array(self.answer, np.float32), (len(inputs["image"]), 1))]


def test_a_verdict_is_the_likeliest_script_and_how_likely_the_line_stands_on_its_head() -> None:
    answer = [0.0] * len(CLASSES) + [0.25]
    answer[CLASSES.index("Deva")] = 0.75
    classifier = ScriptClassifier(Model(Path(), "", {}, Says(answer)))
    verdict, _ = classifier.classify([LineCrop(np.zeros((36, 100), np.uint8))] * 2)
    assert (verdict.code, verdict.confidence, verdict.upside_down) == ("Deva", 0.75, 0.25)
    assert classifier.classify([]) == []
