from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("matplotlib")

from glyphwright.errors import OptionError
from glyphwright_train.pictures.filters import (
    KERNELS,
    apply,
    draw_filters,
    draw_learnt_filters,
    max_pooled,
)
from glyphwright_train.pictures.layers import inspect

pytestmark = pytest.mark.train

Image = np.ndarray[Any, np.dtype[np.uint8]]


def test_max_pooling_halves_a_picture_and_its_title_says_so() -> None:
    figure = draw_filters(np.random.default_rng(1).integers(0, 256, (120, 607), np.uint8))
    axes = figure.axes[0]
    titles = [text.get_text() for text in axes.texts[1:]]
    assert titles[0] == "the picture, 120 × 607"
    assert titles[-1] == "2 × 2 max-pooling: 120 × 607 → 60 × 303"
    assert len(axes.images) == len(titles) == len(KERNELS) + 2
    assert axes.images[-1].get_array().shape == (60, 303)
    assert all("120 × 607" in title for title in titles)


def test_nothing_is_drawn_beyond_the_sheet() -> None:
    for shape in ((28, 28), (40, 400), (400, 40)):
        figure = draw_filters(np.zeros(shape, np.uint8))
        width, height = figure.get_size_inches()
        for drawn in figure.axes[0].images:
            left, right, bottom, top = drawn.get_extent()
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
            assert (right - left) / (bottom - top) == pytest.approx(shape[1] / shape[0], rel=0.05)


def test_edges_are_found_where_they_are_and_blurring_keeps_the_mean(image: Image) -> None:
    kernels = {kernel.name.split(" (")[0]: kernel for kernel in KERNELS}
    upright, level = (apply(image, kernels[name]) for name in ("vertical edges", "horizontal edges"))
    assert (upright[5, [4, 5, 6, 7]] == [1020, 1020, -1020, -1020]).all()
    assert (level[5] == 0).all()
    assert (apply(image, kernels["edges"]).sum(), image.max()) == (0, 255)
    assert apply(image, kernels["blurred"]).sum() == pytest.approx(image.sum(), rel=1e-5)


def test_the_largest_of_four_is_kept_and_odd_ends_are_left_out() -> None:
    assert max_pooled(np.arange(15).reshape(3, 5)).tolist() == [[6, 8]]
    with pytest.raises(OptionError, match="2 × 2 or more"):
        max_pooled(np.zeros((1, 5)))


def test_learnt_kernels_stand_beside_what_they_make(models: dict[str, Path], image: Image) -> None:
    import torch

    axes = draw_learnt_filters(models["cnn"], image).axes[0]
    kernels, made = axes.images[::2], axes.images[1::2]
    assert len(kernels) == len(made) == 4
    inspection = inspect(models["cnn"], image)
    node = next(node for node in inspection.graph.graph.node if node.op_type == "Conv")
    seen, bias = (torch.tensor(value) for value in inspection.values([node.input[0], node.input[2]]))
    weights = torch.tensor(np.stack([np.asarray(kernel.get_array()) for kernel in kernels]))[:, None]
    shown = np.stack([np.asarray(picture.get_array()) for picture in made])
    np.testing.assert_allclose(shown, torch.nn.functional.conv2d(seen, weights, bias, padding=1)[0], atol=1e-5)
    assert "12 × 12 → 12 × 12" in axes.texts[1].get_text()
    assert all(drawn.get_clim()[0] == -drawn.get_clim()[1] for drawn in axes.images)


def test_a_model_without_convolutions_has_no_learnt_filters(models: dict[str, Path], image: Image) -> None:
    with pytest.raises(OptionError, match="no convolution"):
        draw_learnt_filters(models["perceptron"], image)
