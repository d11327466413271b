from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

torch = pytest.importorskip("torch")

from glyphwright.detect import open_line_finder  # noqa: E402
from glyphwright.detect.window import BINS, describe_cells  # noqa: E402
from glyphwright.geometry import Box  # noqa: E402
from glyphwright.runtime import load_model  # noqa: E402
from glyphwright_train import fit_window  # noqa: E402
from glyphwright_train.synth.views import View  # noqa: E402

pytestmark = pytest.mark.train


def hatched(seed: int) -> Iterator[fit_window.Drawn]:
    """Views with bars of upright strokes, most of them as high as the window wants, others twice that."""
    for number in range(12):
        rng = np.random.default_rng([seed, number])
        pixels = np.full((160, 160), 230, np.uint8)
        height = 20 if number % 3 else 40
        lines = []
        for top in (30, 100):
            left, right = 10 + int(rng.integers(20)), 130 + int(rng.integers(20))
            pixels[top : top + height, left : right : height // 4] = 20
            lines.append(Box(left, top, right, top + height).polygon)
        yield View(pixels, tuple(lines), ()), rng


def test_a_classifier_learns_where_lines_of_its_height_are_and_is_opened_by_its_file(tmp_path: Path) -> None:
    model = fit_window.fit_window(hatched, seed=1)
    assert fit_window.accuracy(model, [fit_window.pick_cells(view, rng) for view, rng in hatched(9)]) > 0.9
    path = tmp_path / "tiny.onnx"
    fit_window.export_window(model, path, scores={})
    assert open_line_finder(str(path)).name == "window"


def test_views_of_drawn_pages_are_scaled_for_a_line_to_fit(plain_fonts: Any, plain_text: Any) -> None:
    views = list(fit_window.draw_views(3, fonts=plain_fonts, text=plain_text, pages=1))
    assert 1 <= len(views) <= fit_window.VIEWS_OF_PAGE
    for view, rng in views:
        cells = fit_window.pick_cells(view, rng)
        assert len(cells.text) <= fit_window.TEXT_CELLS + fit_window.OTHER_CELLS
        assert cells.features.shape == (len(cells.text), BINS * fit_window.WINDOW[0] * fit_window.WINDOW[1])


def test_the_exported_convolution_says_what_the_classifier_says(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    weights = rng.normal(size=(BINS, *fit_window.WINDOW)).astype(np.float32)
    fit_window.export_window(fit_window.Linear(weights, 0.5), tmp_path / "a.onnx", scores={})
    cells = describe_cells(cv2.blur(rng.integers(0, 255, (80, 120), np.uint8), (3, 3)))
    logits = load_model(tmp_path / "a.onnx", task="line_finder").run(cells[None])[0, 0]
    chosen = np.array([0, 31, 10 * 30 + 15, 20 * 30 - 1])
    windows = fit_window.windows_at(cells, chosen)
    assert np.allclose(logits.ravel()[chosen], windows @ weights.ravel() + 0.5, atol=1e-3)
