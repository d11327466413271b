import numpy as np
import pytest

torch = pytest.importorskip("torch")

from glyphwright.geometry import Box, Polygon  # noqa: E402
from glyphwright.page import Block, Line, Page  # noqa: E402
from glyphwright.preprocess.orientation import SIDE_PX  # noqa: E402
from glyphwright_train.networks.upright import Upright, UprightConfig  # noqa: E402
from glyphwright_train.tasks.page_orientation import cut_picture, make_turn_batch, upright_lines  # noqa: E402

pytestmark = pytest.mark.train


def test_only_lines_that_are_sure_and_run_to_the_right_are_learnt_from() -> None:
    upright = Line((), Box(10, 10, 200, 30).polygon)
    doubtful = Line((), Box(10, 50, 200, 70).polygon, score=0.0)
    climbing = Line((), Polygon(((10, 300), (10, 100), (30, 100), (30, 300))))
    truth = Page(1, 400, 400, (Block.around((upright, doubtful, climbing)),))
    assert upright_lines(truth) == (upright,)


def test_a_picture_shows_its_line_level_and_at_most_36_pixels_high() -> None:
    pixels = np.full((600, 800), 255, np.uint8)
    pixels[300:330, 100:700] = 0
    line = Line((), Box(100, 300, 700, 330).polygon)
    for seed in range(8):
        picture = cut_picture(np.random.default_rng(seed), (pixels, (line,)), strength=0.0)
        assert picture.shape == (SIDE_PX, SIDE_PX)
        dark = picture < (int(picture.min()) + int(picture.max())) / 2
        ink = dark if dark.mean() < 0.5 else ~dark
        assert 0 < ink.sum(axis=0).max() < 50


def test_a_picture_of_which_nobody_knows_the_way_up_prefers_none() -> None:
    pictures = [np.zeros((SIDE_PX, SIDE_PX), np.uint8)] * 2
    batch = make_turn_batch(pictures, [True, False])
    assert batch.images.shape == (8, 1, SIDE_PX, SIDE_PX)
    assert batch.targets.tolist() == [[1, 0, 0, 0], [0.25] * 4]


def test_the_network_is_small_and_gives_one_score_a_picture() -> None:
    network = Upright(UprightConfig()).eval()
    assert sum(parameter.numel() for parameter in network.parameters()) < 100_000
    assert network(torch.zeros(3, 1, SIDE_PX, SIDE_PX)).shape == (3, 1)
