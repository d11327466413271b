import numpy as np
import pytest

torch = pytest.importorskip("torch")

from glyphwright_train.batches import (  # noqa: E402
    WIDTH_GRID_PX,
    LineSource,
    batch_rng,
    draw_fitting,
    draw_width,
    make_line_batch,
)
from glyphwright_train.synth.fonts import FontLibrary  # noqa: E402
from glyphwright_train.synth.lines import LineSample  # noqa: E402
from glyphwright_train.synth.text import TextSource  # noqa: E402

pytestmark = pytest.mark.train


def test_a_step_has_its_own_chance_in_every_process_and_always_the_same() -> None:
    draws = {batch_rng(1, step, rank).random() for step in range(3) for rank in (-1, 0, 1)}
    assert len(draws) == 9
    assert batch_rng(1, 2, 0).random() == batch_rng(1, 2, 0).random()


def test_widths_are_few_and_narrow_at_first() -> None:
    rng = np.random.default_rng(0)
    hard = {draw_width(rng, 1200, 1.0) for _ in range(500)}
    mild = {draw_width(rng, 1200, 0.5) for _ in range(500)}
    assert all(width % WIDTH_GRID_PX == 0 for width in hard)
    assert max(hard) == 1200 // WIDTH_GRID_PX * WIDTH_GRID_PX
    assert max(mild) < 0.4 * 1200


def test_drawn_lines_fit_their_batch_and_can_be_spelt(plain_fonts: FontLibrary, plain_text: TextSource) -> None:
    source = LineSource(plain_fonts, plain_text, strips=None, pdf_share=0.0, sign_share=0.5, height=36)
    for seed in range(15):
        sample = draw_fitting(np.random.default_rng(seed), source, 256, 1.0)
        assert sample.pixels.shape[1] <= 256
        assert len(sample.text) <= sample.pixels.shape[1] // 4


def test_a_batch_spells_its_lines_one_after_the_other() -> None:
    lines = [LineSample(np.full((36, width), 255, np.uint8), text) for width, text in ((100, "ab"), (128, "b"))]
    batch = make_line_batch(lines, {"a": 1, "b": 2}, 128)
    assert batch.images.shape == (2, 1, 36, 128)
    assert batch.targets.tolist() == [1, 2, 2]
    assert batch.lengths.tolist() == [2, 1]
