import numpy as np
import pytest

torch = pytest.importorskip("torch")

from glyphwright.geometry import Box  # noqa: E402
from glyphwright_train.networks.db import Db, DbConfig  # noqa: E402
from glyphwright_train.synth.views import View  # noqa: E402
from glyphwright_train.tasks.line_finder import (  # noqa: E402
    balanced,
    dice_loss,
    make_view_batch,
    masked_mean,
    score_view,
)

pytestmark = pytest.mark.train


def view() -> View:
    pixels = np.full((256, 256), 255, np.uint8)
    pixels[100:124, 40:200] = 0
    return View(pixels, (Box(40, 100, 200, 124).polygon,), ())


def test_a_batch_holds_pictures_from_minus_one_to_one_and_their_maps() -> None:
    batch = make_view_batch([view(), view()], 256)
    assert batch.images.shape == (2, 1, 256, 256)
    assert (float(batch.images.min()), float(batch.images.max())) == (-1.0, 1.0)
    assert batch.maps.shape == (2, 5, 64, 64)


def test_the_network_keeps_to_a_quarter_of_the_resolution() -> None:
    network = Db(DbConfig((8, 8, 8, 8), (1, 1, 1, 1), 8))
    assert network(torch.zeros(2, 1, 96, 160)).shape == (2, 3, 24, 40)


def test_dice_is_zero_for_equal_maps_and_one_for_disjoint_ones() -> None:
    core, known = torch.zeros(1, 8, 8), torch.ones(1, 8, 8)
    core[:, :4] = 1
    assert float(dice_loss(core, core, known)) < 0.02
    assert float(dice_loss(1 - core, core, known)) > 0.98


def test_only_the_hardest_of_the_rest_count() -> None:
    core, known = torch.zeros(1, 100, 100), torch.ones(1, 100, 100)
    core[0, 0, :10] = 1
    entropy = torch.zeros(1, 100, 100)
    entropy[0, 50:70] = 1.0
    assert float(balanced(entropy, core, known)) == pytest.approx(2000 / 2010, abs=1e-3)


def test_what_is_not_known_costs_nothing() -> None:
    assert float(masked_mean(torch.full((4, 4), 9.0), torch.zeros(4, 4))) == 0


def test_a_network_that_sees_nothing_scores_nothing() -> None:
    class Blind(torch.nn.Module):
        def forward(self, x: "torch.Tensor") -> "torch.Tensor":
            return torch.full((1, 3, 64, 64), -9.0)

    score = score_view(Blind(), view())
    assert (score.n_found, score.n_truth, score.h_mean) == (0, 1, 0.0)
